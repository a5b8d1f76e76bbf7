"""The vouchers of a settlement, the form they are listed on, and what stands against them."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Sum

from khuyencong.ledger.models import Acceptance, Claim, Voucher
from khuyencong.projects.models import Project
from khuyencong.projects.queries.drafts import law_of_items
from khuyencong.rules import vouchers as rules
from khuyencong.rules.findings import Finding
from khuyencong.rules.norms import LawUnclearError, Purse
from khuyencong.rules.vouchers import Listed


def listed(claim: Claim) -> list[Listed]:
    """Its vouchers as the rules know them; one SELECT."""
    return [listed_as(each) for each in claim.vouchers.order_by("position")]


def listed_as(row: Voucher) -> Listed:
    """One of them."""
    return Listed(number=row.number, on=row.on, content=row.content, amount=row.amount, source=row.source)


def voucher_form(project: Project, on: date) -> str:
    """8b where the norm of any kind of support is a share of the cost on that day, else 8a; two SELECTs."""
    purse = Purse(project.purse)
    lines = project.lines.filter(item__isnull=False).select_related("item")
    items = list({line.item.pk: line.item for line in lines if line.item is not None}.values())
    law, rates = law_of_items(items, project.province), []
    for item in items:
        try:
            rates.append(law.norm(item.code, purse, on).rate)
        except LawUnclearError:
            continue
    return rules.form_of(rates)


def confirmed_own(claim: Claim) -> int:
    """The counterpart that recorded acceptances confirmed, in đồng; one SELECT."""
    rows = Acceptance.objects.filter(contract=claim.contract, state=Acceptance.State.RECORDED)
    return int(rows.aggregate(total=Sum("counterpart", default=0))["total"])


def voucher_findings(claim: Claim, on: date) -> Sequence[Finding]:
    """What stands against the list of a settlement; nothing of other claims."""
    if claim.kind != Claim.Kind.SETTLEMENT:
        return []
    found = rules.check_vouchers(
        listed(claim),
        claim.amount,
        Purse(claim.project.purse),
        form=voucher_form(claim.project, on),
        own=confirmed_own(claim),
        since=claim.contract.first.signed_on or date.min,
        why=claim.explanation or "",
    )
    return list(found)
