"""Which desk one acts for."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from khuyencong.organisations.queries import desks_of, names_on
from khuyencong.web.requests import DESK, asking


@require_safe
def desks(request: HttpRequest) -> HttpResponse:
    """Which desks do I hold today, what may each do, and for which am I acting now?"""
    actor = asking(request)
    today = localdate()
    held = desks_of(actor.account, today)
    names = names_on((desk.agency for desk in held), today)
    rows = [(desk, names[desk.agency_id]) for desk in held]
    return render(request, "accounts/desks.html", {"rows": rows, "now": actor.desk})


@require_POST
def choose_desk(request: HttpRequest, code: str) -> HttpResponse:
    """Act for another of her desks; a desk she does not hold today is not there for her."""
    if code not in {desk.code for desk in desks_of(asking(request).account, localdate())}:
        raise Http404
    request.session[DESK] = code
    return redirect("desks")
