"""Opening and writing the month's report on a project."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import is_naive, make_aware

from khuyencong.industry.actions.photos import Shot, refuse_picture, taken
from khuyencong.organisations.actors import Actor
from khuyencong.projects import permissions
from khuyencong.projects.models import ProgressPhoto, ProgressReport, Project
from khuyencong.projects.queries.progress import before_of
from khuyencong.rules.findings import BlockedError, error, stops
from khuyencong.rules.pictures import exif_of
from khuyencong.rules.progress import Said, check_report, month_of
from khuyencong.workflow.actions import Dossier, locked, record

PICTURE_BYTES = 10 * 2**20
"""As a phone takes them: who has no script to make them smaller sends them whole."""
WRITABLE = (ProgressReport.State.DRAFT, ProgressReport.State.RETURNED)


def open_report(project: Project, month: date, *, at: datetime) -> tuple[ProgressReport, bool]:
    """The report of that month at the desk of the unit, and whether it is new."""
    return ProgressReport.objects.get_or_create(
        project=project,
        month=month_of(month),
        defaults={
            "agency": project.agency,
            "desk": project.desk,
            "created_at": at,
            "made_up": project.made_up,
        },
    )


@transaction.atomic
def write_report(report: ProgressReport, said: Said, *, by: Actor, at: datetime) -> ProgressReport:
    """Put down what it says, while it is the unit's to write. PermissionDenied or BlockedError."""
    row = writable(report, by)
    if stops(found := list(check_report(said, before_of(row)))):
        raise BlockedError(*found)
    row.done, row.support, row.counterpart = said.done, said.support, said.counterpart
    row.told, row.ahead, row.author = said.told.strip(), said.ahead.strip(), by.account
    row.save(update_fields=["done", "support", "counterpart", "told", "ahead", "author"])
    about = Dossier(kind="progress", key=str(row.pk), agency=row.agency.code)
    after = {"done": said.done, "support": said.support, "counterpart": said.counterpart}
    title = f"Viết {str(row).lower()}: {row.project.title}"
    record("progress.write", title, about=about, by=by, at=at, after=after)
    return row


@transaction.atomic
def keep_progress_photo(
    report: ProgressReport, content: bytes, words: str, *, by: Actor, at: datetime
) -> ProgressPhoto:
    """Keep a photograph with the time and place its camera wrote. PermissionDenied or BlockedError."""
    row = writable(report, by)
    refuse_picture(content, row.photos.count(), PICTURE_BYTES)
    said = exif_of(content)
    told = said.taken_at
    if told is not None and is_naive(told):
        told = make_aware(told)
    if told is not None and told > at:
        message = f"Ảnh ghi lúc chụp {told:%d/%m/%Y}, sau hôm nay."
        raise BlockedError(error("photo_future", message, "Chỉnh lại ngày trên máy rồi chụp lại."))
    shot = Shot(content=content, latitude=said.latitude, longitude=said.longitude)
    begun = ProgressPhoto(report=row, words=" ".join(words.split())[:200], taken_at=told)
    photo = taken(begun, shot, by=by, at=at)
    try:
        with transaction.atomic():
            photo.save(force_insert=True)
    except IntegrityError as caught:
        raise BlockedError(error("photo_known", "Ảnh này đã có trong báo cáo.", "Chọn ảnh khác.")) from caught
    tell_photo("progress.photo", "Thêm ảnh", photo, by=by, at=at)
    return photo


@transaction.atomic
def drop_progress_photo(photo: ProgressPhoto, *, by: Actor, at: datetime) -> None:
    """Take a photograph out of a report that was never sent. PermissionDenied or BlockedError."""
    row = writable(photo.report, by)
    if row.sent_on is not None:
        message = "Báo cáo đã gửi một lần, ảnh đã gửi thì ở lại."
        raise BlockedError(error("photo_stays", message, "Thêm ảnh đúng và ghi rõ ở phần Đã làm."))
    tell_photo("progress.unphoto", "Bỏ ảnh", photo, by=by, at=at)
    photo.delete()


def writable(report: ProgressReport, by: Actor) -> ProgressReport:
    """The report locked, while it is the unit's to write. PermissionDenied or BlockedError."""
    row = locked(report)
    if not permissions.reports_progress(by, row):
        raise PermissionDenied
    if row.state not in WRITABLE:
        message = f"Báo cáo đang ở bước “{row.get_state_display().lower()}”, không sửa được."
        raise BlockedError(error("not_draft", message, "Nhờ Sở trả lại để sửa."))
    return row


def tell_photo(name: str, title: str, photo: ProgressPhoto, *, by: Actor, at: datetime) -> None:
    """One line of the trail."""
    about = Dossier(kind="progress", key=str(photo.report_id), agency=photo.report.agency.code)
    after = {"photo": photo.pk, "sha256": photo.sha256, "taken_at": photo.taken_at}
    record(name, f"{title} {str(photo.report).lower()}", about=about, by=by, at=at, after=after)
