"""Where a sent project goes first: to its department, or straight to the ministry."""

import pytest
from django.core.exceptions import PermissionDenied

from khuyencong.organisations.models import Agency
from khuyencong.projects.lifecycle import PROJECT
from khuyencong.projects.models import Project
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.conftest import person
from tests.projects.sheets import concluded, filled, sent_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre_officer():
    """An officer of a region's centre, which lies under the ministry and in no province."""
    centre = Agency.objects.filter(kind=Agency.Kind.REGION_CENTRE).order_by("pk").first()
    return person(centre, "trungtamvung", "centre_officer", "Cán bộ trung tâm vùng")


@pytest.fixture
def of_the_centre(draft, centre_officer, ministry_officer):
    """A draft of the centre's, whose department is the ministry's."""
    project = draft()
    told = {"agency": centre_officer.agency, "desk": centre_officer.desk, "author": centre_officer.account}
    Project.objects.filter(pk=project.pk).update(**told, department=ministry_officer.agency)
    return Project.objects.get(pk=project.pk)


def offered(project, actor):
    return {each.name for each in PROJECT.offered(project, actor)}


def test_a_province_sends_to_its_department_and_never_straight(draft, dong_thap_officer, now):
    project = draft()
    assert offered(project, dong_thap_officer) == {"project.submit", "project.withdraw"}
    with pytest.raises(PermissionDenied):
        PROJECT.perform("project.submit_straight", project, Act(by=dong_thap_officer, at=now))


def test_a_province_goes_through_its_department_with_several_provinces_too(draft, dong_thap_officer):
    project = draft()
    project.provinces.set([project.province])
    assert offered(project, dong_thap_officer) == {"project.submit", "project.withdraw"}


def test_a_region_s_centre_sends_straight_to_the_ministry_where_it_waits_for_the_plan_s_appraisal(
    of_the_centre, centre_officer, ministry_officer, ministry_leader, now
):
    assert offered(of_the_centre, centre_officer) == {"project.submit_straight", "project.withdraw"}
    sent = PROJECT.perform("project.submit_straight", of_the_centre, Act(by=centre_officer, at=now))
    waits = Task.objects.get(dossier_kind="project", dossier_key=str(sent.pk), state="open")
    assert (sent.state, waits.desk) == ("registered", ministry_officer.desk_code)

    sheet = filled(sent, ministry_officer, now)
    assert sheet.level == "plan"
    assert concluded(sheet, "pass", ministry_leader, now).state == "passed"


def test_what_comes_back_from_the_ministry_goes_straight_again(
    of_the_centre, centre_officer, ministry_officer, now
):
    sent = PROJECT.perform("project.submit_straight", of_the_centre, Act(by=centre_officer, at=now))
    returned = sent_back(sent, ministry_officer, now)
    assert (returned.state, offered(returned, centre_officer)) == (
        "returned",
        {"project.submit_straight", "project.withdraw"},
    )


def test_the_local_purse_goes_no_straight_way(of_the_centre, centre_officer):
    of_the_centre.purse = "KCDP"
    assert "project.submit_straight" not in offered(of_the_centre, centre_officer)
