"""What holds for every address of the API before and after its endpoint.

No cookie passes: a browser that is signed in here is a stranger at the API, so that nothing another site makes
it send can read or write in her name, and no token against that is needed. Who calls too often waits. And
whatever refuses, a middleware of Django included, is told in the one shape of refusals.
"""

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from khuyencong.api.callers import bearer
from khuyencong.api.open.sharing import HEADERS
from khuyencong.api.rates import wait_for
from khuyencong.api.refusals import plainly, refused
from khuyencong.rules.findings import error

GRANTS = "/common-grants/"
PREFIXES = ("/api/v1/", GRANTS)
"""The addresses of programs; the page that documents them is one of ours and lies beside."""

Answer = Callable[[HttpRequest], HttpResponse]


def doorway(get_response: Answer) -> Answer:
    """Middleware: stands outside of sessions, so that none is ever looked up."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIXES):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.COOKIES = {}
        wait = wait_for(request)
        response = too_often(request, wait) if wait else get_response(request)
        if response.has_header("Vary"):
            kept = [each for each in response.headers["Vary"].split(", ") if each != "Cookie"]
            response.headers["Vary"] = ", ".join(kept) or "Authorization"
        told = response if told_already(response) else plainly(response.status_code)
        return as_common_grants(told) if request.path_info.startswith(GRANTS) else told

    return answer


def told_already(response: HttpResponse) -> bool:
    """Whether it is no refusal, or one in our shape."""
    return response.status_code < 400 or response.headers.get("Content-Type", "").startswith("application/json")


def as_common_grants(response: HttpResponse) -> HttpResponse:
    """A refusal that also has the fields of that protocol's errors."""
    if response.status_code >= 400:
        told = json.loads(response.content)
        told |= {
            "status": response.status_code,
            "message": told["findings"][0]["message"],
            "errors": told["findings"],
        }
        response.content = json.dumps(told, ensure_ascii=False).encode()
    return response


def too_often(request: HttpRequest, wait: int) -> HttpResponse:
    """Come back later; who reads from a page of another site can read that, too."""
    message = f"Gọi quá nhiều lần; {wait} giây nữa gọi tiếp được."
    found = error("too_often", message, "Chờ theo Retry-After; gộp nhiều lần hỏi vào một trang lớn hơn.")
    shared = HEADERS if request.method == "GET" and not bearer(request) else {}
    return refused(429, [found], {"Retry-After": str(wait), **shared})
