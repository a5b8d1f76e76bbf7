"""Money given back in the browser: the accountant writes it with its voucher, the head confirms."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from khuyencong.ledger.models import GiveBack, Posting
from tests.ledger.test_acceptances import M, accept, held
from tests.ledger.test_changes import go, want
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, contract, sign
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected
from tests.web.test_posting_corrections import as_accountant, paper

__all__ = [
    "accept",
    "accountant",
    "approved",
    "as_accountant",
    "claim",
    "contract",
    "draft",
    "go",
    "hand_in",
    "held",
]
__all__ += ["law", "selected", "sign", "signed", "walk", "want", "workshop"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def owing(claim, walk, signed, held, accept):
    """Half of the machine was accepted for the last time: 60 of 210 million have no volume."""
    walk(claim)
    [line] = held.quantities
    accept(signed, replace(held, amount=150 * M, counterpart=190 * M, quantities={line: Decimal("0.5")}))
    return signed


def addresses(client):
    """What waits in the tray of who is signed in."""
    return [each.address for each in client.get(reverse("tray")).context["rows"]]


def test_from_the_accountants_tray_to_the_books(as_role, as_accountant, owing, now):
    row, client = GiveBack.objects.get(), as_accountant()
    mine = f"/hoan-tra/{row.pk}/"
    assert mine in addresses(client)
    assert client.get(f"/hop-dong/{owing.pk}/hoan-tra/").headers["Location"] == mine
    page = client.get(mine)
    assert (page.context["offered"], page.context["form"]["amount"].value()) == (
        {"propose", "drop"},
        "60.000.000",
    )
    typed = {"do": "propose", "amount": "60.000.000", "voucher": "BC-7", "on": f"{now:%d/%m/%Y}"}
    for wrong in (typed, typed | {"amount": "", "file": paper()}, typed | {"file": paper(b"chi la chu")}):
        assert client.post(mine, wrong).status_code == 422
    more = client.post(mine, typed | {"amount": "60.000.001", "file": paper()})
    assert (more.status_code, [each.code for each in more.context["blocked"]]) == (422, ["not_enough"])
    assert more.context["form"]["voucher"].value() == "BC-7"
    assert client.post(mine, typed | {"file": paper()}).status_code == 302
    assert not Posting.objects.filter(kind="give_back").exists()
    assert client.get(mine).context["offered"] == {"return", "drop"}
    assert client.post(mine, {"do": "confirm"}).status_code == 403
    again = client.post(f"/hop-dong/{owing.pk}/hoan-tra/", typed | {"file": paper()})
    assert (again.status_code, [each.code for each in again.context["blocked"]]) == (422, ["give_back_open"])
    kept = client.get(f"{mine}chung-tu/")
    assert (kept.content, kept.headers["Content-Disposition"]) == (
        b"%PDF-1.7 unc",
        'attachment; filename="unc.pdf"',
    )
    leader = as_role("leader")
    assert mine in addresses(leader)
    assert leader.get(mine).context["offered"] == {"confirm", "return"}
    assert leader.post(mine, {"do": "return"}).status_code == 422
    assert leader.post(mine, {"do": "return", "note": "Sai ngày"}).status_code == 302
    client = as_accountant()
    # The voucher that was handed in before stands.
    assert client.post(mine, typed | {"voucher": "BC-8"}).status_code == 302
    leader = as_role("leader")
    assert leader.post(mine, {"do": "nothing"}).status_code == 422
    assert leader.post(mine, {"do": "confirm"}).status_code == 302
    assert leader.post(mine, {"do": "confirm"}).status_code == 422
    documents = Posting.objects.filter(kind="give_back").values_list("document", flat=True)
    assert list(documents) == ["Chứng từ hoàn trả BC-8"]
    assert mine not in addresses(as_accountant())


def test_who_sees_it_and_who_writes(as_role, as_accountant, owing, signed):
    row = GiveBack.objects.get()
    mine, new = f"/hoan-tra/{row.pk}/", f"/hop-dong/{signed.pk}/hoan-tra/"
    expected = {"author": 200, "colleague": 200, "head": 200, "officer": 200, "neighbour": 404, "stranger": 302}
    for role, status in expected.items():
        client = as_role(role)
        assert [client.get(each).status_code for each in (mine, new)] == [
            status,
            403 if status == 200 else status,
        ]
        assert client.get(f"{mine}chung-tu/").status_code == (404 if status == 200 else status)
        if status == 200:
            drop = client.post(mine, {"do": "drop", "note": "x"})
            assert (drop.status_code, client.get(mine).context["offered"]) == (403, set())


def test_nothing_is_written_while_the_work_goes_on(as_accountant, claim, walk, signed, now):
    walk(claim)
    client, new = as_accountant(), f"/hop-dong/{signed.pk}/hoan-tra/"
    assert client.get(new).context["early"] is True
    typed = {"amount": "1.000.000", "voucher": "BC-7", "on": f"{now:%d/%m/%Y}", "file": paper()}
    early = client.post(new, typed)
    assert (early.status_code, [each.code for each in early.context["blocked"]]) == (422, ["not_final"])
    assert not GiveBack.objects.exists()


def test_a_change_under_way_is_read_before_a_claim_is_approved(as_role, claim, walk, signed, want, go):
    """A stop alone was told, and an advance was paid on terms that were about to change."""
    walk(claim, until="confirmed")
    head, address = as_role("leader"), f"/tam-ung/{claim.pk}/"
    request = want(signed.project, partner="Trường nghề")
    assert head.get(address).context["change"] is None
    go(request, until="submitted")
    page = head.get(address)
    assert (page.context["change"], "approve" in page.context["offered"]) == (request, True)
    assert f'href="/de-an/dieu-chinh/{request.pk}/">đề nghị' in page.content.decode()


def under_way(page):
    """What the money page says is being done."""
    return [
        (each.what.kind, each.what.step, each.what.desk, each.address) for each in page.context["under_way"]
    ]


def test_the_money_page_leads_to_what_is_under_way_and_offers_nothing_beside_it(
    as_role, as_accountant, claim, walk, signed, held, accept, dong_thap_officer
):
    walk(claim)
    row = accept(signed, held, until="draft")
    address = f"/tien/de-an/{signed.project_id}/"
    page = as_role("author").get(address)
    desk = f"{dong_thap_officer.desk}, Sở Công Thương tỉnh Đồng Tháp"
    assert under_way(page) == [("acceptance", "Đang ghi", desk, f"/nghiem-thu/{row.pk}/")]
    [turn] = page.context["turns"]
    assert turn["to_accept"] is None
    assert f"Đang ở bước “Đang ghi”, ở bàn {desk}" in page.content.decode()


def test_the_tray_tells_the_unit_that_its_settlement_is_before_somebody_else(
    as_role, owing, as_accountant, now, walk
):
    rows = as_role("author").get(reverse("tray")).context["rows"]
    [settling] = [each for each in rows if each.item.dossier_kind == "project"]
    assert [(each.what.kind, each.what.step) for each in settling.doing] == [
        ("give_back", "Chờ đơn vị nộp, kế toán ghi")
    ]
