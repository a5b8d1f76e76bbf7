"""A chart of stacked rows as SVG, PNG and table: parts differ by pattern as well as colour, all in words too.

Only presentation attributes: the page's CSP allows no inline style.
"""

from html import escape
from textwrap import wrap

from khuyencong.paperwork.drawings import png_of
from khuyencong.paperwork.made import NOTE, noted
from khuyencong.paperwork.regional_files import font_files
from khuyencong.rules.charts import Bar, Chart, Tone
from khuyencong.rules.money import number

WIDTH, ROW, BAR, HEAD = 480, 44, 16, 30
ROOM = 260
"""The name stands above its row, so that both are read on a phone; the rest of the line is for what is told."""
COLOURS = {Tone.GOOD: "#1b8073", Tone.PART: "#bf6d1a", Tone.NONE: "#76817e", Tone.BAD: "#d2493f"}
"""At least 3:1 on white and on the page's dark card alike."""
LINE, LETTER = 17, 7.2
"""The height of a line of text, and how wide a letter of it is at most on the average."""
LINE_LETTERS = int(WIDTH / LETTER)
MARGIN, TITLE_LINE, TITLE_LETTERS = 16, 20, 50
FAMILY = "Be Vietnam Pro"
"""A picture off the screen is set like the screen; papers have Times, as an administrative document must."""


def bar_svg(chart: Chart, *, said: str = "") -> str:
    """The chart without XML declaration; every text in it is escaped.

    A picture that leaves its page bears its title, and under it what is said of it.
    """
    body: list[str] = []
    top = headed(body, chart, said) if said else 0
    edge = MARGIN if said else 0
    y = legend(body, chart)
    for bar in chart.bars:
        y = draw(body, bar, chart, y)
    if not chart.bars:
        body.append(text("Chưa có số liệu.", 0, y + 14))
        y += ROW
    box = f"{-edge} {-top - edge} {WIDTH + 2 * edge} {y + 4 + top + 2 * edge}"
    # Outside the page nothing else says which typeface it is set in.
    family = f' font-family="{FAMILY}, Segoe UI, Arial, sans-serif"' if said else ""
    ids = f'role="img" aria-labelledby="{chart.code}-title {chart.code}-desc"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" {ids} font-size="13"{family}>'
        f'<title id="{chart.code}-title">{escape(chart.title)}</title>'
        f'<desc id="{chart.code}-desc">{escape(described(chart))}</desc>'
        f"{patterns(chart)}{''.join(body)}</svg>"
    )


def bar_png(chart: Chart, *, said: str) -> bytes:
    """The same as a picture on white."""
    return png_of(bar_svg(chart, said=said), font_files(), family=FAMILY)


def headed(body: list[str], chart: Chart, said: str) -> int:
    """The title and what is said of it, above the chart; how much room they take."""
    lines = wrap(chart.title, TITLE_LETTERS)
    below = [words for each in (said, *noted(chart.made)) for words in wrap(each, LINE_LETTERS)]
    room = TITLE_LINE * (len(lines) + len(below)) + 8
    for place, line in enumerate(lines):
        body.append(text(line, 0, TITLE_LINE * place - room + 15, ' font-size="16" font-weight="bold"'))
    for place, line in enumerate(below, start=len(lines)):
        body.append(text(line, 0, TITLE_LINE * place - room + 14, ' font-size="12"'))
    return room


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
    made = f" {NOTE}" if chart.made else ""
    return f"Đơn vị: {chart.unit}. {'. '.join(rows) if rows else 'Chưa có số liệu'}.{made}"


def table_of(chart: Chart) -> tuple[list[str], list[list[object]]]:
    """The same as a table: names, values, their sum, what is said."""
    header = ["Mục", *(f"{each} ({chart.unit})" for each in chart.series), "Cộng", "Ghi chú"]
    return header, [[bar.name, *bar.values, bar.whole, bar.told] for bar in chart.bars]


PATTERNS = {
    Tone.PART: ('<rect width="3.4" height="7" fill="currentColor"/>', ' patternTransform="rotate(45)"'),
    Tone.NONE: ('<circle cx="3.5" cy="3.5" r="1.6" fill="currentColor"/>', ""),
    Tone.BAD: ('<path d="M0 3.5h7M3.5 0v7" stroke="currentColor" stroke-width="1.6"/>', ""),
}
"""Hatching, dots and crosses; what is good is solid."""


def patterns(chart: Chart) -> str:
    """The patterns of the parts it has."""
    made = [
        f'<pattern id="{chart.code}-{tone}" color="{COLOURS[tone]}" width="7" height="7" '
        f'patternUnits="userSpaceOnUse"{turn}><rect width="7" height="7" fill="currentColor" '
        f'fill-opacity=".25"/>{inner}</pattern>'
        for tone, (inner, turn) in PATTERNS.items()
        if tone in chart.tones
    ]
    return f"<defs>{''.join(made)}</defs>"


def piece(chart: Chart, place: int, x: float, y: float, width: float) -> str:
    """One part of a row."""
    tone = chart.tones[place]
    fill = "currentColor" if tone is Tone.GOOD else f"url(#{chart.code}-{tone})"
    return (
        f'<rect color="{COLOURS[tone]}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{BAR}" '
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


def draw(body: list[str], bar: Bar, chart: Chart, y: int) -> int:
    """One row: its name in as many lines as it needs, its parts, what it says; where the next one begins."""
    lines = wrap(bar.name, LINE_LETTERS) or [""]
    for place, line in enumerate(lines):
        body.append(text(line, 0, y + 13 + LINE * place))
    x, top = 0.0, y + 19 + LINE * (len(lines) - 1)
    for place, value in enumerate(bar.values):
        width = ROOM * value / chart.longest if chart.longest else 0.0
        if value:
            body.append(piece(chart, place, x, top, width))
        x += width
    told = bar.told or number(bar.whole)
    beside = x + 6 + LETTER * len(told) <= WIDTH
    body.append(text(told, x + 6, top + 13) if beside else text(told, 0, top + BAR + 14))
    return top - 19 + ROW + (0 if beside else LINE)
