"""What does the workshop want to do? Two pages from there to a draft."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods

from khuyencong.projects import permissions, queries
from khuyencong.projects.actions.drafting import province_over
from khuyencong.projects.lifecycle import start
from khuyencong.projects.queries.lists import Wish
from khuyencong.rules.findings import BlockedError
from khuyencong.web.projects.forms import BasicsForm
from khuyencong.web.requests import asking
from khuyencong.workflow.lifecycle import Act


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """First the wish in the owner's words, then what may be supported of it and how much."""
    actor = asking(request)
    if not permissions.may_draft(actor) or actor.agency is None:
        raise PermissionDenied
    chosen = wish_named(request.GET.get("muon", ""))
    if chosen is None:
        return render(request, "projects/wishes.html", {"wishes": queries.wishes()})
    province = province_over(actor.agency)
    offers = queries.offers(chosen.items, province, localdate())
    items = [each.item for each in offers]
    year = localdate().year + 1
    first = {"year": year, "last_year": year, "purse": "KCQG", "kind": "named"}
    if len(items) == 1:
        first[f"item_{items[0].code}"] = True
    posted = request.POST if request.method == "POST" else None
    form = BasicsForm(posted, initial=first, items=items, ask_province=province is None, home=province)
    context = {"wish": chosen, "offers": {each.item.code: each for each in offers}, "form": form}
    if not form.is_bound or not form.is_valid():
        return render(request, "projects/begin.html", context, status=422 if form.is_bound else 200)
    try:
        act = Act(by=actor, at=localtime())
        project = start(form.said(chosen.code), act=act, province=form.cleaned_data.get("province"))
    except BlockedError as blocked:
        return render(request, "projects/begin.html", context | {"blocked": blocked.findings}, status=422)
    messages.success(request, "Đã lập bản nháp; từ đây mọi thứ được lưu lại, thoát ra lúc nào cũng được.")
    return redirect("project_step", project.pk, "co-so")


def wish_named(code: str) -> Wish | None:
    """The wish of that code; None for none."""
    return next((each for each in queries.wishes() if each.code == code), None)
