"""Reading the law: norms of a day, one norm over time, lists, documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.norms import permissions, queries
from khuyencong.norms.actions.lines import kind_for
from khuyencong.norms.models import Norm
from khuyencong.norms.models.norms import province_key_of
from khuyencong.norms.models.returns import OfAForm
from khuyencong.norms.queries.changes import list_changes_waiting, under_way_of
from khuyencong.norms.queries.norms import Subject, own_provinces, province_named, subject_of
from khuyencong.norms.queries.returns import with_names
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.permissions import is_ministry, is_province
from khuyencong.rules.norms import Allowed, LawUnclearError, Purse, differences, highest_support
from khuyencong.web.norms.forms import DayForm, FormedForm, NormsForm, PlacedForm, TryForm, today_or
from khuyencong.web.requests import asking

PAGE = 40
CARDS = 20
"""Norms a page: on a telephone each is a card, and forty of them are twelve screens of scrolling."""


def asked_again(request: HttpRequest) -> str:
    """The question of the page without its page number, for links to other pages of it."""
    return urlencode([(name, value) for name, value in request.GET.items() if name != "page" and value])


@login_not_required
@require_safe
def norms(request: HttpRequest) -> HttpResponse:
    """Which norms bind on this day, by which clause, and which of them has nobody read?"""
    form = NormsForm(request.GET or None)
    on, asked = today_or(form), form.cleaned_data if form.is_valid() else {}
    found = queries.norms_on(
        on,
        purse=asked.get("purse", ""),
        province=province_named(asked.get("province", "")),
        content=asked.get("content", ""),
        unread=asked.get("unread", False),
    )
    page, actor = Paginator(found, CARDS).get_page(request.GET.get("page", "1")), asking(request)
    may, nation = permissions.may_propose(actor), is_ministry(actor)
    own = own_provinces(actor) if may and not nation else frozenset()
    context = {
        "form": form,
        "on": on,
        "page": page,
        "asking": asked_again(request),
        "to_read": found.filter(verified=False).count(),
        "rows": [(each, may and (nation or each.province_key in own)) for each in page],
        "may_propose": may,
        "changes": queries.changes_waiting(actor),
        "lists": list_names(),
    }
    return render(request, "norms/norms.html", context, status=422 if form.errors else 200)


def list_names() -> list[tuple[str, str]]:
    """(address, name) of every list of the law."""
    return [(slug, str(model._meta.verbose_name)) for slug, model in queries.LISTS.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One row of a norm's history: what changed from the row before, and earlier readings of the same row."""

    row: Norm
    changed: tuple[tuple[str, str, str], ...]
    readings: Sequence[Norm]
    here: bool


def told(rows: Sequence[Norm], on: date) -> list[Told]:
    """The history as it is shown, the latest first."""
    standing = [each for each in rows if each.superseded_at is None]
    found = []
    for place, each in enumerate(standing):
        before = standing[place + 1] if place + 1 < len(standing) else None
        found.append(
            Told(
                row=each,
                changed=differences(before.rule, each.rule) if before is not None else (),
                readings=[one for one in rows if one.since == each.since and one.superseded_at is not None],
                here=each.rule.binds(on),
            )
        )
    return found


@login_not_required
@require_safe
def norm(request: HttpRequest, code: str) -> HttpResponse:
    """What does this norm say on that day, what did it say before, and how much would it allow?"""
    actor, subject = asking(request), subject_of(code)
    if subject is None:
        raise Http404("norm")
    rows, form = list(queries.history_of(code)), TryForm(request.GET or None)
    on = today_or(form)
    in_force, unclear = binding(rows, subject, on)
    context = {
        "subject": subject,
        "form": form,
        "on": on,
        "norm": in_force,
        "unclear": unclear,
        "allowed": tried(in_force, form),
        "history": told(rows, on),
        "may_propose": permissions.may_propose_for(actor, subject.purse, subject.province),
        "change": under_way_of(code, actor),
    }
    return render(request, "norms/norm.html", context, status=422 if form.errors else 200)


def binding(rows: Sequence[Norm], subject: Subject, on: date) -> tuple[Norm | None, LawUnclearError | None]:
    """The row that binds on that day, or why there is no single one."""
    try:
        found = queries.norm_for(subject.item.code, Purse(subject.purse), on, subject.province)
    except LawUnclearError as unclear:
        return None, unclear
    return next(each for each in rows if each.key == found.key), None


def tried(in_force: Norm | None, form: TryForm) -> Allowed | None:
    """How much would be allowed of the cost she typed, step by step."""
    if in_force is None or not form.is_valid() or form.cleaned_data["cost"] is None:
        return None
    return highest_support(in_force.rule, form.cleaned_data["cost"], priority=form.cleaned_data["priority"])


@login_not_required
@require_safe
def law_list(request: HttpRequest, kind: str) -> HttpResponse:
    """What does the law list of this kind, on this day?"""
    model = queries.LISTS.get(kind)
    if model is None:
        raise Http404("list")
    placed, actor = kind_for(model).placed, asking(request)
    formed = issubclass(model, OfAForm)
    asks = FormedForm if formed else PlacedForm if placed else DayForm
    form = asks(chosen(request, actor) if placed else request.GET or None)
    on, asked = today_or(form), form.cleaned_data if form.is_valid() else {}
    place = province_named(asked.get("province", ""))
    where = place.pk if place is not None else None
    found = queries.rows_on(model, on, purse=asked.get("purse", ""), province=where)
    if formed and asked.get("form"):
        found = found.filter(form=asked["form"])
    rows: Any = with_names(found.select_related("province"), on)
    context = {
        "kind": kind,
        "name": str(model._meta.verbose_name),
        "form": form,
        "on": on,
        "rows": rows,
        "to_read": sum(not each.verified for each in rows),
        "lists": list_names(),
        "place": place,
        "with_rows": queries.places_with_rows(model, on) if placed else (),
        "may_propose": permissions.may_propose_lines(actor, placed),
        "own": not is_ministry(actor),
        "waiting": list_changes_waiting(actor, kind_for(model).name),
    }
    return render(request, "norms/list.html", context, status=422 if form.errors else 200)


def chosen(request: HttpRequest, actor: Actor) -> Any:
    """What was asked of a list; a department that asked nothing sees what binds at home."""
    if request.GET or not is_province(actor) or actor.agency is None or actor.agency.unit is None:
        return request.GET or None
    return {"province": province_key_of(actor.agency.unit)}


@login_not_required
@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """Which documents is all this taken from, and which has nobody read?"""
    page = Paginator(queries.documents(), PAGE).get_page(request.GET.get("page", "1"))
    context = {
        "page": page,
        "today": localdate(),
        "lists": list_names(),
        "may_propose": permissions.may_propose_lines(asking(request), placed=False),
    }
    return render(request, "norms/documents.html", context)
