"""Whether a draft has all that a published article must have; saving a draft asks for less, on purpose."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.timezone import now
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError

from khuyencong.portal.models.approvals import UnfinishedError

TAKEN_OFF_BEFORE = "gỡ xuống lúc: giờ này đã qua, chọn giờ sau hoặc để trống"
NO_AUTHOR = "tác giả: bài phải có ít nhất một tác giả"
OF_THE_SERVER = ("folded",)
"""Fields the server fills when it saves."""


def refuse_unfinished(article: Any) -> None:
    """UnfinishedError with every field that is missing or wrong, by the name it has on the form."""
    lacking = [*_of_fields(article), *_of_body(article)]
    if not article.authors.exists():
        lacking.append(NO_AUTHOR)
    if article.expire_at is not None and article.expire_at <= now():
        lacking.append(TAKEN_OFF_BEFORE)
    if lacking:
        raise UnfinishedError(f"Bài “{article.title}” chưa đăng được. Cần sửa: {'; '.join(lacking)}.")


def _of_fields(article: Any) -> Iterator[str]:
    try:
        article.full_clean(exclude=OF_THE_SERVER)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            for each in messages:
                yield each if name == NON_FIELD_ERRORS else _said(_name_of(article, name), each)


def _name_of(article: Any, field: str) -> str:
    return "tên bài" if field == "title" else str(article._meta.get_field(field).verbose_name)


def _of_body(article: Any) -> Iterator[str]:
    try:
        article.body.stream_block.clean(article.body)
    except StreamBlockValidationError as error:
        yield from (_said("thân bài", each) for each in error.non_block_errors)
        for position, wrong in error.block_errors.items():
            block = article.body[position].block
            yield from _of_block(f"thân bài, khối {position + 1} ({block.label})", block, wrong)


def _of_block(place: str, block: Any, error: Any) -> Iterator[str]:
    if not isinstance(error, StructBlockValidationError):
        yield from (_said(place, each) for each in error.messages)
        return
    yield from (_said(place, each) for each in error.non_block_errors)
    for name, wrong in error.block_errors.items():
        child = block.child_blocks[name]
        yield from _of_block(f"{place}, {child.label}", child, wrong)


def _said(place: str, message: str) -> str:
    return f"{place}: {message.rstrip('.')}"
