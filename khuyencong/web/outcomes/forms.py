"""Forms about results: what is promised, what an owner says, which results are looked at."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from khuyencong.rules.outcomes import Measure, UnreadableError, read_figure, written
from khuyencong.web.forms import AskForm
from khuyencong.web.reporting.forms import UncutField

ANY = ("", "Tất cả")


class MeasuredField(forms.CharField):
    """A figure as people type it: "1.200.000", "1 200", "12,5" where its unit has parts; nothing is unknown."""

    def __init__(self, measure: Measure, **options: Any) -> None:
        self.measure = measure
        keys = "decimal" if measure.places else "numeric"
        widget = forms.TextInput(attrs={"inputmode": keys, "autocomplete": "off", "maxlength": "24"})
        super().__init__(required=False, max_length=24, widget=widget, **options)

    def clean(self, value: object) -> Any:
        """The number; None where nothing was typed."""
        try:
            return read_figure(str(super().clean(value) or ""), self.measure)
        except UnreadableError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong


class FiguresForm(AskForm):
    """A number for each measure; `promised` is what the project said, shown beside each where it is asked."""

    def __init__(
        self,
        *args: Any,
        measures: Sequence[Measure],
        asks: bool = False,
        promised: Mapping[str, Decimal | None] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        for each in measures:
            label = each.question if asks else f"{each.name} ({each.unit})"
            help_text = f"Tính bằng {each.unit}; {each.how}."
            if promised is not None:
                said = promised.get(each.code)
                hope = f"Đề án hứa {written(said)} {each.unit}." if said is not None else "Đề án không hứa."
                help_text = f"{help_text} {hope}"
            self.fields[each.code] = MeasuredField(each, label=label, help_text=help_text)
        self.codes = [each.code for each in measures]

    @property
    def figures(self) -> Mapping[str, Decimal | None]:
        """What was typed, once it is valid."""
        return {code: self.cleaned_data[code] for code in self.codes}

    @staticmethod
    def shown(figures: Mapping[str, Decimal | None]) -> dict[str, str]:
        """Numbers as the fields show them."""
        return {code: written(value) for code, value in figures.items() if value is not None}


class AnswerForm(FiguresForm):
    """What the owner says."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, asks=True, **options)
        self.fields["note"] = UncutField(
            label="Điều muốn nói thêm",
            max_length=1000,
            strip=True,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )


class WhyClosedForm(AskForm):
    """Why an owner cannot be asked."""

    note = UncutField(label="Vì sao không hỏi được", max_length=500, strip=True, required=False)


class AskOutcomesForm(AskForm):
    """Which results: of a plan's year, after how many months."""

    year = forms.IntegerField(label="Năm kế hoạch", required=False, min_value=2005, max_value=2100)
    months = forms.IntegerField(label="Sau mấy tháng", required=False, min_value=1, max_value=120)
