"""What was so when a paper of a project was sent or signed, out of the moves in its books and the trail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from khuyencong.ledger.models import Claim, Transfer
from khuyencong.projects.models import ChangeRequest, Contract, Project
from khuyencong.projects.models.changes import TAKEN
from khuyencong.rules.ledger import Stage
from khuyencong.workflow.models import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One move in the books of a plan year, with its posting's two times."""

    year: int
    posting: int
    out_of: Stage
    into: Stage
    amount: int
    on: date
    recorded_at: datetime


def pots_upon(moves: Sequence[Moved], claim: Claim, at: datetime | None) -> dict[Stage, int]:
    """What stood in each stage of the claim's plan year when it was sent, without its own payment.

    A draft is asked upon what stands now; what was carried over counts where it went.
    """
    on, pots = claim.submitted_on, dict[Stage, int]()
    for each in moves:
        written = (at is None or each.recorded_at <= at) and each.posting != claim.posting_id
        if each.year == claim.contract.year and written and (on is None or each.on <= on):
            pots[each.into] = pots.get(each.into, 0) + each.amount
            pots[each.out_of] = pots.get(each.out_of, 0) - each.amount
    pots.pop(Stage.CARRIED, None)
    return pots


def moves_of(project: Project) -> list[Moved]:
    """Every move in its books of its own purse, in order; one SELECT."""
    rows = Transfer.objects.filter(book__project=project, book__purse=project.purse).order_by("pk")
    told = rows.values_list(
        *("book__plan_year", "posting_id", "out_of", "into", "amount"),
        *("posting__effective_on", "posting__recorded_at"),
    )
    return [
        Moved(
            year=year,
            posting=posting,
            out_of=Stage(out_of),
            into=Stage(into),
            amount=int(amount),
            on=on,
            recorded_at=at,
        )
        for year, posting, out_of, into, amount, on, at in told
    ]


def last_sent(project: Project) -> dict[int, datetime]:
    """When each of its claims was sent the last time; one SELECT."""
    keys = [str(key) for key in project.claims.values_list("pk", flat=True)]
    rows = Event.objects.filter(dossier_kind="claim", dossier_key__in=keys, name="claim.submit").order_by()
    return {int(key): at for key, at in rows.values_list("dossier_key").annotate(last=Max("at"))}


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedChange:
    """A decided change, and its place in the trail."""

    request: ChangeRequest
    event: int


def decided_changes(project: Project) -> list[DecidedChange]:
    """What was decided of it while it went on, in order; two SELECTs."""
    rows = {str(each.pk): each for each in ChangeRequest.objects.filter(project=project, state__in=TAKEN)}
    names = ("change.decide", "change.decide_annex")
    events = Event.objects.filter(dossier_kind="change", dossier_key__in=rows, name__in=names).order_by("pk")
    told = events.values_list("dossier_key", "pk")
    return [DecidedChange(request=rows[key], event=pk) for key, pk in told if not rows[key].stops]


def last_signed(contracts: Iterable[Contract]) -> dict[int, int]:
    """The place in the trail where each of these papers was signed; one SELECT."""
    keys = [str(each.pk) for each in contracts]
    rows = Event.objects.filter(dossier_kind="contract", dossier_key__in=keys, name="contract.sign").order_by()
    return {int(key): pk for key, pk in rows.values_list("dossier_key").annotate(last=Max("pk"))}
