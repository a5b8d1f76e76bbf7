"""The states of a project in seven parts: each state is in exactly one, every other group is a sum of parts.

Groups written out where they were needed drifted apart: a held project was in none of those that count money.
"""

from khuyencong.projects.models.projects import Project

Life = Project.State

BEFORE = (
    *(Life.DRAFT, Life.SUBMITTED, Life.RETURNED, Life.APPRAISED, Life.REGISTERED, Life.PASSED),
    Life.RESERVE,
)
"""Not chosen for a plan yet."""
CHOSEN = (Life.SELECTED,)
"""Chosen, the decision not signed."""
AT_WORK = (Life.APPROVED, Life.CONTRACTED)
"""In an approved plan, nothing accepted as the last of it."""
PAUSED = (Life.HELD,)
"""The same, waiting to go on."""
DONE = (Life.ACCEPTED, Life.SETTLED)
"""Everything accepted."""
ENDED = (Life.STOPPED, Life.CLOSED)
"""It goes no further: its contracts need no last acceptance."""
OUT = (Life.REFUSED, Life.WITHDRAWN)
"""It never began."""

PARTS = (BEFORE, CHOSEN, AT_WORK, PAUSED, DONE, ENDED, OUT)
RUNNING = (*AT_WORK, *PAUSED)
"""It has money of the plan and nothing accepted as the last of it, at work or not."""
TAKEN = (*CHOSEN, *RUNNING, *DONE)
"""Its money is spoken for in its plan. What a stop leaves paid is asked of the ledger, not here."""
