"""The plan of a group project: drawn up by the unit, approved by others; its establishments benefit then."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from khuyencong.industry.actions import Place, register
from khuyencong.industry.lifecycle.merges import MERGE, propose_merge
from khuyencong.industry.models import Establishment
from khuyencong.norms.models import Authority, Deadline, SupportItem
from khuyencong.organisations.models import Agency
from khuyencong.places.models import Unit
from khuyencong.projects.actions import save_line
from khuyencong.projects.actions.group_plans import Planned, put_place, say_how, take_out
from khuyencong.projects.lifecycle import GROUP_PLAN, PROJECT, Signed, begin_group_plan, start
from khuyencong.projects.models import Beneficiary, GroupPlace, GroupPlan, Project
from khuyencong.projects.queries.flags import flags_of, flags_of_owners
from khuyencong.projects.queries.group_plans import (
    apart_from,
    approved,
    due_of,
    in_force,
    judged,
    lacking_plan,
    owners_in,
    places_of,
    plans_of,
    power_over_plan,
    under_way,
)
from khuyencong.projects.queries.projects import of_owner
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.projects.conftest import basics, commune_of, machine

pytestmark = pytest.mark.django_db
M = 1_000_000
HOW = "Đơn vị chọn cơ sở, ký hợp đồng, nghiệm thu từng nơi"


def codes(caught):
    return [each.code for each in caught.value.findings]


def another(name, by, at, commune="Phú Lợi", **more):
    said = {"name": name, "legal_form": "ho", "source": "thử"} | more
    return register(said, Place(unit=commune_of("Đồng Tháp", commune), address=name), by=by, at=at, other=True)


@pytest.fixture
def group(law, dong_thap_officer, ministry_leader, now) -> Project:
    """A group project for two that a decision just gave 300 million đồng for 2027; nobody is named yet."""
    item = {SupportItem.objects.get(code="may-moc"): 2}
    found = start(basics(kind="group", items=item), act=Act(by=dong_thap_officer, at=now))
    save_line(found, machine(680 * M, 300 * M), by=dong_thap_officer, at=now)
    Project.objects.filter(pk=found.pk).update(state="selected", submitted_at=now)
    return PROJECT.perform("project.approve", found, Act(by=ministry_leader, at=now))


@pytest.fixture
def plan(group) -> GroupPlan:
    """The one that came with the decision."""
    return group.group_plans.get()


def line(workshop, support=150 * M, **more):
    said = {
        "establishment": workshop,
        "site": workshop.sites.first(),
        "content": "Máy sấy bơm nhiệt",
        "since": date(2027, 3, 1),
        "until": date(2027, 9, 1),
        "support": support,
        "counterpart": 190 * M,
    }
    return Planned(**said | more)


@pytest.fixture
def second(dong_thap_officer, now) -> Establishment:
    return another("Hộ Út Mười", dong_thap_officer, now, "Tân Thuận")


@pytest.fixture
def written(plan, workshop, second, dong_thap_officer, now) -> GroupPlan:
    """With two places that use all of it."""
    act = {"by": dong_thap_officer, "at": now}
    for each in (workshop, second):
        put_place(plan, line(each), **act)
    return say_how(plan, HOW, "", **act)


@pytest.fixture
def move(dong_thap_officer, dong_thap_colleague, dong_thap_leader, now):
    """Takes a plan a step, by whoever takes it."""
    people = {"submit": dong_thap_officer, "appraise": dong_thap_colleague, "approve": dong_thap_leader}

    def make(plan, step, by=None, at=now, **given):
        given = {"reason": "Đúng đối tượng"} | given if step == "appraise" else given
        if step == "approve":
            given.setdefault("given", Signed(number="45/QĐ-SCT", on=at.date()))
        return GROUP_PLAN.perform(f"group_plan.{step}", plan, Act(by=by or people[step], at=at, **given))

    return make


@pytest.fixture
def standing(written, move) -> GroupPlan:
    """Approved."""
    for step in ("submit", "appraise", "approve"):
        written = move(written, step)
    return written


def waiting(plan):
    return Task.objects.get(dossier_kind="group_plan", dossier_key=str(plan.pk), state="open")


def test_the_decision_asks_the_unit_for_its_plan_with_a_day_that_says_it_is_ours(group, plan):
    task = waiting(plan)
    assert (plan.state, plan.version, plan.year, plan.author) == ("draft", 1, 2027, None)
    assert (task.desk, task.title) == (
        group.desk.code,
        f"Rà soát, lập kế hoạch nhóm năm 2027 của đề án “{group.title}”",
    )
    assert (task.due, task.due_source) == (
        date(2026, 12, 15),
        "15 ngày làm việc, quy ước của hệ thống: văn bản không đặt hạn",
    )


def test_only_group_projects_are_asked(law, dong_thap_officer, ministry_leader, now):
    found = start(basics(), act=Act(by=dong_thap_officer, at=now))
    Project.objects.filter(pk=found.pk).update(state="selected", submitted_at=now)
    found = PROJECT.perform("project.approve", found, Act(by=ministry_leader, at=now))
    assert (GroupPlan.objects.count(), lacking_plan(found, 2027, now.date())) == (0, [])
    with pytest.raises(PermissionDenied):
        begin_group_plan(found, 2027, Act(by=dong_thap_officer, at=now))


def test_from_the_desk_of_the_unit_to_the_head_and_its_establishments_benefit(
    group, standing, workshop, second, ministry_officer, now
):
    assert (standing.state, standing.number, standing.signed_on, standing.appraised) == (
        "approved",
        "45/QĐ-SCT",
        now.date(),
        "Đúng đối tượng",
    )
    assert not Task.objects.filter(dossier_kind="group_plan", state="open").exists()
    assert list(group.beneficiaries.order_by("pk").values_list("establishment", "site")) == [
        (workshop.pk, workshop.sites.get().pk),
        (second.pk, second.sites.get().pk),
    ]
    assert [each.pk for each in of_owner([second])] == [group.pk]
    group.refresh_from_db()
    assert "ho ut muoi" in group.searched
    assert (lacking_plan(group, 2027, now.date()), list(approved(ministry_officer))) == ([], [standing])
    told = json.loads(Event.objects.get(name="group_plan.approve").after)
    assert (told["support"], told["beneficiaries"]) == (300 * M, sorted([workshop.pk, second.pk]))


def test_each_step_lies_at_the_desk_that_takes_it(written, move, dong_thap_colleague, dong_thap_leader):
    sent = move(written, "submit")
    task = waiting(sent)
    assert (task.title[:9], task.due, task.stake) == ("Thẩm định", date(2026, 12, 3), 300 * M)
    assert task.desk == dong_thap_colleague.desk_code
    seen = move(sent, "appraise")
    task = waiting(seen)
    assert (task.desk, task.due) == (dong_thap_leader.desk_code, date(2026, 11, 27))


def test_without_an_approved_plan_the_law_is_told(group, plan, now):
    [finding] = lacking_plan(group, 2027, now.date())
    assert (finding.code, finding.severity.value) == ("no_group_plan", "warning")
    assert "(Điều 23 khoản 3, 36/2013/TT-BCT (cần xác minh))" in finding.message


def test_a_dong_too_much_stops_it_and_what_is_left_only_warns(written, workshop, move, dong_thap_officer, now):
    place = written.places.first()
    put_place(written, line(workshop, 150 * M + 1), place=place, by=dong_thap_officer, at=now)
    with pytest.raises(BlockedError) as caught:
        move(written, "submit")
    assert codes(caught) == ["above_given"]
    put_place(written, line(workshop, 150 * M - 1), place=place, by=dong_thap_officer, at=now)
    given, found = judged(written, places_of(written), now.date())
    assert (given.support, given.owners, [each.code for each in found]) == (300 * M, 2, ["not_all_given"])
    assert move(written, "submit").state == "submitted"


def test_less_given_by_then_stops_the_head_too(group, written, move):
    seen = move(move(written, "submit"), "appraise")
    group.lines.update(national=299 * M)
    with pytest.raises(BlockedError) as caught:
        move(seen, "approve")
    assert codes(caught) == ["above_given"]


def test_who_wrote_or_sent_it_neither_appraises_nor_approves(
    written, move, dong_thap_officer, dong_thap_colleague, dong_thap_leader, workshop, now
):
    act = {"by": dong_thap_colleague, "at": now}
    put_place(written, line(workshop), place=written.places.first(), **act)
    sent = move(written, "submit")
    for person in (dong_thap_officer, dong_thap_colleague):
        with pytest.raises(BlockedError) as caught:
            move(sent, "appraise", by=person)
        assert codes(caught) == ["own_work"]
    seen = move(sent, "appraise", by=dong_thap_leader)
    with pytest.raises(BlockedError) as caught:
        move(seen, "approve")
    assert codes(caught) == ["own_work"]


def test_the_neighbour_the_inspector_and_the_ministry_write_nothing(
    written, move, tay_ninh_officer, inspector, ministry_officer, ministry_leader, workshop, now
):
    for person in (tay_ninh_officer, inspector, ministry_officer, ministry_leader):
        with pytest.raises(PermissionDenied):
            put_place(written, line(workshop), by=person, at=now)
        for step in ("submit", "appraise"):
            with pytest.raises(PermissionDenied):
                move(written, step, by=person)


def test_the_ministry_follows_what_was_sent_and_the_neighbour_sees_nothing(
    written, move, inspector, ministry_officer, tay_ninh_officer, dong_thap_leader
):
    people = (dong_thap_leader, ministry_officer, inspector, tay_ninh_officer)
    assert [under_way(each).count() for each in people] == [1, 0, 0, 0]
    move(written, "submit")
    assert [under_way(each).count() for each in people] == [1, 1, 1, 0]
    assert [GroupPlace.objects.visible_to(each).count() for each in people] == [2, 2, 2, 0]


def test_it_comes_back_with_words_and_goes_again(written, move, dong_thap_colleague, dong_thap_leader, now):
    sent = move(written, "submit")
    with pytest.raises(BlockedError) as caught:
        move(sent, "return", by=dong_thap_colleague)
    assert codes(caught) == ["reason_missing"]
    back = move(sent, "return", by=dong_thap_leader, reason="Thiếu lớp ở xã Tân Thuận")
    assert (back.state, waiting(back).title[:3]) == ("returned", "Sửa")
    again = move(back, "submit", at=now + timedelta(days=1))
    assert (again.state, again.submitted_on) == ("submitted", now.date())


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (None, "no_number"),
        (Signed(number=" ", on=date(2026, 11, 23)), "no_number"),
        (Signed(number="1", on=date(2026, 11, 24)), "future"),
        (Signed(number="1", on=date(2026, 11, 22)), "before_sent"),
    ],
)
def test_what_was_signed_has_a_number_and_a_day_that_can_be(written, move, given, code):
    seen = move(move(written, "submit"), "appraise")
    with pytest.raises(BlockedError) as caught:
        move(seen, "approve", given=given)
    assert codes(caught) == [code]


def test_a_later_version_takes_its_place_and_whom_it_leaves_out_has_left(
    group, standing, workshop, second, move, dong_thap_officer, now
):
    third = another("Hợp tác xã Chiếu", dong_thap_officer, now)
    with pytest.raises(BlockedError) as caught:
        begin_group_plan(group, 2027, Act(by=dong_thap_officer, at=now))
    assert codes(caught) == ["reason_missing"]
    act = Act(by=dong_thap_officer, at=now, reason="Hộ Út Mười không làm nữa")
    fresh = begin_group_plan(group, 2027, act)
    assert (fresh.version, fresh.organisation, fresh.places.count()) == (2, HOW, 2)
    with pytest.raises(BlockedError) as caught:
        begin_group_plan(group, 2027, act)
    assert codes(caught) == ["plan_open"]
    leaving = fresh.places.get(establishment=second)
    put_place(fresh, line(third), place=leaving, by=dong_thap_officer, at=now)
    assert set(group.beneficiaries.values_list("establishment", flat=True)) == {workshop.pk, second.pk}
    for step in ("submit", "appraise", "approve"):
        fresh = move(fresh, step)
    standing.refresh_from_db()
    assert (fresh.state, standing.state, in_force(group, 2027)) == ("approved", "superseded", fresh)
    assert set(group.beneficiaries.values_list("establishment", flat=True)) == {workshop.pk, third.pk}
    gone = Beneficiary._base_manager.get(project=group, establishment=second)
    assert (gone.left_on, standing.places.count()) == (now.date(), 2)


def test_a_plan_that_a_decided_change_overtook_says_so(group, standing, second, now):
    def told():
        places = places_of(standing)
        given, _ = judged(standing, places, now.date())
        return [each.code for each in apart_from(standing, places, given)]

    assert told() == []
    group.beneficiaries.filter(establishment=second).update(left_on=now.date())
    assert told() == ["moved_on"]
    group.lines.update(national=300 * M - 1)
    assert told() == ["moved_on", "above_given"]


def test_people_of_a_commune_are_a_place_of_their_own(plan, dong_thap_officer, now):
    place = commune_of("Đồng Tháp", "Phú Lợi")
    people = {"establishment": None, "site": None, "people": "Lớp may  công nghiệp K1", "commune": place}
    act = {"by": dong_thap_officer, "at": now}
    made = put_place(plan, replace(line_of_nobody(), **people), **act)
    assert (made.name, made.where, owners_in(plan.project, [made])) == (
        "Lớp may công nghiệp K1",
        "Xã Phú Lợi",
        [],
    )
    for wrong in ({"people": " "}, {"commune": None}):
        with pytest.raises(BlockedError) as caught:
            put_place(plan, replace(line_of_nobody(), **people | wrong), **act)
        assert codes(caught) == ["nobody"]
    take_out(made, **act)
    assert plan.places.count() == 0


def line_of_nobody():
    return Planned(content="Dạy may", since=date(2027, 3, 1), until=date(2027, 5, 1), support=100 * M)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"content": "  "}, "no_content"),
        ({"until": date(2027, 2, 1)}, "ends_first"),
        ({"support": -1}, "negative"),
        ({"site": None}, "no_site"),
    ],
)
def test_what_is_no_line_is_not_kept(plan, workshop, dong_thap_officer, now, change, code):
    with pytest.raises(BlockedError) as caught:
        put_place(plan, line(workshop, **change), by=dong_thap_officer, at=now)
    assert (codes(caught), plan.places.count()) == ([code], 0)


def test_an_establishment_is_named_once_and_while_it_works(
    written, workshop, second, move, dong_thap_officer, now
):
    with pytest.raises(BlockedError) as caught:
        put_place(written, line(workshop), by=dong_thap_officer, at=now)
    assert codes(caught) == ["named_already"]
    Establishment.objects.filter(pk=second.pk).update(state="closed", closed_on=now.date())
    with pytest.raises(BlockedError) as caught:
        move(written, "submit")
    assert codes(caught) == ["beneficiary_gone"]


def test_an_owner_who_closed_after_her_plan_does_not_lose_it_to_the_next(
    standing, second, move, dong_thap_officer, now
):
    Establishment.objects.filter(pk=second.pk).update(state="closed", closed_on=now.date())
    again = begin_group_plan(standing.project, 2027, Act(by=dong_thap_officer, at=now, reason="Đổi thời gian"))
    _, found = judged(again, places_of(again), now.date())
    assert [(each.code, each.severity.value) for each in found] == [("beneficiary_gone", "warning")]
    for step in ("submit", "appraise", "approve"):
        again = move(again, step)
    assert standing.project in of_owner([second])


def test_a_plan_of_all_support_and_no_counterpart_is_refused_with_the_clause(
    plan, workshop, dong_thap_officer, now
):
    put_place(plan, line(workshop, 300 * M, counterpart=0), by=dong_thap_officer, at=now)
    _, found = judged(plan, places_of(plan), now.date())
    [told] = [each for each in found if each.code == "above_norm"]
    assert (told.severity.value, "28/2018/TT-BTC" in told.message) == ("error", True)


def test_a_row_of_the_province_says_who_approves_and_by_when(group, now):
    """For its own local purse; never for another's."""
    on, own = now.date(), group.province
    other = Unit.objects.filter(level="province", until=None).exclude(pk=own.pk).first()
    said = {
        "code": "ke-hoach-nhom-kcdp",
        "purse": "KCDP",
        "since": date(2026, 1, 1),
        "source": "Quy chế",
        "position": 99,
    }
    for where, who, days in ((own, "Phó Giám đốc Sở", 5), (other, "Nơi khác", 1)):
        Authority.objects.create(province=where, name="Duyệt", decided_by=who, **said)
        Deadline.objects.create(
            province=where, name="Thẩm định", by_whom="Sở", every="once", after_days=days, **said
        )
    group.purse = "KCDP"
    assert power_over_plan(group, on).who == "Phó Giám đốc Sở"
    assert due_of("appraise", group, on).last == on + timedelta(days=5)


def test_a_project_that_went_straight_names_no_department(group, now):
    """The clause names the department alone; who approves there is a convention of ours, and says so."""
    group.department = Agency.objects.filter(kind="ministry").first()
    power = power_over_plan(group, now.date())
    assert (power.who, power.law) == ("Cục Công Thương địa phương", "Quy ước của hệ thống (cần xác minh)")
    [lacking] = lacking_plan(group, 2027, now.date())
    assert "Sở" not in lacking.message + lacking.fix


def test_who_was_helped_before_is_flagged_before_she_is_named_and_after(
    group, written, workshop, draft, dong_thap_officer, move, now
):
    other = draft(title="Máy sấy khác")
    PROJECT.perform("project.submit", other, Act(by=dong_thap_officer, at=now))
    early = flags_of_owners(group, owners_in(group, places_of(written)), dong_thap_officer)
    assert [(each.kind, each.project) for each in early] == [("Có thể hỗ trợ trùng một khoản chi", other.pk)]
    for step in ("submit", "appraise", "approve"):
        written = move(written, step)
    late = flags_of([group], dong_thap_officer)[group.pk]
    assert [each.words for each in late] == [each.words for each in early]


def test_a_stopped_project_leaves_no_plan_waiting(group, plan, ministry_leader, now):
    PROJECT.perform("project.stop", group, Act(by=ministry_leader, at=now, reason="Thôi"))
    plan.refresh_from_db()
    assert (plan.state, Task.objects.filter(dossier_kind="group_plan", state="open").count()) == ("dropped", 0)


def test_a_dropped_one_is_begun_again_as_another_version(group, plan, dong_thap_officer, now):
    act = Act(by=dong_thap_officer, at=now, reason="Nhầm")
    GROUP_PLAN.perform("group_plan.drop", plan, act)
    made = begin_group_plan(group, 2027, Act(by=dong_thap_officer, at=now))
    assert (made.version, made.reason, list(plans_of(dong_thap_officer, group))) == (2, "", [made])
    with pytest.raises(BlockedError) as caught:
        begin_group_plan(group, 2028, act)
    assert codes(caught) == ["other_year"]


def refused(change):
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


def test_the_database_keeps_what_was_approved(standing, workshop):
    rows = GroupPlan.objects.filter(pk=standing.pk)
    place = standing.places.first()
    refused(lambda: rows.update(number="x"))
    refused(lambda: rows.update(state="draft"))
    refused(rows.delete)
    refused(lambda: standing.places.update(support=1))
    refused(lambda: place.delete())
    refused(lambda: GroupPlace.objects.bulk_create([copy_of(place)]))
    rows.update(state="superseded")
    refused(lambda: rows.update(state="approved"))


@pytest.mark.parametrize("state", ["approved", "superseded", "appraised"])
def test_the_database_takes_no_plan_that_begins_elsewhere_than_as_a_draft(group, plan, now, state):
    GroupPlan.objects.filter(pk=plan.pk).update(state="dropped")
    more = {"number": "45", "signed_on": now.date(), "submitted_on": now.date(), "appraised": "Đúng"}
    made = {"project": group, "year": 2027, "version": 2, "agency": group.agency, "desk": group.desk}
    refused(lambda: GroupPlan.objects.create(**made, **more, created_at=now, state=state))
    GroupPlan.objects.create(**made, created_at=now)


def test_the_database_approves_no_plan_that_nobody_appraised(written, move, now):
    sent = move(written, "submit")
    rows = GroupPlan.objects.filter(pk=sent.pk)
    refused(lambda: rows.update(state="approved", number="45", signed_on=now.date(), appraised="Đúng"))


def copy_of(place):
    place.pk, place.position, place.establishment, place.site, place.people = None, 9, None, None, "Lớp"
    return place


def test_the_database_knows_one_in_force_and_one_being_drawn_up(group, plan, standing, dong_thap_officer, now):
    twin = {"project": group, "year": 2027, "agency": group.agency, "desk": group.desk, "created_at": now}
    GroupPlan.objects.create(**twin, version=2)
    refused(lambda: GroupPlan.objects.create(**twin, version=3))
    sent = {"submitted_on": now.date(), "appraised": "x", "number": "1", "signed_on": now.date()}
    refused(lambda: GroupPlan.objects.create(**twin, **sent, version=3, state="approved"))
    refused(lambda: GroupPlan.objects.create(**twin, version=3, state="approved"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time")
def test_two_heads_at_once_approve_it_once(committed_world, written, move, dong_thap_leader):
    seen = move(move(written, "submit"), "appraise")

    def approve(_):
        try:
            return move(seen, "approve").state
        except BlockedError as blocked:
            return blocked.findings[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(approve, range(2))) == ["approved", "wrong_state"]
    assert Beneficiary.objects.count() == 2


def test_a_day_of_the_law_comes_before_our_own(group, now):
    on = now.date()
    assert (due_of("appraise", group, on).last, due_of("other", group, on)) == (date(2026, 12, 3), None)
    row = {"name": "Thẩm định", "purse": "KCQG", "by_whom": "Sở", "every": "once", "source": "thử"}
    Deadline.objects.create(code="ke-hoach-nhom", position=99, since=date(2014, 2, 10), after_days=20, **row)
    found = due_of("appraise", group, on)
    assert (found.last, found.told) == (date(2026, 12, 13), "thử (cần xác minh)")
    assert due_of("prepare", group, on).verified


def test_nothing_takes_the_place_of_a_standing_plan_by_replace(standing):
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's alone")
    statement = "INSERT OR REPLACE INTO projects_groupplan SELECT * FROM projects_groupplan"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def merged(gone, kept, by, head, at):
    found = propose_merge(gone=gone, kept=kept, act=Act(by=by, at=at, reason="Một cơ sở ghi hai lần"))
    return MERGE.perform("establishment_merge.confirm", found, Act(by=head, at=at))


def overtaken(plan):
    places = places_of(plan)
    given, _ = judged(plan, places, date(2026, 11, 1))
    return [each.code for each in apart_from(plan, places, given)]


def test_two_beneficiaries_that_become_one_row_are_told(
    standing, workshop, second, dong_thap_officer, dong_thap_leader, now
):
    assert overtaken(standing) == []
    merged(second, workshop, dong_thap_officer, dong_thap_leader, now)
    assert overtaken(standing) == ["benefits_twice"]


def test_one_owner_benefits_once_over_years_and_merges(
    group, plan, workshop, second, dong_thap_officer, dong_thap_leader, move, now
):
    Project.objects.filter(pk=group.pk).update(last_year=2028)
    act = {"by": dong_thap_officer, "at": now}
    first = GroupPlan.objects.get(pk=plan.pk)
    put_place(first, line(second, 300 * M, counterpart=380 * M), **act)
    say_how(first, HOW, "", **act)
    for step in ("submit", "appraise", "approve"):
        move(GroupPlan.objects.get(pk=plan.pk), step)
    merged(second, workshop, dong_thap_officer, dong_thap_leader, now)
    following = begin_group_plan(Project.objects.get(pk=group.pk), 2028, Act(by=dong_thap_officer, at=now))
    place = line(workshop, 0, counterpart=1, since=date(2028, 1, 1), until=date(2028, 2, 1))
    put_place(following, place, **act)
    say_how(following, HOW, "", **act)
    for step in ("submit", "appraise", "approve"):
        move(GroupPlan.objects.get(pk=following.pk), step)
    assert [each.establishment.kept_key for each in group.beneficiaries.all()] == [workshop.pk]


def test_a_line_that_is_gone_is_told(plan, workshop, dong_thap_officer, now):
    act = {"by": dong_thap_officer, "at": now}
    kept = put_place(plan, line(workshop), **act)
    take_out(kept, **act)
    for again in (lambda: take_out(kept, **act), lambda: put_place(plan, line(workshop), place=kept, **act)):
        with pytest.raises(BlockedError) as refused:
            again()
        assert codes(refused) == ["gone"]


def test_a_provinces_own_row_says_who_approves_and_by_when(group, law, now):
    """Where the row for all is our own convention; another province's is never asked."""
    Project.objects.filter(pk=group.pk).update(purse="KCDP")
    project, on = Project.objects.get(pk=group.pk), now.date()
    own = {
        "code": "ke-hoach-nhom-kcdp",
        "purse": "KCDP",
        "position": 1,
        "since": date(2020, 1, 1),
        "source": "Thử",
        "name": "Kế hoạch nhóm",
    }
    neighbour = Unit.objects.on(on).get(level=Unit.Level.PROVINCE, name="Tây Ninh")
    Authority.objects.create(province=neighbour, decided_by="Tỉnh khác", **own)
    before = power_over_plan(project, on)
    Authority.objects.create(province=project.province, decided_by="Phó Giám đốc Sở", **own)
    Deadline.objects.create(province=project.province, after_days=5, every="once", by_whom="Sở", **own)
    assert (before and before.who, power_over_plan(project, on).who) == ("Sở Công Thương", "Phó Giám đốc Sở")
    assert due_of("appraise", project, on).last == on + timedelta(days=5)
