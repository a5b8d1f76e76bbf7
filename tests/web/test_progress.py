"""The page of a month's report."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from khuyencong.projects.models import ProgressPhoto, ProgressReport
from tests.ledger.test_claims import signed
from tests.ledger.test_contracts import approved, contract, sign
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected
from tests.rules.test_pictures import SECRET, jpeg

__all__ = ["approved", "contract", "draft", "law", "selected", "sign", "signed", "workshop"]
pytestmark = pytest.mark.django_db
TYPED = {"done": "40", "support": "0", "counterpart": "150.000.000", "told": "Máy về xưởng", "ahead": ""}


@pytest.fixture
def address(as_role, signed):
    """This month's report, opened from the page of the project's money."""
    answer = as_role("author").post(f"/de-an/{signed.project_id}/tien-do/")
    assert answer.status_code == 302
    return answer["Location"]


def test_the_unit_writes_and_sends_and_the_head_has_looked_at_it(as_role, signed, address):
    unit = as_role("author")
    assert unit.post(address, TYPED | {"do": "write"}).status_code == 302
    assert (ProgressReport.objects.get().state, ProgressReport.objects.get().done) == ("draft", 40)
    assert unit.post(address, TYPED | {"do": "send", "done": "45"}).status_code == 302
    own = unit.post(address, {"do": "see"})
    assert (own.status_code, [each.code for each in own.context["blocked"]]) == (422, ["own_work"])
    assert as_role("head").post(address, {"do": "see"}).status_code == 302
    page = as_role("author").get(f"/tien/de-an/{signed.project_id}/")
    assert [(each.state, each.done) for each in page.context["reports"]] == [("seen", 45)]
    claim = as_role("author").get(f"/hop-dong/{signed.pk}/tam-ung/")
    assert claim.context["form"].initial == {"done": 45}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"done": "101"}, ["done"]),
        ({"support": ""}, ["support"]),
        ({"told": ""}, ["told"]),
        ({"support": "300.000.001"}, []),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(as_role, address, change, where):
    page = as_role("author").post(address, TYPED | {"do": "send"} | change)
    assert (page.status_code, list(page.context["form"].errors)) == (422, where)
    assert (page.context["form"]["counterpart"].value(), ProgressReport.objects.get().state) == (
        "150.000.000",
        "draft",
    )


def test_sent_back_it_says_why_and_a_month_without_need_is_dropped_with_a_reason(as_role, address):
    unit = as_role("author")
    unit.post(address, TYPED | {"do": "send"})
    bare = as_role("head").post(address, {"do": "return"})
    assert (bare.status_code, [each.code for each in bare.context["blocked"]]) == (422, ["reason_missing"])
    as_role("head").post(address, {"do": "return", "note": "Ghi rõ hơn"})
    assert ProgressReport.objects.get().state == "returned"
    as_role("head").post(address, {"do": "drop", "note": "Đề án tạm dừng theo công văn"})
    assert ProgressReport.objects.get().state == "dropped"


def test_opened_twice_it_is_one_and_the_neighbour_finds_nothing(as_role, signed, address):
    again = as_role("colleague").post(f"/de-an/{signed.project_id}/tien-do/")
    assert (again["Location"], ProgressReport.objects.count()) == (address, 1)
    neighbour = as_role("neighbour")
    assert neighbour.get(address).status_code == 404
    assert neighbour.post(f"/de-an/{signed.project_id}/tien-do/").status_code == 404
    assert as_role("author").post(address, {"do": "nothing"}).status_code == 422


def test_a_photograph_is_added_shown_and_taken_out_before_sending(as_role, address):
    unit = as_role("author")
    photo = SimpleUploadedFile("anh.jpg", jpeg(taken=b"2026:11:20 08:30:00\0"), "image/jpeg")
    assert unit.post(address, {"do": "photo", "file": photo, "words": "Máy sấy"}).status_code == 302
    [kept] = unit.get(address).context["photos"]
    shown = unit.get(f"/de-an/tien-do/anh/{kept.pk}/")
    assert (shown["Content-Type"], SECRET in shown.content) == ("image/jpeg", False)
    assert as_role("neighbour").get(f"/de-an/tien-do/anh/{kept.pk}/").status_code == 404
    wrong = SimpleUploadedFile("anh.jpg", b"%PDF-1.7", "image/jpeg")
    page = as_role("author").post(address, {"do": "photo", "file": wrong})
    assert (page.status_code, list(page.context["picture"].errors)) == (422, ["file"])
    assert as_role("head").post(address, {"do": "unphoto", "photo": kept.pk}).status_code == 302
    assert ProgressPhoto.objects.count() == 0


def test_what_was_typed_is_saved_with_a_photograph_and_never_lost(as_role, address):
    """Forty per cent and what was done were gone once a photograph was added."""
    unit = as_role("author")

    def photo(pixels=b"pixel0", content=None):
        content = content or jpeg(taken=b"2026:11:20 08:30:00\0").replace(b"pixels", pixels)
        return {"do": "photo", "file": SimpleUploadedFile("anh.jpg", content, "image/jpeg"), "words": ""}

    assert unit.post(address, TYPED | photo()).status_code == 302
    report = ProgressReport.objects.get()
    assert (report.done, report.told, report.photos.count()) == (40, "Máy về xưởng", 1)
    half = unit.post(address, TYPED | photo(b"pixel1") | {"done": "50", "told": "", "ahead": "Chờ điện"})
    assert (half.status_code, ProgressPhoto.objects.count()) == (200, 2)
    assert [half.context["form"][name].value() for name in ("done", "ahead")] == ["50", "Chờ điện"]
    assert "chưa lưu" in half.content.decode()
    wrong = unit.post(address, TYPED | photo(content=b"%PDF-1.7") | {"told": "Máy đã lắp"})
    assert (wrong.status_code, wrong.context["form"]["told"].value()) == (422, "Máy đã lắp")
    over = unit.post(address, TYPED | photo(b"pixel2") | {"support": "300.000.001"})
    assert (over.status_code, over.context["form"]["support"].value()) == (200, "300.000.001")
    [first, *_] = ProgressPhoto.objects.order_by("pk")
    assert unit.post(address, TYPED | {"do": "unphoto", "photo": first.pk, "told": "Đã lắp"}).status_code == 302
    assert ProgressReport.objects.get().told == "Đã lắp"
