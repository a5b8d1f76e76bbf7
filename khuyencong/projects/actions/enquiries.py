"""Writing down what an owner asks for help with."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localtime

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Registration
from khuyencong.projects import permissions
from khuyencong.projects.models import Enquiry
from khuyencong.projects.queries.entitlement import Asked, drafter_for
from khuyencong.rules.findings import BlockedError, error
from khuyencong.workflow.actions import Dossier, record


@transaction.atomic
def write_enquiry(asked: Asked, *, by: Actor, at: datetime) -> Enquiry:
    """Keep her five answers for whoever drafts at her place. PermissionDenied or BlockedError."""
    if not permissions.may_enquire(by):
        raise PermissionDenied
    # Locked, so that two presses at once do not send it twice.
    registration = Registration.objects.select_for_update().filter(user=by.account).first()
    if registration is None:
        message = "Tài khoản này không phải của một cơ sở."
        raise BlockedError(error("no_establishment", message, "Đăng ký tài khoản cho cơ sở."))
    sent = Enquiry.State.SENT
    if Enquiry.objects.filter(author=by.account, wish=asked.wish.code, state=sent).exists():
        message = f"Bạn đã gửi “{asked.wish.name}”, cán bộ chưa trả lời."
        raise BlockedError(error("sent_already", message, "Chờ trả lời, hoặc rút lần trước ở “Hồ sơ của tôi”."))
    desk = drafter_for(asked.commune, localtime(at).date())
    if desk is None:
        message = "Ở xã và tỉnh này chưa có bàn nào trong hệ thống soạn đề án."
        raise BlockedError(error("nobody_drafts", message, "Gặp Sở Công Thương của tỉnh."))
    made = Enquiry.objects.create(
        name=registration.establishment,
        commune=asked.commune,
        owner_kind=asked.owner.code,
        sector=asked.sector,
        wish=asked.wish.code,
        cost=asked.cost,
        agency=desk.agency,
        author=by.account,
        created_at=at,
    )
    record(
        "enquiry.send",
        f"Gửi nhu cầu: {asked.wish.name}",
        about=Dossier(kind="enquiry", key=str(made.pk), agency=desk.agency.code),
        by=by,
        at=at,
        after={"wish": made.wish, "cost": made.cost, "commune": made.commune_id},
    )
    return made
