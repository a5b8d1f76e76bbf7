"""Acceptances of what was carried out, and the liquidation of a contract."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from khuyencong.ledger.actions.acceptances import Held, hand_minutes, write_anew
from khuyencong.ledger.actions.liquidations import (
    Said,
    close_owners,
    hand_liquidation,
    rewrite_liquidation,
)
from khuyencong.ledger.lifecycle import ACCEPTANCE, LIQUIDATION, begin_acceptance, begin_liquidation
from khuyencong.ledger.models import Acceptance, Liquidation
from khuyencong.ledger.queries.acceptances import grounds_of, volumes_of
from khuyencong.ledger.queries.chains import pots_of
from khuyencong.ledger.queries.liquidations import owners_of
from khuyencong.organisations.actors import Actor
from khuyencong.projects.lifecycle import Signed
from khuyencong.projects.models import Contract
from khuyencong.rules.acceptances import worth
from khuyencong.rules.ledger import Stage
from tests.ledger.walk.scene import M
from tests.ledger.walk.walk import NothingError, Walk

SHARES = (Decimal(1), Decimal("0.5"), Decimal("0.25"))


def accept_on(walk: Walk, row: Acceptance) -> Acceptance:
    """Its signed minutes and proposed; then recorded."""
    if row.state != "draft":
        return walk.perform(ACCEPTANCE, "acceptance.record", row)
    if not row.sha256:
        walk.anybody(lambda by: hand_minutes(row, **walk.pdf(), by=by, at=walk.at))
    return walk.perform(ACCEPTANCE, "acceptance.propose", row)


def remaining(contract: Contract) -> dict[int, Decimal]:
    """What of each line of its year was not accepted yet."""
    lines = contract.project.lines.filter(year=contract.year).order_by("position")
    return {
        line.pk: volume.planned - volume.before
        for line, volume in zip(lines, volumes_of(contract, {}), strict=True)
    }


def minutes(contract: Contract, volumes: dict[int, Decimal], *, final: bool, on: date) -> Held:
    """What a council found of these volumes, of as much money as they are worth and there is."""
    grounds = grounds_of(contract)
    most = max(worth(volumes_of(contract, volumes), grounds.support) - grounds.accepted, 0)
    return Held(
        form="5a",
        held_on=on,
        place="Xưởng",
        council="Sở, trung tâm, xã",
        amount=most if grounds.room is None else min(most, grounds.room),
        counterpart=0,
        final=final,
        conclusion="Đạt.",
        quantities=volumes,
    )


def begin(walk: Walk, contract: Contract, held: Held) -> Acceptance:
    """These minutes."""
    row = walk.anybody(lambda by: begin_acceptance(contract, held, walk.act(by)))
    volumes = [str(each) for each in held.quantities.values()]
    walk.say(
        f"    acceptance #{row.pk} {held.amount / M:.1f} final={held.final} {volumes}"
        f" on {contract.year} of {contract.project_id}"
    )
    return row


def some_acceptance(walk: Walk) -> Acceptance:
    """All that is left, a half or a quarter, of most lines; sometimes the council pays less than its worth."""
    contract = walk.contract(walk.target("contracted", "contracted", "stopped"))
    share = walk.chance.choice(SHARES)
    volumes = {
        key: (value * share).quantize(Decimal("0.001"))
        for key, value in remaining(contract).items()
        if walk.chance.random() < 0.8
    }
    final = walk.chance.random() < (0.6 if share == 1 else 0.3)
    held = minutes(contract, volumes, final=final, on=walk.day())
    if walk.chance.random() < 0.25:
        held = replace(held, amount=held.amount * 2 // 3)
    return begin(walk, contract, held)


def some_rewriting(walk: Walk) -> Acceptance:
    """What stands in writing is written anew, with other figures."""
    row = Acceptance.objects.filter(state="draft").order_by("pk").last()
    if row is None:
        raise NothingError
    share = walk.chance.choice(SHARES)
    volumes = {
        key: (value * share).quantize(Decimal("0.001")) for key, value in remaining(row.contract).items()
    }
    held = minutes(row.contract, volumes, final=walk.chance.random() < 0.5, on=walk.day())
    walk.anybody(lambda by: write_anew(row, held, by=by, at=walk.at))
    walk.say(f"    rewrite acceptance #{row.pk} {held.amount / M:.1f} final={held.final}")
    return row


def liquidation_on(walk: Walk, row: Liquidation) -> Liquidation:
    """Its paper with what each owner had, proposed; recorded; what was doubted is undone or kept."""
    if row.state == "draft":
        walk.anybody(lambda by: write_liquidation(walk, row, by))
        return walk.perform(LIQUIDATION, "liquidation.propose", row)
    if row.state == "proposed":
        given = Signed(number=walk.number(), on=walk.at.date())
        return walk.perform(LIQUIDATION, "liquidation.record", row, given)
    return walk.perform(LIQUIDATION, walk.chance.choice(["liquidation.undo", "liquidation.keep"]), row)


def write_liquidation(walk: Walk, row: Liquidation, by: Actor) -> None:
    """The paper, what remains to be done, and what each owner was paid."""
    pots = pots_of(row.contract)
    remains = "Chi nốt" if pots.get(Stage.ACCEPTED, 0) or pots.get(Stage.ADVANCED, 0) else row.remains
    if remains != row.remains:
        rewrite_liquidation(row, done="Mua máy", remains=remains, by=by, at=walk.at)
    hand_liquidation(row, **walk.pdf(), by=by, at=walk.at)
    left = sum(pots.get(each, 0) for each in (Stage.ACCEPTED, Stage.PAID, Stage.SETTLED))
    said = {}
    for each in owners_of(row.contract, row):
        if each.asked:
            done = min(each.promised, left)
            left -= done
            said[each.key] = Said(done=done, paid=done)
    if said:
        close_owners(row, said, by=by, at=walk.at)


def some_liquidation(walk: Walk) -> Liquidation:
    """That of any contract."""
    contract = walk.contract(walk.target())
    row = walk.anybody(
        lambda by: begin_liquidation(contract, done="Mua máy", remains="", act=walk.act(by)),
    )
    walk.say(f"    liquidation #{row.pk} of {contract.year} of {contract.project_id}")
    return row


def some_doubt(walk: Walk) -> Liquidation:
    """What was recorded is doubted."""
    row = Liquidation.objects.filter(state="recorded").order_by("pk").last()
    if row is None:
        raise NothingError
    return walk.perform(LIQUIDATION, "liquidation.doubt", row)
