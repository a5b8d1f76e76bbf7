"""The pages on which people read the trail."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from khuyencong.organisations.roles import Permission
from khuyencong.organisations.scope import trail_visible_to
from khuyencong.post.actions.exports import ask_for
from khuyencong.post.queries.trail import latest_check
from khuyencong.web.dossiers import address_of
from khuyencong.web.requests import asking, key_of
from khuyencong.web.trail.agencies import agencies_for, names_of
from khuyencong.web.trail.files import trail_lines, trail_workbook
from khuyencong.web.trail.forms import TrailForm
from khuyencong.web.trail.words import DOSSIERS, Change, changes
from khuyencong.workflow.models import Event
from khuyencong.workflow.queries import head

PAGE = 50
STORY = 200
MAKERS = {"xlsx": trail_workbook, "jsonl": trail_lines}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An event as it is read."""

    event: Event
    address: str
    dossier: str
    agency: str
    changes: list[Change]


def rows_of(events: Iterable[Event]) -> list[Row]:
    """Events with what their codes mean; one SELECT for the names of agencies."""
    found = list(events)
    names = names_of({event.agency for event in found if event.agency})
    return [
        Row(
            event=event,
            address=address_of(event.dossier_kind, event.dossier_key),
            dossier=DOSSIERS.get(event.dossier_kind, event.dossier_kind),
            agency=names.get(event.agency, event.agency),
            changes=changes(event.dossier_kind, event.before, event.after),
        )
        for event in found
    ]


def integrity() -> dict[str, Any]:
    """How the trail stands: its head, and when it was last verified."""
    return {"head": head(), "check": latest_check()}


@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """Who did what, the newest first? A page goes on below a row's number, so that each costs the same."""
    actor = asking(request)
    form = TrailForm(request.GET, agencies=agencies_for(actor))
    if not form.is_valid():
        return render(request, "trail/trail.html", {"form": form} | integrity(), status=422)
    events = trail_visible_to(actor).filter(form.condition).order_by("-sequence")
    below = key_of(request.GET.get("below", ""))
    if below is not None:
        events = events.filter(sequence__lt=below)
    found = list(events[: PAGE + 1])
    question = request.GET.copy()
    question.pop("below", None)
    context = {
        "form": form,
        "rows": rows_of(found[:PAGE]),
        "below": found[PAGE - 1].sequence if len(found) > PAGE else None,
        "first": below is None,
        "asking": question.urlencode(),
        "words": form.words,
        "reads_all": actor.may(Permission.TRAIL_READ),
        "may_export": actor.may(Permission.TRAIL_EXPORT),
    }
    return render(request, "trail/trail.html", context | integrity())


@require_safe
def story(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """What happened to this dossier, from its beginning? 404 where she may see nothing of it."""
    visible = trail_visible_to(asking(request)).filter(dossier_kind=kind, dossier_key=key)
    after = key_of(request.GET.get("after", "")) or 0
    found = list(visible.filter(sequence__gt=after).order_by("sequence")[: STORY + 1])
    if not found:
        raise Http404("trail")
    context = {
        "rows": rows_of(found[:STORY]),
        "after": found[STORY - 1].sequence if len(found) > STORY else None,
        "dossier": DOSSIERS.get(kind, kind),
        "key": key,
        "address": address_of(kind, key),
        "reads_all": asking(request).may(Permission.TRAIL_READ),
    }
    return render(request, "trail/story.html", context)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Ask for the same rows as a file, made in the background; that it was asked for is told to the trail."""
    actor = asking(request)
    if not actor.may(Permission.TRAIL_EXPORT):
        raise PermissionDenied
    form = TrailForm(request.GET, agencies=agencies_for(actor))
    maker = MAKERS.get(request.POST.get("format", ""))
    if not form.is_valid() or maker is None:
        messages.error(request, "Chưa lập được tệp: xem lại điều kiện lọc.")
        return redirect("trail")
    made = ask_for(by=actor, maker=maker, title="Nhật ký", parameters=form.given, at=localtime())
    return redirect("tray_export", made.pk)
