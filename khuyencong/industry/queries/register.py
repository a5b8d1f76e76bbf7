"""The register's list, search without diacritics, a row with all that was merged into it, sums of support."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from khuyencong.industry.models import Certificate, Establishment, Site, Support, YearFigures
from khuyencong.industry.queries.lists import size_limits, years_standing
from khuyencong.organisations.actors import Actor
from khuyencong.places.models import Lineage
from khuyencong.rules.duplicates import phone_digits
from khuyencong.rules.size import Size, size_of
from khuyencong.rules.text import fold

MOST_NEAR = 200
"""Rows that hold the words of a name, among which the whole name is looked for."""
SHORTEST_TAX_CODE = 10


def search(
    actor: Actor,
    *,
    words: str = "",
    province: int | None = None,
    commune: str = "",
    sector: int | None = None,
    supported: bool = False,
    certified_on: date | None = None,
    merged: bool = False,
) -> QuerySet[Establishment]:
    """The rows she sees that hold every word, in alphabetical order."""
    rows = Establishment.objects.visible_to(actor)
    if not merged:
        rows = rows.standing()
    for word in fold(words).split():
        rows = rows.filter(holds(word))
    sites = Site.objects.filter(establishment=OuterRef("pk"))
    if province is not None:
        sites = sites.filter(lies_in(province))
    if commune:
        sites = sites.filter(commune__folded__contains=commune_words(commune))
    if province is not None or commune:
        rows = rows.filter(Exists(sites))
    if sector is not None:
        rows = rows.filter(sector=sector)
    if supported:
        had = Support.objects.values("establishment"), Support.objects.values("establishment__merged_into")
        rows = rows.filter(Q(pk__in=had[0]) | Q(pk__in=had[1]))
    if certified_on is not None:
        kept = Certificate.objects.of_years(years_standing(certified_on))
        of = kept.values("establishment"), kept.values("establishment__merged_into")
        rows = rows.filter(Q(pk__in=of[0]) | Q(pk__in=of[1]))
    return rows


def lies_in(province: int) -> Q:
    """Sites in that province or in what became part of it."""
    return Q(province=province) | Q(province__in=Lineage.objects.filter(descendant=province).values("ancestor"))


def commune_words(text: str) -> str:
    """The folded name of a commune without its kind."""
    words = fold(text)
    kinds = ("xa ", "phuong ", "thi tran ", "dac khu ")
    return next((words.removeprefix(kind) for kind in kinds if words.startswith(kind)), words)


def holds(word: str) -> Q:
    """Rows with a folded word in a name, or with digits in a number or a phone."""
    digits = re.sub(r"[.\-+]", "", word)
    if digits.isdecimal():
        phone = phone_digits(digits) or digits.removeprefix("0") or digits
        return Q(searched__contains=digits) | Q(phone_key__contains=phone)
    return Q(searched__contains=word) | Q(person_key__contains=word)


def family_of(establishment: Establishment) -> list[int]:
    """The row's key and those of all rows merged into it; merges never form a chain."""
    merged = Establishment.objects.filter(merged_into=establishment).values_list("pk", flat=True)
    return [establishment.pk, *merged]


def of_family(establishments: Iterable[Establishment]) -> Q:
    """What belongs to these rows, to what they were merged into, and to all that was merged with them."""
    owners = {row.kept_key for row in establishments}
    return Q(establishment__in=owners) | Q(establishment__merged_into__in=owners)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Support ever received, by purse, in đồng."""

    national: int
    local: int

    @property
    def total(self) -> int:
        """From both purses."""
        return self.national + self.local


def sums_of(family: Iterable[int]) -> Sums:
    """What these rows have received together. One SELECT."""
    told = Support.objects.filter(establishment__in=list(family)).aggregate(
        national=Sum("amount", filter=Q(purse=Support.Purse.NATIONAL), default=0),
        local=Sum("amount", filter=Q(purse=Support.Purse.LOCAL), default=0),
    )
    return Sums(national=told["national"], local=told["local"])


def size_in(figures: YearFigures) -> Size | None:
    """The size class by the figures of a year and the rule of its last day."""
    return size_of(
        size_limits(),
        date(figures.year, 12, 31),
        labour=figures.labour,
        revenue=figures.revenue,
        capital=figures.capital,
    )


def above_medium(establishments: Iterable[Establishment]) -> frozenset[int]:
    """The keys of those larger than a medium enterprise by the figures of their latest year; one SELECT.

    Without figures, or in a year without a rule, nobody is called large.
    """
    latest: dict[int, YearFigures] = {}
    keys = [each.pk for each in establishments]
    for row in YearFigures.objects.filter(establishment__in=keys).order_by("year"):
        latest[row.establishment_id] = row
    sizes = {key: size_in(row) for key, row in latest.items()}
    return frozenset(key for key, size in sizes.items() if size is not None and size.limit is None)


def called(actor: Actor, words: str) -> list[Establishment]:
    """Whom of the standing rows she sees somebody means: by tax code, number in the register, or whole name.

    Names are met without diacritics. More than one where several are called so; at most two SELECTs.
    """
    rows = Establishment.objects.visible_to(actor).standing()
    digits = words.replace(" ", "")
    if digits and (found := list(rows.filter(tax_code=digits)[:2])):
        return found
    if digits.isascii() and digits.isdigit() and len(digits) < SHORTEST_TAX_CODE:
        return list(rows.filter(pk=int(digits)))
    wanted = fold(words)
    held = rows.filter(searched__contains=wanted).order_by("pk")[:MOST_NEAR] if wanted else ()
    return [each for each in held if fold(each.name) == wanted]


def called_nearly(actor: Actor, words: str) -> list[Establishment]:
    """A few of them that hold every word, to be offered where none is called exactly so; one SELECT."""
    return list(search(actor, words=words)[:3]) if fold(words) else []
