"""Every refusal has one shape, whoever refuses: findings with code, message, fix and place."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import Field, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from khuyencong.rules.findings import BlockedError, Finding, error


class FindingOut(Schema):
    """One finding as it is sent."""

    code: str = Field(description="Mã của phát hiện, không đổi theo câu chữ")
    severity: Literal["error", "warning", "note"] = Field(
        description="error: chặn; warning: cần xem; note: giải thích"
    )
    message: str = Field(description="Sai ở đâu, theo điều khoản nào")
    fix: str = Field(description="Cách sửa")
    place: str = Field(description="Chỗ sai: tham số, ô của biểu, dòng; trống khi nói về cả yêu cầu")


class Refusal(Schema):
    """The body of every answer from 400 up."""

    findings: list[FindingOut] = Field(description="Điều phải sửa")


class BusyError(Exception):
    """Asked too often; `args` are the seconds until the next one is answered."""


def finding_out(finding: Finding) -> FindingOut:
    """A finding as it is sent."""
    return FindingOut(
        code=finding.code,
        severity=finding.severity.value,
        message=finding.message,
        fix=finding.fix,
        place=finding.place,
    )


def refused(status: int, findings: Iterable[Finding], headers: Mapping[str, str] | None = None) -> JsonResponse:
    """A refusal with what is wrong."""
    body = Refusal(findings=[finding_out(each) for each in findings])
    return JsonResponse(
        body.model_dump(), status=status, headers=headers, json_dumps_params={"ensure_ascii": False}
    )


PLAIN: Mapping[int, Finding] = {
    400: error(
        "unreadable", "Yêu cầu không đọc được.", "Gửi JSON theo UTF-8, không có ký tự NUL, theo tài liệu API."
    ),
    401: error(
        "no_key",
        "Thiếu khóa API, hoặc khóa không còn dùng được.",
        "Gửi “Authorization: Bearer <khóa>”; người giữ bàn lập khóa ở trang Khóa API.",
        "Authorization",
    ),
    403: error("forbidden", "Bàn của khóa này không được làm việc ấy.", "Dùng khóa của bàn có quyền."),
    404: error("not_found", "Không có, hoặc ngoài phạm vi của khóa.", "Xem lại địa chỉ và mã."),
    405: error("method", "Địa chỉ này không nhận phương thức ấy.", "Xem phương thức trong tài liệu API."),
    413: error("too_large", "Nội dung gửi quá lớn.", "Chia nhỏ rồi gửi nhiều lần."),
    503: error("again", "Máy chủ đang bận ghi việc khác.", "Gửi lại sau vài giây, cùng Idempotency-Key."),
}
FAILED = error("failed", "Hệ thống gặp lỗi; không có gì được ghi.", "Gửi lại; còn lỗi thì báo người vận hành.")


def plainly(status: int) -> JsonResponse:
    """The refusal of that status where nothing more is known."""
    finding = PLAIN.get(status) or (FAILED if status >= 500 else PLAIN[400])
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return refused(status, [finding], headers)


RFC_6749: Mapping[int, tuple[str, str]] = {
    400: ("invalid_request", "Send a form of at most 10000 bytes, without a query, as the documentation says."),
    405: ("invalid_request", "Only POST is answered here."),
    413: ("invalid_request", "The request is too large."),
    429: ("temporarily_unavailable", "Too many requests; wait as Retry-After says."),
    503: ("temporarily_unavailable", "The server is busy; try again."),
}
"""What the address of tokens says in words of the RFC, where it does not get as far as oauthlib."""


def refused_by_rfc(status: int, wait: int = 0) -> JsonResponse:
    """The refusal of that status at the address of tokens."""
    code, told = RFC_6749.get(status) or (
        ("server_error", "Nothing was done.") if status >= 500 else RFC_6749[400]
    )
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(wait)} if wait else {})
    return JsonResponse({"error": code, "error_description": told}, status=status, headers=headers)


WORDS = {
    "missing": "phải có",
    "int_parsing": "phải là số nguyên",
    "int_type": "phải là số nguyên",
    "int_from_float": "phải là số nguyên",
    "int_parsing_size": "quá lớn",
    "bool_parsing": "phải là true hoặc false",
    "bool_type": "phải là true hoặc false",
    "date_parsing": "phải là ngày dạng 2026-11-30",
    "date_type": "phải là ngày dạng 2026-11-30",
    "date_from_datetime_parsing": "phải là ngày dạng 2026-11-30",
    "date_from_datetime_inexact": "phải là ngày dạng 2026-11-30",
    "string_type": "phải là chữ",
    "extra_forbidden": "không có trong tài liệu API",
    "list_type": "phải là một danh sách",
    "model_attributes_type": "phải là một đối tượng JSON",
    "model_type": "phải là một đối tượng JSON",
    "dict_type": "phải là một đối tượng JSON",
}
LIMITS = {
    "greater_than_equal": ("nhỏ nhất là {}", "ge"),
    "less_than_equal": ("lớn nhất là {}", "le"),
    "greater_than": ("phải lớn hơn {}", "gt"),
    "less_than": ("phải nhỏ hơn {}", "lt"),
    "string_too_long": ("dài nhất {} ký tự", "max_length"),
    "string_too_short": ("ngắn nhất {} ký tự", "min_length"),
    "too_long": ("nhiều nhất {} dòng", "max_length"),
    "too_short": ("ít nhất {} dòng", "min_length"),
    "literal_error": ("phải là một trong {}", "expected"),
    "enum": ("phải là một trong {}", "expected"),
    "string_pattern_mismatch": ("phải theo mẫu {}", "pattern"),
}


def wrong_value(said: Mapping[str, Any]) -> Finding:
    """What the types say of a value, in Vietnamese."""
    where, *path = said["loc"]
    # Of a body ninja names the parameter it was read into as well, which nobody has sent.
    place = ".".join(str(each) for each in (path[1:] or path if where == "body" else path)) or str(where)
    told = WORDS.get(said["type"], "")
    if said["type"] in LIMITS:
        words, name = LIMITS[said["type"]]
        # Of several that are allowed the library writes the last with an English word before it.
        told = words.format(str(said.get("ctx", {}).get(name, "")).replace("' or '", "' hoặc '"))
    message = f"“{place}” {told or 'không đọc được'}."
    return error(f"value_{said['type']}", message, "Sửa giá trị này theo tài liệu API.", place)


def on_values(request: HttpRequest, exc: Any) -> HttpResponse:
    """Values that are not what the documentation says: 422, a finding each."""
    errors: Sequence[Mapping[str, Any]] = exc.errors
    return refused(422, [wrong_value(each) for each in errors])


def on_blocked(request: HttpRequest, exc: Any) -> HttpResponse:
    """Not now: 422 with what is in the way."""
    return refused(422, exc.findings)


def on_status(request: HttpRequest, exc: Any) -> HttpResponse:
    """What ninja itself refuses."""
    return plainly(exc.status_code)


HANDLERS: Mapping[type[Exception], Any] = {
    ValidationError: on_values,
    BlockedError: on_blocked,
    AuthenticationError: lambda request, exc: plainly(401),
    HttpError: on_status,
    PermissionDenied: lambda request, exc: plainly(403),
    Http404: lambda request, exc: plainly(404),
}
"""What is thrown → how it is answered."""
