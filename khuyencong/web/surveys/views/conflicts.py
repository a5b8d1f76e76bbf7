"""Two editions of one answer, side by side: which shall stand?"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from khuyencong.industry.lifecycle import CONFLICT
from khuyencong.industry.models import AnswerConflict
from khuyencong.industry.queries.answers import compared_editions, pair_of
from khuyencong.rules.findings import BlockedError
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import steps_of
from khuyencong.web.requests import asking
from khuyencong.web.surveys.views import FORMS
from khuyencong.workflow.lifecycle import Act

TOLD = {
    "survey_conflict.keep": "Giữ bản đang dùng; bản gửi sau vẫn đọc được ở trang phiếu.",
    "survey_conflict.take": "Từ nay dùng bản gửi sau; bản trước vẫn đọc được ở trang phiếu.",
}


@require_http_methods(FORMS)
def conflict(request: HttpRequest, pk: int) -> HttpResponse:
    """In what do they differ, and which shall stand?"""
    related = ("answer__round__desk", "answer__round__agency", "answer__commune", "arrived")
    visible = AnswerConflict.objects.visible_to(asking(request)).select_related(*related)
    found = get_object_or_404(visible, pk=pk)
    if request.method != "POST":
        return render(request, "surveys/conflict.html", shown(request, found))
    name = f"survey_conflict.{request.POST.get('do', '')}"
    if name not in TOLD:
        raise Http404("do")
    confirm_before(request, CONFLICT.transition(name))
    try:
        CONFLICT.perform(name, found, Act(by=asking(request), at=localtime()))
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings)
        return render(request, "surveys/conflict.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("survey_answer", found.answer_id)


def shown(request: HttpRequest, found: AnswerConflict, **more: Any) -> dict[str, Any]:
    """Everything the page of a conflict shows."""
    one, other = pair_of(found)
    rows = compared_editions(one, other)
    return {
        "conflict": found,
        "answer": found.answer,
        "one": one,
        "other": other,
        "compared": rows,
        "differences": [each for each in rows if not each.alike],
        "offered": {each.name.partition(".")[2] for each in CONFLICT.offered(found, asking(request))},
        "steps": steps_of(CONFLICT, found),
    } | more
