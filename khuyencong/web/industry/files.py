"""The register as a workbook: the columns of the form first, then what the system reckons."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.timezone import localdate

from khuyencong.industry import queries
from khuyencong.industry.models import Certificate, Establishment, Product, SupplyLink
from khuyencong.industry.queries.lines import Line
from khuyencong.industry.queries.lists import validity_in
from khuyencong.organisations.actors import Actor
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.post.actions.exports import File, Progress, export_kind
from khuyencong.rules.establishments import COLUMNS
from khuyencong.web.downloads import XLSX
from khuyencong.web.industry.forms import LookForm

NAME, TITLE = "co-so-cnnt.xlsx", "Cơ sở công nghiệp nông thôn"
RECKONED = (
    "Giá trị của chứng nhận",
    "Trạng thái",
    "Quy mô",
    "KCQG đã nhận (đồng)",
    "KCĐP đã nhận (đồng)",
    "Mã trong sổ",
    "Dấu",
)
HEADER = (*(column.heading for column in COLUMNS), *RECKONED)
LEVELS = {"district": "huyện", "commune": "xã", "province": "tỉnh", "region": "khu vực", "nation": "quốc gia"}
AT_A_TIME = 500


def rows_of(found: Iterable[Establishment], actor: Actor) -> Iterator[tuple[Any, ...]]:
    """A row each; a fixed number of SELECTs for every few hundred."""
    left = iter(found)
    while some := list(islice(left, AT_A_TIME)):
        keys = [row.pk for row in some]
        told = {"products": products_of(keys), **certificates_of(keys), **links_of(keys, actor)}
        for line in queries.lines_of(some):
            yield cells(line, {name: texts.get(line.row.pk, "") for name, texts in told.items()})


def products_of(keys: list[int]) -> dict[int, str]:
    """The products of each row in one text. One SELECT."""
    named: dict[int, list[str]] = {}
    for key, name in (
        Product.objects.filter(establishment__in=keys).order_by("pk").values_list("establishment", "name")
    ):
        named.setdefault(key, []).append(name)
    return {key: "; ".join(names) for key, names in named.items()}


def certificates_of(keys: list[int]) -> dict[str, dict[int, str]]:
    """The certificates of each row as the form reads them, and what is to be known of each. One SELECT."""
    written: dict[int, list[str]] = {}
    standing: dict[int, list[str]] = {}
    for each in Certificate.objects.filter(establishment__in=keys).order_by("pk"):
        written.setdefault(each.establishment_id, []).append(
            f"{each.product} ({LEVELS[each.level]}, {each.year})"
        )
        told = validity_in(each.year).words(localdate())
        if each.withdrawn_on is not None:
            told = f"Đã thu hồi ngày {each.withdrawn_on:%d/%m/%Y}"
        standing.setdefault(each.establishment_id, []).append(f"{each.product}, {each.year}: {told}")
    return {
        name: {key: "; ".join(texts) for key, texts in rows.items()}
        for name, rows in (("certificates", written), ("validity", standing))
    }


def links_of(keys: list[int], actor: Actor) -> dict[str, dict[int, str]]:
    """Whom of those she sees each row supplies and works for today, as the form reads it. One SELECT."""
    told: dict[str, dict[int, list[str]]] = {kind: {} for kind in SupplyLink.Kind.values}
    seen = Establishment.objects.visible_to(actor)
    rows = SupplyLink.objects.filter(establishment__in=keys, until__isnull=True, partner__in=seen.values("pk"))
    for each in rows.select_related("partner"):
        texts = told[each.kind].setdefault(each.establishment_id, [])
        texts.append(f"{each.partner.tax_code or f'#{each.partner_id}'}: {each.product}")
    return {kind: {key: "; ".join(texts) for key, texts in rows.items()} for kind, rows in told.items()}


def cells(line: Line, texts: Mapping[str, str]) -> tuple[Any, ...]:
    """One row, in the order of HEADER; money of the form in triệu đồng, support in đồng."""
    row, site, year = line.row, line.site, line.figures
    told = {
        **{column.key: getattr(row, column.key, None) for column in COLUMNS},
        "legal_form": queries.form_name(row.legal_form),
        "province": site.province.name if site is not None else None,
        "commune": site.commune.full_name if site is not None and site.commune is not None else None,
        "address": site.address if site is not None else None,
        "sector": row.sector.name if row.sector is not None else None,
        "cluster": site.cluster.name if site is not None and site.cluster is not None else None,
        "year": year.year if year is not None else None,
        "labour": year.labour if year is not None else None,
        "capital": millions(year.capital) if year is not None else None,
        "revenue": millions(year.revenue) if year is not None else None,
        **{name: text for name, text in texts.items() if name != "validity"},
    }
    reckoned = (
        texts["validity"],
        row.get_state_display(),
        line.size.words if line.size is not None else "",
        line.sums.national,
        line.sums.local,
        row.pk,
        "số liệu minh họa" if row.made_up else "",
    )
    return (*(told[column.key] for column in COLUMNS), *reckoned)


def millions(amount: int | None) -> Decimal | None:
    """Triệu đồng as a number, to the last đồng."""
    return None if amount is None else Decimal(amount).scaleb(-6)


def all_of(found: QuerySet[Establishment]) -> Iterator[Establishment]:
    """The rows one after another, never all at once."""
    return found.select_related("sector").iterator(chunk_size=AT_A_TIME)


def workbook(rows: Iterable[Establishment], actor: Actor) -> bytes:
    """The file, with partners as far as she sees them."""
    return xlsx_rows(HEADER, rows_of(rows, actor), title=TITLE)


@export_kind
def establishments_file(actor: Actor, parameters: dict[str, Any], progress: Progress) -> File:
    """The establishments asked for, as the actor may see them on the day it is made; Http404."""
    form = LookForm(parameters, provinces=queries.provinces_of(actor))
    if not form.is_valid():
        raise Http404("question")
    found = queries.search(actor, **form.asked)
    content = workbook(progress.over(all_of(found), total=found.count()), actor)
    return File(name=NAME, content_type=XLSX, content=content)
