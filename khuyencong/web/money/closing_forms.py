"""Forms of closing and opening a year: which, and on which decision."""

from collections.abc import Sequence
from typing import Any

from django import forms

from khuyencong.projects.models import Project
from khuyencong.projects.models.projects import FIRST_YEAR, LAST_YEAR
from khuyencong.rules.closing import Ground
from khuyencong.web.forms import AskForm
from khuyencong.web.reporting.forms import DayField, UncutField


class BeginCloseForm(AskForm):
    """Which year of which purse is closed."""

    purse = forms.ChoiceField(label="Nguồn kinh phí")
    year = forms.IntegerField(label="Năm", min_value=FIRST_YEAR, max_value=LAST_YEAR)

    def __init__(self, *args: Any, purses: Sequence[Project.Purse], last_year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        purse = self.fields["purse"]
        assert isinstance(purse, forms.ChoiceField)
        purse.choices = [(each.value, each.label) for each in purses]
        self.fields["year"].initial = last_year

    @property
    def asked(self) -> tuple[str, int]:
        """Purse and year, once they are known to be fine."""
        return self.cleaned_data["purse"], self.cleaned_data["year"]


class ChooseForm(AskForm):
    """The decision on which money goes on into the next year."""

    number = UncutField(label="Số quyết định", max_length=60, strip=True, required=False)
    on = DayField(label="Ngày quyết định", required=False)
    authority = UncutField(
        label="Ai quyết định, căn cứ",
        max_length=300,
        strip=True,
        required=False,
        help_text="Bắt buộc khi chuyển năm sau; thu hồi thì để trống.",
    )

    @property
    def ground(self) -> Ground:
        """What was typed."""
        said = self.cleaned_data
        return Ground(number=said["number"], on=said["on"], authority=said["authority"])
