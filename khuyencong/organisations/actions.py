"""Setting up agencies and accounts."""

import csv
import secrets
from datetime import date
from pathlib import Path

from django.db import transaction

from khuyencong.organisations.models import Agency, AgencyName, User
from khuyencong.places.models import Unit
from khuyencong.places.queries import province_successors

DATA = Path(__file__).parent / "data"
DEPARTMENT_SOURCE = "Tên ghép từ “Sở Công Thương” và tên tỉnh; quyết định thành lập chưa đọc"


def day(text: str) -> date | None:
    """An ISO date of a data file, or None for an open end."""
    return date.fromisoformat(text) if text else None


def load_ministry() -> Agency:
    """The ministry's department with every name it is known by."""
    with (DATA / "ministry.csv").open(encoding="utf-8", newline="") as file:
        names = list(csv.DictReader(file))
    agency, _ = Agency.objects.get_or_create(
        code="cuc", defaults={"level": Agency.Level.MINISTRY, "since": date.fromisoformat(names[0]["since"])}
    )
    for row in names:
        AgencyName.objects.update_or_create(
            agency=agency,
            since=date.fromisoformat(row["since"]),
            defaults={
                "name": row["name"],
                "until": day(row["until"]),
                "source": row["source"],
                "verified": row["verified"] == "true",
            },
        )
    return agency


def department_code(unit: Unit) -> str:
    """The code of a province's department, unique over time because unit codes are reused."""
    return f"sct-{unit.code}-{unit.since.year}"


def department_names(unit: Unit, agency: Agency) -> list[AgencyName]:
    """The department under each name its province had on the same territory, unsaved."""
    return [
        AgencyName(
            agency=agency,
            name=f"Sở Công Thương {named.kind.lower()} {named.name}",
            since=named.since,
            until=named.until,
            source=DEPARTMENT_SOURCE,
        )
        for named in unit.names.all() or [unit]
    ]


def load_departments() -> int:
    """A department for every province of every date; those of merged provinces name their successor."""
    provinces = list(Unit.objects.filter(level=Unit.Level.PROVINCE).prefetch_related("names"))
    Agency.objects.bulk_create(
        [
            Agency(
                code=department_code(unit),
                level=Agency.Level.PROVINCE,
                unit=unit,
                since=unit.since,
                until=unit.until,
            )
            for unit in provinces
        ],
        ignore_conflicts=True,
    )
    agencies = {agency.unit_id: agency for agency in Agency.objects.filter(level=Agency.Level.PROVINCE)}
    names = [name for unit in provinces for name in department_names(unit, agencies[unit.pk])]
    AgencyName.objects.bulk_create(names, ignore_conflicts=True)
    for before, after in province_successors().items():
        agencies[before].successor = agencies[after]
    Agency.objects.bulk_update(agencies.values(), ["successor"], batch_size=200)
    return len(agencies)


@transaction.atomic
def load_agencies() -> int:
    """Every agency the programme needs to stand, and the technical account; the second run changes nothing."""
    load_ministry()
    count = load_departments()
    operator, made = User.objects.get_or_create(
        username="he-thong", defaults={"role": User.Role.OPERATOR, "last_name": "Hệ thống", "is_active": False}
    )
    if made:
        operator.set_unusable_password()
        operator.save(update_fields=["password"])
    return count + 1


def add_officer(
    *, username: str, full_name: str, agency: Agency, role: str, password: str = ""
) -> tuple[User, str]:
    """An account and its password, made here when none is given; an account that exists keeps its own."""
    chosen = password or secrets.token_urlsafe(12)
    user, made = User.objects.get_or_create(
        username=username, defaults={"last_name": full_name, "agency": agency, "role": role}
    )
    if made:
        user.set_password(chosen)
        user.save(update_fields=["password"])
    return user, chosen if made else ""
