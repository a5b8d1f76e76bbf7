"""The link of an invitation: who invites to which desk, and taking it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from khuyencong.organisations.actions.invitations import accept, over
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.administration import accounts_of
from khuyencong.organisations.models import Invitation
from khuyencong.organisations.secrets import digest_of
from khuyencong.rules.findings import BlockedError
from khuyencong.web.people.forms import AccountForm
from khuyencong.web.requests import asking

GONE = 410


def invited(secret: str) -> Invitation:
    """The invitation of that link; 404 for any other."""
    related = Invitation.objects.select_related("desk__agency", "invited_by")
    found = related.filter(digest=digest_of(secret)).first()
    if found is None:
        raise Http404("invitation")
    return found


def shown(found: Invitation, actor: Actor) -> dict[str, Any]:
    """What the page says: to which desk, and how this reader may take it."""
    known = accounts_of(found.email)
    return {
        "invitation": found,
        "agency": found.desk.agency.name_on(localdate()),
        "known": bool(known),
        "mine": actor.user is not None and actor.user in known,
        "signed_in": actor.user is not None,
    }


@sensitive_post_parameters("password", "again")
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Who invites me to which desk, and how do I take it?"""
    found, actor = invited(secret), asking(request)
    if (ended := over(found, localtime())) is not None:
        return render(request, "people/invitation_over.html", {"blocked": ended.findings}, status=GONE)
    context = shown(found, actor)
    new = not context["known"] and not context["signed_in"]
    data = request.POST if request.method == "POST" else None
    form = AccountForm(data, email=found.email, full_name=found.full_name) if new else None
    if data is None or (form is not None and not form.is_valid()):
        status = 200 if data is None else 422
        return render(request, "people/invitation.html", context | {"form": form}, status=status)
    try:
        accept(secret=secret, newcomer=form.newcomer if form else None, by=actor, at=localtime())
    except BlockedError as blocked:
        context |= {"form": form, "blocked": blocked.findings}
        return render(request, "people/invitation.html", context, status=422)
    messages.success(request, f"Đã nhận bàn “{found.desk.title}”.{' Đăng nhập để bắt đầu.' if new else ''}")
    return redirect(f"{reverse('account_login')}?next={reverse('desks')}" if new else reverse("desks"))
