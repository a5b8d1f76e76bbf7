"""Accepting, paying the rest, giving back and settling in the browser."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from khuyencong.ledger.models import Acceptance, Claim
from khuyencong.projects.models import Line
from tests.ledger.test_acceptances import M, accept, asked, held
from tests.ledger.test_claims import MOST, accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, contract, sign
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected

__all__ = ["accept", "accountant", "approved", "asked", "claim", "contract", "draft", "hand_in", "held", "law"]
__all__ += ["selected", "sign", "signed", "walk", "workshop"]
pytestmark = pytest.mark.django_db


def minutes(content=b"%PDF-1.7 bb", name="bien-ban.pdf"):
    return {"do": "file", "file": SimpleUploadedFile(name, content, content_type="application/pdf")}


@pytest.fixture
def typed(signed, now):
    """What an officer types of the whole machine, the sum left to the system."""
    line = Line.objects.get(project=signed.project)
    return {
        "held_on": f"{now:%d/%m/%Y}",
        "place": "Xưởng, xã Phú Lợi",
        "council": "Sở, trung tâm, xã, cơ sở",
        "form": "5a",
        "amount": "",
        "counterpart": "380.000.000",
        "conclusion": "Máy chạy tốt",
        "final": "on",
        f"line_{line.pk}": "1",
    }


def test_an_officer_writes_the_result_down_hands_the_minutes_in_and_the_head_records_it(as_role, signed, typed):
    officer = as_role("author")
    assert len(officer.get(f"/tien/de-an/{signed.project_id}/").context["owners"]) == 1
    made = officer.post(f"/hop-dong/{signed.pk}/nghiem-thu/", typed)
    row = Acceptance.objects.get()
    address = f"/nghiem-thu/{row.pk}/"
    assert (made.status_code, made.headers["Location"], row.amount, row.final) == (302, address, 300 * M, True)
    early = officer.post(address, {"do": "propose"})
    assert (early.status_code, [each.code for each in early.context["blocked"]]) == (422, ["no_minutes"])
    assert officer.post(address, minutes()).status_code == 302
    kept = officer.get(f"{address}bien-ban/")
    assert (kept.content, kept.headers["Content-Disposition"]) == (
        b"%PDF-1.7 bb",
        'attachment; filename="bien-ban.pdf"',
    )
    assert officer.post(address, {"do": "propose"}).status_code == 302
    assert as_role("head").post(address, {"do": "record"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.posting.kind) == ("recorded", "accept")
    page = as_role("author").get(f"/tien/de-an/{signed.project_id}/")
    turn = turn_of(page)
    assert (turn["owed"], turn["to_rest"], turn["to_accept"]) == (300 * M, signed, None)
    assert page.context["owners"] == []


@pytest.mark.parametrize(
    ("changed", "codes", "fields"),
    [
        ({"line": "1,001", "counterpart": "400.000.000"}, ["beyond_plan", "more_counterpart"], []),
        ({"line": ""}, ["no_volume", "not_positive"], []),
        ({"line": "x"}, None, ["line"]),
        ({"amount": "300.000.001"}, ["above_worth"], []),
        ({"held_on": "01/01/2100"}, ["future"], []),
        ({"counterpart": ""}, None, ["counterpart"]),
        ({"council": ""}, None, ["council"]),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(as_role, signed, typed, changed, codes, fields):
    line = next(name for name in typed if name.startswith("line_"))
    data = typed | {(line if name == "line" else name): value for name, value in changed.items()}
    page = as_role("author").post(f"/hop-dong/{signed.pk}/nghiem-thu/", data)
    found = [each.code for each in page.context["blocked"]] if codes is not None else None
    assert (page.status_code, found) == (422, codes)
    assert list(page.context["form"].errors) == [line if name == "line" else name for name in fields]
    assert (page.context["form"]["place"].value(), Acceptance.objects.count()) == ("Xưởng, xã Phú Lợi", 0)


def test_a_draft_is_changed_on_its_page_and_a_file_that_is_no_paper_is_refused(as_role, signed, typed):
    officer = as_role("author")
    officer.post(f"/hop-dong/{signed.pk}/nghiem-thu/", typed)
    address = f"/nghiem-thu/{Acceptance.objects.get().pk}/"
    officer.post(address, typed | {"do": "change", "conclusion": "Đạt, còn thiếu nhãn"})
    assert Acceptance.objects.get().conclusion == "Đạt, còn thiếu nhãn"
    refused = officer.post(address, typed | {"do": "change", "amount": "300.000.001"})
    assert (refused.status_code, [each.code for each in refused.context["blocked"]]) == (422, ["above_worth"])
    page = officer.post(address, minutes(b"chi la chu"))
    assert (page.status_code, list(page.context["file"].errors)) == (422, ["file"])
    assert officer.post(address, {"do": "nothing"}).status_code == 422
    assert as_role("neighbour").get(address).status_code == 404


def test_the_rest_is_asked_for_and_settled_from_the_page(as_role, signed, held, accept):
    accept(signed, held)
    unit = as_role("author")
    page = unit.get(f"/hop-dong/{signed.pk}/chi/thanh-toan/")
    assert (page.context["most"], len(page.context["papers"])) == (300 * M, 5)
    assert unit.post(f"/hop-dong/{signed.pk}/chi/thanh-toan/", {"amount": ""}).status_code == 422
    unit.post(f"/hop-dong/{signed.pk}/chi/thanh-toan/", {"amount": "300.000.000"})
    claim = Claim.objects.get()
    address = f"/tam-ung/{claim.pk}/"
    assert (claim.kind, unit.get(address).context["advance"]) == ("payment", False)
    reason = {"do": "absent", "paper": "4", "absent": "Mua máy, không chuyển giao"}
    assert unit.post(address, reason).status_code == 302
    assert claim.papers.get(position=4).absent == "Mua máy, không chuyển giao"
    assert "không có, vì Mua máy, không chuyển giao" in unit.get(address).content.decode()
    changed = unit.post(address, {"do": "change", "amount": "299.000.000"})
    claim.refresh_from_db()
    assert (changed.status_code, claim.amount, claim.done) == (302, 299 * M, 100)
    settling = f"/hop-dong/{signed.pk}/chi/quyet-toan/"
    twice = unit.post(settling, {"amount": "1"})
    assert (twice.status_code, [each.code for each in twice.context["blocked"]]) == (422, ["claim_open"])
    assert unit.get(f"/hop-dong/{signed.pk}/chi/khac/").status_code == 404
    assert "ground" not in page.context["form"].fields


def test_the_other_ways_of_settling_are_offered_with_their_clause(as_role, signed, held, accept, claim, walk):
    walk(claim)
    accept(signed, held)
    unit, settling = as_role("author"), f"/hop-dong/{signed.pk}/chi/quyet-toan/"
    page = unit.get(settling)
    assert [(each.kind, each.most) for each in page.context["ways"]] == [("late", MOST), ("force", MOST)]
    assert "Điều 18 khoản 3, 36/2013/TT-BCT (cần xác minh)" in page.text
    said = {"amount": str(MOST), "ground": "late"}
    assert unit.post(settling, said).status_code == 422
    assert unit.post(settling, said | {"ground": "x", "told": "Chậm"}).status_code == 422
    assert unit.post(settling, said | {"told": "Chậm hồ sơ"}).status_code == 302
    assert Claim.objects.get(kind="settle").ground.kind == "late"


def test_the_page_of_a_claim_says_at_whose_desk_it_lies_and_for_how_long(as_role, claim, walk, now):
    walk(claim, until="submitted")
    page = as_role("author").get(f"/tam-ung/{claim.pk}/")
    [lying] = page.context["lying"]
    assert (lying.urgency.waited, lying.agency) == (
        (localdate() - now.date()).days,
        "Sở Công Thương tỉnh Đồng Tháp",
    )
    assert f"{lying.desk}, {lying.agency}. {lying.urgency.why}." in page.content.decode()


def test_a_paid_claim_lies_nowhere(as_role, claim, walk):
    walk(claim)
    assert as_role("author").get(f"/tam-ung/{claim.pk}/").context["lying"] == []


def half_of(held, final=True):
    """The same for half of the machine."""
    [line] = held.quantities
    return replace(held, amount=150 * M, counterpart=190 * M, quantities={line: Decimal("0.5")}, final=final)


def turn_of(page):
    """What may be done on the one contract of the page."""
    [turn] = page.context["turns"]
    return turn


def test_a_projects_money_page_asks_no_more_with_more_acceptances(as_role, signed, held, accept):
    client, address = as_role("author"), f"/tien/de-an/{signed.project_id}/"

    def statements():
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    [line] = held.quantities
    third = replace(held, final=False, amount=1, counterpart=0, quantities={line: Decimal("0.3")})
    accept(signed, third)
    one = statements()
    accept(signed, third)
    assert (statements(), Acceptance.objects.filter(state="recorded").count()) == (one, 2)
