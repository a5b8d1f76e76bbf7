"""Returns that are consistent by construction, out of a seed, and the rules and lines that are shipped.

A world is a province's quarter: what centres below it report, what the department makes of them, last period,
the year before, the ledger. Whatever is made from other figures is made by adding them up, never checked.
"""

import csv
from datetime import date
from pathlib import Path
from random import Random
from types import SimpleNamespace

import khuyencong
from khuyencong.rules.findings import Severity
from khuyencong.rules.indicators import Aggregation, IndicatorLine, Polarity
from khuyencong.rules.return_checks import Operator, Rule

DATA = Path(khuyencong.__file__).parent / "norms" / "data"
PURSES = ("KCQG", "KCDP")
PERIOD = SimpleNamespace(starts=date(2026, 4, 1), previous=SimpleNamespace(starts=date(2026, 1, 1)))
MONEY = 1_000_000
WITHOUT_RESULT = ("kp-16", "kp-23", "kp-24")
PEOPLE_OF = {"kq-06": "kq-06a", "kq-07": "kq-07a", "kq-22": "kq-22a", "kq-13": "kq-13a"}
RESULT_OF = {f"kp-{n:02}": f"kq-{n:02}" for n in range(1, 16)} | {
    f"kp-{n:02}": f"kq-{n - 1:02}" for n in range(17, 23)
}


def rows(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shipped_lines():
    return tuple(
        IndicatorLine(
            code=row["code"],
            name=row["name"],
            form=row["form"],
            unit=row["unit"],
            number=row["number"],
            purse=row["purse"],
            money=row["money"] == "true",
            decimals=int(row["decimals"]),
            parent=row["parent"],
            polarity=Polarity(row["polarity"]),
            tolerance=int(row["tolerance"]) if row["tolerance"] else None,
            small_base=int(row["small_base"]) if row["small_base"] else None,
            aggregation=Aggregation(row["aggregation"]),
        )
        for row in rows("indicators")
    )


def shipped_rules():
    return tuple(
        Rule(
            code=row["code"],
            form=row["form"],
            left=row["left"],
            operator=Operator(row["operator"]),
            right=row["right"],
            grade=Severity(row["grade"]),
            message=row["message"],
            fix=row["fix"],
            tolerance=row["tolerance"],
            purse=row["purse"],
            since=date.fromisoformat(row["since"]),
        )
        for row in rows("check_rules")
    )


LINES = shipped_lines()
RULES = shipped_rules()
OF = {line.code: line for line in LINES}


def lines_of(form):
    return [line.code for line in LINES if line.form == form]


def centre(pick, full):
    """What one centre did, both purses: money where there is a result, a result where there is money."""
    cells = {}
    for purse in PURSES:
        for money in [f"kp-{n:02}" for n in range(1, 25)]:
            happened = full or pick.random() < 0.6
            cells[money, purse] = pick.randint(20, 4_000) * MONEY + pick.randint(0, 999) if happened else 0
            if money in RESULT_OF:
                cells[RESULT_OF[money], purse] = pick.randint(20, 90) if happened else 0
        cells["kq-22", purse] = pick.randint(20, 90) if full else pick.choice([0, 3])
        cells["kq-23", purse] = pick.randint(20, 40)
        cells["kq-01a", purse] = (
            pick.randint(0, cells["kq-01", purse]) if not full else cells["kq-01", purse] - 1
        )
        for many, people in PEOPLE_OF.items():
            cells[people, purse] = cells[many, purse] * pick.randint(2, 30)
        for count, capital in (("kq-09", "kq-09a"), ("kq-10", "kq-10a")):
            cells[capital, purse] = cells[count, purse] * pick.randint(100, 900) * MONEY
        cells["kp-tong", purse] = sum(cells[f"kp-{n:02}", purse] for n in range(1, 25))
        running, done, stopped = pick.randint(5, 9), pick.randint(5, 9), pick.randint(1, 3)
        cells |= {("td-01a", purse): running, ("td-01b", purse): done, ("td-01c", purse): stopped}
        cells["td-01", purse] = running + done + stopped + pick.randint(0, 2)
        parts = [pick.randint(100, 900) * MONEY for _ in range(3)]
        cells |= {("td-03", purse): parts[0], ("td-04", purse): parts[1], ("td-02", purse): sum(parts)}
        cells["td-05", purse] = parts[0] + pick.randint(0, parts[1])
    return cells


def once_a_province(pick, full, results):
    """Votes and clusters, which have one column."""
    cells = {}
    for level in ("tinh", "tw"):
        for group in range(1, 5):
            wanted = results if (level, group) == ("tinh", 1) else 0
            granted = wanted + pick.randint(5, 20)
            cells[f"bc-{level}-cn-{group}"] = granted
            cells[f"bc-{level}-dk-{group}"] = granted + (pick.randint(1, 9) if full else pick.randint(0, 9))
        for kind in ("dk", "cn"):
            cells[f"bc-{level}-{kind}"] = sum(cells[f"bc-{level}-{kind}-{group}"] for group in range(1, 5))
    active, planned, land = pick.randint(5, 15), pick.randint(60_000, 90_000), pick.randint(30_000, 50_000)
    return cells | {
        "cc-01": active + pick.randint(0, 4),
        "cc-01a": active,
        "cc-02": planned,
        "cc-03": pick.randint(10_000, 20_000),
        "cc-04": pick.randint(20_000, planned),
        "cc-05": land,
        "cc-05a": pick.randint(10_000, land),
        "cc-06": pick.randint(20, 90),
        "cc-07": pick.randint(20_000, 90_000) * MONEY,
        "cc-08": pick.randint(2_000, 9_000),
        "cc-09": pick.randint(900, 9_000),
    }


def world(seed, *, full=False, below=2):
    """Returns of every form of one agency; of a department with so many below it, of a centre with none.

    With `full` every cell holds something.
    """
    pick = Random(seed)
    centres = [centre(pick, full) for _ in range(max(below, 1))]
    own = {cell: sum(each[cell] for each in centres) for cell in centres[0]}
    results = own["kq-12", "KCQG"] + own["kq-12", "KCDP"]
    single = once_a_province(pick, full, results)
    values = {}
    for (code, purse), value in own.items():
        blank = value == 0 and pick.random() < 0.5
        values["", code, purse] = None if blank else value
        if below:
            values["con", code, purse] = value
        if code[:2] in ("kp", "td"):
            values["so", code, purse] = value
        beside(pick, values, code, purse, value)
    for code, value in single.items():
        values["", code, "all"] = value
        beside(pick, values, code, "all", value)
    return values


def beside(pick, values, code, purse, value):
    """Last period, running totals and the year before, each near enough to be no news."""
    values["namtruoc", code, purse] = round(value * pick.uniform(0.95, 1.15))
    values["truoc", code, purse] = round(value * pick.uniform(0.95, 1.15))
    if OF[code].aggregation is Aggregation.SUM:
        earlier = pick.randint(0, 3) * value
        values["truoc:luyke", code, purse] = earlier
        values["luyke", code, purse] = earlier + value
    else:
        values["truoc:luyke", code, purse] = value - pick.randint(0, value // 10)
        values["luyke", code, purse] = value
