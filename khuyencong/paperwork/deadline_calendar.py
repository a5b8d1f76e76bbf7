"""The deadlines of a desk as a calendar file (RFC 5545): whole days, the same UID at every reading."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

MAKER = "-//Khuyến công//Hạn công việc//VI"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One day by which something must be done. `key` is the task's for ever; `since` is when it came."""

    key: str
    title: str
    on: date
    why: str
    address: str
    since: datetime


def calendar_file(title: str, deadlines: Iterable[Deadline], *, host: str) -> bytes:
    """The calendar; `host` makes the UIDs the world's own."""
    book = Calendar()
    book.add("prodid", MAKER)
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", title)
    book.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    book.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    for deadline in deadlines:
        book.add_component(_event(deadline, host))
    content: bytes = book.to_ical()
    return content


def _event(deadline: Deadline, host: str) -> Event:
    event = Event()
    event.add("uid", f"{deadline.key}@{host}")
    event.add("dtstamp", deadline.since)
    event.add("dtstart", deadline.on)
    event.add("dtend", deadline.on + timedelta(days=1))
    event.add("summary", deadline.title)
    event.add("description", f"{deadline.why}\n{deadline.address}")
    event.add("url", deadline.address)
    event.add("transp", "TRANSPARENT")
    return event
