"""What is owed of advances without volume, what of it was written down, and by which voucher."""

from datetime import date

from django.db.models import QuerySet

from khuyencong.ledger.models import GiveBack, Posting
from khuyencong.ledger.queries.chains import pots_of
from khuyencong.ledger.queries.claims import is_final
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Contract, Project
from khuyencong.projects.models.states import ENDED
from khuyencong.projects.queries.changes import stop_asked
from khuyencong.rules.give_backs import Ground
from khuyencong.rules.ledger import Kind, Stage

OPEN = (GiveBack.State.DRAFT, GiveBack.State.PROPOSED)


def give_backs_seen_by(actor: Actor) -> QuerySet[GiveBack]:
    """Those in her scope with all a page shows, without the vouchers themselves."""
    rows = GiveBack.objects.visible_to(actor).defer("content")
    return rows.select_related(
        "project__agency", "project__department", "contract__project", "posting", "agency", "desk", "author"
    )


def give_backs_of(actor: Actor, project: Project) -> QuerySet[GiveBack]:
    """Those of a project, the latest first, dropped ones left out; one SELECT."""
    return give_backs_seen_by(actor).filter(project=project).exclude(state=GiveBack.State.DROPPED)


def open_give_back(contract: Contract) -> GiveBack | None:
    """The one of a contract that is not confirmed yet; one SELECT."""
    return GiveBack.objects.filter(contract=contract.first, state__in=OPEN).defer("content").first()


def outstanding_of(contract: Contract) -> int:
    """What of its advances has neither volume nor come back, in đồng; one SELECT."""
    return pots_of(contract).get(Stage.ADVANCED, 0)


def may_come_back(contract: Contract, project: Project) -> bool:
    """Whether it is known which part stays without volume: accepted to the end, stopped, or a stop was sent.

    Or one was undone: what came in truth is written again before the acceptance, which covers what is left.
    """
    known = project.state in ENDED or is_final(contract) or stop_asked(project) is not None
    return known or GiveBack.objects.filter(contract=contract.first, state=GiveBack.State.UNDONE).exists()


def beginning_of(contract: int) -> str:
    """What the keys of all give-backs of a contract, by its first paper, begin with."""
    return f"back-{contract}-"


def key_of(row: GiveBack) -> str:
    """The key of its posting, before any round.

    The year is in it, for vouchers are numbered anew every year; the day is not: another is a mistake.
    """
    assert row.paid_on is not None
    # A round of the key is told by the same sign (ledger.actions.posting.fresh).
    voucher = row.voucher.replace("#", "＃")
    return f"{beginning_of(row.contract.first.pk)}{voucher}-{row.paid_on:%Y}"


def ground_on(row: GiveBack, project: Project, today: date) -> Ground:
    """What it is judged by; a few SELECTs."""
    return Ground(
        outstanding=outstanding_of(row.contract),
        today=today,
        may_come=may_come_back(row.contract, project),
        taken=taken_on(row) if row.voucher and row.paid_on is not None else None,
    )


def taken_on(row: GiveBack) -> date | None:
    """The day under which its voucher stands in the books already, whatever letters it was typed in."""
    standing = Posting.objects.filter(kind=Kind.GIVE_BACK.value, reversed_by__isnull=True)
    begins = beginning_of(row.contract.first.pk)
    wanted = key_of(row).casefold()
    for key, day in standing.filter(key__startswith=begins).values_list("key", "effective_on"):
        if key.partition("#")[0].casefold() == wanted:
            return day
    return None
