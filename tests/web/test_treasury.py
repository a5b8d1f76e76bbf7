"""The pages of reconciling: a statement in, proposals confirmed, differences explained, by two people."""

import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuyencong.ledger.models import Match, Reconciliation, SignedSheet, Statement, StatementLine, YearClose
from khuyencong.projects.models import Project
from khuyencong.rules.ledger import Stage
from tests.ledger.conftest import book, move
from tests.ledger.test_claims import accountant
from tests.ledger.test_treasury import ALL, M, cashed, csv_of
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop

__all__ = ["accountant", "book", "cashed", "draft", "law", "move", "workshop"]
pytestmark = pytest.mark.django_db
LATER = datetime(2026, 12, 20, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
YEAR = 2026


@pytest.fixture(autouse=True)
def december(monkeypatch):
    """The doors read the clock: it shows December 2026."""
    from khuyencong.web.money.views import treasury, treasury_rows

    for module in (treasury, treasury_rows):
        monkeypatch.setattr(module, "localtime", lambda *at: LATER)
        monkeypatch.setattr(module, "localdate", lambda *at: LATER.date())


@pytest.fixture
def payer(client, accountant):
    """The accountant's browser."""
    client.force_login(accountant.account)
    return client


@pytest.fixture
def begun(payer, cashed) -> str:
    """A reconciliation she began; its address."""
    Project.objects.update(state="submitted", submitted_at=LATER)
    unit = cashed[0].project.agency_id
    answer = payer.post("/tien/doi-chieu/", {"unit": unit, "purse": "KCQG", "year": YEAR, "side": "unit"})
    assert answer.status_code == 302
    return answer["Location"]


def hand(browser, address, content, name="sao-ke.csv", **more):
    file = SimpleUploadedFile(name, content, content_type="text/csv")
    return browser.post(address, {"do": "statement", "statement": file} | more)


def test_a_year_is_reconciled_in_the_browser_by_two_people(payer, begun, as_role, accountant):
    assert payer.post(begun, {"do": "propose"}).status_code == 422
    assert hand(payer, begun, ALL).status_code == 302
    page = payer.get(begun)
    tokens = [each["token"] for each in page.context["rows"]]
    assert (len(tokens), page.context["sheet"].account) == (3, 107 * M - 22_000)
    assert payer.post(begun, {"do": "tie", "pair": tokens}).status_code == 302
    assert payer.post(begun, {"do": "propose"}).status_code == 422
    page = payer.get(f"{begun}con-lai/")
    [(fee, hint)] = page.context["line_rows"]
    assert (fee.amount, hint.cause.value) == (-22_000, "fee")
    said = {"do": "explain", "line": fee.key, "cause": "fee", "reason": "Phí tháng 6"}
    assert payer.post(f"{begun}con-lai/", said | {"cause": ""}).status_code == 422
    assert payer.post(f"{begun}con-lai/", said | {"reason": ""}).status_code == 422
    assert payer.post(f"{begun}con-lai/", said).status_code == 302
    assert payer.post(f"{begun}con-lai/", said).status_code == 422
    assert payer.post(begun, {"do": "propose"}).status_code == 302
    assert payer.post(begun, {"do": "confirm"}).status_code == 422
    leader = as_role("leader")
    assert leader.post(begun, {"do": "confirm"}).status_code == 302
    payer.force_login(accountant.account)
    assert payer.post(begun, {"do": "sign"}).status_code == 422
    file = SimpleUploadedFile("ky.pdf", b"%PDF-1.4 ky", content_type="application/pdf")
    given = {"do": "paper", "signed_on": "20/12/2026", "file": file}
    assert payer.post(begun, given | {"signed_on": ""}).status_code == 422
    file.seek(0)
    assert payer.post(begun, given).status_code == 302
    assert payer.post(begun, {"do": "sign"}).status_code == 302
    sheet = SignedSheet.objects.get()
    assert payer.get(f"{begun}ban-da-ky/{sheet.pk}/").content == b"%PDF-1.4 ky"
    assert f"{begun}ban-da-ky/{sheet.pk}/" in payer.get(begun).content.decode()
    row = Reconciliation.objects.get()
    assert (row.state, row.signed_on, row.figures["matched"]) == ("signed", date(2026, 12, 20), 107 * M)


def test_a_wrong_file_writes_nothing_and_names_its_cells(payer, begun):
    wrong = ALL.replace(b"06/05/2026", b"2026").replace(b"33,000,000", b"33,5")
    answer = hand(payer, begun, wrong)
    assert answer.status_code == 422
    assert [(each.code, each.place) for each in answer.context["wrong"]] == [
        ("day", "CSV!A3"),
        ("not_an_amount", "CSV!E4"),
    ]
    assert hand(payer, begun, b"%PDF-1.4", name="a.csv").status_code == 422
    assert hand(payer, begun, ALL, name="a.exe").status_code == 422
    assert payer.post(begun, {"do": "statement"}).status_code == 422
    assert hand(payer, begun, ALL, account="999").status_code == 422
    assert (Statement.objects.count(), StatementLine.objects.count()) == (0, 0)
    assert [hand(payer, begun, ALL).status_code for _ in range(2)] == [302, 302]
    assert (Statement.objects.count(), StatementLine.objects.count()) == (1, 4)


def test_equal_candidates_are_chosen_by_hand_and_a_match_is_undone_with_a_reason(payer, begun, cashed, move):
    book = cashed[0]
    for _ in range(2):
        move(book, Stage.COMMITTED, Stage.ADVANCED, 5 * M, on=date(YEAR, 7, 1))
    hand(payer, begun, csv_of((date(YEAR, 7, 1), "FT", "Cap kinh phi", 5 * M)))
    page = payer.get(begun)
    [(_, options, _)] = page.context["choices"]
    assert (page.context["rows"], len(options)) == ([], 2)
    assert payer.post(begun, {"do": "tie", "pair": "1-1"}).status_code == 302
    assert Match.objects.count() == 0
    assert payer.post(begun, {"do": "tie", "pair": options[0]["token"]}).status_code == 302
    match = Match.objects.get()
    address = f"{begun}da-ghep/"
    assert payer.post(address, {"match": match.pk, "why": ""}).status_code == 422
    assert payer.post(address, {"match": 10**9, "why": "x"}).status_code == 404
    assert payer.post(address, {"match": match.pk, "why": "Nhầm"}).status_code == 302
    assert payer.post(address, {"match": match.pk, "why": "Nhầm"}).status_code == 422
    assert [each.undone_why for each in payer.get(address).context["page"]] == ["Nhầm"]


def test_rows_are_matched_by_hand_only_when_they_are_even(payer, begun, cashed):
    hand(payer, begun, csv_of((date(YEAR, 9, 1), "FT", "Hai dot", 110 * M)))
    [line] = StatementLine.objects.all()
    postings = [each.pk for each in cashed[1]]
    address = f"{begun}con-lai/"
    assert payer.post(address, {"do": "tie", "line": line.pk, "posting": postings[:1]}).status_code == 422
    assert payer.post(address, {"do": "tie", "line": line.pk, "posting": postings[:2]}).status_code == 302
    assert payer.post(address, {"do": "khac"}).status_code == 422
    assert Match.objects.get().members.count() == 3


def test_every_figure_opens_to_its_rows(payer, begun):
    hand(payer, begun, ALL)
    sheet = payer.get(begun).context["sheet"]
    payer.post(begun, {"do": "tie", "pair": [each["token"] for each in payer.get(begun).context["rows"][:2]]})
    rows = {
        query: payer.get(f"{begun}dong/{query}").context["total"]
        for query in ("so/", "sao-ke/", "so/?xem=khop", "so/?xem=con-lai", "sao-ke/?xem=con-lai")
    }
    assert rows == {
        "so/": sheet.booked,
        "sao-ke/": sheet.account,
        "so/?xem=khop": 110 * M,
        "so/?xem=con-lai": -3 * M,
        "sao-ke/?xem=con-lai": -3 * M - 22_000,
    }
    project = sheet.projects[0].project
    assert payer.get(f"{begun}dong/so/?de_an={project}").context["total"] == sheet.booked
    assert payer.get(f"{begun}dong/so/?de_an=1{project}").context["total"] == 0
    assert [payer.get(f"{begun}dong/{each}").status_code for each in ("khac/", "so/?xem=khac")] == [404, 404]


def test_the_sheet_is_printed_and_its_formulas_run_nothing_of_the_file(payer, begun):
    hand(
        payer,
        begun,
        csv_of((date(YEAR, 5, 6), "=1+1", '=HYPERLINK("http://x")', 77 * M), (date(YEAR, 5, 7), "@a", "+b", 5)),
    )
    book = openpyxl.load_workbook(io.BytesIO(payer.get(f"{begun}mau-10/xlsx/").content))
    kinds = {cell.data_type for row in book["Sao kê"].iter_rows(min_row=2, max_col=3) for cell in row}
    assert "f" not in kinds
    assert book["Sao kê"]["C2"].value == '=HYPERLINK("http://x")'
    formulas = [cell.value for row in book["Mẫu 10"].iter_rows() for cell in row if cell.data_type == "f"]
    assert len(formulas) == 5 + 5 + 4 + 1
    values = openpyxl.load_workbook(io.BytesIO(payer.get(f"{begun}mau-10/xlsx/").content), data_only=True)[
        "Mẫu 10"
    ]
    kept = [
        [cell.value for cell in row] for row in values.iter_rows(min_row=8, max_row=8, min_col=4, max_col=8)
    ]
    assert kept == [[110 * M, 3 * M, 107 * M, 0, 107 * M]]
    assert payer.get(f"{begun}mau-10/docx/").content[:2] == b"PK"
    assert payer.get(f"{begun}mau-10/pdf/").content[:5] == b"%PDF-"
    assert payer.get(f"{begun}mau-10/exe/").status_code == 404


def test_who_may_not_reconcile_reads_or_sees_nothing(as_role, client, begun, cashed, payer):
    hand(payer, begun, ALL)
    statement = Statement.objects.get()
    pages = [
        begun,
        *(
            f"{begun}{each}"
            for each in ("con-lai/", "da-ghep/", "dong/so/", "mau-10/xlsx/", f"sao-ke/{statement.pk}/")
        ),
    ]
    for role, status in (
        ("author", 200),
        ("colleague", 200),
        ("officer", 200),
        ("inspector", 200),
        ("neighbour", 404),
    ):
        browser = as_role(role)
        assert [browser.get(each).status_code for each in pages] == [status] * 6
        refused = 404 if status == 404 else 403
        tries = [hand(browser, begun, ALL), *(browser.post(begun, {"do": each}) for each in ("propose", "tie"))]
        tries.append(
            browser.post(f"{begun}con-lai/", {"do": "explain", "line": 1, "cause": "fee", "reason": "x"})
        )
        assert [each.status_code for each in tries] == [refused] * 4
        said = {"unit": cashed[0].project.agency_id, "purse": "KCQG", "year": YEAR, "side": "payer"}
        assert browser.post("/tien/doi-chieu/", said).status_code == refused
    client.logout()
    assert [client.get(each).status_code for each in pages] == [302] * 6
    assert Match.objects.count() == 0


def test_the_pages_ask_no_more_with_more_lines(payer, begun, cashed, move):
    hand(payer, begun, ALL)
    pages = ("", "con-lai/", "da-ghep/", "dong/so/", "dong/sao-ke/", "mau-10/xlsx/")

    def asked():
        found = []
        for each in pages:
            payer.get(begun + each)
            with CaptureQueriesContext(connection) as caught:
                assert payer.get(begun + each).status_code == 200
            found.append(len(caught))
        return found

    payer.post(begun, {"do": "tie", "pair": payer.get(begun).context["rows"][0]["token"]})
    few = asked()
    for number in range(5):
        move(cashed[0], Stage.COMMITTED, Stage.ADVANCED, M + number, on=date(YEAR, 8, 1))
    hand(
        payer, begun, csv_of(*((date(YEAR, 8, 1), f"N{n}", "x", M + n) for n in range(9)), opening=106_978_000)
    )
    payer.post(begun, {"do": "tie", "pair": [each["token"] for each in payer.get(begun).context["rows"][:3]]})
    assert asked() == few
    assert Match.objects.count() == 4


def test_the_year_close_leads_to_whoever_is_not_reconciled(as_role, law, cashed, accountant):
    Project.objects.update(state="submitted", submitted_at=LATER)
    where = {"agency": accountant.agency, "desk": accountant.desk, "author": accountant.account}
    close = YearClose.objects.create(purse="KCQG", year=YEAR, created_at=LATER, **where)
    page = as_role("officer").get(f"/khoa-so/{close.pk}/viec/treasury/")
    unit = cashed[0].project.agency
    assert [(each.unit, each.amount) for each in page.context["page"]] == [(unit, 113 * M)]
    address = f"/tien/doi-chieu/?don_vi={unit.pk}"
    assert address in page.content.decode()
    waiting = as_role("officer").get(address).context["waiting"]
    assert [(each.unit, each.amount, begins) for each, begins in waiting] == [(unit, 107 * M, False)]


@pytest.mark.parametrize("key", ["9" * 30, "9" * 18, str(2**63), "-1", "0", "x", ""])
def test_a_forged_key_is_refused_and_not_an_error_of_ours(payer, cashed, key):
    given = {"unit": cashed[0].project.agency_id, "purse": "KCQG", "year": YEAR, "side": "unit"}
    assert payer.post("/tien/doi-chieu/", given | {"unit": key}).status_code == 422
    assert payer.post("/tien/doi-chieu/", given | {"year": key or "9" * 30}).status_code == 422
    assert Reconciliation.objects.count() == 0


def test_a_file_against_one_that_stands_is_refused_with_its_cell(payer, begun):
    hand(payer, begun, ALL)
    wrong = csv_of((date(YEAR, 5, 20), "N", "x", -10), opening=100)
    answer = hand(payer, begun, wrong)
    assert answer.status_code == 422
    assert [(each.code, each.place) for each in answer.context["blocked"]] == [("against_standing", "CSV!A3")]
    assert Statement.objects.count() == 1


def test_who_drew_it_up_is_shown_no_step_that_wants_another(payer, begun, as_role, accountant):
    hand(payer, begun, csv_of((date(YEAR, 5, 6), "FT1", "x", 77 * M)))
    payer.post(begun, {"do": "tie", "pair": [each["token"] for each in payer.get(begun).context["rows"]]})
    left = payer.get(f"{begun}con-lai/").context
    said = {"do": "explain", "cause": "transit", "reason": "Đang chuyển"}
    keys = {"posting": [each.key for each, _ in left["entry_rows"]]}
    assert payer.post(f"{begun}con-lai/", said | keys).status_code == 302
    assert payer.post(begun, {"do": "propose"}).status_code == 302
    assert payer.get(begun).context["offered"] == {"return"}
    leader = as_role("leader")
    assert leader.get(begun).context["offered"] == {"return", "confirm"}
    leader.post(begun, {"do": "confirm"})
    assert leader.get(begun).context["offered"] == {"reopen"}
    payer.force_login(accountant.account)
    page = payer.get(begun)
    assert page.context["offered"] == {"sign"}
    assert 'value="reopen"' not in page.content.decode()
    assert payer.post(begun, {"do": "reopen", "note": "x"}).status_code == 422
    assert Reconciliation.objects.get().state == "confirmed"
