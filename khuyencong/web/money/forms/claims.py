"""Forms of claims: what is asked for, its papers and vouchers, what was judged and paid."""

from collections.abc import Sequence
from typing import Any

from django import forms

from khuyencong.ledger.actions.claims import Ground
from khuyencong.ledger.queries.other_ways import OtherWay
from khuyencong.paperwork.return_workbook.limits import FILE_BYTES
from khuyencong.rules.vouchers import LABELS, Listed
from khuyencong.web.forms import AskForm
from khuyencong.web.projects.forms import PAPER_BYTES, PAPERS, MoneyField
from khuyencong.web.reporting.forms import DayField, UncutField
from khuyencong.web.uploads import OneFileField


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


class RestForm(AskForm):
    """How much of what was accepted is asked for."""

    amount = MoneyField(label="Số đề nghị (đồng)", help_text="Nhiều nhất là số đã nghiệm thu mà chưa chi.")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["amount"].required = True


class NewRestForm(RestForm):
    """The same, begun: whether it goes another way than the usual, and why."""

    ground = forms.ChoiceField(label="Trường hợp", required=False)
    told = UncutField(
        label="Giải trình",
        max_length=2000,
        strip=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Chỉ ghi khi chọn trường hợp riêng: việc gì đã xảy ra, từ ngày nào; in vào biểu.",
    )

    def __init__(self, *args: Any, ways: Sequence[OtherWay], **options: Any) -> None:
        super().__init__(*args, **options)
        if not ways:
            del self.fields["ground"], self.fields["told"]
            return
        ground = self.fields["ground"]
        assert isinstance(ground, forms.ChoiceField)
        ground.choices = [("", "Không, hồ sơ như thường lệ"), *((each.kind, each.label) for each in ways)]

    @property
    def stated(self) -> Ground | None:
        """What was typed, once it is valid; None for the usual way."""
        kind = self.cleaned_data.get("ground", "")
        return Ground(kind=kind, told=self.cleaned_data["told"]) if kind else None


class VoucherForm(AskForm):
    """One voucher of a settlement."""

    number = UncutField(label="Số chứng từ", max_length=60, strip=True)
    on = DayField(label="Ngày chứng từ")
    content = UncutField(label="Nội dung chi", max_length=300, strip=True)
    amount = MoneyField(label="Số tiền (đồng)", help_text="Số đồng chẵn, ví dụ 300.000.000.")
    source = forms.ChoiceField(label="Nguồn", choices=list(LABELS.items()))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["amount"].required = True

    @property
    def listed(self) -> Listed:
        """What was typed, once it is valid."""
        return Listed(**self.cleaned_data)


class VoucherReasonForm(AskForm):
    """Why the list of vouchers is right though it looks odd."""

    why = UncutField(
        label="Giải trình bảng kê",
        max_length=500,
        strip=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Vì sao chứng từ đối ứng ít hơn số đã xác nhận, hoặc có chứng từ trước hợp đồng.",
    )


class VoucherFileForm(AskForm):
    """A workbook of vouchers."""

    workbook = OneFileField(
        label="Tệp",
        kinds=("xlsx", "xls"),
        most=FILE_BYTES,
        read_at_once=True,
        error_messages={"required": "Chọn một tệp .xlsx hoặc .xls."},
    )


class AbsentForm(AskForm):
    """Why there is no such paper."""

    absent = UncutField(label="Vì sao không có", max_length=500, strip=True, required=False)


class JudgedForm(AskForm):
    """Whether a paper will do."""

    note = UncutField(label="Ý kiến", max_length=500, strip=True, required=False)


class PaidForm(AskForm):
    """What was paid out."""

    voucher = UncutField(
        label="Số chứng từ", max_length=60, strip=True, help_text="Số ủy nhiệm chi hay lệnh chi tiền."
    )
    paid_on = DayField(label="Ngày chi")
