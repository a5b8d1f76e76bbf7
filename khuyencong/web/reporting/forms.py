"""Forms about figures: choosing a region, narrowing rows, handing in returns, issuing a report."""

from datetime import date
from typing import Any
from unicodedata import category

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.timezone import localdate

from khuyencong.paperwork.return_workbook.limits import FILE_BYTES
from khuyencong.reporting.models import MONEY_UNITS, Figure
from khuyencong.reporting.queries.report import BORDERS, THEN, Query
from khuyencong.web.forms import AskForm
from khuyencong.web.reporting import links
from khuyencong.web.uploads import FilesField, OneFileField

REGIONS = [("nam", "Miền Nam"), ("trung", "Miền Trung – Tây Nguyên"), ("bac", "Miền Bắc"), ("vn", "Cả nước")]
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
TOO_FAR = "Ghi ngày trong khoảng từ 01/01/1990 đến 31/12/2100."
HIDDEN = ("Cc", "Cf", "Co", "Cs")
DAY_HELP = "ngày/tháng/năm, ví dụ 31/07/2018"


class DayField(forms.DateField):
    """A day as dd/mm/yyyy, typed on any keyboard."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(
            attrs={"placeholder": "dd/mm/yyyy", "inputmode": "numeric", "autocomplete": "off"}
        )
        messages = {"invalid": "Ghi ngày theo kiểu ngày/tháng/năm, ví dụ 31/07/2018."}
        limits = (MinValueValidator(FIRST_DAY, TOO_FAR), MaxValueValidator(LAST_DAY, TOO_FAR))
        super().__init__(widget=widget, error_messages=messages, validators=limits, **options)


class KnownField(DayField):
    """As known on which day: one that has come, for what will be known later nobody knows yet."""

    def validate(self, value: date | None) -> None:
        """A day that is there, within the years, and not after today."""
        super().validate(value)
        if value is not None and value > localdate():
            raise forms.ValidationError("Ngày này chưa đến; để trống là như đã biết lúc này.")


class RegionForm(AskForm):
    """Which region, at which cut, on which borders."""

    region = forms.ChoiceField(label="Vùng", choices=REGIONS)
    cut = DayField(label="Số liệu đến hết ngày")
    borders = forms.ChoiceField(
        label="Địa giới",
        choices=[(code, words.capitalize()) for code, words in BORDERS.items()],
        required=False,
    )
    known = KnownField(label="Như đã biết đến", required=False)

    @classmethod
    def showing(cls, query: Query, *, known: str) -> "RegionForm":
        """The form filled with the question that the page answers."""
        initial = {"region": query.region, "cut": query.cut, "borders": query.borders, "known": known}
        return cls(initial=initial)

    def clean_cut(self) -> date:
        """A cut within the years the programme knows."""
        cut: date = self.cleaned_data["cut"]
        if not 2009 <= cut.year <= 2100:
            raise forms.ValidationError("Chọn ngày từ năm 2009 trở đi.")
        return cut

    def address(self) -> str:
        """Where the answer is."""
        asked = self.cleaned_data
        extra = {"borders": asked["borders"]} if asked["borders"] not in ("", THEN) else {}
        if asked["known"]:
            extra["known"] = f"{asked['known']:%d/%m/%Y}"
        return links.with_query(links.region_address(asked["region"], asked["cut"]), extra)


class FiguresForm(AskForm):
    """Which rows: those behind one number of a report, or any that match."""

    region = forms.ChoiceField(label="Vùng", choices=[("", "Tất cả"), *REGIONS], required=False)
    cut = DayField(label="Đến hết ngày", required=False)
    borders = forms.ChoiceField(label="Địa giới", choices=[("", ""), *BORDERS.items()], required=False)
    place = forms.CharField(label="Mã tỉnh", max_length=5, required=False)
    fund = forms.ChoiceField(
        label="Nguồn kinh phí", choices=[("", "Tất cả"), *Figure.Fund.choices], required=False
    )
    stage = forms.ChoiceField(label="Chỉ tiêu", choices=[("", "Tất cả"), *Figure.Stage.choices], required=False)
    activity = forms.CharField(label="Nội dung", max_length=10, required=False)
    known = KnownField(label="Như đã biết đến", required=False)
    page = forms.IntegerField(min_value=1, max_value=1_000_000, required=False)

    def clean(self) -> dict[str, Any]:
        """A region needs a day: the same region has had other members, and other figures."""
        asked = super().clean() or {}
        if asked.get("region") and not asked.get("cut") and "cut" not in self.errors:
            self.add_error("cut", "Chọn vùng thì ghi cả ngày: " + DAY_HELP + ".")
        return asked


class UploadForm(AskForm):
    """The returns to be read."""

    returns = FilesField(
        label="Tệp báo cáo",
        error_messages={"required": "Chọn ít nhất một tệp .xlsx, .xls hoặc .csv."},
    )


class ReadBackForm(AskForm):
    """A conference report that came back from Word."""

    document = OneFileField(
        label="Bản Word đã sửa",
        kinds=("docx",),
        most=FILE_BYTES,
        error_messages={"required": "Chọn tệp .docx đã sửa."},
    )


class IssueForm(AskForm):
    """Issuing a report; the reason counts only while errors stand open."""

    waiver = forms.CharField(
        label="Lý do phát hành khi còn lỗi",
        required=False,
        max_length=500,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lý do được in nguyên văn trong phụ lục đối chiếu của báo cáo.",
    )


class PrepareForm(AskForm):
    """Handing a report up to be issued."""

    note = forms.CharField(
        label="Lời trình",
        required=False,
        max_length=500,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Điều lãnh đạo cần biết trước khi phát hành, ví dụ vì sao còn lỗi. Có thể để trống.",
    )


class ReasonForm(AskForm):
    """Why something is returned."""

    note = forms.CharField(
        label="Lý do trả lại",
        required=False,
        max_length=500,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Người nhận đọc lý do này để biết phải sửa gì.",
    )


class UncutField(forms.CharField):
    """A text refused when too long, never cut: `maxlength` would drop the end of a pasted one unsaid."""

    def to_python(self, value: Any) -> str:
        """The text, a line break counted as one character, as the officer counts it."""
        text = str(super().to_python(value)).replace("\r\n", "\n")
        if hidden := [one for one in text if one != "\n" and category(one) in HIDDEN]:
            # A mark that turns the direction of writing would turn the trail's line round, for ever.
            names = ", ".join(sorted({f"U+{ord(one):04X}" for one in hidden}))
            raise forms.ValidationError(f"Có ký tự không nhìn thấy được ({names}); xóa đi rồi gõ lại.")
        return text

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Everything but the limit."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


def why_field(told: str = "", *, label: str = "Lý do", most: int = 500) -> UncutField:
    """Why a step is taken: its lifecycle says where it is demanded; `told` says who reads it."""
    widget = forms.Textarea(attrs={"rows": 2})
    return UncutField(label=label, max_length=most, strip=True, required=False, widget=widget, help_text=told)


class CorrectionForm(AskForm):
    """A figure as it should have been printed, in which unit, and why."""

    printed = UncutField(
        label="Số đúng",
        max_length=40,
        strip=True,
        help_text="Viết như ở nguồn: 57.615,3 (không viết 57,615.3).",
    )
    unit = forms.ChoiceField(label="Đơn vị", choices=MONEY_UNITS)
    reason = UncutField(
        label="Lý do đính chính",
        max_length=300,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ví dụ: nơi công bố đã đính chính ngày 30/08/2018. Tối đa 300 ký tự.",
    )
