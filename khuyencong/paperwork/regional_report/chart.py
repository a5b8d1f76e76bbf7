"""The chart of plan and done by year and fund, as one SVG for the page and, as a picture, for the document.

Every bar carries its label and number, funds differ by pattern as well as colour, and what was not given is
said in words instead of drawn as zero. Only presentation attributes: the page's CSP allows no inline style.
The classes `kcqg`, `kcdp` and `whole` let the page recolour the parts through `color`.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from khuyencong.paperwork.regional_report.wording import DASH, point_title, rate
from khuyencong.reporting.queries.report import YearPoint
from khuyencong.rules.consolidation import BOTH, KCDP, KCQG, Cell
from khuyencong.rules.money import Unit, in_unit
from khuyencong.rules.purses import SHORT

WIDTH, LEFT, ROOM = 480, 76, 228
BAR, GAP, HEAD, LINE = 18, 5, 26, 17
WHOLE = "whole"
# Mid tones: at least 3:1 on white and on the page's dark card alike.
COLOURS = {KCQG: "#1b8073", KCDP: "#bf6d1a", WHOLE: "#76817e"}
LEGEND = {KCQG: SHORT[KCQG], KCDP: SHORT[KCDP], WHOLE: "không tách nguồn"}
STAGES = (("plan", "Kế hoạch"), ("done", "Thực hiện"))
LARGEST_IN_MILLIONS = 10**12
"""From 1.000 tỷ đồng on, labels are in tỷ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: its parts by fund in đồng (none where nothing was given), its text, a remark below the chart."""

    stage: str
    name: str
    parts: tuple[tuple[str, int], ...]
    label: str
    remark: str = ""


def chart_svg(
    points: Sequence[YearPoint],
    *,
    title: str = "Kế hoạch và thực hiện theo năm và nguồn kinh phí",
    prefix: str = "chart",
) -> str:
    """The chart of `points` as SVG without XML declaration; `prefix` keeps ids apart where a page has two."""
    unit = unit_of(points)
    bars = [(point_title(point), bars_of(point, unit)) for point in points]
    longest = max((sum(part for _, part in bar.parts) for _, group in bars for bar in group), default=0)
    body: list[str] = []
    y = legend(body, used(bars), unit, prefix)
    for heading, group in bars:
        y = block(body, y, heading, group, longest, prefix)
    y = remarks(body, y, bars)
    described = escape(description(bars, unit))
    ids = f'aria-labelledby="{prefix}-title {prefix}-desc"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 4}" role="img" {ids} '
        'font-size="13">'
        f'<title id="{prefix}-title">{escape(title)}</title><desc id="{prefix}-desc">{described}</desc>'
        f"{patterns(prefix)}{''.join(body)}</svg>"
    )


def chart_words(points: Sequence[YearPoint]) -> str:
    """The chart in words, for a picture's alternative text."""
    unit = unit_of(points)
    return description([(point_title(point), bars_of(point, unit)) for point in points], unit)


def unit_of(points: Sequence[YearPoint]) -> Unit:
    """triệu đồng, or tỷ đồng where amounts are too long to be read in triệu."""
    given = [amount for point in points for cell in point.cells.values() for amount in (cell.plan, cell.done)]
    return Unit.TY if max((amount or 0 for amount in given), default=0) >= LARGEST_IN_MILLIONS else Unit.TRIEU


def bars_of(point: YearPoint, unit: Unit) -> tuple[Bar, ...]:
    """The bars of plan and done of one year."""
    return tuple(bar_of(point, stage, name, unit) for stage, name in STAGES)


def bar_of(point: YearPoint, stage: str, name: str, unit: Unit) -> Bar:
    """One bar; where the funds do not add up to the printed total it is drawn from the funds and says so."""
    national, local, total = (amount(point.cells.get(fund), stage) for fund in (KCQG, KCDP, BOTH))
    parts = parts_of(national, local, total)
    added = sum(part for _, part in parts)
    shown = added if total is None else total
    if not parts:
        return Bar(stage=stage, name=name, parts=(), label="chưa có số")
    label = in_unit(shown, unit)
    both = point.cells.get(BOTH, Cell())
    if stage == "done" and both.rate is not None:
        label += f" ({rate(both)})"
    if added == shown:
        return Bar(stage=stage, name=name, parts=parts, label=label)
    remark = (
        f"* {point_title(point)}, {name.lower()}: KCQG cộng KCĐP là {in_unit(added, unit)}, "
        f"tổng ghi {in_unit(shown, unit)}, chênh {in_unit(abs(added - shown), unit)}."
    )
    return Bar(stage=stage, name=name, parts=parts, label=f"{label} *", remark=remark)


def amount(cell: Cell | None, stage: str) -> int | None:
    """Plan or done of a cell, in đồng."""
    if cell is None:
        return None
    return cell.plan if stage == "plan" else cell.done


def parts_of(national: int | None, local: int | None, total: int | None) -> tuple[tuple[str, int], ...]:
    """What a bar is made of: both funds; one fund and the rest; the undivided total; or nothing."""
    if national is not None and local is not None:
        return ((KCQG, national), (KCDP, local))
    fund, known = (KCQG, national) if local is None else (KCDP, local)
    if known is None:
        return () if total is None else ((WHOLE, total),)
    if total is None or total == known:
        return ((fund, known),)
    return ((fund, known), (WHOLE, total - known)) if total > known else ((WHOLE, total),)


def used(bars: Sequence[tuple[str, Sequence[Bar]]]) -> list[str]:
    """The kinds of parts that are drawn, in the order of the legend."""
    drawn = {kind for _, group in bars for bar in group for kind, _ in bar.parts}
    return [kind for kind in LEGEND if kind in drawn]


def patterns(prefix: str) -> str:
    """Hatching for local money and dots for undivided totals; national money is solid."""
    return (
        f'<defs><pattern id="{prefix}-{KCDP}" class="kcdp" color="{COLOURS[KCDP]}" width="7" height="7" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="7" height="7" fill="currentColor" '
        'fill-opacity=".3"/><rect width="3.4" height="7" fill="currentColor"/></pattern>'
        f'<pattern id="{prefix}-{WHOLE}" class="whole" color="{COLOURS[WHOLE]}" width="6" height="6" '
        'patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="currentColor" fill-opacity=".3"/>'
        '<circle cx="3" cy="3" r="1.5" fill="currentColor"/></pattern></defs>'
    )


def piece(kind: str, stage: str, x: float, y: float, width: float, prefix: str) -> str:
    """One part of a bar; a plan is paler than what was done."""
    fill = "currentColor" if kind == KCQG else f"url(#{prefix}-{kind})"
    paler = ' fill-opacity=".4"' if stage == "plan" else ""
    return (
        f'<rect class="{kind.lower()}" color="{COLOURS[kind]}" x="{x:.1f}" y="{y}" width="{width:.1f}" '
        f'height="{BAR}" fill="{fill}"{paler} stroke="currentColor" stroke-width="1"/>'
    )


def words(text: str, x: float, y: float, extra: str = "") -> str:
    """A line of text in the colour of the page's own text."""
    return f'<text x="{x:.1f}" y="{y}" fill="currentColor"{extra}>{escape(text)}</text>'


def legend(body: list[str], kinds: Sequence[str], unit: Unit, prefix: str) -> int:
    """Draw the key and the unit; returns where the next line begins."""
    x = 1.0
    for kind in kinds:
        body.append(piece(kind, "done", x, 1, 22, prefix))
        body.append(words(LEGEND[kind], x + 28, 15))
        x += 44 + 8 * len(LEGEND[kind])
    body.append(words(f"Đơn vị: {unit.label}", WIDTH, 15, ' text-anchor="end"'))
    return 22


def block(body: list[str], y: int, heading: str, bars: Sequence[Bar], longest: int, prefix: str) -> int:
    """Draw one year: its heading and its bars; returns where the next line begins."""
    body.append(words(heading, 0, y + 19, ' font-weight="600"'))
    y += HEAD
    for bar in bars:
        body.append(words(bar.name, 0, y + 14))
        x = float(LEFT)
        for kind, part in bar.parts:
            width = ROOM * part / longest if longest > 0 else 0.0
            body.append(piece(kind, bar.stage, x, y, max(width, 0.0), prefix))
            x += max(width, 0.0)
        body.append(words(bar.label, x + 6, y + 14, "" if bar.parts else ' font-style="italic"'))
        y += BAR + GAP
    return y + 4


def remarks(body: list[str], y: int, bars: Sequence[tuple[str, Sequence[Bar]]]) -> int:
    """Write what the bars' stars mean; returns where the next line begins."""
    for _, group in bars:
        for bar in group:
            for line in textwrap.wrap(bar.remark, 66):
                body.append(words(line, 0, y + 14, ' font-size="12"'))
                y += LINE
    return y


def description(bars: Sequence[tuple[str, Sequence[Bar]]], unit: Unit) -> str:
    """The chart in words, every number in it, for those who do not see it."""
    lines = [f"Đơn vị: {unit.label}."]
    for heading, group in bars:
        said = []
        for bar in group:
            parts = ", ".join(f"{LEGEND[kind]} {in_unit(part, unit)}" for kind, part in bar.parts)
            inner = f" gồm {parts}" if any(kind != WHOLE for kind, _ in bar.parts) else ""
            said.append(f"{bar.name.lower()} {bar.label.rstrip(' *')}{inner}")
        lines.append(f"{heading}: {'; '.join(said)}.")
    return " ".join(lines) if bars else f"Chưa có số liệu năm nào {DASH} không có gì để vẽ."
