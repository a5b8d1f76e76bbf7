"""Claims that go another way: a late unit paid on acceptance and Mẫu 9, force majeure by what was done."""

import pytest

from khuyencong.ledger.actions.claims import Ground
from khuyencong.ledger.lifecycle import begin_claim
from khuyencong.ledger.models import Claim
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from tests.ledger.test_acceptances import M, accept, asked, held
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, codes, contract, sign

__all__ = [
    "accept",
    "accountant",
    "approved",
    "asked",
    "claim",
    "contract",
    "hand_in",
    "held",
    "sign",
    "signed",
]
__all__ += ["walk"]
pytestmark = pytest.mark.django_db


def test_each_ground_has_papers_of_its_own_and_only_with_its_kind_of_claim(
    signed, held, accept, walk, dong_thap_officer, now
):
    accept(signed, held)
    act = Act(by=dong_thap_officer, at=now)

    def begun(kind, ground):
        return begin_claim(signed, kind=kind, amount=300 * M, done=100, act=act, ground=ground)

    late, force = Ground(kind="late", told="Chưa đủ hồ sơ"), Ground(kind="force", told="Bão số 5")
    for kind, ground, expected in (
        ("settle", late, "other_ground"),
        ("payment", force, "other_ground"),
        ("advance", late, "other_ground"),
        ("payment", Ground(kind="late", told=" "), "no_words"),
    ):
        with pytest.raises(BlockedError) as caught:
            begun(kind, ground)
        assert codes(caught)[0] in (expected, "accepted")
    assert Claim.objects.count() == 0
    paid = begun("payment", late)
    assert list(paid.papers.values_list("title", "law")) == [
        ("Biên bản nghiệm thu cơ sở (Mẫu 5a, 5b hoặc 5c)", "Điều 18, 36/2013/TT-BCT (cần xác minh)"),
        ("Biểu đề nghị thanh toán kinh phí (Mẫu 9)", "Điều 18, 36/2013/TT-BCT (cần xác minh)"),
    ]
    walk(paid)
    usual = begin_claim(signed, kind="settle", amount=300 * M, done=100, act=act)
    before = list(usual.papers.values_list("title", flat=True))
    usual.state = "dropped"
    usual.save()
    settled = begun("settle", force)
    assert list(settled.papers.values_list("title", flat=True)) == [
        *before,
        "Văn bản giải trình của đơn vị thực hiện",
        "Xác nhận của Sở Công Thương",
        "Xác nhận của Ủy ban nhân dân cấp huyện hoặc cấp xã",
        "Chứng từ của phần đã làm",
    ]
    assert (settled.ground.kind, settled.ground.told) == ("force", "Bão số 5")
