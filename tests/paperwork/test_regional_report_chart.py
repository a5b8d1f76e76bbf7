"""The chart: read by eye, by ear and without colour; nothing in it that the page's CSP forbids."""

import re
from xml.etree import ElementTree

import pytest

from khuyencong.paperwork.regional_report import chart_svg
from khuyencong.paperwork.regional_report.chart import chart_words, parts_of
from khuyencong.paperwork.regional_report.wording import in_sentence
from khuyencong.rules.consolidation import BOTH, KCDP, KCQG, Cell
from tests.paperwork.regional_report_south import point, south

SVG = "{http://www.w3.org/2000/svg}"


def drawn(points, **options):
    return ElementTree.fromstring(chart_svg(points, **options))


def texts(root):
    return [each.text for each in root.iter(f"{SVG}text")]


def test_the_south_is_drawn_year_by_year_with_its_origin_and_its_made_figures_marked():
    assert texts(drawn(south().years)) == [
        "KCQG",
        "KCĐP",
        "không tách nguồn",
        "Đơn vị: triệu đồng",
        "Năm 2016 · số đã công bố",
        "Kế hoạch",
        "chưa có số",
        "Thực hiện",
        "56.147,0",
        "Năm 2017 · số đã công bố",
        "Kế hoạch",
        "68.495,1",
        "Thực hiện",
        "57.615,3 (84,12 %)",
        "Năm 2017 · cộng từ địa phương · số liệu minh họa",
        "Kế hoạch",
        "68.495,1",
        "Thực hiện",
        "57.615,3 (84,12 %)",
        "Năm 2018, đến 31/7 · số đã công bố",
        "Kế hoạch",
        "73.781,0",
        "Thực hiện",
        "19.619,2 (26,59 %) *",
        "Năm 2018, đến 31/7 · cộng từ địa phương · số liệu minh họa",
        "Kế hoạch",
        "73.781,0",
        "Thực hiện",
        "19.623,7 (26,60 %)",
        "* Năm 2018, đến 31/7 · số đã công bố, thực hiện: KCQG cộng KCĐP là",
        "19.623,7, tổng ghi 19.619,2, chênh 4,5.",
    ]


@pytest.mark.parametrize(
    ("national", "local", "total", "parts"),
    [
        (None, None, None, ()),
        (None, None, 7, (("whole", 7),)),
        (3, 4, 7, ((KCQG, 3), (KCDP, 4))),
        (3, 4, 6, ((KCQG, 3), (KCDP, 4))),
        (3, 4, None, ((KCQG, 3), (KCDP, 4))),
        (3, None, 7, ((KCQG, 3), ("whole", 4))),
        (3, None, 3, ((KCQG, 3),)),
        (None, 4, None, ((KCDP, 4),)),
        (None, 4, 3, (("whole", 3),)),
        (0, None, 0, ((KCQG, 0),)),
    ],
)
def test_a_bar_is_made_of_what_was_given_and_of_nothing_else(national, local, total, parts):
    assert parts_of(national, local, total) == parts


def bars(root):
    legend = len([text for text in texts(root) if text in ("KCQG", "KCĐP", "không tách nguồn")])
    return [rect for rect in root.iter(f"{SVG}rect") if "class" in rect.attrib][legend:]


def test_a_missing_plan_leaves_a_gap_and_a_zero_leaves_a_bar_of_no_width():
    missing = drawn([point(2016, "published", {BOTH: Cell(done=5)})])
    zero = drawn([point(2016, "published", {BOTH: Cell(plan=0, done=5)})])
    assert [float(each.get("width")) for each in bars(missing)] == [228.0]
    assert [float(each.get("width")) for each in bars(zero)] == [0.0, 228.0]
    assert "0,0" in texts(zero)


def test_widths_are_in_proportion_to_amounts():
    cells = {KCQG: Cell(plan=20, done=10), KCDP: Cell(plan=20, done=10), BOTH: Cell(plan=40, done=20)}
    root = drawn([point(2020, "summed", cells)])
    assert [float(each.get("width")) for each in bars(root)] == [114.0, 114.0, 57.0, 57.0]


def test_each_kind_of_part_differs_by_pattern_and_not_by_colour_alone():
    root = drawn(south().years, prefix="c")
    fills = {each.get("class"): each.get("fill") for each in bars(root)}
    assert fills == {"kcqg": "currentColor", "kcdp": "url(#c-KCDP)", "whole": "url(#c-whole)"}
    assert [each.get("id") for each in root.iter(f"{SVG}pattern")] == ["c-KCDP", "c-whole"]


def test_a_reader_who_does_not_see_it_hears_every_number():
    root = drawn(south().years, title="Qua các năm")
    title, said = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == [title.get("id"), said.get("id")]
    assert title.text == "Qua các năm"
    assert said.text == chart_words(south().years)
    assert said.text.split(". ")[1] == "Năm 2016 · số đã công bố: kế hoạch chưa có số; thực hiện 56.147,0"


@pytest.mark.parametrize(
    ("name", "said"),
    [("Khu vực phía Nam", "khu vực phía Nam"), ("Cả nước", "cả nước"), ("Việt Nam", "Việt Nam"), ("", "")],
)
def test_a_region_is_a_common_noun_inside_a_sentence(name, said):
    assert in_sentence(name) == said


def test_no_inline_style_and_nothing_from_outside():
    svg = chart_svg(south().years)
    assert re.findall(r"\sstyle=|<style|<script|href|\son\w+=", svg) == []
    assert {each[:7] for each in re.findall(r"url\(([^)]*)\)", svg)} == {"#chart-"}


def test_the_title_cannot_break_out_of_the_picture():
    svg = chart_svg([], title="</title><script>x</script>")
    assert ElementTree.fromstring(svg).find(f"{SVG}title").text == "</title><script>x</script>"


def test_from_a_thousand_ty_on_labels_are_in_ty():
    root = drawn([point(2020, "published", {BOTH: Cell(plan=1_436_000_000_000, done=10**12)})])
    assert texts(root)[1:] == [
        "Đơn vị: tỷ đồng",
        "Năm 2020 · số đã công bố",
        "Kế hoạch",
        "1.436,0",
        "Thực hiện",
        "1.000,0 (69,64 %)",
    ]
