"""Forms about who has reported: which table, and what is said to those who are late."""

from collections.abc import Sequence
from typing import Any

from django import forms

from khuyencong.reporting.queries.completeness import Kept
from khuyencong.web.forms import AskForm
from khuyencong.web.reporting.forms import REGIONS

LONGEST = 500
URGE, MISS = "urge", "miss"
WORDS = {URGE: "Lời đôn đốc", MISS: "Lý do ghi nhận nợ"}
"""What the level above does about a late return, and what its words are called."""


class AskCompletenessForm(AskForm):
    """Which returns, of which year and region."""

    loai = forms.ChoiceField(label="Báo cáo", required=False)
    nam = forms.ChoiceField(label="Năm", required=False)
    vung = forms.ChoiceField(
        label="Vùng", choices=[("", "Cả nước"), *[each for each in REGIONS if each[0] != "vn"]], required=False
    )

    def __init__(self, *args: Any, kinds: Sequence[Kept], years: Sequence[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["loai"].choices = [(each.code, each.name) for each in kinds]  # type: ignore[attr-defined]
        self.fields["nam"].choices = [(str(each), str(each)) for each in years]  # type: ignore[attr-defined]


class PressForm(AskForm):
    """What is said to those who are late: a word of urging, or why they are put down as missing."""

    words = forms.CharField(
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Cơ quan nộp đọc được nguyên văn.",
    )

    def __init__(self, *args: Any, do: str, **options: Any) -> None:
        super().__init__(*args, auto_id=f"{do}_%s", **options)
        self.fields["words"].label = WORDS[do]
