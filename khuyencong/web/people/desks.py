"""Desks of my agency: who sits there since when, opening one, seating and unseating, inviting."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.organisations.actions.invitations import withdraw
from khuyencong.organisations.actions.people import begin_seat, end_seat, open_new_desk
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.administration import (
    agencies_managed_by,
    desk_lines,
    desks_managed_by,
    open_tasks_at,
    people_managed_by,
    role_choices_at,
)
from khuyencong.organisations.models import Desk, Invitation, Seat
from khuyencong.organisations.queries import seats_from
from khuyencong.places.models import valid_on
from khuyencong.post.actions.welcome import invite, send_again
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.masking import masked_email
from khuyencong.web.confirmation import require_confirmation
from khuyencong.web.people.forms import DeskForm, EndForm, InviteForm, SeatForm
from khuyencong.web.people.people import ON_A_PAGE, administrator, searched
from khuyencong.web.requests import key_of


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Which desks has my agency, who sits there, and which are empty?"""
    actor = administrator(request)
    words, number = searched(request)
    lines = desk_lines(actor, words, localdate(), localtime())
    context = {
        "page": Paginator(lines, ON_A_PAGE).get_page(number),
        "empty": sum(line.seat is None for line in lines),
        "words": words,
        "asking": f"q={words}" if words else "",
    }
    return render(request, "people/desks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def open_one(request: HttpRequest) -> HttpResponse:
    """Which new desk, at which agency, with which role?"""
    actor, today = administrator(request), localdate()
    agencies = agencies_managed_by(actor).filter(valid_on(today))
    own = actor.agency.code if actor.agency is not None else ""
    form = DeskForm(
        request.POST if request.method == "POST" else None,
        agencies=agencies,
        roles=role_choices_at(agencies),
        on=today,
        initial={"agency": own, "since": f"{today:%d/%m/%Y}"},
    )
    if not form.is_bound or not form.is_valid():
        return render(request, "people/desk_open.html", {"form": form}, status=422 if form.is_bound else 200)
    require_confirmation(request)
    try:
        desk = open_new_desk(**form.cleaned_data, by=actor, at=localtime())
    except BlockedError as blocked:
        context = {"form": form, "blocked": blocked.findings}
        return render(request, "people/desk_open.html", context, status=422)
    messages.success(request, "Đã lập bàn. Xếp người giữ bàn hoặc gửi thư mời.")
    return redirect("desk_manage", desk.code)


def shown(actor: Actor, desk: Desk, **more: Any) -> dict[str, Any]:
    """What the page of a desk shows; a form that was sent stands in `more`."""
    today = localdate()
    seats = list(Seat.objects.filter(desk=desk).select_related("user").order_by("-since", "-pk"))
    sent = Invitation.objects.filter(desk=desk, state=Invitation.State.SENT).select_related("invited_by")
    at, day = localtime(), {"since": f"{today:%d/%m/%Y}"}
    return {
        "desk": desk,
        "agency": desk.agency.name_on(today),
        "seats": seats,
        "now": next(
            (seat for seat in seats if seat.since <= today and (not seat.until or seat.until > today)), None
        ),
        "open_seats": [seat for seat in seats if seat.until is None or seat.until > today],
        "waiting": open_tasks_at(desk),
        "invitations": [
            (each, masked_email(each.email), each.expires_at <= at) for each in sent.order_by("pk")
        ],
        "seat_form": SeatForm(people=people_managed_by(actor), initial=day),
        "end_form": EndForm(initial={"until": day["since"]}),
        "invite_form": InviteForm(initial=day),
    } | more


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, code: str) -> HttpResponse:
    """Who sits at this desk, and who shall?"""
    actor = administrator(request)
    found = get_object_or_404(desks_managed_by(actor).select_related("agency"), code=code)
    if request.method != "POST":
        return render(request, "people/desk.html", shown(actor, found))
    do = DOES.get(request.POST.get("do", ""))
    if do is None:
        raise Http404("do")
    require_confirmation(request)
    try:
        refused = do(request, actor, found)
    except BlockedError as blocked:
        refused = {"blocked": blocked.findings}
    if refused is None:
        return redirect("desk_manage", code)
    return render(request, "people/desk.html", shown(actor, found, **refused), status=422)


def begin(request: HttpRequest, actor: Actor, desk: Desk) -> dict[str, Any] | None:
    """Seat somebody with an account."""
    form = SeatForm(request.POST, people=people_managed_by(actor))
    if not form.is_valid():
        return {"seat_form": form, "form": form}
    given = form.cleaned_data
    begin_seat(desk=desk, user=given["person"], since=given["since"], by=actor, at=localtime())
    messages.success(request, f"{given['person']} giữ bàn này từ ngày {given['since']:%d/%m/%Y}.")
    return None


def end(request: HttpRequest, actor: Actor, desk: Desk) -> dict[str, Any] | None:
    """End the seat that still lasts."""
    form = EndForm(request.POST)
    if not form.is_valid():
        return {"end_form": form, "form": form}
    key = request.POST.get("seat", "")
    held = get_object_or_404(seats_from(localdate()), desk=desk, pk=key_of(key) or 0)
    given = form.cleaned_data
    try:
        end_seat(held=held, on=given["until"], by=actor, at=localtime(), though_waiting=given["though_waiting"])
    except BlockedError as blocked:
        return {"blocked": blocked.findings, "end_form": form}
    messages.success(request, f"{held.user} thôi giữ bàn này từ ngày {given['until']:%d/%m/%Y}.")
    return None


def send(request: HttpRequest, actor: Actor, desk: Desk) -> dict[str, Any] | None:
    """Invite somebody by letter."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return {"invite_form": form, "form": form}
    try:
        sent = invite(desk=desk, **form.cleaned_data, by=actor, at=localtime())
    except BlockedError as blocked:
        return {"blocked": blocked.findings, "invite_form": form}
    until = localtime(sent.expires_at)
    messages.success(request, f"Thư mời đã vào hàng gửi; đường dẫn dùng được đến hết {until:%H:%M %d/%m/%Y}.")
    return None


def of_this_desk(request: HttpRequest, desk: Desk) -> Invitation:
    """The invitation that the button belongs to; 404 for another desk's."""
    key = request.POST.get("invitation", "")
    return get_object_or_404(Invitation, desk=desk, pk=key_of(key) or 0)


def resend(request: HttpRequest, actor: Actor, desk: Desk) -> None:
    """Send the letter again, with a new link."""
    send_again(invitation=of_this_desk(request, desk), by=actor, at=localtime())
    messages.success(request, "Đã gửi lại thư mời với đường dẫn mới; đường dẫn cũ không dùng được nữa.")


def take_back(request: HttpRequest, actor: Actor, desk: Desk) -> None:
    """Withdraw the invitation."""
    withdraw(invitation=of_this_desk(request, desk), by=actor, at=localtime())
    messages.success(request, "Đã rút lời mời.")


DOES: dict[str, Callable[[HttpRequest, Actor, Desk], dict[str, Any] | None]] = {
    "seat": begin,
    "end": end,
    "invite": send,
    "resend": resend,
    "withdraw": take_back,
}
"""What a button of the desk's page does; None when done, else what the page shows about why not."""
