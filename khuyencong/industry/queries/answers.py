"""Answers of surveys: finding them, how two editions differ, which row of the register they may be about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from khuyencong.industry.models import Answer, AnswerConflict, AnswerEdition, AnswerPhoto, Establishment
from khuyencong.industry.queries.doubles import Double, doubles_of_card
from khuyencong.industry.queries.merges import Compared
from khuyencong.industry.queries.surveys import editions_of
from khuyencong.norms.models import Activity, Sector
from khuyencong.organisations.actors import Actor
from khuyencong.places.models import Unit
from khuyencong.rules.duplicates import Card
from khuyencong.rules.money import dong, number
from khuyencong.rules.text import fold

SHORT = 60
"""Letters of a text that is still told whole where two editions differ."""
UNKNOWN = 0
"""Stands in a question for "none said": no content, or no row of the register and so no sector."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which answers; None asks nothing."""

    words: str = ""
    survey: int | None = None
    year: int | None = None
    commune: int | None = None
    activity: int | None = None
    sector: int | None = None
    linked: bool | None = None
    conflict: bool = False


def answers(actor: Actor, asked: Asked) -> QuerySet[AnswerEdition]:
    """The standing editions she sees that fit, by name; `disputed` says whether another edition waits."""
    waiting = AnswerConflict.objects.filter(answer=OuterRef("answer"), state=AnswerConflict.State.OPEN)
    rows = editions_of(actor, commune=asked.commune).annotate(disputed=Exists(waiting))
    for word in fold(asked.words).split():
        rows = rows.filter(folded__contains=word)
    equal: dict[str, Any] = {"answer__round": asked.survey, "answer__round__year": asked.year}
    rows = rows.filter(**{name: value for name, value in equal.items() if value is not None})
    for name, key in (("activity", asked.activity), ("establishment__sector", asked.sector)):
        if key is not None:
            rows = rows.filter(**{f"{name}__isnull": True} if key == UNKNOWN else {name: key})
    if asked.linked is not None:
        rows = rows.filter(establishment__isnull=not asked.linked)
    if asked.conflict:
        rows = rows.filter(disputed=True)
    return rows.select_related("answer__round", "answer__commune", "activity", "establishment__sector")


def asked_communes(actor: Actor, survey: int | None = None) -> list[tuple[int, str]]:
    """(key, name) of the communes with answers she sees, by name."""
    seen = Answer.objects.visible_to(actor).order_by()
    if survey is not None:
        seen = seen.filter(round=survey)
    units = Unit.objects.filter(pk__in=seen.values("commune")).order_by("sort_key", "pk")
    return [(unit.pk, unit.full_name) for unit in units]


def wished(actor: Actor) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """(key, name) of the contents and of the sectors that standing answers she sees name. Two SELECTs."""
    rows = editions_of(actor).order_by()
    activities = Activity.objects.filter(pk__in=rows.values("activity")).order_by("position")
    sectors = Sector.objects.filter(pk__in=rows.values("establishment__sector")).order_by("position")
    return list(activities.values_list("pk", "name")), list(sectors.values_list("pk", "name"))


def doubles_of_answer(row: AnswerEdition, actor: Actor) -> list[Double]:
    """The rows of the register that it may be about, the likeliest first, each with why."""
    return doubles_of_card(Card(name=row.name, commune=str(row.answer.commune_id)), actor)


def editions_with_words(answer: Answer) -> list[AnswerEdition]:
    """Every edition of an answer with what its page shows, the latest first. One SELECT."""
    rows = answer.editions.select_related("activity", "establishment", "officer", "conflict")
    return list(rows.order_by("-number"))


def photos_of(answer: Answer) -> Sequence[AnswerPhoto]:
    """Photographs of an answer in the order they were taken, without the pictures themselves; one SELECT."""
    return list(answer.photos.defer("content").select_related("officer"))


def pair_of(conflict: AnswerConflict) -> tuple[AnswerEdition, AnswerEdition]:
    """The edition that stands, and the one that arrived; once the latter stands, the one it took over from."""
    rows: Sequence[AnswerEdition] = editions_with_words(conflict.answer)
    arrived = next(row for row in rows if row.pk == conflict.arrived_id)
    others = [row for row in rows if row.pk != arrived.pk]
    standing = next((row for row in others if row.standing), None)
    return standing or next(row for row in others if row.number < arrived.number), arrived


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference(Compared):
    """What two editions say about one thing, and how far apart they are, in words."""

    told: str = ""


def _money(value: int | None) -> str:
    return "" if value is None else dong(value)


def _count(value: int | None) -> str:
    return "" if value is None else number(value)


def _named(value: Establishment | Activity | None) -> str:
    return "" if value is None else value.name


def _outlet(value: str) -> str:
    return str(dict(AnswerEdition.Outlet.choices).get(value, ""))


SHOWN: tuple[tuple[str, Callable[[Any], str]], ...] = (
    *(("name", str), ("wants", str), ("activity", _named), ("machinery", str)),
    *(("cost", _money), ("own_money", _money), ("outlet", _outlet), ("begin_month", _count)),
    *(("labour", _count), ("establishment", _named), ("other", str)),
)
"""What a page shows of an edition, in this order, and how it is said."""


def shown(row: AnswerEdition) -> list[tuple[str, str]]:
    """(name, words) of everything an edition says."""
    return [(_label(name), say(getattr(row, name))) for name, say in SHOWN]


def compared_editions(one: AnswerEdition, other: AnswerEdition) -> list[Difference]:
    """Everything two editions say, side by side."""
    return [
        Difference(
            label=_label(name),
            one=say(getattr(one, name)),
            other=say(getattr(other, name)),
            told=_told(name, getattr(one, name), getattr(other, name), say),
        )
        for name, say in SHOWN
    ]


def _told(name: str, one: Any, other: Any, say: Callable[[Any], str]) -> str:
    if spoken(say, one) == spoken(say, other):
        return "giống nhau"
    if not spoken(say, one):
        return "chỉ bản gửi sau có ghi"
    if not spoken(say, other):
        return "bản gửi sau không ghi"
    if name in ("cost", "own_money", "labour"):
        return f"bản gửi sau {'nhiều' if other > one else 'ít'} hơn {say(abs(other - one))}"
    if max(len(spoken(say, one)), len(spoken(say, other))) <= SHORT:
        return f"bản đang dùng ghi “{spoken(say, one)}”, bản gửi sau ghi “{spoken(say, other)}”"
    return "hai bản ghi khác nhau, xem ở dưới"


def spoken(say: Callable[[Any], str], value: Any) -> str:
    """The words without what only spacing tells apart."""
    return " ".join(say(value).split())


def _label(name: str) -> str:
    whole = str(AnswerEdition._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return whole.removesuffix(" (đồng)")
