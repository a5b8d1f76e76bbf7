"""Reading a question about a region out of an address: region, year, cut, borders, as known when."""

from datetime import date, datetime, time

from django.http import Http404, HttpRequest
from django.utils.timezone import localdate, localtime, make_aware

from khuyencong.organisations.actors import Actor
from khuyencong.places.queries import UnknownRegionError
from khuyencong.reporting.queries.regional import regional_report
from khuyencong.reporting.queries.report import BORDERS, THEN, Query, RegionalReport

FIRST_YEAR, LAST_YEAR = 2008, 2100


class CutConverter:
    """A day in an address: 2018-07-31."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """ValueError makes the address one that does not exist."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """The day as it stands in an address."""
        return value.isoformat()


class CodeConverter:
    """The code of a figure as it was copied from paper."""

    regex = r"[0-9A-Za-z -]{1,40}"

    def to_python(self, value: str) -> str:
        """The code as it was typed."""
        return value

    def to_url(self, value: str) -> str:
        """The code as it is kept."""
        return value


class RegionConverter:
    """One of the three regions, or the nation."""

    regex = "bac|trung|nam|vn"

    def to_python(self, value: str) -> str:
        """The code as it is."""
        return value

    def to_url(self, value: str) -> str:
        """The code as it is."""
        return value


def known_at(text: str) -> datetime:
    """The end of the day `text` (dd/mm/yyyy), this instant of today's; Http404 for what is no day or to come.

    What will be known by the end of today nobody knows yet: a report of it would go on changing until then.
    """
    now = localtime()
    if not text:
        return now
    try:
        on = datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 (a day; the zone is put on below)
        if not FIRST_YEAR <= on.year <= LAST_YEAR or on > now.date():
            raise Http404("known")
        return min(make_aware(datetime.combine(on, time.max)), now)
    except (ValueError, OverflowError) as wrong:
        raise Http404("known") from wrong


def question(request: HttpRequest, region: str, year: int, cut: date) -> Query:
    """The question of an address; Http404 where it makes no sense."""
    borders = request.GET.get("borders", THEN)
    if borders not in BORDERS or year != cut.year or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404("question")
    return Query(
        region=region,
        year=year,
        cut=cut,
        borders=borders,
        known_at=known_at(request.GET.get("known", "")),
        today=localdate(),
    )


def answer(query: Query, actor: Actor) -> RegionalReport:
    """The report that answers `query`; Http404 for a region that was not there on that day."""
    try:
        return regional_report(query, actor=actor)
    except UnknownRegionError as unknown:
        raise Http404("region") from unknown
