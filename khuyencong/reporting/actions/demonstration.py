"""Made figures for trying the system: the South's printed totals split over provinces, purses, contents.

Every row carries `made`; the sums per purse equal the printed figures where a figure was printed.
"""

from datetime import date, datetime

from django.db import transaction

from khuyencong.norms.models import Activity
from khuyencong.organisations.actors import Actor
from khuyencong.places.models import Unit as Place
from khuyencong.reporting.actions.figures import record_figures
from khuyencong.reporting.actions.published import DATA, rows_of
from khuyencong.reporting.models import Figure, Source
from khuyencong.rules.figures import Entry
from khuyencong.rules.money import Unit, in_unit, to_dong
from khuyencong.rules.printed import read_printed
from khuyencong.rules.rebasing import apportion

TITLE = "Số liệu minh họa: chia số tổng của miền Nam 2017–2018 cho 20 tỉnh"
STEP = to_dong(read_printed("0,1").value, Unit.TRIEU)
"""Made figures are whole tenths of a triệu, as the printed ones are."""

Weights = dict[tuple[str, str], int]


def weights(total: dict[str, str]) -> Weights:
    """How a total is spread over (province, content): by size, and what is done also by that year's pace."""
    column = f"pace{total['year']}"
    spread = {}
    for province in rows_of(DATA / "demonstration_provinces.csv"):
        for content in rows_of(DATA / "demonstration_activities.csv"):
            weight = int(province["weight"]) * int(content[total["fund"].lower()]) * 10_000
            if total["stage"] == Figure.Stage.DONE:
                weight = weight * int(province[column]) * int(content["pace"]) // 10_000
            spread[province["code"], content["code"]] = weight
    return spread


def made_entries(total: dict[str, str], places: dict[str, int], activities: dict[str, int]) -> list[Entry]:
    """One printed (or freely chosen) total, split into entries that sum to it exactly."""
    amount = to_dong(read_printed(total["trieu"]).value, Unit.TRIEU)
    shares = apportion(amount // STEP, {"|".join(cell): weight for cell, weight in weights(total).items()})
    entries = []
    for cell, steps in sorted(shares.items()):
        province, content = cell.split("|")
        if steps:
            entries.append(
                Entry(
                    unit=places[province],
                    activity=activities[content],
                    year=int(total["year"]),
                    cut=date.fromisoformat(total["cut"]),
                    fund=total["fund"],
                    stage=total["stage"],
                    printed=in_unit(steps * STEP, Unit.TRIEU),
                    printed_unit=Unit.TRIEU.value,
                    decimals=1,
                    amount=steps * STEP,
                    note=total["note"],
                )
            )
    return entries


@transaction.atomic
def load_demonstration(*, by: Actor, at: datetime) -> int:
    """Enter the made split once; how many figures were entered now."""
    source, made = Source.objects.get_or_create(
        kind=Source.Kind.DEMONSTRATION, title=TITLE, publisher="khuyencong", defaults={"published_at": at}
    )
    if not made:
        return 0
    then = date(2018, 7, 31)
    places = dict(Place.objects.on(then).filter(level=Place.Level.PROVINCE).values_list("code", "pk"))
    activities = dict(Activity.objects.on(then).values_list("code", "pk"))
    entries = [
        entry
        for total in rows_of(DATA / "demonstration_totals.csv")
        for entry in made_entries(total, places, activities)
    ]
    return len(record_figures(source=source, entries=entries, by=by, at=at))
