"""The money of one project: its figures, every row that makes them, its contracts, and what comes next."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.ledger import permissions as money
from khuyencong.ledger import queries
from khuyencong.ledger.models import AdvanceRate
from khuyencong.ledger.queries import Question
from khuyencong.ledger.queries.acceptances import acceptances_of
from khuyencong.ledger.queries.chains import free_years, is_closed, pots_of, why_gone
from khuyencong.ledger.queries.claims import claims_of, ends_with, is_final
from khuyencong.ledger.queries.clock import clock_of
from khuyencong.ledger.queries.corrections import corrections_of, heads_among
from khuyencong.ledger.queries.counterpart import counterpart_of
from khuyencong.ledger.queries.give_backs import give_backs_of
from khuyencong.ledger.queries.liquidations import closing_due, liquidation_of
from khuyencong.ledger.queries.rates import rates_of
from khuyencong.ledger.queries.risk import risks_of
from khuyencong.ledger.queries.under_way import UnderWay, under_way_in
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import names_on
from khuyencong.projects import permissions
from khuyencong.projects.actions.inspections import UNSEEN
from khuyencong.projects.actions.obstacles import UNHINDERED
from khuyencong.projects.actions.purchases import UNBOUGHT
from khuyencong.projects.models import Beneficiary, Contract, Project
from khuyencong.projects.models.states import AT_WORK, ENDED, RUNNING
from khuyencong.projects.queries.changes import changes_of, stop_asked
from khuyencong.projects.queries.contracts import papers_of
from khuyencong.projects.queries.flags import flags_of
from khuyencong.projects.queries.inspections import inspections_of
from khuyencong.projects.queries.obstacles import obstacles_of
from khuyencong.projects.queries.progress import reports_of
from khuyencong.projects.queries.projects import projects_seen_by
from khuyencong.projects.queries.purchases import bought_in_all
from khuyencong.rules.counterpart import check_counterpart
from khuyencong.rules.ledger import Stage
from khuyencong.web.dossiers import doings
from khuyencong.web.group_plans.beside import plans_beside
from khuyencong.web.money.forms import AskMoneyForm
from khuyencong.web.money.views.overview import kept, standing_of, told_of
from khuyencong.web.requests import asking

MOST_REPORTS = 12


@require_safe
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """What was given, committed and disbursed, by which paper, and what has to be done now?"""
    found = get_object_or_404(projects_seen_by(asking(request)), pk=pk)
    return render(request, "money/project.html", shown(request, found))


def shown(request: HttpRequest, found: Project) -> dict[str, Any]:
    """Everything the page shows."""
    actor, papers = asking(request), papers_of(found)
    signed, given = unit_contracts(signed_of(papers)), free_years(found)
    bought = bought_in_all(found)
    counterpart = counterpart_of(found, papers, bought)
    dated = AskMoneyForm(request.GET)
    question, moment = Question(actor=actor, project=found.pk), dated.moment(localdate())
    open_ = found.state in AT_WORK
    stop = stop_asked(found)
    under = under_way_in([found.pk], localdate()).get(found.pk, [])
    turns = [following(actor, found, each, under, stopping=stop is not None) for each in signed]
    written = queries.written_in(actor, found, moment)
    return {
        "project": found,
        "dated": dated,
        "told": told_of(moment) if moment is not None else "",
        "books": standing_of(kept(question, moment)),
        "written": written,
        "corrections": corrections_of(actor, found),
        "correctable": heads_among([each.posting for each in written])
        if moment is None and money.may_pay(actor, found)
        else {},
        "papers": papers,
        "to_contract": [year for year in years_without(given, papers) if given[year]]
        if open_ and permissions.may_draw_up(actor, found, Contract.Kind.UNIT)
        else [],
        "gone": [
            why_gone(year, closed=is_closed(found, year))
            for year in years_without(given, papers)
            if not given[year]
        ]
        if open_
        else [],
        "not_given": [year for year in found.years if year not in given] if open_ and given else [],
        "owners": owners_without(found, papers)
        if signed and open_ and permissions.may_draw_up(actor, found, Contract.Kind.BENEFICIARY)
        else [],
        "claims": claims_of(actor, found),
        "rates": (rates := list(rates_of(actor, found))),
        "rate_turns": [each for each in rates if money.has_rate_before_her(actor, each)],
        "to_rate": to_rate(actor, found, turns, rates),
        "acceptances": acceptances_of(actor, found),
        "reports": list(reports_of(actor, found)[:MOST_REPORTS]),
        "may_report": found.state == Project.State.CONTRACTED and permissions.drafts(actor, found),
        "changes": list(changes_of(actor, found)),
        "changeable": found.state in RUNNING and permissions.may_ask_change(actor, found),
        "bought": bought,
        "counterpart": counterpart,
        "behind": list(check_counterpart(counterpart)) if counterpart is not None else [],
        "may_buy": found.state not in UNBOUGHT and permissions.may_buy(actor, found),
        "flags": flags_of([found], actor)[found.pk],
        "inspections": inspections_of(actor, found),
        "may_inspect": found.state not in UNSEEN and permissions.may_inspect(actor, found),
        "obstacles": obstacles_of(actor, found),
        "may_raise": found.state not in UNHINDERED and permissions.may_raise(actor, found),
        "names": names_on([found.agency, found.department], localdate()),
        "several": len(signed) > 1,
        "turns": turns,
        "under_way": doings(under),
        "give_backs": give_backs_of(actor, found),
        "stop": stop,
        "closed": [each["closed"] for each in turns if each["closed"] is not None],
        "to_claim": any(each["to_claim"] for each in turns),
        **plans_beside(actor, found),
        **(looking_ahead(question, found) if open_ and moment is None else {}),
    }


def to_rate(
    actor: Actor, found: Project, turns: Sequence[dict[str, Any]], rates: Iterable[AdvanceRate]
) -> list[Contract]:
    """The contracts a rate of their own may be prepared for now."""
    if found.state != Project.State.CONTRACTED or not money.may_set_rate(actor, found):
        return []
    busy = {each.contract_id for each in rates if each.state != AdvanceRate.State.DECIDED}
    open_ = (turn["contract"] for turn in turns if not turn["final"])
    return [each for each in open_ if each.pk not in busy]


def looking_ahead(question: Question, found: Project) -> dict[str, Any]:
    """Where it will stand on 31 December, and what may stop it."""
    today = localdate()
    return {
        "ticking": clock_of(replace(question, year=found.year), today).rows,
        "risk": risks_of(Project.objects.filter(pk=found.pk), today)[0].risk,
    }


def following(
    actor: Actor, found: Project, contract: Contract, under: Sequence[UnderWay], *, stopping: bool
) -> dict[str, Any]:
    """What may be begun now on a contract with the unit: nothing of a kind that is under way already."""
    busy = {each.kind for each in under if each.contract == contract.pk}
    pots, final = pots_of(contract), ends_with(contract)
    held, over = found.state == Project.State.HELD, found.state in ENDED
    closed = liquidation_of(contract) if final else None
    owed, advanced = pots.get(Stage.ACCEPTED, 0), pots.get(Stage.ADVANCED, 0)
    claims = money.may_claim(actor, found) and not held and "claim" not in busy
    ready, more = final and not owed and not advanced, not final or (over and not is_final(contract))
    return {
        "contract": contract,
        "final": final,
        "to_claim": contract if claims and not final else None,
        "to_rest": contract if claims and owed else None,
        "owed": owed,
        "to_settle": contract if claims and ready and pots.get(Stage.PAID, 0) else None,
        "to_close": contract if final and closed is None and money.may_liquidate(actor, contract) else None,
        "closed": closed,
        "to_accept": contract
        if money.may_accept(actor, found)
        and more
        and not held
        and (advanced or not over)
        and "acceptance" not in busy
        else None,
        "unused": advanced if final else 0,
        "due": closing_due(contract) if final else None,
        "may_return": advanced if stopping and not final else 0,
        "to_give_back": contract
        if (final or stopping) and advanced and "give_back" not in busy and money.may_pay(actor, found)
        else None,
    }


def years_without(given: Iterable[int], papers: Sequence[Contract]) -> list[int]:
    """The years that have money and no contract with the unit."""
    begun = {each.year for each in papers if each.kind == Contract.Kind.UNIT}
    return [year for year in given if year not in begun]


def owners_without(found: Project, papers: Sequence[Contract]) -> list[tuple[Beneficiary, int]]:
    """Its beneficiaries with the years for which the unit has a contract and they have none."""
    done = {(each.beneficiary_id, each.year) for each in papers}
    years = [each.year for each in unit_contracts(signed_of(papers))]
    rows = found.beneficiaries.select_related("establishment")
    return [(each, year) for year in years for each in rows if (each.pk, year) not in done]


def signed_of(papers: Sequence[Contract]) -> list[Contract]:
    """Those both sides signed."""
    return [each for each in papers if each.state == Contract.State.SIGNED]


def unit_contracts(signed: Sequence[Contract]) -> list[Contract]:
    """The signed contracts with the unit, on which money is asked: one a year, the earliest first."""
    own = [each for each in signed if each.kind == Contract.Kind.UNIT and each.amends is None]
    return sorted(own, key=lambda each: each.year)
