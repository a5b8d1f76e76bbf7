"""What an acceptance is judged by, and the acceptances of a project."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from django.db.models import QuerySet, Sum

from khuyencong.ledger.models import Acceptance, AcceptedVolume, Posting
from khuyencong.ledger.queries.changing import given_up_years, taken_back_years, year_of
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Contract, Line, Project
from khuyencong.projects.models.states import ENDED
from khuyencong.projects.queries.contracts import in_force_of
from khuyencong.projects.queries.projects import asked_column
from khuyencong.rules.acceptances import Grounds, Result, Volume
from khuyencong.rules.ledger import Stage

NOTHING = Decimal(0)


def acceptances_seen_by(actor: Actor) -> QuerySet[Acceptance]:
    """The acceptances in her scope with all a page shows, without the minutes themselves."""
    rows = Acceptance.objects.visible_to(actor).defer("content")
    return rows.select_related(
        "project__agency", "project__department", "contract__project", "agency", "desk", "author"
    )


def acceptances_of(actor: Actor, project: Project) -> QuerySet[Acceptance]:
    """Those of a project, the latest first, dropped ones left out."""
    rows = acceptances_seen_by(actor).filter(project=project).exclude(state=Acceptance.State.DROPPED)
    return rows.order_by("-pk")


def lines_of(contract: Contract) -> Sequence[Line]:
    """The lines of the estimate that the contract is about; one SELECT."""
    return list(contract.project.lines.filter(year=contract.year).order_by("position"))


def volumes_of(contract: Contract, now: Mapping[int, Decimal]) -> list[Volume]:
    """Every line with what was accepted before and `now` by its key; two SELECTs."""
    column = asked_column(contract.project.purse)
    recorded = AcceptedVolume.objects.filter(
        acceptance__contract=contract.first, acceptance__state=Acceptance.State.RECORDED
    )
    before = dict(recorded.order_by().values_list("line").annotate(total=Sum("quantity")))
    return [
        Volume(
            name=each.name,
            unit=each.unit,
            planned=each.quantity,
            asked=getattr(each, column),
            before=before.get(each.pk, NOTHING),
            now=now.get(each.pk, NOTHING),
        )
        for each in lines_of(contract)
    ]


def accepted_lines(project: Project) -> dict[int, Decimal]:
    """What was accepted of each line of the estimate, under every contract of the project; one SELECT."""
    recorded = AcceptedVolume.objects.filter(
        acceptance__project=project, acceptance__state=Acceptance.State.RECORDED
    )
    return dict(recorded.order_by().values_list("line").annotate(total=Sum("quantity")))


def reopened_in(project: Project) -> list[Acceptance]:
    """Those that a correction opened and nobody has recorded again; two SELECTs, one where nothing is open.

    One that was never recorded is none of them: no posting of an earlier round bears its key.
    """
    open_ = Acceptance.objects.filter(project=project, state__in=("draft", "proposed")).defer("content")
    rows = {f"acceptance-{each.pk}": each for each in open_.select_related("contract").order_by("pk")}
    written = set(Posting.objects.filter(key__in=rows).values_list("key", flat=True)) if rows else set()
    return [row for key, row in rows.items() if key in written]


def ended_years(project: Project) -> set[int]:
    """The years of which the contract was accepted for the last time; one SELECT."""
    rows = Acceptance.objects.filter(project=project, final=True, state=Acceptance.State.RECORDED)
    return set(rows.order_by().values_list("contract__year", flat=True))


def all_ended(project: Project, now: Collection[int] = ()) -> bool:
    """Whether every year that asks for money was accepted to its end, as `now`, or given up at a closing.

    Given up with its contract, or before it had one.
    """
    asks = project.lines.filter(**{f"{asked_column(project.purse)}__gt": 0}).order_by()
    years = ended_years(project) | given_up_years(project) | set(now)
    left = set(asks.values_list("year", flat=True)) - years
    return not left or left <= taken_back_years(project)


def grounds_of(contract: Contract) -> Grounds:
    """What the contract may give and what was recorded on it before; a few SELECTs."""
    first, force = contract.first, in_force_of(contract.first)
    year = year_of(first.project, first.year)
    done = Acceptance.objects.filter(contract=first, state=Acceptance.State.RECORDED).aggregate(
        amount=Sum("amount", default=0), counterpart=Sum("counterpart", default=0)
    )
    return Grounds(
        support=year.most,
        counterpart=force.counterpart if force is not None else 0,
        accepted=int(done["amount"]),
        confirmed=int(done["counterpart"]),
        why=year.told,
        room=sum(year.pots.get(each, 0) for each in (Stage.ADVANCED, Stage.COMMITTED)),
        over=first.project.state in ENDED,
    )


def result_of(acceptance: Acceptance) -> Result:
    """What it says, as the rules judge it; three SELECTs."""
    now = dict(acceptance.volumes.values_list("line", "quantity"))
    return Result(
        amount=acceptance.amount,
        counterpart=acceptance.counterpart,
        final=acceptance.final,
        volumes=volumes_of(acceptance.contract, now),
    )
