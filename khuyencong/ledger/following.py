"""What moves money when a dossier of a room below moves: a plan's decision gives it, a contract commits it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from khuyencong.ledger.actions import Said, book_for, open_book, post
from khuyencong.ledger.actions.changing import check_fit, close_when_done, move_money, withdraw_after_annex
from khuyencong.ledger.actions.ending import end_what_is_over
from khuyencong.ledger.actions.keeping import (
    dropped,
    given_up_at_closing,
    left_in_hand,
    lines_may_go,
    nothing_for_the_last,
)
from khuyencong.ledger.lifecycle.claims import let_advances_lapse
from khuyencong.ledger.lifecycle.give_backs import await_returns
from khuyencong.ledger.lifecycle.rates import let_rates_lapse
from khuyencong.ledger.models import Acceptance, Liquidation
from khuyencong.ledger.queries.chains import given_on, given_years, pots_of, room_findings
from khuyencong.ledger.queries.changing import year_of
from khuyencong.ledger.queries.claims import is_final
from khuyencong.ledger.queries.opening import asked_in_year
from khuyencong.projects.lifecycle.contracts import let_drafts_lapse
from khuyencong.projects.models import ChangeRequest, Contract, PlanDecision
from khuyencong.projects.queries.decisions import projects_of
from khuyencong.rules.annexes import Year, takes_all
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.ledger import Kind, Move, Stage
from khuyencong.rules.money import dong
from khuyencong.workflow.lifecycle import Act, follow

SUPPORT = "Kinh phí hỗ trợ"
OWING = (
    "change.decide",
    "acceptance.record",
    "give_back.confirm",
    "give_back.drop",
    "posting_correction.decide",
)
"""What may leave money to be given back, or leave none."""


LAST = ("change.decide", "change.decide_annex", "give_back.confirm")
"""What may take away the last thing that a project waited for; a settlement and a closing ask by themselves."""


def follow_all() -> None:
    """Called once, when the rooms are set up."""
    follow("plan_decision.record", allocate_plan)
    follow("contract.propose", check_given)
    follow("contract.propose", check_room)
    follow("contract.propose", check_not_closed)
    follow("contract.sign", check_room)
    follow("contract.sign", check_not_closed)
    follow("contract.sign", commit_contract)
    follow("contract.sign", withdraw_after_annex)
    follow("change.submit", lines_may_go)
    follow("change.submit_straight", lines_may_go)
    follow("change.propose", check_fit)
    follow("change.decide", move_money)
    follow("change.decide", let_drafts_lapse)
    follow("change.decide", let_advances_lapse)
    follow("change.decide", let_rates_lapse)
    follow("change.decide_annex", move_money)
    follow("acceptance.drop", close_after_drop)
    for name in OWING:
        follow(name, look_for_returns)
    for name in LAST:
        follow(name, end_it)


def look_for_returns(dossier: Any, act: Act) -> Mapping[str, object]:
    """What a unit has to give back now stands on the accountant's desk."""
    return await_returns(dossier.project, act)


def end_it(dossier: Any, act: Act) -> Mapping[str, object]:
    """A project of which nothing is left to be done is over."""
    by = f"Quyết định {dossier.number}" if isinstance(dossier, ChangeRequest) else str(dossier)
    if not end_what_is_over(dossier.project, Act(by=act.by, at=act.at, reason=by)):
        return {}
    # The end frees what waits for an annex, among it the decision that is being written down.
    dossier.refresh_from_db(fields=["state"])
    return {"ended": True}


def close_after_drop(acceptance: Acceptance, act: Act) -> Mapping[str, object]:
    """A stopped project of which nothing was accepted after all is over."""
    return {"closed": True} if close_when_done(acceptance.project, act) else {}


def allocate_plan(decision: PlanDecision, act: Act) -> Mapping[str, object]:
    """Give each project of a recorded decision what its estimate asks of the purse for the year of the plan.

    The years after it are given when they are opened. One posting a project, from the day of the decision.
    """
    assert decision.signed_on is not None
    projects = [each.project for each in projects_of(decision)]
    asked = asked_in_year(projects, decision.purse, decision.year)
    given = 0
    for project in projects:
        amount = asked.get(project.pk, 0)
        if not amount:
            continue
        book = open_book(project, purse=decision.purse, year=decision.year)
        said = Said(
            kind=Kind.ALLOCATE,
            key=f"decision-{decision.pk}-project-{project.pk}",
            effective_on=decision.signed_on,
            document=f"Quyết định {decision.number}",
            made_up=decision.made_up or project.made_up,
        )
        move = Move(book=book.pk, out_of=Stage.SOURCE, into=Stage.ALLOCATED, amount=amount)
        post(said, [move], by=act.by, at=act.at)
        given += amount
    return {"allocated": given}


def check_room(contract: Contract, act: Act) -> Mapping[str, object]:
    """Say before it lies on the head's desk that the books cannot follow it."""
    if contract.kind != Contract.Kind.UNIT:
        return {}
    if contract.amends_id is None:
        found = room_findings(contract.project, contract.year, contract.support)
    else:
        found = no_room(contract)
    if found:
        raise BlockedError(*found)
    return {}


def check_given(contract: Contract, act: Act) -> Mapping[str, object]:
    """Say before it lies on the head's desk that nobody can sign it: its year has not been opened."""
    unit = contract.kind == Contract.Kind.UNIT and contract.amends_id is None
    if unit and contract.year not in given_years(contract.project):
        raise BlockedError(not_given(contract))
    return {}


def check_not_closed(contract: Contract, act: Act) -> Mapping[str, object]:
    """A contract with an establishment is closed in the minutes of the unit's: after those none is signed."""
    if contract.kind != Contract.Kind.BENEFICIARY:
        return {}
    rows = Liquidation.objects.filter(
        project=contract.project_id,
        contract__year=contract.year,
        state__in=(Liquidation.State.RECORDED, Liquidation.State.DOUBTED),
    )
    row = rows.defer("content").first()
    if row is not None:
        message = f"Hợp đồng thực hiện đề án năm {contract.year} đã thanh lý ({str(row).lower()})."
        fix = "Nếu biên bản sai, nhờ bên giao bỏ biên bản thanh lý trước; đúng thì bỏ bản này."
        raise BlockedError(error("liquidated", message, fix))
    return {}


def no_room(contract: Contract) -> list[Finding]:
    """What stands against an annex: all was accepted, or it gives less than is already paid or accepted."""
    change = contract.support - committed_before(contract)
    if change and is_final(contract):
        message = "Hợp đồng đã nghiệm thu lần cuối: kinh phí cam kết không đổi được nữa."
        fix = f"Giữ kinh phí hỗ trợ {dong(contract.support - change)} như văn bản trước."
        return [error("accepted_to_the_end", message, fix, SUPPORT)]
    pots = pots_of(contract)
    before = contract.support - change
    if change and (found := year_of(contract.project, contract.year)).dropped:
        return [dropped(contract.year, found)]
    held = Year(decided=before, said=before, pots=pots)
    if change and held.given_up:
        return [given_up_at_closing(contract.year, held.out, f"Giữ kinh phí hỗ trợ {dong(before)}.")]
    if change < 0 and (in_hand := left_in_hand(contract, before)):
        return in_hand
    if change < 0 and takes_all(pots, contract.support):
        return [nothing_for_the_last(contract.year, contract.support)]
    left = pots.get(Stage.COMMITTED, 0)
    if change < 0 and left < -change:
        least = held.out
        message = (
            f"Đã tạm ứng, nghiệm thu {dong(least)}; phụ lục không giảm xuống {dong(contract.support)} được."
        )
        return [error("less_than_paid", message, f"Ghi kinh phí hỗ trợ từ {dong(least)} trở lên.", SUPPORT)]
    return []


def commit_contract(contract: Contract, act: Act) -> Mapping[str, object]:
    """Commit what a signed contract with the unit promises, or by how much its annex changes that.

    A contract with a beneficiary promises on what the unit was promised, so it moves no money of the purse.
    """
    if contract.kind != Contract.Kind.UNIT:
        return {}
    assert contract.signed_on is not None
    change = contract.support - committed_before(contract)
    if not change:
        return {"committed": 0}
    book = book_for(contract)
    more = change > 0
    if more and not book.pots:
        raise BlockedError(not_given(contract))
    # The plan's decision is asked for when it is signed; a later year is given by a decision of its own.
    if more and (given := given_on(contract)) is not None and contract.signed_on < given:
        raise BlockedError(before_given(contract, given))
    said = Said(
        kind=Kind.COMMIT if more else Kind.RELEASE,
        key=f"contract-{contract.pk}",
        effective_on=contract.signed_on,
        document=str(contract),
        reason=contract.reason,
        made_up=contract.made_up,
    )
    pair = (Stage.ALLOCATED, Stage.COMMITTED) if more else (Stage.COMMITTED, Stage.ALLOCATED)
    move = Move(book=book.pk, out_of=pair[0], into=pair[1], amount=abs(change))
    post(said, [move], by=act.by, at=act.at)
    return {"committed": change}


def not_given(contract: Contract) -> Finding:
    """What is read when a later year's contract is proposed, or signed, before that year was opened."""
    year = contract.year
    again = (
        "trình lại, bản đang soạn giữ nguyên" if contract.state == Contract.State.PROPOSED else "ghi hợp đồng"
    )
    return error(
        "year_not_open",
        f"Kinh phí năm {year} của đề án chưa được giao, nên hợp đồng năm {year} chưa ký được.",
        f"Nơi lập kế hoạch mở năm {year} cho đề án (trang Mở năm) và ghi quyết định giao kinh phí, rồi "
        f"{again}.",
    )


def before_given(contract: Contract, given: date) -> Finding:
    """What is read when it bears a day before that of the decision which gave its money."""
    return error(
        "before_its_money",
        (
            f"Ngày ký {contract.signed_on:%d/%m/%Y} trước ngày {given:%d/%m/%Y} của quyết định giao kinh phí "
            f"năm {contract.year}."
        ),
        "Xem lại ngày ký trên văn bản.",
        "Ô “Ngày ký”",
    )


def committed_before(contract: Contract) -> int:
    """What the papers signed before it had committed, in đồng: 0 for the contract itself."""
    if contract.amends is None:
        return 0
    chain = Contract.objects.filter(Q(pk=contract.amends_id) | Q(amends=contract.amends_id))
    last = chain.filter(state=Contract.State.SIGNED).exclude(pk=contract.pk).order_by("-pk").first()
    return last.support if last is not None else 0
