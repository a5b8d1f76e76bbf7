"""A project as its room knows it → the document with Mẫu 1, as .docx or PDF."""

from datetime import datetime

from khuyencong.paperwork.dossier.outline import NormCheck, Outline, outline_paper
from khuyencong.paperwork.dossier.parts import Beneficiary
from khuyencong.paperwork.official import Paper
from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.projects.models import Project
from khuyencong.projects.queries import Draft
from khuyencong.projects.queries.drafts import verdicts_of
from khuyencong.rules.norms import Purse

NO_PLACE = "…………"
"""The place and the number are left for the clerk to write."""


def project_paper(draft: Draft, *, agency: str, department: str, at: datetime) -> Paper:
    """The document; a draft says so on every page until it has been sent."""
    project = draft.project
    said = {code: each.text for code, each in draft.passages.items()}
    return outline_paper(
        Outline(
            letter=letter_of(draft, agency, department),
            title=project.title,
            purse=Purse(project.purse),
            kind=project.kind,  # type: ignore[arg-type]
            first_year=project.year,
            last_year=project.last_year,
            unit=agency,
            partners=(),
            places=places_of(draft),
            beneficiaries=beneficiaries_of(draft),
            sector=project.sector.name if project.sector is not None else "",
            priority=project.priority_basis if project.priority else "",
            place_text=said.get("dia-diem", ""),
            need=said.get("can-thiet", ""),
            goals=said.get("muc-tieu", ""),
            scale=said.get("quy-mo", ""),
            work=said.get("tien-do", ""),
            organisation=said.get("to-chuc", ""),
            effect=said.get("hieu-qua", ""),
            lines=draft.costs,
            norms=norms_of(draft),
            no_double_support=project.no_double_support,
            full_counterpart=project.full_counterpart,
            at=at,
            made=project.made_up,
        )
    )


def letter_of(draft: Draft, agency: str, department: str) -> Letter:
    """The head of the document."""
    sent = draft.project.state not in (Project.State.DRAFT, Project.State.RETURNED)
    return Letter(
        agency=agency,
        parent_agency="",
        place=NO_PLACE,
        on=draft.on,
        number="",
        signer_title="",
        signer_name="",
        recipients=(department,),
        draft=not sent,
        kind="ĐỀ ÁN",
        symbol="ĐA",
    )


def places_of(draft: Draft) -> list[str]:
    """Where it is carried out: communes of the sites, else the province; the other provinces in any case."""
    communes = [each.site.commune.full_name for each in draft.beneficiaries if each.site.commune is not None]
    at_home = list(dict.fromkeys(communes)) or [draft.project.province.full_name]
    return at_home + [each.full_name for each in draft.others]


def beneficiaries_of(draft: Draft) -> list[Beneficiary]:
    """Whom it is for."""
    return [
        Beneficiary(
            name=each.establishment.name,
            address=", ".join(str(part) for part in (each.site.address, each.site.commune) if part),
            tax_code=each.establishment.tax_code,
            representative=each.establishment.representative,
        )
        for each in draft.beneficiaries
    ]


def norms_of(draft: Draft) -> list[NormCheck]:
    """What is asked for each item beside what its norm allows that day."""
    names = {each.item.code: each.item.name for each in draft.items}
    return [
        NormCheck(
            item=names.get(each.item, each.name),
            cost=each.cost,
            asked=each.asked,
            allowed=each.allowed.amount if each.allowed is not None else None,
            law=each.norm.law if each.norm is not None else each.unclear.reason if each.unclear else "",
        )
        for each in verdicts_of(draft)
        if each.purse == draft.project.purse
    ]
