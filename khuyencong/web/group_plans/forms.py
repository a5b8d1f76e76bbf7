"""Forms of a group project's plan: a place, how it is carried out, a new version, what was signed."""

from datetime import date
from typing import Any

from django import forms

from khuyencong.industry.models import Site
from khuyencong.places.models import Unit
from khuyencong.projects.actions.group_plans import Planned
from khuyencong.projects.models import GroupPlace, GroupPlan, Project
from khuyencong.projects.queries.group_plans import communes_for
from khuyencong.rules.money import number
from khuyencong.web.forms import AskForm
from khuyencong.web.projects.forms import MoneyField
from khuyencong.web.reporting.forms import DayField, UncutField

WHY_AGAIN = "Được: “Hộ A không mua máy nữa, thay bằng hộ B cùng xã”. Không được: “Điều chỉnh cho phù hợp”."


def months_of(plan: GroupPlan) -> list[tuple[str, str]]:
    """The months from the year of the plan to the end of the project, as choices."""
    years = range(plan.year, max(plan.project.last_year, plan.year) + 1)
    days = [date(year, month, 1) for year in years for month in range(1, 13)]
    return [(each.isoformat(), f"{each:%m/%Y}") for each in days]


class PlaceForm(AskForm):
    """One line: an establishment at the site that was picked, or people of a commune."""

    people = UncutField(
        label="Lớp, nhóm",
        max_length=200,
        strip=True,
        help_text="Ví dụ: Lớp may công nghiệp K1, 35 người. Cơ sở của sổ thì tìm và chọn ở dưới.",
    )
    commune = forms.ModelChoiceField(
        label="Xã, phường", queryset=Unit.objects.none(), empty_label="Chọn xã, phường"
    )
    content = UncutField(
        label="Nội dung", max_length=500, strip=True, help_text="Ví dụ: mua một máy sấy bơm nhiệt 1 tấn/mẻ."
    )
    since = forms.TypedChoiceField(label="Từ tháng", coerce=date.fromisoformat)
    until = forms.TypedChoiceField(label="Đến tháng", coerce=date.fromisoformat)
    support = MoneyField(label="Hỗ trợ (đồng)")
    counterpart = MoneyField(label="Đối ứng (đồng)")
    other = MoneyField(label="Nguồn khác (đồng)")

    def __init__(self, *args: Any, plan: GroupPlan, site: Site | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.site = site
        if site is not None:
            del self.fields["people"], self.fields["commune"]
        else:
            commune = self.fields["commune"]
            assert isinstance(commune, forms.ModelChoiceField)
            commune.queryset = communes_for(plan.project)
        for name in ("since", "until"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = months_of(plan)

    @classmethod
    def showing(cls, place: GroupPlace) -> "PlaceForm":
        """As the line stands."""
        initial = {
            "people": place.people,
            "commune": place.commune_id,
            "content": place.content,
            "since": place.since.isoformat(),
            "until": place.until.isoformat(),
            "support": number(place.support),
            "counterpart": number(place.counterpart),
            "other": number(place.other),
        }
        return cls(initial=initial, plan=place.plan, site=place.site)

    @property
    def planned(self) -> Planned:
        """What was typed, once it is valid."""
        given = self.cleaned_data
        return Planned(
            establishment=self.site.establishment if self.site is not None else None,
            site=self.site,
            people=given.get("people", ""),
            commune=given.get("commune"),
            content=given["content"],
            since=given["since"],
            until=given["until"],
            support=given["support"] or 0,
            counterpart=given["counterpart"] or 0,
            other=given["other"] or 0,
        )


class HowForm(AskForm):
    """How it is carried out; why another version is wanted, where one stands already."""

    organisation = UncutField(
        label="Tổ chức thực hiện",
        max_length=4000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ai chọn cơ sở, ký hợp đồng, mở lớp, kiểm tra, nghiệm thu; giấy tờ của cơ sở lưu ở đâu.",
    )
    reason = UncutField(label="Vì sao lập lại", max_length=1000, strip=True, help_text=WHY_AGAIN)

    def __init__(self, *args: Any, plan: GroupPlan, **options: Any) -> None:
        super().__init__(*args, initial={"organisation": plan.organisation, "reason": plan.reason}, **options)
        if not plan.reason:
            del self.fields["reason"]


class NewPlanForm(AskForm):
    """Of which year's money, and why again where a plan stands already."""

    year = forms.TypedChoiceField(label="Năm ngân sách", coerce=int)
    reason = UncutField(
        label="Vì sao lập lại", max_length=1000, strip=True, required=False, help_text=WHY_AGAIN
    )

    def __init__(self, *args: Any, project: Project, again: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        year = self.fields["year"]
        assert isinstance(year, forms.ChoiceField)
        year.choices = [(each, str(each)) for each in project.years]
        if not again:
            del self.fields["reason"]


class AppraisedForm(AskForm):
    """What the department found."""

    note = UncutField(
        label="Ý kiến thẩm định",
        max_length=2000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Đúng đối tượng, đúng nội dung được giao, mức hỗ trợ từng nơi; lưu ý gì khi thực hiện.",
    )


class SignedPlanForm(AskForm):
    """Number and day of what the head signed."""

    number = UncutField(label="Số quyết định", max_length=60, strip=True, help_text="Ví dụ: 45/QĐ-SCT.")
    signed_on = DayField(label="Ngày ký")
