"""Which line of a law's file the database would not hold, in words: the database itself says it in English."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint

from khuyencong.norms.actions.files import Row, wrong_file
from khuyencong.norms.actions.kinds import Kind
from khuyencong.rules.findings import BlockedError

FIX = "Sửa dòng ấy rồi nạp lại; chưa có gì được ghi."
LAST = date.max


def refused_line(path: Path, kind: Kind, rows: Sequence[Row], standing: Mapping[Any, Any]) -> BlockedError:
    """The first line that breaks a constraint or stands on a day of another row of its name."""
    for row in rows:
        if (message := _broken(kind, row)) is not None:
            return wrong_file(path, row.line, message, FIX)
    for row, message in _twice(kind, rows, standing):
        return wrong_file(path, row.line, message, "Sửa ngày bắt đầu, ngày kết thúc rồi nạp lại.")
    told = "Có dòng trùng hoặc trái với một ràng buộc của sổ; sổ giữ nguyên."
    return wrong_file(path, 0, told, "Nạp từng phần của tệp để tìm ra dòng ấy, hoặc báo người quản trị.")


def _broken(kind: Kind, row: Row) -> str | None:
    """What the first constraint says that the line breaks."""
    values = {name: value for name, value in row.values.items() if name != "replaced_by"}
    made = kind.model(**values)
    for each in kind.model._meta.constraints:
        if isinstance(each, CheckConstraint):
            try:
                each.validate(kind.model, made)
            except ValidationError as caught:
                return " ".join(caught.messages)
    return None


def _twice(kind: Kind, rows: Sequence[Row], standing: Mapping[Any, Any]) -> Iterator[tuple[Row, str]]:
    """Lines whose days meet those of a line before, or of a row that stands and that no line is about."""
    names = [each for each in kind.named_by if each != "since"]
    said = {tuple(row.values[name] for name in kind.named_by) for row in rows}
    seen: dict[Any, list[tuple[str, Any, Any]]] = {}
    for key, found in standing.items():
        if key not in said:
            about = tuple(getattr(found, name) for name in names)
            told = f"dòng đang đứng từ {found.since:%d/%m/%Y}" if found.since else "dòng đang đứng"
            seen.setdefault(about, []).append((told, found.since, found.until))
    for row in rows:
        about = tuple(row.values[name] for name in names)
        since, until = row.values.get("since"), row.values.get("until")
        for told, others_since, others_until in seen.get(about, ()):
            if _meet((since, until), (others_since, others_until)):
                yield row, f"Cùng mã và cùng hiệu lực trong một ngày với {told}."
        seen.setdefault(about, []).append((f"dòng {row.line}", since, until))


def _meet(one: tuple[date | None, date | None], other: tuple[date | None, date | None]) -> bool:
    """Whether two periods without their last day have a day in common."""
    return (one[0] or date.min) < (other[1] or LAST) and (other[0] or date.min) < (one[1] or LAST)
