"""Living a year of money returns: offices prepare, sign and approve, each step by its lifecycle or action."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from khuyencong.norms.actions.loading import DATA, load_file
from khuyencong.organisations.actions import add_officer
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import department_of, ministry_department, operator, seated
from khuyencong.places.queries import provinces_on, region_on
from khuyencong.reporting.actions.periodic import Entered, confirm_all, expect, waive, write_cells
from khuyencong.reporting.lifecycle import PERIODIC_RETURN, begin_return
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.filling import Dossiers
from khuyencong.reporting.queries.periodic import duties
from khuyencong.reporting.queries.periodic.checking import judged_of
from khuyencong.reporting.queries.periodic.sheet import cells_of, form_of
from khuyencong.rules.periods import Every
from khuyencong.workflow.lifecycle import Act

VN = ZoneInfo("Asia/Ho_Chi_Minh")
FORM = "kinh-phi"
LISTS = ("documents", "return_forms", "indicators", "check_rules", "report_duties")
ELSEWHERE = "Hồ sơ của tỉnh giữ ở phần mềm khác, số theo sổ của Trung tâm"
Cells = dict[tuple[str, str], int]
"""Amounts in đồng by indicator and purse."""


@dataclass(frozen=True, kw_only=True)
class Office:
    """Who prepares and who signs in one province."""

    officer: Actor
    leader: Actor


def count_rows() -> None:
    """Let PostgreSQL know how many rows there are: in one long transaction it plans as if tables were empty."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def somebody(agency: Agency, name: str, role: str, since: date) -> Actor:
    """A person who sits at a desk of hers since that day."""
    user, _ = add_officer(
        username=name, full_name=name, agency=agency, role=role, since=since, password="mat-khau-thu-nghiem"
    )
    return seated(user, since)


def noon(day: date, after: int = 0) -> datetime:
    """Noon in Vietnam, so many days later."""
    return datetime.combine(day + timedelta(days=after), time(12), tzinfo=VN)


def said(place: int, number: int) -> Cells:
    """What a province says of a period: odd to the last đồng, another in every place and period.

    Every fourth has money of the national purse, too.
    """
    local = {("kp-10", "KCDP"): 96_500_001 + 2_300_077 * place + 550_013 * number}
    national = {("kp-01", "KCQG"): 41_000_003 + 1_700_019 * place + 310_007 * number}
    return local | national if place % 4 == 0 else local


@dataclass(kw_only=True)
class Lived:
    """A region's year, with some places outside it: offices in provinces of then, the ministry that reads."""

    year: int
    region: str
    every: Every
    others: tuple[str, ...] = ()
    members: list[str] = field(init=False)
    places: list[str] = field(init=False)
    offices: dict[str, Office] = field(init=False)
    reader: Actor = field(init=False)
    head: Actor = field(init=False)
    sent: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        first = date(self.year, 1, 1)
        self.members = [each.name for each in region_on(self.region, first).members]
        self.places = [*self.members, *self.others]
        self.offices = {}
        places = {each.name: each for each in provinces_on(first)}
        for position, each in enumerate(places[name] for name in self.places):
            agency = department_of(each.id, first)
            officer = somebody(agency, f"cb{self.year}-{position}", "department_officer", first)
            leader = somebody(agency, f"ld{self.year}-{position}", "department_leader", first)
            self.offices[each.name] = Office(officer=officer, leader=leader)
        ministry = ministry_department()
        self.reader = somebody(ministry, f"cuc-cb{self.year}", "ministry_officer", first)
        self.head = somebody(ministry, f"cuc-ld{self.year}", "ministry_leader", first)

    def lists(self) -> None:
        """The lists of forms, lines, checks and duties as they are shipped."""
        for name in LISTS:
            load_file(DATA / f"{name}.csv", by=operator(), at=noon(date(self.year, 1, 2)))

    def owe(self) -> int:
        """Put down the money returns of departments that the list asks for in the year."""
        asked = [
            each for each in duties() if (each.form, each.every, each.by) == (FORM, self.every, "department")
        ]
        since, until = date(self.year, 1, 1), date(self.year, 12, 31)
        return expect(asked, since=since, until=until, by=operator(), at=noon(since, 1))

    def of(self, place: str, number: int) -> PeriodicReturn:
        """A province's return of a period, as it stands."""
        agency = self.offices[place].officer.agency
        return PeriodicReturn.objects.select_related("agency", "to").get(
            agency=agency, form=FORM, every=self.every, year=self.year, number=number
        )

    def said(self, place: str, number: int) -> Cells:
        """What the province says of the period at first."""
        return said(self.places.index(place), number)

    def do(self, name: str, place: str, number: int, by: Actor, at: datetime, reason: str = "") -> None:
        """One step of its life."""
        PERIODIC_RETURN.perform(f"periodic.{name}", self.of(place, number), Act(by=by, at=at, reason=reason))

    def write(self, place: str, number: int, cells: Cells, at: datetime, note: str = ELSEWHERE) -> None:
        """Type amounts with why they are not the ledger's, look at the rest, let what differs stand."""
        office, report = self.offices[place], self.of(place, number)
        entries = [
            Entered(indicator=code, purse=purse, value=value, note=note)
            for (code, purse), value in cells.items()
        ]
        write_cells(report, entries, by=office.officer, at=at)
        confirm_all(report, by=office.officer, at=at)
        form, standing = form_of(report), cells_of(report)
        for each in judged_of(report, form, standing, Dossiers(report, at)):
            if each.open:
                waive(report, each.found.fingerprint, "Đã đối chiếu sổ của Trung tâm", by=office.leader, at=at)

    def hand_up(self, place: str, number: int, at: datetime) -> None:
        """Submit by one, sign by another."""
        office = self.offices[place]
        self.do("submit", place, number, office.officer, at, "Đã xem lại và sửa")
        self.do("sign", place, number, office.leader, at + timedelta(minutes=5))

    def send(self, place: str, number: int, at: datetime, cells: Cells | None = None) -> None:
        """From the tray to the level above."""
        if self.sent in (1, 4, 16):
            count_rows()
        self.sent += 1
        begin_return(self.of(place, number), Act(by=self.offices[place].officer, at=at))
        self.write(place, number, cells or self.said(place, number), at)
        self.hand_up(place, number, at)

    def approve(self, place: str, number: int, at: datetime) -> None:
        """The ministry locks it."""
        self.do("approve", place, number, self.reader, at)

    def restate(self, place: str, number: int, cells: Cells, reason: str, at: datetime) -> None:
        """Open a locked one again, write other numbers with the reason, send and lock it again."""
        self.do("reopen", place, number, self.head, at, reason)
        self.write(place, number, cells, at + timedelta(minutes=1), reason)
        self.hand_up(place, number, at + timedelta(minutes=2))
        self.approve(place, number, at + timedelta(minutes=9))
