"""A line of a list of the law as a form: one field for each column of its file, and the file itself."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.db import models

from khuyencong.norms.actions.kinds import Kind
from khuyencong.norms.actions.lines import as_file, column_label
from khuyencong.norms.models import (
    Activity,
    CheckRule,
    Indicator,
    LegalDocument,
    Programme,
    ProgrammeTarget,
    ReportDuty,
    SupportItem,
)
from khuyencong.norms.queries.returns import form_names
from khuyencong.rules.indicators import FILLS, MOST
from khuyencong.web.forms import AskForm
from khuyencong.web.reporting.forms import DayField, UncutField
from khuyencong.web.uploads import OneFileField

FILE_BYTES = 2**20
LOCAL = ("KCDP", "Khuyến công địa phương")
NOT_READ = ("", "Chưa rõ văn bản")
HELP = {
    "code": "Một mã cho một quy định qua các thời kỳ, chữ thường không dấu, ví dụ tam-ung-may-moc.",
    "since": "Luật đổi thì ghi dòng mới với ngày mới; dòng cũ tự kết thúc khi ghi “đến trước ngày”.",
    "until": "Bỏ trống: chưa hết hiệu lực.",
    "papers": "Mỗi dòng một giấy tờ.",
    "items": "Giữ phím Ctrl để chọn nhiều khoản; không chọn: áp dụng chung.",
    "source": "Bản gốc, công báo, hay bài nào.",
    "parent": "Mã của dòng lớn; bỏ trống nếu là dòng riêng.",
    "small_base": "Bằng đơn vị của dòng; tiền ghi bằng đồng.",
    "left": "Mã chỉ tiêu, cộng bằng dấu +; * là từng chỉ tiêu của biểu. Ví dụ kq-01a, dong:kp-tong, *.",
    "right": "Như vế trái; truoc: kỳ trước, namtruoc: cùng kỳ, so: sổ cái, con: cấp dưới, luyke: lũy kế.",
    "indicator": "Mã chỉ tiêu của biểu đếm việc này, cộng bằng dấu +; bỏ trống nếu biểu không đếm.",
    "value": "Bỏ trống: chưa rõ, không phải 0. Tiền ghi bằng đồng.",
    "remind_days": "Trước hạn mấy ngày; sau hạn mấy ngày một lần: 7 3 1; every 3.",
}


class NewDocumentForm(AskForm):
    """A document that the register does not hold yet, proposed with the lines that name it."""

    new_number = UncutField(
        label="Hoặc số văn bản chưa có trong danh sách",
        max_length=80,
        required=False,
        help_text="Văn bản vào sổ cùng các dòng, khi người thứ hai đồng ý.",
    )
    new_title = UncutField(label="Trích yếu của văn bản ấy", max_length=300, required=False)
    new_issuer = UncutField(label="Cơ quan ban hành", max_length=120, required=False)
    new_signed = DayField(label="Ngày ký", required=False)

    def clean(self) -> dict[str, Any]:
        """A number comes with a title, and takes the place of none that was chosen."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("new_number") and not said.get("new_title"):
            self.add_error("new_title", "Ghi trích yếu của văn bản mới.")
        if said.get("new_number") and said.get("document"):
            self.add_error("new_number", "Đã chọn một văn bản ở trên; bỏ trống một trong hai.")
        return said

    @property
    def new_document(self) -> dict[str, Any] | None:
        """What was said of it, once valid; None where nothing was."""
        names = ("number", "title", "issuer", "signed")
        said = {name: self.cleaned_data.get(f"new_{name}") for name in names}
        return said if said["number"] else None


class LineForm(NewDocumentForm):
    """One line, in words; `as_content` is the file with this line alone.

    `provinces` are those whose rows she may write; `own` that she writes no others.
    """

    reason = UncutField(label="Lý do đề xuất", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        provinces: Sequence[tuple[str, str]] = (),
        own: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.kind, made = kind, {}
        for column in kind.columns:
            if column == "province":
                made[column] = province_field(provinces, own=own)
            elif column == "purse" and own:
                made[column] = forms.ChoiceField(label="Nguồn kinh phí", choices=[LOCAL])
            else:
                made[column] = field_for(kind, column)
            if column == "document":
                made |= {name: self.fields[name] for name in NewDocumentForm.base_fields}
        self.fields = {**made, "reason": self.fields["reason"]}

    @classmethod
    def showing(cls, kind: Kind, cells: Mapping[str, str], **options: Any) -> "LineForm":
        """With what a line says."""
        said = {column: typed(kind, column, text) for column, text in cells.items()}
        return cls(kind=kind, **options, initial=said)

    @property
    def content(self) -> str:
        """The file with what was typed, once it is valid."""
        cells = {name: written(self.cleaned_data[name]) for name in self.kind.columns}
        if self.new_document is not None:
            cells["document"] = self.new_document["number"]
        return as_file(self.kind, [cells])


class LinesForm(NewDocumentForm):
    """Many lines at once, as the file."""

    file = OneFileField(label="Tệp .csv của danh mục (UTF-8)", kinds=("csv",), most=FILE_BYTES)
    reason = UncutField(label="Lý do đề xuất", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_file(self) -> str:
        """Its text; a sentence where it is none."""
        try:
            return str(self.cleaned_data["file"].read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise forms.ValidationError("Tệp không phải chữ UTF-8: lưu lại dạng “CSV UTF-8”.") from error


def province_field(provinces: Sequence[tuple[str, str]], *, own: bool) -> forms.Field:
    """Whose row it is: of one of these, or of all where she may say so."""
    choices = [*provinces] if own else [("", "Mọi tỉnh"), *provinces]
    told = (
        "Dòng của tỉnh chỉ dùng cho kinh phí địa phương; cùng mã với dòng chung thì thay dòng ấy ở tỉnh mình."
    )
    return forms.ChoiceField(label="Của tỉnh", choices=choices, required=own, help_text=told)


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
    if kind.model in (Indicator, CheckRule, ReportDuty, ProgrammeTarget) and column in CODED:
        return forms.ChoiceField(choices=CODED[column](), required=column in ("form", "programme"), **said)
    held = kind.model._meta.get_field(column)
    assert isinstance(held, models.Field)
    if isinstance(held, models.BooleanField):
        return forms.BooleanField(required=False, **said)
    if isinstance(held, models.DateField):
        return DayField(required=not held.null, **said)
    if isinstance(held, models.IntegerField):
        most = MOST if isinstance(held, models.BigIntegerField) else 32767
        return forms.IntegerField(required=not held.null, min_value=0, max_value=most, **said)
    if held.choices:
        return forms.ChoiceField(choices=list(held.choices), **said)
    if isinstance(held, models.TextField):
        area = forms.Textarea(attrs={"rows": 3})
        return UncutField(max_length=4000, required=not held.blank, widget=area, **said)
    return UncutField(max_length=getattr(held, "max_length", None) or 300, required=not held.blank, **said)


def _programmes() -> list[tuple[str, str]]:
    """Every programme by its code, as last worded."""
    return sorted(dict(Programme.objects.order_by("since").values_list("code", "name")).items())


def _contents() -> list[tuple[str, str]]:
    """Every content of the programme and every report line under one, or none."""
    rows = dict(Activity.objects.order_by("since").values_list("code", "name"))
    return [("", "Không thuộc dòng nào"), *((code, f"{code}. {name}") for code, name in rows.items())]


CODED: Mapping[str, Callable[[], list[tuple[str, str]]]] = {
    "form": form_names,
    "programme": _programmes,
    "activity": _contents,
    "line": _contents,
    "fill": lambda: [("", "Gõ tay"), *FILLS.items()],
}
"""Columns of the lists about returns that name something by its code → what may be chosen."""


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
