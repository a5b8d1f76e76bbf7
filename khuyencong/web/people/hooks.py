"""Where programs of my desk are told of events: which there are, asking for one, looking after one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods

from khuyencong.organisations.queries import names_on
from khuyencong.post.actions.hooks import (
    WantedHook,
    end_hook,
    make_hook,
    pause_hook,
    resume_hook,
    rotate_hook,
    send_again,
    try_hook,
)
from khuyencong.post.models import ApiKey, Hook, HookAttempt, HookMessage
from khuyencong.post.queries.api_keys import keys_seen_by, may_hold_keys, may_see_keys
from khuyencong.post.queries.hooks import (
    TEST,
    event_rows,
    hook_events,
    hooks_seen_by,
    limit,
    messages_of,
    opens,
    with_last_delivery,
)
from khuyencong.rules.findings import BlockedError, Finding
from khuyencong.rules.hooks import LONGEST
from khuyencong.web.confirmation import require_confirmation
from khuyencong.web.dossiers import register
from khuyencong.web.forms import AskForm
from khuyencong.web.people.people import ON_A_PAGE
from khuyencong.web.reporting.forms import UncutField
from khuyencong.web.requests import asking, key_of

NEW_SECRET = "new_hook_secret"  # noqa: S105 - the name of a place in the session
"""The key of the session under which the secret of a hook waits to be shown, once."""
LATEST = 20
"""Messages on a page."""
register("hook", "api_key_hook")


class HookForm(AskForm):
    """For which key, where, of what."""

    key = forms.ModelChoiceField(label="Khóa", queryset=ApiKey.objects.none(), empty_label=None)
    address = UncutField(
        label="Địa chỉ nhận",
        max_length=LONGEST,
        help_text="Địa chỉ https của phần mềm, như https://phanmem.vn/nhan-tin; mạng riêng không nhận được.",
    )
    events = forms.MultipleChoiceField(label="Việc được báo", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: object, keys: Sequence[ApiKey], **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["key"].queryset = ApiKey.objects.filter(pk__in=[each.pk for each in keys])  # type: ignore[attr-defined]
        self.fields["events"].choices = [  # type: ignore[attr-defined]
            (each.code, f"{each.name}: {each.meaning}" + (f" (khóa cần {each.scope})" if each.scope else ""))
            for each in hook_events(localdate()).values()
        ]

    @property
    def wanted(self) -> WantedHook:
        """What is asked for; to be asked of a valid form only."""
        return WantedHook(address=self.cleaned_data["address"], events=self.cleaned_data["events"])


@require_http_methods(["GET", "HEAD"])
def hooks(request: HttpRequest) -> HttpResponse:
    """Which programs are told of what, and do they get it?"""
    actor, at = asking(request), localtime()
    if not may_see_keys(actor, localdate(at)):
        raise PermissionDenied
    found = with_last_delivery(hooks_seen_by(actor))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page", "1"))
    names = names_on((each.key.desk.agency for each in page), localdate(at))
    context = {
        "page": page,
        "rows": [(each, names[each.key.desk.agency_id], named(each), standing_of(each)) for each in page],
        "own": actor.desk is not None and may_hold_keys(actor.desk, localdate(at)),
    }
    return render(request, "people/hooks.html", context)


def named(hook: Hook) -> list[str]:
    """What it is told of, in words."""
    names = {each.code: each.name for each in event_rows()}
    return [names[code] for code in hook.events.split()]


def standing_of(hook: Hook) -> str:
    """Whether it is told of anything, in words."""
    if hook.ended_at is not None:
        return "đã gỡ"
    if not opens(hook.key, localtime()):
        return "khóa đã hết dùng được"
    return "đang báo" if hook.paused_at is None else "tạm dừng"


@require_http_methods(["GET", "HEAD", "POST"])
def new_hook(request: HttpRequest) -> HttpResponse:
    """For which key of my desk, to which address, of what?"""
    actor, at = asking(request), localtime()
    if actor.desk is None or not may_hold_keys(actor.desk, localdate(at)):
        raise PermissionDenied
    keys = [each for each in keys_seen_by(actor).filter(desk=actor.desk) if each.stands(at)]
    data = request.POST if request.method == "POST" else None
    form = HookForm(data, keys=keys)
    context = {"desk": actor.desk, "keys": keys, "form": form}
    if data is None or not form.is_valid():
        return render(request, "people/hook_new.html", context, status=200 if data is None else 422)
    require_confirmation(request)
    try:
        made, secret = make_hook(form.cleaned_data["key"], form.wanted, by=actor, at=at)
    except BlockedError as caught:
        return render(request, "people/hook_new.html", context | {"blocked": caught.findings}, status=422)
    request.session[NEW_SECRET] = secret
    return redirect("api_key_hook", made.code)


@require_http_methods(["GET", "HEAD", "POST"])
def hook(request: HttpRequest, code: str) -> HttpResponse:
    """Did it get what it was told, and is it to be tried, paused, given another secret, or taken away?"""
    actor, at = asking(request), localtime()
    if not may_see_keys(actor, localdate(at)):
        raise PermissionDenied
    found = get_object_or_404(hooks_seen_by(actor), code=code)
    blocked: tuple[Finding, ...] = ()
    if request.method == "POST":
        require_confirmation(request)
        try:
            messages.success(request, done(request, found))
        except BlockedError as caught:
            blocked = caught.findings
            found = get_object_or_404(hooks_seen_by(actor), code=code)
        else:
            return redirect("api_key_hook", code)
    page = Paginator(messages_of(found), LATEST).get_page(request.GET.get("page", "1"))
    context = {
        "hook": found,
        "events": named(found),
        "standing": standing_of(found),
        "opens": opens(found.key, at),
        "page": page,
        "told": [told_of(each) for each in page],
        "new_secret": request.session.pop(NEW_SECRET, "") if request.method == "GET" else "",
        "blocked": blocked,
        "own": found.key.desk == actor.desk,
        "overlap": limit("overlap_hours", localdate(at)),
        "kept": limit("kept_days", localdate(at)),
    }
    return render(request, "people/hook.html", context, status=422 if blocked else 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message as the page shows it: what of, how it stands, its attempts."""

    message: HookMessage
    name: str
    last: HookAttempt
    tries: Sequence[HookAttempt]


def told_of(message: HookMessage) -> Told:
    """A message with its attempts, of which there is one at least."""
    names = {each.code: each.name for each in event_rows()} | {TEST: "Tin thử"}
    tries: Sequence[HookAttempt] = message.tries  # type: ignore[attr-defined]
    return Told(message=message, name=names[message.event], last=tries[-1], tries=tries)


def done(request: HttpRequest, hook: Hook) -> str:
    """Do what the button says; how it is told."""
    doing = DOINGS.get(request.POST.get("do", ""))
    if doing is None:
        hook_message = get_object_or_404(hook.messages.all(), pk=key_of(request.POST.get("message", "")) or 0)
        send_again(hook_message, by=asking(request), at=localtime())
        return "Tin được gửi lại ngay; tải lại trang sau ít giây để xem kết quả."
    return doing(request, hook)


def tried(request: HttpRequest, hook: Hook) -> str:
    """Send a trial."""
    try_hook(hook, by=asking(request), at=localtime())
    return "Tin thử đang được gửi; tải lại trang sau ít giây để xem kết quả."


def paused(request: HttpRequest, hook: Hook) -> str:
    """Send nothing for now."""
    pause_hook(hook, by=asking(request), at=localtime())
    return "Đã tạm dừng; việc xảy ra trong lúc dừng được giữ lại."


def resumed(request: HttpRequest, hook: Hook) -> str:
    """Let it go on."""
    count = resume_hook(hook, by=asking(request), at=localtime())
    return f"Báo tin trở lại; {count} tin chưa nhận đang được gửi." if count else "Báo tin trở lại."


def rotated(request: HttpRequest, hook: Hook) -> str:
    """Show another secret, once."""
    request.session[NEW_SECRET] = rotate_hook(hook, by=asking(request), at=localtime())
    return "Đã đổi bí mật."


def taken_away(request: HttpRequest, hook: Hook) -> str:
    """Tell it no more."""
    end_hook(hook, by=asking(request), at=localtime())
    return "Đã gỡ; địa chỉ này không được báo tin nữa."


DOINGS: dict[str, Callable[[HttpRequest, Hook], str]] = {
    "try": tried,
    "pause": paused,
    "resume": resumed,
    "rotate": rotated,
    "end": taken_away,
}
