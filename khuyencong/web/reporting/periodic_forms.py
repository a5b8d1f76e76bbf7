"""Forms of periodic returns: numbers as they are typed, line by line, and the few words that go with a step."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.http import QueryDict

from khuyencong.reporting.actions.periodic import Entered
from khuyencong.reporting.models import ReturnCell
from khuyencong.reporting.queries.periodic.sheet import Form, Place
from khuyencong.reporting.queries.periodic.words import lacks_reason, words_of
from khuyencong.rules.indicators import IndicatorLine
from khuyencong.rules.printed import UnreadableFigureError
from khuyencong.rules.purses import COLUMNS
from khuyencong.web.forms import AskForm
from khuyencong.web.requests import key_of
from khuyencong.web.uploads import FilesField

MOST_WORDS = 300


class WordsForm(forms.Form):
    """Why, or what is said."""

    note = forms.CharField(
        label="Lý do",
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SheetForm(AskForm):
    """The workbook of one return."""

    workbook = FilesField(label="Tệp", error_messages={"required": "Chọn tệp .xlsx đã điền."})

    def clean_workbook(self) -> Any:
        """One at a time."""
        files = self.cleaned_data["workbook"]
        if len(files) > 1:
            raise forms.ValidationError("Mỗi lần một tệp.")
        return files[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One cell as it is shown to be typed in: what stands, what was typed, its note, what is wrong."""

    name: str
    purse: str
    label: str
    cell: ReturnCell | None
    typed: str
    note_name: str
    note: str
    error: str = ""

    @property
    def seen(self) -> int:
        """The row she has before her."""
        return self.cell.pk if self.cell is not None else 0

    @property
    def bare(self) -> bool:
        """Whether it stands by hand against the system's number without a reason."""
        return lacks_reason(self.cell)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the form with a box a column, None where the line has no cell."""

    line: IndicatorLine
    boxes: tuple[Box | None, ...]
    total: bool

    @property
    def there(self) -> list[Box]:
        """The boxes it has."""
        return [each for each in self.boxes if each is not None]

    @property
    def noted(self) -> bool:
        """Whether words stand beside one of its numbers."""
        return any(each.note for each in self.there)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines of one content of the programme, and which of them say but nought: a phone folds these."""

    rows: tuple[Row, ...]
    nil: frozenset[str]

    @property
    def told(self) -> str:
        """The folded lines by their numbers."""
        return ", ".join(row.line.number or row.line.name for row in self.rows if row.line.code in self.nil)


def sections_of(rows: Sequence[Row], told_of: Collection[str]) -> list[Section]:
    """The lines by content; `told_of` are lines a finding is about, which are never folded."""
    return [
        Section(
            rows=(lines := tuple(each)),
            nil=frozenset(row.line.code for row in lines if row.line.code not in told_of and is_nil(row)),
        )
        for _, each in groupby(rows, key=lambda row: row.line.activity)
    ]


def is_nil(row: Row) -> bool:
    """Whether it says nought in every cell, somebody looked at it, and nobody wrote a word beside it."""
    filled = ReturnCell.How.FILLED
    return not row.total and all(
        box.cell is not None
        and box.cell.value == 0
        and box.cell.how != filled
        and not box.note
        and not box.bare
        for box in row.there
    )


def shown_value(line: IndicatorLine, cell: ReturnCell | None) -> str:
    """What stands in a cell as it would be typed."""
    return line.show(cell.value) if cell is not None else ""


def rows_of(
    form: Form, cells: Mapping[Place, ReturnCell], given: QueryDict | None, errors: Mapping[str, str]
) -> list[Row]:
    """Every line of the form, as it stands or as it was typed."""
    totals = form.totals
    return [
        Row(
            line=line,
            boxes=tuple(
                _box(line, purse, cells.get((line.code, purse)), given, errors)
                if purse in form.purses_of(line)
                else None
                for purse in form.purses
            ),
            total=line.code in totals,
        )
        for line in form.lines
    ]


def _box(
    line: IndicatorLine,
    purse: str,
    cell: ReturnCell | None,
    given: QueryDict | None,
    errors: Mapping[str, str],
) -> Box:
    name, note_name = f"o-{line.code}-{purse}", f"ghi-{line.code}-{purse}"
    stands, note = shown_value(line, cell), words_of(cell)
    return Box(
        name=name,
        purse=purse,
        label=COLUMNS[purse],
        cell=cell,
        typed=given.get(name, "") if given is not None else stands,
        note_name=note_name,
        note=given.get(note_name, "") if given is not None else note,
        error=errors.get(name, ""),
    )


def entered_of(
    form: Form, cells: Mapping[Place, ReturnCell], given: QueryDict
) -> tuple[list[Entered], dict[str, str]]:
    """What was changed on the page, and by box what cannot be read."""
    entries, errors = [], {}
    for line in form.lines:
        if line.code in form.totals:
            continue
        for purse in form.purses_of(line):
            name, cell = f"o-{line.code}-{purse}", cells.get((line.code, purse))
            if name not in given:
                continue
            try:
                value = line.read(str(given[name]))
            except UnreadableFigureError as error:
                errors[name] = str(error)
                continue
            stands = cell.value if cell is not None else None
            note = " ".join(given.get(f"ghi-{line.code}-{purse}", "").split())
            if value == stands and (note == " ".join(words_of(cell).split()) or stands is None):
                continue
            entries.append(
                Entered(
                    indicator=line.code,
                    purse=purse,
                    value=value,
                    note=note,
                    seen=key_of(given.get(f"thay-{line.code}-{purse}", "")),
                )
            )
    return entries, errors
