"""Lists of the law as they were known at an instant: what was entered or changed later is not in them."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from khuyencong.norms.actions.lines import as_file, cells_of, kind_named
from khuyencong.norms.lifecycle import LIST_CHANGE, propose_lines
from khuyencong.norms.models import FormerRow, Indicator
from khuyencong.norms.queries.known import rows_known
from khuyencong.norms.queries.lists import LISTS, rows_on
from khuyencong.norms.queries.returns import indicators_of
from khuyencong.places.models import Unit
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from tests.norms.conftest import law
from tests.norms.test_return_lists import OWN, TODAY

pytestmark = pytest.mark.django_db
__all__ = ["law"]
HOUR = timedelta(hours=1)


def enter(line, author, leader, at, kind="indicators"):
    """One proposes the line, another confirms it at that instant."""
    content = as_file(kind_named(kind), [line])
    change = propose_lines(kind, content, reason="Chế độ báo cáo mới", act=Act(by=author, at=at))
    LIST_CHANGE.perform("list_change.confirm", change, Act(by=leader, at=at))


def standing(code="kq-01"):
    return cells_of(kind_named("indicators"), Indicator.objects.get(code=code, province=None))


def rows(found):
    return [tuple(getattr(each, field.attname) for field in each._meta.concrete_fields) for each in found]


def provinces():
    own = {each.name: each.pk for each in Unit.objects.filter(level="province", since__year=2025)}
    old = Unit.objects.get(level="province", name="Tiền Giang", until__year=2025)
    return [None, own["Đồng Tháp"], own["Cà Mau"], old.pk]


def test_every_list_is_known_now_and_before_it_was_loaded_as_the_register_has_it(law, now):
    assert FormerRow.objects.count() == 0
    for model in LISTS.values():
        for province in provinces():
            for at in (now, now - timedelta(days=4000)):
                expected = rows(rows_on(model, TODAY, province=province))
                assert rows(rows_known(model, TODAY, known_at=at, province=province)) == expected, model


def test_a_row_is_not_known_before_it_was_entered_and_says_then_what_it_said(
    law, dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader, now
):
    shipped = rows(rows_on(Indicator, TODAY))
    seat = Unit.objects.get(level="province", code="82", since__year=2025).pk
    enter(OWN, dong_thap_officer, dong_thap_leader, now + HOUR)
    enter(OWN | {"name": "Làng nghề có điểm bán"}, dong_thap_officer, dong_thap_leader, now + 2 * HOUR)
    enter(standing() | {"name": "Lao động học nghề"}, ministry_officer, ministry_leader, now + 3 * HOUR)
    ended = standing("kq-02") | {"until": "2026-06-01"}
    # Its part and the rules that name it end first, or the register refuses.
    with pytest.raises(BlockedError):
        enter(ended, ministry_officer, ministry_leader, now + 4 * HOUR)

    def told(hours, province=None):
        found = indicators_of("ket-qua", TODAY, province, known_at=now + hours * HOUR)
        return {each.code: each.name for each in found}

    first = told(0)
    assert (first["kq-01"], told(2)["kq-01"], told(3)["kq-01"]) == (
        "Lao động mới được đào tạo nghề",
        "Lao động mới được đào tạo nghề",
        "Lao động học nghề",
    )
    assert [told(hours, seat).get("kq-tinh-82") for hours in (0, 1, 2)] == [
        None,
        "Làng nghề được hỗ trợ",
        "Làng nghề có điểm bán",
    ]
    assert rows(rows_known(Indicator, TODAY, known_at=now)) == shipped
    for province in provinces():
        latest = rows(rows_known(Indicator, TODAY, known_at=now + 9 * HOUR, province=province))
        assert latest == rows(rows_on(Indicator, TODAY, province=province))


def test_a_row_that_ended_later_stands_as_known_before(law, ministry_officer, ministry_leader, now):
    line = standing("kq-23") | {"code": "kq-98", "number": "98", "since": "2026-01-01"}
    enter(line, ministry_officer, ministry_leader, now)
    enter(standing("kq-98") | {"until": "2026-02-01"}, ministry_officer, ministry_leader, now + HOUR)
    known = [
        "kq-98" in {each.code for each in indicators_of("ket-qua", date(2026, 3, 1), known_at=at)}
        for at in (now - HOUR, now, now + HOUR)
    ]
    assert known == [False, True, False]


def test_what_a_row_said_is_neither_changed_nor_taken_away(law, ministry_officer, ministry_leader, now):
    enter(standing() | {"name": "Khác"}, ministry_officer, ministry_leader, now)
    for change in (
        lambda: FormerRow.objects.update(said=""),
        lambda: FormerRow.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert FormerRow.objects.count() == 1


def test_what_is_only_tried_leaves_nothing_behind(law, ministry_officer, ministry_leader, now):
    content = as_file(kind_named("indicators"), [standing() | {"name": "Khác"}])
    propose_lines("indicators", content, reason="Thử", act=Act(by=ministry_officer, at=now))
    assert FormerRow.objects.count() == 0
