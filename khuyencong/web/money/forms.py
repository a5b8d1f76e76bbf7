"""Forms about money: which money, the terms of a contract, what was signed, asked for, accepted and paid."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import make_aware

from khuyencong.ledger.actions.acceptances import PLAIN, Held
from khuyencong.ledger.actions.claims import Ground
from khuyencong.ledger.actions.corrections import LONGEST
from khuyencong.ledger.actions.returning import Returned
from khuyencong.ledger.models import Acceptance, GiveBack
from khuyencong.ledger.queries import Moment
from khuyencong.ledger.queries.other_ways import OtherWay
from khuyencong.paperwork.return_workbook.limits import FILE_BYTES
from khuyencong.projects.models import Contract, Line, Project
from khuyencong.rules.acceptances import plain
from khuyencong.rules.contracts import Terms
from khuyencong.rules.money import number
from khuyencong.rules.vouchers import LABELS, Listed
from khuyencong.web.forms import AskForm
from khuyencong.web.norms.forms import FigureField
from khuyencong.web.projects.forms import PAPER_BYTES, PAPERS, MoneyField
from khuyencong.web.reporting.forms import DayField, UncutField
from khuyencong.web.uploads import OneFileField

ANY = ("", "Tất cả")


class AskMoneyForm(AskForm):
    """Which money: of a year, of a purse."""

    year = forms.TypedChoiceField(label="Năm ngân sách", coerce=int, empty_value=None, required=False)
    purse = forms.ChoiceField(label="Nguồn", choices=[ANY, *Project.Purse.choices], required=False)
    ngay = DayField(label="Tính đến hết ngày", required=False)
    biet = DayField(label="Như đã biết đến hết ngày", required=False)

    def __init__(self, *args: Any, years: Sequence[int] = (), one_year: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer_years(years, one_year=one_year)

    def offer_years(self, years: Sequence[int], *, one_year: bool) -> None:
        """Offer these years, and all of them together unless the page is of one."""
        field = self.fields["year"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*(() if one_year else (ANY,)), *((year, str(year)) for year in years)]

    def moment(self, today: date) -> Moment | None:
        """The day and the instant asked for, the end of each; None is now."""
        given = self.cleaned_data if self.is_valid() else {}
        on, known = given.get("ngay"), given.get("biet")
        if on is None and known is None:
            return None
        until = make_aware(datetime.combine(known, time.max)) if known is not None else None
        return Moment(on=on or today, known=until)


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
    file = OneFileField(
        label="Bản đã ký (PDF, ảnh chụp; tối đa 10 MB)",
        kinds=("pdf", "jpg", "jpeg", "png"),
        most=PAPER_BYTES,
        required=False,
    )


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

    note = UncutField(
        label="Lý do",
        max_length=500,
        strip=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Người lập đọc lý do này.",
    )


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


class AcceptanceForm(AskForm):
    """What a council found done; a quantity for each line of the estimate."""

    held_on = DayField(label="Ngày nghiệm thu")
    place = UncutField(label="Nơi nghiệm thu", max_length=200, strip=True)
    council = UncutField(
        label="Thành phần",
        max_length=2000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mỗi dòng một bên: ai đại diện, chức vụ.",
    )
    form = forms.ChoiceField(label="Mẫu biên bản", choices=Acceptance.Form.choices, initial=Acceptance.Form.A)
    amount = MoneyField(
        label="Giá trị nghiệm thu của phần hỗ trợ (đồng)",
        help_text="Để trống: tính theo khối lượng ở trên, đến đồng.",
    )
    counterpart = MoneyField(
        label="Đối ứng xác nhận lần này (đồng)",
        help_text="Chỉ lần này, không cộng dồn; theo chứng từ của đơn vị thụ hưởng, không có thì ghi 0.",
    )
    final = forms.BooleanField(label="Đây là lần nghiệm thu cuối của hợp đồng", required=False)
    conclusion = UncutField(
        label="Kết luận",
        max_length=4000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Đúng đối tượng, đúng mục đích, đúng quy định chưa; còn thiếu gì.",
    )

    def __init__(self, *args: Any, lines: Sequence[Line], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["counterpart"].required = True
        self.lines = list(lines)
        for each in self.lines:
            label = f"Nghiệm thu lần này ({each.unit})" if each.unit else "Nghiệm thu lần này"
            self.fields[f"line_{each.pk}"] = FigureField(label=label)

    @classmethod
    def showing(cls, row: Acceptance, lines: Sequence[Line]) -> "AcceptanceForm":
        """With what an acceptance says now."""
        initial: dict[str, Any] = {name: getattr(row, name) for name in PLAIN}
        initial["held_on"] = f"{row.held_on:%d/%m/%Y}"
        initial |= {name: number(initial[name]) for name in ("amount", "counterpart")}
        for key, quantity in row.volumes.values_list("line", "quantity"):
            initial[f"line_{key}"] = plain(quantity)
        return cls(initial=initial, lines=lines)

    @property
    def fields_before(self) -> list[Any]:
        """What is asked before the quantities."""
        return [self[name] for name in ("held_on", "place", "council", "form")]

    @property
    def fields_after(self) -> list[Any]:
        """What is asked after them; whether it is the last time is drawn by itself."""
        return [self[name] for name in ("amount", "counterpart", "conclusion")]

    @property
    def quantity_fields(self) -> dict[int, Any]:
        """The field of each line by its key."""
        return {each.pk: self[f"line_{each.pk}"] for each in self.lines}

    @property
    def quantities(self) -> Mapping[int, Decimal]:
        """What was typed of each line; nothing is 0."""
        return {each.pk: self.cleaned_data[f"line_{each.pk}"] or Decimal(0) for each in self.lines}

    def held(self, amount: int) -> Held:
        """What was typed, worth `amount` where no sum was."""
        said = {name: self.cleaned_data[name] for name in PLAIN}
        if said["amount"] is None:
            said["amount"] = amount
        return Held(**said, quantities=self.quantities)


class JudgedForm(AskForm):
    """Whether a paper will do."""

    note = UncutField(label="Ý kiến", max_length=500, strip=True, required=False)


class PaidForm(AskForm):
    """What was paid out."""

    voucher = UncutField(
        label="Số chứng từ", max_length=60, strip=True, help_text="Số ủy nhiệm chi hay lệnh chi tiền."
    )
    paid_on = DayField(label="Ngày chi")
