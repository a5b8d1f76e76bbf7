"""Scores of units: from the trail, shown before they are published, recomputed to the same rows, kept."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from khuyencong.norms.models import CapabilityCriterion
from khuyencong.organisations.models import Agency
from khuyencong.projects.models import Project, PublishedCapability
from khuyencong.projects.queries.capability import scores_on
from khuyencong.reporting.actions.capability import Begun
from khuyencong.reporting.lifecycle import CAPABILITY, Grounds, start_round
from khuyencong.reporting.models import (
    CapabilityEvent,
    CapabilityHearing,
    CapabilityLine,
    CapabilityRound,
    CapabilityScore,
    CapabilitySetAside,
    PeriodicReturn,
    ReturnMark,
)
from khuyencong.reporting.queries.capability.asked import asked_again
from khuyencong.reporting.queries.capability.rounds import compute, digest_of
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.ledger.test_contracts import approved
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected
from tests.reporting.scored import (
    AFTER,
    at,
    computed,
    hear,
    hearing_of,
    judged,
    proposed,
    published,
    report_of,
    shared,
    told,
    worked,
)

__all__ = ["approved", "draft", "law", "selected", "workshop"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def reports(approved, dong_thap_officer):
    """Eight months of reports of one project."""
    return worked(approved, dong_thap_officer)


def line(found, agency, counts="bao-cao-thang", about="unit"):
    return CapabilityLine.objects.get(
        score__edition=found.edition, score__agency=agency, score__about=about, criterion=counts
    )


def codes(wrong) -> list[str]:
    return [each.code for each in wrong.value.findings]


def test_every_month_counts_by_the_day_it_was_first_sent(approved, reports, ministry_officer):
    found = line(computed(ministry_officer), approved.agency)
    days = [(1, 25), (2, 24), (3, 24), (4, 26), (5, 24), (6, 24)]
    assert [(each.on, each.value) for each in found.events.all()] == [
        *[(date(2027, month, day), 1) for month, day in days],
        (date(2027, 7, 26), 0),
        (date(2027, 8, 24), 0),
    ]
    assert (found.measure, found.points, found.counted) == ("75", "25/2", 8)
    assert found.events.first().words == "Báo cáo tháng 01/2027: gửi ngày 20/01/2027, hạn 25/01/2027"


def test_few_events_are_no_data_and_no_score_is_given_on_them(approved, reports, ministry_officer):
    found = computed(ministry_officer)
    score = CapabilityScore.objects.get(edition=found.edition, agency=approved.agency, about="unit")
    assert (score.hundredths, score.place, score.total) == (None, None, "")
    assert score.words.startswith("Chưa đủ dữ liệu: mới đo được 35 trên 110 điểm")
    assert line(found, approved.agency, "ket-qua-12-thang").words.startswith(
        "Chưa đủ dữ liệu: chưa có việc nào"
    )


def quarter(number: int, sent: date | None, agency: Agency, to: Agency) -> PeriodicReturn:
    """What an agency owes for a quarter of 2027, and when it was first sent."""
    ends, sent_at = date(2027, 3 * number, 28), at(sent) if sent is not None else None
    return PeriodicReturn.objects.create(
        duty="quy",
        form="ket-qua",
        title="Kết quả khuyến công",
        agency=agency,
        to=to,
        every="quarter",
        year=2027,
        number=number,
        starts=ends - timedelta(days=80),
        ends=ends,
        opens_on=ends,
        due_on=ends + timedelta(days=17),
        created_at=at(ends),
        sent_at=sent_at,
        first_sent_at=sent_at,
    )


def test_periodic_returns_count_by_their_first_signing_for_who_owes_them(approved, ministry_officer):
    for number, sent in enumerate((date(2027, 4, 10), date(2027, 7, 20), None, None), start=1):
        row = quarter(number, sent, approved.department, ministry_officer.agency)
    mark(row, "dropped", date(2027, 12, 30))
    found = line(computed(ministry_officer), approved.agency, "so-bao-cao-dinh-ky", "department")
    # The last one was let off, and is due after the round's last day.
    assert [(each.value, each.words) for each in found.events.all()] == [
        (1, "Kết quả khuyến công, Quý I/2027: gửi ngày 10/04/2027, hạn 14/04/2027"),
        (0, "Kết quả khuyến công, Quý II/2027: gửi ngày 20/07/2027, hạn 15/07/2027"),
        (0, "Kết quả khuyến công, Quý III/2027: chưa gửi, hạn 15/10/2027"),
    ]
    assert found.words == "Chưa đủ dữ liệu: mới có 3 việc, cần ít nhất 4; không tính vào điểm."


def mark(row: PeriodicReturn, kind: str, on: date) -> None:
    ReturnMark.objects.create(periodic_return=row, kind=kind, revision=1, at=at(on))


def test_one_declared_missing_after_it_came_or_owed_again_after_all_is_late(approved, ministry_officer):
    marks = {
        1: (("sent", date(2027, 4, 10)), ("returned", date(2027, 4, 11)), ("missing", date(2027, 5, 3))),
        2: (("dropped", date(2027, 7, 1)), ("let_in", date(2027, 7, 2))),
        3: (
            ("sent", date(2027, 10, 1)),
            ("missing", date(2027, 11, 1)),
            ("let_in", date(2027, 11, 2)),
            ("sent", date(2027, 11, 3)),
        ),
    }
    for number, happened in marks.items():
        sent = next((day for kind, day in happened if kind == "sent"), None)
        row = quarter(number, sent, approved.department, ministry_officer.agency)
        for kind, day in happened:
            mark(row, kind, day)
    found = line(computed(ministry_officer), approved.agency, "so-bao-cao-dinh-ky", "department")
    assert [(each.value, each.words) for each in found.events.order_by("on", "pk")] == [
        (0, "Kết quả khuyến công, Quý I/2027: chưa gửi, hạn 14/04/2027"),
        (0, "Kết quả khuyến công, Quý II/2027: chưa gửi, hạn 15/07/2027"),
        (1, "Kết quả khuyến công, Quý III/2027: gửi ngày 01/10/2027, hạn 15/10/2027"),
    ]


@pytest.mark.parametrize(
    ("name", "right"), [("project.return", [0]), ("project.appraise", [1]), ("project.refuse", [])]
)
def test_a_file_is_right_by_its_first_judgement_alone(
    selected, dong_thap_officer, ministry_officer, name, right
):
    other = Project.objects.create(
        title="Đề án khác",
        purse="KCQG",
        year=2027,
        last_year=2027,
        province=selected[0].province,
        agency=selected[0].agency,
        department=selected[0].department,
        desk=selected[0].desk,
        author=selected[0].author,
        created_at=AFTER,
        searched="",
    )
    judged(other, dong_thap_officer, date(2027, 3, 10), name)
    judged(other, dong_thap_officer, date(2027, 4, 10), "project.appraise")
    found = computed(ministry_officer)
    rows = CapabilityEvent.objects.filter(line__score__edition=found.edition)
    assert list(rows.filter(key=f"project:{other.pk}:right").values_list("value", flat=True)) == right
    days = rows.filter(key__startswith=f"project:{other.pk}:judged")
    assert list(days.values_list("value", "line__score__about")) == [(5, "department"), (5, "department")]


def test_what_was_accepted_or_stopped_counts_for_the_unit_and_its_department(
    approved, dong_thap_officer, ministry_officer
):
    told(
        "project.accept", "project", approved.pk, dong_thap_officer, date(2027, 6, 5), accepted_on="2027-06-01"
    )
    told("project.settle", "project", approved.pk, dong_thap_officer, date(2027, 6, 21))
    found = computed(ministry_officer)
    rows = CapabilityEvent.objects.filter(
        line__score__edition=found.edition, line__score__agency=approved.agency
    )
    keys = rows.filter(key__in=(f"project:{approved.pk}:ended", f"project:{approved.pk}:settled"))
    assert sorted(keys.values_list("line__criterion", "value", "on")) == [
        ("ngay-quyet-toan", 20, date(2027, 6, 21)),
        ("ngung-giua-chung", 0, date(2027, 6, 5)),
        ("so-ngung", 0, date(2027, 6, 5)),
    ]


def test_an_acceptance_taken_back_is_no_event_and_one_never_settled_is_one(
    approved, dong_thap_officer, ministry_officer
):
    told(
        "project.accept", "project", approved.pk, dong_thap_officer, date(2027, 6, 5), accepted_on="2027-06-01"
    )
    first = computed(ministry_officer)
    waits = CapabilityEvent.objects.get(
        line__score__edition=first.edition, key=f"project:{approved.pk}:settled"
    )
    assert (waits.value, waits.on) == ((date(2027, 12, 31) - date(2027, 6, 1)).days, date(2027, 12, 31))
    told("project.accept_undo", "project", approved.pk, dong_thap_officer, date(2027, 7, 5))
    again = CAPABILITY.perform("capability.compute", first, Act(by=ministry_officer, at=AFTER))
    assert not CapabilityEvent.objects.filter(
        line__score__edition=again.edition, key=f"project:{approved.pk}:settled"
    ).exists()


def test_scores_are_computed_again_to_the_same_rows_whatever_came_after(
    approved, reports, dong_thap_officer, ministry_officer
):
    found = computed(ministry_officer)
    told("progress.send", "progress", reports[7].pk, dong_thap_officer, AFTER.date() + timedelta(days=1))
    Project.objects.filter(pk=approved.pk).update(title="Tên khác")
    again = compute(asked_again(found, found.edition))
    assert digest_of(again) == found.edition.digest
    rows = [
        (
            each.body.agency,
            each.body.about.value,
            one.criterion.code,
            event.key,
            event.on,
            event.value,
            event.words,
        )
        for each in again
        for one in each.score.lines
        for event in one.events
    ]
    kept = CapabilityEvent.objects.filter(line__score__edition=found.edition)
    columns = ("line__score__agency", "line__score__about", "line__criterion", "key", "on", "value", "words")
    assert sorted(rows) == sorted(kept.values_list(*columns))
    later = replace(asked_again(found, found.edition), known=AFTER + timedelta(days=2))
    assert digest_of(compute(later)) != found.edition.digest


def test_one_corrected_event_changes_its_own_line_and_nothing_else(
    approved, reports, dong_thap_officer, ministry_officer
):
    found = computed(ministry_officer)
    before = {
        (each.body, one.criterion.code): one
        for each in compute(asked_again(found, found.edition))
        for one in each.score.lines
    }
    told("progress.send", "progress", reports[7].pk, dong_thap_officer, date(2027, 8, 20))
    after = {
        (each.body, one.criterion.code): one
        for each in compute(asked_again(found, found.edition))
        for one in each.score.lines
    }
    changed = [key for key in before if before[key] != after[key]]
    assert [(body.agency, body.about.value, code) for body, code in changed] == [
        (approved.agency_id, "unit", "bao-cao-thang")
    ]


def test_nothing_is_scored_before_its_last_day_is_over(law, ministry_officer):
    found = start_round(
        Begun(year=2027, cut=date(2027, 12, 31)), Act(by=ministry_officer, at=at(date(2027, 12, 1)))
    )
    for when in (at(date(2027, 12, 1)), at(date(2027, 12, 31), 23)):
        with pytest.raises(BlockedError) as early:
            CAPABILITY.perform("capability.compute", found, Act(by=ministry_officer, at=when))
        assert codes(early) == ["too_early"]


def test_a_year_is_scored_once_by_an_agency(law, ministry_officer, dong_thap_officer):
    begun = Begun(year=2027, cut=date(2027, 12, 31))
    for by in (ministry_officer, dong_thap_officer):
        start_round(begun, Act(by=by, at=AFTER))
        with pytest.raises(BlockedError) as twice:
            start_round(begun, Act(by=by, at=AFTER))
        assert codes(twice) == ["already_begun"]
    with pytest.raises(BlockedError) as wrong:
        start_round(replace(begun, cut=date(2028, 1, 1)), Act(by=ministry_officer, at=AFTER))
    assert codes(wrong) == ["wrong_year"]


def test_only_who_may_begins_a_round(law, inspector, administrator):
    for by in (inspector, administrator):
        with pytest.raises(PermissionDenied):
            start_round(Begun(year=2027, cut=date(2027, 12, 31)), Act(by=by, at=AFTER))


def test_a_province_scores_its_units_by_its_own_criteria_and_never_itself(approved, reports, dong_thap_officer):
    found = computed(dong_thap_officer)
    scored = CapabilityScore.objects.filter(edition=found.edition)
    assert approved.agency_id not in set(scored.values_list("agency", flat=True))
    assert {each["purse"] if "purse" in each else each["code"][-3:] for each in found.edition.criteria} == {
        "-dp"
    }


def test_who_is_scored_sees_its_own_before_publication_and_a_neighbour_nothing(
    approved, reports, ministry_officer, dong_thap_officer, dong_thap_colleague, tay_ninh_officer, inspector
):
    found = computed(ministry_officer)
    for by in (dong_thap_officer, tay_ninh_officer):
        assert list(CapabilityRound.objects.visible_to(by)) == []
        assert list(CapabilityScore.objects.visible_to(by)) == []
    found = CAPABILITY.perform("capability.share", found, Act(by=ministry_officer, at=AFTER))
    own = {(approved.agency_id, "unit"), (approved.agency_id, "department")}
    for by in (dong_thap_officer, dong_thap_colleague):
        seen = CapabilityScore.objects.visible_to(by)
        assert {(each.agency_id, each.about) for each in seen if each.agency_id == approved.agency_id} == own
        assert set(CapabilityEvent.objects.visible_to(by).values_list("line__score__agency", flat=True)) == {
            approved.agency_id
        }
    others = CapabilityScore.objects.visible_to(tay_ninh_officer).values_list("agency__unit", flat=True)
    assert set(others) == {tay_ninh_officer.agency.unit_id}
    assert list(CapabilityEvent.objects.visible_to(tay_ninh_officer)) == []
    assert CapabilityScore.objects.visible_to(inspector).count() == found.edition.scores.count()


def test_after_publication_scores_are_everybody_s_and_events_stay_with_their_unit(
    approved, reports, ministry_officer, ministry_leader, tay_ninh_officer
):
    found = published(shared(ministry_officer), ministry_officer, ministry_leader)
    assert CapabilityScore.objects.visible_to(tay_ninh_officer).count() >= found.edition.scores.count()
    seen = CapabilityScore.objects.visible_to(tay_ninh_officer).filter(agency=approved.agency)
    assert set(seen.values_list("edition", flat=True)) == {found.edition_id}
    assert list(CapabilityEvent.objects.visible_to(tay_ninh_officer)) == []


def test_a_unit_replies_another_person_answers_and_what_is_set_aside_moves_its_line_alone(
    approved, reports, ministry_officer, ministry_leader, dong_thap_officer, dong_thap_leader
):
    found = shared(ministry_officer)
    hearing = hearing_of(found, approved.agency)
    assert Task.objects.get(dossier_kind="capability_hearing", dossier_key=hearing.pk, state="open").desk == (
        dong_thap_leader.desk.code
    )
    hearing = hear("hearing.reply", hearing, dong_thap_officer, "Tháng 7 mất điện do bão")
    with pytest.raises(BlockedError) as waits:
        proposed(found, ministry_officer)
    with pytest.raises(BlockedError) as own:
        hear("hearing.answer", hearing, ministry_officer, "Đồng ý")
    with pytest.raises(BlockedError) as lost:
        hear("hearing.answer", hearing, ministry_leader, "Đồng ý", given=Grounds(keys=("progress:0:sent",)))
    assert (codes(waits), codes(own), codes(lost)) == (["unanswered"], ["own_work"], ["not_its_event"])
    keys = (f"progress:{reports[6].pk}:sent",)
    hear("hearing.answer", hearing, ministry_leader, "Bão, có xác nhận", given=Grounds(keys=keys))
    done = proposed(CapabilityRound.objects.get(pk=found.pk), ministry_officer)
    before, after = line(found, approved.agency), line(done, approved.agency)
    assert (before.measure, after.measure, after.counted) == ("75", str(Fraction(600, 7)), 7)
    assert after.events.get(key=keys[0]).set_aside == "Bão, có xác nhận"
    others = [
        [
            (each.score.agency_id, each.score.about, each.criterion, each.measure, each.points)
            for each in CapabilityLine.objects.filter(score__edition=edition)
            .select_related("score")
            .order_by("pk")
            if (each.score.agency_id, each.score.about, each.criterion)
            != (approved.agency_id, "unit", "bao-cao-thang")
        ]
        for edition in (found.edition, done.edition)
    ]
    assert others[0] == others[1]


def test_who_is_silent_has_the_whole_term(approved, reports, ministry_officer, dong_thap_officer):
    found = shared(ministry_officer)
    assert found.reply_until == date(2028, 1, 31)
    with pytest.raises(BlockedError) as early:
        CAPABILITY.perform("capability.propose", found, Act(by=ministry_officer, at=at(found.reply_until, 23)))
    assert codes(early) == ["term_runs"]
    done = CAPABILITY.perform(
        "capability.propose", found, Act(by=ministry_officer, at=at(found.reply_until + timedelta(days=1)))
    )
    assert set(done.hearings.values_list("state", flat=True)) == {"ended"}
    with pytest.raises(BlockedError) as late:
        hear("hearing.reply", hearing_of(done, approved.agency), dong_thap_officer, "Muộn")
    assert codes(late) == ["wrong_state"]


def test_who_computed_an_earlier_time_may_answer_and_a_new_computing_is_seen_when_it_is_shared(
    approved, reports, ministry_officer, ministry_leader, dong_thap_officer
):
    later = AFTER + timedelta(days=2)
    found = shared(ministry_officer)

    def do(name, reason=""):
        return CAPABILITY.perform(name, found, Act(by=ministry_leader, at=later, reason=reason))

    def seen():
        rows = CapabilityScore.objects.visible_to(dong_thap_officer).filter(
            agency=approved.agency, about="unit"
        )
        return list(rows.order_by("edition__number").values_list("edition__number", flat=True))

    found = do("capability.redo", "Số liệu gốc đã sửa")
    found = do("capability.compute")
    assert seen() == [1]
    found = do("capability.share")
    assert seen() == [1, 2]
    hearing = CapabilityHearing.objects.get(
        round=found, agency=approved.agency, state="open", score__about="unit"
    )
    hearing = hear("hearing.reply", hearing, dong_thap_officer, "Tháng 7 mất điện do bão", later)
    with pytest.raises(BlockedError) as own:
        hear("hearing.answer", hearing, ministry_leader, "Đã xem", later)
    assert codes(own) == ["own_work"]
    assert hear("hearing.answer", hearing, ministry_officer, "Đã xem", later).state == "answered"


def test_a_neighbour_replies_for_nobody(approved, reports, ministry_officer, tay_ninh_officer):
    hearing = hearing_of(shared(ministry_officer), approved.agency)
    with pytest.raises(PermissionDenied):
        hear("hearing.reply", hearing, tay_ninh_officer, "Không phải của tôi")


def test_who_computed_does_not_publish_and_a_leader_who_did_not_does(
    approved, reports, ministry_officer, ministry_leader
):
    found = proposed(shared(ministry_leader), ministry_officer)
    with pytest.raises(BlockedError) as own:
        CAPABILITY.perform("capability.publish", found, Act(by=ministry_leader, at=AFTER + timedelta(days=41)))
    assert codes(own) == ["own_work"]


def test_what_does_not_come_out_the_same_is_not_published(
    approved, reports, dong_thap_officer, ministry_officer, ministry_leader
):
    found = proposed(shared(ministry_officer), ministry_officer)
    # A row that slipped in with an instant before the computing: nobody was shown what it does.
    told("progress.send", "progress", reports[7].pk, dong_thap_officer, date(2027, 8, 20))
    with pytest.raises(BlockedError) as wrong:
        CAPABILITY.perform("capability.publish", found, Act(by=ministry_leader, at=AFTER + timedelta(days=41)))
    assert codes(wrong) == ["differs"]


@pytest.fixture
def easy(law):
    """The same law, and a criterion light enough that eight reports make a score."""
    CapabilityCriterion.objects.filter(purse="KCQG", about="unit").exclude(counts="monthly").update(weight=1)


def test_plans_look_at_what_was_published_until_it_is_reopened(
    approved, reports, easy, ministry_officer, ministry_leader
):
    found = published(shared(ministry_officer), ministry_officer, ministry_leader)
    who, whose, day = [approved.agency_id], [ministry_officer.agency.pk], localdate(found.published_at)
    assert scores_on(who, whose, day) == {(approved.agency_id, whose[0]): 4808}
    assert scores_on(who, whose, day - timedelta(days=1)) == {}
    again = Act(by=ministry_leader, at=AFTER + timedelta(days=50), reason="Tính sai một đơn vị")
    CAPABILITY.perform("capability.reopen", found, again)
    assert scores_on(who, whose, day + timedelta(days=20)) == {}
    assert scores_on(who, whose, day) == {(approved.agency_id, whose[0]): 4808}
    assert list(PublishedCapability.objects.order_by("pk").values_list("agency", "hundredths")) == [
        (approved.agency_id, 4808),
        (approved.agency_id, None),
    ]


def test_scored_heard_and_published_rows_stay(
    approved, reports, easy, ministry_officer, ministry_leader, dong_thap_officer
):
    found = shared(ministry_officer)
    hearing = hear("hearing.reply", hearing_of(found, approved.agency), dong_thap_officer, "Bão")
    keys = (f"progress:{reports[6].pk}:sent",)
    hear("hearing.answer", hearing, ministry_leader, "Có xác nhận", given=Grounds(keys=keys))
    found = published(CapabilityRound.objects.get(pk=found.pk), ministry_officer, ministry_leader)
    changes = [
        (CapabilityEvent.objects.all(), {"value": 1}),
        (CapabilityLine.objects.all(), {"points": "1"}),
        (CapabilityScore.objects.all(), {"words": "khác"}),
        (found.editions.all(), {"digest": "0" * 64}),
        (CapabilitySetAside.objects.all(), {"reason": "khác"}),
        (CapabilityHearing.objects.filter(pk=hearing.pk), {"answer": "khác"}),
        (CapabilityRound.objects.filter(pk=found.pk), {"published_at": AFTER}),
        (PublishedCapability.objects.all(), {"hundredths": 1}),
    ]
    for rows, change in changes:
        assert rows.exists()
        for act in (
            lambda rows=rows, change=change: rows.update(**change),
            lambda rows=rows: rows._raw_delete(rows.db),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()


def test_a_round_sent_back_is_shown_again(approved, reports, ministry_officer, ministry_leader):
    found = shared(ministry_officer)
    back = CAPABILITY.perform(
        "capability.redo", found, Act(by=ministry_officer, at=AFTER, reason="Sửa ngày nghiệm thu")
    )
    assert set(back.hearings.values_list("state", flat=True)) == {"ended"}
    again = CAPABILITY.perform(
        "capability.compute", back, Act(by=ministry_officer, at=AFTER + timedelta(days=1))
    )
    assert (again.edition.number, again.edition.known_at) == (2, AFTER + timedelta(days=1))


def test_computing_asks_as_often_for_three_times_the_reports(approved, dong_thap_officer, ministry_officer):
    report_of(approved, 1, dong_thap_officer, date(2027, 1, 20))
    found = computed(ministry_officer)
    with CaptureQueriesContext(connection) as few:
        compute(asked_again(found, found.edition))
    for month in range(2, 13):
        report_of(approved, month, dong_thap_officer, date(2027, month, 20))
    with CaptureQueriesContext(connection) as many:
        compute(asked_again(found, found.edition))
    assert len(few) == len(many)


def test_what_an_agency_did_is_its_heir_s_after_a_merger(approved, reports, tay_ninh_officer, ministry_officer):
    Agency.objects.filter(pk=approved.agency_id).update(
        until=date(2027, 10, 1), successor=tay_ninh_officer.agency
    )
    found = line(computed(ministry_officer), tay_ninh_officer.agency)
    assert found.counted == 8


def test_an_empty_office_of_which_nothing_is_known_is_not_asked(approved, reports, ministry_officer):
    found = shared(ministry_officer)
    asked = set(found.hearings.values_list("agency", flat=True))
    assert asked < set(found.edition.scores.values_list("agency", flat=True))
    assert asked == {approved.agency_id}
    tasks = Task.objects.filter(dossier_kind="capability_hearing", state="open")
    assert ministry_officer.desk.code not in set(tasks.values_list("desk", flat=True))
