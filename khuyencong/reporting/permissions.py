"""Who may do what with figures and reports: predicates (actor, thing) -> bool."""

from collections.abc import Collection
from datetime import date

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Seat, User
from khuyencong.organisations.permissions import (
    is_ministry,
    is_or_inherits,
    is_province,
    is_server,
    may_for,
    reads,
)
from khuyencong.organisations.queries import with_forebears
from khuyencong.organisations.roles import Permission
from khuyencong.reporting.models import (
    AwardMember,
    AwardProposal,
    AwardRound,
    CapabilityHearing,
    CapabilityRound,
    Correction,
    Figure,
    PeriodicReturn,
    ReportRequest,
    Source,
)
from khuyencong.workflow.queries import performers


def may_import(actor: Actor) -> bool:
    """Hand in returns at all."""
    return actor.may(Permission.RETURN_IMPORT)


def may_import_for(actor: Actor, agency: Agency) -> bool:
    """Hand in a return of that agency: itself, its heir, or the ministry."""
    return may_import(actor) and (is_ministry(actor) or answers_for(actor, agency))


def answers_for(actor: Actor, agency: Agency) -> bool:
    """An officer of that province's department, or of the one that inherited it."""
    own = actor.agency
    return is_province(actor) and own is not None and is_or_inherits(own, agency)


def may_correct(actor: Actor, figure: Figure) -> bool:
    """Correct a figure: its own agency, that agency's heir, or the ministry; the public never."""
    if not actor.may(Permission.FIGURE_CORRECT):
        return False
    agency = figure.source.agency
    return is_ministry(actor) or (agency is not None and answers_for(actor, agency))


def may_see_reports(actor: Actor) -> bool:
    """See requests and issued reports: everybody at the ministry who reads, its inspectors too."""
    return is_ministry(actor)


def may_see_conference(actor: Actor) -> bool:
    """See a conference report on its way and the figures of an issued one: as reports, the ministry's own."""
    return may_see_reports(actor)


def may_prepare(actor: Actor) -> bool:
    """Prepare a regional report and hand it up: officers and leaders of the ministry's department."""
    return is_ministry(actor) and actor.may(Permission.REPORT_PREPARE)


def may_issue(actor: Actor) -> bool:
    """Issue a regional report somebody else prepared, or return it: the department's leaders."""
    return is_ministry(actor) and actor.may(Permission.REPORT_ISSUE)


def may_waive(actor: Actor) -> bool:
    """Issue a report although errors stand open, with a written reason: the department's leaders."""
    return is_ministry(actor) and actor.may(Permission.REPORT_WAIVE)


def may_open_file(actor: Actor, source: Source) -> bool:
    """Open the file a source came in as: its agency, that agency's heir, or the ministry; the public never."""
    if is_ministry(actor):
        return True
    return source.agency is not None and answers_for(actor, source.agency)


def prepares(actor: Actor, request: ReportRequest) -> bool:
    """Sits at the desk that prepared it, and still may prepare."""
    return may_prepare(actor) and at_desk(actor, request.desk_id)


def issues(actor: Actor, request: ReportRequest) -> bool:
    """May decide on the request."""
    return may_issue(actor)


def corrects(actor: Actor, correction: Correction) -> bool:
    """Sits at the desk that wrote the correction, and may still correct that figure."""
    return at_desk(actor, correction.desk_id) and may_correct(actor, correction.figure)


def confirms(actor: Actor, correction: Correction) -> bool:
    """A leader of the agency that proposed it, or of the one that inherited that."""
    return may_for(actor, Permission.CORRECTION_CONFIRM, correction.agency)


def may_expect(actor: Actor) -> bool:
    """Put down what is owed for a year: the ministry's leaders."""
    return is_ministry(actor) and actor.may(Permission.PERIODIC_DECIDE)


def prepares_return(actor: Actor, report: PeriodicReturn) -> bool:
    """Prepares periodic returns at the agency that owes it, or at its heir."""
    return may_for(actor, Permission.PERIODIC_PREPARE, report.agency)


def signs_return(actor: Actor, report: PeriodicReturn) -> bool:
    """A leader of the agency that owes it, or of its heir."""
    return may_for(actor, Permission.PERIODIC_SIGN, report.agency)


def approves_return(actor: Actor, report: PeriodicReturn) -> bool:
    """Looks at it at the agency above, or at its heir."""
    return may_for(actor, Permission.PERIODIC_APPROVE, report.to)


def decides_on_return(actor: Actor, report: PeriodicReturn) -> bool:
    """A leader of the agency above: declares it missing, lets a late one in, opens a locked one."""
    return may_for(actor, Permission.PERIODIC_DECIDE, report.to)


def settles_return(actor: Actor, report: PeriodicReturn) -> bool:
    """Says that a period is not owed, or owed again: a leader above, or the server by the register."""
    return decides_on_return(actor, report) or is_server(actor)


def at_desk(actor: Actor, desk: int) -> bool:
    """Whether she acts for that very desk."""
    return actor.desk is not None and actor.desk.pk == desk


def may_see_merit(actor: Actor) -> bool:
    """See scores and awards at all: whoever reads, the published ones at least."""
    return reads(actor)


def may_score(actor: Actor) -> bool:
    """Begin a round of scores: officers and heads of the ministry's department and of provinces'."""
    return actor.may(Permission.MERIT_PREPARE) and (is_ministry(actor) or is_province(actor))


def scores(actor: Actor, found: CapabilityRound) -> bool:
    """Compute, share and hand up: whoever may at the agency that runs the round."""
    return may_for(actor, Permission.MERIT_PREPARE, found.agency)


def publishes_scores(actor: Actor, found: CapabilityRound) -> bool:
    """Publish, send back or reopen: its heads."""
    return may_for(actor, Permission.MERIT_DECIDE, found.agency)


def is_heard(actor: Actor, hearing: CapabilityHearing) -> bool:
    """Say something about the score: who drafts for the unit or department that was scored."""
    return may_for(actor, Permission.PROJECT_DRAFT, hearing.agency)


def answers_hearing(actor: Actor, hearing: CapabilityHearing) -> bool:
    """Answer it: whoever may prepare at the agency that runs the round."""
    return may_for(actor, Permission.MERIT_PREPARE, hearing.round.agency)


def runs_award(actor: Actor, found: AwardRound) -> bool:
    """Take proposals, put the council together, write its minutes: whoever may at the agency of the round."""
    return may_for(actor, Permission.MERIT_PREPARE, found.agency)


def decides_award(actor: Actor, found: AwardRound) -> bool:
    """Record the decision or send the round back: its heads."""
    return may_for(actor, Permission.MERIT_DECIDE, found.agency)


def may_propose(actor: Actor, found: AwardRound) -> bool:
    """Propose somebody in that round: departments and centres it is open to."""
    return (
        actor.may(Permission.MERIT_PROPOSE)
        and AwardRound.objects.visible_to(actor).filter(pk=found.pk).exists()
    )


def proposes(actor: Actor, proposal: AwardProposal) -> bool:
    """Write in a proposal, send it, take it back: whoever may at the agency that proposes."""
    return may_for(actor, Permission.MERIT_PROPOSE, proposal.agency)


def takes_proposal(actor: Actor, proposal: AwardProposal) -> bool:
    """Send a proposal back, write the council's conclusion down: whoever runs the round."""
    return runs_award(actor, proposal.round)


def awards(actor: Actor, proposal: AwardProposal) -> bool:
    """Award or refuse with the decision of the round: its heads."""
    return decides_award(actor, proposal.round)


def sits_on(actor: Actor, found: AwardRound) -> bool:
    """Whether she is a member of the council of the round."""
    return actor.user is not None and AwardMember.objects.filter(round=found, user=actor.user).exists()


PROPOSING = ("award_proposal.write", "award_proposal.show", "award_proposal.send")
"""What the side that proposes does, in the trail's words."""


def is_party(user: User, proposal: AwardProposal, on: date) -> bool:
    """Whether she wrote any of it or sent it, or works where it was proposed or for whom: she has no vote."""
    return proposal.pk in party_to(user, proposal.round, [proposal], on)


def party_to(user: User, found: AwardRound, proposals: Collection[AwardProposal], on: date) -> set[int]:
    """To which of a round's proposals she is a party, by key; four SELECTs.

    Whatever desk she votes from: somebody invited to a council keeps her own. What the agency of the round
    proposes itself its other people may vote on, or there could be no council.
    """
    did = performers("award_proposal", [str(each.pk) for each in proposals], PROPOSING)
    seats = Seat.objects.on(on).filter(user=user).values_list("desk__agency", flat=True)
    hers, rounds_own = with_forebears(set(seats)), with_forebears({found.agency_id})
    return {
        each.pk
        for each in proposals
        if each.author_id == user.pk
        or (str(each.pk), str(user.pk)) in did
        or each.nominee_id in hers
        or (each.agency_id in hers and each.agency_id not in rounds_own)
    }
