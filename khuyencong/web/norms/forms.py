"""Forms about norms: which day and purse, what something would cost, what a norm shall say."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.timezone import localdate

from khuyencong.norms.models import LegalDocument, Norm, SupportItem
from khuyencong.norms.queries import contents
from khuyencong.norms.queries.norms import provinces_of_all_days, provinces_with_norms
from khuyencong.norms.queries.returns import form_names
from khuyencong.rules.money import NotWholeDongError, Unit, number, to_dong
from khuyencong.rules.printed import UnreadableFigureError, read_printed
from khuyencong.web.forms import AskForm
from khuyencong.web.reporting.forms import DayField, UncutField

ANY = ("", "Tất cả")
MOST_WORDS = 60
"""How much of a name fits a list to choose from."""


class NumberField(forms.CharField):
    """A number that is typed, as a Decimal; nothing is None. How it is read is said by each kind."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=24, required=False, strip=True, widget=widget, **options)

    def clean(self, value: Any) -> Decimal | None:
        """The number; a sentence when it is none."""
        text = super().clean(value)
        return self.read(text) if text else None

    def read(self, text: str) -> Decimal:
        """The number of a text that is not empty; ValidationError with a sentence."""
        raise NotImplementedError


class FigureField(NumberField):
    """A number as officers write it ("1.500", "2,5")."""

    def read(self, text: str) -> Decimal:
        """From 0."""
        try:
            read = read_printed(text)
        except UnreadableFigureError as error:
            raise forms.ValidationError(self.unreadable(text)) from error
        if read.qualifier or read.value < 0:
            raise forms.ValidationError("Ghi một số từ 0 trở lên, ví dụ 1.500 hoặc 2,5.")
        return read.value

    def unreadable(self, text: str) -> str:
        """What to say of a text that is no number."""
        return f"“{text}” không phải một số; ghi bằng chữ số, ví dụ 1.500 hoặc 2,5."


class NormsForm(AskForm):
    """Which norms: of which day, purse, province and content."""

    on = DayField(label="Ngày", required=False)
    purse = forms.ChoiceField(label="Nguồn kinh phí", choices=[ANY, *Norm.Purse.choices], required=False)
    province = forms.ChoiceField(label="Tỉnh (kinh phí địa phương)", required=False)
    content = forms.ChoiceField(label="Nội dung", required=False)
    unread = forms.BooleanField(label="Chỉ dòng cần xác minh", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, choices in (("province", provinces_with_norms()), ("content", contents())):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [ANY, *((key, Truncator(words).chars(MOST_WORDS)) for key, words in choices)]


class DayForm(AskForm):
    """Which day, and about which purse."""

    on = DayField(label="Ngày", required=False)
    purse = forms.ChoiceField(label="Nguồn kinh phí", choices=[ANY, *Norm.Purse.choices], required=False)


class PlacedForm(DayForm):
    """The same of a list that holds rows of provinces."""

    province = forms.ChoiceField(label="Áp dụng ở tỉnh", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["province"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Dòng chung"), *provinces_of_all_days()]


class FormedForm(PlacedForm):
    """The same of a list about report forms."""

    form = forms.ChoiceField(label="Biểu", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["form"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Mọi biểu"), *form_names()]


class TryForm(AskForm):
    """What would be supported of a cost."""

    on = DayField(label="Ngày", required=False)
    cost = FigureField(label="Chi phí (triệu đồng)")
    priority = forms.BooleanField(label="Địa bàn, ngành nghề ưu tiên", required=False)

    def clean_cost(self) -> int | None:
        """Whole đồng."""
        return whole_dong(self.cleaned_data["cost"])


def whole_dong(million: Decimal | None) -> int | None:
    """Triệu đồng as đồng; a sentence when it is no whole number of them."""
    try:
        amount = None if million is None else to_dong(million, Unit.TRIEU)
    except NotWholeDongError as error:
        raise forms.ValidationError("Số này không ra đồng chẵn.") from error
    if amount is not None and amount > 10**15:
        raise forms.ValidationError("Số lớn quá một triệu tỷ đồng: xem lại đơn vị.")
    return amount


class NewForm(AskForm):
    """About what a norm is proposed that does not stand yet."""

    item = forms.ModelChoiceField(
        label="Khoản hỗ trợ", queryset=SupportItem.objects.order_by("position"), to_field_name="code"
    )
    province = forms.ChoiceField(label="Của tỉnh nào", required=False, help_text="Bỏ trống: quốc gia.")

    def __init__(self, *args: Any, provinces: list[tuple[str, str]], national: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["province"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Khuyến công quốc gia"), *provinces] if national else provinces
        field.required = not national


class ProposalForm(AskForm):
    """What the norm shall say, by which document and clause."""

    since = DayField(label="Có hiệu lực từ ngày")
    bound = forms.ChoiceField(label="Cách quy định", choices=Norm.Bound.choices)
    rate = FigureField(label="Tỷ lệ tối đa (%)", help_text="Ví dụ 50 hoặc 2,5. Không có thì bỏ trống.")
    cap = FigureField(label="Mức tối đa (triệu đồng)", help_text="Ví dụ 300 hoặc 1.500.")
    per = UncutField(label="Tính cho", max_length=60, required=False, help_text="cơ sở, mô hình, cụm…")
    multiplier = FigureField(label="Hệ số ưu tiên tối đa", help_text="Ví dụ 1,5. Không có thì bỏ trống.")
    document = forms.ModelChoiceField(
        label="Văn bản", queryset=LegalDocument.objects.order_by("number"), required=False
    )
    new_number = UncutField(label="Hoặc số văn bản chưa có trong danh sách", max_length=80, required=False)
    new_title = UncutField(label="Trích yếu của văn bản ấy", max_length=300, required=False)
    new_issuer = UncutField(label="Cơ quan ban hành", max_length=120, required=False)
    new_signed = DayField(label="Ngày ký", required=False)
    clause = UncutField(label="Điều khoản", max_length=120, required=False, help_text="Điều 8 khoản 4")
    source = UncutField(label="Đọc ở đâu", max_length=300, help_text="Bản gốc, công báo, hay bài nào.")
    read_original = forms.BooleanField(label="Tôi đã đọc điều khoản này ở văn bản gốc", required=False)
    note = UncutField(label="Ghi chú", max_length=500, required=False)
    reason = UncutField(label="Lý do đề xuất", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    @staticmethod
    def saying(norm: Any, **changes: Any) -> dict[str, Any]:
        """The form filled with what a norm, or a proposal, says."""
        told = ("bound", "per", "document", "clause", "source", "note", "since")
        rate, cap, times = norm.rate_bp, norm.cap, norm.multiplier_pct
        figures = {
            "rate": short(rate, 100),
            "cap": short(cap, Unit.TRIEU.scale),
            "multiplier": short(times, 100),
        }
        return {name: getattr(norm, name) for name in told} | figures | changes

    def clean_rate(self) -> int | None:
        """In hundredths of a per cent."""
        return self._hundredths("rate", 1, 10000, "Ghi tỷ lệ từ 0,01 đến 100, nhiều nhất hai chữ số lẻ.")

    def clean_multiplier(self) -> int | None:
        """In hundredths."""
        return self._hundredths("multiplier", 100, 1000, "Ghi hệ số từ 1 đến 10, nhiều nhất hai chữ số lẻ.")

    def clean_cap(self) -> int | None:
        """In whole đồng."""
        amount = whole_dong(self.cleaned_data["cap"])
        if amount == 0:
            raise forms.ValidationError("Mức tối đa lớn hơn 0; không có thì bỏ trống.")
        return amount

    def _hundredths(self, name: str, least: int, most: int, told: str) -> int | None:
        value = self.cleaned_data[name]
        if value is None:
            return None
        scaled = value * 100
        if scaled != scaled.to_integral_value() or not least <= scaled <= most:
            raise forms.ValidationError(told)
        return int(scaled)

    def said(self) -> dict[str, Any]:
        """What she typed, as the lifecycle takes it."""
        given = dict(self.cleaned_data)
        given.pop("reason")
        renamed = {"rate": "rate_bp", "multiplier": "multiplier_pct"}
        return {renamed.get(name, name): value for name, value in given.items()}


def short(value: int | None, scale: int) -> str:
    """A stored number as it is typed: no zeros behind the comma, "" for none."""
    if value is None:
        return ""
    amount = Decimal(value) / scale
    for decimals in (0, 1, 2):
        if amount == round(amount, decimals):
            return number(amount, decimals)
    return number(amount, 6)


def today_or(form: forms.Form) -> Any:
    """The day that was asked for, else today."""
    return (form.cleaned_data.get("on") if form.is_valid() else None) or localdate()
