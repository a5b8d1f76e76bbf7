"""The coverage matrix of a plan request: content × sector × locality.

What is empty, what has no basis in the programme of that day (that stops the request), what repeats.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from khuyencong.rules.findings import Finding, Severity
from khuyencong.rules.money import dong
from khuyencong.rules.validity import in_force

NAMED = 12
"""How many of what is empty are named in one sentence."""


class Axis(StrEnum):
    """A side of the matrix."""

    CONTENT = "content"
    SECTOR = "sector"
    LOCALITY = "locality"

    @property
    def label(self) -> str:
        """What the side is called."""
        return {"content": "Nội dung", "sector": "Ngành, nghề", "locality": "Địa bàn"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A content, sector or locality of a list that has dates; one code may have several rows over time."""

    code: str
    name: str
    since: date
    until: date | None = None
    law: str = ""
    verified: bool = True

    def binds(self, on: date) -> bool:
        """Whether it stands in its list on that day."""
        return in_force(self.since, self.until, on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one project puts into one cell; a project with two contents hands in two entries.

    `family` is what two projects of one beneficiary have in common, "" where nobody is named yet.
    """

    project: str
    title: str
    content: str
    sector: str
    locality: str
    support: int
    family: str = ""

    def on(self, axis: Axis) -> str:
        """Its code on that side."""
        return {Axis.CONTENT: self.content, Axis.SECTOR: self.sector, Axis.LOCALITY: self.locality}[axis]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a view on two sides; `without_basis` when its content or sector is not in force."""

    row: str
    column: str
    entries: tuple[Entry, ...]
    without_basis: bool = False

    @property
    def projects(self) -> int:
        """How many projects meet here."""
        return len({each.project for each in self.entries})

    @property
    def support(self) -> int:
        """What they ask together, in đồng."""
        return sum(each.support for each in self.entries)

    @property
    def repeats(self) -> bool:
        """Whether one beneficiary stands here with more than one project."""
        return bool(_repeated(self.entries))

    @property
    def empty(self) -> bool:
        """Whether nothing stands here."""
        return not self.entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a view: its name, and a cell for each column."""

    code: str
    name: str
    in_force: bool
    cells: tuple[Cell, ...]

    @property
    def support(self) -> int:
        """What the row asks, in đồng."""
        return sum(each.support for each in self.cells)

    @property
    def projects(self) -> int:
        """How many projects stand in the row."""
        return len({one.project for each in self.cells for one in each.entries})


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The three lists with their dates, the day that counts, and what the projects put into the cells."""

    on: date
    lists: dict[Axis, tuple[Dated, ...]]
    entries: tuple[Entry, ...]

    def row_of(self, axis: Axis, code: str) -> Dated | None:
        """The row that binds on the day; else the latest of that code; None for a code the list never had."""
        rows = [each for each in self.lists[axis] if each.code == code]
        return max(rows, key=lambda each: (each.binds(self.on), each.since), default=None)

    def holds(self, axis: Axis, code: str) -> bool:
        """Whether the list of the day holds the code."""
        return any(each.code == code and each.binds(self.on) for each in self.lists[axis])

    def name(self, axis: Axis, code: str) -> str:
        """What the code is called; words where none was given or the list never had it."""
        row = self.row_of(axis, code)
        if row is not None:
            return row.name
        return f"Không có trong danh mục: {code}" if code else "Chưa ghi"

    def codes(self, axis: Axis) -> list[str]:
        """The codes of the day in the order of the list, then those used without a basis."""
        listed = [each.code for each in self.lists[axis] if each.binds(self.on)]
        used = sorted({each.on(axis) for each in self.entries})
        return list(dict.fromkeys([*listed, *used]))


def view(matrix: Matrix, rows: Axis, columns: Axis) -> list[Line]:
    """The matrix seen on two of its sides; the third is within the entries of each cell."""
    columns_codes = matrix.codes(columns)
    found: dict[tuple[str, str], list[Entry]] = {}
    for each in matrix.entries:
        found.setdefault((each.on(rows), each.on(columns)), []).append(each)
    lines = []
    for row in matrix.codes(rows):
        cells = tuple(
            Cell(
                row=row,
                column=column,
                entries=tuple(found.get((row, column), ())),
                without_basis=any(
                    axis is not Axis.LOCALITY and not matrix.holds(axis, code)
                    for axis, code in ((rows, row), (columns, column))
                ),
            )
            for column in columns_codes
        )
        held = matrix.holds(rows, row)
        lines.append(Line(code=row, name=matrix.name(rows, row), in_force=held, cells=cells))
    return lines


def empty_codes(matrix: Matrix, axis: Axis) -> list[Dated]:
    """What the list of the day holds and no project of the request touches, in the list's order."""
    used = {each.on(axis) for each in matrix.entries}
    return [each for each in matrix.lists[axis] if each.binds(matrix.on) and each.code not in used]


def without_basis(matrix: Matrix) -> list[Finding]:
    """Each project whose content or sector the programme does not hold that day: which, and why. Blocking."""
    found = {}
    for each in matrix.entries:
        for axis in (Axis.CONTENT, Axis.SECTOR):
            code = each.on(axis)
            if not matrix.holds(axis, code):
                found[each.project, axis, code] = _outside(matrix, each, axis, code)
    return list(found.values())


def _outside(matrix: Matrix, entry: Entry, axis: Axis, code: str) -> Finding:
    what = axis.label.lower()
    return Finding(
        code=f"{axis}_without_basis",
        severity=Severity.ERROR,
        message=f"{axis.label} {_why_not(matrix, axis, code)}",
        place=f"Đề án “{entry.title}”",
        fix=f"Sửa {what} của đề án cho đúng danh mục, hoặc đưa đề án ra khỏi hồ sơ đăng ký.",
    )


def _why_not(matrix: Matrix, axis: Axis, code: str) -> str:
    if not code:
        return f"chưa ghi, nên không có cơ sở đăng ký vào ngày {matrix.on:%d/%m/%Y}."
    row = matrix.row_of(axis, code)
    if row is None:
        return f"“{code}” không có trong danh mục của chương trình ở bất kỳ thời điểm nào."
    law = f" ({row.law}{'' if row.verified else ', cần xác minh'})" if row.law else ""
    if row.since > matrix.on:
        return f"“{row.name}” chỉ có hiệu lực từ {row.since:%d/%m/%Y}{law}; hồ sơ xét vào {matrix.on:%d/%m/%Y}."
    return f"“{row.name}” đã hết hiệu lực từ {row.until:%d/%m/%Y}{law}; hồ sơ xét vào {matrix.on:%d/%m/%Y}."


def emptiness(matrix: Matrix) -> list[Finding]:
    """What the request leaves empty, a note a side: nothing wrong, but said aloud before it is sent."""
    found = []
    for axis in Axis:
        left = empty_codes(matrix, axis)
        if left:
            names = "; ".join(each.name for each in left[:NAMED])
            names += f" và {len(left) - NAMED} nơi khác" if len(left) > NAMED else ""
            message = f"{len(left)} {axis.label.lower()} chưa có đề án nào: {names}."
            fix = (
                "Xem có nhu cầu mà chưa ai lập đề án không; nếu thật không có thì ghi lý do vào phần mục tiêu."
            )
            found.append(Finding(code=f"{axis}_empty", severity=Severity.NOTE, message=message, fix=fix))
    return found


def repeats(matrix: Matrix) -> list[Finding]:
    """One beneficiary with several projects of one content: perhaps one project in parts."""
    found = []
    for (content, _), entries in _repeated(matrix.entries).items():
        titles = "; ".join(f"“{each.title}”" for each in entries)
        asked = dong(sum(each.support for each in entries))
        message = f"Cùng một đơn vị thụ hưởng, cùng nội dung “{matrix.name(Axis.CONTENT, content)}”: {titles}."
        fix = f"Xem có phải một đề án bị tách không; các đề án này cùng xin {asked}."
        found.append(Finding(code="repeats", severity=Severity.WARNING, message=message, fix=fix))
    return found


def _repeated(entries: Iterable[Entry]) -> dict[tuple[str, str], list[Entry]]:
    by: dict[tuple[str, str], dict[str, Entry]] = {}
    for each in entries:
        if each.family:
            by.setdefault((each.content, each.family), {}).setdefault(each.project, each)
    return {key: list(found.values()) for key, found in by.items() if len(found) > 1}


def findings(matrix: Matrix) -> list[Finding]:
    """Everything the matrix has to say, what stops the request first."""
    checks: Sequence[Callable[[Matrix], list[Finding]]] = (without_basis, repeats, emptiness)
    return [each for check in checks for each in check(matrix)]
