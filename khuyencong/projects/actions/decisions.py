"""Preparing a decision on a plan."""

import hashlib
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from khuyencong.organisations.actors import Actor
from khuyencong.projects import permissions
from khuyencong.projects.models import DecidedProject, PlanDecision, SignedCopy
from khuyencong.projects.queries.decisions import power_over, ready
from khuyencong.rules.findings import BlockedError, error
from khuyencong.rules.norms import Purse
from khuyencong.workflow.actions import Dossier, record


@transaction.atomic
def prepare_decision(*, purse: str, year: int, by: Actor, at: datetime) -> PlanDecision:
    """Prepare a decision on all projects chosen for that plan so far. PermissionDenied or BlockedError."""
    agency, desk = by.agency, by.desk
    if agency is None or desk is None or not permissions.may_prepare_plan(by, purse):
        raise PermissionDenied
    power = power_over(Purse(purse), localtime(at).date())
    if power is None:
        message = "Sổ quy định chưa có dòng nào nói ai phê duyệt kế hoạch của nguồn này."
        raise BlockedError(error("no_authority", message, "Nhờ Cục nạp bảng thẩm quyền vào sổ quy định."))
    chosen = list(ready(agency, purse, year).select_for_update(of=("self",)))
    if not chosen:
        message = f"Chưa có đề án nào được chọn cho kế hoạch {year} mà chưa có quyết định."
        raise BlockedError(error("nothing_chosen", message, "Thông qua danh sách lựa chọn trước."))
    made = PlanDecision.objects.create(
        purse=purse,
        year=year,
        agency=agency,
        desk=desk,
        author=by.account,
        authority=power.who,
        authority_law=power.law,
        created_at=at,
        made_up=all(each.made_up for each in chosen),
    )
    try:
        with transaction.atomic():
            DecidedProject.objects.bulk_create(
                DecidedProject(decision=made, project=each, position=position)
                for position, each in enumerate(chosen, start=1)
            )
    except IntegrityError as caught:
        message = "Người khác vừa soạn quyết định cho cùng các đề án này."
        raise BlockedError(error("overtaken", message, "Tải lại trang để thấy quyết định ấy.")) from caught
    title = f"Soạn quyết định phê duyệt {made.get_purse_display().lower()} năm {year}"
    after = {"projects": [each.pk for each in chosen]}
    about = Dossier(kind="plan_decision", key=str(made.pk), agency=agency.code)
    record("plan_decision.begin", title, about=about, by=by, at=at, after=after)
    return made


@transaction.atomic
def keep_signed_copy(
    decision: PlanDecision,
    *,
    name: str,
    content: bytes,
    signatures: int,
    by: Actor,
    at: datetime,
    changed: bool = False,
    practice: bool = False,
) -> SignedCopy:
    """Keep the signed PDF, once; how many signatures, whether one was broken or for practice, says the door.

    One for practice is kept with a made-up decision only. PermissionDenied or BlockedError.
    """
    row = PlanDecision.objects.select_for_update().get(pk=decision.pk)
    if not (permissions.prepares_decision(by, row) or permissions.records_decision(by, row)):
        raise PermissionDenied
    if not permissions.keeps_copy(by, row):
        message = f"Quyết định đang ở bước “{row.get_state_display().lower()}” nên chưa có bản ký."
        raise BlockedError(error("no_copy_yet", message, "Trình lãnh đạo trước."))
    if not signatures:
        message = "Tệp chưa có chữ ký số nào."
        raise BlockedError(error("unsigned", message, "Ký số bản PDF rồi nộp lại.", "Ô “Tệp PDF đã ký số”"))
    if changed:
        message = "Tệp đã bị thay đổi sau khi ký, chữ ký không còn giá trị."
        raise BlockedError(error("changed_since", message, "Xin lại bản ký gốc.", "Ô “Tệp PDF đã ký số”"))
    if practice and not row.made_up:
        message = "Tệp được ký bằng chứng thư thử, không có giá trị pháp lý."
        raise BlockedError(error("for_practice", message, "Ký bằng chứng thư thật.", "Ô “Tệp PDF đã ký số”"))
    digest = hashlib.sha256(content).hexdigest()
    kept = row.copies.filter(sha256=digest).defer("content").first()
    if kept is not None:
        return kept
    copy = SignedCopy.objects.create(
        decision=row, name=name, sha256=digest, signatures=signatures, content=content, author=by.account, at=at
    )
    about = Dossier(kind="plan_decision", key=str(row.pk), agency=row.agency.code)
    after = {"name": name, "sha256": digest, "signatures": signatures}
    record("plan_decision.copy", f"Lưu bản ký: {name}", about=about, by=by, at=at, after=after)
    return copy
