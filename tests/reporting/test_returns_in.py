"""Taking in a return: all or nothing, once, by who may, and safely when two come at the same moment."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from khuyencong.organisations.queries import operator
from khuyencong.reporting.actions import receive_file, store_return
from khuyencong.reporting.models import Figure, ReceivedFile, Source
from khuyencong.rules.findings import BlockedError, Finding, Severity
from khuyencong.rules.money import Unit
from khuyencong.rules.returns import CheckedReturn, ResolvedProvince, ReturnRow

pytestmark = pytest.mark.django_db
CUT = date(2018, 7, 31)


def row(amount: int, *, stage="done", fund="KCDP", activity="K10") -> ReturnRow:
    return ReturnRow(
        stage=stage,
        fund=fund,
        activity=activity,
        printed=str(amount),
        unit=Unit.DONG,
        decimals=0,
        amount=amount,
        sheet="Thực hiện",
        cell="C7",
    )


def checked(*rows: ReturnRow, province=("87", "Đồng Tháp"), findings=()) -> CheckedReturn:
    return CheckedReturn(
        province=ResolvedProvince(code=province[0], name=province[1]),
        year=2018,
        cut=CUT,
        unit=Unit.DONG,
        rows=rows,
        findings=findings,
    )


@pytest.fixture
def store(db, now):
    file = receive_file(name="tệp.xlsx", content=b"PK", by=operator(), at=now)

    def store(*rows, by=None, at=now, reason="", **options):
        return store_return(
            checked=checked(*rows, **options), file=file, by=by or operator(), at=at, reason=reason
        )

    return store


def standing():
    return sorted(
        Figure.objects.filter(replaced_by=None).values_list("stage", "fund", "activity__code", "amount")
    )


def test_rows_become_figures_that_open_to_their_cell_and_file(store, now):
    outcome = store(row(5), row(9, stage="plan"))
    assert (outcome.new, outcome.changed, outcome.withdrawn, outcome.same) == (2, 0, 0, 0)
    figure = Figure.objects.get(stage="done")
    assert (figure.location, figure.printed, figure.unit.name, figure.cut, figure.made, figure.entered_at) == (
        "Thực hiện!C7",
        "5",
        "Đồng Tháp",
        CUT,
        False,
        now,
    )
    assert figure.source.file.name == "tệp.xlsx"
    assert Figure.objects.get(stage="plan").cut == date(2018, 12, 31)


def test_the_same_rows_again_leave_no_trace(store):
    store(row(5))
    outcome = store(row(5))
    assert (outcome.source, outcome.same, Source.objects.count(), Figure.objects.count()) == (None, 1, 1, 1)


def test_what_is_no_longer_given_is_withdrawn_with_the_reason(store, now):
    store(row(5), row(7, fund="KCQG"))
    outcome = store(row(5), reason="Nhầm nguồn", at=now + timedelta(hours=1))
    assert (outcome.new, outcome.changed, outcome.withdrawn, outcome.same) == (0, 0, 1, 1)
    [gone] = Figure.objects.filter(replaces__isnull=False)
    assert (gone.amount, gone.printed, gone.reason, gone.fund) == (0, "", "Nhầm nguồn", "KCQG")
    assert store(row(5), at=now + timedelta(hours=2)).source is None


def test_a_change_without_a_reason_is_refused_whole(store):
    store(row(5))
    with pytest.raises(BlockedError) as blocked:
        store(row(6), row(8, fund="KCQG"))
    assert [finding.code for finding in blocked.value.findings] == ["reason_missing"]
    assert standing() == [("done", "KCDP", "K10", 5)]


def test_a_return_with_an_error_is_refused_whole(store):
    wrong = Finding(code="sum_differs", severity=Severity.ERROR, message="Cộng sai.")
    with pytest.raises(BlockedError):
        store(row(5), findings=(wrong,))
    assert Figure.objects.count() == 0


def test_the_heir_of_a_merged_province_answers_for_it(store, dong_thap_officer):
    store(row(5), by=dong_thap_officer, province=("82", "Tiền Giang"))
    assert Source.objects.get().agency.code == "sct-82-2008"


@pytest.mark.parametrize("province", [("87", "Đồng Tháp"), ("82", "Tiền Giang")])
def test_a_neighbour_may_not_answer_for_it(store, tay_ninh_officer, province):
    with pytest.raises(PermissionDenied):
        store(row(5), by=tay_ninh_officer, province=province)
    assert Figure.objects.count() == 0


def test_the_same_bytes_are_kept_once_under_their_first_name(now, operator_account):
    first = receive_file(name="a.xlsx", content=b"1", by=operator_account, at=now)
    again = receive_file(name="b.xlsx", content=b"1", by=operator_account, at=now)
    assert (first.pk, again.name, ReceivedFile.objects.count()) == (again.pk, "a.xlsx", 1)


@pytest.mark.usefixtures("committed_world")
def test_two_who_send_the_same_return_at_once_enter_it_once(now):
    file = receive_file(name="tệp.xlsx", content=b"PK", by=operator(), at=now)
    together = threading.Barrier(4)
    outcomes: list[str] = []

    def send() -> None:
        try:
            together.wait(timeout=20)
            outcome = store_return(checked=checked(row(5)), file=file, by=operator(), at=now)
            outcomes.append("entered" if outcome.source else "unchanged")
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["entered", "unchanged", "unchanged", "unchanged"]
    assert (Figure.objects.count(), Source.objects.count()) == (1, 1)


def test_a_reason_too_long_is_refused_and_never_cut(store):
    store(row(5))
    with pytest.raises(BlockedError) as blocked:
        store(row(6), reason="x" * 301)
    assert [finding.code for finding in blocked.value.findings] == ["reason_too_long"]
    assert standing() == [("done", "KCDP", "K10", 5)]
