"""What a device takes along and sends: answers and photographs, each once however often it is sent."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.utils.crypto import salted_hmac
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, localdate, localtime
from django.views.decorators.http import require_POST, require_safe

from khuyencong.industry.actions.photos import PHOTO_BYTES, Picture, keep_photo
from khuyencong.industry.actions.surveys import FIRST_YEAR, LAST_YEAR
from khuyencong.industry.lifecycle.surveys import Outcome, Received, receive
from khuyencong.industry.models import Answer, AnswerEdition, AnswerPhoto, Site, SurveyRound
from khuyencong.industry.queries.asking import sent_by, workshops_to_take
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.roles import Permission
from khuyencong.rules.findings import BlockedError, Finding
from khuyencong.web.rates import Rate, at_most
from khuyencong.web.requests import asking
from khuyencong.web.surveys.phone_forms import AskingForm
from khuyencong.workflow.lifecycle import Act

SENDING = Rate(name="survey-sending", most=240, seconds=60, methods=("POST",))
ANSWER_BYTES = 64 * 2**10
TOLD = {
    Outcome.NEW: "Đã gửi.",
    Outcome.CHANGED: "Đã gửi bản sửa.",
    Outcome.KNOWN: "Đã gửi từ trước.",
    Outcome.CONFLICT: "Người khác đã sửa phiếu này; cơ quan mở đợt sẽ chọn một trong hai bản.",
}
SIGNED_OUT = {"message": "Đăng nhập rồi gửi lại; phiếu vẫn còn trên máy."}
FIELDS = ("name", "wants", "machinery", "cost", "own_money", "outlet", "begin_month", "labour", "other")


class NotKeysError(ValueError):
    """What names an answer is no key of a device."""


def keys_in(given: Mapping[str, Any]) -> dict[str, Any]:
    """The keys a device made and the edition it had seen. NotKeysError."""
    try:
        based_on = int(given.get("based_on") or 0)
        named = {name: UUID(str(given.get(name, ""))) for name in ("key", "edition")}
    except (ValueError, TypeError, OverflowError) as error:
        raise NotKeysError from error
    if not 0 <= based_on < 10**6:
        raise NotKeysError
    return {**named, "based_on": based_on, "after": uuid_in(str(given.get("after") or ""))}


def who_is(actor: Actor) -> str:
    """A person as a device may know her: the same at every visit, telling nothing."""
    return salted_hmac("khuyencong.survey.device", str(actor.account.pk)).hexdigest()[:24]


def refusal(status: int, message: str) -> JsonResponse:
    """Why something was not taken in, in a form that the page's script shows."""
    return JsonResponse({"message": message}, status=status)


@login_not_required
@require_safe
def package(request: HttpRequest) -> HttpResponse:
    """Who I am, the workshops of my communes and what I sent: taken along while there is a line."""
    actor = asking(request)
    if actor.user is None:
        return JsonResponse(SIGNED_OUT, status=401)
    if not actor.may(Permission.SURVEY_ANSWER):
        return refusal(403, "Bàn đang chọn không đi hỏi; đổi bàn ở “Bàn của tôi”.")
    return JsonResponse(
        {
            "who": who_is(actor),
            "token": get_token(request),
            "workshops": [taken(each) for each in workshops_to_take(actor)],
            "sent": [told(each) for each in sent_by(actor, localdate())],
        }
    )


def taken(site: Site) -> dict[str, Any]:
    """A workshop by name and address; nothing of a person goes onto the device."""
    place = site.commune.full_name if site.commune is not None else ""
    return {
        "key": site.establishment_id,
        "name": site.establishment.name,
        "address": ", ".join(part for part in (site.address, place) if part),
        "commune": site.commune_id,
    }


def told(row: AnswerEdition) -> dict[str, Any]:
    """An answer as the device edits it again."""
    said = {name: getattr(row, name) for name in FIELDS}
    said |= {
        "commune": row.answer.commune_id,
        "activity": row.activity_id,
        "establishment": row.establishment_id,
    }
    return {
        "key": str(row.answer.key),
        "round": row.answer.round_id,
        "number": row.number,
        "fields": {name: "" if value is None else str(value) for name, value in said.items()},
    }


def body_of(request: HttpRequest) -> Mapping[str, Any] | None:
    """The object somebody sent as JSON; None for anything else."""
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError, RequestDataTooBig):
        return None
    return sent if isinstance(sent, dict) else None


@login_not_required
@at_most(SENDING)
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Keep one answer, once, and say what became of it."""
    actor = asking(request)
    if actor.user is None:
        return JsonResponse(SIGNED_OUT, status=401)
    if int(request.META.get("CONTENT_LENGTH") or 0) > ANSWER_BYTES:
        return refusal(413, "Phiếu dài quá; rút bớt lời.")
    sent = body_of(request)
    fields = sent.get("fields") if sent is not None else None
    if sent is None or not isinstance(fields, dict):
        return refusal(400, "Không đọc được phiếu; tải lại trang rồi gửi lại.")
    survey = SurveyRound.objects.visible_to(actor).filter(pk=number_in(sent.get("round"))).first()
    if survey is None:
        return refusal(404, "Không có đợt khảo sát này ở địa bàn của anh/chị.")
    form = AskingForm({name: text(value) for name, value in fields.items()}, survey=survey, actor=actor)
    try:
        keys = keys_in(sent)
        if not form.is_valid():
            return JsonResponse({"findings": wrong_fields(form)}, status=422)
        received = receive(form.sent(**keys, taken_at=localtime()), Act(by=actor, at=localtime()))
    except NotKeysError:
        return refusal(400, "Mã của phiếu không đúng; lập phiếu mới.")
    except BlockedError as blocked:
        return JsonResponse({"findings": [said(each) for each in blocked.findings]}, status=422)
    return JsonResponse(answered(received))


def answered(received: Received) -> dict[str, Any]:
    """What became of an answer."""
    return {
        "outcome": received.outcome.value,
        "message": TOLD[received.outcome],
        "number": received.edition.number,
        "standing": received.edition.standing,
    }


def number_in(value: object) -> int:
    """A row's number; 0 for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**62 else 0


def text(value: object) -> str:
    """What a device says of one field, without what no text holds."""
    return str(value).replace("\0", "") if isinstance(value, str | int | float) else ""


def wrong_fields(form: AskingForm) -> list[dict[str, str]]:
    """What is wrong, each with its field."""
    return [
        {"field": name, "place": str(form[name].label) if name in form.fields else "", "message": str(message)}
        for name, messages in form.errors.items()
        for message in messages
    ]


def said(finding: Finding) -> dict[str, str]:
    """A finding as the script shows it."""
    return {"field": "", "place": finding.place, "message": f"{finding.message} {finding.fix}"}


@login_not_required
@at_most(SENDING)
@require_POST
def send_photo(request: HttpRequest) -> HttpResponse:
    """Keep one photograph of an answer that was sent, once."""
    actor = asking(request)
    if actor.user is None:
        return JsonResponse(SIGNED_OUT, status=401)
    answer = (
        Answer.objects.visible_to(actor).filter(key=uuid_in(request.POST.get("answer", "")) or uuid4()).first()
    )
    if answer is None:
        return refusal(404, "Không thấy phiếu của ảnh này.")
    if "photo" not in request.FILES:
        return refusal(400, "Không có ảnh nào.")
    try:
        kept = photo_in(request, answer, actor, localtime())
    except BlockedError as blocked:
        return JsonResponse({"findings": [said(each) for each in blocked.findings]}, status=422)
    return JsonResponse({"key": str(kept.key)})


def photo_in(request: HttpRequest, answer: Answer, actor: Actor, at: datetime) -> AnswerPhoto:
    """The photograph of a request, kept; what is over the limit is refused before all of it is read."""
    file = request.FILES["photo"]
    assert isinstance(file, UploadedFile)
    given = {name: place_in(request.POST.get(name, "")) for name in ("latitude", "longitude", "accuracy")}
    taken_at = instant_in(request.POST.get("taken_at", ""))
    picture = Picture(
        key=uuid_in(request.POST.get("photo_key", "")) or uuid4(),
        content=file.read(PHOTO_BYTES + 1),
        taken_at=taken_at or at,
        **given,
    )
    return keep_photo(answer, picture, by=actor, at=at)


def uuid_in(typed: str) -> UUID | None:
    """A device's key; None for anything else."""
    try:
        return UUID(typed)
    except ValueError:
        return None


def instant_in(typed: str) -> datetime | None:
    """When a picture was taken; None for nothing one could believe."""
    try:
        at = parse_datetime(typed[:40])
    except ValueError:
        return None
    if at is None or is_naive(at) or not FIRST_YEAR < at.year < LAST_YEAR:
        return None
    return at


def place_in(typed: str) -> float | None:
    """A coordinate; None for none."""
    try:
        return float(typed)
    except ValueError:
        return None


@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """One photograph, to be shown on the page of its answer."""
    kept = get_object_or_404(AnswerPhoto.objects.visible_to(asking(request)), pk=pk)
    return HttpResponse(bytes(kept.content), content_type=kept.media_type)
