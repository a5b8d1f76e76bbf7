"""A figure is entered once, never changed, and corrected only by a new row with a reason."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from khuyencong.reporting.actions import record_figures
from khuyencong.reporting.lifecycle import correct
from khuyencong.reporting.models import Figure, Source
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.money import Unit
from khuyencong.workflow.lifecycle import Act
from tests.reporting.conftest import entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def figure(enter) -> Figure:
    return enter(entry("Đồng Tháp", 5))[0]


@pytest.mark.parametrize(
    "write",
    [
        lambda figure: Figure.objects.filter(pk=figure.pk).update(amount=6),
        lambda figure: Figure.objects.filter(pk=figure.pk)._raw_delete("default"),
        lambda figure: Figure.objects.bulk_update([Figure(pk=figure.pk, amount=6)], ["amount"]),
    ],
    ids=["update", "delete", "bulk_update"],
)
def test_the_database_itself_refuses_to_change_a_figure(figure, write):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        write(figure)
    assert Figure.objects.get(pk=figure.pk).amount == 5


def test_a_filled_cell_is_not_filled_twice_whatever_the_source(figure, operator_account, now):
    other = Source.objects.create(kind="demonstration", title="Khác")
    with pytest.raises(BlockedError) as blocked:
        record_figures(source=other, entries=[entry("Đồng Tháp", 7)], by=operator_account, at=now)
    assert [finding.code for finding in blocked.value.findings] == ["already_entered"]
    assert Figure.objects.count() == 1


def test_a_correction_is_a_new_row_with_its_reason(figure, ministry_leader, now):
    act = Act(by=ministry_leader, at=now)
    new = correct(figure=figure, printed="6,5", unit=Unit.NGHIN, reason=" Kho bạc ", act=act).made
    assert (new.amount, new.printed, new.printed_unit, new.decimals) == (6500, "6,5", "nghin", 1)
    assert (new.replaces_id, new.reason, new.entered_by, new.key) == (
        figure.pk,
        "Kho bạc",
        ministry_leader.account,
        figure.key,
    )
    assert list(Figure.objects.known_on(now).values_list("amount", flat=True)) == [6500]
    assert list(Figure.objects.known_on(now - timedelta(hours=1)).values_list("amount", flat=True)) == [5]


def test_a_chain_of_corrections_never_forks(figure, ministry_leader, now):
    act = Act(by=ministry_leader, at=now)
    correct(figure=figure, printed="6", unit=Unit.DONG, reason="một", act=act)
    with pytest.raises(BlockedError) as blocked:
        correct(figure=figure, printed="7", unit=Unit.DONG, reason="hai", act=act)
    assert [finding.code for finding in blocked.value.findings] == ["already_replaced"]
    assert list(Figure.objects.known_on(now).values_list("amount", flat=True)) == [6]


@pytest.mark.parametrize(
    ("printed", "reason", "code"),
    [
        ("6", "  ", "reason_missing"),
        ("sáu", "sửa", "unreadable_figure"),
        ("-6", "sửa", "unreadable_figure"),
        ("0,5", "sửa", "unreadable_figure"),
        ("1,234.5", "sửa", "unreadable_figure"),
    ],
)
def test_a_bad_correction_is_refused_with_a_sentence(figure, ministry_leader, now, printed, reason, code):
    act = Act(by=ministry_leader, at=now)
    with pytest.raises(BlockedError) as blocked:
        correct(figure=figure, printed=printed, unit=Unit.DONG, reason=reason, act=act)
    assert [finding.code for finding in blocked.value.findings] == [code]
    assert Figure.objects.count() == 1


def test_a_neighbour_may_not_correct_it(figure, tay_ninh_officer, now):
    with pytest.raises(PermissionDenied):
        correct(figure=figure, printed="6", unit=Unit.DONG, reason="x", act=Act(by=tay_ninh_officer, at=now))


def test_the_database_refuses_a_correction_of_another_cell(enter, figure):
    [other] = enter(entry("Cà Mau", 9))
    row = Figure.objects.get(pk=other.pk)
    row.pk, row._state.adding, row.replaces_id, row.reason = None, True, figure.pk, "x"
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(
    "change",
    [{"amount": -1}, {"unit_id": None}, {"first_year": 2019}],
    ids=["negative", "nowhere", "years out of order"],
)
def test_the_database_refuses_what_cannot_be(figure, change):
    row = Figure.objects.get(pk=figure.pk)
    row.pk, row._state.adding, row.key = None, True, "khác"
    for name, value in change.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
