"""The public catalogue of outstanding products: what was recognised, how it stands today, who makes it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from khuyencong.industry.models import Establishment, ProductCertificate, ProductEntry, ProductPhoto
from khuyencong.norms.models import ProductLevel
from khuyencong.rules.conference.codes import as_typed, is_code
from khuyencong.rules.products import Standing, standing_on
from khuyencong.rules.text import fold

ORDER = (F("granted_on").desc(), F("sort_key").asc(), F("pk").asc())


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A product as everybody sees it. Pictures and the way to its maker are shown while it stands."""

    row: ProductCertificate
    standing: Standing
    photos: Sequence[ProductPhoto]
    phone: str = ""
    email: str = ""

    @property
    def picture(self) -> ProductPhoto | None:
        """The first of its pictures."""
        return self.photos[0] if self.photos else None


def catalogue(
    on: date,
    *,
    words: str = "",
    province: int | None = None,
    group: str = "",
    level: str = "",
    year: int | None = None,
    standing: str = "",
) -> QuerySet[ProductCertificate]:
    """The published rows that hold every word, the latest first."""
    rows = ProductCertificate.objects.catalogued()
    for word in fold(words).split():
        rows = rows.filter(searched__contains=word)
    exact: dict[str, Any] = {"province": province, "group": group, "level": level, "year": year}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if standing in Standing.__members__.values():
        rows = rows.filter(stands(Standing(standing), on))
    return rows.order_by(*ORDER)


def stands(how: Standing, on: date) -> Q:
    """The same as rules.products.standing_on says of one, for many."""
    kept = ~Q(state=ProductCertificate.State.WITHDRAWN)
    match how:
        case Standing.WITHDRAWN:
            return ~kept
        case Standing.UNKNOWN:
            return kept & Q(last_day__isnull=True)
        case Standing.EXPIRED:
            return kept & Q(last_day__lt=on)
    return kept & Q(last_day__gte=on)


def how_stands(row: ProductCertificate, on: date) -> Standing:
    """How one stands on that day."""
    withdrawn = row.state == ProductCertificate.State.WITHDRAWN
    return standing_on(withdrawn=withdrawn, last=row.last_day, on=on)


def shown_of(rows: Iterable[ProductCertificate], on: date) -> list[Shown]:
    """The same rows with pictures and, where the maker agreed, how to reach her. Two SELECTs for all."""
    listed = list(rows)
    standing = {row.pk: how_stands(row, on) for row in listed}
    valid = [row.entry_id for row in listed if standing[row.pk] == Standing.VALID]
    photos: dict[int, list[ProductPhoto]] = {}
    for each in ProductPhoto.objects.filter(entry__in=valid).defer("content").order_by("pk"):
        photos.setdefault(each.entry_id, []).append(each)
    contacts = contacts_of(valid)
    return [
        Shown(
            row=row,
            standing=standing[row.pk],
            photos=tuple(photos.get(row.entry_id, ())),
            phone=contacts[row.entry_id].phone if row.entry_id in contacts else "",
            email=contacts[row.entry_id].email if row.entry_id in contacts else "",
        )
        for row in listed
    ]


def contacts_of(entries: Iterable[int]) -> dict[int, Establishment]:
    """The establishments, as they stand today, of entries whose maker agreed to be reached; one SELECT."""
    rows = ProductEntry.objects.filter(pk__in=list(entries), contact_public=True)
    named = rows.select_related("establishment__merged_into")
    return {each.pk: each.establishment.merged_into or each.establishment for each in named}


def published_photos(on: date) -> QuerySet[ProductPhoto]:
    """Pictures that the catalogue shows on that day: of products whose certificate stands."""
    valid = ProductCertificate.objects.catalogued().filter(stands(Standing.VALID, on))
    return ProductPhoto.objects.filter(entry__certificate__in=valid)


def certificate_coded(typed: str) -> ProductCertificate | None:
    """The certificate of a code as somebody copied it from paper; None for none."""
    if not is_code(typed):
        return None
    rows = ProductCertificate.objects.select_related("entry__round", "province")
    return rows.filter(code=as_typed(typed)).first()


def choices(on: date) -> dict[str, list[tuple[str, str]]]:
    """What the catalogue can be narrowed by: only what stands in it. Three SELECTs."""
    rows = ProductCertificate.objects.catalogued().order_by()
    provinces = rows.values_list("province", "province__name", "province__sort_key").distinct()
    groups = dict(rows.values_list("group", "group_name").distinct())
    named = rows.values_list("level", "year").distinct()
    levels, years = {level for level, _ in named}, {year for _, year in named}
    return {
        "province": [(str(pk), name) for pk, name, _ in sorted(provinces, key=lambda each: (each[2], each[0]))],
        "group": sorted(groups.items(), key=lambda each: each[1]),
        "level": [(code, label) for code, label in ProductLevel.Level.choices if code in levels],
        "year": [(str(year), str(year)) for year in sorted(years, reverse=True)],
    }
