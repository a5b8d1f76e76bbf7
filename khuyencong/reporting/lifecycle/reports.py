"""The life of a report on its way out: one prepares, another issues."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import leader_desk
from khuyencong.places.queries import region_on
from khuyencong.reporting import permissions
from khuyencong.reporting.actions.conference import keep_conference
from khuyencong.reporting.actions.reports import issue_report, known_ahead, nothing_to_report, waiver_findings
from khuyencong.reporting.models import ReportRequest
from khuyencong.reporting.queries.conference import ConferenceReport
from khuyencong.reporting.queries.report import RegionalReport
from khuyencong.rules.findings import BlockedError, Finding, Severity
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = ReportRequest.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What is given to issue a request: the report as it was prepared, its files, and why despite errors.

    A conference report comes with itself and its slides besides; `report` has the findings of its sentences.
    """

    report: RegionalReport
    xlsx: bytes
    docx: bytes
    waiver: str = ""
    conference: ConferenceReport | None = None
    pptx: bytes = b""


def told(request: ReportRequest) -> str:
    """The report in one line."""
    about = "hội nghị, " if request.kind == ReportRequest.Kind.CONFERENCE else ""
    return f"{about}{request.region.name} năm {request.year}, số liệu đến {request.cut:%d/%m/%Y}"


def at_its_desk(request: ReportRequest, on: date) -> Waits:
    """Back at the desk that prepared it."""
    return Waits(
        desk=request.desk.code, agency=request.agency.code, title=f"Sửa báo cáo bị trả lại: {told(request)}"
    )


def at_the_leader(request: ReportRequest, on: date) -> Waits | None:
    """At the head of the department."""
    desk = leader_desk(request.agency, on)
    if desk is None:
        return None
    title = f"Phát hành hoặc trả lại báo cáo: {told(request)}"
    return Waits(desk=desk.code, agency=request.agency.code, title=title)


def fit_to_hand_up(request: ReportRequest, act: Act) -> Sequence[Finding]:
    """The report has figures, and nothing can come into it any more; given is the report as built now."""
    return known_ahead(act.given, act.at) or nothing_to_report(act.given)


def fit_to_go_out(request: ReportRequest, act: Act) -> Sequence[Finding]:
    """The report has figures that stay, and its errors are mended or waived in writing."""
    issue: Issue = act.given
    if (issue.conference is None) != (request.kind == ReportRequest.Kind.PLAIN):
        return [another_kind()]
    return (
        known_ahead(issue.report, act.at)
        or nothing_to_report(issue.report)
        or waiver_findings(issue.report, by=act.by, waiver=issue.waiver)
    )


def freeze(request: ReportRequest, act: Act) -> Mapping[str, object]:
    """From now on the request shows the figures as the report it was handed up with knew them."""
    report: RegionalReport = act.given
    request.known_at = report.query.known_at
    return {"known_at": request.known_at.isoformat(), "open_errors": report.open_errors}


def issue(request: ReportRequest, act: Act) -> Mapping[str, object]:
    """Keep the files as they go out."""
    given: Issue = act.given
    request.issued = issue_report(
        report=given.report, xlsx=given.xlsx, docx=given.docx, by=act.by, at=act.at, waiver=given.waiver
    )
    if given.conference is not None:
        keep_conference(report=request.issued, conference=given.conference, pptx=given.pptx)
    return {
        "report": request.issued.pk,
        "docx": request.issued.digest,
        "open_errors": request.issued.open_errors,
    }


REPORT = Lifecycle(
    kind="report_request",
    title="Phát hành báo cáo vùng",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang soạn", owner="Bàn soạn báo cáo", waits=at_its_desk),
        State(code=Life.SUBMITTED, label="Đã trình, chờ phát hành", owner="Lãnh đạo Cục", waits=at_the_leader),
        State(code=Life.RETURNED, label="Trả lại để sửa", owner="Bàn soạn báo cáo", waits=at_its_desk),
        State(code=Life.ISSUED, label="Đã phát hành"),
        State(code=Life.WITHDRAWN, label="Đã rút"),
    ),
    transitions=(
        Transition(
            name="report.submit",
            title="Trình báo cáo",
            sources=frozenset({Life.DRAFT, Life.RETURNED}),
            target=Life.SUBMITTED,
            who=permissions.prepares,
            by="Bàn soạn",
            when=fit_to_hand_up,
            effect=freeze,
        ),
        Transition(
            name="report.issue",
            title="Phát hành báo cáo",
            sources=frozenset({Life.SUBMITTED}),
            target=Life.ISSUED,
            who=permissions.issues,
            by="Lãnh đạo Cục, không phải người trình",
            when=fit_to_go_out,
            effect=issue,
            unlike=frozenset({"report.submit"}),
            decision=True,
        ),
        Transition(
            name="report.return",
            title="Trả lại báo cáo",
            sources=frozenset({Life.SUBMITTED}),
            target=Life.RETURNED,
            who=permissions.issues,
            by="Lãnh đạo Cục",
            needs_reason=True,
        ),
        Transition(
            name="report.withdraw",
            title="Rút báo cáo đã trình",
            sources=frozenset({Life.DRAFT, Life.SUBMITTED, Life.RETURNED}),
            target=Life.WITHDRAWN,
            who=permissions.prepares,
            by="Bàn soạn",
        ),
    ),
    title_of=told,
    agency_of=lambda request: request.agency.code,
)


@transaction.atomic
def request_report(
    *, report: RegionalReport, note: str, act: Act, kind: str = ReportRequest.Kind.PLAIN
) -> ReportRequest:
    """Hand a report up to be issued; PermissionDenied, or BlockedError when it is empty or waits already."""
    by: Actor = act.by
    if by.desk is None or by.agency is None or not permissions.may_prepare(by):
        raise PermissionDenied
    query = report.query
    request = ReportRequest.objects.create(
        kind=kind,
        region_id=region_on(query.region, query.target).id,
        year=query.year,
        cut=query.cut,
        borders=query.borders,
        known_at=query.known_at,
        note=note.strip(),
        agency=by.agency,
        desk=by.desk,
        prepared_by=by.account,
        prepared_at=act.at,
    )
    try:
        with transaction.atomic():
            submit = Act(by=by, at=act.at, reason=note, given=report)
            handed: ReportRequest = REPORT.perform("report.submit", request, submit)
    except IntegrityError as error:
        raise BlockedError(waits_already()) from error
    return handed


def waits_already() -> Finding:
    """What is read when the same report was handed up before and is still under way."""
    return Finding(
        code="waits_already",
        severity=Severity.ERROR,
        message="Báo cáo này đã được trình và đang chờ.",
        fix="Mở danh sách báo cáo để xem tờ trình đang chờ; muốn trình bản khác thì rút bản ấy trước.",
    )


def another_kind() -> Finding:
    """What is read when files of one kind come for a request of the other."""
    return Finding(
        code="another_kind",
        severity=Severity.ERROR,
        message="Tệp đưa lên không phải của loại báo cáo đã trình.",
        fix="Mở lại tờ trình rồi phát hành từ đó.",
    )
