"""Made inspections: one recorded with an open fault, one on the calendar."""

from datetime import datetime, timedelta

from khuyencong.console.demo_money import PAPER
from khuyencong.console.demo_plans import People
from khuyencong.projects.actions.inspections import Plan, Seen, Wanted, hand_signed, want_mended, write_minutes
from khuyencong.projects.lifecycle import INSPECTION, begin_inspection
from khuyencong.projects.models import Fault, Project
from khuyencong.projects.queries.inspections import questions_on
from khuyencong.rules.inspections import Answer, Said
from khuyencong.workflow.lifecycle import Act


def inspect(project: Project, who: People, at: datetime) -> None:
    """Recorded by the head, with one thing the unit has to put right."""
    on, by = at.date(), who.colleague
    plan = Plan(planned_on=on, team="Cán bộ Sở (minh họa)", basis="Kế hoạch kiểm tra (minh họa)")
    found = begin_inspection(project, plan, Act(by=by, at=at))
    answers = {each.code: Said(answer=Answer.YES) for each in questions_on(on)}
    answers["so-may"] = Said(answer=Answer.PARTLY, words="Một máy mất nhãn số (minh họa)")
    seen = Seen(
        held_on=on,
        place="Xưởng của cơ sở (minh họa)",
        attendants="Cán bộ Sở (minh họa)\nChủ cơ sở (minh họa)",
        conclusion="Đúng đối tượng, đúng mục đích, đúng quy định; phải gắn lại nhãn một máy.",
        answers=answers,
    )
    write_minutes(found, seen, by=by, at=at)
    wanted = Wanted(
        grade=Fault.Grade.SERIOUS,
        words="Một máy mất nhãn số (minh họa)",
        wanted="Gắn lại nhãn, chụp ảnh số máy",
        due=on + timedelta(days=14),
        agency=project.agency,
    )
    want_mended(found, wanted, by=by, at=at)
    hand_signed(found, name="bien-ban-kiem-tra.pdf", media_type="application/pdf", content=PAPER, by=by, at=at)
    INSPECTION.perform("inspection.propose", found, Act(by=by, at=at))
    INSPECTION.perform("inspection.record", found, Act(by=who.head, at=at))


def plan_one(project: Project, who: People, at: datetime) -> None:
    """On the calendar of the ministry for next week."""
    plan = Plan(planned_on=at.date() + timedelta(days=7), team="Cán bộ Cục (minh họa)")
    begin_inspection(project, plan, Act(by=who.officer, at=at))
