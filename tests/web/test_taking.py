"""What the system has is not asked for again: signed papers taken from their dossiers, invoices as vouchers."""

import hashlib
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from khuyencong.ledger.actions.taking import list_purchases, take_from_file
from khuyencong.ledger.models import ClaimPaper, Voucher
from khuyencong.ledger.queries.offered import offered
from khuyencong.ledger.queries.on_file import on_file
from khuyencong.projects.models import ContractCopy
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.models import Event
from tests.ledger.test_acceptances import M, accept, asked, held
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, codes, contract, sign
from tests.ledger.test_purchases import buy
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected

__all__ = ["accept", "accountant", "approved", "asked", "buy", "claim", "contract", "draft", "hand_in", "held"]
__all__ += ["law", "selected", "sign", "signed", "walk", "workshop"]
pytestmark = pytest.mark.django_db
WHY = "Đặt cọc giữ giá trước khi ký hợp đồng"


@pytest.fixture
def settlement(signed, held, accept, walk, asked):
    """A draft of the settlement of 300 million đồng."""
    accept(signed, held)
    walk(asked("payment", 300 * M), voucher="UNC-02")
    return asked("settle", 300 * M)


def test_the_signed_contract_is_handed_in_from_its_dossier_and_judged_like_any_file(
    claim, dong_thap_officer, dong_thap_leader, now
):
    paper, report = claim.papers.order_by("position")
    [copy] = on_file(claim, dong_thap_officer)
    kept = ContractCopy.objects.get()
    assert (copy.key, copy.answers(paper.title), copy.answers(report.title)) == (
        f"hop-dong-{kept.pk}",
        True,
        False,
    )
    taken = take_from_file(paper, copy.key, by=dong_thap_officer, at=now)
    content = bytes(kept.content)
    assert (bytes(taken.content), taken.sha256, taken.state) == (
        content,
        hashlib.sha256(content).hexdigest(),
        "handed",
    )
    assert copy.told in Event.objects.get(name="claim.paper").after
    with pytest.raises(BlockedError) as caught:
        take_from_file(report, copy.key, by=dong_thap_officer, at=now)
    assert codes(caught) == ["not_on_file"]


def test_a_neighbour_and_a_paper_of_another_contract_are_refused(
    claim, tay_ninh_officer, dong_thap_officer, walk, now
):
    paper = claim.papers.order_by("position").first()
    [copy] = on_file(claim, dong_thap_officer)
    assert on_file(claim, tay_ninh_officer) == []
    with pytest.raises(PermissionDenied):
        take_from_file(paper, copy.key, by=tay_ninh_officer, at=now)
    for key in ("hop-dong-0", "nghiem-thu-1", "", "doi-chieu-x"):
        with pytest.raises(BlockedError) as caught:
            take_from_file(paper, key, by=dong_thap_officer, at=now)
        assert codes(caught) == ["not_on_file"]
    walk(claim, until="submitted")
    with pytest.raises(BlockedError) as caught:
        take_from_file(paper, copy.key, by=dong_thap_officer, at=now)
    assert codes(caught) == ["not_draft"]


def test_the_minutes_that_were_recorded_answer_the_payments_paper(
    signed, held, accept, asked, dong_thap_officer
):
    accept(signed, held)
    payment = asked("payment", 300 * M)
    found = on_file(payment, dong_thap_officer)
    paper = payment.papers.get(title__contains="nghiệm thu cơ sở")
    assert [one.kind for one in found if one.answers(paper.title)] == ["nghiem-thu"]


def test_invoices_become_vouchers_once_split_by_whose_money_paid(
    settlement, approved, buy, dong_thap_officer, now
):
    buy(approved, series="1C26T", reason=WHY)
    buy(
        approved,
        series="1C26T",
        name="Máy đóng gói",
        serials=("sn 124",),
        amount=20 * M,
        support=5 * M,
        reason=WHY,
    )
    buy(approved, number="46", name="Băng tải", serials=("sn 125",), amount=10 * M, support=0, reason=WHY)
    first, other = offered(settlement, "8b")
    assert [(each.number, each.amount, each.source) for each in (*first.lines, *other.lines)] == [
        ("1C26T 0000045", 55 * M, "national"),
        ("1C26T 0000045", 65 * M, "own"),
        ("46", 10 * M, "own"),
    ]
    assert [each.amount for one in offered(settlement, "8a") for each in one.lines] == [55 * M]
    assert list_purchases(settlement, [first.key], by=dong_thap_officer, at=now) == 2
    assert list(Voucher.objects.values_list("number", "on", "amount", "source")) == [
        ("1C26T 0000045", date(2026, 11, 20), 55 * M, "national"),
        ("1C26T 0000045", date(2026, 11, 20), 65 * M, "own"),
    ]
    assert [each.key for each in offered(settlement, "8b")] == [other.key]
    with pytest.raises(BlockedError) as caught:
        list_purchases(settlement, [first.key], by=dong_thap_officer, at=now)
    assert codes(caught) == ["none_chosen"]


def test_an_invoice_typed_in_before_struck_out_or_listed_elsewhere_is_not_offered(
    settlement, approved, buy, dong_thap_officer, tay_ninh_officer, hand_in, now
):
    made, _ = buy(approved, series="1C26T", reason=WHY)
    Voucher.objects.create(
        claim=settlement, position=1, number="0000045", on=made.on, content="Máy", amount=1, source="own"
    )
    assert offered(settlement, "8b") == []
    Voucher.objects.all().delete()
    assert [each.key for each in offered(settlement, "8b")] == [made.pk]
    with pytest.raises(PermissionDenied):
        list_purchases(settlement, [made.pk], by=tay_ninh_officer, at=now)


def test_the_page_offers_what_fits_and_hands_it_in(as_role, claim):
    unit, address = as_role("author"), f"/tam-ung/{claim.pk}/"
    page = unit.get(address)
    offers = {place: held.offers for place, held in page.context["held"].items()}
    kept = ContractCopy.objects.get()
    assert [key for key, _ in offers[1]] == [f"hop-dong-{kept.pk}"]
    assert offers[2] == []
    said = {"do": "from_file", "from": f"hop-dong-{kept.pk}"}
    assert unit.post(address, said | {"paper": "2"}).status_code == 422
    assert unit.post(address, said | {"paper": "1"}).status_code == 302
    assert ClaimPaper.objects.get(claim=claim, position=1).sha256 == kept.sha256
    assert "Cùng một tệp với" in unit.get(address).content.decode()
    seen = as_role("officer").get(address)
    assert {place: held.offers for place, held in seen.context["held"].items()} == {1: [], 2: []}
    assert as_role("neighbour").post(address, {"do": "from_file"}).status_code == 404


def test_forms_of_a_settlement_are_printed_into_it_once_the_list_is_whole(as_role, settlement):
    unit, address = as_role("author"), f"/tam-ung/{settlement.pk}/"
    seventh = next(each for each in settlement.papers.all() if "Mẫu 7" in each.title)
    key = f"in-quyet-toan-{settlement.pk}"
    asked_for = {"do": "from_file", "paper": seventh.position, "from": key}
    assert unit.post(address, asked_for).status_code == 422
    list_of = f"{address}chung-tu/"
    for source, amount in (("national", 300 * M), ("own", settlement.contract.counterpart)):
        said = {"do": "add", "number": "HĐ-1", "on": "23/11/2026", "content": "Máy sấy", "source": source}
        assert unit.post(list_of, said | {"amount": str(amount)}).status_code == 302
    assert key in [one for one, _ in unit.get(address).context["held"][seventh.position].offers]
    assert unit.post(address, asked_for).status_code == 302
    seventh.refresh_from_db()
    assert (bytes(seventh.content)[:5], seventh.media_type, seventh.state) == (
        b"%PDF-",
        "application/pdf",
        "handed",
    )
    assert "In Mẫu 7 theo bảng kê đã đủ" in Event.objects.filter(name="claim.paper").latest("sequence").after
