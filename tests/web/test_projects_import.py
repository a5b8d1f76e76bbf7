"""Importing projects: looked at first, all or nothing, begun once, told to the trail once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from khuyencong.projects.models import Project
from khuyencong.workflow.models import Event
from tests.paperwork.test_projects_workbook import book, cost, project
from tests.projects.conftest import law, workshop

pytestmark = pytest.mark.django_db
__all__ = ["law", "workshop"]


@pytest.fixture(autouse=True)
def in_force(law):
    """The norms."""


def hand_in(client, projects, costs, *, name="de-an.xlsx", content=None):
    file = SimpleUploadedFile(name, content if content is not None else book(projects, costs))
    response = client.post(reverse("projects_upload"), {"workbook": file})
    return response.headers.get("Location", ""), response


def test_looking_writes_nothing_and_confirming_begins_all(as_role, workshop):
    client = as_role("author")
    two = [project(workshops=workshop.name), project(number=2, title="Hai")]
    page, _ = hand_in(client, two, [cost(), cost(number=2), cost(number=2, name="Lắp", item="", support="")])
    shown = client.get(page)
    assert (len(shown.context["rows"]), shown.context["asked"]) == (2, 600_000_000)
    assert Project.objects.count() == 0
    assert client.post(page).status_code == 302
    first, second = Project.objects.order_by("pk")
    assert [each.establishment for each in first.beneficiaries.all()] == [workshop]
    assert list(second.lines.values_list("position", "national", "counterpart")) == [
        (1, 300_000_000, 380_000_000),
        (2, 0, 680_000_000),
    ]
    assert "sao mai" in first.searched
    event = Event.objects.get(name="project.import")
    assert (event.title, '"lines": 3' in event.after) == ("Nhập 2 đề án từ tệp de-an.xlsx", True)
    assert client.get(reverse("project_step", args=[first.pk, "du-toan"])).status_code == 200


def test_a_wrong_cell_stops_the_whole_file(as_role):
    client = as_role("author")
    page, _ = hand_in(client, [project(), project(number=2, title="Hai", purse="?")], [cost()])
    shown = client.get(page)
    assert (shown.status_code, [each.place for each in shown.context["findings"]]) == (422, ["Đề án!C3"])
    assert (client.post(page).status_code, Project.objects.count()) == (422, 0)


def test_the_same_file_again_begins_nothing(as_role):
    client = as_role("author")
    page, _ = hand_in(client, [project()], [cost()])
    assert [client.post(page).status_code for _ in range(2)] == [302, 422]
    again, _ = hand_in(client, [project()], [cost()])
    [finding] = client.get(again).context["findings"]
    assert (finding.code, Project.objects.count()) == ("project_exists", 1)


def test_another_agency_begins_its_own_of_the_same_name(as_role):
    client = as_role("author")
    page, _ = hand_in(client, [project()], [cost()])
    assert client.post(page).status_code == 302
    client = as_role("neighbour")
    other, _ = hand_in(client, [project()], [cost()])
    assert client.post(other).status_code == 302


def test_nobody_opens_the_file_of_another(as_role):
    page, _ = hand_in(as_role("author"), [project()], [cost()])
    assert [as_role(role).get(page).status_code for role in ("colleague", "neighbour")] == [404, 404]


@pytest.mark.parametrize(("name", "content"), [("x.exe", b"MZ"), ("x.xlsx", b"MZ"), ("x.csv", b"a,b")])
def test_what_is_no_workbook_is_said_at_once(as_role, name, content):
    _, response = hand_in(as_role("author"), [], [], name=name, content=content)
    assert response.status_code == 422


def test_a_workshop_of_a_neighbour_is_not_found(as_role, workshop):
    client = as_role("neighbour")
    page, _ = hand_in(client, [project(workshops=workshop.name)], [cost()])
    [first, _] = client.get(page).context["findings"]
    assert (first.code, "không có trong sổ cơ sở" in first.message) == ("unknown_workshops", True)


def test_two_hundred_projects_are_looked_at_in_as_many_selects_as_two(as_role, django_assert_max_num_queries):
    client = as_role("author")

    def many(count, start):
        rows = [project(number=number, title=f"Đề án {start + number}") for number in range(count)]
        return hand_in(client, rows, [cost(number=number) for number in range(count)])[0]

    few, lots = many(2, 0), many(200, 1000)
    with django_assert_max_num_queries(40) as asked:
        client.get(few)
    with django_assert_max_num_queries(len(asked)):
        client.get(lots)
