"""What is already being done about a project's money: so that nobody is told to begin what stands on a desk."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from khuyencong.ledger.models import Acceptance, Claim, GiveBack, Liquidation
from khuyencong.ledger.queries.claims import OPEN_CLAIM
from khuyencong.post.queries.tray import desks_where
from khuyencong.projects.models import Contract


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """An open dossier: whose contract, what in words, at which step and desk; "" where it lies at none."""

    project: int
    contract: int
    kind: str
    key: int
    words: str
    step: str
    desk: str = ""


def under_way_in(projects: Collection[int], today: date) -> dict[int, list[UnderWay]]:
    """The open dossiers of money of some projects; nine SELECTs however many."""
    found = list(opened_in(projects))
    desks = desks_where([(each.kind, str(each.key)) for each in found], today)
    told: dict[int, list[UnderWay]] = {}
    for each in found:
        at = replace(each, desk=desks.get((each.kind, str(each.key)), ""))
        told.setdefault(each.project, []).append(at)
    return told


def opened_in(projects: Collection[int]) -> Iterator[UnderWay]:
    """The same without their desks; five SELECTs."""
    papers = Contract.objects.filter(project__in=projects, state__in=("draft", "proposed")).order_by("pk")
    for paper in papers:
        first = paper.amends_id or paper.pk
        yield told_of(paper.project_id, first, "contract", paper, str(paper))
    claims = Claim.objects.filter(project__in=projects, state__in=OPEN_CLAIM).order_by("pk")
    for claim in claims:
        words = f"Đề nghị {claim.get_kind_display().lower()}"
        yield told_of(claim.project_id, claim.contract_id, "claim", claim, words)
    accepted = Acceptance.objects.filter(project__in=projects, state__in=("draft", "proposed"))
    for each in accepted.defer("content").order_by("pk"):
        yield told_of(each.project_id, each.contract_id, "acceptance", each, str(each))
    backs = GiveBack.objects.filter(project__in=projects, state__in=("draft", "proposed"))
    for back in backs.defer("content").order_by("pk"):
        yield told_of(back.project_id, back.contract_id, "give_back", back, str(back))
    closed = Liquidation.objects.filter(project__in=projects, state__in=("draft", "proposed", "doubted"))
    for row in closed.defer("content").order_by("pk"):
        yield told_of(row.project_id, row.contract_id, "liquidation", row, str(row))


def told_of(
    project: int,
    contract: int,
    kind: str,
    row: Contract | Claim | Acceptance | GiveBack | Liquidation,
    words: str,
) -> UnderWay:
    """One open dossier as it is told."""
    step = row.get_state_display()
    return UnderWay(project=project, contract=contract, kind=kind, key=row.pk, words=words, step=step)
