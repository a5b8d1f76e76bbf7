"""One product in a round: its papers and photographs, what its judges do, its certificate, its complaints."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.industry.actions.products.entries import (
    drop_product_photo,
    keep_product_photo,
    note_consent,
    rewrite_entry,
    said_of,
)
from khuyencong.industry.actions.products.judging import declare_interest, hand_in_sheet
from khuyencong.industry.lifecycle import PRODUCT_ENTRY
from khuyencong.industry.lifecycle.products import start_complaint, start_entry
from khuyencong.industry.lifecycle.products.guards import may_take_part
from khuyencong.industry.models import (
    Establishment,
    ProductCertificate,
    ProductEntry,
    ProductInterest,
    ProductPhoto,
    ProductRound,
)
from khuyencong.industry.permissions import products as may
from khuyencong.industry.queries.products.catalogue import how_stands
from khuyencong.industry.queries.products.judging import own_words, points, sheets_of
from khuyencong.industry.queries.products.rounds import (
    complaints_seen_by,
    entries_seen_by,
    lower_certificates,
    owners_to_enter,
    rounds_seen_by,
)
from khuyencong.industry.queries.products.sites import places_of_owners
from khuyencong.industry.queries.register import holds
from khuyencong.organisations.queries import names_on
from khuyencong.paperwork.product_papers import judged_sheet
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.products import mean_words
from khuyencong.rules.text import fold
from khuyencong.web.appraisal.councils import printed
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.norms.views import asked_again
from khuyencong.web.products.forms import (
    ComplainForm,
    ConsentForm,
    DeclareForm,
    EntryForm,
    OwnerForm,
    PhotoForm,
    SheetForm,
    WhyForm,
)
from khuyencong.web.requests import asking, key_of
from khuyencong.workflow.lifecycle import Act

FORMS = ["GET", "HEAD", "POST"]
A_PAGE = 20
TOLD = {
    "product_entry.send": "Đã gửi hồ sơ.",
    "product_entry.accept": "Đã nhận hồ sơ hợp lệ.",
    "product_entry.return": "Đã trả lại kèm lý do.",
    "product_entry.drop": "Đã rút hồ sơ.",
}
SLOTS = {
    "write": "papers",
    "photo": "picture",
    "consent": "consent",
    "declare": "declare",
    "score": "sheet",
    "complain": "complain",
}
SAVED = {
    "write": "Đã lưu hồ sơ.",
    "photo": "Đã thêm ảnh.",
    "unphoto": "Đã bỏ ảnh.",
    "consent": "Đã ghi lời chủ cơ sở.",
    "declare": "Đã ghi lời khai.",
    "score": "Đã nộp phiếu chấm.",
}


@require_http_methods(FORMS)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Whose product is registered, and which?"""
    actor = asking(request)
    found = get_object_or_404(rounds_seen_by(actor), pk=pk)
    if not may.may_enter(actor, found):
        raise PermissionDenied
    owners = owners_to_enter(actor, found)
    wanted = key_of(request.POST.get("owner", "") or request.GET.get("co-so", "")) or 0
    owner = get_object_or_404(owners, pk=wanted) if wanted else None
    if owner is None:
        return chosen_first(request, found, owners)
    lowers = lower_certificates(ProductEntry(round=found, establishment=owner)) if found.below else []
    form = EntryForm(request.POST or None, found=found, lowers=lowers)
    blocked: Any = ()
    if request.method == "POST" and form.is_valid():
        try:
            made = start_entry(found, owner, form.said, Act(by=actor, at=localtime()))
        except BlockedError as wrong:
            blocked = wrong.findings
        else:
            messages.success(request, "Đã lập hồ sơ; thêm ảnh rồi gửi.")
            return redirect("product_entry", made.pk)
    context = {"round": found, "owner": owner, "form": form, "blocked": blocked}
    return render(request, "products/new.html", context, status=422 if request.method == "POST" else 200)


def chosen_first(request: HttpRequest, found: ProductRound, owners: Any) -> HttpResponse:
    """The establishments she may choose, narrowed by words."""
    form = OwnerForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    for word in fold(words).split():
        owners = owners.filter(holds(word))
    page = Paginator(owners, A_PAGE).get_page(request.GET.get("page"))
    places = places_of_owners([each.pk for each in page.object_list])
    context = {
        "round": found,
        "form": form,
        "page": page,
        "made_at": places,
        "asking": asked_again(request),
    }
    return render(request, "products/new.html", context)


@require_http_methods(FORMS)
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """What is it, who makes it, and what comes next?"""
    found = get_object_or_404(entries_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "products/entry.html", shown(request, found))
    do = request.POST.get("do", "")
    form = form_of(request, found, do)
    known = f"product_entry.{do}" in TOLD or do in SAVED or do == "complain"
    if not known or (form is not None and not form.is_valid()):
        kept = {SLOTS[do]: form, "form": form} if form is not None else {}
        return render(request, "products/entry.html", shown(request, found, **kept), status=422)
    try:
        address = carried_out(request, found, do, form)
    except BlockedError as blocked:
        kept = {SLOTS[do]: form} if form is not None else {"why": WhyForm(request.POST)}
        context = shown(request, found, blocked=blocked.findings, **kept)
        return render(request, "products/entry.html", context, status=422)
    return address


def form_of(request: HttpRequest, found: ProductEntry, do: str) -> Any:
    """The form behind a button; None for one that has none."""
    made: dict[str, Callable[[], Any]] = {
        "write": lambda: papers_of(found, request.POST),
        "photo": lambda: PhotoForm(request.POST, request.FILES),
        "consent": lambda: ConsentForm(request.POST),
        "declare": lambda: DeclareForm(request.POST),
        "score": lambda: SheetForm(request.POST, criteria=found.round.judged_by),
        "complain": lambda: ComplainForm(request.POST),
    }
    return made[do]() if do in made else None


def papers_of(found: ProductEntry, typed: Any = None) -> EntryForm:
    """The form of its papers, as typed or as they stand."""
    lowers = lower_certificates(found) if found.round.below else []
    said = said_of(found)
    initial = {name: getattr(said, name) for name in said.__slots__} | {"lower": found.lower_id or ""}
    return EntryForm(typed, found=found.round, lowers=lowers, initial=initial)


def carried_out(request: HttpRequest, found: ProductEntry, do: str, form: Any) -> HttpResponse:
    """Do what the button says, and where it leads."""
    by, at = asking(request), localtime()
    match do:
        case "write":
            rewrite_entry(found, form.said, by=by, at=at)
        case "photo":
            said = form.cleaned_data
            keep_product_photo(found, said["file"].read(), said["angle"], said["alt"], by=by, at=at)
        case "unphoto":
            key = key_of(request.POST.get("photo", "")) or 0
            drop_product_photo(get_object_or_404(found.photos.defer("content"), pk=key), by=by, at=at)
        case "consent":
            note_consent(found, form.said, by=by, at=at)
        case "declare":
            said = form.cleaned_data
            declare_interest(found, conflicted=said["conflicted"] == "yes", words=said["words"], by=by, at=at)
        case "score":
            hand_in_sheet(found, form.tenths, form.cleaned_data["remarks"], by=by, at=at)
        case "complain":
            made = start_complaint(found, form.complained, Act(by=by, at=at))
            messages.success(request, "Đã ghi đơn; thời hạn giải quyết bắt đầu.")
            return redirect("product_complaint", made.pk)
        case _:
            name = f"product_entry.{do}"
            confirm_before(request, PRODUCT_ENTRY.transition(name))
            PRODUCT_ENTRY.perform(name, found, Act(by=by, at=at, reason=request.POST.get("note", "")))
    messages.success(request, SAVED.get(do) or TOLD[f"product_entry.{do}"])
    return redirect("product_entry", found.pk)


def shown(request: HttpRequest, found: ProductEntry, **more: Any) -> dict[str, Any]:
    """Everything the page of a product shows."""
    actor, today = asking(request), localdate()
    before = found.round.state == ProductRound.State.COUNCIL and found.state == ProductEntry.State.ACCEPTED
    judges = before and may.judges(actor, found.round)
    declared, sheet = own_words(actor, found) if judges else (None, None)
    writes = may.enters(actor, found) and found.state in ("draft", "returned")
    paper = getattr(found, "certificate", None)
    hidden = {"recognise", "refuse", "lapse"}
    offered = {each.name.partition(".")[2] for each in PRODUCT_ENTRY.within_reach(found, actor)} - hidden
    return {
        "entry": found,
        "round": found.round,
        "place": places_of_owners([found.establishment_id]).get(found.establishment_id, ""),
        "sees_owner": Establishment.objects.visible_to(actor).filter(pk=found.establishment_id).exists(),
        "photos": list(found.photos.defer("content")),
        "mean": mean_words(found.mean),
        "writes": writes,
        "lacks": may_take_part(found, today) if writes else (),
        "offered": offered,
        "judges": judges,
        "party": judges and may.is_party(actor.account, found, today),
        "declared": declared,
        "own_sheet": sheet,
        "own_points": points(sheet.total_tenths) if sheet is not None else "",
        "sheets": [(each, points(each.total_tenths)) for each in sheets_of(actor, found)],
        "interests": interests_of(actor, found),
        "paper": paper,
        "standing": how_stands(paper, today) if isinstance(paper, ProductCertificate) else None,
        "consents": list(found.consents.select_related("author")),
        "notes_consent": may.notes_consent(actor, found),
        "complaints": list(complaints_seen_by(actor).filter(entry=found)),
        "complains": found.round.state == ProductRound.State.ANNOUNCED and may.complains(actor, found),
        "names": names_on([found.agency, found.round.agency], today),
        "steps": steps_of(PRODUCT_ENTRY, found),
        "lying": lying_of(PRODUCT_ENTRY, found),
        "papers": papers_of(found) if writes else None,
        "picture": PhotoForm(),
        "consent": ConsentForm(initial={"on": today}),
        "declare": DeclareForm(),
        "sheet": SheetForm(criteria=found.round.judged_by) if judges else None,
        "complain": ComplainForm(initial={"on": today}),
        "why": WhyForm(),
    } | more


def interests_of(actor: Any, found: ProductEntry) -> list[ProductInterest]:
    """What judges declared, as far as she may read that."""
    rows = ProductInterest.objects.visible_to(actor).filter(entry=found, conflicted=True)
    return list(rows.select_related("user"))


@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """One photograph, to be shown on the page of its product."""
    kept = get_object_or_404(ProductPhoto.objects.visible_to(asking(request)), pk=pk)
    return HttpResponse(bytes(kept.content), content_type=kept.media_type)


@require_safe
def own_sheet(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Her own sheet to be printed, as handed in or blank, for who judges the product."""
    actor = asking(request)
    found = get_object_or_404(entries_seen_by(actor), pk=pk)
    if not may.judges(actor, found.round):
        raise Http404("no sheet")
    _, sheet = own_words(actor, found)
    today, agency = localdate(), found.round.agency
    made = judged_sheet(
        found,
        judge=str(actor),
        agency=names_on([agency], today)[agency.pk],
        sheet=sheet,
        on=today,
        at=sheet.at if sheet is not None else localtime(),
    )
    return printed(made, f"phieu-cham-{found.pk}", kind)
