"""What is asked of open data: which projects, whose code, up to which day a release counts."""

from typing import Any

from django import forms

from khuyencong.projects.models import Project
from khuyencong.reporting.queries.open_data import BY, Choices, Sought
from khuyencong.rules.open_data import Asked, code_read
from khuyencong.web.forms import AskForm
from khuyencong.web.reporting.forms import DayField

ANY = ("", "Tất cả")


class SearchForm(AskForm):
    """Which projects, and by what their sums are broken down."""

    q = forms.CharField(label="Chữ trong tên, xã, đơn vị", max_length=100, required=False)
    place = forms.TypedChoiceField(label="Tỉnh hiện nay", coerce=int, empty_value=None, required=False)
    then = forms.TypedChoiceField(label="Tỉnh khi đó", coerce=int, empty_value=None, required=False)
    content = forms.ChoiceField(label="Nội dung chính", required=False)
    year = forms.TypedChoiceField(label="Năm kế hoạch", coerce=int, empty_value=None, required=False)
    purse = forms.ChoiceField(label="Nguồn", choices=[ANY, *Project.Purse.choices], required=False)
    state = forms.ChoiceField(label="Bước", required=False)
    by = forms.ChoiceField(
        label="Cộng theo", choices=[(key, label) for key, (_, label) in BY.items()], required=False
    )

    def __init__(self, *args: Any, choices: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        offered: dict[str, list[tuple[Any, str]]] = {
            "place": list(choices.places),
            "then": list(choices.then),
            "content": [(code, f"{code}. {name}") for code, name in choices.contents],
            "year": [(year, str(year)) for year in choices.years],
            "state": list(choices.states),
        }
        for name, rows in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [ANY, *rows]

    @property
    def sought(self) -> Sought:
        """What is looked for; all there is where it is nonsense, which the form says."""
        given = self.cleaned_data if self.is_valid() else {}
        return Sought(
            words=given.get("q") or "",
            place=given.get("place"),
            then=given.get("then"),
            content=given.get("content") or "",
            year=given.get("year"),
            purse=given.get("purse") or "",
            state=given.get("state") or "",
        )

    @property
    def breakdown(self) -> str:
        """By what."""
        given = self.cleaned_data if self.is_valid() else {}
        return given.get("by") or "place"


class CodeForm(AskForm):
    """The code off a paper."""

    code = forms.CharField(label="Mã tra cứu", max_length=60, help_text="Ví dụ ĐA-00012-K7QM2XR6TA")

    def clean_code(self) -> Asked:
        """The number of the project and its secret."""
        read = code_read(self.cleaned_data["code"])
        if read is None:
            raise forms.ValidationError(
                "Không đọc được mã này. Ghi đủ như đã nhận: ĐA, năm chữ số, rồi mười chữ cái và số."
            )
        return read


class PublishForm(AskForm):
    """Up to which day a release counts."""

    cut = DayField(label="Số liệu đến hết ngày")
