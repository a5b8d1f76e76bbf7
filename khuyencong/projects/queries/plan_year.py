"""For which plan year a project can still be registered: one whose request is gone leads a draft nowhere."""

from dataclasses import dataclass
from datetime import date

from khuyencong.places.models import Unit
from khuyencong.projects.models import RegistrationDossier
from khuyencong.projects.queries.dossiers import due_of
from khuyencong.projects.queries.projects import requests_gone

LOOKED_AHEAD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanYear:
    """The year proposed for a new draft, and why it is none sooner; "" where it is next year's."""

    year: int
    why: str = ""


def plan_year(province: Unit | None, purse: str, on: date) -> PlanYear:
    """The first year after this one whose request was not sent and is not overdue."""
    gone = requests_gone(province, purse) if province is not None else {}
    why = ""
    for year in range(on.year + 1, on.year + 1 + LOOKED_AHEAD):
        due = due_of(RegistrationDossier(purse=purse, year=year, province=province))
        if year in gone:
            why = gone[year]
        elif due is not None and due.days_late(on):
            why = f"Hạn gửi hồ sơ đăng ký kế hoạch {year} đã hết ngày {due.last:%d/%m/%Y}."
        else:
            return PlanYear(year=year, why=why)
    return PlanYear(year=on.year + 1, why=why)
