"""What a contract is closed by, and what of it is closed."""

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from khuyencong.ledger.models import Acceptance, Liquidation
from khuyencong.ledger.queries.chains import books_of_plan, given_back, pots_of, standing_book
from khuyencong.norms.models import Condition
from khuyencong.norms.queries.lists import rows_on
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Contract, Project
from khuyencong.projects.queries.contracts import in_force_of
from khuyencong.projects.queries.settling import CLOSING, CODES, settling_on
from khuyencong.rules.findings import Finding
from khuyencong.rules.liquidation import Closing, check_order, closing_of
from khuyencong.rules.registration import Due

ORDER = "thanh-ly-truoc-quyet-toan"
"""The condition under which a settlement waits for the liquidation; no text that was read states it."""


def liquidations_seen_by(actor: Actor) -> QuerySet[Liquidation]:
    """The liquidations in her scope with all a page shows, without the minutes themselves."""
    return (
        Liquidation.objects.visible_to(actor)
        .defer("content")
        .select_related(
            "project__agency", "project__department", "contract__project", "agency", "desk", "author"
        )
    )


def liquidation_of(contract: Contract) -> Liquidation | None:
    """The one of a contract that counts; one SELECT."""
    rows = Liquidation.objects.standing().filter(contract=contract.first)
    return rows.defer("content").first()


def closing_on(contract: Contract) -> Closing:
    """What the books say of a contract now; five SELECTs."""
    force = in_force_of(contract.first)
    return closing_of(
        pots_of(contract.first),
        support=force.support if force is not None else 0,
        returned=returned_in(contract.project, contract.year),
    )


def returned_in(project: Project, year: int) -> int:
    """What was given back of the project's purse by the plan of that year, in đồng; one SELECT."""
    return given_back(books_of_plan(project, year)).get(year, 0)


def closing_due(contract: Contract, codes: Collection[str] = CODES) -> Due | None:
    """By when a contract is to be settled and closed; None before its last acceptance. Three SELECTs.

    Each contract of a project of several years has its own day: counted from its own last acceptance, and in
    the January after the year in whose book its money stands.
    """
    first = contract.first
    last = Acceptance.objects.filter(contract=first, final=True, state=Acceptance.State.RECORDED)
    accepted_on = last.order_by("-held_on").values_list("held_on", flat=True).first()
    if accepted_on is None:
        return None
    book = standing_book(first.project, first.year)
    return settling_on(first.project, accepted_on, book.year if book is not None else first.year, codes)


def order_findings(contract: Contract, on: date) -> list[Finding]:
    """What is to be said of settling it before it is closed, by the law of that day."""
    found = liquidation_of(contract)
    closed = found is not None and found.state == Liquidation.State.RECORDED
    rows = rows_on(Condition, on, purse=contract.project.purse, province=contract.project.province_id).filter(
        code=ORDER
    )
    row = rows.first()
    due = closing_due(contract, (CLOSING,))
    told = f"Cả hai chậm nhất ngày {due.last:%d/%m/%Y} ({due.told})" if due is not None else ""
    return list(check_order(closed=closed, asked=row is not None and row.verified, law=told))
