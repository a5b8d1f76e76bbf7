"""The door of the editor: who sits at a desk that writes news gets in, for that desk's agency, that day."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from khuyencong.organisations.models import User
from khuyencong.portal.actions.shelves import close_shelves, open_shelf
from khuyencong.portal.models import RefusedError
from khuyencong.portal.moderation import hold_to_what_was_read
from khuyencong.portal.permissions import may_publish, may_write
from khuyencong.web.requests import asking
from khuyencong.web.security import POLICY

EDITOR = "/bien-tap/"
ELSEWHERE = {"account/": "mfa_index", "logout/": "account_logout"}
"""Links in the editor's own frame that lead to pages of ours: one's account, and signing out."""
LAST_NUMBER = 2**31 - 1
"""No row of the editor has a greater number; one database answers "none" to a greater one, the other fails."""
SWITCHED_OFF = (
    "account/",
    "login/",
    "logout/",
    "password_reset/",
    "users/",
    "groups/",
    "sites/",
    "locales/",
    "reports/",
)
"""Pages of the editor that would be a second way to sign in or to look after people (ours are elsewhere), and
reports for who keeps a site of Wagtail: past the menu they told of every agency's pages."""
EDITOR_POLICY = (
    POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
    .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    .replace("img-src 'self'", "img-src 'self' blob: data:")
    .replace("frame-ancestors 'none'", "frame-ancestors 'self'")
)
"""Wagtail's editor writes small scripts and styles into its own pages (Draftail, panels), draws pictures being
uploaded from blob: addresses, and shows the preview in a frame of the same site. Nothing else is opened: no
other host, no eval; and only under /bien-tap/, which nobody sees but who writes news."""


class EditorDoor:
    """Middleware: asks at every request who sits where, so that an ended seat ends the editing with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The editor's pages carry their own policy; everybody else's the strict one."""
        response = self.get_response(request)
        if request.path_info.startswith(EDITOR):
            response.headers["Content-Security-Policy"] = EDITOR_POLICY
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """403 without a desk that writes news; with one, exactly the rights of that desk."""
        if not request.path_info.startswith(EDITOR):
            return None
        if not isinstance(request.user, User):
            # Some of Wagtail's own addresses ask for nobody, its sign-in among them.
            return redirect_to_login(request.get_full_path())
        asked = request.path_info.removeprefix(EDITOR)
        beyond = any(str(each).isdecimal() and int(each) > LAST_NUMBER for each in kwargs.values())
        if beyond or (asked.startswith(SWITCHED_OFF) and asked not in ELSEWHERE):
            raise Http404("editor")
        actor = asking(request)
        if not may_write(actor):
            close_shelves(request.user)
            raise PermissionDenied
        if asked in ELSEWHERE:
            return redirect(ELSEWHERE[asked])
        assert actor.agency is not None
        open_shelf(actor.agency, request.user, publishes=may_publish(actor))
        try:
            hold_to_what_was_read(request, kwargs)
        except RefusedError as refusal:
            return self.process_exception(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say why it is not published; what was written is kept as a draft."""
        if not isinstance(exception, RefusedError):
            return None
        context = {"heading": exception.heading, "reason": str(exception)}
        return render(request, "portal/refused.html", context, status=exception.status)
