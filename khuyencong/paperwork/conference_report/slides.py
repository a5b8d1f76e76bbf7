"""The conference report as .pptx: native charts and tables, to be changed by hand; codes stand in the notes."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Mm, Pt

from khuyencong.paperwork.conference_report.bars import Chart, charts
from khuyencong.paperwork.conference_report.deck import (
    HEIGHT,
    INK,
    WHITE,
    Deck,
    colour,
    described,
    packed,
    write,
)
from khuyencong.paperwork.conference_report.document import subject
from khuyencong.paperwork.conference_report.tiles import SHADES, map_words, rate_words
from khuyencong.paperwork.regional_report.wording import clock, marks
from khuyencong.paperwork.tile_map import tile_map
from khuyencong.reporting.queries.conference import ConferenceReport
from khuyencong.rules.conference import Told
from khuyencong.rules.conference.chapters import Point, Section, shown
from khuyencong.rules.consolidation import BOTH, FUNDS, Cell
from khuyencong.rules.money import Unit
from khuyencong.rules.purses import NAMES

MOST_POINTS = 6
"""So many points stand on one slide; more go on to the next."""
PLACES_A_SLIDE = 20
NUMBER = "#,##0.0"
RATE = "0.0"


def slides(report: ConferenceReport, *, draft: bool, agency: str, on: date) -> bytes:
    """The slides; the same report gives the same bytes."""
    deck = Deck(Presentation(), report=report, foot=foot(report, draft=draft))
    deck.cover(subject(report), f"{agency}\n{on:%d/%m/%Y}")
    position(deck)
    purses(deck)
    over_years(deck)
    contents(deck)
    places(deck)
    tiles(deck)
    said(deck, "So sánh giữa các địa phương", [report.section("places")])
    said(deck, "Kết quả theo chỉ tiêu", [report.section("indicators")])
    for code, title in (("strengths", "Mặt đạt được"), ("limits", "Hạn chế")):
        pointed(deck, title, report.section(code).points)
    said(deck, "Nguyên nhân của hạn chế", [report.section("causes")])
    pointed(deck, "Nhiệm vụ thời gian tới", report.section("tasks").points)
    return packed(deck.shown, title=subject(report), author=agency, at=report.query.known_at)


def foot(report: ConferenceReport, *, draft: bool) -> str:
    """What stands under every slide: whose figures, until when, known when, and what they are."""
    complete, query = report.regional.completeness, report.query
    said = (
        f"Số liệu đến hết {query.cut:%d/%m/%Y} của {complete.reported}/{complete.expected} địa phương, "
        f"đã biết lúc {clock(query.known_at)}"
    )
    more = marks(report.regional, draft=draft)
    return f"{said} · {more}" if more else said


def position(deck: Deck) -> None:
    """The answer in three numbers, and its sentences."""
    section = deck.report.section("position")
    slide = deck.slide(f"Kết quả {deck.report.ground.period}", section.told)
    big = headline(deck.report)
    for place, told in enumerate(big):
        deck.big(slide, place, told)
    deck.sentences(slide, [each.text for each in section.said], top=85 if big else 35)


def headline(report: ConferenceReport) -> list[Told]:
    """Plan, done and rate of both purses on the basis of the report, as far as they are known."""
    ground = report.ground
    names = [
        f"{ground.origin}.{ground.year}1231.{BOTH}.plan",
        *(f"{ground.origin}.{ground.cut:%Y%m%d}.{BOTH}.{stage}" for stage in ("done", "rate")),
    ]
    return [report.told[name] for name in names if name in report.told]


def purses(deck: Deck) -> None:
    """Both purses: what is said of them."""
    section = deck.report.section("purses")
    slide = deck.slide("Theo nguồn kinh phí", section.told)
    deck.sentences(slide, [each.text for each in section.said], top=35, height=55)
    cells = deck.report.ground.now.cells
    rows = [
        ["Nguồn (triệu đồng)", "Kế hoạch", "Thực hiện", "Tỷ lệ"],
        *(purse_row(deck.report, fund, cells.get(fund, Cell())) for fund in FUNDS),
    ]
    deck.table(slide, rows, top=100)


def purse_row(report: ConferenceReport, fund: str, cell: Cell) -> list[str]:
    """One purse as cells of a table."""
    origin, cut, year = report.ground.origin, report.ground.cut, report.ground.year
    at = (f"{year}1231.{fund}.plan", f"{cut:%Y%m%d}.{fund}.done", f"{cut:%Y%m%d}.{fund}.rate")
    told = [report.told.get(f"{origin}.{name}") for name in at]
    return [NAMES[fund], *(shown(each) for each in told)]


def over_years(deck: Deck) -> None:
    """Plan and done of the years, as a chart that can be edited."""
    points = [
        point
        for point in deck.report.regional.years
        if point.origin == deck.report.ground.origin and point.cells.get(BOTH, Cell()) != Cell()
    ]
    if not points:
        return
    data = chart_data(NUMBER)
    data.categories = [
        str(point.year) if point.cut.month == 12 else f"{point.year} (đến {point.cut:%d/%m})"
        for point in points
    ]
    for stage, name in (("plan", "Kế hoạch"), ("done", "Thực hiện")):
        data.add_series(name, [millions(getattr(point.cells[BOTH], stage)) for point in points])
    slide = deck.slide("Kế hoạch và thực hiện qua các năm (triệu đồng)", ())
    words = charts(deck.report)["years"].words
    chart = deck.chart(slide, XL_CHART_TYPE.COLUMN_CLUSTERED, data, words)
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.plots[0].data_labels.position = XL_LABEL_POSITION.OUTSIDE_END


def chart_data(form: str) -> Any:
    """The sheet of a chart, its numbers in this form."""
    return CategoryChartData(number_format=form)  # type: ignore[no-untyped-call]


def millions(amount: int | None) -> float | None:
    """đồng as a number of triệu đồng in a chart's sheet; nothing where nothing was given."""
    return None if amount is None else amount / Unit.TRIEU.scale


def contents(deck: Deck) -> None:
    """What was done by content."""
    bars(deck, "contents", NUMBER, Unit.TRIEU.scale, deck.report.section("contents"))


def places(deck: Deck) -> None:
    """The rate of each province, so many on a slide."""
    bars(deck, "places", RATE, 0, deck.report.section("places"))


def bars(deck: Deck, name: str, form: str, scale: int, section: Section) -> None:
    """A chart of lying bars, the first on top, cut into slides that can be read from the last row."""
    chart = charts(deck.report).get(name)
    if chart is None:
        return
    for start in range(0, len(chart.bars), PLACES_A_SLIDE):
        part = Chart(title=chart.title, bars=chart.bars[start : start + PLACES_A_SLIDE])
        more = f" ({start + 1}–{start + len(part.bars)})" if len(chart.bars) > PLACES_A_SLIDE else ""
        data = chart_data(form)
        data.categories = [bar.name for bar in part.bars]
        values = [float(bar.value * 100) if not scale else float(bar.value) / scale for bar in part.bars]
        data.add_series("Thực hiện" if scale else "Tỷ lệ, %", values)
        slide = deck.slide(chart.title + more, section.told if not start else ())
        drawn = deck.chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, data, part.words)
        drawn.has_legend = False
        drawn.category_axis.reverse_order = True


def tiles(deck: Deck) -> None:
    """The map of the provinces, every tile a shape of its own."""
    shown_map = tile_map(deck.report.regional)
    if not shown_map.tiles:
        return
    title = f"Sơ đồ tỷ lệ thực hiện kế hoạch, {deck.report.ground.period} (%)"
    slide = deck.slide(title, ())
    lines = max(tile.line for tile in shown_map.tiles)
    side = min((HEIGHT - 46) / lines, 300 / shown_map.columns, 24)
    left = (338 - side * shown_map.columns) / 2
    group = slide.shapes.add_group_shape()
    for tile in shown_map.tiles:
        at = (Mm(left + side * (tile.col - 1)), Mm(32 + side * (tile.line - 1)))
        shape = group.shapes.add_shape(MSO_SHAPE.RECTANGLE, *at, Mm(side - 1), Mm(side - 1))
        shape.fill.solid()
        shape.fill.fore_color.rgb = colour(SHADES[tile.step])
        shape.line.color.rgb, shape.shadow.inherit = INK, False
        rate = f"\n{rate_words(tile)}" if tile.row is not None else ""
        ink = WHITE if tile.step == "4" else INK
        write(
            shape.text_frame,
            [f"{tile.tile.short}{rate}"],
            size=Pt(9 if side < 18 else 11),
            ink=ink,
            centre=True,
        )
    described(group, title, map_words(shown_map, title))


def said(deck: Deck, title: str, sections: Iterable[Section]) -> None:
    """The sentences of sections on one slide."""
    listed = [sentence for section in sections for sentence in section.said]
    slide = deck.slide(title, [told for each in listed for told in each.told])
    deck.sentences(slide, [each.text for each in listed], top=35)


def pointed(deck: Deck, title: str, points: Sequence[Point]) -> None:
    """Points, so many on a slide, each with who answers for it."""
    for start in range(0, len(points), MOST_POINTS):
        part = points[start : start + MOST_POINTS]
        more = f" ({start // MOST_POINTS + 1})" if len(points) > MOST_POINTS else ""
        slide = deck.slide(title + more, [told for point in part for told in point.said.told])
        lines = [point.said.text + (f" ({point.who})" if point.who else "") for point in part]
        deck.sentences(slide, lines, top=35)
