"""Claims, what comes back of them, and the corrections of what was written wrongly."""

from functools import partial

from khuyencong.ledger.actions.claims import hand_in_for, judge_paper
from khuyencong.ledger.actions.returning import Returned
from khuyencong.ledger.lifecycle import (
    CLAIM,
    GIVE_BACK,
    POSTING_CORRECTION,
    Paid,
    begin_claim,
    begin_correction,
    begin_give_back,
    propose_back,
)
from khuyencong.ledger.models import Claim, GiveBack, Posting, PostingCorrection
from khuyencong.ledger.queries.chains import pots_of
from khuyencong.ledger.queries.claims import ends_with, is_final
from khuyencong.ledger.queries.corrections import heads_among
from khuyencong.ledger.queries.give_backs import outstanding_of
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Contract, Project
from khuyencong.rules.ledger import Stage
from tests.ledger.walk.scene import M
from tests.ledger.walk.walk import NothingError, Row, Walk


def claim_on(walk: Walk, row: Claim) -> Claim:
    """Its papers and handed in; looked through and confirmed; approved; paid."""
    if row.state in ("draft", "returned"):
        for paper in row.papers.filter(state__in=("missing", "refused")).order_by("pk"):
            walk.anybody(partial(handed_in, walk, paper), "officer")
        return walk.perform(CLAIM, "claim.submit", row)
    if row.state == "submitted":
        for paper in row.papers.exclude(state="fine").order_by("pk"):
            walk.anybody(partial(found_fine, walk, paper), *walk.but_officer())
        return walk.perform(CLAIM, "claim.confirm", row)
    if row.state == "confirmed":
        return walk.perform(CLAIM, "claim.approve", row)
    return walk.perform(CLAIM, "claim.pay", row, Paid(voucher=walk.number(), on=walk.day()))


def handed_in(walk: Walk, paper: Row, by: Actor) -> Row:
    """A paper of a claim that she hands in."""
    return hand_in_for(paper, **walk.pdf(), by=by, at=walk.at)


def found_fine(walk: Walk, paper: Row, by: Actor) -> Row:
    """A paper of a claim that she looked through."""
    return judge_paper(paper, fine=True, note="", by=by, at=walk.at)


def begin(walk: Walk, contract: Contract, kind: str, amount: int) -> Claim:
    """A claim of that kind and sum."""
    row = walk.anybody(
        lambda by: begin_claim(contract, kind=kind, amount=amount, done=100, act=walk.act(by)), "officer"
    )
    walk.say(f"    claim #{row.pk} {kind} {amount // M} on {contract.year} of {contract.project_id}")
    return row


def some_claim(walk: Walk) -> Claim:
    """An advance, a payment or a settlement, mostly one that fits what stands in the books."""
    contract = walk.contract(walk.target("contracted", "accepted", "stopped", "held"))
    pots = pots_of(contract)
    fit = ["advance"] if not pots.get(Stage.ACCEPTED, 0) and not is_final(contract) else []
    fit += ["payment"] * 2 if pots.get(Stage.ACCEPTED, 0) else []
    fit += ["settle"] * 2 if pots.get(Stage.PAID, 0) and ends_with(contract) else []
    kind = walk.chance.choice(fit or ["advance", "payment", "settle"])
    if kind == "advance":
        amount = contract.support * walk.chance.choice([20, 40, 50, 70]) // 100
    elif kind == "payment":
        amount = pots.get(Stage.ACCEPTED, 0) // (1 if walk.chance.random() < 0.8 else 2)
    else:
        amount = pots.get(Stage.PAID, 0)
    if not amount:
        raise NothingError
    return begin(walk, contract, kind, amount)


def returned(walk: Walk, amount: int) -> Returned:
    """Money that came back, by its voucher."""
    return Returned(amount=amount, voucher=walk.number(), paid_on=walk.day(), **walk.pdf())


def back_on(walk: Walk, row: GiveBack) -> GiveBack:
    """Told by who owes it, all or half, then confirmed."""
    if row.state != "draft":
        return walk.perform(GIVE_BACK, "give_back.confirm", row)
    owed = outstanding_of(row.contract)
    said = returned(walk, owed if walk.ending or walk.chance.random() < 0.7 else max(owed // 2, 1))
    done = walk.anybody(lambda by: propose_back(row, said, walk.act(by)))
    walk.say(f"    give_back.propose #{row.pk} {said.amount // M}")
    return done


def give_back(walk: Walk, contract: Contract, amount: int) -> GiveBack:
    """So much of an advance comes back."""
    said = returned(walk, amount)
    row = walk.anybody(lambda by: begin_give_back(contract, said, walk.act(by)))
    walk.say(f"    give back #{row.pk} {amount / M:.1f} on {contract.year} of {contract.project_id}")
    return row


def some_back(walk: Walk) -> GiveBack:
    """All that is owed, or a third."""
    contract = walk.contract(walk.target("contracted", "accepted", "stopped"))
    owed = outstanding_of(contract)
    if not owed:
        raise NothingError
    return give_back(walk, contract, walk.chance.choice([owed, owed, max(owed // 3, 1)]))


def correction_on(walk: Walk, row: PostingCorrection) -> PostingCorrection:
    """Proposed, then decided."""
    step = "propose" if row.state == "draft" else "decide"
    return walk.perform(POSTING_CORRECTION, f"posting_correction.{step}", row)


def correct(walk: Walk, posting: Posting) -> PostingCorrection:
    """A correction of that posting is asked for."""
    file = walk.pdf()
    row = walk.anybody(
        lambda by: begin_correction(posting, reason="Ghi nhầm", **file, by=by, at=walk.at),
    )
    walk.say(f"    correction #{row.pk} of posting {posting.pk} {posting.key} {posting.kind}")
    return row


def correctable(project: Project, last: int | None = None) -> list[int]:
    """What of its last postings may be corrected, the last first."""
    postings = Posting.objects.exclude(kind="reverse").filter(transfers__book__project=project)
    rows = list(postings.distinct().order_by("-pk")[:last])
    doors = heads_among(rows)
    return [each.pk for each in rows if doors.get(each.pk)]


def some_correction(walk: Walk) -> PostingCorrection:
    """Of one of the last that may be corrected."""
    keys = correctable(walk.target(), 9)
    if not keys:
        raise NothingError
    return correct(walk, Posting.objects.get(pk=walk.chance.choice(keys[:4])))
