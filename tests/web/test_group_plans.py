"""The pages of a group project's plan, from the first place to the paper of an advance."""

import io
from datetime import date

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuyencong.ledger.models import Claim, ClaimPaper
from khuyencong.projects.actions.group_plans import put_place
from khuyencong.projects.models import Contract, GroupPlan
from tests.norms.conftest import law
from tests.projects.conftest import commune_of, workshop
from tests.projects.test_group_plans import HOW, M, group, line_of_nobody

__all__ = ["group", "law", "workshop"]
pytestmark = pytest.mark.django_db
PLACE = {
    "do": "place",
    "content": "Máy sấy bơm nhiệt",
    "since": "2027-03-01",
    "until": "2027-09-01",
    "support": "300.000.000",
    "counterpart": "380.000.000",
    "other": "",
}


@pytest.fixture
def address(group):
    return f"/de-an/ke-hoach-nhom/{group.group_plans.get().pk}/"


@pytest.fixture
def sent(as_role, address, workshop):
    """With one place for all the money, at the department."""
    unit = as_role("author")
    given = PLACE | {"noi": str(workshop.sites.get().pk)}
    for post in (given, {"do": "how", "organisation": HOW}, {"do": "submit"}):
        assert unit.post(address, post).status_code == 302, post
    return GroupPlan.objects.get()


def test_the_project_says_what_comes_next_until_the_plan_is_approved(as_role, group, address, workshop):
    unit = as_role("author")
    for page in (f"/de-an/{group.pk}/", f"/tien/de-an/{group.pk}/"):
        shown = unit.get(page)
        assert [each.code for each in shown.context["lacking_plan"]] == ["no_group_plan"]
        assert f'href="{address}"' in shown.text
    typed = {"do": "find", "q": "sao mai", "content": "Máy sấy", "support": "120 triệu"}
    page = unit.post(address, typed)
    assert (page.status_code, page.context["found"], page.context["left"]) == (200, [workshop], 300 * M)
    site = workshop.sites.get().pk
    assert f'name="pick" value="{site}"' in page.text
    page = unit.post(address, typed | {"pick": site})
    form = page.context["form"]
    assert ("people" in form.fields, form["content"].value(), form["support"].value()) == (
        False,
        "Máy sấy",
        "120 triệu",
    )
    bad = unit.post(address, PLACE | {"noi": site, "support": "ba trăm triệu", "content": ""})
    assert (bad.status_code, sorted(bad.context["form"].errors)) == (422, ["content", "support"])
    assert unit.post(address, PLACE | {"noi": site, "support": "300.000.001"}).status_code == 302
    page = unit.get(address)
    assert "Vượt 1 đồng so với số được giao" in page.text
    [place] = page.context["lines"]
    edit = unit.get(address, {"sua": place.pk})
    assert edit.context["form"].initial["support"] == "300.000.001"
    less = PLACE | {"noi": site, "dong": place.pk, "support": "299.999.999"}
    assert unit.post(address, less).status_code == 302
    assert "Còn 1 đồng chưa phân" in unit.get(address).text
    assert unit.post(address, {"do": "leave", "dong": place.pk}).status_code == 302
    stuck = unit.post(address, {"do": "submit"})
    assert [each.code for each in stuck.context["blocked"]] == ["no_places", "no_organisation"]


def test_another_establishment_takes_the_place_of_one_and_a_new_one_comes_back_to_the_plan(
    as_role, address, workshop, group
):
    unit, site = as_role("author"), workshop.sites.get().pk
    commune = commune_of("Đồng Tháp", "Phú Lợi").pk
    assert unit.post(address, PLACE | {"people": "Hộ sẽ chọn", "commune": commune}).status_code == 302
    [line] = GroupPlan.objects.get().places.all()
    page = unit.post(address, {"pick": site, "dong": line.pk, "content": "Máy sấy"})
    assert (page.context["editing"], page.context["form"].site.pk) == (line, site)
    assert unit.post(address, PLACE | {"dong": line.pk, "noi": site}).status_code == 302
    assert [each.establishment for each in GroupPlan.objects.get().places.all()] == [workshop]
    gone = f"{address.split('/')[-2]}"
    lost = unit.post(address, {"do": "find", "q": "không có ở đâu"})
    assert f"?ke-hoach={gone}&amp;ten=kh" in lost.text
    assert unit.get("/co-so/them/", {"ke-hoach": gone}).status_code == 200
    assert as_role("neighbour").get("/co-so/them/", {"ke-hoach": gone}).status_code == 404


def test_who_does_not_write_the_plan_looks_nothing_up_in_it(as_role, sent, address):
    assert as_role("author").post(address, {"do": "find", "q": "sao"}).status_code == 403


def test_people_need_a_commune_and_a_strangers_site_is_not_found(as_role, address, group):
    unit = as_role("author")
    bad = unit.post(address, PLACE | {"people": "Lớp may K1"})
    assert (bad.status_code, list(bad.context["form"].errors)) == (422, ["commune"])
    place = commune_of("Đồng Tháp", "Phú Lợi")
    assert unit.post(address, PLACE | {"people": "Lớp may K1", "commune": place.pk}).status_code == 302
    assert GroupPlan.objects.get().places.get().name == "Lớp may K1"
    assert unit.post(address, PLACE | {"noi": "999999"}).status_code == 404
    assert unit.post(address, {"do": "leave", "dong": "x"}).status_code == 404
    assert unit.post(address, {"do": "nonsense"}).status_code == 422


def test_appraised_returned_and_approved_then_its_owner_benefits(as_role, sent, address, group, workshop):
    colleague = as_role("colleague")
    bare = colleague.post(address, {"do": "return"})
    assert [each.code for each in bare.context["blocked"]] == ["reason_missing"]
    assert colleague.post(address, {"do": "appraise", "note": "Đúng đối tượng"}).status_code == 302
    head = as_role("head")
    bad = head.post(address, {"do": "approve", "number": "45/QĐ-SCT", "signed_on": "31/02/2026"})
    assert (bad.status_code, list(bad.context["signed"].errors)) == (422, ["signed_on"])
    early = head.post(address, {"do": "approve", "number": "45/QĐ-SCT", "signed_on": "01/01/2026"})
    assert [each.code for each in early.context["blocked"]] == ["before_sent"]
    day = f"{GroupPlan.objects.get().submitted_on:%d/%m/%Y}"
    assert head.post(address, {"do": "approve", "number": "45/QĐ-SCT", "signed_on": day}).status_code == 302
    assert [each.establishment for each in group.beneficiaries.all()] == [workshop]
    ministry = as_role("officer")
    page = ministry.get("/de-an/ke-hoach-nhom/")
    assert [(each.many, each.asked) for each in page.context["page"]] == [(1, 300 * M)]
    assert "theo dõi tạm ứng, quyết toán" in ministry.get(address).text
    assert not ministry.get(f"/de-an/{group.pk}/").context["lacking_plan"]
    line = as_role("author").get(f"/de-an/{group.pk}/dong-thoi-gian/")
    assert (line.text.count("Ghi quyết định phê duyệt: kế hoạch nhóm"), "Ghi một địa điểm" in line.text) == (
        1,
        False,
    )
    unit = as_role("author")
    new = f"/de-an/{group.pk}/ke-hoach-nhom/"
    bare = unit.post(new, {"year": "2027", "reason": ""})
    assert [each.code for each in bare.context["blocked"]] == ["reason_missing"]
    again = unit.post(new, {"year": "2027", "reason": "Đổi nơi lắp máy"})
    assert again.status_code == 302
    assert "Lập lại vì: Đổi nơi lắp máy" in unit.get(again["Location"]).text


def test_who_appraised_is_shown_no_form_that_can_only_be_refused(as_role, sent, address):
    head = as_role("head")
    assert head.post(address, {"do": "appraise", "note": "Đúng đối tượng"}).status_code == 302
    page = head.get(address)
    assert page.context["offered"] == {"return"}
    assert 'value="approve"' not in page.text
    given = {"do": "approve", "number": "45/QĐ-SCT", "signed_on": f"{sent.submitted_on:%d/%m/%Y}"}
    refused = head.post(address, given)
    assert [each.code for each in refused.context["blocked"]] == ["own_work"]


def test_it_is_printed_as_mau_11_alone_and_with_all_papers(as_role, sent, group):
    head = as_role("head")
    paper = head.get(f"/tien/de-an/{group.pk}/ban-in/ke-hoach-nhom/{sent.pk}/docx/")
    document = docx.Document(io.BytesIO(paper.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert {"Hợp tác xã Sao Mai", "Ấp 3, Xã Phú Lợi", "Máy sấy bơm nhiệt", "03/2027–09/2027", HOW} <= set(cells)
    assert {"300", "380", "680"} <= set(cells)
    assert head.get(f"/tien/de-an/{group.pk}/ban-in/ke-hoach-nhom/{sent.pk}/pdf/").content[:5] == b"%PDF-"
    bundle = head.get(f"/tien/de-an/{group.pk}/ban-in/docx/")
    assert b"mau-11" in bundle.content
    assert (
        as_role("neighbour").get(f"/tien/de-an/{group.pk}/ban-in/ke-hoach-nhom/{sent.pk}/docx/").status_code
        == 404
    )


def test_a_contract_without_an_approved_plan_is_warned_and_not_refused(as_role, group):
    page = as_role("officer").get(f"/tien/de-an/{group.pk}/hop-dong/")
    assert (page.status_code, [each.code for each in page.context["findings"]]) == (200, ["no_group_plan"])


def test_as_many_questions_for_many_places_as_for_one(as_role, address, group, dong_thap_officer, now):
    plan, place = GroupPlan.objects.get(), commune_of("Đồng Tháp", "Phú Lợi")

    def count():
        client = as_role("author")
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
            assert client.get("/de-an/ke-hoach-nhom/").status_code == 200
        return len(caught)

    def add(many):
        for number in range(many):
            said = line_of_nobody().__class__(
                people=f"Lớp {number}",
                commune=place,
                content="Dạy may",
                since=date(2027, 3, 1),
                until=date(2027, 5, 1),
                support=M,
            )
            put_place(plan, said, by=dong_thap_officer, at=now)

    add(1)
    one = count()
    add(8)
    assert count() == one


def claim_on(group, by, at):
    """An advance on a contract of it that asks for Mẫu 11, as rows."""
    who = {"agency": by.agency, "desk": by.desk, "author": by.account, "created_at": at}
    days = {"begins_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31)}
    contract = Contract.objects.create(project=group, year=2027, support=M, counterpart=0, **days, **who)
    claim = Claim.objects.create(project=group, contract=contract, amount=M, done=0, **who)
    for position, title in enumerate(("Hợp đồng", "Kế hoạch tổ chức đào tạo (Mẫu 11)"), start=1):
        ClaimPaper.objects.create(claim=claim, position=position, title=title)
    return claim


def test_the_approved_plan_is_handed_in_where_an_advance_asks_for_it(
    as_role, sent, address, group, dong_thap_officer, now
):
    claim = claim_on(group, dong_thap_officer, now)
    page, hand = f"/tam-ung/{claim.pk}/", {"do": "plan", "paper": "2"}
    unit = as_role("author")
    assert "no_group_plan" in [each.code for each in unit.get(page).context["findings"]]
    assert unit.post(page, hand).status_code == 404
    day = f"{sent.submitted_on:%d/%m/%Y}"
    assert as_role("colleague").post(address, {"do": "appraise", "note": "Đúng"}).status_code == 302
    approve = {"do": "approve", "number": "45/QĐ-SCT", "signed_on": day}
    assert as_role("head").post(address, approve).status_code == 302
    unit = as_role("author")
    shown = unit.get(page)
    assert (shown.text.count("Nộp bản in của kế hoạch này"), shown.context["plan"].number) == (1, "45/QĐ-SCT")
    assert unit.post(page, hand | {"paper": "1"}).status_code == 404
    assert unit.post(page, hand).status_code == 302
    paper = claim.papers.get(position=2)
    assert (paper.name, paper.state, bytes(paper.content)[:5]) == (
        "mau-11-nam-2027-lan-1.pdf",
        "handed",
        b"%PDF-",
    )
    assert as_role("neighbour").post(page, hand).status_code == 404
