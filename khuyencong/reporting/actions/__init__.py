"""What can be done with figures: enter, correct, import a return, issue a report. Keyword-only verbs."""

from khuyencong.reporting.actions.figures import correct_figure, record_figures
from khuyencong.reporting.actions.reports import check_issue, issue_report
from khuyencong.reporting.actions.returns import ImportOutcome, receive_file, store_return

__all__ = [
    "ImportOutcome",
    "check_issue",
    "correct_figure",
    "issue_report",
    "receive_file",
    "record_figures",
    "store_return",
]
