"""Changing, holding and stopping a project in the browser, and its line of time."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from khuyencong.industry.actions import Place, register
from khuyencong.projects.models import ChangeRequest, Project
from khuyencong.projects.queries.changes import terms_now
from khuyencong.rules.change_terms import Course
from khuyencong.web.changes.forms import ChangeForm
from tests.ledger.test_changes import CUC, M, cheaper, go, reserve, want
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, contract, sign
from tests.norms.conftest import law
from tests.paperwork.pdf_reading import pages
from tests.projects.conftest import commune_of, draft, workshop
from tests.projects.test_decisions import selected

__all__ = ["accountant", "approved", "claim", "contract", "draft", "go", "hand_in", "law", "reserve"]
__all__ += ["selected", "sign", "signed", "walk", "want", "workshop"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(signed):
    """The form as it comes, with a reason."""
    initial = ChangeForm.initial_of(terms_now(signed.project), reason="Điện lực hẹn tháng 6")
    return {name: value for name, value in initial.items() if value != []}


@pytest.fixture
def address(signed):
    """Where a change of the project is asked for."""
    return f"/de-an/{signed.project_id}/dieu-chinh/moi/"


def file(content=b"%PDF-1.7 vb", name="van-ban.pdf"):
    return {
        "do": "file",
        "paper": "1",
        "file": SimpleUploadedFile(name, content, content_type="application/pdf"),
    }


def test_the_page_says_who_decides_by_which_clause_and_which_papers_before_anything_is_saved(
    as_role, address, typed
):
    page = as_role("author").post(address, typed | {"do": "see", "partner": "Trường nghề", "last_year": "2028"})
    judged = page.context["judged"]
    assert (page.status_code, ChangeRequest.objects.count()) == (200, 0)
    assert (judged.ruling.level, [each.value for each in judged.changes]) == ("minister", ["extend", "partner"])
    words = page.content.decode()
    assert "Bộ trưởng Bộ Công Thương (Cục trình) quyết định" in words
    assert "Văn bản đề nghị của đơn vị thực hiện, nêu rõ lý do" in words
    nothing = as_role("author").post(address, typed | {"do": "save"})
    assert (nothing.status_code, [each.code for each in nothing.context["blocked"]]) == (422, ["nothing"])


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"reason": ""}, ["reason"]),
        ({"act": "fly"}, ["act"]),
        ({"act": "violation"}, ["act"]),
        ({"last_year": "x"}, ["last_year"]),
        ({"held_until": "31/02/2027"}, ["held_until"]),
        ({"substitutes": ["999"]}, ["substitutes"]),
        ({"line": "support", "value": "1,5"}, ["support"]),
        ({"line": "quantity", "value": ""}, ["quantity"]),
        ({"line": "holder", "value": "99999"}, ["holder"]),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_stays(
    as_role, signed, address, typed, changed, fields
):
    if (part := changed.get("line")) is not None:
        name = next(each for each in typed if each.startswith(f"{part}_"))
        changed, fields = {name: changed["value"]}, [name]
    page = as_role("author").post(address, typed | {"do": "save", "title": "Tên đang gõ"} | changed)
    assert (page.status_code, list(page.context["form"].errors)) == (422, fields)
    assert (page.context["form"]["title"].value(), ChangeRequest.objects.count()) == ("Tên đang gõ", 0)


def test_lines_that_do_not_add_up_are_refused_with_their_place(as_role, address, typed):
    name = next(each for each in typed if each.startswith("support_"))
    page = as_role("author").post(address, typed | {"do": "save", name: "680.000.001"})
    assert (page.status_code, [each.code for each in page.context["blocked"]]) == (422, ["parts_exceed"])


FITTING = {
    "added": "1",
    "new_name_1": "Lắp đặt",
    "new_item_1": "",
    "new_unit_1": "lần",
    "new_quantity_1": "1",
    "new_price_1": "120.000.000",
    "new_year_1": "2027",
    "new_support_1": "0",
}


def test_a_line_is_added_in_the_browser_and_stands_in_the_form_until_it_is_sent(as_role, address, typed):
    client = as_role("author")
    seen = client.post(address, typed | FITTING | {"do": "see"})
    assert "Bộ trưởng Bộ Công Thương (Cục trình) quyết định" in seen.content.decode()
    assert ("Thêm dòng “Lắp đặt”, năm 2027", "chưa có trong dự toán") in [
        (each.label, each.before) for each in seen.context["differences"]
    ]
    client.post(address, typed | FITTING | {"do": "save"})
    row = ChangeRequest.objects.get()
    [_, added] = row.new.costs
    assert (row.changes, added.key, added.name, added.counterpart) == (["content"], -1, "Lắp đặt", 120 * M)
    again = client.get(f"/de-an/dieu-chinh/{row.pk}/sua/").context["form"]
    draft = " ".join(" ".join(pages(client.get(f"/de-an/dieu-chinh/{row.pk}/du-thao/pdf/").content)).split())
    assert "chưa có trong dự toán" in draft
    shown = {name: again[name].value() for name in FITTING if name != "added"}
    assert shown == {name: value for name, value in FITTING.items() if name != "added"} | {"new_year_1": 2027}
    # Emptied it is added no more.
    empty = dict.fromkeys(FITTING, "") | {"added": "1", "new_year_1": "2027"}
    client.post(f"/de-an/dieu-chinh/{row.pk}/sua/", typed | empty | {"do": "save", "partner": "Trường nghề"})
    row.refresh_from_db()
    assert (row.changes, len(row.new.costs)) == (["partner"], 1)


def test_one_more_line_is_offered_and_what_was_typed_stays(as_role, address, typed):
    page = as_role("author").post(address, typed | FITTING | {"do": "line", "new_price_1": "x"})
    form = page.context["form"]
    assert (page.status_code, list(form.slots), dict(form.errors)) == (200, [1, 2], {})
    assert (form["new_price_1"].value(), form["new_name_2"].value()) == ("x", None)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"new_price_1": ""}, ["new_price_1"]),
        ({"new_quantity_1": "nhiều"}, ["new_quantity_1"]),
        ({"new_name_1": "", "new_price_1": ""}, ["new_name_1", "new_price_1"]),
        ({"new_item_1": "hoi-cho"}, ["new_item_1"]),
        ({"new_year_1": "2099"}, ["new_year_1"]),
    ],
)
def test_a_line_that_is_begun_is_whole(as_role, address, typed, changed, fields):
    page = as_role("author").post(address, typed | FITTING | {"do": "save"} | changed)
    assert (page.status_code, sorted(page.context["form"].errors)) == (422, sorted(fields))
    assert not ChangeRequest.objects.exists()


@pytest.mark.parametrize("added", ["x", "-3", "999999", ""])
def test_however_many_lines_a_form_says_it_shows_no_more_than_a_few(as_role, address, typed, added):
    page = as_role("author").post(address, typed | FITTING | {"do": "line", "added": added})
    assert (page.status_code, 1 <= len(page.context["form"].slots) <= 20) == (200, True)


def test_the_only_line_is_not_taken_out(as_role, address, typed):
    key = next(each for each in typed if each.startswith("name_")).removeprefix("name_")
    page = as_role("author").post(address, typed | {"do": "save", f"drop_{key}": "on"})
    assert (page.status_code, [each.code for each in page.context["blocked"]]) == (422, ["no_lines"])


def test_a_line_taken_out_is_told_before_and_after(as_role, signed, address, typed):
    [line] = signed.project.lines.all()
    line.pk, line.position, line.name, line.item, line.national = None, 2, "Lắp đặt", None, 0
    line.counterpart = line.unit_price = 50 * M
    line.save(force_insert=True)
    both = ChangeForm.initial_of(terms_now(signed.project), reason="Cơ sở tự lắp")
    said = {name: value for name, value in both.items() if value != []}
    client = as_role("author")
    client.post(address, said | {"do": "save", f"drop_{line.pk}": "on"})
    row = ChangeRequest.objects.get()
    assert (row.changes, [each.name for each in row.new.costs]) == (["content"], ["Máy sấy"])
    words = client.get(f"/de-an/dieu-chinh/{row.pk}/").content.decode()
    assert "Bỏ dòng “Lắp đặt”, năm 2027" in words
    draft = client.get(f"/de-an/dieu-chinh/{row.pk}/du-thao/pdf/")
    printed = " ".join(" ".join(pages(draft.content)).split())
    assert "Bỏ dòng “Lắp đặt”" in printed
    assert "bỏ khỏi dự toán" in printed
    again = client.get(f"/de-an/dieu-chinh/{row.pk}/sua/").context["form"]
    assert again.initial[f"drop_{line.pk}"] is True


def test_another_establishment_is_found_in_the_register_and_chosen(
    as_role, signed, address, typed, dong_thap_officer, now
):
    place = Place(unit=commune_of("Đồng Tháp", "Tân Hòa"), address="Ấp 1")
    said = {"name": "Dệt Lan", "legal_form": "ho", "source": "thử"}
    other = register(said, place, by=dong_thap_officer, at=now, other=True).sites.get()
    name = next(each for each in typed if each.startswith("holder_"))
    client = as_role("author")
    found = client.post(address, typed | {"do": "find", "q": "det lan"})
    assert (found.status_code, str(other.pk) in dict(found.context["form"].fields[name].choices)) == (200, True)
    client.post(address, typed | {"do": "save", "q": "det lan", name: str(other.pk)})
    row = ChangeRequest.objects.get()
    assert (row.changes, row.new.holders[0].name) == (["location", "beneficiary"], "Dệt Lan")
    again = client.get(f"/de-an/dieu-chinh/{row.pk}/sua/")
    assert again.context["form"].initial[name] == other.pk


def test_a_hold_walks_through_the_browser_from_the_unit_to_the_decision(as_role, signed, address, typed):
    today = f"{localdate():%d/%m/%Y}"
    unit = as_role("author")
    made = unit.post(address, typed | {"do": "save", "act": "hold", "held_until": "01/05/2027"})
    page = made["Location"]
    early = unit.post(page, {"do": "submit"})
    assert (early.status_code, [each.code for each in early.context["blocked"]]) == (422, ["paper_missing"])
    wrong = unit.post(page, file(b"chi la chu"))
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["file"])
    assert unit.post(page, file()).status_code == 302
    kept = unit.get(f"{page}giay-to/1/")
    assert (kept.content, kept["Content-Disposition"]) == (b"%PDF-1.7 vb", 'attachment; filename="van-ban.pdf"')
    assert unit.post(page, {"do": "submit"}).status_code == 302
    head = as_role("head")
    assert head.post(page, {"do": "poor", "paper": "1", "note": ""}).status_code == 422
    head.post(page, {"do": "fine", "paper": "1"})
    assert head.post(page, {"do": "confirm", "on": "", "found": ""}).status_code == 422
    checked = {"do": "confirm", "on": today, "found": "Chưa có điện ba pha"}
    assert head.post(page, checked).status_code == 302
    assert as_role("officer").post(page, {"do": "propose"}).status_code == 302
    leader = as_role("leader")
    signed_by = {"do": "decide", "number": "9/QĐ-CTĐP", "signed_on": today}
    low = leader.post(page, signed_by | {"by": "department"})
    assert (low.status_code, [each.code for each in low.context["blocked"]]) == (422, ["below_authority"])
    assert leader.post(page, signed_by | {"by": "ministry"}).status_code == 302
    row = ChangeRequest.objects.get()
    assert (row.state, Project.objects.get(pk=signed.project_id).state) == ("decided", "held")
    money = as_role("author").get(f"/tien/de-an/{signed.project_id}/")
    waits = [(turn["to_claim"], turn["to_accept"]) for turn in money.context["turns"]]
    assert (waits, money.context["may_report"]) == ([(None, None)], False)
    resumed = as_role("author").get(address)
    assert [value for value, _ in resumed.context["form"].fields["act"].choices] == ["keep", "resume", "stop"]


def test_a_stop_shows_the_reserve_in_its_order_and_the_decision_on_paper_says_every_dong(
    as_role, signed, address, typed, reserve, go, now
):
    [one, two] = reserve(180 * M, 120 * M)
    client = as_role("author")
    shown = client.get(address)
    assert [each.project for each in shown.context["form"].reserve] == [one, two]
    seen = client.post(address, typed | {"do": "see", "act": "stop", "substitutes": [one.pk, two.pk]})
    assert (seen.context["wanted"], seen.context["free"]) == (300 * M, 300 * M)
    client.post(address, typed | {"do": "save", "act": "stop", "substitutes": [one.pk, two.pk]})
    row = ChangeRequest.objects.get()
    for _ in range(2):
        paper = client.get(f"/de-an/dieu-chinh/{row.pk}/du-thao/pdf/")
        words = " ".join(" ".join(pages(paper.content)).split())
        assert "Kinh phí chưa giải ngân của đề án là 300.000.000 đồng" in words
        assert "Giao cho đề án “Dự phòng 180000000”" in words
        assert "Thu hồi về nguồn" not in words
        if row.state == "draft":
            row = go(row)
    assert client.get(f"/de-an/dieu-chinh/{row.pk}/du-thao/docx/").status_code == 200
    page = client.get(f"/de-an/dieu-chinh/{row.pk}/")
    assert (page.context["free"], page.context["owed"]) == (300 * M, 0)


def test_strangers_to_the_project_find_nothing_and_who_only_plans_may_only_stop(as_role, signed, address, want):
    acts = as_role("officer").get(address).context["form"].fields["act"].choices
    assert [value for value, _ in acts] == ["stop", "violation"]
    assert as_role("inspector").get(address).status_code == 403
    row = want(signed.project, partner="Trường nghề")
    page = f"/de-an/dieu-chinh/{row.pk}/"
    assert [as_role("neighbour").get(each).status_code for each in (page, address)] == [404, 404]
    assert as_role("author").get(address)["Location"] == page
    assert as_role("leader").post(page, {"do": "submit"}).status_code == 403
    assert as_role("author").post(page, {"do": "nothing"}).status_code == 422
    assert as_role("author").get(f"{page}du-thao/txt/").status_code == 404


def test_an_annex_begins_from_what_was_decided(as_role, signed, want, go):
    go(want(signed.project, **cheaper(signed.project, 250 * M)), signer=CUC)
    initial = as_role("officer").get(f"/hop-dong/{signed.pk}/phu-luc/").context["form"].initial
    assert (initial["support"], initial["counterpart"], initial["reason"]) == (
        "250.000.000",
        "430.000.000",
        "Theo Quyết định 77/QĐ-BCT ngày 23/11/2026",
    )


def test_who_weighs_chooses_the_substitutes_on_the_page(as_role, signed, want, go, reserve):
    [one] = reserve(100 * M)
    row = go(want(signed.project, course=Course.STOPPED), until="confirmed")
    page = f"/de-an/dieu-chinh/{row.pk}/"
    assert as_role("author").get(page).context["instead"] is None
    officer = as_role("officer")
    assert officer.post(page, {"do": "substitutes", "substitutes": ["999"]}).status_code == 422
    assert officer.post(page, {"do": "substitutes", "substitutes": [one.pk]}).status_code == 302
    assert [each.project for each in officer.get(page).context["spare"]] == [one]
    refused = as_role("leader").post(page, {"do": "refuse", "note": ""})
    assert (refused.status_code, [each.code for each in refused.context["blocked"]]) == (
        422,
        ["reason_missing"],
    )
    assert as_role("leader").post(page, {"do": "refuse", "note": "Cơ sở vẫn làm được"}).status_code == 302
    assert ChangeRequest.objects.get().state == "refused"


def statements(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_lists_and_the_line_of_time_ask_no_more_when_there_is_more(as_role, signed, want, go):
    client = as_role("author")
    line, listed = f"/de-an/{signed.project_id}/dong-thoi-gian/", "/de-an/dieu-chinh/"
    go(want(signed.project, partner="Trường một"), signer=CUC)
    before = statements(client, line), statements(client, listed)
    go(want(signed.project, partner="Trường hai"), signer=CUC)
    assert (statements(client, line), statements(client, listed)) == before
    assert client.get(listed).context["page"].paginator.count == 2
    assert client.get(f"{listed}?state=draft").context["page"].paginator.count == 0
    assert client.get(f"{listed}?state=x").status_code == 422


def test_the_line_of_time_tells_everything_in_order_and_names_people_only_to_who_reads_the_trail(
    as_role, signed, claim, walk, want, go
):
    walk(claim)
    go(want(signed.project, partner="Trường nghề"), signer=CUC)
    address = f"/de-an/{signed.project_id}/dong-thoi-gian/"
    rows = [row for row, _ in as_role("author").get(address).context["rows"]]
    assert [row.words for row in rows[:3]] == [
        "Ghi quyết định đã ký: đổi đơn vị phối hợp",
        "Trình quyết định: đổi đơn vị phối hợp",
        "Xác nhận đã kiểm tra: đổi đơn vị phối hợp",
    ]
    assert {row.group.value for row in rows} == {"de-an", "quyet-dinh", "hop-dong", "tien", "dieu-chinh"}
    assert {row.person for row in rows} == {""}
    money = [row for row, _ in as_role("author").get(f"{address}?loai=tien").context["rows"]]
    assert [row.words for row in money if row.kind == "posting"] == [
        "Tạm ứng 210.000.000 đồng",
        "Cam kết theo hợp đồng 300.000.000 đồng",
        "Giao kế hoạch 300.000.000 đồng",
    ]
    assert all(row.counts_on is not None for row in money if row.kind == "posting")
    more = as_role("author").get(f"{address}?chi-tiet=1").context["rows"]
    assert len(more) > len(rows)
    assert "" not in {row.person for row, _ in as_role("leader").get(address).context["rows"]}
