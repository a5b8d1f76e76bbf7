"""What other rooms know of the region's year as of the cut: stopped projects, where money lies, who answers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Q

from khuyencong.ledger.queries.positions import Moment, Question, groups_as_known
from khuyencong.norms.models import ReportMark
from khuyencong.norms.queries.known import rows_known
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import names_on
from khuyencong.places.queries import Place, province_lineage, provinces_on
from khuyencong.projects.models import ChangeRequest
from khuyencong.projects.models.changes import TAKEN
from khuyencong.reporting.queries.report import Query
from khuyencong.rules.conference import Held, Mark, Stops
from khuyencong.rules.ledger import Position
from khuyencong.workflow.models import Event

DECIDED = ("change.decide", "change.decide_annex")


def marks_on(on: date, *, known_at: datetime | None = None) -> dict[str, Mark]:
    """The thresholds in force on that day, as known now (one SELECT) or then (two)."""
    return {
        row.code: Mark(code=row.code, value=Fraction(row.value), name=row.name)
        for row in rows_known(ReportMark, on, known_at=known_at)
    }


def departments(members: Sequence[Place], on: date) -> dict[int, str]:
    """What the department of each province is called on that day; two SELECTs."""
    keys = [place.id for place in members]
    rows = Agency.objects.filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on, unit_id__in=keys)
    found = {each.unit_id: each for each in rows.filter(kind=Agency.Kind.DEPARTMENT)}
    names = names_on(found.values(), on)
    return {unit: names[agency.pk] for unit, agency in found.items() if unit is not None}


class Homes:
    """In which member of the region a province of any date is shown."""

    def __init__(self, members: Sequence[Place], query: Query) -> None:
        self.members = tuple(members)
        self._members = {place.id: place for place in members}
        self._lineage = province_lineage()
        self._target = frozenset(place.id for place in provinces_on(query.target))

    def of(self, unit: int) -> Place | None:
        """The member; None where it is shown elsewhere, or in several."""
        places = self._lineage.shown_at(unit, self._target)
        return self._members.get(places[0]) if len(places) == 1 else None


def held(query: Query, actor: Actor, homes: Homes, agencies: Mapping[int, str]) -> tuple[Held, ...]:
    """Where the money of the year lay on the day of the cut, as known then, by province; two SELECTs."""
    moment = Moment(on=query.cut, known=query.known_at)
    sums: dict[int, Position] = defaultdict(Position)
    places: dict[int, Place] = {}
    for group in groups_as_known(Question(actor=actor, year=query.year), "province", moment):
        place = homes.of(group.key)
        if place is not None and group.position.given:
            places[place.id] = place
            sums[place.id] = sums[place.id].plus(group.position)
    return tuple(
        Held(code=place.code, name=place.name, agency=agencies.get(place.id, ""), position=sums[place.id])
        for place in sorted(places.values(), key=lambda place: place.code)
    )


def stops(query: Query, actor: Actor, homes: Homes, agencies: Mapping[int, str]) -> tuple[Stops, ...]:
    """Projects of the year that a signed decision had ended by the cut, as known; two SELECTs."""
    found: dict[int, list[ChangeRequest]] = defaultdict(list)
    places: dict[int, Place] = {}
    for request in ended(query, actor):
        place = homes.of(request.project.province_id)
        if place is not None:
            places[place.id] = place
            found[place.id].append(request)
    return tuple(
        Stops(
            code=place.code,
            name=place.name,
            agency=agencies.get(place.id, ""),
            projects=len({each.project_id for each in found[place.id]}),
            reasons=tuple(dict.fromkeys(one_line(each.reason) for each in found[place.id])),
        )
        for place in sorted(places.values(), key=lambda place: place.code)
    )


def ended(query: Query, actor: Actor) -> list[ChangeRequest]:
    """The decisions themselves, the earliest first."""
    rows = ChangeRequest.objects.visible_to(actor).filter(
        state__in=TAKEN,
        signed_on__lte=query.cut,
        project__year__lte=query.year,
        project__last_year__gte=query.year,
    )
    requests = [each for each in rows.select_related("project").order_by("signed_on", "pk") if each.stops]
    keys = [str(each.pk) for each in requests]
    written = Event.objects.filter(
        dossier_kind="change", dossier_key__in=keys, name__in=DECIDED, at__lte=query.known_at
    )
    known = set(written.values_list("dossier_key", flat=True)) if keys else set()
    return [each for each in requests if str(each.pk) in known]


def one_line(text: str) -> str:
    """A reason inside a sentence."""
    return " ".join(text.split()).rstrip(".")
