"""What somebody who asks takes along: open rounds, communes, contents, workshops, what she sent already."""

from datetime import date

from django.db.models import QuerySet

from khuyencong.industry.models import AnswerEdition, Establishment, Site, SurveyRound, SurveyTarget
from khuyencong.industry.models.surveys import asked_places_of, communes_in
from khuyencong.norms.models import Activity
from khuyencong.organisations.actors import Actor
from khuyencong.places.models import Unit

MOST_TAKEN = 3_000
"""Workshops on one device: those of a few communes; a whole province is looked up when there is a line."""
MOST_SENT = 500


def open_rounds(actor: Actor, on: date) -> QuerySet[SurveyRound]:
    """The rounds in which she may ask on that day, the one that ends first on top."""
    rows = SurveyRound.objects.visible_to(actor).filter(since__lte=on, until__gte=on)
    if not asked_places_of(actor):
        return rows.none()
    return rows.select_related("agency").order_by("until", "pk")


def communes_to_ask(actor: Actor, survey: SurveyRound) -> QuerySet[Unit]:
    """Where she may ask for a round: communes with a target of hers; all of her places' where none was set."""
    hers = Unit.objects.filter(communes_in(asked_places_of(actor), path="pk"), level=Unit.Level.COMMUNE)
    wanted = SurveyTarget.objects.filter(round=survey).values("commune")
    targeted = hers.filter(pk__in=wanted)
    found = targeted if targeted.exists() else hers.on(survey.since)
    return found.select_related("parent").order_by("parent__sort_key", "sort_key", "pk")


def contents_on(on: date) -> QuerySet[Activity]:
    """The contents somebody may wish for on that day."""
    return Activity.objects.on(on).order_by("position", "code")


def workshops_to_take(actor: Actor) -> list[Site]:
    """Working sites of her communes with name and address, nothing of persons; one SELECT."""
    seen = Establishment.objects.visible_to(actor).filter(state=Establishment.State.ACTIVE)
    rows = Site.objects.filter(communes_in(asked_places_of(actor)), establishment__in=seen.values("pk"))
    rows = rows.filter(until__isnull=True).select_related("establishment", "commune")
    return list(rows.order_by("establishment__sort_key", "pk")[:MOST_TAKEN])


def sent_by(actor: Actor, on: date) -> list[AnswerEdition]:
    """The standing editions of what she sent for rounds still open, the latest first; one SELECT more."""
    if actor.user is None:
        return []
    rounds = open_rounds(actor, on).values("pk")
    rows = AnswerEdition.objects.filter(standing=True, answer__round__in=rounds, answer__officer=actor.user)
    return list(rows.select_related("answer").order_by("-received_at", "-pk")[:MOST_SENT])
