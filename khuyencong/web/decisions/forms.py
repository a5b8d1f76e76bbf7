"""Forms of decisions: for which plan, what was signed."""

from collections.abc import Sequence
from typing import Any

from django import forms

from khuyencong.projects.models import Project
from khuyencong.web.forms import AskForm
from khuyencong.web.reporting.forms import DayField, UncutField, why_field


class PlanForm(AskForm):
    """Which plan."""

    purse = forms.ChoiceField(label="Nguồn kinh phí", choices=Project.Purse.choices)
    year = forms.IntegerField(label="Năm kế hoạch", min_value=2005, max_value=2100)

    def __init__(self, *args: Any, purses: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["purse"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = purses or Project.Purse.choices


class SignedForm(AskForm):
    """What was signed."""

    number = UncutField(
        label="Số quyết định",
        max_length=60,
        strip=True,
        help_text="Như trên văn bản, ví dụ 1234/QĐ-BCT.",
    )
    signed_on = DayField(label="Ngày ký")


class WhyForm(AskForm):
    """Why it goes back or is dropped."""

    note = why_field("Người soạn đọc lý do này để biết phải sửa gì.")
