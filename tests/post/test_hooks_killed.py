"""kill -9 of a worker that hands a message over: another tells it again under the same id and notes it once."""

import os
import signal
from datetime import timedelta

import pytest
from django.utils.timezone import now
from django_tasks_db.models import DBTaskResult

from khuyencong.organisations.queries import operator
from khuyencong.post.actions.api_keys import WantedKey, make_key
from khuyencong.post.actions.hooks import WantedHook, make_hook, try_hook
from khuyencong.post.models import HookAttempt
from tests.receiver import receiving

pytestmark = pytest.mark.usefixtures("committed_world")


def test_a_message_is_told_again_after_its_worker_died(
    operator_account, dong_thap_officer, settings, monkeypatch, start_worker, wait_until
):
    settings.HOOKS_ON_TRIAL = True
    monkeypatch.setenv("HOOKS_ON_TRIAL", "1")
    assert operator().account == operator_account.account
    with receiving() as box:
        asked = WantedKey(name="Phần mềm", scopes=["projects:read"], days=30)
        key, _ = make_key(dong_thap_officer.desk, asked, by=dong_thap_officer, at=now())
        wanted = WantedHook(address=box.address, events=["project.moved"])
        hook, _ = make_hook(key, wanted, by=dong_thap_officer, at=now())
        message = try_hook(hook, by=dong_thap_officer, at=now())
        box.pause = 5
        first = start_worker("--lease", "1", "--no-timetable")
        wait_until(lambda: box.got)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        box.pause = 0
        # Its time is over, and so are the pauses before it is tried again.
        HookAttempt.objects.update(began_at=now() - timedelta(minutes=3))
        start_worker("--lease", "1", "--no-timetable")
        wait_until(lambda: DBTaskResult.objects.get().status == "READY")
        DBTaskResult.objects.update(run_after=now() - timedelta(minutes=1))
        wait_until(lambda: DBTaskResult.objects.get().status == "SUCCESSFUL")
        assert box.ids == [message.code] * 2
    assert list(message.attempts.values_list("number", "outcome", "status")) == [(1, "delivered", 204)]
