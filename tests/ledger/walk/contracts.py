"""Contracts with the unit and with owners, and the annexes that write into them what was decided."""

from dataclasses import replace
from datetime import date

from django.db.models import Q

from khuyencong.ledger.queries.changing import given_up_years
from khuyencong.ledger.queries.claims import is_final
from khuyencong.projects.actions import Other
from khuyencong.projects.actions.contracts import keep_contract_copy
from khuyencong.projects.lifecycle import CONTRACT, Signed, begin_annex, begin_contract
from khuyencong.projects.models import ChangeRequest, Contract, Line, Project
from khuyencong.projects.queries.changes import terms_now
from khuyencong.rules.contracts import Terms
from tests.ledger.walk.scene import M
from tests.ledger.walk.walk import NothingError, Walk


def go_on(walk: Walk, row: Contract) -> Contract:
    """Proposed; then its copy, and signed."""
    if row.state == "draft":
        return walk.perform(CONTRACT, "contract.propose", row)
    walk.anybody(lambda by: keep_contract_copy(row, **walk.pdf(), by=by, at=walk.at))
    return walk.perform(CONTRACT, "contract.sign", row, Signed(number=walk.number(), on=walk.day()))


def begin(walk: Walk, project: Project, year: int, support: int) -> Contract:
    """The contract of a year."""
    terms = Terms(
        support=support,
        counterpart=max(terms_now(project).counterpart_in(year), 0),
        begins_on=date(year, 1, 10),
        ends_on=date(year, 11, 30),
    )
    row = walk.anybody(lambda by: begin_contract(project, terms, other=Other(year=year), act=walk.act(by)))
    walk.say(f"    contract #{row.pk} {year} {support // M} of project {project.pk}")
    return row


def some_contract(walk: Walk) -> Contract:
    """That of any year of its estimate, mostly of all that the year asks for."""
    project = walk.target("approved", "contracted")
    years = sorted(set(Line.objects.filter(project=project).values_list("year", flat=True)))
    year = walk.chance.choice(years)
    asked = terms_now(project).support_in(year)
    return begin(walk, project, year, asked if walk.chance.random() < 0.8 else asked * 4 // 5)


def some_owner(walk: Walk) -> Contract:
    """The unit's contract with a beneficiary, of all or of half."""
    project = walk.target("contracted")
    unit = walk.contract(project)
    owner = project.beneficiaries.filter(left_on=None).order_by("pk").first()
    if owner is None:
        raise NothingError
    terms = Terms(
        support=unit.support * walk.chance.choice([1, 2]) // 2,
        counterpart=0,
        begins_on=unit.begins_on,
        ends_on=unit.ends_on,
    )
    other = Other(year=unit.year, beneficiary=owner)
    row = walk.anybody(lambda by: begin_contract(project, terms, other=other, act=walk.act(by)), "officer")
    walk.say(f"    owner contract #{row.pk} {terms.support // M}")
    return row


def in_force(contract: Contract) -> Contract:
    """The paper whose terms count: the last annex, or the contract."""
    papers = Contract.objects.filter(Q(pk=contract.pk) | Q(amends=contract), state="signed")
    return papers.latest("pk")


def amend(walk: Walk, contract: Contract, terms: Terms) -> Contract:
    """An annex of these terms."""
    row = walk.anybody(lambda by: begin_annex(contract, terms, walk.act(by)))
    walk.say(f"    annex #{row.pk} of {contract.year} to {terms.support // M}")
    return row


def some_annex(walk: Walk) -> Contract:
    """An annex of what is decided now, or of less."""
    first = walk.contract(walk.target("contracted"))
    now = terms_now(first.project).support_in(first.year)
    support = walk.chance.choice([now, now, now * 9 // 10, now - 10 * M])
    return amend(walk, first, replace(in_force(first).terms, support=support))


def sign_annexes(walk: Walk, project: Project) -> None:
    """What was decided is written into each contract, until no change waits for it."""
    project = Project.objects.get(pk=project.pk)
    waiting = ChangeRequest.objects.filter(project=project, state="annex")
    ends = [each.new.ends_on for each in waiting.order_by("pk") if each.new.ends_on != each.old.ends_on]
    done = 0
    for first in walk.contracts(project):
        if not waiting.exists():
            break
        if Contract.objects.filter(amends=first, state__in=("draft", "proposed")).exists():
            raise NothingError
        terms = as_decided(first)
        if ends and ends[-1]:
            terms = replace(terms, ends_on=ends[-1])
        if walk.ending:
            lower_owners(walk, first, terms.support)
        go_on(walk, go_on(walk, amend(walk, first, terms)))
        done += 1
    if not done:
        raise NothingError


def as_decided(first: Contract) -> Terms:
    """Its terms with the sums that are decided; of a year that has ended, what the paper says."""
    project, force = first.project, in_force(first)
    terms = terms_now(project)
    ended = is_final(first) or first.year in given_up_years(project)
    support = force.support if ended else terms.support_in(first.year) or force.support
    return replace(
        force.terms,
        support=support,
        counterpart=max(terms.counterpart_in(first.year), 0) or force.counterpart,
    )


def lower_owners(walk: Walk, unit: Contract, support: int) -> None:
    """No owner is promised more than the unit will have."""
    owners = Contract.objects.filter(project=unit.project, kind="owner", year=unit.year, amends=None)
    for owner in owners.filter(state="signed").order_by("pk"):
        force = in_force(owner)
        if force.support > support:
            go_on(walk, go_on(walk, amend(walk, owner, replace(force.terms, support=support))))
