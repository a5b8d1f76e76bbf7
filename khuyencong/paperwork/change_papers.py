"""A request to change a project as its room knows it → its decision, a draft until it has been recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from khuyencong.norms.models import LegalDocument
from khuyencong.paperwork.dossier.change import ChangeDecision, Incoming, change_decision_paper
from khuyencong.paperwork.official import Paper
from khuyencong.paperwork.plan_papers import ground
from khuyencong.paperwork.project_outline import NO_PLACE
from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.projects.models import ChangeRequest
from khuyencong.projects.queries.changes import Spare
from khuyencong.rules.change_terms import differences
from khuyencong.rules.changes import Level
from khuyencong.rules.norms import Purse

SIGNERS = {
    Level.MINISTER: "Bộ trưởng Bộ Công Thương",
    Level.MINISTRY: "Cục trưởng",
    Level.DEPARTMENT: "Giám đốc Sở Công Thương",
    Level.CHAIRMAN: "Chủ tịch Ủy ban nhân dân",
}
"""How who decides is called where she signs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFile:
    """A request with all its paper needs; `names` are agencies' names of the day by key.

    `body` prepares the decision, `province` is the province's name where a chairman signs, `free` what a stop
    frees in đồng, `annex` whether a contract follows.
    """

    request: ChangeRequest
    spare: Sequence[Spare]
    free: int
    annex: bool
    names: Mapping[int, str]
    body: int
    province: str
    grounds: Sequence[LegalDocument]
    at: datetime

    @property
    def level(self) -> Level:
        """Who signed, or is to sign."""
        return Level(self.request.signed_by or self.request.level)

    @property
    def issuer(self) -> str:
        """The body in whose name it is signed."""
        if self.level is Level.MINISTER:
            return "Bộ Công Thương"
        if self.level is Level.CHAIRMAN:
            return f"Ủy ban nhân dân {self.province}"
        return self.names[self.body]

    @property
    def signer(self) -> str:
        """Who signs."""
        return f"{SIGNERS[self.level]} {self.province}".strip()


def change_paper(file: ChangeFile) -> Paper:
    """The decision; a draft until it has been recorded."""
    request, project = file.request, file.request.project
    asked = f"Theo đề nghị của {file.names[request.agency_id]}"
    if request.checked_on is not None:
        asked += f", xác nhận của {file.names[project.department_id]} ngày {request.checked_on:%d/%m/%Y}"
    taken = request.state in (ChangeRequest.State.ANNEX, ChangeRequest.State.DECIDED)
    return change_decision_paper(
        ChangeDecision(
            letter=Letter(
                agency=file.issuer,
                parent_agency="",
                place=NO_PLACE,
                on=request.signed_on or file.at.date(),
                number=request.number,
                signer_title=file.signer.upper(),
                signer_name="",
                recipients=("Như Điều cuối", f"Lưu: VT, {file.names[file.body]}"),
                draft=not taken,
                kind="QUYẾT ĐỊNH",
                symbol="QĐ",
            ),
            authority=file.signer,
            law=request.law,
            purse=Purse(project.purse),
            year=project.year,
            subject=request.words,
            project=request.old.title,
            unit=file.names[project.agency_id],
            department=file.names[project.department_id],
            reason=request.reason,
            grounds=[ground(each) for each in file.grounds],
            proposal=asked,
            rows=differences(request.old, request.new),
            stops=request.stops,
            freed=file.free,
            incoming=[
                Incoming(
                    title=each.project.title, unit=file.names[each.project.agency_id], support=each.support
                )
                for each in file.spare
            ],
            passed_over=request.passed_over or "",
            order_reason=request.order_reason or "",
            annex=file.annex,
            at=file.at,
            made=request.made_up,
        )
    )
