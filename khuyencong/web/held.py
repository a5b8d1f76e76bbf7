"""A press that waits until she has shown who she is, with all that was sent: its words and its files.

The words lie in her session, the files in the database (workflow.HeldFile), both for some minutes. When she has
confirmed she is led to the address she pressed at, and the press is carried out there, once: where it is
refused she reads why on the dossier's own page, with what she typed, and not at the address of the password.

A browser empties the file field of a page that comes back with errors; so a refused press keeps its files, too,
and its form names them.
"""

import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.timezone import now

from khuyencong.rules.uploads import HEAD, LARGEST, MOST_AT_ONCE, MOST_FILES
from khuyencong.web.once import sealed
from khuyencong.workflow.actions import Sent, hold_files, let_go
from khuyencong.workflow.queries import files_held

KEY = "held_press"
"""The key of the session under which the press that waits is kept; a later one takes its place."""

FIELD = "held"
"""The hidden field that names a file held over a refusal: its press and its field."""

CONFIRMING = {"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
"""The pages at which she shows who she is."""

AT_ONCE = 120
"""Seconds in which she is led from there to the page; later it is another visit, and nothing is carried out."""

TOO_LARGE = "Tệp gửi kèm quá lớn để giữ qua bước xác nhận: xác nhận rồi làm lại. Chưa có gì được ghi."
GONE = "Tệp gửi kèm không còn giữ được: chọn lại rồi bấm lại. Chưa có gì được ghi."

Answer = Callable[[HttpRequest], HttpResponse]
Waiting = dict[str, Any]


def hold(request: HttpRequest) -> Waiting | None:
    """What the session has to remember of the press; None where there is nothing to carry out later."""
    if request.method != "POST":
        return None
    files = sent_with(request)
    if len(files) > MOST_FILES or sum(each.size for _, each in files) > MOST_AT_ONCE:
        messages.warning(request, TOO_LARGE)
        return None
    press = secrets.token_hex(32)
    hold_files(press, whose(request), (sent(field, each) for field, each in files), at=now())
    return {
        "address": request.get_full_path(),
        "whose": whose(request),
        "press": press,
        "files": len(files),
        "words": request.POST.urlencode(),
        "since": time.time(),
        "confirmed": 0.0,
    }


def sent_with(request: HttpRequest) -> list[tuple[str, Any]]:
    """The files of a press, each with its field."""
    return [(field, each) for field, given in request.FILES.lists() for each in given]


def whose(request: HttpRequest) -> str:
    """Who sends it, as a mark."""
    return sealed(str(request.user.pk))


def sent(field: str, file: Any) -> Sent:
    """One file, left at its beginning; of one too large to be taken only as much as tells what it is."""
    content = file.read(file.size if file.size <= LARGEST else HEAD)
    file.seek(0)
    return Sent(
        field=field,
        name=file.name or "",
        media_type=(file.content_type or "")[:255],
        size=file.size,
        content=content,
    )


class Resume:
    """Middleware just outside `once.Once`: knows when she has confirmed, and carries out what waited for it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, or in its place the press that waited to be carried out at this address."""
        waiting = waiting_at(request)
        if waiting is None:
            response = self.kept_over_refusal(request) if carries_files(request) else self.get_response(request)
            if led_back(request, response):
                request.session[KEY] = request.session[KEY] | {"confirmed": time.time()}
            return response
        del request.session[KEY]
        if press_again(request, waiting):
            response = self.kept_over_refusal(request)
        else:
            messages.warning(request, GONE)
            response = self.get_response(request)
        let_go(waiting["press"])
        return response

    def kept_over_refusal(self, request: HttpRequest) -> HttpResponse:
        """A press that is refused keeps its files: the form offers them again (uploads.KeptFileInput)."""
        offered_again(request)
        press = secrets.token_hex(32)
        files = sent_with(request)
        for _, each in files:
            each.held_as = press
        response = self.get_response(request)
        fine = [(field, each) for field, each in files if getattr(each, "held_as", "") and each.size <= LARGEST]
        if response.status_code == 422 and fine and sum(each.size for _, each in fine) <= MOST_AT_ONCE:
            for _, each in fine:
                each.seek(0)
            hold_files(press, whose(request), [sent(field, each) for field, each in fine], at=now())
        return response


def carries_files(request: HttpRequest) -> bool:
    """Whether a form with room for files was sent by somebody known."""
    multipart = request.content_type == "multipart/form-data"
    return request.method == "POST" and multipart and request.user.is_authenticated


def offered_again(request: HttpRequest) -> None:
    """Put the files of the press that was refused before into this one, where no other was chosen instead."""
    for named in request.POST.getlist(FIELD)[:MOST_FILES]:
        press, _, field = named.partition(":")
        if field in request.FILES:
            continue
        held = [each for each in files_held(press, whose(request)) if each.field == field]
        for name, file in unpacked(held):
            request.FILES.appendlist(name, file)


def waiting_at(request: HttpRequest) -> Waiting | None:
    """The press that she confirmed just now for this very address."""
    if request.method != "GET" or not request.user.is_authenticated:
        return None
    waiting: Waiting | None = request.session.get(KEY)
    if waiting is None or waiting["address"] != request.get_full_path():
        return None
    at, fresh = time.time(), settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    mine = waiting["whose"] == whose(request)
    in_time = at - waiting["confirmed"] < AT_ONCE and at - waiting["since"] < fresh + AT_ONCE
    return waiting if mine and in_time else None


def led_back(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether she has shown who she is for the press that waits, and is on her way to its page."""
    named = request.resolver_match.url_name if request.resolver_match else ""
    if request.method != "POST" or named not in CONFIRMING or not response.has_header("Location"):
        return False
    waiting: Waiting | None = request.session.get(KEY)
    return waiting is not None and waiting["address"] == response.headers["Location"]


def press_again(request: HttpRequest, waiting: Waiting) -> bool:
    """Make the request the press that was sent; False where not all of its files are there any more.

    That it came from our own page was checked when it was sent; her session has kept it since.
    """
    held = files_held(waiting["press"], waiting["whose"])
    if len(held) != waiting["files"]:
        return False
    files: MultiValueDict[str, Any] = MultiValueDict()
    for field, file in unpacked(held):
        files.appendlist(field, file)
    request.method = request.META["REQUEST_METHOD"] = "POST"
    request.POST = QueryDict(waiting["words"])
    request._files = files  # type: ignore[attr-defined]
    request.csrf_processing_done = True  # type: ignore[attr-defined]
    return True


def unpacked(held: list[Any]) -> Iterator[tuple[str, SimpleUploadedFile]]:
    """Each file as a form takes it; its size is what was sent, so that one too large is still refused."""
    for each in held:
        file = SimpleUploadedFile(each.name, bytes(each.content), content_type=each.media_type)
        file.size = each.size
        yield each.field, file
