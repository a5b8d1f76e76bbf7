"""What came of the projects: promised against got; asking an owner; her answer without signing in."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import names_on
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.projects import permissions
from khuyencong.projects.actions.outcomes import TOO_LATE, give_link, promise, revoke_link
from khuyencong.projects.lifecycle import FOLLOW_UP
from khuyencong.projects.lifecycle.outcomes import answer
from khuyencong.projects.models import FollowUp
from khuyencong.projects.queries.outcomes import (
    Row,
    by_secret,
    follow_ups_seen_by,
    kept_by_measure,
    last_answer,
    measures_on,
    parts_of,
    promises_of,
    rows_seen_by,
)
from khuyencong.projects.queries.projects import projects_seen_by
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.outcomes import bare
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.outcomes.forms import AnswerForm, AskOutcomesForm, FiguresForm, WhyClosedForm
from khuyencong.web.projects.views.lists import MADE, asked_again
from khuyencong.web.rates import OUTCOMES, at_most
from khuyencong.web.requests import asking, key_of, origin_of
from khuyencong.workflow.lifecycle import Act

A_PAGE = 30
# Not "no-referrer": a browser would then send its own form back without saying from where, which is refused.
PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "same-origin"}


def asked(request: HttpRequest) -> tuple[list[Row], AskOutcomesForm]:
    """The rows of the address; all she sees where it asks for nonsense, which the form says."""
    actor = asking(request)
    if not permissions.may_see_projects(actor):
        raise PermissionDenied
    form = AskOutcomesForm(request.GET)
    given: Mapping[str, Any] = form.cleaned_data if form.is_valid() else {}
    province = key_of(request.GET.get("tinh", ""))
    wanted = {"year": given.get("year"), "months": given.get("months"), "province": province}
    return rows_seen_by(actor, **wanted), form


@require_safe
def outcomes(request: HttpRequest) -> HttpResponse:
    """Of what was promised, how much came? Unknown is shown as unknown."""
    rows, form = asked(request)
    measures = measures_on(localdate())
    whole = kept_by_measure(rows)
    context = {
        "form": form,
        "measures": measures,
        "kept": [(each, whole[each.code]) for each in measures],
        "open": sum(each.follow_up.state == FollowUp.State.OPEN for each in rows),
        "answered": sum(each.follow_up.state == FollowUp.State.ANSWERED for each in rows),
        "parts": [
            (heading, parts_of(rows, name))
            for name, heading in (("content", "Theo nội dung"), ("province", "Theo tỉnh"), ("year", "Theo năm"))
        ],
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "made_up": any(each.follow_up.made_up for each in rows),
        "asking": asked_again(request),
    }
    return render(request, "outcomes/outcomes.html", context, status=422 if form.errors else 200)


@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """Every owner's row: promised and got of each measure; a cell left blank is unknown."""
    rows, _ = asked(request)
    measures = measures_on(localdate())
    header = [
        "Mã",
        "Tên đề án",
        "Tỉnh",
        "Năm",
        "Nội dung",
        "Đơn vị thụ hưởng",
        "Sau (tháng)",
        "Bước",
        "Cách trả lời",
    ]
    header += [f"{each.name}: {side} ({each.unit})" for each in measures for side in ("hứa", "đạt")]
    told = [
        (
            *(row.follow_up.project.code, row.follow_up.project.title, row.follow_up.project.province.name),
            *(row.follow_up.project.year, row.activity, row.follow_up.beneficiary.establishment.name),
            *(row.follow_up.months, row.follow_up.get_state_display(), row.via),
            *(
                bare(side)
                for each in measures
                for side in (row.told[each.code].promised, row.told[each.code].got)
            ),
        )
        for row in rows
    ]
    notes = ["Ô để trống là không biết, không phải bằng 0."]
    if any(each.follow_up.made_up for each in rows):
        notes.append(MADE)
    title = "Kết quả sau nghiệm thu"
    return attachment(xlsx_rows(header, told, title=title, notes=notes), "ket-qua-sau-nghiem-thu.xlsx", XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """One owner's question: pass the link on, or write down what she says by phone."""
    found = get_object_or_404(follow_ups_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "outcomes/outcome.html", shown(request, found))
    do, by, at = request.POST.get("do", ""), asking(request), localtime()
    form = AnswerForm(request.POST, measures=measures_on(found.due_on), promised=promised_by(found))
    try:
        if do == "link":
            address = f"{settings.SITE_URL}{reverse('outcome_reply', args=['SECRET'])}".replace("SECRET", "{}")
            secret = give_link(found, address, by=by, at=at)
            return render(request, "outcomes/outcome.html", shown(request, found, link=address.format(secret)))
        if do == "revoke":
            revoke_link(found, by=by, at=at)
            messages.success(request, "Đã thu hồi đường dẫn.")
        elif do == "close":
            FOLLOW_UP.perform("followup.close", found, Act(by=by, at=at, reason=request.POST.get("note", "")))
            messages.success(request, "Đã ghi là không hỏi được.")
        elif do == "answer" and form.is_valid():
            answer(found, form.figures, form.cleaned_data["note"], by=by, at=at, phone=True)
            messages.success(request, "Đã ghi câu trả lời qua điện thoại.")
        else:
            return render(request, "outcomes/outcome.html", shown(request, found, form=form), status=422)
    except BlockedError as blocked:
        kept = {"form": form} if do == "answer" else {}
        context = shown(request, found, blocked=blocked.findings, **kept)
        return render(request, "outcomes/outcome.html", context, status=422)
    return redirect("outcome", pk)


def promised_by(found: FollowUp) -> dict[str, Decimal | None]:
    """What the project said it would bring about, by measure."""
    return {code: value for (_, code), value in promises_of([found.project_id]).items()}


def shown(request: HttpRequest, found: FollowUp, **more: Any) -> dict[str, Any]:
    """Everything the page of a question shows."""
    found.refresh_from_db(fields=["digest", "ends_at", "state"])
    measures, last = measures_on(found.due_on), last_answer(found)
    got = {each.measure: each.value for each in last.figures.all()} if last is not None else {}
    promised = promises_of([found.project_id])
    may = permissions.follows_up(asking(request), found)
    return {
        "follow_up": found,
        "project": found.project,
        "measures": [
            (each, promised.get((found.project_id, each.code)), got.get(each.code)) for each in measures
        ],
        "last": last,
        "may": may and found.state != FollowUp.State.CLOSED,
        "live": bool(found.digest) and found.ends_at is not None and found.ends_at > localtime(),
        "form": AnswerForm(measures=measures, promised=promised_by(found), initial=FiguresForm.shown(got)),
        "why": WhyClosedForm(),
        "names": names_on([found.agency], localdate()),
        "steps": steps_of(FOLLOW_UP, found),
        "lying": lying_of(FOLLOW_UP, found),
    } | more


@require_http_methods(["GET", "HEAD", "POST"])
def promises(request: HttpRequest, pk: int) -> HttpResponse:
    """What the project is to bring about, in figures that can be asked for afterwards."""
    found = get_object_or_404(projects_seen_by(asking(request)), pk=pk)
    measures, before = measures_on(localdate()), promises_of([found.pk])
    may = permissions.drafts(asking(request), found) and found.state not in TOO_LATE
    initial = FiguresForm.shown({code: value for (_, code), value in before.items()})
    context = {
        "project": found,
        "may": may,
        "measures": [(each, before.get((found.pk, each.code))) for each in measures],
        "follow_ups": follow_ups_seen_by(asking(request)).filter(project=found).order_by("months", "pk"),
        "form": FiguresForm(measures=measures, initial=initial),
    }
    if request.method != "POST":
        return render(request, "outcomes/promises.html", context)
    form = FiguresForm(request.POST, measures=measures)
    if not form.is_valid():
        return render(request, "outcomes/promises.html", context | {"form": form}, status=422)
    try:
        promise(found, form.figures, by=asking(request), at=localtime())
    except BlockedError as blocked:
        wrong = {"form": form, "blocked": blocked.findings}
        return render(request, "outcomes/promises.html", context | wrong, status=422)
    messages.success(request, "Đã ghi kết quả sẽ đạt.")
    return redirect("outcome_promises", pk)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@at_most(OUTCOMES)
def reply(request: HttpRequest, secret: str) -> HttpResponse:
    """The owner's form, opened by the secret of her link alone; a link that is over says whom to call."""
    found = by_secret(secret, localtime())
    if found is None:
        return private(render(request, "outcomes/over.html", status=404))
    measures, last = measures_on(found.due_on), last_answer(found)
    got = {each.measure: each.value for each in last.figures.all()} if last is not None else {}
    names = names_on([found.agency], localdate())
    context = {"follow_up": found, "last": last, "agency": names[found.agency_id]}
    if request.method != "POST":
        form = AnswerForm(measures=measures, promised=promised_by(found), initial=FiguresForm.shown(got))
        return private(render(request, "outcomes/reply.html", context | {"form": form}))
    form = AnswerForm(request.POST, measures=measures, promised=promised_by(found))
    if not form.is_valid():
        return private(render(request, "outcomes/reply.html", context | {"form": form}, status=422))
    by = Actor(origin=origin_of(request))
    try:
        answer(found, form.figures, form.cleaned_data["note"], by=by, at=localtime(), phone=False)
    except BlockedError as blocked:
        wrong = {"form": form, "blocked": blocked.findings}
        return private(render(request, "outcomes/reply.html", context | wrong, status=422))
    return private(render(request, "outcomes/thanks.html", context))


def private(response: HttpResponse) -> HttpResponse:
    """Kept by nobody on the way, found by no search, and its address told to no other site."""
    for name, value in PRIVATE.items():
        response.headers[name] = value
    return response
