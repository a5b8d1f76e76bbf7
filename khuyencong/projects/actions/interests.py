"""A declared interest taken back stands only when a second person has agreed."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from khuyencong.organisations.actors import Actor
from khuyencong.projects import permissions
from khuyencong.projects.actions.appraisal import about_sheet, about_wish, locked_sheet, tidy
from khuyencong.projects.models import Appraisal, Interest, Project
from khuyencong.projects.queries.appraisal import interests_in, voteless_in, waiting_in
from khuyencong.rules.findings import BlockedError, error
from khuyencong.workflow.actions import close_task, record

MOST_WORDS = 1000
"""Letters of a declaration."""


def refused_words(project: Project, asked: Interest, words: str) -> str:
    """What she had declared, which stands, and why it may not be taken back."""
    stood = interests_in(project).get(asked.user_id)
    told = f"{stood.words} " if stood is not None and stood.words else ""
    return f"{told}(không cho rút: {tidy(words)})"[-MOST_WORDS:]


@transaction.atomic
def settle_taken_back(
    sheet: Appraisal, asked: Interest, *, agreed: bool, words: str = "", by: Actor, at: datetime
) -> Interest:
    """Agree that somebody is concerned no more, or let what she declared stand; the row of her wish is kept.

    PermissionDenied for who is not the second person; BlockedError without words for a no, for one who is
    concerned herself, and where nothing waits any more.
    """
    row = locked_sheet(sheet)
    if asked.project_id != row.project_id or not permissions.settles_interest(by, row, asked):
        raise PermissionDenied
    if row.state not in (Appraisal.State.OPEN, Appraisal.State.READY):
        raise BlockedError(error("sheet_closed", "Phiếu đã kết luận.", "Xem kết luận ở cuối phiếu."))
    last = Interest.objects.filter(project=row.project_id, user=asked.user_id).order_by("-pk").first()
    if last is None or last.pk != asked.pk or not last.waits:
        raise BlockedError(error("not_waiting", "Lời khai này không còn chờ ai.", "Tải lại trang."))
    if by.account.pk in voteless_in([row.project])[row.project_id]:
        message = "Anh/chị có liên quan hoặc tham gia soạn đề án này nên không xét lời khai của người khác."
        raise BlockedError(error("conflicted", message, "Để Chủ tịch hội đồng hoặc lãnh đạo khác xét."))
    if not agreed and not tidy(words):
        raise BlockedError(
            error("words_missing", "Không đồng ý phải nói vì sao.", "Ghi một câu.", "Ô “Vì sao”")
        )
    made = Interest.objects.create(
        project=row.project,
        agency=row.agency,
        user=asked.user,
        conflicted=not agreed,
        words=asked.words if agreed else refused_words(row.project, asked, words),
        confirmed_by=by.account,
        at=at,
    )
    if not waiting_in(row.project):
        close_task(about_wish(row), by=by, at=at)
    verb = "Đồng ý cho rút" if agreed else "Không cho rút"
    title = f"{verb} khai liên quan: {row.project.title}"
    after = {"user": asked.user_id, "conflicted": made.conflicted, "words": made.words}
    record("appraisal.settle_interest", title, about=about_sheet(row), by=by, at=at, after=after)
    return made
