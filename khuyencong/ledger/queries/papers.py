"""Which papers are missing across projects: what, of which claim, at whose desk, for how many days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.timezone import localdate

from khuyencong.ledger.models import Acceptance, Claim, ClaimPaper
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import names_on
from khuyencong.projects.models import GroupPlan, ProgressReport, Project
from khuyencong.projects.queries.group_plans import OPEN
from khuyencong.projects.queries.obstacles import desks_coded
from khuyencong.rules.obstacles import Stuck
from khuyencong.workflow.models import Task

WRITTEN = (Claim.State.DRAFT, Claim.State.RETURNED)
CHECKED = (Claim.State.SUBMITTED,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper that somebody owes: of which dossier, by which law, and the đồng that wait for it."""

    kind: str
    key: str
    project: Project
    title: str
    law: str
    state: str
    held: int
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """The same with the desk where it lies, and for how many days."""

    paper: Paper
    desk: str
    where: str
    days: int
    late: bool

    @property
    def stuck(self) -> Stuck:
        """The same, as it is counted."""
        return Stuck(
            project=self.paper.project.pk,
            where=self.where,
            held=self.paper.held,
            days=self.days,
            late=self.late,
        )


def missing(actor: Actor, today: date, *, purse: str = "", year: int | None = None) -> list[Missing]:
    """All she sees, what waits longest first; seven SELECTs however many papers."""
    projects = Project.objects.visible_to(actor)
    if purse:
        projects = projects.filter(purse=purse)
    if year is not None:
        projects = projects.filter(year=year)
    seen = Q(project__in=projects.values("pk"))
    of_claims = Q(claim__project__in=projects.values("pk"))
    papers = [*papers_of_claims(of_claims), *unsigned(seen), *unreported(seen), *unplanned(actor, seen)]
    found = [*located(papers, today)]
    return sorted(found, key=lambda each: (-each.days, -each.paper.held, each.paper.kind, int(each.paper.key)))


def papers_of_claims(seen: Q) -> Iterator[Paper]:
    """Not handed in or refused, while the unit writes; not looked at, while the department checks."""
    owed = Q(claim__state__in=WRITTEN, state__in=(ClaimPaper.State.MISSING, ClaimPaper.State.REFUSED))
    waits = Q(claim__state__in=CHECKED) & ~Q(state=ClaimPaper.State.FINE)
    rows = ClaimPaper.objects.filter(seen).filter(owed | waits).defer("content")
    for each in rows.select_related("claim__project"):
        yield Paper(
            kind="claim",
            key=str(each.claim_id),
            project=each.claim.project,
            title=each.title,
            law=each.law,
            state=each.get_state_display(),
            held=each.claim.amount,
            since=localdate(each.at or each.claim.created_at),
        )


def unsigned(seen: Q) -> Iterator[Paper]:
    """Acceptances whose signed minutes nobody handed in."""
    rows = Acceptance.objects.filter(seen, state=Acceptance.State.DRAFT, sha256="").defer("content")
    for each in rows.select_related("project"):
        yield Paper(
            kind="acceptance",
            key=str(each.pk),
            project=each.project,
            title=f"Biên bản nghiệm thu đã ký (Mẫu {each.form})",
            law="",
            state="Chưa nộp",
            held=each.amount,
            since=localdate(each.created_at),
        )


def unreported(seen: Q) -> Iterator[Paper]:
    """Progress reports that were not sent."""
    states = (ProgressReport.State.DRAFT, ProgressReport.State.RETURNED)
    for each in ProgressReport.objects.filter(seen, state__in=states).select_related("project"):
        yield Paper(
            kind="progress",
            key=str(each.pk),
            project=each.project,
            title=f"Báo cáo tiến độ tháng {each.month:%m/%Y}",
            law="",
            state=each.get_state_display(),
            held=0,
            since=localdate(each.created_at),
        )


def unplanned(actor: Actor, seen: Q) -> Iterator[Paper]:
    """Plans of group projects that are not approved yet, as far as she follows them."""
    rows = GroupPlan.objects.visible_to(actor).filter(seen, state__in=OPEN).select_related("project")
    for each in rows:
        yield Paper(
            kind="group_plan",
            key=str(each.pk),
            project=each.project,
            title=f"Kế hoạch đề án nhóm năm {each.year} (Mẫu 11)",
            law="",
            state=each.get_state_display(),
            held=0,
            since=localdate(each.created_at),
        )


def located(papers: Sequence[Paper], today: date) -> Iterator[Missing]:
    """Where each lies by the open task of its dossier; three SELECTs."""
    kinds = {each.kind for each in papers}
    tasks = {
        (each.dossier_kind, each.dossier_key): each
        for each in Task.objects.filter(
            state=Task.State.OPEN, dossier_kind__in=kinds, dossier_key__in={each.key for each in papers}
        )
    }
    desks = {each.code: each for each in desks_coded({each.desk for each in tasks.values()})}
    names = names_on([each.agency for each in desks.values()], today)
    for each in papers:
        task = tasks.get((each.kind, each.key))
        desk = desks.get(task.desk) if task is not None else None
        yield Missing(
            paper=each,
            desk=str(desk) if desk is not None else "",
            where=names[desk.agency_id] if desk is not None else "",
            days=max(0, (today - each.since).days),
            late=task is not None and task.due is not None and task.due < today,
        )
