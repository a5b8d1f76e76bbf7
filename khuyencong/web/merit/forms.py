"""Forms about scores: which year, what is said of a score, what is answered."""

from collections.abc import Sequence
from typing import Any

from django import forms

from khuyencong.reporting.actions.capability import Begun
from khuyencong.web.forms import AskForm
from khuyencong.web.reporting.forms import DayField, UncutField, why_field

LONGEST = 2000


class BeginRoundForm(AskForm):
    """The year that is scored, and its last day."""

    year = forms.IntegerField(label="Năm", min_value=2013, max_value=2100)
    cut = DayField(label="Tính đến hết ngày", help_text="Thường là 31/12. Việc sau ngày này thuộc đợt năm sau.")

    @property
    def begun(self) -> Begun:
        """What was typed, once it is valid."""
        return Begun(**self.cleaned_data)


class WhyMeritForm(AskForm):
    """Why it goes back, is reopened or dropped."""

    note = why_field("Ở lại trong nhật ký; người làm tiếp đọc để biết phải làm gì.", most=LONGEST)


class ReplyForm(AskForm):
    """What a unit says about its score."""

    note = UncutField(
        label="Ý kiến của đơn vị",
        max_length=LONGEST,
        strip=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Việc nào ghi sai hoặc có lý do khách quan, căn cứ nào. Số gốc sai thì xin sửa ở hồ sơ gốc.",
    )


class AnswerReplyForm(AskForm):
    """What is answered, and which events do not count for it."""

    note = UncutField(
        label="Trả lời, căn cứ",
        max_length=LONGEST,
        strip=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Đơn vị đọc câu này; với việc không tính, đây cũng là lý do in cạnh việc ấy.",
    )
    keys = forms.MultipleChoiceField(
        label="Không tính những việc",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Để trống là giữ nguyên điểm.",
    )

    def __init__(self, *args: Any, events: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["keys"].choices = events  # type: ignore[attr-defined]
