"""Pages of outstanding products: from the opening of a round to the catalogue that everybody reads."""

import io
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from docx import Document
from openpyxl import load_workbook

from khuyencong.industry.actions.products.entries import ConsentSaid, note_consent
from khuyencong.industry.models import (
    ProductCertificate,
    ProductComplaint,
    ProductEntry,
    ProductPhoto,
    ProductRound,
    ProductSheet,
)
from khuyencong.industry.queries.products.rounds import last_round
from tests.conftest import person
from tests.industry.chosen import (
    JPEG,
    accepted,
    announced,
    begun,
    concluded,
    decided,
    do,
    scored,
    seated,
)
from tests.industry.conftest import enter, phu_loc
from tests.norms.conftest import law
from tests.paperwork.pdf_reading import pages

__all__ = ["enter", "law", "phu_loc"]
pytestmark = pytest.mark.django_db
CATALOGUE = "/san-pham-tieu-bieu/"


@pytest.fixture
def now():
    """Pages read the clock: what they look at was done just before."""
    return localtime() - timedelta(minutes=5)


@pytest.fixture
def judges(dong_thap_leader):
    """Three of the department who judge."""
    agency = dong_thap_leader.agency
    return [person(agency, f"giamkhao{n}", "department_officer", f"Giám khảo {n}") for n in range(3)]


@pytest.fixture
def opened(law, dong_thap_officer, now) -> ProductRound:
    """A provincial round that takes products."""
    return begun(dong_thap_officer, now)


@pytest.fixture
def table(opened, enter, dong_thap_officer, dong_thap_colleague, now) -> ProductEntry:
    """A product found in order."""
    return accepted(opened, enter(), dong_thap_officer, dong_thap_colleague, now)


@pytest.fixture
def known(opened, table, judges, dong_thap_officer, dong_thap_leader, now) -> ProductCertificate:
    """Its certificate, after the result was made known."""
    return certified(opened, [table], judges, dong_thap_officer, dong_thap_leader, now)[0]


def certified(opened, entries, judges, officer, leader, now):
    """The certificates of these products."""
    seated(opened, judges, officer, now)
    found = do("product_round.convene", opened, officer, now)
    for each in entries:
        scored(each, judges, now)
    concluded(found, officer, now, entries)
    decided(found, leader, now)
    announced(found, officer, now)
    return list(ProductCertificate.objects.order_by("serial"))


def typed(on) -> str:
    return f"{on:%d/%m/%Y}"


def test_an_officer_opens_a_round_and_registers_a_product(as_role, law, enter):
    client, today = as_role("author"), localdate()
    given = {
        "level": "province",
        "year": today.year,
        "plan": "KH 1",
        "until": typed(today + timedelta(days=9)),
    }
    assert client.post("/binh-chon/", given | {"until": "x"}).status_code == 422
    made = client.post("/binh-chon/", given)
    assert client.post("/binh-chon/", given).status_code == 422
    owner, found = enter(), ProductRound.objects.get()
    assert made["Location"] == f"/binh-chon/{found.pk}/"
    page = client.get(f"/binh-chon/{found.pk}/dang-ky/?q=moc")
    assert [each.name for each in page.context["page"]] == [owner.name]
    papers = {
        "owner": owner.pk,
        "name": "Bàn gỗ",
        "group": "nhom-tcmn",
        "set_case": "",
        "description": "Làm tay",
        "own": "on",
        "original": "on",
        "serial_made": "on",
        "no_round_below": "on",
        "letter_number": "15/UBND",
        "letter_on": typed(today),
    }
    address = f"/binh-chon/{found.pk}/dang-ky/"
    assert client.post(address, papers | {"name": ""}).status_code == 422
    entry_page = client.post(address, papers)["Location"]
    entry = ProductEntry.objects.get()
    assert entry_page == f"/binh-chon/san-pham/{entry.pk}/"
    assert client.post(entry_page, {"do": "send"}).status_code == 422
    for angle in ProductPhoto.Angle.values:
        file = SimpleUploadedFile("anh.jpg", JPEG, "image/jpeg")
        sent = {"do": "photo", "file": file, "angle": angle, "alt": f"Bàn, {angle}"}
        assert client.post(entry_page, sent).status_code == 302
    assert client.post(entry_page, {"do": "write"} | papers | {"standard": "TC"}).status_code == 302
    assert client.post(entry_page, {"do": "send"}).status_code == 302
    assert client.post(entry_page, {"do": "nothing"}).status_code == 422
    checker = as_role("colleague")
    assert checker.post(entry_page, {"do": "return", "note": ""}).status_code == 422
    assert checker.post(entry_page, {"do": "accept"}).status_code == 302
    entry.refresh_from_db()
    assert (entry.state, entry.standard, entry.photos.count()) == ("accepted", "TC", 3)


def test_a_neighbour_finds_nothing_and_who_only_reads_writes_nothing(as_role, table):
    entry_page, round_page = f"/binh-chon/san-pham/{table.pk}/", f"/binh-chon/{table.round_id}/"
    photo = f"/binh-chon/anh/{table.photos.first().pk}/"
    for role in ("neighbour", "administrator"):
        client = as_role(role)
        assert [client.get(each).status_code for each in (entry_page, round_page, photo)] == [404, 404, 404]
        assert client.post(entry_page, {"do": "accept"}).status_code == 404
    client = as_role("inspector")
    assert client.get(entry_page).status_code == 200
    for do_, address in (("accept", entry_page), ("convene", round_page), ("drop", round_page)):
        assert client.post(address, {"do": do_, "note": "x"}).status_code == 403
    assert as_role("stranger").get(entry_page).status_code == 302


def test_a_judge_declares_scores_once_and_is_told_so(client, opened, table, judges, dong_thap_officer, now):
    seated(opened, judges, dong_thap_officer, now)
    do("product_round.convene", opened, dong_thap_officer, now)
    address = f"/binh-chon/san-pham/{table.pk}/"
    client.force_login(judges[0].account)
    given = {"do": "score", "tc-thi-truong": "35,5", "tc-kinh-te": "36", "tc-van-hoa": "8", "tc-khac": "9"}
    assert client.post(address, given).status_code == 422
    assert client.post(address, {"do": "declare", "conflicted": "no"}).status_code == 302
    for wrong in ({"tc-khac": "11"}, {"tc-khac": ""}, {"tc-khac": "1,25"}, {"tc-khac": "a"}):
        assert client.post(address, given | wrong).status_code == 422
    assert client.post(address, given).status_code == 302
    assert client.post(address, given).status_code == 422
    sheet = ProductSheet.objects.get()
    assert (sheet.total_tenths, sheet.scores.count()) == (885, 4)
    page = client.get(address)
    assert page.context["own_points"] == "88,5"
    text = "\n".join(
        cell.text
        for table_ in Document(io.BytesIO(client.get(f"{address}phieu/docx/").content)).tables
        for row in table_.rows
        for cell in row.cells
    )
    assert "35,5" in text
    client.force_login(dong_thap_officer.account)
    assert client.get(f"{address}phieu/docx/").status_code == 404
    # Who registered it reads no sheet unless she runs the round; she does, and sees the total.
    assert [total for _, total in client.get(address).context["sheets"]] == ["88,5"]


def test_the_round_goes_through_its_page_to_the_certificates(
    as_role, client, opened, table, judges, dong_thap_officer, now
):
    address, today = f"/binh-chon/{opened.pk}/", localdate()
    officer = as_role("author")
    assert officer.post(address, {"do": "convene"}).status_code == 422
    assert officer.post(address, {"do": "council", "number": "9/QĐ", "on": typed(today)}).status_code == 302
    for number in range(7):
        role = "chair" if number == 0 else "member"
        seat = {"do": "seat", "name": f"Ủy viên {number}", "role": role, "jury": "none"}
        assert officer.post(address, seat).status_code == 302
    for number, judge in enumerate(judges):
        jury = "head" if number == 0 else "judge"
        seat = {"do": "seat", "user": judge.account.pk, "role": "none", "jury": jury}
        assert officer.post(address, seat).status_code == 302
    assert officer.post(address, {"do": "convene"}).status_code == 302
    scored(table, judges, now)
    meeting = {"do": "conclude", "held_on": typed(today), "place": "Cao Lãnh", "words": "Đã chấm"}
    assert officer.post(address, meeting | {"chosen": ["0"]}).status_code == 422
    assert officer.post(address, meeting | {"chosen": [str(table.pk)]}).status_code == 302
    signed = {"do": "decide", "number": "77/QĐ", "on": typed(today), "signer": "Chủ tịch, Nguyễn Văn Thử"}
    assert officer.post(address, signed).status_code == 403
    head = as_role("head")
    assert head.post(address, signed).status_code == 302
    assert as_role("author").post(address, {"do": "announce", "on": typed(today)}).status_code == 302
    paper = ProductCertificate.objects.get()
    assert (paper.published, paper.decision) == (True, "77/QĐ")
    archive = zipfile.ZipFile(io.BytesIO(officer.get(f"{address}giay-chung-nhan/").content))
    assert archive.namelist() == [f"giay-chung-nhan-{today.year}-001.pdf"]
    words = "\n".join(pages(archive.read(archive.namelist()[0])))
    assert paper.code in words
    assert "BÀN GỖ MÍT" in words.upper()
    for what, kind in (("danh-sach", "docx"), ("bien-ban", "docx"), ("danh-sach", "pdf")):
        assert officer.get(f"{address}giay-to/{what}/{kind}/").status_code == 200
    sheet = load_workbook(io.BytesIO(officer.get(f"{address}giay-to/danh-sach/xlsx/").content)).active
    assert [cell.value for cell in sheet[4]][1:3] == ["Bàn gỗ mít", "Thủ công mỹ nghệ"]
    assert as_role("inspector").get(f"{address}giay-to/bien-ban/docx/").status_code == 404


def test_a_decision_wants_a_fresh_proof(
    client, opened, table, judges, dong_thap_officer, dong_thap_leader, now
):
    seated(opened, judges, dong_thap_officer, now)
    found = do("product_round.convene", opened, dong_thap_officer, now)
    scored(table, judges, now)
    concluded(found, dong_thap_officer, now, [table])
    client.force_login(dong_thap_leader.account)
    client.confirmed(dong_thap_leader.account, at=0)
    signed = {"do": "decide", "number": "77", "on": typed(localdate()), "signer": "A"}
    answer = client.post(f"/binh-chon/{found.pk}/", signed)
    found.refresh_from_db()
    assert (answer.status_code, "xac-nhan" in answer["Location"], found.state) == (302, True, "proposed")


def test_everybody_reads_the_catalogue_and_looks_a_certificate_up(client, known):
    page = client.get(CATALOGUE, {"q": "ban go mit"})
    [shown] = page.context["products"]
    assert (page.status_code, shown.row, shown.standing) == (200, known, "valid")
    assert client.get(CATALOGUE, {"q": "khong co"}).context["products"] == []
    assert client.get(CATALOGUE, {"year": "1800"}).status_code == 422
    photo = reverse("product_public_photo", args=[shown.picture.pk])
    assert (client.get(photo)["Content-Type"], f'src="{photo}"' in page.content.decode()) == (
        "image/jpeg",
        True,
    )
    with time_machine.travel(localtime() + (known.last_day - localdate()) + timedelta(days=1)):
        assert client.get(photo).status_code == 404
    typed_code = f"{known.code[:5]}-{known.code[5:]}".lower()
    found = client.get(f"{CATALOGUE}xac-minh/", {"code": typed_code})
    assert found["Location"] == f"{CATALOGUE}{known.code}/"
    assert client.get(found["Location"], follow=True).context["product"].standing == "valid"
    assert client.get(f"{CATALOGUE}AAAAAAAAAA/").status_code == 404
    assert client.get(f"{CATALOGUE}xac-minh/", {"code": ""}).status_code == 422


def test_before_the_notice_no_picture_is_public(client, table):
    photo = reverse("product_public_photo", args=[table.photos.first().pk])
    assert (client.get(photo).status_code, client.get(CATALOGUE).context["products"]) == (404, [])


def test_a_phone_is_in_page_and_files_while_its_owner_agrees(client, known, table, dong_thap_officer, now):
    owner = table.establishment
    owner.phone = "0900000000"
    owner.save()
    said = ConsentSaid(agreed=True, said_by="Chủ", how="Phiếu", on=now.date())
    for agreed in (None, True, False):
        if agreed is not None:
            consent = ConsentSaid(agreed=agreed, said_by=said.said_by, how=said.how, on=said.on)
            note_consent(table, consent, by=dong_thap_officer, at=now)
        for address in (CATALOGUE, f"{CATALOGUE}{known.code}/", f"{CATALOGUE}tai-ve/csv/"):
            assert ("0900000000" in client.get(address).content.decode()) == bool(agreed), address
    lines = client.get(f"{CATALOGUE}tai-ve/csv/").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "Bàn gỗ mít" in lines[1]
    sheet = load_workbook(io.BytesIO(client.get(f"{CATALOGUE}tai-ve/xlsx/").content)).active
    assert sheet[4][0].value == "Bàn gỗ mít"
    assert client.get(f"{CATALOGUE}tai-ve/docx/").status_code == 404


def test_a_withdrawn_certificate_says_so_to_everybody(as_role, client, known):
    address, today = f"/binh-chon/giay-chung-nhan/{known.pk}/", localdate()
    officer = as_role("author")
    assert officer.post(address, {"do": "doubt", "note": ""}).status_code == 422
    assert officer.post(address, {"do": "doubt", "note": "Sao chép"}).status_code == 302
    given = {"do": "withdraw", "number": "88/QĐ", "on": typed(today), "signer": "Chủ tịch, A"}
    assert officer.post(address, given | {"note": "Sao chép mẫu"}).status_code == 403
    head = as_role("head")
    assert head.post(address, given | {"note": ""}).status_code == 422
    assert head.get(f"{address}docx/").status_code == 200
    assert head.post(address, given | {"note": "Sao chép mẫu"}).status_code == 302
    assert head.get(f"{address}docx/").status_code == 404
    client.logout()
    page = client.get(f"{CATALOGUE}{known.code}/").content.decode()
    assert ("đã bị thu hồi" in page, "Sao chép mẫu" in page, "<img" in page) == (True, True, False)
    [shown] = client.get(CATALOGUE, {"standing": "withdrawn"}).context["products"]
    assert (shown.standing, shown.picture) == ("withdrawn", None)


def test_a_complaint_is_written_answered_and_kept(as_role, known, table):
    entry_page, today = f"/binh-chon/san-pham/{table.pk}/", localdate()
    officer = as_role("author")
    assert officer.post(entry_page, {"do": "complain", "on": typed(today), "words": ""}).status_code == 422
    made = officer.post(entry_page, {"do": "complain", "on": typed(today), "words": "Điểm thấp"})
    address = made["Location"]
    assert officer.get(address).context["late"] is False
    given = {"do": "answer", "outcome": "kept", "words": "Giữ nguyên", "on": typed(today)}
    assert officer.post(address, given | {"words": ""}).status_code == 422
    assert officer.post(address, given).status_code == 302
    assert officer.post(address, given).status_code == 422
    assert ProductComplaint.objects.get().outcome == "kept"


@pytest.fixture
def many(opened, enter, judges, dong_thap_officer, dong_thap_colleague, dong_thap_leader, now):
    """Nine recognised products of nine establishments."""
    entries = [
        accepted(
            opened,
            enter(name=f"Mộc {n}", other=True),
            dong_thap_officer,
            dong_thap_colleague,
            now,
            name=f"Bàn {n}",
        )
        for n in range(9)
    ]
    return certified(opened, entries, judges, dong_thap_officer, dong_thap_leader, now)


def selects(client, address) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_pages_ask_as_much_of_nine_products_as_of_one(client, many, dong_thap_officer):
    first = many[0]
    pages = (CATALOGUE, f"{CATALOGUE}tai-ve/csv/")
    for each in pages:
        client.get(each)  # the first call lays its row of the limit
    whole = [selects(client, each) for each in pages]
    ProductCertificate.objects.exclude(pk=first.pk).update(published=False)
    assert [selects(client, each) for each in pages] == whole
    client.force_login(dong_thap_officer.account)
    address = f"/binh-chon/{first.entry.round_id}/"
    selects(client, address)
    assert selects(client, address) == selects(client, f"{address}?group=khong-co") + 1


def test_a_judge_of_another_agency_sees_what_lies_before_her(
    client, opened, table, judges, tay_ninh_officer, dong_thap_officer, now
):
    assert last_round("province", agency=opened.agency_id) == opened.year
    client.force_login(tay_ninh_officer.account)
    assert client.get(f"/binh-chon/{opened.pk}/").status_code == 404
    seated(opened, [tay_ninh_officer, *judges[:2]], dong_thap_officer, now)
    do("product_round.convene", opened, dong_thap_officer, now)
    assert client.get(f"/binh-chon/{opened.pk}/").status_code == 200
    assert client.get(f"/binh-chon/san-pham/{table.pk}/").context["judges"] is True
    assert client.get(reverse("product_ballot", args=[opened.members.get(jury="head").pk])).status_code == 302


@pytest.mark.parametrize(("typed", "status"), [("01/2026", 404), ("///", 404), ("%2F", 404), ("", 422)])
def test_what_cannot_be_a_code_is_said_to_be_unknown(client, db, typed, status):
    """The number of a certificate is printed with a slash: typed as a code it broke the page."""
    page = client.get("/san-pham-tieu-bieu/xac-minh/", {"code": typed})
    assert (page.status_code, page.context.get("unknown", "")) == (status, typed)
