"""Ways of settling besides the usual where the law of the day has them: a late unit, force majeure."""

from dataclasses import dataclass
from datetime import date

from khuyencong.ledger.models import Claim, ClaimGround
from khuyencong.ledger.queries.chains import pots_of
from khuyencong.ledger.queries.claims import GROUNDS, left_of_advance
from khuyencong.norms.models import Evidence
from khuyencong.norms.queries.lists import rows_on
from khuyencong.projects.models import Contract
from khuyencong.rules.acceptances import settled_at_most


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherWay:
    """A way of settling that the law of a day has besides the usual: its papers, clause and what to know."""

    kind: str
    most: int
    papers: tuple[str, ...]
    law: str
    note: str

    @property
    def label(self) -> str:
        """What it is called on the page."""
        return ClaimGround.Kind(self.kind).label


def other_ways(contract: Contract, kind: str, on: date) -> list[OtherWay]:
    """Those that a claim of that kind may go on that day; none but settlements have one.

    Điều 18 khoản 3 speaks of the advance of a late unit and khoản 4 of settling: neither of paying the rest.
    """
    if kind != Claim.Kind.SETTLEMENT:
        return []
    project, pots = contract.project, pots_of(contract)
    rows = rows_on(Evidence, on, purse=project.purse, province=project.province_id)
    by_code = {each.code: each for each in rows.filter(code__in=GROUNDS.values())}
    return [
        OtherWay(
            kind=ground,
            most=settled_at_most(pots, left_of_advance(contract) if ground == ClaimGround.Kind.LATE else None),
            papers=tuple(line.strip() for line in row.papers.splitlines() if line.strip()),
            law=row.told,
            note=row.note,
        )
        for ground, code in GROUNDS.items()
        if (row := by_code.get(code)) is not None
    ]
