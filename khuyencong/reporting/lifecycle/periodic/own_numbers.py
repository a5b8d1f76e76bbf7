"""Who put a number that stands in a return neither signs nor approves it, and reads who may instead."""

from khuyencong.organisations.models import Agency
from khuyencong.organisations.roles import Permission
from khuyencong.reporting.lifecycle.periodic.guards import listed
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.periodic import seats_that
from khuyencong.reporting.queries.periodic.sheet import form_of
from khuyencong.reporting.queries.periodic.words import writers_of
from khuyencong.rules.findings import Finding, error
from khuyencong.workflow.lifecycle import Act, OwnHand

MOST = 3
"""How many people a sentence names."""


def writers(report: PeriodicReturn) -> set[str]:
    """Who wrote or confirmed what stands in the present revision, as the trail names people."""
    return {str(each) for each in writers_of(report)}


def not_signed(report: PeriodicReturn, act: Act) -> Finding:
    """What a leader reads who would sign her own numbers."""
    way_out = (
        "Cơ quan không còn lãnh đạo nào khác: trả lại người lập, để một cán bộ xem từng số rồi bấm "
        "“Nhận số lãnh đạo ghi” và trình lại."
    )
    return told(report, act, "ký", Permission.PERIODIC_SIGN, report.agency, way_out)


def not_approved(report: PeriodicReturn, act: Act) -> Finding:
    """What somebody reads at the agency above who would approve numbers of her own."""
    way_out = "Ở nơi duyệt không còn ai khác có quyền này: nhờ người quản trị xếp thêm người vào bàn duyệt."
    return told(report, act, "duyệt", Permission.PERIODIC_APPROVE, report.to, way_out)


def told(
    report: PeriodicReturn, act: Act, verb: str, permission: Permission, agency: Agency, way_out: str
) -> Finding:
    """Which numbers are hers, and who may do it instead."""
    written = writers_of(report)
    places = written.get(act.by.account.pk, [])
    barred = {*written, report.prepared_by_id}
    others = [each for each in seats_that(permission, agency, act.on) if each.user_id not in barred]
    names = ", ".join(f"{each.user} ({each.desk.title})" for each in others[:MOST])
    message = (
        f"Bạn đã ghi hoặc xác nhận {len(places)} số của bản này ({listed(form_of(report), places)}), "
        f"nên không tự {verb} bản này."
    )
    return error("own_numbers", message, f"Người {verb} được: {names}." if names else way_out)


SIGNED_BY_ANOTHER = OwnHand(people=writers, told=not_signed)
APPROVED_BY_ANOTHER = OwnHand(people=writers, told=not_approved)
