"""What a browser may do with our pages: load our own files only, and keep nothing of who signed in."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict

POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
NEVER_USED = ("camera", "geolocation", "microphone", "payment", "usb", "serial", "browsing-topics")
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": ", ".join(f"{power}=()" for power in NEVER_USED),
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""On every answer; Django's own middleware adds the opener policy, nosniff, the referrer and the frame."""

NOT_KEPT = "private, no-store"

Answer = Callable[[HttpRequest], HttpResponse]


def safe_headers(get_response: Answer) -> Answer:
    """Middleware: every answer carries the policy, and says which browser powers the site never asks for."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answer


def private_pages(get_response: Answer) -> Answer:
    """Middleware: a page for somebody signed in is kept nowhere; on a shared machine "back" shows nothing."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session = getattr(request, "session", None)
        # A view that never looked at the session made the same page for everybody.
        if session is not None and session.accessed and SESSION_KEY in session:
            response.headers["Cache-Control"] = NOT_KEPT
        return response

    return answer


def readable(get_response: Answer) -> Answer:
    """Middleware: a NUL in what was sent is no text; PostgreSQL refuses it, SQLite would keep it forever."""

    def answer(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or any(map(holds_nul, (request.GET, request.POST))):
            raise BadRequest("NUL")
        return get_response(request)

    return answer


def holds_nul(sent: QueryDict) -> bool:
    """Whether a name or a value of what was sent holds a NUL."""
    return any("\0" in text for name, values in sent.lists() for text in (name, *map(str, values)))
