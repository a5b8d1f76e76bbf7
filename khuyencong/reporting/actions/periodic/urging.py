"""Asking those who are late for their return: a row each, which both sides read."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localtime

from khuyencong.organisations.actors import Actor
from khuyencong.reporting import permissions
from khuyencong.reporting.models import PeriodicReturn, Urging
from khuyencong.workflow.actions import Dossier, record


@transaction.atomic
def urge(reports: Sequence[PeriodicReturn], *, words: str, by: Actor, at: datetime) -> int:
    """Ask each of them in the same words; how many. PermissionDenied where one of them is not hers to ask."""
    allowed: dict[int, bool] = {}
    for each in reports:
        if each.to_id not in allowed:
            allowed[each.to_id] = permissions.approves_return(by, each)
        if not allowed[each.to_id]:
            raise PermissionDenied
    on = localtime(at).date()
    Urging.objects.bulk_create(
        Urging(
            periodic_return=each,
            kind=Urging.Kind.ASKED,
            on=on,
            words=words.strip(),
            desk=each.desk,
            by=by.account,
            at=at,
        )
        for each in reports
    )
    for each in reports:
        record(
            "periodic.urge",
            f"Đôn đốc: {each} của {each.agency.code}"[:300],
            about=Dossier(kind="periodic_return", key=str(each.pk), agency=each.agency.code),
            by=by,
            at=at,
            reason=words.strip(),
        )
    return len(reports)
