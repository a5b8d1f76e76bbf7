"""Beneficiaries as the public sees them: legal entities by name, households by kind and commune."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from khuyencong.industry.queries import form_name
from khuyencong.places.models import Lineage, Unit
from khuyencong.projects.models import Beneficiary
from khuyencong.rules.open_data import masked_text, owner_shown, tax_code_shown
from khuyencong.rules.validity import in_force

DATA = Path(__file__).parent.parent.parent / "data"


@dataclass(slots=True, kw_only=True)
class Owners:
    """Of one project: the rows that are published, the names to hide in its words, the names that may stand."""

    rows: list[Mapping[str, Any]] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)


def public_forms(on: date) -> frozenset[str]:
    """The legal forms whose names are public on that day; one that is not listed is masked."""
    with (DATA / "public_owners.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(
            row["form"]
            for row in csv.DictReader(file)
            if row["public"] == "true"
            and in_force(
                date.fromisoformat(row["since"]), date.fromisoformat(row["until"]) if row["until"] else None, on
            )
        )


def owners_of(projects: Sequence[int], on: date) -> dict[int, Owners]:
    """The beneficiaries of each project, those replaced left out but still hidden in words; four SELECTs."""
    forms, found = public_forms(on), dict[int, Owners]()
    rows = list(
        Beneficiary._base_manager.filter(project__in=projects)
        .select_related("establishment", "site__commune__parent__parent", "site__province")
        .order_by("project_id", "pk")
    )
    later = _became([each.site.commune for each in rows if each.site.commune is not None])
    for each in rows:
        owners = found.setdefault(each.project_id, Owners())
        owner, public = each.establishment, each.establishment.legal_form in forms
        (owners.shown if public else owners.hidden).append(owner.name)
        owners.hidden += [owner.representative, *([owner.email] if owner.email else [])]
        if each.left_on is None:
            owners.rows.append(_shown(each, later, public=public))
    for owners in found.values():
        owners.hidden = [name for name in owners.hidden if name.strip()]
    return found


def _shown(row: Beneficiary, later: Mapping[int, Unit], *, public: bool) -> dict[str, Any]:
    owner, site = row.establishment, row.site
    form = form_name(owner.legal_form) if owner.legal_form else ""
    commune = site.commune
    today = later.get(commune.pk, commune) if commune is not None else None
    name = owner_shown(owner.name, form, public=public)
    return {
        # A company's registered name stays; a telephone number somebody typed behind it does not.
        "name": masked_text(name, (), (name,)),
        "form": form,
        "tax_code": tax_code_shown(owner.tax_code, public=public),
        "masked": not public,
        "commune": commune.full_name if commune is not None else "",
        "province": site.province.full_name,
        "commune_now_code": today.code if today is not None else "",
        "commune_now": today.full_name if today is not None else "",
    }


def _became(communes: Sequence[Unit]) -> dict[int, Unit]:
    """What became of each commune that is no more, by its key: the one that took most of it; one SELECT."""
    ended = {each.pk for each in communes if each.until is not None}
    rows = Lineage.objects.filter(ancestor__in=ended, descendant__level=Unit.Level.COMMUNE)
    found: dict[int, Unit] = {}
    for link in rows.select_related("descendant").order_by("main", "-pk"):
        found[link.ancestor_id] = link.descendant
    return found
