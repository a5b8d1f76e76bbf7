"""Correcting a posting in the browser: told why not, asked with a paper, decided by the head."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from khuyencong.ledger.lifecycle import begin_correction
from khuyencong.ledger.models import Claim, Posting, PostingCorrection
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, contract, sign
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected

__all__ = [
    "accountant",
    "approved",
    "claim",
    "contract",
    "draft",
    "hand_in",
    "law",
    "selected",
    "sign",
    "signed",
]
__all__ += ["walk", "workshop"]
pytestmark = pytest.mark.django_db
WHY = "Ghi nhầm số chứng từ"


def paper(content=b"%PDF-1.7 unc", name="unc.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@pytest.fixture
def as_accountant(client, accountant):
    def sign_in():
        client.logout()
        client.force_login(accountant.account)
        return client

    return sign_in


def test_the_accountant_asks_and_the_head_decides_in_the_browser(as_role, as_accountant, claim, walk):
    posting = walk(claim).posting
    money, address = (
        f"/tien/de-an/{claim.project_id}/",
        f"/tien/de-an/{claim.project_id}/dinh-chinh/{posting.pk}/",
    )
    page = as_accountant().get(money)
    heads = Posting.objects.filter(transfers__book__project=claim.project_id)
    doors = {each.pk: each.kind == "advance" for each in heads}
    assert (page.context["correctable"], sorted(doors.values())) == (doors, [False, False, True])
    client = as_accountant()
    assert client.get(address).context["findings"] == []
    for wrong in (
        {"reason": "", "file": paper()},
        {"reason": WHY},
        {"reason": WHY, "file": paper(b"chi la chu")},
    ):
        assert client.post(address, wrong).status_code == 422
    assert not PostingCorrection.objects.exists()
    made = client.post(address, {"reason": WHY, "file": paper()})
    row = PostingCorrection.objects.get()
    mine = f"/dinh-chinh-but-toan/{row.pk}/"
    assert (made.status_code, made.headers["Location"]) == (302, mine)
    again = client.post(address, {"reason": WHY, "file": paper()})
    assert (again.status_code, [each.code for each in again.context["blocked"]]) == (422, ["asked"])
    assert client.get(mine).context["offered"] == {"drop"}
    assert client.post(mine, {"do": "decide"}).status_code == 403
    kept = client.get(f"{mine}giay/")
    assert (kept.content, kept.headers["Content-Disposition"]) == (
        b"%PDF-1.7 unc",
        'attachment; filename="unc.pdf"',
    )
    leader = as_role("leader")
    assert [each.address for each in leader.get(reverse("tray")).context["rows"] if each.address == mine] == [
        mine
    ]
    assert leader.get(mine).context["offered"] == {"decide", "refuse"}
    assert leader.post(mine, {"do": "refuse"}).status_code == 422
    assert leader.post(mine, {"do": "nothing"}).status_code == 422
    assert leader.post(mine, {"do": "decide"}).status_code == 302
    assert leader.post(mine, {"do": "decide"}).status_code == 422
    row.refresh_from_db()
    assert (row.state, Claim.objects.get().state) == ("decided", "approved")
    page = leader.get(money)
    body = page.content.decode()
    assert f'(đã đính chính bởi <a href="#bt-{row.reversal_id}">bút toán số {row.reversal_id}</a>)' in body
    assert f'(đảo <a href="#bt-{posting.pk}">bút toán số {posting.pk}</a>)' in body
    assert (page.context["correctable"], list(page.context["corrections"])) == ({}, [row])
    offered = as_accountant().get(money).context["correctable"]
    assert offered == {key: door for key, door in doors.items() if key != posting.pk}


def test_a_posting_that_a_paper_in_force_stands_behind_says_the_right_way(as_accountant, signed):
    client = as_accountant()
    posting = Posting.objects.get(kind="commit")
    address = f"/tien/de-an/{signed.project_id}/dinh-chinh/{posting.pk}/"
    page = client.get(address)
    assert (page.status_code, [each.code for each in page.context["findings"]]) == (200, ["another_way"])
    assert '<form class="card"' not in page.content.decode()
    assert client.post(address, {"reason": WHY, "file": paper()}).status_code == 422
    assert not PostingCorrection.objects.exists()


def test_who_sees_it_and_who_does_not(as_role, accountant, claim, walk, now):
    posting = walk(claim).posting
    file = {"name": "a.pdf", "media_type": "application/pdf", "content": b"%PDF"}
    row = begin_correction(posting, reason=WHY, **file, by=accountant, at=now)
    address, new = f"/dinh-chinh-but-toan/{row.pk}/", f"/tien/de-an/{claim.project_id}/dinh-chinh/{posting.pk}/"
    expected = {"author": 200, "colleague": 200, "head": 200, "officer": 200, "neighbour": 404, "stranger": 302}
    for role, status in expected.items():
        client = as_role(role)
        given = [client.get(each).status_code for each in (address, f"{address}giay/", new)]
        assert given == [status, status, 403 if status == 200 else status]
        if status == 200:
            assert [client.post(address, {"do": do, "note": "x"}).status_code for do in ("decide", "drop")] == [
                403
            ] * 2
    other = Posting.objects.exclude(transfers__book__project=claim.project_id).filter(kind="allocate").first()
    assert other is not None
    client = as_role("leader")
    client.force_login(accountant.account)
    assert client.get(f"/tien/de-an/{claim.project_id}/dinh-chinh/{other.pk}/").status_code == 404
    assert client.get(f"/tien/de-an/{claim.project_id}/dinh-chinh/999999/").status_code == 404


def test_the_money_page_asks_no_more_of_the_database_for_more_corrections(
    as_accountant, accountant, claim, walk, now
):
    posting = walk(claim).posting
    client = as_accountant()
    address = f"/tien/de-an/{claim.project_id}/"
    client.get(address)

    def asked():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    file = {"media_type": "application/pdf", "sha256": "0", "content": b"%PDF"}
    who = {
        "agency": accountant.agency,
        "desk": accountant.desk,
        "author": accountant.account,
        "created_at": now,
    }
    rows = []
    for count in (1, 4):
        for _ in range(count):
            row = {
                "project": claim.project,
                "posting": posting,
                "reason": WHY,
                "name": "a.pdf",
                "state": "refused",
            }
            PostingCorrection.objects.create(**row, **file, **who)
        rows.append(asked())
    assert rows[0] == rows[1]
