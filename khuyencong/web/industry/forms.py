"""Forms of the register: looking, entering an establishment, and everything it has."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.timezone import localdate

from khuyencong.industry.models import Cluster, ClusterWork, Establishment
from khuyencong.industry.queries.lines import day_of
from khuyencong.industry.queries.lists import all_legal_forms, legal_forms
from khuyencong.norms.models import Sector
from khuyencong.places.models import Unit
from khuyencong.places.queries import communes_named
from khuyencong.rules.clusters import EAST, NORTH
from khuyencong.web.forms import AskForm, the_one
from khuyencong.web.norms.forms import NumberField
from khuyencong.web.reporting.forms import DayField, UncutField
from khuyencong.web.requests import LARGEST_KEY

ANY = ("", "Tất cả")


class LookForm(AskForm):
    """Which establishments: words without diacritics, place, trade, whether they had support."""

    q = forms.CharField(label="Tên, mã số thuế, điện thoại, người đại diện", max_length=100, required=False)
    province = forms.TypedChoiceField(label="Tỉnh, thành phố", coerce=int, empty_value=None, required=False)
    commune = forms.CharField(label="Xã, phường", max_length=80, required=False)
    sector = forms.ModelChoiceField(label="Ngành, nghề", queryset=Sector.objects.none(), required=False)
    supported = forms.BooleanField(label="Đã được hỗ trợ", required=False)
    certified = forms.BooleanField(label="Có sản phẩm tiêu biểu còn giá trị", required=False)
    merged = forms.BooleanField(label="Cả dòng đã gộp", required=False)

    def __init__(self, *args: Any, provinces: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["province"].choices = [ANY, *provinces]  # type: ignore[attr-defined]
        self.fields["sector"].queryset = sectors()  # type: ignore[attr-defined]
        self.fields["sector"].empty_label = "Tất cả"  # type: ignore[attr-defined]

    @property
    def asked(self) -> dict[str, Any]:
        """As industry.queries.search takes it."""
        given = self.cleaned_data if self.is_valid() else {}
        return {
            "words": given.get("q", ""),
            "province": given.get("province"),
            "commune": given.get("commune", ""),
            "sector": given["sector"].pk if given.get("sector") else None,
            "supported": given.get("supported", False),
            "certified_on": localdate() if given.get("certified") else None,
            "merged": given.get("merged", False),
        }


def sectors() -> Any:
    """The trades of today's law."""
    return Sector.objects.on(localdate()).order_by("position")


def commune_of(form: forms.Form, text: str, province: int) -> int | None:
    """The key of the commune of that name; None and a sentence at the field where there is not exactly one."""
    unit = Unit.objects.get(pk=province)
    found = communes_named(text, province, day_of(unit, localdate()))
    none = f"{unit.full_name} không có xã, phường mang tên “{text}”. Xem lại tên, gõ không dấu cũng được."
    commune = the_one(form, "commune", found, none=none)
    return commune.pk if commune is not None else None


class PlaceMixin(forms.Form):
    """Where it is: province of any date, commune by its name, address."""

    province = forms.TypedChoiceField(label="Tỉnh, thành phố", coerce=int, empty_value=None)
    commune = UncutField(
        label="Xã, phường, đặc khu",
        max_length=80,
        required=False,
        help_text="Tên xã của nơi đặt xưởng, gõ không dấu cũng được: “Phú Lộc”, “phường Tân An”. "
        "Được hỗ trợ hay không xét theo địa điểm này (địa bàn), không theo nơi đăng ký.",
    )
    address = UncutField(label="Số nhà, ấp, thôn, đường", max_length=250, required=False)
    here_since = DayField(label="Ở địa điểm này từ ngày", required=False)

    def place(self) -> None:
        """Turn province and commune into `unit`."""
        given = self.cleaned_data
        if given.get("province") is None:
            return
        key: int | None = given["province"]
        if given.get("commune"):
            key = commune_of(self, given["commune"], given["province"])
        if key is not None:
            given["unit"] = Unit.objects.select_related("parent__parent").get(pk=key)


class EstablishmentForm(AskForm):
    """What is said of an establishment itself."""

    name = UncutField(
        label="Tên cơ sở",
        max_length=200,
        help_text="Như trên giấy đăng ký: “Cơ sở mộc Phú Lộc”. Không ghi: “xưởng anh Ba”.",
    )
    legal_form = forms.ChoiceField(label="Loại hình")
    tax_code = forms.CharField(
        label="Mã số thuế",
        max_length=20,
        required=False,
        help_text="10 chữ số, chi nhánh 13; số cuối được kiểm tra. Chưa có thì để trống.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    registration_number = UncutField(label="Số đăng ký kinh doanh", max_length=40, required=False)
    representative = UncutField(label="Người đại diện", max_length=150, required=False)
    phone = forms.CharField(
        label="Điện thoại",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    email = forms.EmailField(label="Thư điện tử", required=False)
    since = DayField(label="Thành lập ngày", required=False)
    sector = forms.ModelChoiceField(
        label="Ngành, nghề được hưởng chính sách",
        queryset=Sector.objects.none(),
        required=False,
        empty_label="Chưa rõ",
        help_text="Theo danh mục ngành, nghề của sổ quy định.",
    )
    vsic = forms.CharField(
        label="Mã ngành VSIC",
        max_length=5,
        required=False,
        help_text="2 đến 5 chữ số, ví dụ 1629. Không ghi: “C1629”.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    source = UncutField(
        label="Nguồn", max_length=300, help_text="Biết từ đâu: “Khảo sát ngày 12/11/2026”, “Sổ của xã”."
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        listed = [(each.code, each.name) for each in legal_forms(localdate())]
        self.fields["legal_form"].choices = [("", "Chọn…"), *listed]  # type: ignore[attr-defined]
        self.fields["sector"].queryset = sectors()  # type: ignore[attr-defined]

    @staticmethod
    def saying(row: Establishment) -> dict[str, Any]:
        """The form filled with what a row says."""
        return {name: getattr(row, name) for name in SAID} | {"sector": row.sector_id}

    def keep(self, row: Establishment) -> None:
        """Let the row keep a legal form or a trade that left today's lists."""
        names = {each.code: each.name for each in all_legal_forms()}
        field = self.fields["legal_form"]
        if row.legal_form not in [code for code, _ in field.choices]:  # type: ignore[attr-defined]
            field.choices = [*field.choices, (row.legal_form, names.get(row.legal_form, row.legal_form))]  # type: ignore[attr-defined]
        if row.sector_id is not None:
            kept = sectors() | Sector.objects.filter(pk=row.sector_id)
            self.fields["sector"].queryset = kept  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """As industry.actions take it."""
        return {name: self.cleaned_data[name] for name in SAID}


SAID = tuple(EstablishmentForm.base_fields)


class NewForm(PlaceMixin, EstablishmentForm):
    """An establishment with its first site."""

    field_order = (*SAID[:-1], "province", "commune", "address", "here_since", "source")

    def __init__(self, *args: Any, provinces: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = provinces if len(provinces) == 1 else [("", "Chọn…"), *provinces]
        self.fields["province"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """With the place."""
        super().clean()
        self.place()
        return self.cleaned_data


class DegreesField(NumberField):
    """Degrees as a map or a phone gives them, with a point or a comma."""

    def read(self, text: str) -> Decimal:
        """Five decimals are kept."""
        try:
            read = Decimal(text.replace(",", ".")).quantize(Decimal("0.00001"))
        except InvalidOperation as error:
            told = f"“{text}” không phải độ thập phân; ghi như “10,45678”."
            raise forms.ValidationError(told) from error
        if not read.is_finite():
            raise forms.ValidationError("Ghi độ thập phân, như “10,45678”.")
        return read


class ClusterForm(PlaceMixin, AskForm):
    """An industrial cluster: where it lies, by which decision, from when to when."""

    name = UncutField(
        label="Tên cụm", max_length=200, help_text="Như trong quyết định: “Cụm công nghiệp Phú Lợi”."
    )
    decision = UncutField(label="Quyết định thành lập", max_length=120, required=False)
    since = DayField(label="Thành lập ngày", required=False)
    until = DayField(label="Thôi là cụm từ ngày", required=False)
    latitude = DegreesField(
        label="Vĩ độ", help_text="Như điện thoại cho: “10,45678”. Có thì cụm hiện trên bản đồ."
    )
    longitude = DegreesField(label="Kinh độ", help_text="Như điện thoại cho: “105,63210”.")
    source = UncutField(label="Biết từ đâu", max_length=300)
    address, here_since = None, None  # type: ignore[assignment]
    field_order = (
        "name",
        "province",
        "commune",
        "decision",
        "since",
        "until",
        "latitude",
        "longitude",
        "source",
    )

    def __init__(self, *args: Any, provinces: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = provinces if len(provinces) == 1 else [("", "Chọn…"), *provinces]
        self.fields["province"].choices = choices  # type: ignore[attr-defined]
        self.fields["commune"].help_text = "Tên xã của cụm, gõ không dấu cũng được."

    @staticmethod
    def saying(row: Cluster) -> dict[str, Any]:
        """The form filled with a cluster."""
        said = {name: getattr(row, name) for name in ("name", "decision", "since", "until", "source")}
        commune = row.commune.full_name if row.commune is not None else ""
        degrees = {name: degrees_of(getattr(row, name)) for name in ("latitude", "longitude")}
        return said | degrees | {"province": row.province_id, "commune": commune}

    def clean(self) -> dict[str, Any]:
        """With the place."""
        super().clean()
        self.place()
        self.degrees()
        return self.cleaned_data

    def degrees(self) -> None:
        """Both lie in the country or neither is given; what is wrong is said at the field."""
        north, east = self.cleaned_data.get("latitude"), self.cleaned_data.get("longitude")
        if {"latitude", "longitude"} & set(self.errors) or (north is None and east is None):
            return
        if north is None or east is None:
            lacking, other = ("latitude", "kinh độ") if north is None else ("longitude", "vĩ độ")
            self.add_error(lacking, f"Đã ghi {other} thì ghi cả ô này, hoặc bỏ trống cả hai.")
        elif NORTH[0] <= east <= NORTH[1] and EAST[0] <= north <= EAST[1]:
            self.add_error("latitude", "Vĩ độ và kinh độ đang đổi chỗ cho nhau: số nhỏ hơn là vĩ độ.")
        else:
            for name, said, (least, most) in (("latitude", north, NORTH), ("longitude", east, EAST)):
                if not least <= said <= most:
                    self.add_error(name, f"Ở nước ta số này từ {least} đến {most}.")


def degrees_of(value: Decimal | None) -> str:
    """Degrees as they are typed."""
    return "" if value is None else f"{value.normalize():f}".replace(".", ",")


class FreeLandForm(AskForm):
    """Which clusters an investor looks for."""

    q = forms.CharField(label="Tên cụm", max_length=100, required=False)
    province = forms.TypedChoiceField(label="Tỉnh, thành phố", coerce=int, empty_value=None, required=False)
    commune = forms.ChoiceField(label="Xã, phường", required=False)
    least = forms.IntegerField(label="Còn trống từ (ha)", min_value=0, max_value=100_000, required=False)
    ready = forms.ChoiceField(label="Hạ tầng đã xong", choices=[ANY, *ClusterWork.Kind.choices], required=False)

    def __init__(self, *args: Any, known: Mapping[str, list[tuple[str, str]]], **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("province", "commune"):
            self.fields[name].choices = [ANY, *known[name]]  # type: ignore[attr-defined]

    @property
    def asked(self) -> dict[str, Any]:
        """As industry.queries.notices takes it."""
        given = self.cleaned_data if self.is_valid() else {}
        ready = given.get("ready", "")
        return {
            "words": given.get("q", ""),
            "province": given.get("province"),
            "commune": given.get("commune", ""),
            "least": given.get("least"),
            "ready": [ready] if ready else [],
        }


class EditForm(EstablishmentForm):
    """Changed words, and why."""

    reason = UncutField(label="Lý do sửa", max_length=300, required=False)


class StandingForm(AskForm):
    """That it works no more since a day, or works again."""

    on = DayField(label="Ngừng từ ngày", required=False)
    reason = UncutField(label="Lý do", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class FindOwnForm(AskForm):
    """Under which words the register may know it."""

    q = forms.CharField(label="Tên, mã số thuế hay số điện thoại trong sổ", max_length=200, required=False)


class LinkForm(AskForm):
    """Which registration is the owner's."""

    registration = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)


class MergeForm(AskForm):
    """Which of two rows stays, and why they are one."""

    kept = forms.TypedChoiceField(label="Giữ dòng nào", coerce=int, widget=forms.RadioSelect)
    reason = UncutField(
        label="Vì sao là một cơ sở",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ví dụ: cùng mã số thuế, đã gọi cho chủ cơ sở ngày 12/11/2026.",
    )

    def __init__(self, *args: Any, pair: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kept"].choices = pair  # type: ignore[attr-defined]
