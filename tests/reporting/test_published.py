"""What was printed is stored exactly as printed, once."""

from datetime import date

import pytest

from khuyencong.organisations.queries import operator
from khuyencong.reporting.actions.published import DATA, load_claims, load_published, rows_of
from khuyencong.reporting.models import ClaimSet, Figure, Source
from khuyencong.rules.money import Unit, to_dong
from khuyencong.rules.printed import read_printed

pytestmark = pytest.mark.django_db


def test_every_line_of_the_file_is_a_figure_with_the_printed_digits(published):
    lines = rows_of(DATA / "published_figures.csv")
    assert Figure.objects.count() == len(lines)
    for figure in Figure.objects.all():
        assert to_dong(read_printed(figure.printed).value, Unit(figure.printed_unit)) == figure.amount
        assert (figure.printed_total, figure.made, figure.unit_id) == (True, False, None)


@pytest.mark.parametrize(
    ("year", "fund", "stage", "printed", "unit", "amount", "since"),
    [
        (2018, "all", "done", "19.619,2", "trieu", 19_619_200_000, date(2014, 10, 21)),
        (2023, "all", "done", "81,725", "ty", 81_725_000_000, date(2014, 10, 21)),
        (2024, "all", "plan", "> 91,3", "ty", 91_300_000_000, date(2014, 10, 21)),
        (2024, "all", "done", "53,8", "ty", 53_800_000_000, date(2025, 7, 1)),
        (2013, "KCQG", "plan_or_done_unclear", "7,73", "ty", 7_730_000_000, date(2008, 8, 1)),
    ],
)
def test_digits_unit_and_borders_are_those_of_the_source(
    published, year, fund, stage, printed, unit, amount, since
):
    figure = Figure.objects.get(region__code="nam", year=year, fund=fund, stage=stage)
    assert (figure.printed, figure.printed_unit, figure.amount, figure.region.since) == (
        printed,
        unit,
        amount,
        since,
    )


def test_a_figure_for_a_whole_programme_keeps_its_first_year(published):
    figure = Figure.objects.get(stage="approved")
    assert (figure.first_year, figure.year, figure.printed) == (2021, 2025, "1.436")


def test_loading_again_adds_nothing(published, now):
    counts = (Source.objects.count(), Figure.objects.count(), ClaimSet.objects.count())
    assert (load_published(by=operator(), at=now), load_claims(at=now)) == (0, 0)
    assert (Source.objects.count(), Figure.objects.count(), ClaimSet.objects.count()) == counts
