"""Writing down what is known of a cluster: each row is added, another takes its place, none is changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from khuyencong.industry import permissions
from khuyencong.industry.actions.holdings import refused
from khuyencong.industry.models import (
    Cluster,
    ClusterCount,
    ClusterDecision,
    ClusterInvestor,
    ClusterLease,
    ClusterWork,
    Establishment,
)
from khuyencong.organisations.actors import Actor
from khuyencong.rules.findings import BlockedError, error
from khuyencong.workflow.actions import Dossier, record

Row = ClusterDecision | ClusterInvestor | ClusterWork | ClusterLease | ClusterCount
OWN = ("author", "at", "replaces", "void", "id", "cluster")


@transaction.atomic
def write_cluster_row(
    kind: type[Row],
    cluster: Cluster,
    said: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    instead: Row | None = None,
) -> Row:
    """Add a row, or one in the place of another; PermissionDenied, or BlockedError with what is wrong.

    A row that says what stood before is not written.
    """
    locked = _locked(cluster, by)
    _of(locked, instead)
    words = {name: " ".join(each.split()) if isinstance(each, str) else each for name, each in said.items()}
    if isinstance(tenant := words.get("establishment"), Establishment):
        _tenant(tenant, by, instead)
    given: dict[str, Any] = {"cluster": locked, "author": by.account, "at": at, "replaces": instead}
    row = kind(**given, **words)
    if instead is not None and told(row) == told(instead):
        return instead
    refused(row)
    _not_to_come(row, at)
    row.save(force_insert=True)
    if isinstance(row, ClusterDecision) and row.kind == ClusterDecision.Kind.ESTABLISHED:
        _founded(locked, row)
    verb = "Ghi" if instead is None else "Sửa"
    _record(
        locked,
        f"cluster.{kind._meta.model_name}",
        f"{verb} {kind._meta.verbose_name} của {locked.name}: {row}",
        by=by,
        at=at,
        before=None if instead is None else told(instead),
        after=told(row),
    )
    return row


@transaction.atomic
def take_back_cluster_row(row: Row, *, reason: str, by: Actor, at: datetime) -> Row:
    """Say that a row was written by mistake; it stays readable. Raises as above."""
    locked = _locked(row.cluster, by)
    _of(locked, row)
    if not reason.strip():
        raise BlockedError(error("reason_missing", "Bỏ dòng phải kèm lý do.", "Ghi vì sao dòng này là nhầm."))
    said = {each.name: getattr(row, each.name) for each in row._meta.concrete_fields if each.name not in OWN}
    given: dict[str, Any] = {"cluster": locked, "author": by.account, "at": at, "replaces": row, "void": True}
    gone = type(row)(**said | given | {"source": " ".join(reason.split())[:300]})
    gone.save(force_insert=True)
    title = f"Bỏ {row._meta.verbose_name} ghi nhầm của {locked.name}: {row}"
    name = f"cluster.{row._meta.model_name}_back"
    _record(locked, name, title, by=by, at=at, before=told(row), after={"reason": gone.source})
    return gone


def told(row: Row) -> dict[str, object]:
    """What the trail tells of a row."""
    return {each.name: getattr(row, each.attname) for each in row._meta.concrete_fields if each.name not in OWN}


def _locked(cluster: Cluster, by: Actor) -> Cluster:
    if not permissions.writes_cluster(by, cluster):
        raise PermissionDenied
    return Cluster.objects.select_for_update(of=("self",)).get(pk=cluster.pk)


def _of(cluster: Cluster, row: Row | None) -> None:
    """The row is of this cluster and nothing took its place meanwhile."""
    if row is None:
        return
    if row.cluster_id != cluster.pk or not type(row).objects.standing().filter(pk=row.pk).exists():
        message = "Dòng này vừa được người khác sửa hoặc bỏ."
        raise BlockedError(error("moved_on", message, "Mở lại trang của cụm để xem dòng mới."))


DAYS = {ClusterDecision: ("signed_on", "Ngày ký"), ClusterCount: ("on", "Tính đến ngày")}
"""Days that have been when somebody writes them down; a lease may well begin later."""


def _not_to_come(row: Row, at: datetime) -> None:
    """A decision is signed and a total reported before anybody writes it down."""
    name, label = DAYS.get(type(row), ("", ""))
    if name and (day := getattr(row, name)) > localdate(at):
        message = f"{label} {day:%d/%m/%Y} chưa đến."
        raise BlockedError(error("to_come", message, "Ghi ngày trên văn bản.", label))


def _tenant(tenant: Establishment, by: Actor, instead: Row | None) -> None:
    """A tenant is one she sees; one that stood in the row before may stay."""
    if isinstance(instead, ClusterLease) and instead.establishment_id == tenant.pk:
        return
    if not Establishment.objects.visible_to(by).filter(pk=tenant.pk).exists():
        raise PermissionDenied


def _founded(cluster: Cluster, row: ClusterDecision) -> None:
    """The line of the register says the same as its founding decision."""
    cluster.decision, cluster.since = row.number[:120], row.signed_on
    if cluster.until is not None and cluster.until <= row.signed_on:
        message = f"Sổ ghi cụm thôi từ {cluster.until:%d/%m/%Y}, trước ngày quyết định này."
        raise BlockedError(error("ended_before", message, "Sửa ngày thôi là cụm, hoặc ngày ký."))
    cluster.save()


def _record(
    cluster: Cluster, name: str, title: str, *, by: Actor, at: datetime, before: Any, after: Any
) -> None:
    """The trail's line about the cluster."""
    about = Dossier(kind="cluster", key=str(cluster.pk), agency=by.agency_code)
    record(name, title, about=about, by=by, at=at, before=before, after=after)
