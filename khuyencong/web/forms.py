"""What every form of the site shares."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from khuyencong.places.models import Unit

OFFERED = 5
"""Names offered where several match."""
PLAIN = forms.Field.default_error_messages["required"]
WORDS = {
    forms.IntegerField: {
        "invalid": "Ghi một số nguyên bằng chữ số, ví dụ 40.",
        "max_value": "Ghi số không quá %(limit_value)s.",
        "min_value": "Ghi số từ %(limit_value)s trở lên.",
    },
    forms.CharField: {"max_length": "Dài %(show_value)d ký tự, quá %(limit_value)d: viết gọn lại."},
    forms.ChoiceField: {"invalid_choice": "Dòng này không còn trong danh sách: chọn lại."},
}
"""What is read in the place of the framework's own sentences, which name no fix."""


class AskForm(forms.Form):
    """A form whose fields tell assistive technology when they are wrong."""

    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | options)

    def __getitem__(self, name: str) -> BoundField:
        """A field as it is drawn; numbers as text, since a browser empties a number it cannot read."""
        widget = self.fields[name].widget if name in self.fields else None
        if type(widget) is forms.NumberInput:
            widget.input_type = "text"
            whole = isinstance(self.fields[name], forms.IntegerField)
            for bound in ("min", "max", "step"):
                widget.attrs.pop(bound, None)
            widget.attrs.setdefault("inputmode", "numeric" if whole else "decimal")
        return super().__getitem__(name)

    def full_clean(self) -> None:
        """Say in an officer's words what is wrong, and mark the fields, so that the page shows where."""
        for field in self.fields.values():
            in_our_words(field)
        super().full_clean()
        for name in self.errors:
            if name in self.fields:
                attributes = {"aria-invalid": "true", "aria-describedby": f"{self[name].id_for_label}-errors"}
                self.fields[name].widget.attrs.update(attributes)

    @property
    def given(self) -> dict[str, str]:
        """What was typed into its own fields, and nothing else that came along in the address."""
        return {name: str(self.data[name]) for name in self.fields if self.data.get(name)}


def in_our_words(field: forms.Field) -> None:
    """Name rule and fix in every sentence the framework would say of a field; what a form says itself stays."""
    if field.error_messages.get("required") == PLAIN:
        field.error_messages["required"] = f"Còn trống mà phải có: {fix_of(field)}."
    for kind, words in WORDS.items():
        if isinstance(field, kind):
            said = {code: each for code, each in words.items() if not told_by(field, code)}
            field.error_messages |= said


def told_by(field: forms.Field, code: str) -> bool:
    """Whether a field has a sentence of its own for that case."""
    plain = next(
        (
            kind.__dict__["default_error_messages"][code]
            for kind in type(field).__mro__
            if code in kind.__dict__.get("default_error_messages", {})
        ),
        None,
    )
    return code in field.error_messages and field.error_messages[code] != plain


def fix_of(field: forms.Field) -> str:
    """What to do about a field that was left out."""
    if own := getattr(field, "fix", ""):
        return str(own)
    if isinstance(field, forms.FileField):
        return "chọn một tệp"
    if isinstance(field, forms.BooleanField):
        return "đánh dấu vào ô"
    if isinstance(field, forms.MultipleChoiceField):
        return "đánh dấu ít nhất một dòng"
    if isinstance(field, forms.ChoiceField):
        return "chọn một dòng trong danh sách"
    if isinstance(field, forms.DateField):
        return "ghi ngày theo kiểu ngày/tháng/năm, ví dụ 31/07/2018"
    if isinstance(field, forms.IntegerField):
        return "ghi một số bằng chữ số"
    return "ghi vào ô này"


def the_one(form: forms.Form, field: str, found: Sequence[Unit], *, none: str) -> Unit | None:
    """The only commune of these; None and a sentence at the field where there are several, or none."""
    if len(found) == 1:
        return found[0]
    named = ", ".join(each.full_name for each in found[:OFFERED])
    form.add_error(field, f"Có {len(found)} nơi khớp: {named}. Ghi cả “xã” hay “phường”." if found else none)
    return None
