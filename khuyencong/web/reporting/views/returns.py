"""Handing in returns: upload, look, confirm. One bad file stops no other; nothing is written unconfirmed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.organisations.actors import Actor
from khuyencong.paperwork.intake import ReturnPreview, blank_return, import_return, preview_return
from khuyencong.places.models import Region
from khuyencong.places.queries import regions_on
from khuyencong.reporting import permissions
from khuyencong.reporting.actions import ImportOutcome, receive_file
from khuyencong.reporting.models import ReceivedFile
from khuyencong.reporting.queries.returns import NOT_PERMITTED
from khuyencong.rules.findings import BlockedError, Finding, Severity
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.reporting.forms import UploadForm
from khuyencong.web.reporting.links import region_address
from khuyencong.web.requests import asking

MOST_SHOWN = 60


class IdsConverter:
    """Ids of received files in an address: 12-15-18, each once, forty at most."""

    regex = r"[1-9]\d{0,11}(?:-[1-9]\d{0,11}){0,39}"

    def to_python(self, value: str) -> tuple[int, ...]:
        """The ids in the order of the upload."""
        return tuple(dict.fromkeys(int(each) for each in value.split("-")))

    def to_url(self, value: Sequence[int]) -> str:
        """The ids as they stand in an address."""
        return "-".join(str(each) for each in value)


@dataclass(kw_only=True)
class Sheaf:
    """One received file on the page: what it says, what it would change, what came of it."""

    file: ReceivedFile
    preview: ReturnPreview
    reason: str = ""
    outcome: ImportOutcome | None = None
    blocked: tuple[Finding, ...] = field(default=())

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be mended in the file, gravest first; what only stopped the entry is in `blocked`."""
        order = list(Severity)
        mine = (NOT_PERMITTED,) if self.preview.barred else ()
        return tuple(sorted((*mine, *self.preview.checked.findings), key=lambda f: order.index(f.severity)))

    @property
    def errors(self) -> int:
        """How many findings stop the file."""
        return sum(finding.severity == Severity.ERROR for finding in self.findings)

    @property
    def acceptable(self) -> bool:
        """Whether confirming would enter something."""
        return self.preview.diff is not None and not self.preview.diff.is_empty

    @property
    def unchanged(self) -> bool:
        """Whether everything in it is known already."""
        return self.preview.diff is not None and self.preview.diff.is_empty


def received(request: HttpRequest, ids: Sequence[int]) -> list[ReceivedFile]:
    """The files this officer handed in, in their order; 404 for anything else."""
    mine = set(request.session.get("received", []))
    files = ReceivedFile.objects.in_bulk([pk for pk in ids if pk in mine])
    if len(files) != len(ids):
        raise Http404("file")
    return [files[pk] for pk in ids]


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Which returns do you hand in?"""
    by = asking(request)
    if not permissions.may_import(by):
        raise PermissionDenied
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if not form.is_bound or not form.is_valid():
        return render(
            request, "reporting/return_upload.html", {"form": form}, status=422 if form.is_bound else 200
        )
    at = localtime()
    given = form.cleaned_data["returns"]
    ids = [receive_file(name=each.name or "tệp", content=each.read(), by=by, at=at).pk for each in given]
    request.session["received"] = [*request.session.get("received", []), *ids][-400:]
    return redirect("return_preview", ids=tuple(dict.fromkeys(ids)))


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, ids: tuple[int, ...]) -> HttpResponse:
    """What would these files change? Confirming enters those that can be entered."""
    by, at = asking(request), localtime()
    if not permissions.may_import(by):
        raise PermissionDenied
    sheaves = [
        Sheaf(file=file, preview=preview_return(file=file, by=by, at=at)) for file in received(request, ids)
    ]
    if request.method == "POST":
        for sheaf in sheaves:
            take_in(sheaf, by=by, at=at, reason=request.POST.get(f"reason-{sheaf.file.pk}", ""))
        request.session["outcomes"] = {
            **request.session.get("outcomes", {}),
            **{str(sheaf.file.pk): summary(sheaf) for sheaf in sheaves if sheaf.outcome},
        }
        if not any(sheaf.blocked for sheaf in sheaves):
            return redirect("return_result", ids=ids)
    blocked = any(sheaf.blocked for sheaf in sheaves)
    context = {
        "sheaves": sheaves,
        "ids": ids,
        "acceptable": sum(sheaf.acceptable for sheaf in sheaves if sheaf.outcome is None),
        "refused": sum(bool(sheaf.errors) for sheaf in sheaves),
        "most": MOST_SHOWN,
        "blocked": blocked,
        "entered": sum(sheaf.outcome is not None for sheaf in sheaves),
    }
    return render(request, "reporting/return_preview.html", context, status=422 if blocked else 200)


def take_in(sheaf: Sheaf, *, by: Actor, at: datetime, reason: str) -> None:
    """Enter one file if it can be entered; what stands in the way stays with that file."""
    sheaf.reason = reason
    if sheaf.preview.diff is None:
        return
    try:
        sheaf.outcome = import_return(file=sheaf.file, by=by, at=at, reason=reason)
    except BlockedError as blocked:
        # Another file of the same upload may have entered figures that this one now corrects.
        sheaf.preview = preview_return(file=sheaf.file, by=by, at=at)
        sheaf.blocked = tuple(blocked.findings)


def summary(sheaf: Sheaf) -> dict[str, int | str | None]:
    """What an import did, as plain values for the result page, and where its figures show."""
    outcome = sheaf.outcome
    assert outcome is not None
    return {
        "source": outcome.source.pk if outcome.source else None,
        "new": outcome.new,
        "changed": outcome.changed,
        "withdrawn": outcome.withdrawn,
        "same": outcome.same,
        "page": region_page(sheaf),
    }


def region_page(sheaf: Sheaf) -> str:
    """The address of the region that holds the place, at the cut of the return; else of the nation."""
    checked = sheaf.preview.checked
    assert checked.province is not None
    assert checked.cut is not None
    code, home = checked.province.code, Region.Code.NATION.value
    for region in regions_on(checked.cut):
        if region.code != home and any(each.code == code for each in region.members):
            return region_address(region.code, checked.cut)
    return region_address(home, checked.cut)


@require_safe
def result(request: HttpRequest, ids: tuple[int, ...]) -> HttpResponse:
    """What came of these files?"""
    by = asking(request)
    if not permissions.may_import(by):
        raise PermissionDenied
    outcomes = request.session.get("outcomes", {})
    lines = [(file, outcomes.get(str(file.pk))) for file in received(request, ids)]
    entered = sum(bool(outcome and outcome["source"]) for _, outcome in lines)
    left = sum(outcome is None for _, outcome in lines)
    return render(
        request, "reporting/return_result.html", {"lines": lines, "entered": entered, "left": left, "ids": ids}
    )


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The blank form, for the officer's own province where she has one."""
    by = asking(request)
    if not permissions.may_import(by):
        raise PermissionDenied
    own = by.agency.unit.name if by.agency and by.agency.unit else ""
    year = request.GET.get("nam", "")
    content = blank_return(
        today=localdate(),
        province=request.GET.get("tinh", own)[:80],
        year=int(year) if len(year) == 4 and year.isdecimal() else None,
    )
    return attachment(content, "mau-bao-cao-khuyen-cong.xlsx", XLSX)
