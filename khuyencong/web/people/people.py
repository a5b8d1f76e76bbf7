"""Who has an account in my agency, at which desks; closing and reopening an account."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.organisations.actions.people import close_account, reopen_account
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.administration import desks_managed_by, people_found, people_managed_by, people_of
from khuyencong.organisations.models import Seat, User
from khuyencong.organisations.queries import names_on
from khuyencong.organisations.roles import Permission
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.masking import masked_email, masked_phone
from khuyencong.web.confirmation import require_confirmation
from khuyencong.web.people.forms import SearchForm
from khuyencong.web.requests import asking

ON_A_PAGE = 50


def administrator(request: HttpRequest) -> Actor:
    """Who asks, if she manages accounts."""
    actor = asking(request)
    if not actor.may(Permission.ACCOUNTS_MANAGE):
        raise PermissionDenied
    return actor


def searched(request: HttpRequest) -> tuple[str, int]:
    """The words looked for and the page; nonsense is page one of everything."""
    form = SearchForm(request.GET)
    form.is_valid()
    return form.cleaned_data.get("q", ""), form.cleaned_data.get("page") or 1


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Who has an account, and at which desk?"""
    actor, today = administrator(request), localdate()
    words, number = searched(request)
    page = Paginator(people_found(actor, words), ON_A_PAGE).get_page(number)
    people = people_of(list(page.object_list), today)
    names = names_on((seat.desk.agency for user in people for seat in sitting(user)), today)
    rows = [
        (user, masked_email(user.email), [(seat, names[seat.desk.agency_id]) for seat in sitting(user)])
        for user in people
    ]
    context = {"page": page, "rows": rows, "words": words, "asking": f"q={words}" if words else ""}
    return render(request, "people/people.html", context)


def sitting(user: User) -> list[Seat]:
    """Her seats of the day, as people_of brought them."""
    seats: list[Seat] = user.sitting  # type: ignore[attr-defined]
    return seats


def shown(actor: Actor, user: User) -> dict[str, Any]:
    """What the page of a person shows."""
    seats = Seat.objects.filter(user=user).select_related("desk__agency").order_by("-since", "-pk")
    mine = set(desks_managed_by(actor).values_list("pk", flat=True))
    names = names_on((seat.desk.agency for seat in seats), localdate())
    return {
        "person": user,
        "email": masked_email(user.email),
        "phone": masked_phone(user.phone),
        "seats": [(seat, names[seat.desk.agency_id], seat.desk_id in mine) for seat in seats],
        "own": user == actor.user,
        "may_export": actor.may(Permission.PERSON_EXPORT),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Which desks does she hold, and may she still sign in?"""
    actor = administrator(request)
    user = get_object_or_404(people_managed_by(actor), pk=pk)
    if request.method != "POST":
        return render(request, "people/person.html", shown(actor, user))
    if request.POST.get("do") not in ("close", "reopen"):
        raise Http404("do")
    require_confirmation(request)
    try:
        messages.success(request, changed(request.POST["do"], user, actor))
    except BlockedError as blocked:
        context = shown(actor, user) | {"blocked": blocked.findings}
        return render(request, "people/person.html", context, status=422)
    return redirect("person", pk)


def changed(do: str, user: User, actor: Actor) -> str:
    """Close or reopen the account, and say what that came to."""
    if do == "reopen":
        reopen_account(user=user, by=actor, at=localtime())
        return "Đã mở lại tài khoản; bàn thì xếp lại ở trang bàn làm việc."
    left = close_account(user=user, by=actor, at=localtime())
    return f"Đã đóng tài khoản, mọi nơi đang đăng nhập đều bị thoát. {left} bàn nay chưa có ai giữ."
