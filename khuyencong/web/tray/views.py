"""What waits for me, what is stuck in my agency, and the deadlines in my own calendar."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khuyencong.handover.queries import waiting_for
from khuyencong.ledger.queries.under_way import under_way_in
from khuyencong.norms.queries.training import offer_for
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.roles import Permission
from khuyencong.paperwork.deadline_calendar import Deadline, calendar_file
from khuyencong.post.actions.exports import seen
from khuyencong.post.actions.feeds import open_feed, revoke_feed
from khuyencong.post.actions.mail import resend
from khuyencong.post.actions.queue import try_again
from khuyencong.post.actions.reminders import choose_daily
from khuyencong.post.models import MailChoice
from khuyencong.post.queries.exports import ExportStanding, export_of, exports_of
from khuyencong.post.queries.feeds import feed_of, open_feed_of
from khuyencong.post.queries.limits import limits
from khuyencong.post.queries.tray import TrayItem, in_tray, loads_of
from khuyencong.post.queries.work import standing, stuck_letters
from khuyencong.post.queries.working_days import working_days
from khuyencong.rules.calendar import unannounced
from khuyencong.rules.urgency import OWN_LIMIT
from khuyencong.web.dossiers import Doing, address_of, doings
from khuyencong.web.downloads import attachment
from khuyencong.web.requests import asking
from khuyencong.web.tray.piles import Gathered, gathered, known, like, likeness, narrowed, piles_in

A_PAGE, A_FEW = 50, 6
NEW_ADDRESS = "calendar_address"
"""Under this key of the session the new secret address waits to be shown once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the in-tray: the task and where its dossier is opened ("" where it has no page).

    It stands for `alike` tasks that are done alike; they are opened together.
    """

    item: TrayItem
    address: str
    doing: Sequence[Doing] = ()
    alike: int = 1

    @property
    def likeness(self) -> str:
        """By what those are found that it stands for."""
        return likeness(self.item)


def rows_of(items: Iterable[TrayItem]) -> list[Row]:
    """The tasks with the pages of their dossiers, a project's with what of its money is under way already."""
    listed = list(items)
    projects = [int(item.dossier_key) for item in listed if item.dossier_kind == "project"]
    under = under_way_in(projects, localdate()) if projects else {}
    return [
        Row(
            item=item,
            address=address_of(item.dossier_kind, item.dossier_key),
            doing=doings(under.get(int(item.dossier_key), [])) if item.dossier_kind == "project" else (),
        )
        for item in listed
    ]


def waiting_here(actor: Actor, kinds: Collection[str]) -> list[Row]:
    """What waits at her desk of these kinds of dossiers, as a page about them says first; alike ones as one."""
    if actor.desk is None:
        return []
    mine = [each for each in in_tray([actor.desk.code], localdate()) if each.dossier_kind in kinds]
    lines = gathered(mine)[:A_FEW]
    rows = rows_of(each.item for each in lines)
    return [replace(row, alike=each.alike) for row, each in zip(rows, lines, strict=True)]


def notes_on(items: Iterable[TrayItem]) -> list[Any]:
    """What must be known of the calendar the deadlines were counted with, each year once."""
    years = {
        finding.code + finding.place: finding
        for item in items
        if item.urgency.estimated and item.urgency.ends is not None
        for finding in unannounced(localdate(), max(localdate(), item.urgency.ends), working_days())
    }
    return [years[key] for key in sorted(years)]


@require_safe
def tray(request: HttpRequest) -> HttpResponse:
    """What is to be done at my desk, and what first?"""
    actor, today = asking(request), localdate()
    items = in_tray([actor.desk.code], today) if actor.desk is not None else []
    which = known(request.GET.get("xem", ""))
    wanted = request.GET.get("nhu", "")
    mine, piles = like(items, wanted) if wanted else narrowed(items, which), piles_in(items)
    lines = gathered(mine) if piles and not wanted else [Gathered(item=each) for each in mine]
    page = Paginator(lines, A_PAGE).get_page(request.GET.get("page"))
    rows = rows_of(each.item for each in page)
    context = {
        "rows": [replace(row, alike=each.alike) for row, each in zip(rows, page, strict=True)],
        "page": page,
        "asking": urlencode({"nhu": wanted} if wanted else {"xem": which} if which else {}),
        "shown": len(mine),
        "alike": bool(wanted),
        "count": len(items),
        "late": sum(item.urgency.is_late for item in items),
        "piles": piles,
        "which": which,
        "handed": waiting_for(actor.account),
        "training": offer_for(actor.account, actor.desk, today) if actor.desk is not None else None,
        "exports": exports_of(actor, localtime()),
        "may_oversee": actor.may(Permission.OVERVIEW_SEE),
        "feed": open_feed_of(actor),
        "new_address": request.session.pop(NEW_ADDRESS, ""),
        "daily": not MailChoice.objects.filter(user=actor.account, daily=False).exists(),
        "notes": notes_on(items),
    }
    return render(request, "tray/tray.html", context)


@require_safe
def agency(request: HttpRequest) -> HttpResponse:
    """What is stuck in my agency, at whose desk, for how many days?"""
    actor = asking(request)
    if not actor.may(Permission.OVERVIEW_SEE) or actor.agency is None:
        raise PermissionDenied
    loads = loads_of(actor.agency, localdate())
    context = {
        "loads": [(load, rows_of(load.items)) for load in loads],
        "count": sum(len(load.items) for load in loads),
        "late": sum(load.late for load in loads),
        "limits": limits(),
        "notes": notes_on(item for load in loads for item in load.items),
    }
    return render(request, "tray/agency.html", context)


@require_POST
def letters(request: HttpRequest) -> HttpResponse:
    """Keep whether she wants the daily letter."""
    daily = request.POST.get("daily") == "1"
    choose_daily(by=asking(request).account, daily=daily, at=localtime())
    told = "Sẽ gửi thư mỗi sáng khi có việc." if daily else "Đã tắt thư mỗi sáng; việc quá hạn vẫn được nhắc."
    messages.success(request, told)
    return redirect("tray")


@require_POST
def calendar_address(request: HttpRequest) -> HttpResponse:
    """Give the desk's calendar a new secret address, or take it back."""
    actor = asking(request)
    if request.POST.get("do") == "revoke":
        revoke_feed(by=actor, at=localtime())
        messages.success(
            request, "Đã thu hồi địa chỉ lịch; chương trình lịch nào còn dùng sẽ không đọc được nữa."
        )
        return redirect("tray")
    secret = open_feed(by=actor, at=localtime())
    request.session[NEW_ADDRESS] = f"{settings.SITE_URL}{reverse('calendar_feed', args=[secret])}"
    return redirect(f"{reverse('tray')}#lich")


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The deadlines of one desk, for a calendar program that knows the secret; no session, nothing else."""
    found = feed_of(secret, localdate())
    if found is None:
        raise Http404("calendar")
    items = [item for item in in_tray([found.desk.code], localdate()) if item.urgency.ends is not None]
    host = settings.SITE_URL.rpartition("/")[2].partition(":")[0]
    content = calendar_file(f"Hạn công việc: {found.desk.title}", map(deadline_of, items), host=host)
    headers = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def deadline_of(item: TrayItem) -> Deadline:
    """A task as a day in a calendar; the text does not change from day to day, so it names the article only."""
    assert item.urgency.ends is not None
    path = address_of(item.dossier_kind, item.dossier_key) or reverse("tray")
    source = item.urgency.item.due_source or OWN_LIMIT
    return Deadline(
        key=f"viec-{item.key}",
        title=item.title,
        on=item.urgency.ends,
        why=f"Hạn theo {source}",
        address=f"{settings.SITE_URL}{path}",
        since=item.since,
    )


@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """How far is the file I asked for? Also as the fragment that the page asks for while it is being made."""
    context = {"each": hers(asking(request), pk)}
    template = "tray/export_state.html" if request.headers.get("HX-Request") else "tray/export.html"
    return render(request, template, context)


@require_safe
def export_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file itself."""
    actor = asking(request)
    export = hers(actor, pk).export
    if export.finished_at is None or export.content is None:
        raise Http404("export")
    seen(export, by=actor, at=localtime())
    return attachment(bytes(export.content), export.name, export.content_type)


def hers(actor: Actor, pk: int) -> ExportStanding:
    """The export she asked for at her desk; 404 for anybody else's."""
    found = export_of(actor, pk, localtime())
    if found is None:
        raise Http404("export")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def background(request: HttpRequest) -> HttpResponse:
    """What of the background work needs me, and trying it again?"""
    if not asking(request).may(Permission.ACCOUNTS_MANAGE):
        raise PermissionDenied
    if request.method == "POST":
        done = again(request.POST.get("task", ""), request.POST.get("letter", ""))
        messages.success(request, "Đã xếp lại vào hàng." if done else "Việc này không còn ở danh sách hỏng.")
        return redirect("background")
    context = {"standing": standing(localtime()), "letters": stuck_letters()}
    return render(request, "tray/background.html", context)


def again(task: str, letter: str) -> bool:
    """Put a failed task or letter back into the queue; False for anything that has not failed."""
    try:
        return try_again(UUID(task)) if task else resend(int(letter), localtime())
    except ValueError:
        return False
