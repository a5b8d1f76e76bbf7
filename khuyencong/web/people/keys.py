"""Keys of programs: which there are at my desk or at those I look after, making one, revoking one."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods

from khuyencong.organisations.limits import end_of
from khuyencong.organisations.models import Desk
from khuyencong.organisations.queries import names_on
from khuyencong.post.actions.api_keys import WantedKey, make_key, revoke_key
from khuyencong.post.queries.api_keys import keys_seen_by, may_hold_keys, may_see_keys, scopes
from khuyencong.rules.findings import BlockedError, Finding
from khuyencong.web.confirmation import require_confirmation
from khuyencong.web.forms import AskForm
from khuyencong.web.people.people import ON_A_PAGE
from khuyencong.web.reporting.forms import UncutField
from khuyencong.web.requests import asking, key_of

NEW_KEY = "new_api_key"
"""The key of the session under which a new key waits to be shown, once."""


class KeyForm(AskForm):
    """Which program, for what, for how long."""

    name = UncutField(
        label="Phần mềm", max_length=90, help_text="Tên phần mềm dùng khóa, ví dụ: Cổng báo cáo của Sở."
    )
    scopes = forms.MultipleChoiceField(label="Phạm vi", widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(label="Dùng trong (ngày)", min_value=1, max_value=10_000)

    def __init__(self, *args: object, desk: Desk, most: int, **options: object) -> None:
        super().__init__(*args, **options)
        fitting = [(each.code, f"{each.name}: {each.meaning}") for each in scopes().values() if each.fits(desk)]
        self.fields["scopes"].choices = fitting  # type: ignore[attr-defined]
        self.fields["days"].help_text = f"Nhiều nhất {most}; hết hạn thì lập khóa mới."

    @property
    def wanted(self) -> WantedKey:
        """What is asked for; to be asked of a valid form only."""
        given = self.cleaned_data
        return WantedKey(name=given["name"], scopes=given["scopes"], days=given["days"])


@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Which programs act for my desk, or for desks I look after, and is one of them to stop?"""
    actor, at = asking(request), localtime()
    if not may_see_keys(actor, localdate(at)):
        raise PermissionDenied
    blocked: tuple[Finding, ...] = ()
    if request.method == "POST":
        found = get_object_or_404(keys_seen_by(actor), pk=key_of(request.POST.get("key", "")) or 0)
        require_confirmation(request)
        try:
            revoked = revoke_key(found, by=actor, at=at)
        except BlockedError as caught:
            blocked = caught.findings
        else:
            messages.success(request, f"Đã thu hồi khóa {revoked}; phần mềm ấy không vào được nữa.")
            return redirect("api_keys")
    page = Paginator(keys_seen_by(actor), ON_A_PAGE).get_page(request.GET.get("page", "1"))
    names = names_on((each.desk.agency for each in page), at.date())
    context = {
        "page": page,
        "rows": [
            (each, names[each.desk.agency_id], standing_of(each.stands(at), each.revoked_at)) for each in page
        ],
        "new_key": request.session.pop(NEW_KEY, "") if request.method == "GET" else "",
        "blocked": blocked,
        "own": actor.desk is not None and may_hold_keys(actor.desk, localdate(at)),
    }
    return render(request, "people/keys.html", context, status=422 if blocked else 200)


def standing_of(stands: bool, revoked: object) -> str:
    """Whether a key opens, in words."""
    return "đang dùng được" if stands else "đã thu hồi" if revoked else "hết hạn"


@require_http_methods(["GET", "HEAD", "POST"])
def new_key(request: HttpRequest) -> HttpResponse:
    """Which program shall act for my desk, for what and how long?"""
    actor, at = asking(request), localtime()
    desk = actor.desk
    if desk is None or not may_hold_keys(desk, localdate(at)):
        raise PermissionDenied
    most = (end_of("api_key", at) - at).days
    data = request.POST if request.method == "POST" else None
    form = KeyForm(data, desk=desk, most=most, initial={"days": most})
    context = {"desk": desk, "agency": desk.agency.name_on(at.date()), "form": form}
    if data is None or not form.is_valid():
        return render(request, "people/key_new.html", context, status=200 if data is None else 422)
    require_confirmation(request)
    try:
        _, secret = make_key(desk, form.wanted, by=actor, at=at)
    except BlockedError as caught:
        return render(request, "people/key_new.html", context | {"blocked": caught.findings}, status=422)
    request.session[NEW_KEY] = secret
    return redirect("api_keys")
