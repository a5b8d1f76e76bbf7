"""From what was done to what is settled: accepted, the rest paid, what has no volume given back, settled."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from khuyencong.ledger.actions.acceptances import Held, hand_minutes, write_anew
from khuyencong.ledger.actions.claims import judge_paper, say_absent
from khuyencong.ledger.lifecycle import ACCEPTANCE, CLAIM, begin_acceptance, begin_claim
from khuyencong.ledger.models import Acceptance, AcceptedVolume, Claim, Posting
from khuyencong.ledger.queries import Question, broken_promises, position
from khuyencong.projects.lifecycle import CONTRACT, begin_annex
from khuyencong.projects.models import Line, Project
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Position
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.ledger.backs import take_back
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import TERMS, approved, codes, contract, sign

__all__ = ["accountant", "approved", "claim", "contract", "hand_in", "sign", "signed", "walk"]
pytestmark = pytest.mark.django_db
M = 1_000_000
ADVANCED = 210 * M


@pytest.fixture
def held(signed, now):
    """What a council found: all of the machine, the last time."""
    line = Line.objects.get(project=signed.project)
    return Held(
        form="5a",
        held_on=now.date(),
        place="Xưởng của hợp tác xã, xã Phú Lợi",
        council="Đại diện Sở, trung tâm, xã, đơn vị thụ hưởng",
        amount=300 * M,
        counterpart=380 * M,
        final=True,
        conclusion="Máy chạy tốt, đúng cấu hình.",
        quantities={line.pk: Decimal(1)},
    )


@pytest.fixture
def accept(dong_thap_officer, dong_thap_leader, now):
    """Takes what a council found up to the state before, or to, `until`."""

    def make(signed, held, until="recorded", by=dong_thap_officer, at=now):
        row = begin_acceptance(signed, held, Act(by=by, at=at))
        hand_minutes(
            row, name="bb.pdf", media_type="application/pdf", content=b"%PDF-1 bb", by=dong_thap_officer, at=at
        )
        if until == "draft":
            return row
        row = ACCEPTANCE.perform("acceptance.propose", row, Act(by=dong_thap_officer, at=at))
        if until == "proposed":
            return row
        return ACCEPTANCE.perform("acceptance.record", row, Act(by=dong_thap_leader, at=at))

    return make


@pytest.fixture
def asked(signed, accountant, dong_thap_officer, now):
    """A draft of a claim of that kind."""

    def make(kind, amount):
        return begin_claim(signed, kind=kind, amount=amount, done=100, act=Act(by=dong_thap_officer, at=now))

    return make


@pytest.fixture
def figures(signed, ministry_leader):
    """What the books of the project say now."""
    return lambda: position(Question(actor=ministry_leader, project=signed.project_id))


def test_a_project_goes_from_the_advance_to_its_settlement_and_every_dong_is_accounted_for(
    claim, walk, signed, held, accept, asked, figures
):
    walk(claim)
    accept(signed, held)
    assert figures() == Position(
        given=300 * M, committed=300 * M, disbursed=ADVANCED, accepted=300 * M, settled=0, advanced=0
    )
    assert Project.objects.get(pk=signed.project_id).state == "accepted"
    rest = walk(asked("payment", 90 * M), voucher="UNC-02")
    assert (rest.state, rest.posting.kind, figures().disbursed) == ("paid", "pay", 300 * M)
    settled = walk(asked("settle", 300 * M), voucher="QT-01")
    assert (settled.posting.kind, figures()) == (
        "settle",
        Position(given=300 * M, committed=300 * M, disbursed=300 * M, accepted=300 * M, settled=300 * M),
    )
    assert Project.objects.get(pk=signed.project_id).state == "settled"
    assert not Task.objects.filter(dossier_kind="project", state="open", dossier_key=str(signed.project_id))
    assert list(broken_promises()) == []


def test_after_the_last_acceptance_the_unit_has_its_settlement_to_do_by_the_day_of_the_law(
    signed, held, accept, now
):
    accept(signed, held)
    task = Task.objects.get(dossier_kind="project", dossier_key=str(signed.project_id), state="open")
    assert (task.desk, task.due, task.due_source) == (
        signed.project.desk.code,
        now.date() + timedelta(days=15),
        "Điều 18 khoản 1, 36/2013/TT-BCT (cần xác minh)",
    )
    assert task.title == f"Lập hồ sơ quyết toán đề án “{signed.project.title}”"


def test_volume_in_two_parts_is_owed_in_two_parts(signed, held, accept, figures):
    [line] = held.quantities
    half = replace(held, final=False, amount=150 * M, counterpart=190 * M, quantities={line: Decimal("0.5")})
    accept(signed, half)
    assert (figures().accepted, Project.objects.get(pk=signed.project_id).state) == (150 * M, "contracted")
    with pytest.raises(BlockedError) as caught:
        accept(signed, replace(half, amount=150 * M + 1))
    assert codes(caught) == ["above_worth"]
    with pytest.raises(BlockedError) as caught:
        accept(signed, replace(half, quantities={line: Decimal("0.501")}))
    assert codes(caught) == ["beyond_plan"]
    accept(signed, replace(half, final=True))
    assert (figures().accepted, Project.objects.get(pk=signed.project_id).state) == (300 * M, "accepted")


def test_what_no_volume_stands_for_is_let_go_and_what_was_advanced_for_it_comes_back(
    claim, walk, signed, held, accept, asked, figures, accountant, dong_thap_officer, now
):
    walk(claim)
    [line] = held.quantities
    accept(signed, replace(held, amount=150 * M, counterpart=190 * M, quantities={line: Decimal("0.5")}))
    assert figures() == Position(
        given=300 * M, committed=ADVANCED, disbursed=ADVANCED, accepted=150 * M, advanced=60 * M
    )
    with pytest.raises(BlockedError) as caught:
        walk(asked("settle", 150 * M), voucher="QT-01")
    assert codes(caught) == ["to_give_back"]
    back = {"voucher": "BC-01", "on": now.date(), "at": now}
    with pytest.raises(PermissionDenied):
        take_back(signed, amount=60 * M, by=dong_thap_officer, **back)
    with pytest.raises(BlockedError) as caught:
        take_back(signed, amount=60 * M + 1, by=accountant, **back)
    assert codes(caught) == ["not_enough"]
    take_back(signed, amount=60 * M, by=accountant, **back)
    with pytest.raises(BlockedError) as caught:
        take_back(signed, amount=60 * M, by=accountant, **back)
    assert codes(caught) == ["key_taken", "not_enough"]
    assert Posting.objects.filter(kind="give_back").count() == 1
    assert figures() == Position(given=300 * M, committed=150 * M, disbursed=150 * M, accepted=150 * M)
    draft = Claim.objects.get(kind="settle")
    assert walk(draft, voucher="QT-01").state == "paid"
    assert (figures().settled, list(broken_promises())) == (150 * M, [])


@pytest.mark.parametrize(
    ("kind", "amount", "expected"),
    [
        ("payment", 300 * M + 1, ["above_accepted"]),
        ("settle", 300 * M, ["unpaid", "not_the_paid"]),
    ],
)
def test_no_more_than_is_owed_and_nothing_before_its_time(
    signed, held, accept, asked, hand_in, dong_thap_officer, now, kind, amount, expected
):
    accept(signed, held)
    draft = asked(kind, amount)
    hand_in(draft)
    with pytest.raises(BlockedError) as caught:
        CLAIM.perform("claim.submit", draft, Act(by=dong_thap_officer, at=now))
    assert codes(caught) == expected


def test_nothing_is_advanced_after_the_last_acceptance(signed, held, accept, asked):
    accept(signed, held)
    with pytest.raises(BlockedError) as caught:
        asked("advance", 1)
    assert codes(caught) == ["accepted"]


def test_the_rest_asks_for_the_papers_of_every_rest_and_of_this_kind_of_support(signed, held, accept, asked):
    accept(signed, held)
    papers = list(asked("payment", 300 * M).papers.values_list("title", "law"))
    assert papers == [
        ("Biên bản nghiệm thu cơ sở (Mẫu 5a, 5b hoặc 5c)", "Điều 14, 36/2013/TT-BCT (cần xác minh)"),
        ("Báo cáo tổng hợp kết quả thực hiện đề án", "Điều 14, 36/2013/TT-BCT (cần xác minh)"),
        (
            "Báo cáo khối lượng hoàn thành và kinh phí thực hiện hợp đồng (Mẫu 3b)",
            "Điều 14, 36/2013/TT-BCT (cần xác minh)",
        ),
        (
            "Hợp đồng, biên bản nghiệm thu và thanh lý hợp đồng chuyển giao công nghệ",
            "Điều 14 khoản 4, 36/2013/TT-BCT (cần xác minh)",
        ),
        (
            "Hợp đồng, biên bản nghiệm thu và thanh lý hợp đồng mua máy móc",
            "Điều 14 khoản 5, 36/2013/TT-BCT (cần xác minh)",
        ),
    ]


def test_a_paper_that_does_not_apply_is_said_to_be_and_looked_at_like_a_file(
    signed, held, accept, asked, dong_thap_officer, dong_thap_leader, now
):
    accept(signed, held)
    draft = asked("payment", 300 * M)
    paper = draft.papers.get(position=4)
    with pytest.raises(BlockedError) as caught:
        say_absent(paper, why="  ", by=dong_thap_officer, at=now)
    assert codes(caught) == ["no_words"]
    said = say_absent(paper, why="Mua máy, không chuyển giao công nghệ", by=dong_thap_officer, at=now)
    assert (said.state, said.sha256) == ("handed", "")
    for each in draft.papers.exclude(position=4):
        say_absent(each, why="Bản giấy ở Sở", by=dong_thap_officer, at=now)
    sent = CLAIM.perform("claim.submit", draft, Act(by=dong_thap_officer, at=now))
    with pytest.raises(BlockedError) as caught:
        CLAIM.perform("claim.confirm", sent, Act(by=dong_thap_leader, at=now))
    assert codes(caught) == ["paper_not_fine"] * 5
    assert judge_paper(said, fine=True, note="", by=dong_thap_leader, at=now).state == "fine"


def test_who_wrote_it_down_does_not_record_it_and_who_may_not_does_neither(
    signed, held, accept, dong_thap_officer, dong_thap_leader, tay_ninh_officer, accountant, now
):
    for stranger in (tay_ninh_officer, accountant):
        with pytest.raises(PermissionDenied):
            begin_acceptance(signed, held, Act(by=stranger, at=now))
    row = accept(signed, held, until="draft", by=dong_thap_leader)
    own = ACCEPTANCE.perform("acceptance.propose", row, Act(by=dong_thap_leader, at=now))
    with pytest.raises(BlockedError) as caught:
        ACCEPTANCE.perform("acceptance.record", own, Act(by=dong_thap_leader, at=now))
    assert codes(caught) == ["own_work"]
    with pytest.raises(PermissionDenied):
        ACCEPTANCE.perform("acceptance.record", own, Act(by=dong_thap_officer, at=now))


def test_without_signed_minutes_nothing_is_proposed(signed, held, dong_thap_officer, now):
    act = Act(by=dong_thap_officer, at=now)
    row = begin_acceptance(signed, held, act)
    with pytest.raises(BlockedError) as caught:
        ACCEPTANCE.perform("acceptance.propose", row, act)
    assert codes(caught) == ["no_minutes"]


@pytest.mark.parametrize(("days", "expected"), [(1, ["future"]), (-1000, ["before_contract"])])
def test_a_day_that_cannot_be_is_refused(signed, held, dong_thap_officer, now, days, expected):
    wrong = replace(held, held_on=now.date() + timedelta(days=days))
    with pytest.raises(BlockedError) as caught:
        begin_acceptance(signed, wrong, Act(by=dong_thap_officer, at=now))
    assert codes(caught) == expected


def test_it_is_changed_while_it_is_a_draft_and_never_after(
    signed, held, accept, dong_thap_officer, dong_thap_leader, now
):
    row = accept(signed, held, until="draft")
    with pytest.raises(BlockedError) as caught:
        begin_acceptance(signed, held, Act(by=dong_thap_officer, at=now))
    assert codes(caught) == ["acceptance_open"]
    changed = write_anew(row, replace(held, conclusion="Đạt"), by=dong_thap_officer, at=now)
    assert (changed.conclusion, AcceptedVolume.objects.count()) == ("Đạt", 1)
    done = ACCEPTANCE.perform("acceptance.propose", row, Act(by=dong_thap_officer, at=now))
    with pytest.raises(BlockedError) as caught:
        write_anew(done, held, by=dong_thap_officer, at=now)
    assert codes(caught) == ["not_draft"]
    ACCEPTANCE.perform("acceptance.record", done, Act(by=dong_thap_leader, at=now))
    with pytest.raises(BlockedError) as caught:
        begin_acceptance(signed, held, Act(by=dong_thap_officer, at=now))
    assert codes(caught) == ["accepted"]


def test_the_database_keeps_what_was_recorded(signed, held, accept):
    row = accept(signed, held)
    for attempt in (
        lambda: Acceptance.objects.filter(pk=row.pk).update(amount=1),
        lambda: AcceptedVolume.objects.filter(acceptance=row).update(quantity=2),
        lambda: AcceptedVolume.objects.filter(acceptance=row).delete(),
        lambda: Acceptance.objects.filter(pk=row.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert (Acceptance.objects.get().amount, AcceptedVolume.objects.count()) == (300 * M, 1)


def test_a_paid_claim_stays_after_the_tables_were_made_anew(claim, walk):
    paid = walk(claim)
    with pytest.raises(DatabaseError), transaction.atomic():
        Claim.objects.filter(pk=paid.pk).update(amount=1)


@pytest.mark.django_db(transaction=True)
def test_two_who_record_at_once_record_once(
    committed_world, signed, held, accept, dong_thap_leader, now, figures
):
    row = accept(signed, held, until="proposed")

    def attempt(_):
        try:
            ACCEPTANCE.perform("acceptance.record", row, Act(by=dong_thap_leader, at=now))
        except BlockedError as blocked:
            return blocked.findings[0].code
        finally:
            connection.close()
        return "recorded"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, (1, 2))) == ["recorded", "wrong_state"]
    assert (figures().accepted, Posting.objects.filter(kind="accept").count()) == (300 * M, 1)


def test_an_annex_that_the_books_cannot_follow_is_told_before_it_lies_on_the_heads_desk(
    claim, walk, signed, accept, held, ministry_officer, now
):
    walk(claim)
    act = Act(by=ministry_officer, at=now, reason="Khối lượng thay đổi")
    less = begin_annex(signed, replace(TERMS, support=210_000_000 - 1), act)
    with pytest.raises(BlockedError) as caught:
        CONTRACT.perform("contract.propose", less, act)
    assert codes(caught) == ["less_than_paid"]
    assert caught.value.findings[0].fix == "Ghi kinh phí hỗ trợ từ 210.000.000 đồng trở lên."
    less.delete()
    accept(signed, held)
    # As where another year of the project still goes on.
    Project.objects.filter(pk=signed.project_id).update(state="contracted")
    late = begin_annex(signed, replace(TERMS, support=290_000_000), act)
    with pytest.raises(BlockedError) as caught:
        CONTRACT.perform("contract.propose", late, act)
    assert codes(caught) == ["accepted_to_the_end"]
