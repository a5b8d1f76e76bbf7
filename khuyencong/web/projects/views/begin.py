"""What does the workshop want to do? Two pages from there to a draft."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods

from khuyencong.industry.models import Establishment
from khuyencong.projects import permissions, queries
from khuyencong.projects.actions.drafting import add_beneficiary, province_over
from khuyencong.projects.lifecycle import ENQUIRY, start
from khuyencong.projects.models import Enquiry, Project
from khuyencong.projects.queries.lists import Wish, wish_named
from khuyencong.projects.queries.plan_year import plan_year
from khuyencong.rules.findings import BlockedError
from khuyencong.web.projects.forms import BasicsForm
from khuyencong.web.requests import asking, key_of
from khuyencong.workflow.lifecycle import Act


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """First the wish in the owner's words, then what may be supported of it and how much."""
    actor = asking(request)
    if not permissions.may_draft(actor) or actor.agency is None:
        raise PermissionDenied
    enquiry = enquiry_named(request)
    chosen = wish_named(enquiry.wish if enquiry is not None else request.GET.get("muon", ""))
    workshop = workshop_named(request, enquiry)
    if chosen is None:
        return render(request, "projects/wishes.html", {"wishes": queries.wishes(), "workshop": workshop})
    province = province_over(actor.agency)
    offers = queries.offers(chosen.items, province, localdate())
    items = [each.item for each in offers]
    proposed = plan_year(province, Project.Purse.NATIONAL, localdate())
    first = {"year": proposed.year, "last_year": proposed.year, "purse": "KCQG", "kind": "named"}
    if len(items) == 1:
        first[f"item_{items[0].code}"] = True
    if enquiry is not None:
        first["sector"] = enquiry.sector_id or ""
    posted = request.POST if request.method == "POST" else None
    form = BasicsForm(posted, initial=first, items=items, ask_province=province is None, home=province)
    context = {
        "wish": chosen,
        "offers": {each.item.code: each for each in offers},
        "form": form,
        "workshop": workshop,
        "enquiry": enquiry,
        "proposed": proposed,
    }
    if not form.is_bound or not form.is_valid():
        return render(request, "projects/begin.html", context, status=422 if form.is_bound else 200)
    try:
        project = begun(form, chosen, workshop, Act(by=actor, at=localtime()), enquiry)
    except BlockedError as blocked:
        return render(request, "projects/begin.html", context | {"blocked": blocked.findings}, status=422)
    messages.success(request, "Đã lập bản nháp; từ đây mọi thứ được lưu lại, thoát ra lúc nào cũng được.")
    return redirect("project_step", project.pk, "co-so")


@transaction.atomic
def begun(
    form: BasicsForm, wish: Wish, workshop: Establishment | None, act: Act, enquiry: Enquiry | None
) -> Project:
    """The draft, with the workshop it was begun for where one was named and has one site only."""
    made_up = workshop is not None and workshop.made_up
    province = form.cleaned_data.get("province")
    project = start(form.said(wish.code), act=act, province=province, made_up=made_up)
    if workshop is not None and workshop.sites.count() == 1:
        add_beneficiary(project, workshop, None, by=act.by, at=act.at)
    if enquiry is not None:
        ENQUIRY.perform("enquiry.begin", enquiry, replace(act, given=project))
    return project


def enquiry_named(request: HttpRequest) -> Enquiry | None:
    """The enquiry it is begun for; 404 for one that she does not see, 403 for one not hers to take."""
    key = key_of(request.GET.get("nhu-cau", ""))
    if key is None:
        return None
    found = get_object_or_404(Enquiry.objects.visible_to(asking(request)), pk=key)
    if not permissions.takes_enquiry(asking(request), found):
        raise PermissionDenied
    return found


def workshop_named(request: HttpRequest, enquiry: Enquiry | None) -> Establishment | None:
    """The establishment for which it is begun, by key or as the one of who enquired; 404 for one not seen."""
    seen = Establishment.objects.visible_to(asking(request))
    key = key_of(request.GET.get("co-so", ""))
    if key is not None:
        return get_object_or_404(seen, pk=key)
    own = list(seen.standing().filter(owner=enquiry.author)[:2]) if enquiry is not None else []
    return own[0] if len(own) == 1 else None
