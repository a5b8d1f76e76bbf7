"""Made changes: a partner added and decided, a stop with a substitute that waits to be confirmed."""

from dataclasses import replace
from datetime import datetime

from khuyencong.console.demo_money import PAPER
from khuyencong.console.demo_plans import NATIONAL, People, people
from khuyencong.projects.actions.changes import Wanted, hand_in_change, judge_change_paper
from khuyencong.projects.lifecycle import CHANGE, Checked, SignedChange, begin_change
from khuyencong.projects.models import ChangeRequest, Project
from khuyencong.projects.queries.changes import reserve_of, terms_now
from khuyencong.rules.change_terms import Course
from khuyencong.rules.changes import Level
from khuyencong.workflow.lifecycle import Act


def load_changes(at: datetime) -> int:
    """How many requests were added; a second run adds none."""
    who = people(at)
    if who is None or ChangeRequest.objects.filter(made_up=True).exists():
        return 0
    under_way = Project.objects.filter(made_up=True, purse=NATIONAL, state=Project.State.CONTRACTED)
    rows = list(under_way.order_by("pk")[:2])
    if len(rows) < 2:
        return 0
    decided(rows[0], who, at)
    to_stop(rows[1], who, at)
    return 2


def sent(request: ChangeRequest, who: People, at: datetime) -> ChangeRequest:
    """With its papers, to the department."""
    for each in request.papers.all():
        name = f"van-ban-{each.position}.pdf"
        hand_in_change(each, name=name, media_type="application/pdf", content=PAPER, by=who.author, at=at)
    done: ChangeRequest = CHANGE.perform("change.submit", request, Act(by=who.author, at=at))
    return done


def decided(project: Project, who: People, at: datetime) -> None:
    """A partner, decided by the ministry's department."""
    after = replace(terms_now(project), partner="Trường Trung cấp nghề (minh họa)")
    wanted = Wanted(after=after, reason="Cần thợ vận hành máy mới (số liệu minh họa).")
    request = sent(begin_change(project, wanted, Act(by=who.author, at=at)), who, at)
    for each in request.papers.all():
        judge_change_paper(each, fine=True, note="", by=who.colleague, at=at)
    found = Checked(on=at.date(), found="Trường có xưởng thực hành phù hợp (số liệu minh họa).")
    CHANGE.perform("change.confirm", request, Act(by=who.colleague, at=at, given=found))
    CHANGE.perform("change.propose", request, Act(by=who.officer, at=at))
    given = SignedChange(number="00/QĐ-CTĐP (minh họa)", on=at.date(), by=Level.MINISTRY)
    CHANGE.perform("change.decide", request, Act(by=who.leader, at=at, given=given))


def to_stop(project: Project, who: People, at: datetime) -> None:
    """A stop with the first of the reserve that fits, waiting at the department."""
    before = terms_now(project)
    fits = [each.project for each in reserve_of(project, who.officer) if each.support <= before.support]
    wanted = Wanted(
        after=replace(before, course=Course.STOPPED),
        reason="Cơ sở không còn đủ vốn đối ứng, xin ngừng (số liệu minh họa).",
        substitutes=fits[:1],
    )
    sent(begin_change(project, wanted, Act(by=who.author, at=at)), who, at)
