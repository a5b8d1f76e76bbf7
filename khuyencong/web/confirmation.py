"""A decision asks for a fresh proof of who decides: a session left open on a desk must not be enough."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from khuyencong.web.held import KEY, hold
from khuyencong.workflow.lifecycle import Transition

View = Callable[..., HttpResponse]


def confirmed_recently(request: HttpRequest) -> bool:
    """Whether she showed who she is within the last minutes: by signing in, or when she was asked again."""
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def require_confirmation(request: HttpRequest) -> None:
    """Stop here until she has confirmed; what she sent is kept and carried out when she comes back.

    For a view that decides only sometimes; it must be called before anything is written.
    """
    if confirmed_recently(request):
        return
    address, waiting = request.get_full_path(), hold(request)
    if methods := get_adapter(request).get_reauthentication_methods(request.user):
        if waiting is not None:
            request.session[KEY] = waiting
        raise ImmediateHttpResponse(redirect(f"{methods[0]['url']}?{urlencode({'next': address})}"))
    # Neither password nor second factor, only single sign-on: she comes in anew, which is the proof.
    logout(request)
    if waiting is not None:
        request.session[KEY] = waiting | {"confirmed": time.time() + settings.ACCOUNT_REAUTHENTICATION_TIMEOUT}
    messages.info(request, "Việc này cần xác nhận lại: đăng nhập, rồi việc vừa bấm được làm tiếp.")
    raise ImmediateHttpResponse(redirect_to_login(address))


def confirm_before(request: HttpRequest, transition: Transition) -> None:
    """The same before a move that its lifecycle calls a decision; nothing before others."""
    if transition.decision:
        require_confirmation(request)


def recently_confirmed(view: View) -> View:
    """Decorator of a view whose every POST is a decision: who signed in long ago confirms first."""

    @wraps(view)
    def decided(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            require_confirmation(request)
        return view(request, *args, **kwargs)

    return decided
