"""Which money: of a year, of a purse, as of which day."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.timezone import make_aware

from khuyencong.ledger.queries import Moment
from khuyencong.projects.models import Project
from khuyencong.web.forms import AskForm
from khuyencong.web.reporting.forms import DayField

ANY = ("", "Tất cả")


class AskMoneyForm(AskForm):
    """Which money: of a year, of a purse."""

    year = forms.TypedChoiceField(label="Năm ngân sách", coerce=int, empty_value=None, required=False)
    purse = forms.ChoiceField(label="Nguồn", choices=[ANY, *Project.Purse.choices], required=False)
    ngay = DayField(label="Tính đến hết ngày", required=False)
    biet = DayField(label="Như đã biết đến hết ngày", required=False)

    def __init__(self, *args: Any, years: Sequence[int] = (), one_year: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer_years(years, one_year=one_year)

    def offer_years(self, years: Sequence[int], *, one_year: bool) -> None:
        """Offer these years, and all of them together unless the page is of one."""
        field = self.fields["year"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*(() if one_year else (ANY,)), *((year, str(year)) for year in years)]

    def moment(self, today: date) -> Moment | None:
        """The day and the instant asked for, the end of each; None is now."""
        given = self.cleaned_data if self.is_valid() else {}
        on, known = given.get("ngay"), given.get("biet")
        if on is None and known is None:
            return None
        until = make_aware(datetime.combine(known, time.max)) if known is not None else None
        return Moment(on=on or today, known=until)
