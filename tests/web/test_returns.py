"""Handing in returns: several at once, looked at before anything is written, one bad file stopping nobody."""

from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from khuyencong.paperwork.intake import preview_return
from khuyencong.reporting.models import Figure, ReceivedFile
from tests.web.workbooks import filled_return

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day():
    """The day on which the returns come in."""
    with time_machine.travel("2026-11-23T03:42:00+00:00", tick=False):
        yield


def hand_in(client, **files):
    """Upload files by name; the address of the page that shows what they would do."""
    given = [SimpleUploadedFile(f"{name}.xlsx", content) for name, content in files.items()]
    response = client.post(reverse("return_upload"), {"returns": given})
    assert response.status_code == 302
    return response.headers["Location"]


def amounts():
    return sorted(Figure.objects.filter(unit__isnull=False).values_list("stage", "amount"))


ENTERED = [("done", 1_234_500_000), ("plan", 2_000_000_000)]


def test_nothing_is_written_before_it_is_confirmed(as_role):
    client = as_role("author")
    page = client.get(hand_in(client, good=filled_return()))
    assert (page.status_code, page.context["acceptable"], page.context["refused"]) == (200, 1, 0)
    assert amounts() == []


def test_a_bad_file_is_explained_and_the_good_one_enters(as_role):
    client = as_role("author")
    address = hand_in(
        client, good=filled_return(), bad=filled_return(done="khoảng 1 tỷ"), pdf=b"%PDF-1.7 not a table"
    )
    page = client.get(address)
    assert (page.context["acceptable"], page.context["refused"]) == (1, 2)
    assert [bool(sheaf.errors) for sheaf in page.context["sheaves"]] == [False, True, True]
    result = client.post(address, follow=True)
    assert result.redirect_chain == [(f"{address}ket-qua/", 302)]
    assert (result.context["entered"], result.context["left"]) == (1, 2)
    assert amounts() == ENTERED


def test_a_double_click_enters_once(as_role):
    client = as_role("author")
    address = hand_in(client, good=filled_return())
    client.post(address)
    again = client.post(address, follow=True)
    assert again.status_code == 200
    assert amounts() == ENTERED


def test_the_same_file_again_changes_nothing_and_says_so(as_role):
    client = as_role("author")
    client.post(hand_in(client, good=filled_return()))
    page = client.get(hand_in(client, again=filled_return()))
    assert [sheaf.unchanged for sheaf in page.context["sheaves"]] == [True]
    assert page.context["acceptable"] == 0


def test_changing_a_figure_needs_a_reason_and_keeps_what_was_typed(as_role):
    client = as_role("author")
    client.post(hand_in(client, first=filled_return()))
    address = hand_in(client, second=filled_return(done="1.300,5"))
    file = ReceivedFile.objects.latest("pk")
    refused = client.post(address, {f"reason-{file.pk}": "  "})
    assert refused.status_code == 422
    assert [finding.code for finding in refused.context["sheaves"][0].blocked] == ["reason_missing"]
    accepted = client.post(address, {f"reason-{file.pk}": "Đối chiếu lại với Kho bạc"})
    assert accepted.status_code == 302
    correction = Figure.objects.get(replaces__isnull=False)
    assert (correction.amount, correction.reason) == (1_300_500_000, "Đối chiếu lại với Kho bạc")
    chain = client.get(reverse("figure", args=[correction.pk])).context["chain"]
    assert [each.amount for each in chain] == [1_234_500_000, 1_300_500_000]


def test_a_missing_reason_is_asked_for_and_is_no_fault_of_the_file(as_role):
    client = as_role("author")
    client.post(hand_in(client, first=filled_return()))
    refused = client.post(hand_in(client, second=filled_return(done="1.300,5")))
    assert (refused.context["acceptable"], refused.context["refused"], refused.context["entered"]) == (1, 0, 0)
    assert [sheaf.errors for sheaf in refused.context["sheaves"]] == [0]


def test_a_second_file_for_the_same_place_in_one_upload_is_asked_for_its_reason(as_role):
    client = as_role("author")
    address = hand_in(client, one=filled_return(), two=filled_return(done="1.300,5"))
    refused = client.post(address)
    second = refused.context["sheaves"][1]
    assert (refused.status_code, refused.context["entered"], len(second.preview.diff.changed)) == (422, 1, 1)
    assert refused.content.decode().count(f'name="reason-{second.file.pk}"') == 1
    assert client.post(address, {f"reason-{second.file.pk}": "Bản sau là bản đúng"}).status_code == 302
    assert amounts() == sorted([*ENTERED, ("done", 1_300_500_000)])


def test_what_was_handed_in_is_shown_on_the_region_page_of_its_day(as_role):
    client = as_role("author")
    address = hand_in(client, good=filled_return())
    page = client.post(address, follow=True)
    (line,) = page.context["lines"]
    assert line[1]["page"] == "/vung/nam/2026/2026-06-30/"
    assert client.get(line[1]["page"]).status_code == 200


def test_a_neighbour_may_not_hand_in_for_another_province_nor_see_what_stands_there(as_role):
    client = as_role("author")
    client.post(hand_in(client, first=filled_return()))
    client = as_role("neighbour")
    address = hand_in(client, theirs=filled_return(done="1.300,5"))
    page = client.get(address)
    assert [finding.code for finding in page.context["sheaves"][0].findings][:1] == ["not_permitted"]
    assert "1.234,5" not in page.content.decode()
    client.post(address)
    assert amounts() == ENTERED


def test_files_of_another_officer_are_not_there(as_role):
    address = hand_in(as_role("author"), good=filled_return())
    assert as_role("colleague").get(address).status_code == 404


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ([], "Chọn ít nhất một tệp"),
        ([SimpleUploadedFile(f"{n}.xlsx", b"x") for n in range(41)], "nhiều nhất 40 tệp"),
        ([SimpleUploadedFile("to.xlsx", b"x" * (10 * 2**20 + 1))], "lớn hơn 10 MB"),
    ],
)
def test_what_cannot_be_read_at_all_is_said_at_the_field(as_role, files, says):
    response = as_role("author").post(reverse("return_upload"), {"returns": files})
    assert response.status_code == 422
    assert says in response.content.decode()


def test_an_empty_file_is_one_more_file_with_a_finding(as_role):
    client = as_role("author")
    page = client.get(hand_in(client, empty=b"", good=filled_return()))
    assert (page.context["acceptable"], page.context["refused"]) == (1, 1)


def test_the_form_comes_with_the_officers_own_province(as_role):
    content = as_role("author").get(f"{reverse('return_template')}?nam=2026").content
    cells = [
        cell.value for row in openpyxl.load_workbook(BytesIO(content)).worksheets[0].iter_rows() for cell in row
    ]
    assert "Đồng Tháp" in cells
    assert 2026 in cells


def test_the_original_file_comes_back_byte_for_byte(as_role, handed_in):
    response = as_role("author").get(reverse("source_file", args=[handed_in.pk]))
    assert response.content == bytes(handed_in.file.content)
    assert response.headers["Content-Disposition"] == 'attachment; filename="dong-thap.xlsx"'
    assert response.headers["Content-Type"] == "application/octet-stream"


def test_what_stands_for_another_province_is_kept_back_below_the_pages(
    dong_thap_officer, tay_ninh_officer, ministry_officer, handed_in, now
):
    previews = {
        by.account.username: preview_return(file=handed_in.file, by=by, at=now)
        for by in (dong_thap_officer, ministry_officer, tay_ninh_officer)
    }
    assert {name: (each.barred, each.diff is None) for name, each in previews.items()} == {
        "dongthap": (False, False),
        "canbo": (False, False),
        "tayninh": (True, True),
    }
