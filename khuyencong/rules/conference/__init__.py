"""What a conference report says: sentences made from figures, each figure told so that it can be opened again.

`Told` is one printed figure with its exact value and what it is made of, `Sentence` words and figures, `Ground`
everything the sentences rest on. The chapters are pure functions of a ground. Not in here: where figures come
from, what a document looks like.
"""

from khuyencong.rules.conference.codes import code_of
from khuyencong.rules.conference.facts import Ground, Held, Late, Line, Mark, Stops, Year
from khuyencong.rules.conference.told import Counter, Sentence, Told, Trace, say

__all__ = [
    "Counter",
    "Ground",
    "Held",
    "Late",
    "Line",
    "Mark",
    "Sentence",
    "Stops",
    "Told",
    "Trace",
    "Year",
    "code_of",
    "say",
]
