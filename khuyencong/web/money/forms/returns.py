"""Forms of what goes back: money a unit paid back, a posting that is wrong."""

from typing import Any

from django import forms

from khuyencong.ledger.actions.corrections import LONGEST
from khuyencong.ledger.actions.returning import Returned
from khuyencong.ledger.models import GiveBack
from khuyencong.rules.money import number
from khuyencong.web.forms import AskForm
from khuyencong.web.projects.forms import PAPER_BYTES, PAPERS, MoneyField
from khuyencong.web.reporting.forms import DayField, UncutField, why_field
from khuyencong.web.uploads import OneFileField


class CorrectionForm(AskForm):
    """Why a posting is wrong, and the paper that shows it."""

    reason = UncutField(
        label="Sai ở đâu, vì sao",
        max_length=LONGEST,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Số đúng là bao nhiêu, theo giấy nào; ghi vào bút toán đảo và nhật ký.",
    )
    file = OneFileField(
        label="Giấy kèm theo (PDF, ảnh chụp, Word, Excel; tối đa 10 MB)", kinds=PAPERS, most=PAPER_BYTES
    )


class WhyNotForm(AskForm):
    """Why it is refused or dropped."""

    note = why_field("Người lập đọc lý do này.")


class BackForm(AskForm):
    """What the unit has paid back, and the voucher that says so."""

    amount = MoneyField(
        label="Số hoàn trả (đồng)", help_text="Đúng số trên chứng từ; nộp nhiều lần thì ghi từng lần."
    )
    voucher = UncutField(label="Số chứng từ", max_length=60, strip=True, help_text="Giấy nộp tiền, báo có.")
    on = DayField(label="Ngày", help_text="Ngày tiền về, như trên chứng từ.")
    file = OneFileField(label="Chứng từ (PDF, ảnh chụp; tối đa 10 MB)", kinds=PAPERS, most=PAPER_BYTES)

    def __init__(self, *args: Any, handed: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["amount"].required = True
        # Sent back for a wrong number, the voucher that was handed in before stands.
        self.fields["file"].required = not handed

    @classmethod
    def showing(cls, row: GiveBack) -> "BackForm":
        """With what a row says now; of one that nobody wrote yet only what is owed."""
        on = f"{row.paid_on:%d/%m/%Y}" if row.paid_on is not None else ""
        initial = {"amount": number(row.amount), "voucher": row.voucher, "on": on}
        return cls(initial=initial, handed=bool(row.sha256))

    @property
    def returned(self) -> Returned:
        """What was typed, once it is valid."""
        said = self.cleaned_data
        plain = {"amount": said["amount"], "voucher": said["voucher"], "paid_on": said["on"]}
        if (file := said["file"]) is None:
            return Returned(**plain)
        kind = file.content_type or "application/octet-stream"
        return Returned(**plain, name=file.name, media_type=kind, content=file.read())
