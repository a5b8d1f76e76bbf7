"""Money given back by two people: written by one, confirmed by the head of the ministry."""

from khuyencong.ledger.actions.returning import Returned
from khuyencong.ledger.lifecycle import GIVE_BACK, begin_give_back
from khuyencong.organisations.models import User
from khuyencong.organisations.queries import seated
from khuyencong.workflow.lifecycle import Act

VOUCHER = {"name": "giay-nop-tien.pdf", "media_type": "application/pdf", "content": b"%PDF-1 giay nop tien"}


def ask_back(contract, *, amount, voucher, on, by, at):
    """Written down and laid before the head."""
    said = Returned(amount=amount, voucher=voucher, paid_on=on, **VOUCHER)
    return begin_give_back(contract, said, Act(by=by, at=at))


def take_back(contract, *, amount, voucher, on, by, at):
    """The same, confirmed; its posting."""
    row = ask_back(contract, amount=amount, voucher=voucher, on=on, by=by, at=at)
    head = seated(User.objects.get(username="lanhdao"), at.date())
    return GIVE_BACK.perform("give_back.confirm", row, Act(by=head, at=at)).posting
