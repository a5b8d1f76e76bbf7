"""Forms about obstacles and purchases."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.timezone import localdate

from khuyencong.organisations.models import Agency
from khuyencong.projects.actions.obstacles import Told
from khuyencong.projects.actions.purchases import Invoice, Paid
from khuyencong.projects.lifecycle.obstacles import Onward
from khuyencong.projects.models import Beneficiary, Line, Purchase
from khuyencong.projects.queries.obstacles import ObstacleKind, all_kinds
from khuyencong.rules.purchases import not_yet, seller_code, serials_in, wrong_amounts
from khuyencong.web.forms import AskForm
from khuyencong.web.projects.forms import PAPER_BYTES, PAPERS, MoneyField
from khuyencong.web.reporting.forms import DayField, UncutField
from khuyencong.web.uploads import OneFileField

ELSEWHERE = ("", "Nơi khác, ghi ở ô dưới")
Agencies = Sequence[tuple[Agency, str]]


class FindObstacleForm(AskForm):
    """Which obstacles."""

    q = forms.CharField(label="Vướng gì, đề án nào", max_length=100, required=False)
    kind = forms.ChoiceField(label="Loại", required=False)
    mine = forms.ChoiceField(label="Ở bàn", choices=[("", "Mọi bàn"), ("1", "Bàn tôi")], required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Tất cả"), *((each.code, each.name) for each in all_kinds())]


class WhomForm(AskForm):
    """Who can remove it: an agency of ours, or a body outside by name."""

    agency = forms.ChoiceField(label="Ai gỡ được", required=False)
    body = UncutField(
        label="Nơi khác",
        max_length=200,
        strip=True,
        required=False,
        help_text="Nơi không dùng hệ thống, ví dụ Kho bạc Nhà nước, Điện lực. Sở nhắc và ghi trả lời.",
    )

    def __init__(self, *args: Any, agencies: Agencies, absent: Agencies = (), **options: Any) -> None:
        super().__init__(*args, **options)
        if absent:
            names = "; ".join(name for _, name in absent)
            self.fields["agency"].help_text = (
                f"Chưa chọn được: {names}, vì ở đó chưa ai giữ bàn nhận việc. Cần nơi ấy thì ghi tên ở ô "
                "“Nơi khác”: Sở nhắc và ghi trả lời thay; hoặc nhờ người quản trị cử người giữ bàn."
            )
        self.by_key = {str(each.pk): each for each, _ in agencies}
        field = self.fields["agency"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ELSEWHERE, *((str(each.pk), name) for each, name in agencies)]

    @property
    def addressee(self) -> Agency | None:
        """The agency that was chosen."""
        return self.by_key.get(self.cleaned_data["agency"])


class ObstacleForm(WhomForm):
    """What stands in the way."""

    kind = forms.ChoiceField(label="Loại", help_text="Loại quyết định số ngày phải trả lời.")
    title = UncutField(
        label="Vướng gì",
        max_length=200,
        strip=True,
        help_text="Được: “Điện lực chưa kéo điện ba pha tới xưởng”. Không được: “Gặp khó khăn”.",
    )
    told = UncutField(
        label="Cụ thể",
        max_length=4000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Từ bao giờ, đã làm gì, ai đã trả lời thế nào.",
    )
    wanted = UncutField(
        label="Cần làm gì",
        max_length=2000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Một việc nơi nhận làm được, ví dụ “kéo dây trước ngày 20/3”.",
    )
    held = MoneyField(
        label="Tiền đang bị giữ (đồng)",
        help_text="Phần tiền hỗ trợ chưa làm, chưa chi được vì việc này; không có thì ghi 0.",
    )

    field_order = ["title", "kind", "told", "wanted", "agency", "body", "held"]

    def __init__(self, *args: Any, kinds: Sequence[ObstacleKind], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["held"].required = True
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        days = ((each.code, f"{each.name} ({each.working_days} ngày làm việc)") for each in kinds)
        field.choices = [("", "Chọn"), *days]

    @property
    def said(self) -> Told:
        """What was typed, once it is valid."""
        plain = {name: self.cleaned_data[name] for name in ("kind", "title", "told", "wanted", "held", "body")}
        return Told(**plain, addressee=self.addressee)


class OnwardForm(WhomForm):
    """To whom it goes on, and why."""

    why = UncutField(
        label="Vì sao", max_length=1000, strip=True, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agency"].label = "Chuyển đến"

    @property
    def onward(self) -> Onward:
        """What was typed, once it is valid."""
        return Onward(addressee=self.addressee, body=self.cleaned_data["body"])


class WordsForm(AskForm):
    """What is said: an answer, a reason, how somebody was reminded."""

    note = UncutField(
        label="Lời", max_length=2000, strip=True, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class PurchaseForm(AskForm):
    """What was bought, as the invoice says."""

    line = forms.ChoiceField(label="Dòng dự toán")
    beneficiary = forms.ChoiceField(label="Cho cơ sở nào", required=False)
    kind = forms.ChoiceField(
        label="Loại", choices=Purchase.Kind.choices, widget=forms.RadioSelect, initial=Purchase.Kind.MACHINE
    )
    name = UncutField(label="Mua gì", max_length=300, strip=True, help_text="Tên như trên hóa đơn.")
    serials = UncutField(
        label="Số máy",
        max_length=4000,
        strip=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Số trên nhãn máy, mỗi dòng một số. Hệ thống so với mọi số máy đã hỗ trợ trong cả nước.",
    )
    no_serial = UncutField(
        label="Vì sao không có số máy",
        max_length=300,
        strip=True,
        required=False,
        help_text="Chỉ ghi khi máy không có nhãn, ví dụ “máy đặt làm, không đóng số”.",
    )
    seller = UncutField(label="Bên bán", max_length=200, strip=True)
    seller_code = UncutField(
        label="Mã số thuế bên bán",
        max_length=20,
        strip=True,
        help_text="10, 12 hoặc 13 chữ số, như trên hóa đơn.",
    )
    series = UncutField(label="Ký hiệu hóa đơn", max_length=20, strip=True, required=False)
    number = UncutField(label="Số hóa đơn", max_length=40, strip=True)
    on = DayField(label="Ngày hóa đơn")
    amount = MoneyField(label="Số tiền (đồng)", help_text="Cả thuế, như trên hóa đơn.")
    support = MoneyField(
        label="Phần hỗ trợ (đồng)", help_text="Phần do kinh phí khuyến công chi; còn lại là đối ứng."
    )
    reason = UncutField(
        label="Giải trình",
        max_length=500,
        strip=True,
        required=False,
        help_text="Chỉ phải ghi khi mua trước hợp đồng, hoặc phần hỗ trợ vượt dòng dự toán: vì sao.",
    )
    file = OneFileField(label="Hóa đơn (PDF, ảnh chụp; tối đa 10 MB)", kinds=PAPERS, most=PAPER_BYTES)

    def __init__(
        self, *args: Any, lines: Sequence[Line], owners: Sequence[Beneficiary], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["amount"].required = self.fields["support"].required = True
        self.lines = {str(each.pk): each for each in lines}
        self.owners = {str(each.pk): each for each in owners}
        self.choose("line", [(key, f"{each.year}: {each.name}") for key, each in self.lines.items()])
        named = [(key, each.establishment.name) for key, each in self.owners.items()]
        self.choose("beneficiary", [*named, ("", "Không cho riêng cơ sở nào")])
        self.fields["beneficiary"].initial = next(iter(self.owners), "")

    def clean_seller_code(self) -> str:
        """The tax code, judged with the rest of the form: all that is wrong is read at once."""
        typed: str = self.cleaned_data["seller_code"]
        try:
            seller_code(typed)
        except ValueError as wrong:
            raise forms.ValidationError(f"{wrong} Ghi như trên hóa đơn.") from wrong
        return typed

    def clean(self) -> dict[str, Any]:
        """Amounts and day as the invoice can have them."""
        given: dict[str, Any] = super().clean() or {}
        amount, support, on = (given.get(name) for name in ("amount", "support", "on"))
        if amount is not None and support is not None and (found := wrong_amounts(amount, support)):
            self.add_error("support", f"{found.message} {found.fix}")
        if on is not None and (found := not_yet(on, localdate())):
            self.add_error("on", f"{found.message} {found.fix}")
        return given

    def choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """What may be chosen in a field; the first is chosen beforehand."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    @property
    def paid(self) -> Paid:
        """What was typed, once it is valid."""
        given = self.cleaned_data
        plain = (
            "kind",
            "name",
            "no_serial",
            "seller",
            "seller_code",
            "series",
            "number",
            "on",
            "amount",
            "support",
            "reason",
        )
        return Paid(
            **{name: given[name] for name in plain},
            line=self.lines[given["line"]],
            beneficiary=self.owners.get(given["beneficiary"]),
            serials=serials_in(given["serials"]),
        )

    @property
    def invoice(self) -> Invoice:
        """The file that was handed in, once it is valid."""
        file = self.cleaned_data["file"]
        kind = file.content_type or "application/octet-stream"
        return Invoice(name=file.name, media_type=kind, content=file.read())


class StrikeForm(AskForm):
    """Why a row is struck out."""

    why = UncutField(label="Vì sao gạch", max_length=500, strip=True, required=False)
