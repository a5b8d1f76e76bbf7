"""Who may write in the register, confirm a merge, and ask in a survey: predicates (actor, thing) -> bool."""

from collections.abc import Iterable

from django.db.models import Q

from khuyencong.industry.models import (
    Answer,
    AnswerConflict,
    Cluster,
    ClusterNotice,
    Establishment,
    Merge,
    SurveyRound,
    SurveyTarget,
)
from khuyencong.industry.models.establishments import places_of
from khuyencong.industry.models.surveys import asked_places_of, communes_in
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.permissions import is_ministry, reads
from khuyencong.organisations.roles import Permission
from khuyencong.organisations.scope import below
from khuyencong.places.models import Lineage, Unit


def may_register(actor: Actor) -> bool:
    """Write in the register at all; about which places is asked for each."""
    return actor.may(Permission.ESTABLISHMENT_REGISTER)


def may_register_at(actor: Actor, place: Unit) -> bool:
    """Whether the place, what it belongs to or what became of it is one of hers; the ministry's are all."""
    return may_register_at_all(actor, [place])


def may_register_at_all(actor: Actor, places: Iterable[Unit]) -> bool:
    """The same of each of many places, in as many SELECTs as of one when their parents were read along."""
    if not may_register(actor):
        return False
    if is_ministry(actor):
        return True
    around = []
    for place in places:
        inside, at = {place.pk}, place.parent
        while at is not None:
            inside.add(at.pk)
            at = at.parent
        around.append(inside)
    mine = set(places_of(actor))
    before = Lineage.objects.filter(descendant__in=mine).values_list("ancestor", flat=True)
    mine |= set(before)
    return all(not inside.isdisjoint(mine) for inside in around)


def writes(actor: Actor, establishment: Establishment) -> bool:
    """Changes a row she sees, as long as it stands."""
    if establishment.state == Establishment.State.MERGED or not may_register(actor):
        return False
    return Establishment.objects.visible_to(actor).filter(pk=establishment.pk).exists()


def writes_cluster(actor: Actor, cluster: Cluster) -> bool:
    """Changes a cluster she sees."""
    return may_register(actor) and Cluster.objects.visible_to(actor).filter(pk=cluster.pk).exists()


def proposes_notice(actor: Actor, notice: ClusterNotice) -> bool:
    """Sits at the desk that froze what shall be public."""
    return may_register(actor) and actor.desk is not None and actor.desk.pk == notice.desk_id


def publishes_notice(actor: Actor, notice: ClusterNotice) -> bool:
    """A leader of a department or of the ministry, of a cluster she sees."""
    if not actor.may(Permission.CLUSTER_PUBLISH):
        return False
    return ClusterNotice.objects.visible_to(actor).filter(pk=notice.pk).exists()


def proposes(actor: Actor, merge: Merge) -> bool:
    """Sits at the desk that wrote it."""
    return may_register(actor) and actor.desk is not None and actor.desk.pk == merge.desk_id


def confirms(actor: Actor, merge: Merge) -> bool:
    """A leader of the agency that wrote it, of one above it, or of the one that took it over."""
    if actor.agency is None or not actor.may(Permission.ESTABLISHMENT_MERGE):
        return False
    if is_ministry(actor):
        return True
    return Agency.objects.filter(pk__in=below(actor.agency)).filter(pk=merge.agency_id).exists()


def may_survey(actor: Actor) -> bool:
    """Open rounds, for her own agency."""
    return actor.desk is not None and actor.may(Permission.SURVEY_PREPARE)


def prepares(actor: Actor, survey: SurveyRound) -> bool:
    """Of the agency whose round it is, or of the one that took it over."""
    if actor.agency is None or not may_survey(actor):
        return False
    return Agency.objects.filter(pk__in=below(actor.agency)).filter(pk=survey.agency_id).exists()


def may_see_surveys(actor: Actor) -> bool:
    """Whoever reads what is not published, and whoever asks; which rounds is the scope's question."""
    return reads(actor) or actor.may(Permission.SURVEY_ANSWER)


def targets_at(actor: Actor, survey: SurveyRound) -> Q:
    """The communes of which she may want answers: those of her agency's places; for the ministry's all."""
    if actor.agency is None or not prepares(actor, survey):
        return Q(pk__in=[])
    communes = Q(level=Unit.Level.COMMUNE)
    if actor.agency.level == Agency.Level.MINISTRY:
        return communes
    return communes & communes_in(places_of(actor), path="pk")


def answers_at(actor: Actor, survey: SurveyRound, commune: Unit) -> bool:
    """Asks in one of her places, for a round she sees."""
    here = Unit.objects.filter(communes_in(asked_places_of(actor), path="pk"), pk=commune.pk)
    return here.exists() and SurveyRound.objects.visible_to(actor).filter(pk=survey.pk).exists()


def amends(actor: Actor, answer: Answer) -> bool:
    """Changes an answer she sees, where she asks."""
    visible = Answer.objects.visible_to(actor).filter(pk=answer.pk)
    return visible.exists() and answers_at(actor, answer.round, answer.commune)


def links(actor: Actor, answer: Answer) -> bool:
    """Says which establishment it is about: who may change it, and who prepares the round."""
    return amends(actor, answer) or prepares(actor, answer.round)


def settles(actor: Actor, conflict: AnswerConflict) -> bool:
    """Chooses between two editions: who prepares the round."""
    return prepares(actor, conflict.answer.round)


def carries(actor: Actor, survey: SurveyRound) -> bool:
    """Takes the form of a round out: who prepares it, and who asks in one of its communes."""
    if prepares(actor, survey):
        return True
    asked = SurveyTarget.objects.filter(communes_in(asked_places_of(actor)), round=survey)
    return actor.may(Permission.SURVEY_ANSWER) and asked.exists()
