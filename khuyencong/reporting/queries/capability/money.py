"""Of the money that a year gave, how much went out by its end, as the ledger knew it at an instant."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import F, Sum

from khuyencong.ledger.models import Transfer
from khuyencong.reporting.queries.capability.sending import Happened, Places
from khuyencong.reporting.queries.capability.trail import Trail
from khuyencong.rules.capability import Counts, Event
from khuyencong.rules.ledger import Kind, Stage, position_of
from khuyencong.rules.money import dong

GIVES = frozenset({Kind.ALLOCATE.value, Kind.SUBSTITUTE.value})
COLUMNS = (
    *("book", "book__project", "book__year", "posting__kind", "posting__reverses__kind"),
    *("out_of", "into"),
)


def spent(trail: Trail, places: Places) -> Iterator[Happened]:
    """Every book of a year that is over; one SELECT.

    What was carried in is scored in its plan year alone. What was given and taken back unspent, by a stop or at
    the closing of the year, counts as given: a year that gives everything up has not spent everything.
    """
    rows = Transfer.objects.filter(posting__recorded_at__lte=trail.known, book__plan_year=F("book__year"))
    rows = rows.filter(posting__effective_on__year__lte=F("book__year")).order_by()
    pots: dict[int, dict[Stage, int]] = defaultdict(lambda: defaultdict(int))
    given: dict[int, int] = defaultdict(int)
    whose: dict[int, tuple[int, int]] = {}
    summed = rows.values_list(*COLUMNS).annotate(total=Sum("amount"))
    for book, project, year, kind, undone, out_of, into, total in summed:
        whose[book] = (project, year)
        pots[book][Stage(into)] += int(total)
        pots[book][Stage(out_of)] -= int(total)
        if (undone or kind) in GIVES:
            given[book] += int(total) * ((into == Stage.ALLOCATED) - (out_of == Stage.ALLOCATED))
    for book, (project, year) in sorted(whose.items()):
        on, gone = date(year, 12, 31), position_of(pots[book]).disbursed
        if project not in places or given[book] <= 0 or on > trail.day:
            continue
        event = Event(
            key=f"money:{project}:book-{book}",
            counts=Counts.SPENT,
            on=on,
            value=max(min(gone, given[book]), 0),
            of=given[book],
            words=f"Năm {year}: giao {dong(given[book])}, đã giải ngân {dong(gone)}",
        )
        yield Happened(event=event, unit=places[project].unit, department=places[project].department)
