"""The units we ship rest on law that is there; what was passed is kept, seen by whom it concerns, and stays."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from khuyencong.handover.actions import keep_learned
from khuyencong.handover.models import LearnedUnit
from khuyencong.norms.actions.training import answer
from khuyencong.norms.models import Norm
from khuyencong.norms.queries.guidance import questions_on
from khuyencong.norms.queries.training import (
    Law,
    agencies_learned,
    desks_learned,
    learned_until,
    learning_of,
    offer_for,
    unit_on,
    units,
    units_for,
    units_on,
)
from khuyencong.organisations.actors import PUBLIC, Actor
from khuyencong.organisations.models import Desk, Seat
from khuyencong.organisations.roles import roles
from khuyencong.paperwork.blank_forms import blank_forms_on
from khuyencong.rules.guidance import lines_of
from khuyencong.rules.training import Standing, passed
from khuyencong.workflow.models import Event
from tests.norms.conftest import law

pytestmark = pytest.mark.django_db
__all__ = ["law"]
TODAY = date(2026, 12, 1)
NORMS = "dinh-muc-doi-ung"


def right(unit):
    """Every check answered right."""
    return {each.number: sorted(each.right) for each in unit.checks}


def learn(actor, code, at, **more):
    """Pass a unit."""
    unit = unit_on(code, TODAY)
    answer(unit, right(unit), by=actor, at=at, on=TODAY, **more)


def read(text, figures):
    """A text as it is shown."""
    return [
        "".join(piece if isinstance(piece, str) else figures[piece].words for piece in line.pieces)
        for line in lines_of(text)
    ]


def test_every_row_and_every_sum_that_a_unit_names_says_something_today(law):
    found = Law(units_on(TODAY), TODAY)
    gaps = [
        (unit.code, reference)
        for unit in units_on(TODAY)
        for reference, figure in found.figures(unit).items()
        if not figure.lines
    ]
    assert gaps == []
    assert len(units_on(TODAY)) == 12


def test_no_two_choices_of_a_check_read_the_same_and_each_wrong_one_says_why(law):
    found = Law(units_on(TODAY), TODAY)
    alike, silent = [], []
    for unit in units_on(TODAY):
        figures = found.figures(unit)
        for check in unit.checks:
            told = [read(each.text, figures)[0] for each in check.choices]
            if len(set(told)) != len(told):
                alike.append((unit.code, check.number))
            silent += [(unit.code, check.number) for each in check.choices if not read(each.why, figures)[0]]
    assert (alike, silent) == ([], [])


def test_every_link_of_a_unit_leads_somewhere_and_every_role_is_one(law):
    questions = {each.code for each in questions_on(TODAY)}
    forms = {each.code for each in blank_forms_on(TODAY)}
    for unit in units():
        assert set(unit.questions) <= questions, unit.code
        assert set(unit.forms) <= forms, unit.code
        assert set() < unit.roles <= set(roles()), unit.code
        assert [each.name for each in unit.pages if reverse(each.name)], unit.code
        assert unit.words <= 800, unit.code


def test_versions_of_a_unit_follow_each_other_without_a_gap():
    by_code = {}
    for each in sorted(units(), key=lambda unit: unit.version):
        by_code.setdefault(each.code, []).append(each)
    for found in by_code.values():
        assert [each.version for each in found] == list(range(1, len(found) + 1))
        assert all(one.since < other.since for one, other in pairwise(found))
    assert len({each.position for each in units_on(TODAY)}) == len(units_on(TODAY))


def test_the_examples_are_worked_out_by_the_rules_from_the_rows_of_the_day(law):
    found = Law(units_on(TODAY), TODAY)

    def sums(code):
        unit = unit_on(code, TODAY)
        return {each.code: each_lines(each, found, unit) for each in unit.named if each.list == "tinh"}

    def each_lines(reference, told, unit):
        return told.figures(unit)[reference].words

    assert sums(NORMS) == {
        "may-700": "300.000.000 đồng",
        "tu-lo-700": "400.000.000 đồng",
        "may-400": "200.000.000 đồng",
        "tu-lo-400": "200.000.000 đồng",
        "may-900": "300.000.000 đồng",
        "tu-lo-900": "600.000.000 đồng",
    }
    assert sums("hop-dong-tam-ung") == {
        "ung-60": "0 đồng",
        "ung-80": "210.000.000 đồng",
        "ung-200": "140.000.000 đồng",
    }
    assert sums("quyet-toan") == {
        "han-ho-so": "05/12/2026",
        "han-thanh-ly": "22/01/2027",
        "han-muoi": "25/10/2026",
    }
    assert sums("san-pham-cum") == {
        "sat-nguong": "69,96 điểm, chưa đạt",
        "tren-nguong": "71,66 điểm, đạt",
        "han-khieu-nai": "23/11/2026",
    }
    assert "chênh 100 triệu đồng" in sums("so-mau-thuan")["tong"]


def test_what_was_passed_is_a_row_and_a_line_of_the_trail_and_what_was_not_is_neither(
    law, dong_thap_officer, now
):
    unit = unit_on(NORMS, TODAY)
    told = Event.objects.count()
    wrong = right(unit) | {"1": ["a"]}
    assert not passed(answer(unit, wrong, by=dong_thap_officer, at=now, on=TODAY))
    assert (LearnedUnit.objects.count(), Event.objects.count()) == (0, told)
    assert passed(answer(unit, right(unit), by=dong_thap_officer, at=now, on=TODAY))
    row = LearnedUnit.objects.get()
    assert (row.user, row.desk, row.unit, row.version, row.passed_at, row.answers) == (
        dong_thap_officer.account,
        dong_thap_officer.desk,
        NORMS,
        1,
        now,
        right(unit),
    )
    assert row.law["dinh-muc:may-moc"] == ["tối đa 50 % chi phí, không quá 300.000.000 đồng/cơ sở"]
    assert row.law["tinh:may-900"] == ["300.000.000 đồng"]
    event = Event.objects.order_by("-sequence").first()
    assert (event.name, event.desk, "answers" in event.after) == (
        "training.pass",
        dong_thap_officer.desk_code,
        False,
    )


def test_who_holds_no_desk_is_marked_and_not_recorded(law, dong_thap_officer, now):
    unit = unit_on(NORMS, TODAY)
    for nobody in (PUBLIC, Actor(user=dong_thap_officer.user)):
        assert passed(answer(unit, right(unit), by=nobody, at=now, on=TODAY))
    assert LearnedUnit.objects.count() == 0
    with pytest.raises(PermissionDenied):
        keep_learned(unit="x", title="x", version=1, answers={}, law={}, by=PUBLIC, at=now)


def test_neither_database_changes_or_removes_what_was_passed(law, dong_thap_officer, now):
    learn(dong_thap_officer, NORMS, now)
    rows = LearnedUnit.objects.all()
    for change in (lambda: rows.update(version=2), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert rows.get().version == 1


def test_her_own_her_heads_and_nobody_elses(
    law,
    dong_thap_officer,
    dong_thap_colleague,
    dong_thap_leader,
    tay_ninh_officer,
    ministry_leader,
    now,
):
    learn(dong_thap_officer, NORMS, now)
    readers = (
        *(dong_thap_officer, dong_thap_colleague, dong_thap_leader),
        *(tay_ninh_officer, ministry_leader, PUBLIC),
    )
    seen = [LearnedUnit.objects.visible_to(actor).count() for actor in readers]
    assert seen == [1, 0, 1, 0, 0, 0]


def test_what_was_learned_follows_her_to_the_head_of_her_next_agency(
    law, dong_thap_officer, dong_thap_leader, tay_ninh_officer, now
):
    learn(dong_thap_officer, NORMS, now)
    who, head = dong_thap_officer.account, dong_thap_leader
    there = Desk.objects.create(
        code="tayninh-lanhdao",
        agency=tay_ninh_officer.agency,
        role="department_leader",
        title="Lãnh đạo",
        since=date(2026, 1, 1),
    )
    other = Actor(user=head.user, desk=there)

    def seen(actor):
        told = [each.row for line in desks_learned(actor, TODAY) for each in line.learned if each.row]
        return LearnedUnit.objects.visible_to(actor).count(), len(told)

    assert (seen(head), seen(other)) == ((1, 1), (0, 0))
    Seat.objects.filter(user=who).update(until=TODAY)
    Seat.objects.create(user=who, desk=there, since=TODAY)
    assert (seen(head), seen(other)) == ((0, 0), (1, 1))


def test_a_changed_norm_asks_who_passed_to_look_at_what_it_says_now(law, dong_thap_officer, now):
    learn(dong_thap_officer, NORMS, now)
    role, later = dong_thap_officer.desk.role, date(2026, 12, 15)

    def norms_unit(on):
        return next(
            each for each in learning_of(dong_thap_officer.account, role, on) if each.unit.code == NORMS
        )

    assert norms_unit(TODAY).standing is Standing.DONE
    old = Norm.objects.standing().get(code="kcqg-may-moc", until=None)
    Norm.objects.filter(pk=old.pk).update(superseded_at=now)
    kept = {
        field.attname: getattr(old, field.attname)
        for field in Norm._meta.concrete_fields
        if field.attname != "id"
    }
    Norm.objects.create(**kept | {"edition": 2, "until": later, "recorded_at": now})
    Norm.objects.create(**kept | {"since": later, "cap": 400_000_000, "recorded_at": now})
    assert norms_unit(later - timedelta(days=1)).standing is Standing.DONE
    found = norms_unit(later)
    assert (found.standing, found.version_is_new) == (Standing.LOOK, False)
    assert {each.key: (each.before, each.after) for each in found.changes}["tinh:may-900"] == (
        ("300.000.000 đồng",),
        ("400.000.000 đồng",),
    )
    offer = offer_for(dong_thap_officer.account, dong_thap_officer.desk, later)
    assert [each.unit.code for each in offer.look] == [NORMS]
    unit = unit_on(NORMS, later)
    answer(unit, right(unit), by=dong_thap_officer, at=now + timedelta(days=1), on=later)
    assert norms_unit(later).standing is Standing.DONE


def test_a_newcomer_is_offered_the_next_unit_of_her_desk_and_an_old_hand_nothing(
    law, dong_thap_officer, tay_ninh_officer, now
):
    who, desk = dong_thap_officer.account, dong_thap_officer.desk
    assert offer_for(who, desk, TODAY) is None
    Seat.objects.filter(user=who).update(since=TODAY - timedelta(days=89))
    mine = units_for(desk.role, TODAY)
    first = offer_for(who, desk, TODAY)
    assert (first.next, first.left, first.look) == (mine[0], len(mine), ())
    learn(dong_thap_officer, mine[0].code, now)
    assert (offer_for(who, desk, TODAY).next, offer_for(who, desk, TODAY).left) == (mine[1], len(mine) - 1)
    Seat.objects.filter(user=who).update(since=TODAY - timedelta(days=90))
    assert offer_for(who, desk, TODAY) is None


def test_the_head_sees_each_desk_of_her_agency_and_the_ministry_only_counts(
    law, dong_thap_officer, dong_thap_leader, tay_ninh_officer, now
):
    learn(dong_thap_officer, NORMS, now)
    learn(tay_ninh_officer, NORMS, now)
    lines = desks_learned(dong_thap_leader, TODAY)
    assert {(line.desk.pk, line.holder.pk, line.done) for line in lines} == {
        (dong_thap_officer.desk.pk, dong_thap_officer.account.pk, 1),
        (dong_thap_leader.desk.pk, dong_thap_leader.account.pk, 0),
    }
    rows = [each.row for line in lines for each in line.learned if each.row is not None]
    assert [row.get_deferred_fields() for row in rows] == [{"answers"}]
    counts = {each.agency.pk: (each.people, each.passed, each.finished) for each in agencies_learned(TODAY)}
    assert counts == {dong_thap_officer.agency.pk: (2, 1, 0), tay_ninh_officer.agency.pk: (1, 1, 0)}


def test_the_selects_do_not_grow_with_desks_and_units_passed(
    law, dong_thap_officer, dong_thap_colleague, dong_thap_leader, now
):
    with CaptureQueriesContext(connection) as before:
        desks_learned(dong_thap_leader, TODAY)
    for actor in (dong_thap_officer, dong_thap_colleague, dong_thap_leader):
        for unit in units_for(actor.desk.role, TODAY):
            learn(actor, unit.code, now)
    with CaptureQueriesContext(connection) as after:
        lines = desks_learned(dong_thap_leader, TODAY)
    assert all(line.done == len(line.learned) > 0 for line in lines)
    assert len(after) == len(before)


def test_a_minute_tells_what_was_passed_by_then(law, dong_thap_officer, now):
    learn(dong_thap_officer, NORMS, now)
    who, desk = dong_thap_officer.account, dong_thap_officer.desk
    earlier = now - timedelta(seconds=1)
    before = {unit.code: row for unit, row in learned_until(who, desk, earlier, TODAY)}
    after = {unit.code: row for unit, row in learned_until(who, desk, now, TODAY)}
    assert (before[NORMS], after[NORMS].version, set(after.values()) - {after[NORMS]}) == (None, 1, {None})
