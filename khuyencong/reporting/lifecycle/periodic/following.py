"""What was put down ahead follows register and duties: who has ended, or is not asked any more, owes nothing.

Rows are put down for a whole year; an agency may end in it, or another row of the law bind its later periods.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from khuyencong.organisations.queries import operator
from khuyencong.reporting.actions.periodic.expecting import ABOVE, PINNED, apart, owed, pin
from khuyencong.reporting.lifecycle.periodic.guards import BEGUN, has_ended
from khuyencong.reporting.lifecycle.periodic.life import PERIODIC_RETURN
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.periodic import Duty
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.queries import performers

Life = PeriodicReturn.State
Key = tuple[str, int, str, int, int]
KEPT = "Số đã ghi ở báo cáo này vẫn xem được."
AFTER_ALL = "Sổ đăng ký và danh mục Kỳ báo cáo lại yêu cầu nộp cho kỳ này."
DECISIONS = [each.name for each in PERIODIC_RETURN.transitions if each.decision]


def follow_register(duties: Iterable[Duty], *, since: date, until: date, on: date, at: datetime) -> int:
    """Let go of what nobody owes any more, take back what is owed after all, pin the rest anew; how many moved.

    A row a leader decided on stays as it is. One that has opened is let go only where its agency had ended by
    the period's last day: what the law asked when it opened stays asked. Such a one goes though it was begun,
    unless it was sent: its heir owes the same period. It comes back with the end that is taken back.
    """
    act = Act(by=operator(), at=at)
    wanted: dict[Key, PeriodicReturn] = {}
    for each in owed(duties, since=since, until=until, at=at, made_up=False):
        wanted.setdefault(key_of(each), each)
    held = PeriodicReturn.objects.filter(ends__range=(since, until)).select_related("agency__successor", "to")
    asked = [each for each in held.exclude(state=Life.APPROVED).order_by("pk") if key_of(each) in wanted]
    lost = [each for each in held.filter(state=Life.EXPECTED).order_by("pk") if key_of(each) not in wanted]
    moved = 0
    for each in undecided([one for one in lost if may_be_let_go(one, on)], act):
        moved += _moved("periodic.drop", each, act, why_not(each, wanted))
    begun = held.filter(state__in=BEGUN, first_sent_at__isnull=True).order_by("pk")
    ended = [each for each in begun if key_of(each) not in wanted and has_ended(each)]
    for each in undecided(ended, act):
        moved += _moved("periodic.drop", each, act, f"{why_not(each, wanted)} {KEPT}")
    for each in undecided([one for one in asked if one.state == Life.DROPPED], act):
        moved += _moved("periodic.owe", each, act, AFTER_ALL)
    for each in asked:
        moved += _pinned(each, wanted[key_of(each)], on, act)
    return moved


def key_of(report: PeriodicReturn) -> Key:
    """What is owed once."""
    return report.form, report.agency_id, report.every, report.year, report.number


def has_opened(report: PeriodicReturn, on: date) -> bool:
    """Whether it is asked for by now: in a tray, or open with nobody there to have it."""
    return report.opened_at is not None or report.opens_on <= on


def may_be_let_go(report: PeriodicReturn, on: date) -> bool:
    """Whether it is not owed: its agency had ended, or it lies ahead and no duty asks for it."""
    return has_ended(report) or not has_opened(report, on)


def undecided(reports: Collection[PeriodicReturn], act: Act) -> list[PeriodicReturn]:
    """Those of them on which nobody but the server ever decided, one SELECT.

    Who only worked on one decided nothing: it goes with its agency, and comes back with it.
    """
    did = performers(PERIODIC_RETURN.kind, [str(each.pk) for each in reports], DECISIONS) if reports else set()
    decided = {key for key, person in did if person != act.by.person_key}
    return [each for each in reports if str(each.pk) not in decided]


def why_not(report: PeriodicReturn, wanted: Mapping[Key, PeriodicReturn]) -> str:
    """Why it is not owed, and who returns for that period in its place."""
    if not has_ended(report):
        return f"Danh mục Kỳ báo cáo không còn yêu cầu báo cáo này cho {report.period.label}."
    words = f"Đến ngày cuối kỳ {report.ends:%d/%m/%Y} cơ quan này không còn trong sổ đăng ký."
    for heir in report.agency.heirs():
        if (report.form, heir.pk, report.every, report.year, report.number) in wanted:
            return f"{words} {heir.name_on(report.ends)} nộp cho kỳ này."
    return words


@transaction.atomic
def _pinned(report: PeriodicReturn, asked: PeriodicReturn, on: date, act: Act) -> bool:
    """Only what says otherwise is locked and asked once more: a year's rows are thousands."""
    if not apart(report, asked, PINNED):
        return False
    row = PeriodicReturn.objects.select_for_update(of=("self",)).select_related("agency").get(pk=report.pk)
    if row.state in (Life.APPROVED, Life.DROPPED):
        return False
    ahead = row.state == Life.EXPECTED and not has_opened(row, on)
    return pin(row, asked, PINNED if ahead else ABOVE, by=act.by, at=act.at)


def _moved(name: str, report: PeriodicReturn, act: Act, why: str) -> bool:
    """Perform it; False where it stands elsewhere by now, or in something that is locked."""
    try:
        PERIODIC_RETURN.perform(name, report, Act(by=act.by, at=act.at, reason=why))
    except BlockedError:
        return False
    return True
