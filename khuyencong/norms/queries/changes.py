"""Proposals to change a norm, and what one would do to drafts that wait."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet

from khuyencong.norms.models import ListChange, Norm, NormChange
from khuyencong.norms.queries.norms import rules_of
from khuyencong.organisations.actors import Actor
from khuyencong.rules import norms as rules
from khuyencong.rules.what_if import Draft, Shift, shifts

UNDER_WAY = (NormChange.State.DRAFT, NormChange.State.PROPOSED, NormChange.State.RETURNED)


def changes_seen_by(actor: Actor) -> QuerySet[NormChange]:
    """The proposals in her scope, with all their page shows."""
    related = ("item", "province", "document", "norm__item", "norm__document", "norm__province")
    people = ("agency", "desk", "author", "confirmed_by", "made")
    return NormChange.objects.visible_to(actor).select_related(*related, *people)


def under_way_of(code: str, actor: Actor) -> NormChange | None:
    """The proposal that waits for that norm, where she may see it."""
    return changes_seen_by(actor).filter(code=code, state__in=UNDER_WAY).first()


def proposed(change: NormChange) -> rules.Norm:
    """The norm as it would stand, as the rules know it."""
    document = change.document
    norm = Norm(
        code=change.code,
        edition=0,
        item=change.item,
        purse=change.purse,
        province=change.province,
        bound=change.bound,
        rate_bp=change.rate_bp,
        cap=change.cap,
        multiplier_pct=change.multiplier_pct,
        per=change.per,
        since=change.since,
        clause=change.clause,
        verified=change.read_original,
        document=document,
    )
    until = change.norm.until if change.norm is not None and change.kind == NormChange.Kind.READING else None
    return replace(norm.rule, until=until, document=document.number if document else change.new_number)


def effect_of(change: NormChange, drafts: Iterable[Draft]) -> list[Shift]:
    """Which of the drafts would be judged otherwise if the proposal were confirmed; one SELECT."""
    return shifts(rules_of(change.code), proposed(change), drafts)


def days_until(change: NormChange, on: date) -> int:
    """How many days are left before it would bind; 0 when it binds already."""
    return max((change.since - on).days, 0)


def changes_waiting(actor: Actor) -> list[NormChange]:
    """The proposals in her scope that wait for somebody, the oldest first; nothing for the public."""
    if actor.desk is None:
        return []
    return list(changes_seen_by(actor).filter(state__in=UNDER_WAY).order_by("created_at")[:20])


def list_changes_seen_by(actor: Actor) -> QuerySet[ListChange]:
    """The proposals about lists in her scope, with all their page shows."""
    return ListChange.objects.visible_to(actor).select_related(
        "agency", "desk__agency", "author", "confirmed_by"
    )


def list_changes_waiting(actor: Actor, kind: str) -> list[ListChange]:
    """Those about one list that wait for somebody, the oldest first; nothing for the public."""
    if actor.desk is None:
        return []
    waiting = (ListChange.State.DRAFT, ListChange.State.PROPOSED)
    return list(list_changes_seen_by(actor).filter(kind=kind, state__in=waiting).order_by("created_at")[:20])
