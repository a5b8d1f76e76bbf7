"""How does the public reach my agency, and those below it: telephone, letters, where, when?"""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.organisations.actions.contacts import tell_contact, ways_of
from khuyencong.organisations.administration import agencies_managed_by, contact_lines
from khuyencong.organisations.models import Agency, AgencyContact
from khuyencong.organisations.queries import contact_of
from khuyencong.places.models import valid_on
from khuyencong.web.people.forms import ContactForm
from khuyencong.web.people.people import ON_A_PAGE, administrator, searched


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Which of my agencies can the public call, and which not yet?"""
    actor = administrator(request)
    words, number = searched(request)
    lines = contact_lines(actor, words, localdate())
    context = {
        "page": Paginator(lines, ON_A_PAGE).get_page(number),
        "silent": sum(line.contact is None for line in lines),
        "words": words,
        "asking": f"q={words}" if words else "",
    }
    return render(request, "people/contacts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, code: str) -> HttpResponse:
    """By which telephone, letters and hours is this agency reached?"""
    actor = administrator(request)
    agency = get_object_or_404(agencies_managed_by(actor).filter(valid_on(localdate())), code=code)
    ways = ways_of(contact_of(agency))
    form = ContactForm(request.POST or None, initial=ContactForm.of(ways))
    if not form.is_bound or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "people/contact.html", shown(agency, form), status=status)
    told = tell_contact(agency=agency, ways=form.ways, by=actor, at=localtime())
    messages.success(request, "Đã ghi; người dân thấy ngay." if told else "Không có gì thay đổi.")
    return redirect("contact_list")


def shown(agency: Agency, form: ContactForm) -> dict[str, Any]:
    """What the page of one agency shows: the form, and what was told before, the latest first."""
    before = AgencyContact.objects.filter(agency=agency).select_related("told_by").order_by("-pk")[:20]
    return {"agency": agency, "name": agency.name_on(localdate()), "form": form, "before": before}
