"""Questions about corrections under way, and about who has made how many."""

from django.db.models import QuerySet

from khuyencong.organisations.actors import Actor
from khuyencong.reporting.models import Correction, Figure, PeriodicReturn, ReturnMark, Source
from khuyencong.reporting.queries.periodic.chain import MONEY_FORM
from khuyencong.workflow.models import Actor as AnyActor

UNDER_WAY = (Correction.State.PROPOSED, Correction.State.RETURNED)


def corrections_behind(by: AnyActor) -> int:
    """How many corrections of hers stand: what tells a newcomer from who knows the work."""
    return Correction.objects.filter(author_id=int(by.person_key), state=Correction.State.STANDING).count()


def corrections_seen_by(actor: Actor) -> QuerySet[Correction]:
    """Corrections of agencies in her scope, with all their page shows."""
    related = ("figure__unit", "figure__region", "figure__activity", "figure__source", "agency", "desk")
    return Correction.objects.visible_to(actor).select_related(*related, "author", "checked_by", "made")


def under_way_of(figure: Figure, actor: Actor) -> Correction | None:
    """The correction of the figure that waits for a second look or came back, if she may see it."""
    return corrections_seen_by(actor).filter(figure=figure, state__in=UNDER_WAY).first()


def returns_that_say(figure: Figure) -> list[PeriodicReturn]:
    """The periodic returns a figure was entered from when they were approved; none where it came in otherwise.

    Returns of two kinds of period may end on its day: the one its source names, else all of them. One SELECT.
    """
    source = figure.source
    if source.kind == Source.Kind.PUBLISHED or source.file_id is not None or source.agency_id is None:
        return []
    approved = ReturnMark.objects.filter(kind=ReturnMark.Kind.APPROVED).values("periodic_return_id")
    rows = PeriodicReturn.objects.filter(
        form=MONEY_FORM, agency=source.agency_id, year=figure.year, ends=figure.cut, pk__in=approved
    )
    found = list(rows.select_related("to").order_by("pk"))
    return [each for each in found if source.title.startswith(f"{each}, bản ")] or found
