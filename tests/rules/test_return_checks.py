"""Check rules as data: how sides read, what does not hold, why most likely, and when a new rule only warns."""

from contextlib import suppress
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.findings import Severity
from khuyencong.rules.indicators import Aggregation, IndicatorLine
from khuyencong.rules.return_checks import Operator, Rule, UnreadableRuleError, check, codes_in, side, tolerance
from khuyencong.rules.return_checks.facts import Facts
from khuyencong.rules.return_checks.sides import STAR, Term

SINCE = date(2012, 7, 5)


def period(starts, before):
    return SimpleNamespace(starts=starts, previous=SimpleNamespace(starts=before))


QUARTER = period(date(2026, 4, 1), date(2026, 1, 1))
TOTAL = IndicatorLine(code="kp-tong", name="Tổng", form="kinh-phi", unit="đồng", money=True, tolerance=30)
LINES = (
    TOTAL,
    *(
        IndicatorLine(
            code=f"kp-0{n}",
            name=f"Dòng {n}",
            form="kinh-phi",
            unit="đồng",
            number=str(n),
            money=True,
            parent="kp-tong",
            tolerance=50,
            small_base=1_000,
        )
        for n in range(1, 5)
    ),
    IndicatorLine(code="kq-01", name="Lao động", form="ket-qua", unit="lao động", number="1"),
    IndicatorLine(
        code="kq-01a", name="Có việc làm", form="ket-qua", unit="lao động", number="1a", parent="kq-01"
    ),
    IndicatorLine(code="bc-cn", name="Chứng nhận", form="binh-chon", unit="sản phẩm", number="2"),
)


def rule(left, operator, right, form="kinh-phi", **said):
    said = {"grade": Severity.ERROR, "since": SINCE, "code": "thu", "message": "Không khớp."} | said
    return Rule(left=left, operator=Operator(operator), right=right, form=form, **said)


def found(one, cells, when=QUARTER):
    values = {
        (taken, code, purse): value for name, value in cells.items() for taken, code, purse in [cell_of(name)]
    }
    return check([one], values, when, LINES)


def cell_of(name):
    taken, _, rest = name.rpartition(":")
    code, _, purse = rest.partition("@")
    return taken, code, purse or "KCQG"


def sum_of(total, *parts):
    return {"kp-tong": total} | {f"kp-0{n}": value for n, value in enumerate(parts, 1)}


SUM = rule("kp-tong", "=", "dong:kp-tong")


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("kq-01a", [("", "kq-01a", "", False, None)]),
        ("kp-01 + truoc:kp-02@KCDP", [("", "kp-01", "", False, None), ("truoc", "kp-02", "KCDP", False, None)]),
        ("dong:kp-tong", [("", "kp-tong", "", True, None)]),
        ("con:dong:kp-tong", [("con", "kp-tong", "", True, None)]),
        ("truoc:luyke:*", [("truoc:luyke", "*", "", False, None)]),
        (" 0 ", [("", "", "", False, 0)]),
    ],
)
def test_a_side_is_a_sum_of_terms(text, terms):
    read = [(each.taken, each.code, each.purse, each.below, each.number) for each in side(text)]
    assert read == terms


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kq-01 +",
        "kq-01 - kq-02",
        "sau:kq-01",
        "dong:truoc:kq-01",
        "kq-01@KC",
        "KQ 1",
        "1,5",
        "*:kq",
        "9" * 18,
    ],
)
def test_a_side_that_says_nothing_is_refused(text):
    with pytest.raises(UnreadableRuleError):
        side(text)


def test_a_side_has_an_end():
    with pytest.raises(UnreadableRuleError, match="nhiều nhất"):
        side(" + ".join(["kq-01"] * 61))


@given(st.text(max_size=40))
def test_any_text_reads_as_a_side_or_is_refused(text):
    with suppress(UnreadableRuleError):
        assert side(text)


def test_the_codes_of_a_rule_are_those_it_names():
    assert list(codes_in("kq-01 + truoc:kq-02@all", "*", "7")) == ["kq-01", "kq-02"]


@pytest.mark.parametrize("text", ["5 lần", "-5%", "1.5%", "%", "99999%"])
def test_a_tolerance_that_is_none_is_refused(text):
    with pytest.raises(UnreadableRuleError):
        tolerance(text)


@pytest.mark.parametrize(
    ("operator", "left", "right", "holds"),
    [
        ("<=", 5, 5, True),
        ("<=", 6, 5, False),
        (">=", 5, 5, True),
        (">=", 4, 5, False),
        ("=", 5, 5, True),
        ("=", 5, 6, False),
        ("=>", 0, 0, True),
        ("=>", 3, 0, False),
        ("=>", 3, 1, True),
        ("=>", 0, 9, True),
    ],
)
def test_sides_compare(operator, left, right, holds):
    assert (
        found(rule("kq-01a", operator, "kq-01", form="ket-qua"), {"kq-01a": left, "kq-01": right}) == ()
    ) is holds


@pytest.mark.parametrize(
    ("allowed", "left", "holds"),
    [("10%", 110, True), ("10%", 111, False), ("10%", 89, False), ("7", 107, True), ("7", 92, False)],
)
@pytest.mark.parametrize("operator", ["=", "~"])
def test_a_tolerance_is_a_share_of_the_right_side_or_a_number(operator, allowed, left, holds):
    one = rule("kq-01", operator, "truoc:kq-01", form="ket-qua", tolerance=allowed)
    assert (found(one, {"kq-01": left, "truoc:kq-01": 100}) == ()) is holds


@pytest.mark.parametrize(
    ("left", "base", "holds"),
    [
        (1500, 1000, True),
        (1501, 1000, False),
        (499, 1000, False),
        (1400, 5, True),
        (1501, 5, False),
        (0, 5, True),
    ],
)
def test_near_the_year_before_each_indicator_says_how_near_and_small_bases_tell_no_share(left, base, holds):
    one = rule("*", "~", "namtruoc:*", grade=Severity.WARNING)
    assert (found(one, {"kp-01": left, "namtruoc:kp-01": base}) == ()) is holds


def test_an_indicator_without_a_tolerance_is_not_compared():
    one = rule("*", "~", "namtruoc:*", form="ket-qua")
    assert found(one, {"kq-01": 9, "namtruoc:kq-01": 1}) == ()


def test_running_totals_are_asked_of_what_adds_up_alone():
    staff = IndicatorLine(
        code="kq-23", name="Cán bộ", form="ket-qua", unit="người", aggregation=Aggregation.LAST
    )
    one = rule("luyke:*", ">=", "truoc:luyke:*", form="ket-qua")
    values = {("luyke", code, "KCQG"): 5 for code in ("kq-01", "kq-23")} | {
        ("truoc:luyke", code, "KCQG"): 9 for code in ("kq-01", "kq-23")
    }
    assert [each.indicator for each in check([one], values, QUARTER, (*LINES, staff))] == ["kq-01"]


def test_the_star_is_every_line_of_the_form_in_each_purse():
    cells = {f"kp-0{n}@{purse}": -n for n in (1, 2) for purse in ("KCQG", "KCDP")} | {"kq-01": -9}
    told = [(each.indicator, each.purse) for each in found(rule("*", ">=", "0"), cells)]
    assert told == [(f"kp-0{n}", purse) for n in (1, 2) for purse in ("KCQG", "KCDP")]


def test_a_rule_of_one_purse_is_about_that_alone():
    cells = {"kp-01@KCQG": -1, "kp-01@KCDP": -1}
    assert [each.purse for each in found(rule("*", ">=", "0", purse="KCDP"), cells)] == ["KCDP"]


def test_a_pinned_purse_is_one_question_and_all_is_both_together():
    cells = {"kp-01@KCQG": 5, "kp-01@KCDP": 6, "bc-cn@all": 10}
    [told] = found(rule("kp-01@all", "<=", "bc-cn"), cells)
    assert (told.left, told.right, told.cells) == (
        11,
        10,
        (("kp-01", "KCQG"), ("kp-01", "KCDP"), ("bc-cn", "all")),
    )
    assert len(found(rule("kp-01@KCQG", ">=", "kp-01@KCDP"), cells)) == 1


def test_what_is_not_known_is_never_taken_for_nothing():
    assert found(rule("*", "=", "so:*"), {"kp-01": 5}) == ()
    assert found(rule("*", "=", "so:*"), {"kp-01": 5, "so:kp-01": None}) == ()
    assert found(rule("kp-01@all", "=", "0"), {"kp-01@KCQG": 5}) == ()
    assert len(found(rule("*", "=", "so:*"), {"kp-01": None, "so:kp-01": 5})) == 1


def test_a_rule_is_a_warning_in_the_first_period_that_begins_with_it_and_no_rule_before():
    young = rule("*", ">=", "0", since=date(2026, 4, 1))
    grades = [
        [(each.grade, each.young) for each in found(young, {"kp-01": -1}, when)]
        for when in (
            period(date(2026, 1, 1), date(2025, 10, 1)),
            QUARTER,
            period(date(2026, 7, 1), date(2026, 4, 1)),
        )
    ]
    assert grades == [[], [(Severity.WARNING, True)], [(Severity.ERROR, False)]]


def test_a_rule_that_begins_inside_a_period_binds_from_the_next_one():
    young = rule("*", ">=", "0", since=date(2026, 4, 2))
    assert found(young, {"kp-01": -1}) == ()
    [told] = found(young, {"kp-01": -1}, period(date(2026, 7, 1), date(2026, 4, 1)))
    assert (told.grade, "kỳ đầu chỉ cảnh báo" in told.message) == (Severity.WARNING, True)


def test_a_finding_tells_both_sides_and_how_far_they_are_apart():
    [told] = found(SUM, sum_of(100_000_000, 60_000_000, 20_000_000, 7, 8))
    assert (told.left, told.right, told.difference) == (100_000_000, 80_000_015, 19_999_985)
    assert told.message == (
        "Không khớp. “Tổng”: 100,0 triệu đồng; các dòng cộng lại: 80,000015 triệu đồng; "
        "chênh 19,999985 triệu đồng."
    )
    assert (told.indicator, told.purse, len(told.cells)) == ("kp-tong", "KCQG", 5)


def test_words_of_other_sources_and_of_sums():
    [told] = found(
        rule("luyke:kp-01", ">=", "truoc:luyke:kp-01"), {"luyke:kp-01": 10**6, "truoc:luyke:kp-01": 2 * 10**6}
    )
    assert told.sides == (
        "Lũy kế trong năm, dòng 1: 1,0 triệu đồng; lũy kế đã báo cáo, dòng 1: 2,0 triệu đồng; "
        "chênh 1,0 triệu đồng."
    )
    assert told.cells == (("kp-01", "KCQG"),)
    [told] = found(rule("kp-01 + kp-02", "<=", "kp-03"), {"kp-01": 10**6, "kp-02": 10**6, "kp-03": 10**6})
    assert told.sides.startswith("Dòng 1 + 2: 2,0 triệu đồng; dòng 3: 1,0 triệu đồng")


@pytest.mark.parametrize(
    ("total", "parts", "says"),
    [
        (165, (100, 50_000, 10, 5), "có lẽ ghi nhầm đơn vị ở dòng 2, KCQG: lớn lên nghìn lần"),
        (165_000, (100, 50, 10, 5), "có lẽ ghi nhầm đơn vị ở “Tổng”, KCQG: lớn lên nghìn lần"),
        (165, (100, 50, -10, 5), "có lẽ ghi nhầm dấu ở dòng 3, KCQG"),
        (155, (100, 50, 10, 5), "có lẽ tổng chưa cộng dòng 3, KCQG"),
        (175, (100, 50, 10, 5), "có lẽ tổng cộng hai lần dòng 3, KCQG"),
        (198, (100, None, 17, 5), "ô để trống: dòng 2, KCQG"),
    ],
)
def test_the_likeliest_cause_of_a_wrong_sum(total, parts, says):
    assert [each.cause for each in found(SUM, sum_of(total, *parts))] == [says]


def test_two_digits_swapped_in_a_total_are_seen():
    [told] = found(SUM, sum_of(19_645, 12_345, 5_120, 1_240, 760))
    assert told.cause == "có lẽ hai chữ số cạnh nhau bị đảo ở “Tổng”, KCQG"


def test_lines_and_columns_that_changed_places_are_told():
    ledger = rule("*", "=", "so:*")
    told = found(ledger, {"kp-01": 5, "kp-02": 7, "so:kp-01": 7, "so:kp-02": 5})
    assert [each.cause for each in told] == [
        "có lẽ ghi đổi chỗ với dòng 2. Dòng 2",
        "có lẽ ghi đổi chỗ với dòng 1. Dòng 1",
    ]
    cells = {"kp-01@KCQG": 5, "kp-01@KCDP": 7, "so:kp-01@KCQG": 7, "so:kp-01@KCDP": 5}
    assert [each.cause for each in found(ledger, cells)] == ["có lẽ ghi nhầm cột KCQG và KCĐP"] * 2


def test_money_without_result_names_the_blank_line():
    one = rule("kp-01", "=>", "kq-01", grade=Severity.WARNING)
    [told] = found(one, {"kp-01": 5, "kq-01": None})
    assert (told.cause, told.grade) == ("ô để trống: dòng 1, KCQG", Severity.WARNING)
    [told] = found(one, {"kp-01": 5, "kq-01": 0})
    assert told.cause == ""


def test_a_unit_mistaken_beside_the_year_before_is_told():
    one = rule("*", "~", "namtruoc:*")
    [told] = found(one, {"kp-01": 2_100_000, "namtruoc:kp-01": 2_000})
    assert told.cause == "có lẽ ghi nhầm đơn vị ở dòng 1, KCQG: lớn lên nghìn lần"


def test_a_waiver_holds_for_these_figures_of_this_rule_alone():
    cells = sum_of(100, 60, 20, 7, 8)
    first = found(SUM, cells)[0].fingerprint
    assert found(SUM, dict(cells))[0].fingerprint == first
    others = [
        found(SUM, cells | {"kp-tong": 101}),
        found(SUM, cells | {"kp-01": 61, "kp-02": 19}),
        found(rule("kp-tong", "=", "dong:kp-tong", tolerance="1"), cells),
        found(rule("kp-tong", "=", "dong:kp-tong", code="khac"), cells),
    ]
    prints = {first, *(each[0].fingerprint for each in others)}
    assert (len(prints), len(first)) == (5, 40)


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 10**12)), min_size=4, max_size=4),
    st.integers(0, 10**13),
)
def test_a_sum_is_found_wrong_exactly_when_it_is(parts, total):
    told = found(SUM, sum_of(total, *parts))
    assert (told == ()) is (sum(each or 0 for each in parts) == total)
    for each in told:
        assert each.difference == total - sum(part or 0 for part in parts)


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6), st.sampled_from(list(Operator)))
def test_what_holds_one_way_is_never_both_a_finding_and_none(left, right, operator):
    one = rule("kq-01a", operator.value, "kq-01", form="ket-qua", tolerance="0")
    told = found(one, {"kq-01a": left, "kq-01": right})
    holds = {
        Operator.AT_MOST: left <= right,
        Operator.AT_LEAST: left >= right,
        Operator.EQUAL: left == right,
        Operator.NEAR: left == right,
        Operator.IMPLIES: left <= 0 or right > 0,
    }[operator]
    assert (told == ()) is holds


CODES = st.sampled_from(["kp-tong", "kp-01", "kp-02", "kp-03"])
COLUMNS = st.sampled_from(["KCQG", "KCDP", "all"])
TERMS = st.builds(
    Term,
    code=CODES | st.just(STAR),
    taken=st.sampled_from(["", "before"]),
    purse=st.sampled_from(["", "KCQG", "KCDP", "all"]),
    below=st.booleans(),
    number=st.none(),
)
VALUES = st.dictionaries(
    st.tuples(st.sampled_from(["", "before"]), CODES, COLUMNS), st.none() | st.integers(0, 1_000), max_size=24
)


@given(VALUES, st.lists(TERMS, min_size=1, max_size=4), CODES, COLUMNS)
def test_a_side_that_is_known_is_the_sum_of_the_cells_it_names(values, terms, star, purse):
    facts = Facts(values, LINES)
    total = facts.total(tuple(terms), star, purse)
    if total is not None:
        assert total == sum(each.value or 0 for each in facts.parts(tuple(terms), star, purse))
