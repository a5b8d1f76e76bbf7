"""A desk with work on it, and people who give, take and order."""

import pytest

from khuyencong.handover.lifecycle import hand_over
from khuyencong.workflow.actions import Dossier, Waits, open_task
from khuyencong.workflow.lifecycle import Act

TOLD = {"promises": "Trả lời cơ sở A", "contacts": "Chị B, Kho bạc", "notes": ""}


@pytest.fixture
def task(now):
    """Let something wait at somebody's desk."""

    def wait(actor, key="1", **more):
        about = Dossier(kind="report_request", key=key, agency=actor.agency_code)
        waits = Waits(desk=actor.desk_code, agency=actor.agency_code, title=f"Việc {key}", **more)
        return open_task(about, waits, at=now)

    return wait


@pytest.fixture
def give(now):
    """Begin a hand-over and sign it in somebody's name."""

    def give(by, taker, desk=None, reason=""):
        given = TOLD | {"taker": taker.account}
        return hand_over(desk=desk or by.desk, act=Act(by=by, at=now, reason=reason, given=given))

    return give
