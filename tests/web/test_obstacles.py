"""The pages of obstacles."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuyencong.projects.models import Obstacle
from tests.ledger.test_claims import signed
from tests.ledger.test_contracts import approved, contract, sign
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected

__all__ = ["approved", "contract", "draft", "law", "selected", "sign", "signed", "workshop"]
pytestmark = pytest.mark.django_db
TYPED = {
    "kind": "chi-tien",
    "title": "Kho bạc trả hồ sơ tạm ứng",
    "told": "Kho bạc trả vì thiếu một chữ ký, đã nộp lại.",
    "wanted": "Nhận lại hồ sơ",
    "held": "100.000.000",
    "agency": "",
    "body": "Kho bạc Nhà nước khu vực",
}


@pytest.fixture
def address(as_role, signed):
    """One that was raised."""
    answer = as_role("author").post(f"/de-an/{signed.project_id}/vuong-mac/", TYPED)
    assert answer.status_code == 302
    return answer["Location"]


def test_raised_answered_asked_again_and_closed(as_role, signed, address):
    page = as_role("colleague").get("/vuong-mac/")
    [row] = page.context["page"].object_list
    assert (row.where, row.kind, page.context["held"]) == (
        "Kho bạc Nhà nước khu vực",
        "Kho bạc, tài chính chưa cho chi",
        100_000_000,
    )
    colleague = as_role("colleague")
    bare = colleague.post(address, {"do": "answer", "note": ""})
    assert (bare.status_code, [each.code for each in bare.context["blocked"]]) == (422, ["reason_missing"])
    assert colleague.post(address, {"do": "remind", "note": "Gọi điện sáng nay"}).status_code == 302
    assert colleague.post(address, {"do": "answer", "note": "Đã nhận"}).status_code == 302
    assert colleague.post(address, {"do": "close"}).status_code == 422
    assert as_role("author").post(address, {"do": "refuse", "note": "Chưa thấy"}).status_code == 302
    as_role("head").post(address, {"do": "answer", "note": "Nhận ngày hôm nay"})
    page = as_role("author").get(address)
    assert [each.reason for each in page.context["said"]] == [
        *("Nhận lại hồ sơ", "Gọi điện sáng nay", "Đã nhận", "Chưa thấy", "Nhận ngày hôm nay"),
    ]
    assert as_role("author").post(address, {"do": "close"}).status_code == 302
    assert Obstacle.objects.get().state == "closed"
    assert as_role("author").get("/vuong-mac/").context["page"].paginator.count == 0
    money = as_role("author").get(f"/tien/de-an/{signed.project_id}/")
    assert [each.state for each in money.context["obstacles"]] == ["closed"]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"title": ""}, ["title"]),
        ({"kind": ""}, ["kind"]),
        ({"held": ""}, ["held"]),
        ({"held": "0,5"}, ["held"]),
        ({"agency": "9999"}, ["agency"]),
        ({"body": ""}, []),
        ({"held": "300.000.001"}, []),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(as_role, signed, change, where):
    page = as_role("author").post(f"/de-an/{signed.project_id}/vuong-mac/", TYPED | change)
    assert (page.status_code, list(page.context["form"].errors), Obstacle.objects.count()) == (422, where, 0)
    assert page.context["form"]["told"].value() == TYPED["told"]


def test_passed_on_from_the_page_and_nonsense_is_refused(as_role, address):
    ministry = str(Obstacle.objects.get().project.contracts.get().agency_id)
    colleague = as_role("colleague")
    bare = colleague.post(address, {"do": "pass", "agency": ministry, "body": "", "why": ""})
    assert (bare.status_code, [each.code for each in bare.context["blocked"]]) == (422, ["reason_missing"])
    assert colleague.post(address, {"do": "pass", "agency": "abc", "body": "", "why": "x"}).status_code == 422
    assert colleague.post(address, {"do": "dance"}).status_code == 422
    passed = colleague.post(address, {"do": "pass", "agency": ministry, "body": "", "why": "Việc của Cục"})
    assert (passed.status_code, Obstacle.objects.get().addressee_id) == (302, int(ministry))
    assert as_role("officer").post(address, {"do": "answer", "note": "Đã gọi"}).status_code == 302


def test_from_a_report_it_names_the_report_and_strangers_find_nothing(as_role, signed, address):
    opened = as_role("author").post(f"/de-an/{signed.project_id}/tien-do/")["Location"]
    report = opened.rstrip("/").rpartition("/")[2]
    as_role("author").post(f"/de-an/{signed.project_id}/vuong-mac/?bao-cao={report}", TYPED)
    assert list(Obstacle.objects.order_by("pk").values_list("report", flat=True)) == [None, int(report)]
    assert as_role("neighbour").get(address).status_code == 404
    assert as_role("neighbour").get("/vuong-mac/").context["page"].paginator.count == 0
    assert as_role("officer").get(f"/de-an/{signed.project_id}/vuong-mac/").status_code == 403
    assert as_role("inspector").post(address, {"do": "answer", "note": "Xong"}).status_code == 403


def test_the_list_and_its_file_are_a_constant_number_of_statements(as_role, signed, address):
    counts = []
    for _ in range(2):
        for page in ("/vuong-mac/", "/vuong-mac/tai-ve/"):
            with CaptureQueriesContext(connection) as caught:
                assert as_role("officer").get(page).status_code == 200
            counts.append(len(caught))
        for number in range(5):
            more = {"title": f"Vướng {number}", "held": str(number)}
            as_role("author").post(f"/de-an/{signed.project_id}/vuong-mac/", TYPED | more)
    assert counts[:2] == counts[2:]
