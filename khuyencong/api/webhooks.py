"""What programs are told of, as OpenAPI and the documentation page tell it, and how a receiver verifies it."""

from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from ninja import Field, Schema

from khuyencong.post.actions.outside import GONE
from khuyencong.post.queries.hooks import HookEvent, hook_events, limit, waits_on

EXAMPLE = '''\
# pip install standardwebhooks
from standardwebhooks import Webhook, WebhookVerificationError

def receive(body: bytes, headers: dict[str, str]) -> int:
    """The status to answer with. `body` exactly as it came; SECRET is whsec_…, shown once."""
    try:
        told = Webhook(SECRET).verify(body, headers)
    except WebhookVerificationError:
        return 401
    if not seen_before(headers["webhook-id"]):       # at least once: the same id may come again
        put_into_queue(told["type"], told["data"])   # answer at once; read told["data"]["address"] afterwards
    return 204
'''
"""Held by a test that runs it."""
HEADERS = {
    "webhook-id": "Mã tin, không đổi khi gửi lại; của một địa chỉ nhận thì xếp theo thứ tự việc xảy ra",
    "webhook-timestamp": "Lúc gửi, giây Unix; thư viện bỏ tin lệch quá năm phút",
    "webhook-signature": "Chữ ký v1 theo Standard Webhooks, cách nhau bằng dấu cách; đúng một là được",
}


class HookData(Schema):
    """What it is about; read with the key, for what may be read may have changed."""

    id: int | None = Field(None, description="Số của báo cáo, đề án; không có khi địa chỉ là một danh sách")
    address: str = Field(description="Đọc ở đâu, bằng khóa")


class HookBody(Schema):
    """The body of a webhook."""

    type: str = Field(description="Việc gì")
    timestamp: datetime = Field(description="Việc xảy ra lúc")
    data: HookData


def webhooks() -> dict[str, Any]:
    """The section `webhooks` of the OpenAPI document, of what is told of today."""
    return {each.code: {"post": operation(each)} for each in hook_events(localdate()).values()}


def operation(event: HookEvent) -> dict[str, Any]:
    """One event as OpenAPI tells it: the request that a receiver gets."""
    body = {"$ref": "#/components/schemas/HookBody"}
    headers = [
        {"name": name, "in": "header", "required": True, "description": told, "schema": {"type": "string"}}
        for name, told in HEADERS.items()
    ]
    return {
        "operationId": f"webhook_{event.code.replace('.', '_')}",
        "summary": event.name,
        "description": event.meaning + (f"; khóa cần {event.scope}" if event.scope else ""),
        "parameters": headers,
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            "2XX": {"description": "Đã nhận"},
            str(GONE): {"description": "Đừng gửi nữa: tạm dừng ngay"},
            "default": {"description": "Gửi lại sau, mỗi lần chờ lâu hơn"},
        },
    }


def schemas() -> dict[str, Any]:
    """The models of a webhook's body, for the document's components."""
    told: dict[str, Any] = HookBody.model_json_schema(ref_template="#/components/schemas/{model}")
    return dict(told.pop("$defs"), HookBody=told)


def documented() -> dict[str, Any]:
    """What the documentation page shows of webhooks."""
    today = localdate()
    return {
        "events": hook_events(today).values(),
        "headers": HEADERS,
        "example": EXAMPLE,
        "waits": [waited(each, "min", "h") for each in waits_on(today)],
        "waits_vi": [waited(each, "phút", "giờ") for each in waits_on(today)],
        "seconds": limit("seconds", today),
        "kept": limit("kept_days", today),
        "overlap": limit("overlap_hours", today),
        "most": limit("hooks", today),
    }


def waited(minutes: int, short: str, long: str) -> str:
    """A wait in words: "5 phút", "2 h"."""
    return f"{minutes} {short}" if minutes < 60 else f"{minutes / 60:g} {long}"
