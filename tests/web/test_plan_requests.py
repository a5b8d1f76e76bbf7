"""The yearly request on its pages: red cells that open, what stops it, lateness, who is kept out."""

import io
from datetime import date

import docx
import openpyxl
import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from khuyencong.projects.actions.dossiers import report
from khuyencong.projects.lifecycle import REGISTRATION, begin_request
from khuyencong.projects.models import LocalPriority, Project, RegistrationDossier
from khuyencong.workflow.lifecycle import Act
from tests.projects.conftest import draft, law, workshop

pytestmark = pytest.mark.django_db
__all__ = ["draft", "law", "workshop"]
WRITTEN = {"results": "Xong ba.", "progress": "Đang hai.", "targets": "Năm."}


@pytest.fixture
def request_of_2027(draft, dong_thap_officer, now):
    """A request with one project, its report written."""
    project = draft(texts=False, papers=False)
    Project.objects.filter(pk=project.pk).update(state="appraised", submitted_at=now)
    dossier = begin_request(purse="KCQG", year=2027, act=Act(by=dong_thap_officer, at=now))
    report(dossier, WRITTEN, by=dong_thap_officer, at=now)
    return dossier


def page_of(dossier):
    return reverse("plan_request", args=[dossier.pk])


def test_an_officer_begins_writes_and_sends_and_is_told_it_is_late(as_role, draft, law, now):
    project = draft(texts=False, papers=False)
    Project.objects.filter(pk=project.pk).update(state="appraised", submitted_at=now)
    author = as_role("author")
    begun = author.post(reverse("plan_requests"), {"purse": "KCQG", "year": "2027"})
    dossier = RegistrationDossier.objects.get()
    assert begun.headers["Location"] == page_of(dossier)
    address = reverse("plan_request_write", args=[dossier.pk])
    author.post(address, {"what": "report", **WRITTEN})
    author.post(address, {"what": "prefer", "kind": "product", "name": "Bột gạo", "reason": "Chủ lực"})
    assert author.get(page_of(dossier)).context["errors"] == []
    assert LocalPriority.objects.get().name == "Bột gạo"

    author.post(page_of(dossier), {"do": "send"})

    dossier.refresh_from_db()
    late = (localdate() - date(2026, 6, 19)).days
    assert (dossier.state, dossier.late_days) == ("sent", late)
    assert f"Muộn {late} ngày" in author.get(page_of(dossier)).content.decode()


def test_a_cell_without_a_basis_is_red_opens_to_its_rows_and_stops_the_request(as_role, request_of_2027):
    project = Project.objects.get()
    type(project.sector).objects.filter(code="che-bien").update(until="2020-01-01")
    author = as_role("author")
    page = author.get(page_of(request_of_2027), {"hang": "3", "cot": "che-bien"})
    assert [each.project for each in page.context["opened"].entries] == [str(project.pk)]
    assert "Không có cơ sở" in page.content.decode()

    refused = author.post(page_of(request_of_2027), {"do": "send"})

    assert refused.status_code == 422
    assert [each.code for each in refused.context["blocked"]] == ["sector_without_basis"]
    assert f"Đề án “{project.title}”" in refused.content.decode()


def test_the_ministry_takes_it_in_or_gives_it_back_with_a_reason(
    as_role, request_of_2027, dong_thap_officer, ministry_officer, now
):
    officer, page = as_role("officer"), page_of(request_of_2027)
    assert officer.get(page).status_code == 404
    REGISTRATION.perform("registration.send", request_of_2027, Act(by=dong_thap_officer, at=now))
    assert officer.post(page, {"do": "return"}).status_code == 422
    assert officer.post(page, {"do": "return", "note": "Thiếu số liệu"}).status_code == 302
    assert officer.post(page, {"do": "receive"}).status_code == 422
    request_of_2027.refresh_from_db()
    assert request_of_2027.state == "returned"


def test_a_reader_who_may_not_write_is_refused_and_nonsense_changes_nothing(as_role, request_of_2027):
    address = reverse("plan_request_write", args=[request_of_2027.pk])
    assert as_role("neighbour").post(address, {"what": "report", **WRITTEN}).status_code == 404
    author = as_role("author")
    assert author.post(address, {"what": "prefer", "kind": "product", "name": ""}).status_code == 422
    assert author.post(address, {"what": "take_out", "key": "x"}).status_code == 404
    assert author.post(address, {"what": "no"}).status_code == 302
    assert author.post(page_of(request_of_2027), {"do": "no"}).status_code == 422
    assert (LocalPriority.objects.count(), request_of_2027.rows.count()) == (0, 1)


def test_the_pages_take_as_many_selects_with_many_projects_as_with_one(
    as_role, request_of_2027, draft, now, django_assert_max_num_queries
):
    author = as_role("author")
    for _ in range(2):
        with django_assert_max_num_queries(30) as asked:
            author.get(page_of(request_of_2027))
        counted = len(asked)
        for number in range(3):
            project = draft(texts=False, papers=False, title=f"Máy {number}")
            Project.objects.filter(pk=project.pk).update(state="appraised", submitted_at=now)
            request_of_2027.rows.create(project=project)
        with django_assert_max_num_queries(counted):
            author.get(page_of(request_of_2027))


def test_a_project_is_added_by_hand_once_and_taken_out_again(as_role, request_of_2027, draft, now):
    late = draft(texts=False, papers=False, title="Máy đến sau")
    Project.objects.filter(pk=late.pk).update(state="appraised", submitted_at=now)
    author, address = as_role("author"), reverse("plan_request_write", args=[request_of_2027.pk])
    offered = author.get(page_of(request_of_2027)).context["add"].fields["project"].queryset
    assert list(offered) == [late]
    statuses = [author.post(address, {"what": "add", "project": late.pk}).status_code for _ in range(2)]
    assert (statuses, request_of_2027.rows.count()) == ([302, 422], 2)
    key = request_of_2027.rows.get(project=late).pk
    author.post(address, {"what": "take_out", "key": key})
    assert list(request_of_2027.rows.values_list("project__title", flat=True)) == ["Hỗ trợ máy sấy bơm nhiệt"]


@pytest.mark.parametrize("odd", ["", "x", "0", "9" * 30])
def test_no_odd_project_is_added(odd, as_role, request_of_2027):
    address = reverse("plan_request_write", args=[request_of_2027.pk])
    refused = as_role("author").post(address, {"what": "add", "project": odd})
    assert (refused.status_code, list(refused.context["add"].errors)) == (422, ["project"])
    assert request_of_2027.rows.count() == 1


def test_a_project_that_is_still_a_draft_or_of_another_year_is_not_offered(
    as_role, request_of_2027, draft, now
):
    drafted = draft(texts=False, papers=False, title="Còn nháp")
    other = draft(texts=False, papers=False, title="Năm khác")
    Project.objects.filter(pk=other.pk).update(state="appraised", submitted_at=now, year=2028, last_year=2028)
    author, address = as_role("author"), reverse("plan_request_write", args=[request_of_2027.pk])
    statuses = {
        each.title: author.post(address, {"what": "add", "project": each.pk}).status_code
        for each in (drafted, other)
    }
    assert (statuses, request_of_2027.rows.count()) == ({"Còn nháp": 422, "Năm khác": 422}, 1)


def test_the_registration_is_taken_away_on_paper_and_its_coverage_as_a_sheet(as_role, request_of_2027):
    author = as_role("author")

    def taken(kind):
        return author.get(reverse("plan_request_papers", args=[request_of_2027.pk, kind]))

    paper = "\n".join(each.text for each in docx.Document(io.BytesIO(taken("docx").content)).paragraphs)
    assert "đăng ký 1 đề án, tổng kinh phí 680.000.000 đồng" in paper
    assert taken("pdf").content[:5] == b"%PDF-"
    sheet = openpyxl.load_workbook(io.BytesIO(taken("nganh").content)).active
    rows = [row for row in sheet.iter_rows(min_row=4, values_only=True) if row[2]]
    assert [(row[2], row[3], row[6]) for row in rows] == [(1, 300_000_000, "Hỗ trợ máy sấy bơm nhiệt")]
    assert (taken("dia-ban").status_code, taken("exe").status_code) == (200, 404)


def test_papers_of_a_request_cost_no_more_selects_with_more_projects(
    as_role, request_of_2027, draft, now, django_assert_num_queries, django_assert_max_num_queries
):
    author = as_role("author")
    for kind in ("docx", "nganh"):
        address = reverse("plan_request_papers", args=[request_of_2027.pk, kind])
        author.get(address)
        with django_assert_max_num_queries(25) as few:
            author.get(address)
        for number in range(3):
            project = draft(texts=False, papers=False, title=f"Máy {kind} {number}")
            Project.objects.filter(pk=project.pk).update(state="appraised", submitted_at=now)
            request_of_2027.rows.create(project=project)
        with django_assert_num_queries(len(few)):
            author.get(address)


def test_the_list_says_first_how_many_wait_and_costs_the_same_with_more(
    as_role, request_of_2027, dong_thap_officer, now, django_assert_num_queries, django_assert_max_num_queries
):
    officer, address = as_role("officer"), reverse("plan_requests")
    assert officer.get(address).context["waiting"] == 0
    REGISTRATION.perform("registration.send", request_of_2027, Act(by=dong_thap_officer, at=now))
    assert "1 hồ sơ đăng ký chờ tiếp nhận" in officer.get(address).content.decode()
    author = as_role("author")
    author.get(address)
    with django_assert_max_num_queries(15) as few:
        author.get(address)
    for year in (2028, 2029, 2030):
        begin_request(purse="KCDP", year=year, act=Act(by=dong_thap_officer, at=now))
    with django_assert_num_queries(len(few)):
        author.get(address)
