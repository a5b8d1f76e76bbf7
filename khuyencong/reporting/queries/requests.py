"""Questions about reports on their way out."""

from django.db.models import QuerySet

from khuyencong.organisations.actors import Actor
from khuyencong.reporting.models import ReportRequest

UNDER_WAY = (ReportRequest.State.SUBMITTED, ReportRequest.State.RETURNED)


def requests_seen_by(actor: Actor) -> QuerySet[ReportRequest]:
    """Requests in her scope, with all their page shows; without the files of the issued reports."""
    related = ("region", "agency", "desk", "prepared_by", "issued__issued_by")
    files = ("issued__xlsx", "issued__docx")
    return ReportRequest.objects.visible_to(actor).select_related(*related).defer(*files)


def requests_under_way(actor: Actor) -> list[ReportRequest]:
    """Those that wait for a leader or came back, the oldest first."""
    return list(requests_seen_by(actor).filter(state__in=UNDER_WAY).order_by("prepared_at", "pk"))
