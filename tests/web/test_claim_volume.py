"""The work a claim reports beside the last progress report that the department has seen."""

import pytest

from khuyencong.ledger.lifecycle import CLAIM
from khuyencong.workflow.lifecycle import Act
from tests.ledger.test_claims import accountant, claim, hand_in, signed
from tests.ledger.test_contracts import approved, contract, sign
from tests.ledger.test_progress import report, seen
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected

__all__ = ["accountant", "approved", "claim", "contract", "draft", "hand_in", "law", "report", "seen"]
__all__ += ["selected", "sign", "signed", "workshop"]
pytestmark = pytest.mark.django_db
SHOWN = "<dt>Báo cáo tiến độ Sở đã xem</dt><dd>40 % (tháng 11/2026)</dd>"


def test_who_confirms_sees_both_and_is_warned_where_they_differ(
    as_role, claim, hand_in, report, seen, dong_thap_officer, now
):
    hand_in(claim)
    claim = CLAIM.perform("claim.submit", claim, Act(by=dong_thap_officer, at=now))
    page = as_role("head").get(f"/tam-ung/{claim.pk}/")
    assert ([each.code for each in page.context["findings"]], SHOWN in page.text) == (["volume_differs"], False)
    seen(report)
    page = as_role("head").get(f"/tam-ung/{claim.pk}/")
    assert ([each.message for each in page.context["findings"]], SHOWN in page.text) == (
        ["Đề nghị ghi khối lượng 75 %, báo cáo tiến độ Sở đã xem gần nhất ghi 40 %."],
        True,
    )
