"""Lines of a law's file that did not come as a file: written on a page, tried, and loaded by the same door."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

from django.db import models, transaction

from khuyencong.norms.actions.kinds import KINDS, Kind
from khuyencong.norms.actions.loading import Outcome, load_file
from khuyencong.norms.models import AdvanceTier, CheckRule, Indicator, LegalDocument, SupportItem
from khuyencong.norms.models.norms import province_key_of
from khuyencong.norms.queries.returns import lines_on
from khuyencong.places.models import Unit
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.return_checks import codes_in, line_words
from khuyencong.workflow.actions import Dossier, record
from khuyencong.workflow.models import Actor


def kind_named(name: str) -> Kind:
    """The kind of file of that name; KeyError for none."""
    return {kind.name: kind for kind in KINDS}[name]


def kind_for(model: type[Any]) -> Kind:
    """The kind of file whose lines are rows of that table; KeyError for none."""
    return {kind.model: kind for kind in KINDS}[model]


def cells_of(kind: Kind, row: Any) -> dict[str, str]:
    """A row as its file would hold it."""
    return {column: _cell(row, column) for column in kind.columns}


def all_lines(kind: Kind) -> list[dict[str, str]]:
    """Every row of every day as its file holds it; one SELECT, two where rows name support items."""
    objects: Any = kind.model._default_manager
    named = [name for name in ("document", "replaced_by", "province") if name in kind.columns]
    rows = objects.select_related(*named) if named else objects.all()
    if "items" in kind.columns:
        rows = rows.prefetch_related("items")
    return [cells_of(kind, row) for row in rows]


def _cell(row: Any, column: str) -> str:
    if column == "items":
        return " ".join(sorted(item.code for item in row.items.all()))
    value = getattr(row, column)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, LegalDocument):
        return value.number
    if isinstance(value, Unit):
        return province_key_of(value)
    return "" if value is None else str(value)


def as_file(kind: Kind, lines: Iterable[Mapping[str, str]]) -> str:
    """The heading and these lines, as the file of the kind."""
    written = io.StringIO()
    writer = csv.DictWriter(written, kind.columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return written.getvalue()


def lines_in(content: str) -> list[dict[str, str]]:
    """The lines of a file by column; those it cannot hold are left for the loading to refuse.

    BlockedError for a text that is no such file at all.
    """
    try:
        lines = list(csv.DictReader(io.StringIO(content)))
    except csv.Error as caught:
        message = "Tệp có ô quá dài, hoặc dấu xuống dòng lạ trong một ô, nên không đọc được."
        raise BlockedError(error("law_file", message, "Lưu lại thành CSV UTF-8 rồi gửi tệp ấy.")) from caught
    return [{column: value or "" for column, value in line.items() if column is not None} for line in lines]


MADE = ("rate", "multiplier")
"""Columns of files that are no columns of the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """What one line does: what it is called, whether its row is new, and each column that says otherwise.

    `cells` are the column's name, what stands and what would stand, as the file holds them.
    """

    name: str
    new: bool
    cells: Sequence[tuple[str, str, str]]


def changes_in(kind: Kind, content: str, *, worded: bool = False) -> list[LineChange]:
    """Every line against the row that stands under its name; at most two SELECTs, two more for people's words.

    `worded` says each cell as a page says it: a name for a code, a day as it is written here.
    """
    say = wording_of(kind) if worded else lambda column, text: text
    standing = {tuple(cells[name] for name in kind.named_by): cells for cells in all_lines(kind)}
    found = []
    for line in lines_in(content):
        before = standing.get(tuple(line.get(name, "") for name in kind.named_by), {})
        differing = [
            (column_label(kind, column), say(column, before.get(column, "")), say(column, line.get(column, "")))
            for column in kind.columns
            if before.get(column, "") != line.get(column, "")
        ]
        name = line.get("name") or line.get("number") or line.get("code") or ""
        found.append(LineChange(name=name, new=not before, cells=differing))
    return found


def wording_of(kind: Kind) -> Callable[[str, str], str]:
    """How a cell of that list is said to people; two SELECTs."""
    provinces = Unit.objects.filter(level=Unit.Level.PROVINCE)
    named = {
        "province": {province_key_of(each): each.full_name for each in provinces},
        "items": dict(SupportItem.objects.values_list("code", "name")),
    }

    def say(column: str, text: str) -> str:
        if column in named:
            return "; ".join(named[column].get(each, each) for each in text.split())
        field = kind.model._meta.get_field(column) if column not in MADE else None
        if isinstance(field, models.BooleanField):
            return {"true": "Có", "false": "Không"}.get(text, text)
        if isinstance(field, models.DateField) and text:
            return f"{date.fromisoformat(text):%d/%m/%Y}"
        labels = dict(field.flatchoices) if isinstance(field, models.Field) else {}
        return str(labels.get(text, text))

    return say


def column_label(kind: Kind, column: str) -> str:
    """What a column is called on pages."""
    return str(getattr(kind.model._meta.get_field(column), "verbose_name", column))


@transaction.atomic
def take_lines(
    kind: Kind, content: str, *, by: Actor, at: datetime, document: Mapping[str, Any] | None = None
) -> Outcome:
    """Load them as a file of that kind; BlockedError names the line that cannot be, and nothing is written.

    `document` is one the register does not hold yet and the lines name.
    """
    if document is not None and not LegalDocument.objects.filter(number=document["number"]).exists():
        made = LegalDocument.objects.create(**document)
        told = f"Ghi văn bản {made.number} cùng các dòng của danh mục {kind.name}"
        record("law.load", told, about=Dossier(kind="law", key=f"documents:{made.number}"[:60]), by=by, at=at)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{kind.name}.csv"
        path.write_text(content, encoding="utf-8", newline="")
        outcome = load_file(path, by=by, at=at)
    if outcome.name != kind.name:
        message = f"Tệp này là của danh mục “{outcome.name}”, không phải “{kind.name}”."
        raise BlockedError(error("other_list", message, "Mở đúng danh mục rồi gửi lại tệp."))
    if not (outcome.added or outcome.changed):
        message = "Các dòng này không thêm và không đổi gì trong sổ."
        raise BlockedError(error("nothing_new", message, "Sửa ít nhất một ô, hoặc rút đề xuất."))
    if wrong := [*_answered_twice(kind), *_still_named(kind, content)]:
        raise BlockedError(*wrong)
    return outcome


def _answered_twice(kind: Kind) -> list[Finding]:
    """Kinds of support of a province's list that two of its tiers would answer for on one day."""
    if kind.model is not AdvanceTier:
        return []
    objects: Any = AdvanceTier._default_manager
    rows = objects.filter(province__isnull=False).prefetch_related("items").select_related("province")
    said: dict[tuple[Any, str], list[AdvanceTier]] = {}
    for row in rows:
        for item in row.items.all():
            said.setdefault((row.province_id, item.name), []).append(row)
    return [
        error(
            "two_tiers",
            f"“{name}” có hai mức tạm ứng cùng ngày ở {one.province}: {one.name} và {two.name}.",
            "Mỗi khoản hỗ trợ chỉ để ở một mức; kết thúc mức cũ trước ngày mức mới có hiệu lực.",
        )
        for (_, name), tiers in said.items()
        for one, two in combinations(tiers, 2)
        if one.since < (two.until or date.max) and two.since < (one.until or date.max)
    ]


def _still_named(kind: Kind, content: str) -> list[Finding]:
    """Lines of a form that end while check rules go on naming them: those would say nothing any more."""
    if kind.model is not Indicator:
        return []
    codes = {line.get("code", "") for line in lines_in(content)}
    ends: dict[str, date] = {}
    objects: Any = Indicator._default_manager
    for code, until in objects.filter(code__in=codes).values_list("code", "until"):
        ends[code] = max(ends.get(code, date.min), until or date.max)
    rules: Any = CheckRule._default_manager
    lines = lines_on(max(ends.values(), default=date.max) - timedelta(days=1))
    return [
        error(
            "still_named",
            f"Chỉ tiêu ở {line_words(code, lines)} ({code}) kết thúc ngày {ends[code]:%d/%m/%Y} "
            f"mà luật kiểm tra “{rule.name}” ({rule.code}) vẫn nhắc đến.",
            "Đề xuất kết thúc hoặc sửa luật ấy trong danh mục Kiểm tra báo cáo trước.",
        )
        for rule in rules.order_by("code", "since")
        for code in dict.fromkeys(codes_in(rule.left, rule.right))
        if code in ends and ends[code] < (rule.until or date.max)
    ]


def try_lines(
    kind: Kind, content: str, *, by: Actor, at: datetime, document: Mapping[str, Any] | None = None
) -> Outcome:
    """What loading them would do, without doing it."""
    with transaction.atomic():
        outcome = take_lines(kind, content, by=by, at=at, document=document)
        transaction.set_rollback(True)
    return outcome
