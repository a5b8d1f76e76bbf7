"""The life of a periodic return, and how it comes into the tray by itself."""

from khuyencong.reporting.lifecycle.periodic.declaring import declare_missing
from khuyencong.reporting.lifecycle.periodic.life import PERIODIC_RETURN
from khuyencong.reporting.lifecycle.periodic.opening import begin_return, open_due, owe_returns

__all__ = ["PERIODIC_RETURN", "begin_return", "declare_missing", "open_due", "owe_returns"]
