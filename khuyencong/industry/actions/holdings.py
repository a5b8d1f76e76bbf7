"""Adding and changing what an establishment has: sites, products, machines, years, certificates, links."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q

from khuyencong.industry import permissions
from khuyencong.industry.actions.establishments import about, key, levels, locked
from khuyencong.industry.models import (
    Certificate,
    Cluster,
    Establishment,
    Machine,
    Product,
    Site,
    SupplyLink,
    Support,
    YearFigures,
)
from khuyencong.industry.models.holdings import LAST_DISTRICT_YEAR
from khuyencong.industry.queries.doubles import card_of
from khuyencong.organisations.actors import Actor
from khuyencong.rules.findings import BlockedError, error
from khuyencong.rules.purchases import number_key, plain_number
from khuyencong.workflow.actions import record

Holding = Site | Product | Machine | YearFigures | Certificate | Support | SupplyLink
UNSAID = ("id", "establishment")
"""Columns that the trail does not repeat with each row."""


@transaction.atomic
def add_holding(
    kind: type[Holding], establishment: Establishment, said: Mapping[str, Any], *, by: Actor, at: datetime
) -> Holding:
    """Add a row; for a site `unit` is where it lies. PermissionDenied, or BlockedError with what is wrong."""
    owner = locked(establishment, by)
    row = kind(establishment=owner, **spelled(kind, said, by))
    write(row)
    keyed_again(owner, row)
    title = f"Ghi {row._meta.verbose_name} của {owner.name}: {row}"
    name = f"establishment.{row._meta.model_name}_add"
    record(name, title, about=about(owner, by), by=by, at=at, after=told(row))
    return row


@transaction.atomic
def change_holding(row: Holding, said: Mapping[str, Any], *, by: Actor, at: datetime) -> Holding:
    """Change a row; nothing is written where nothing differs. Raises as `add_holding` does."""
    owner = locked(row.establishment, by)
    row = type(row)._base_manager.select_for_update().get(pk=row.pk)
    before = told(row)
    for name, value in spelled(type(row), said, by).items():
        setattr(row, name, value)
    after = told(row)
    if after == before:
        return row
    write(row)
    keyed_again(owner, row)
    record(
        f"establishment.{row._meta.model_name}_change",
        f"Sửa {row._meta.verbose_name} của {owner.name}: {row}",
        about=about(owner, by),
        by=by,
        at=at,
        before=before,
        after=after,
    )
    return row


def spelled(kind: type[models.Model], said: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """What was typed, with single spaces, places by level and folded keys."""
    values: dict[str, Any] = {
        name: " ".join(value.split()) if isinstance(value, str) else value for name, value in said.items()
    }
    unit = values.pop("unit", None)
    if unit is not None:
        if not permissions.may_register_at(by, unit):
            raise PermissionDenied
        values |= {"commune": None, "district": None, **levels(unit)}
    _within(values, by)
    if kind is Machine:
        # As purchases of projects are known, so that one machine paid for twice is met.
        for name, keyed in (("serial", number_key), ("invoice", plain_number)):
            if name in values:
                values[f"{name}_key"] = keyed(values[name])[:60]
    return values


def _within(values: Mapping[str, Any], by: Actor) -> None:
    """PermissionDenied where a row names a cluster or a partner that she does not see."""
    for name, seen in (("cluster", Cluster.objects), ("partner", Establishment.objects)):
        row = values.get(name)
        if row is not None and not seen.visible_to(by).filter(pk=row.pk).exists():
            raise PermissionDenied


def write(row: Holding | Cluster) -> None:
    """Save a row that the database will take; BlockedError says in words what it would refuse."""
    refused(row)
    if isinstance(row, Certificate) and row.of_no_district:
        message = f"Cấp huyện không còn từ 01/07/2025: năm cấp nhiều nhất {LAST_DISTRICT_YEAR}."
        raise BlockedError(error("holding_year", message, "Sửa năm, hoặc chọn cấp khác.", place(row, "year")))
    if isinstance(row, SupplyLink) and (other := overlapping(row)) is not None:
        message = f"Liên kết này đã ghi {other.period}; hai lần không chồng ngày nhau."
        raise BlockedError(error("holding_since", message, "Sửa ngày, hoặc sửa dòng ấy.", place(row, "since")))
    row.save()


def refused(row: models.Model) -> None:
    """BlockedError that says in words what the database would refuse of the row, field by field."""
    try:
        row.full_clean()
    except ValidationError as caught:
        raise BlockedError(
            *(
                error(f"holding_{name}", " ".join(messages), "Sửa ô này rồi lưu lại.", place(row, name))
                for name, messages in caught.message_dict.items()
            )
        ) from caught


def overlapping(row: SupplyLink) -> SupplyLink | None:
    """Another link of the same pair, kind and product that surely has a day in common; one SELECT.

    Of one whose first day nobody knows it cannot be said.
    """
    if row.since is None:
        return None
    same = SupplyLink.objects.filter(
        establishment=row.establishment, partner=row.partner, kind=row.kind, product=row.product
    ).exclude(pk=row.pk)
    if row.until is not None:
        same = same.filter(since__lt=row.until)
    return same.filter(Q(until__isnull=True) | Q(until__gt=row.since), since__isnull=False).first()


def keyed_again(owner: Establishment, row: Holding) -> None:
    """Let the search for doubles know where it is now: its keys hold the place of the first site."""
    if isinstance(row, Site):
        key(owner, card_of(owner))
        owner.save()


def place(row: models.Model, name: str) -> str:
    """The field, as it is called on the page."""
    if name == "__all__":
        return str(row._meta.verbose_name)
    return f"Ô “{row._meta.get_field(name).verbose_name}”"  # type: ignore[union-attr]


def told(row: Holding | Cluster) -> dict[str, object]:
    """What the trail tells of a row."""
    fields = [each for each in row._meta.concrete_fields if each.name not in UNSAID]
    return {each.name: getattr(row, each.attname) for each in fields}
