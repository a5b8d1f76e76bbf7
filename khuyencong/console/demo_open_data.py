"""A made release of open data, so that its pages are not empty; every row and file says that it is made."""

from datetime import datetime

from django.conf import settings
from django.utils.timezone import localdate

from khuyencong.console.demo_plans import people
from khuyencong.organisations.queries import ministry_department
from khuyencong.paperwork.open_data.release import Terms, build, publish
from khuyencong.reporting.queries.open_data import latest_release


def load_open_data(at: datetime) -> int:
    """How many releases were published; a second run publishes none."""
    who = people(at)
    if who is None or latest_release() is not None:
        return 0
    on = localdate(at)
    terms = Terms(publisher=ministry_department().name_on(on), site=settings.SITE_URL)
    built = build(who.leader, terms, cut=on, at=at)
    if not built.rows:
        return 0
    publish(built, by=who.leader, at=at)
    return 1
