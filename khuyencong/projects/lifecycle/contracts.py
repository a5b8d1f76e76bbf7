"""The life of a contract or annex: drawn up, laid before the head, recorded once both sides have signed.

What was signed on paper is recorded with number and day; the money it commits moves in the same transaction.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from khuyencong.organisations.queries import leader_desk
from khuyencong.projects import actions, permissions
from khuyencong.projects.lifecycle.changes import CHANGE
from khuyencong.projects.lifecycle.decisions import Signed
from khuyencong.projects.lifecycle.projects import PROJECT
from khuyencong.projects.models import ChangeRequest, Contract, Project
from khuyencong.projects.models.states import AT_WORK
from khuyencong.projects.queries.changes import added_on, followed_with
from khuyencong.projects.queries.contracts import bounds_of, has_signed_copy
from khuyencong.rules.contracts import Terms, check_terms
from khuyencong.rules.findings import Finding, error, stops
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = Contract.State


def told(contract: Contract) -> str:
    """The paper in one line."""
    named = str(contract)
    return f"{named[:1].lower()}{named[1:]} đề án “{contract.project.title}”"


def at_its_desk(contract: Contract, on: date) -> Waits:
    """At the desk that writes it."""
    title = f"Soạn {told(contract)}"
    return Waits(desk=contract.desk.code, agency=contract.agency.code, title=title, stake=contract.support)


def at_the_head(contract: Contract, on: date) -> Waits | None:
    """At the head of the side that writes it, until both have signed."""
    desk = leader_desk(contract.agency, on)
    if desk is None:
        return None
    title = f"Ký và ghi {told(contract)}"
    return Waits(desk=desk.code, agency=desk.agency.code, title=title, stake=contract.support)


def terms_hold(contract: Contract, act: Act) -> Sequence[Finding]:
    """What it says still fits the plan, and the project still waits for it or is under way."""
    if contract.project.state not in AT_WORK:
        held = contract.project.state == Project.State.HELD
        message = f"Đề án đang ở bước “{contract.project.get_state_display().lower()}”."
        fix = "Chờ quyết định tiếp tục." if held else "Bỏ hợp đồng này."
        return [error("not_approved", message, fix)]
    bounds = bounds_of(
        contract.project, kind=contract.kind, year=contract.year, on=act.on, besides=contract.first
    )
    found = list(check_terms(contract.terms, bounds))
    return found if stops(found) else ()


def signed_and_fits(contract: Contract, act: Act) -> Sequence[Finding]:
    """It has a number nobody else's has, a day that has come, and the signed paper is here."""
    # What the other contracts of the project promise must stand still until this one is signed.
    Project.objects.select_for_update().get(pk=contract.project_id)
    given = act.given
    if not isinstance(given, Signed) or not given.number.strip():
        return [error("no_number", "Chưa ghi số hợp đồng.", "Ghi số như trên văn bản.", "Ô “Số”")]
    if given.on > act.on:
        message = f"Ngày ký {given.on:%d/%m/%Y} chưa đến."
        return [error("future", message, "Chỉ ghi khi hai bên đã ký.", "Ô “Ngày ký”")]
    if given.on < (least := decided_on(contract)):
        message = f"Ngày ký {given.on:%d/%m/%Y} trước ngày {least:%d/%m/%Y} của văn bản làm căn cứ."
        return [error("before_its_ground", message, "Xem lại ngày ký trên văn bản.", "Ô “Ngày ký”")]
    number = given.number.strip()
    if Contract.objects.filter(agency=contract.agency, number=number, state=Life.SIGNED).exists():
        message = f"Số {number} đã dùng cho một hợp đồng khác."
        return [error("number_taken", message, "Xem lại số trên văn bản.", "Ô “Số”")]
    if not has_signed_copy(contract):
        message = "Chưa nộp bản hợp đồng hai bên đã ký."
        return [error("no_signed_copy", message, "Nộp tệp bản đã ký.", "Ô “Bản đã ký”")]
    return terms_hold(contract, act)


def decided_on(contract: Contract) -> date:
    """The day before which it cannot have been signed: of the plan's decision, or of what it amends."""
    if contract.amends is not None and contract.amends.signed_on is not None:
        return contract.amends.signed_on
    named = contract.project.decided_in.filter(standing=True, decision__signed_on__isnull=False)
    days = [each for each in named.values_list("decision__signed_on", flat=True) if each is not None]
    days += [each for each in (added_on(contract.project),) if each is not None]
    return max(days, default=date.min)


def sign(contract: Contract, act: Act) -> Mapping[str, object]:
    """Write number and day down; the first contract with the unit sets the project going."""
    contract.number, contract.signed_on = act.given.number.strip(), act.given.on
    project = contract.project
    if contract.kind == Contract.Kind.UNIT and project.state == Project.State.APPROVED:
        PROJECT.perform("project.contract", project, Act(by=act.by, at=act.at, reason=contract.number))
    if contract.kind == Contract.Kind.UNIT and contract.amends is not None:
        for request in followed_with(project, contract):
            CHANGE.perform("change.carry_out", request, Act(by=act.by, at=act.at, reason=contract.number))
    return {
        "number": contract.number,
        "signed_on": contract.signed_on,
        "support": contract.support,
        "counterpart": contract.counterpart,
        "ends_on": contract.ends_on,
    }


CONTRACT = Lifecycle(
    kind="contract",
    title="Hợp đồng, phụ lục hợp đồng",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang soạn", owner="Cán bộ bên giao", waits=at_its_desk),
        State(code=Life.PROPOSED, label="Trình ký", owner="Lãnh đạo bên giao", waits=at_the_head),
        State(code=Life.SIGNED, label="Đã ký"),
        State(code=Life.DROPPED, label="Đã bỏ"),
    ),
    transitions=(
        Transition(
            name="contract.propose",
            title="Trình ký",
            sources=frozenset({Life.DRAFT}),
            target=Life.PROPOSED,
            who=permissions.prepares_contract,
            by="Cán bộ bên giao",
            when=terms_hold,
        ),
        Transition(
            name="contract.return",
            title="Trả lại để sửa",
            sources=frozenset({Life.PROPOSED}),
            target=Life.DRAFT,
            who=permissions.signs_contract,
            by="Lãnh đạo bên giao",
            needs_reason=True,
        ),
        Transition(
            name="contract.sign",
            title="Ghi hợp đồng đã ký",
            sources=frozenset({Life.PROPOSED}),
            target=Life.SIGNED,
            who=permissions.signs_contract,
            by="Lãnh đạo bên giao",
            when=signed_and_fits,
            effect=sign,
            unlike=frozenset({"contract.propose"}),
            decision=True,
        ),
        Transition(
            name="contract.drop",
            title="Bỏ bản đang soạn",
            sources=frozenset({Life.DRAFT, Life.PROPOSED}),
            target=Life.DROPPED,
            who=permissions.prepares_contract,
            by="Cán bộ bên giao",
            needs_reason=True,
        ),
        Transition(
            name="contract.lapse",
            title="Không ký nữa vì đề án ngừng",
            sources=frozenset({Life.DRAFT}),
            target=Life.DROPPED,
            who=permissions.lets_contract_lapse,
            by="Cùng quyết định ngừng đề án",
            needs_reason=True,
        ),
    ),
    title_of=told,
    agency_of=lambda contract: contract.agency.code,
)


@transaction.atomic
def begin_contract(
    project: Project, terms: Terms, *, other: actions.Other, act: Act, made_up: bool = False
) -> Contract:
    """Draw a contract up and let it wait at its desk. PermissionDenied or BlockedError."""
    contract = actions.draw_up(project, terms, other=other, by=act.by, at=act.at, made_up=made_up)
    CONTRACT.begin(contract, act)
    return contract


@transaction.atomic
def begin_annex(first: Contract, terms: Terms, act: Act) -> Contract:
    """Draw an annex up with its reason and let it wait at its desk. PermissionDenied or BlockedError."""
    annex = actions.amend(first, terms, reason=act.reason, by=act.by, at=act.at)
    CONTRACT.begin(annex, act)
    return annex


def let_drafts_lapse(request: ChangeRequest, act: Act) -> Mapping[str, object]:
    """At a stop, contracts and annexes that were being written end with the project."""
    if not request.stops:
        return {}
    drafts = Contract.objects.filter(project=request.project_id, state=Life.DRAFT).order_by("pk")
    step = Act(by=act.by, at=act.at, reason=f"Quyết định {request.number}")
    ended = [CONTRACT.perform("contract.lapse", each, step).pk for each in drafts]
    return {"lapsed_papers": ended} if ended else {}
