"""Writing down awards: rounds, proposals with their evidence, the council, what members declare and vote."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from khuyencong.norms.models import Authority, AwardForm
from khuyencong.norms.queries.lists import rows_on
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Seat, User
from khuyencong.projects.models.projects import FIRST_YEAR, LAST_YEAR
from khuyencong.reporting import permissions
from khuyencong.reporting.models import (
    AwardEvidence,
    AwardInterest,
    AwardMember,
    AwardProposal,
    AwardRound,
    AwardVote,
    CapabilityScore,
)
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.money import number
from khuyencong.rules.text import spelled
from khuyencong.rules.validity import in_force
from khuyencong.workflow.actions import Dossier, Waits, close_task, open_task, record

Open, Life = AwardRound.State, AwardProposal.State


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunAward:
    """What a round of awards is begun with."""

    year: int
    form: str
    until: date
    made_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """Who is proposed and what for."""

    kind: str
    nominee: Agency | None
    name: str
    achievements: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A piece of evidence: words with a source, or a file."""

    words: str
    source: str = ""
    name: str = ""
    media_type: str = ""
    content: bytes = b""


def about_round(found: AwardRound) -> Dossier:
    """The round, as the trail names it."""
    return Dossier(kind="award_round", key=str(found.pk), agency=found.agency.code)


def about_proposal(found: AwardProposal) -> Dossier:
    """The proposal, as the trail names it."""
    return Dossier(kind="award_proposal", key=str(found.pk), agency=found.agency.code)


def about_ballot(member: AwardMember) -> Dossier:
    """What waits for one member of a council: to declare and to vote."""
    return Dossier(kind="award_ballot", key=str(member.pk), agency=member.round.agency.code)


@transaction.atomic
def begin_award(said: BegunAward, *, by: Actor, at: datetime) -> AwardRound:
    """A round of her agency, by the rows in force today. PermissionDenied or BlockedError."""
    if by.desk is None or by.agency is None or not permissions.may_score(by):
        raise PermissionDenied
    on = localdate(at)
    if not FIRST_YEAR <= said.year <= LAST_YEAR or said.until < on:
        message = "Năm không hợp lệ hoặc hạn nhận đề nghị đã qua."
        raise BlockedError(error("wrong_days", message, "Ghi hạn từ hôm nay trở đi.", "Ô “Nhận đề nghị đến”"))
    form = next((each for each in permitted_forms(by, on) if each.code == said.form), None)
    if form is None:
        message = "Cơ quan này không có hình thức khen thưởng ấy."
        raise BlockedError(error("no_form", message, "Chọn một hình thức trong danh mục.", "Ô “Hình thức”"))
    place = by.agency.unit_id if form.level == AwardForm.Level.PROVINCE else None
    law = rows_on(Authority, on, province=place).filter(code=form.authority).first()
    if law is None:
        message = "Chưa có dòng thẩm quyền của hình thức này."
        raise BlockedError(
            error("no_authority", message, "Thêm dòng trong danh mục Thẩm quyền.", "Ô “Hình thức”")
        )
    try:
        with transaction.atomic():
            return AwardRound.objects.create(
                year=said.year,
                level=form.level,
                form=form.code,
                form_name=form.name,
                decided_by=law.decided_by,
                law=law.told[:300],
                votes=form.votes,
                until=said.until,
                made_up=said.made_up,
                agency=by.agency,
                desk=by.desk,
                author=by.account,
                created_at=at,
            )
    except IntegrityError as wrong:
        message = f"Năm {said.year} đã có đợt của hình thức này."
        raise BlockedError(error("already_begun", message, "Mở đợt ấy trong danh sách.")) from wrong


def permitted_forms(by: Actor, on: date) -> list[AwardForm]:
    """The forms that her agency's level gives on that day."""
    if by.agency is None:
        return []
    ministry = by.agency.kind == Agency.Kind.MINISTRY
    level = AwardForm.Level.MINISTRY if ministry else AwardForm.Level.PROVINCE
    rows = rows_on(AwardForm, on, province=None if ministry else by.agency.unit_id)
    return [each for each in rows if each.level == level]


@transaction.atomic
def draft_proposal(found: AwardRound, said: Proposed, *, by: Actor, at: datetime) -> AwardProposal:
    """A proposal of her agency, to be given evidence. PermissionDenied or BlockedError."""
    if by.desk is None or by.agency is None or not permissions.may_propose(by, found):
        raise PermissionDenied
    if found.state != Open.OPEN or localdate(at) > found.until:
        message = f"Đợt này nhận đề nghị đến hết {found.until:%d/%m/%Y}."
        raise BlockedError(error("closed", message, "Chờ đợt sau."))
    unit = said.kind == AwardProposal.Kind.UNIT
    if unit != (said.nominee is not None):
        message = "Chọn đơn vị khi đề nghị cho đơn vị, và chỉ khi ấy."
        raise BlockedError(error("no_unit", message, "Chọn lại.", "Ô “Đơn vị”"))
    if said.nominee is not None and not in_force(said.nominee.since, said.nominee.until, localdate(at)):
        message = "Đơn vị này không còn hoạt động."
        raise BlockedError(error("unit_ended", message, "Chọn đơn vị kế thừa.", "Ô “Đơn vị”"))
    name = said.nominee.name_on(localdate(at)) if said.nominee is not None else said.name.strip()
    if not name or not said.achievements.strip():
        raise BlockedError(error("nothing_said", "Chưa ghi tên hoặc thành tích.", "Ghi cả hai."))
    if said.nominee is None and named_already(found, name, by.agency):
        raise BlockedError(named_twice(name))
    try:
        with transaction.atomic():
            return AwardProposal.objects.create(
                round=found,
                kind=said.kind,
                nominee=said.nominee,
                name=name,
                achievements=said.achievements.strip(),
                agency=by.agency,
                desk=by.desk,
                author=by.account,
                created_at=at,
                made_up=found.made_up,
            )
    except IntegrityError as wrong:
        message = f"{name} đã được đề nghị trong đợt này."
        raise BlockedError(error("twice", message, "Bổ sung căn cứ vào đề nghị ấy.", "Ô “Đơn vị”")) from wrong


def named_already(found: AwardRound, name: str, agency: Agency, but: int = 0) -> bool:
    """Whether the agency has proposed somebody of that name in the round; of two at once one waits."""
    Agency.objects.select_for_update().get(pk=agency.pk)
    mine = AwardProposal.objects.filter(round=found, agency=agency, nominee__isnull=True).exclude(pk=but)
    return spelled(name) in {spelled(each.name) for each in mine.exclude(state=Life.DROPPED)}


def named_twice(name: str) -> Finding:
    """That its own agency has proposed it already."""
    message = f"Cơ quan đã đề nghị {name} trong đợt này."
    fix = "Bổ sung căn cứ vào đề nghị ấy; người khác trùng tên thì ghi thêm nơi làm việc sau tên."
    return error("twice", message, fix, "Ô “Tên”")


def locked(found: AwardProposal) -> AwardProposal:
    """The proposal as it stands, locked."""
    AwardProposal.objects.select_for_update().get(pk=found.pk)
    return AwardProposal.objects.select_related("round__agency", "agency").get(pk=found.pk)


@transaction.atomic
def rewrite(
    found: AwardProposal, achievements: str, *, by: Actor, at: datetime, name: str = ""
) -> AwardProposal:
    """Say the achievements anew while it is hers, and who is proposed; a unit is called as the register says.

    PermissionDenied or BlockedError.
    """
    row = writable(found, by)
    if not achievements.strip():
        raise BlockedError(error("nothing_said", "Chưa ghi thành tích.", "Ghi đã làm gì.", "Ô “Thành tích”"))
    before, called = row.name, name.strip()
    if row.nominee_id is None and called and called != row.name:
        if named_already(row.round, called, row.agency, but=row.pk):
            raise BlockedError(named_twice(called))
        row.name = called
    row.achievements = achievements.strip()
    row.save(update_fields=["achievements", "name"])
    told = f"Sửa đề nghị: {row.name}"
    was, now_is = ({"name": before}, {"name": row.name}) if row.name != before else (None, None)
    record("award_proposal.write", told, about=about_proposal(row), by=by, at=at, before=was, after=now_is)
    return row


def writable(found: AwardProposal, by: Actor) -> AwardProposal:
    """The proposal, locked, while it may be written in."""
    row = locked(found)
    if not permissions.proposes(by, row):
        raise PermissionDenied
    if row.state not in (Life.DRAFT, Life.RETURNED):
        raise BlockedError(error("sent", "Đề nghị đã gửi, không sửa được.", "Chờ nơi nhận trả lại."))
    return row


@transaction.atomic
def show_evidence(found: AwardProposal, said: Shown, *, by: Actor, at: datetime) -> AwardEvidence:
    """A figure with its source, or a file. PermissionDenied or BlockedError."""
    row = writable(found, by)
    if not said.words.strip() or not (said.content or said.source.strip()):
        message = "Căn cứ phải có nội dung, và nguồn hoặc tệp."
        raise BlockedError(error("no_source", message, "Ghi số liệu lấy từ đâu, hoặc nộp tệp.", "Ô “Nguồn”"))
    file = {
        "name": said.name,
        "media_type": said.media_type,
        "sha256": hashlib.sha256(said.content).hexdigest(),
        "content": said.content,
    }
    made = AwardEvidence.objects.create(
        proposal=row,
        kind=AwardEvidence.Kind.FILE if said.content else AwardEvidence.Kind.FIGURE,
        words=said.words.strip(),
        source=said.source.strip(),
        author=by.account,
        at=at,
        **(file if said.content else {}),
    )
    _tell_evidence(row, made, by, at)
    return made


@transaction.atomic
def show_score(found: AwardProposal, score: CapabilityScore, *, by: Actor, at: datetime) -> AwardEvidence:
    """The published score of the unit that is proposed. PermissionDenied or BlockedError."""
    row = writable(found, by)
    edition = score.edition
    own = edition.round.state == "published" and edition.round.edition_id == edition.pk
    if not own or score.agency_id != row.nominee_id or score.hundredths is None:
        message = "Chỉ dùng điểm đã công bố của chính đơn vị được đề nghị."
        raise BlockedError(error("not_its_score", message, "Chọn điểm đã công bố."))
    points = number(Fraction(score.hundredths, 100), 2)
    made = AwardEvidence.objects.create(
        proposal=row,
        kind=AwardEvidence.Kind.SCORE,
        words=f"Điểm năng lực năm {edition.round.year}: {points} điểm trên 100",
        source=f"Lần tính {edition.number}, SHA-256 {edition.digest}",
        score=score,
        author=by.account,
        at=at,
    )
    _tell_evidence(row, made, by, at)
    return made


def _tell_evidence(row: AwardProposal, made: AwardEvidence, by: Actor, at: datetime) -> None:
    told = {"evidence": made.words, "sha256": made.sha256}
    record(
        "award_proposal.show", f"Nộp căn cứ: {row.name}", about=about_proposal(row), by=by, at=at, after=told
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """By which decision the council was set up, and how many have to vote."""

    number: str
    on: date
    quorum: int


@transaction.atomic
def set_up_council(found: AwardRound, said: Setting, *, by: Actor, at: datetime) -> AwardRound:
    """Write the council's decision down, before it begins. PermissionDenied or BlockedError."""
    row = open_round(found, by)
    if not said.number.strip() or said.on > localdate(at) or said.quorum < 2:
        message = "Hội đồng phải có số quyết định, ngày đã đến, và ít nhất hai người bỏ phiếu."
        raise BlockedError(error("no_decision", message, "Ghi như trên quyết định.", "Hội đồng"))
    row.council_number, row.council_on, row.quorum = said.number.strip(), said.on, said.quorum
    row.save(update_fields=["council_number", "council_on", "quorum"])
    told = {"number": row.council_number, "signed_on": said.on, "quorum": said.quorum}
    record("award.council", "Lập hội đồng khen thưởng", about=about_round(row), by=by, at=at, after=told)
    return row


def open_round(found: AwardRound, by: Actor) -> AwardRound:
    """The round, locked, while its council is put together."""
    AwardRound.objects.select_for_update().get(pk=found.pk)
    row = AwardRound.objects.select_related("agency").get(pk=found.pk)
    if not permissions.runs_award(by, row):
        raise PermissionDenied
    if row.state != Open.OPEN:
        raise BlockedError(error("begun", "Hội đồng đã họp, không đổi được.", "Trả đợt về bước nhận đề nghị."))
    return row


@transaction.atomic
def seat_member(found: AwardRound, user: User, role: str, *, by: Actor, at: datetime) -> AwardMember:
    """Let somebody who holds a desk sit on the council. PermissionDenied or BlockedError."""
    row = open_round(found, by)
    if not Seat.objects.on(localdate(at)).filter(user=user).exists():
        message = "Người này không giữ bàn nào."
        raise BlockedError(
            error("no_desk", message, "Mời giữ bàn “Thành viên hội đồng” trước.", "Ô “Thành viên”")
        )
    try:
        with transaction.atomic():
            made = AwardMember.objects.create(round=row, user=user, role=role)
    except IntegrityError as wrong:
        message = "Người này đã ở trong hội đồng, hoặc vai trò ấy đã có người."
        raise BlockedError(error("seated", message, "Chọn người hoặc vai trò khác.", "Hội đồng")) from wrong
    told = {"user": user.pk, "role": role}
    record("award.seat", "Thêm thành viên hội đồng", about=about_round(row), by=by, at=at, after=told)
    return made


@transaction.atomic
def unseat_member(member: AwardMember, *, by: Actor, at: datetime) -> None:
    """Take somebody from the council before it begins. PermissionDenied or BlockedError."""
    row = open_round(member.round, by)
    told = {"user": member.user_id, "role": member.role}
    member.delete()
    record("award.unseat", "Thôi thành viên hội đồng", about=about_round(row), by=by, at=at, before=told)


@transaction.atomic
def declare(found: AwardProposal, *, conflicted: bool, words: str, by: Actor, at: datetime) -> AwardInterest:
    """What a member says of her interest, once, before she votes. PermissionDenied or BlockedError."""
    row = before_council(found, by)
    if conflicted and not words.strip():
        raise BlockedError(error("no_words", "Có liên quan thì ghi liên quan thế nào.", "Ghi một câu."))
    try:
        with transaction.atomic():
            made = AwardInterest.objects.create(
                proposal=row, user=by.account, conflicted=conflicted, words=words.strip(), at=at
            )
    except IntegrityError as wrong:
        raise BlockedError(error("declared", "Anh/chị đã khai rồi.", "Lời khai không đổi được.")) from wrong
    _done_with(row, by, at)
    told = {"user": by.account.pk, "conflicted": conflicted, "words": made.words}
    record(
        "award_proposal.declare",
        f"Khai liên quan: {row.name}",
        about=about_proposal(row),
        by=by,
        at=at,
        after=told,
    )
    return made


def before_council(found: AwardProposal, by: Actor) -> AwardProposal:
    """The proposal, locked, while the council she sits on looks at it."""
    row = locked(found)
    if not permissions.sits_on(by, row.round):
        raise PermissionDenied
    if row.round.state != Open.COUNCIL or row.state != Life.SENT:
        raise BlockedError(
            error("not_before_council", "Hội đồng chưa xét hoặc đã xét xong đề nghị này.", "Tải lại.")
        )
    return row


@transaction.atomic
def vote(found: AwardProposal, said: str, *, by: Actor, at: datetime) -> AwardVote:
    """A member's vote, once a sitting. PermissionDenied; BlockedError for who may not vote on this one."""
    row = before_council(found, by)
    if permissions.is_party(by.account, row, localdate(at)):
        message = "Người đề nghị, và người của nơi đề nghị hay được đề nghị, không bỏ phiếu về đề nghị ấy."
        raise BlockedError(error("own_proposal", message, "Để thành viên khác bỏ phiếu."))
    declared = AwardInterest.objects.filter(proposal=row, user=by.account).first()
    if declared is None:
        raise BlockedError(
            error("not_declared", "Chưa khai có liên quan hay không.", "Khai trước khi bỏ phiếu.")
        )
    if declared.conflicted:
        message = "Anh/chị đã khai có liên quan nên không bỏ phiếu."
        raise BlockedError(error("conflicted", message, "Để thành viên khác bỏ phiếu."))
    if said not in AwardVote.Vote.values:
        raise BlockedError(error("no_vote", "Chưa chọn phiếu.", "Chọn một trong ba.", "Ô “Phiếu”"))
    try:
        with transaction.atomic():
            made = AwardVote.objects.create(
                proposal=row, user=by.account, sitting=row.round.sitting, vote=said, at=at
            )
    except IntegrityError as wrong:
        raise BlockedError(error("voted", "Anh/chị đã bỏ phiếu rồi.", "Phiếu không đổi được.")) from wrong
    _done_with(row, by, at)
    # How she voted is in the row, which her agency's readers of the trail need not read.
    record("award_proposal.vote", f"Bỏ phiếu: {row.name}", about=about_proposal(row), by=by, at=at)
    return made


def call_members(found: AwardRound, *, at: datetime) -> int:
    """Let what she has to vote on wait at each member's oldest desk; how many were called."""
    members = list(found.members.select_related("user", "round__agency"))
    seats = Seat.objects.on(localdate(at)).filter(user__in=[each.user_id for each in members])
    desks: dict[int, Seat] = {}
    for seat in seats.select_related("desk__agency").order_by("since", "pk"):
        desks.setdefault(seat.user_id, seat)
    called = [each for each in members if each.user_id in desks and left_for(each, localdate(at))]
    for each in called:
        desk = desks[each.user_id].desk
        title = f"Khai liên quan, bỏ phiếu: {found.form_name} năm {found.year}"
        open_task(about_ballot(each), Waits(desk=desk.code, agency=desk.agency.code, title=title), at=at)
    return len(called)


def left_for(member: AwardMember, on: date) -> int:
    """On how many proposals she has still to declare or to vote at this sitting."""
    voted = AwardVote.objects.filter(user=member.user_id, sitting=member.round.sitting).values("proposal")
    out = AwardInterest.objects.filter(user=member.user_id, conflicted=True).values("proposal")
    rows = AwardProposal.objects.filter(round=member.round_id, state=Life.SENT)
    left = list(rows.exclude(pk__in=voted).exclude(pk__in=out))
    return len(left) - len(permissions.party_to(member.user, member.round, left, on)) if left else 0


def let_members_go(found: AwardRound, *, by: Actor, at: datetime) -> None:
    """Nothing waits for them any more."""
    for each in found.members.select_related("round__agency"):
        close_task(about_ballot(each), by=by, at=at)


def _done_with(row: AwardProposal, by: Actor, at: datetime) -> None:
    """With her last word what waits for a member is done."""
    member = AwardMember.objects.select_related("user", "round__agency").get(
        round=row.round_id, user=by.account
    )
    if not left_for(member, localdate(at)):
        close_task(about_ballot(member), by=by, at=at)
