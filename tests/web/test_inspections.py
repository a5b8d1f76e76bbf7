"""The pages of inspections."""

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuyencong.projects.models import Fault, Inspection
from khuyencong.projects.queries.inspections import questions_on
from khuyencong.workflow.models import Event
from tests.ledger.test_claims import signed
from tests.ledger.test_contracts import approved, contract, sign
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected

__all__ = ["approved", "contract", "draft", "law", "selected", "sign", "signed", "workshop"]
pytestmark = pytest.mark.django_db
FAULT = {
    "do": "fault",
    "words": "Mất nhãn máy",
    "wanted": "Gắn lại nhãn",
    "grade": "serious",
    "due": "31/12/2099",
}


def pdf():
    return SimpleUploadedFile("bb.pdf", b"%PDF-1.7", "application/pdf")


@pytest.fixture
def address(as_role, signed):
    """One that was planned by the colleague of the drafter."""
    said = {"planned_on": "20/11/2026", "team": "Cán bộ Sở", "basis": "KH 12/KH-SCT"}
    answer = as_role("colleague").post(f"/de-an/{signed.project_id}/kiem-tra/", said)
    assert answer.status_code == 302
    return answer["Location"]


def typed(found, **change):
    said = {
        "do": "write",
        "held_on": "20/11/2026",
        "place": "Xưởng",
        "attendants": "Cán bộ",
        "conclusion": "Đúng",
    }
    for each in questions_on(found.planned_on):
        said |= {f"a_{each.code}": "yes", f"w_{each.code}": ""}
    return said | change


@pytest.fixture
def recorded(as_role, signed, address):
    """With one thing to be put right."""
    found, agency = Inspection.objects.get(), str(signed.project.agency_id)
    maker = as_role("colleague")
    bad = {"a_so-may": "no", "w_so-may": "Mất nhãn"}
    for given in (
        typed(found, **bad),
        FAULT | {"agency": agency},
        {"do": "file", "file": pdf()},
        {"do": "propose"},
    ):
        assert maker.post(address, given).status_code == 302, given
    assert as_role("head").post(address, {"do": "record"}).status_code == 302
    return Inspection.objects.get()


def test_from_the_calendar_to_the_proof_that_was_seen(as_role, recorded, address):
    page = as_role("inspector").get("/kiem-tra/")
    [row] = page.context["mending"]
    fault = f"/kiem-tra/khac-phuc/{row.fault.pk}/"
    unit = as_role("author")
    bare = unit.post(fault, {"do": "answer", "note": "Đã gắn"})
    assert (bare.status_code, list(bare.context["proof"].errors)) == (422, ["file"])
    photo = SimpleUploadedFile("anh.jpg", b"\xff\xd8\xff\xe0", "image/jpeg")
    assert unit.post(fault, {"do": "answer", "note": "Đã gắn", "file": photo}).status_code == 302
    proof = Fault.objects.get().proofs.get()
    assert as_role("colleague").get(f"/kiem-tra/chung-cu/{proof.pk}/").content == b"\xff\xd8\xff\xe0"
    again = as_role("colleague").post(fault, {"do": "refuse", "note": ""})
    assert (again.status_code, [each.code for each in again.context["blocked"]]) == (422, ["reason_missing"])
    assert as_role("colleague").post(fault, {"do": "close"}).status_code == 302
    assert (Fault.objects.get().state, as_role("officer").get("/kiem-tra/").context["mending"]) == (
        "closed",
        [],
    )


def test_the_minutes_are_printed_with_every_question_and_what_was_found(as_role, recorded):
    printed = as_role("officer").get(f"/kiem-tra/{recorded.pk}/ban-in/docx/")
    document = docx.Document(io.BytesIO(printed.content))
    text = "\n".join(
        [each.text for each in document.paragraphs]
        + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )
    for each in (*(one.words for one in questions_on(recorded.planned_on)), "Mất nhãn", "Gắn lại nhãn"):
        assert each in text
    assert "quy ước của hệ thống" in text
    assert as_role("officer").get(f"/kiem-tra/{recorded.pk}/ban-in/pdf/").content[:5] == b"%PDF-"
    assert as_role("officer").get(f"/kiem-tra/{recorded.pk}/ban-in/odt/").status_code == 404
    assert as_role("officer").get(f"/kiem-tra/{recorded.pk}/bien-ban/").content == b"%PDF-1.7"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"held_on": "20/20/2026"}, ["held_on"]),
        ({"place": ""}, ["place"]),
        ({"a_so-may": "maybe"}, ["a_so-may"]),
        ({"a_so-may": "no"}, []),
        ({"held_on": "20/11/2098"}, []),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(as_role, address, change, where):
    page = as_role("colleague").post(address, typed(Inspection.objects.get(), **change))
    assert (page.status_code, list(page.context["form"].errors)) == (422, where)
    assert page.context["form"]["conclusion"].value() == "Đúng"
    assert Inspection.objects.get().held_on is None


def test_only_who_inspects_writes_and_the_neighbour_finds_nothing(as_role, signed, address):
    assert as_role("author").get(f"/de-an/{signed.project_id}/kiem-tra/").status_code == 403
    assert as_role("author").get(address).context["writes"] is False
    assert as_role("author").post(address, typed(Inspection.objects.get())).status_code == 403
    assert as_role("inspector").post(address, {"do": "file", "file": pdf()}).status_code == 403
    assert as_role("neighbour").get(address).status_code == 404
    assert as_role("colleague").post(address, {"do": "dance"}).status_code == 422
    bare = as_role("colleague").post(address, {"do": "drop", "note": ""})
    assert [each.code for each in bare.context["blocked"]] == ["reason_missing"]
    assert as_role("colleague").post(address, {"do": "leave", "fault": "x"}).status_code == 404


def test_the_list_is_a_constant_number_of_statements(as_role, signed, recorded):
    counts = []
    for _ in range(2):
        for page in ("/kiem-tra/", "/kiem-tra/tai-ve/"):
            with CaptureQueriesContext(connection) as caught:
                assert as_role("officer").get(page).status_code == 200
            counts.append(len(caught))
        for number in range(5):
            more = {"words": f"x{number}", "wanted": "y", "due": "2027-01-01", "agency_id": signed.agency_id}
            Fault.objects.create(inspection=recorded, **more)
    assert counts[:2] == counts[2:]


def test_what_is_typed_in_the_minutes_is_saved_with_the_file_that_is_handed_in(as_role, address):
    maker, found = as_role("colleague"), Inspection.objects.get()
    answer = maker.post(address, typed(found, do="file", file=pdf(), conclusion="Đúng cả"))
    found.refresh_from_db()
    assert (answer.status_code, found.conclusion, found.name) == (302, "Đúng cả", "bb.pdf")
    assert found.answers.count() == len(questions_on(found.planned_on))
    told = Event.objects.filter(name="inspection.write").count()
    assert maker.post(address, typed(found, do="file", file=pdf(), conclusion="Đúng cả")).status_code == 302
    assert Event.objects.filter(name="inspection.write").count() == told


@pytest.mark.parametrize("do", ["file", "fault", "write"])
def test_what_cannot_be_saved_yet_stays_as_typed(as_role, signed, address, do):
    """An answer without its words, half a fault: the button does its own, the rest stays on the page."""
    maker, found = as_role("colleague"), Inspection.objects.get()
    half = {"a_may-co-mat": "partly", "w_so-may": "Nhãn mờ"}
    fault = FAULT | {"agency": str(signed.project.agency_id), "words": "Mất nhãn", "due": ""}
    if do == "fault":
        fault["due"] = "31/12/2099"
    if do == "write":
        half = {"w_so-may": "Nhãn mờ"}
    page = maker.post(address, typed(found, **fault | half | {"do": do, "file": pdf()}))
    shown = page.content.decode()
    found.refresh_from_db()
    assert (page.status_code, "Nhãn mờ" in shown, "còn nguyên" in shown) == (200, True, True)
    assert (found.name == "bb.pdf", found.faults.count(), found.conclusion == "Đúng") == (
        do == "file",
        int(do == "fault"),
        do == "write",
    )
    if do != "fault":
        assert 'value="Mất nhãn"' in shown
    if do != "write":
        assert "Câu 4 (Máy được hỗ trợ có ở tại xưởng không?)" in shown


def test_a_refused_file_keeps_what_is_typed_beside_it(as_role, address):
    maker, found = as_role("colleague"), Inspection.objects.get()
    wrong = SimpleUploadedFile("bb.pdf", b"chi la chu", "application/pdf")
    page = maker.post(address, typed(found, do="file", file=wrong, conclusion="Đang gõ"))
    assert (page.status_code, "Đang gõ" in page.content.decode()) == (422, True)


def test_every_answer_without_its_words_is_named_at_once(as_role, address):
    maker, found = as_role("colleague"), Inspection.objects.get()
    page = maker.post(address, typed(found, **{"a_so-may": "no", "a_may-co-mat": "partly"}))
    assert page.status_code == 422
    places = [each.place for each in page.context["blocked"]]
    assert [place.split(" (")[0] for place in places] == ["Câu 4", "Câu 5"]
