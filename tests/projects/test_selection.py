"""Candidate lists: reckoned in the order of the law, adopted by another, all projects moved or none."""

from datetime import date, timedelta
from itertools import chain

import pytest
from django.core.exceptions import PermissionDenied

from khuyencong.industry.actions import Place, add_holding, change_holding, register, save_cluster
from khuyencong.industry.lifecycle.merges import MERGE, propose_merge
from khuyencong.industry.models import Establishment, Product, SupplyLink
from khuyencong.norms.models import SupportItem
from khuyencong.projects import actions
from khuyencong.projects.actions import add_beneficiary
from khuyencong.projects.actions.dossiers import prefer
from khuyencong.projects.lifecycle import (
    PLAN_DECISION,
    PROJECT,
    SELECTION,
    Signed,
    begin_decision,
    begin_list,
    begin_request,
)
from khuyencong.projects.models import Line, Project, PublishedCapability, SelectionList
from khuyencong.projects.models.states import PARTS
from khuyencong.projects.queries.decisions import projects_of
from khuyencong.projects.queries.dossiers import request_of
from khuyencong.projects.queries.links import joints_of
from khuyencong.projects.queries.second_reading import read
from khuyencong.projects.queries.selection import (
    candidates_of,
    items_of,
    passed,
    positions_of,
    scale_on,
    selection_of,
)
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.scatter import Part, linked, measure
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event
from tests.industry.conftest import enter, phu_loc
from tests.projects.conftest import commune_of, machine

__all__ = ["enter", "phu_loc"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(draft):
    """Three projects that passed, of 300, 127 and 28 million; the last is a model project."""
    made = [draft(680_000_000, 300_000_000), draft(270_000_000, 127_000_000), draft(60_000_000, 28_000_000)]
    keys = [each.pk for each in made]
    Project.objects.filter(pk__in=keys).update(state="passed", submitted_at=made[0].created_at)
    Project.objects.filter(pk=keys[2]).update(kind="model")
    # One owner and one thing would be one bundle: here they are three owners.
    for each in made[:2]:
        each.beneficiaries.all().delete()
    return keys


def listed(by, at, ceiling=330_000_000) -> SelectionList:
    return begin_list(purse="KCQG", year=2027, ceiling=ceiling, act=Act(by=by, at=at))


def told(found) -> list[tuple[int, str]]:
    return [(each.project_id, each.outcome) for each in positions_of(found)]


def test_the_model_project_comes_first_and_who_does_not_fit_waits(three, ministry_officer, now):
    found = listed(ministry_officer, now)
    assert told(found)[0] == (three[2], "chosen")
    assert sum(each.support for each in positions_of(found) if each.outcome == "chosen") <= found.ceiling
    assert all(each.reason for each in positions_of(found))


def test_adopting_chooses_who_is_chosen_and_keeps_the_others_in_reserve(
    three, ministry_officer, ministry_leader, now
):
    found = listed(ministry_officer, now)
    SELECTION.perform("selection.propose", found, Act(by=ministry_officer, at=now))
    SELECTION.perform("selection.adopt", found, Act(by=ministry_leader, at=now))
    states = dict(Project.objects.values_list("pk", "state"))
    expected = {key: "selected" if outcome == "chosen" else "reserve" for key, outcome in told(found)}
    assert states == expected


def test_who_proposes_adopts_not_and_a_department_reckons_no_national_list(
    three, ministry_leader, dong_thap_officer, now
):
    with pytest.raises(PermissionDenied):
        listed(dong_thap_officer, now)
    found = listed(ministry_leader, now)
    SELECTION.perform("selection.propose", found, Act(by=ministry_leader, at=now))
    with pytest.raises(BlockedError) as blocked:
        SELECTION.perform("selection.adopt", found, Act(by=ministry_leader, at=now))
    assert [each.code for each in blocked.value.findings] == ["own_work"]
    assert SelectionList.objects.visible_to(dong_thap_officer).count() == 0


def test_a_list_that_is_true_no_more_is_not_proposed(three, ministry_officer, now):
    found = listed(ministry_officer, now)
    Project.objects.filter(pk=three[0]).update(state="refused")
    with pytest.raises(BlockedError) as blocked:
        SELECTION.perform("selection.propose", found, Act(by=ministry_officer, at=now))
    assert [each.code for each in blocked.value.findings] == ["list_outdated"]


def test_without_money_or_projects_no_list_is_made(law, ministry_officer, now):
    with pytest.raises(BlockedError) as blocked:
        listed(ministry_officer, now)
    with pytest.raises(BlockedError) as penniless:
        listed(ministry_officer, now, ceiling=0)
    codes = [each.value.findings[0].code for each in (blocked, penniless)]
    assert codes == ["nothing_passed", "ceiling"]


def test_reading_a_list_takes_as_many_selects_with_three_projects_as_with_one(
    three, ministry_officer, now, django_assert_num_queries
):
    found = listed(ministry_officer, now)
    with django_assert_num_queries(5):
        measured = measure(items_of(positions_of(found), now.date()), scale_on(now.date()))
    assert measured.total == sum(each.support for each in positions_of(found) if each.outcome == "chosen")
    assert len(passed(ministry_officer.agency, "KCQG", 2027)) == 3


def linked_in(found, day) -> list[int]:
    return sorted(int(each.key) for each in linked(items_of(positions_of(found), day)))


def test_projects_of_owners_who_supply_each_other_are_linked_also_after_a_merge(
    three, workshop, enter, dong_thap_officer, dong_thap_leader, ministry_officer, now
):
    drafted = Project.objects.filter(pk=three[1])
    drafted.update(state="draft", submitted_at=None)
    made = enter(name="Nhà máy ván Phú An", other=True)
    add_beneficiary(drafted.get(), made, None, by=dong_thap_officer, at=now)
    drafted.update(state="passed", submitted_at=now)
    found = listed(ministry_officer, now, ceiling=900_000_000)
    assert linked_in(found, now.date()) == []
    said = {"kind": "supplies", "partner": made, "product": "Gỗ xẻ", "source": "Hợp đồng"}
    link = add_holding(SupplyLink, workshop, said, by=dong_thap_officer, at=now)
    assert linked_in(found, now.date()) == sorted([three[1], three[2]])
    [joint] = joints_of(items_of(positions_of(found), now.date()), ministry_officer)
    assert (sorted(joint.projects), joint.establishment in {made.pk, workshop.pk}) == (
        sorted([three[1], three[2]]),
        True,
    )
    twin = enter(name="Ván Phú An", other=True)
    act = Act(by=dong_thap_officer, at=now, reason="Một chủ")
    merge = propose_merge(gone=made, kept=twin, act=act)
    MERGE.perform("establishment_merge.confirm", merge, Act(by=dong_thap_leader, at=now))
    assert linked_in(found, now.date()) == sorted([three[1], three[2]])
    change_holding(link, {"until": now.date()}, by=dong_thap_officer, at=now)
    assert linked_in(found, now.date()) == []


def test_a_cluster_links_until_it_ends_and_a_declared_product_by_itself(
    three, workshop, enter, dong_thap_officer, ministry_officer, now
):
    drafted = Project.objects.filter(pk=three[1])
    drafted.update(state="draft", submitted_at=None)
    made = enter(name="Nhà máy ván Phú An", other=True)
    add_beneficiary(drafted.get(), made, None, by=dong_thap_officer, at=now)
    drafted.update(state="appraised", submitted_at=now)
    Project.objects.filter(pk__in=three).update(state="appraised")
    dossier = begin_request(purse="KCQG", year=2027, act=Act(by=dong_thap_officer, at=now))
    Project.objects.filter(pk__in=three).update(state="passed")
    place = made.sites.get().commune
    said = {"name": "Cụm Phú Lợi", "source": "Danh mục"}
    cluster = save_cluster(said, place, by=dong_thap_officer, at=now)
    for owner in (made, workshop):
        change_holding(owner.sites.get(), {"cluster": cluster}, by=dong_thap_officer, at=now)
    found = listed(ministry_officer, now, ceiling=900_000_000)
    assert linked_in(found, now.date()) == sorted([three[1], three[2]])
    save_cluster(said | {"until": now.date()}, place, by=dong_thap_officer, at=now, cluster=cluster)
    assert linked_in(found, now.date()) == []
    third = enter(name="Lò bánh tráng", other=True)
    add_holding(Product, third, {"name": "Bánh tráng sữa"}, by=dong_thap_officer, at=now)
    link = {"kind": "processes", "partner": third, "product": "Bột", "source": "Hợp đồng"}
    add_holding(SupplyLink, made, link, by=dong_thap_officer, at=now)
    assert linked_in(found, now.date()) == []
    prefer(dossier, "product", "bánh tráng sữa", by=dong_thap_officer, at=now)
    assert linked_in(found, now.date()) == [three[1]]


def test_links_weigh_from_the_day_of_their_row_and_the_scale_says_so():
    weights = [scale_on(day).weights[Part.LINKS] for day in (date(2026, 11, 29), date(2026, 11, 30))]
    assert weights == [0, 1]


def test_what_the_locality_concentrates_on_is_no_scatter(three, ministry_officer, dong_thap_officer, now):
    Project.objects.filter(pk__in=three).update(state="appraised")
    dossier = begin_request(purse="KCQG", year=2027, act=Act(by=dong_thap_officer, at=now))
    Project.objects.filter(pk__in=three).update(state="passed")
    found = listed(ministry_officer, now)
    before = [each.declared for each in items_of(positions_of(found), now.date())]
    sector = Project.objects.get(pk=three[0]).sector
    prefer(dossier, "product", "Bột gạo", sector=sector, by=dong_thap_officer, at=now)
    after = [each.declared for each in items_of(positions_of(found), now.date())]
    assert (set(before), set(after), len(after)) == ({False}, {True}, len(before))


def test_sizes_and_weights_are_dated_rows_and_conventions_of_our_own(now):
    found = scale_on(now.date())
    assert (found.small, found.large, found.verified) == (100_000_000, 300_000_000, False)
    with pytest.raises(KeyError):
        scale_on(date(2010, 1, 1))


def of_years(project, support, by, at):
    """Another line of it, in the year after."""
    actions.save_line(project, machine(300_000_000, support, year=2028, name="Máy đóng gói"), by=by, at=at)


def test_a_plan_counts_its_own_year_and_tells_what_all_years_take(
    draft, ministry_officer, ministry_leader, dong_thap_officer, now
):
    project = draft(680_000_000, 200_000_000, last_year=2028)
    of_years(project, 90_000_000, dong_thap_officer, now)
    Project.objects.filter(pk=project.pk).update(state="passed", submitted_at=now)
    [row] = passed(ministry_officer.agency, "KCQG", 2027)
    assert (row.support, row.cost, row.whole_support, row.whole.total) == (
        200_000_000,
        680_000_000,
        290_000_000,
        980_000_000,
    )
    found = listed(ministry_officer, now, ceiling=200_000_000)
    assert [(each.support, each.outcome) for each in positions_of(found)] == [(200_000_000, "chosen")]
    adopted(found, ministry_officer, ministry_leader, now)
    decision = begin_decision(purse="KCQG", year=2027, act=Act(by=ministry_officer, at=now))
    assert [each.support for each in projects_of(decision)] == [200_000_000]
    PLAN_DECISION.perform("plan_decision.propose", decision, Act(by=ministry_officer, at=now))
    signed = Signed(number="12/QĐ-BCT", on=now.date())
    PLAN_DECISION.perform("plan_decision.record", decision, Act(by=ministry_leader, at=now, given=signed))
    [told] = [read(each.after) for each in Event.objects.filter(name="plan_decision.record")]
    assert (told["support"], told["allocated"]) == (200_000_000, 200_000_000)


def test_the_coverage_of_a_request_counts_the_money_of_its_year(draft, dong_thap_officer, now):
    project = draft(680_000_000, 200_000_000, last_year=2028)
    of_years(project, 90_000_000, dong_thap_officer, now)
    Project.objects.filter(pk=project.pk).update(state="appraised", submitted_at=now)
    dossier = begin_request(purse="KCQG", year=2027, act=Act(by=dong_thap_officer, at=now))
    assert request_of(dossier, now.date()).support == 200_000_000


def adopted(found, officer, leader, at):
    SELECTION.perform("selection.propose", found, Act(by=officer, at=at))
    return SELECTION.perform("selection.adopt", found, Act(by=leader, at=at))


def test_the_ceiling_is_that_of_the_year_over_all_its_lists(three, ministry_officer, ministry_leader, now):
    first = adopted(listed(ministry_officer, now), ministry_officer, ministry_leader, now)
    spent = sum(each.support for each in positions_of(first) if each.outcome == "chosen")
    second = listed(ministry_officer, now)
    assert (second.taken, selection_of(second, positions_of(second)).left) == (spent, 330_000_000 - spent)
    assert {each.outcome for each in positions_of(second)} == {"reserve"}
    with pytest.raises(BlockedError) as blocked:
        listed(ministry_officer, now, ceiling=spent - 1)
    assert [each.code for each in blocked.value.findings] == ["ceiling_taken"]
    whole = listed(ministry_officer, now, ceiling=455_000_000)
    assert sum(each.support for each in positions_of(whole) if each.outcome == "chosen") <= 455_000_000 - spent


def test_the_money_of_a_held_project_stays_spoken_for(three, ministry_officer, ministry_leader, now):
    """It goes on one day: chosen twice, the plan would hold more than its ceiling."""
    first = adopted(listed(ministry_officer, now), ministry_officer, ministry_leader, now)
    chosen = [each for each in positions_of(first) if each.outcome == "chosen"]
    act = Act(by=ministry_leader, at=now)
    for each in chosen:
        PROJECT.perform("project.approve", Project.objects.get(pk=each.project_id), act)
    biggest = max(chosen, key=lambda each: each.support)
    PROJECT.perform("project.hold", Project.objects.get(pk=biggest.project_id), act)
    second = listed(ministry_officer, now)
    assert (second.taken, [each.outcome for each in positions_of(second)]) == (328_000_000, ["reserve"])


def test_every_state_of_a_project_is_in_one_part():
    assert sorted(chain(*PARTS)) == sorted(Project.State.values)


def test_a_list_reckoned_before_another_was_adopted_is_true_no_more(
    three, ministry_officer, ministry_leader, now
):
    late = listed(ministry_officer, now, ceiling=20_000_000)
    Project.objects.create(
        **{
            field.attname: getattr(Project.objects.get(pk=three[0]), field.attname)
            for field in Project._meta.concrete_fields
            if field.attname not in ("id", "code", "state")
        },
        state="selected",
    )
    Line.objects.filter(project=three[1]).update(project=Project.objects.latest("pk"))
    with pytest.raises(BlockedError) as blocked:
        SELECTION.perform("selection.propose", late, Act(by=ministry_officer, at=now))
    assert "số đã chọn của kế hoạch đổi từ 0 đồng thành 127.000.000 đồng" in blocked.value.findings[0].message


@pytest.mark.parametrize("split", ["second item", "merged twin", "group"])
def test_parts_for_one_owner_and_content_stand_or_fall_together_however_they_are_split(
    draft, workshop, dong_thap_officer, ministry_officer, now, split
):
    more, owner = {}, workshop
    if split == "second item":
        other = SupportItem.objects.exclude(code="may-moc").order_by("pk").first()
        more["items"] = {SupportItem.objects.get(code="may-moc"): 1, other: 1}
    if split == "group":
        more["kind"] = "group"
    parts = [draft(title="Một"), draft(title="Hai", named=False, **more)]
    if split == "merged twin":
        said = {"name": "Sao Mai cũ", "legal_form": "htx", "source": "thử"}
        place = Place(unit=commune_of("Đồng Tháp", "Phú Lợi"), address="Ấp 9")
        owner = register(said, place, by=dong_thap_officer, at=now, other=True)
    actions.add_beneficiary(parts[1], owner, None, by=dong_thap_officer, at=now)
    if split == "merged twin":
        Establishment.objects.filter(pk=owner.pk).update(state="merged", merged_into=workshop)
    alone = draft(title="Khác", named=False)
    keys = [each.pk for each in (*parts, alone)]
    Project.objects.filter(pk__in=keys).update(state="passed", submitted_at=now)
    one, two, three = candidates_of(passed(ministry_officer.agency, "KCQG", 2027), now.date())
    assert (one.bundle == two.bundle != "", three.bundle) == (True, "")


def scored(agency, publisher, hundredths, at):
    PublishedCapability.objects.create(
        agency=agency, publisher=publisher, year=2026, hundredths=hundredths, round="capability-1", at=at
    )


def test_where_projects_are_equal_the_more_capable_unit_comes_first_by_what_was_published(
    three, ministry_officer, tay_ninh_officer, dong_thap_officer, now
):
    ministry, day_before = ministry_officer.agency, now - timedelta(days=1)
    Project.objects.filter(pk=three[1]).update(agency=tay_ninh_officer.agency)
    scored(dong_thap_officer.agency, ministry, 7000, day_before)
    scored(tay_ninh_officer.agency, ministry, 7001, day_before)
    # A province's own word is not looked at by a national plan, nor what comes after the list was made.
    scored(tay_ninh_officer.agency, tay_ninh_officer.agency, 1, day_before)
    scored(tay_ninh_officer.agency, ministry, 1, now + timedelta(days=1))
    first = positions_of(listed(ministry_officer, now, ceiling=500_000_000))
    assert [each.project_id for each in first] == [three[2], three[1], three[0]]
    assert "năng lực đơn vị thực hiện 70,01 điểm" in first[1].reason
    assert first[2].reason.endswith("Điều 7 khoản 2, 36/2013/TT-BCT).")
    scored(tay_ninh_officer.agency, ministry, None, now)
    again = positions_of(listed(ministry_officer, now, ceiling=500_000_000))
    assert [each.project_id for each in again] == [three[2], three[0], three[1]]
    assert "năng lực đơn vị thực hiện chưa đánh giá" in again[2].reason
