"""Rates of advance decided for one contract, and who may decide one by the law of a day."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from khuyencong.ledger.models.rates import AdvanceRate
from khuyencong.norms.models import Authority
from khuyencong.norms.queries.lists import rows_on
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Contract, Project
from khuyencong.rules.advances import Tier

RATE = "ty-le-tam-ung"
"""The code of the authority for a rate and papers other than the law's."""


def rates_seen_by(actor: Actor) -> QuerySet[AdvanceRate]:
    """Those in her scope with all a page shows, without the files."""
    rows = AdvanceRate.objects.visible_to(actor).defer("content")
    return rows.select_related("project__agency", "project__department", "contract", "agency", "desk", "author")


def rates_of(actor: Actor, project: Project) -> QuerySet[AdvanceRate]:
    """Those of a project, the latest first, dropped ones left out."""
    rows = rates_seen_by(actor).filter(project=project).exclude(state=AdvanceRate.State.DROPPED)
    return rows.order_by("-pk")


def rate_on(contract: Contract, on: date) -> AdvanceRate | None:
    """The rate that holds for advances on a contract on that day: of those signed by then the newest."""
    rows = decided_on(contract).filter(signed_on__lte=on)
    return rows.defer("content").order_by("-signed_on").first()


def decided_on(contract: Contract) -> QuerySet[AdvanceRate]:
    """Every rate decided for a contract."""
    return AdvanceRate.objects.filter(contract=contract.first, state=AdvanceRate.State.DECIDED)


def decided_tier(rate: AdvanceRate) -> Tier:
    """A decided rate as the rules reckon with it. Its clause carries its own mark where nobody has read it."""
    law = f"theo Quyết định {rate.number} ngày {rate.signed_on:%d/%m/%Y}, {rate.law}"
    return Tier(code="rieng", percent=rate.percent, done=None, papers=rate.titles, law=law, verified=True)


def rates_by_plan(projects: QuerySet[Any], on: date) -> dict[tuple[int, int], Tier]:
    """The rates that hold on a day for many projects, by project and year of the contract; one SELECT."""
    rows = AdvanceRate.objects.filter(project__in=projects, state=AdvanceRate.State.DECIDED, signed_on__lte=on)
    found = rows.defer("content").select_related("contract").order_by("signed_on")
    return {(each.project_id, each.contract.year): decided_tier(each) for each in found}


def power_on(on: date) -> Authority | None:
    """Who may decide a rate for one project by the law of that day; None where no row says so."""
    row: Authority | None = rows_on(Authority, on, purse=Project.Purse.NATIONAL).filter(code=RATE).first()
    return row
