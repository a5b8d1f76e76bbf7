"""Who sees what of this room programs are told of."""

from collections.abc import Collection

from khuyencong.organisations.actors import Actor
from khuyencong.post.queries.hooks import seen_with
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.permissions import may_see_reports


def returns_among(actor: Actor, keys: Collection[str]) -> set[str]:
    """Which of the returns of these keys she sees; one SELECT."""
    found = PeriodicReturn.objects.visible_to(actor).filter(pk__in=keys)
    return {str(key) for key in found.values_list("pk", flat=True)}


def reports_among(actor: Actor, keys: Collection[str]) -> set[str]:
    """Issued reports are the ministry's, all of them."""
    return set(keys) if may_see_reports(actor) else set()


def releases_among(actor: Actor, keys: Collection[str]) -> set[str]:
    """Open data are everybody's."""
    return set(keys)


def say_who_sees() -> None:
    """Called once, when the room is ready."""
    seen_with("periodic_return", returns_among)
    seen_with("report_request", reports_among)
    seen_with("open_release", releases_among)
