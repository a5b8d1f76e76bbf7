"""The reconciliation sheet (Mẫu 10): what the books say, what the account says, what is between.

Whatever was matched: account = books - postings without a line + lines without a posting, to the đồng.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from khuyencong.rules.findings import Finding, error
from khuyencong.rules.money import dong
from khuyencong.rules.treasury.causes import CAUSES, Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """A posting of the sheet; `pair` is the number of its match, `cause` and `why` explain one without a line.

    `cancelled` is one that was reversed, or reverses: both together moved nothing.
    """

    key: int
    on: date
    number: str
    kind: str
    amount: int
    project: int
    title: str
    contract: str = ""
    pair: int | None = None
    cause: str = ""
    why: str = ""
    cancelled: bool = False

    @property
    def open(self) -> bool:
        """Whether nothing is said of it yet."""
        return self.pair is None and not self.cancelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A line of the sheet."""

    key: int
    on: date
    number: str
    told: str
    amount: int
    pair: int | None = None
    cause: str = ""
    why: str = ""

    @property
    def open(self) -> bool:
        """Whether nothing is said of it yet."""
        return self.pair is None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfProject:
    """A project in the sheet, in đồng: paid out, come back, together, and of it what stands on the account."""

    project: int
    title: str
    contract: str
    paid: int
    returned: int
    on_account: int

    @property
    def booked(self) -> int:
        """What the books say reached the unit."""
        return self.paid - self.returned

    @property
    def gap(self) -> int:
        """What of it the account does not show."""
        return self.booked - self.on_account


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Differences of one cause on one side: how many, how much."""

    cause: str
    ours: bool
    count: int
    amount: int

    @property
    def label(self) -> str:
        """What it is called on a page."""
        return CAUSES[Cause(self.cause)] if self.cause else "Chưa giải thích"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet10:
    """All of it."""

    projects: Sequence[OfProject]
    gaps: Sequence[Gap]
    booked: int
    account: int
    matched: int

    @property
    def ours(self) -> int:
        """What the books say and the account does not."""
        return sum(each.amount for each in self.gaps if each.ours)

    @property
    def theirs(self) -> int:
        """What the account says and the books do not."""
        return sum(each.amount for each in self.gaps if not each.ours)

    @property
    def even(self) -> bool:
        """Whether the account comes out of the books."""
        return self.account == self.booked - self.ours + self.theirs


def sheet_of(entries: Sequence[Booked], lines: Sequence[Told]) -> Sheet10:
    """The sheet of these postings and lines."""
    paired = [each for each in entries if each.pair is not None and not each.cause]
    return Sheet10(
        projects=[of_project(each) for each in by_project(entries)],
        gaps=[*gaps_in(entries, ours=True), *gaps_in(lines, ours=False)],
        booked=sum(each.amount for each in entries),
        account=sum(each.amount for each in lines),
        matched=sum(each.amount for each in paired),
    )


def by_project(entries: Sequence[Booked]) -> list[list[Booked]]:
    """The postings of each project together, projects by their title."""
    found: dict[int, list[Booked]] = {}
    for each in entries:
        found.setdefault(each.project, []).append(each)
    return sorted(found.values(), key=lambda each: (each[0].title, each[0].project))


def of_project(entries: Sequence[Booked]) -> OfProject:
    """One row; what cancels itself out stands in neither column."""
    counted = [each for each in entries if not each.cancelled]
    return OfProject(
        project=entries[0].project,
        title=entries[0].title,
        contract="; ".join(dict.fromkeys(each.contract for each in entries if each.contract)),
        paid=sum(each.amount for each in counted if each.amount > 0),
        returned=-sum(each.amount for each in counted if each.amount < 0),
        on_account=sum(each.amount for each in counted if each.pair is not None and not each.cause),
    )


def gaps_in(rows: Iterable[Booked | Told], *, ours: bool) -> list[Gap]:
    """What stands on one side only, by its cause; what is not explained comes first."""
    sums: dict[str, tuple[int, int]] = {}
    for each in rows:
        if each.open or each.cause:
            count, amount = sums.get(each.cause, (0, 0))
            sums[each.cause] = (count + 1, amount + each.amount)
    order = ["", *(each.value for each in Cause)]
    return [
        Gap(cause=cause, ours=ours, count=sums[cause][0], amount=sums[cause][1])
        for cause in order
        if cause in sums
    ]


def check_sheet(sheet: Sheet10, statements: int) -> list[Finding]:
    """What stands against confirming it."""
    if not statements:
        fix = "Nhập sao kê của Kho bạc hoặc ngân hàng trước."
        return [error("no_statement", "Chưa nhập sao kê nào.", fix, "Sao kê")]
    found = []
    for each in sheet.gaps:
        if each.cause:
            continue
        what, place = ("bút toán", "Sổ của hệ thống") if each.ours else ("dòng sao kê", "Sao kê")
        message = f"Còn {each.count} {what} chưa khớp, chưa giải thích, cộng {dong(each.amount)}."
        found.append(error("unexplained", message, "Ghép với dòng bên kia, hoặc ghi nguyên nhân.", place))
    return found
