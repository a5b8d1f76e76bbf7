"""The rows of a reconciliation: what is left and why, what was matched by whom, what makes a figure up."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.treasury import Pair, explain, tie, untie
from khuyencong.ledger.models import Reconciliation
from khuyencong.ledger.queries.treasury import Whole, as_item, reconciliations_seen_by, together, whole_of
from khuyencong.organisations.queries import names_on
from khuyencong.rules.findings import BlockedError, Finding
from khuyencong.rules.treasury.causes import hint_for_entry, hint_for_line
from khuyencong.web.money.treasury_forms import ExplainForm, UndoMatchForm
from khuyencong.web.requests import asking, key_of

A_PAGE = 50
FORMS = ["GET", "HEAD", "POST"]
BY_HAND = "Ghép tay"


def seen(request: HttpRequest, pk: int) -> Reconciliation:
    """The one she sees; 404."""
    return get_object_or_404(reconciliations_seen_by(asking(request)), pk=pk)


def writes(request: HttpRequest, found: Reconciliation) -> bool:
    """Whether she works on it now."""
    return found.state == Reconciliation.State.DRAFT and permissions.reconciles(asking(request), found)


@require_http_methods(FORMS)
def left(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands on one side only, how much, and what is the likeliest cause?"""
    found = seen(request, pk)
    if request.method != "POST":
        return render(request, "money/reconciliation_left.html", left_shown(request, found))
    lines, postings = keys_in(request, "line"), keys_in(request, "posting")
    form = ExplainForm(request.POST)
    do = request.POST.get("do", "")
    if not form.is_valid() or do not in ("tie", "explain"):
        context = left_shown(request, found, form=form)
        return render(request, "money/reconciliation_left.html", context, status=422)
    given, by, at = form.cleaned_data, asking(request), localtime()
    try:
        if do == "tie":
            reason = given["reason"] or BY_HAND
            tie(found, Pair(lines=lines, postings=postings, reason=reason), by=by, at=at)
            messages.success(request, "Đã ghép.")
        else:
            count = explain(found, lines=lines, postings=postings, by=by, at=at, **given)
            messages.success(request, f"Đã giải thích {count} dòng.")
    except BlockedError as blocked:
        marked = {"line": lines, "posting": postings}
        context = left_shown(request, found, form=form, blocked=blocked.findings, marked=marked)
        return render(request, "money/reconciliation_left.html", context, status=422)
    return redirect("reconciliation_left", pk)


def keys_in(request: HttpRequest, name: str) -> tuple[int, ...]:
    """The rows she marked, each once."""
    found = (key_of(each) for each in request.POST.getlist(name)[: 2 * A_PAGE])
    return tuple(dict.fromkeys(key for key in found if key is not None))


def left_shown(request: HttpRequest, found: Reconciliation, **more: Any) -> dict[str, Any]:
    """Everything the page shows; causes are looked for in the rows that are shown."""
    whole = whole_of(found)
    lines = paged(request, whole.open_lines, "trang_sao_ke")
    entries = paged(request, whole.open_entries, "trang_so")
    around = whole.around
    return {
        "row": found,
        "lines": lines,
        "entries": entries,
        "line_rows": [(each, hint_for_line(as_item(each), around)) for each in lines],
        "entry_rows": [(each, hint_for_entry(whole.entry_item(each), around)) for each in entries],
        "sums": whole.open_sums,
        "writes": writes(request, found),
        "names": names_on([found.unit], localdate()),
        "form": ExplainForm(),
        "marked": {"line": (), "posting": ()},
    } | more


def paged(request: HttpRequest, rows: Sequence[Any], name: str) -> Page[Any]:
    """One page of a list; two lists turn their pages apart."""
    return Paginator(rows, A_PAGE).get_page(request.GET.get(name))


@require_http_methods(FORMS)
def matches(request: HttpRequest, pk: int) -> HttpResponse:
    """Who matched or explained what, and what was undone?"""
    found = seen(request, pk)
    form, blocked = UndoMatchForm(), tuple[Finding, ...]()
    if request.method == "POST":
        form = UndoMatchForm(request.POST)
        match = get_object_or_404(found.matches, pk=key_of(request.POST.get("match", "")) or 0)
        try:
            if form.is_valid():
                untie(match, why=form.cleaned_data["why"], by=asking(request), at=localtime())
                messages.success(request, f"Đã bỏ {str(match).lower()}; các dòng của nó chờ xử lý lại.")
                return redirect("reconciliation_matches", pk)
        except BlockedError as error:
            blocked = error.findings
    rows = found.matches.select_related("author", "undone_by")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    members = found.members.filter(match__in=[each.pk for each in page]).select_related("line", "posting")
    of: dict[int, list[Any]] = {}
    for each in members:
        of.setdefault(each.match_id, []).append(each)
    context = {
        "row": found,
        "page": page,
        "members": of,
        "writes": writes(request, found),
        "names": names_on([found.unit], localdate()),
        "form": form,
        "blocked": blocked,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "money/reconciliation_matches.html", context, status=status)


OF_STATE: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "tat-ca": ("tất cả", lambda each: True),
    "khop": ("đã khớp", lambda each: each.pair is not None and not each.cause),
    "giai-thich": ("đã giải thích", lambda each: bool(each.cause)),
    "con-lai": ("chưa khớp", lambda each: each.open),
}
"""What of a side is asked for: its name, and which rows."""


@require_safe
def rows(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """Which postings, or which lines, make a figure up?"""
    found = seen(request, pk)
    chosen = request.GET.get("xem", "tat-ca")
    if side not in ("so", "sao-ke") or chosen not in OF_STATE:
        raise Http404("side")
    name, wanted = OF_STATE[chosen]
    whole = whole_of(found)
    every = of_side(whole, side, key_of(request.GET.get("de_an", "")), request.GET.get("nguyen_nhan", ""))
    kept = [each for each in every if wanted(each)]
    page = Paginator(kept, A_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "row": found,
        "side": side,
        "name": name,
        "page": page,
        "total": together(kept),
        "kinds": [(key, label) for key, (label, _) in OF_STATE.items()],
        "chosen": chosen,
        "asking": asked.urlencode(),
        "names": names_on([found.unit], localdate()),
    }
    return render(request, "money/reconciliation_rows.html", context)


def of_side(whole: Whole, side: str, project: int | None, cause: str) -> Sequence[Any]:
    """The rows of one side, of one project and of one cause where they are asked for."""
    rows: Sequence[Any] = whole.entries if side == "so" else whole.lines
    if project is not None and side == "so":
        rows = [each for each in rows if each.project == project]
    return [each for each in rows if each.cause == cause] if cause else rows
