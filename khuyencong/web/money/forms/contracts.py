"""Forms of contracts: their terms, what was signed, why not; liquidation; a rate of advance of one contract."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from khuyencong.ledger.actions.liquidations import Said
from khuyencong.projects.models import Contract
from khuyencong.rules.contracts import Terms
from khuyencong.rules.liquidation import OwnerContract
from khuyencong.rules.money import number
from khuyencong.web.forms import AskForm
from khuyencong.web.projects.forms import PAPER_BYTES, MoneyField
from khuyencong.web.reporting.forms import DayField, UncutField, why_field
from khuyencong.web.uploads import OneFileField


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


class SignedPaperForm(AskForm):
    """Number and day of a paper that is signed; the paper itself was handed in elsewhere."""

    number = UncutField(label="Số", max_length=60, strip=True, help_text="Như ghi trên văn bản.")
    signed_on = DayField(label="Ngày ký")


class SignedContractForm(SignedPaperForm):
    """What both sides signed."""

    number = UncutField(label="Số", max_length=60, strip=True, help_text="Như trên văn bản, ví dụ 05/HĐ-KCQG.")

    file = OneFileField(
        label="Bản đã ký (PDF, ảnh chụp; tối đa 10 MB)",
        kinds=("pdf", "jpg", "jpeg", "png"),
        most=PAPER_BYTES,
        required=False,
    )


class WhyContractForm(AskForm):
    """Why it goes back or is dropped."""

    note = why_field("Người soạn đọc lý do này để biết phải sửa gì.")


class LiquidationForm(AskForm):
    """What was done under a contract, and what remains."""

    done = UncutField(
        label="Đã thực hiện",
        max_length=4000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Các việc của hợp đồng đã làm, theo biên bản nghiệm thu; in vào biên bản thanh lý.",
    )
    remains = UncutField(
        label="Còn phải làm",
        max_length=4000,
        strip=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ai còn phải trả gì, trước ngày nào. Không còn gì thì để trống.",
    )


SHORT = {"done": "Đã thực hiện (đồng)", "paid": "Đã nhận (đồng)", "remains": "Còn phải làm"}


class OwnersForm(AskForm):
    """What each establishment did and got by its contract with the unit."""

    def __init__(self, *args: Any, owners: Sequence[OwnerContract], **options: Any) -> None:
        super().__init__(*args, **options)
        self.owners = [each for each in owners if each.asked]
        for each in self.owners:
            done, paid = (number(value) if value is not None else "" for value in (each.done, each.paid))
            fields = {
                f"done_{each.key}": MoneyField(label=f"{each.name}: đã thực hiện (đồng)", initial=done),
                f"paid_{each.key}": MoneyField(label=f"{each.name}: đã nhận (đồng)", initial=paid),
                f"remains_{each.key}": UncutField(
                    label=f"{each.name}: còn phải làm",
                    max_length=500,
                    strip=True,
                    required=False,
                    initial=each.remains,
                ),
            }
            self.fields.update(fields)

    @property
    def rows(self) -> list[tuple[OwnerContract, list[tuple[str, BoundField]]]]:
        """Each contract with its fields under short names: its legend says whose they are."""
        return [
            (each, [(words, self[f"{name}_{each.key}"]) for name, words in SHORT.items()])
            for each in self.owners
        ]

    def clean(self) -> dict[str, Any]:
        """Both amounts of an establishment, or neither: one alone says nothing."""
        given = super().clean() or {}
        for each in self.owners:
            pair = [(name, given.get(f"{name}_{each.key}")) for name in ("done", "paid")]
            left = [name for name, amount in pair if amount is None]
            if len(left) == 1 and f"{left[0]}_{each.key}" not in self.errors:
                self.add_error(
                    f"{left[0]}_{each.key}", "Còn trống mà phải có: ghi số đồng; không có thì ghi 0."
                )
        return given

    @property
    def said(self) -> Mapping[int, Said]:
        """What was typed, of those of which something was."""
        given = self.cleaned_data
        return {
            each.key: Said(
                done=given[f"done_{each.key}"],
                paid=given[f"paid_{each.key}"],
                remains=given[f"remains_{each.key}"],
            )
            for each in self.owners
            if given[f"done_{each.key}"] is not None
        }


class AdvanceRateForm(AskForm):
    """The rate of advance and the papers of one contract, and why the law's will not do."""

    percent = forms.IntegerField(
        label="Tỷ lệ tạm ứng (% số hỗ trợ của hợp đồng)",
        min_value=1,
        max_value=100,
        help_text="Một tỷ lệ cho cả hợp đồng, thay mức của từng khoản; không vượt trần của quy định tài chính.",
    )
    papers = UncutField(
        label="Hồ sơ tạm ứng",
        max_length=4000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Mỗi giấy tờ một dòng. Đề nghị tạm ứng soạn từ ngày quyết định sẽ đòi đúng các giấy tờ này.",
    )
    reason = UncutField(
        label="Lý do",
        max_length=4000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Vì sao phải khác mức quy định để hoàn thành đề án, hoặc đề án chưa có mức nào.",
    )


class SignedRateForm(AskForm):
    """The decision that was signed."""

    number = UncutField(label="Số quyết định", max_length=60, strip=True, help_text="Như trên văn bản.")
    signed_on = DayField(label="Ngày ký", help_text="Mức này áp dụng từ ngày ký.")
    file = OneFileField(
        label="Quyết định đã ký (PDF, ảnh chụp; tối đa 10 MB)",
        kinds=("pdf", "jpg", "jpeg", "png"),
        most=PAPER_BYTES,
    )
