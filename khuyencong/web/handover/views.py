"""Handing a desk over: list, two signatures, the minute; and the tour of a desk for who is new to it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.handover import permissions, queries
from khuyencong.handover.lifecycle import HANDOVER, hand_over
from khuyencong.handover.models import Handover
from khuyencong.norms.queries.training import learned_until
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Desk
from khuyencong.organisations.queries import desks_of, leader_desk
from khuyencong.paperwork.handover_minute import LearnedLine, minute_document
from khuyencong.post.queries.tray import in_tray
from khuyencong.rules.findings import BlockedError
from khuyencong.web.confirmation import confirm_before, require_confirmation
from khuyencong.web.dossiers import address_of, steps_of
from khuyencong.web.downloads import DOCX, attachment
from khuyencong.web.handover.forms import AskMoreForm, NewForm, OrderForm, TellForm
from khuyencong.web.requests import asking
from khuyencong.web.tray.views import rows_of
from khuyencong.workflow.lifecycle import Act

TOLD = {
    "handover.give": "Đã ký giao; chờ bên nhận ký.",
    "handover.order": "Đã giao thay; chờ bên nhận ký.",
    "handover.ask": "Đã gửi lại bên giao kèm điều cần bổ sung.",
    "handover.take": "Đã nhận bàn; mọi việc ở bàn nay là của anh/chị.",
    "handover.cancel": "Đã hủy cuộc bàn giao; bàn vẫn như cũ.",
}
STEPS = ("Bàn này để làm gì", "Việc đang chờ", "Hạn và lịch", "Người cần biết", "Việc đầu tiên")


@require_safe
def handovers(request: HttpRequest) -> HttpResponse:
    """Which desks change hands, and what waits for my signature?"""
    actor = asking(request)
    page = Paginator(queries.seen_by(actor), 30).get_page(request.GET.get("page", "1"))
    heads = actor.desk is not None and any(
        permissions.heads(actor, desk) for desk in queries.desks_to_order(actor, localdate())[:1]
    )
    context = {
        "page": page,
        "mine": queries.waiting_for(actor.account),
        "desk_now": actor.desk,
        "others": queries.desks_to_order(actor, localdate()) if heads else (),
    }
    return render(request, "handover/list.html", context)


def form_for(request: HttpRequest, actor: Actor, desk: Desk) -> NewForm:
    """The form for her own desk, or for an absent person's."""
    shape = NewForm if permissions.holds(actor, desk) else OrderForm
    suggested = "\n".join(f"{each.name}, {each.desk}" for each in queries.contacts_of(desk))
    return shape(
        request.POST if request.method == "POST" else None,
        takers=queries.may_take(desk, localdate()),
        initial={"contacts": suggested},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """What lies at this desk, to whom does it go, and what does no list say?"""
    actor = asking(request)
    desk = get_object_or_404(Desk.objects.on(localdate()).select_related("agency"), code=code)
    if not permissions.may_start(actor, desk):
        raise PermissionDenied if desk.agency == actor.agency else Http404("desk")
    form = form_for(request, actor, desk)
    context = {
        "desk_given": desk,
        "form": form,
        "rows": rows_of(in_tray([desk.code], localdate())),
        "own": permissions.holds(actor, desk),
        "holder": queries.holder_of(desk, localdate()),
    }
    if not form.is_bound or not form.is_valid():
        return render(request, "handover/new.html", context, status=422 if form.is_bound else 200)
    require_confirmation(request)
    try:
        begun = hand_over(desk=desk, act=act_of(actor, form.cleaned_data))
    except BlockedError as blocked:
        return render(request, "handover/new.html", context | {"blocked": blocked.findings}, status=422)
    messages.success(request, TOLD["handover.give"] if context["own"] else TOLD["handover.order"])
    return redirect("handover", begun.pk)


def act_of(actor: Actor, given: Mapping[str, Any]) -> Act:
    """What she filled in, as the lifecycle takes it."""
    return Act(by=actor, at=localtime(), reason=given.get("reason", ""), given=given)


def shown(request: HttpRequest, found: Handover, **more: Any) -> dict[str, Any]:
    """Everything the page of a hand-over shows."""
    initial = {name: getattr(found, name) for name in ("promises", "contacts", "notes")}
    return {
        "handover": found,
        "tasks": [(row, address_of(row.dossier_kind, row.dossier_key)) for row in queries.handed(found)],
        "offered": {each.name.partition(".")[2] for each in HANDOVER.offered(found, asking(request))},
        "steps": steps_of(HANDOVER, found),
        "learned": learned_lines(found),
        "form": TellForm(initial=initial),
        "ask_form": AskMoreForm(),
    } | more


def learned_lines(found: Handover) -> list[LearnedLine]:
    """The units of the desk with what each side had passed when the taker signed; none of a cancelled one.

    Who was only named as the taker has agreed to nothing: until she signs, nobody reads here what she passed.
    """
    if found.state == Handover.State.CANCELLED:
        return []
    at = found.taken_at or localtime()
    on = localdate(at)
    giver = learned_until(found.giver, found.desk, at, on)
    taken = learned_until(found.taker, found.desk, at, on) if found.taken_at is not None else []
    taker = {unit.code: row for unit, row in taken}
    return [LearnedLine(title=unit.title, giver=row, taker=taker.get(unit.code)) for unit, row in giver]


@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """What is handed over, who has signed, and what may I do?"""
    actor = asking(request)
    found = get_object_or_404(queries.seen_by(actor), pk=pk)
    if request.method != "POST":
        return render(request, "handover/handover.html", shown(request, found))
    name = f"handover.{request.POST.get('do', '')}"
    form, ask_form = TellForm(request.POST), AskMoreForm(request.POST)
    if name not in TOLD or not form.is_valid() or not ask_form.is_valid():
        context = shown(request, found, form=form, ask_form=ask_form)
        return render(request, "handover/handover.html", context, status=422)
    confirm_before(request, HANDOVER.transition(name))
    given = form.cleaned_data if name in ("handover.give", "handover.order") else None
    act = Act(by=actor, at=localtime(), reason=ask_form.cleaned_data["note"], given=given)
    try:
        HANDOVER.perform(name, found, act)
    except BlockedError as blocked:
        context = shown(request, found, form=form, ask_form=ask_form, blocked=blocked.findings)
        return render(request, "handover/handover.html", context, status=422)
    messages.success(request, TOLD[name])
    if name == "handover.take":
        return redirect("desk_tour", found.desk.code)
    return redirect("handover", pk)


@require_safe
def minute(request: HttpRequest, pk: int) -> HttpResponse:
    """The minute of the hand-over, to be printed and signed by hand where that is wanted."""
    found = get_object_or_404(queries.seen_by(asking(request)), pk=pk)
    content = minute_document(found, queries.handed(found), learned_lines(found), on=localdate())
    return attachment(content, f"bien-ban-ban-giao-{found.pk}.docx", DOCX)


@require_safe
def tour(request: HttpRequest, code: str) -> HttpResponse:
    """Five steps through a desk I hold: what for, what waits, deadlines, people, the first thing to do."""
    actor, today = asking(request), localdate()
    desk = next((one for one in desks_of(actor.account, today) if one.code == code), None)
    if desk is None:
        raise Http404("desk")
    number = request.GET.get("buoc", "1")
    step = int(number) if number in {"1", "2", "3", "4", "5"} else 1
    taken = queries.seen_by(actor).filter(desk=desk, state=Handover.State.DONE).order_by("-taken_at").first()
    head = leader_desk(desk.agency, today)
    context = {
        "desk_seen": desk,
        "agency": desk.agency.name_on(today),
        "step": step,
        "titles": list(enumerate(STEPS, start=1)),
        "title": STEPS[step - 1],
        "rows": rows_of(in_tray([desk.code], today)),
        "taken": taken,
        "contacts": queries.contacts_of(desk) if step == 4 else (),
        "head": head,
        "head_person": queries.holder_of(head, today) if head is not None else None,
        "here": actor.desk == desk,
    }
    return render(request, "handover/tour.html", context)
