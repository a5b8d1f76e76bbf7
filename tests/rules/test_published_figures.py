"""Every printed figure of the list that has parts and a total, a plan or a base goes through the engine.

The claim sets are texts as they were read; here the plain list of figures is held to itself, region by region
on its own borders: what does not add up is found with its size, what does is left silent.
"""

import csv
import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from khuyencong.rules.reconcile import Claim, reconcile
from tests.rules.claim_sets import claim_set, told

LIST = Path(__file__).parents[2] / "khuyencong/reporting/data/published_figures.csv"
ROWS = list(csv.DictReader(LIST.read_text(encoding="utf-8").splitlines()))
PRINTED = re.compile(r"[~><]?\s*\d[\d.]*(?:,\d+)?")
RATE = re.compile(r"(?<![+\d,])(\d+(?:,\d+)?) %(?! less)")
RISE = re.compile(r"\+(\d+,\d+) %")
ABOUT_LESS = re.compile(r"about (\d+) % less")
ELSEWHERE = re.compile(r"another page prints (\d+,\d+)")


def key(fund: str, stage: str, cut: str) -> str:
    """The name of one printed amount; a plan is for its whole year."""
    return f"{fund}.{stage}.{cut[:4] if stage == 'plan' else cut}"


def claims_of(rows: list[dict[str, str]]) -> list[Claim]:
    """The figures of one region on one map, and every relation that the list says they have."""
    found: dict[str, Claim] = {}

    def put(name: str, kind: str, value: str, unit: str, *of: str) -> None:
        found.setdefault(name, Claim(id=name, label=name, kind=kind, value=value, unit=unit, of=of))

    for row in rows:
        put(name_of(row), "amount", PRINTED.match(row["printed_as"])[0], row["unit"])
    for row in rows:
        name, fund, year = name_of(row), row["fund"], int(row["year"])
        words = f"{row['printed_as'].partition('(')[2]} {row['note']}"
        if (rate := RATE.search(words)) and row["stage"] == "done":
            plan = key(fund, "plan", str(year))
            put(plan, "amount", "", row["unit"])
            put(f"rate.{name}", "share", rate[1], "%", name, plan)
        rise = RISE.search(words)
        less = ABOUT_LESS.search(words)
        if rise or less:
            before = key(fund, row["stage"], f"{year - 1}-12-31")
            put(before, "amount", "", row["unit"])
            put(f"growth.{name}", "growth", rise[1] if rise else f"~-{less[1]}", "%", name, before)
        if other := ELSEWHERE.search(words):
            put(f"other.{name}", "amount", other[1], row["unit"])
            put(f"same.{name}", "sum", "", "", name, f"other.{name}")
    for name in [each for each in found if each.startswith("all.")]:
        parts = [name.replace("all.", f"{fund}.", 1) for fund in ("KCQG", "KCDP")]
        if all(part in found for part in parts):
            put(f"sum.{name}", "sum", "", "", name, *parts)
    return list(found.values())


def name_of(row: dict[str, str]) -> str:
    """The name of the amount in a row."""
    return key(row["fund"], row["stage"], row["cut"])


def groups() -> dict[tuple[str, str], list[Claim]]:
    """Claims by region and borders."""
    rows: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in ROWS:
        rows[row["scope"], row["borders_of"]].append(row)
    return {place: claims_of(each) for place, each in rows.items()}


GROUPS = groups()
SOUTH, TRUNG = ("Nam", "2014-2025"), ("Trung-TN", "2014-2025")
RELATIONS = {
    SOUTH: [
        "growth.all.plan.2024",
        "rate.KCDP.done.2018-07-31",
        "rate.KCQG.done.2018-07-31",
        "rate.KCQG.done.2023-12-31",
        "rate.all.done.2023-12-31",
        "sum.all.done.2018-07-31",
        "sum.all.plan.2018",
        "sum.all.plan_or_done_unclear.2013-12-31",
    ],
    ("Nam", "2025-"): ["same.all.plan.2025"],
    TRUNG: [
        "growth.all.done.2019-12-31",
        "growth.all.plan.2013",
        "growth.all.plan.2020",
        "rate.all.done.2013-09-30",
        "rate.all.done.2019-12-31",
        "rate.all.done.2020-06-30",
    ],
    ("Việt Nam", "2021-2025"): [],
    ("Việt Nam", "2014-2025"): [],
}
FOUND = {
    SOUTH: [
        (
            "inconsistent",
            "all.done.2018-07-31 KCQG.done.2018-07-31 KCDP.done.2018-07-31 sum.all.done.2018-07-31",
            "19.619,2",
            "19.623,7",
        )
    ],
    ("Nam", "2025-"): [
        ("inconsistent", "all.plan.2025 other.all.plan.2025 same.all.plan.2025", "55,753", "56,310")
    ],
    TRUNG: [
        (
            "inconsistent",
            "all.plan.2020 all.done.2020-06-30 rate.all.done.2020-06-30",
            "28,58",
            "28,67",
        )
    ],
    ("Việt Nam", "2021-2025"): [],
    ("Việt Nam", "2014-2025"): [],
}


def test_every_line_of_the_list_is_an_amount_and_every_relation_it_names_is_one():
    amounts = [
        claim
        for each in GROUPS.values()
        for claim in each
        if claim.kind == "amount" and claim.value and not claim.id.startswith("other.")
    ]
    assert len(amounts) == len(ROWS)
    assert {
        place: sorted(claim.id for claim in each if claim.kind != "amount") for place, each in GROUPS.items()
    } == RELATIONS


@pytest.mark.parametrize("place", GROUPS, ids=" ".join)
def test_what_does_not_add_up_is_found_with_its_size_and_nothing_else_is(place):
    result = reconcile(GROUPS[place])
    assert told(result) == FOUND[place]
    for finding in result.findings:
        assert "chênh" in finding.message
        assert "Khả năng nhất là in nhầm một số" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        # A coastal province 2021-2025; Sóc Trăng 2023, both purses with what owners paid; Hà Tĩnh 2016-2020.
        "all amount 19,805 ty\none amount 10,331 ty\ntwo amount 9,474 ty\nsum sum - all one two",
        "all amount 10,270 ty\na amount 2,620 ty\nb amount 3,422 ty\nc amount 2,250 ty\nd amount 1,978 ty\n"
        "sum sum - all a b c d",
        "all amount 23,29 ty\nkcqg amount 11 ty\nkcdp amount 12,25 ty\nsum sum - all kcqg kcdp",
    ],
)
def test_printed_totals_of_provinces_add_up_and_would_be_found_if_they_did_not(text):
    claims = claim_set(text)
    assert told(reconcile(claims)) == []
    wrong = [replace(claims[0], value="29,805"), *claims[1:]]
    assert [finding.code for finding in reconcile(wrong).findings] == ["inconsistent"]


CHECKED = [
    (place, claim.id)
    for place, each in GROUPS.items()
    for claim in each
    if claim.kind in ("sum", "share", "growth")
    and all(one.value for one in each if one.id in claim.of)
    and not any(claim.id in found[1] for found in FOUND[place])
]


@pytest.mark.parametrize(
    ("place", "relation"), CHECKED, ids=lambda one: one if isinstance(one, str) else one[0]
)
def test_a_relation_that_is_silent_would_be_found_if_its_first_figure_were_another(place, relation):
    of = next(claim.of for claim in GROUPS[place] if claim.id == relation)
    wrong = [replace(claim, value="777,77") if claim.id == of[0] else claim for claim in GROUPS[place]]
    assert relation in {name for finding in reconcile(wrong).findings for name in finding.claims}
