"""Contradictions put into returns that are consistent by construction: all found, in place, none invented.

The rules are those that are shipped; each kind of contradiction is put into every place where it can stand.
"""

from collections import Counter
from random import Random
from time import process_time

import pytest

from khuyencong.rules.findings import Severity
from khuyencong.rules.indicators import Aggregation
from khuyencong.rules.return_checks import check
from tests.rules.return_worlds import (
    LINES,
    OF,
    PEOPLE_OF,
    PERIOD,
    PURSES,
    RESULT_OF,
    RULES,
    lines_of,
    world,
)

CLEAN = 200
HAS_PARENT = [line.code for line in LINES if line.parent in ("kp-tong",) or line.parent.startswith("bc-")]


def columns(code):
    return PURSES if OF[code].form in ("ket-qua", "kinh-phi", "tien-do") else ("all",)


def checked(values):
    return check(RULES, values, PERIOD, LINES)


def places(codes):
    return [(code, purse) for code in codes for purse in columns(code)]


def own(code, purse):
    return ("", code, purse)


def swap_digits(value):
    """The same with the first two neighbouring digits swapped that differ."""
    text = str(value)
    at = next(n for n in range(len(text) - 1) if text[n] != text[n + 1])
    return int(text[:at] + text[at + 1] + text[at] + text[at + 2 :])


def negative(values, code, purse):
    values[own(code, purse)] *= -1
    return f"{code[:2]}-khong-am"


def mistyped_total(values, code, purse):
    values[own(code, purse)] = swap_digits(values[own(code, purse)])
    return f"{code}-dong" if code != "kp-tong" else "kp-tong-dong"


def of_total(code):
    return "kp-tong-dong" if code.startswith("kp") else f"{OF[code].parent}-dong"


def wrong_unit(values, code, purse):
    values[own(code, purse)] *= 1000
    return of_total(code)


def left_blank(values, code, purse):
    values[own(code, purse)] = None
    return of_total(code)


def other_than_the_ledger(values, code, purse):
    values["so", code, purse] += 1
    return f"{code[:2]}-so-cai"


def other_than_below(values, code, purse):
    values["con", code, purse] -= 1
    return f"{code[:2]}-cap-duoi"


def running_total_falls(values, code, purse):
    values["truoc:luyke", code, purse] = values["luyke", code, purse] + 1
    return f"{code}-luy-ke" if code.startswith("td") else f"{code[:2]}-luy-ke"


def far_from_the_year_before(values, code, purse):
    values[own(code, purse)] = (values["namtruoc", code, purse] + OF[code].small_base) * 10
    return f"{code[:2]}-cung-ky"


def far_from_last_period(values, code, purse):
    values[own(code, purse)] = (values["truoc", code, purse] + (OF[code].small_base or 0)) * 10
    return "kq-23-truoc" if code == "kq-23" else "cc-truoc"


def more_than(larger, rule, extra=1):
    """One figure above another that bounds it: `larger` are the cells that bound it together."""

    def put(values, code, purse):
        values[own(code, purse)] = sum(values[own(each, purse)] for each in larger) + extra
        return rule

    return put


def fewer_people(values, code, purse):
    values[own(PEOPLE_OF[code], purse)] = values[own(code, purse)] - 1
    return f"{PEOPLE_OF[code]}-{code[3:]}"


def nothing_there(rule):
    """What must be there is 0, or blank."""

    def put(values, code, purse):
        values[own(code, purse)] = Random(code + purse).choice([0, None])
        return rule(code)

    return put


def parts_too_many(values, code, purse):
    values[own(code, purse)] = 0
    return "td-01-phan"


def more_voted_than_granted(values, code, purse):
    values[own(code, purse)] = 10**6
    return "bc-kq-12"


RESULTS = {result: money for money, result in RESULT_OF.items()}
PEOPLE = {people: many for many, people in PEOPLE_OF.items()}
TOTALS = ["kp-tong", *(f"bc-{level}-{kind}" for level in ("tinh", "tw") for kind in ("dk", "cn"))]
BELOW = [line.code for line in LINES if line.form in ("ket-qua", "kinh-phi", "tien-do")]
LEDGER = [code for code in BELOW if code[:2] in ("kp", "td")]
ADDS_UP = [
    *(line.code for line in LINES if line.code[:2] in ("kq", "kp") and line.aggregation is Aggregation.SUM),
    *("td-01", "td-01b", "td-01c", "td-04"),
]
COMPARED = [
    line.code for line in LINES if line.tolerance is not None and line.small_base and line.form != "tien-do"
]
BOUNDED = {
    "kq-01a": (("kq-01",), "kq-01a-01"),
    "td-05": (("td-02",), "td-05-02"),
    "td-04": (("td-02",), "td-04-02"),
    "cc-01a": (("cc-01",), "cc-01a-01"),
    "cc-05a": (("cc-05",), "cc-05a-05"),
    "cc-05": (("cc-02", "cc-03"), "cc-05-02"),
    "cc-04": (("cc-02", "cc-03"), "cc-04-02"),
} | {
    f"bc-{level}-cn{group}": ((f"bc-{level}-dk{group}",), f"bc-{level}-cn-dk{group}")
    for level in ("tinh", "tw")
    for group in ("", "-1", "-2", "-3", "-4")
}
SEEDED = [
    *((negative, *at) for at in places(OF)),
    *((mistyped_total, *at) for at in places(TOTALS)),
    *((wrong_unit, *at) for at in places(HAS_PARENT)),
    *((left_blank, *at) for at in places(HAS_PARENT)),
    *((other_than_the_ledger, *at) for at in places(LEDGER)),
    *((other_than_below, *at) for at in places(BELOW)),
    *((running_total_falls, *at) for at in places(ADDS_UP)),
    *((far_from_the_year_before, *at) for at in places(COMPARED)),
    *((far_from_last_period, *at) for at in places(["kq-23", *lines_of("cum-cong-nghiep")])),
    *((more_than(*BOUNDED[code]), code, purse) for code, purse in places(BOUNDED)),
    *((fewer_people, *at) for at in places(PEOPLE_OF)),
    *((nothing_there(lambda code: f"{PEOPLE_OF[code]}-co-{code[3:]}"), *at) for at in places(PEOPLE_OF)),
    *((nothing_there(lambda code: f"{code}a-co-{code[3:]}"), *at) for at in places(["kq-09", "kq-10"])),
    *((nothing_there(lambda code: f"{RESULTS[code]}-co-kq"), *at) for at in places(RESULTS)),
    *((nothing_there(lambda code: f"{RESULT_OF[code]}-co-kp"), *at) for at in places(RESULT_OF)),
    *((nothing_there(lambda code: "cc-02-co-01"), *at) for at in places(["cc-01"])),
    *((nothing_there(lambda code: "cc-01-co-02"), *at) for at in places(["cc-02"])),
    *((nothing_there(lambda code: "cc-05a-co-06"), *at) for at in places(["cc-06"])),
    *((nothing_there(lambda code: "cc-09-co-06"), *at) for at in places(["cc-06"])),
    *((parts_too_many, *at) for at in places(["td-01"])),
    *((more_voted_than_granted, *at) for at in places(["kq-12"])),
]


def name_of(put):
    return put.__qualname__.partition(".")[0]


def test_so_many_kinds_and_places_are_tried_and_every_shipped_rule_is_among_them():
    kinds = Counter(name_of(put) for put, _, _ in SEEDED)
    clean = world(7, full=True)
    broken = {put(dict(clean), code, purse) for put, code, purse in SEEDED}
    assert len(kinds) >= 14
    assert len(SEEDED) >= 200
    assert {rule.code for rule in RULES} - broken == set()


def test_every_seeded_contradiction_is_found_at_its_place_and_nothing_else_is_said():
    clean = world(11, full=True)
    assert checked(clean) == ()
    missed, invented = [], []
    for put, code, purse in SEEDED:
        values = dict(clean)
        rule = put(values, code, purse)
        touched = {cell[1:] for cell, value in values.items() if value != clean[cell]}
        found = checked(values)
        if not any(each.rule == rule and touched & set(each.cells) for each in found):
            missed.append((name_of(put), code, purse, rule))
        invented += [
            (name_of(put), code, each.rule, each.cells) for each in found if not touched & set(each.cells)
        ]
    assert (missed, invented) == ([], [])


def test_two_hundred_clean_sets_of_several_provinces_are_found_clean():
    said = [
        (seed, each.rule, each.sides)
        for seed in range(CLEAN)
        for province, below in enumerate((2, 3, 0))
        for each in checked(world(1000 * seed + province, below=below))
    ]
    assert said == []


@pytest.mark.parametrize("code", [line.code for line in LINES if line.parent == "kp-tong"])
def test_a_wrong_unit_is_told_as_the_cause(code):
    values = world(5, full=True)
    wrong_unit(values, code, "KCDP")
    [told] = [each for each in checked(values) if each.rule == "kp-tong-dong"]
    assert told.cause == f"có lẽ ghi nhầm đơn vị ở dòng {OF[code].number}, KCĐP: lớn lên nghìn lần"


@pytest.mark.parametrize("code", [line.code for line in LINES if line.parent == "kp-tong"])
def test_a_blank_line_is_told_as_the_cause_with_what_is_missing(code):
    values = world(6, full=True)
    missing = values[own(code, "KCQG")]
    left_blank(values, code, "KCQG")
    [told] = [each for each in checked(values) if each.rule == "kp-tong-dong"]
    assert (told.cause, told.difference) == (f"ô để trống: dòng {OF[code].number}, KCQG", missing)


def test_swapped_digits_of_a_total_are_told_as_the_cause():
    values = world(8, full=True)
    values[own("kp-tong", "KCQG")] = swap_digits(values[own("kp-tong", "KCQG")])
    [told] = [each for each in checked(values) if each.rule == "kp-tong-dong"]
    assert told.cause == "có lẽ hai chữ số cạnh nhau bị đảo ở “Tổng kinh phí khuyến công đã thực hiện”, KCQG"


def test_errors_block_and_what_may_have_reasons_only_warns():
    grades = {rule.code: rule.grade for rule in RULES}
    assert {grades[code] for code in grades if code.endswith(("-co-kq", "-co-kp"))} == {Severity.WARNING}
    assert {grades[code] for code in ("kp-tong-dong", "kp-so-cai", "kq-luy-ke", "kp-cap-duoi")} == {
        Severity.ERROR
    }


def test_a_check_costs_microseconds():
    values, rounds, judged = world(9, full=True), 5, 750
    begin = process_time()
    for _ in range(rounds):
        checked(values)
    assert (process_time() - begin) / rounds / judged < 100e-6
