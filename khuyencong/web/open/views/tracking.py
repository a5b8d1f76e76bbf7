"""Where is my dossier? By the code that stands on the paper; nothing for who does not hold it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from khuyencong.projects.queries.tracking import tracked
from khuyencong.reporting.queries.open_data import row_of
from khuyencong.web.open.forms import CodeForm
from khuyencong.web.rates import TRACKING, at_most
from khuyencong.web.security import NOT_KEPT


@login_not_required
@at_most(TRACKING)
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """The code is posted: an address that carried it would stay in the history of a shared machine."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return render(request, "open/track.html", {"form": form}, status=422 if form.is_bound else 200)
    asked = form.cleaned_data["code"]
    told = tracked(asked.project, asked.secret, localdate()) if asked.secret else None
    published = row_of(asked.project)
    if told is None and not asked.secret and published is not None:
        return redirect("open_project", published.slug)
    # A wrong secret, a number without one, a number that is nobody's: the same words, the same status.
    context = {
        "form": form,
        "told": told,
        "published": published if told is not None else None,
        "unknown": told is None,
    }
    response = render(request, "open/track.html", context, status=200 if told is not None else 422)
    response.headers["Cache-Control"] = NOT_KEPT
    return response
