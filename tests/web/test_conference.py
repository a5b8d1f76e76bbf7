"""The conference report on the site: read, handed up, issued, its figures opened, its Word file read back."""

import io
import zipfile
from hashlib import sha256

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate
from docx.oxml.ns import qn
from pptx import Presentation

from khuyencong.reporting.models import Figure, IssuedReport, ReportNumber, ReportRequest
from tests.web.test_issuing import codes

pytestmark = pytest.mark.django_db

PAGE = "/vung/nam/2018/2018-07-31/hoi-nghi/"
DONE = "published.20180731.all.done"


def hand_up(client, address=PAGE):
    return client.post(f"{address}trinh/", {"note": "Kính trình"}).headers["Location"]


@pytest.fixture
def issued(as_role, demo, cast):
    """The article's report, issued with a reason by a leader."""
    address = hand_up(as_role("officer"))
    as_role("leader").post(address, {"do": "issue", "waiver": "Đã hỏi nơi công bố"})
    return IssuedReport.objects.get()


def sent_back(client, content, name="sua.docx", address=PAGE):
    return client.post(f"{address}doc-lai/", {"document": SimpleUploadedFile(name, content)})


def changed(content, old, new):
    """The document with one figure typed over."""
    text = docx.Document(io.BytesIO(content))
    control = next(each for each in text.element.body.iter(qn("w:sdt")) if old in "".join(each.itertext()))
    [piece] = control.iter(qn("w:t"))
    piece.text = new
    out = io.BytesIO()
    text.save(out)
    return out.getvalue()


def test_every_figure_on_the_page_opens(as_role, demo):
    client = as_role("inspector")
    page = client.get(PAGE)
    assert page.context["grave"]
    addresses = {
        part.address
        for _, blocks in page.context["chapters"]
        for block in blocks
        for paragraph in block.paragraphs
        for part in paragraph.parts
        if part.address
    }
    assert len(addresses) > 30
    for address in sorted(addresses)[::6]:
        opened = client.get(address)
        assert opened.status_code == 200, address
        assert opened.context["told"].text in opened.content.decode()


def test_a_figure_opens_to_the_rows_it_is_the_sum_of(as_role, demo):
    page = as_role("officer").get(f"{PAGE}so/place.87.KCQG.done/")
    assert sum(row.amount for row in page.context["page"]) == page.context["told"].value
    assert Figure.objects.filter(unit__code="87").exists()


def test_a_figure_that_is_not_there_is_not_found(as_role, demo):
    assert as_role("officer").get(f"{PAGE}so/khong.co/").status_code == 404
    assert as_role("officer").get("/s/0000000000/").status_code == 404


@pytest.mark.parametrize(
    ("name", "reader"), [("bao-cao.docx", docx.Document), ("trinh-chieu.pptx", Presentation)]
)
def test_drafts_are_taken_along(as_role, demo, name, reader):
    response = as_role("inspector").get(f"{PAGE}{name}")
    assert reader(io.BytesIO(response.content)).core_properties.content_status in (
        "DỰ THẢO · số liệu minh họa",
        "",
    )
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_the_report_known_on_a_day_is_the_same_bytes_each_time(as_role, demo):
    client = as_role("officer")
    for name in ("bao-cao.docx", "trinh-chieu.pptx"):
        first, again = (client.get(f"{PAGE}{name}?known=30/10/2026").content for _ in range(2))
        assert first == again


def test_it_goes_out_with_a_reason_by_another_and_every_file_is_kept(as_role, demo, cast):
    address = hand_up(as_role("officer"))
    client = as_role("leader")
    refused = client.post(address, {"do": "issue", "waiver": ""})
    assert (refused.status_code, codes(refused)) == (422, ["waiver_missing"])
    client.post(address, {"do": "issue", "waiver": "Đã hỏi nơi công bố"})
    report = IssuedReport.objects.get()
    kept = {
        kind: client.get(reverse("issued_report_file", args=[report.pk, kind])).content
        for kind in ("bao-cao.docx", "bao-cao.xlsx", "trinh-chieu.pptx")
    }
    assert list(kept.values()) == [bytes(report.docx), bytes(report.xlsx), bytes(report.conference.pptx)]
    assert all(zipfile.is_zipfile(io.BytesIO(content)) for content in kept.values())
    assert "Đã hỏi nơi công bố" in "\n".join(
        each.text for each in docx.Document(io.BytesIO(kept["bao-cao.docx"])).paragraphs
    )
    assert client.get("/bao-cao/da-phat-hanh/").content.decode().count("trinh-chieu.pptx") == 1


def test_the_list_of_reports_says_how_one_is_made_to_who_may(as_role, db):
    told = {
        role: "Đến trang vùng" in as_role(role).get("/bao-cao/da-phat-hanh/").content.decode()
        for role in ("officer", "leader", "inspector")
    }
    assert told == {"officer": True, "leader": True, "inspector": False}


def test_the_issued_files_are_made_again_byte_for_byte_from_what_was_known_then(as_role, demo, cast, issued):
    from khuyencong.paperwork.conference_files import issued_files
    from khuyencong.reporting.queries.conference import conference_report
    from khuyencong.reporting.queries.conference.numbers import asked_of

    again = issued_files(
        conference_report(asked_of(issued), actor=cast["leader"]),
        waiver=issued.waiver,
        by=str(cast["leader"]),
        on=localdate(issued.issued_at),
        site="http://127.0.0.1:8000",
    )
    # By their hashes: pytest looks for what differs in two long files for minutes, and shows nothing of use.
    made = [sha256(each).hexdigest() for each in (again.docx, again.pptx, again.xlsx)]
    kept = (bytes(each) for each in (issued.docx, issued.conference.pptx, issued.xlsx))
    assert made == [sha256(each).hexdigest() for each in kept]


def test_who_handed_it_up_does_not_issue_it(as_role, demo, cast):
    client = as_role("leader")
    refused = client.post(hand_up(client), {"do": "issue", "waiver": "Đã hỏi"})
    assert (refused.status_code, codes(refused)) == (422, ["own_work"])
    assert ReportNumber.objects.count() == 0


def test_a_returned_one_is_handed_up_again_as_it_stands_now(as_role, demo, cast):
    address = hand_up(as_role("officer"))
    before = ReportRequest.objects.get().known_at
    as_role("leader").post(address, {"do": "return", "note": "Xem lại"})
    as_role("officer").post(address, {"do": "submit"})
    handed = ReportRequest.objects.get()
    assert (handed.state, handed.kind, handed.known_at > before) == ("submitted", "conference", True)


def test_an_issued_code_opens_as_it_was_copied_from_paper(as_role, issued):
    code = issued.numbers.get(name=DONE).code
    page = as_role("officer").get(f"/s/{code[:5].lower()}-{code[5:].lower()}/")
    assert page.status_code == 200
    assert (page.context["told"].text, page.context["differs"]) == ("19.619,2 triệu đồng", False)
    [row] = page.context["page"]
    assert row.printed == "19.619,2"


def test_a_rate_opens_to_the_two_figures_it_is_the_quotient_of(as_role, issued):
    page = as_role("officer").get(f"/s/{issued.numbers.get(name='published.20180731.all.rate').code}/")
    assert [each.label for _, each in page.context["found"].of] == [
        "Thực hiện hai nguồn 7 tháng đầu năm 2018",
        "Kế hoạch hai nguồn năm 2018",
    ]


def test_reading_back_finds_what_was_typed_over_and_writes_nothing(as_role, demo, django_assert_num_queries):
    client = as_role("officer")
    content = client.get(f"{PAGE}bao-cao.docx").content
    rows = (Figure.objects.count(), ReportRequest.objects.count())
    page = sent_back(client, changed(content, "12.594,3 triệu đồng", "12.589,8 triệu đồng"))
    assert page.status_code == 200
    [first, *_] = page.context["found"]
    assert (first.kind, first.old, first.new) == ("changed", "12.594,3 triệu đồng", "12.589,8 triệu đồng")
    assert (Figure.objects.count(), ReportRequest.objects.count()) == rows


def test_a_draft_of_an_earlier_instant_is_compared_with_itself(as_role, demo):
    client = as_role("officer")
    content = client.get(f"{PAGE}bao-cao.docx").content
    assert sent_back(client, content).context["found"] == ()


def test_an_issued_document_is_compared_with_the_issued_bytes(as_role, issued):
    page = sent_back(as_role("inspector"), changed(bytes(issued.docx), "26,59 %", "62,59 %"))
    assert page.context["issued"] == issued
    assert [(each.kind.value, each.agrees) for each in page.context["found"]] == [("changed", False)]


def test_a_file_of_another_report_says_where_to_go(as_role, demo):
    client = as_role("officer")
    content = client.get("/vung/bac/2018/2018-07-31/hoi-nghi/bao-cao.docx").content
    refused = sent_back(client, content)
    assert (refused.status_code, codes(refused)) == (422, ["another_report"])
    assert "/vung/bac/2018/2018-07-31/hoi-nghi/doc-lai/" in refused.content.decode()


def test_a_document_of_ones_own_is_not_recognised(as_role, demo):
    out = io.BytesIO()
    docx.Document().save(out)
    refused = sent_back(as_role("officer"), out.getvalue())
    assert (refused.status_code, codes(refused)) == (422, ["unknown_file"])


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"PK\x03\x04" + b"x" * 90, "sua.docx"), (b"%PDF-1.7 x", "sua.pdf"), (b"x", "sua.docx")],
)
def test_a_wrong_file_is_refused(as_role, demo, content, name):
    refused = sent_back(as_role("officer"), content, name)
    assert refused.status_code == 422
    assert "found" not in refused.context


def test_the_region_page_leads_there_only_who_may_see_it(as_role, demo):
    assert PAGE in as_role("inspector").get("/vung/nam/2018/2018-07-31/").content.decode()
    assert PAGE not in as_role("author").get("/vung/nam/2018/2018-07-31/").content.decode()


@pytest.mark.parametrize(
    "change", [str, str.lower, lambda code: f" {code[:5]}-{code[5:]} ", lambda code: " ".join(code)]
)
def test_the_search_box_takes_a_code_typed_off_paper(as_role, issued, change):
    number = issued.numbers.get(name=DONE)
    found = as_role("officer").get("/tim/", {"q": change(number.code)})
    assert (found.status_code, found.headers.get("Location")) == (302, f"/s/{number.code}/")
    typing = as_role("officer").get("/tim/", {"q": change(number.code)}, headers={"HX-Request": "true"})
    assert [(hit.url, hit.kind) for hit in typing.context["hits"]] == [
        (f"/s/{number.code}/", f"Số mang mã {number.code}")
    ]


def answer(page):
    """What stands under the search box."""
    return page.content.decode().partition('<div id="results">')[2].partition("</div>")[0]


@pytest.mark.parametrize("role", ["neighbour", "stranger"])
def test_who_may_not_open_a_figure_learns_nothing_of_its_code(as_role, issued, role):
    reader = as_role(role)
    page = reader.get("/tim/", {"q": issued.numbers.get(name=DONE).code})
    assert (page.status_code, page.context["hits"], page.context["may_open"]) == (200, [], False)
    assert "bàn của Cục" in page.content.decode()
    wrong = reader.get("/tim/", {"q": "0000000000"})
    assert (wrong.status_code, wrong.context["hits"], wrong.context["may_open"]) == (200, [], False)
    assert answer(wrong).replace("0000000000", "") == answer(page).replace(page.context["q"], "")


@pytest.mark.parametrize(("typed", "words"), [("0000000000", "Mã đủ 10 ký tự"), ("0000-0000", "đúng 10 ký tự")])
def test_a_wrong_code_says_so(as_role, issued, typed, words):
    client = as_role("officer")
    page = client.get(f"/s/{typed}/")
    assert page.status_code == 404
    assert f"Không có số nào mang mã {typed.replace('-', '')}" in page.content.decode()
    assert words in page.content.decode()
    assert ("Không có số nào mang mã" in client.get("/tim/", {"q": typed}).content.decode()) is (
        "-" not in typed
    )


def test_a_number_of_provinces_opens_to_their_names(as_role, demo, issued):
    counting = [each for each in issued.numbers.order_by("name") if each.counts == "địa phương"]
    told = {each.name: as_role("officer").get(f"/s/{each.code}/") for each in counting}
    assert {"region.members", "places.above"} <= set(told)
    for name, page in told.items():
        listed = page.context["provinces"]
        assert (page.status_code, len(listed)) == (200, page.context["told"].value), name
    drawn = as_role("officer").get(f"{PAGE}so/places.above/").context["provinces"]
    assert drawn == told["places.above"].context["provinces"]
