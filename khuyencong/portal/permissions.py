"""Who may write news, who may let it out, who may change a campaign. The agency's shelf is the scope."""

from typing import Any

from wagtail.models import GroupCollectionPermission

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.roles import Permission
from khuyencong.portal.models import Campaign

PREFIX = "tin-tuc:"
"""Groups of ours begin so, then the agency's code; no other group gives anybody anything in the editor."""


def may_write(actor: Actor) -> bool:
    """Whether her desk writes news of its agency, and so enters the editor."""
    return actor.agency is not None and actor.may(Permission.NEWS_WRITE)


def may_publish(actor: Actor) -> bool:
    """Whether her desk lets out what another person of its agency wrote."""
    return may_write(actor) and actor.may(Permission.NEWS_PUBLISH)


def may_change_campaign(actor: Actor, campaign: Campaign) -> bool:
    """Whether the campaign is her agency's and she writes."""
    return may_write(actor) and actor.agency is not None and campaign.agency_id == actor.agency.pk


def may_see_draft_file(actor: Actor, file: Any) -> bool:
    """Whether a picture or document that nobody published lies in the folder of her agency, and she writes."""
    if not may_write(actor) or actor.agency is None:
        return False
    ours = GroupCollectionPermission.objects.filter(group__name__startswith=f"{PREFIX}{actor.agency.code}:")
    return bool(ours.filter(collection=file.collection_id).exists())
