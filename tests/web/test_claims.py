"""The pages of advances: what is missing, whose turn, how much; four readers, one payment."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from khuyencong.ledger.models import Claim, Posting
from tests.ledger.test_claims import MOST, accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, contract, sign
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected

__all__ = ["accountant", "approved", "claim", "contract", "draft", "hand_in", "law", "selected", "sign"]
__all__ += ["signed", "walk", "workshop"]
pytestmark = pytest.mark.django_db


def file(content=b"%PDF-1.7 a", name="hop-dong.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_the_unit_asks_hands_in_and_sends_in_the_browser(as_role, signed, accountant):
    client = as_role("author")
    page = client.get(f"/hop-dong/{signed.pk}/tam-ung/")
    assert (page.context["most"], page.context["standing"].support) == (MOST, 300_000_000)
    answer = client.post(f"/hop-dong/{signed.pk}/tam-ung/", {"amount": "210.000.000", "done": "75"})
    made = Claim.objects.get()
    address = f"/tam-ung/{made.pk}/"
    assert answer["Location"] == address
    assert client.get(address).context["lacking"] == 2
    for position in (1, 2):
        sent = {"do": "file", "paper": str(position), "file": file()}
        assert client.post(address, sent).status_code == 302
    assert client.get(f"{address}giay-to/1/").content == b"%PDF-1.7 a"
    assert client.post(address, {"do": "submit"}).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.ceiling) == ("submitted", MOST)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"do": "file", "paper": "9", "file": "x"}, 404),
        ({"do": "file", "paper": "x"}, 404),
        ({"do": "file", "paper": "1"}, 422),
        ({"do": "file", "paper": "1", "file": (b"MZ exe", "a.exe")}, 422),
        ({"do": "change", "amount": "1,5", "done": "75"}, 422),
        ({"do": "change", "amount": "0", "done": "75"}, 422),
        ({"do": "change", "amount": "1", "done": "101"}, 422),
        ({"do": "change", "amount": "1", "done": ""}, 422),
        ({"do": "submit"}, 422),
        ({"do": "drop"}, 422),
        ({"do": "nothing"}, 422),
        ({"do": "pay"}, 403),
        ({"do": "approve"}, 403),
        ({"do": "confirm"}, 422),
        ({"do": "fine", "paper": "1"}, 422),
    ],
)
def test_wrong_input_and_wrong_turns_keep_everything_as_it_was(as_role, claim, sent, status):
    sent = {name: file(*each) if isinstance(each, tuple) else each for name, each in sent.items()}
    if sent["do"] == "pay":
        sent |= {"voucher": "1", "paid_on": "23/11/2026"}
    answer = as_role("author").post(f"/tam-ung/{claim.pk}/", sent)
    before = (claim.state, claim.amount, claim.done)
    claim.refresh_from_db()
    assert (answer.status_code, (claim.state, claim.amount, claim.done)) == (status, before)
    assert list(claim.papers.values_list("state", flat=True)) == ["missing", "missing"]


def test_the_department_judges_each_paper_and_the_payers_go_on(as_role, claim, walk):
    walk(claim, until="submitted")
    address = f"/tam-ung/{claim.pk}/"
    head = as_role("head")
    assert head.post(address, {"do": "refuse", "paper": "1"}).status_code == 422
    for position in ("1", "2"):
        assert head.post(address, {"do": "fine", "paper": position}).status_code == 302
    assert head.post(address, {"do": "confirm"}).status_code == 302
    assert head.post(address, {"do": "approve"}).status_code == 403
    leader = as_role("leader")
    assert leader.post(address, {"do": "approve"}).status_code == 302
    paying = {"do": "pay", "voucher": "UNC-01", "paid_on": "23/11/2026"}
    assert leader.post(address, paying).status_code == 403
    assert Posting.objects.filter(kind="advance").count() == 0


def test_the_neighbour_sees_no_claim_and_another_unit_asks_none(as_role, claim, signed):
    neighbour = as_role("neighbour")
    for address in (f"/tam-ung/{claim.pk}/", f"/hop-dong/{signed.pk}/tam-ung/"):
        assert neighbour.get(address).status_code == 404
    officer = as_role("officer")
    assert officer.get(f"/tam-ung/{claim.pk}/").status_code == 200
    assert officer.get(f"/hop-dong/{signed.pk}/tam-ung/").status_code == 403
    assert officer.get(f"/tam-ung/{claim.pk}/giay-to/1/").status_code == 404


def test_a_paid_advance_is_seen_in_the_projects_money(as_role, claim, walk):
    walk(claim)
    page = as_role("officer").get(f"/tien/de-an/{claim.project_id}/")
    told = [(each.posting.kind, each.then.disbursed) for each in page.context["written"]]
    assert told == [("allocate", 0), ("commit", 0), ("advance", MOST)]
