"""The life of one proposal: written, sent, sent back; awarded or refused with the decision of its round."""

from collections.abc import Mapping

from khuyencong.reporting import permissions
from khuyencong.reporting.lifecycle.awards.desks import at_its_desk, at_the_round, told_one
from khuyencong.reporting.lifecycle.awards.guards import complete, still_open
from khuyencong.reporting.models import AwardProposal
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

One = AwardProposal.State


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
