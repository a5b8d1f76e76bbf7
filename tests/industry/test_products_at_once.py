"""Two clicks at once about outstanding products: one sheet, one number a certificate."""

import threading

import pytest
from django.db import connection

from khuyencong.industry.actions.products.judging import declare_interest, hand_in_sheet
from khuyencong.industry.models import ProductCertificate, ProductRound, ProductSheet
from khuyencong.rules.findings import BlockedError
from tests.conftest import person
from tests.industry.chosen import FULL, accepted, begun, concluded, decided, do, scored, seated
from tests.industry.conftest import enter, phu_loc
from tests.norms.kept import law_as_loaded

__all__ = ["enter", "phu_loc"]


def at_once(*acts) -> list[str]:
    """What came of each, all begun together: "done" or the code of what stood in the way."""
    together, answers = threading.Barrier(len(acts)), []

    def run(act):
        try:
            together.wait(timeout=20)
            act()
            answers.append("done")
        except BlockedError as wrong:
            answers.append(wrong.findings[0].code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(answers)


@pytest.fixture
def judged(committed_world, enter, dong_thap_officer, dong_thap_colleague, dong_thap_leader, now):
    """A product before a jury of three, of whom two have scored, and who decides on it."""
    law_as_loaded(now)
    agency = dong_thap_leader.agency
    judges = [person(agency, f"giamkhao{n}", "department_officer") for n in range(3)]
    found = begun(dong_thap_officer, now)
    entry = accepted(found, enter(), dong_thap_officer, dong_thap_colleague, now)
    seated(found, judges, dong_thap_officer, now)
    do("product_round.convene", found, dong_thap_officer, now)
    scored(entry, judges[:2], now)
    return entry, judges[2]


def test_two_sheets_of_one_judge_are_one_and_two_decisions_one_certificate(
    judged, dong_thap_officer, dong_thap_leader, now
):
    entry, judge = judged
    declare_interest(entry, conflicted=False, words="", by=judge, at=now)
    score = [lambda: hand_in_sheet(entry, FULL, "", by=judge, at=now)] * 2
    assert at_once(*score) == ["done", "scored"]
    assert ProductSheet.objects.count() == 3
    found = ProductRound.objects.get()
    concluded(found, dong_thap_officer, now, [entry])
    assert at_once(*[lambda: decided(found, dong_thap_leader, now)] * 2) == ["done", "wrong_state"]
    assert list(ProductCertificate.objects.values_list("serial", flat=True)) == [1]
