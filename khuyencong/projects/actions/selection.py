"""Reckoning a candidate list of a plan."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localtime

from khuyencong.organisations.actors import Actor
from khuyencong.projects import permissions
from khuyencong.projects.models import SelectionList, SelectionPosition
from khuyencong.projects.queries.selection import candidates_of, measures, order_on, passed, taken
from khuyencong.rules.findings import BlockedError, error
from khuyencong.rules.money import dong
from khuyencong.rules.selection import select
from khuyencong.workflow.actions import Dossier, record


@transaction.atomic
def reckon_list(
    *, purse: str, year: int, ceiling: int, set_aside: int = 0, by: Actor, at: datetime
) -> SelectionList:
    """Choose under the ceiling of the year (đồng), less what earlier lists took, among all that passed.

    Each place keeps its reason as it was reckoned.

    PermissionDenied, or BlockedError where there is nothing to choose from or no money that could be.
    """
    agency, desk = by.agency, by.desk
    if agency is None or desk is None or not permissions.may_prepare_plan(by, purse):
        raise PermissionDenied
    if not 0 <= set_aside <= ceiling or ceiling == 0:
        message = "Mức kinh phí phải lớn hơn 0 và không nhỏ hơn phần dành riêng."
        raise BlockedError(error("ceiling", message, "Ghi lại mức kinh phí được giao.", "Ô “Mức kinh phí”"))
    rows = passed(agency, purse, year)
    if not rows:
        message = f"Chưa có đề án nào của kế hoạch {year} đạt thẩm định để lựa chọn."
        raise BlockedError(error("nothing_passed", message, "Kết luận thẩm định các đề án đã đăng ký trước."))
    on = localtime(at).date()
    order, before = order_on(on, purse), candidates_of(taken(agency, purse, year), on)
    given = sum(each.support for each in before)
    if given > ceiling:
        message = f"Kế hoạch {year} đã chọn {dong(given)} bằng danh sách trước; mức vừa ghi không đủ cho số ấy."
        fix = "Ghi mức kinh phí của cả năm, gồm cả phần đã chọn."
        raise BlockedError(error("ceiling_taken", message, fix, "Ô “Mức kinh phí”"))
    found = select(
        candidates_of(rows, on),
        ceiling=ceiling,
        order=order,
        measures=measures(),
        set_aside=set_aside,
        taken=before,
    )
    made = SelectionList.objects.create(
        purse=purse,
        year=year,
        agency=agency,
        desk=desk,
        author=by.account,
        ceiling=ceiling,
        set_aside=set_aside,
        taken=found.taken,
        taken_outside=found.taken_outside,
        created_at=at,
        made_up=all(each.project.made_up for each in rows),
    )
    SelectionPosition.objects.bulk_create(
        SelectionPosition(
            listed=made,
            project_id=int(each.candidate.key),
            number=each.number,
            outcome=each.outcome.value,
            support=each.candidate.support,
            reason=each.reason,
        )
        for each in found.positions
    )
    title = f"Lập danh sách lựa chọn {made.get_purse_display().lower()} năm {year}"
    after = {
        "ceiling": ceiling,
        "taken": found.taken,
        "chosen": [each.candidate.key for each in found.chosen],
        "left": found.left,
    }
    about = Dossier(kind="selection", key=str(made.pk), agency=agency.code)
    record("selection.begin", title, about=about, by=by, at=at, after=after)
    return made
