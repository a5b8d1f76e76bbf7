"""Numbers, dates and marks as the templates print them."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from django.template import Context, Template
from django.utils import formats

from tests.web.markup import Page


def printed(template, **context):
    return Template(template).render(Context(context))


@pytest.mark.parametrize(
    ("template", "value", "text"),
    [
        ("{{ x|trieu }}", 19_619_200_000, "19.619,2"),
        ("{{ x|trieu }}", 0, "0,0"),
        ("{{ x|trieu }}", 50_000, "0,1"),
        ("{{ x|dong }}", 300_000_000, "300.000.000 đồng"),
        ("{{ x|percent }}", Fraction(2659, 10000), "26,6 %"),
        ("{{ x|percent:2 }}", Fraction(84116, 100000), "84,12 %"),
        ("{{ x|whole }}", 1440, "1.440"),
        ("{{ x|day }}", date(2018, 7, 31), "31/07/2018"),
        ("{{ x|instant }}", datetime(2018, 7, 31, 3, 42, tzinfo=UTC), "10:42 ngày 31/07/2018"),
        ("{{ x|bar_width }}", Fraction(13, 10), "100"),
        ("{{ x }}", 2018, "2018"),
        ("{{ x }}", date(2018, 2, 1), "01/02/2018"),
    ],
)
def test_a_value_is_printed_as_officers_write_it(template, value, text):
    assert printed(template, x=value) == text


@pytest.mark.parametrize("name", ["trieu", "dong", "percent"])
def test_what_was_not_given_is_not_zero(name):
    assert "chưa có" in printed("{{ x|" + name + " }}", x=None)


def test_a_day_is_read_day_first():
    assert formats.get_format("DATE_INPUT_FORMATS", lang="vi")[0] == "%d/%m/%Y"


def test_years_are_not_grouped():
    assert formats.number_format(2018) == "2018"


def test_the_gallery_shows_every_component_and_is_well_formed(rf, db):
    from khuyencong.web.views import gallery

    request = rf.get("/gallery/")
    assert Page(gallery(request).content.decode()).problems == []
