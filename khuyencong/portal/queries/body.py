"""The body of an article as a page draws it: pictures in sizes, live figures with cut and source."""

from dataclasses import dataclass
from typing import Any

from wagtail.rich_text import expand_db_html

from khuyencong.portal.models import Article, Picture
from khuyencong.portal.queries.drawings import Issued, drawing_of, reports_of
from khuyencong.reporting.models import ReportNumber
from khuyencong.rules.conference.codes import as_typed

SMALL, LARGE, CARD = "width-480", "width-1120", "fill-1200x630"
SIZES = (SMALL, LARGE, CARD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One block: which kind, and what its piece of template needs."""

    kind: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A picture in two sizes, its words, and what is written under it."""

    small: Any
    large: Any
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveFigure:
    """A figure of an issued report; without `number` the code is of no issued report."""

    code: str
    lead: str
    number: ReportNumber | None


def shown(picture: Picture, alt: str, caption: str) -> Shown:
    """The picture in its sizes; cut once, found again without a SELECT where they were fetched along."""
    cut = picture.get_renditions(SMALL, LARGE)
    return Shown(small=cut[SMALL], large=cut[LARGE], alt=alt, caption=caption, credit=picture.credit)


def cover_of(article: Article) -> Shown | None:
    """The picture at its head."""
    if article.cover is None:
        return None
    return shown(article.cover, article.cover_alt, article.cover_caption)


def body_of(article: Article) -> list[Drawn]:
    """Its blocks; one SELECT for all pictures, one for their sizes, one for all figures; drawings: those of
    each report they are of, whatever it holds."""
    blocks = list(article.body)
    wanted = [each.value["image"].pk for each in blocks if each.block_type == "picture" and each.value["image"]]
    pictures = Picture.objects.prefetch_related("renditions").in_bulk(wanted) if wanted else {}
    numbers = numbers_of([each.value["code"] for each in blocks if each.block_type == "figure"])
    reports = reports_of([each.value["report"] for each in blocks if each.block_type == "drawing"])
    return [
        drawn
        for place, each in enumerate(blocks)
        if (drawn := _drawn(each.block_type, each.value, pictures, numbers, reports, place)) is not None
    ]


def numbers_of(codes: list[str]) -> dict[str, ReportNumber]:
    """The figures of those codes, each of the report issued last; one SELECT, none without codes."""
    if not codes:
        return {}
    rows = ReportNumber.objects.filter(code__in={as_typed(code) for code in codes}).select_related(
        "report__region"
    )
    files = ("report__xlsx", "report__docx")
    return {row.code: row for row in rows.defer(*files).order_by("report__issued_at", "report_id")}


def _drawn(
    kind: str,
    value: Any,
    pictures: dict[int, Picture],
    numbers: dict[str, ReportNumber],
    reports: dict[str, Issued],
    place: int,
) -> Drawn | None:
    if kind == "paragraph":
        return Drawn(kind=kind, value=expand_db_html(value.source))
    if kind == "picture":
        picture = pictures.get(value["image"].pk) if value["image"] else None
        return Drawn(kind=kind, value=shown(picture, value["alt"], value["caption"])) if picture else None
    if kind == "figure":
        code = as_typed(value["code"])
        return Drawn(
            kind=kind, value=LiveFigure(code=value["code"], lead=value["lead"], number=numbers.get(code))
        )
    if kind == "drawing":
        found = reports.get(value["report"])
        return Drawn(kind=kind, value=drawing_of(found, value["shows"], value["lead"], place))
    return Drawn(kind=kind, value=value)
