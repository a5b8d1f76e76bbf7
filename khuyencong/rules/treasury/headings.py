"""The headings of a statement, as the treasury, banks and accounting programs name its columns.

Names were gathered from statements that are public and from what such programs write; a name that is not here
is told, never guessed. A heading may stand over two rows ("Phát sinh" over "Nợ" and "Có").
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from khuyencong.rules.returns.model import Sheet, Value
from khuyencong.rules.text import compact, fold

HEAD_ROWS = 60
"""So many rows from the top are searched for the headings."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "on": (
        *("ngày", "ngày tháng", "ngày giao dịch", "ngày gd", "ngày hạch toán", "ngày ht", "ngày ghi sổ"),
        *("ngày chứng từ", "ngày ct", "ngày phát sinh", "thời gian giao dịch", "transaction date", "date"),
        *("ngày giờ giao dịch", "posting date", "trans date", "ngày tháng ghi sổ", "ngày thực hiện"),
    ),
    "value_on": ("ngày hiệu lực", "value date", "effective date", "ngày giá trị"),
    "number": (
        *("số chứng từ", "số ct", "số", "số hiệu", "số hiệu chứng từ", "số bút toán", "số giao dịch"),
        *("mã giao dịch", "số tham chiếu", "tham chiếu", "reference", "ref", "ref no", "transaction number"),
        *("số unc", "số lệnh", "mã gd", "chứng từ", "số chứng từ gốc", "reference number", "số ref"),
    ),
    "content": (
        *("nội dung", "diễn giải", "nội dung giao dịch", "mô tả", "mô tả giao dịch", "nội dung thanh toán"),
        *("description", "remark", "remarks", "details", "transaction detail", "nội dung chi", "ghi chú"),
        *("chi tiết giao dịch", "nội dung chi tiết", "nội dung chuyển tiền", "trích yếu"),
    ),
    "debit": (
        *("nợ", "phát sinh nợ", "ps nợ", "ghi nợ", "số tiền ghi nợ", "số phát sinh nợ", "debit", "chi"),
        *("rút ra", "tiền ra", "debit amount", "số tiền nợ", "phát sinh nợ trong kỳ", "số tiền chi", "rút"),
        *("withdrawal", "nợ debit", "doanh số nợ"),
    ),
    "credit": (
        *("có", "phát sinh có", "ps có", "ghi có", "số tiền ghi có", "số phát sinh có", "credit", "thu"),
        *("gửi vào", "tiền vào", "credit amount", "số tiền có", "phát sinh có trong kỳ", "số tiền thu", "gửi"),
        *("deposit", "có credit", "doanh số có"),
    ),
    "amount": ("số tiền", "amount", "số tiền giao dịch", "số tiền phát sinh", "transaction amount"),
    "direction": ("nợ có", "loại", "loại giao dịch", "ghi nợ có", "dc", "d c", "type", "dr cr", "cr dr"),
    "balance": (
        *("số dư", "dư", "balance", "số dư cuối", "số dư sau giao dịch", "dư cuối", "số dư lũy kế", "tồn"),
        *("running balance", "số dư tài khoản", "số dư khả dụng", "dư cuối ngày", "số dư hiện tại"),
        *("số dư còn lại", "available balance", "closing balance", "dư có"),
        *("số dư có", "dư có cuối"),
    ),
    "owed": ("dư nợ", "số dư nợ", "dư nợ cuối"),
    "other": ("stt", "tt", "tài khoản đối ứng", "tk đối ứng", "đối tác", "đơn vị thụ hưởng", "mã nguồn"),
}
LABELS = {
    "on": "Ngày giao dịch",
    "number": "Số chứng từ",
    "content": "Nội dung",
    "debit": "Phát sinh Nợ",
    "credit": "Phát sinh Có",
    "amount": "Số tiền",
    "direction": "Nợ/Có",
    "balance": "Số dư",
}
_KEYS = {compact(name): key for key, names in NAMES.items() for name in names}
_UNIT = re.compile(r"\([^)]*\)|\b(?:vnd|dong)\b|[/|].*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where the headings end (`last`, from 0), which column is which; `twice` names what stands two times."""

    last: int
    columns: Mapping[str, int]
    twice: tuple[tuple[str, int], ...] = ()

    @property
    def whole(self) -> bool:
        """Whether day and money can be read: two columns of money, or one."""
        has = self.columns.keys()
        return "on" in has and ({"debit", "credit"} <= has or "amount" in has)


def key_of(value: Value) -> str | None:
    """Which column a heading names: as it stands, else without its unit and its English half."""
    if not isinstance(value, str) or len(value) > 80:
        return None
    return _KEYS.get(compact(value)) or _KEYS.get(compact(_UNIT.sub(" ", fold(value))))


def head_in(sheet: Sheet) -> Head | None:
    """The row of headings, or two rows of them; None where no row near the top names enough columns."""
    best: Head | None = None
    for number in range(min(len(sheet.rows), HEAD_ROWS)):
        above: Sequence[Value] = sheet.rows[number - 1] if number else ()
        for names in (single(sheet.rows[number]), double(above, sheet.rows[number])):
            found = head_of(names, number)
            if better(found, best):
                best = found
    return best


def better(found: Head, best: Head | None) -> bool:
    """A head that is whole before one that is not, then the one that names more columns."""
    if len(found.columns) < 3:
        return False
    return best is None or (found.whole, len(found.columns)) > (best.whole, len(best.columns))


def single(row: Sequence[Value]) -> list[str | None]:
    """What the cells of one row name."""
    return [key_of(value) for value in row]


def double(above: Sequence[Value], row: Sequence[Value]) -> list[str | None]:
    """What two rows name together; a heading above stands over the cells to its right until the next one."""
    names: list[str | None] = []
    over = ""
    for place, value in enumerate(row):
        mine = above[place] if place < len(above) else ""
        over = mine if isinstance(mine, str) and mine.strip() else over
        below = value if isinstance(value, str) else ""
        if below.strip():
            names.append(key_of(f"{over} {below}") or key_of(below))
        else:
            names.append(key_of(mine))
    return names


def head_of(names: Sequence[str | None], last: int) -> Head:
    """The columns by key, the first of each kind; what is named again is told unless it is of no use."""
    columns: dict[str, int] = {}
    twice = []
    for place, name in enumerate(names):
        if name is None or name == "other":
            continue
        if name in columns:
            twice.append((name, place))
        else:
            columns[name] = place
    return Head(last=last, columns=columns, twice=tuple(twice))


def names_columns(line: str) -> bool:
    """Whether a line of a .csv, whatever parts its cells, names enough columns to be the head."""
    return any(
        len({key for cell in line.split(mark) if (key := key_of(cell.strip().strip('"')))}) >= 3
        for mark in ";,\t|"
    )
