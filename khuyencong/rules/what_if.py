"""What a change of the law would do to drafts that wait, before it takes effect."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from khuyencong.rules.norms import LawUnclearError, Norm, Purse, check_support, highest_support, norm_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One sum asked for in an open draft; `on` is the day it will be judged by. The key is the asker's own."""

    key: str
    title: str
    item: str
    purse: Purse
    province: str = ""
    on: date
    cost: int
    requested: int
    priority: bool = False
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A draft that would be judged otherwise; None is where the law has no figure or no answer."""

    draft: Draft
    before: int | None
    after: int | None
    refused_before: bool
    refused_after: bool

    @property
    def difference(self) -> int | None:
        """By how much the most allowed moves; None where one side has no figure."""
        return None if self.before is None or self.after is None else self.after - self.before


def norms_after(norms: Iterable[Norm], change: Norm) -> list[Norm]:
    """The norms as they would stand with the new one: who binds on its first day ends there."""
    kept = []
    for each in norms:
        same = (each.item, each.purse, each.province) == (change.item, change.purse, change.province)
        if not same or each.superseded_at is not None:
            kept.append(each)
        elif each.since == change.since:
            continue
        elif each.written(change.since):
            kept.append(replace(each, until=change.since))
        else:
            kept.append(each)
    return [*kept, change]


def shifts(norms: Sequence[Norm], change: Norm, drafts: Iterable[Draft]) -> list[Shift]:
    """Which drafts the change would have judged otherwise, the greatest loss first."""
    later = norms_after(norms, change)
    found = []
    for draft in drafts:
        if (draft.item, draft.purse) != (change.item, change.purse):
            continue
        before, after = _judged(norms, draft), _judged(later, draft)
        if before != after:
            found.append(
                Shift(
                    draft=draft,
                    before=before[0],
                    after=after[0],
                    refused_before=before[1],
                    refused_after=after[1],
                )
            )
    return sorted(found, key=lambda shift: (shift.difference or 0, shift.draft.key))


def _judged(norms: Sequence[Norm], draft: Draft) -> tuple[int | None, bool]:
    try:
        norm = norm_in_force(norms, draft.item, draft.on, draft.purse, draft.province)
    except LawUnclearError:
        return None, False
    allowed = highest_support(norm, draft.cost, priority=draft.priority, count=draft.count)
    found = check_support(norm, draft.requested, draft.cost, priority=draft.priority, count=draft.count)
    return allowed.amount, any(each.code == "above_norm" for each in found)
