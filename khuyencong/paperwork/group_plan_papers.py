"""The plan of a group project as its room knows it → Mẫu 11, as .docx or PDF."""

from datetime import datetime

from khuyencong.ledger.queries.printing import MoneyFile
from khuyencong.paperwork.dossier.allocation import GroupPlan as Printed
from khuyencong.paperwork.dossier.allocation import PlannedPlace, group_plan_paper
from khuyencong.paperwork.dossier.parts import Beneficiary, Issued
from khuyencong.paperwork.money_parts import NO_NUMBER, Head, decided
from khuyencong.paperwork.official import Paper
from khuyencong.projects.models import GroupPlace, GroupPlan, Project
from khuyencong.rules.estimate import Sums
from khuyencong.rules.norms import Purse


def group_plan_document(file: MoneyFile, plan: GroupPlan, at: datetime) -> Paper:
    """One version with all its places, to the department and whoever follows the purse; a draft until sent."""
    on = plan.submitted_on or file.on
    unit = file.name_of(file.project.agency_id, on)
    department, manager = (file.name_of(key, on) for key in (file.project.department_id, file.payer.pk))
    head = Head(
        agency=unit,
        kind="KẾ HOẠCH",
        symbol="KH",
        on=on,
        draft=plan.submitted_on is None,
        recipients=tuple(dict.fromkeys((department, manager))),
    )
    unknown = Issued(kind="Quyết định", number=NO_NUMBER, on=on, by="người có thẩm quyền")
    return group_plan_paper(
        Printed(
            letter=head.letter,
            addressee=department,
            title=file.project.title,
            unit=unit,
            purse=Purse(file.project.purse),
            year=plan.year,
            decision=decided(file) or unknown,
            places=[planned(each, file.project.purse) for each in plan.places.all()],
            organisation=plan.organisation,
            at=at,
            made=plan.made_up,
        )
    )


def planned(place: GroupPlace, purse: str) -> PlannedPlace:
    """One place as a line of the form."""
    national = purse == Project.Purse.NATIONAL
    owner, site = place.establishment, place.site
    address = ", ".join(part for part in (site.address if site is not None else "", place.where) if part)
    months = (
        f"{place.since:%m/%Y}" if place.since == place.until else f"{place.since:%m/%Y}–{place.until:%m/%Y}"
    )
    return PlannedPlace(
        beneficiary=Beneficiary(
            name=place.name, address=address, representative=owner.representative if owner is not None else ""
        ),
        content=place.content,
        period=months,
        money=Sums(
            total=place.total,
            national=place.support if national else 0,
            local=0 if national else place.support,
            counterpart=place.counterpart,
            other=place.other,
        ),
    )
