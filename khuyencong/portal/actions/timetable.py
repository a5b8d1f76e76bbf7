"""What the timetable runs for the news: letting out what was approved for an hour, and forgetting."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from khuyencong.portal.actions.shelves import close_left_shelves
from khuyencong.portal.actions.voting import forget_days_before
from khuyencong.portal.models import Approval, RefusedError
from khuyencong.post.actions.jobs import job
from khuyencong.post.actions.mail import write

NOT_LET_OUT = "khuyencong.not_let_out"
"""What Wagtail's history calls an article that did not go out at its hour."""
REFUSED = """{title}

Bài này đã đến giờ hẹn đăng nhưng chưa đăng được: {reason}

Giờ hẹn đã bỏ. Sửa điều trên, lưu, rồi nhờ người thứ hai đọc và đăng lại: {address}
"""


@job(title="Đăng bài đã hẹn giờ")
def publish_due(slot: str = "") -> int:
    """Take off what has run out, let out what two persons approved for an hour that has come; how many.

    As Wagtail's own command does, but each by itself: one that is refused keeps no other back.
    """
    at = localtime()
    for page in list(Page.objects.filter(live=True, expire_at__lt=at).order_by("expire_at")):
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    due = list(Revision.page_revisions.filter(approved_go_live_at__lt=at).order_by("approved_go_live_at"))
    return sum(_let_out(revision, at) for revision in due)


def _let_out(revision: Any, at: datetime) -> bool:
    """One revision, whole or not at all; whether it went out."""
    try:
        with transaction.atomic():
            revision.publish(log_action="wagtail.publish.scheduled")
    except (RefusedError, ValidationError) as refusal:
        said = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        with transaction.atomic():
            _refuse(revision, "; ".join(said), at)
        return False
    return True


def _refuse(revision: Any, reason: str, at: datetime) -> None:
    """Its hour is taken back, so that it is not tried each minute for ever; its history says why, and who wrote
    it and who let it out are told once."""
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    title = str(revision.content.get("title", ""))
    page = Page.objects.get(pk=revision.object_id)
    log(instance=page, action=NOT_LET_OUT, revision=revision, title=title, data={"reason": reason})
    approvals = Approval.objects.filter(revision=revision.pk).select_related("approved_by")
    people = [revision.user, *(each.approved_by for each in approvals)]
    address = settings.SITE_URL + reverse("wagtailadmin_pages:edit", args=[revision.object_id])
    for number, to in enumerate({person.email: None for person in people if person and person.email}):
        write(
            key=f"tin-tuc-hen-gio-{revision.pk}-{number}",
            to=to,
            subject=f"Bài hẹn giờ chưa đăng được: {title}",
            text=REFUSED.format(title=title, reason=reason, address=address),
            at=at,
        )


@job(title="Bỏ dấu vết đánh giá của ngày cũ, quyền biên tập của bàn đã hết")
def forget(slot: str = "") -> int:
    """Throw the salts and counts of past days away, and the editor's rights of ended seats; how many rows."""
    on = localdate(datetime.fromisoformat(slot)) if slot else localdate(localtime())
    return forget_days_before(on) + close_left_shelves(on)
