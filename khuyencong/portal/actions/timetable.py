"""What the timetable runs for the news: letting out what was approved for an hour, and forgetting."""

from datetime import datetime

from django.core.management import call_command
from django.utils.timezone import localdate, localtime

from khuyencong.portal.actions.shelves import close_left_shelves
from khuyencong.portal.actions.voting import forget_days_before
from khuyencong.post.actions.jobs import job


@job(title="Đăng bài đã hẹn giờ")
def publish_due(slot: str = "") -> None:
    """Let out what two persons approved for an hour that has come, and take off what has run out."""
    call_command("publish_scheduled", verbosity=0)


@job(title="Bỏ dấu vết đánh giá của ngày cũ, quyền biên tập của bàn đã hết")
def forget(slot: str = "") -> int:
    """Throw the salts and counts of past days away, and the editor's rights of ended seats; how many rows."""
    on = localdate(datetime.fromisoformat(slot)) if slot else localdate(localtime())
    return forget_days_before(on) + close_left_shelves(on)
