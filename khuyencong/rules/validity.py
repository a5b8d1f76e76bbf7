"""Whether something that has a first day, and perhaps a last, is in force: the one way to say it in Python."""

from datetime import date


def in_force(since: date, until: date | None, on: date) -> bool:
    """From `since` up to, but not on, `until`."""
    return since <= on and (until is None or on < until)
