"""Made periodic returns of three quarters in four provinces: in time, late, corrected, owed, sent back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_current_timezone

from khuyencong.console.demo_days import Days
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import operator, person_named, seated
from khuyencong.post.queries.working_days import working_days
from khuyencong.reporting.actions.periodic import (
    Entered,
    answer,
    ask,
    confirm_all,
    expect,
    fill_cells,
    waive,
    write_cells,
    zero_blanks,
)
from khuyencong.reporting.lifecycle import PERIODIC_RETURN, begin_return, open_due
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.filling import Dossiers
from khuyencong.reporting.queries.periodic import duties
from khuyencong.reporting.queries.periodic.checking import judged_of
from khuyencong.reporting.queries.periodic.sheet import cells_of, form_of
from khuyencong.rules.periods import Every, Period, period_of
from khuyencong.workflow.lifecycle import Act

PROVINCES = ("dongthap", "tayninh", "vinhlong", "camau")
FORMS = ("ket-qua", "kinh-phi")
MONTHLY = ("tien-do", Every.MONTH)
BEGINS = "tayninh"
"""The centre whose month's return lies open, and nobody began it."""
QUARTERS = 3
CENTRES: Mapping[str, tuple[str, str, str]] = {
    "tayninh": ("approved", "late", "submitted"),
    "vinhlong": ("approved", "missing", "late"),
}
"""What became of the same quarters at the centres that have a head to sign; the others are missing."""
MADE = {"kq-01": 36, "kq-01a": 30, "kq-03": 25, "kq-05": 2, "kq-17": 3, "kq-22": 1, "kq-22a": 28, "kq-23": 14}
"""Numbers that no dossier fills, before each province's own share of them."""
LIVES: Mapping[str, tuple[str, str, str]] = {
    "dongthap": ("approved", "late", "sent"),
    "tayninh": ("restated", "approved", "draft"),
    "vinhlong": ("approved", "missing", "returned"),
    "camau": ("late", "approved", "asked"),
}
"""What became of the last three quarters in each province, the latest last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Who does what about one agency's returns: two there, two of the level above."""

    officer: Actor
    leader: Actor
    reader: Actor
    head: Actor


def load_returns(at: datetime) -> int:
    """How many returns were put down; a second run adds none."""
    if PeriodicReturn.objects.filter(made_up=True).exists():
        return 0
    days = Days(at=at)
    today = days.today
    quarters = last_quarters(today)
    asked = [each for each in duties() if each.form in FORMS and each.every is Every.QUARTER]
    count = expect(asked, since=quarters[0].ends, until=quarters[-1].ends, by=operator(), at=at, made_up=True)
    for province in PROVINCES:
        office = office_of(province, today)
        if office is None:
            continue
        below, share = centre_of(province, office, today), PROVINCES.index(province)
        for index, quarter in enumerate(quarters):
            for form in FORMS:
                found = owed_in(form, quarter, office, days.seated)
                if found is not None:
                    centre(found, office, below, CENTRES.get(province, ())[index : index + 1], share)
                    live(LIVES[province][index], found, office, share)
    count += owe_month(days)
    open_all(days)
    return count


def owe_month(days: Days) -> int:
    """One centre with a head has a month's return that is open and nobody began: the reader begins it."""
    centre = person_named(f"trungtam{BEGINS}")
    agency = seated(centre, days.today).agency if centre is not None else None
    duty = next((each for each in duties() if (each.form, each.every) == MONTHLY), None)
    if agency is None or duty is None:
        return 0
    month = period_of(Every.MONTH, days.today)
    if duty.term.opens(month, working_days()) > days.today:
        month = month.previous
    return expect(
        [duty], since=month.ends, until=month.ends, by=operator(), at=days.at, made_up=True, of=agency
    )


def open_all(days: Days) -> None:
    """What nobody began waits since the day it opened."""
    rows = PeriodicReturn.objects.filter(state=PeriodicReturn.State.EXPECTED, opens_on__lte=days.today)
    for day in sorted(set(rows.values_list("opens_on", flat=True))):
        open_due(day, Act(by=operator(), at=min(days.at, morning(max(day, days.seated), 0))))


def last_quarters(today: date) -> list[Period]:
    """The last quarters that ended long enough ago for their returns to be late, the oldest first."""
    found = [period_of(Every.QUARTER, today - timedelta(days=30)).previous]
    while len(found) < QUARTERS:
        found.insert(0, found[0].previous)
    return found


def office_of(province: str, today: date) -> Office | None:
    """The made people of the province's department and of the ministry's; None where one is missing."""
    names = (province, f"lanhdao{province}", "canbo", "lanhdao")
    people = [person_named(name) for name in names]
    found = [seated(each, today) for each in people if each is not None]
    if len(found) < len(names) or any(each.desk is None for each in found):
        return None
    officer, leader, reader, head = found
    return Office(officer=officer, leader=leader, reader=reader, head=head)


def centre_of(province: str, office: Office, today: date) -> Office | None:
    """The made people of the province's centre, and the department's above them; None without a head there."""
    names = (f"trungtam{province}", f"lanhdaotrungtam{province}")
    found = [seated(each, today) for each in map(person_named, names) if each is not None]
    if len(found) < len(names) or any(each.desk is None for each in found):
        return None
    return Office(officer=found[0], leader=found[1], reader=office.officer, head=office.leader)


def owed_in(form: str, quarter: Period, office: Office, seated: date) -> PeriodicReturn | None:
    """The province's return of that quarter, where everybody sat at her desk by then."""
    report = PeriodicReturn.objects.filter(
        form=form, agency=office.officer.agency, every=quarter.every, year=quarter.year, number=quarter.number
    ).first()
    known = report is not None and report.due_on is not None
    return report if known and quarter.ends >= seated else None


def live(life: str, report: PeriodicReturn, office: Office, share: int) -> None:
    """Lead one return to where it is."""
    due = report.due_on
    if due is None:
        return
    if life == "missing":
        miss(report, office.head, due, "Đã đôn đốc hai lần, không nộp (minh họa).")
        return
    if life == "asked":
        ask(report, "Quá hạn rồi, đề nghị gửi ngay (minh họa).", by=office.reader, at=morning(due, 3))
        answer(report, "Đang chờ số của các huyện cũ (minh họa).", by=office.officer, at=morning(due, 4))
        return
    # What lies below is taken before the level above fills its own: two days before it is due, at nine.
    below = report.agency.kind == Agency.Kind.CENTRE
    lateness = morning(due, 1) - timedelta(hours=3) if below else morning(due, 6)
    day = lateness if life == "late" else morning(due, -2)
    report = prepare(report, office, day, share)
    if life == "draft":
        return
    step("periodic.submit", report, office.officer, day + timedelta(hours=1))
    if life == "submitted":
        return
    step("periodic.sign", report, office.leader, day + timedelta(hours=2))
    if life == "returned":
        step(
            "periodic.return",
            report,
            office.reader,
            morning(due, 3),
            "Xem lại dòng 9, chưa giải trình (minh họa).",
        )
    elif life != "sent":
        taken = day + timedelta(hours=2, minutes=30) if below else morning(due, 9)
        step("periodic.approve", report, office.reader, taken)
    if life == "restated":
        restate(report, office, morning(due, 15))


def centre(
    report: PeriodicReturn, office: Office, below: Office | None, lives: tuple[str, ...], share: int
) -> None:
    """The centre's return of the same quarter, before the department's: missing where it has no head."""
    rows = PeriodicReturn.objects.filter(
        form=report.form, every=report.every, year=report.year, number=report.number, to=report.agency_id
    )
    for each in rows.filter(agency__kind=Agency.Kind.CENTRE, state=PeriodicReturn.State.EXPECTED):
        if below is not None and lives:
            live(lives[0], each, below, share)
        elif each.due_on is not None:
            miss(each, office.leader, each.due_on, "Trung tâm chưa nộp, Sở tự tổng hợp (minh họa).")


def miss(report: PeriodicReturn, by: Actor, due: date, reason: str) -> None:
    """Declare it missing some days after it was due."""
    step("periodic.miss", report, by, morning(due, 5), reason)


def prepare(report: PeriodicReturn, office: Office, at: datetime, share: int) -> PeriodicReturn:
    """Begin it, put in what no dossier fills, and let stand what the made numbers run into."""
    report = begin_return(report, Act(by=office.officer, at=at))
    codes = {each.code for each in form_of(report).lines}
    entries = [
        Entered(indicator=code, purse="KCDP", value=amount + share * (amount // 9), note="Số liệu minh họa")
        for code, amount in MADE.items()
        if code in codes
    ]
    if entries:
        write_cells(report, entries, by=office.officer, at=at)
    finish(report, office, at)
    return report


def finish(report: PeriodicReturn, office: Office, at: datetime) -> None:
    """Say nought where nothing was, confirm, and let stand what stands in the way."""
    zero_blanks(report, by=office.officer, at=at)
    confirm_all(report, by=office.officer, at=at)
    for each in judged_of(report, form_of(report), cells_of(report), Dossiers(report, at)):
        if each.open:
            waive(report, each.found.fingerprint, "Đã đối chiếu, số đúng (minh họa).", by=office.leader, at=at)


def restate(report: PeriodicReturn, office: Office, at: datetime) -> None:
    """Opened again, one number corrected, sent and approved a second time; the first stays."""
    step("periodic.reopen", report, office.head, at, "Sở đề nghị sửa số lớp đào tạo (minh họa).")
    report.refresh_from_db()
    fill_cells(report, by=office.officer, at=at)
    wanted = "kq-22a" if report.form == "ket-qua" else "kp-24"
    cell = cells_of(report).get((wanted, "KCDP"))
    value = (cell.value or 0) + (2 if report.form == "ket-qua" else 5_000_000) if cell is not None else 1
    note = "Đếm sót một lớp (minh họa)"
    write_cells(
        report, [Entered(indicator=wanted, purse="KCDP", value=value, note=note)], by=office.officer, at=at
    )
    finish(report, office, at)
    step("periodic.submit", report, office.officer, at + timedelta(hours=1))
    step("periodic.sign", report, office.leader, at + timedelta(hours=2))
    step("periodic.approve", report, office.reader, at + timedelta(hours=3))


def step(name: str, report: PeriodicReturn, by: Actor, at: datetime, reason: str = "") -> None:
    """One step of its life."""
    PERIODIC_RETURN.perform(name, report, Act(by=by, at=at, reason=reason))


def morning(day: date, later: int) -> datetime:
    """Nine o'clock so many days after."""
    return datetime.combine(day + timedelta(days=later), time(9), get_current_timezone())
