"""The pages of money and contracts: figures that open to their rows, and the road from plan to contract."""

import io
import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from khuyencong.ledger.actions import open_book
from khuyencong.ledger.models import YearClose
from khuyencong.ledger.queries import Question, position
from khuyencong.projects.lifecycle import CONTRACT
from khuyencong.projects.models import Contract, Project
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Stage
from khuyencong.workflow.lifecycle import Act
from tests.conftest import NOW, PASSWORD
from tests.ledger.conftest import book, move
from tests.ledger.test_contracts import TERMS, approved, contract, sign
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected

__all__ = ["approved", "book", "contract", "draft", "law", "move", "selected", "sign", "workshop"]
pytestmark = pytest.mark.django_db
SAID = {
    "support": "300.000.000",
    "counterpart": "380.000.000",
    "begins_on": "10/01/2027",
    "ends_on": "30/11/2027",
}


def test_the_total_is_the_sum_of_its_projects_and_opens_to_them(
    as_role, approved, contract, sign, ministry_officer
):
    sign(contract)
    client = as_role("officer")
    page = client.get("/tien/?year=2027")
    total = page.context["total"]
    rows = [each.position for each in page.context["page"]]
    assert (total.given, total.committed, total.disbursed) == (600_000_000, 300_000_000, 0)
    for name in ("given", "committed", "disbursed", "accepted", "settled"):
        assert sum(getattr(each, name) for each in rows) == getattr(total, name)
    assert total == position(Question(actor=ministry_officer, year=2027))
    told = client.get(f"/tien/de-an/{approved.pk}/")
    written = [(each.posting.kind, each.amount, each.then.committed) for each in told.context["written"]]
    assert written == [("allocate", 300_000_000, 0), ("commit", 300_000_000, 300_000_000)]


def test_the_purses_side_by_side_add_up_to_the_total_and_each_opens_to_its_own(as_role, approved, move):
    local = open_book(approved, purse="KCDP", year=2027)
    move(local, Stage.SOURCE, Stage.ALLOCATED, 40_000_000)
    client = as_role("officer")
    page = client.get("/tien/?year=2027")
    lines = [(each.name, each.position.given, each.asking) for each in page.context["purses"]]
    assert lines == [
        ("Khuyến công quốc gia", 600_000_000, "year=2027&purse=KCQG"),
        ("Khuyến công địa phương", 40_000_000, "year=2027&purse=KCDP"),
    ]
    assert page.context["total"].given == 640_000_000
    assert client.get(f"/tien/?{lines[1][2]}").context["total"].given == 40_000_000


def test_what_the_address_asks_for_narrows_every_figure_alike(as_role, approved):
    client = as_role("officer")
    province, agency = approved.province_id, approved.agency_id
    for asked, given in (
        (f"?tinh={province}&don-vi={agency}", 600_000_000),
        ("?tinh=999999", 0),
        ("?year=2027&purse=KCQG", 600_000_000),
        ("?purse=KCDP", 0),
    ):
        page = client.get(f"/tien/{asked}")
        assert page.status_code == 200
        assert (page.context["total"].given, len(page.context["page"]) * 300_000_000) == (given, given)
    assert client.get("/tien/?year=x&tinh=x").status_code == 422


def test_the_neighbour_sees_no_money_and_no_contract_of_another_province(as_role, approved, contract):
    client = as_role("neighbour")
    assert client.get("/tien/").context["total"].given == 0
    for address in (f"/tien/de-an/{approved.pk}/", f"/hop-dong/{contract.pk}/"):
        assert client.get(address).status_code == 404


def test_the_workbook_holds_the_same_figures(as_role, approved, contract, sign):
    sign(contract)
    answer = as_role("officer").get("/tien/tai-ve/?year=2027")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = [row for row in sheet.iter_rows(values_only=True) if str(row[0]).startswith("ĐA-")]
    assert [row[6:9] for row in rows] == [(300_000_000, 300_000_000, 0), (300_000_000, 0, 0)]


def test_a_contract_goes_from_the_plan_to_the_signature_in_the_browser(as_role, approved):
    officer = as_role("officer")
    page = officer.get(f"/tien/de-an/{approved.pk}/")
    assert (page.context["to_contract"], page.context["owners"]) == ([2027], [])
    answer = officer.post(f"/tien/de-an/{approved.pk}/hop-dong/", SAID)
    made = Contract.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/hop-dong/{made.pk}/")
    assert officer.post(f"/hop-dong/{made.pk}/", {"do": "propose"}).status_code == 302
    assert officer.post(f"/hop-dong/{made.pk}/", {"do": "sign", "number": "1"}).status_code == 422
    leader = as_role("leader")
    signed = {"do": "sign", "number": "05/HĐ", "signed_on": "23/11/2026"}
    bare = leader.post(f"/hop-dong/{made.pk}/", signed)
    assert (bare.status_code, [each.code for each in bare.context["blocked"]]) == (422, ["no_signed_copy"])
    paper = SimpleUploadedFile("hd.pdf", b"%PDF-1.4 x", content_type="application/pdf")
    assert leader.post(f"/hop-dong/{made.pk}/", signed | {"file": paper}).status_code == 302
    [kept] = leader.get(f"/hop-dong/{made.pk}/").context["copies"]
    back = officer.get(f"/hop-dong/{made.pk}/ban-ky/{kept.pk}/")
    assert (back.content, "attachment" in back["Content-Disposition"]) == (b"%PDF-1.4 x", True)
    assert leader.get(f"/hop-dong/{made.pk + 1}/ban-ky/{kept.pk}/").status_code == 404
    made.refresh_from_db()
    assert (made.state, made.terms) == ("signed", TERMS)
    assert Project.objects.get(pk=approved.pk).state == "contracted"
    # The same click once more: nothing moves twice.
    assert leader.post(f"/hop-dong/{made.pk}/", signed).status_code == 422
    assert leader.get("/tien/").context["total"].committed == 300_000_000


def test_the_signed_paper_is_not_lost_while_a_head_who_signed_in_long_ago_confirms(
    as_role, cast, contract, now
):
    CONTRACT.perform("contract.propose", contract, Act(by=cast["officer"], at=now))
    leader, address = as_role("leader"), f"/hop-dong/{contract.pk}/"
    leader.confirmed(cast["leader"].account, at=time.time() - 601)
    paper = SimpleUploadedFile("hd.pdf", b"%PDF-1.4 x", content_type="application/pdf")
    signed = {"do": "sign", "number": "05/HĐ", "signed_on": "23/11/2026", "file": paper}
    asked = leader.post(address, signed)["Location"]
    assert (asked.split("?")[0], Contract.objects.get().state) == ("/tai-khoan/xac-nhan/", "proposed")
    back = leader.post(asked, {"password": PASSWORD})["Location"]
    assert (back, leader.get(back)["Location"], Contract.objects.get().state) == (address, address, "signed")
    assert [each.name for each in leader.get(address).context["copies"]] == ["hd.pdf"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"support": "300.000.001"}, "vượt 1 đồng"),
        ({"support": "1,5"}, "Ghi số đồng chẵn"),
        ({"support": ""}, "errors"),
        ({"ends_on": "32/01/2027"}, "Ghi ngày theo kiểu"),
        ({"ends_on": "01/01/2028"}, "sang năm sau kế hoạch 2027"),
    ],
)
def test_wrong_terms_are_refused_with_place_and_fix_and_nothing_is_kept(as_role, approved, change, words):
    answer = as_role("officer").post(f"/tien/de-an/{approved.pk}/hop-dong/", SAID | change)
    assert (answer.status_code, words in answer.content.decode(), Contract.objects.count()) == (422, True, 0)


def test_a_draft_is_rewritten_and_an_annex_shows_the_terms_in_force(as_role, approved, contract, sign):
    client = as_role("officer")
    address = f"/hop-dong/{contract.pk}/"
    assert client.post(address, SAID | {"do": "rewrite", "support": "299.999.999"}).status_code == 302
    assert client.post(address, SAID | {"do": "rewrite", "support": "300.000.001"}).status_code == 422
    contract.refresh_from_db()
    assert contract.support == 299_999_999
    assert client.get(f"{address}phu-luc/").context["form"].initial["support"] == "299.999.999"
    sign(contract)
    reason = {"reason": "Thêm một máy"}
    assert client.post(f"{address}phu-luc/", SAID).status_code == 422
    assert client.post(f"{address}phu-luc/", SAID | reason).status_code == 302
    annex = Contract.objects.get(amends=contract)
    assert (annex.state, annex.reason, annex.support) == ("draft", "Thêm một máy", 300_000_000)


def test_nobody_moves_a_contract_from_the_province_of_its_unit(as_role, contract):
    client = as_role("author")
    assert client.get(f"/hop-dong/{contract.pk}/").status_code == 200
    for do in ("propose", "drop", "rewrite"):
        assert client.post(f"/hop-dong/{contract.pk}/", SAID | {"do": do, "note": "x"}).status_code == 403
    assert client.get(f"/hop-dong/{contract.pk}/phu-luc/").status_code == 403
    assert client.post(f"/hop-dong/{contract.pk}/", {"do": "nothing"}).status_code == 422


def asked(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_more_projects_and_more_postings_cost_no_more_questions(as_role, approved, book, move, now):
    client = as_role("officer")
    address = f"/tien/de-an/{approved.pk}/"
    before = asked(client, "/tien/"), asked(client, address)
    Project.objects.update(submitted_at=now)
    for number in range(8):
        one = book(title=f"Máy {number}")
        Project.objects.filter(pk=one.project_id).update(state="approved", submitted_at=now)
        move(one, Stage.SOURCE, Stage.ALLOCATED, 100 + number)
        mine = open_book(approved, purse="KCQG", year=2030 + number)
        move(mine, Stage.SOURCE, Stage.ALLOCATED, 7, on=now.date() + timedelta(days=number))
    assert (asked(client, "/tien/"), asked(client, address)) == before


@pytest.fixture
def taken_back(approved, move):
    """The 300 million of a project without a contract went back to the purse when its year was closed."""
    book = approved.books.get()
    move(book, Stage.ALLOCATED, Stage.SOURCE, 300_000_000)
    return approved


def test_where_the_money_has_gone_nothing_is_left_to_sign_and_it_says_why(
    as_role, taken_back, ministry_officer
):
    client, address = as_role("officer"), f"/tien/de-an/{taken_back.pk}/hop-dong/?nam=2027"
    page = client.get(address)
    assert (page.context["left"], "Còn ký được 0 đồng" in page.content.decode()) == (0, True)
    assert "không còn phần chưa cam kết" in page.content.decode()
    assert client.post(address, SAID).status_code == 422
    assert Contract.objects.count() == 0
    project = client.get(f"/tien/de-an/{taken_back.pk}/")
    assert project.context["to_contract"] == []
    assert len(project.context["gone"]) == 1
    close = YearClose.objects.create(
        purse="KCQG",
        year=2027,
        agency=ministry_officer.agency,
        desk=ministry_officer.desk,
        author=ministry_officer.user,
        created_at=NOW,
        closed_on=NOW.date(),
        state="closed",
    )
    assert close.state == "closed"
    told = client.get(f"/tien/de-an/{taken_back.pk}/").content.decode()
    assert "Năm 2027 đã khóa sổ, kinh phí chưa ký hợp đồng đã thu hồi: không ký hợp đồng được nữa." in told


def test_a_draft_whose_money_has_gone_does_not_reach_the_head(contract, move, ministry_officer, now):
    """It was refused only when the head wrote the signed paper down."""
    move(contract.project.books.get(), Stage.ALLOCATED, Stage.SOURCE, 100_000_000)
    with pytest.raises(BlockedError) as caught:
        CONTRACT.perform("contract.propose", contract, Act(by=ministry_officer, at=now))
    assert [(each.code, each.fix) for each in caught.value.findings] == [
        ("room_short", "Ghi không quá 200.000.000 đồng.")
    ]
    move(contract.project.books.get(), Stage.ALLOCATED, Stage.SOURCE, 200_000_000)
    with pytest.raises(BlockedError) as caught:
        CONTRACT.perform("contract.propose", contract, Act(by=ministry_officer, at=now))
    assert [each.code for each in caught.value.findings] == ["room_gone"]
