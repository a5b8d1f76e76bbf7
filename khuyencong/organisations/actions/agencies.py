"""Loading every agency the programme needs to stand; running it again changes nothing."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from khuyencong.organisations.actions.desks import open_desk, seat
from khuyencong.organisations.models import Agency, AgencyName, User
from khuyencong.places.models import Unit
from khuyencong.places.queries import province_successors

DATA = Path(__file__).parent.parent / "data"
PREFIX = {
    Agency.Kind.DEPARTMENT: "sct",
    Agency.Kind.CENTRE: "ttkc",
    Agency.Kind.DISTRICT_OFFICE: "huyen",
    Agency.Kind.COMMUNE_OFFICE: "xa",
}


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a data file of this room."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date | None:
    """An ISO date of a data file, or None for an open end."""
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class Naming:
    """How an agency of a kind is named after its place, and how sure that is."""

    pattern: str
    source: str
    verified: bool


def namings() -> dict[str, Naming]:
    """The naming of every kind of agency that is named after its place."""
    return {
        row["kind"]: Naming(row["pattern"], row["source"], row["verified"] == "true")
        for row in rows_of("agency_names.csv")
    }


def load_ministry() -> Agency:
    """The ministry's department with every name it is known by."""
    names = rows_of("ministry.csv")
    agency, _ = Agency.objects.get_or_create(
        code="cuc",
        defaults={
            "level": Agency.Level.MINISTRY,
            "kind": Agency.Kind.MINISTRY,
            "since": date.fromisoformat(names[0]["since"]),
        },
    )
    for row in names:
        name_from(agency, row)
    return agency


def name_from(agency: Agency, row: dict[str, str]) -> None:
    """One dated name of a data file."""
    AgencyName.objects.update_or_create(
        agency=agency,
        since=date.fromisoformat(row["since"]),
        defaults={
            "name": row["name"],
            "until": day(row.get("until", "")),
            "source": row["source"],
            "verified": row["verified"] == "true",
        },
    )


def load_region_centres(ministry: Agency) -> int:
    """The ministry's own centres for regions."""
    rows = rows_of("region_centres.csv")
    for row in rows:
        centre, _ = Agency.objects.get_or_create(
            code=row["code"],
            defaults={
                "level": Agency.Level.MINISTRY,
                "kind": Agency.Kind.REGION_CENTRE,
                "parent": ministry,
                "since": date.fromisoformat(row["since"]),
            },
        )
        name_from(centre, row)
    return len(rows)


def code_of(kind: str, unit: Unit) -> str:
    """The code of a place's agency, unique over time because unit codes are used again."""
    return f"{PREFIX[Agency.Kind(kind)]}-{unit.code}-{unit.since.year}"


def place_agencies(kind: Agency.Kind, level: Agency.Level, units: Iterable[Unit]) -> dict[int, Agency]:
    """One agency of the kind for each unit, with its dated names; {unit id: agency}."""
    units = list(units)
    Agency.objects.bulk_create(
        [
            Agency(code=code_of(kind, one), level=level, kind=kind, unit=one, since=one.since, until=one.until)
            for one in units
        ],
        ignore_conflicts=True,
    )
    found = {agency.unit_id: agency for agency in Agency.objects.filter(kind=kind) if agency.unit_id}
    naming = namings()[kind]
    AgencyName.objects.bulk_create(
        [name for one in units for name in names_of(one, found[one.pk], naming)], ignore_conflicts=True
    )
    return found


def names_of(unit: Unit, agency: Agency, naming: Naming) -> list[AgencyName]:
    """The agency under each name its place had on the same territory, unsaved."""
    return [
        AgencyName(
            agency=agency,
            name=naming.pattern.format(kind=named.kind.lower(), name=named.name),
            since=named.since,
            until=named.until,
            source=naming.source,
            verified=naming.verified,
        )
        for named in unit.names.all() or [unit]
    ]


def units(level: str) -> list[Unit]:
    """Every unit of a level, of every date, with its names."""
    return list(Unit.objects.filter(level=level).prefetch_related("names"))


def load_provinces() -> dict[int, Agency]:
    """Department and centre of every province of every date; those of merged provinces name their successor."""
    provinces = units(Unit.Level.PROVINCE)
    departments = place_agencies(Agency.Kind.DEPARTMENT, Agency.Level.PROVINCE, provinces)
    centres = place_agencies(Agency.Kind.CENTRE, Agency.Level.PROVINCE, provinces)
    for unit, centre in centres.items():
        centre.parent = departments[unit]
    for before, after in province_successors().items():
        departments[before].successor = departments[after]
        centres[before].successor = centres[after]
    changed = [*departments.values(), *centres.values()]
    Agency.objects.bulk_update(changed, ["parent", "successor"], batch_size=200)
    return departments


def load_local(departments: dict[int, Agency]) -> int:
    """Offices of districts (ended) and of today's communes, each under the department of its province."""
    districts = units(Unit.Level.DISTRICT)
    # A commune under a district had no office of the programme of its own: the district's office did the work.
    communes = list(
        Unit.objects.filter(level=Unit.Level.COMMUNE, parent__level=Unit.Level.PROVINCE).prefetch_related(
            "names"
        )
    )
    for kind, level, found in (
        (Agency.Kind.DISTRICT_OFFICE, Agency.Level.DISTRICT, districts),
        (Agency.Kind.COMMUNE_OFFICE, Agency.Level.COMMUNE, communes),
    ):
        offices = place_agencies(kind, level, found)
        for unit in found:
            offices[unit.pk].parent = departments.get(unit.parent_id or 0)
        Agency.objects.bulk_update(offices.values(), ["parent"], batch_size=200)
    return len(districts) + len(communes)


@transaction.atomic
def load_agencies() -> int:
    """Every agency the programme needs to stand, and the technical account; the second run changes nothing."""
    ministry = load_ministry()
    departments = load_provinces()
    count = 1 + load_region_centres(ministry) + 2 * len(departments) + load_local(departments)
    load_operator(ministry)
    return count


def load_operator(ministry: Agency) -> None:
    """The server's own account at a desk of its own; it cannot sign in."""
    user, made = User.objects.get_or_create(
        username="he-thong", defaults={"last_name": "Hệ thống", "is_active": False}
    )
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    desk = open_desk(code="may-chu", agency=ministry, role="system", title="Máy chủ", since=ministry.since)
    if not desk.seats.exists():
        seat(user=user, desk=desk, since=ministry.since)
