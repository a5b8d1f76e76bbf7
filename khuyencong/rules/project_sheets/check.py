"""From the cells of a workbook of projects to drafts that may be begun, or every reason why not.

All or nothing: with any error there are no rows. Each finding names sheet, cell, column, rule and fix.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from khuyencong.rules.estimate import MOST_LINES
from khuyencong.rules.findings import Finding, stops
from khuyencong.rules.project_sheets.columns import LINES, PROJECTS
from khuyencong.rules.project_sheets.known import KINDS, PURSES, KnownLists, Mark, mark_of
from khuyencong.rules.project_sheets.lines import CostReader, CostRow
from khuyencong.rules.returns.model import Workbook
from khuyencong.rules.returns.places import error, place
from khuyencong.rules.sheets import (
    CellReader,
    Layout,
    Table,
    amount_of_rows,
    filled_rows,
    no_headings,
    problems,
    table_in,
    whole_in,
)
from khuyencong.rules.text import compact


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRow:
    """A draft that may be begun; keys of places and workshops, items by code with for how many each."""

    number: str
    place: str
    title: str
    purse: str
    kind: str
    year: int
    last_year: int
    sector: int | None
    province: int
    others: tuple[int, ...]
    workshops: tuple[int, ...]
    lines: tuple[CostRow, ...] = ()

    @property
    def mark(self) -> Mark:
        """By which it is known again."""
        return mark_of(self.title, self.year, self.purse)

    @property
    def years(self) -> range:
        """The years it runs."""
        return range(self.year, self.last_year + 1)

    @property
    def items(self) -> dict[str, int]:
        """What it asks support for, with for how many."""
        return {each.item: each.count or 1 for each in sorted(self.lines, key=said_last) if each.item}


def said_last(row: CostRow) -> bool:
    """Lines that say for how many come last, so that their word stands."""
    return row.count is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedProjects:
    """What a file says after all checks."""

    rows: tuple[ProjectRow, ...]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether anything stops the import."""
        return stops(self.findings)


def check_projects(workbook: Workbook, known: KnownLists) -> CheckedProjects:
    """Judge a workbook: its two tables each by itself, then line by line against the projects."""
    found = list(workbook.findings)
    if stops(found):
        return CheckedProjects(rows=(), findings=tuple(found))
    tables = tables_in(workbook)
    if not tables:
        return CheckedProjects(rows=(), findings=(*found, no_headings(workbook)))
    found += missing(tables)
    filled = {layout.row: filled_rows(table) for layout, table in tables}
    for layout, table in tables:
        found += [*problems(table), *amount_of_rows(table, filled[layout.row])]
    rows: list[ProjectRow] = []
    if not stops(found):
        (_, projects), (_, lines) = tables
        rows, wrongs = drafts(projects, filled[PROJECTS.row], known)
        costs, more = estimates(lines, filled[LINES.row], rows, known)
        found += [*wrongs, *more]
        if not wrongs and not more:
            rows = [replace(row, lines=tuple(costs[row.number])) for row in rows]
            found += wrong_estimates(rows)
    refused = stops(found)
    return CheckedProjects(rows=() if refused else tuple(rows), findings=tuple(found))


def tables_in(workbook: Workbook) -> list[tuple[Layout, Table]]:
    """The tables of the form that are there, projects first; a sheet is what it resembles most."""
    best: dict[str, tuple[Layout, Table]] = {}
    for sheet in workbook.sheets:
        fits = [(layout, table) for layout in (PROJECTS, LINES) if (table := table_in(sheet, layout))]
        if fits:
            layout, table = max(fits, key=lambda each: len(each[1].columns))
            best.setdefault(layout.row, (layout, table))
    return [best[layout.row] for layout in (PROJECTS, LINES) if layout.row in best]


def workshops_named(workbook: Workbook) -> set[str]:
    """The names and codes of workshops that the file says, to be looked for all at once."""
    named: set[str] = set()
    for layout, table in tables_in(workbook):
        if layout is PROJECTS and (at := table.columns.get("workshops")) is not None:
            for number in filled_rows(table)[: layout.most]:
                row = table.sheet.rows[number]
                named |= set(parts_of(str(row[at]))) if at < len(row) else set()
    return named


def parts_of(text: str) -> list[str]:
    """What a cell lists, parted by semicolons."""
    return [" ".join(part.split()) for part in text.split(";") if part.strip()]


def missing(tables: Sequence[tuple[Layout, Table]]) -> Iterator[Finding]:
    """A table of the form that no sheet holds."""
    there = [layout.row for layout, _ in tables]
    for layout, name in ((PROJECTS, "Đề án"), (LINES, "Dự toán")):
        if layout.row not in there:
            first = f"“{layout.columns[0].heading}”, “{layout.columns[1].heading}”"
            told = f"Tệp thiếu tờ “{name}” (dòng tiêu đề có {first}…)."
            fix = "Tải mẫu, ghi cả hai tờ rồi gửi tệp ấy; giữ nguyên dòng tiêu đề."
            yield error("sheet_missing", place(tables[0][1].sheet.name), told, fix)


def drafts(table: Table, filled: Sequence[int], known: KnownLists) -> tuple[list[ProjectRow], list[Finding]]:
    """The projects without their lines, and what is wrong with them."""
    rows, found = [], []
    numbers: dict[str, int] = {}
    titles: dict[Mark, int] = {}
    for number in filled:
        reader = ProjectReader(table, number, known)
        row = reader.read()
        if row is not None:
            reader.alone(row, numbers, titles)
            rows.append(row)
        found += reader.findings
    return rows, found


def estimates(
    table: Table, filled: Sequence[int], rows: Sequence[ProjectRow], known: KnownLists
) -> tuple[dict[str, list[CostRow]], list[Finding]]:
    """The lines by the number of their project, and what is wrong with them."""
    by_number = {row.number: row for row in rows}
    costs: dict[str, list[CostRow]] = {row.number: [] for row in rows}
    counts: dict[tuple[str, str], int] = {}
    found: list[Finding] = []
    for number in filled:
        reader = CostReader(table, number, known)
        line = reader.read()
        if line is not None and (row := by_number.get(line.number)) is not None:
            reader.within(line, row.purse, row.years)
            if line.count and counts.setdefault((line.number, line.item), line.count) != line.count:
                told = f"dòng khác của cùng khoản ghi {counts[line.number, line.item]} suất."
                reader.wrong("count", "counts_differ", told, "Ghi số suất ở một dòng, hoặc ghi như nhau.")
            costs[line.number].append(line)
        elif line is not None:
            told = f"tờ “Đề án” không có đề án số “{line.number[:20]}”, hoặc dòng ấy còn sai."
            reader.wrong("number", "unknown_number", told, "Sửa số cho khớp hai tờ.")
        found += reader.findings
    return costs, found


def wrong_estimates(rows: Sequence[ProjectRow]) -> Iterator[Finding]:
    """Projects that cost nothing, those that ask for nothing, those with more lines than an estimate holds."""
    for row in rows:
        if not row.lines:
            told = f"Đề án số {row.number} chưa có dòng nào ở tờ “Dự toán”."
            yield error("no_lines", row.place, told, f"Ghi các dòng chi, cột “Số đề án” là {row.number}.")
        elif len(row.lines) > MOST_LINES:
            told = f"Đề án số {row.number} có {len(row.lines)} dòng chi, quá {MOST_LINES} dòng."
            yield error("too_many_lines", row.place, told, "Gộp các dòng nhỏ lại ở tờ “Dự toán”.")
        elif not row.items:
            told = f"Đề án số {row.number} không xin hỗ trợ khoản nào."
            yield error("no_items", row.place, told, "Ghi khoản hỗ trợ ở ít nhất một dòng của tờ “Dự toán”.")


class ProjectReader(CellReader):
    """Reads one row of the projects."""

    def __init__(self, table: Table, number: int, known: KnownLists) -> None:
        super().__init__(table, number)
        self.known = known

    def read(self) -> ProjectRow | None:
        """The project; None where anything is wrong."""
        year, provinces = self.took("year", whole_in) or 0, self.provinces()
        row = ProjectRow(
            number=self.text("number"),
            place=self.place("number"),
            title=self.text("title"),
            purse=self.one_of("purse", PURSES, "Ghi KCQG hoặc KCĐP."),
            kind=self.one_of("kind", KINDS, "Ghi “có địa chỉ cụ thể”, “nhóm” hoặc “điểm”.") or "named",
            year=year,
            last_year=self.took("last_year", whole_in) or year,
            sector=self.listed("sector", self.text("sector"), self.known.sectors),
            province=provinces[0] if provinces else 0,
            others=tuple(provinces[1:]),
            workshops=tuple(self.found("workshops", self.known.workshop)),
        )
        if year:
            self.timed(row)
        return row if not self.findings else None

    def one_of(self, key: str, names: Mapping[str, str], fix: str) -> str:
        """The code that a word stands for; "" for a blank."""
        text = self.text(key)
        if text and compact(text) not in names:
            self.wrong(key, f"unknown_{key}", f"“{text[:60]}” không dùng được.", fix)
        return names.get(compact(text), "")

    def timed(self, row: ProjectRow) -> None:
        """Its years: not past, in order, and no longer than plans are made for."""
        first, last = self.known.years[0], self.known.years[-1]
        if row.year not in self.known.years:
            fix = f"Ghi năm từ {first} đến {last}."
            self.wrong("year", "year", f"{row.year} không phải năm lập kế hoạch được.", fix)
        elif not row.year <= row.last_year <= last:
            fix = f"Ghi năm từ {row.year} đến {last}."
            self.wrong("last_year", "years", f"{row.last_year} không hợp với năm kế hoạch {row.year}.", fix)

    def provinces(self) -> list[int]:
        """The province of the draft first, then the others; the agency's own stands first by itself."""
        named = self.found("provinces", self.known.province)
        home = self.known.home
        if home is not None:
            return [home, *(each for each in named if each != home)]
        if not named and not self.findings:
            told = "đơn vị của anh/chị không thuộc tỉnh nào, nên phải ghi tỉnh."
            self.wrong("provinces", "no_province", told, "Ghi tên tỉnh thực hiện.")
        return named

    def found(self, key: str, find: Callable[[str], "int | str"]) -> list[int]:
        """The keys of what a cell names, each once; parted by semicolons."""
        keys: list[int] = []
        for name in parts_of(self.text(key)):
            key_or_words = find(name)
            if isinstance(key_or_words, int):
                keys.append(key_or_words)
            else:
                fix = "Sửa tên cho đúng, hoặc xóa đi rồi chọn trên trang sau khi nhập."
                self.wrong(key, f"unknown_{key}", key_or_words, fix)
        return list(dict.fromkeys(keys))

    def alone(self, row: ProjectRow, numbers: dict[str, int], titles: dict[Mark, int]) -> None:
        """The same number or the same project twice in the file, or a project that was begun before."""
        mark = row.mark
        if numbers.setdefault(row.number, self.number) != self.number:
            told = f"số {row.number} đã dùng ở dòng {numbers[row.number] + 1}."
            self.wrong("number", "number_twice", told, "Mỗi đề án một số.")
        if titles.setdefault(mark, self.number) != self.number:
            told = f"đề án này đã có ở dòng {titles[mark] + 1}: cùng tên, năm và nguồn."
            self.wrong("title", "project_twice", told, "Xóa một dòng, hoặc ghi tên cho khác nhau.")
        elif mark in self.known.existing:
            told = f"đã có {self.known.existing[mark]} cùng tên, năm và nguồn."
            self.wrong("title", "project_exists", told, "Xóa dòng này, hoặc ghi tên cho khác nhau.")
