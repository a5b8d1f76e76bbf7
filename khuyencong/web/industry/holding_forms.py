"""Forms of what an establishment has: sites, products, machines, years, certificates, support, links."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import localdate

from khuyencong.industry.models import Certificate, Cluster, Establishment, SupplyLink, Support
from khuyencong.industry.models.holdings import FIRST_YEAR
from khuyencong.industry.queries.register import called, called_nearly
from khuyencong.organisations.actors import Actor
from khuyencong.rules.money import Unit
from khuyencong.web.forms import AskForm
from khuyencong.web.industry.forms import PlaceMixin
from khuyencong.web.norms.forms import FigureField, short, whole_dong
from khuyencong.web.reporting.forms import DayField, UncutField


class HoldingForm(AskForm):
    """Something an establishment has; heirs name the fields, `saying` fills them from a row."""

    money: tuple[str, ...] = ()
    """Fields typed in triệu đồng, kept in đồng."""

    def __init__(
        self,
        *args: Any,
        provinces: list[tuple[int, str]] | None = None,
        actor: Actor | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.actor = actor
        if "province" in self.fields:
            listed = provinces or []
            choices = listed if len(listed) == 1 else [("", "Chọn…"), *listed]
            self.fields["province"].choices = choices  # type: ignore[attr-defined]

    @classmethod
    def saying(cls, row: Any) -> dict[str, Any]:
        """The form filled with a row."""
        given = {name: getattr(row, name) for name in cls.base_fields}
        return given | {name: short(getattr(row, name), Unit.TRIEU.scale) for name in cls.money}

    def clean(self) -> dict[str, Any]:
        """Money in đồng."""
        given = super().clean() or {}
        for name in self.money:
            value = given.get(name)
            if isinstance(value, Decimal):
                try:
                    given[name] = whole_dong(value)
                except forms.ValidationError as error:
                    self.add_error(name, error)
        return given

    def said(self) -> dict[str, Any]:
        """As industry.actions take it."""
        return dict(self.cleaned_data)


class YearField(forms.IntegerField):
    """A year by keyboard, none that has not come."""

    def __init__(self, label: str = "Năm", **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        messages = {"invalid": "Ghi năm bằng bốn chữ số, ví dụ 2025."}
        super().__init__(label=label, widget=widget, error_messages=messages, **options)

    def clean(self, value: Any) -> int | None:
        """The year; a sentence for one too early or to come."""
        year: int | None = super().clean(value)
        if year is not None and not FIRST_YEAR <= year <= localdate().year:
            raise forms.ValidationError(f"Ghi năm từ {FIRST_YEAR} đến năm nay.")
        return year


class SiteForm(PlaceMixin, HoldingForm):
    """A site."""

    until = DayField(label="Rời đi trước ngày", required=False)
    cluster = forms.ModelChoiceField(
        label="Trong cụm công nghiệp",
        queryset=Cluster.objects.none(),
        required=False,
        empty_label="Không, hoặc chưa rõ",
        help_text="Cụm chưa có trong danh sách thì ghi cụm trước, ở trang “Cụm công nghiệp”.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.actor is not None:
            self.fields["cluster"].queryset = Cluster.objects.visible_to(self.actor)  # type: ignore[attr-defined]

    @classmethod
    def saying(cls, row: Any) -> dict[str, Any]:
        """The form filled with a site."""
        commune = row.commune.full_name if row.commune is not None else ""
        days = {"here_since": row.since, "until": row.until}
        where = {"province": row.province_id, "commune": commune, "address": row.address}
        return where | days | {"cluster": row.cluster_id}

    def clean(self) -> dict[str, Any]:
        """With the place."""
        super().clean()
        self.place()
        return self.cleaned_data

    def said(self) -> dict[str, Any]:
        """As industry.actions take it."""
        given = self.cleaned_data
        days = {"since": given["here_since"], "until": given["until"]}
        return {"unit": given["unit"], "address": given["address"], "cluster": given["cluster"]} | days


class ProductForm(HoldingForm):
    """A product."""

    name = UncutField(label="Sản phẩm", max_length=200, help_text="Một sản phẩm một dòng: “Bánh tráng sữa”.")
    note = UncutField(label="Ghi chú", max_length=300, required=False)


class MachineForm(HoldingForm):
    """A machine."""

    money = ("value",)
    name = UncutField(label="Máy, thiết bị", max_length=200)
    serial = UncutField(
        label="Số máy", max_length=60, required=False, help_text="Để biết một máy không được hỗ trợ hai lần."
    )
    invoice = UncutField(label="Số hóa đơn", max_length=60, required=False)
    year = YearField(label="Năm mua", required=False)
    value = FigureField(label="Giá trị (triệu đồng)")


class YearForm(HoldingForm):
    """Figures of a year."""

    money = ("capital", "revenue")
    year = YearField()
    labour = forms.IntegerField(
        label="Lao động (người)",
        min_value=0,
        max_value=1_000_000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="Bình quân năm. Quy mô xét theo lao động và doanh thu hoặc nguồn vốn của năm.",
    )
    capital = FigureField(label="Tổng nguồn vốn (triệu đồng)")
    revenue = FigureField(label="Doanh thu (triệu đồng)")
    source = UncutField(label="Nguồn", max_length=300, required=False)


class CertificateForm(HoldingForm):
    """A certificate of an outstanding product."""

    product = UncutField(label="Sản phẩm", max_length=200)
    level = forms.ChoiceField(label="Cấp", choices=Certificate.Level.choices)
    year = YearField()
    decision = UncutField(label="Số quyết định", max_length=80, required=False)


class SupportForm(HoldingForm):
    """Support it has received."""

    money = ("amount",)
    year = YearField()
    purse = forms.ChoiceField(label="Nguồn kinh phí", choices=Support.Purse.choices)
    content = UncutField(label="Nội dung hỗ trợ", max_length=300)
    amount = FigureField(label="Số tiền (triệu đồng)")
    agency = UncutField(label="Cơ quan hỗ trợ", max_length=200, required=False)
    source = UncutField(
        label="Nguồn", max_length=300, help_text="Ví dụ: Quyết định phê duyệt, biên bản thanh lý."
    )

    def clean_amount(self) -> Decimal:
        """Something must be said."""
        value: Decimal | None = self.cleaned_data["amount"]
        if value is None:
            raise forms.ValidationError("Ghi số tiền đã hỗ trợ.")
        return value


class LinkForm(HoldingForm):
    """Whom it supplies or works for."""

    kind = forms.ChoiceField(label="Quan hệ", choices=SupplyLink.Kind.choices)
    partner = UncutField(
        label="Bên nhận",
        max_length=200,
        help_text="Mã số thuế, mã trong sổ, hoặc tên đúng như trong sổ: “Hợp tác xã Sao Mai”. "
        "Cơ sở này mua của bên kia thì ghi ở trang của bên kia.",
    )
    product = UncutField(
        label="Sản phẩm", max_length=200, help_text="Thứ được giao: “Gỗ xẻ”, “Bánh tráng phơi”."
    )
    since = DayField(label="Từ ngày", required=False)
    until = DayField(label="Hết từ ngày", required=False)
    source = UncutField(
        label="Biết từ đâu", max_length=300, help_text="Ví dụ: Hợp đồng số 3/2026, chủ cơ sở kể."
    )

    @classmethod
    def saying(cls, row: Any) -> dict[str, Any]:
        """The form filled with a link; the partner by its number in the register."""
        return super().saying(row) | {"partner": str(row.partner_id)}

    def clean_partner(self) -> Establishment:
        """The one row she sees that is called so."""
        return partner_called(self.actor, self.cleaned_data["partner"], "bên nhận")


def partner_called(actor: Actor | None, typed: str, named: str) -> Establishment:
    """The one row she sees that is called so; a sentence where there is none, or more than one."""
    if actor is None:
        raise forms.ValidationError(f"Không tìm được {named}.")
    found = called(actor, typed)
    if len(found) == 1:
        return found[0]
    near = found or called_nearly(actor, typed)
    told = "; ".join(f"“{each.name}” (mã trong sổ {each.pk})" for each in near)
    if found:
        raise forms.ValidationError(f"Có nhiều cơ sở cùng tên này; ghi mã trong sổ: {told}.")
    if near:
        raise forms.ValidationError(f"Không có cơ sở nào đúng tên này. Có phải: {told}? Ghi mã trong sổ.")
    raise forms.ValidationError("Không có cơ sở nào như vậy trong phần sổ của anh/chị. Ghi cơ sở ấy trước.")
