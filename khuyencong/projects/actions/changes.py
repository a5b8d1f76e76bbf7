"""Asking for a change: what is to be different, why, with which papers, and what comes in its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, localtime

from khuyencong.norms.queries import cited
from khuyencong.organisations.actors import Actor
from khuyencong.projects import permissions
from khuyencong.projects.actions.papers import keep_file
from khuyencong.projects.models import (
    ChangePaper,
    ChangeRequest,
    ChangeSubstitute,
    Project,
)
from khuyencong.projects.models.states import RUNNING
from khuyencong.projects.queries.changes import (
    UNFIT,
    Judged,
    Spare,
    judged,
    named_in_order,
    passed_by,
    reserve_of,
    spares_now,
    terms_now,
)
from khuyencong.rules.change_terms import Course, Terms
from khuyencong.rules.findings import BlockedError, error, stops
from khuyencong.rules.stopping import out_of_order
from khuyencong.workflow.actions import Dossier, locked, record

WRITABLE = (ChangeRequest.State.DRAFT, ChangeRequest.State.RETURNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How the project is to be afterwards, why, and which projects of the reserve are to come in its place."""

    after: Terms
    reason: str
    substitutes: Sequence[Project] = ()


@transaction.atomic
def ask_change(project: Project, wanted: Wanted, *, by: Actor, at: datetime) -> ChangeRequest:
    """Begin a request. PermissionDenied or BlockedError."""
    row = Project.objects.select_for_update().get(pk=project.pk)
    may_stop_only = not permissions.drafts(by, row)
    if by.agency is None or by.desk is None or not permissions.may_ask_change(by, row):
        raise PermissionDenied
    if row.state not in RUNNING:
        message = f"Đề án đang ở bước “{row.get_state_display().lower()}”, không điều chỉnh được."
        raise BlockedError(error("not_running", message, "Xem hồ sơ đề án."))
    stays(wanted, row, may_stop_only=may_stop_only, on=localdate(at))
    request = ChangeRequest(
        project=row,
        agency=by.agency,
        desk=by.desk,
        author=by.account,
        created_at=at,
        made_up=row.made_up,
    )
    return kept(request, wanted, "change.begin", "Soạn đề nghị", by=by, at=at)


@transaction.atomic
def rewrite_change(request: ChangeRequest, wanted: Wanted, *, by: Actor, at: datetime) -> ChangeRequest:
    """Ask for something else, while it is hers to write. PermissionDenied or BlockedError."""
    row = writable(request, by)
    stays(wanted, row.project, may_stop_only=not permissions.drafts(by, row.project), on=localdate(at))
    return kept(row, wanted, "change.rewrite", "Sửa đề nghị", by=by, at=at)


def stays(wanted: Wanted, project: Project, *, may_stop_only: bool, on: date) -> None:
    """A unit asks for what it needs; who makes the plan puts a stop forward, and only that."""
    if not may_stop_only and wanted.after.violation:
        message = "Ngừng vì sai phạm do nơi lập kế hoạch đề xuất, không do đơn vị thực hiện."
        raise BlockedError(error("not_hers", message, "Chọn “Ngừng đề án”.", "Ô “Việc”"))
    if may_stop_only and wanted.after.course is not Course.STOPPED:
        message = "Nơi lập kế hoạch chỉ đề xuất ngừng; điều chỉnh khác do đơn vị thực hiện đề nghị."
        raise BlockedError(error("not_hers", message, "Chọn ngừng, hoặc báo đơn vị thực hiện.", "Ô “Việc”"))
    if not wanted.reason.strip():
        law = cited("ly-do-dieu-chinh", on, purse=project.purse, province=project.province_id)
        message = f"Đề nghị phải nêu rõ lý do{law}."
        raise BlockedError(error("reason_missing", message, "Ghi lý do.", "Ô “Lý do”"))


def kept(
    request: ChangeRequest, wanted: Wanted, name: str, title: str, *, by: Actor, at: datetime
) -> ChangeRequest:
    """Write down what is asked and what follows from it by the law of today."""
    project, named = request.project, spares_now(wanted.substitutes)
    before = terms_now(project)
    found = judged(project, before, wanted.after, spare=named, on=localtime(at).date())
    if unfit := [each for each in found.findings if each.code in UNFIT]:
        raise BlockedError(*unfit)
    request.before, request.after = before.data, wanted.after.data
    request.reason = wanted.reason.strip()
    request.passed_over = request.order_reason = None  # said by who weighs it, of the choice that she makes
    fill(request, found)
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError as caught:
        message = "Đề án đang có một đề nghị điều chỉnh chưa xong."
        raise BlockedError(error("change_open", message, "Mở đề nghị ấy, hoặc chờ nó xong.")) from caught
    name_substitutes(request, named)
    ask_papers(request, found)
    after = {
        "changes": request.changes,
        "level": request.level,
        "substitutes": [each.project.pk for each in named],
    }
    tell(name, title, request, after, by=by, at=at, reason=request.reason)
    return request


def fill(request: ChangeRequest, found: Judged) -> None:
    """Put what follows by the law into a request, unsaved."""
    request.changes = [each.value for each in found.changes]
    request.level = found.ruling.level.value if found.ruling.level is not None else ""
    request.decided_by, request.law = found.ruling.who[:200], found.ruling.law[:500]
    request.confirmed = found.confirmed


@transaction.atomic
def choose_substitutes(
    request: ChangeRequest, projects: Sequence[Project], *, by: Actor, at: datetime, reason: str = ""
) -> ChangeRequest:
    """Say what comes for one that stops, while it is being weighed. PermissionDenied or BlockedError.

    `reason` says why not in the order of the reserve list, where it is not.
    """
    row = locked(request)
    if not permissions.weighs_change(by, row):
        raise PermissionDenied
    if row.state != ChangeRequest.State.CONFIRMED or not row.stops:
        message = (
            f"Đề nghị đang ở bước “{row.get_state_display().lower()}”, không chọn đề án thay thế lúc này được."
        )
        raise BlockedError(error("not_now", message, "Tải lại trang để xem như hiện nay."))
    named = spares_now(projects)
    found = judged(row.project, row.old, row.new, spare=named, on=localtime(at).date())
    if stops(found.findings):
        raise BlockedError(*found.findings)
    passed = passed_by(named, reserve_of(row.project, by))
    if passed and not reason.strip():
        raise BlockedError(out_of_order(named_in_order(passed)))
    row.passed_over = named_in_order(passed) or None
    row.order_reason = reason.strip() if passed else None
    fill(row, found)
    row.save()
    name_substitutes(row, named)
    after: dict[str, object] = {"changes": row.changes, "substitutes": [each.project.pk for each in named]}
    tell("change.substitutes", "Chọn đề án thay thế", row, after, by=by, at=at, reason=row.order_reason or "")
    return row


def name_substitutes(request: ChangeRequest, named: Sequence[Spare]) -> None:
    """The projects that are to come, in the order of the reserve list."""
    unpaid = [each for each in named if not each.support]
    if unpaid:
        message = f"“{unpaid[0].project.title}” không xin kinh phí của năm này."
        raise BlockedError(error("asks_nothing", message, "Chọn đề án khác.", "Đề án thay thế"))
    request.substitutes.all().delete()
    ChangeSubstitute.objects.bulk_create(
        ChangeSubstitute(request=request, project=each.project, position=position, support=each.support)
        for position, each in enumerate(named, start=1)
    )


def ask_papers(request: ChangeRequest, found: Judged) -> None:
    """The papers that the changes need; what was handed in and is still wanted stays."""
    wanted = [(title[:300], law[:200]) for title, law in found.ruling.papers]
    standing = {each.title: each for each in request.papers.defer("content")}
    if list(standing) == [title for title, _ in wanted]:
        return
    for title, row in standing.items():
        if title not in dict(wanted):
            row.delete()
    first = 1 + max((each.position for each in request.papers.defer("content")), default=0)
    ChangePaper.objects.bulk_create(
        ChangePaper(request=request, position=position, title=title, law=law)
        for position, (title, law) in enumerate(
            (each for each in wanted if each[0] not in standing), start=first
        )
    )


@transaction.atomic
def hand_in_change(
    paper: ChangePaper, *, name: str, media_type: str, content: bytes, by: Actor, at: datetime
) -> ChangePaper:
    """Keep the file of a paper; the trail keeps the hash of the one before. The door judged the file."""
    request = writable(paper.request, by)
    row = request.papers.select_for_update().get(pk=paper.pk)
    before = row.sha256
    kept = keep_file(row, name=name, media_type=media_type, content=content)
    if row.sha256 == before:
        return row
    row.author, row.at, row.state = by.account, at, ChangePaper.State.HANDED
    row.checked_by, row.checked_at, row.note = None, None, ""
    row.save()
    after: dict[str, object] = {"paper": row.position, **kept}
    tell("change.paper", f"Nộp giấy tờ: {row.title}", request, after, by=by, at=at)
    return row


@transaction.atomic
def judge_change_paper(paper: ChangePaper, *, fine: bool, note: str, by: Actor, at: datetime) -> ChangePaper:
    """Say whether a paper will do, with words where it will not. PermissionDenied or BlockedError."""
    request = locked(paper.request)
    if not judges(by, request):
        raise PermissionDenied
    row = request.papers.select_for_update().get(pk=paper.pk)
    if row.state == ChangePaper.State.MISSING:
        raise BlockedError(error("not_there", "Giấy tờ này chưa nộp.", "Trả lại để bổ sung."))
    if row.author_id == by.account.pk:
        message = "Người nộp giấy tờ không tự đánh giá giấy tờ ấy."
        raise BlockedError(error("own_work", message, "Nhờ một người khác xem."))
    if not fine and not note.strip():
        place = f"Giấy tờ “{row.title}”, ô “Ý kiến”"
        raise BlockedError(error("no_words", "Chưa đạt thì phải ghi vì sao.", "Ghi phải sửa gì.", place))
    row.state = ChangePaper.State.FINE if fine else ChangePaper.State.REFUSED
    row.note, row.checked_by, row.checked_at = note.strip(), by.account, at
    row.save(update_fields=["state", "note", "checked_by", "checked_at"])
    after: dict[str, object] = {"paper": row.position, "state": row.state, "note": row.note}
    tell("change.judge", f"Xem giấy tờ: {row.title}", request, after, by=by, at=at)
    return row


def judges(by: Actor, request: ChangeRequest) -> bool:
    """Whether she looks at papers now: who confirms, then who weighs."""
    if request.state == ChangeRequest.State.SUBMITTED:
        return permissions.confirms_change(by, request)
    return request.state == ChangeRequest.State.CONFIRMED and permissions.weighs_change(by, request)


def writable(request: ChangeRequest, by: Actor) -> ChangeRequest:
    """The request locked, while it is hers to write. PermissionDenied or BlockedError."""
    row = locked(request)
    if not permissions.writes_change(by, row):
        raise PermissionDenied
    if row.state not in WRITABLE:
        message = f"Đề nghị đang ở bước “{row.get_state_display().lower()}”, không sửa được."
        raise BlockedError(error("not_draft", message, "Nhờ trả lại để sửa."))
    return row


def tell(
    name: str,
    title: str,
    request: ChangeRequest,
    after: dict[str, object],
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> None:
    """One line of the trail."""
    about = Dossier(kind="change", key=str(request.pk), agency=request.agency.code)
    record(
        name, f"{title}: {request.project.title}", about=about, by=by, at=at, after=after, reason=reason[:2000]
    )
