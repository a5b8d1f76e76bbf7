"""What a contract is closed by, and what of it is closed."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db.models import QuerySet

from khuyencong.ledger.models import Acceptance, Liquidation, OwnerClosing
from khuyencong.ledger.queries.chains import books_of_plan, given_back, pots_of, standing_book
from khuyencong.norms.models import Condition
from khuyencong.norms.queries.lists import rows_on
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Contract, Project
from khuyencong.projects.queries.contracts import in_force_of
from khuyencong.projects.queries.settling import CLOSING, CODES, settling_on
from khuyencong.rules.findings import Finding
from khuyencong.rules.liquidation import Closing, OwnerContract, check_order, closing_of
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


def owners_of(contract: Contract, row: Liquidation | None = None) -> list[OwnerContract]:
    """The unit's contracts with establishments of the same year, with what the minutes say; two SELECTs."""
    rows = Contract.objects.filter(project=contract.project_id).exclude(state=Contract.State.DROPPED)
    papers = rows.select_related("beneficiary__establishment").order_by("pk")
    said = list(row.owners.all()) if row is not None else []
    return owners_among(papers, contract.year, said, recorded=row is not None and row.accepted is not None)


def owners_among(
    papers: Iterable[Contract], year: int, said: Iterable[OwnerClosing], *, recorded: bool
) -> list[OwnerContract]:
    """The same out of the papers of a project, oldest first.

    Minutes that were recorded name those they closed; a contract that was begun later is not theirs.
    """
    chains: dict[int, list[Contract]] = {}
    for paper in papers:
        if paper.kind == Contract.Kind.BENEFICIARY and paper.year == year:
            chains.setdefault(paper.amends_id or paper.pk, []).append(paper)
    told = {each.contract_id: each for each in said}
    return [
        owner_contract(chain, told.get(key)) for key, chain in chains.items() if key in told or not recorded
    ]


def owner_contract(chain: Sequence[Contract], said: OwnerClosing | None) -> OwnerContract:
    """A contract with its annexes as the rules judge it: the paper signed last holds."""
    first, signed = chain[0], [each for each in chain if each.state == Contract.State.SIGNED]
    assert first.beneficiary is not None
    return OwnerContract(
        key=first.pk,
        name=first.beneficiary.establishment.name,
        number=first.number,
        label=first.get_state_display(),
        promised=(signed[-1] if signed else first).support,
        signed=first.state == Contract.State.SIGNED,
        annexed=len(signed) < len(chain),
        left=first.beneficiary.left_on is not None,
        done=said.done if said is not None else None,
        paid=said.paid if said is not None else None,
        remains=said.remains if said is not None else "",
    )


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
