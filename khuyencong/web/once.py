"""One post of a page is carried out once: the second click lands where the first one led.

Django masks the token of a form anew for every page it renders, so the same token with the same content at the
same address is the same press of a button, sent twice, as long as she pressed nothing else in between. It is
written down in the transaction of what it does.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.timezone import now

from khuyencong.workflow.actions import forget_press, land_press, take_press

FIELD = "csrfmiddlewaretoken"
DEADLOCKED = ("40P01", "40001")
"""PostgreSQL's names for a deadlock and for a transaction that cannot be put in order with others."""


class Once:
    """Middleware, the innermost one, so that nothing that asks who she is stands within."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the first press; lead a second one of the same page to where the first one led."""
        if request.method != "POST" or FIELD not in request.POST or not request.user.is_authenticated:
            return self.get_response(request)
        key = press_of(request)
        with transaction.atomic():
            before = take_press(key, sealed(str(request.user.pk)), at=now())
            if before is not None:
                messages.info(request, "Nút này vừa được bấm: việc đã ghi một lần, không ghi lần nữa.")
                return HttpResponseRedirect(before)
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            elif led_on(request, response):
                land_press(key, response.headers["Location"])
            else:
                # Nothing stands in the way of pressing again: a refusal is read and mended, a fragment stays.
                forget_press(key)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Remember that the view did not get to its end: a detour to confirm who she is is no landing.

        Of two who wait for each other's rows the database lets one go: she reads so instead of that the system
        broke, and nothing of hers is kept.
        """
        request.khuyencong_detour = True  # type: ignore[attr-defined]
        if waits_for_each_other(exception):
            return HttpResponse(render_to_string("503.html"), status=503)
        return None


def waits_for_each_other(exception: Exception) -> bool:
    """Whether the database broke a deadlock, or a lock of SQLite could not be had in its time."""
    if not isinstance(exception, OperationalError):
        return False
    cause = exception.__cause__
    return getattr(cause, "sqlstate", "") in DEADLOCKED or "database is locked" in str(exception)


def led_on(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the view did its work and leads elsewhere."""
    return response.has_header("Location") and not getattr(request, "khuyencong_detour", False)


def press_of(request: HttpRequest) -> str:
    """By what a press is known: who, where, which page, with what in it; nothing of it can be read back."""
    return sealed(sha256("\0".join(parts_of(request)).encode()).hexdigest())


def sealed(text: str) -> str:
    """A text as a mark of which it cannot be read back."""
    return salted_hmac("khuyencong.web.once", text, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def parts_of(request: HttpRequest) -> Iterator[str]:
    """All that tells one press from another; a NUL was refused before, so none can be mistaken for another."""
    yield str(request.user.pk)
    yield request.get_full_path()
    for name, values in sorted(request.POST.lists()):
        yield from (f"{name}={value}" for value in values)
    for name, files in sorted(request.FILES.lists()):
        for each in files:
            held = sha256()
            for chunk in each.chunks():
                held.update(chunk)
            each.seek(0)
            yield f"{name}={each.name}={held.hexdigest()}"
