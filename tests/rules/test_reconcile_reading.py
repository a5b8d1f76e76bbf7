"""A claims file is read as meant, or refused with every fault it has."""

import unicodedata
from pathlib import Path

import pytest

from khuyencong.rules.reconcile import Claim, ClaimsError, check_claims, read_claims

HEADER = "id,label,kind,value,unit,of,note\n"
GOOD = f"""{HEADER}a,"Thực hiện, 7 tháng",amount,"19.619,2",trieu,,
b,,amount,73.781,trieu,,
r,,share,"26,59",%,a b,đã tính
"""
SOUTH_2018 = Path(__file__).parents[2] / "khuyencong/reporting/data/claims/south-2018.csv"


def faults(text, notation="vi"):
    with pytest.raises(ClaimsError) as caught:
        read_claims(text, notation)
    return [(finding.code, finding.place) for finding in caught.value.findings]


def test_every_column_of_a_row_is_kept_as_printed():
    assert read_claims(GOOD) == [
        Claim(id="a", label="Thực hiện, 7 tháng", kind="amount", value="19.619,2", unit="trieu"),
        Claim(id="b", label="", kind="amount", value="73.781", unit="trieu"),
        Claim(id="r", label="", kind="share", value="26,59", unit="%", of=("a", "b"), note="đã tính"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r"),
        unicodedata.normalize("NFD", GOOD),
        GOOD + "\n\n  \n,,,,,,\n",
        GOOD.rstrip("\n"),
        GOOD.replace("a b,", " a   b ,"),
        GOOD.replace("73.781,trieu,,", "73.781,trieu"),
        GOOD.replace("note", "note,,").replace("73.781,trieu,,", "73.781,trieu,,,,"),
        GOOD.replace("id,label", " ID , Label"),
        GOOD.replace(",share,", ",Share,"),
    ],
    ids=[
        "bom",
        "crlf",
        "cr",
        "nfd",
        "blank lines",
        "no last newline",
        "spaces",
        "short",
        "long",
        "header",
        "kind",
    ],
)
def test_what_spreadsheets_do_to_a_file_changes_nothing(text):
    assert read_claims(text) == read_claims(GOOD)


def test_columns_may_stand_in_any_order():
    assert read_claims("kind,id,unit,value,of,note,label\namount,a,ty,5,,,Số\n") == [
        Claim(id="a", label="Số", kind="amount", value="5", unit="ty")
    ]


def test_the_other_notation_is_read_when_asked_for():
    claims = read_claims(HEADER + 'a,,amount,"19,619.2",trieu,,\n', "en")
    assert (claims[0].value, claims[0].notation, claims[0].interval.centre) == (
        "19,619.2",
        "en",
        19_619_200_000,
    )


def test_the_sample_has_eighteen_claims():
    assert len(read_claims(SOUTH_2018.read_text(encoding="utf-8"))) == 18


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("x,,amont,5,trieu,,", "unknown_kind", "kind"),
        ("x,,,5,trieu,,", "unknown_kind", "kind"),
        ("x,,amount,5,triệu,,", "unknown_unit", "unit"),
        ("x,,amount,5,Tỷ đồng,,", "unknown_unit", "unit"),
        ("x,,amount,5,TRIEU,,", "unknown_unit", "unit"),
        ("x,,amount,5,,,", "unknown_unit", "unit"),
        ("x,,amount,5,%,,", "unknown_unit", "unit"),
        ("x,,amount,5,pp,,", "unknown_unit", "unit"),
        ("x,,share,5,pp,a b,", "unknown_unit", "unit"),
        ("x,,ratio,5,%,a b,", "unknown_unit", "unit"),
        ("a,,amount,5,trieu,,", "duplicate_id", "id"),
        (",,amount,5,trieu,,", "bad_id", "id"),
        ("x y,,amount,5,trieu,,", "bad_id", "id"),
        ("x,,share,5,%,a c,", "unknown_reference", "of"),
        ("x,,share,5,%,a r,", "wrong_reference", "of"),
        ("x,,points,5,pp,a r,", "wrong_reference", "of"),
        ("x,,share,5,%,a,", "wrong_arity", "of"),
        ("x,,share,5,%,a b b,", "wrong_arity", "of"),
        ("x,,share,5,%,,", "wrong_arity", "of"),
        ("x,,growth,5,%,,", "wrong_arity", "of"),
        ("x,,ratio,5,,a,", "wrong_arity", "of"),
        ("x,,points,5,pp,r,", "wrong_arity", "of"),
        ("x,,sum,,,a,", "wrong_arity", "of"),
        ("x,,amount,5,trieu,a,", "wrong_arity", "of"),
        ("x,,growth,5,%,x,", "self_reference", "of"),
        ("x,,share,5,%,a a,", "self_reference", "of"),
        ("x,,sum,,,a b a,", "self_reference", "of"),
        ('x,,amount,"5.00",trieu,,', "unreadable_number", "value"),
        ('x,,share,"5,0 %",%,a b,', "unreadable_number", "value"),
        ("x,,amount,năm,trieu,,", "unreadable_number", "value"),
        ("x,,share,,%,a b,", "missing_value", "value"),
        ("x,,sum,5,,a b,", "unexpected_value", "value"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line_column_and_rule(row, code, column):
    assert (code, f"dòng 5, cột {column}") in faults(f"{GOOD}{row}\n")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("empty_file", "dòng 1")]),
        ("\ufeff \n\n", [("empty_file", "dòng 1")]),
        (HEADER, [("empty_file", "dòng 2")]),
        ("id,label,kind,value,unit,note\na,,amount,5,ty,\n", [("missing_column", "dòng 1, cột of")]),
        (
            HEADER.replace("note", "unit"),
            [("missing_column", "dòng 1, cột note"), ("doubled_column", "dòng 1, cột unit")],
        ),
        (HEADER + "a,,amount,19.619,2,trieu,,\n", [("too_many_fields", "dòng 2, cột 8")]),
        (HEADER + 'a,"Thực hiện,amount,5,ty,,\nb,,amount,5,ty,,\n', [("malformed_csv", "dòng 2")]),
        (
            GOOD.replace(",", ";"),
            [("missing_column", f"dòng 1, cột {name}") for name in HEADER.strip().split(",")],
        ),
    ],
    ids=["nothing", "blank", "header alone", "no of", "doubled", "unquoted comma", "open quote", "semicolons"],
)
def test_a_file_that_is_no_claims_file_says_why(text, found):
    assert faults(text) == found


def test_all_faults_are_named_at_once_where_their_rows_begin():
    text = HEADER + 'a,"hai\ndòng",amount,x,trieu,,\nb,,amount,5,triệu,,\nb,,share,5,%,a z,\n'
    assert faults(text) == [
        ("unknown_unit", "dòng 4, cột unit"),
        ("duplicate_id", "dòng 5, cột id"),
        ("unreadable_number", "dòng 2, cột value"),
        ("unknown_reference", "dòng 5, cột of"),
    ]


def test_money_and_counts_are_not_added_together():
    text = (
        HEADER
        + "a,,amount,5,ty,,\nb,,amount,5,đề án,,\nc,,amount,5,Đề án,,\ns,,sum,,,a b c,\nr,,share,100,%,b c,\n"
    )
    assert faults(text) == [("mixed_units", "dòng 5, cột of")]


def test_units_of_money_may_be_mixed():
    assert len(read_claims(HEADER + "a,,amount,5,ty,,\nb,,amount,5.000,trieu,,\nr,,share,100,%,b a,\n")) == 3


def test_no_amount_is_a_part_of_itself():
    text = (
        HEADER
        + "a,,amount,,ty,,\nb,,amount,,ty,,\nc,,amount,,ty,,\ns,,sum,,,a b,\nt,,sum,,,b c,\nu,,sum,,,c a,\n"
    )
    assert faults(text) == [("circular_sum", f"dòng {line}, cột of") for line in (5, 6, 7)]


def test_a_share_without_a_figure_is_allowed_only_for_points():
    rows = "a,,amount,5,ty,,\nb,,amount,9,ty,,\nx,,share,,%,a b,\ny,,share,40,%,a b,\n"
    assert faults(HEADER + rows) == [("missing_value", "dòng 4, cột value")]
    assert len(read_claims(HEADER + rows + "p,,points,5,pp,x y,\n")) == 5


def test_an_unknown_notation_is_refused():
    assert faults(GOOD, "fr") == [("unknown_notation", "tham số notation")]


def test_claims_from_elsewhere_are_checked_by_name():
    with pytest.raises(ClaimsError) as caught:
        check_claims([Claim(id="a", label="", kind="share", value="5", unit="%", of=("b", "c"))])
    assert [finding.place for finding in caught.value.findings] == ["“a”, cột of", "“a”, cột of"]


def test_each_fault_says_what_to_do():
    with pytest.raises(ClaimsError) as caught:
        read_claims(HEADER + "a,,amount,5,triệu,,\n")
    assert [finding.fix for finding in caught.value.findings] == ["viết là trieu"]
