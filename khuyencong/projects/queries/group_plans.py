"""The plans of group projects: what is given, what the places use, who is named, what still lacks a plan."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Count, QuerySet, Sum

from khuyencong.industry.models import Establishment
from khuyencong.norms.models import Authority, Deadline
from khuyencong.norms.queries.lists import rows_on
from khuyencong.organisations.actors import Actor
from khuyencong.places.models import Unit
from khuyencong.post.queries.working_days import working_days
from khuyencong.projects import permissions
from khuyencong.projects.models import Beneficiary, GroupPlace, GroupPlan, Project
from khuyencong.projects.queries.decisions import Power
from khuyencong.projects.queries.drafts import GONE, Draft, draft_of, norms_asked, place_findings
from khuyencong.projects.queries.lists import day_of, rows_of
from khuyencong.projects.queries.projects import asked_column
from khuyencong.rules import group_plans as rules
from khuyencong.rules.calendar import add_working_days
from khuyencong.rules.estimate import PER_OWNER
from khuyencong.rules.findings import Finding, Severity, error
from khuyencong.rules.money import dong
from khuyencong.rules.norms import Bound
from khuyencong.rules.registration import Due
from khuyencong.rules.validity import in_force as binds

CODES = {Project.Purse.NATIONAL: "ke-hoach-nhom", Project.Purse.LOCAL: "ke-hoach-nhom-kcdp"}
"""Codes of the authorities over such a plan, and of its deadlines where the law has one."""
STRAIGHT = "ke-hoach-nhom-thang"
"""The same of a project that went straight to the ministry: the clause names the department alone."""
OPEN = (GroupPlan.State.DRAFT, GroupPlan.State.SUBMITTED, GroupPlan.State.APPRAISED, GroupPlan.State.RETURNED)


def plans_seen_by(actor: Actor) -> QuerySet[GroupPlan]:
    """The plans in her scope with all a page shows."""
    related = ("project__agency", "project__department", "project__province", "project__desk__agency")
    return GroupPlan.objects.visible_to(actor).select_related(*related, "agency", "desk__agency", "author")


def plans_of(actor: Actor, project: Project) -> QuerySet[GroupPlan]:
    """Those of a project, the latest first, dropped ones left out."""
    return plans_seen_by(actor).filter(project=project).exclude(state=GroupPlan.State.DROPPED)


def under_way(actor: Actor) -> QuerySet[GroupPlan]:
    """Those being drawn up or waiting for the department, what waits longest first."""
    return plans_seen_by(actor).filter(state__in=OPEN).order_by("pk")


def approved(actor: Actor) -> QuerySet[GroupPlan]:
    """Those in force, the latest first: what the agency that manages the purse follows."""
    return plans_seen_by(actor).filter(state=GroupPlan.State.APPROVED).order_by("-signed_on", "-pk")


def with_sums(plans: QuerySet[GroupPlan]) -> QuerySet[GroupPlan]:
    """The same with how many places each has and what they ask together, in đồng."""
    return plans.annotate(many=Count("places"), asked=Sum("places__support", default=0))


def communes_for(project: Project) -> QuerySet[Unit]:
    """The communes of today in the provinces of a project, by name."""
    above = [project.province_id, *project.provinces.values_list("pk", flat=True)]
    rows = Unit.objects.filter(parent__in=above, level=Unit.Level.COMMUNE, until__isnull=True)
    return rows.order_by("parent", "sort_key")


def places_of(plan: GroupPlan) -> list[GroupPlace]:
    """Its lines in order; one SELECT."""
    related = (
        "establishment__sector",
        "establishment__merged_into",
        "site__commune",
        "site__province",
        "commune",
    )
    return list(plan.places.select_related(*related).order_by("position"))


def people_of(project: Project) -> list[GroupPlace]:
    """The classes and groups that the plans in force name; one SELECT."""
    rows = GroupPlace.objects.filter(
        plan__project=project, plan__state=GroupPlan.State.APPROVED, establishment__isnull=True
    )
    return list(rows.select_related("commune").order_by("plan__year", "position"))


def in_force(project: Project, year: int) -> GroupPlan | None:
    """The approved plan of that year's money; None before the first."""
    return project.group_plans.filter(year=year, state=GroupPlan.State.APPROVED).first()


def given_in(draft: Draft, year: int) -> rules.Given:
    """What the decision gave for that year, as the estimate of a project read whole stands; two SELECTs."""
    project = draft.project
    lines = project.lines.filter(year=year).aggregate(
        support=Sum(asked_column(project.purse), default=0), counterpart=Sum("counterpart", default=0)
    )
    counted = [draft.counts[each.item] for each in norms_asked(draft) if each.per in PER_OWNER]
    return rules.Given(
        support=int(lines["support"]),
        counterpart=int(lines["counterpart"]),
        year=year,
        last_year=project.last_year,
        owners=sum(counted) if counted else None,
        limit=limit_in(draft, year),
    )


def limit_in(draft: Draft, year: int) -> rules.Limit | None:
    """The share of the cost that the norms of what is asked that year allow at most, whichever line it is.

    A line of the plan names no kind of support: of several shares the widest bounds the sum, and where one kind
    has none, none does.
    """
    asked = draft.project.lines.filter(year=year, **{f"{asked_column(draft.project.purse)}__gt": 0})
    codes = set(asked.values_list("item__code", flat=True))
    limits = []
    for norm in norms_asked(draft):
        if norm.item not in codes:
            continue
        if norm.bound is not Bound.LIMIT or norm.rate is None:
            return None
        more = norm.multiplier if draft.project.priority and norm.multiplier is not None else 1
        limits.append(
            rules.Limit(rate=min(norm.rate * more, Fraction(1)), law=norm.law, verified=norm.verified)
        )
    return max(limits, key=lambda each: each.rate) if len(limits) == len(codes) and limits else None


def owners_in(project: Project, places: Sequence[GroupPlace]) -> list[Beneficiary]:
    """The establishments of the places as they would be beneficiaries, unsaved."""
    return [
        Beneficiary(project=project, establishment=each.establishment, site=each.site)
        for each in places
        if each.establishment is not None and each.site is not None
    ]


def judged(plan: GroupPlan, places: Sequence[GroupPlace], on: date) -> tuple[rules.Given, list[Finding]]:
    """What is given, and everything there is to say about the plan on that day, errors first."""
    draft = draft_of(plan.project, on)
    given = given_in(draft, plan.year)
    found = rules.check_plan([each.rule for each in places], given)
    found += of_places(
        plan, places, place_findings(replace(draft, beneficiaries=owners_in(plan.project, places)))
    )
    if not plan.organisation.strip():
        fix = "Ghi ai làm gì: chọn cơ sở, mở lớp, kiểm tra, nghiệm thu."
        found.append(error("no_organisation", "Chưa viết tổ chức thực hiện.", fix, "Ô “Tổ chức thực hiện”"))
    order = list(Severity)
    return given, sorted(found, key=lambda each: order.index(each.severity))


def of_places(plan: GroupPlan, places: Sequence[GroupPlace], found: Sequence[Finding]) -> list[Finding]:
    """The same, with a warning for who closed after she stood in the plan in force: what she had stays hers."""
    standing = in_force(plan.project, plan.year)
    if standing is None or standing.pk == plan.pk:
        return list(found)
    kept = set(standing.places.values_list("establishment", flat=True))
    closed = {
        f"Cơ sở “{each.establishment.name}”"
        for each in places
        if each.establishment is not None
        and each.establishment.state == Establishment.State.CLOSED
        and each.establishment_id in kept
    }
    fix = "Giữ dòng này nếu cơ sở đã được hưởng; bỏ nếu chưa."
    return [
        replace(each, severity=Severity.WARNING, fix=fix)
        if each.code == GONE and each.place in closed
        else each
        for each in found
    ]


def in_the_way_of(plan: GroupPlan, on: date) -> list[Finding]:
    """What stops it from going on."""
    _, found = judged(plan, places_of(plan), on)
    return [each for each in found if each.severity is Severity.ERROR]


def code_of(project: Project) -> str:
    """By which code the register has who approves its plan, and by when."""
    return STRAIGHT if permissions.goes_straight(project) else CODES[Project.Purse(project.purse)]


def power_over_plan(project: Project, on: date) -> Power | None:
    """Who approves its plan on that day, and by which law; None where no row says. One SELECT."""
    rows = rows_on(Authority, on, purse=project.purse, province=project.province_id)
    row = rows.filter(code=code_of(project)).first()
    if row is None:
        return None
    assert isinstance(row, Authority)
    law = row.law if row.clause else row.source
    return Power(who=row.decided_by, law=law if row.verified else f"{law} (cần xác minh)")


def due_of(step: str, project: Project, on: date) -> Due | None:
    """By when a step begun on that day is to be done: by a row of the law, else by our own convention.

    What was read sets no day. A row of deadlines of the code `ke-hoach-nhom` counts for the department's steps.
    """
    rows = rows_on(Deadline, on, purse=project.purse, province=project.province_id)
    row = rows.filter(code=code_of(project)).first()
    if isinstance(row, Deadline) and row.after_days is not None and step != "prepare":
        days, law = row.after_days, row.law or row.source
        last = add_working_days(on, days, working_days()) if row.working_days else on + timedelta(days=days)
        return Due(last=last, law=law, verified=row.verified)
    for each in rows_of("group_plan_days"):
        if each["step"] == step and binds(date.fromisoformat(each["since"]), day_of(each["until"]), on):
            days = int(each["working_days"])
            last = add_working_days(on, days, working_days())
            return Due(last=last, law=f"{days} ngày làm việc, {each['source']}", verified=True)
    return None


def lacking_plan(project: Project, year: int, on: date) -> list[Finding]:
    """A warning for a group project without an approved plan of that year's money; none for others.

    Điều 23 khoản 3 wants the plan before the project is carried out and refuses no contract: it only warns.
    """
    if project.kind != Project.Kind.GROUP or in_force(project, year) is not None:
        return []
    power = power_over_plan(project, on)
    who, told = (power.who, f" ({power.law})") if power is not None else ("cơ quan thẩm định", "")
    message = f"Đề án nhóm chưa có kế hoạch năm {year} được phê duyệt để tổ chức thực hiện{told}."
    fix = f"Đơn vị thực hiện lập kế hoạch theo Mẫu 11, trình {who} thẩm định, phê duyệt."
    return [
        Finding(
            code="no_group_plan", severity=Severity.WARNING, message=message, place="Kế hoạch nhóm", fix=fix
        )
    ]


def apart_from(plan: GroupPlan, places: Sequence[GroupPlace], given: rules.Given) -> list[Finding]:
    """Warnings where a plan in force was overtaken by a change: others benefit now, or less money is given."""
    if plan.state != GroupPlan.State.APPROVED:
        return []
    project = plan.project
    rows = GroupPlace.objects.filter(
        plan__project=project, plan__state=GroupPlan.State.APPROVED, establishment__isnull=False
    )
    found = []
    named = [each.establishment.kept_key for each in project.beneficiaries.select_related("establishment")]
    if len(named) > len(set(named)):
        message = "Hai đơn vị thụ hưởng của đề án nay là một cơ sở: đã gộp trong sổ sau khi phê duyệt."
        found.append(_overtaken("benefits_twice", message, "Địa điểm"))
    planned = {
        each.establishment.kept_key for each in rows.select_related("establishment") if each.establishment
    }
    if set(named) != planned:
        message = "Đơn vị thụ hưởng của đề án nay khác kế hoạch: đã có quyết định điều chỉnh sau kế hoạch."
        found.append(_overtaken("moved_on", message, "Địa điểm"))
    if excess := rules.excess_of(given, [each.rule for each in places]):
        message = f"Kế hoạch nay vượt {dong(excess)} so với {dong(given.support)} được giao sau điều chỉnh."
        found.append(_overtaken("above_given", message, "Kinh phí"))
    return found


def _overtaken(code: str, message: str, place: str) -> Finding:
    fix = "Lập lại kế hoạch để các địa điểm và kinh phí khớp với quyết định ấy."
    return Finding(code=code, severity=Severity.WARNING, message=message, place=place, fix=fix)
