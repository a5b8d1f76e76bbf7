"""What stands in the way of a step of a periodic return."""

from collections.abc import Mapping, Sequence

from django.utils.timezone import localtime

from khuyencong.organisations.models import Agency
from khuyencong.reporting.models import SETTLED, PeriodicReturn, ReturnCell
from khuyencong.reporting.queries.filling import Dossiers, fill_of
from khuyencong.reporting.queries.periodic import children_of, parents_of
from khuyencong.reporting.queries.periodic.checking import Judged, judged_of
from khuyencong.reporting.queries.periodic.sheet import Form, Place, blank, cells_of, form_of, unconfirmed
from khuyencong.rules.findings import Finding, error
from khuyencong.workflow.lifecycle import Act

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
    found = [*unfinished(form, cells), *outdated(form, cells, dossiers)]
    return found or [told(form, each) for each in judged_of(report, form, cells, dossiers) if each.open]


def unfinished(form: Form, cells: Mapping[Place, ReturnCell]) -> list[Finding]:
    """That cells are empty, or hold a number of the system that nobody confirmed."""
    found = []
    if empty := blank(form, cells):
        message = f"Còn {len(empty)} ô trống: {listed(form, empty)}."
        found.append(error("blank", message, "Nhập số; không có gì thì bấm “Ô trống là 0”."))
    if waiting := unconfirmed(form, cells):
        message = f"Còn {len(waiting)} ô hệ thống điền chưa ai xác nhận: {listed(form, waiting)}."
        found.append(error("unconfirmed", message, "Xem từng số rồi bấm “Xác nhận số hệ thống điền”."))
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


def told(form: Form, judged: Judged) -> Finding:
    """A finding of a check rule as an officer reads it."""
    each, line = judged.found, form.by_code.get(judged.found.indicator)
    return Finding(
        code=each.rule,
        severity=each.grade,
        message=f"{each.message} {each.cause}".strip(),
        place=f"Dòng {line.title}" if line is not None else each.indicator,
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


def children_settled(report: PeriodicReturn, act: Act) -> Sequence[Finding]:
    """Every return that goes into it is approved, declared missing, or not owed.

    The agency's row is locked, here and where one below is opened again: of two at once one waits.
    """
    Agency.objects.select_for_update().get(pk=report.agency_id)
    waiting = [each.agency for each in children_of(report).exclude(state__in=SETTLED).select_related("agency")]
    if not waiting:
        return ()
    names = ", ".join(each.name_on(report.ends) for each in waiting[:NAMED])
    more = f" và {len(waiting) - NAMED} đầu mối nữa" if len(waiting) > NAMED else ""
    message = f"Còn {len(waiting)} báo cáo cấp dưới cùng kỳ chưa xong: {names}{more}."
    fix = "Cấp ấy duyệt từng báo cáo, hoặc ghi nhận nợ với báo cáo không nộp; rồi duyệt lại."
    return [error("children_open", message, fix)]


def may_be_locked(report: PeriodicReturn, act: Act) -> Sequence[Finding]:
    """What goes into it is settled, and what it goes into was not settled without it."""
    return children_settled(report, act) or above_not_locked(report, act)


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
