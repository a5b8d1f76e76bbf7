"""What can be done with figures: enter them, take in a return. What moves a dossier is in lifecycle."""

from khuyencong.reporting.actions.figures import record_figures
from khuyencong.reporting.actions.returns import ImportOutcome, receive_file, store_return

__all__ = [
    "ImportOutcome",
    "receive_file",
    "record_figures",
    "store_return",
]
