"""Ways to put figures into the store and to ask for a report."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from khuyencong.norms.models import Activity
from khuyencong.organisations.actors import PUBLIC
from khuyencong.organisations.queries import department_of, operator
from khuyencong.places.queries import find_province
from khuyencong.reporting.actions import record_figures
from khuyencong.reporting.models import Figure, Source
from khuyencong.reporting.queries.regional import regional_report
from khuyencong.reporting.queries.report import Query, RegionalReport
from khuyencong.rules.figures import Entry

CUT = date(2018, 7, 31)


def entry(
    place: str, amount: int, *, stage: str = "done", fund: str = "KCDP", on: date = CUT, activity: str = "3"
) -> Entry:
    """A figure of a province: done by the cut, or planned for its year."""
    found = find_province(place, on).place
    assert found is not None
    return Entry(
        unit=found.id,
        year=on.year,
        cut=on if stage == "done" else date(on.year, 12, 31),
        fund=fund,
        stage=stage,
        activity=Activity.objects.on(on).get(code=activity).pk,
        printed=str(amount),
        printed_unit="dong",
        amount=amount,
    )


@pytest.fixture
def enter(db, now) -> Callable[..., list[Figure]]:
    """Enter figures as a province's return of its own; published unless told otherwise."""
    count = iter(range(1000))

    def enter(*entries: Entry, public: bool = True, at: datetime = now - timedelta(days=1)) -> list[Figure]:
        agency = department_of(entries[0].unit, entries[0].cut)
        source = Source.objects.create(
            kind="return", title=f"Báo cáo {next(count)}", agency=agency, published_at=at if public else None
        )
        return record_figures(source=source, entries=entries, by=operator(), at=at)

    return enter


@pytest.fixture
def ask(now) -> Callable[..., RegionalReport]:
    """A regional report as a reader sees it."""

    def ask(
        region: str = "nam",
        year: int = 2018,
        cut: date = CUT,
        *,
        borders: str = "then",
        actor=None,
        known_at=now,
    ) -> RegionalReport:
        query = Query(region=region, year=year, cut=cut, borders=borders, known_at=known_at, today=now.date())
        return regional_report(query, actor=actor or PUBLIC)

    return ask
