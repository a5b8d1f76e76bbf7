"""Forms of reconciling: whose money, which file, why a difference, the signed sheet."""

from typing import Any

from django import forms

from khuyencong.ledger.models.treasury import REASONS, SIDES
from khuyencong.paperwork.return_workbook.limits import FILE_BYTES
from khuyencong.projects.models import Project
from khuyencong.web.forms import AskForm
from khuyencong.web.projects.forms import PAPER_BYTES, PAPERS
from khuyencong.web.reporting.forms import DayField, UncutField
from khuyencong.web.requests import LARGEST_KEY
from khuyencong.web.uploads import OneFileField


class BeginReconciliationForm(AskForm):
    """Whose account the statement will be of; unit, purse and year come with the row that was clicked."""

    unit = forms.IntegerField(min_value=1, max_value=LARGEST_KEY, widget=forms.HiddenInput)
    purse = forms.ChoiceField(choices=Project.Purse.choices, widget=forms.HiddenInput)
    year = forms.IntegerField(min_value=2005, max_value=2100, widget=forms.HiddenInput)
    side = forms.ChoiceField(label="Sao kê của", choices=SIDES)


class StatementForm(AskForm):
    """A file of the treasury or a bank."""

    statement = OneFileField(
        label="Tệp sao kê",
        kinds=("xlsx", "xls", "csv"),
        most=FILE_BYTES,
        read_at_once=True,
        error_messages={"required": "Chọn một tệp .xlsx, .xls hoặc .csv."},
    )
    account = UncutField(
        label="Số tài khoản",
        max_length=40,
        strip=True,
        required=False,
        help_text="Chỉ cần ghi khi tệp không ghi số tài khoản.",
    )


class ExplainForm(AskForm):
    """Why something stands on one side only."""

    cause = forms.ChoiceField(label="Nguyên nhân", choices=[("", "Chọn…"), *REASONS], required=False)
    reason = UncutField(
        label="Giải thích",
        max_length=500,
        strip=True,
        required=False,
        help_text="Chứng từ nào, đã hỏi ai, khi nào thì hết chênh lệch.",
    )


class UndoMatchForm(AskForm):
    """Why a match is undone."""

    why = UncutField(label="Lý do bỏ", max_length=500, strip=True, required=False)


class SignedSheetForm(AskForm):
    """The sheet as the treasury gave it back."""

    signed_on = DayField(label="Kho bạc ký ngày")
    file = OneFileField(label="Bản chụp (PDF, ảnh; tối đa 10 MB)", kinds=PAPERS, most=PAPER_BYTES)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields(["signed_on", "file"])


class WrongStatementForm(AskForm):
    """Why a statement is the wrong one."""

    reason = UncutField(
        label="Tệp sai ở đâu",
        max_length=400,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ví dụ: sao kê của tài khoản khác, của tháng khác. Lãnh đạo đọc câu này.",
    )
