"""Forms of periodic returns: numbers as they are typed, line by line, and the few words that go with a step."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from khuyencong.reporting.actions.periodic import Entered
from khuyencong.reporting.models import ReturnCell
from khuyencong.reporting.queries.periodic.sheet import Form, Place
from khuyencong.rules.indicators import IndicatorLine
from khuyencong.rules.printed import UnreadableFigureError
from khuyencong.web.forms import AskForm
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
    """One cell as it is shown to be typed in: what stands, what was typed, what is wrong with that."""

    name: str
    purse: str
    label: str
    cell: ReturnCell | None
    typed: str
    error: str = ""

    @property
    def seen(self) -> int:
        """The row she has before her."""
        return self.cell.pk if self.cell is not None else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the form with a box a column, None where the line has no cell, and its note."""

    line: IndicatorLine
    boxes: tuple[Box | None, ...]
    note_name: str
    note: str
    total: bool


def shown_value(line: IndicatorLine, cell: ReturnCell | None) -> str:
    """What stands in a cell as it would be typed."""
    return line.show(cell.value) if cell is not None else ""


def note_of(line: IndicatorLine, form: Form, cells: Mapping[Place, ReturnCell]) -> str:
    """What was written beside the line, from whichever of its cells."""
    notes = [cells[line.code, each].note for each in form.purses if (line.code, each) in cells]
    return next((each for each in notes if each), "")


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
            note_name=f"ghi-{line.code}",
            note=given.get(f"ghi-{line.code}", "") if given is not None else note_of(line, form, cells),
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
    name = f"o-{line.code}-{purse}"
    stands = shown_value(line, cell)
    return Box(
        name=name,
        purse=purse,
        label={"KCQG": "KCQG", "KCDP": "KCĐP"}.get(purse, "Số liệu"),
        cell=cell,
        typed=given.get(name, "") if given is not None else stands,
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
        before = note_of(line, form, cells)
        note = " ".join(given.get(f"ghi-{line.code}", "").split())
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
            seen = given.get(f"thay-{line.code}-{purse}", "")
            if value == stands and (note == before or stands is None):
                continue
            entries.append(
                Entered(
                    indicator=line.code,
                    purse=purse,
                    value=value,
                    note=note,
                    seen=int(seen) if seen.isascii() and seen.isdigit() else None,
                )
            )
    return entries, errors
