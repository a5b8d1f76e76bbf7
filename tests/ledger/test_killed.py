"""kill -9 of a worker in the middle of a payment, on either database: nothing lost, nothing doubled.

Four kills in every run; `make endurance` asks for 200 by KHUYENCONG_KILLS.
"""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from khuyencong.ledger.lifecycle import begin_claim
from khuyencong.ledger.models import Claim, Posting
from khuyencong.ledger.queries import broken_promises, rebuilt_summary, summary, untold
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event
from tests.ledger.payer import AT
from tests.ledger.test_claims import accountant, hand_in, signed, walk
from tests.ledger.test_contracts import approved, contract, sign
from tests.post.conftest import ROOT, address_of_test_database

__all__ = ["accountant", "approved", "contract", "hand_in", "sign", "signed", "walk"]
KILLS = int(os.environ.get("KHUYENCONG_KILLS", "4"))


def paying(contract):
    """The worker, paying on the database of this test."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.ledger.payer", str(contract.pk)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address_of_test_database()},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.usefixtures("committed_world")
def test_killed_at_random_points_of_a_payment_it_loses_and_doubles_nothing(request):
    signed, walk = request.getfixturevalue("signed"), request.getfixturevalue("walk")
    officer, chance = request.getfixturevalue("dong_thap_officer"), random.Random(20270101)
    walk(begin_claim(signed, amount=1, done=75, act=Act(by=officer, at=AT)), until="approved", at=AT)
    told: set[int] = set()
    for _ in range(KILLS):
        with paying(signed) as worker:
            assert worker.stdout is not None
            first = worker.stdout.readline()
            time.sleep(chance.uniform(0, 0.3))
            worker.send_signal(signal.SIGKILL)
            told |= {int(line) for line in (first + worker.stdout.read()).split()}
        paid = dict(Claim.objects.filter(state="paid").values_list("pk", "posting__key"))
        # What it said is paid stays paid; at most the one it was paying when it was killed was not yet said.
        assert told <= paid.keys()
        assert len(paid.keys() - told) <= 1
        told = set(paid)
        assert paid == {each: f"claim-{each}" for each in paid}
        assert Posting.objects.filter(kind="advance").count() == len(paid)
        lines = Event.objects.filter(name="claim.pay").values_list("dossier_key", flat=True)
        assert sorted(lines) == sorted(str(each) for each in paid)
        [book] = signed.project.books.all()
        assert book.position.advanced == len(paid)
        assert [*broken_promises(), *untold()] == []
        assert summary() == rebuilt_summary()
    assert len(told) >= KILLS
