"""Forms of a hand-over: to whom, and what is on no list."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from khuyencong.organisations.models import User
from khuyencong.web.forms import AskForm

LONGEST = 4000


def text(label: str, help_text: str, rows: int = 4) -> forms.CharField:
    """A field for several lines, each a thing of its own."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST,
        strip=True,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )


class TellForm(AskForm):
    """What the giver knows and no list does."""

    promises = text("Việc đã hứa", "Mỗi dòng một việc: hứa với ai, việc gì, đến khi nào.")
    contacts = text("Đầu mối liên hệ", "Mỗi dòng một người: tên, cơ quan, việc gì thì gọi.")
    notes = text("Điều cần lưu ý", "Chuyện người mới cần biết ngay; không ghi mật khẩu.")


class NewForm(TellForm):
    """To whom, why (when the holder is absent), and what is on no list."""

    field_order = ("taker", "reason", "promises", "contacts", "notes")
    taker = forms.ModelChoiceField(
        label="Bên nhận",
        queryset=User.objects.none(),
        empty_label="Chọn người nhận",
        help_text="Người đang giữ một bàn trong cơ quan, cấp trên hoặc cấp dưới.",
        error_messages={"required": "Chọn người nhận bàn."},
    )

    def __init__(self, *args: Any, takers: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["taker"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = takers


class OrderForm(NewForm):
    """The same in the name of an absent holder, with the reason."""

    reason = forms.CharField(
        label="Lý do giao thay",
        max_length=500,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ví dụ: nghỉ ốm dài ngày từ 10/11/2026, quyết định số … Lý do được ghi vào nhật ký.",
        error_messages={"required": "Ghi lý do giao thay người vắng mặt."},
    )


class AskMoreForm(AskForm):
    """What the taker wants told before she signs."""

    note = forms.CharField(
        label="Cần bổ sung điều gì",
        required=False,
        max_length=500,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Bên giao đọc câu này, bổ sung rồi ký lại.",
    )
