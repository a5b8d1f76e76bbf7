"""Councils, who may sit on them, and their minutes as they are printed."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Seat, User
from khuyencong.organisations.scope import below
from khuyencong.projects.models import Appraisal, Council, Minutes


def councils_seen_by(actor: Actor) -> QuerySet[Council]:
    """The councils in her scope, the latest year first, with how many sit there and what lies before them."""
    rows = Council.objects.visible_to(actor).select_related("agency", "created_by")
    return rows.annotate(
        sitting=Count("members", filter=Q(members__left_at__isnull=True), distinct=True),
        waiting=Count("appraisals", filter=Q(appraisals__state__in=("open", "ready")), distinct=True),
    )


def councils_for(sheet: Appraisal) -> QuerySet[Council]:
    """The councils before which a sheet can be put."""
    return Council.objects.filter(
        agency=sheet.agency, year=sheet.project.year, purse=sheet.project.purse, level=sheet.level
    )


def may_sit(council: Council, at: datetime) -> QuerySet[User]:
    """Active people who hold a desk of the council's agency or of one below it; experts are invited to one."""
    here = Seat.objects.on(at.date()).filter(desk__agency__in=below(council.agency))
    independent = ("inspector", "administrator", "system")
    return User.objects.filter(
        pk__in=here.exclude(desk__role__in=independent).values("user"), is_active=True
    ).order_by("last_name", "pk")


def minutes_seen_by(actor: Actor) -> QuerySet[Minutes]:
    """The minutes in her scope with all their page shows."""
    return Minutes.objects.visible_to(actor).select_related("council__agency", "kept_by")
