"""The life of an inspection, and of each thing it wants put right until somebody has seen the proof."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from khuyencong.organisations.queries import leader_desk
from khuyencong.projects import permissions
from khuyencong.projects.actions.inspections import Plan, plan_inspection
from khuyencong.projects.models import Fault, Inspection, Project, Proof
from khuyencong.projects.queries.inspections import minutes_of, questions_of
from khuyencong.projects.queries.obstacles import working_desk
from khuyencong.rules.findings import Finding, error, stops
from khuyencong.rules.inspections import check_minutes
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life, Mends = Inspection.State, Fault.State
OURS = "lịch kiểm tra"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The file that shows that something was put right; the words are the reason of the act."""

    name: str
    media_type: str
    content: bytes


def told(inspection: Inspection) -> str:
    """The inspection in one line."""
    return f"kiểm tra đề án “{inspection.project.title}”"


def told_fault(fault: Fault) -> str:
    """What has to be put right in one line."""
    return f"“{fault.wanted}” (kiểm tra đề án “{fault.inspection.project.title}”)"


def at_its_desk(inspection: Inspection, on: date) -> Waits:
    """At the desk that planned it, until the day of the calendar."""
    return Waits(
        desk=inspection.desk.code,
        agency=inspection.agency.code,
        title=f"Đi và ghi biên bản {told(inspection)}",
        due=inspection.planned_on,
        due_source=OURS,
    )


def at_the_head(inspection: Inspection, on: date) -> Waits | None:
    """At the head of the agency that inspects."""
    desk = leader_desk(inspection.agency, on)
    if desk is None:
        return None
    return Waits(desk=desk.code, agency=desk.agency.code, title=f"Ghi nhận biên bản {told(inspection)}")


def complete(inspection: Inspection, act: Act) -> Sequence[Finding]:
    """The signed minutes are there, every question is answered, what has to be mended has its day."""
    if inspection.held_on is None:
        return [error("not_held", "Chưa ghi biên bản.", "Ghi kết quả kiểm tra.", "Biên bản")]
    if not inspection.sha256:
        message = "Chưa nộp biên bản kiểm tra đã ký."
        return [error("no_minutes", message, "Nộp tệp biên bản.", "Biên bản")]
    asked = {each.code: each.words for each in questions_of(inspection)}
    found = list(check_minutes(minutes_of(inspection), asked, act.on))
    return found if stops(found) else ()


def call_to_mend(inspection: Inspection, act: Act) -> Mapping[str, object]:
    """Let each thing that has to be put right lie at the desk of whoever has to."""
    faults = list(inspection.faults.all())
    for each in faults:
        FAULT.begin(each, act)
    return {"held_on": inspection.held_on, "faults": len(faults)}


INSPECTION = Lifecycle(
    kind="inspection",
    title="Kiểm tra tại cơ sở",
    initial=Life.PLANNED,
    states=(
        State(code=Life.PLANNED, label="Đã lên lịch", owner="Cán bộ kiểm tra", waits=at_its_desk),
        State(
            code=Life.PROPOSED,
            label="Chờ lãnh đạo ghi nhận",
            owner="Lãnh đạo cơ quan kiểm tra",
            waits=at_the_head,
        ),
        State(code=Life.RECORDED, label="Đã ghi nhận"),
        State(code=Life.DROPPED, label="Đã bỏ"),
    ),
    transitions=(
        Transition(
            name="inspection.propose",
            title="Trình ghi nhận",
            sources=frozenset({Life.PLANNED}),
            target=Life.PROPOSED,
            who=permissions.inspects,
            by="Cán bộ cơ quan kiểm tra",
            when=complete,
        ),
        Transition(
            name="inspection.return",
            title="Trả lại để sửa",
            sources=frozenset({Life.PROPOSED}),
            target=Life.PLANNED,
            who=permissions.records_inspection,
            by="Lãnh đạo cơ quan kiểm tra",
            needs_reason=True,
        ),
        Transition(
            name="inspection.record",
            title="Ghi nhận biên bản kiểm tra",
            sources=frozenset({Life.PROPOSED}),
            target=Life.RECORDED,
            who=permissions.records_inspection,
            by="Lãnh đạo cơ quan kiểm tra",
            when=complete,
            effect=call_to_mend,
            unlike=frozenset({"inspection.propose"}),
            decision=True,
        ),
        Transition(
            name="inspection.drop",
            title="Bỏ cuộc kiểm tra",
            sources=frozenset({Life.PLANNED}),
            target=Life.DROPPED,
            who=permissions.inspects,
            by="Cán bộ cơ quan kiểm tra",
            needs_reason=True,
        ),
    ),
    title_of=told,
    agency_of=lambda inspection: inspection.agency.code,
)


def at_the_mender(fault: Fault, on: date) -> Waits | None:
    """At the desk that carries the project out, or at a desk of the agency that was named."""
    inspection, project = fault.inspection, fault.inspection.project
    own = fault.agency_id == project.agency_id
    desk = project.desk if own else working_desk(fault.agency, on, besides=inspection.desk)
    if desk is None:
        return None
    title = f"Khắc phục {told_fault(fault)}"
    source = f"kết luận kiểm tra ngày {inspection.held_on:%d/%m/%Y}"
    return Waits(desk=desk.code, agency=desk.agency.code, title=title, due=fault.due, due_source=source)


def at_the_inspector(fault: Fault, on: date) -> Waits:
    """At the desk that inspected."""
    desk = fault.inspection.desk
    return Waits(desk=desk.code, agency=desk.agency.code, title=f"Xem chứng cứ {told_fault(fault)}")


def shows_something(fault: Fault, act: Act) -> Sequence[Finding]:
    """A file comes with the words."""
    if isinstance(act.given, Shown) and act.given.content:
        return ()
    return [error("no_file", "Chưa nộp chứng cứ.", "Nộp ảnh, chứng từ hay văn bản.", "Ô “Tệp”")]


def keep_proof(fault: Fault, act: Act) -> Mapping[str, object]:
    """The words and the file, for ever."""
    digest = hashlib.sha256(act.given.content).hexdigest()
    Proof.objects.create(
        fault=fault,
        words=act.reason.strip(),
        name=act.given.name,
        media_type=act.given.media_type,
        content=act.given.content,
        sha256=digest,
        author=act.by.account,
        at=act.at,
    )
    return {"proof": act.given.name, "sha256": digest}


def end(fault: Fault, act: Act) -> Mapping[str, object]:
    """Keep the day on which it was seen to be right."""
    fault.closed_on = act.on
    return {"closed_on": act.on}


FAULT = Lifecycle(
    kind="fault",
    title="Việc phải khắc phục sau kiểm tra",
    initial=Mends.OPEN,
    states=(
        State(code=Mends.OPEN, label="Phải khắc phục", owner="Nơi khắc phục", waits=at_the_mender),
        State(
            code=Mends.ANSWERED,
            label="Đã báo khắc phục, chờ xem",
            owner="Cán bộ kiểm tra",
            waits=at_the_inspector,
        ),
        State(code=Mends.CLOSED, label="Đã khắc phục"),
    ),
    transitions=(
        Transition(
            name="fault.answer",
            title="Báo đã khắc phục",
            sources=frozenset({Mends.OPEN}),
            target=Mends.ANSWERED,
            who=permissions.mends,
            by="Nơi phải khắc phục",
            needs_reason=True,
            reason_box="Đã làm gì",
            when=shows_something,
            effect=keep_proof,
        ),
        Transition(
            name="fault.close",
            title="Xác nhận đã khắc phục",
            sources=frozenset({Mends.ANSWERED}),
            target=Mends.CLOSED,
            who=permissions.looks_again,
            by="Cán bộ hoặc lãnh đạo cơ quan kiểm tra",
            unlike=frozenset({"fault.answer"}),
            effect=end,
        ),
        Transition(
            name="fault.refuse",
            title="Chưa đạt, làm lại",
            sources=frozenset({Mends.ANSWERED}),
            target=Mends.OPEN,
            who=permissions.looks_again,
            by="Cán bộ hoặc lãnh đạo cơ quan kiểm tra",
            needs_reason=True,
        ),
    ),
    title_of=told_fault,
    agency_of=lambda fault: fault.inspection.agency.code,
)


@transaction.atomic
def begin_inspection(project: Project, plan: Plan, act: Act) -> Inspection:
    """Plan it and let it wait at its desk. PermissionDenied or BlockedError."""
    inspection = plan_inspection(project, plan, by=act.by, at=act.at)
    INSPECTION.begin(inspection, act)
    return inspection
