"""Purchases with their invoices that a settlement's list of vouchers does not hold yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from khuyencong.ledger.models import Claim, Voucher
from khuyencong.projects.models import Purchase
from khuyencong.rules.norms import Purse
from khuyencong.rules.vouchers import Listed, halves_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """An invoice with what was bought on it, and the lines it would be on the list, by whose money paid it."""

    purchases: Sequence[Purchase]
    lines: Sequence[Listed]

    @property
    def key(self) -> int:
        """What a form sends."""
        return self.purchases[0].pk


def offered(claim: Claim, form: str) -> list[Offered]:
    """The invoices of the contract's year that no settlement of the project lists; two SELECTs.

    An invoice counts as listed by its number, with or without its series, on its day: whoever typed it in
    before is not offered it again. `form` is the one the list is made on (8a, 8b).
    """
    if claim.kind != Claim.Kind.SETTLEMENT:
        return []
    rows = Purchase.objects.filter(
        project=claim.project, line__year=claim.contract.year, struck_at__isnull=True
    )
    listed = Voucher.objects.filter(claim__project=claim.project).exclude(claim__state=Claim.State.DROPPED)
    taken = {(plain(number), on) for number, on in listed.values_list("number", "on")}
    invoices: dict[object, list[Purchase]] = {}
    for each in rows.defer("content").order_by("on", "pk"):
        if not taken & {(plain(each.number), each.on), (plain(number_of(each)), each.on)}:
            invoices.setdefault((each.invoice_key, each.series, each.on), []).append(each)
    purse = Purse(claim.project.purse)
    return [Offered(purchases=each, lines=lines_of(each, purse, form)) for each in invoices.values()]


def number_of(purchase: Purchase) -> str:
    """The invoice as a list names it: its series before its number."""
    return f"{purchase.series} {purchase.number}".strip()[:60]


def plain(number: str) -> str:
    """A number without the blanks and the case that people write differently."""
    return "".join(number.split()).upper()


def lines_of(purchases: Sequence[Purchase], purse: Purse, form: str) -> list[Listed]:
    """One line of an invoice for each whose money paid it."""
    first = purchases[0]
    whole = Listed(
        number=number_of(first),
        on=first.on,
        content=f"{'; '.join(each.name for each in purchases)}, {first.seller}"[:300],
        amount=sum(each.amount for each in purchases),
        source="own",
    )
    return halves_of(whole, sum(each.support for each in purchases), purse, form=form)
