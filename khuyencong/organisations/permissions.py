"""At which level an officer works. Predicates for the rooms above."""

from django.contrib.auth.models import AnonymousUser

from khuyencong.organisations.models import Agency, User


def is_ministry(actor: User | AnonymousUser) -> bool:
    """An officer of the ministry's department: sees every province."""
    return isinstance(actor, User) and actor.agency is not None and actor.agency.level == Agency.Level.MINISTRY


def is_ministry_leader(actor: User | AnonymousUser) -> bool:
    """A leader of the ministry's department."""
    return is_ministry(actor) and isinstance(actor, User) and actor.role == User.Role.LEADER


def is_province(actor: User | AnonymousUser) -> bool:
    """An officer of a province's department."""
    return isinstance(actor, User) and actor.agency is not None and actor.agency.level == Agency.Level.PROVINCE
