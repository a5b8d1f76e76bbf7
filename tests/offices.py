"""A department with a head and an officer."""

from dataclasses import dataclass
from datetime import date

from khuyencong.organisations.actions import add_officer
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import department_of, seated
from tests.conftest import NOW

SINCE = date(2025, 7, 1)
PEOPLE = {"department_leader": "Trần Văn Bình", "department_officer": "Nguyễn Thị Ánh"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A department with a head and an officer, each at a desk of her own."""

    agency: Agency
    head: Actor
    officer: Actor


def office_of(unit: int) -> Office:
    """The department of the province of that number."""
    agency = department_of(unit, NOW.date())
    head, officer = (
        seated(
            add_officer(
                username=f"{role}-{unit}",
                full_name=name,
                agency=agency,
                role=role,
                since=SINCE,
                email=f"{role}@sct.vn",
            )[0],
            NOW.date(),
        )
        for role, name in PEOPLE.items()
    )
    return Office(agency=agency, head=head, officer=officer)
