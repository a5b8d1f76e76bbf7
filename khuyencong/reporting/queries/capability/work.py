"""What became of the work: settled, stopped, inspected, mended, and what owners say came of it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from khuyencong.projects.models import Fault, FollowUp, Inspection, OutcomeFigure, Promise
from khuyencong.reporting.queries.capability.sending import Happened, Places
from khuyencong.reporting.queries.capability.trail import Trail, accepted_on
from khuyencong.rules.capability import Counts, Event
from khuyencong.rules.outcomes import in_wholes, written

AFTER = 12
"""The round of questions that is scored, in months after acceptance; which rounds are asked is dated data."""
GRAVE = (Fault.Grade.SERIOUS, Fault.Grade.GRAVE)


def ended(trail: Trail, places: Places) -> Iterator[Happened]:
    """Every project that was accepted to the end or stopped, as it stood then."""
    for project, rows in trail.kinds("project"):
        accepted: date | None = None
        stopped: date | None = None
        for row in rows:
            if row.name == "project.accept":
                accepted = row.on
            elif row.name == "project.accept_undo":
                accepted = None
            elif row.name == "project.stop":
                stopped = row.on
        on = stopped or accepted
        if on is None or project not in places:
            continue
        what = "ngừng" if stopped is not None else "nghiệm thu lần cuối"
        event = Event(
            key=f"project:{project}:ended",
            counts=Counts.STOPPED,
            on=on,
            value=int(stopped is not None),
            words=f"Đề án {what}, ghi ngày {on:%d/%m/%Y}",
        )
        yield Happened(event=event, unit=places[project].unit, department=places[project].department)


def days_to_settle(trail: Trail, places: Places) -> Iterator[Happened]:
    """From the last acceptance to the settlement; one that still waits, so far."""
    for project, rows in trail.kinds("project"):
        accepted: date | None = None
        settled: date | None = None
        stopped = False
        for row in rows:
            if row.name == "project.accept":
                accepted = accepted_on(row)
            elif row.name == "project.accept_undo":
                accepted = None
            elif row.name == "project.settle":
                settled = row.on
            elif row.name == "project.settle_undo":
                settled = None
            elif row.name == "project.stop":
                stopped = True
        if accepted is None or accepted > trail.cut or stopped or project not in places:
            continue
        last = settled or trail.cut
        days = max((last - accepted).days, 0)
        told = f"quyết toán ngày {last:%d/%m/%Y}" if settled else f"đến {last:%d/%m/%Y} chưa quyết toán"
        event = Event(
            key=f"project:{project}:settled",
            counts=Counts.DAYS_TO_SETTLE,
            on=last,
            value=days,
            words=f"Nghiệm thu lần cuối ngày {accepted:%d/%m/%Y}, {told}: {days} ngày",
            running=settled is None,
        )
        yield Happened(event=event, unit=places[project].unit)


def outcomes(trail: Trail, places: Places) -> Iterator[Happened]:
    """What an owner says came of each thing promised, a year after; more than promised is as promised."""
    promised: dict[tuple[int, str], Decimal | None] = {}
    told = Promise.objects.filter(at__lte=trail.known).order_by("edition")
    for project, measure, value in told.values_list("project", "measure", "value"):
        promised[project, measure] = value
    got: dict[int, tuple[int, dict[str, Decimal | None]]] = {}
    figures = OutcomeFigure.objects.filter(answer__at__lte=trail.known, answer__follow_up__months=AFTER)
    columns = ("answer__follow_up", "answer__edition", "measure", "value")
    for key, edition, measure, value in figures.order_by("answer__edition", "pk").values_list(*columns):
        if key not in got or got[key][0] != edition:
            got[key] = (edition, {})
        got[key][1][measure] = value
    asked = FollowUp.objects.filter(months=AFTER, created_at__lte=trail.known).order_by("pk")
    for key, project, due in asked.values_list("pk", "project", "due_on"):
        for measure, value in sorted(got.get(key, (0, {}))[1].items()):
            hope = promised.get((project, measure))
            if value is None or not hope or project not in places:
                continue
            kept, of = in_wholes(min(max(value, Decimal(0)), hope), hope)
            event = Event(
                key=f"followup:{key}:{measure}",
                counts=Counts.OUTCOME,
                on=due,
                value=kept,
                of=of,
                words=f"Hứa {written(hope)}, sau {AFTER} tháng cơ sở nói đạt {written(value)}",
            )
            yield Happened(event=event, unit=places[project].unit, department=places[project].department)


def inspected(trail: Trail, places: Places) -> Iterator[Happened]:
    """Every recorded inspection, with what the unit had to put right; and each of those, in time or not."""
    held = {
        key: (project, on)
        for key, project, on in Inspection.objects.order_by("pk").values_list("pk", "project", "held_on")
        if trail.first("inspection", key, "inspection.record") is not None and on is not None
    }
    wanted: dict[int, list[tuple[int, int, str, date]]] = defaultdict(list)
    columns = ("inspection", "pk", "agency", "grade", "due")
    for inspection, key, agency, grade, due in Fault.objects.order_by("pk").values_list(*columns):
        wanted[inspection].append((key, agency, grade, due))
    for inspection, (project, on) in held.items():
        if project not in places:
            continue
        unit = places[project].unit
        own = [each for each in wanted[inspection] if each[1] == unit and each[2] in GRAVE]
        event = Event(
            key=f"inspection:{inspection}:faults",
            counts=Counts.FAULTS,
            on=on,
            value=len(own),
            words=f"Kiểm tra ngày {on:%d/%m/%Y}: {len(own)} việc đơn vị phải khắc phục, không kể nhẹ",
        )
        yield Happened(event=event, unit=unit)
        for key, agency, _, due in wanted[inspection]:
            yield from _mended(trail, key, agency, due)


def _mended(trail: Trail, key: int, agency: int, due: date) -> Iterator[Happened]:
    answered: date | None = None
    for row in trail.of("fault", key):
        answered = row.on if row.name == "fault.answer" else None
    if answered is None and due >= trail.day:
        return
    told = f"báo khắc phục ngày {answered:%d/%m/%Y}" if answered is not None else "chưa khắc phục"
    event = Event(
        key=f"fault:{key}:mended",
        counts=Counts.MENDED,
        on=due,
        value=int(answered is not None and answered <= due),
        words=f"Việc phải khắc phục, hạn {due:%d/%m/%Y}: {told}",
    )
    yield Happened(event=event, unit=agency)
