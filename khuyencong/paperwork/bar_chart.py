"""A chart of stacked rows as SVG, PNG and table: parts differ by pattern as well as colour, all in words too.

Only presentation attributes: the page's CSP allows no inline style.
"""

from html import escape

import resvg_py

from khuyencong.paperwork.regional_files import font_files
from khuyencong.rules.charts import Bar, Chart
from khuyencong.rules.money import number

WIDTH, ROW, BAR, HEAD = 480, 44, 16, 30
ROOM = 260
"""The name stands above its row, so that both are read on a phone; the rest of the line is for what is told."""
COLOURS = ("#1b8073", "#bf6d1a", "#76817e", "#8a4fa0")
"""At least 3:1 on white and on the page's dark card alike."""
FAMILY, ZOOM = "Tinos", 2.5
LONGEST_NAME = 66


def bar_svg(chart: Chart) -> str:
    """The chart without XML declaration; every text in it is escaped."""
    body: list[str] = []
    y = legend(body, chart)
    for bar in chart.bars:
        draw(body, bar, chart, y)
        y += ROW
    if not chart.bars:
        body.append(text("Chưa có số liệu.", 0, y + 14))
        y += ROW
    ids = f'role="img" aria-labelledby="{chart.code}-title {chart.code}-desc"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 4}" {ids} font-size="13">'
        f'<title id="{chart.code}-title">{escape(chart.title)}</title>'
        f'<desc id="{chart.code}-desc">{escape(described(chart))}</desc>'
        f"{patterns(chart.code)}{''.join(body)}</svg>"
    )


def bar_png(chart: Chart) -> bytes:
    """The same as a picture on white."""
    return resvg_py.svg_to_bytes(
        svg_string=bar_svg(chart),
        background="#ffffff",
        zoom=ZOOM,
        font_files=[str(each) for each in font_files()],
        skip_system_fonts=bool(font_files()),
        font_family=FAMILY if font_files() else "serif",
    )


def described(chart: Chart) -> str:
    """The chart in words, every number in it."""
    rows = [
        f"{bar.name}: "
        + ", ".join(
            f"{name.lower()} {number(value)}" for name, value in zip(chart.series, bar.values, strict=True)
        )
        + (f"; {bar.told}" if bar.told else "")
        for bar in chart.bars
    ]
    return f"Đơn vị: {chart.unit}. {'. '.join(rows) if rows else 'Chưa có số liệu'}."


def table_of(chart: Chart) -> tuple[list[str], list[list[object]]]:
    """The same as a table: names, values, their sum, what is said."""
    header = [chart.title, *(f"{each} ({chart.unit})" for each in chart.series), "Cộng", "Ghi chú"]
    return header, [[bar.name, *bar.values, bar.whole, bar.told] for bar in chart.bars]


def patterns(code: str) -> str:
    """Hatching, dots and crosses for the second part and on; the first is solid."""
    hatch = '<rect width="3.4" height="7" fill="currentColor"/>'
    dots = '<circle cx="3.5" cy="3.5" r="1.6" fill="currentColor"/>'
    cross = '<path d="M0 3.5h7M3.5 0v7" stroke="currentColor" stroke-width="1.2"/>'
    made = [
        f'<pattern id="{code}-p{place}" color="{COLOURS[place]}" width="7" height="7" '
        f'patternUnits="userSpaceOnUse"{turn}><rect width="7" height="7" fill="currentColor" '
        f'fill-opacity=".25"/>{inner}</pattern>'
        for place, inner, turn in (
            (1, hatch, ' patternTransform="rotate(45)"'),
            (2, dots, ""),
            (3, cross, ""),
        )
    ]
    return f"<defs>{''.join(made)}</defs>"


def piece(chart: Chart, place: int, x: float, y: float, width: float) -> str:
    """One part of a row."""
    fill = "currentColor" if place == 0 else f"url(#{chart.code}-p{place})"
    return (
        f'<rect color="{COLOURS[place]}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{BAR}" '
        f'fill="{fill}" stroke="currentColor" stroke-width="1"/>'
    )


def text(words: str, x: float, y: float, extra: str = "") -> str:
    """A line of text in the colour of what is around it."""
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="currentColor"{extra}>{escape(words)}</text>'


def legend(body: list[str], chart: Chart) -> int:
    """The key, in as many lines as it needs, and the unit; returns where the first row begins."""
    x, y = 1.0, 1.0
    for place, name in enumerate(chart.series):
        wide = 40 + 7.4 * len(name)
        if x + wide > WIDTH:
            x, y = 1.0, y + 22
        body.append(piece(chart, place, x, y, 20))
        body.append(text(name, x + 26, y + 13))
        x += wide
    body.append(text(f"Đơn vị: {chart.unit}", 0, y + 36, ' font-size="12" font-style="italic"'))
    return int(y) + HEAD + 16


def draw(body: list[str], bar: Bar, chart: Chart, y: int) -> None:
    """One row: its name, its parts, its sum."""
    name = bar.name if len(bar.name) <= LONGEST_NAME else f"{bar.name[: LONGEST_NAME - 1]}…"
    body.append(text(name, 0, y + 13))
    x, y = 0.0, y + 19
    for place, value in enumerate(bar.values):
        width = ROOM * value / chart.longest if chart.longest else 0.0
        if value:
            body.append(piece(chart, place, x, y, width))
        x += width
    body.append(text(bar.told or number(bar.whole), x + 6, y + 13))
