"""A plan request with its coverage, what stands in its way and when it is due; a constant number of SELECTs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import QuerySet, Sum

from khuyencong.norms.models import Activity, Deadline, Sector
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import inherited
from khuyencong.places.models import Unit
from khuyencong.post.queries.working_days import working_days
from khuyencong.projects.models import (
    Beneficiary,
    Line,
    LocalPriority,
    Project,
    ProjectItem,
    RegisteredProject,
    RegistrationDossier,
)
from khuyencong.projects.models.dossiers import NOT_APPRAISED
from khuyencong.projects.queries.drafts import binds, content_of
from khuyencong.projects.queries.lists import request_parts_on
from khuyencong.projects.queries.projects import asked_column
from khuyencong.rules import coverage
from khuyencong.rules.coverage import Axis, Dated, Entry, Matrix
from khuyencong.rules.findings import Finding, Severity
from khuyencong.rules.registration import Due, YearlyDeadline, due_for_plan
from khuyencong.rules.validity import in_force

DUE = "kcqg-dang-ky-cuc"
"""The code of the deadline for a department's request of the national purse."""
LOCAL_DUE = "kcdp-dang-ky"
"""The code of the one that a province sets for its own purse, where it has."""
PARTS = {
    "results": "Kết quả thực hiện năm trước",
    "progress": "Tiến độ thực hiện năm nay",
    "targets": "Mục tiêu năm kế hoạch",
}


def requests_seen_by(actor: Actor) -> QuerySet[RegistrationDossier]:
    """The requests in her scope with all a list shows."""
    return RegistrationDossier.objects.visible_to(actor).select_related("province", "agency", "desk", "author")


def may_be_registered(dossier: RegistrationDossier) -> QuerySet[Project]:
    """Projects of its department and those it took over, year and purse, past the base, in no request."""
    return Project.objects.filter(
        department__in=inherited(dossier.agency),
        year=dossier.year,
        purse=dossier.purse,
        state=Project.State.APPRAISED,
        registered_in__isnull=True,
    ).order_by("pk")


def due_of(dossier: RegistrationDossier) -> Due | None:
    """When the request is due; None where no row says: a supplement has none, the local purse its province's.

    One SELECT.
    """
    local = dossier.purse != Project.Purse.NATIONAL
    if dossier.supplement or (local and dossier.province_id is None):
        return None
    rows = Deadline.objects.filter(code=LOCAL_DUE if local else DUE, month__isnull=False, day__isnull=False)
    rows = rows.filter(province=dossier.province_id if local else None).select_related("document")
    due = due_for_plan([yearly(each) for each in rows], dossier.year)
    return due.moved(working_days()) if due is not None else None


def yearly(row: models.Model) -> YearlyDeadline:
    """A row of the law as the rules reckon with it."""
    assert isinstance(row, Deadline)
    assert row.month is not None
    assert row.day is not None
    return YearlyDeadline(
        month=row.month,
        day=row.day,
        inclusive=row.inclusive,
        since=row.since,
        until=row.until,
        law=row.law,
        verified=row.verified,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as its page and its judgement need it."""

    dossier: RegistrationDossier
    rows: Sequence[RegisteredProject]
    priorities: Sequence[LocalPriority]
    matrix: Matrix
    due: Due | None

    @property
    def support(self) -> int:
        """What its projects ask together for the year, in đồng."""
        return sum(each.support for each in self.matrix.entries)


def request_of(dossier: RegistrationDossier, on: date) -> Request:
    """Read a request whole, judged by the lists of that day: nine SELECTs, however much it holds."""
    rows = list(dossier.rows.select_related("project__sector", "project__agency").order_by("pk"))
    projects = [each.project for each in rows]
    items = _items(projects)
    used = [each.item.activity for each in items]
    return Request(
        dossier=dossier,
        rows=rows,
        priorities=list(dossier.priorities.select_related("sector")),
        matrix=Matrix(
            on=on,
            lists={
                Axis.CONTENT: _contents(used, on),
                Axis.SECTOR: _sectors(),
                Axis.LOCALITY: _localities(dossier.province),
            },
            entries=tuple(_entries(dossier, projects, items, on)),
        ),
        due=due_of(dossier),
    )


def _items(projects: Iterable[Project]) -> list[ProjectItem]:
    found = ProjectItem.objects.filter(project__in=[each.pk for each in projects])
    return list(found.select_related("item__activity__parent").order_by("project_id", "item__position"))


def _contents(used: Iterable[Activity], on: date) -> tuple[Dated, ...]:
    """The contents of all dates. A line of the report that an item uses and that is not in force stands behind
    them, never as a row of its own: it only tells why the item has no basis."""
    top = list(Activity.objects.filter(parent__isnull=True))
    outside = [each for each in used if each.parent_id is not None and not in_force(each.since, each.until, on)]
    return tuple(
        Dated(
            code=each.code,
            name=each.name,
            since=each.since,
            until=each.until,
            law=each.source,
            verified=each.verified,
        )
        for each in [*top, *dict.fromkeys(outside)]
    )


def _sectors() -> tuple[Dated, ...]:
    return tuple(
        Dated(
            code=each.code,
            name=each.name,
            since=each.since,
            until=each.until,
            law=each.law,
            verified=each.verified,
        )
        for each in Sector.objects.select_related("document")
    )


def _localities(province: Unit) -> tuple[Dated, ...]:
    rows = Unit.objects.filter(parent=province, level="commune").order_by("sort_key")
    return tuple(
        Dated(code=each.code, name=f"{each.kind.capitalize()} {each.name}", since=each.since, until=each.until)
        for each in rows
    )


def _entries(
    dossier: RegistrationDossier, projects: Sequence[Project], items: Sequence[ProjectItem], on: date
) -> list[Entry]:
    """One entry a project, content and beneficiary; a content's support of the year is shared out."""
    keys = [each.pk for each in projects]
    lines = Line.objects.filter(project__in=keys, year=dossier.year)
    sums = lines.order_by().values_list("project", "item").annotate(asked=Sum(asked_column(dossier.purse)))
    money = {(project, item): asked for project, item, asked in sums}
    homes: dict[int, list[Beneficiary]] = {}
    for each in (
        Beneficiary.objects.filter(project__in=keys)
        .select_related("site__commune", "establishment")
        .order_by("pk")
    ):
        homes.setdefault(each.project_id, []).append(each)
    found = []
    for project in projects:
        asked: dict[str, int] = {}
        for row in items:
            if row.project_id == project.pk:
                code = content_of(row.item) if binds(row.item, on) else row.item.activity.code
                asked[code] = asked.get(code, 0) + money.get((project.pk, row.item_id), 0)
        for content, support in (asked or {"": 0}).items():
            found += _shared(project, content, support, homes.get(project.pk, []))
    return found


def _shared(project: Project, content: str, support: int, homes: Sequence[Beneficiary]) -> list[Entry]:
    places: Sequence[Beneficiary | None] = homes or [None]
    each_gets, rest = divmod(support, len(places))
    return [
        Entry(
            project=str(project.pk),
            title=project.title,
            content=content,
            sector=project.sector.code if project.sector is not None else "",
            locality=home.site.commune.code if home is not None and home.site.commune is not None else "",
            support=each_gets + (rest if place == 0 else 0),
            family=str(home.establishment.kept_key) if home is not None else "",
        )
        for place, home in enumerate(places)
    ]


def findings_of(request: Request) -> list[Finding]:
    """Everything there is to say: what stops the request first, what only asks for a look after it."""
    found = [*_incomplete(request), *coverage.findings(request.matrix)]
    if not request.priorities:
        message = "Chưa ghi ngành nghề, sản phẩm ưu tiên của địa phương, nên chưa biết nên tập trung vào đâu."
        fix = "Thêm ít nhất một ngành nghề hoặc sản phẩm kèm căn cứ."
        found.append(Finding(code="no_priority", severity=Severity.WARNING, message=message, fix=fix))
    order = list(Severity)
    return sorted(found, key=lambda each: order.index(each.severity))


def in_the_way_of(request: Request) -> list[Finding]:
    """What stops it from being sent."""
    return [each for each in findings_of(request) if each.severity is Severity.ERROR]


def _incomplete(request: Request) -> list[Finding]:
    found = []
    for part in request_parts_on(request.matrix.on, request.dossier.purse):
        if not getattr(request.dossier, part.code).strip():
            fix = "Viết vài câu; không có thì ghi rõ là không có và vì sao."
            found.append(part.unmet("part_empty", "Chưa viết", fix, f"Mục “{part.name}”"))
    if not request.rows:
        fix = "Thêm đề án đã đạt thẩm định cấp cơ sở."
        found.append(_wrong("no_project", "Hồ sơ chưa có đề án nào.", "Danh mục đề án", fix))
    for row in request.rows:
        found += _unfit(row.project, request.dossier)
    return found


def _unfit(project: Project, dossier: RegistrationDossier) -> list[Finding]:
    """Why a project of the request cannot be registered by it; what became of one registered before is none."""
    place = f"Đề án “{project.title}”"
    if project.state in NOT_APPRAISED:
        message = f"Đề án đang ở bước “{project.get_state_display().lower()}”, chưa đạt thẩm định cấp cơ sở."
        fix = "Thẩm định lại, hoặc bỏ đề án khỏi hồ sơ đăng ký."
        return [_wrong("not_appraised", message, place, fix)]
    if (project.purse, project.year) != (dossier.purse, dossier.year):
        plan = f"{project.get_purse_display()} năm {project.year}"
        fix = "Bỏ đề án khỏi hồ sơ này rồi đăng ký ở hồ sơ của kế hoạch ấy."
        return [_wrong("other_plan", f"Đề án nay thuộc kế hoạch {plan}.", place, fix)]
    return []


def _wrong(code: str, message: str, place: str, fix: str) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, message=message, place=place, fix=fix)
