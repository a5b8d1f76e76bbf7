"""The life of a year's award: proposals are taken, a council votes, the decision is written down by number."""

from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction
from django.db.models import Max

from khuyencong.organisations.models import Agency
from khuyencong.reporting import permissions
from khuyencong.reporting.actions.awards import (
    BegunAward,
    Proposed,
    begin_award,
    call_members,
    draft_proposal,
    let_members_go,
)
from khuyencong.reporting.lifecycle.awards.desks import to_conclude, to_decide, to_take, told
from khuyencong.reporting.lifecycle.awards.guards import (
    Meeting,
    Signed,
    every_vote_is_in,
    ready_to_meet,
    signed_in_order,
)
from khuyencong.reporting.lifecycle.awards.proposals import AWARD_PROPOSAL
from khuyencong.reporting.models import AwardProposal, AwardRound
from khuyencong.reporting.queries.awards import sent_to, tallies_of
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life, One = AwardRound.State, AwardProposal.State


def call(found: AwardRound, act: Act) -> Mapping[str, object]:
    """Let it wait at the desk of each member who has something to vote on."""
    return {"called": call_members(found, at=act.at)}


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


def certify(found: AwardRound, act: Act) -> Mapping[str, object]:
    """Award whom the council advised, in the order of coming, each with a number of the agency's register."""
    given: Signed = act.given
    found.number, found.signed_on, found.signer = given.number.strip(), given.on, given.signer.strip()
    first = serial = last_number(found)
    for each in sent_to(found):
        serial += bool(each.advised)
        name = "award_proposal.award" if each.advised else "award_proposal.refuse"
        reason = f"Quyết định {found.number}"
        AWARD_PROPOSAL.perform(name, each, Act(by=act.by, at=act.at, reason=reason, given=serial))
    let_all_go(found, replace(act, reason=f"Không gửi trước khi hội đồng xét; Quyết định {found.number}"))
    return {"number": found.number, "signed_on": found.signed_on, "awarded": serial - first}


def last_number(found: AwardRound) -> int:
    """The last number of the register of its year, whatever form was given; of two at once one waits."""
    Agency.objects.select_for_update().get(pk=found.agency_id)
    given = AwardProposal.objects.filter(round__agency=found.agency_id, round__year=found.year)
    return given.aggregate(last=Max("serial"))["last"] or 0


def let_all_go(found: AwardRound, act: Act) -> Mapping[str, object]:
    """What was proposed and is not decided on is over."""
    let_members_go(found, by=act.by, at=act.at)
    open_ = found.proposals.filter(state__in=(One.DRAFT, One.SENT, One.RETURNED)).order_by("pk")
    rows = list(open_.select_related("round__agency", "agency"))
    for each in rows:
        AWARD_PROPOSAL.perform("award_proposal.lapse", each, Act(by=act.by, at=act.at, reason=act.reason))
    return {"lapsed": len(rows)}


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
