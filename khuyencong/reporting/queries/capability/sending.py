"""Papers that were sent: in time, and right as they came."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from khuyencong.ledger.models import Claim
from khuyencong.projects.models import ProgressReport, Project, RegistrationDossier
from khuyencong.projects.queries.progress import dues_of
from khuyencong.reporting.queries.capability.trail import (
    ENDS_JUDGING,
    JUDGED_RIGHT,
    JUDGED_WRONG,
    SENT,
    Told,
    Trail,
)
from khuyencong.rules.capability import Counts, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """An event and who it is held to: an implementing unit, a department, or both."""

    event: Event
    unit: int | None = None
    department: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Whose a project is."""

    unit: int
    department: int


Places = Mapping[int, Place]


def places_of_projects() -> dict[int, Place]:
    """Every project with its unit and its department; one SELECT."""
    rows = Project.objects.order_by().values_list("pk", "agency", "department")
    return {key: Place(unit=unit, department=department) for key, unit, department in rows}


def monthly(trail: Trail) -> Iterator[Happened]:
    """Every month's report that was due: in time or not. What was let off, or is not due yet, is no event."""
    columns = ("pk", "month", "project__purse", "project__province", "agency")
    rows = list(ProgressReport.objects.filter(created_at__lte=trail.known).order_by("pk").values_list(*columns))
    dues = dues_of({(month, purse, province) for _, month, purse, province, _ in rows})
    for key, month, purse, province, unit in rows:
        due = dues[month, purse, province]
        sent = trail.first("progress", key, "progress.send")
        dropped = trail.first("progress", key, "progress.drop") is not None
        if due is None or (sent is None and (dropped or due.last >= trail.day)):
            continue
        came = f"gửi ngày {sent:%d/%m/%Y}" if sent is not None else "chưa gửi"
        event = Event(
            key=f"progress:{key}:sent",
            counts=Counts.MONTHLY,
            on=due.last,
            value=int(sent is not None and sent <= due.last),
            words=f"Báo cáo tháng {month:%m/%Y}: {came}, hạn {due.last:%d/%m/%Y}",
        )
        yield Happened(event=event, unit=unit)


def right_first(trail: Trail, places: Places) -> Iterator[Happened]:
    """Of every project and claim that was judged: whether its first judgement found it right as it came."""
    claims = dict(Claim.objects.order_by().values_list("pk", "project"))
    for kind, called in (("project", "Đề án"), ("claim", "Đề nghị kinh phí")):
        for key, rows in trail.kinds(kind):
            first = _first_judgement(rows)
            project = key if kind == "project" else claims.get(key)
            if first is None or project is None or project not in places:
                continue
            right = first.name in JUDGED_RIGHT
            found = "được nhận ngay" if right else "bị trả lại"
            event = Event(
                key=f"{kind}:{key}:right",
                counts=Counts.RIGHT_FIRST,
                on=first.on,
                value=int(right),
                words=f"{called}: lần xem xét đầu tiên, ngày {first.on:%d/%m/%Y}, {found}",
            )
            yield Happened(event=event, unit=places[project].unit)


def _first_judgement(rows: Sequence[Told]) -> Told | None:
    """The first judgement after it was first sent, where that was about the file."""
    sent = False
    for row in rows:
        if row.name in SENT:
            sent = True
        elif sent and row.name in ENDS_JUDGING:
            return row if row.name in JUDGED_RIGHT | JUDGED_WRONG else None
    return None


def requests(trail: Trail) -> Iterator[Happened]:
    """Every yearly request that was received or sent back: in time, and taken as it came."""
    columns = ("pk", "year", "number", "agency", "due_on", "late_days")
    for key, year, number, agency, due, late in RegistrationDossier.objects.order_by("pk").values_list(
        *columns
    ):
        judged = ("registration.return", "registration.receive")
        first = next((row for row in trail.of("registration", key) if row.name in judged), None)
        if first is None:
            continue
        right = first.name == "registration.receive"
        came = "nhận ngay" if right else "trả lại để bổ sung"
        when = f"muộn {late} ngày so với hạn {due:%d/%m/%Y}" if late and due else "đúng hạn"
        event = Event(
            key=f"registration:{key}:received",
            counts=Counts.REQUESTS,
            on=first.on,
            value=int(right and not late),
            words=f"Hồ sơ đăng ký kế hoạch {year}, lần {number}: {when}, {came} ngày {first.on:%d/%m/%Y}",
        )
        yield Happened(event=event, department=agency)


def days_to_judge(trail: Trail, places: Places) -> Iterator[Happened]:
    """Every sending of a project to its department, and after how many days it was concluded or sent back."""
    for project, rows in trail.kinds("project"):
        if project not in places:
            continue
        sent: Told | None = None
        for row in rows:
            if row.name == "project.submit":
                sent = row
            elif sent is not None and row.name in ENDS_JUDGING:
                if row.name != "project.withdraw":
                    yield _judged(project, sent, places[project].department, trail, row)
                sent = None
        if sent is not None:
            yield _judged(project, sent, places[project].department, trail)


def _judged(project: int, sent: Told, department: int, trail: Trail, end: Told | None = None) -> Happened:
    last = end.on if end is not None else trail.cut
    days = max((last - sent.on).days, 0)
    ended = f"kết luận ngày {last:%d/%m/%Y}" if end is not None else "chưa kết luận"
    event = Event(
        key=f"project:{project}:judged-{sent.sequence}",
        counts=Counts.DAYS_TO_JUDGE,
        on=last,
        value=days,
        words=f"Đề án nhận ngày {sent.on:%d/%m/%Y}, {ended}: {days} ngày",
        running=end is None,
    )
    return Happened(event=event, department=department)
