"""The conditions of each step of a change, and at whose desk it waits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from khuyencong.norms.queries import cited
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import leader_desk, ministry_department
from khuyencong.projects.actions.changes import fill
from khuyencong.projects.lifecycle.projects import appraising_desk
from khuyencong.projects.models import ChangePaper, ChangeRequest, Project
from khuyencong.projects.models.states import RUNNING
from khuyencong.projects.queries.changes import (
    followed_with,
    judged,
    let_go_unsigned,
    named_in_order,
    needs_annex,
    only_about,
    passed_by,
    reserve_of,
    spares_of,
    terms_now,
)
from khuyencong.projects.queries.projects import asked_of
from khuyencong.rules.changes import Level, check_signer
from khuyencong.rules.findings import Finding, Severity, error, stops
from khuyencong.rules.stopping import out_of_order
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the department found at the site, and on which day it was there."""

    on: date
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedChange:
    """What was signed: its number, its day, and who signed it."""

    number: str
    on: date
    by: Level


def told(request: ChangeRequest) -> str:
    """The request in one line."""
    words = request.words if request.words.endswith("đề án") else f"{request.words} đề án"
    return f"{words} “{request.project.title}”"


def body_of(request: ChangeRequest) -> Agency:
    """The agency that decides, or lays it before who does."""
    national = request.level in (Level.MINISTRY, Level.MINISTER)
    return ministry_department() if national else request.project.department


def at_its_desk(title: str) -> Callable[[ChangeRequest, date], Waits]:
    """At the desk that writes it."""

    def waits(request: ChangeRequest, on: date) -> Waits:
        return Waits(
            desk=request.desk.code,
            agency=request.agency.code,
            title=f"{title} {told(request)}",
            stake=stake(request),
        )

    return waits


def stake(request: ChangeRequest) -> int:
    """The money it is about, in đồng."""
    return asked_of(request.project)


def at_an_officer(
    title: str, of: Callable[[ChangeRequest], Agency]
) -> Callable[[ChangeRequest, date], Waits | None]:
    """At an officer of that agency."""

    def waits(request: ChangeRequest, on: date) -> Waits | None:
        desk = appraising_desk(of(request), on)
        if desk is None:
            return None
        words = f"{title} {told(request)}"
        return Waits(desk=desk.code, agency=desk.agency.code, title=words, stake=stake(request))

    return waits


def at_the_head(request: ChangeRequest, on: date) -> Waits | None:
    """At the head of the body that decides, until it has been signed."""
    desk = leader_desk(body_of(request), on)
    if desk is None:
        return None
    words = f"Trình ký và ghi quyết định {told(request)}"
    return Waits(desk=desk.code, agency=desk.agency.code, title=words, stake=stake(request))


def complete(request: ChangeRequest, act: Act) -> Sequence[Finding]:
    """Every paper is handed in, the law says who decides, and what is asked can be."""
    lacking = request.papers.filter(state__in=(ChangePaper.State.MISSING, ChangePaper.State.REFUSED))
    missing = [
        error(
            "paper_missing", f"Còn thiếu: {each.title}.", f"Nộp tệp ({each.law}).", f"Giấy tờ {each.position}"
        )
        for each in lacking.defer("content")
    ]
    return [*missing, *stopping(request, act)]


def stopping(request: ChangeRequest, act: Act) -> Sequence[Finding]:
    """What stands against it as project and law are today; nothing where it only warns."""
    if over := not_running(request):
        return over
    if terms_now(request.project) != request.old:
        message = "Đề án đã thay đổi từ khi soạn đề nghị này."
        return [error("outdated", message, "Mở lại đề nghị, xem các ô rồi lưu lại; hoặc bỏ đề nghị.")]
    found = judged(request.project, request.old, request.new, spare=spares_of(request), on=act.on)
    if stops(found.findings):
        return [each for each in found.findings if each.severity is Severity.ERROR]
    asked = {each.project.pk: each.support for each in spares_of(request)}
    if asked != dict(request.substitutes.values_list("project", "support")):
        message = "Số kinh phí của một đề án thay thế đã đổi từ khi soạn."
        return [error("substitute_moved", message, "Trả lại để đơn vị lưu lại đề nghị.", "Đề án thay thế")]
    return ()


def not_running(request: ChangeRequest) -> Sequence[Finding]:
    """Accepted to its end, or stopped, since it was asked: nothing of it can follow any more."""
    state = Project.State(Project.objects.values_list("state", flat=True).get(pk=request.project_id))
    if state in RUNNING:
        return ()
    message = f"Đề án đang ở bước “{state.label.lower()}”, không điều chỉnh được nữa."
    fix = "Không đồng ý, hoặc trả lại để đơn vị bỏ đề nghị; nghiệm thu cuối ghi sai thì đính chính nó trước."
    return [error("not_running", message, fix, "Đề án")]


def checked_there(request: ChangeRequest, act: Act) -> Sequence[Finding]:
    """The department looked at papers, reason and site: Điều 21 khoản 2 điểm b, Thông tư 36/2013/TT-BCT."""
    given = act.given
    if not isinstance(given, Checked) or not given.found.strip():
        about = request.project
        law = cited("kiem-tra-truoc-dieu-chinh", act.on, purse=about.purse, province=about.province_id)
        message = f"Chưa ghi tình hình thực tế tại cơ sở{law}."
        return [error("not_checked", message, "Ghi điều đã thấy.", "Ô “Kết quả kiểm tra”")]
    if given.on > act.on:
        message = f"Ngày kiểm tra {given.on:%d/%m/%Y} chưa đến."
        return [error("future", message, "Ghi sau khi đã kiểm tra.", "Ô “Ngày kiểm tra”")]
    return looked_at(request, act)


def looked_at(request: ChangeRequest, act: Act) -> Sequence[Finding]:
    """Somebody found every paper fine, and what is asked still can be."""
    waiting = request.papers.exclude(state=ChangePaper.State.FINE).defer("content")
    missing = [
        error("paper_not_fine", f"Chưa đánh dấu đạt: {each.title}.", "Xem tệp rồi đánh dấu.", "Giấy tờ")
        for each in waiting
    ]
    return [*missing, *stopping(request, act)]


def settled(request: ChangeRequest, act: Act) -> Sequence[Finding]:
    """Its project was settled: there is nothing left to change."""
    if request.project.state == Project.State.SETTLED:
        return ()
    return [error("running", "Đề án chưa quyết toán xong.", "Quyết định, hoặc bỏ đề nghị.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """The years of a project whose rest a closing took from under the contract: no annex can follow there."""

    years: frozenset[int]


def needs_none(request: ChangeRequest, act: Act) -> Sequence[Finding]:
    """The papers in force say what it decided, or its project goes on no more and nobody signs another.

    Or it is about money alone that a closing took back meanwhile.
    """
    if isinstance(act.given, GivenUp) and only_about(request, act.given.years):
        return ()
    project = Project.objects.get(pk=request.project_id)
    if project.state not in RUNNING or request in followed_with(project):
        return ()
    return [error("annex_due", "Hợp đồng chưa theo quyết định này.", "Ký và ghi phụ lục hợp đồng.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAgain:
    """The years of a project whose rest stands under the contract again, for the closing was undone."""

    years: frozenset[int]


def due_again(request: ChangeRequest, act: Act) -> Sequence[Finding]:
    """Nobody signed its annex, which a closing had made needless, and the papers in force do not say it."""
    project = Project.objects.get(pk=request.project_id)
    again = act.given.years if isinstance(act.given, GivenAgain) else ()
    if project.state in RUNNING and request in let_go_unsigned(project, again):
        return ()
    return [error("annex_there", "Hợp đồng đã theo quyết định này.", "Không phải làm gì thêm.")]


def weighed(request: ChangeRequest, act: Act) -> Sequence[Finding]:
    """It was looked at, and who comes in its place comes in the order of the reserve, or it says why not."""
    passed = passed_by(spares_of(request), reserve_of(request.project, act.by)) if request.stops else []
    said = (request.order_reason or "").strip() and request.passed_over == named_in_order(passed)
    unsaid = [out_of_order(named_in_order(passed))] if passed and not said else []
    return [*looked_at(request, act), *unsaid]


def signed_high_enough(annex: bool) -> Callable[[ChangeRequest, Act], Sequence[Finding]]:
    """It has a number, a day that has come and a signer who may; `annex` as the contract wants it."""

    def when(request: ChangeRequest, act: Act) -> Sequence[Finding]:
        # Claims, acceptances and contracts of the project wait until this is decided.
        Project.objects.select_for_update().get(pk=request.project_id)
        if over := not_running(request):
            return over
        given = act.given
        if not isinstance(given, SignedChange) or not given.number.strip():
            return [error("no_number", "Chưa ghi số quyết định.", "Ghi số như trên văn bản.", "Ô “Số”")]
        if given.on > act.on:
            message = f"Ngày ký {given.on:%d/%m/%Y} chưa đến."
            return [error("future", message, "Chỉ ghi khi đã ký.", "Ô “Ngày ký”")]
        if request.submitted_on is not None and given.on < request.submitted_on:
            message = f"Ngày ký {given.on:%d/%m/%Y} trước ngày gửi đề nghị {request.submitted_on:%d/%m/%Y}."
            return [error("before_asked", message, "Xem lại ngày trên văn bản.", "Ô “Ngày ký”")]
        if low := check_signer(given.by, Level(request.level), request.project.purse, request.law):
            return low
        if needs_annex(request) is not annex:
            message = "Hợp đồng của đề án vừa thay đổi."
            return [error("contract_moved", message, "Tải lại trang rồi ghi lại.")]
        found = judged(request.project, request.old, request.new, spare=spares_of(request), on=act.on)
        level = found.ruling.level
        if level is not None and level.value != request.level:
            message = f"Theo quy định hôm nay việc này do {level.label} quyết định."
            return [error("law_moved", message, "Trả lại để đơn vị gửi lại theo quy định mới.")]
        return looked_at(request, act)

    return when


def pin(request: ChangeRequest, act: Act) -> Mapping[str, object]:
    """Keep who decides by the law of this day."""
    found = judged(request.project, request.old, request.new, spare=spares_of(request), on=act.on)
    fill(request, found)
    request.submitted_on = request.submitted_on or act.on
    return {"changes": request.changes, "level": request.level, "law": request.law}


def keep_check(request: ChangeRequest, act: Act) -> Mapping[str, object]:
    """Keep what was found at the site."""
    request.checked_on, request.checked = act.given.on, act.given.found.strip()
    return {"checked_on": request.checked_on}
