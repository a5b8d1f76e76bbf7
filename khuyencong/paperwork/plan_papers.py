"""A decision on a plan as its room knows it → the decision, the notices to units and to establishments."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from khuyencong.norms.models import LegalDocument
from khuyencong.norms.queries import cited
from khuyencong.paperwork.bundle import Sheet
from khuyencong.paperwork.dossier.allocation import Allocation, allocation_paper
from khuyencong.paperwork.dossier.decision import PlanDecision as Printed
from khuyencong.paperwork.dossier.decision import decision_paper
from khuyencong.paperwork.dossier.notice import OwnerNotice, notice_paper
from khuyencong.paperwork.dossier.parts import Ground, Issued, ListedProject, Step
from khuyencong.paperwork.official import Paper
from khuyencong.paperwork.project_outline import NO_PLACE
from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.projects.models import Beneficiary, PlanDecision, Project
from khuyencong.projects.permissions import goes_straight
from khuyencong.projects.queries.decisions import Decided
from khuyencong.projects.queries.group_plans import power_over_plan
from khuyencong.rules.estimate import Sums
from khuyencong.rules.money import dong
from khuyencong.rules.norms import Purse

WAY = "ký hợp đồng hoặc giao nhiệm vụ"
KEEP = ("Hợp đồng, hóa đơn mua máy móc, thiết bị", "Biên bản bàn giao, nghiệm thu", "Chứng từ phần cơ sở tự lo")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """A decision with all its papers need; `names` are agencies' names of the day by key.

    `issuer` is the body in whose name the authority signs.
    """

    decision: PlanDecision
    projects: Sequence[Decided]
    reserve: Sequence[Decided]
    goals: Mapping[int, str]
    results: Mapping[int, str]
    names: Mapping[int, str]
    issuer: str
    grounds: Sequence[LegalDocument]
    at: datetime

    @property
    def planner(self) -> str:
        """The agency that makes the plan."""
        return self.names[self.decision.agency_id]

    @property
    def issued(self) -> Issued:
        """The decision as other papers refer to it; a line of dots while it has no number."""
        day = self.decision.signed_on or self.at.date()
        number = self.decision.number or "……………"
        return Issued(kind="Quyết định", number=number, on=day, by=self.decision.authority)


def letter(
    file: PlanFile, *, agency: str, kind: str, symbol: str, number: str = "", signer: str = ""
) -> Letter:
    """The head of one of the papers; a draft until the decision has been recorded."""
    decision = file.decision
    return Letter(
        agency=agency,
        parent_agency="",
        place=NO_PLACE,
        on=decision.signed_on or file.at.date(),
        number=number,
        signer_title=signer,
        signer_name="",
        recipients=("Như Điều 2", f"Lưu: VT, {file.planner}") if kind == "QUYẾT ĐỊNH" else (),
        draft=decision.state != PlanDecision.State.RECORDED,
        kind=kind,
        symbol=symbol,
    )


def listed(file: PlanFile, rows: Sequence[Decided]) -> list[ListedProject]:
    """Projects as lines of the plan."""
    return listed_projects(rows, names=file.names, goals=file.goals, results=file.results)


def listed_projects(
    rows: Sequence[Decided],
    *,
    names: Mapping[int, str],
    goals: Mapping[int, str],
    results: Mapping[int, str],
) -> list[ListedProject]:
    """Projects as lines of a list; `names` are agencies' names by key, the words those of projects by key."""
    return [
        ListedProject(
            title=each.project.title,
            unit=names[each.project.agency_id],
            goals=goals.get(each.project.pk, ""),
            results=results.get(each.project.pk, ""),
            first_year=each.project.year,
            last_year=each.project.last_year,
            money=Sums(
                total=each.cost,
                national=each.money.national,
                local=each.money.local,
                counterpart=each.money.counterpart,
                other=each.money.other,
            ),
            kind=each.project.kind,  # type: ignore[arg-type]
            note=all_years(each),
        )
        for each in rows
    ]


def all_years(row: Decided) -> str:
    """What a project of several years takes in all of them: the list itself gives the year's money."""
    if not row.several_years:
        return ""
    return f"Cả đề án: {dong(row.whole.total)}, hỗ trợ {dong(row.whole_support)}"


def plan_decision_paper(file: PlanFile) -> Paper:
    """The decision with its list and the reserve."""
    decision = file.decision
    return decision_paper(
        Printed(
            letter=letter(
                file,
                agency=file.issuer,
                kind="QUYẾT ĐỊNH",
                symbol="QĐ",
                number=decision.number,
                signer=decision.authority.upper(),
            ),
            authority=decision.authority,
            purse=Purse(decision.purse),
            year=decision.year,
            grounds=[ground(each) for each in file.grounds],
            proposal=f"Theo đề nghị của {file.planner}",
            projects=listed(file, file.projects),
            manager=file.planner,
            responsible=f"{file.planner} và các đơn vị có đề án trong danh mục",
            at=file.at,
            reserve=listed(file, file.reserve),
            made=decision.made_up,
        )
    )


def ground(document: LegalDocument) -> Ground:
    """A document of the register as the decision cites it."""
    return Ground(
        kind=document.kind,
        number=document.number,
        issuer=document.issuer,
        title=document.title,
        signed=document.signed,
    )


def sheets_of(file: PlanFile, named: Sequence[Beneficiary]) -> Iterator[Sheet]:
    """Everything that goes out with a decision: itself, a notice to each unit, one to each establishment."""
    yield Sheet(title="Quyết định", recipient=file.planner, make=partial(plan_decision_paper, file))
    for unit in dict.fromkeys(each.project.agency_id for each in file.projects):
        name = file.names[unit]
        yield Sheet(title=f"Giao kế hoạch {name}", recipient=name, make=partial(allocation_of, file, unit))
    by_project = {each.project.pk: each for each in file.projects}
    for each in named:
        name = each.establishment.name
        make = partial(notice_of, file, each, by_project[each.project_id])
        yield Sheet(title=f"Thông báo {name}", recipient=name, make=make)


def allocation_of(file: PlanFile, unit: int) -> Paper:
    """The notice to one unit."""
    decision = file.decision
    on = decision.signed_on or file.at.date()
    own = [each.project for each in file.projects if each.project.agency_id == unit]
    straight = next((each for each in own if each.kind == Project.Kind.GROUP and goes_straight(each)), None)
    power = power_over_plan(straight, on) if straight is not None else None
    return allocation_paper(
        Allocation(
            letter=letter(file, agency=file.planner, kind="THÔNG BÁO", symbol="TB"),
            unit=file.names[unit],
            purse=Purse(decision.purse),
            year=decision.year,
            decision=file.issued,
            projects=listed(file, [each for each in file.projects if each.project.agency_id == unit]),
            way=WAY,
            steps=(Step(what="Ký hợp đồng với đơn vị thụ hưởng theo dự toán đã được duyệt"),),
            contact=file.planner,
            at=file.at,
            made=decision.made_up,
            group_law=cited("ke-hoach-nhom", on, purse=decision.purse) if power is None else f" ({power.law})",
            group_by=power.who if power is not None else "Sở Công Thương",
        )
    )


def notice_of(file: PlanFile, beneficiary: Beneficiary, decided: Decided) -> Paper:
    """The notice to one establishment; for a project of several it names the project's sums."""
    unit = file.names[decided.project.agency_id]
    return notice_paper(
        OwnerNotice(
            letter=letter(file, agency=unit, kind="THÔNG BÁO", symbol="TB"),
            establishment=beneficiary.establishment.name,
            project=decided.project.title,
            outcome="approved",
            programme=Purse(file.decision.purse).label.lower()
            + (f" năm {file.decision.year}" if decided.several_years else ""),
            support=decided.support,
            own_part=decided.money.counterpart,
            reasons=(),
            steps=(Step(what=f"Ký hợp đồng với {unit}"), Step(what="Chỉ mua sắm sau khi đã ký hợp đồng")),
            papers_to_keep=KEEP,
            contact=unit,
            at=file.at,
            decision=file.issued,
            made=file.decision.made_up,
        )
    )
