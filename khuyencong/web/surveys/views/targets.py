"""How many answers are wanted of which commune: a number each, pasted lines, or one number for all others."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from khuyencong.industry import permissions
from khuyencong.industry.actions.surveys import want_many
from khuyencong.industry.models import SurveyRound, SurveyTarget
from khuyencong.organisations.actors import Actor
from khuyencong.places.models import Unit
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.text import fold
from khuyencong.web.norms.views import asked_again
from khuyencong.web.requests import asking, key_of
from khuyencong.web.surveys.forms import TargetsForm
from khuyencong.web.surveys.views import FORMS, seen

A_PAGE = 40


@require_http_methods(FORMS)
def targets(request: HttpRequest, pk: int) -> HttpResponse:
    """How many shall each commune ask? The communes are those of the round's first day."""
    found, actor = seen(request, pk), asking(request)
    if not permissions.prepares(actor, found):
        raise PermissionDenied
    provinces = provinces_for(found, actor)
    chosen = key_of(request.GET.get("tinh", "")) or (provinces[0][0] if provinces else 0)
    communes = communes_for(found, actor, chosen)
    known = dict(SurveyTarget.objects.filter(round=found).order_by().values_list("commune", "wanted"))
    words = fold(request.GET.get("q", "")[:100])
    fitting = [unit for unit in communes if words in fold(unit.full_name)]
    page = Paginator(fitting, A_PAGE).get_page(request.GET.get("page", "1"))
    data = request.POST if request.method == "POST" else None
    form = TargetsForm(data, shown=[(unit, known.get(unit.pk, 0)) for unit in page.object_list])
    context = {
        "round": found,
        "form": form,
        "page": page,
        "provinces": provinces,
        "chosen": chosen,
        "words": request.GET.get("q", ""),
        "wanted": sum(known.values()),
        "given": len(known),
        "communes": len(communes),
        "asking": asked_again(request),
    }
    if data is None or not form.is_valid():
        return render(request, "surveys/targets.html", context, status=200 if data is None else 422)
    wanted = form.wanted(communes, known)
    if form.errors:
        return render(request, "surveys/targets.html", context, status=422)
    try:
        changed = want_many(found, wanted, by=actor, at=localtime())
    except BlockedError as blocked:
        return render(request, "surveys/targets.html", context | {"blocked": blocked.findings}, status=422)
    messages.success(request, f"Đã lưu chỉ tiêu của {changed} xã, phường." if changed else "Không có gì đổi.")
    return redirect(request.get_full_path())


def provinces_for(survey: SurveyRound, actor: Actor) -> list[tuple[int, str]]:
    """(key, name) of the provinces of the round's first day in which she may want answers, by name."""
    communes = Unit.objects.on(survey.since).filter(permissions.targets_at(actor, survey))
    pairs = communes.order_by().values_list("parent", "parent__parent").distinct()
    above = {key for pair in pairs for key in pair if key is not None}
    rows = Unit.objects.filter(pk__in=above, level=Unit.Level.PROVINCE).order_by("sort_key")
    return [(unit.pk, unit.full_name) for unit in rows]


def communes_for(survey: SurveyRound, actor: Actor, province: int) -> list[Unit]:
    """The communes of the province on the round's first day in which she may want answers, by name."""
    units = Unit.objects.on(survey.since).filter(permissions.targets_at(actor, survey))
    inside = units.filter(parent=province) | units.filter(parent__parent=province)
    return list(inside.order_by("sort_key", "pk"))
