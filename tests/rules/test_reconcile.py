"""What the engine says of claim sets made by hand: nothing of what can be true, one thing of each fault."""

from fractions import Fraction
from pathlib import Path
from time import process_time

import pytest
from hypothesis import settings

from khuyencong.rules.findings import Severity
from khuyencong.rules.printed import write_number
from khuyencong.rules.reconcile import Claim, ClaimsError, Code, Correction, read_claims, reconcile
from tests.rules.claim_sets import claim_set, proposed, told

CLAIMS = Path(__file__).parents[2] / "khuyencong/reporting/data/claims"


def published(name):
    return read_claims((CLAIMS / name).read_text(encoding="utf-8"))


RIGHT = {
    "a share": "a amount 57.615,3 trieu\nb amount 68.495,1 trieu\nr share 84,12 a b",
    "a growth that naive recomputation would print 2,62": """
        n amount 57.615,3 trieu\no amount 56.147 trieu\ng growth 2,61 n o""",
    "a fall": "n amount 90 trieu\no amount 100 trieu\ng growth -10 n o",
    "a ratio": "n amount 73.781 trieu\no amount 68.495,1 trieu\nq ratio 1,08 n o",
    "a sum in mixed units": "w amount 19,6 ty\na amount 7.029,4 trieu\nb amount 12.594,3 trieu\ns sum - w a b",
    "a sum off by its roundings": "w amount 101 ty\na amount 60 ty\nb amount 40 ty\ns sum - w a b",
    "a share above 100": "a amount 112,0 ty\nb amount 100,0 ty\nr share 112,0 a b",
    "about": "w amount ~100 trieu\na amount 60 trieu\nb amount 42 trieu\ns sum - w a b",
    "more than": "w amount >91,3 ty\na amount 50,0 ty\nb amount 45,0 ty\ns sum - w a b",
    "nearly": "a amount 47,9 ty\nb amount 60,0 ty\nr share <80 a b",
    "points of two shares": """
        a amount 26,591 ty\nb amount 100 ty\nc amount 56,462 ty\nd amount 200 ty
        x share 26,59 a b\ny share 28,23 c d\np points -1,64 x y""",
    "points of a share that is not printed": """
        a amount 50,0 ty\nb amount 100,0 ty\nc amount 38,0 ty\nd amount 100,0 ty
        x share 50,0 a b\ny share - c d\np points 12,0 x y""",
    "points of unknown amounts": """
        a amount - ty\nb amount - ty\nc amount - ty\ns sum - b a c
        x share 60 a b\ny share 40 c b\np points 20 x y""",
    "plans known only through rates": """
        a amount 7.029,4 trieu\np amount - trieu\nx share 30,89 a p\nb amount 12.589,8 trieu\nq amount - trieu
        y share 24,67 b q\nw amount 73.781 trieu\ns sum - w p q""",
    "a fall to nothing": "n amount 0 trieu\no amount 100 trieu\ng growth -100 n o",
    "nothing of nothing": "n amount 0 trieu\no amount 0 trieu\ng growth 0 n o",
    "a share of nothing much": "a amount 0 trieu\nb amount 50 trieu\nr share 0 a b",
    "negative amounts": "n amount -5,0 trieu\no amount -4,0 trieu\ng growth 25 n o",
    "counts": "w amount 165 đề_án\na amount 66 đề_án\nb amount 99 đề_án\ns sum - w a b",
    "three levels": """
        n amount 100,0 ty\na amount 60,0 ty\nb amount 40,0 ty\nc amount 25,0 ty\nd amount 35,0 ty
        e amount 30.000 trieu\nf amount 10.000 trieu\ns sum - n a b\nt sum - a c d\nu sum - b e f""",
    "an amount alone": "a amount 5 ty",
}


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_nothing_is_said_of_claims_that_can_all_be_true(text):
    result = reconcile(claim_set(text))
    assert (told(result), proposed(result), result.suggestion) == ([], [], None)


EXPLAINED = {
    "a share cut": (
        "a amount 57.615,3 trieu\nb amount 68.495,1 trieu\nr share 84,11 a b",
        "truncated r 84,11 84,12",
    ),
    "a growth cut": (
        "n amount 57.615,32 trieu\no amount 56.146,50 trieu\ng growth 2,61 n o",
        "truncated g 2,61 2,62",
    ),
    "a fall cut towards zero": (
        "n amount 892,64 trieu\no amount 1.000,00 trieu\ng growth -10,73 n o",
        "truncated g -10,73 -10,74",
    ),
    "a ratio cut": (
        "n amount 73.781 trieu\no amount 68.495,1 trieu\nq ratio 1,07 n o",
        "truncated q 1,07 1,08",
    ),
    "points cut": (
        """a amount 26,5990 ty\nb amount 100,0000 ty\nc amount 20,0000 ty\nd amount 100,0000 ty
        x share 26,6 a b\ny share 20,0 c d\np points 6,59 x y""",
        "truncated p 6,59 6,60",
    ),
    "a growth of a sum cut": (
        """p amount - ty\na amount 100,00 ty\nb amount 92,90 ty\ns sum - p a b
        o amount 185,00 ty\ng growth 4,2 p o""",
        "truncated g 4,2 4,3",
    ),
    "a ratio as percent": (
        "n amount 73.781 trieu\no amount 68.495,1 trieu\ng growth 1,08 n o",
        "ratio_as_percent g 1,08 7,72",
    ),
    "a ratio below 1 as percent": (
        "n amount 92 trieu\no amount 100 trieu\ng growth 0,92 n o",
        "ratio_as_percent g 0,92 -8,00",
    ),
    "a ratio below 1 as a fall": (
        "n amount 92,0 ty\no amount 100,0 ty\ng growth -0,92 n o",
        "ratio_as_percent g -0,92 -8,00",
    ),
    "a ratio in percent as growth": (
        "n amount 73.781 trieu\no amount 68.495,1 trieu\ng growth 107,72 n o",
        "ratio_as_percent g 107,72 7,72",
    ),
    "a fraction as percent": (
        "a amount 57.615,3 trieu\nb amount 68.495,1 trieu\nr share 0,84 a b",
        "ratio_as_percent r 0,84 84,12",
    ),
    "a ratio as percent of an unknown plan": (
        "p amount - ty\nd amount 100,0 ty\nr share 50,0 d p\no amount 185,0 ty\ng growth 1,08 p o",
        "ratio_as_percent g 1,08 8,11",
    ),
}


@pytest.mark.parametrize(("text", "finding"), EXPLAINED.values(), ids=EXPLAINED)
def test_a_known_slip_is_named_and_set_aside(text, finding):
    result = reconcile(claim_set(text))
    assert (told(result), proposed(result)) == ([tuple(finding.split())], [])


WRONG = {
    "a share": (
        "a amount 46,113 ty\nb amount 55,753 ty\nr share 78,7 a b",
        [("a b r", "78,7", "82,7")],
        [("a", "43,878"), ("r", "82,7"), ("b", "58,593")],
    ),
    "a ratio": (
        "n amount 73.781 trieu\no amount 68.495,1 trieu\nq ratio 1,8 n o",
        [("n o q", "1,8", "1,1")],
        [("q", "1,1"), ("o", "41.021,1"), ("n", "123.291")],
    ),
    "a growth whose size is that of no ratio": (
        "n amount 125 ty\no amount 100 ty\ng growth 15 n o",
        [("n o g", "15", "25")],
        [("n", "115"), ("o", "109"), ("g", "25")],
    ),
    "a sum": (
        "w amount 100,0 trieu\na amount 40,0 trieu\nb amount 50,0 trieu\ns sum - w a b",
        [("w a b s", "100,0", "90,0")],
        [("w", "90,0"), ("b", "60,0"), ("a", "50,0")],
    ),
    "a sum cut": (
        "w amount 19.623 trieu\na amount 7.029,4 trieu\nb amount 12.594,3 trieu\ns sum - w a b",
        [("w a b s", "19.623", "19.624")],
        [("w", "19.624"), ("b", "12.593,6"), ("a", "7.028,7")],
    ),
    "a sum in mixed units": (
        "w amount 19,5 ty\na amount 7.029,4 trieu\nb amount 12.594,3 trieu\ns sum - w a b",
        [("w a b s", "19,5", "19,6")],
        [("w", "19,6"), ("b", "12.470,6"), ("a", "6.905,7")],
    ),
    "a sum that some of its parts exceed": (
        "w amount 100 ty\na amount 60 ty\nb amount 50 ty\nc amount 1 ty\ns sum - w a b c",
        [("w a b s", "100", "111")],
        [("w", "111"), ("a", "49"), ("b", "39")],
    ),
    "parts beyond the whole": (
        "w amount 100 ty\na amount 60 ty\nb amount 50 ty\nc amount - ty\ns sum - w a b c",
        [("w a b s", "100", "109")],
        [],
    ),
    "about, but too far": (
        "w amount ~100 trieu\na amount 60 trieu\nb amount 44 trieu\ns sum - w a b",
        [("w a b s", "~100", "104")],
        [("w", "104"), ("a", "56"), ("b", "40")],
    ),
    "more than, but less": (
        "w amount >91,3 ty\na amount 50,0 ty\nb amount 40,0 ty\ns sum - w a b",
        [("w a b s", ">91,3", "90,0")],
        [("w", "90,0")],
    ),
    "nearly, but more": (
        "a amount 53,8 ty\nb amount 60,0 ty\nr share <80 a b",
        [("a b r", "<80", "90")],
        [("r", "90")],
    ),
    "points": (
        """a amount 26,591 ty\nb amount 100,000 ty\nc amount 28,231 ty\nd amount 200,000 ty
        x share 26,59 a b\ny share 14,12 c d\np points 10,00 x y""",
        [("x y p", "10,00", "12,47")],
        [("p", "12,48")],
    ),
    "points of shares of one unknown whole": (
        """a amount - ty\nc amount - ty\nb amount - ty
        x share 60 a b\ny share 40 c b\np points 25 x y""",
        [("x y p", "25", "20")],
        [("x", "65"), ("y", "35"), ("p", "20")],
    ),
    "points of a share not printed": (
        """a amount 50,0 ty\nb amount 100,0 ty\nc amount 40,0 ty\nd amount 100,0 ty
        x share 50,0 a b\ny share - c d\np points 12,0 x y""",
        [("c d x p", "12,0", "10,0")],
        [("c", "38,0"), ("p", "10,0")],
    ),
    "two shares of one unknown": (
        "a amount - ty\nb amount - ty\nx share 50 a b\ny share 60 a b",
        [("x y", "60", "50")],
        [("y", "50"), ("x", "60")],
    ),
    "plans known only through rates": (
        """a amount 7.029,4 trieu\np amount - trieu\nx share 30,89 a p
        b amount 12.594,3 trieu\nq amount - trieu\ny share 24,67 b q\nw amount 73.781 trieu\ns sum - w p q""",
        [("a x b y w s", "73.781", "73.793")],
        [("w", "73.807"), ("y", "24,68"), ("b", "12.587,8"), ("a", "7.021,3"), ("x", "30,93")],
    ),
    "a leaf three levels down": (
        """n amount 100,0 ty\na amount - ty\nb amount 40,0 ty\nc amount 25,0 ty\nd amount 35,9 ty
        e amount 30,0 ty\nf amount 10,0 ty\ns sum - n a b\nt sum - a c d\nu sum - b e f""",
        [("n b c d s t", "100,0", "100,9")],
        [("n", "100,9"), ("d", "35,0"), ("c", "24,1")],
    ),
    "a chain of growths": (
        """a amount 100,0 ty\nb amount - ty\nc amount - ty\nd amount 140,0 ty
        g growth 10,0 b a\nh growth 10,0 c b\ni growth 10,0 d c""",
        [("a d g h i", "10,0", "15,7")],
        [("d", "133,1"), ("a", "105,2"), ("g", "15,7"), ("h", "15,7"), ("i", "15,7")],
    ),
    "growth from nothing": (
        "n amount 5 ty\no amount 0 ty\ng growth 100 n o",
        [("n o g", "100", "800")],
        [("n", "1"), ("o", "3")],
    ),
    "a fall of more than everything": (
        "n amount - ty\no amount - ty\ng growth -150 n o",
        [("g", "-150", "")],
        [],
    ),
    "a part beyond its unknown whole": (
        "a amount - ty\nb amount - ty\nw amount - ty\ns sum - w a b\nr share 150 a w",
        [("s r", "150", "100")],
        [],
    ),
    "a negative share": ("a amount - ty\nb amount - ty\nr share -5 a b", [("r", "-5", "")], []),
    "counts": (
        "w amount 175 đề_án\na amount 66 đề_án\nb amount 99 đề_án\ns sum - w a b",
        [("w a b s", "175", "165")],
        [("w", "165"), ("b", "109"), ("a", "76")],
    ),
    "two faults apart": (
        """a amount 10,0 ty\nb amount 20,0 ty\nr share 60,0 a b
        c amount 5,0 ty\nd amount 10,0 ty\nq share 30,0 c d""",
        [("a b r", "60,0", "50,0"), ("c d q", "30,0", "50,0")],
        [],
    ),
    "two faults of one total": (
        """w amount 55,753 ty\na amount 46,113 ty\nx share 78,7 a w
        b amount 9,64 ty\ny share 21,3 b w\ns sum - w a b""",
        [("w a x", "78,7", "82,7"), ("w b y", "21,3", "17,3")],
        [],
    ),
}


@pytest.mark.parametrize(("text", "findings", "corrections"), WRONG.values(), ids=WRONG)
def test_a_contradiction_is_named_with_every_single_correction(text, findings, corrections):
    result = reconcile(claim_set(text))
    assert (told(result), proposed(result)) == (
        [("inconsistent", *finding) for finding in findings],
        corrections,
    )


def test_the_conference_of_2018_is_found_wrong_in_three_places_and_nowhere_else():
    result = reconcile(published("south-2018.csv"))
    assert told(result) == [
        ("ratio_as_percent", "growthplan2018", "1,08", "7,72"),
        (
            "ambiguous_base",
            "drop2018m7",
            "-1,64",
            "điểm phần trăm: số +1,46 %; theo số: kỳ trước 19.946,3; theo tỷ lệ: số +5,96 %",
        ),
        ("inconsistent", "done2018m7 kcqg2018m7 kcdp2018m7 sumdone2018m7", "19.619,2", "19.623,7"),
    ]
    assert [finding.severity for finding in result.findings] == [
        Severity.ERROR,
        Severity.WARNING,
        Severity.ERROR,
    ]
    assert proposed(result) == [("kcdp2018m7", "12.589,8"), ("kcqg2018m7", "7.024,9")]
    assert [round(one.change * 100, 3) for one in result.corrections] == [Fraction("0.036"), Fraction("0.064")]
    assert result.suggestion == result.corrections[0]


@pytest.mark.parametrize(
    ("place", "sentences"),
    [
        (0, ["7,717 %", "chênh 6,64 điểm phần trăm", "Tỷ số của hai số là 1,0772", "tỷ số 1,08 (lần)"]),
        (
            1,
            [
                "19.336,2 triệu đồng",
                "tăng 1,46 %",
                "kỳ trước là 19.946,3 triệu đồng",
                "18.516,5",
                "tăng 5,96 %",
            ],
        ),
        (2, ["19.623,7 triệu đồng; chênh 4,5 triệu đồng", "12.594,3 thành 12.589,8 triệu đồng (đổi 0,036 %)"]),
        (2, ["“Kế hoạch năm 2018” in 73.781 triệu đồng", "từ 73.792,9 đến 73.821,7 triệu đồng"]),
    ],
)
def test_an_officer_reads_the_numbers_of_the_article(place, sentences):
    message = reconcile(published("south-2018.csv")).findings[place].message
    assert [sentence for sentence in sentences if sentence not in message] == []


def test_replacing_one_figure_as_suggested_leaves_nothing_inconsistent():
    claims = published("south-2018.csv")
    text = (CLAIMS / "south-2018.csv").read_text(encoding="utf-8")
    assert "12.594,3" in text
    mended = reconcile(read_claims(text.replace("12.594,3", "12.589,8")))
    assert [finding.code for finding in mended.findings] == [Code.RATIO_AS_PERCENT, Code.AMBIGUOUS_BASE]
    assert (mended.suggestion, len(claims)) == (None, 18)


@pytest.mark.parametrize(
    ("growth", "setting", "short"),
    [
        ("5", "", "theo số: kỳ trước 95"),
        ("-100", "", ""),
        ("5", "b amount 200 ty\nr share 50 n b", "theo số: kỳ trước 95"),
        (
            "5",
            "b amount 200 ty\nr share 50 n b\nc amount 160 ty\nh growth 25 b c",
            "điểm phần trăm: số +38,89 %; theo số: kỳ trước 95; theo tỷ lệ: số +31,25 %",
        ),
        (
            "60",
            "b amount 200 ty\nr share 50 n b\nc amount 160 ty\nq ratio 1,25 b c",
            "theo số: kỳ trước 63; theo tỷ lệ: số +100,00 %",
        ),
    ],
)
def test_a_growth_without_a_base_is_read_in_every_way_the_set_allows(growth, setting, short):
    result = reconcile(claim_set(f"n amount 100 ty\ng growth {growth} n\n{setting}"))
    assert told(result) == [("ambiguous_base", "g", growth, short)]


def test_a_growth_without_a_base_never_contradicts_anything():
    assert told(reconcile(claim_set("n amount - ty\ng growth -250 n"))) == [("ambiguous_base", "g", "-250", "")]


def test_a_slip_set_aside_does_not_hide_a_contradiction():
    claims = claim_set("""
        n amount 73.781 trieu\no amount 68.495,1 trieu\ng growth 1,08 n o
        a amount 40.000 trieu\nb amount 30.000 trieu\ns sum - n a b""")
    result = reconcile(claims)
    assert told(result) == [
        ("ratio_as_percent", "g", "1,08", "7,72"),
        ("inconsistent", "n a b s", "73.781", "70.000"),
    ]
    assert proposed(result) == [("n", "70.000"), ("a", "43.781"), ("b", "33.781")]


def test_points_are_not_judged_by_a_share_that_was_set_aside():
    claims = claim_set("""
        a amount 57.615,3 trieu\nb amount 68.495,1 trieu\nx share 84,11 a b
        c amount 40,00 ty\nd amount 100,00 ty\ny share 40,00 c d\np points 44,12 x y""")
    assert told(reconcile(claims)) == [("truncated", "x", "84,11", "84,12")]


def test_the_notation_of_the_file_is_the_notation_of_the_answer():
    claims = claim_set(
        "w amount 1,000.5 trieu\na amount 400.0 trieu\nb amount 590.0 trieu\ns sum - w a b", "en"
    )
    result = reconcile(claims)
    assert told(result) == [("inconsistent", "w a b s", "1,000.5", "990.0")]
    assert result.suggestion == Correction(
        claim="w", printed="1,000.5", value="990.0", change=Fraction(105, 10005)
    )
    assert "990.0 triệu đồng; chênh 10.5 triệu đồng" in result.findings[0].message


def test_the_order_of_the_claims_changes_no_verdict():
    claims = published("south-2018.csv")
    forward, backward = reconcile(claims), reconcile(claims[::-1])
    assert {tuple(sorted(f.claims)) for f in forward.findings} == {
        tuple(sorted(f.claims)) for f in backward.findings
    }
    assert proposed(forward) == proposed(backward)


@pytest.mark.parametrize(
    ("printed", "meant", "words"),
    [
        ("7.029,4", "7.024,9", "hai chữ số cạnh nhau bị đảo"),
        ("7.029,4", "7.039,4", "khác một chữ số"),
        ("702,9", "7.029,0", "thừa hoặc thiếu số 0, sai đơn vị"),
        ("7.029,4", "729,4", "thừa một chữ số"),
        ("729,4", "7.029,4", "thiếu một chữ số"),
    ],
)
def test_the_likely_slip_of_a_misprint_is_told(printed, meant, words):
    claims = claim_set(f"w amount {printed} ty\na amount {meant} ty\ns sum - w a")
    message = reconcile(claims).findings[0].message
    assert f"“w” {printed} thành {meant} tỷ đồng" in message
    assert words in message


def test_a_whole_in_coarser_units_may_have_been_cut():
    message = reconcile(claim_set(WRONG["a sum cut"][0])).findings[0].message
    assert "cộng lại được 19.623,7 triệu đồng; chênh 0,7 triệu đồng" in message
    assert "Khớp nếu số này bị cắt bớt phần lẻ" in message


def test_claims_that_cannot_be_judged_are_refused():
    with pytest.raises(ClaimsError):
        reconcile([Claim(id="r", label="", kind="share", value="5", unit="%", of=("a", "b"))])


def two_hundred_claims(rate="59,84", first="50,0"):
    """Fifty provinces with plan, done, rate and growth, and a region whose plan is not printed."""
    provinces = range(50)
    lines = [f"p{n} amount {100 + n},0 ty\nd{n} amount {50 + n},0 ty" for n in provinces]
    lines += [f"r{n} share {write_number(Fraction(5000 + 100 * n, 100 + n), 2)} d{n} p{n}" for n in provinces]
    lines += [f"g{n} ratio {write_number(Fraction(50 + n, 50), 2)} d{n} d0" for n in range(1, 50)]
    lines += ["p amount - ty", f"sp sum - p {' '.join(f'p{n}' for n in provinces)}"]
    lines += [
        "d amount 3.725,0 ty",
        f"sd sum - d {' '.join(f'd{n}' for n in provinces)}",
        f"r share {rate} d p",
    ]
    return claim_set("\n".join(lines).replace("d0 amount 50,0", f"d0 amount {first}"))


@pytest.mark.skipif(settings().max_examples < 50, reason="long sets are left to the thorough run")
@pytest.mark.parametrize(
    ("changed", "claims", "suggestion"),
    [
        ({}, [], None),
        ({"first": "60,0"}, [["p0", "d0", "r0"]], ("d0", "50,0")),
        ({"rate": "61,84"}, [[*(f"p{n}" for n in range(49)), "sp", "d", "r"]], ("r", "59,84")),
    ],
)
def test_two_hundred_claims_are_judged_within_seconds(changed, claims, suggestion):
    started = process_time()
    result = reconcile(two_hundred_claims(**changed))
    assert process_time() - started < 10
    assert [list(finding.claims) for finding in result.findings] == claims
    assert (result.suggestion and (result.suggestion.claim, result.suggestion.value)) == suggestion
