"""What stands in a draft, what the law says to it, and what is still missing; a constant number of SELECTs."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from khuyencong.industry.models import Establishment, Site
from khuyencong.industry.queries.register import above_medium
from khuyencong.norms.models import Condition, SupportItem
from khuyencong.norms.queries import LawOf, cited, rows_on
from khuyencong.places.models import Lineage, Unit, valid_on
from khuyencong.projects.models import Beneficiary, Line, Passage, Project, ProjectItem
from khuyencong.projects.queries.certificates import certificate_findings
from khuyencong.projects.queries.lists import Section, ground_on, papers_for, sections_on
from khuyencong.projects.queries.projects import plan_gone
from khuyencong.rules import estimate
from khuyencong.rules import norms as rules
from khuyencong.rules.drafting import Facts, Gap, Step, Wanted, gaps
from khuyencong.rules.eligibility import Place, check_owner, check_place
from khuyencong.rules.findings import Finding, Severity, stops
from khuyencong.rules.validity import in_force

MODEL = {"KCQG": "de-an-diem", "KCDP": "de-an-diem-kcdp"}
COUNTERPART, SINGLE_SUPPORT, ANYWHERE, SMALL = "du-doi-ung", "khong-trung", "co-so-sxsh", "co-so-cnnt"
"""Codes of the conditions of support that a draft is held to; what they say and since when are rows."""


def law_of_items(items: Iterable[SupportItem], province: Unit | None) -> LawOf:
    """The norms of these items, with what they are called; one SELECT."""
    names = {each.code: each.name for each in items}
    return LawOf(names, province, names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything of a project that its pages and its judgement need.

    `large` are the keys of beneficiaries above the size of a medium enterprise by their latest figures.
    """

    project: Project
    items: Sequence[ProjectItem]
    lines: Sequence[Line]
    beneficiaries: Sequence[Beneficiary]
    others: Sequence[Unit]
    sections: Sequence[Section]
    passages: Mapping[str, Passage]
    unsettled: Sequence[Passage]
    papers: Mapping[str, object]
    law: LawOf
    plan_gone: str
    conditions: Mapping[str, Condition]
    large: Collection[int | None]
    on: date

    @property
    def costs(self) -> list[estimate.Line]:
        """The lines as the rules know them."""
        return [each.rule for each in self.lines]

    @property
    def sums(self) -> estimate.Sums:
        """The bottom line."""
        return estimate.sums(self.costs)

    @property
    def counts(self) -> dict[str, int]:
        """For how many each item is asked."""
        return {each.item.code: each.count for each in self.items}

    @property
    def asked(self) -> int:
        """What is asked of the purse."""
        whole = self.sums
        return whole.national if self.project.purse == Project.Purse.NATIONAL else whole.local


def draft_of(project: Project, on: date) -> Draft:
    """Read a project whole: eleven SELECTs, however much it holds."""
    items = list(project.items.select_related("item__activity__parent"))
    passages = list(project.passages.select_related("author"))
    latest: dict[str, Passage] = {}
    for each in passages:
        if each.number is not None and each.section not in latest:
            latest[each.section] = each
    beneficiaries = list(
        project.beneficiaries.select_related(
            "establishment__sector", "establishment__merged_into", "site__commune", "site__province"
        )
    )
    return Draft(
        project=project,
        items=items,
        lines=list(project.lines.select_related("item")),
        beneficiaries=beneficiaries,
        others=list(project.provinces.all()),
        sections=sections_on(on, project.purse),
        passages=latest,
        unsettled=[each for each in passages if each.number is None and not each.settled],
        papers={
            each.kind: each
            for each in project.papers.filter(replaced_at__isnull=True)
            .defer("content")
            .select_related("author")
        },
        law=law_of_items([each.item for each in items], project.province),
        conditions=conditions_on(on, project.purse, project.province_id),
        large=above_medium(each.establishment for each in beneficiaries),
        plan_gone=plan_gone(project),
        on=on,
    )


def facts_of(draft: Draft, cite: Callable[[str, date], str] = cited) -> Facts:
    """The draft as the rules look at it; `cite` may remember what it told of other drafts."""
    project, whole = draft.project, draft.sums
    needed = papers_for(
        draft.counts, purse=project.purse, group=project.kind == Project.Kind.GROUP, on=draft.on
    )
    outside = [each.item.name for each in draft.items if not binds(each.item, draft.on)]
    return Facts(
        kind=project.kind,
        years=len(project.years),
        contents=sorted({content_of(each.item) for each in draft.items}),
        outside=outside,
        sector=project.sector.name if project.sector is not None else "",
        sector_binds=project.sector is None or in_force(project.sector.since, project.sector.until, draft.on),
        priority_claimed=project.area_id is not None or project.trade_id is not None,
        priority_basis=bool(project.priority_basis),
        beneficiaries=len(draft.beneficiaries),
        lines=len(draft.lines),
        national=whole.national,
        local=whole.local,
        purse=project.purse,
        plan_gone=draft.plan_gone,
        content_law=cite("noi-dung-chuong-trinh", draft.on) if outside else "",
        sector_law="" if project.sector is not None else cite("danh-muc-nganh", draft.on),
        full_counterpart=project.full_counterpart,
        no_double_support=project.no_double_support,
        model=condition(draft, MODEL[project.purse]),
        counterpart=condition(draft, COUNTERPART),
        single_support=condition(draft, SINGLE_SUPPORT),
        sections=[each.wanted for each in draft.sections],
        written={code: len(each.text.split()) for code, each in draft.passages.items()},
        unsettled=[each.section for each in draft.unsettled],
        papers=[each.wanted for each in needed],
        handed_in=frozenset(draft.papers),
    )


def conditions_on(on: date, purse: str, province: int | None = None) -> dict[str, Condition]:
    """What a project of that purse must fulfil on that day, by code; two SELECTs."""
    rows = rows_on(Condition, on, purse=purse, province=province).prefetch_related("items")
    return {each.code: each for each in rows}


def condition(draft: Draft, code: str) -> Wanted | None:
    """A condition of the day as the rules ask for it; None where none binds."""
    row = draft.conditions.get(code)
    if row is None:
        return None
    return Wanted(code=code, name=row.name, law=row.told, verified=row.verified)


def content_of(item: SupportItem) -> str:
    """The code of the content (one of the nine) that an item belongs to."""
    activity = item.activity
    return activity.parent.code if activity.parent is not None else activity.code


def binds(item: SupportItem, on: date) -> bool:
    """Whether the content of the item is one of the programme on that day."""
    return in_force(item.activity.since, item.activity.until, on)


def gaps_of(draft: Draft) -> list[Gap]:
    """Everything that is missing or wrong, by step; what stops and what only warns."""
    money = [Gap(step=Step.ESTIMATE, finding=each) for each in money_findings(draft)]
    places = [Gap(step=Step.BENEFICIARIES, finding=each) for each in place_findings(draft)]
    held = certificate_findings(draft.project, draft.beneficiaries, draft.on)
    proofs = [Gap(step=Step.BASICS, finding=each) for each in held]
    order = list(Step)
    return sorted([*gaps(facts_of(draft)), *proofs, *places, *money], key=lambda gap: order.index(gap.step))


def money_findings(draft: Draft) -> list[Finding]:
    """What is wrong with the estimate, line by line and against the norms."""
    lines = draft.costs
    wrong = estimate.check_lines(lines, draft.project.years)
    if stops(wrong):
        return wrong
    single = condition(draft, SINGLE_SUPPORT)
    wrong += estimate.check_purses(lines, single.law if single is not None else "")
    wrong += [finding for verdict in verdicts_of(draft) for finding in verdict.findings]
    if draft.project.kind == Project.Kind.GROUP:
        return wrong  # its beneficiaries are named after the plan
    return wrong + estimate.check_counts(draft.counts, norms_asked(draft), len(draft.beneficiaries))


def verdicts_of(draft: Draft) -> list[estimate.Verdict]:
    """What each item asks of each purse, and what the norm of the draft's day says to it."""
    return estimate.verdicts(
        draft.costs,
        lambda item, purse: draft.law.norm(item, purse, draft.on),
        priority=draft.project.priority,
        counts=draft.counts,
    )


def norms_asked(draft: Draft) -> list[rules.Norm]:
    """The norm of the project's purse of each item, where the day has exactly one."""
    found = []
    for item in draft.counts:
        try:
            found.append(draft.law.norm(item, rules.Purse(draft.project.purse), draft.on))
        except rules.LawUnclearError:
            continue
    return found


def place_findings(draft: Draft) -> list[Finding]:
    """Whether each beneficiary still works, in a province of the project, and is one the programme supports."""
    found = [*gone(draft), *elsewhere(draft)]
    if anywhere(draft):
        return found
    ground, small = ground_on(draft.on), condition(draft, SMALL)
    for each in draft.beneficiaries:
        where = f"Cơ sở “{each.establishment.name}”"
        found += check_owner(large=each.establishment_id in draft.large, wanted=small, where=where)
        if ground is not None:
            found += check_place(ground_of(each.site), ground, where=where)
    return found


def ground_of(site: Site) -> Place:
    """Where a site lies, as the rules ask for it."""
    commune = site.commune
    return Place(
        commune_kind=commune.kind if commune is not None else "",
        commune=commune.name if commune is not None else "",
        province_kind=site.province.kind,
    )


GONE = "beneficiary_gone"
"""The finding on a beneficiary that works no more."""


def gone(draft: Draft) -> list[Finding]:
    """An error for each beneficiary that was closed, or merged into another, after it was named."""
    found = []
    for each in draft.beneficiaries:
        row, into = each.establishment, each.establishment.merged_into
        if row.state == Establishment.State.ACTIVE:
            continue
        message = "Cơ sở đã ghi là ngừng hoạt động."
        fix = "Bỏ cơ sở này; nếu còn hoạt động thì mở lại trong sổ."
        if into is not None:
            message = f"Cơ sở đã được gộp vào “{into.name}”."
            fix = f"Bỏ dòng này rồi chọn “{into.name}”."
        found.append(
            Finding(
                code=GONE,
                severity=Severity.ERROR,
                message=message,
                place=f"Cơ sở “{row.name}”",
                fix=fix,
            )
        )
    return found


def anywhere(draft: Draft) -> bool:
    """Whether all it asks for is of a kind (cleaner production) that is supported wherever the site lies."""
    row = draft.conditions.get(ANYWHERE)
    return (
        row is not None and bool(draft.counts) and set(draft.counts) <= {each.code for each in row.items.all()}
    )


def elsewhere(draft: Draft) -> list[Finding]:
    """A warning for each site in a province that the project does not name, old borders counted as today's."""
    named = {draft.project.province_id, *(each.pk for each in draft.others)}
    strangers = [each for each in draft.beneficiaries if each.site.province_id not in named]
    if not strangers:
        return []
    went_into = Lineage.objects.filter(descendant__in=named).values_list("ancestor", flat=True)
    named |= set(went_into)
    return [
        Finding(
            code="other_province",
            severity=Severity.WARNING,
            message=f"Nơi sản xuất ở {each.site.province.full_name}, không thuộc tỉnh nào của đề án.",
            place=f"Cơ sở “{each.establishment.name}”",
            fix="Thêm tỉnh ấy ở bước “Đề án gì”, hoặc chọn nơi sản xuất khác.",
        )
        for each in strangers
        if each.site.province_id not in named
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineJudged:
    """A line while it is typed: its cost, what others of its item ask (đồng), and the verdict on all."""

    cost: int
    beside: int = 0
    verdict: estimate.Verdict | None = None


def judge_line(draft: Draft, item: SupportItem, *, cost: int, support: int, besides: int | None) -> LineJudged:
    """The line together with the draft's other lines of its item, judged as the gate judges them.

    `besides` is the key of the line that is being edited.
    """
    project, purse = draft.project, rules.Purse(draft.project.purse)
    national = purse is rules.Purse.NATIONAL
    typed = estimate.Line(
        name=item.name,
        item=item.code,
        quantity=Decimal(1),
        unit_price=cost,
        year=project.year,
        national=support if national else 0,
        local=0 if national else support,
    )
    others = [each.rule for each in draft.lines if each.item_id == item.pk and each.pk != besides]
    verdict = estimate.verdict_on(
        [typed, *others],
        item.code,
        purse,
        lambda code, whose: draft.law.norm(code, whose, draft.on),
        priority=project.priority,
        counts=draft.counts,
    )
    return LineJudged(cost=cost, beside=verdict.asked - support, verdict=verdict)


def in_the_way(project: Project, on: date) -> list[Finding]:
    """What stops a draft from being sent, each with the step in front of its place."""
    found = [gap for gap in gaps_of(draft_of(project, on)) if gap.finding.severity is Severity.ERROR]
    return [gap.finding for gap in found]


def items_on(on: date) -> list[SupportItem]:
    """Every item whose content the programme holds on that day; one SELECT."""
    rows = SupportItem.objects.filter(valid_on(on, "activity__")).select_related("activity__parent")
    return list(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What each purse would give for an item on a day; "" for a norm says in `unclear` why there is none."""

    item: SupportItem
    national: rules.Norm | None
    local: rules.Norm | None
    unclear: str


def offers(codes: Sequence[str], province: Unit | None, on: date) -> list[Offer]:
    """The items of these codes whose content binds that day, with what both purses allow; two SELECTs."""
    items = [each for each in items_on(on) if each.code in codes]
    law = law_of_items(items, province)
    return [_offer(item, law, on) for item in items]


def _offer(item: SupportItem, law: LawOf, on: date) -> Offer:
    found: dict[rules.Purse, rules.Norm | None] = {}
    unclear = []
    for purse in rules.Purse:
        try:
            found[purse] = law.norm(item.code, purse, on)
        except rules.LawUnclearError as error:
            found[purse] = None
            unclear.append(error.reason)
    return Offer(
        item=item,
        national=found[rules.Purse.NATIONAL],
        local=found[rules.Purse.LOCAL],
        unclear=" ".join(unclear),
    )
