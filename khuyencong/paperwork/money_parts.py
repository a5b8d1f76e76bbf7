"""What the money papers of a project say alike: head, both sides, what they refer to, figures of the books."""

from dataclasses import dataclass
from datetime import date

from khuyencong.ledger.queries.printing import MoneyFile
from khuyencong.paperwork.dossier.agreement import Side
from khuyencong.paperwork.dossier.parts import Issued
from khuyencong.paperwork.project_outline import NO_PLACE
from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.projects.models import Contract
from khuyencong.rules.ledger import Position

NO_NUMBER = "……………"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the head of one paper says; `number` is empty where the clerk still writes it."""

    agency: str
    kind: str
    symbol: str
    on: date
    number: str = ""
    draft: bool = False
    recipients: tuple[str, ...] = ()

    @property
    def letter(self) -> Letter:
        """The same as the layout asks for it."""
        return Letter(
            agency=self.agency,
            parent_agency="",
            place=NO_PLACE,
            on=self.on,
            number=self.number,
            signer_title="",
            signer_name="",
            recipients=self.recipients,
            draft=self.draft,
            kind=self.kind,
            symbol=self.symbol,
        )


def issued(file: MoneyFile, contract: Contract) -> Issued:
    """A contract as other papers refer to it."""
    first = contract.first
    on = first.signed_on or file.on
    giver = file.name_of(first.agency_id, on)
    return Issued(kind="Hợp đồng", number=first.number or NO_NUMBER, on=on, by=giver)


def sides_of(file: MoneyFile, contract: Contract, on: date) -> tuple[Side, Side]:
    """Who gives the money and who does the work."""
    giver = Side(name=file.name_of(contract.agency_id, on))
    owner = contract.first.beneficiary
    if owner is None:
        return giver, Side(name=file.name_of(file.project.agency_id, on))
    workshop, site = owner.establishment, owner.site
    address = ", ".join(str(part) for part in (site.address, site.commune) if part)
    return giver, Side(
        name=workshop.name,
        address=address,
        tax_code=workshop.tax_code,
        representative=workshop.representative,
    )


def decided(file: MoneyFile) -> Issued | None:
    """The decision that approved the project, once it has a number."""
    found = file.decision
    if found is None or found.signed_on is None:
        return None
    return Issued(kind="Quyết định", number=found.number, on=found.signed_on, by=found.authority)


def figures(position: Position) -> list[tuple[str, int]]:
    """The figures of a book, in the order money goes through them."""
    return [
        ("Được giao", position.given),
        ("Đã cam kết theo hợp đồng", position.committed),
        ("Đã giải ngân", position.disbursed),
        ("Đã nghiệm thu", position.accepted),
        ("Tạm ứng chưa có khối lượng nghiệm thu", position.advanced),
        ("Đã quyết toán", position.settled),
    ]
