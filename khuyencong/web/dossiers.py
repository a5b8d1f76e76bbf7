"""What every dossier's page shares: where it is, by its kind, and the picture of its life."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from khuyencong.ledger.queries.under_way import UnderWay
from khuyencong.post.queries.tray import Lying, lying_at
from khuyencong.workflow.lifecycle import Lifecycle

PAGES: dict[str, str] = {}
"""Kind of a dossier → name of the address of its page, which takes its key; each door registers its own."""


def register(kind: str, name: str) -> None:
    """Say that dossiers of the kind are opened at the address of that name."""
    PAGES[kind] = name


def address_of(kind: str, key: str) -> str:
    """The page of that dossier; "" for a kind that has none."""
    return reverse(PAGES[kind], args=[key]) if kind in PAGES else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Something that is under way already, and where it is opened."""

    what: UnderWay
    address: str


def doings(under: Iterable[UnderWay]) -> list[Doing]:
    """The same of everything that is under way."""
    return [Doing(what=each, address=address_of(each.kind, str(each.key))) for each in under]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One state of a dossier's life as the page draws it: passed, here, or still ahead."""

    label: str
    owner: str
    here: bool
    final: bool


def steps_of(lifecycle: Lifecycle, dossier: Any) -> list[Step]:
    """The states of the dossier's life, in the order of the table, and where it stands."""
    return [
        Step(label=state.label, owner=state.owner, here=state.code == dossier.state, final=state.final)
        for state in lifecycle.states
        if state.code != lifecycle.initial or dossier.state == lifecycle.initial
    ]


def lying_of(lifecycle: Lifecycle, dossier: Any) -> list[Lying]:
    """At which desks the dossier waits today, and for how long; nowhere once its life is over."""
    if lifecycle.state(dossier.state).final:
        return []
    return lying_at(lifecycle.kind, str(dossier.pk), localdate())
