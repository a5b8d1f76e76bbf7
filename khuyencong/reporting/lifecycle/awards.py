"""The life of a year's award and of each proposal in it: proposed, voted on, decided by number, certified."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from khuyencong.organisations.queries import leader_desk
from khuyencong.reporting import permissions
from khuyencong.reporting.actions.awards import (
    BegunAward,
    Proposed,
    begin_award,
    call_members,
    draft_proposal,
    let_members_go,
)
from khuyencong.reporting.models import AwardMember, AwardProposal, AwardRound
from khuyencong.reporting.queries.awards import members_of, sent_to, tallies_of
from khuyencong.rules.findings import Finding, error
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life, One = AwardRound.State, AwardProposal.State
NEEDED = {AwardMember.Role.CHAIR.value, AwardMember.Role.SECRETARY.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """The council's meeting as its minutes tell it."""

    held_on: date
    place: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The decision as it was signed."""

    number: str
    on: date
    signer: str


def told(found: AwardRound) -> str:
    """The round in one line."""
    return f"{found.form_name} năm {found.year}"


def told_one(found: AwardProposal) -> str:
    """A proposal in one line."""
    return f"{found.name}, {told(found.round)}"


def to_take(found: AwardRound, on: date) -> Waits:
    """At the desk that runs it, until proposals are in."""
    return _here(found, f"Nhận đề nghị, lập hội đồng: {told(found)}", found.until)


def to_conclude(found: AwardRound, on: date) -> Waits:
    """At the same desk, while the council votes."""
    return _here(found, f"Họp hội đồng, ghi biên bản: {told(found)}")


def _here(found: AwardRound, title: str, due: date | None = None) -> Waits:
    source = "hạn của đợt" if due is not None else ""
    return Waits(desk=found.desk.code, agency=found.agency.code, title=title, due=due, due_source=source)


def to_decide(found: AwardRound, on: date) -> Waits | None:
    """At the head of the agency."""
    desk = leader_desk(found.agency, on)
    if desk is None:
        return None
    return Waits(desk=desk.code, agency=desk.agency.code, title=f"Ghi quyết định khen thưởng: {told(found)}")


def ready_to_meet(found: AwardRound, act: Act) -> Sequence[Finding]:
    """A council by decision, with chair, secretary and enough members, and something before it."""
    members = members_of(found)
    if not found.council_number or found.council_on is None:
        return [error("no_council", "Chưa ghi quyết định lập hội đồng.", "Ghi số và ngày.", "Hội đồng")]
    if not {each.role for each in members} >= NEEDED or len(members) < found.quorum:
        message = f"Hội đồng phải có chủ tịch, thư ký và ít nhất {found.quorum} người."
        return [error("council_incomplete", message, "Thêm thành viên.", "Hội đồng")]
    if not sent_to(found):
        return [error("nothing_sent", "Chưa có đề nghị nào được gửi.", "Chờ đơn vị gửi đề nghị.")]
    return ()


def call(found: AwardRound, act: Act) -> Mapping[str, object]:
    """Let it wait at the desk of each member who has something to vote on."""
    return {"called": call_members(found, at=act.at)}


def every_vote_is_in(found: AwardRound, act: Act) -> Sequence[Finding]:
    """The meeting was held, and each proposal has as many votes as the decision asks for."""
    given = act.given
    if not isinstance(given, Meeting) or not given.place.strip() or not given.words.strip():
        return [error("no_minutes", "Chưa ghi nơi họp, nội dung họp.", "Ghi như biên bản.", "Biên bản")]
    if given.held_on > act.on or (found.council_on is not None and given.held_on < found.council_on):
        message = "Ngày họp phải từ ngày lập hội đồng đến hôm nay."
        return [error("wrong_day", message, "Sửa ngày họp.", "Ô “Họp ngày”")]
    proposals = sent_to(found)
    short = [each.name for each in proposals if not tallies_of(found, proposals)[each.pk].enough]
    if short:
        message = f"Chưa đủ {found.quorum} phiếu: {', '.join(short)}."
        return [error("votes_missing", message, "Nhắc thành viên khai liên quan rồi bỏ phiếu.", "Phiếu")]
    return ()


def count(found: AwardRound, act: Act) -> Mapping[str, object]:
    """Keep the minutes and every tally; what the council advises follows from the votes alone."""
    let_members_go(found, by=act.by, at=act.at)
    meeting: Meeting = act.given
    found.held_on, found.place, found.minutes = meeting.held_on, meeting.place.strip(), meeting.words.strip()
    proposals = sent_to(found)
    tallies = tallies_of(found, proposals)
    for each in proposals:
        tally = tallies[each.pk]
        each.votes_for, each.votes_all, each.advised = tally.tally_for, tally.cast, tally.advised
    AwardProposal.objects.bulk_update(proposals, ["votes_for", "votes_all", "advised"])
    told = {each.name: f"{each.votes_for}/{each.votes_all}" for each in proposals}
    return {"sitting": found.sitting, "tallies": told, "held_on": found.held_on}


def forget_votes(found: AwardRound, act: Act) -> Mapping[str, object]:
    """Proposals are taken anew: the votes of the last sitting stay and count no more."""
    let_members_go(found, by=act.by, at=act.at)
    AwardProposal.objects.filter(round=found, state=One.SENT).update(
        votes_for=None, votes_all=None, advised=None
    )
    found.sitting += 1
    return {"sitting": found.sitting}


def meet_again(found: AwardRound, act: Act) -> Mapping[str, object]:
    """The council sits once more."""
    told = forget_votes(found, act)
    # The members' part is reckoned by the row: this sitting has to stand in it first.
    found.save(update_fields=["sitting"])
    return {**told, **call(found, act)}


def signed_in_order(found: AwardRound, act: Act) -> Sequence[Finding]:
    """The decision has its number, day and signer, after the council met; and it gives something."""
    given = act.given
    if not isinstance(given, Signed) or not given.number.strip() or not given.signer.strip():
        return [error("no_number", "Chưa ghi số quyết định, người ký.", "Ghi như trên quyết định đã ký.")]
    if given.on > act.on or (found.held_on is not None and given.on < found.held_on):
        message = "Ngày ký phải từ ngày hội đồng họp đến hôm nay."
        return [error("wrong_day", message, "Sửa ngày ký.", "Ô “Ngày ký”")]
    if not any(each.advised for each in sent_to(found)):
        message = "Hội đồng không đề nghị khen ai."
        return [error("nobody", message, "Trả lại hội đồng, hoặc bỏ đợt này.")]
    return ()


def certify(found: AwardRound, act: Act) -> Mapping[str, object]:
    """Award whom the council advised, in the order of coming, each with a number of the register."""
    given: Signed = act.given
    found.number, found.signed_on, found.signer = given.number.strip(), given.on, given.signer.strip()
    serial = 0
    for each in sent_to(found):
        serial += bool(each.advised)
        name = "award_proposal.award" if each.advised else "award_proposal.refuse"
        reason = f"Quyết định {found.number}"
        AWARD_PROPOSAL.perform(name, each, Act(by=act.by, at=act.at, reason=reason, given=serial))
    let_all_go(found, replace(act, reason=f"Không gửi trước khi hội đồng xét; Quyết định {found.number}"))
    return {"number": found.number, "signed_on": found.signed_on, "awarded": serial}


def let_all_go(found: AwardRound, act: Act) -> Mapping[str, object]:
    """What was proposed and is not decided on is over."""
    let_members_go(found, by=act.by, at=act.at)
    open_ = found.proposals.filter(state__in=(One.DRAFT, One.SENT, One.RETURNED)).order_by("pk")
    rows = list(open_.select_related("round__agency", "agency"))
    for each in rows:
        AWARD_PROPOSAL.perform("award_proposal.lapse", each, Act(by=act.by, at=act.at, reason=act.reason))
    return {"lapsed": len(rows)}


def at_its_desk(found: AwardProposal, on: date) -> Waits:
    """At the desk that writes it."""
    return Waits(
        desk=found.desk.code,
        agency=found.agency.code,
        title=f"Soạn đề nghị khen thưởng: {told_one(found)}",
        due=found.round.until,
        due_source="hạn của đợt",
    )


def at_the_round(found: AwardProposal, on: date) -> Waits:
    """At the desk that runs the round, until the decision."""
    desk = found.round.desk
    return Waits(
        desk=desk.code, agency=found.round.agency.code, title=f"Đề nghị khen thưởng: {told_one(found)}"
    )


def complete(found: AwardProposal, act: Act) -> Sequence[Finding]:
    """The round still takes proposals, and this one rests on something."""
    if found.round.state != Life.OPEN or act.on > found.round.until:
        message = f"Đợt này nhận đề nghị đến hết {found.round.until:%d/%m/%Y}."
        return [error("closed", message, "Chờ đợt sau, hoặc rút đề nghị.")]
    if not found.evidence.exists():
        message = "Chưa có căn cứ nào."
        return [error("no_evidence", message, "Thêm điểm năng lực, số liệu có nguồn, hoặc tệp.", "Căn cứ")]
    return ()


def still_open(found: AwardProposal, act: Act) -> Sequence[Finding]:
    """The council has not begun to look at it."""
    if found.round.state == Life.OPEN:
        return ()
    return [error("before_council", "Hội đồng đang xét, không trả lại được.", "Chờ kết luận của hội đồng.")]


def enter(found: AwardProposal, act: Act) -> Mapping[str, object]:
    """Its certificate gets the next number of the register."""
    found.serial = act.given
    return {"serial": found.serial}


AWARD_PROPOSAL = Lifecycle(
    kind="award_proposal",
    title="Đề nghị khen thưởng",
    initial=One.DRAFT,
    states=(
        State(code=One.DRAFT, label="Đang soạn", owner="Nơi đề nghị", waits=at_its_desk),
        State(code=One.RETURNED, label="Trả lại để bổ sung", owner="Nơi đề nghị", waits=at_its_desk),
        State(code=One.SENT, label="Đã gửi, chờ xét", owner="Cơ quan xét khen thưởng", waits=at_the_round),
        State(code=One.AWARDED, label="Được khen thưởng"),
        State(code=One.REFUSED, label="Không được khen thưởng"),
        State(code=One.DROPPED, label="Đã rút"),
    ),
    transitions=(
        Transition(
            name="award_proposal.send",
            title="Gửi đề nghị",
            sources=frozenset({One.DRAFT, One.RETURNED}),
            target=One.SENT,
            who=permissions.proposes,
            by="Nơi đề nghị",
            when=complete,
        ),
        Transition(
            name="award_proposal.return",
            title="Trả lại để bổ sung",
            sources=frozenset({One.SENT}),
            target=One.RETURNED,
            who=permissions.takes_proposal,
            by="Cơ quan xét khen thưởng, trước khi hội đồng xét",
            when=still_open,
            needs_reason=True,
        ),
        Transition(
            name="award_proposal.award",
            title="Khen thưởng",
            sources=frozenset({One.SENT}),
            target=One.AWARDED,
            who=permissions.awards,
            by="Lãnh đạo, cùng quyết định của đợt",
            effect=enter,
            unlike=frozenset({"award_proposal.send"}),
            decision=True,
        ),
        Transition(
            name="award_proposal.refuse",
            title="Không khen thưởng",
            sources=frozenset({One.SENT}),
            target=One.REFUSED,
            who=permissions.awards,
            by="Lãnh đạo, cùng quyết định của đợt",
            unlike=frozenset({"award_proposal.send"}),
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="award_proposal.drop",
            title="Rút đề nghị",
            sources=frozenset({One.DRAFT, One.RETURNED}),
            target=One.DROPPED,
            who=permissions.proposes,
            by="Nơi đề nghị",
            needs_reason=True,
        ),
        Transition(
            name="award_proposal.lapse",
            title="Thôi xét vì đợt đã bỏ",
            sources=frozenset({One.DRAFT, One.SENT, One.RETURNED}),
            target=One.DROPPED,
            who=permissions.takes_proposal,
            by="Cơ quan xét khen thưởng, cùng việc bỏ đợt",
            needs_reason=True,
        ),
    ),
    title_of=told_one,
    agency_of=lambda found: found.agency.code,
)

AWARD = Lifecycle(
    kind="award_round",
    title="Khen thưởng hằng năm",
    initial=Life.OPEN,
    states=(
        State(code=Life.OPEN, label="Nhận đề nghị", owner="Bàn lập đợt", waits=to_take),
        State(code=Life.COUNCIL, label="Hội đồng xét", owner="Bàn lập đợt", waits=to_conclude),
        State(code=Life.PROPOSED, label="Trình quyết định", owner="Lãnh đạo cơ quan", waits=to_decide),
        State(code=Life.DECIDED, label="Đã quyết định"),
        State(code=Life.DROPPED, label="Đã bỏ"),
    ),
    transitions=(
        Transition(
            name="award.convene",
            title="Đưa ra hội đồng",
            sources=frozenset({Life.OPEN}),
            target=Life.COUNCIL,
            who=permissions.runs_award,
            by="Cán bộ, lãnh đạo cơ quan",
            when=ready_to_meet,
            effect=call,
        ),
        Transition(
            name="award.conclude",
            title="Ghi biên bản, trình quyết định",
            sources=frozenset({Life.COUNCIL}),
            target=Life.PROPOSED,
            who=permissions.runs_award,
            by="Cán bộ, lãnh đạo cơ quan",
            when=every_vote_is_in,
            effect=count,
        ),
        Transition(
            name="award.decide",
            title="Ghi quyết định đã ký",
            sources=frozenset({Life.PROPOSED}),
            target=Life.DECIDED,
            who=permissions.decides_award,
            by="Lãnh đạo cơ quan, không phải người ghi biên bản",
            when=signed_in_order,
            effect=certify,
            unlike=frozenset({"award.conclude"}),
            decision=True,
        ),
        Transition(
            name="award.return",
            title="Trả lại hội đồng",
            sources=frozenset({Life.PROPOSED}),
            target=Life.COUNCIL,
            who=permissions.decides_award,
            by="Lãnh đạo cơ quan",
            effect=meet_again,
            needs_reason=True,
        ),
        Transition(
            name="award.take_more",
            title="Nhận thêm đề nghị",
            sources=frozenset({Life.COUNCIL}),
            target=Life.OPEN,
            who=permissions.runs_award,
            by="Cán bộ, lãnh đạo cơ quan",
            effect=forget_votes,
            needs_reason=True,
        ),
        Transition(
            name="award.drop",
            title="Bỏ đợt này",
            sources=frozenset({Life.OPEN, Life.COUNCIL, Life.PROPOSED}),
            target=Life.DROPPED,
            who=permissions.decides_award,
            by="Lãnh đạo cơ quan",
            effect=let_all_go,
            needs_reason=True,
            decision=True,
        ),
    ),
    title_of=told,
    agency_of=lambda found: found.agency.code,
)


@transaction.atomic
def start_award(said: BegunAward, act: Act) -> AwardRound:
    """Begin a round and let it wait at its desk. PermissionDenied or BlockedError."""
    found = begin_award(said, by=act.by, at=act.at)
    AWARD.begin(found, act)
    return found


@transaction.atomic
def start_proposal(found: AwardRound, said: Proposed, act: Act) -> AwardProposal:
    """Begin a proposal and let it wait at its desk. PermissionDenied or BlockedError."""
    made = draft_proposal(found, said, by=act.by, at=act.at)
    AWARD_PROPOSAL.begin(made, act)
    return made
