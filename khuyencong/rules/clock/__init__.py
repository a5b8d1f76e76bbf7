"""The disbursement clock: what must go out each week, what will have gone out by 31/12, what holds it back.

The forecast is a range made from where each dossier stands, not from months: three times the same road from
here to the payment, with quick, usual and slow days for each step. A sum of books is the sum of their numbers.
"""

from khuyencong.rules.clock.causes import CAUSES, Cause, Held, held_back
from khuyencong.rules.clock.facts import Accepting, Agreed, Asked, Facts, Work
from khuyencong.rules.clock.forecast import Forecast, forecast, total_of
from khuyencong.rules.clock.needed import Needed, needed
from khuyencong.rules.clock.usual import STEPS, Days, Pace, Step, Usual, measured
from khuyencong.rules.clock.words import reason

__all__ = [
    "CAUSES",
    "STEPS",
    "Accepting",
    "Agreed",
    "Asked",
    "Cause",
    "Days",
    "Facts",
    "Forecast",
    "Held",
    "Needed",
    "Pace",
    "Step",
    "Usual",
    "Work",
    "forecast",
    "held_back",
    "measured",
    "needed",
    "reason",
    "total_of",
]
