"""What a workshop could be given, told before anybody signs in: drafting's own judgement of a draft never kept.

Each support item that fits the wish becomes a small draft in memory, and the questions that judge a real one
(queries/drafts) are asked of it. So the page cannot promise what the drafting refuses.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache

from django.db.models import Q

from khuyencong.industry.models import Establishment, Site
from khuyencong.norms.models import Condition, Sector, SupportItem
from khuyencong.norms.queries import LawOf, cited, rows_on
from khuyencong.organisations.models import Agency, AgencyContact, Desk
from khuyencong.organisations.queries import contacts_of as ways_told
from khuyencong.organisations.queries import first_desk, names_on
from khuyencong.organisations.roles import Permission
from khuyencong.places.models import Unit, valid_on
from khuyencong.projects.models import Beneficiary, Line, Project, ProjectItem
from khuyencong.projects.queries.drafts import (
    SMALL,
    Draft,
    conditions_on,
    facts_of,
    items_on,
    law_of_items,
    money_findings,
    place_findings,
    verdicts_of,
)
from khuyencong.projects.queries.lists import Wish, rows_of
from khuyencong.projects.queries.plan_year import PlanYear, plan_year
from khuyencong.projects.queries.projects import asked_column
from khuyencong.rules import estimate
from khuyencong.rules.drafting import Step, Wanted, gaps
from khuyencong.rules.findings import Finding, stops, warning
from khuyencong.rules.norms import Purse

ME = -1
"""The key that the asker's establishment has in the drafts in memory."""
YOURS = "Cơ sở của bạn"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerKind:
    """Who asks: whether above the size of a medium enterprise, and whether registered at all."""

    code: str
    name: str
    example: str
    large: bool
    founded: bool


@cache
def owner_kinds() -> tuple[OwnerKind, ...]:
    """Whom the page asks her to be one of."""
    return tuple(
        OwnerKind(
            code=row["code"],
            name=row["name"],
            example=row["example"],
            large=row["large"] == "true",
            founded=row["founded"] == "true",
        )
        for row in rows_of("owners")
    )


def owner_named(code: str) -> OwnerKind | None:
    """The kind of owner of that code; None for none."""
    return next((each for each in owner_kinds() if each.code == code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Her five answers: where she works, who she is, what she makes and wants, for how many đồng."""

    commune: Unit
    owner: OwnerKind
    sector: Sector | None
    wish: Wish
    cost: int

    @property
    def province(self) -> Unit:
        """The province of her workshop."""
        return self.commune.chain()[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """An item of one purse: what drafting says to it, the most that may be given, and which papers it needs.

    `stopped` is whether drafting would refuse it, for one of its own findings or one that all of them share.
    The verdict asks for that most; `promises` she will have to make, `papers` the procedure of the purse asks.
    """

    item: SupportItem
    purse: Purse
    verdict: estimate.Verdict
    findings: Sequence[Finding]
    stopped: bool
    promises: Sequence[Wanted]
    papers: Sequence[Wanted]

    @property
    def against(self) -> list[Finding]:
        """What speaks against it; that the law is unclear is told in words for an owner instead."""
        return [each for each in self.findings if each.code != "law_unclear"]

    @property
    def most(self) -> int | None:
        """đồng; None where the law sets no figure or gives no single answer."""
        return self.verdict.allowed.amount if self.verdict.allowed is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """An agency to go to, what it is called that day, and how to reach it where its office has told that."""

    agency: Agency
    name: str
    told: AgencyContact | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """The whole answer: what may be given, what speaks against each of it, and whom to ask."""

    asked: Asked
    on: date
    years: Sequence[tuple[Purse, PlanYear]]
    possible: Sequence[Possible]
    common: Sequence[Finding]
    contacts: Sequence[Contact]

    @property
    def by_item(self) -> list[tuple[SupportItem, list[Possible]]]:
        """What each purse would give for an item, side by side."""
        items = {each.item.pk: each.item for each in self.possible}
        return [(item, [each for each in self.possible if each.item.pk == key]) for key, item in items.items()]

    @property
    def open(self) -> list[SupportItem]:
        """The items of which drafting would let one purse at least be asked."""
        return [item for item, found in self.by_item if not all(each.stopped for each in found)]

    @property
    def promises(self) -> list[Wanted]:
        """What she must promise for any of what is open, each once."""
        return once(one for each in self.possible if not each.stopped for one in each.promises)

    @property
    def papers(self) -> list[tuple[Purse, list[Wanted]]]:
        """The papers that the procedure of each purse asks for what is open, each once."""
        left = [each for each in self.possible if not each.stopped]
        found = {
            purse: once(one for each in left if each.purse is purse for one in each.papers) for purse in Purse
        }
        return [(purse, papers) for purse, papers in found.items() if papers]


def entitlement_of(asked: Asked, on: date) -> Entitlement:
    """What drafting would say that day to each item that fits her wish; a constant number of SELECTs."""
    items = [each for each in items_on(on) if each.code in asked.wish.items]
    law = law_of_items(items, asked.province)
    told = cache(cited)
    planned = {purse: plan_year(asked.province, purse.value, on) for purse in Purse}
    found = [
        judged(sketch, asked.cost, told)
        for purse in Purse
        for sketch in sketches(asked, items, purse, law=law, year=planned[purse].year, on=on)
    ]
    common = shared(found)
    return Entitlement(
        asked=asked,
        on=on,
        years=list(planned.items()),
        possible=[
            replace(each, findings=[one for one in each.findings if one not in common]) for each in found
        ],
        common=[*common, *unregistered(asked, on)],
        contacts=contacts_of(asked.commune, on),
    )


def sketches(
    asked: Asked, items: Sequence[SupportItem], purse: Purse, *, law: LawOf, year: int, on: date
) -> list[Draft]:
    """A draft in memory for each item, as a desk would begin it for her; two SELECTs for all of them."""
    province = asked.province
    conditions = conditions_on(on, purse.value, province.pk)
    workshop = Establishment(pk=ME, name=YOURS, state=Establishment.State.ACTIVE)
    site = Site(establishment=workshop, commune=asked.commune, province=province)
    return [
        Draft(
            project=(
                project := Project(
                    purse=purse.value,
                    kind=Project.Kind.NAMED,
                    year=year,
                    last_year=year,
                    sector=asked.sector,
                    province=province,
                    # What she can promise when it comes to it does not speak against her now.
                    full_counterpart=True,
                    no_double_support=True,
                )
            ),
            items=[ProjectItem(project=project, item=item, count=1)],
            lines=[line_of(project, item, asked.cost)],
            beneficiaries=[Beneficiary(project=project, establishment=workshop, site=site)],
            others=[],
            sections=[],
            passages={},
            unsettled=[],
            papers={},
            law=law,
            plan_gone="",
            conditions=conditions,
            large=frozenset([ME] if asked.owner.large else []),
            on=on,
        )
        for item in items
    ]


def line_of(project: Project, item: SupportItem, cost: int, support: int = 1) -> Line:
    """The one line of its estimate; a đồng is asked so that the norm is looked up at all."""
    return Line(
        project=project,
        item=item,
        name=item.name,
        quantity=Decimal(1),
        unit_price=cost,
        year=project.year,
        counterpart=cost - support,
        **{asked_column(project.purse): support},
    )


def judged(sketch: Draft, cost: int, told: Callable[[str, date], str]) -> Possible:
    """What drafting says to it when the most is asked that the norm allows."""
    [verdict] = verdicts_of(sketch)
    most = verdict.allowed.amount if verdict.allowed is not None else None
    asked = cost if most is None else most
    item = sketch.items[0].item
    full = replace(sketch, lines=[line_of(sketch.project, item, cost, asked)])
    facts = facts_of(full, told)
    lacking = [gap.finding for gap in gaps(facts) if gap.step not in (Step.TEXTS, Step.PAPERS)]
    found = [*lacking, *place_findings(full), *money_findings(full)]
    return Possible(
        item=item,
        purse=verdict.purse,
        verdict=replace(verdict, asked=asked),
        findings=found,
        stopped=stops(found),
        promises=[each for each in (facts.counterpart, facts.single_support) if each is not None],
        papers=facts.papers,
    )


def once(wanted: Iterable[Wanted]) -> list[Wanted]:
    """Each name once, in the order in which it comes."""
    return list({each.name: each for each in wanted}.values())


def shared(found: Sequence[Possible]) -> list[Finding]:
    """What is said of every item alike, so that it is read once."""
    if not found:
        return []
    first, *others = found
    return [each for each in first.findings if all(each in other.findings for other in others)]


def unregistered(asked: Asked, on: date) -> list[Finding]:
    """Advice to who is not registered; drafting meets her only once the register names her legal form."""
    row = rows_on(Condition, on).filter(code=SMALL).first() if not asked.owner.founded else None
    if row is None:
        return []
    message = f"Chương trình hỗ trợ: {row.name} ({row.told}). Bạn trả lời là chưa đăng ký."
    fix = "Hỏi Ủy ban nhân dân xã, phường cách đăng ký hộ kinh doanh trước khi xin hỗ trợ."
    return [warning("not_registered", message, fix, YOURS)]


def contacts_of(commune: Unit, on: date) -> list[Contact]:
    """The office of the commune, the centre and the department of its province; three SELECTs."""
    kinds = (Agency.Kind.COMMUNE_OFFICE, Agency.Kind.CENTRE, Agency.Kind.DEPARTMENT)
    rows = list(Agency.objects.filter(valid_on(on), unit__in=commune.chain(), kind__in=kinds))
    rows.sort(key=lambda each: kinds.index(Agency.Kind(each.kind)))
    names, told = names_on(rows, on), ways_told(rows)
    return [Contact(agency=each, name=names[each.pk], told=told.get(each.pk)) for each in rows]


def drafter_for(commune: Unit, on: date) -> Desk | None:
    """The desk that drafts for a commune, of the nearest of those contacts that has one, an officer's first."""
    places = (Q(desk__agency=each.agency) for each in contacts_of(commune, on))
    return first_desk(Permission.PROJECT_DRAFT, places, on)
