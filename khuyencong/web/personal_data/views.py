"""What is kept about whom: read by everybody; one's own taken away; another's shown, handed over or erased."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_POST, require_safe

from khuyencong.organisations.actions.persons import SHOWN, erase, hand_over, unmask
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import User
from khuyencong.organisations.register import about_people
from khuyencong.organisations.roles import Permission
from khuyencong.organisations.scope import people_visible_to
from khuyencong.paperwork.personal_data import as_json, as_workbook
from khuyencong.rules.findings import BlockedError, Finding
from khuyencong.rules.masking import masked
from khuyencong.web.confirmation import recently_confirmed
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.rates import OWN_DATA, UNMASKING, at_most
from khuyencong.web.requests import asking

ANSWERING = (Permission.PERSON_UNMASK, Permission.PERSON_EXPORT, Permission.PERSON_ERASE)
LONGEST_REASON = 300


@login_not_required
@require_safe
def register_page(request: HttpRequest) -> HttpResponse:
    """What do you keep about me, why, for how long, and what happens when I ask you to erase it?"""
    tables = about_people()
    grounds = {table.ground.code: table.ground for table in tables if table.ground is not None}
    return render(request, "personal_data/register.html", {"tables": tables, "grounds": grounds.values()})


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What do you keep about me now?"""
    account = asking(request).account
    rows = [(table, table.rows_of(account).count()) for table in about_people()]
    return render(request, "personal_data/mine.html", {"rows": rows})


@at_most(OWN_DATA)
@require_POST
def my_file(request: HttpRequest) -> HttpResponse:
    """My data as a file."""
    actor = asking(request)
    return file_of(request, actor.account, actor)


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What may be done with this person's data?"""
    actor = answering(request)
    return page_of(request, looked_after(actor, pk), actor)


@at_most(UNMASKING)
@recently_confirmed
@require_POST
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one masked value, once, for a reason that is written down."""
    actor = answering(request)
    who, column = looked_after(actor, pk), request.POST.get("column", "")
    try:
        value = unmask(person=who, column=column, by=actor, at=localtime(), reason=reason_of(request))
    except BlockedError as blocked:
        return page_of(request, who, actor, blocked=blocked.findings, heading="Chưa hiện được")
    return page_of(request, who, actor, shown={column: value})


@at_most(UNMASKING)
@recently_confirmed
@require_POST
def their_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody's data as a file, for a request that she made."""
    actor = answering(request)
    return file_of(request, looked_after(actor, pk), actor)


@recently_confirmed
@require_POST
def erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase what may go of somebody's data, and take her name from the rest."""
    actor = answering(request)
    who = looked_after(actor, pk)
    try:
        gone = erase(person=who, by=actor, at=localtime(), reason=reason_of(request))
    except BlockedError as blocked:
        return page_of(request, who, actor, blocked=blocked.findings, heading="Chưa xóa được")
    told = ", ".join(f"{title.lower()} {count}" for title, count in gone.items())
    messages.success(request, f"Đã xóa dữ liệu cá nhân của tài khoản số {who.pk}: {told}.")
    return redirect("personal_data_person", pk=who.pk)


def answering(request: HttpRequest) -> Actor:
    """Who answers requests about others; 403 for everybody else."""
    actor = asking(request)
    if not any(actor.may(each) for each in ANSWERING):
        raise PermissionDenied
    return actor


def looked_after(actor: Actor, pk: int) -> User:
    """The person, where she is one of those looked after; 404 for anybody else."""
    found = people_visible_to(actor, localdate()).filter(pk=pk).first()
    if found is None:
        raise Http404("person")
    return found


def reason_of(request: HttpRequest) -> str:
    """Why, as given."""
    return request.POST.get("reason", "")[:LONGEST_REASON]


def page_of(
    request: HttpRequest,
    who: User,
    actor: Actor,
    *,
    shown: dict[str, str] | None = None,
    blocked: tuple[Finding, ...] = (),
    heading: str = "",
) -> HttpResponse:
    """The page of a person: masked, but for what was just asked for."""
    shown = shown or {}
    context: dict[str, Any] = {
        "person": who,
        "fields": [
            (column, label, shown.get(column, masked(getattr(who, column), column)), column in shown)
            for column, label in SHOWN.items()
        ],
        "may_unmask": actor.may(Permission.PERSON_UNMASK),
        "may_export": actor.may(Permission.PERSON_EXPORT),
        "may_erase": actor.may(Permission.PERSON_ERASE) and actor.user != who,
        "tables": about_people(),
        "blocked": blocked,
        "heading": heading,
        "longest": LONGEST_REASON,
    }
    return render(request, "personal_data/person.html", context, status=422 if blocked else 200)


def file_of(request: HttpRequest, who: User, actor: Actor) -> HttpResponse:
    """Everything kept about her, in the form that was asked for."""
    at = localtime()
    held = hand_over(person=who, by=actor, at=at)
    if request.POST.get("form") == "json":
        return attachment(as_json(held, at=at), f"du-lieu-ca-nhan-{who.pk}.json", "application/json")
    return attachment(as_workbook(held, at=at), f"du-lieu-ca-nhan-{who.pk}.xlsx", XLSX)
