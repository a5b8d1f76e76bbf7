"""The year's periodic returns at a glance: by kind of return, and which agencies sent everything in time."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from khuyencong.organisations.actors import Actor
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.completeness import Kept
from khuyencong.reporting.queries.completeness.table import owed_of
from khuyencong.rules.charts import Bar, Chart
from khuyencong.rules.timeliness import Rates, Timed, rates, timed

CODE = "bao-cao"
MOST_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnsNow:
    """Rates by kind of return, all together, of her own agency, and by agency."""

    by_kind: Mapping[str, Rates]
    whole: Rates
    mine: Rates
    by_place: Mapping[str, Rates]

    @property
    def perfect(self) -> list[str]:
        """The places that sent everything in time, where they owed anything."""
        return sorted(name for name, each in self.by_place.items() if each.owed and each.in_time == each.owed)


def returns_now(actor: Actor, year: int, on: date) -> ReturnsNow:
    """In one SELECT."""
    rows = PeriodicReturn.objects.visible_to(actor).filter(year=year).order_by()
    by_kind: dict[str, list[Timed]] = defaultdict(list)
    by_place: dict[str, list[Timed]] = defaultdict(list)
    mine: list[Timed] = []
    columns = ("form", "every", "agency__kind", "agency_id", "agency__unit__name", "due_on", "first_sent_at")
    for form, every, kind, agency, place, due_on, sent_at, state, revision in rows.values_list(
        *columns, "state", "revision"
    ):
        sent_on = localdate(sent_at) if sent_at else None
        found = timed(owed_of(due_on, sent_on, state, revision), on)
        by_kind[f"{form}.{every}.{kind}"].append(found)
        if place:
            by_place[place].append(found)
        if actor.agency is not None and agency == actor.agency.pk:
            mine.append(found)
    return ReturnsNow(
        by_kind={code: rates(each) for code, each in by_kind.items()},
        whole=rates(each for listed in by_kind.values() for each in listed),
        mine=rates(mine),
        by_place={name: rates(each) for name, each in by_place.items()},
    )


def returns_chart(found: ReturnsNow, kinds: tuple[Kept, ...], year: int) -> Chart:
    """A row a kind of return: in time, late, lacking."""
    named = {each.code: each.name for each in kinds}
    bars = [
        Bar(
            name=named.get(code, code),
            values=(each.in_time, each.received - each.in_time, each.owed - each.received),
            told=f"{each.received}/{each.owed}",
        )
        for code, each in found.by_kind.items()
        if each.owed
    ]
    order = {each.code: place for place, each in enumerate(kinds)}
    place_of = {named.get(code, code): order.get(code, len(order)) for code in found.by_kind}
    return Chart(
        code=CODE,
        title=f"Báo cáo định kỳ đến hạn năm {year}",
        unit="báo cáo",
        series=("Nộp đúng hạn", "Nộp muộn", "Chưa có"),
        bars=tuple(sorted(bars, key=lambda each: (place_of[each.name], each.name))),
    )
