"""Keeping photographs of a survey's answers, each once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from khuyencong.industry import permissions
from khuyencong.industry.actions.establishments import wrong
from khuyencong.industry.actions.surveys import about
from khuyencong.industry.models import Answer, AnswerPhoto
from khuyencong.organisations.actors import Actor
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.pictures import kind_of
from khuyencong.workflow.actions import record

PHOTO_BYTES = 3 * 2**20
MOST_PHOTOS = 12
"""Of one answer: enough for a workshop from all sides, few enough for a phone's line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A photograph as a device sends it."""

    key: UUID
    content: bytes
    taken_at: datetime
    latitude: float | None = None
    longitude: float | None = None
    accuracy: float | None = None


def keep_photo(answer: Answer, picture: Picture, *, by: Actor, at: datetime) -> AnswerPhoto:
    """Keep a photograph with its answer, once. PermissionDenied or BlockedError."""
    try:
        return _keep(answer, picture, by, at)
    except IntegrityError:  # two first sends at once: the second finds the first
        return _keep(answer, picture, by, at)


@transaction.atomic
def _keep(answer: Answer, picture: Picture, by: Actor, at: datetime) -> AnswerPhoto:
    row = Answer.objects.select_for_update().get(pk=answer.pk)
    if not permissions.amends(by, row):
        raise PermissionDenied
    known = AnswerPhoto.objects.filter(key=picture.key).defer("content").first()
    if known is not None:
        if known.answer_id != row.pk:
            raise BlockedError(wrong("photo_taken", "Mã ảnh đã dùng cho phiếu khác.", "Chụp lại ảnh này."))
        return known
    _refuse(row, picture)
    photo = AnswerPhoto(
        key=picture.key,
        answer=row,
        taken_at=picture.taken_at,
        received_at=at,
        latitude=picture.latitude,
        longitude=picture.longitude,
        accuracy=picture.accuracy,
        media_type=kind_of(picture.content),
        size=len(picture.content),
        sha256=hashlib.sha256(picture.content).hexdigest(),
        content=picture.content,
        officer=by.account,
    )
    try:
        photo.full_clean(exclude=["answer", "officer"], validate_constraints=False)
    except ValidationError as error:
        message = " ".join(error.messages)
        raise BlockedError(wrong("photo_place", message, "Gửi ảnh không kèm vị trí.")) from error
    photo.save(force_insert=True)
    after = {"answer": row.key, "photo": photo.key, "sha256": photo.sha256}
    record("survey.photo", "Nhận ảnh của phiếu khảo sát", about=about(row.round), by=by, at=at, after=after)
    return photo


def _refuse(answer: Answer, picture: Picture) -> None:
    if not kind_of(picture.content):
        message = "Tệp không phải ảnh JPEG, PNG hay WebP."
        raise BlockedError(wrong("photo_kind", message, "Chụp lại bằng máy ảnh của điện thoại."))
    if len(picture.content) > PHOTO_BYTES:
        message = f"Ảnh lớn hơn {PHOTO_BYTES // 2**20} MB."
        raise BlockedError(wrong("photo_size", message, "Chụp ở cỡ nhỏ hơn."))
    if answer.photos.count() >= MOST_PHOTOS:
        message = f"Phiếu đã có {MOST_PHOTOS} ảnh."
        raise BlockedError(wrong("photos_many", message, "Chỉ giữ những ảnh cần."))
