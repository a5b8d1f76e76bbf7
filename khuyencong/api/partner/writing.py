"""A write sent twice is done once: the second is answered as the first was."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime
from ninja import Header, Schema

from khuyencong.api.callers import key_of
from khuyencong.api.refusals import refused
from khuyencong.post.actions.api_keys import OtherWordsError, answer_once
from khuyencong.rules.findings import error

Once = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=100,
        pattern=r"^[A-Za-z0-9._:-]+$",
        description="Tên của lần ghi, do phần mềm đặt (nên dùng UUID): gửi lại cùng tên thì không ghi lần nữa",
    ),
]


def sent_by(request: HttpRequest) -> str:
    """By what a request is known: method, address and body; nothing of it can be read back."""
    parts = json.dumps([request.method, request.get_full_path()]).encode()
    return sha256(parts + b"\0" + request.body).hexdigest()


def written_once(
    request: HttpRequest, name: str, shape: type[Schema], make: Callable[[], tuple[int, Any]]
) -> HttpResponse:
    """Do it and answer, or answer as before; 409 for the same name with another request."""
    key = key_of(request)
    assert key is not None

    def made() -> tuple[int, str]:
        status, told = make()
        return status, shape.model_validate(told).model_dump_json()

    before = localtime()
    try:
        answer = answer_once(key, name, sent_by(request), made, at=before)
    except OtherWordsError:
        message = f"Idempotency-Key “{name}” đã dùng cho một yêu cầu khác."
        return refused(409, [error("other_words", message, "Đặt tên mới cho lần ghi mới.", "Idempotency-Key")])
    headers = {"Idempotent-Replayed": "true"} if answer.at != before else {}
    return HttpResponse(answer.body, status=answer.status, headers=headers, content_type="application/json")
