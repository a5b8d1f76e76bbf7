"""Keeping photographs: what every one of them needs, and those of a survey's answers, each once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from khuyencong.industry import permissions
from khuyencong.industry.actions.surveys import about
from khuyencong.industry.models import Answer, AnswerPhoto, Photograph
from khuyencong.organisations.actors import Actor
from khuyencong.rules.findings import BlockedError, error
from khuyencong.rules.pictures import bare, kind_of
from khuyencong.workflow.actions import record

Photo = TypeVar("Photo", bound=Photograph)
PHOTO_BYTES = 3 * 2**20
MOST_PHOTOS = 12
"""Of one answer or report: enough for a workshop from all sides, few enough for a phone's line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A photograph as it comes in, with its place."""

    content: bytes
    latitude: float | None = None
    longitude: float | None = None
    accuracy: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture(Shot):
    """A photograph as a device sends it."""

    key: UUID
    taken_at: datetime


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
            raise BlockedError(error("photo_taken", "Mã ảnh đã dùng cho phiếu khác.", "Chụp lại ảnh này."))
        return known
    refuse_picture(picture.content, row.photos.count())
    photo = taken(AnswerPhoto(key=picture.key, answer=row, taken_at=picture.taken_at), picture, by=by, at=at)
    photo.save(force_insert=True)
    after = {"answer": row.key, "photo": photo.key, "sha256": photo.sha256}
    record("survey.photo", "Nhận ảnh của phiếu khảo sát", about=about(row.round), by=by, at=at, after=after)
    return photo


def taken(photo: Photo, picture: Shot, *, by: Actor, at: datetime) -> Photo:
    """The row filled with the picture, less what its file tells besides. BlockedError for no place on earth."""
    content = bare(picture.content)
    photo.received_at, photo.officer = at, by.account
    photo.latitude, photo.longitude, photo.accuracy = picture.latitude, picture.longitude, picture.accuracy
    photo.media_type, photo.size, photo.content = kind_of(content), len(content), content
    photo.sha256 = hashlib.sha256(content).hexdigest()
    try:
        photo.clean_fields(exclude=["officer"])
    except ValidationError as caught:
        message = " ".join(caught.messages)
        raise BlockedError(error("photo_place", message, "Gửi ảnh không kèm vị trí.")) from caught
    return photo


def refuse_picture(content: bytes, already: int, most: int = PHOTO_BYTES) -> None:
    """BlockedError for what is no picture, too large, or one too many."""
    if not kind_of(content):
        message = "Tệp không phải ảnh JPEG, PNG hay WebP."
        raise BlockedError(error("photo_kind", message, "Chụp lại bằng máy ảnh của điện thoại."))
    if len(content) > most:
        message = f"Ảnh lớn hơn {most // 2**20} MB."
        raise BlockedError(error("photo_size", message, "Chụp ở cỡ nhỏ hơn."))
    if already >= MOST_PHOTOS:
        message = f"Đã có {MOST_PHOTOS} ảnh."
        raise BlockedError(error("photos_many", message, "Chỉ giữ những ảnh cần."))
