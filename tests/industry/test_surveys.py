"""Surveys: rounds, targets, answers sent once, twice or against each other, and what is wished for."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuyencong.industry.actions.surveys import Said, Sent, extend, open_round, want_many
from khuyencong.industry.lifecycle.surveys import CONFLICT, link, receive
from khuyencong.industry.models import Answer, AnswerConflict, AnswerEdition, SurveyRound, SurveyTarget
from khuyencong.industry.queries.surveys import Need, editions_of, needs_of, open_conflicts, progress_of
from khuyencong.norms.models import Activity
from khuyencong.organisations.actors import PUBLIC
from khuyencong.organisations.models import Agency, AgencyName
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.conftest import person

pytestmark = pytest.mark.django_db
ALL = (SurveyRound, SurveyTarget, Answer, AnswerEdition, AnswerConflict)
TAKEN = datetime(2026, 11, 20, 3, tzinfo=UTC)


def uuid(number: int) -> UUID:
    """A key as a device would make it."""
    return UUID(int=number, version=4)


def commune_agency(unit, parent) -> Agency:
    """The people's committee of a commune, below the department."""
    given = {"kind": "commune_office", "level": "commune", "since": date(2025, 7, 1)}
    made = Agency.objects.create(code=f"xa-{unit.code}", unit=unit, parent=parent, **given)
    AgencyName.objects.create(agency=made, name=f"UBND {unit}", since=made.since)
    return made


@pytest.fixture
def survey(dong_thap_officer, phu_loc, phu_an, now):
    """A round of Đồng Tháp that wants two answers of one commune and one of another."""
    days = {"since": date(2026, 11, 1), "until": date(2026, 11, 30)}
    made = open_round(title="Nhu cầu 2027", year=2027, **days, by=dong_thap_officer, at=now)
    want_many(made, {phu_loc.pk: 2}, by=dong_thap_officer, at=now)
    want_many(made, {phu_an.pk: 1}, by=dong_thap_officer, at=now)
    return made


@pytest.fixture
def collaborator(dong_thap_officer, phu_loc):
    """Works for the commune Phú Lộc, reads only what is published."""
    return person(commune_agency(phu_loc, dong_thap_officer.agency), "ctv", "collaborator")


@pytest.fixture
def neighbour(dong_thap_officer, phu_an):
    """An officer of the commune beside it."""
    return person(commune_agency(phu_an, dong_thap_officer.agency), "phuan", "commune_officer")


@pytest.fixture
def sent(survey, phu_loc):
    """An answer as a device sends it."""
    said = Said(name="Mộc Phú Lộc", wants="Mua máy cưa", taken_at=TAKEN, cost=60_000_000)
    return Sent(key=uuid(1), edition=uuid(11), survey=survey, commune=phu_loc, said=said)


@pytest.fixture
def send(collaborator, now):
    """Send in somebody's name."""

    def as_(what, by=collaborator):
        return receive(what, Act(by=by, at=now))

    return as_


def changed(sent, edition, wants, based_on):
    """The same answer, worded anew."""
    said = replace(sent.said, wants=wants)
    return replace(sent, edition=uuid(edition), based_on=based_on, said=said)


def kept(sent):
    """(number, what it wants, whether it stands) of every edition."""
    rows = AnswerEdition.objects.filter(answer__key=sent.key)
    return list(rows.values_list("number", "wants", "standing"))


def test_an_answer_that_is_sent_twice_is_one_row_and_one_line_of_the_trail(send, sent):
    assert [send(sent).outcome, send(sent).outcome] == ["new", "known"]
    assert kept(sent) == [(1, "Mua máy cưa", True)]
    assert Event.objects.filter(name="survey.answer").count() == 1


def test_what_it_has_ready_who_buys_and_when_it_begins_are_kept_as_said(send, sent):
    ready = replace(sent.said, own_money=20_000_000, outlet="regulars", begin_month=3)
    row = send(replace(sent, said=ready)).edition
    row.refresh_from_db()
    assert (row.own_money, row.get_outlet_display(), row.begin_month) == (20_000_000, "Có khách quen", 3)


def test_a_change_of_what_stood_stands_and_the_former_words_stay(send, sent):
    send(sent)
    assert send(changed(sent, 12, "Mua máy bào", 1)).outcome == "changed"
    assert kept(sent) == [(1, "Mua máy cưa", False), (2, "Mua máy bào", True)]
    assert send(sent).outcome == "known"


@pytest.fixture
def conflict(send, sent, dong_thap_officer):
    """Two changed the first edition without having seen each other's."""
    send(sent)
    send(changed(sent, 12, "Mua máy bào", 1))
    outcome = send(changed(sent, 13, "Mua máy sấy", 1), by=dong_thap_officer).outcome
    assert outcome == "conflict"
    return AnswerConflict.objects.get()


def test_two_changes_unseen_by_each_other_are_both_kept_and_wait_at_the_rounds_desk(
    conflict, sent, send, dong_thap_officer
):
    everything = [(1, "Mua máy cưa", False), (2, "Mua máy bào", True), (3, "Mua máy sấy", False)]
    assert kept(sent) == everything
    again = send(changed(sent, 13, "Mua máy sấy", 1), by=dong_thap_officer)
    assert (again.outcome, kept(sent), AnswerConflict.objects.count()) == ("known", everything, 1)
    waiting = Task.objects.filter(state=Task.State.OPEN)
    assert list(waiting.values_list("desk", "dossier_kind")) == [
        (dong_thap_officer.desk_code, "survey_conflict")
    ]
    assert list(open_conflicts(dong_thap_officer)) == [conflict]


@pytest.mark.parametrize(("name", "standing"), [("keep", 2), ("take", 3)])
def test_a_person_chooses_between_two_editions_and_nothing_is_lost(
    conflict, sent, now, dong_thap_officer, name, standing
):
    CONFLICT.perform(f"survey_conflict.{name}", conflict, Act(by=dong_thap_officer, at=now))
    assert [(number, stands) for number, _, stands in kept(sent)] == [
        (number, number == standing) for number in (1, 2, 3)
    ]
    assert list(open_conflicts(dong_thap_officer)) == []
    assert Task.objects.filter(state=Task.State.OPEN).count() == 0


def test_who_does_not_prepare_the_round_does_not_choose(conflict, now, collaborator, tay_ninh_officer):
    for other in (collaborator, tay_ninh_officer, PUBLIC):
        with pytest.raises(PermissionDenied):
            CONFLICT.perform("survey_conflict.take", conflict, Act(by=other, at=now))


def test_who_does_not_work_in_the_commune_sends_nothing(send, sent, neighbour, tay_ninh_officer, inspector):
    for other in (neighbour, tay_ninh_officer, inspector, PUBLIC):
        with pytest.raises(PermissionDenied):
            send(sent, by=other)
    assert Answer.objects.count() == 0


def test_who_knows_a_key_does_not_change_or_read_the_answer_by_it(send, sent, neighbour, phu_an):
    send(sent)
    for what in (sent, changed(sent, 12, "Khác", 1), replace(sent, commune=phu_an)):
        with pytest.raises(PermissionDenied):
            send(what, by=neighbour)
    assert kept(sent) == [(1, "Mua máy cưa", True)]


def refusal(send, sent, **said):
    """The codes of what is wrong with it."""
    with pytest.raises(BlockedError) as blocked:
        send(replace(sent, said=replace(sent.said, **said)))
    return [each.code for each in blocked.value.findings]


def test_what_the_database_would_refuse_is_said_in_words_and_nothing_is_kept(send, sent):
    assert refusal(send, sent, name="  ") == ["answer_name"]
    assert refusal(send, sent, wants="") == ["answer_wants"]
    assert refusal(send, sent, cost=-1) == ["answer_cost"]
    assert refusal(send, sent, cost=2**63) == ["answer_cost"]
    assert refusal(send, sent, own_money=-1) == ["answer_own_money"]
    assert refusal(send, sent, outlet="maybe") == ["answer_outlet"]
    assert refusal(send, sent, begin_month=13) == ["answer_begin_month"]
    assert refusal(send, sent, labour=-1) == ["answer_labour"]
    assert refusal(send, sent, latitude=91.0) == ["answer_latitude"]
    assert refusal(send, sent, longitude=float("nan")) == ["answer_longitude"]
    assert Answer.objects.count() == 0


def test_an_edition_of_another_answer_or_of_a_later_number_is_refused(send, sent):
    send(sent)
    send(replace(sent, key=uuid(2), edition=uuid(21)))
    for what, code in (
        (replace(sent, edition=uuid(21)), "edition_taken"),
        (replace(sent, key=uuid(3)), "answer_edition"),
        (changed(sent, 15, "Sau", 9), "from_nowhere"),
    ):
        with pytest.raises(BlockedError) as blocked:
            send(what)
        assert [each.code for each in blocked.value.findings] == [code]
    assert Answer.objects.count() == 2


def test_a_change_of_what_the_server_never_had_is_told_and_not_kept(sent, send):
    with pytest.raises(BlockedError) as blocked:
        send(changed(sent, 12, "Mua máy bào", 3))
    assert ([each.code for each in blocked.value.findings], Answer.objects.count()) == (["from_nowhere"], 0)


def test_what_was_asked_in_time_is_taken_after_the_end_and_what_was_not_is_refused(sent, collaborator):
    late = Act(by=collaborator, at=datetime(2026, 12, 5, tzinfo=UTC))
    assert receive(sent, late).outcome == "new"
    after = replace(sent.said, taken_at=late.at)
    with pytest.raises(BlockedError) as blocked:
        receive(replace(sent, key=uuid(2), edition=uuid(21), said=after), late)
    assert [each.code for each in blocked.value.findings] == ["closed"]


def test_progress_counts_by_commune_and_marks_where_nobody_has_asked(send, sent, survey, dong_thap_officer):
    send(sent)
    found = progress_of(survey, dong_thap_officer)
    assert [(each.commune.name, each.wanted, each.done, each.empty) for each in found] == [
        ("Phú An", 1, 0, True),
        ("Phú Lộc", 2, 1, False),
    ]
    rows = editions_of(dong_thap_officer, survey=survey, commune=sent.commune.pk)
    assert [row.name for row in rows] == ["Mộc Phú Lộc"]


def test_the_number_of_statements_of_progress_and_needs_does_not_grow(send, sent, survey, dong_thap_officer):
    def statements():
        with CaptureQueriesContext(
            connection,
        ) as told:
            progress_of(survey, dong_thap_officer)
            needs_of(dong_thap_officer, 2027)
        return len(told)

    send(sent)
    one = statements()
    for number in range(2, 6):
        send(replace(sent, key=uuid(number), edition=uuid(number * 10 + 1)))
    assert statements() == one


def test_needs_are_counted_by_content_sector_and_commune_of_what_stands(
    conflict, send, sent, enter, dong_thap_officer, tay_ninh_officer, phu_loc
):
    content = Activity.objects.order_by("pk").first()
    said = replace(sent.said, activity=content, establishment=enter(), cost=None)
    send(replace(sent, key=uuid(2), edition=uuid(21), said=said), by=dong_thap_officer)
    plain = Need(activity=None, sector=None, commune=phu_loc.pk, wishes=1, cost=60_000_000)
    wished = Need(activity=content.pk, sector=None, commune=phu_loc.pk, wishes=1, cost=None)
    found = needs_of(dong_thap_officer, 2027)
    assert sorted(found, key=lambda need: need.cost or 0) == [wished, plain]
    assert needs_of(dong_thap_officer, 2026) == needs_of(tay_ninh_officer, 2027) == []
    assert needs_of(dong_thap_officer, 2027, communes=[]) == []


def test_a_collaborator_links_no_establishment_that_she_does_not_see(
    send, sent, enter, tan_bien, tay_ninh_officer
):
    hidden = enter(unit=tan_bien, by=tay_ninh_officer)
    with pytest.raises(PermissionDenied):
        send(replace(sent, said=replace(sent.said, establishment=hidden)))


def test_a_target_is_a_number_of_a_commune_of_hers_and_the_same_again_is_not_told(
    survey, phu_loc, tan_bien, dong_thap_officer, tay_ninh_officer, now
):
    before = Event.objects.count()
    want_many(survey, {phu_loc.pk: 2}, by=dong_thap_officer, at=now)
    assert Event.objects.count() == before
    for place, number in ((phu_loc, -1), (phu_loc, 10_001), (phu_loc.parent, 3), (tan_bien, 1)):
        with pytest.raises(BlockedError):
            want_many(survey, {place.pk: number}, by=dong_thap_officer, at=now)
    with pytest.raises(PermissionDenied):
        want_many(survey, {phu_loc.pk: 3}, by=tay_ninh_officer, at=now)
    assert SurveyTarget.objects.get(round=survey, commune=phu_loc).wanted == 2


def test_a_change_made_offline_keeps_the_link_that_a_desk_made_meanwhile(
    send, sent, enter, dong_thap_officer, now
):
    answer, row = send(sent).edition.answer, enter()
    link(answer, row, Act(by=dong_thap_officer, at=now))
    assert send(changed(sent, 12, "Mua máy bào", 1)).outcome == "changed"
    assert send(changed(sent, 13, "Mua máy sấy", 1)).outcome == "conflict"
    told = AnswerEdition.objects.values_list("number", "wants", "establishment", "standing")
    assert list(told) == [
        (1, "Mua máy cưa", None, False),
        (2, "Mua máy cưa", row.pk, False),
        (3, "Mua máy bào", row.pk, True),
        (4, "Mua máy sấy", None, False),
    ]


def test_many_targets_are_one_event_and_nought_takes_one_away(survey, phu_loc, phu_an, dong_thap_officer, now):
    before = Event.objects.count()
    assert want_many(survey, {phu_loc.pk: 0, phu_an.pk: 7}, by=dong_thap_officer, at=now) == 2
    assert list(SurveyTarget.objects.values_list("commune", "wanted")) == [(phu_an.pk, 7)]
    event = Event.objects.order_by("sequence").last()
    assert (Event.objects.count() - before, event.name) == (1, "survey.want")
    assert json.loads(event.before) == {str(phu_loc.pk): 2, str(phu_an.pk): 1}
    assert json.loads(event.after) == {str(phu_loc.pk): 0, str(phu_an.pk): 7}


def test_a_round_is_extended_with_a_reason_and_only_to_a_later_day(
    survey, dong_thap_officer, tay_ninh_officer, now
):
    with pytest.raises(BlockedError) as blocked:
        extend(survey, date(2026, 11, 30), reason=" ", by=dong_thap_officer, at=now)
    assert [each.code for each in blocked.value.findings] == ["not_later", "reason_missing"]
    with pytest.raises(PermissionDenied):
        extend(survey, date(2026, 12, 5), reason="Mưa lũ", by=tay_ninh_officer, at=now)
    extend(survey, date(2026, 12, 5), reason="Mưa lũ", by=dong_thap_officer, at=now)
    survey.refresh_from_db()
    event = Event.objects.get(name="survey.extend")
    assert (survey.until, event.reason) == (date(2026, 12, 5), "Mưa lũ")


def test_a_desk_says_which_establishment_an_answer_is_about_and_the_former_edition_stays(
    send, sent, enter, tan_bien, dong_thap_leader, tay_ninh_officer, neighbour, now
):
    answer = send(sent).edition.answer
    row, elsewhere = enter(), enter(unit=tan_bien, by=tay_ninh_officer, name="Rèn")
    for by, what in ((neighbour, row), (tay_ninh_officer, elsewhere), (dong_thap_leader, elsewhere)):
        with pytest.raises(PermissionDenied):
            link(answer, what, Act(by=by, at=now))
    made = link(answer, row, Act(by=dong_thap_leader, at=now))
    assert link(answer, row, Act(by=dong_thap_leader, at=now)) == made
    rows = AnswerEdition.objects.values_list("number", "establishment", "wants", "cost", "standing")
    assert list(rows) == [
        (1, None, "Mua máy cưa", 60_000_000, False),
        (2, row.pk, "Mua máy cưa", 60_000_000, True),
    ]


def test_a_round_has_a_title_days_in_order_and_a_plausible_year(dong_thap_officer, collaborator, now):
    days = {"since": date(2026, 11, 2), "until": date(2026, 11, 1)}
    with pytest.raises(BlockedError) as blocked:
        open_round(title=" ", year=27, **days, by=dong_thap_officer, at=now)
    assert [each.code for each in blocked.value.findings] == ["title_missing", "days_turned", "year"]
    with pytest.raises(PermissionDenied):
        open_round(title="Đợt", year=2027, **days, by=collaborator, at=now)


def test_each_sees_her_own_part_of_a_survey(
    conflict, dong_thap_officer, ministry_officer, collaborator, neighbour, tay_ninh_officer, administrator
):
    def seen(actor):
        return [model.objects.visible_to(actor).count() for model in ALL]

    whole, hers = [1, 2, 1, 3, 1], [1, 1, 1, 3, 1]
    assert (seen(dong_thap_officer), seen(ministry_officer), seen(collaborator)) == (whole, whole, hers)
    assert seen(neighbour) == [1, 1, 0, 0, 0]
    assert [seen(each) for each in (tay_ninh_officer, administrator, PUBLIC)] == [[0] * 5] * 3
