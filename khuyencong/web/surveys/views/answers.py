"""Answers: finding them, one with all its editions, saying which row of the register it is about."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from khuyencong.industry import permissions
from khuyencong.industry import queries as register
from khuyencong.industry.lifecycle import surveys as lifecycle
from khuyencong.industry.models import Answer, AnswerConflict, AnswerEdition, Establishment, SurveyRound
from khuyencong.industry.queries import answers as queries
from khuyencong.organisations.permissions import reads
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.projects.permissions import may_draft
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.norms.views import asked_again
from khuyencong.web.requests import asking, key_of
from khuyencong.web.surveys.forms import AnswersForm
from khuyencong.web.surveys.views import MADE, surveyor
from khuyencong.workflow.lifecycle import Act

A_PAGE, MOST, MOST_ROWS = 40, 20, 50_000
HEADER = (
    *("Đợt", "Xã, phường", "Tên cơ sở", "Muốn làm gì", "Nội dung", "Máy móc mong muốn"),
    *("Chi phí dự kiến (đồng)", "Vốn tự có (đồng)", "Đầu ra", "Muốn bắt đầu từ tháng", "Số lao động"),
    *("Ý kiến khác", "Hỏi lúc", "Cơ sở trong sổ", "Ngành, nghề", "Hai bản chờ chọn"),
)


def form_of(request: HttpRequest) -> AnswersForm:
    """The question of the address, its choices those she sees."""
    actor = surveyor(request)
    rounds = SurveyRound.objects.visible_to(actor).values_list("pk", "title")
    return AnswersForm(
        request.GET,
        rounds=list(rounds),
        communes=queries.asked_communes(actor, key_of(request.GET.get("dot", ""))),
        wished=queries.wished(actor),
    )


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Which answers are there?"""
    form = form_of(request)
    asked, wrong = form.asked, not form.is_valid()
    found = queries.answers(asking(request), asked)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page", "1"))
    context = {
        "form": form,
        "page": page,
        "round": chosen_round(form),
        "year": asked.year,
        "narrowed": asked != queries.Asked(),
        "made": any(row.answer.round.made_up for row in page.object_list),
        "asking": asked_again(request),
    }
    return render(request, "surveys/answers.html", context, status=422 if wrong else 200)


def chosen_round(form: AnswersForm) -> tuple[int, str] | None:
    """Key and title of the round asked for."""
    choices = form.fields["dot"].choices  # type: ignore[attr-defined]
    key = form.cleaned_data.get("dot")
    return next(((each, title) for each, title in choices if each == key and key is not None), None)


@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """The same answers as .xlsx."""
    form = form_of(request)
    if not form.is_valid():
        return redirect(f"{request.path.removesuffix('excel')}?{request.GET.urlencode()}")
    found = list(queries.answers(asking(request), form.asked)[:MOST_ROWS])
    notes = [MADE] if any(row.answer.round.made_up for row in found) else []
    content = xlsx_rows(HEADER, map(cells, found), title="Phiếu khảo sát nhu cầu", notes=notes)
    return attachment(content, "phieu-khao-sat.xlsx", XLSX)


def cells(row: AnswerEdition) -> tuple[Any, ...]:
    """One answer, in the order of HEADER."""
    linked = row.establishment
    return (
        row.answer.round.title,
        row.answer.commune.full_name,
        row.name,
        row.wants,
        row.activity.name if row.activity is not None else None,
        row.machinery,
        row.cost,
        row.own_money,
        row.get_outlet_display(),
        row.begin_month,
        row.labour,
        row.other,
        f"{localtime(row.taken_at):%d/%m/%Y %H:%M}",
        linked.name if linked is not None else None,
        linked.sector.name if linked is not None and linked.sector is not None else None,
        "có" if row.disputed else "",  # type: ignore[attr-defined]
    )


def seen(request: HttpRequest, pk: int) -> Answer:
    """The answer she sees; Http404."""
    visible = Answer.objects.visible_to(asking(request))
    related = ("round__agency", "commune__parent", "officer", "agency")
    return get_object_or_404(visible.select_related(*related), pk=pk)


@require_safe
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What does it say, has it changed, which establishment is it, what comes of it?"""
    return render(request, "surveys/answer.html", shown(request, seen(request, pk)))


def shown(request: HttpRequest, found: Answer) -> dict[str, Any]:
    """Everything the page of an answer shows."""
    actor = asking(request)
    editions = queries.editions_with_words(found)
    standing = next(row for row in editions if row.standing)
    links = permissions.links(actor, found) and reads(actor)
    register_rows = Establishment.objects.visible_to(actor)
    words = request.GET.get("tim", "").strip()[:100]
    searched = list(register.search(actor, words=words)[:MOST]) if words and links else []
    return {
        "answer": found,
        "standing": standing,
        "said": queries.shown(standing),
        "editions": [(row, queries.shown(row)) for row in editions],
        "conflict": found.conflicts.filter(state=AnswerConflict.State.OPEN).first(),
        "links": links,
        "in_register": register_rows.filter(pk=standing.establishment_id or 0).first(),
        "doubles": queries.doubles_of_answer(standing, actor)[:MOST]
        if links and standing.establishment is None
        else [],
        "words": words,
        "searched": register.lines_of(searched),
        "may_register": links and permissions.may_register_at(actor, found.commune),
        "may_draft": may_draft(actor),
        "photos": queries.photos_of(found),
    }


@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Which row of the register is it about?"""
    found, actor = seen(request, pk), asking(request)
    if not (permissions.links(actor, found) and reads(actor)):
        raise PermissionDenied
    visible = Establishment.objects.visible_to(actor).standing()
    row = get_object_or_404(visible, pk=key_of(request.POST.get("co_so", "")) or 0)
    lifecycle.link(found, row, Act(by=actor, at=localtime()))
    messages.success(request, f"Đã gắn phiếu với “{row.name}” trong sổ.")
    return redirect("survey_answer", pk)
