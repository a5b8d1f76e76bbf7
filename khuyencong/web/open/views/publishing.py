"""Publishing a release: what would change is looked at first, then it goes out for ever."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods

from khuyencong.organisations.queries import ministry_department
from khuyencong.paperwork.open_data.release import Built, Terms, build
from khuyencong.paperwork.open_data.release import publish as send_out
from khuyencong.reporting import permissions
from khuyencong.reporting.actions.open_data import fit_to_publish
from khuyencong.reporting.queries.open_data import difference_from_latest
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.web.confirmation import recently_confirmed
from khuyencong.web.open.forms import PublishForm
from khuyencong.web.open.words import fields_told
from khuyencong.web.requests import asking

CHANGES = 50


@require_http_methods(["GET", "HEAD", "POST"])
@recently_confirmed
def publish(request: HttpRequest) -> HttpResponse:
    """What would the public learn that it does not know yet?"""
    by, at = asking(request), localtime()
    if not permissions.may_issue(by):
        raise PermissionDenied
    given = request.POST if request.method == "POST" else request.GET
    form = PublishForm(given if "cut" in given else {"cut": localdate().strftime("%d/%m/%Y")})
    if not form.is_valid():
        return render(request, "open/publish.html", {"form": form}, status=422)
    built = build(by, terms(), cut=form.cleaned_data["cut"], at=at)
    if request.method != "POST":
        return render(request, "open/publish.html", shown(request, form, built))
    if request.POST.get("seen") != built.digest:
        return render(request, "open/publish.html", shown(request, form, built, blocked=[moved()]), status=422)
    try:
        made = send_out(built, by=by, at=at)
    except BlockedError as blocked:
        context = shown(request, form, built, blocked=blocked.findings)
        return render(request, "open/publish.html", context, status=422)
    messages.success(request, f"Đã phát hành bản {made.number}.")
    return redirect("open_release", made.number)


def terms() -> Terms:
    """Who publishes today, and under which licence the operator decided to."""
    return Terms(
        publisher=ministry_department().name_on(localdate()),
        site=settings.SITE_URL,
        licence=settings.OPEN_DATA_LICENCE,
        licence_url=settings.OPEN_DATA_LICENCE_URL,
    )


def moved() -> Finding:
    """What is read when figures or steps changed between looking and pressing."""
    return error("moved", "Số liệu vừa đổi sau khi bạn xem.", "Xem lại khác biệt bên dưới rồi phát hành.")


def shown(request: HttpRequest, form: PublishForm, built: Built, **more: Any) -> dict[str, Any]:
    """What would come, change and go, page by page, with the words as the public would read them."""
    found = difference_from_latest(built.rows)
    titles = {each.code: each.content["title"] for each in built.rows}
    told = [
        *((code, "thêm", titles[code], "") for code in found.added),
        *((code, "đổi", titles[code], fields_told(names)) for code, names in found.changed.items()),
        *((code, "bớt", "", "không còn công bố từ bản này") for code in found.removed),
    ]
    return {
        "form": form,
        "built": built,
        "found": found,
        "page": Paginator(told, CHANGES).get_page(request.GET.get("page")),
        "asking": f"cut={form.data['cut']}",
        "stopped": fit_to_publish(built.said, built.rows, found, built.said.known_at),
    } | more
