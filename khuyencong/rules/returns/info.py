"""The information part of a return: which province, which year, up to which day, in which unit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias

from khuyencong.rules.findings import Finding
from khuyencong.rules.money import Unit
from khuyencong.rules.returns.labels import LONGEST_LABEL, letters
from khuyencong.rules.returns.model import ResolvedProvince, ResolveProvince, Sheet, Spot, Value
from khuyencong.rules.returns.numbers import is_blank, refuse_text
from khuyencong.rules.returns.places import error, note, place, without_value
from khuyencong.rules.returns.units import UNIT_CHOICES, misspelled_unit, unit_of

Field: TypeAlias = Literal["province", "year", "cut", "unit"]

FIELD_LABELS: dict[Field, str] = {
    "province": "Tỉnh/thành phố",
    "year": "Năm",
    "cut": "Số liệu đến ngày",
    "unit": "Đơn vị tính",
}
FIRST_YEAR = 2000
"""Before any programme of industrial promotion; an earlier year is a typing mistake."""

_WORDS: dict[str, Field] = {
    word: name
    for name, words in (
        (
            "province",
            "tinhthanhpho tinh thanhpho tinhtp diaphuong tentinh tentinhthanhpho donvibaocao tinhthanh",
        ),
        ("year", "nam nambaocao namkehoach"),
        ("cut", "solieudenngay denngay solieutinhdenngay tinhdenngay solieudenhetngay ngaychotsolieu"),
        ("unit", "donvitinh dvt dvtinh donvi"),
    )
    for word in words.split()
    if name in FIELD_LABELS
}
_DATE = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?", re.ASCII)
_SPELLED = re.compile(r"(?:ngay)?(\d{1,2})thang(\d{1,2})nam(\d{4})", re.ASCII)
_SERIAL_DAYS = range(36526, 73051)
"""Excel's numbers for the days from 2000 to 2099."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A field as it stands in the file."""

    value: Value
    spot: Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """The four fields, each None where it is missing or wrong; `spots` says where each was found."""

    province: ResolvedProvince | None
    year: int | None
    cut: date | None
    unit: Unit | None
    spots: dict[Field, Spot]


def read_info(
    sheet: Sheet, rows: int | None, resolve: ResolveProvince, today: date, found: list[Finding]
) -> Info:
    """Read the fields from the first `rows` rows of `sheet` (all if None); what is wrong goes into `found`."""
    given = _given(sheet, rows, found)
    year = _year(sheet, given.get("year"), found)
    cut = _cut(sheet, given.get("cut"), found)
    if cut and cut > today:
        found.append(
            error(
                "future_cut",
                place(sheet.name, given["cut"].spot),
                f"Số liệu đến ngày {cut:%d/%m/%Y} là ngày chưa tới (hôm nay {today:%d/%m/%Y}).",
                "Ghi ngày chốt số liệu không sau hôm nay.",
            )
        )
    if cut and year and cut.year != year:
        found.append(
            error(
                "year_mismatch",
                place(sheet.name, given["cut"].spot),
                f"Số liệu đến ngày {cut:%d/%m/%Y} không thuộc năm báo cáo {year}.",
                f"Sửa ô “Năm” ({place(sheet.name, given['year'].spot)}) hoặc ô này cho khớp nhau.",
            )
        )
    on = cut or (date(year, 12, 31) if year else today)
    return Info(
        province=_province(sheet, given.get("province"), resolve, on, found),
        year=year,
        cut=cut,
        unit=_unit(sheet, given.get("unit"), found),
        spots={field: each.spot for field, each in given.items()},
    )


def _given(sheet: Sheet, rows: int | None, found: list[Finding]) -> dict[Field, Given]:
    """The value beside (or behind the colon of) each label; a field stated twice differently is an error."""
    given: dict[Field, Given] = {}
    for row, cells in enumerate(sheet.rows[:rows]):
        for column, cell in enumerate(cells):
            if not isinstance(cell, str) or not cell or len(cell) > LONGEST_LABEL:
                continue
            label, _, rest = cell.partition(":")
            if field := _WORDS.get(letters(label)):
                _add(sheet, given, field, _value_beside(cells, row, column, rest), found)
                break
    refused = _refuse_unreadable(sheet, given, found)
    for field, label in FIELD_LABELS.items():
        if field not in given:
            found.append(
                error(
                    f"missing_{field}",
                    place(sheet.name),
                    f"Thiếu ô “{label}”.",
                    f"Ghi “{label}” và giá trị ở ô bên phải, như trong biểu mẫu.",
                )
            )
        elif is_blank(given[field].value) and given[field].spot not in refused:
            found.append(
                error(
                    f"missing_{field}",
                    place(sheet.name, given[field].spot),
                    f"Ô “{label}” để trống.",
                    _FIXES[field],
                )
            )
        if field in given and is_blank(given[field].value):
            given[field] = Given(value="", spot=given[field].spot)
    return given


def _value_beside(cells: Sequence[Value], row: int, column: int, rest: str) -> Given:
    if rest.strip():
        return Given(value=rest.strip(), spot=(row, column))
    for beside in range(column + 1, len(cells)):
        if not is_blank(cells[beside]):
            return Given(value=cells[beside], spot=(row, beside))
    return Given(value="", spot=(row, column + 1))


def _add(sheet: Sheet, given: dict[Field, Given], field: Field, value: Given, found: list[Finding]) -> None:
    before = given.setdefault(field, value)
    if is_blank(before.value):
        given[field] = value
    elif before is not value and not is_blank(value.value) and before.value != value.value:
        found.append(
            error(
                "field_twice",
                place(sheet.name, value.spot),
                f"“{FIELD_LABELS[field]}” ghi hai lần khác nhau (ô kia: {place(sheet.name, before.spot)}).",
                "Giữ lại một ô đúng.",
            )
        )


_FIXES: dict[Field, str] = {
    "province": "Ghi tên tỉnh, thành phố, ví dụ: Đồng Tháp.",
    "year": "Ghi năm bốn chữ số, ví dụ: 2018.",
    "cut": "Ghi ngày theo dạng ngày/tháng/năm, ví dụ: 31/07/2018.",
    "unit": f"Chọn một đơn vị: {UNIT_CHOICES}.",
}


def _refuse_unreadable(sheet: Sheet, given: dict[Field, Given], found: list[Finding]) -> set[Spot]:
    """Blank the fields whose cell is a formula error, never computed or a dangerous text; their spots."""
    refused: set[Spot] = set()
    formula_errors = dict(sheet.errors)
    for row, cells in enumerate(sheet.rows):
        if not formula_errors and not sheet.uncached:
            break
        for column, cell in enumerate(cells):
            field = (
                _WORDS.get(letters(cell.partition(":")[0]))
                if isinstance(cell, str) and len(cell) < 80
                else None
            )
            spot = (row, column + 1)
            if field and (spot in formula_errors or spot in sheet.uncached):
                given[field] = Given(value="", spot=spot)
    for field, each in given.items():
        where = place(sheet.name, each.spot)
        if text := formula_errors.get(each.spot):
            found.append(
                error("formula_error", where, f"Ô “{FIELD_LABELS[field]}” báo lỗi {text}.", _FIXES[field])
            )
        elif each.spot in sheet.uncached:
            found.append(without_value(sheet.name, [each.spot]))
        elif isinstance(each.value, str) and (refusal := refuse_text(each.value, 200)):
            found.append(
                error(refusal.code, where, f"Ô “{FIELD_LABELS[field]}”: {refusal.reason}.", refusal.fix)
            )
        else:
            continue
        refused.add(each.spot)
        given[field] = Given(value="", spot=each.spot)
    return refused


def _year(sheet: Sheet, given: Given | None, found: list[Finding]) -> int | None:
    if given is None or given.value == "":
        return None
    value = given.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str):
        digits = letters(value).removeprefix("nam")
        value = int(digits) if len(digits) == 4 and digits.isascii() and digits.isdigit() else value
    if isinstance(value, int) and not isinstance(value, bool) and FIRST_YEAR <= value <= 2099:
        return value
    found.append(
        error(
            "bad_year",
            place(sheet.name, given.spot),
            f"Ô “Năm” ghi “{_shown(given.value)}”, không phải một năm từ {FIRST_YEAR}.",
            _FIXES["year"],
        )
    )
    return None


def _cut(sheet: Sheet, given: Given | None, found: list[Finding]) -> date | None:
    if given is None or given.value == "":
        return None
    day = _day(given.value)
    if day is None:
        found.append(
            error(
                "bad_cut",
                place(sheet.name, given.spot),
                f"Ô “Số liệu đến ngày” ghi “{_shown(given.value)}”, không phải một ngày có thật"
                " dạng ngày/tháng/năm.",
                _FIXES["cut"],
            )
        )
    elif isinstance(given.value, int | float):
        found.append(
            note(
                "serial_date",
                place(sheet.name, given.spot),
                f"Số {_shown(given.value)} là cách Excel lưu ngày, được đọc là {day:%d/%m/%Y}.",
            )
        )
    return day


def _day(value: Value) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return date(1899, 12, 30) + timedelta(days=int(value)) if value in _SERIAL_DAYS else None
    if not isinstance(value, str):
        return None
    text = value.replace("\u00a0", " ").strip()
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DATE.fullmatch(text) or _SPELLED.fullmatch(letters(text)):
        day, month, year = match.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _province(
    sheet: Sheet, given: Given | None, resolve: ResolveProvince, on: date, found: list[Finding]
) -> ResolvedProvince | None:
    if given is None or given.value == "":
        return None
    text = str(given.value).strip()
    where = place(sheet.name, given.spot)
    answer = resolve(text, on)
    if isinstance(answer, ResolvedProvince):
        if answer.note:
            found.append(note("province_alias", where, answer.note))
        return answer
    if answer:
        asked = " hay ".join(answer)
        found.append(
            error(
                "near_province",
                where,
                f"Không có tỉnh, thành phố “{text}”; có phải {asked}?",
                _FIXES["province"],
            )
        )
    else:
        found.append(
            error(
                "unknown_province",
                where,
                f"Không có tỉnh, thành phố nào tên “{text}” vào ngày {on:%d/%m/%Y}.",
                _FIXES["province"],
            )
        )
    return None


def _unit(sheet: Sheet, given: Given | None, found: list[Finding]) -> Unit | None:
    if given is None or given.value == "":
        return None
    text = str(given.value)
    if unit := unit_of(text):
        return unit
    where = place(sheet.name, given.spot)
    if near := misspelled_unit(text):
        found.append(note("unit_spelling", where, f"Đơn vị tính “{text.strip()}” được đọc là {near.label}."))
        return near
    found.append(
        error(
            "unknown_unit",
            where,
            f"Đơn vị tính “{text.strip()[:40]}” không nằm trong biểu mẫu.",
            _FIXES["unit"],
        )
    )
    return None


def _shown(value: Value) -> str:
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()[:40]
