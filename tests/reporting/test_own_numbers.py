"""Who put a number that stands neither signs nor approves it, and nobody decides on numbers she did not see."""

from datetime import timedelta

import pytest

from khuyencong.organisations.actors import Actor
from khuyencong.reporting.actions.periodic import adopt_cells, confirm_all, fill_cells, write_cells, zero_blanks
from khuyencong.reporting.lifecycle import PERIODIC_RETURN
from khuyencong.reporting.queries.periodic.sheet import cells_of, mark_of
from khuyencong.reporting.queries.periodic.words import writers_of
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.conftest import officer_of
from tests.norms.conftest import law
from tests.reporting.test_periodic_cells import AT, LATER, begun, owed, put, results, settled, typed

pytestmark = pytest.mark.django_db
__all__ = ["law", "owed", "results", "settled"]


def do(name, report, by, at=AT, reason="", given=None):
    """Perform, and what stood in the way: codes and what to do about it."""
    try:
        PERIODIC_RETURN.perform(f"periodic.{name}", report, Act(by=by, at=at, reason=reason, given=given))
    except BlockedError as blocked:
        return [(each.code, each.fix) for each in blocked.findings]
    finally:
        report.refresh_from_db()
    return []


def lets(report, by) -> bool:
    """Whether her page offers to sign."""
    return "periodic.sign" in {each.name for each in PERIODIC_RETURN.within_reach(report, by)}


def waits_at() -> list[str]:
    waiting = Task.objects.filter(state="open", dossier_kind="periodic_return")
    return list(waiting.order_by("desk").values_list("desk", flat=True))


@pytest.fixture
def typed_by_head(results, settled, dong_thap_leader):
    """Begun, typed and confirmed by a leader, whole."""
    report = begun(results, dong_thap_leader)
    put(report, dong_thap_leader, typed("kq-01", 10))
    zero_blanks(report, by=dong_thap_leader, at=AT)
    confirm_all(report, by=dong_thap_leader, at=AT)
    report.refresh_from_db()
    return report


def test_a_leader_does_not_sign_numbers_she_typed_though_another_handed_them_up(
    typed_by_head, dong_thap_officer, dong_thap_leader, ministry_officer
):
    report = typed_by_head
    assert do("submit", report, dong_thap_officer) == []
    [(code, fix)] = do("sign", report, dong_thap_leader)
    assert code == "own_numbers"
    assert "một cán bộ xem từng số rồi bấm “Nhận số lãnh đạo ghi”" in fix
    assert (report.state, lets(report, dong_thap_leader)) == ("submitted", False)
    # Nobody else could sign: it stays with her, who sends it back.
    assert waits_at() == [dong_thap_leader.desk.code]
    other = officer_of("Đồng Tháp", "pholanhdao", "department_leader")
    [(_, fix)] = do("sign", report, dong_thap_leader)
    assert fix == f"Người ký được: {other.account} ({other.desk.title})."
    assert lets(report, other)
    assert do("sign", report, other) == []
    assert report.state == "sent"


def test_what_she_typed_waits_for_the_other_leader(
    typed_by_head, dong_thap_officer, dong_thap_leader, ministry_officer
):
    other = officer_of("Đồng Tháp", "pholanhdao", "department_leader")
    assert do("submit", typed_by_head, dong_thap_officer) == []
    assert waits_at() == [other.desk.code]


def test_one_number_confirmed_or_corrected_by_her_is_enough_and_words_alone_are_none_of_it(
    results, settled, dong_thap_officer, dong_thap_leader, ministry_officer
):
    report = begun(results, dong_thap_officer)
    put(report, dong_thap_officer, typed("kq-01", 10), typed("kq-02", 4))
    zero_blanks(report, by=dong_thap_officer, at=AT)
    confirm_all(report, by=dong_thap_officer, at=AT)
    put(report, dong_thap_leader, typed("kq-01", 10, note="Đã hỏi các xã"))
    assert set(writers_of(report)) == {dong_thap_officer.account.pk}
    put(report, dong_thap_leader, typed("kq-02", 5))
    assert writers_of(report)[dong_thap_leader.account.pk] == [("kq-02", "KCDP")]
    assert do("submit", report, dong_thap_officer) == []
    assert [code for code, _ in do("sign", report, dong_thap_leader)] == ["own_numbers"]
    # Her number written over by who prepares, she may.
    assert do("withdraw", report, dong_thap_officer) == []
    put(report, dong_thap_officer, typed("kq-02", 6))
    assert do("submit", report, dong_thap_officer) == []
    assert do("sign", report, dong_thap_leader) == []


def test_numbers_an_officer_looked_at_and_took_over_are_hers(
    typed_by_head, dong_thap_officer, dong_thap_leader, ministry_officer
):
    report = typed_by_head
    before = {place: (cell.value, cell.how) for place, cell in cells_of(report).items()}
    mine = writers_of(report)[dong_thap_leader.account.pk]
    # The books asked anew change nothing, and whose the numbers are neither.
    fill_cells(report, by=dong_thap_officer, at=AT)
    assert writers_of(report) == {dong_thap_leader.account.pk: mine}
    rows = adopt_cells(report, by=dong_thap_officer, at=AT)
    assert sorted((each.indicator, each.purse) for each in rows) == sorted(mine)
    assert set(writers_of(report)) == {dong_thap_officer.account.pk}
    assert {place: (cell.value, cell.how) for place, cell in cells_of(report).items()} == before
    assert Event.objects.filter(name="periodic.adopt").count() == 1
    assert adopt_cells(report, by=dong_thap_officer, at=AT) == []
    assert do("submit", report, dong_thap_officer) == []
    assert do("sign", report, dong_thap_leader) == []


def test_who_typed_below_and_moved_above_does_not_approve(
    results, settled, dong_thap_officer, dong_thap_colleague, dong_thap_leader, ministry_officer
):
    report = begun(results, dong_thap_officer)
    zero_blanks(report, by=dong_thap_officer, at=AT)
    confirm_all(report, by=dong_thap_officer, at=AT)
    put(report, dong_thap_colleague, typed("kq-01", 10))
    assert do("submit", report, dong_thap_officer) == []
    assert do("sign", report, dong_thap_leader) == []
    moved = Actor(user=dong_thap_colleague.user, desk=ministry_officer.desk)
    assert do("approve", report, moved) == [
        ("own_numbers", f"Người duyệt được: {ministry_officer.account} ({ministry_officer.desk.title}).")
    ]
    assert do("approve", report, ministry_officer) == []


def test_what_was_approved_once_bars_nobody_from_the_next_revision(
    results, settled, dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader
):
    other = officer_of("Đồng Tháp", "pholanhdao", "department_leader")
    report = begun(results, dong_thap_leader)
    zero_blanks(report, by=dong_thap_leader, at=AT)
    confirm_all(report, by=dong_thap_leader, at=AT)
    assert do("submit", report, dong_thap_officer) == []
    assert do("sign", report, other) == []
    assert do("approve", report, ministry_officer) == []
    assert do("reopen", report, ministry_leader, LATER, "Sai") == []
    put(report, dong_thap_officer, typed("kq-01", 3, note="Đếm lại"), at=LATER)
    # The books moved meanwhile, her number of the first version still stands: it is none of this one.
    assert set(writers_of(report)) == {dong_thap_officer.account.pk}
    assert do("submit", report, dong_thap_officer, LATER) == []
    assert do("sign", report, dong_thap_leader, LATER) == []


# What the page showed.


@pytest.fixture
def handed(results, settled, dong_thap_officer, dong_thap_leader):
    report = begun(results, dong_thap_officer)
    zero_blanks(report, by=dong_thap_officer, at=AT)
    confirm_all(report, by=dong_thap_officer, at=AT)
    assert do("submit", report, dong_thap_officer) == []
    return report


def test_a_page_older_than_a_number_neither_signs_nor_approves(
    handed, dong_thap_officer, dong_thap_leader, ministry_officer
):
    report, mark = handed, mark_of(cells_of(handed))

    def anew(value, at):
        put(report, dong_thap_officer, typed("kq-01", value), at=at)
        assert do("submit", report, dong_thap_officer, at, reason="Đã xem lại") == []

    assert do("withdraw", report, dong_thap_officer) == []
    anew(99, AT)
    old = do("sign", report, dong_thap_leader, given=mark)
    assert ([code for code, _ in old], report.state) == (["changed_meanwhile"], "submitted")
    assert do("sign", report, dong_thap_leader, given=mark_of(cells_of(report))) == []
    mark = mark_of(cells_of(report))
    assert do("return", report, ministry_officer, LATER, "Xem lại") == []
    anew(98, LATER)
    assert do("sign", report, dong_thap_leader, LATER) == []
    old = do("approve", report, ministry_officer, LATER, given=mark)
    assert ([code for code, _ in old], report.state) == (["changed_meanwhile"], "sent")
    assert do("approve", report, ministry_officer, LATER, given=mark_of(cells_of(report))) == []


def test_numbers_a_colleague_wrote_meanwhile_are_not_confirmed_unseen(
    results, settled, dong_thap_officer, dong_thap_colleague
):
    report = begun(results, dong_thap_officer)
    mark = mark_of(cells_of(report))
    put(report, dong_thap_colleague, typed("kq-01", 8))
    for work in (confirm_all, adopt_cells):
        with pytest.raises(BlockedError) as caught:
            work(report, by=dong_thap_officer, at=AT, seen=mark)
        [finding] = caught.value.findings
        assert finding.code == "changed_meanwhile"
        assert finding.message.startswith("1 số đã đổi từ khi bạn mở trang: ")
        assert finding.message.endswith(f"; {dong_thap_colleague.account} ghi.")
    seen = mark_of(cells_of(report))
    waiting = {place for place, cell in cells_of(report).items() if cell.how == "filled"}
    confirmed = confirm_all(report, by=dong_thap_officer, at=AT + timedelta(minutes=1), seen=seen)
    assert {(each.indicator, each.purse) for each in confirmed} <= waiting
    assert len(confirmed) > 0


def test_a_return_is_not_handed_up_from_an_old_page(handed, dong_thap_officer, dong_thap_colleague):
    report = handed
    assert do("withdraw", report, dong_thap_officer) == []
    mark = mark_of(cells_of(report))
    put(report, dong_thap_colleague, typed("kq-01", 8))
    assert [code for code, _ in do("submit", report, dong_thap_officer, given=mark)] == ["changed_meanwhile"]
    assert write_cells(report, [], by=dong_thap_officer, at=AT) == []
    assert do("submit", report, dong_thap_officer, given=mark_of(cells_of(report))) == []
