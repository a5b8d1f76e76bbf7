"""A province's plan request: what it gathers, what stops it and why, when it is late, who may do what."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied

from khuyencong.industry.actions import Place, register
from khuyencong.industry.models import Establishment
from khuyencong.norms.models import Sector
from khuyencong.organisations.actors import PUBLIC
from khuyencong.organisations.models import Agency
from khuyencong.post.queries.tray import in_tray
from khuyencong.projects.actions import change
from khuyencong.projects.actions.appraisal import answer
from khuyencong.projects.actions.dossiers import add_project, prefer, report, take_out, unprefer
from khuyencong.projects.lifecycle import PROJECT, REGISTRATION, begin_request
from khuyencong.projects.models import LocalPriority, Project, RegisteredProject, RegistrationDossier
from khuyencong.projects.queries.dossiers import findings_of, in_the_way_of, request_of
from khuyencong.rules.coverage import Axis, view
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.projects.conftest import basics, commune_of
from tests.projects.sheets import passed, sent_back

pytestmark = pytest.mark.django_db
WRITTEN = {"results": "Làm xong ba đề án.", "progress": "Đang làm hai đề án.", "targets": "Năm đề án."}
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def appraised(draft, ministry_officer, now):
    """A project that passed the base appraisal; somebody at the ministry waits for it."""

    def make(*, year=2027, **more):
        project = draft(texts=False, papers=False, **more)
        changed = {"state": "appraised", "submitted_at": now, "year": year, "last_year": year}
        Project.objects.filter(pk=project.pk).update(**changed)
        project.refresh_from_db()
        return project

    return make


@pytest.fixture
def request_for(dong_thap_officer, now):
    """The department's request, its report written."""

    def make(*, at=now, purse="KCQG"):
        dossier = begin_request(purse=purse, year=2027, act=Act(by=dong_thap_officer, at=at))
        report(dossier, WRITTEN, by=dong_thap_officer, at=at)
        return dossier

    return make


def move(name, dossier, by, at, reason=""):
    return REGISTRATION.perform(f"registration.{name}", dossier, Act(by=by, at=at, reason=reason))


def codes(blocked):
    return [each.code for each in blocked.value.findings]


def test_a_request_gathers_what_may_be_registered_and_sending_registers_it(
    appraised, draft, request_for, dong_thap_officer, now
):
    mine = appraised()
    draft(texts=False, papers=False)
    appraised(year=2028)
    appraised(purse="KCDP")
    dossier = request_for()
    assert [row.project for row in dossier.rows.all()] == [mine]

    sent = move("send", dossier, dong_thap_officer, now)

    mine.refresh_from_db()
    assert (sent.state, mine.state) == ("sent", "registered")
    told = Event.objects.filter(dossier_kind="registration").order_by("sequence")
    assert [each.name for each in told] == ["registration.begin", "registration.report", "registration.send"]


def test_a_project_outside_the_sectors_stops_the_request_and_says_which_and_why(
    appraised, request_for, dong_thap_officer, now
):
    project = appraised()
    Project.objects.filter(pk=project.pk).update(
        sector=Sector.objects.create(
            code="gach-cu", name="Gạch lò thủ công", position=99, since=date(2012, 7, 5), until=date(2020, 1, 1)
        )
    )
    dossier = request_for()

    with pytest.raises(BlockedError) as blocked:
        move("send", dossier, dong_thap_officer, now)

    [finding] = blocked.value.findings
    assert finding.code == "sector_without_basis"
    assert finding.place == f"Đề án “{project.title}”"
    assert "“Gạch lò thủ công” đã hết hiệu lực từ 01/01/2020" in finding.message
    dossier.refresh_from_db()
    project.refresh_from_db()
    assert (dossier.state, project.state) == ("draft", "appraised")


def test_a_project_outside_the_contents_stops_it_too(appraised, request_for, dong_thap_officer, now):
    project = appraised()
    activity = project.items.get().item.activity
    type(activity).objects.filter(pk=activity.pk).update(until=date(2020, 1, 1))
    with pytest.raises(BlockedError) as blocked:
        move("send", request_for(), dong_thap_officer, now)
    assert codes(blocked) == ["content_without_basis"]
    assert activity.name in blocked.value.findings[0].message


def test_an_empty_request_says_everything_that_is_missing(law, dong_thap_officer, now):
    dossier = begin_request(purse="KCQG", year=2027, act=Act(by=dong_thap_officer, at=now))
    found = [each.code for each in in_the_way_of(request_of(dossier, now.date()))]
    assert found == ["part_empty", "part_empty", "part_empty", "no_project"]
    local = begin_request(purse="KCDP", year=2027, act=Act(by=dong_thap_officer, at=now))
    assert [each.code for each in in_the_way_of(request_of(local, now.date()))] == ["no_project"]


def test_a_project_sent_back_meanwhile_stops_it_until_it_is_taken_out(
    appraised, request_for, dong_thap_officer, now
):
    project, other = appraised(), appraised(title="Máy khác")
    dossier = request_for()
    Project.objects.filter(pk=project.pk).update(state="returned")
    with pytest.raises(BlockedError) as blocked:
        move("send", dossier, dong_thap_officer, now)
    assert codes(blocked) == ["not_appraised"]

    take_out(dossier.rows.get(project=project), by=dong_thap_officer, at=now)
    move("send", dossier, dong_thap_officer, now)
    other.refresh_from_db()
    assert other.state == "registered"


@pytest.mark.parametrize(("day", "late"), [(19, 0), (20, 1), (30, 11)])
def test_a_request_sent_late_is_shown_with_its_days_and_the_law(
    appraised, request_for, dong_thap_officer, day, late
):
    appraised()
    at = datetime(2026, 6, day, 23, 30, tzinfo=VIETNAM)
    sent = move("send", request_for(at=at), dong_thap_officer, at)
    assert (sent.late_days, sent.due_on) == (late, date(2026, 6, 19))
    assert sent.due_law == "Điều 1 khoản 9, 17/2018/TT-BCT (cần xác minh)"


def test_a_deadline_on_a_free_day_is_the_same_next_working_day_on_the_page_and_in_the_tray(
    law, dong_thap_officer, now
):
    dossier = begin_request(purse="KCQG", year=2028, act=Act(by=dong_thap_officer, at=now))
    [item] = in_tray([dong_thap_officer.desk_code], now.date())
    due = request_of(dossier, now.date()).due
    assert (due.last, due.last.weekday(), item.urgency.ends) == (date(2027, 6, 21), 0, due.last)
    assert due.days_late(date(2027, 6, 21)) == 0


def test_the_local_purse_has_no_deadline_of_the_nation_and_waits_at_the_departments_own_head(
    appraised, request_for, dong_thap_officer, dong_thap_leader, now
):
    appraised(purse="KCDP")
    sent = move("send", request_for(purse="KCDP"), dong_thap_officer, now)
    waits = Task.objects.get(dossier_kind="registration", state="open")
    assert (sent.due_on, sent.late_days, waits.desk) == (None, 0, dong_thap_leader.desk_code)
    assert move("receive", sent, dong_thap_leader, now).state == "received"


def test_returned_it_is_written_on_and_lateness_stays_that_of_the_first_sending(
    appraised, request_for, dong_thap_officer, ministry_officer
):
    appraised()
    first, later = (datetime(2026, month, 1, 9, tzinfo=VIETNAM) for month in (6, 8))
    dossier = request_for(at=first)
    move("send", dossier, dong_thap_officer, first)
    with pytest.raises(BlockedError) as blocked:
        report(dossier, {"targets": "Khác"}, by=dong_thap_officer, at=first)
    assert codes(blocked) == ["sent"]

    returned = move("return", dossier, ministry_officer, later, reason="Thiếu số liệu")
    report(returned, {"targets": "Sáu đề án."}, by=dong_thap_officer, at=later)
    with pytest.raises(BlockedError) as blocked:
        take_out(returned.rows.get(), by=dong_thap_officer, at=later)
    assert codes(blocked) == ["registered"]
    again = move("send", returned, dong_thap_officer, later)
    assert (again.late_days, again.sent_at, again.targets) == (0, first, "Sáu đề án.")
    assert move("receive", again, ministry_officer, later).state == "received"


def test_who_may_do_what(
    appraised, request_for, dong_thap_officer, dong_thap_colleague, tay_ninh_officer, ministry_officer, now
):
    appraised()
    dossier = request_for()
    seen = RegistrationDossier.objects.visible_to
    for actor, sees in [
        (dong_thap_officer, 1),
        (dong_thap_colleague, 1),
        (tay_ninh_officer, 0),
        (ministry_officer, 0),
        (PUBLIC, 0),
    ]:
        assert seen(actor).count() == sees
    for actor in (tay_ninh_officer, ministry_officer):
        with pytest.raises(PermissionDenied):
            move("send", dossier, actor, now)
        with pytest.raises(PermissionDenied):
            report(dossier, {"targets": "x"}, by=actor, at=now)
    sent = move("send", dossier, dong_thap_colleague, now)
    assert seen(ministry_officer).count() == 1
    for actor in (dong_thap_officer, tay_ninh_officer):
        with pytest.raises(PermissionDenied):
            move("receive", sent, actor, now)


def test_a_second_request_of_the_same_year_and_purse_is_refused(request_for, law, dong_thap_officer, now):
    request_for()
    with pytest.raises(BlockedError) as blocked:
        request_for()
    assert codes(blocked) == ["made_already"]


def test_a_project_stands_in_one_request_and_only_where_it_belongs(
    appraised, request_for, law, dong_thap_officer, now
):
    dossier = request_for()
    mine, other_year = appraised(), appraised(year=2028)
    add_project(dossier, mine, by=dong_thap_officer, at=now)
    for project in (mine, other_year):
        with pytest.raises(BlockedError) as blocked:
            add_project(dossier, project, by=dong_thap_officer, at=now)
        assert codes(blocked) == ["not_for_this"]
    assert RegisteredProject.objects.count() == 1


def test_priorities_are_rows_and_their_absence_is_told(request_for, law, dong_thap_officer, now):
    dossier = request_for()
    assert "no_priority" in [each.code for each in findings_of(request_of(dossier, now.date()))]
    made = prefer(dossier, "product", " Bột gạo ", reason="Chủ lực", by=dong_thap_officer, at=now)
    prefer(dossier, "product", "Bột gạo", by=dong_thap_officer, at=now)
    assert [(each.name, each.reason) for each in LocalPriority.objects.all()] == [("Bột gạo", "Chủ lực")]
    assert "no_priority" not in [each.code for each in findings_of(request_of(dossier, now.date()))]
    unprefer(made, by=dong_thap_officer, at=now)
    assert LocalPriority.objects.count() == 0


def test_the_matrix_holds_each_project_where_it_belongs_with_its_support(appraised, request_for, now):
    appraised()
    found = request_of(request_for(), now.date())
    cells = [
        (cell.row, cell.column, cell.support)
        for line in view(found.matrix, Axis.CONTENT, Axis.SECTOR)
        for cell in line.cells
        if not cell.empty
    ]
    assert cells == [("3", "che-bien", 300_000_000)]
    assert found.support == 300_000_000
    [place] = {each.locality for each in found.matrix.entries}
    assert found.matrix.name(Axis.LOCALITY, place) == "Xã Phú Lợi"


def test_a_merged_row_and_the_one_it_was_merged_into_are_one_family(
    appraised, request_for, workshop, dong_thap_officer, now
):
    said = {"name": "Giữ lại", "legal_form": "htx", "source": "thử"}
    place = Place(unit=commune_of("Đồng Tháp", "Tân Thuận"), address="Ấp 8")
    kept = register(said, place, by=dong_thap_officer, at=now, other=True)
    appraised()
    dossier = request_for()
    assert {each.family for each in request_of(dossier, now.date()).matrix.entries} == {str(workshop.pk)}
    Establishment.objects.filter(pk=workshop.pk).update(state="merged", merged_into=kept)
    assert {each.family for each in request_of(dossier, now.date()).matrix.entries} == {str(kept.pk)}


def test_reading_a_request_takes_as_many_selects_with_many_projects_as_with_one(
    appraised, request_for, dong_thap_officer, now, django_assert_num_queries
):
    appraised()
    dossier = RegistrationDossier.objects.select_related("province").get(pk=request_for().pk)
    with django_assert_num_queries(9):
        findings_of(request_of(dossier, now.date()))
    for number in range(6):
        add_project(dossier, appraised(title=f"Máy {number}"), by=dong_thap_officer, at=now)
    with django_assert_num_queries(9):
        findings_of(request_of(dossier, now.date()))


@pytest.fixture
def registered(
    draft, request_for, dong_thap_officer, dong_thap_colleague, dong_thap_leader, ministry_officer, now
):
    """A project that passed the base as people do it, and the request that registered it."""
    project = PROJECT.perform("project.submit", draft(), Act(by=dong_thap_officer, at=now))
    passed(project, dong_thap_colleague, dong_thap_leader, now)
    dossier = move("send", request_for(), dong_thap_officer, now)
    project.refresh_from_db()
    return project, dossier


def returned_from_above(project, ministry_officer, by, now):
    """The same as the ministry gave it back and its questions were answered."""
    project = sent_back(project, ministry_officer, now)
    for each in project.supplements.all():
        answer(each, "Đã bổ sung báo giá", by=by, at=now)
    return project


@pytest.mark.parametrize("received", [False, True])
def test_a_project_that_comes_back_from_the_ministry_is_registered_again_by_the_base(
    registered, received, dong_thap_officer, dong_thap_colleague, dong_thap_leader, ministry_officer, now
):
    project, dossier = registered
    if received:
        move("receive", dossier, ministry_officer, now)
    project = returned_from_above(project, ministry_officer, dong_thap_officer, now)
    project = PROJECT.perform("project.submit", project, Act(by=dong_thap_officer, at=now))
    with pytest.raises(PermissionDenied):
        PROJECT.perform("project.appraise", project, Act(by=dong_thap_leader, at=now))
    project = passed(project, dong_thap_colleague, dong_thap_leader, now)
    assert project.state == "registered"
    assert [each.project for each in dossier.rows.all()] == [project]
    waits = Task.objects.get(dossier_kind="project", dossier_key=str(project.pk), state="open")
    assert (waits.agency, waits.title.partition(" “")[0]) == ("cuc", "Thẩm định đề án đã đăng ký")


def test_a_project_in_a_request_changes_neither_purse_nor_year(
    registered, dong_thap_officer, ministry_officer, now
):
    project, _ = registered
    project = returned_from_above(project, ministry_officer, dong_thap_officer, now)
    for more in ({"purse": "KCDP"}, {"year": 2028, "last_year": 2028}):
        with pytest.raises(BlockedError) as blocked:
            change(project, basics(**more), seen=project.edition, by=dong_thap_officer, at=now)
        assert codes(blocked) == ["in_request"]
    changed = change(project, basics(title="Tên khác"), seen=project.edition, by=dong_thap_officer, at=now)
    assert (changed.title, changed.purse, changed.year) == ("Tên khác", "KCQG", 2027)


def test_a_request_with_a_project_of_another_plan_cannot_be_sent(
    appraised, request_for, dong_thap_officer, now
):
    project = appraised()
    dossier = request_for()
    Project.objects.filter(pk=project.pk).update(year=2029, last_year=2029)
    with pytest.raises(BlockedError) as blocked:
        move("send", dossier, dong_thap_officer, now)
    assert codes(blocked) == ["other_plan"]
    assert "năm 2029" in blocked.value.findings[0].message


@pytest.mark.parametrize("state", ["passed", "reserve", "selected", "approved", "refused"])
def test_a_returned_request_is_sent_again_whatever_became_of_what_it_registered(
    registered, state, dong_thap_officer, ministry_officer, now
):
    project, dossier = registered
    Project.objects.filter(pk=project.pk).update(state=state)
    returned = move("return", dossier, ministry_officer, now, reason="Thiếu số liệu")
    with pytest.raises(BlockedError) as blocked:
        take_out(returned.rows.get(), by=dong_thap_officer, at=now)
    assert codes(blocked) == ["registered"]
    assert move("send", returned, dong_thap_officer, now).state == "sent"
    project.refresh_from_db()
    assert project.state == state


def test_what_is_appraised_after_the_request_was_received_goes_into_a_supplement(
    appraised, request_for, dong_thap_officer, ministry_officer, now
):
    appraised()
    first = request_for()
    prefer(first, "product", "Bột gạo", by=dong_thap_officer, at=now)
    move("receive", move("send", first, dong_thap_officer, now), ministry_officer, now)
    again = {"purse": "KCQG", "year": 2027, "act": Act(by=dong_thap_officer, at=now)}
    with pytest.raises(BlockedError) as blocked:
        begin_request(**again)
    assert codes(blocked) == ["nothing_more"]

    late = appraised(title="Máy đến sau")
    Project.objects.filter(pk=late.pk).update(made_up=True)
    more = begin_request(**again)
    assert (first.made_up, more.made_up) == (False, True)
    assert (more.number, str(more)) == (2, "Khuyến công quốc gia 2027, Đồng Tháp, bổ sung lần 1")
    assert [each.project for each in more.rows.all()] == [late]
    assert (more.results, more.targets) == (WRITTEN["results"], WRITTEN["targets"])
    assert [each.name for each in more.priorities.all()] == ["Bột gạo"]
    with pytest.raises(BlockedError) as blocked:
        begin_request(**again)
    assert codes(blocked) == ["made_already"]
    sent = move("send", more, dong_thap_officer, now)
    late.refresh_from_db()
    assert (sent.due_on, sent.late_days, late.state) == (None, 0, "registered")


def test_the_heir_of_a_department_registers_what_the_former_one_appraised(
    appraised, law, dong_thap_officer, now
):
    project = appraised()
    former = Agency.objects.create(
        code="so-ct-cu",
        kind="department",
        since=date(2020, 1, 1),
        unit=dong_thap_officer.agency.unit,
        parent=dong_thap_officer.agency.parent,
        successor=dong_thap_officer.agency,
    )
    Project.objects.filter(pk=project.pk).update(department=former)
    dossier = begin_request(purse="KCQG", year=2027, act=Act(by=dong_thap_officer, at=now))
    assert [row.project for row in dossier.rows.all()] == [project]
