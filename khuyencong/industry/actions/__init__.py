"""Writing in the register; each write is told to the trail, personal data masked there."""

from khuyencong.industry.actions.establishments import (
    Place,
    change,
    close,
    link_registration,
    register,
    reopen,
)
from khuyencong.industry.actions.holdings import add_holding, change_holding

__all__ = [
    "Place",
    "add_holding",
    "change",
    "change_holding",
    "close",
    "link_registration",
    "register",
    "reopen",
]
