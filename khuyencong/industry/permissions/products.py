"""Who may do what when outstanding products are chosen: predicates (actor, thing) -> bool."""

from collections.abc import Collection
from datetime import date

from khuyencong.industry.models import (
    Establishment,
    ProductCertificate,
    ProductComplaint,
    ProductEntry,
    ProductMember,
    ProductRound,
)
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Seat, User
from khuyencong.organisations.permissions import may_for, reads
from khuyencong.organisations.queries import with_forebears
from khuyencong.organisations.roles import Permission
from khuyencong.workflow.queries import performers

LEVELS = {
    Agency.Kind.DISTRICT_OFFICE: ("district",),
    Agency.Kind.COMMUNE_OFFICE: ("commune",),
    Agency.Kind.DEPARTMENT: ("province",),
    Agency.Kind.MINISTRY: ("region", "nation"),
}
"""At which levels an agency of a kind holds rounds; whether the level exists on a day, the dated rows say."""
ENTERING = ("product_entry.write", "product_entry.photo", "product_entry.send", "product_entry.consent")
"""What the side that registers does, in the trail's words."""


def may_see_rounds(actor: Actor) -> bool:
    """See rounds at all: who reads what is not published, and who judges."""
    return reads(actor) or (
        actor.user is not None and ProductMember.objects.filter(user=actor.user).exclude(jury="none").exists()
    )


def may_open(actor: Actor) -> bool:
    """Open a round of her own agency."""
    return (
        actor.desk is not None
        and actor.agency is not None
        and actor.agency.kind in LEVELS
        and actor.may(Permission.PRODUCT_RUN)
    )


def levels_of(actor: Actor) -> tuple[str, ...]:
    """The levels at which her agency holds rounds."""
    return LEVELS.get(Agency.Kind(actor.agency.kind), ()) if actor.agency is not None else ()


def runs(actor: Actor, found: ProductRound) -> bool:
    """Check entries, put the council together, write its minutes: whoever may at the agency of the round."""
    return may_for(actor, Permission.PRODUCT_RUN, found.agency)


def decides(actor: Actor, found: ProductRound) -> bool:
    """Record the decision, send the round back, drop it."""
    return may_for(actor, Permission.PRODUCT_DECIDE, found.agency)


def may_enter(actor: Actor, found: ProductRound) -> bool:
    """Register a product in that round: who writes in the register of establishments and sees the round."""
    return (
        actor.desk is not None
        and reads(actor)
        and actor.may(Permission.ESTABLISHMENT_REGISTER)
        and ProductRound.objects.visible_to(actor).filter(pk=found.pk).exists()
    )


def may_enter_of(actor: Actor, found: ProductRound, establishment: Establishment) -> bool:
    """The same for an establishment that she sees in the register."""
    seen = Establishment.objects.visible_to(actor).standing().filter(pk=establishment.pk)
    return may_enter(actor, found) and seen.exists()


def enters(actor: Actor, entry: ProductEntry) -> bool:
    """Write in an entry, send it, take it back: whoever may at the agency that registers it."""
    return may_for(actor, Permission.ESTABLISHMENT_REGISTER, entry.agency)


def checks(actor: Actor, entry: ProductEntry) -> bool:
    """Take an entry or send it back: whoever runs the round."""
    return runs(actor, entry.round)


def recognises(actor: Actor, entry: ProductEntry) -> bool:
    """Recognise a product or not, with the decision of its round."""
    return decides(actor, entry.round)


def notes_consent(actor: Actor, entry: ProductEntry) -> bool:
    """Write down what the maker says about publishing how to reach her."""
    return enters(actor, entry) or checks(actor, entry)


def doubts(actor: Actor, paper: ProductCertificate) -> bool:
    """Propose to withdraw a certificate: whoever runs the round it came from."""
    return runs(actor, paper.entry.round)


def withdraws(actor: Actor, paper: ProductCertificate) -> bool:
    """Record the decision that withdraws it, or let it stand."""
    return decides(actor, paper.entry.round)


def complains(actor: Actor, entry: ProductEntry) -> bool:
    """Write down a complaint that came in: who holds the round, or who registered the product."""
    return notes_consent(actor, entry)


def answers(actor: Actor, complaint: ProductComplaint) -> bool:
    """Write down how the council settled it."""
    return runs(actor, complaint.entry.round)


def takes_back(actor: Actor, complaint: ProductComplaint) -> bool:
    """Write down that it was taken back."""
    return complains(actor, complaint.entry)


def judges(actor: Actor, found: ProductRound) -> bool:
    """Whether she sits on the jury of the round."""
    if actor.user is None:
        return False
    return ProductMember.objects.filter(round=found, user=actor.user).exclude(jury="none").exists()


def is_party(user: User, entry: ProductEntry, on: date) -> bool:
    """Whether the product is her own or she had a hand in its papers: she does not score it."""
    return entry.pk in party_to(user, entry.round, [entry], on)


def party_to(user: User, found: ProductRound, entries: Collection[ProductEntry], on: date) -> set[int]:
    """To which of a round's entries she is a party, by key; a fixed number of SELECTs.

    The owner, who wrote in the papers, and who works where they came from, whatever desk she judges from. Of
    what the agency of the round registers itself her colleagues judge: a small agency has no other jury.
    """
    did = performers("product_entry", [str(each.pk) for each in entries], ENTERING)
    seats = Seat.objects.on(on).filter(user=user).values_list("desk__agency", flat=True)
    hers, rounds_own = with_forebears(set(seats)), with_forebears({found.agency_id})
    owned = set(Establishment.objects.filter(owner=user).values_list("pk", flat=True))
    return {
        each.pk
        for each in entries
        if each.author_id == user.pk
        or (str(each.pk), str(user.pk)) in did
        or each.establishment_id in owned
        or (each.agency_id in hers and each.agency_id not in rounds_own)
    }
