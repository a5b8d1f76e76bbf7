"""A change adds lines to an estimate and takes lines out: decided as content, by norms, never under work."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from khuyencong.ledger.actions import open_book
from khuyencong.ledger.actions.acceptances import Held, hand_minutes, write_anew
from khuyencong.ledger.lifecycle import ACCEPTANCE
from khuyencong.ledger.models import Acceptance, AcceptedVolume
from khuyencong.ledger.queries import broken_promises
from khuyencong.ledger.queries.acceptances import lines_of
from khuyencong.ledger.queries.changing import year_of
from khuyencong.ledger.queries.opening import going_on
from khuyencong.projects.actions.purchases import Paid, enter_purchase, strike
from khuyencong.projects.lifecycle import CHANGE, begin_annex
from khuyencong.projects.models import ChangeRequest, Line, Project, Purchase
from khuyencong.projects.queries.changes import annexed_by, terms_now
from khuyencong.rules.change_terms import Cost
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Stage
from khuyencong.workflow.lifecycle import Act
from tests.ledger.test_acceptances import accept
from tests.ledger.test_changes import CUC, MINISTER, decided, figures, go, want
from tests.ledger.test_claims import accountant, claim, signed
from tests.ledger.test_contracts import TERMS, approved, codes, contract, sign
from tests.ledger.test_later_years import approved as two_years
from tests.ledger.test_later_years import contract_of
from tests.ledger.test_purchases import PDF

__all__ = ["accept", "accountant", "approved", "claim", "contract", "figures", "go", "sign", "signed"]
__all__ += ["contract_of", "two_years", "want"]
pytestmark = pytest.mark.django_db
M = 1_000_000


def added(**more):
    """Fitting the machine: a line that nobody gives support to."""
    plain = {"name": "Lắp đặt", "item": "", "unit": "lần", "unit_price": 120 * M, "support": 0}
    return Cost(**({"key": -1, "quantity": Decimal(1), "year": 2027} | plain | more))


@pytest.fixture
def fitted(contract):
    """The approved project with a second line, as if it had been drafted so: the contract promises the same."""
    [line] = contract.project.lines.all()
    line.pk, line.position, line.name, line.item, line.national = None, 2, "Lắp đặt", None, 0
    line.counterpart = line.unit_price = 50 * M
    line.save(force_insert=True)
    return line


@pytest.fixture
def held(signed, now):
    """What a council found: all of the machine, the last time."""
    return Held(
        form="5a",
        held_on=now.date(),
        place="Xưởng",
        council="Đại diện Sở, trung tâm, xã, đơn vị thụ hưởng",
        amount=300 * M,
        counterpart=380 * M,
        final=True,
        conclusion="Máy chạy tốt.",
        quantities={Line.objects.get(project=signed.project, position=1).pk: Decimal(1)},
    )


def refused(act):
    """What stands in the way, with no line moved."""
    before = list(Line.every.order_by("pk").values_list("pk", "removed_on"))
    with pytest.raises(BlockedError) as caught:
        act()
    assert list(Line.every.order_by("pk").values_list("pk", "removed_on")) == before
    return [(each.code, each.place) for each in caught.value.findings]


def standing(project):
    rows = project.lines.order_by("position").values_list("name", "position", "national", "counterpart")
    return [(name, place, national // M, counterpart // M) for name, place, national, counterpart in rows]


def test_a_line_is_added_by_whom_the_law_names_for_content_and_the_contract_follows(
    signed, want, go, sign, figures, ministry_officer, ministry_leader, now
):
    [cost] = terms_now(signed.project).costs
    wish = {"costs": (replace(cost, support=250 * M), added(item=cost.item, support=50 * M))}
    request = want(signed.project, **wish)
    assert (request.changes, request.level) == (["content"], "minister")
    request = go(request, until="proposed")
    low = refused(lambda: decided(request, by=ministry_leader, signer=CUC, at=now))
    assert [code for code, _ in low] == ["below_authority"]
    before = figures(signed.project)
    request = decided(request, by=ministry_leader, signer=MINISTER, at=now)
    assert standing(signed.project) == [("Máy sấy", 1, 250, 430), ("Lắp đặt", 2, 50, 70)]
    # Not a đồng more of the State's; what the beneficiary pays more is signed in an annex.
    assert (figures(signed.project), request.state) == (before, "annex")
    annex = begin_annex(
        signed, replace(TERMS, counterpart=500 * M), Act(by=ministry_officer, at=now, reason="Thêm lắp đặt")
    )
    sign(annex, number="PL1")
    request.refresh_from_db()
    assert (request.state, [each.name for each in lines_of(signed)]) == ("decided", ["Máy sấy", "Lắp đặt"])
    assert list(broken_promises()) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({"item": "hoi-cho", "support": M}, [("foreign_item", "Dòng “Lắp đặt”")]),
        ({"support": M}, [("item_missing", "Dòng 1 “Lắp đặt”")]),
        ({"item": "may-moc", "support": 1}, [("above_norm", "Khoản “Máy sấy”, khuyến công quốc gia")]),
    ],
)
def test_a_new_line_is_judged_as_one_that_is_drafted(signed, want, go, line, expected):
    [cost] = terms_now(signed.project).costs
    request = want(signed.project, costs=(cost, added(**line)))
    found = refused(lambda: go(request))
    assert found == expected


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"quantity": Decimal(0)}, "not_a_line"),
        ({"support": 121 * M}, "parts_exceed"),
        ({"name": " "}, "not_a_line"),
    ],
)
def test_what_is_no_line_is_not_kept(signed, want, line, code):
    costs = (*terms_now(signed.project).costs, added(**line))
    assert [each for each, _ in refused(lambda: want(signed.project, costs=costs))] == [code]
    assert not ChangeRequest.objects.exists()


def test_more_support_than_was_approved_is_the_decision_that_raises_it(signed, want, go, figures):
    [cost] = terms_now(signed.project).costs
    go(want(signed.project, costs=(replace(cost, support=200 * M),)), signer=CUC)
    assert figures(signed.project).given == 300 * M
    [cost] = terms_now(signed.project).costs
    request = want(signed.project, costs=(cost, added(item=cost.item, support=50 * M)))
    assert (request.changes, request.level) == (["support_up", "content"], "minister")
    go(request, number="78/QĐ-BCT")
    assert sum(terms_now(signed.project).support_in(year) for year in (2027,)) == 250 * M
    assert (figures(signed.project).given, list(broken_promises())) == (300 * M, [])


def test_a_line_without_work_is_taken_out_and_kept_only_for_who_looks_back(fitted, signed, want, go, now):
    first, second = terms_now(signed.project).costs
    request = go(want(signed.project, costs=(first,)))
    assert (request.changes, request.level, request.state) == (["content"], "minister", "decided")
    # The contract promises just that already: no annex is waited for.
    assert standing(signed.project) == [("Máy sấy", 1, 300, 380)]
    gone = Line.every.get(pk=fitted.pk)
    assert (gone.removed_on, gone.name, gone.edition) == (now.date(), "Lắp đặt", fitted.edition + 1)
    assert (request.old.costs, request.new.costs) == ((first, second), (first,))
    with pytest.raises(Line.DoesNotExist):
        Line.objects.get(pk=fitted.pk)
    # What comes after takes no place that was taken.
    [cost] = terms_now(signed.project).costs
    go(want(signed.project, costs=(cost, added(name="Chạy thử"))), number="78/QĐ-BCT")
    assert [place for _, place, _, _ in standing(signed.project)] == [1, 3]


def test_no_change_leaves_an_estimate_without_a_line(signed, want, go):
    assert [code for code, _ in refused(lambda: go(want(signed.project, costs=())))] == ["no_lines"]


def half_of(held, line):
    """Half of another line was done, worth nothing of the purse by itself: with some of the machine."""
    [machine] = held.quantities
    quantities = {machine: Decimal("0.2"), line.pk: Decimal("0.5")}
    return replace(held, amount=60 * M, counterpart=0, final=False, quantities=quantities)


def test_work_and_invoices_hold_a_line_and_each_says_the_way_out(
    fitted, signed, held, accept, want, go, dong_thap_officer, dong_thap_leader, ministry_officer, now
):
    first, _ = terms_now(signed.project).costs
    request = go(want(signed.project, costs=(first,)), until="confirmed")

    def propose():
        return CHANGE.perform("change.propose", request, Act(by=ministry_officer, at=now))

    bought = buy_for(signed.project, fitted, dong_thap_officer, now)
    assert refused(propose) == [("removed_bought", "Dòng “Lắp đặt”")]
    strike(bought, "Ghi nhầm", by=dong_thap_officer, at=now)
    waiting = accept(signed, half_of(held, fitted), until="proposed")
    assert refused(propose)[0] == ("removed_in_hand", "Dòng “Lắp đặt”")
    ACCEPTANCE.perform("acceptance.record", waiting, Act(by=dong_thap_leader, at=now))
    found = refused(propose)
    assert found[0] == ("removed_accepted", "Dòng “Lắp đặt”")


def buy_for(project, line, by, at):
    """An invoice for that line."""
    said = Paid(
        line=line,
        kind=Purchase.Kind.SERVICE,
        name="Lắp đặt",
        seller="Công ty Cơ khí",
        seller_code="0100233488",
        number="0000045",
        on=date(2026, 11, 23),
        amount=20 * M,
        support=0,
        beneficiary=project.beneficiaries.get(),
    )
    made, _ = enter_purchase(project, said, PDF, by=by, at=at)
    return made


def test_work_recorded_after_it_was_proposed_is_found_when_it_is_decided(
    fitted, signed, held, accept, want, go, ministry_leader, now
):
    first, _ = terms_now(signed.project).costs
    request = go(want(signed.project, costs=(first,)), until="proposed")
    accept(signed, half_of(held, fitted))
    found = refused(lambda: decided(request, by=ministry_leader, signer=MINISTER, at=now))
    assert found == [("line_in_use", "Dòng “Lắp đặt”")]
    request.refresh_from_db()
    assert (request.state, request.number) == ("proposed", "")


def test_the_databases_keep_both_promises(fitted, signed, held, accept, dong_thap_officer, now):
    accept(signed, half_of(held, fitted))
    for line in Line.objects.filter(project=signed.project):
        with pytest.raises(DatabaseError), transaction.atomic():
            Line.objects.filter(pk=line.pk).update(removed_on=now.date())
    other = Line.objects.get(pk=fitted.pk)
    other.pk, other.position, other.name = None, 3, "Chạy thử"
    other.save(force_insert=True)
    Line.objects.filter(pk=other.pk).update(removed_on=now.date())
    for change in ({"removed_on": None}, {"quantity": 5}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Line.every.filter(pk=other.pk).update(**change)
    with pytest.raises(BlockedError) as caught:
        buy_for(signed.project, other, dong_thap_officer, now)
    assert codes(caught) == ["line_removed"]
    # Nor is it counted by what is recorded, now or afterwards.
    with pytest.raises(DatabaseError), transaction.atomic():
        AcceptedVolume.objects.create(acceptance=Acceptance.objects.get(), line=other, quantity=1)
    [machine] = held.quantities
    draft = accept(
        signed,
        replace(half_of(held, fitted), amount=30 * M, quantities={machine: Decimal("0.1")}),
        until="draft",
    )
    AcceptedVolume.objects.create(acceptance=draft, line=other, quantity=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Acceptance.objects.filter(pk=draft.pk).update(state="recorded")


def test_the_unit_is_told_before_it_is_confirmed_and_weighed(
    fitted, signed, held, accept, want, go, dong_thap_officer, now
):
    accept(signed, half_of(held, fitted))
    first, _ = terms_now(signed.project).costs
    found = refused(lambda: go(want(signed.project, costs=(first,))))
    assert found[0] == ("removed_accepted", "Dòng “Lắp đặt”")
    assert ChangeRequest.objects.get().state == "draft"


def test_a_draft_that_counts_a_line_taken_out_is_written_anew(
    fitted, signed, held, accept, want, go, dong_thap_officer, now
):
    draft = accept(signed, half_of(held, fitted), until="draft")
    first, _ = terms_now(signed.project).costs
    go(want(signed.project, costs=(first,)))
    by = Act(by=dong_thap_officer, at=now)
    found = refused(lambda: ACCEPTANCE.perform("acceptance.propose", draft, by))
    assert found == [("line_removed", "Dòng “Lắp đặt”")]
    [machine] = held.quantities
    again = replace(half_of(held, fitted), quantities={machine: Decimal("0.2")})
    row = write_anew(Acceptance.objects.get(pk=draft.pk), again, by=dong_thap_officer, at=now)
    hand_minutes(
        row, name="b.pdf", media_type="application/pdf", content=b"%PDF-2", by=dong_thap_officer, at=now
    )
    assert ACCEPTANCE.perform("acceptance.propose", row, by).state == "proposed"


class TestTwoYears:
    """Every line of a later year: as long as no contract of that year was signed."""

    @pytest.fixture
    def approved(self, two_years):
        return two_years

    def test_its_money_goes_back_once_all_its_lines_are_taken_out(self, approved, contract_of, move, want, go):
        contract_of(2027, 300 * M)
        book = open_book(approved, purse="KCQG", year=2028)
        move(book, Stage.SOURCE, Stage.ALLOCATED, 100 * M)
        first, _ = terms_now(approved).costs
        request = go(want(approved, costs=(first,), last_year=2027))
        assert (request.changes, request.state) == (["content", "support_down", "shorten"], "decided")
        assert (book.pots[Stage.ALLOCATED], terms_now(approved).support) == (0, 300 * M)
        assert list(broken_promises()) == []

    def test_under_contract_the_contract_ends_with_its_lines(self, approved, contract_of, move, want, go):
        """Just as with a cut to nothing: nobody could sign an annex about it."""
        contract_of(2027, 300 * M)
        book = open_book(approved, purse="KCQG", year=2028)
        move(book, Stage.SOURCE, Stage.ALLOCATED, 100 * M)
        late = contract_of(2028, 100 * M)
        first, second = terms_now(approved).costs
        request = go(want(approved, costs=(first,), last_year=2027, ends_on=date(2027, 11, 30)))
        assert (request.state, year_of(approved, 2028).dropped) == ("decided", True)
        assert (book.pots[Stage.COMMITTED], book.pots[Stage.ALLOCATED]) == (0, 0)
        assert annexed_by(late) is None
        # And no line of that year comes in its place.
        again = added(item=second.item, year=2028, support=50 * M)
        wish = {"costs": (replace(first, support=250 * M), again), "last_year": 2028}
        found = refused(lambda: go(want(approved, **wish)))
        assert ("year_over", "Dòng “Lắp đặt”") in found
        assert list(broken_promises()) == []

    def test_no_line_comes_or_goes_of_a_year_accepted_to_its_end(
        self, approved, signed, accept, held, want, go
    ):
        accept(signed, held)
        first, second = terms_now(approved).costs
        found = refused(lambda: go(want(approved, costs=(first, second, added()))))
        assert found == [("year_over", "Dòng “Lắp đặt”")]

    def test_a_line_of_a_year_it_is_extended_to_waits_for_that_years_opening(
        self, approved, want, go, ministry_leader, dong_thap_officer, now
    ):
        *both, cost = terms_now(approved).costs
        late = added(item=cost.item, support=20 * M, year=2029, name="Chạy thử")
        found = refused(lambda: go(want(approved, costs=(*both, cost, late))))
        assert [code for code, _ in found] == ["support_later", "wrong_year"]
        CHANGE.perform(
            "change.drop",
            ChangeRequest.objects.get(),
            Act(by=dong_thap_officer, at=now, reason="Sửa lại"),
        )
        less = replace(cost, support=80 * M)
        request = go(want(approved, costs=(*both, less, late), last_year=2029))
        assert request.changes == ["content", "extend"]
        assert going_on(ministry_leader.agency, "KCQG", 2029) == [(Project.objects.get(pk=approved.pk), 20 * M)]
