"""Forms about money: which money, the terms of a contract, what was signed."""

from collections.abc import Sequence
from typing import Any

from django import forms

from khuyencong.projects.models import Contract, Project
from khuyencong.rules.contracts import Terms
from khuyencong.rules.money import number
from khuyencong.web.forms import AskForm
from khuyencong.web.projects.forms import PAPER_BYTES, PAPERS, MoneyField
from khuyencong.web.reporting.forms import DayField, UncutField
from khuyencong.web.uploads import OneFileField

ANY = ("", "Tất cả")


class AskMoneyForm(AskForm):
    """Which money: of a year, of a purse."""

    year = forms.TypedChoiceField(label="Năm ngân sách", coerce=int, empty_value=None, required=False)
    purse = forms.ChoiceField(label="Nguồn", choices=[ANY, *Project.Purse.choices], required=False)

    def __init__(self, *args: Any, years: Sequence[int] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["year"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ANY, *((year, str(year)) for year in years)]


class TermsForm(AskForm):
    """What both sides agree on."""

    support = MoneyField(label="Hỗ trợ (đồng)", help_text="Số đồng chẵn, ví dụ 300.000.000.")
    counterpart = MoneyField(label="Đối ứng (đồng)", help_text="Phần đơn vị thụ hưởng góp.")
    begins_on = DayField(label="Bắt đầu")
    ends_on = DayField(label="Kết thúc")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # A sum left out is asked for: in a contract nothing written is not nothing promised.
        self.fields["support"].required = self.fields["counterpart"].required = True

    @classmethod
    def showing(cls, contract: Contract) -> "TermsForm":
        """With what a paper says now."""
        return cls(
            initial={
                "support": number(contract.support),
                "counterpart": number(contract.counterpart),
                "begins_on": f"{contract.begins_on:%d/%m/%Y}",
                "ends_on": f"{contract.ends_on:%d/%m/%Y}",
            }
        )

    @property
    def terms(self) -> Terms:
        """What was typed, once it is valid."""
        return Terms(**{name: self.cleaned_data[name] for name in self.fields if name in Terms.__slots__})


class AnnexForm(TermsForm):
    """The same as they stand after an annex, and why."""

    reason = UncutField(
        label="Lý do",
        max_length=500,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Vì sao phải sửa hợp đồng; in vào phụ lục.",
    )


class SignedContractForm(AskForm):
    """What both sides signed."""

    number = UncutField(label="Số", max_length=60, strip=True, help_text="Như trên văn bản, ví dụ 05/HĐ-KCQG.")
    signed_on = DayField(label="Ngày ký")


class WhyContractForm(AskForm):
    """Why it goes back or is dropped."""

    note = UncutField(
        label="Lý do",
        max_length=500,
        strip=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Người soạn đọc lý do này để biết phải sửa gì.",
    )


class ClaimForm(AskForm):
    """How much is asked for, and how much of the work is done."""

    amount = MoneyField(label="Số đề nghị (đồng)", help_text="Số đồng chẵn, ví dụ 210.000.000.")
    done = forms.IntegerField(
        label="Khối lượng đã thực hiện (%)",
        min_value=0,
        max_value=100,
        help_text="Theo báo cáo tiến độ; Sở xác nhận lại.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["amount"].required = True


class ClaimFileForm(AskForm):
    """One file for one paper."""

    file = OneFileField(label="Tệp (PDF, ảnh chụp, Word, Excel; tối đa 10 MB)", kinds=PAPERS, most=PAPER_BYTES)


class JudgedForm(AskForm):
    """Whether a paper will do."""

    note = UncutField(label="Ý kiến", max_length=500, strip=True, required=False)


class PaidForm(AskForm):
    """What was paid out."""

    voucher = UncutField(
        label="Số chứng từ", max_length=60, strip=True, help_text="Số ủy nhiệm chi hay lệnh chi tiền."
    )
    paid_on = DayField(label="Ngày chi")
