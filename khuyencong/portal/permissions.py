"""Who may write news, who may let it out, who may change a campaign. The agency's shelf is the scope."""

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.roles import Permission
from khuyencong.portal.models import Campaign


def may_write(actor: Actor) -> bool:
    """Whether her desk writes news of its agency, and so enters the editor."""
    return actor.agency is not None and actor.may(Permission.NEWS_WRITE)


def may_publish(actor: Actor) -> bool:
    """Whether her desk lets out what another person of its agency wrote."""
    return may_write(actor) and actor.may(Permission.NEWS_PUBLISH)


def may_change_campaign(actor: Actor, campaign: Campaign) -> bool:
    """Whether the campaign is her agency's and she writes."""
    return may_write(actor) and actor.agency is not None and campaign.agency_id == actor.agency.pk
