"""Forms of what is known of a cluster: decisions, investor, works, leases, reported totals."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from khuyencong.industry.actions.cluster_rows import Row
from khuyencong.industry.models import (
    ClusterCount,
    ClusterDecision,
    ClusterInvestor,
    ClusterLease,
    ClusterWork,
    Establishment,
)
from khuyencong.rules.clusters import HECTARE
from khuyencong.rules.money import Unit
from khuyencong.web.forms import AskForm
from khuyencong.web.industry.holding_forms import HoldingForm, YearField, partner_called
from khuyencong.web.norms.forms import FigureField, short
from khuyencong.web.reporting.forms import DayField, UncutField

WHENCE = "Biết từ đâu"
MILLION = 1_000_000
MOST = 10**17
"""More than any column of these rows can hold is a slip of the hand."""
SCALES = {
    ClusterCount.Measure.LEASED: HECTARE,
    ClusterCount.Measure.DOMESTIC: Unit.TRIEU.scale,
    ClusterCount.Measure.FOREIGN: MILLION,
}
"""By what a typed total is multiplied to be kept: hectares, triệu đồng, triệu USD; the others are counted."""


def scaled(value: Decimal | None, scale: int, told: str) -> int | None:
    """A typed number in the unit it is kept in; a sentence where that is no whole number."""
    if value is None:
        return None
    whole = value * scale
    if whole > MOST:
        raise forms.ValidationError("Số này quá lớn: xem lại có gõ thừa chữ số, có nhầm đơn vị.")
    if whole != whole.to_integral_value():
        raise forms.ValidationError(told)
    return int(whole)


class RowForm(HoldingForm):
    """A row about a cluster; `hectares` are fields typed in ha and kept in square metres."""

    hectares: tuple[str, ...] = ()

    @classmethod
    def saying(cls, row: Any) -> dict[str, Any]:
        """The form filled with a row."""
        given = {name: getattr(row, name) for name in cls.base_fields}
        return given | {name: short(getattr(row, name), HECTARE) for name in cls.hectares}

    def clean(self) -> dict[str, Any]:
        """Areas in square metres."""
        given = super().clean() or {}
        for name in self.hectares:
            self.scale(given, name, HECTARE, "Ghi ha với nhiều nhất bốn chữ số sau dấu phẩy.")
        return given

    def scale(self, given: dict[str, Any], name: str, scale: int, told: str) -> None:
        """Put a typed number into the unit it is kept in, or that sentence at its field."""
        if isinstance(value := given.get(name), Decimal):
            try:
                given[name] = scaled(value, scale, told)
            except forms.ValidationError as error:
                self.add_error(name, error)


class DecisionForm(RowForm):
    """A decision about it."""

    hectares = ("area", "industrial")
    kind = forms.ChoiceField(label="Nội dung quyết định", choices=ClusterDecision.Kind.choices)
    number = UncutField(label="Số quyết định", max_length=120, help_text="Như trên văn bản: “15/QĐ-UBND”.")
    signed_on = DayField(label="Ngày ký")
    decided_by = UncutField(label="Cơ quan ký", max_length=200, required=False)
    area = FigureField(
        label="Diện tích (ha)",
        help_text="Mở rộng thì ghi phần tăng thêm, không ghi cả cụm. Văn bản không nêu thì để trống.",
    )
    industrial = FigureField(
        label="Đất công nghiệp (ha)",
        help_text="Đất để cho thuê, của cả cụm sau quyết định này; thường ở quyết định quy hoạch chi tiết.",
    )
    source = UncutField(
        label=WHENCE, max_length=300, help_text="Ví dụ: bản chụp quyết định, danh mục của tỉnh."
    )


class InvestorForm(RowForm):
    """Who builds its infrastructure."""

    name = UncutField(
        label="Tên tổ chức", max_length=200, help_text="Doanh nghiệp, hợp tác xã, đơn vị. Không ghi tên người."
    )
    tax_code = UncutField(label="Mã số thuế", max_length=14, required=False)
    since = DayField(label="Làm chủ đầu tư từ ngày", required=False)
    until = DayField(label="Thôi từ ngày", required=False)
    phone = UncutField(label="Điện thoại của tổ chức", max_length=40, required=False)
    email = forms.EmailField(label="Thư điện tử của tổ chức", required=False)
    website = forms.URLField(label="Trang mạng", required=False, assume_scheme="https")
    consent = UncutField(
        label="Ai đồng ý công khai cách liên hệ, bằng cách nào",
        max_length=300,
        required=False,
        help_text="Ví dụ: công văn 12/CV ngày 03/11/2026. Để trống thì công chúng chỉ thấy liên hệ của Sở.",
    )
    consent_on = DayField(label="Đồng ý ngày", required=False)
    source = UncutField(label=WHENCE, max_length=300)


class WorkForm(RowForm):
    """How far a piece of infrastructure is."""

    kind = forms.ChoiceField(label="Hạng mục", choices=ClusterWork.Kind.choices)
    state = forms.ChoiceField(label="Hiện trạng", choices=ClusterWork.State.choices)
    year = YearField(label="Năm xong, hoặc năm của hiện trạng", required=False)
    note = UncutField(
        label="Ghi thêm", max_length=300, required=False, help_text="Công suất, chiều dài: “500 m³/ngày đêm”."
    )
    source = UncutField(label=WHENCE, max_length=300)


class LeaseForm(RowForm):
    """Who rents how much."""

    establishment = UncutField(
        label="Bên thuê",
        max_length=200,
        help_text="Mã số thuế, mã trong sổ, hoặc tên đúng như trong sổ. Chưa có trong sổ thì ghi cơ sở trước.",
    )
    lot = UncutField(label="Lô đất", max_length=60, required=False)
    area = FigureField(label="Diện tích (m²)", help_text="Theo hợp đồng, bằng mét vuông: “12.500”.")
    since = DayField(label="Thuê từ ngày")
    until = DayField(label="Hết thuê từ ngày", required=False)
    contract = UncutField(label="Hợp đồng thuê", max_length=120, required=False)
    source = UncutField(label=WHENCE, max_length=300)

    @classmethod
    def saying(cls, row: Any) -> dict[str, Any]:
        """The form filled with a lease; the tenant by its number in the register."""
        return super().saying(row) | {"establishment": str(row.establishment_id), "area": short(row.area, 1)}

    def clean_establishment(self) -> Establishment:
        """The one row she sees that is called so."""
        return partner_called(self.actor, self.cleaned_data["establishment"], "bên thuê")

    def clean_area(self) -> int:
        """Whole square metres."""
        area = scaled(self.cleaned_data["area"], 1, "Ghi mét vuông chẵn.")
        if not area:
            raise forms.ValidationError("Ghi diện tích thuê, lớn hơn 0.")
        return area


class CountForm(RowForm):
    """A total as it was reported."""

    measure = forms.ChoiceField(
        label="Số liệu",
        choices=[
            (ClusterCount.Measure.LEASED, "Đất đã cho thuê (ha)"),
            (ClusterCount.Measure.PROJECTS, "Dự án đầu tư"),
            (ClusterCount.Measure.JOBS, "Lao động"),
            (ClusterCount.Measure.DOMESTIC, "Vốn trong nước đăng ký (triệu đồng)"),
            (ClusterCount.Measure.FOREIGN, "Vốn nước ngoài đăng ký (triệu USD)"),
        ],
    )
    value = FigureField(label="Số được báo")
    on = DayField(label="Tính đến ngày")
    source = UncutField(label=WHENCE, max_length=300, help_text="Ai báo, bằng văn bản nào.")

    @classmethod
    def saying(cls, row: Any) -> dict[str, Any]:
        """The form filled with a total, in the unit it is typed in."""
        return super().saying(row) | {"value": short(row.value, SCALES.get(row.measure, 1))}

    def clean(self) -> dict[str, Any]:
        """The number in the unit it is kept in."""
        given = super().clean() or {}
        if given.get("value") is None and "value" not in self.errors:
            self.add_error("value", "Ghi số được báo.")
        self.scale(given, "value", SCALES.get(given.get("measure", ""), 1), "Số này có phần lẻ quá nhỏ.")
        return given


class BackForm(AskForm):
    """Why a row was a mistake."""

    reason = UncutField(label="Vì sao bỏ dòng này", max_length=300)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowKind:
    """A kind of row about a cluster: its slug in addresses, model, form and words."""

    slug: str
    model: type[Row]
    form: type[RowForm]
    one: str


ROWS: Mapping[str, RowKind] = {
    each.slug: each
    for each in (
        RowKind(slug="cho-thue", model=ClusterLease, form=LeaseForm, one="dòng cho thuê đất"),
        RowKind(slug="quyet-dinh", model=ClusterDecision, form=DecisionForm, one="quyết định"),
        RowKind(slug="chu-dau-tu", model=ClusterInvestor, form=InvestorForm, one="chủ đầu tư hạ tầng"),
        RowKind(slug="ha-tang", model=ClusterWork, form=WorkForm, one="hạng mục hạ tầng"),
        RowKind(slug="so-bao", model=ClusterCount, form=CountForm, one="số tổng được báo"),
    )
}
"""Every kind by its slug, in the order of the page."""
