"""An inspection as its room knows it → minutes, as .docx or PDF."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from khuyencong.paperwork.appraisal_papers import letter_of
from khuyencong.paperwork.dossier.inspection import InspectionMinutes, Seen, ToMend, inspection_minutes
from khuyencong.paperwork.official import Paper
from khuyencong.projects.models import Fault, Inspection
from khuyencong.projects.queries.inspections import Asked, score_of
from khuyencong.rules.money import percent


def inspection_paper(
    inspection: Inspection,
    asked: Sequence[Asked],
    faults: Sequence[Fault],
    *,
    names: Mapping[int, str],
    beneficiaries: Sequence[str],
    at: datetime,
) -> Paper:
    """The minutes, a draft until they are recorded; `names` are of agencies by their key."""
    held, score = inspection.held_on or inspection.planned_on, score_of(asked)
    return inspection_minutes(
        InspectionMinutes(
            letter=letter_of(
                names[inspection.agency_id],
                "BIÊN BẢN",
                "BB",
                held,
                (names[inspection.project.agency_id],),
                draft=inspection.state != Inspection.State.RECORDED,
            ),
            title=inspection.project.title,
            unit=names[inspection.project.agency_id],
            beneficiaries=beneficiaries,
            basis=inspection.basis,
            held_on=held,
            place=inspection.place,
            attendants=inspection.attendants or inspection.team,
            seen=[
                Seen(
                    part=each.question.part,
                    question=each.question.words,
                    answer=each.said.answer.label if each.said is not None else "",
                    words=each.said.words if each.said is not None else "",
                )
                for each in asked
            ],
            score=f"đạt {percent(score)} số điểm của các câu áp dụng" if score is not None else "",
            to_mend=[
                ToMend(
                    grade=each.get_grade_display(),
                    words=each.words,
                    wanted=each.wanted,
                    by=names[each.agency_id],
                    due=each.due,
                )
                for each in faults
            ],
            conclusion=inspection.conclusion,
            at=at,
            made=inspection.made_up,
        )
    )
