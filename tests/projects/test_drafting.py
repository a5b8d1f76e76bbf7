"""Drafting: the worked cases, what stops a draft, whose words stand."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khuyencong.industry.actions import Place, add_holding, close, register
from khuyencong.industry.lifecycle.merges import MERGE, propose_merge
from khuyencong.industry.models import Certificate
from khuyencong.norms.models import Norm, PriorityTrade, SupportItem
from khuyencong.norms.queries import Judged, recompute
from khuyencong.organisations.actors import PUBLIC
from khuyencong.places.models import Unit
from khuyencong.projects import actions
from khuyencong.projects.actions.appraisal import answer
from khuyencong.projects.actions.drafting import province_over
from khuyencong.projects.lifecycle import PROJECT
from khuyencong.projects.models import (
    Beneficiary,
    Line,
    Paper,
    Passage,
    Project,
    ProjectItem,
    RegisteredProject,
    RegistrationDossier,
    Supplement,
    Verdict,
)
from khuyencong.projects.queries import draft_of, gaps_of, in_the_way, open_drafts
from khuyencong.projects.queries.plan_year import PlanYear, plan_year
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.projects.conftest import LONG, basics, commune_of, machine
from tests.projects.sheets import passed, sent_back

pytestmark = pytest.mark.django_db
AT = datetime(2026, 12, 1, tzinfo=UTC)
M = 1_000_000


def submit(project, by, at):
    return PROJECT.perform("project.submit", project, Act(by=by, at=at))


@pytest.mark.parametrize(
    ("cost", "support"), [(270_000_000, 127_000_000), (60_000_000, 28_000_000), (680_000_000, 300_000_000)]
)
def test_the_worked_cases_of_the_law_can_be_sent(draft, dong_thap_officer, now, cost, support):
    sent = submit(draft(cost, support), dong_thap_officer, now)

    verdict = Verdict.objects.get(project=sent)
    assert (sent.state, verdict.asked, verdict.norm) == ("submitted", support, "kcqg-may-moc@2018-05-11#1")
    assert verdict.allowed == min(cost // 2, 300_000_000)


@pytest.mark.parametrize(("cost", "support"), [(680_000_000, 300_000_001), (60_000_000, 30_000_001)])
def test_one_dong_above_the_norm_is_refused_with_its_clause(draft, dong_thap_officer, now, cost, support):
    project = draft(cost, support)

    with pytest.raises(BlockedError) as blocked:
        submit(project, dong_thap_officer, now)

    [finding] = blocked.value.findings
    assert finding.code == "above_norm"
    assert "Điều 8 khoản 4, 28/2018/TT-BTC" in finding.message
    project.refresh_from_db()
    assert (project.state, Verdict.objects.count()) == ("draft", 0)


def test_an_empty_draft_says_everything_that_is_missing_step_by_step(law, dong_thap_officer, now):
    project = draft_alone(dong_thap_officer, now)

    found = [(gap.step.value, gap.finding.code) for gap in gaps_of(draft_of(project, now.date()))]

    assert found == [
        ("chung", "no_content"),
        ("chung", "no_sector"),
        ("co-so", "no_beneficiary"),
        ("du-toan", "no_line"),
        ("du-toan", "no_counterpart"),
        ("du-toan", "no_single_support"),
        *[("thuyet-minh", "section_empty")] * 7,
        *[("giay-to", "paper_missing")] * 3,
    ]


def severities(project, on) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for gap in gaps_of(draft_of(project, on)):
        found.setdefault(gap.finding.code, set()).add(gap.finding.severity.value)
    return found


def test_law_that_was_read_stops_and_law_nobody_has_read_only_warns(law, dong_thap_officer, now):
    project = draft_alone(dong_thap_officer, now)

    of_2026 = severities(project, now.date())
    of_2016 = severities(project, date(2016, 3, 1))

    for code in ("no_counterpart", "no_single_support"):
        assert (of_2016[code], of_2026[code]) == ({"error"}, {"warning"}), code
    assert (of_2026["section_empty"], of_2026["paper_missing"]) == ({"error"}, {"warning"})


def test_the_procedure_of_the_national_purse_only_warns_a_local_project(law, dong_thap_officer, now):
    said = basics(purse="KCDP", kind="model", full_counterpart=False, no_double_support=False)
    local = actions.begin(said, by=dong_thap_officer, at=now)
    national = actions.begin(basics(kind="model"), by=dong_thap_officer, at=now)

    found = severities(local, now.date())
    assert [found[code] for code in ("section_empty", "paper_missing", "not_a_model")] == [{"warning"}] * 3
    # Nobody has read what the circular of July 2018 made of it: since then it only warns.
    told = [severities(national, on)["not_a_model"] for on in (date(2018, 7, 9), now.date())]
    assert told == [{"error"}, {"warning"}]


def test_cleaner_production_is_supported_wherever_the_site_lies(draft, workshop, dong_thap_officer, now):
    project = draft()
    ward = commune_of("Đồng Tháp", "Cao Lãnh", kind="phường")
    city = Unit.objects.get(level="province", name="Cần Thơ", until=None)
    workshop.sites.update(commune=ward, province=city)

    def told(items):
        said = basics(items={SupportItem.objects.get(code=code): 1 for code in items}, provinces=[city])
        row = actions.change(project, said, seen=Project.objects.get(pk=project.pk).edition, **who)
        found = gaps_of(draft_of(Project.objects.get(pk=row.pk), now.date()))
        return [gap.finding.code for gap in found if gap.step.value == "co-so"]

    who = {"by": dong_thap_officer, "at": now}
    assert told(["may-moc", "sxsh-thi-diem"]) == ["outside_area"]
    Line.objects.filter(project=project).delete()
    assert told(["sxsh-thi-diem", "sxsh-danh-gia"]) == []


def draft_alone(by, at) -> Project:
    said = basics(items={}, sector=None, full_counterpart=False, no_double_support=False)
    return actions.begin(said, by=by, at=at)


def test_reading_a_draft_takes_as_many_selects_with_many_lines_as_with_one(
    draft, dong_thap_officer, now, django_assert_num_queries
):
    project = draft()
    project = Project.objects.select_related("province", "sector").get(pk=project.pk)
    with django_assert_num_queries(11):
        gaps_of(draft_of(project, now.date()))
    for _ in range(20):
        actions.save_line(project, machine(1_000_000, 0), by=dong_thap_officer, at=now)
    with django_assert_num_queries(11):
        gaps_of(draft_of(project, now.date()))


def test_a_new_draft_is_proposed_the_first_year_whose_request_can_still_be_sent(draft, dong_thap_officer, now):
    project = draft(texts=False, papers=False)
    project.year = project.last_year = 2028
    home, on = project.province, now.date()
    assert plan_year(home, "KCDP", on) == PlanYear(year=2027)
    assert gone_of(project, on) == []
    request = {"purse": "KCDP", "province": home, "agency": project.agency, "desk": project.desk}
    told = {"author": project.author, "created_at": now, "sent_at": now, "state": "received"}
    RegistrationDossier.objects.create(year=2027, **request, **told)
    RegistrationDossier.objects.create(year=2028, **request, **told | {"state": "returned"})
    RegistrationDossier.objects.create(year=2028, **request | {"purse": "KCQG"}, **told)

    said = "Hồ sơ đăng ký kế hoạch Khuyến công địa phương năm 2027 của Tỉnh Đồng Tháp đã được tiếp nhận."
    assert plan_year(home, "KCDP", on) == PlanYear(year=2028, why=said)
    assert gone_of(project, on) == [
        "Hồ sơ đăng ký kế hoạch Khuyến công quốc gia năm 2028 của Tỉnh Đồng Tháp đã được tiếp nhận."
    ]
    more = RegistrationDossier.objects.create(year=2028, number=2, **request | {"purse": "KCQG"}, **told)
    RegistrationDossier.objects.filter(pk=more.pk).update(state="returned")
    assert gone_of(project, on) == []
    more.delete()
    RegisteredProject.objects.create(project=project, dossier=RegistrationDossier.objects.get(purse="KCQG"))
    assert gone_of(project, on) == []


def test_a_year_whose_deadline_is_past_is_not_proposed(law, dong_thap_officer, now):
    home = province_over(dong_thap_officer.agency)

    assert plan_year(home, "KCQG", date(2026, 6, 19)) == PlanYear(year=2027)
    late = plan_year(home, "KCQG", date(2026, 6, 20))

    assert late == PlanYear(year=2028, why="Hạn gửi hồ sơ đăng ký kế hoạch 2027 đã hết ngày 19/06/2026.")


def gone_of(project, on) -> list[str]:
    gaps = gaps_of(draft_of(project, on))
    return [gap.finding.message for gap in gaps if gap.finding.code == "plan_gone"]


def test_a_site_in_a_province_that_is_not_named_is_told_until_the_province_joins(
    draft, workshop, dong_thap_officer, now
):
    project = draft()
    here, there = (
        Unit.objects.get(level="province", name=name, until=None) for name in ("Đồng Tháp", "Cà Mau")
    )
    before = Unit.objects.get(level="province", name="Tiền Giang", until=date(2025, 7, 1))

    def told(province):
        workshop.sites.update(province=province)
        row = Project.objects.get(pk=project.pk)
        return [gap.finding.code for gap in gaps_of(draft_of(row, now.date())) if gap.step.value == "co-so"]

    assert [told(here), told(before), told(there)] == [[], [], ["other_province"]]
    said = basics(provinces=[there])
    actions.change(project, said, seen=project.edition, by=dong_thap_officer, at=now)
    assert told(there) == []
    event = Event.objects.filter(name="project.change").latest("pk")
    assert json.loads(event.after)["provinces"] == [there.code]


def test_the_beneficiary_pays_what_nobody_else_does(draft, dong_thap_officer, now):
    project = draft(270_000_000, 127_000_000)
    actions.save_line(project, machine(100, 30, other=20), by=dong_thap_officer, at=now)

    rows = Line.objects.values_list("national", "local", "counterpart", "other")
    assert list(rows) == [(127_000_000, 0, 143_000_000, 0), (30, 0, 50, 20)]


def test_support_without_an_item_and_caps_for_more_than_are_named_evade_no_norm(draft, dong_thap_officer, now):
    project = draft(cost=680 * M, support=300 * M)
    given = {"quantity": Decimal(1), "unit_price": 5_000 * M, "year": project.year}
    loose = actions.Cost(name="Chi khác", item=None, support=4_900 * M, **given)
    with pytest.raises(BlockedError) as refused:
        actions.save_line(project, loose, by=dong_thap_officer, at=now)
    assert [each.code for each in refused.value.findings] == ["item_missing"]
    project.items.update(count=100)
    with pytest.raises(BlockedError) as refused:
        submit(project, dong_thap_officer, now)
    assert [each.code for each in refused.value.findings] == ["more_than_named"]


def test_a_project_that_changes_its_purse_takes_what_it_asks_along(draft, dong_thap_officer, now):
    project = draft(cost=680 * M, support=300 * M)
    said = basics(purse="KCDP", items={each.item: each.count for each in project.items.all()})
    actions.change(project, said, seen=project.edition, by=dong_thap_officer, at=now)
    line = project.lines.get()
    assert (line.national, line.local, line.counterpart) == (0, 300 * M, 380 * M)
    assert Event.objects.filter(name="project.line").latest("sequence").title.startswith("Chuyển nguồn")


@pytest.mark.parametrize("reason", ["x" * 2001, "a\0b"])
def test_a_reason_the_trail_cannot_keep_is_said_and_nothing_moves(draft, dong_thap_officer, now, reason):
    project = draft()
    with pytest.raises(BlockedError) as refused:
        PROJECT.perform("project.withdraw", project, Act(by=dong_thap_officer, at=now, reason=reason))
    project.refresh_from_db()
    assert ([each.code for each in refused.value.findings], project.state) == (["reason_unkeepable"], "draft")


def test_a_line_never_asks_for_more_than_it_costs(draft, dong_thap_officer, now):
    with pytest.raises(BlockedError) as blocked:
        actions.save_line(draft(), machine(100, 80, other=21), by=dong_thap_officer, at=now)
    assert [each.code for each in blocked.value.findings] == ["parts_exceed"]


def test_words_written_at_the_same_time_are_kept_aside_and_settled_by_a_person(
    draft, dong_thap_officer, dong_thap_colleague, now
):
    project = draft(texts=False)
    first = actions.write(project, "muc-tieu", "Một", based_on=0, by=dong_thap_officer, at=now)
    theirs = actions.write(project, "muc-tieu", "Hai", based_on=1, by=dong_thap_colleague, at=now)
    mine = actions.write(project, "muc-tieu", "Ba", based_on=1, by=dong_thap_officer, at=now)

    assert (first.number, theirs.number, mine.number, mine.settled) == (1, 2, None, False)
    assert "section_unsettled" in [each.code for each in in_the_way(project, now.date())]

    both = actions.settle(mine, "Hai\n\nBa", based_on=2, by=dong_thap_colleague, at=now)
    mine.refresh_from_db()
    assert (both.number, both.text, mine.settled, mine.text) == (3, "Hai\n\nBa", True, "Ba")
    assert list(Passage.objects.filter(section="muc-tieu").values_list("text", flat=True).order_by("pk")) == [
        "Một",
        "Hai",
        "Ba",
        "Hai\n\nBa",
    ]


def test_the_database_lets_nobody_rewrite_what_was_written_or_judged(draft, dong_thap_officer, now):
    submit(draft(), dong_thap_officer, now)
    for rows, change in ((Passage.objects, {"text": "khác"}), (Verdict.objects, {"allowed": 1})):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all().update(**change)
    assert set(Passage.objects.values_list("text", flat=True)) == {LONG.strip()}


def test_the_basics_saved_by_another_in_between_stop_the_second(
    draft, dong_thap_officer, dong_thap_colleague, now
):
    project = draft()
    seen = project.edition
    actions.change(project, basics(title="Tên của tôi"), seen=seen, by=dong_thap_colleague, at=now)

    with pytest.raises(BlockedError) as blocked:
        actions.change(project, basics(title="Tên khác"), seen=seen, by=dong_thap_officer, at=now)

    assert [each.code for each in blocked.value.findings] == ["overtaken"]
    project.refresh_from_db()
    assert project.title == "Tên của tôi"


def test_a_neighbour_writes_nothing_and_a_head_reads(draft, tay_ninh_officer, dong_thap_leader, now):
    project = draft()
    with pytest.raises(PermissionDenied):
        actions.write(project, "muc-tieu", "x", based_on=0, by=tay_ninh_officer, at=now)
    seen = [Project.objects.visible_to(each).count() for each in (dong_thap_leader, tay_ninh_officer)]
    assert seen == [1, 0]


def test_the_ministry_sees_a_project_once_it_is_sent(draft, dong_thap_officer, ministry_officer, now):
    project = draft()
    before = Project.objects.visible_to(ministry_officer).count()
    submit(project, dong_thap_officer, now)
    assert (before, Project.objects.visible_to(ministry_officer).count()) == (0, 1)


def test_a_ward_of_a_city_under_the_centre_is_only_warned_of_while_the_decree_is_unread(
    draft, workshop, dong_thap_officer, now
):
    project = draft()
    site = workshop.sites.get()
    site.commune, site.province = commune_of("Cần Thơ", "Cái Khế", "phường"), commune_of("Cần Thơ", "x").parent
    site.save()
    found = {gap.finding.code: gap.finding.severity.value for gap in gaps_of(draft_of(project, now.date()))}
    assert found == {"other_province": "warning", "outside_area": "warning"}


def test_a_sent_draft_waits_at_the_department_and_goes_back_and_forth(
    draft, dong_thap_officer, dong_thap_colleague, dong_thap_leader, now
):
    project = submit(draft(), dong_thap_officer, now)
    waiting = Task.objects.get(state="open", dossier_kind="project")
    assert (waiting.desk, waiting.stake) == (dong_thap_officer.desk_code, 300_000_000)

    project = sent_back(project, dong_thap_leader, now + timedelta(days=1))
    answer(Supplement.objects.get(), "Đã thêm", by=dong_thap_officer, at=now + timedelta(days=1))
    actions.write(project, "muc-tieu", "Rõ hơn. " + LONG, based_on=1, by=dong_thap_officer, at=now)
    project = submit(project, dong_thap_officer, now + timedelta(days=2))
    done = passed(project, dong_thap_colleague, dong_thap_leader, now + timedelta(days=3))

    assert (done.state, list(Verdict.objects.values_list("round", flat=True))) == ("appraised", [2, 1])
    moves = Event.objects.filter(name__in=[each.name for each in PROJECT.transitions]).order_by("sequence")
    assert list(moves.values_list("name", flat=True)) == [
        "project.submit",
        "project.return",
        "project.submit",
        "project.appraise",
    ]


def test_every_table_of_a_project_is_seen_with_it(
    draft, dong_thap_officer, tay_ninh_officer, ministry_officer, now
):
    submit(draft(), dong_thap_officer, now)
    for model in (Project, Beneficiary, ProjectItem, Line, Verdict, Paper, Passage):
        own, all_of_them = model.objects.visible_to(dong_thap_officer).count(), model.objects.count()
        assert (own, model.objects.visible_to(ministry_officer).count()) == (all_of_them, all_of_them)
        assert [model.objects.visible_to(each).count() for each in (tay_ninh_officer, PUBLIC)] == [0, 0]


@given(
    days=st.integers(0, 365 * 8),
    change=st.integers(1, 400),
    cost=st.integers(2, 900_000_000),
    rate=st.integers(1, 10_000),
)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_what_was_pinned_when_sent_recomputes_alike_after_the_norm_has_changed(
    sent_on, days, change, cost, rate
):
    """Really sent on any day to come; a circular of any later day changes nothing about it."""
    with transaction.atomic():
        verdict = sent_on(date(2026, 11, 24) + timedelta(days=days), cost)
        before = recompute(kept(verdict))
        new_norm(verdict.on + timedelta(days=change), rate)
        after = recompute(kept(verdict))
        transaction.set_rollback(True)
    assert verdict.allowed == min(cost // 2, 300_000_000)
    assert (before.amount, after.amount) == (verdict.allowed, verdict.allowed)


def kept(verdict) -> Judged:
    """What the project keeps, as the room of norms recomputes it."""
    return Judged(
        norm=verdict.norm,
        on=verdict.on,
        cost=verdict.cost,
        priority=verdict.priority,
        count=verdict.count,
        allowed=verdict.allowed,
    )


def new_norm(since, rate) -> None:
    """A made circular of that day: the row that stood ends there in another edition, as files would say it."""
    standing = Norm.objects.filter(code="kcqg-may-moc", superseded_at=None).on(since).get()
    Norm.objects.filter(pk=standing.pk).update(superseded_at=AT)
    ended = Norm.objects.get(pk=standing.pk)
    ended.pk, ended.edition, ended.superseded_at = None, standing.edition + 1, None
    if standing.since < since:
        ended.until = since
        ended.recorded_at = AT
        ended.save(force_insert=True)
    Norm.objects.create(
        code=standing.code,
        item=standing.item,
        purse="KCQG",
        rate_bp=rate,
        cap=1_000_000,
        since=since,
        until=standing.until,
        edition=standing.edition + 2,
        source="thử",
        recorded_at=AT,
    )


@pytest.fixture
def sent_on(draft, dong_thap_officer):
    """One project of that cost, really sent on that day: what it pinned. The caller rolls it back."""
    project = draft()

    def send(on: date, cost: int) -> Verdict:
        asked = min(cost // 2, 300_000_000)
        money = {"unit_price": cost, "national": asked, "counterpart": cost - asked}
        Line.objects.filter(project=project).update(quantity=1, **money)
        submit(project, dong_thap_officer, datetime(on.year, on.month, on.day, 9, tzinfo=UTC))
        return Verdict.objects.get(project=project)

    return send


def test_a_change_of_the_norm_tells_which_open_drafts_it_would_touch(draft, now):
    draft(680_000_000, 300_000_000)
    [found] = open_drafts("may-moc", "KCQG", date(2027, 1, 1))
    assert (found.cost, found.requested, found.count) == (680_000_000, 300_000_000, 1)
    assert open_drafts("may-moc", "KCDP", date(2027, 1, 1)) == []


def test_a_beneficiary_merged_or_closed_after_it_was_named_stops_the_draft(
    draft, workshop, dong_thap_officer, dong_thap_leader, now
):
    project = draft()
    said = {"name": "Hợp tác xã Sao Mai mới", "legal_form": "htx", "source": "thử"}
    place = Place(unit=workshop.sites.get().commune, address="Ấp 5")
    kept = register(said, place, by=dong_thap_officer, at=now, other=True)
    proposed = propose_merge(gone=workshop, kept=kept, act=Act(by=dong_thap_officer, at=now, reason="Một chủ"))
    MERGE.perform("establishment_merge.confirm", proposed, Act(by=dong_thap_leader, at=now))

    with pytest.raises(BlockedError) as twice:
        actions.add_beneficiary(project, kept, None, by=dong_thap_officer, at=now)
    with pytest.raises(BlockedError) as merged:
        submit(project, dong_thap_officer, now)
    actions.drop_beneficiary(project.beneficiaries.get(), by=dong_thap_officer, at=now)
    actions.add_beneficiary(project, kept, None, by=dong_thap_officer, at=now)
    close(kept, on=now.date(), reason="Nghỉ", by=dong_thap_officer, at=now)
    with pytest.raises(BlockedError) as closed:
        submit(project, dong_thap_officer, now)

    found = [each.value.findings for each in (twice, merged, closed)]
    assert [[one.code for one in each] for each in found] == [
        ["named_already"],
        ["beneficiary_gone"],
        ["beneficiary_gone"],
    ]
    assert found[1][0].fix == "Bỏ dòng này rồi chọn “Hợp tác xã Sao Mai mới”."


def test_a_priority_of_certified_products_asks_for_a_certificate_of_that_day(
    draft, workshop, dong_thap_officer, now
):
    trade = PriorityTrade.objects.get(code="sp-tieu-bieu")
    project = draft(trade=trade, priority_basis="Chương trình của tỉnh")

    def codes(day):
        return [each.finding.code for each in gaps_of(draft_of(project, day))]

    assert "no_certificate" in codes(now.date())
    said = {"product": "Bánh tráng", "level": "province"}
    add_holding(Certificate, workshop, said | {"year": 2019}, by=dong_thap_officer, at=now)
    assert "no_certificate" in codes(now.date())
    add_holding(Certificate, workshop, said | {"year": 2023}, by=dong_thap_officer, at=now)
    days = (now.date(), date(2026, 12, 31), date(2027, 1, 1))
    assert ["no_certificate" in codes(day) for day in days] == [False, False, True]
    other = draft(trade=PriorityTrade.objects.get(code="xuat-khau"), priority_basis="Hợp đồng xuất khẩu")
    assert "no_certificate" not in [each.finding.code for each in gaps_of(draft_of(other, days[2]))]
