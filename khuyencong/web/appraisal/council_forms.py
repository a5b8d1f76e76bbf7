"""Forms of councils: by which decision, who sits there, the minutes of a meeting."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import make_aware

from khuyencong.organisations.models import User
from khuyencong.projects.actions.councils import Setting
from khuyencong.projects.actions.minutes import Concluded
from khuyencong.projects.models import Appraisal, CouncilMember, Level, Outcome, Project
from khuyencong.web.forms import AskForm
from khuyencong.web.reporting.forms import DayField, UncutField

MOST_VOTES = 99


class CouncilForm(AskForm):
    """By which decision, for which plan."""

    number = UncutField(
        label="Số quyết định lập hội đồng", max_length=60, strip=True, help_text="Ví dụ 12/QĐ-SCT."
    )
    decided_on = DayField(label="Ngày quyết định")
    purse = forms.ChoiceField(label="Nguồn kinh phí", choices=Project.Purse.choices)
    year = forms.IntegerField(label="Năm kế hoạch", min_value=2005, max_value=2100)
    level = forms.ChoiceField(label="Cấp thẩm định", choices=Level.choices)
    quorum = forms.IntegerField(
        label="Số người tối thiểu để họp",
        min_value=2,
        max_value=50,
        help_text="Theo quyết định lập hội đồng; văn bản chung không ấn định con số.",
    )

    def said(self) -> Setting:
        """What was typed, as the action takes it."""
        return Setting(**self.cleaned_data)


class MemberForm(AskForm):
    """Who sits there, as what."""

    user = forms.ModelChoiceField(
        label="Thành viên", queryset=User.objects.none(), empty_label="Chọn người giữ bàn trong cơ quan"
    )
    role = forms.ChoiceField(label="Vai trò", choices=CouncilMember.Role.choices, initial="member")

    def __init__(self, *args: Any, people: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        user = self.fields["user"]
        assert isinstance(user, forms.ModelChoiceField)
        user.queryset = people


class MeetingForm(AskForm):
    """When and where a council met, who was there, and what it concluded of each sheet."""

    day = DayField(label="Họp ngày")
    hour = forms.TimeField(
        label="Lúc",
        widget=forms.TimeInput(format="%H:%M", attrs={"placeholder": "08:30", "autocomplete": "off"}),
        error_messages={"invalid": "Ghi giờ theo kiểu 08:30."},
    )
    place = UncutField(label="Nơi họp", max_length=200, strip=True)
    present = forms.MultipleChoiceField(
        label="Có mặt", widget=forms.CheckboxSelectMultiple, error_messages={"required": "Đánh dấu ai có mặt."}
    )
    words = forms.CharField(
        label="Ý kiến chung", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, *args: Any, members: Sequence[CouncilMember], sheets: Sequence[Appraisal], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        present = self.fields["present"]
        assert isinstance(present, forms.MultipleChoiceField)
        present.choices = [(str(each.pk), str(each)) for each in members]
        self.sheets = list(sheets)
        for each in self.sheets:
            self.sheet_fields(each)

    def sheet_fields(self, sheet: Appraisal) -> None:
        """What is concluded of one sheet; nothing where the meeting did not come to it."""
        outcomes = [("", "Chưa bàn đến"), *Outcome.choices]
        self.fields[f"outcome_{sheet.pk}"] = forms.ChoiceField(
            label="Kết luận", choices=outcomes, required=False
        )
        for name, label in (("for", "Tán thành"), ("against", "Không tán thành"), ("none", "Không ý kiến")):
            self.fields[f"{name}_{sheet.pk}"] = forms.IntegerField(
                label=label, min_value=0, max_value=MOST_VOTES, required=False
            )
        self.fields[f"words_{sheet.pk}"] = forms.CharField(
            label="Ý kiến; phải ghi khi không đạt hay trả lại", max_length=1000, required=False
        )

    @property
    def plain_fields(self) -> list[Any]:
        """What is asked of the meeting as such."""
        return [self[name] for name in ("day", "hour", "place", "present", "words")]

    @property
    def sheet_rows(self) -> list[tuple[Appraisal, list[Any]]]:
        """(sheet, its fields) for the page."""
        names = ("outcome", "for", "against", "none", "words")
        return [(each, [self[f"{name}_{each.pk}"] for name in names]) for each in self.sheets]

    def held_at(self) -> datetime:
        """When it met."""
        return make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"]))

    def concluded(self) -> list[Concluded]:
        """What was concluded, sheet by sheet."""
        given = self.cleaned_data
        return [
            Concluded(
                sheet=each,
                outcome=given[f"outcome_{each.pk}"],
                votes_for=given[f"for_{each.pk}"] or 0,
                votes_against=given[f"against_{each.pk}"] or 0,
                abstained=given[f"none_{each.pk}"] or 0,
                words=given[f"words_{each.pk}"],
            )
            for each in self.sheets
            if given.get(f"outcome_{each.pk}")
        ]
