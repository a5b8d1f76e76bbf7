"""What holds for every address of the API before and after its endpoint.

No cookie passes: a browser that is signed in here is a stranger at the API, so that nothing another site makes
it send can read or write in her name, and no token against that is needed. Who calls too often waits. And
whatever refuses, a middleware of Django included, is told in the one shape of refusals.
"""

import json
import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from khuyencong.api.callers import bearer
from khuyencong.api.open.sharing import HEADERS
from khuyencong.api.rates import wait_for
from khuyencong.api.refusals import plainly, refused, refused_by_rfc
from khuyencong.rules.findings import error

GRANTS = "/common-grants/"
TOKENS = "/api/v1/oauth/token"
"""Where a library of OAuth reads refusals, which knows another shape of them."""
PREFIXES = ("/api/v1/", GRANTS)
"""The addresses of programs; the page that documents them is one of ours and lies beside."""

NOT_KEPT = "private, no-store"
"""What is told to a key is kept by nobody on the way."""

logger = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]


def doorway(get_response: Answer) -> Answer:
    """Middleware: stands outside of sessions, so that none is ever looked up."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIXES):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.COOKIES = {}
        try:
            wait = wait_for(request)
        except DatabaseError:
            # Outside of Django's own handling: nothing inward would put it into our shape.
            logger.exception("calls cannot be counted; `manage.py migrate` makes the table of the cache")
            return not_ready(request)
        response = too_often(request, wait) if wait else get_response(request)
        if not told_already(response):
            response = plainly(response.status_code)
        if request.path_info == TOKENS and "findings" in told_by(response):
            response = refused_by_rfc(response.status_code, wait)
        if request.path_info.startswith(GRANTS) and response.status_code >= 400:
            as_common_grants(response)
        varies = [each for each in response.headers.get("Vary", "").split(", ") if each not in ("", "Cookie")]
        response.headers["Vary"] = ", ".join([*varies, "Authorization"])
        if bearer(request):
            response.headers["Cache-Control"] = NOT_KEPT
        return response

    return answer


def not_ready(request: HttpRequest) -> HttpResponse:
    """The database is away or not set up: nobody is let in uncounted."""
    if request.path_info == TOKENS:
        return refused_by_rfc(503)
    message = "Máy chủ chưa sẵn sàng: không đếm được số lần gọi."
    found = error("not_ready", message, "Gửi lại sau ít phút; vẫn vậy thì báo người vận hành chạy lại migrate.")
    response = refused(503, [found])
    if request.path_info.startswith(GRANTS):
        as_common_grants(response)
    return response


def told_already(response: HttpResponse) -> bool:
    """Whether it is no refusal, or one in our shape."""
    return response.status_code < 400 or response.headers.get("Content-Type", "").startswith("application/json")


def told_by(response: HttpResponse) -> dict[str, object]:
    """What a refusal says; nothing of an answer that is none."""
    return dict(json.loads(response.content)) if response.status_code >= 400 else {}


def as_common_grants(response: HttpResponse) -> None:
    """Give a refusal the fields of that protocol's errors as well."""
    told = json.loads(response.content)
    first = told["findings"][0]["message"]
    told |= {"status": response.status_code, "message": first, "errors": told["findings"]}
    response.content = json.dumps(told, ensure_ascii=False).encode()
    response.headers["Content-Length"] = str(len(response.content))


def too_often(request: HttpRequest, wait: int) -> HttpResponse:
    """Come back later; who reads from a page of another site can read that, too."""
    message = f"Gọi quá nhiều lần; {wait} giây nữa gọi tiếp được."
    found = error("too_often", message, "Chờ theo Retry-After; gộp nhiều lần hỏi vào một trang lớn hơn.")
    shared = HEADERS if request.method == "GET" and not bearer(request) else {}
    return refused(429, [found], {"Retry-After": str(wait), **shared})
