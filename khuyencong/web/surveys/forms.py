"""Forms of surveys: a round, how many answers are wanted of which commune, narrowing the list of answers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from khuyencong.industry.actions.surveys import FIRST_YEAR, LAST_YEAR, MOST_WANTED
from khuyencong.industry.queries.answers import UNKNOWN, Asked
from khuyencong.places.models import Unit
from khuyencong.places.queries import named_among
from khuyencong.web.forms import AskForm
from khuyencong.web.reporting.forms import DayField, UncutField

ANY = ("", "Tất cả")
LINES = 2_000
TOLD = 5


class PastedField(UncutField):
    """Columns copied from a spreadsheet: their tabs are read as semicolons, everything else stays."""

    def to_python(self, value: Any) -> str:
        """The text with semicolons between its columns."""
        return super().to_python(value.replace("\t", ";") if isinstance(value, str) else value)


class RoundForm(AskForm):
    """A new round."""

    title = UncutField(
        label="Tên đợt",
        max_length=200,
        help_text="Ví dụ: “Khảo sát nhu cầu khuyến công năm 2027”. Không ghi: “Đợt 1”.",
    )
    year = forms.IntegerField(label="Cho kế hoạch năm", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    since = DayField(label="Từ ngày")
    until = DayField(
        label="Đến hết ngày",
        help_text="Phiếu hỏi trong những ngày này; nơi không có sóng thì gửi muộn hơn vẫn nhận.",
    )


class ExtendForm(AskForm):
    """A later last day, and why."""

    until = DayField(label="Gia hạn đến hết ngày")
    reason = UncutField(label="Lý do gia hạn", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class TargetsForm(AskForm):
    """How many answers are wanted: a number for each commune shown, pasted lines, or one for all others."""

    every = forms.IntegerField(
        label="Số phiếu cho mỗi xã, phường chưa có chỉ tiêu",
        min_value=1,
        max_value=MOST_WANTED,
        required=False,
        help_text="Điền cho mọi xã, phường của tỉnh mà chưa giao. Xã đã giao giữ nguyên.",
    )
    pasted = PastedField(
        label="Dán từ Excel",
        max_length=200_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "Phú Lộc\t5"}),
        help_text="Mỗi dòng một xã rồi số phiếu, như khi chép hai cột của Excel. Tên gõ không dấu cũng được.",
    )

    def __init__(self, *args: Any, shown: Sequence[tuple[Unit, int]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.shown = shown
        for unit, wanted in shown:
            self.fields[f"xa-{unit.pk}"] = forms.IntegerField(
                label=unit.full_name, min_value=0, max_value=MOST_WANTED, required=False, initial=wanted or None
            )

    @property
    def numbers(self) -> list[tuple[Unit, forms.BoundField]]:
        """Each commune shown with its field."""
        return [(unit, self[f"xa-{unit.pk}"]) for unit, _ in self.shown]

    def wanted(self, communes: Sequence[Unit], known: dict[int, int]) -> dict[int, int]:
        """Numbers by commune; errors say which line could not be read."""
        given = self.cleaned_data
        every = given.get("every")
        found = {unit.pk: every for unit in communes if unit.pk not in known} if every else {}
        found |= {
            unit.pk: given[name] or 0
            for unit, name in self.typed()
            if given[name] is not None or unit.pk in known
        }
        lines = given.get("pasted", "").splitlines()
        if len(lines) > LINES:
            self.add_error("pasted", f"Dán {len(lines)} dòng, mỗi lần nhiều nhất {LINES}; chia làm nhiều lần.")
        for number, line in enumerate(lines[:LINES], start=1):
            if line.strip():
                found |= self.read(number, line, communes)
        return found

    def typed(self) -> list[tuple[Unit, str]]:
        """The fields of communes that were sent and hold a number."""
        return [(unit, f"xa-{unit.pk}") for unit, _ in self.shown if f"xa-{unit.pk}" in self.data]

    def read(self, number: int, line: str, communes: Sequence[Unit]) -> dict[int, int]:
        """One pasted line; an error at the field where it is not one commune and one number."""
        name, _, count = line.strip().rpartition(";" if ";" in line else " ")
        count = count.strip()
        if not (count.isascii() and count.isdigit() and len(count) < 6):
            self.add_error("pasted", f"Dòng {number}: “{line.strip()[:60]}” không kết thúc bằng một số phiếu.")
            return {}
        units = named_among(name.strip(), communes)
        if len(units) != 1:
            told = ", ".join(unit.full_name for unit in units[:TOLD])
            why = (
                f"có {len(units)} nơi khớp ({told}); ghi cả “xã” hay “phường”"
                if units
                else "không có trong tỉnh"
            )
            self.add_error("pasted", f"Dòng {number}: “{name.strip()[:60]}” {why}.")
            return {}
        return {units[0].pk: int(count)}


class AnswersForm(AskForm):
    """Which answers."""

    q = forms.CharField(label="Tên cơ sở, việc muốn làm", max_length=100, required=False)
    dot = forms.TypedChoiceField(label="Đợt", coerce=int, empty_value=None, required=False)
    nam = forms.IntegerField(required=False, min_value=0, max_value=9999, widget=forms.HiddenInput)
    xa = forms.TypedChoiceField(label="Xã, phường", coerce=int, empty_value=None, required=False)
    noi_dung = forms.TypedChoiceField(label="Nội dung", coerce=int, empty_value=None, required=False)
    nganh = forms.TypedChoiceField(label="Ngành, nghề", coerce=int, empty_value=None, required=False)
    gan = forms.ChoiceField(
        label="Trong sổ cơ sở",
        required=False,
        choices=[ANY, ("co", "Đã gắn với sổ"), ("khong", "Chưa gắn")],
    )
    hai_ban = forms.BooleanField(label="Có hai bản chờ chọn", required=False)

    def __init__(
        self,
        *args: Any,
        rounds: Sequence[tuple[int, str]],
        communes: Sequence[tuple[int, str]],
        wished: tuple[Sequence[tuple[int, str]], Sequence[tuple[int, str]]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        unsaid = ((UNKNOWN, "Chưa nói rõ"), (UNKNOWN, "Chưa rõ (chưa gắn với sổ)"))
        offered = {"dot": rounds, "xa": communes} | {
            name: [*rows, none] for name, rows, none in zip(("noi_dung", "nganh"), wished, unsaid, strict=True)
        }
        for name, choices in offered.items():
            self.fields[name].choices = [ANY, *choices]  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked:
        """As industry.queries.answers takes it."""
        given = self.cleaned_data if self.is_valid() else {}
        return Asked(
            words=given.get("q", ""),
            survey=given.get("dot"),
            year=given.get("nam"),
            commune=given.get("xa"),
            activity=given.get("noi_dung"),
            sector=given.get("nganh"),
            linked={"co": True, "khong": False}.get(given.get("gan", "")),
            conflict=given.get("hai_ban", False),
        )


class YearForm(AskForm):
    """For the plan of which year."""

    nam = forms.TypedChoiceField(label="Cho kế hoạch năm", coerce=int)

    def __init__(self, *args: Any, years: Sequence[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["nam"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]


def next_year(today: date) -> int:
    """The year whose plan is asked for now."""
    return today.year + 1
