"""What a step of a project does besides moving it: verdicts pinned, days of acceptance kept."""

from collections.abc import Mapping, Sequence

from django.db.models import Max

from khuyencong.projects.models import Project, Verdict
from khuyencong.projects.queries import draft_of, in_the_way
from khuyencong.projects.queries.appraisal import unanswered
from khuyencong.projects.queries.drafts import verdicts_of
from khuyencong.rules.findings import Finding
from khuyencong.workflow.lifecycle import Act


def keep_acceptance_day(project: Project, act: Act) -> Mapping[str, object]:
    """Keep the day of the last acceptance: the deadline of the settlement counts from it."""
    project.accepted_on = act.given
    return {"accepted_on": project.accepted_on}


def forget_acceptance_day(project: Project, act: Act) -> Mapping[str, object]:
    """The last acceptance was undone: no deadline counts from it; the trail keeps the day."""
    told, project.accepted_on = {"no_longer_accepted_on": project.accepted_on}, None
    return told


def complete(project: Project, act: Act) -> Sequence[Finding]:
    """Everything the law and the form ask for is there, judged by the norms of this day."""
    return [*in_the_way(project, act.on), *unanswered(project)]


def pin(project: Project, act: Act) -> Mapping[str, object]:
    """Keep by which edition of which norm each sum was judged: later law never touches it."""
    draft = draft_of(project, act.on)
    last = Verdict.objects.filter(project=project).aggregate(last=Max("round"))["last"] or 0
    items = {each.item.code: each.item for each in draft.items}
    rows = [
        Verdict(
            project=project,
            round=last + 1,
            item=items[each.item],
            purse=each.purse.value,
            norm=each.norm.key,
            on=act.on,
            cost=each.cost,
            asked=each.asked,
            priority=each.priority,
            count=each.count,
            allowed=each.allowed.amount,
        )
        for each in verdicts_of(draft)
        if each.norm is not None and each.allowed is not None and each.item in items
    ]
    Verdict.objects.bulk_create(rows)
    project.submitted_at = act.at
    return {"round": last + 1, "norms": [row.norm for row in rows], "asked": draft.asked}
