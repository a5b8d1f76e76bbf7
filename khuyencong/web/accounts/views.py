"""Which desk one acts for; one's second factors and sessions."""

from typing import Any

from allauth.account.views import LoginView, LogoutView
from allauth.mfa.base.views import IndexView
from allauth.usersessions.adapter import get_adapter as sessions_adapter
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_POST, require_safe

from khuyencong.organisations.actions.sign_in import tell
from khuyencong.organisations.queries import desks_of, names_on
from khuyencong.post.queries.api_keys import may_hold_keys
from khuyencong.web.accounts.second_factor import is_asked_for, is_missing, is_required
from khuyencong.web.requests import DESK, asking, key_of


@require_safe
def desks(request: HttpRequest) -> HttpResponse:
    """Which desks do I hold today, what may each do, and for which am I acting now?"""
    actor = asking(request)
    today = localdate()
    held = desks_of(actor.account, today)
    names = names_on((desk.agency for desk in held), today)
    rows = [(desk, names[desk.agency_id]) for desk in held]
    keyed = actor.desk is not None and may_hold_keys(actor.desk, today)
    return render(request, "accounts/desks.html", {"rows": rows, "now": actor.desk, "keyed": keyed})


@require_POST
def choose_desk(request: HttpRequest, code: str) -> HttpResponse:
    """Act for another of her desks; a desk she does not hold today is not there for her."""
    if code not in {desk.code for desk in desks_of(asking(request).account, localdate())}:
        raise Http404
    request.session[DESK] = code
    return redirect("desks")


class SignIn(LoginView):
    """Name and password, a key, or an identity provider where one is set up."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the provider is called."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found | {"sso_name": settings.OIDC_NAME if settings.OIDC_ISSUER else ""}


class SignOut(LogoutView):
    """Out, or back from a sign-in that was not finished; never by a mere link."""

    http_method_names = ("post",)


class Security(IndexView):
    """How is my account protected, and what should I add?"""

    template_name = "accounts/security.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Her factors, and what her desk asks for."""
        actor = asking(self.request)
        asked = {"asked": is_asked_for(actor), "required": is_required(actor), "missing": is_missing(actor)}
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found | asked


class Sessions(ListUserSessionsView):
    """Where am I signed in, and shall one of these end?"""

    template_name = "accounts/sessions.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """End the one that was named, or all but this one."""
        actor = asking(self.request)
        others = UserSession.objects.filter(user=actor.account).exclude(
            session_key=self.request.session.session_key
        )
        if chosen := self.request.POST.get("session"):
            others = others.filter(pk=key_of(chosen) or 0)
        ended = list(others)
        if not ended:
            raise Http404
        sessions_adapter().end_sessions(ended)
        told = {"origins": [each.ip for each in ended]}
        tell("account.session_ended", actor.account, by=actor, at=localtime(), after=told)
        messages.success(self.request, f"Đã đăng xuất {len(ended)} nơi.")
        return redirect("usersessions_list")
