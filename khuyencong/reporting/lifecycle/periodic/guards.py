"""What stands in the way of a step of a periodic return."""

from collections.abc import Mapping, Sequence

from django.utils.timezone import localtime

from khuyencong.organisations.models import Agency
from khuyencong.reporting.models import SETTLED, PeriodicReturn, ReturnCell
from khuyencong.reporting.queries.filling import Dossiers, fill_of
from khuyencong.reporting.queries.periodic import children_of, parents_of
from khuyencong.reporting.queries.periodic.apart import apart_from
from khuyencong.reporting.queries.periodic.asked_again import again_of
from khuyencong.reporting.queries.periodic.checking import Judged, judged_of
from khuyencong.reporting.queries.periodic.sheet import (
    Form,
    Place,
    blank,
    cells_of,
    changed_since,
    form_of,
    unconfirmed,
)
from khuyencong.reporting.queries.periodic.words import unreasoned
from khuyencong.rules.findings import Finding, Severity, error
from khuyencong.rules.validity import in_force
from khuyencong.workflow.lifecycle import Act

Life = PeriodicReturn.State
BEGUN = (Life.DRAFT, Life.SUBMITTED, Life.RETURNED, Life.WITHDRAWN)
"""Where somebody is at work on it and it was not opened again."""
MOST = 8
"""How many lines a sentence names before it only counts them."""
NAMED = 5
"""How many agencies a sentence names before it only counts them."""


def is_open(report: PeriodicReturn, act: Act) -> Sequence[Finding]:
    """The period has come far enough."""
    if act.on >= report.opens_on:
        return ()
    message = f"Báo cáo {report.period.label} mở từ ngày {report.opens_on:%d/%m/%Y}."
    return [error("not_open_yet", message, "Quay lại từ ngày ấy; hệ thống tự đưa vào hộp việc.")]


def ready(report: PeriodicReturn, act: Act) -> Sequence[Finding]:
    """Every cell says something, somebody looked at it, the books still say so, and no finding stands open."""
    if early := is_open(report, act):
        return early
    form, cells, dossiers = form_of(report), cells_of(report), Dossiers(report, act.at)
    if unseen := not_shown(form, cells, act):
        return unseen
    found = [*unfinished(form, cells), *outdated(form, cells, dossiers)]
    judged = [told(each) for each in judged_of(report, form, cells, dossiers) if each.open]
    apart = [each.finding for each in apart_from(report) if each.final]
    return found or [*judged, *apart, *unanswered(report, act)]


def unanswered(report: PeriodicReturn, act: Act) -> list[Finding]:
    """That it was sent back with a reason, and goes up again without a word about it."""
    asked = again_of(report).asked
    if not asked or act.reason.strip():
        return []
    message = f"{asked[0].person_name} trả lại với lời: “{asked[0].reason}”. Chưa có câu trả lời."
    fix = "Ghi một câu: đã sửa gì, hoặc vì sao giữ nguyên; nơi trả lại đọc được."
    return [error("not_answered", message, fix, "Ô “Trả lời”")]


def still_right(report: PeriodicReturn, act: Act) -> Sequence[Finding]:
    """The books and the returns below still say what was handed up: what moved since is told by name."""
    form, cells, dossiers = form_of(report), cells_of(report), Dossiers(report, act.at)
    if unseen := not_shown(form, cells, act):
        return unseen
    found = outdated(form, cells, dossiers)
    judged = [each for each in judged_of(report, form, cells, dossiers) if each.open]
    found += [told(each) for each in judged if each.found.grade is Severity.ERROR]
    return [*newer_below(report, cells), *found] if found else []


def may_be_signed(report: PeriodicReturn, act: Act) -> Sequence[Finding]:
    """The same, and no approved return of another kind of period says otherwise: it would not be approved."""
    return still_right(report, act) or [each.finding for each in apart_from(report) if each.final]


def not_shown(form: Form, cells: Mapping[Place, ReturnCell], act: Act) -> list[Finding]:
    """What was written since the page she decides from was opened; `given` is the mark it carried, if any."""
    return changed_since(act.given, form, cells) if isinstance(act.given, int) else []


def newer_below(report: PeriodicReturn, cells: Mapping[Place, ReturnCell]) -> list[Finding]:
    """Which returns below were approved after the last number of this one was written."""
    written = max((each.at for each in cells.values()), default=None)
    if written is None:
        return []
    since = children_of(report).filter(state=PeriodicReturn.State.APPROVED, approved_at__gte=written)
    names = [each.agency.name_on(report.ends) for each in since.select_related("agency")]
    if not names:
        return []
    message = f"Báo cáo cấp dưới được duyệt sau khi báo cáo này ghi số: {named(names)}."
    return [error("below_changed", message, "Trả lại báo cáo này để cơ quan nộp điền lại từ hồ sơ.")]


def named(names: Sequence[str]) -> str:
    """The first of some agencies, and how many more."""
    more = f" và {len(names) - NAMED} đầu mối nữa" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


def unfinished(form: Form, cells: Mapping[Place, ReturnCell]) -> list[Finding]:
    """That cells are empty, hold a number nobody confirmed, or another than the system's without a reason."""
    found = []
    if empty := blank(form, cells):
        message = f"Còn {len(empty)} ô trống: {listed(form, empty)}."
        found.append(error("blank", message, "Nhập số; không có gì thì bấm “Ô trống là 0”."))
    if waiting := unconfirmed(form, cells):
        message = f"Còn {len(waiting)} ô hệ thống điền chưa ai xác nhận: {listed(form, waiting)}."
        found.append(error("unconfirmed", message, "Xem từng số rồi bấm “Xác nhận số hệ thống điền”."))
    if bare := unreasoned(form, cells):
        message = f"Còn {len(bare)} số nhập tay khác số hệ thống tính, chưa có lý do: {listed(form, bare)}."
        found.append(error("reason_missing", message, "Ghi lý do ở ô ấy, hoặc nhận số hệ thống tính."))
    return found


def outdated(form: Form, cells: Mapping[Place, ReturnCell], dossiers: Dossiers) -> list[Finding]:
    """That dossiers or ledger say something else than when the return was filled."""
    made = fill_of(dossiers, form.lines, form.purses)
    moved = [
        each for each in form.places if each in made and each in cells and cells[each].filled != made[each]
    ]
    if not moved:
        return []
    message = f"Hồ sơ, sổ cái đã đổi từ khi điền: {listed(form, moved)}."
    return [error("outdated", message, "Bấm “Điền lại từ hồ sơ”, rồi xem các ô vừa đổi.")]


def told(judged: Judged) -> Finding:
    """A finding of a check rule as an officer reads it."""
    each = judged.found
    return Finding(
        code=each.rule,
        severity=each.grade,
        message=f"{each.message} {each.cause}".strip(),
        place=judged.place,
        fix=each.fix or "Sửa số, giải trình ở ô, hoặc bỏ qua có lý do.",
    )


def listed(form: Form, places: Sequence[Place]) -> str:
    """The lines of some cells in words."""
    lines = list(dict.fromkeys(code for code, _ in places))
    names = [form.by_code[code].number or form.by_code[code].name for code in lines if code in form.by_code]
    more = f" và {len(names) - MOST} dòng nữa" if len(names) > MOST else ""
    return f"dòng {', '.join(names[:MOST])}{more}"


def is_overdue(report: PeriodicReturn, act: Act) -> Sequence[Finding]:
    """Nobody owes what is not due yet, nor what was approved once."""
    if report.approved_at is not None:
        message = (
            f"Báo cáo đã được duyệt ngày {localtime(report.approved_at):%d/%m/%Y} rồi mở lại, không phải là nợ."
        )
        return [error("approved_once", message, "Đôn đốc cơ quan nộp trình lại bản đã sửa.")]
    if report.due_on is None:
        message = "Không văn bản nào trong danh mục ghi hạn nộp báo cáo này, nên chưa thể ghi nhận nợ."
        return [error("no_due_day", message, "Đề xuất ghi hạn vào danh mục Kỳ báo cáo, hoặc đôn đốc.")]
    if act.on > report.due_on:
        return ()
    message = f"Chưa quá hạn: báo cáo còn được nộp đến hết ngày {report.due_on:%d/%m/%Y}."
    return [error("not_overdue", message, "Đôn đốc trước; ghi nhận nợ từ ngày sau hạn.")]


def has_ended(report: PeriodicReturn) -> bool:
    """Whether the register does not hold its agency on the period's last day."""
    return not in_force(report.agency.since, report.agency.until, report.ends)


def may_be_dropped(report: PeriodicReturn, act: Act) -> Sequence[Finding]:
    """One that was begun is owed, unless its agency turns out to have ended: the heir returns then."""
    if report.state == PeriodicReturn.State.EXPECTED:
        return ()
    if report.first_sent_at is not None:
        message = "Báo cáo đã gửi lên cấp trên, không ghi là không phải nộp được."
        return [error("sent_once", message, "Trả lại để sửa, hoặc ghi nhận nợ nếu quá hạn.")]
    if has_ended(report):
        return ()
    message = "Báo cáo đã lập, và cơ quan nộp còn trong sổ đăng ký đến ngày cuối kỳ."
    return [error("begun", message, "Để cơ quan nộp gửi, hoặc ghi nhận nợ nếu quá hạn.")]


def children_settled(report: PeriodicReturn, act: Act) -> Sequence[Finding]:
    """Every return that goes into it is approved, declared missing, or not owed.

    The agency's row is locked, here and where one below is opened again: of two at once one waits.
    """
    Agency.objects.select_for_update().get(pk=report.agency_id)
    waiting = [each.agency for each in children_of(report).exclude(state__in=SETTLED).select_related("agency")]
    if not waiting:
        return ()
    names = named([each.name_on(report.ends) for each in waiting])
    message = f"Còn {len(waiting)} báo cáo cấp dưới cùng kỳ chưa xong: {names}."
    fix = "Cấp ấy duyệt từng báo cáo, hoặc ghi nhận nợ với báo cáo không nộp; rồi duyệt lại."
    return [error("children_open", message, fix)]


def may_be_locked(report: PeriodicReturn, act: Act) -> Sequence[Finding]:
    """What goes into it is settled, and what it goes into was not settled without it."""
    return children_settled(report, act) or above_not_locked(report, act)


def may_be_approved(report: PeriodicReturn, act: Act) -> Sequence[Finding]:
    """The same, and what was handed up is still right: this is what is locked."""
    return may_be_locked(report, act) or still_right(report, act)


def may_be_kept(report: PeriodicReturn, act: Act) -> Sequence[Finding]:
    """There is an approved version, all it rests on still says the same, and nothing was locked without it."""
    if report.approved_at is None:
        message = "Báo cáo chưa được duyệt lần nào, nên không có bản đã duyệt để giữ."
        return [error("never_approved", message, "Xem rồi duyệt, hoặc chờ cơ quan nộp trình lại.")]
    return may_be_locked(report, act) or children_unchanged(report)


def children_unchanged(report: PeriodicReturn) -> Sequence[Finding]:
    """Nothing below was approved since: the approved version was made without it."""
    since = children_of(report).filter(state=PeriodicReturn.State.APPROVED, approved_at__gt=report.approved_at)
    newer = [each.agency.name_on(report.ends) for each in since.select_related("agency")]
    if not newer:
        return ()
    more = f" và {len(newer) - NAMED} đầu mối nữa" if len(newer) > NAMED else ""
    message = (
        f"Từ khi bản này được duyệt, báo cáo cấp dưới của {', '.join(newer[:NAMED])}{more} đã được duyệt lại."
    )
    fix = "Bản cũ không còn bằng cộng cấp dưới: để cơ quan nộp điền lại rồi trình bản mới."
    return [error("children_newer", message, fix)]


def above_not_locked(report: PeriodicReturn, act: Act) -> Sequence[Finding]:
    """The return it goes into is not approved: else that would say something its parts no longer say."""
    Agency.objects.select_for_update().get(pk=report.to_id)
    parent = (
        parents_of(report).filter(state=PeriodicReturn.State.APPROVED).select_related("agency", "to").first()
    )
    if parent is None:
        return ()
    message = (
        f"Báo cáo cùng kỳ của {parent.agency.name_on(parent.ends)} đã được duyệt và khóa, "
        "nên báo cáo cấp dưới không thay đổi được nữa."
    )
    fix = f"Lãnh đạo {parent.to.name_on(act.on)} mở lại báo cáo ấy trước."
    return [error("above_locked", message, fix)]
