"""The account of an owner that registered itself: which row of the register is hers?"""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from khuyencong.industry import permissions, queries
from khuyencong.web.industry.forms import FindOwnForm
from khuyencong.web.requests import asking

MOST = 20


@require_safe
def owner(request: HttpRequest, pk: int) -> HttpResponse:
    """Search the register by her words, by any others where the names differ, and give the account its row."""
    actor = asking(request)
    if not permissions.may_register(actor):
        raise PermissionDenied
    found = get_object_or_404(queries.registrations_to_link(actor), pk=pk)
    form = FindOwnForm(request.GET if "q" in request.GET else {"q": found.establishment})
    words = form.cleaned_data["q"] if form.is_valid() else ""
    rows = queries.search(actor, words=words).filter(owner=None).prefetch_related("sites__commune")
    context = {"registration": found, "form": form, "words": words, "rows": rows[:MOST] if words else ()}
    return render(request, "industry/owner.html", context)
