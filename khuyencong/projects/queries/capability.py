"""Which published score a plan looks at for each unit."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.utils.timezone import make_aware

from khuyencong.projects.models import PublishedCapability


def scores_on(units: Collection[int], publishers: Collection[int], on: date) -> dict[tuple[int, int], int]:
    """By unit and publisher, the score that stood at the end of that day, in hundredths; one SELECT.

    The last word counts, of whichever year: a score taken back leaves none, not the one before it.
    """
    after = make_aware(datetime.combine(on + timedelta(days=1), time()))
    rows = PublishedCapability.objects.filter(agency__in=units, publisher__in=publishers, at__lt=after)
    found: dict[tuple[int, int], int | None] = {}
    for unit, publisher, hundredths in rows.order_by("at", "pk").values_list(
        "agency", "publisher", "hundredths"
    ):
        found[unit, publisher] = hundredths
    return {key: value for key, value in found.items() if value is not None}
