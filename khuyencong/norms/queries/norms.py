"""Which norm binds, since when, and what was judged by it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from khuyencong.norms.models import Norm, SupportItem
from khuyencong.norms.models.norms import province_key_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.permissions import is_ministry
from khuyencong.organisations.scope import below
from khuyencong.places.models import Unit
from khuyencong.rules import norms as rules


def norm_for(
    item: str, purse: rules.Purse, on: date, province: Unit | None = None, *, known_at: datetime | None = None
) -> rules.Norm:
    """The norm that binds the item on that day, as the register says now or said then; one SELECT.

    Raises LawUnclearError naming the candidates or the gap.
    """
    return LawOf([item], province).norm(item, purse, on, known_at=known_at)


class LawOf:
    """The norms of some items in a province, read once, so that all can be judged without another SELECT."""

    def __init__(
        self, items: Iterable[str], province: Unit | None, names: Mapping[str, str] | None = None
    ) -> None:
        self.province = province_key_of(province) if province is not None else ""
        self.names = names or {}
        self.norms = [each.rule for each in _told(Norm.objects.about(list(items), province))]
        self.before = frozenset(each.province for each in self.norms) - {"", self.province}

    def norm(self, item: str, purse: rules.Purse, on: date, *, known_at: datetime | None = None) -> rules.Norm:
        """The norm that binds; LawUnclearError where there is no single one."""
        return rules.norm_in_force(
            self.norms,
            item,
            on,
            purse,
            self.province,
            known_at=known_at,
            name=self.names.get(item, ""),
            before=self.before,
        )


def rules_of(code: str) -> list[rules.Norm]:
    """Every row of one code, superseded ones too, as the rules know them; one SELECT."""
    return [each.rule for each in history_of(code)]


def history_of(code: str) -> QuerySet[Norm]:
    """Every row of one code, the latest first: by the day it binds from, then by edition."""
    return _told(Norm.objects.filter(code=code)).order_by("-since", "-edition")


def norms_on(
    on: date, *, purse: str = "", province: Unit | None = None, content: str = "", unread: bool = False
) -> QuerySet[Norm]:
    """What binds on that day, unread rows first; `content` is one of the nine, or a report line under it."""
    found = _told(Norm.objects.binding(on))
    if purse:
        found = found.filter(purse=purse)
    if province is not None:
        found = found.filter(province=province)
    if content:
        here = {"item__activity__code": content}
        under = {"item__activity__parent__code": content}
        found = found.filter(**here) | found.filter(**under)
    if unread:
        found = found.filter(verified=False)
    return found.order_by("verified", "-purse", "province__sort_key", "item__position")


def _told(found: QuerySet[Norm]) -> QuerySet[Norm]:
    return found.select_related("item__activity", "document", "province")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a project keeps of a judgement: which edition of which norm, of which day, and what it allowed."""

    norm: str
    on: date
    cost: int
    priority: bool
    count: int
    allowed: int | None


def recompute(judged: Judged) -> rules.Allowed:
    """The same judgement again, by the row that stood then, whatever the law says since; one SELECT.

    Raises Norm.DoesNotExist for a key that never was.
    """
    code, _, rest = judged.norm.rpartition("@")
    since, _, edition = rest.partition("#")
    row = _told(Norm.objects.filter(code=code, since=date.fromisoformat(since), edition=int(edition))).get()
    return rules.highest_support(row.rule, judged.cost, priority=judged.priority, count=judged.count)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedNorm:
    """A kept norm as a page tells it: what it says, by which clause, since when, and the code of its page."""

    code: str
    words: str
    law: str
    since: date


def norms_named(keys: Iterable[str]) -> dict[str, NamedNorm]:
    """The kept norms of these keys as pages tell them; a key that never was is left out. One SELECT."""
    wanted = set(keys)
    rows = _told(Norm.objects.filter(code__in={key.rpartition("@")[0] for key in wanted})) if wanted else ()
    return {
        each.key: NamedNorm(code=each.code, words=each.rule.words, law=each.rule.law, since=each.since)
        for each in rows
        if each.key in wanted
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a code is about, whether a norm stands there or not."""

    code: str
    item: SupportItem
    purse: str
    province: Unit | None


def subject_of(code: str) -> Subject | None:
    """What the code is about; None for one that names no item or no province. Two SELECTs at most."""
    if code.startswith("kcqg-"):
        item = SupportItem.objects.select_related("activity").filter(code=code.removeprefix("kcqg-")).first()
        return Subject(code=code, item=item, purse=Norm.Purse.NATIONAL, province=None) if item else None
    number, _, rest = code.partition("-")
    year, _, name = rest.partition("-")
    item = SupportItem.objects.select_related("activity").filter(code=name).first()
    province = province_named(f"{number}-{year}")
    if item is None or province is None:
        return None
    return Subject(code=code, item=item, purse=Norm.Purse.LOCAL, province=province)


def provinces_with_norms() -> list[tuple[str, str]]:
    """(key, name) of the provinces of today, and of those of old whose norms stand in the register."""
    listed = set(Norm.objects.filter(province__until__isnull=False).values_list("province", flat=True))
    return [
        (province_key_of(each), _dated_name(each))
        for each in _provinces()
        if each.until is None or each.pk in listed
    ]


def provinces_of_all_days() -> list[tuple[str, str]]:
    """(key, name) of every province there ever was, those of today first; one SELECT."""
    return [(province_key_of(each), _dated_name(each)) for each in _provinces()]


def _provinces() -> list[Unit]:
    units = Unit.objects.filter(level=Unit.Level.PROVINCE).order_by("-since", "sort_key")
    return sorted(units, key=lambda each: each.until is not None)


def _dated_name(unit: Unit) -> str:
    return unit.name if unit.until is None else f"{unit.name} (đến trước {unit.until:%d/%m/%Y})"


def province_named(key: str) -> Unit | None:
    """The province of that key ("66-2025"); None for "" and for one that never was."""
    number, _, year = key.partition("-")
    if not (year.isdecimal() and len(year) == 4):
        return None
    return Unit.objects.filter(level=Unit.Level.PROVINCE, code=number, since__year=int(year)).first()


def provinces_of(actor: Actor) -> list[tuple[str, str]]:
    """(key, name) of the provinces whose local norms she may propose: of the ministry all."""
    named = provinces_of_all_days()
    if is_ministry(actor) or actor.agency is None:
        return named
    own = own_provinces(actor)
    return [(key, name) for key, name in named if key in own]


def own_provinces(actor: Actor) -> frozenset[str]:
    """The keys of the provinces of her department and of those it took over; one SELECT."""
    if actor.agency is None:
        return frozenset()
    offices = Agency.objects.filter(pk__in=below(actor.agency), kind=Agency.Kind.DEPARTMENT)
    units = [each.unit for each in offices.select_related("unit")]
    return frozenset(province_key_of(each) for each in units if each is not None)
