"""Establishments that register themselves: asking, confirming by the link of a letter, and what they may do."""

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.industry.models import Establishment
from khuyencong.industry.queries import lines_of
from khuyencong.organisations.actions.registrations import Application, over
from khuyencong.organisations.actions.registrations import confirm as confirm_registration
from khuyencong.organisations.models import Registration
from khuyencong.organisations.secrets import digest_of
from khuyencong.post.actions.welcome import register as send_registration
from khuyencong.rules.findings import BlockedError
from khuyencong.web.people.forms import AccountForm, RegistrationForm
from khuyencong.web.requests import asking, origin_of

PURPOSE = (
    "Tên cơ sở, người đại diện, thư điện tử, mã số và địa bàn được giữ để lập tài khoản, để cơ sở theo dõi "
    "hồ sơ của chính mình, và để cán bộ khuyến công liên hệ về hồ sơ ấy. Không dùng vào việc khác, không "
    "chuyển cho ai khác. Muốn xem, sửa, xóa hay thôi đồng ý thì báo người quản trị tài khoản."
)
"""The sentence to which the representative agrees; the row keeps the very words."""

FROM_ONE_ADDRESS, TO_ONE_ADDRESS, WINDOW = 10, 3, 3600
"""Registrations an hour from one network address, and letters an hour to one mailbox: limits of our own."""


def counted(key: str, most: int) -> bool:
    """Count one more under the key; whether it is still within the limit of the hour."""
    if cache.add(key, 1, WINDOW):
        return True
    try:
        return int(cache.incr(key)) <= most
    except ValueError:  # it ended between the two questions
        return bool(cache.add(key, 1, WINDOW))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """An establishment asks for an account; the answer is the same for a known address."""
    # Where she works may come along from a page that has asked for it.
    known = {name: request.GET[name] for name in ("province", "commune", "answers") if name in request.GET}
    posted = request.POST if request.method == "POST" else None
    form = RegistrationForm(posted, on=localdate(), initial=known)
    context = {"form": form, "purpose": PURPOSE}
    if not form.is_bound or not form.is_valid():
        return render(request, "people/registration.html", context, status=422 if form.is_bound else 200)
    given = form.cleaned_data
    if not counted(f"registration:from:{origin_of(request)}", FROM_ONE_ADDRESS):
        return render(request, "people/registration.html", context | {"too_many": True}, status=429)
    # To a mailbox no more letters than that; whoever asks is told the same either way.
    if counted(f"registration:to:{digest_of(given['email'].lower())}", TO_ONE_ADDRESS):
        fields = ("email", "representative", "establishment", "tax_code", "unit", "answers")
        application = Application(**{name: given[name] for name in fields}, purpose=PURPOSE)
        send_registration(application, key=uuid4().hex, at=localtime())
    return redirect("registration_sent")


@login_not_required
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What now? The letter."""
    return render(request, "people/registration_sent.html")


@sensitive_post_parameters("password", "again")
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, secret: str) -> HttpResponse:
    """The link of the letter: choose a name and a password, and the account is there."""
    found = Registration.objects.select_related("unit").filter(digest=digest_of(secret)).first()
    if found is None:
        raise Http404("registration")
    if (ended := over(found, localtime())) is not None:
        return render(request, "people/registration_over.html", {"blocked": ended.findings}, status=410)
    data = request.POST if request.method == "POST" else None
    form = AccountForm(data, email=found.email, full_name=found.representative)
    context = {"form": form, "registration": found}
    if data is None or not form.is_valid():
        return render(request, "people/registration_confirm.html", context, status=422 if data else 200)
    try:
        confirm_registration(secret=secret, newcomer=form.newcomer, origin=origin_of(request), at=localtime())
    except BlockedError as blocked:
        context |= {"blocked": blocked.findings}
        return render(request, "people/registration_confirm.html", context, status=422)
    messages.success(request, "Đã xác nhận, tài khoản đã mở. Đăng nhập để vào trang của cơ sở.")
    return redirect(f"{reverse(settings.LOGIN_URL)}?next={reverse('establishment')}")


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """What can my establishment do here today?"""
    registrations = Registration.objects.select_related("unit")
    found = get_object_or_404(registrations, user=asking(request).account)
    rows = Establishment.objects.filter(owner=asking(request).account).order_by("pk")
    context = {"registration": found, "lines": lines_of(list(rows))}
    return render(request, "people/establishment.html", context)
