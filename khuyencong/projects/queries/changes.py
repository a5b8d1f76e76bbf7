"""Changes of running projects: the terms as they stand, who decides by the law of a day, the reserve."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from khuyencong.norms.models import ChangeRule
from khuyencong.norms.queries.lists import rows_on
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import ministry_department
from khuyencong.projects.models import (
    Beneficiary,
    ChangeRequest,
    Contract,
    Line,
    Project,
    SelectionList,
    SelectionPosition,
)
from khuyencong.projects.models.changes import OPEN, TAKEN
from khuyencong.projects.permissions import goes_straight
from khuyencong.projects.queries.contracts import in_force, in_force_by_year, papers_of
from khuyencong.projects.queries.decisions import planned_by
from khuyencong.projects.queries.drafts import law_of_items
from khuyencong.projects.queries.projects import asked_column, asked_in_year
from khuyencong.rules import estimate
from khuyencong.rules.annexes import binds, follows
from khuyencong.rules.change_terms import Cost, Course, Holder, Terms, years_of
from khuyencong.rules.changes import (
    Change,
    Level,
    Power,
    Ruling,
    Substitute,
    changes_between,
    check_change,
    ruling_on,
)
from khuyencong.rules.clauses import quoted
from khuyencong.rules.findings import Finding, Severity, error, stops
from khuyencong.rules.money import dong
from khuyencong.rules.stopping import passed_over
from khuyencong.workflow.models import Event

UNFIT = frozenset({"nothing", "not_whole", "not_a_line", "parts_exceed", "no_lines"})
"""Findings on terms that are not worth keeping."""
COURSES = {
    Project.State.HELD: Course.HELD,
    Project.State.STOPPED: Course.STOPPED,
    Project.State.CLOSED: Course.STOPPED,
}


def changes_seen_by(actor: Actor) -> QuerySet[ChangeRequest]:
    """The requests in her scope with all a page shows."""
    return ChangeRequest.objects.visible_to(actor).select_related(
        "project__agency",
        "project__department",
        "project__province",
        "project__desk__agency",
        "agency",
        "desk",
        "author",
    )


def changes_of(actor: Actor, project: Project) -> QuerySet[ChangeRequest]:
    """Those of a project, the latest first, dropped ones left out."""
    return changes_seen_by(actor).filter(project=project).exclude(state=ChangeRequest.State.DROPPED)


def under_way(project: Project) -> ChangeRequest | None:
    """The request that is not decided yet; there is at most one."""
    return ChangeRequest.objects.filter(project=project, state__in=OPEN).first()


def change_sent(project: Project) -> ChangeRequest | None:
    """The change, hold or stop of it that was sent and is not decided yet; one SELECT."""
    found = under_way(project)
    return None if found is None or found.state in ("draft", "returned") else found


def stop_asked(project: Project) -> ChangeRequest | None:
    """The stop of it that was sent and is not decided yet."""
    found = change_sent(project)
    return found if found is not None and found.stops else None


def unit_paper(project: Project) -> Contract | None:
    """The paper in force with the unit; one SELECT."""
    return in_force(papers_of(project), Contract.Kind.UNIT)


def terms_now(project: Project) -> Terms:
    """Everything that may be changed, as it stands; three SELECTs."""
    lines = project.lines.select_related("item").order_by("position", "pk")
    costs = tuple(cost_of(each, project.purse) for each in lines)
    force = in_force_by_year(papers_of(project), Contract.Kind.UNIT)
    # The latest year's, of one whose contract ended with its money only where there is no other.
    paper = next(reversed((standing(force, costs) or force).values()), None)
    named = Beneficiary.objects.filter(project=project).select_related("establishment", "site__commune")
    return Terms(
        title=project.title,
        last_year=project.last_year,
        ends_on=paper.ends_on if paper is not None else None,
        partner=project.partner,
        holders=tuple(holder_of(each) for each in named.order_by("pk")),
        costs=costs,
        course=COURSES.get(Project.State(project.state), Course.RUNNING),
        held_until=project.held_until if project.state == Project.State.HELD else None,
    )


def standing(force: Mapping[int, Contract], costs: Iterable[Cost]) -> dict[int, Contract]:
    """Those papers, by year, of years for which the estimate still asks: the others ended with their money."""
    asked = years_of(costs)
    return {year: paper for year, paper in force.items() if year in asked}


def holder_of(row: Beneficiary) -> Holder:
    """A beneficiary as the rules look at her."""
    place = f"{row.site}, {row.site.commune.full_name}" if row.site.commune is not None else str(row.site)
    return Holder(
        key=row.pk,
        establishment=row.establishment_id,
        site=row.site_id,
        name=row.establishment.name,
        place=place,
    )


def cost_of(line: Line, purse: str) -> Cost:
    """A line of the estimate as the rules of changes look at it."""
    column = asked_column(purse)
    other = line.local if column == "national" else line.national
    return Cost(
        key=line.pk,
        name=line.name,
        item=line.item.code if line.item is not None else "",
        unit=line.unit,
        quantity=line.quantity.normalize() + 0,
        unit_price=line.unit_price,
        year=line.year,
        support=getattr(line, column),
        rest=other + line.other,
    )


def kind_of(project: Project) -> str:
    """What the law calls the project: a group where a department appraised it, else nothing special."""
    return "group" if project.kind == Project.Kind.GROUP and not goes_straight(project) else ""


def powers_on(on: date, purse: str, province: int | None = None) -> list[Power]:
    """The rows of the law of a day about changes of that purse; one SELECT."""
    return [power_of(each) for each in rows_on(ChangeRule, on, purse=purse, province=province)]


def power_of(row: ChangeRule) -> Power:
    """A row as the rules read it."""
    papers = []
    for line in row.papers.splitlines():
        title, _, clause = (part.strip() for part in line.partition("|"))
        papers.append((title, quoted(clause, verified=row.verified) or row.told))
    return Power(
        change=Change(row.change),
        purse=row.purse,
        kind=row.kind,
        level=Level(row.authority),
        who=row.decided_by,
        law=row.told,
        confirmed=row.confirmed,
        verified=row.verified,
        note=row.note,
        papers=tuple(each for each in papers if each[0]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a change is, who decides it, and what stands against it whoever decides."""

    changes: tuple[Change, ...]
    ruling: Ruling
    confirmed: bool
    findings: tuple[Finding, ...]


def judged(project: Project, before: Terms, after: Terms, *, spare: Sequence["Spare"] = (), on: date) -> Judged:
    """The change as rules and law of that day look at it."""
    named = [each.rule for each in spare]
    changes = changes_between(before, after, added=len(named))
    ruling = ruling_on(
        changes, powers_on(on, project.purse, project.province_id), purse=project.purse, kind=kind_of(project)
    )
    found = check_change(before, after, year=project.year, substitutes=named)
    if not stops(each for each in found if each.code in UNFIT):
        found += norm_findings(project, before, after, on)
    return Judged(
        changes=changes,
        ruling=ruling,
        # Without a department between the unit and the ministry there is nobody who could confirm.
        confirmed=(ruling.confirmed or ruling.level is None) and not goes_straight(project),
        findings=(*ruling.findings, *found),
    )


def norm_findings(project: Project, before: Terms, after: Terms, on: date) -> list[Finding]:
    """What the norms of the day say to items that ask for more, or for as much at a lower cost.

    An item that asks for no more of what it costs was judged by the norms of its own day.
    """
    then = {each.key: each for each in before.costs}
    moved = [each for each in after.costs if each != then.get(each.key)]
    items = list(project.items.select_related("item__activity"))
    if foreign := foreign_items(after.without(before), {each.item.code for each in items}):
        return foreign
    lines = [rule_of(each, project.purse).completed() for each in moved if each.quantity > 0]
    wrong = estimate.check_lines(lines, range(project.year, max(before.last_year, after.last_year) + 1))
    more = {each.item for each in after.costs if asks_more(each.item, before, after)}
    if not more or any(each.severity is Severity.ERROR for each in wrong):
        return wrong
    law = law_of_items([each.item for each in items], project.province)
    lines = [rule_of(each, project.purse) for each in after.costs if each.item in more]
    return wrong + estimate.check_norms(
        lines,
        lambda item, purse: law.norm(item, purse, on),
        priority=project.priority,
        counts={each.item.code: each.count for each in items},
    )


def foreign_items(added: Sequence[Cost], asked: Collection[str]) -> list[Finding]:
    """One for each added line of something the project was never approved to ask support for."""
    return [
        error(
            "foreign_item",
            "Đề án được duyệt không có khoản hỗ trợ này.",
            "Chọn một khoản của đề án; khoản hỗ trợ khác thì lập đề án khác.",
            f"Dòng “{each.name}”",
        )
        for each in added
        if each.item and each.item not in asked
    ]


def asks_more(item: str, before: Terms, after: Terms) -> bool:
    """Whether an item asks for more than it did, or costs less than it did."""
    then, now = ([each for each in terms.costs if each.item == item] for terms in (before, after))
    support = sum(each.support for each in now) > sum(each.support for each in then)
    return support or sum(each.total for each in now) < sum(each.total for each in then)


def rule_of(cost: Cost, purse: str) -> estimate.Line:
    """A line of the terms as the rules of the estimate know it; the rest counts as other money."""
    return estimate.Line(
        name=cost.name,
        item=cost.item,
        unit=cost.unit,
        quantity=cost.quantity,
        unit_price=cost.unit_price,
        year=cost.year,
        other=cost.rest,
        **{asked_column(purse): cost.support},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spare:
    """A project of the reserve list: its place there and what it asks of the purse for the year, in đồng."""

    project: Project
    number: int | None
    support: int

    @property
    def rule(self) -> Substitute:
        """The same as the rules look at it."""
        return Substitute(
            title=self.project.title,
            year=self.project.year,
            support=self.support,
            reserve=self.project.state == Project.State.RESERVE,
        )


def reserve_of(project: Project, actor: Actor) -> list[Spare]:
    """The reserve of its purse and year that she sees, in the order of the adopted list; three SELECTs."""
    rows = planned_by(planner_of(project), project.purse, project.year).filter(state=Project.State.RESERVE)
    seen = rows.filter(pk__in=Project.objects.visible_to(actor).values("pk"))
    return spares([*seen.select_related("province", "agency").order_by("pk")])


def passed_by(chosen: Sequence[Spare], reserve: Sequence[Spare]) -> list[Spare]:
    """The projects of the reserve that a choice passes over, in the order of the list."""
    keys = {each.project.pk for each in chosen}
    passed = set(passed_over(keys, [(each.project.pk, each.number) for each in reserve]))
    return [each for each in reserve if each.project.pk in passed and each.support]


def named_in_order(spare: Sequence[Spare]) -> str:
    """Projects of the reserve in a sentence, each with its place and what it asks."""
    return "; ".join(f"thứ {each.number} “{each.project.title}” ({dong(each.support)})" for each in spare)


def planner_of(project: Project) -> Agency:
    """The agency that makes the plan of its purse."""
    return ministry_department() if project.purse == Project.Purse.NATIONAL else project.department


def spares(projects: Sequence[Project]) -> list[Spare]:
    """These projects with their place and money, those without a place last; two SELECTs."""
    keys = [each.pk for each in projects]
    adopted = SelectionPosition.objects.filter(project__in=keys, listed__state=SelectionList.State.ADOPTED)
    numbers = dict(adopted.order_by("listed_id").values_list("project_id", "number"))
    asked = asked_in_year(projects)
    found = [
        Spare(project=each, number=numbers.get(each.pk), support=asked.get(each.pk, 0)) for each in projects
    ]
    return sorted(found, key=lambda each: (each.number is None, each.number or 0, each.project.pk))


def spares_now(projects: Sequence[Project]) -> list[Spare]:
    """The same of these projects as the database has them now."""
    return spares(list(Project.objects.filter(pk__in=[each.pk for each in projects])))


def spares_of(request: ChangeRequest) -> list[Spare]:
    """The substitutes of a request in its order, as they stand now; three SELECTs."""
    rows = request.substitutes.select_related("project__province", "project__agency").order_by("position")
    named = [each.project for each in rows]
    by_key = {each.project.pk: each for each in spares(named)}
    return [by_key[each.pk] for each in named]


def needs_annex(request: ChangeRequest) -> bool:
    """Whether a signed contract with the unit has to follow what is decided, or says it already; one SELECT."""
    if request.stops:
        return False
    force = standing(in_force_by_year(papers_of(request.project), Contract.Kind.UNIT), request.new.costs)
    if not force or not binds(request.old, request.new, force):
        return False
    papers, after = {year: each.terms for year, each in force.items()}, request.new
    return not follows(papers, request.old, after, now=after, ends_on=after.ends_on)


def only_about(request: ChangeRequest, years: Collection[int]) -> bool:
    """Whether of what contracts in force say it changed only money of these years; one SELECT."""
    force = in_force_by_year(papers_of(request.project), Contract.Kind.UNIT)
    return not binds(request.old, request.new, set(force) - set(years))


def waiting_for_annex(project: Project) -> QuerySet[ChangeRequest]:
    """Decided changes that a contract has still to follow."""
    return ChangeRequest.objects.filter(project=project, state=ChangeRequest.State.ANNEX).order_by("pk")


def annexed_by(first: Contract) -> ChangeRequest | None:
    """The decision that the next annex to a contract names, where one waits: the last about it; two SELECTs.

    That one may be no more among those that wait, where it gave back a part of what a cut took.
    """
    if not waiting_for_annex(first.project).exists():
        return None
    taken = ChangeRequest.objects.filter(project=first.project_id, state__in=TAKEN).order_by("-pk")
    return next((each for each in taken if not each.stops and binds(each.old, each.new, [first.year])), None)


def let_go_unsigned(project: Project, years: Collection[int]) -> list[ChangeRequest]:
    """Those about these years whose annex nobody waited for any more, and which is due now; six SELECTs."""
    if not years:
        return []
    rows = list(ChangeRequest.objects.filter(project=project, state=ChangeRequest.State.DECIDED).order_by("pk"))
    keys = [str(each.pk) for each in rows]
    steps = Event.objects.filter(dossier_kind="change", dossier_key__in=keys).order_by("pk")
    last = dict(steps.values_list("dossier_key", "name"))
    freed = [
        each
        for each in rows
        if last.get(str(each.pk)) == "change.free_annex" and not each.stops and binds(each.old, each.new, years)
    ]
    said = followed_with(project, among=freed)
    return [each for each in freed if each not in said]


def followed_with(
    project: Project, annex: Contract | None = None, among: Sequence[ChangeRequest] | None = None
) -> list[ChangeRequest]:
    """Those that the papers in force say, `annex` being signed just now; five SELECTs.

    Of those that wait for an annex, where no others are asked about.
    """
    waiting = list(waiting_for_annex(project) if among is None else among)
    if not waiting:
        return []
    # It is being signed in memory; the database knows it as proposed.
    kept = [annex if annex is not None and each.pk == annex.pk else each for each in papers_of(project)]
    force = in_force_by_year(kept, Contract.Kind.UNIT)
    now = terms_now(project)
    papers = {year: each.terms for year, each in standing(force, now.costs).items()}
    days = [each.new.ends_on for each in waiting if each.new.ends_on != each.old.ends_on]
    ends_on = days[-1] if days else None
    if not papers:
        return waiting
    return [each for each in waiting if follows(papers, each.old, each.new, now=now, ends_on=ends_on)]


def added_on(project: Project) -> date | None:
    """The day of the decision by which it came for another; None for one of a plan's decision."""
    rows = ChangeRequest.objects.filter(
        substitutes__project=project, state__in=("annex", "decided"), signed_on__isnull=False
    )
    return rows.order_by("-signed_on").values_list("signed_on", flat=True).first()
