"""The figures of the 2018 conference, reproduced from stored rows: its contradictions found, none invented."""

from fractions import Fraction

import pytest

from khuyencong.rules.consolidation import Cell
from khuyencong.rules.money import percent

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(demo, ask):
    return ask()


def test_the_parts_sum_exactly_to_what_was_printed_for_each_purse(report):
    assert report.summed == {
        "KCQG": Cell(plan=22_756_200_000, done=7_029_400_000),
        "KCDP": Cell(plan=51_024_800_000, done=12_594_300_000),
        "all": Cell(plan=73_781_000_000, done=19_623_700_000),
    }


def test_printed_totals_stand_beside_the_sums_and_fill_no_gap(report):
    printed = {
        fund: (cell.plan and cell.plan.printed, cell.done and cell.done.printed)
        for fund, cell in report.published.items()
    }
    assert printed == {"KCQG": (None, "7.029,4"), "KCDP": (None, "12.594,3"), "all": ("73.781", "19.619,2")}


def test_the_rate_is_the_printed_one(report):
    total = report.published["all"]
    assert percent(Fraction(total.done.amount, total.plan.amount)) == "26,59 %"


def test_exactly_the_contradictions_of_the_article_are_found(report):
    found = sorted((finding.code, finding.severity.value) for finding in report.findings)
    assert found == [
        ("ambiguous_base", "warning"),
        ("inconsistent", "error"),
        ("made", "note"),
        ("published_differs", "error"),
        ("ratio_as_percent", "error"),
        ("region_changed", "note"),
    ]


def test_the_smallest_correction_is_proposed_and_not_applied(report):
    [suggestion] = report.suggestions
    assert (suggestion.claim, suggestion.printed, suggestion.value) == ("kcdp2018m7", "12.594,3", "12.589,8")
    assert report.published["KCDP"].done.amount == 12_594_300_000


def test_the_difference_names_its_size(report):
    [finding] = [finding for finding in report.findings if finding.code == "published_differs"]
    assert (finding.printed, finding.recomputed) == ("19.619,2", "19.623,7")
    assert "thừa 4,5 triệu đồng" in finding.message


def test_all_twenty_provinces_have_reported(report):
    complete = report.completeness
    assert (complete.reported, complete.expected, complete.missing, len(report.rows)) == (20, 20, (), 20)


def test_sentences_are_made_from_the_figures(report):
    assert report.sentences[0] == (
        "Theo số đã công bố, khu vực phía Nam đến hết ngày 31/07/2018 thực hiện 19.619,2 triệu đồng, "
        "bằng 26,59 % kế hoạch năm 2018 (73.781,0 triệu đồng)."
    )
    assert "Kế hoạch năm 2018 tăng 7,72 % so với kế hoạch năm 2017." in report.sentences


def test_made_figures_say_so_on_every_line(report):
    assert report.made
    assert {row.made for row in report.rows} == {True}


def test_2017_is_consistent(demo, ask):
    from datetime import date

    report = ask(year=2017, cut=date(2017, 12, 31))
    assert report.summed["all"] == Cell(plan=68_495_100_000, done=57_615_300_000)
    assert [finding.code for finding in report.findings if finding.severity.value == "error"] == []
