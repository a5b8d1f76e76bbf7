"""Writing down an industrial cluster, and what changes of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from khuyencong.industry import permissions
from khuyencong.industry.actions.establishments import levels
from khuyencong.industry.actions.holdings import told, write
from khuyencong.industry.models import Cluster
from khuyencong.organisations.actors import Actor
from khuyencong.places.models import Unit
from khuyencong.rules.text import compact
from khuyencong.workflow.actions import Dossier, record

WORDS = ("name", "decision", "source")


@transaction.atomic
def save_cluster(
    said: Mapping[str, Any],
    unit: Unit,
    *,
    by: Actor,
    at: datetime,
    cluster: Cluster | None = None,
    made_up: bool = False,
) -> Cluster:
    """Write a cluster down, or change one; PermissionDenied, or BlockedError with what is wrong."""
    if cluster is not None and not permissions.writes_cluster(by, cluster):
        raise PermissionDenied
    if not permissions.may_register_at(by, unit):
        raise PermissionDenied
    row = Cluster(made_up=made_up)
    if cluster is not None:
        row = Cluster.objects.select_for_update().get(pk=cluster.pk)
    before = told(row) if cluster is not None else None
    values: dict[str, Any] = {name: " ".join(str(said.get(name) or "").split()) for name in WORDS}
    values |= {
        **{name: said.get(name) for name in ("since", "until", "latitude", "longitude")},
        "name_key": compact(values["name"])[:200],
    }
    for name, value in (values | {"commune": None, "district": None, **levels(unit)}).items():
        setattr(row, name, value)
    if before is not None and told(row) == before:
        return row
    write(row)
    verb = "Ghi" if before is None else "Sửa"
    about = Dossier(kind="cluster", key=str(row.pk), agency=by.agency_code)
    name = "cluster.add" if before is None else "cluster.change"
    record(
        name, f"{verb} cụm công nghiệp: {row.name}", about=about, by=by, at=at, before=before, after=told(row)
    )
    return row
