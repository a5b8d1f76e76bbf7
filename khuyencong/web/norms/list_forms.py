"""A line of a list of the law as a form: one field for each column of its file, and the file itself."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import models

from khuyencong.norms.actions.files import Kind
from khuyencong.norms.actions.lines import as_file, column_label
from khuyencong.norms.models import LegalDocument, SupportItem
from khuyencong.web.forms import AskForm
from khuyencong.web.reporting.forms import DayField, UncutField
from khuyencong.web.uploads import OneFileField

FILE_BYTES = 2**20
NOT_READ = ("", "Chưa rõ văn bản")
HELP = {
    "code": "Một mã cho một quy định qua các thời kỳ, chữ thường không dấu, ví dụ tam-ung-may-moc.",
    "since": "Luật đổi thì ghi dòng mới với ngày mới; dòng cũ tự kết thúc khi ghi “đến trước ngày”.",
    "until": "Bỏ trống: chưa hết hiệu lực.",
    "papers": "Mỗi dòng một giấy tờ.",
    "items": "Giữ phím Ctrl để chọn nhiều khoản; không chọn: áp dụng chung.",
    "source": "Bản gốc, công báo, hay bài nào.",
}


class LineForm(AskForm):
    """One line, in words; `as_content` is the file with this line alone."""

    reason = UncutField(label="Lý do đề xuất", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, kind: Kind, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        made = {column: field_for(kind, column) for column in kind.columns}
        self.fields = {**made, "reason": self.fields["reason"]}

    @classmethod
    def showing(cls, kind: Kind, cells: Mapping[str, str]) -> "LineForm":
        """With what a line says."""
        return cls(kind=kind, initial={column: typed(kind, column, text) for column, text in cells.items()})

    @property
    def content(self) -> str:
        """The file with what was typed, once it is valid."""
        return as_file(self.kind, [{name: written(self.cleaned_data[name]) for name in self.kind.columns}])


class LinesForm(AskForm):
    """Many lines at once, as the file."""

    file = OneFileField(label="Tệp .csv của danh mục (UTF-8)", kinds=("csv",), most=FILE_BYTES)
    reason = UncutField(label="Lý do đề xuất", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_file(self) -> str:
        """Its text; a sentence where it is none."""
        try:
            return str(self.cleaned_data["file"].read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise forms.ValidationError("Tệp không phải chữ UTF-8: lưu lại dạng “CSV UTF-8”.") from error


def field_for(kind: Kind, column: str) -> forms.Field:
    """The field of a column, by what the column holds."""
    said: dict[str, Any] = {"label": column_label(kind, column).capitalize(), "help_text": HELP.get(column, "")}
    if column == "document":
        numbers = LegalDocument.objects.order_by("number").values_list("number", flat=True)
        return forms.ChoiceField(
            choices=[NOT_READ, *((each, each) for each in numbers)], required=False, **said
        )
    if column == "items":
        items = SupportItem.objects.order_by("position").values_list("code", "name")
        return forms.MultipleChoiceField(choices=list(items), required=False, **said)
    held = kind.model._meta.get_field(column)
    assert isinstance(held, models.Field)
    if isinstance(held, models.BooleanField):
        return forms.BooleanField(required=False, **said)
    if isinstance(held, models.DateField):
        return DayField(required=not held.null, **said)
    if isinstance(held, models.IntegerField):
        return forms.IntegerField(required=not held.null, min_value=0, max_value=32767, **said)
    if held.choices:
        return forms.ChoiceField(choices=list(held.choices), **said)
    if isinstance(held, models.TextField):
        area = forms.Textarea(attrs={"rows": 3})
        return UncutField(max_length=4000, required=not held.blank, widget=area, **said)
    return UncutField(max_length=getattr(held, "max_length", None) or 300, required=not held.blank, **said)


def typed(kind: Kind, column: str, text: str) -> Any:
    """What a cell of the file is in its field."""
    if column == "items":
        return text.split()
    held = kind.model._meta.get_field(column)
    if isinstance(held, models.BooleanField):
        return text == "true"
    if isinstance(held, models.DateField) and text:
        return "/".join(reversed(text.split("-")))
    return text


def written(value: Any) -> str:
    """What a field's value is in the file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " ".join(value)
    return "" if value is None else str(value)
