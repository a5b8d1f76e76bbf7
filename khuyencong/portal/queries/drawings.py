"""Charts and maps of issued reports inside an article: built anew from the rows the report was built from."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.utils.timezone import localdate

from khuyencong.organisations.actors import PUBLIC
from khuyencong.paperwork.bar_chart import bar_svg
from khuyencong.paperwork.regional_report import chart_svg
from khuyencong.paperwork.tile_map import TileMap, tile_map
from khuyencong.portal.blocks import DRAWINGS
from khuyencong.reporting.models import IssuedReport
from khuyencong.reporting.queries.conference.numbers import asked_of
from khuyencong.reporting.queries.regional import regional_report
from khuyencong.reporting.queries.report import PlaceRow, RegionalReport
from khuyencong.rules.charts import Bar, Chart, Tone
from khuyencong.rules.consolidation import BOTH
from khuyencong.rules.money import Unit, half_up, percent, trieu

TITLES = {code: words.partition(": ")[2].capitalize() for code, words in DRAWINGS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """An issued report, and what it says: as known when it was built, whatever was corrected since."""

    row: IssuedReport
    says: RegionalReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What one block draws: `svg` or `map`; neither where `issued` is gone or has nothing to draw."""

    shows: str
    lead: str
    place: int
    """Which block of the body it is; keeps apart the names inside two drawings of one page."""
    issued: Issued | None
    svg: str = ""
    map: TileMap | None = None

    @property
    def title(self) -> str:
        """What is seen."""
        return TITLES[self.shows]

    @property
    def known(self) -> str:
        """The day as of which the region's page says the same, as its address takes it."""
        return f"{localdate(self.issued.row.known_at):%d/%m/%Y}" if self.issued else ""


def reports_of(keys: Iterable[str]) -> dict[str, Issued]:
    """Those reports by number, each built once however many drawings are of it; none without keys."""
    wanted = {int(key) for key in keys if key.isdecimal()}
    if not wanted:
        return {}
    rows = IssuedReport.objects.filter(pk__in=wanted).select_related("region").defer("xlsx", "docx")
    # As everybody may see it: an article says the same to whoever reads it.
    return {str(row.pk): Issued(row=row, says=regional_report(asked_of(row), actor=PUBLIC)) for row in rows}


def drawing_of(issued: Issued | None, shows: str, lead: str, place: int) -> Drawing:
    """The drawing itself."""
    if issued is None:
        return Drawing(shows=shows, lead=lead, place=place, issued=None)
    says = issued.says
    if shows == "ban-do":
        known = any(row.cells[BOTH].rate is not None for row in says.rows)
        found = tile_map(says) if known else None
        return Drawing(
            shows=shows, lead=lead, place=place, issued=issued, map=found if found and found.tiles else None
        )
    svg = ""
    if shows == "nam" and says.years:
        svg = chart_svg(says.years, title=TITLES[shows], prefix=f"ve-{place}")
    if shows == "tinh" and any(bar_of(row) for row in says.rows):
        svg = bar_svg(by_place(says, place))
    return Drawing(shows=shows, lead=lead, place=place, issued=issued, svg=svg)


def by_place(says: RegionalReport, place: int) -> Chart:
    """What each province has done of its plan, and what is left; the largest plan first."""
    bars = [bar for row in says.rows if (bar := bar_of(row)) is not None]
    return Chart(
        code=f"ve-{place}",
        title=TITLES["tinh"],
        unit="triệu đồng",
        series=("Đã thực hiện", "Còn lại của kế hoạch"),
        tones=(Tone.GOOD, Tone.NONE),
        bars=tuple(sorted(bars, key=lambda bar: (-bar.whole, bar.name))),
        made=says.made,
    )


def bar_of(row: PlaceRow) -> Bar | None:
    """One province; None where nothing is known of its money. Bars are whole millions."""
    cell = row.cells[BOTH]
    if cell.plan is None and cell.done is None:
        return None
    done, plan = cell.done or 0, cell.plan or 0
    without = "chưa có kế hoạch" if cell.plan is None else "chưa có số thực hiện"
    told = without if cell.rate is None else f"{percent(cell.rate, 1)} của {trieu(plan)}"
    return Bar(name=row.name, values=(in_millions(done), in_millions(max(plan - done, 0))), told=told)


def in_millions(amount: int) -> int:
    """đồng as whole triệu đồng."""
    return int(half_up(Fraction(amount, Unit.TRIEU.scale), 0))
