"""The five questions of "what could I be given?", asked in the address so that the answer can be sent on."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.timezone import localdate

from khuyencong.norms.models import Sector
from khuyencong.norms.queries import rows_on
from khuyencong.places.queries import communes_named, provinces_on
from khuyencong.projects import queries
from khuyencong.projects.queries.entitlement import Asked, owner_kinds
from khuyencong.web.forms import AskForm, the_one
from khuyencong.web.projects.forms import MoneyField
from khuyencong.web.reporting.forms import UncutField

OTHER = "khac"
"""The answer that her trade is none of the list."""


class CostField(MoneyField):
    """What she means to spend; not nothing."""

    def clean(self, value: Any) -> int:  # type: ignore[override]
        """The amount, of at least one đồng."""
        read = super().clean(value)
        if not read:
            raise forms.ValidationError("Còn trống mà phải có: ghi số đồng dự định chi, ví dụ 300.000.000.")
        return read


class EntitlementForm(AskForm):
    """Where, who, what is made, what is wanted, what it costs."""

    province = forms.TypedChoiceField(label="Tỉnh, thành phố", coerce=int)
    commune = UncutField(
        label="Xã, phường, đặc khu nơi làm ra sản phẩm",
        max_length=80,
        help_text="Tên xã ngày nay, gõ không dấu cũng được. Xét theo nơi đặt xưởng, không theo nơi đăng ký.",
    )
    owner = forms.ChoiceField(label="Bạn là ai?", widget=forms.RadioSelect)
    sector = forms.ChoiceField(label="Bạn làm ra gì?", help_text="Chọn dòng gần nhất.")
    wish = forms.ChoiceField(label="Bạn muốn làm gì?", widget=forms.RadioSelect)
    cost = CostField(
        label="Dự định chi bao nhiêu đồng?",
        help_text="Cả phần bạn tự bỏ ra; ước lượng cũng được. Ví dụ: 300.000.000",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        today = localdate()
        self.sectors: dict[str, Sector] = {each.code: each for each in rows_on(Sector, today)}
        self.owners = {each.code: each for each in owner_kinds()}
        self.wishes = {each.code: each for each in queries.wishes()}
        choices = {
            "province": [("", "Chọn tỉnh"), *((each.id, each.full_name) for each in provinces_on(today))],
            "owner": [(code, each.name) for code, each in self.owners.items()],
            "sector": [
                ("", "Chọn ngành, nghề"),
                *((code, each.name) for code, each in self.sectors.items()),
                (OTHER, "Không có trong các dòng trên"),
            ],
            "wish": [(code, each.name) for code, each in self.wishes.items()],
        }
        for name, listed in choices.items():
            self.fields[name].choices = listed  # type: ignore[attr-defined]

    @property
    def owner_rows(self) -> list[tuple[BoundWidget, str]]:
        """Each kind of owner with an example of it."""
        return list(zip(self["owner"], (each.example for each in self.owners.values()), strict=True))

    @property
    def wish_rows(self) -> list[tuple[BoundWidget, str]]:
        """Each wish with an example of it."""
        return list(zip(self["wish"], (each.example for each in self.wishes.values()), strict=True))

    def clean(self) -> dict[str, Any]:
        """Turn province and name of commune into the commune of today."""
        given = super().clean() or {}
        if given.get("province") is not None and given.get("commune"):
            found = communes_named(given["commune"], given["province"], localdate())
            none = f"Tỉnh đã chọn không có xã, phường nào ngày nay mang tên “{given['commune']}”. "
            none += "Ghi tên mới của xã, sau khi sắp xếp năm 2025."
            given["unit"] = the_one(self, "commune", found, none=none)
        return given

    @property
    def asked(self) -> Asked:
        """Her answers; to be asked of a valid form only."""
        given = self.cleaned_data
        return Asked(
            commune=given["unit"],
            owner=self.owners[given["owner"]],
            sector=self.sectors.get(given["sector"]),
            wish=self.wishes[given["wish"]],
            cost=given["cost"],
        )
