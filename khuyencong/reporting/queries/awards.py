"""Awards as pages show them and the council counts: who is proposed, on what, with how many votes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Count, Q, QuerySet

from khuyencong.organisations.actors import PUBLIC, Actor
from khuyencong.organisations.models import Agency, User
from khuyencong.organisations.queries import names_on
from khuyencong.organisations.scope import below
from khuyencong.reporting.models import (
    AwardEvidence,
    AwardInterest,
    AwardMember,
    AwardProposal,
    AwardRound,
    AwardVote,
    CapabilityScore,
)
from khuyencong.rules.text import spelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The votes on one proposal at the sitting; `enough` to be counted, `advised` by the share wanted."""

    cast: int
    tally_for: int
    quorum: int
    votes: int

    @property
    def enough(self) -> bool:
        """Whether as many voted as the council's decision asks for."""
        return self.cast >= self.quorum

    @property
    def share(self) -> Fraction:
        """The part of the votes that is for it; an abstention is a vote that is not for it."""
        return Fraction(self.tally_for, self.cast) if self.cast else Fraction(0)

    @property
    def advised(self) -> bool:
        """Whether the council proposes it."""
        return self.enough and self.tally_for * 100 >= self.votes * self.cast


def awards_seen_by(actor: Actor) -> QuerySet[AwardRound]:
    """The rounds in her scope, the latest year first."""
    return AwardRound.objects.visible_to(actor).select_related("agency", "desk__agency", "author")


def proposals_seen_by(actor: Actor) -> QuerySet[AwardProposal]:
    """The proposals she sees with all a page shows."""
    related = ("round__agency", "round__desk__agency", "agency", "nominee", "author", "desk__agency")
    return AwardProposal.objects.visible_to(actor).select_related(*related)


def proposals_of(actor: Actor, found: AwardRound) -> QuerySet[AwardProposal]:
    """Those of a round, those with a certificate first in its order."""
    return proposals_seen_by(actor).filter(round=found).exclude(state=AwardProposal.State.DROPPED)


def tallies_of(found: AwardRound, proposals: Iterable[AwardProposal]) -> dict[int, Tally]:
    """The votes of this sitting by proposal; one SELECT."""
    rows = AwardVote.objects.filter(
        proposal__in=[each.pk for each in proposals], sitting=found.sitting
    ).order_by()
    counted = {
        key: (cast, agreed)
        for key, cast, agreed in rows.values_list("proposal").annotate(
            cast=Count("pk"), agreed=Count("pk", filter=Q(vote=AwardVote.Vote.FOR))
        )
    }
    return {
        each.pk: Tally(
            cast=counted.get(each.pk, (0, 0))[0],
            tally_for=counted.get(each.pk, (0, 0))[1],
            quorum=found.quorum,
            votes=found.votes,
        )
        for each in proposals
    }


def sent_to(found: AwardRound) -> list[AwardProposal]:
    """What lies before the council, in the order in which it came; one SELECT."""
    rows = found.proposals.filter(state=AwardProposal.State.SENT)
    return list(rows.select_related("round__agency", "agency", "nominee__successor").order_by("pk"))


def proposed_twice(proposals: Iterable[AwardProposal], on: date) -> list[tuple[str, list[str]]]:
    """Who of those that are no unit is proposed more than once under one spelling, and by which agencies."""
    by_name: dict[str, list[AwardProposal]] = {}
    for each in proposals:
        if each.nominee_id is None:
            by_name.setdefault(spelled(each.name), []).append(each)
    twice = [several for several in by_name.values() if len(several) > 1]
    names = names_on([each.agency for several in twice for each in several], on)
    return [(several[0].name, [names[each.agency_id] for each in several]) for several in twice]


def ended_by(proposals: Iterable[AwardProposal], on: date) -> list[tuple[str, date, str]]:
    """Units among them that stand no more on that day: name, since when, and the heir's name, if any."""
    ended = [
        (each.name, unit.until, unit.successor)
        for each in proposals
        if (unit := each.nominee) is not None and unit.until is not None and unit.until <= on
    ]
    names = names_on([heir for _, _, heir in ended if heir is not None], on)
    return [(name, until, names[heir.pk] if heir is not None else "") for name, until, heir in ended]


def members_of(found: AwardRound) -> list[AwardMember]:
    """Its council; one SELECT."""
    return list(found.members.select_related("user"))


def may_be_seated(found: AwardRound) -> QuerySet[User]:
    """Who may be put on the council: whoever holds a desk at the agency of the round or below it."""
    held = User.objects.filter(seats__until__isnull=True, seats__desk__agency__in=below(found.agency))
    taken = found.members.values("user")
    return held.exclude(pk__in=taken).exclude(username="he-thong").distinct().order_by("last_name", "username")


def evidence_seen_by(actor: Actor, proposal: AwardProposal) -> list[AwardEvidence]:
    """What it rests on, without the bytes of files; nothing for who may not open it."""
    rows = AwardEvidence.objects.visible_to(actor).filter(proposal=proposal)
    return list(rows.defer("content").select_related("score__edition__round", "author"))


def own_words(actor: Actor, proposal: AwardProposal) -> tuple[AwardInterest | None, AwardVote | None]:
    """What she declared and how she voted at this sitting; two SELECTs."""
    if actor.user is None:
        return None, None
    declared = AwardInterest.objects.filter(proposal=proposal, user=actor.user).first()
    votes = AwardVote.objects.filter(proposal=proposal, user=actor.user, sitting=proposal.round.sitting)
    return declared, votes.first()


def interests_of(actor: Actor, proposal: AwardProposal) -> list[AwardInterest]:
    """What members declared of it, as far as she may read that."""
    rows = AwardInterest.objects.visible_to(actor).filter(proposal=proposal, conflicted=True)
    return list(rows.select_related("user"))


def nominees_for(actor: Actor, found: AwardRound) -> QuerySet[Agency]:
    """The units she may propose: her own agency and those below it, that stand."""
    if actor.agency is None:
        return Agency.objects.none()
    return Agency.objects.filter(pk__in=below(actor.agency), until__isnull=True).order_by("level", "code")


def scores_of_nominee(proposal: AwardProposal) -> QuerySet[CapabilityScore]:
    """The published scores of the unit that is proposed, the latest first."""
    rows = CapabilityScore.objects.visible_to(PUBLIC).filter(
        agency=proposal.nominee_id, hundredths__isnull=False
    )
    return rows.select_related("edition__round").order_by("-edition__round__year", "-pk")
