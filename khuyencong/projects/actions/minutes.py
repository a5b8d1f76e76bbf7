"""Keeping the minutes of a council's meeting, and everything that may be wrong with them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localtime

from khuyencong.organisations.actors import Actor
from khuyencong.projects import permissions
from khuyencong.projects.actions.appraisal import locked_sheet, tidy
from khuyencong.projects.actions.councils import about_council
from khuyencong.projects.models import (
    Appraisal,
    Attendance,
    Council,
    CouncilMember,
    Minutes,
    MinutesItem,
    Outcome,
)
from khuyencong.projects.queries.appraisal import interests_in, opened_on, voteless_at
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.workflow.actions import record


@dataclass(frozen=True, slots=True, kw_only=True)
class Concluded:
    """What a meeting concluded of one sheet, and the votes."""

    sheet: Appraisal
    outcome: str
    votes_for: int
    votes_against: int = 0
    abstained: int = 0
    words: str = ""


@transaction.atomic
def keep_minutes(
    council: Council,
    concluded: Sequence[Concluded],
    *,
    held_at: datetime,
    place: str,
    present: Collection[int],
    words: str = "",
    by: Actor,
    at: datetime,
) -> Minutes:
    """Keep a meeting's minutes, whole and for good; a later one of the same sheet stands in its place.

    `present` are keys of members. PermissionDenied or BlockedError.
    """
    Council.objects.select_for_update().get(pk=council.pk)
    if not permissions.keeps_minutes(by, council):
        raise PermissionDenied
    there, concluded = attending(council, present), as_they_stand(concluded)
    if wrong := wrong_minutes(council, concluded, there, place=place, held_at=held_at, at=at):
        raise BlockedError(*wrong)
    made = Minutes.objects.create(
        council=council, held_at=held_at, place=tidy(place), words=words.strip(), kept_by=by.account, kept_at=at
    )
    Attendance.objects.bulk_create(Attendance(minutes=made, member=each) for each in there.values())
    MinutesItem.objects.bulk_create(
        MinutesItem(
            minutes=made,
            appraisal=each.sheet,
            outcome=each.outcome,
            votes_for=each.votes_for,
            votes_against=each.votes_against,
            abstained=each.abstained,
            words=tidy(each.words),
        )
        for each in concluded
    )
    after = {"minutes": made.pk, "sheets": {each.sheet.pk: each.outcome for each in concluded}}
    title = f"Lập biên bản họp hội đồng: {council}"
    record("council.minutes", title, about=about_council(council), by=by, at=at, after=after)
    return made


def as_they_stand(concluded: Sequence[Concluded]) -> list[Concluded]:
    """The same with each sheet locked and read anew: another may have concluded it meanwhile."""
    locked = {pk: locked_sheet(Appraisal(pk=pk)) for pk in sorted({each.sheet.pk for each in concluded})}
    return [replace(each, sheet=locked[each.sheet.pk]) for each in concluded]


def attending(council: Council, present: Collection[int]) -> dict[int, CouncilMember]:
    """Who of the members was there, by key."""
    members = council.members.filter(left_at__isnull=True, pk__in=present).select_related("user")
    return {each.pk: each for each in members}


def wrong_minutes(
    council: Council,
    concluded: Sequence[Concluded],
    there: Mapping[int, CouncilMember],
    *,
    place: str,
    held_at: datetime,
    at: datetime,
) -> list[Finding]:
    """Everything wrong with minutes before they are kept for good."""
    return [
        *wrong_meeting(council, there, place, held_at, at),
        *wrong_conclusions(council, there, concluded, held_at),
    ]


def wrong_meeting(
    council: Council, there: Mapping[int, CouncilMember], place: str, held_at: datetime, at: datetime
) -> list[Finding]:
    """What is wrong with a meeting as such."""
    found = []
    if not tidy(place):
        found.append(error("no_place", "Biên bản phải ghi nơi họp.", "Ghi nơi họp.", "Ô “Nơi họp”"))
    if held_at > at:
        found.append(error("not_held_yet", "Cuộc họp chưa diễn ra.", "Sửa giờ họp.", "Ô “Họp lúc”"))
    if localtime(held_at).date() < council.decided_on:
        message = f"Hội đồng lập ngày {council.decided_on:%d/%m/%Y}, không thể họp trước ngày ấy."
        found.append(error("held_too_early", message, "Sửa giờ họp.", "Ô “Họp lúc”"))
    if later := joined_later(council, there, held_at):
        message = f"Vào hội đồng sau cuộc họp: {', '.join(later)}."
        fix = "Bỏ người ấy khỏi danh sách dự, hoặc sửa giờ họp."
        found.append(error("joined_later", message, fix, "Người dự"))
    if len(there) < council.quorum:
        message = f"Chỉ có {len(there)} người dự, hội đồng cần ít nhất {council.quorum}."
        found.append(error("no_quorum", message, "Họp lại khi đủ người."))
    if CouncilMember.Role.CHAIR not in {each.role for each in there.values()}:
        message = "Chủ tịch hội đồng vắng mặt."
        found.append(error("no_chair", message, "Họp khi có chủ tịch, hoặc đổi chủ tịch bằng quyết định."))
    return found


def joined_later(council: Council, there: Mapping[int, CouncilMember], held_at: datetime) -> list[str]:
    """Who of them came to the council after the meeting, when it was complete without her.

    Those it was set up with may be entered after they met: the decision on paper made them members.
    """
    members = council.members.filter(joined_at__isnull=False)
    joined = sorted((each.joined_at, each.role) for each in members if each.joined_at is not None)
    first = [next((at for at, role in joined if role == each), held_at) for each in ("chair", "secretary")]
    whole = max([*first, *(at for at, _ in joined[: council.quorum])], default=held_at)
    ends = max(whole, held_at)
    return [str(each.user) for each in there.values() if each.joined_at and each.joined_at > ends]


def wrong_conclusions(
    council: Council, there: Mapping[int, CouncilMember], concluded: Sequence[Concluded], held_at: datetime
) -> list[Finding]:
    """What is wrong with what was concluded."""
    if not concluded:
        return [error("nothing_concluded", "Biên bản chưa kết luận đề án nào.", "Chọn ít nhất một đề án.")]
    return [finding for each in concluded for finding in wrong_conclusion(council, there, each, held_at)]


def wrong_conclusion(
    council: Council, there: Mapping[int, CouncilMember], said: Concluded, held_at: datetime
) -> list[Finding]:
    """What is wrong with one: not before this council then, nothing concluded, the wrong votes."""
    place = f"Đề án “{said.sheet.project.title}”"
    if said.sheet.council_id != council.pk or said.sheet.state not in ("open", "ready"):
        message = "Phiếu không còn ở hội đồng này hoặc đã kết luận."
        return [error("sheet_closed", message, "Bỏ đề án này khỏi biên bản.", place)]
    if said.outcome not in Outcome.values:
        return [error("no_outcome", "Chưa chọn kết luận.", "Chọn đạt, không đạt hoặc trả lại.", place)]
    if localtime(held_at).date() < opened_on(said.sheet):
        message = f"Phiếu mở ngày {opened_on(said.sheet):%d/%m/%Y}, sau cuộc họp này."
        return [error("held_too_early", message, "Sửa giờ họp, hoặc bỏ đề án này khỏi biên bản.", place)]
    if wrong := silent_in(there, said, place):
        return wrong
    if wrong := wrong_votes(council, there, said, held_at, place):
        return wrong
    if said.outcome != Outcome.PASS and not tidy(said.words):
        return [error("words_missing", "Kết luận không đạt hay trả lại phải có lý do.", "Ghi một câu.", place)]
    return []


def silent_in(there: Mapping[int, CouncilMember], said: Concluded, place: str) -> list[Finding]:
    """Everybody who was there has declared whether she is concerned by it; those who have not are named."""
    declared = interests_in(said.sheet.project)
    silent = [str(each.user) for each in there.values() if each.user_id not in declared]
    if not silent:
        return []
    message = f"Người dự họp chưa khai có liên quan hay không: {', '.join(silent)}."
    fix = "Mỗi người khai ở phiếu thẩm định của đề án này, rồi lập biên bản."
    return [error("not_declared", message, fix, place)]


def wrong_votes(
    council: Council, there: Mapping[int, CouncilMember], said: Concluded, held_at: datetime, place: str
) -> list[Finding]:
    """Who is concerned or drafted it neither presides nor votes; enough others are there, and most agree."""
    voteless = voteless_at([said.sheet.project], held_at)[said.sheet.project_id]
    free = sum(each.user_id not in voteless for each in there.values())
    chair = next((each for each in there.values() if each.role == CouncilMember.Role.CHAIR), None)
    if chair is not None and chair.user_id in voteless:
        message = "Chủ tịch hội đồng có liên quan hoặc tham gia soạn nên không chủ trì việc xét đề án này."
        return [error("chair_concerned", message, "Xét đề án này khi người khác làm chủ tịch.", place)]
    votes = said.votes_for + said.votes_against + said.abstained
    if votes != free:
        message = (
            f"Có {votes} phiếu nhưng {free} người dự được biểu quyết "
            "(người có liên quan và người tham gia soạn không biểu quyết)."
        )
        return [error("votes_do_not_add_up", message, "Sửa số phiếu.", place)]
    if there and free < council.quorum:
        message = f"Chỉ {free} người dự được biểu quyết đề án này, hội đồng cần ít nhất {council.quorum}."
        return [error("no_free_quorum", message, "Mời thêm thành viên rồi họp lại.", place)]
    if said.votes_for * 2 <= free:
        message = f"Kết luận phải được hơn một nửa tán thành; mới có {said.votes_for}/{free}."
        return [error("no_majority", message, "Đổi kết luận theo ý kiến đa số.", place)]
    return []
