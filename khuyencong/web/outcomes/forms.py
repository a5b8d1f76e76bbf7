"""Forms about results: what is promised, what an owner says, which results are looked at."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms

from khuyencong.rules.money import number
from khuyencong.rules.outcomes import Measure
from khuyencong.web.forms import AskForm
from khuyencong.web.reporting.forms import UncutField

ANY = ("", "Tất cả")


class CountField(forms.CharField):
    """A whole number as people type it: "1.200.000", "1 200", "-5"; nothing is unknown."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "24"})
        super().__init__(required=False, max_length=24, widget=widget, **options)

    def clean(self, value: object) -> Any:
        """The number; None where nothing was typed."""
        text = str(super().clean(value) or "").replace(".", "").replace(" ", "")
        if not text:
            return None
        digits = text.removeprefix("-").removeprefix("−")
        if not (digits.isascii() and digits.isdigit()):
            if text.count(",") == 1 and text.replace(",", "").isascii() and text.replace(",", "").isdigit():
                message = f"Ghi số nguyên: {text} thì làm tròn, ghi {round_half_up(text)}."
                raise forms.ValidationError(message)
            raise forms.ValidationError("Ghi số nguyên, ví dụ 12 hoặc 1.200.000; không biết thì để trống.")
        return int(digits) * (-1 if len(digits) < len(text) else 1)


def round_half_up(text: str) -> str:
    """A number with parts as the whole one nearest to it."""
    return number(int(Decimal(text.replace(",", ".")).quantize(Decimal(1), ROUND_HALF_UP)))


class FiguresForm(AskForm):
    """A number for each measure; `promised` is what the project said, shown beside each where it is asked."""

    def __init__(
        self,
        *args: Any,
        measures: Sequence[Measure],
        asks: bool = False,
        promised: Mapping[str, int | None] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        for each in measures:
            label = each.question if asks else f"{each.name} ({each.unit})"
            help_text = f"Số nguyên, tính bằng {each.unit}."
            if promised is not None:
                said = promised.get(each.code)
                hope = f"Đề án hứa {number(said)} {each.unit}." if said is not None else "Đề án không hứa."
                help_text = f"{help_text} {hope}"
            self.fields[each.code] = CountField(label=label, help_text=help_text)
        self.codes = [each.code for each in measures]

    @property
    def figures(self) -> Mapping[str, int | None]:
        """What was typed, once it is valid."""
        return {code: self.cleaned_data[code] for code in self.codes}

    @staticmethod
    def shown(figures: Mapping[str, int | None]) -> dict[str, str]:
        """Numbers as the fields show them."""
        return {code: number(value) for code, value in figures.items() if value is not None}


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
