"""Bar charts as plain SVG: rectangles and words only, so that every program draws the same.

Every bar has its number; plan and done differ by outline and filling, not by colour alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from textwrap import wrap

from khuyencong.reporting.queries.conference import ConferenceReport
from khuyencong.rules.conference import Line
from khuyencong.rules.conference.provinces import ranked
from khuyencong.rules.consolidation import BOTH
from khuyencong.rules.money import percent, trieu

WIDTH, LEFT, ROOM = 640, 220, 290
BAR, GAP = 17, 8
INK, FILL, PAPER = "#1d2b28", "#1b8073", "#ffffff"
ONE_LINE, TWO_LINES, SMALL = 27, 34, 11
"""So many letters stand before a bar in the page's wide typeface: in one line, and in two of small ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: its name, its length, the words behind it, and whether it is only outlined (a plan)."""

    name: str
    value: Fraction
    words: str
    outlined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart: what it is called, its bars, and itself in words."""

    title: str
    bars: tuple[Bar, ...]

    @property
    def words(self) -> str:
        """Every number in it, for who does not see it."""
        return f"{self.title}. " + "; ".join(f"{bar.name}: {bar.words}" for bar in self.bars) + "."

    @property
    def svg(self) -> str:
        """The drawing, in the typeface of where it stands: the page's, or that of documents (`drawings`)."""
        longest = max((bar.value for bar in self.bars), default=Fraction(0)) or Fraction(1)
        height = len(self.bars) * (BAR + GAP) + GAP
        body = "".join(drawn(bar, place, longest) for place, bar in enumerate(self.bars))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
            f'viewBox="0 0 {WIDTH} {height}" role="img" font-size="14">'
            f'<title>{escape(self.title)}</title><rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>'
            f"{body}</svg>"
        )


def drawn(bar: Bar, place: int, longest: Fraction) -> str:
    """One bar with its name before it and its number behind it."""
    y = GAP + place * (BAR + GAP)
    width = float(ROOM * max(bar.value, Fraction(0)) / longest)
    fill = PAPER if bar.outlined else FILL
    return (
        f"{named(bar.name, y)}"
        f'<rect x="{LEFT}" y="{y}" width="{max(width, 0.5):.1f}" height="{BAR}" fill="{fill}" stroke="{FILL}"/>'
        f'<text x="{LEFT + width + 5:.1f}" y="{y + 13}" fill="{INK}">{escape(bar.words)}</text>'
    )


def named(name: str, y: int) -> str:
    """A name before its bar, in one line or two; what two do not hold stands whole in the table."""
    if len(name) <= ONE_LINE:
        return name_line(name, y + 13, "")
    first, *rest = wrap(name, TWO_LINES)
    if not rest:
        return name_line(first, y + 12, f' font-size="{SMALL}"')
    second = rest[0] if len(rest) == 1 else rest[0][: TWO_LINES - 1].rstrip(" ,;") + "…"
    return "".join(name_line(each, y + at, f' font-size="{SMALL}"') for each, at in ((first, 7), (second, 18)))


def name_line(words: str, y: int, size: str) -> str:
    """One line that ends before the bar."""
    return f'<text x="{LEFT - 6}" y="{y}" text-anchor="end" fill="{INK}"{size}>{escape(words)}</text>'


def charts(report: ConferenceReport) -> dict[str, Chart]:
    """The charts of a report by name; one that has nothing to draw is not there."""
    found = {"years": over_years(report), "contents": by_content(report), "places": by_place(report)}
    return {name: chart for name, chart in found.items() if chart.bars}


def over_years(report: ConferenceReport) -> Chart:
    """Plan and done of both purses, on the basis of the report."""
    bars = []
    for point in report.regional.years:
        cell = point.cells.get(BOTH)
        if cell is None or point.origin != report.ground.origin:
            continue
        whole = (point.cut.month, point.cut.day) == (12, 31)
        until = f"{point.year}" if whole else f"{point.year}, đến {point.cut.day}/{point.cut.month}"
        if cell.plan is not None:
            words = trieu(cell.plan)
            bars.append(
                Bar(name=f"Kế hoạch {point.year}", value=Fraction(cell.plan), words=words, outlined=True)
            )
        if cell.done is not None:
            words = trieu(cell.done) + (f" ({percent(cell.rate)})" if cell.rate is not None else "")
            bars.append(Bar(name=f"Thực hiện {until}", value=Fraction(cell.done), words=words))
    return Chart(title="Kế hoạch và thực hiện qua các năm, triệu đồng", bars=tuple(bars))


def by_content(report: ConferenceReport) -> Chart:
    """What was done by content, the most first."""
    lines = [line for line in report.ground.contents if line.both.done]
    lines.sort(key=lambda line: (-(line.both.done or 0), line.code))
    bars = tuple(
        Bar(name=line.name, value=Fraction(line.both.done or 0), words=trieu(line.both.done or 0))
        for line in lines
    )
    return Chart(title=f"Thực hiện theo nội dung, {report.ground.period}, triệu đồng", bars=bars)


def by_place(report: ConferenceReport) -> Chart:
    """The rate of every province that has one, the highest first."""
    bars = tuple(rate_bar(line) for line in ranked(report.ground))
    return Chart(title=f"Tỷ lệ thực hiện kế hoạch theo địa phương, {report.ground.period}", bars=bars)


def rate_bar(line: Line) -> Bar:
    """One province."""
    rate = line.both.rate
    assert rate is not None
    return Bar(name=line.name, value=rate, words=percent(rate))


def legend(chart: Sequence[Bar]) -> str:
    """What an outlined bar means, where there is one."""
    return (
        "Thanh để trống là kế hoạch, thanh tô đặc là thực hiện." if any(bar.outlined for bar in chart) else ""
    )
