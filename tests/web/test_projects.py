"""Drafting on the pages: from the wish to a sent project, and who is kept out."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from khuyencong.industry.actions import Place as IndustryPlace
from khuyencong.industry.actions import register
from khuyencong.industry.lifecycle.merges import MERGE, propose_merge
from khuyencong.industry.models import Establishment
from khuyencong.norms.models import Sector
from khuyencong.places.models import Unit
from khuyencong.projects import actions
from khuyencong.projects.models import Beneficiary, Line, Paper, Passage, Project
from khuyencong.projects.queries import papers_for, sections_on
from khuyencong.workflow.lifecycle import Act
from tests.projects.conftest import LONG, draft, law, machine, workshop

__all__ = ["draft", "law", "workshop"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def author(law, workshop, as_role):
    """The author at her desk, the law loaded and a workshop in the register."""
    return as_role("author")


def basics(**more):
    sector = Sector.objects.filter(code="che-bien").order_by("-since").first()
    said = {
        "title": "Hỗ trợ máy sấy bơm nhiệt",
        "purse": "KCQG",
        "kind": "named",
        "year": "2027",
        "last_year": "2027",
        "sector": sector.pk,
        "item_may-moc": "on",
        "count_may-moc": "1",
    }
    return said | more


def line(**more):
    said = {"name": "Máy sấy", "unit": "máy", "quantity": "1", "unit_price": "680.000.000", "year": "2027"}
    return said | more


def test_a_newcomer_goes_from_the_wish_to_a_sent_project(author, workshop):
    """Nine pages after the sign-in: list, wish, what fits, whom, money, promises, text, papers, send."""
    assert author.get(reverse("projects")).status_code == 200
    offered = author.get(reverse("project_new"), {"muon": "mua-may"}).content.decode()
    assert "tối đa 50 % chi phí, không quá 300.000.000 đồng/cơ sở" in offered
    begun = author.post(reverse("project_new") + "?muon=mua-may", basics())
    project = Project.objects.get()
    assert begun.headers["Location"] == reverse("project_step", args=[project.pk, "co-so"])

    step = {name: reverse("project_step", args=[project.pk, name]) for name in ("co-so", "du-toan", "giay-to")}
    found = author.get(step["co-so"], {"q": "hop tac xa sao mai"})
    assert [each.pk for each in found.context["found"]] == [workshop.pk]
    author.post(step["co-so"], {"co_so": workshop.pk, "noi": workshop.sites.get().pk})
    item = project.items.get().item_id
    author.post(step["du-toan"], line(item=item, support="300.000.000"))
    author.post(step["du-toan"], {"promises": "1", "full_counterpart": "on", "no_double_support": "on"})
    for section in sections_on(date(2026, 11, 23), "KCQG"):
        address = reverse("project_write", args=[project.pk, section.code])
        author.post(address, {"text": LONG, "based_on": "0"})
    for paper in papers_for(["may-moc"], purse="KCQG", group=False, on=date(2026, 11, 23)):
        file = SimpleUploadedFile("a.pdf", b"%PDF-1.7 " + paper.code.encode(), "application/pdf")
        author.post(step["giay-to"], {"kind": paper.code, "file": file})
    assert author.get(reverse("project", args=[project.pk])).context["errors"] == []
    author.post(reverse("project", args=[project.pk]), {"do": "submit"})

    project.refresh_from_db()
    assert (project.state, Line.objects.get().counterpart) == ("submitted", 380_000_000)
    sent = author.get(reverse("project", args=[project.pk])).text
    assert '<a href="/dinh-muc/kcqg-may-moc/?on=11/05/2018">' in sent
    assert ("áp dụng từ 11/05/2018" in sent, "kcqg-may-moc@" in sent) == (True, False)


def test_a_project_of_several_provinces_names_them_on_its_page_and_on_paper(author, draft):
    project = draft()
    there = Unit.objects.get(level="province", name="Cà Mau", until=None)
    address = reverse("project_step", args=[project.pk, "chung"])
    offered = author.get(address).context["form"].fields["provinces"].queryset
    assert (there in offered, project.province in offered) == (True, False)

    said = basics(provinces=[there.pk], edition=project.edition)
    assert author.post(address, said).status_code == 302

    page = author.get(reverse("project", args=[project.pk])).content.decode()
    written = author.get(reverse("project_document", args=[project.pk, "docx"])).content
    tables = Document(BytesIO(written)).tables
    paper = "\n".join(cell.text for table in tables for row in table.rows for cell in row.cells)
    assert [list(project.provinces.all()), "Tỉnh Cà Mau" in page, "Tỉnh Cà Mau" in paper] == [
        [there],
        True,
        True,
    ]


def test_one_dong_too_much_stays_a_draft_and_names_the_clause(author, draft):
    project = draft(680_000_000, 300_000_001)
    response = author.post(reverse("project", args=[project.pk]), {"do": "submit"})
    assert response.status_code == 422
    assert "Điều 8 khoản 4, 28/2018/TT-BTC" in response.content.decode()
    project.refresh_from_db()
    assert project.state == "draft"


def test_what_is_typed_wrongly_stays_on_the_page_and_says_where(author, draft):
    project = draft()
    address = reverse("project_step", args=[project.pk, "du-toan"])
    response = author.post(address, line(unit_price="ba trăm", name="Máy ép"))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["unit_price"]
    assert (response.context["form"]["name"].value(), Line.objects.count()) == ("Máy ép", 1)


def test_the_live_judgement_says_the_most_and_the_clause(author, draft):
    project = draft()
    asked = line(item=project.items.get().item_id, support="300.000.001")
    shown = author.get(reverse("project_judge", args=[project.pk]), asked)
    judged = shown.context["judged"]
    assert (judged.verdict.allowed.amount, judged.beside) == (300_000_000, 300_000_000)
    assert [each.code for each in judged.verdict.findings] == ["above_norm"]


def test_the_live_judgement_counts_the_other_lines_of_the_item_as_the_gate_does(author, draft):
    project = draft(cost=680_000_000, support=200_000_000)
    address, standing = reverse("project_judge", args=[project.pk]), project.lines.get()

    def judged(support, **more):
        asked = line(item=project.items.get().item_id, support=support, **more)
        found = author.get(address, asked).context["judged"]
        return [each.code for each in found.verdict.findings], found.beside

    assert judged("100.000.000") == ([], 200_000_000)
    assert judged("100.000.001") == (["above_norm"], 200_000_000)
    assert judged("300.000.000", dong=standing.pk) == ([], 0)
    assert judged("300.000.001", dong=standing.pk) == (["above_norm"], 0)


def test_an_amount_partly_in_words_is_answered_with_what_to_type(author, draft):
    project = draft()
    typed = line(item=project.items.get().item_id, support="300 triệu")
    said = "“300 triệu” không phải số tiền ghi đủ: ghi đủ số đồng, ở đây là 300.000.000."
    live = author.get(reverse("project_judge", args=[project.pk]), typed).content.decode()
    saved = author.post(reverse("project_step", args=[project.pk, "du-toan"]), typed)
    assert f"<li>Đề nghị hỗ trợ (đồng): {said}</li>" in live
    assert saved.context["form"].errors == {"support": [said]}


def test_the_two_letters_of_a_draft_can_be_printed_and_a_wrong_file_is_told_at_its_paper(author, draft):
    project = draft(papers=False)
    step = reverse("project_step", args=[project.pk, "giay-to"])
    page = author.get(step).content.decode()
    for code, words in (
        ("cong-van", ("đề nghị thẩm định và đưa vào kế hoạch khuyến công quốc gia năm 2027", "300.000.000")),
        ("de-nghi-co-so", ("Hợp tác xã Sao Mai", "chưa được Nhà nước hỗ trợ cho cùng nội dung chi")),
    ):
        address = reverse("project_document", args=[project.pk, code])
        assert f'href="{address}"' in page
        found = Document(BytesIO(author.get(address).content)).element.body.iter()
        told = "".join(each.text for each in found if each.text)
        assert [each in told for each in words] == [True] * len(words), told
    wrong = author.post(step, {"kind": "de-nghi-co-so"})
    assert wrong.status_code == 422
    assert "Tệp cho “Văn bản đề nghị hỗ trợ của đơn vị thụ hưởng”" in wrong.content.decode()
    assert wrong.content.decode().count('id="file-de-nghi-co-so-errors"') == 1


def test_two_who_write_one_section_both_keep_their_words(as_role, draft):
    project = draft(texts=False)
    address = reverse("project_write", args=[project.pk, "muc-tieu"])
    as_role("author").post(address, {"text": "Một", "based_on": "0"}, headers={"HX-Request": "true"})
    late = as_role("colleague").post(address, {"text": "Hai", "based_on": "0"}, headers={"HX-Request": "true"})

    aside = Passage.objects.get(number=None)
    page = as_role("colleague").get(reverse("project_step", args=[project.pk, "thuyet-minh"])).content.decode()
    assert (late.status_code, aside.text, "Lời của" in page) == (422, "Hai", True)
    as_role("colleague").post(
        reverse("project_settle", args=[project.pk, aside.pk]), {"text": "Một, hai", "based_on": "1"}
    )
    assert actions.texts.standing(project, "muc-tieu").text == "Một, hai"


@pytest.mark.parametrize("content", [b"MZ\x90\x00", b"chi la chu"])
def test_what_is_no_paper_but_is_called_one_is_refused(author, draft, content):
    project = draft(papers=False)
    file = SimpleUploadedFile("a.pdf", content, "application/pdf")
    address = reverse("project_step", args=[project.pk, "giay-to"])
    response = author.post(address, {"kind": "cong-van", "file": file})
    assert (response.status_code, Paper.objects.count()) == (422, 0)


def test_a_neighbour_finds_nothing_and_an_inspector_writes_nothing(as_role, draft):
    project = draft()
    address = reverse("project_write", args=[project.pk, "muc-tieu"])
    statuses = [as_role(role).post(address, {"text": "x"}).status_code for role in ("neighbour", "inspector")]
    assert statuses == [404, 404]
    as_role("author").post(reverse("project", args=[project.pk]), {"do": "submit"})
    assert as_role("inspector").post(address, {"text": "x"}).status_code == 403


def test_a_sent_project_is_written_no_more(author, draft):
    project = draft()
    author.post(reverse("project", args=[project.pk]), {"do": "submit"})
    late = author.post(reverse("project_write", args=[project.pk, "muc-tieu"]), {"text": "x", "based_on": "1"})
    assert late.status_code == 422
    assert set(Passage.objects.values_list("text", flat=True)) == {LONG.strip()}


def test_the_list_and_a_project_cost_as_many_selects_with_many_rows_as_with_one(
    author, draft, django_assert_max_num_queries
):
    first = draft()
    for _ in range(3):
        draft()
    with django_assert_max_num_queries(12):
        author.get(reverse("projects"), {"q": "may say"})
    with django_assert_max_num_queries(24):
        author.get(reverse("project", args=[first.pk]))


def test_a_double_click_on_send_sends_once(author, draft):
    project = draft()
    address = reverse("project", args=[project.pk])
    statuses = [author.post(address, {"do": "submit"}).status_code for _ in range(2)]
    assert statuses == [302, 422]


def test_the_owner_reads_in_plain_words_where_her_request_is(author, draft, workshop, client, administrator):
    project = draft()
    workshop.owner = administrator.account
    workshop.save()
    author.post(reverse("project", args=[project.pk]), {"do": "submit"})
    client.force_login(administrator.account)
    [told] = client.get(reverse("project_mine")).context["rows"]
    assert (told.project.pk, told.now) == (project.pk, "Sở Công Thương đang xem hồ sơ.")
    assert told.agency == "Sở Công Thương Đồng Tháp" or "Đồng Tháp" in told.agency


def test_the_owner_takes_the_receipt_of_what_is_hers_alone(
    author, draft, workshop, client, administrator, dong_thap_officer, tay_ninh_officer, now
):
    """The receipt names everybody whom the project benefits: where there are others the unit gives it out."""
    project = draft()
    address = reverse("project_document", args=[project.pk, "bien-nhan"])
    Establishment.objects.filter(pk=workshop.pk).update(owner=administrator.account)
    author.post(reverse("project", args=[project.pk]), {"do": "submit"})
    client.force_login(administrator.account)
    page = client.get(reverse("project_mine"))
    receipt = client.get(address)
    assert (f'href="{address}"' in page.content.decode(), receipt.status_code) == (True, 200)
    assert receipt.headers["Content-Type"] == "application/pdf"
    assert client.get(reverse("project_document", args=[project.pk, "pdf"])).status_code == 404
    said = {"name": "Cơ sở bên cạnh", "legal_form": "ho", "source": "thử"}
    place = IndustryPlace(unit=workshop.sites.get().commune)
    other = register(said, place, by=dong_thap_officer, at=now, other=True)
    Beneficiary.objects.create(project=project, establishment=other, site=other.sites.get())
    shown = client.get(reverse("project_mine")).content.decode()
    assert (f'href="{address}"' in shown, client.get(address).status_code) == (False, 404)
    client.force_login(tay_ninh_officer.account)
    assert client.get(address).status_code == 404


def test_the_owner_still_reads_it_when_her_row_was_merged_and_the_other_named(
    author, draft, workshop, client, administrator, dong_thap_officer, dong_thap_leader, now
):
    project = draft(named=False)
    said = {"name": "Sao Mai mới", "legal_form": "htx", "source": "thử"}
    place = IndustryPlace(unit=workshop.sites.get().commune)
    kept = register(said, place, by=dong_thap_officer, at=now, other=True)
    Establishment.objects.filter(pk=workshop.pk).update(owner=administrator.account)
    merge = propose_merge(gone=workshop, kept=kept, act=Act(by=dong_thap_officer, at=now, reason="Một chủ"))
    MERGE.perform("establishment_merge.confirm", merge, Act(by=dong_thap_leader, at=now))
    actions.add_beneficiary(project, kept, None, by=dong_thap_officer, at=now)
    author.post(reverse("project", args=[project.pk]), {"do": "submit"})

    client.force_login(administrator.account)
    [told] = client.get(reverse("project_mine")).context["rows"]
    assert told.project == project


def test_a_line_that_another_changed_is_not_dropped_unseen(author, draft, dong_thap_officer, now):
    project = draft()
    kept = project.lines.get()
    step = reverse("project_step", args=[project.pk, "du-toan"])
    dropped = {"bo": kept.pk, "edition": kept.edition}
    actions.save_line(project, machine(1_000, 0), by=dong_thap_officer, at=now, line=kept, seen=kept.edition)
    late = author.post(step, dropped)
    assert ([each.code for each in late.context["blocked"]], project.lines.count()) == (["overtaken"], 1)
    author.post(step, dropped | {"edition": project.lines.get().edition})
    assert project.lines.count() == 0


def test_the_box_of_every_page_finds_a_project_by_its_name_for_those_who_see_it(as_role, client, draft):
    project = draft(texts=False, papers=False)
    asked = {"q": "may say bom nhiet"}
    address = reverse("project", args=[project.pk])
    found = [client.get(reverse("search"), asked).context["hits"]]
    found += [as_role(role).get(reverse("search"), asked).context["hits"] for role in ("author", "neighbour")]
    assert [address in [hit.url for hit in hits] for hits in found] == [False, True, False]


def test_the_document_says_the_same_sums_as_the_page(author, draft):
    project = draft(680_000_000, 300_000_000)
    response = author.get(reverse("project_document", args=[project.pk, "docx"]))
    told = "\n".join(
        [each.text for each in Document(BytesIO(response.content)).element.body.iter() if each.text]
    )
    assert [words in told for words in ("680.000.000", "300.000.000", "380.000.000", "DỰ THẢO")] == [True] * 4
    pdf = author.get(reverse("project_document", args=[project.pk, "pdf"])).content
    assert pdf[:5] == b"%PDF-"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"unit_price": "9" * 24}, "unit_price"),
        ({"unit_price": "10.000.000.000.001"}, "unit_price"),
        ({"quantity": "100.001"}, "quantity"),
        ({"quantity": "0,0001"}, "quantity"),
        ({"support": "999999999999999999999"}, "support"),
    ],
)
def test_amounts_beyond_any_project_are_refused_in_words(author, draft, typed, field):
    project = draft()
    address = reverse("project_step", args=[project.pk, "du-toan"])
    response = author.post(address, line(**typed))
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    live = author.get(reverse("project_judge", args=[project.pk]), line(**typed))
    assert (live.status_code, Line.objects.count()) == (200, 1)
