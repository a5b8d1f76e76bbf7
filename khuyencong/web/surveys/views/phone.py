"""Asking on a phone: rounds and answers on this device, the form, and what works without a line."""

import hashlib
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.industry.lifecycle.surveys import receive
from khuyencong.industry.queries.asking import open_rounds
from khuyencong.industry.queries.surveys import standings_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.roles import Permission
from khuyencong.rules.findings import BlockedError
from khuyencong.web.requests import asking
from khuyencong.web.security import POLICY
from khuyencong.web.surveys.phone_forms import AskingForm, fresh_keys
from khuyencong.web.surveys.views.sending import NotKeysError, keys_in, photo_in
from khuyencong.workflow.lifecycle import Act

SHELL = (
    "vendor/fonts.css",
    "web/khuyencong.css",
    "web/icon.svg",
    "web/surveys.js",
    "vendor/htmx.min.js",
    "vendor/icons.svg",
    "vendor/fonts/be-vietnam-pro-latin-400-normal.woff2",
    "vendor/fonts/be-vietnam-pro-vietnamese-400-normal.woff2",
    "vendor/fonts/be-vietnam-pro-latin-600-normal.woff2",
    "vendor/fonts/be-vietnam-pro-vietnamese-600-normal.woff2",
)
"""What the pages of the phone need beside themselves."""


def asker(request: HttpRequest) -> Actor:
    """Who asks, if asking is hers."""
    actor = asking(request)
    if not actor.may(Permission.SURVEY_ANSWER):
        raise PermissionDenied
    return actor


def with_powers(response: HttpResponse) -> HttpResponse:
    """Let the page ask where it is, and show a picture that lies on the device; other pages may do neither."""
    response.headers["Permissions-Policy"] = "geolocation=(self), camera=(), microphone=(), payment=(), usb=()"
    response.headers["Content-Security-Policy"] = POLICY.replace("img-src 'self'", "img-src 'self' blob:")
    return response


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """Where do I ask today, and what on this device has not been sent?"""
    actor = asker(request)
    found = list(open_rounds(actor, localdate()))
    context = {"rows": list(zip(found, standings_of(found, actor), strict=True))}
    return with_powers(render(request, "surveys/phone_rounds.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """What does this workshop want to do? Kept on the device as it is typed; without scripts sent at once."""
    actor = asker(request)
    survey = get_object_or_404(open_rounds(actor, localdate()), pk=pk)
    form = AskingForm(request.POST if request.method == "POST" else None, survey=survey, actor=actor)
    context: dict[str, Any] = {"survey": survey, "form": form, "keys": fresh_keys()}
    if not form.is_bound:
        return with_powers(render(request, "surveys/phone_ask.html", context))
    try:
        context["keys"] = {
            name: str(value) for name, value in keys_in(request.POST).items() if name in ("key", "edition")
        }
        if not form.is_valid():
            return with_powers(render(request, "surveys/phone_ask.html", context, status=422))
        keep(request, form, actor)
    except NotKeysError:
        return with_powers(render(request, "surveys/phone_ask.html", context, status=422))
    except BlockedError as blocked:
        more = context | {"blocked": blocked.findings}
        return with_powers(render(request, "surveys/phone_ask.html", more, status=422))
    messages.success(request, "Đã gửi phiếu.")
    return redirect("survey_ask")


def keep(request: HttpRequest, form: AskingForm, actor: Actor) -> None:
    """The answer of a page without scripts, with the photograph where there is one."""
    at = localtime()
    received = receive(form.sent(**keys_in(request.POST), taken_at=at), Act(by=actor, at=at))
    if "photo" in request.FILES:
        photo_in(request, received.edition.answer, actor, at)


@login_not_required
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page that stands in where there is no line and nothing kept; the same for everybody."""
    return render(request, "surveys/phone_offline.html")


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that answers without a line; its text changes with the files it keeps and so renews itself."""
    files = [static(name) for name in SHELL]
    version = hashlib.sha256("\n".join(files).encode()).hexdigest()[:12]
    found = {"files": files, "version": version, "static_url": settings.STATIC_URL}
    response = render(request, "surveys/phone_worker.js", found, content_type="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response
