"""Who of a jury has scored what, and what the sheets come to: a fixed number of SELECTs a round."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from khuyencong.industry.models import (
    ProductEntry,
    ProductInterest,
    ProductMember,
    ProductRound,
    ProductScore,
    ProductSheet,
)
from khuyencong.industry.permissions.products import party_to
from khuyencong.industry.queries.products.rounds import accepted_in
from khuyencong.organisations.actors import Actor
from khuyencong.rules.products import TENTHS, mean_of, most_of, reaches


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The sheets on one product: their totals in tenths, who of the jury is out, whose are still missing."""

    totals: tuple[int, ...]
    jury: int
    out: int
    missing: tuple[str, ...]
    threshold: int

    @property
    def mean(self) -> Fraction | None:
        """The exact mean in points."""
        return mean_of(self.totals)

    @property
    def reaches(self) -> bool:
        """Whether it may be certified by its mean."""
        return reaches(self.mean, self.threshold)

    @property
    def enough(self) -> bool:
        """Whether everybody who may has scored, and they are most of the jury."""
        return not self.missing and most_of(len(self.totals), self.jury)


def jury_of(found: ProductRound) -> list[ProductMember]:
    """Who judges in the round; one SELECT."""
    return [each for each in found.members.select_related("user") if each.judges and each.user is not None]


def tallies_of(found: ProductRound, entries: Sequence[ProductEntry], on: date) -> dict[int, Tally]:
    """What the sheets of the present sitting come to, for each entry by key."""
    jury, keys = jury_of(found), [each.pk for each in entries]
    declared = ProductInterest.objects.filter(entry__in=keys).values_list("entry", "user", "conflicted")
    interests = {(entry, user): conflicted for entry, user, conflicted in declared}
    sheets: dict[int, dict[int, int]] = defaultdict(dict)
    rows = ProductSheet.objects.filter(entry__in=keys, sitting=found.sitting)
    for entry, user, total in rows.values_list("entry", "user", "total_tenths"):
        sheets[entry][user] = total
    parties = {each.user_id: party_to(each.user, found, entries, on) for each in jury if each.user is not None}
    return {
        each.pk: _tally(each.pk, jury, interests, sheets[each.pk], parties, found.threshold) for each in entries
    }


def _tally(
    entry: int,
    jury: Sequence[ProductMember],
    interests: Mapping[tuple[int, int], bool],
    scored: Mapping[int, int],
    parties: Mapping[int | None, set[int]],
    threshold: int,
) -> Tally:
    out = {
        each.user_id
        for each in jury
        if entry in parties[each.user_id] or interests.get((entry, each.user_id or 0), False)
    }
    missing = [each.name for each in jury if each.user_id not in out and each.user_id not in scored]
    totals = tuple(scored[each.user_id] for each in jury if each.user_id in scored)  # type: ignore[index]
    return Tally(totals=totals, jury=len(jury), out=len(out), missing=tuple(missing), threshold=threshold)


def left_for(member: ProductMember, on: date) -> int:
    """On how many products she has still to declare or to score at this sitting."""
    if member.user is None or not member.judges:
        return 0
    found = member.round
    entries = accepted_in(found)
    scored = set(
        ProductSheet.objects.filter(entry__round=found, user=member.user, sitting=found.sitting).values_list(
            "entry", flat=True
        )
    )
    conflicted = ProductInterest.objects.filter(entry__round=found, user=member.user, conflicted=True)
    done = scored | set(conflicted.values_list("entry", flat=True))
    left = [each for each in entries if each.pk not in done]
    return len(left) - len(party_to(member.user, found, left, on)) if left else 0


def own_words(actor: Actor, entry: ProductEntry) -> tuple[ProductInterest | None, ProductSheet | None]:
    """What she declared of a product, and her sheet at this sitting; two SELECTs."""
    if actor.user is None:
        return None, None
    declared = ProductInterest.objects.filter(entry=entry, user=actor.user).first()
    sheets = ProductSheet.objects.filter(entry=entry, user=actor.user, sitting=entry.round.sitting)
    return declared, sheets.prefetch_related("scores").first()


def own_progress(
    actor: Actor, found: ProductRound, entries: Sequence[ProductEntry], on: date
) -> dict[int, str]:
    """What is left for her to do with each entry, in words; {} for who does not judge."""
    if actor.user is None or not any(each.user_id == actor.user.pk for each in jury_of(found)):
        return {}
    keys = [each.pk for each in entries]
    mine = ProductInterest.objects.filter(entry__in=keys, user=actor.user).values_list("entry", "conflicted")
    declared = dict(mine)
    sheets = ProductSheet.objects.filter(entry__in=keys, user=actor.user, sitting=found.sitting)
    scored = dict(sheets.values_list("entry", "total_tenths"))
    parties = party_to(actor.user, found, entries, on)
    return {key: _progress(key, declared, scored, parties) for key in keys}


def _progress(entry: int, declared: Mapping[int, bool], scored: Mapping[int, int], parties: set[int]) -> str:
    if entry in parties:
        return "Không chấm: sản phẩm của nơi mình"
    if declared.get(entry):
        return "Không chấm: đã khai có liên quan"
    if entry in scored:
        return f"Đã chấm {points(scored[entry])}"
    return "Chưa chấm"


def points(tenths: int) -> str:
    """Points as they are written: 87,5."""
    whole, part = divmod(tenths, TENTHS)
    return f"{whole},{part}" if part else str(whole)


def sheets_of(actor: Actor, entry: ProductEntry) -> list[ProductSheet]:
    """The sheets on a product that she may read, those of the last sitting first; two SELECTs."""
    rows = ProductSheet.objects.visible_to(actor).filter(entry=entry).select_related("user")
    return list(rows.prefetch_related("scores").order_by("-sitting", "pk"))


def sheets_by_criterion(sheets: Sequence[ProductSheet]) -> dict[int, dict[str, ProductScore]]:
    """The points of each sheet by criterion; nothing is asked where the scores were read along."""
    return {sheet.pk: {each.criterion: each for each in sheet.scores.all()} for sheet in sheets}
