"""Entering many establishments at once out of a checked file: all or nothing, in a fixed number of writes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import starmap

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from khuyencong.industry import permissions
from khuyencong.industry.actions.establishments import fill, key, levels
from khuyencong.industry.models import Certificate, Establishment, Product, Site, SupplyLink, YearFigures
from khuyencong.industry.queries.doubles import doubles_of_cards
from khuyencong.norms.models import Sector
from khuyencong.organisations.actors import Actor
from khuyencong.places.models import Unit
from khuyencong.rules.duplicates import Card
from khuyencong.rules.establishments import EstablishmentRow
from khuyencong.rules.findings import BlockedError, error
from khuyencong.workflow.actions import Dossier, record

AT_ONCE = 500


def card_of_row(row: EstablishmentRow) -> Card:
    """What of a row of a file is compared with the register."""
    said = row.said
    return Card(
        name=str(said["name"]),
        tax_code=str(said["tax_code"] or ""),
        phone=str(said["phone"] or ""),
        representative=str(said["representative"] or ""),
        address=row.address,
        commune=str(row.unit),
    )


@transaction.atomic
def register_many(
    rows: Sequence[EstablishmentRow],
    *,
    others: Collection[int],
    skipped: Collection[int],
    file: str,
    digest: str,
    by: Actor,
    at: datetime,
) -> int:
    """Enter the rows of a file but the skipped ones; how many that were.

    A row with likely doubles goes in only when its number is in `others`: she has seen them. Raises
    PermissionDenied for a place that is not hers, BlockedError with every reason; then nothing is written.
    """
    wanted = [row for row in rows if row.number not in skipped]
    units = places_for(by, {row.unit for row in wanted})
    undecided = [row for row in wanted if row.number not in others]
    doubles = doubles_of_cards([card_of_row(row) for row in undecided], by)
    if open_rows := [str(row.number + 1) for row, found in zip(undecided, doubles, strict=True) if found]:
        message = f"Chưa quyết định {len(open_rows)} dòng có thể trùng (dòng {', '.join(open_rows[:20])})."
        raise BlockedError(error("undecided", message, "Với mỗi dòng chọn bỏ qua hay ghi là cơ sở khác."))
    if not wanted:
        return 0
    made = write_all(wanted, units, by)
    record(
        "establishment.import",
        f"Nhập {len(made)} cơ sở từ tệp {file}",
        about=Dossier(kind="establishment_import", key=digest[:40], agency=by.agency_code),
        by=by,
        at=at,
        after={"rows": len(made), "file": digest, "from": made[0].pk, "until": made[-1].pk},
    )
    return len(made)


def places_for(by: Actor, keys: Collection[int]) -> dict[int, Unit]:
    """The places with what they belong to; PermissionDenied where one is not hers."""
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=keys).select_related("parent__parent")}
    if not permissions.may_register_at_all(by, units.values()):
        raise PermissionDenied
    return units


def write_all(wanted: Sequence[EstablishmentRow], units: dict[int, Unit], by: Actor) -> list[Establishment]:
    """The rows with all they have; BlockedError with what one of them may not say."""
    sectors = Sector.objects.in_bulk([row.said["sector"] for row in wanted if row.said["sector"]])
    found, made = [], []
    for row in wanted:
        new, said = Establishment(), dict(row.said)
        said["sector"] = sectors.get(said["sector"])
        try:
            fill(new, said)
        except BlockedError as blocked:
            found += [
                error(each.code, f"Dòng {row.number + 1}: {each.message}", each.fix)
                for each in blocked.findings
            ]
        key(new, card_of_row(row))
        made.append(new)
    if found:
        raise BlockedError(*found)
    try:
        with transaction.atomic():
            Establishment.objects.bulk_create(made, batch_size=AT_ONCE)
    except IntegrityError as caught:
        message = "Một mã số thuế trong tệp đã có ở một cơ sở đang hoạt động của sổ."
        fix = "Bỏ qua dòng trùng mã số thuế, hoặc sửa mã trong tệp."
        raise BlockedError(error("tax_code_taken", message, fix)) from caught
    pairs = list(zip(made, wanted, strict=True))
    sites = [
        Site(establishment=new, address=row.address, cluster_id=row.cluster, **levels(units[row.unit]))
        for new, row in pairs
    ]
    Site.objects.bulk_create(sites, batch_size=AT_ONCE)
    products = [Product(establishment=new, name=name[:200]) for new, row in pairs for name in row.products]
    Product.objects.bulk_create(products, batch_size=AT_ONCE)
    years = list(starmap(year_of, [pair for pair in pairs if pair[1].year]))
    YearFigures.objects.bulk_create(years, batch_size=AT_ONCE)
    certificates = [
        Certificate(establishment=new, product=each.product, level=each.level, year=each.year)
        for new, row in pairs
        for each in dict.fromkeys(row.certificates)
    ]
    Certificate.objects.bulk_create(certificates, batch_size=AT_ONCE)
    SupplyLink.objects.bulk_create(links_in(pairs, by), batch_size=AT_ONCE)
    return made


def links_in(pairs: Sequence[tuple[Establishment, EstablishmentRow]], by: Actor) -> list[SupplyLink]:
    """The links that rows tell of, to rows of the register she sees or of the file; one SELECT.

    BlockedError names the rows whose partner is neither, or is itself.
    """
    codes = {each.tax_code for _, row in pairs for each in row.links}
    known: dict[str, int] = {}
    if codes:
        rows = Establishment.objects.visible_to(by).filter(state=Establishment.State.ACTIVE, tax_code__in=codes)
        known = dict(rows.values_list("tax_code", "pk"))
    known |= {new.tax_code: new.pk for new, _ in pairs if new.tax_code}
    numbers = {each.number for _, row in pairs for each in row.links if each.number is not None}
    seen = Establishment.objects.visible_to(by).filter(state=Establishment.State.ACTIVE, pk__in=numbers)
    listed = set(seen.values_list("pk", flat=True)) if numbers else set()
    found, made = [], []
    for new, row in pairs:
        for each in dict.fromkeys(row.links):
            partner = known.get(each.tax_code) if each.number is None else each.number
            if partner is None or partner == new.pk or (each.number is not None and partner not in listed):
                message = f"Dòng {row.number + 1}: {each.whom} không phải của cơ sở nào khác trong sổ."
                found.append(error("unknown_partner", message, "Ghi cơ sở ấy vào sổ trước, hoặc bỏ liên kết."))
                continue
            said = {"kind": each.kind, "product": each.product, "source": str(row.said["source"])}
            made.append(SupplyLink(establishment=new, partner_id=partner, **said))
    if found:
        raise BlockedError(*found)
    return made


def year_of(new: Establishment, row: EstablishmentRow) -> YearFigures:
    """The figures of the year that the row tells."""
    return YearFigures(establishment=new, source=str(row.said["source"]), **row.year)
