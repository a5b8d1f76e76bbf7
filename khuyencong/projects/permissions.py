"""Who may draft, appraise and decide on projects: predicates (actor, project) -> bool."""

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.permissions import is_or_inherits, reads
from khuyencong.organisations.roles import Permission
from khuyencong.projects.models import (
    Appraisal,
    ChangeRequest,
    Contract,
    Council,
    Fault,
    FollowUp,
    GroupPlan,
    Inspection,
    Interest,
    Level,
    Obstacle,
    PlanDecision,
    ProgressReport,
    Project,
    RegisteredProject,
    RegistrationDossier,
    SelectionList,
    Supplement,
)
from khuyencong.rules import changes


def may_see_projects(actor: Actor) -> bool:
    """Whether the place of projects is hers at all: she sits at a desk that reads."""
    return actor.role is not None and actor.role.reads_scope


def may_draft(actor: Actor) -> bool:
    """Begin a project of her agency."""
    return actor.may(Permission.PROJECT_DRAFT) and actor.agency is not None


def of_her_agency(actor: Actor, project: Project) -> bool:
    """Whether the agency that drafts it is hers, or one hers took over."""
    return actor.agency is not None and is_or_inherits(actor.agency, project.agency)


def drafts(actor: Actor, project: Project) -> bool:
    """Anybody of the agency with the permission, not its author alone: officers change, projects stay."""
    return may_draft(actor) and of_her_agency(actor, project)


def goes_straight(project: Project) -> bool:
    """Whether the ministry alone appraises it: a national project of a region's centre or its like.

    Điều 8 khoản 1 điểm b, Thông tư 36/2013/TT-BCT. A province's own units go through its department even when
    they work in several provinces (điểm a).
    """
    national = project.purse == Project.Purse.NATIONAL
    return national and project.department.kind == Agency.Kind.MINISTRY


def sends(actor: Actor, project: Project) -> bool:
    """Sends it to the department that appraises it at the base."""
    return not goes_straight(project) and drafts(actor, project)


def sends_straight(actor: Actor, project: Project) -> bool:
    """Sends it to the ministry without an appraisal at the base."""
    return goes_straight(project) and drafts(actor, project)


def writes(actor: Actor, project: Project) -> bool:
    """The same, while it is being drafted or supplemented."""
    return project.state in (Project.State.DRAFT, Project.State.RETURNED) and drafts(actor, project)


def appraises(actor: Actor, project: Project) -> bool:
    """An officer or a leader of the department that looks after it, or of the one that took that over."""
    own = actor.agency
    return (
        own is not None and actor.may(Permission.PROJECT_APPRAISE) and is_or_inherits(own, project.department)
    )


def decides(actor: Actor, project: Project) -> bool:
    """A leader of that department."""
    own = actor.agency
    return own is not None and actor.may(Permission.PROJECT_DECIDE) and is_or_inherits(own, project.department)


def in_sent_request(project: Project) -> bool:
    """Whether it stands in a request that was sent and did not come back: nothing would send it again."""
    sent = (RegistrationDossier.State.SENT, RegistrationDossier.State.RECEIVED)
    return RegisteredProject.objects.filter(project=project.pk, dossier__state__in=sent).exists()


def passes_at_base(actor: Actor, project: Project) -> bool:
    """A leader of the department, of a project that a request will still register."""
    return decides(actor, project) and not in_sent_request(project)


def passes_again(actor: Actor, project: Project) -> bool:
    """The same, of one that came back from where the plan is made and stands registered by its request."""
    return decides(actor, project) and in_sent_request(project)


def registers(actor: Actor, project: Project) -> bool:
    """Who sends the department's yearly plan request."""
    own = actor.agency
    return own is not None and actor.may(Permission.PLAN_PREPARE) and is_or_inherits(own, project.department)


def plan_agency(actor: Actor, project: Project) -> bool:
    """Whether her agency makes the plan: the ministry of the national purse, a department of the local."""
    own = actor.agency
    if own is None:
        return False
    if project.purse == Project.Purse.NATIONAL:
        return own.kind == Agency.Kind.MINISTRY
    return is_or_inherits(own, project.department)


def passes(actor: Actor, project: Project) -> bool:
    """Who says that a registered project is good enough to be chosen from."""
    return actor.may(Permission.PROJECT_DECIDE) and plan_agency(actor, project)


def asks_above(actor: Actor, project: Project) -> bool:
    """Who appraises where the plan is made."""
    return actor.may(Permission.PROJECT_APPRAISE) and plan_agency(actor, project)


def selects(actor: Actor, project: Project) -> bool:
    """Who prepares the list of those to be approved."""
    return actor.may(Permission.PLAN_PREPARE) and plan_agency(actor, project)


def approves(actor: Actor, project: Project) -> bool:
    """Who records the decision of the minister or of the chairman of the province."""
    return actor.may(Permission.PLAN_DECIDE) and plan_agency(actor, project)


def keeps_books(actor: Actor, project: Project) -> bool:
    """The accountant of the agency whose purse pays."""
    return actor.may(Permission.MONEY_PAY) and plan_agency(actor, project)


def winds_up(actor: Actor, project: Project) -> bool:
    """Who recorded the stop, or writes down the last of its money."""
    return approves(actor, project) or keeps_books(actor, project)


def may_prepare_plan(actor: Actor, purse: str) -> bool:
    """Whether she prepares the plan of that purse: the ministry the national, a department its local one."""
    own = actor.agency
    if own is None or not actor.may(Permission.PLAN_PREPARE):
        return False
    wanted = Agency.Kind.MINISTRY if purse == Project.Purse.NATIONAL else Agency.Kind.DEPARTMENT
    return own.kind == wanted


def purses_planned_by(actor: Actor) -> list[Project.Purse]:
    """The purses whose plans she prepares."""
    return [each for each in Project.Purse if may_prepare_plan(actor, each)]


def prepares_decision(actor: Actor, decision: PlanDecision) -> bool:
    """An officer of the agency that makes the plan, or of the one that took it over."""
    own = actor.agency
    return own is not None and actor.may(Permission.PLAN_PREPARE) and is_or_inherits(own, decision.agency)


def records_decision(actor: Actor, decision: PlanDecision) -> bool:
    """A leader of the same."""
    own = actor.agency
    return own is not None and actor.may(Permission.PLAN_DECIDE) and is_or_inherits(own, decision.agency)


def keeps_copy(actor: Actor, decision: PlanDecision) -> bool:
    """Who hands in its signed PDF: who prepares or records it, once it lies with the leader."""
    if decision.state not in (PlanDecision.State.PROPOSED, PlanDecision.State.RECORDED):
        return False
    return prepares_decision(actor, decision) or records_decision(actor, decision)


def may_see_appraisals(actor: Actor) -> bool:
    """Whether the place of appraisal is hers: who appraises, who inspects, who sits on councils."""
    role = actor.role
    if role is None:
        return False
    inspects = role.independent and role.reads_scope and role.code != "system"
    return actor.may(Permission.PROJECT_APPRAISE) or inspects or role.code == "council_member"


def appraises_at(actor: Actor, project: Project, level: str) -> bool:
    """An officer or leader of the agency that appraises it at that level."""
    return appraises(actor, project) if level == Level.BASE else asks_above(actor, project)


def concludes_at(actor: Actor, project: Project, level: str) -> bool:
    """A leader of that agency."""
    return decides(actor, project) if level == Level.BASE else passes(actor, project)


def keeps(actor: Actor, sheet: Appraisal) -> bool:
    """Who may call a sheet complete or open it again: anybody of the agency who appraises."""
    return appraises_at(actor, sheet.project, sheet.level)


def concludes(actor: Actor, sheet: Appraisal) -> bool:
    """Who may say how it ends."""
    return concludes_at(actor, sheet.project, sheet.level)


def lets_go(actor: Actor, sheet: Appraisal) -> bool:
    """Who withdraws the project, and with it what was being appraised."""
    return drafts(actor, sheet.project)


def ticks(actor: Actor, sheet: Appraisal) -> bool:
    """Who may tick: the members of its council, or, where it lies before none, who appraises."""
    if sheet.council is not None:
        return sits_on(actor, sheet.council)
    return keeps(actor, sheet)


def sits_on(actor: Actor, council: Council) -> bool:
    """Whether she is a member of the council now, at a desk."""
    if actor.user is None or actor.desk is None:
        return False
    return council.members.filter(user=actor.user, left_at__isnull=True).exists()


def settles_interest(actor: Actor, sheet: Appraisal, asked: Interest) -> bool:
    """The chair of the council, or who says how the sheet ends; never she who declared."""
    if actor.user is None or actor.desk is None or actor.user.pk == asked.user_id:
        return False
    if concludes(actor, sheet):
        return True
    council = sheet.council
    if council is None:
        return False
    return council.members.filter(user=actor.user, left_at__isnull=True, role="chair").exists()


def may_set_up(actor: Actor) -> bool:
    """Set a council up: a head of an agency that appraises."""
    return actor.may(Permission.PROJECT_DECIDE) and actor.agency is not None


def looks_after(actor: Actor, council: Council) -> bool:
    """Change who sits on it, put sheets before it."""
    return may_set_up(actor) and actor.agency is not None and is_or_inherits(actor.agency, council.agency)


def keeps_minutes(actor: Actor, council: Council) -> bool:
    """Its secretary, or who looks after it."""
    if looks_after(actor, council):
        return True
    if actor.user is None or actor.desk is None:
        return False
    secretary = council.members.filter(user=actor.user, left_at__isnull=True, role="secretary")
    return secretary.exists()


def answers(actor: Actor, supplement: Supplement) -> bool:
    """Who drafts the project, once she was asked."""
    return supplement.sent_at is not None and drafts(actor, supplement.project)


def may_register(actor: Actor) -> bool:
    """Whether her agency makes a province's yearly request, and she prepares it."""
    own = actor.agency
    return own is not None and own.kind == Agency.Kind.DEPARTMENT and actor.may(Permission.PLAN_PREPARE)


def prepares_request(actor: Actor, dossier: RegistrationDossier) -> bool:
    """Who writes and sends it: the department it is of, or the one that took that over."""
    return may_register(actor) and actor.agency is not None and is_or_inherits(actor.agency, dossier.agency)


def receives_request(actor: Actor, dossier: RegistrationDossier) -> bool:
    """Who takes it in: an appraiser of the ministry for the national purse, else the department's head."""
    own = actor.agency
    if own is None:
        return False
    if dossier.purse == Project.Purse.NATIONAL:
        return own.kind == Agency.Kind.MINISTRY and actor.may(Permission.PROJECT_APPRAISE)
    return actor.may(Permission.PROJECT_DECIDE) and is_or_inherits(own, dossier.agency)


def prepares_list(actor: Actor, found: SelectionList) -> bool:
    """An officer of the agency that makes the plan, or of the one that took it over."""
    own = actor.agency
    return own is not None and actor.may(Permission.PLAN_PREPARE) and is_or_inherits(own, found.agency)


def adopts_list(actor: Actor, found: SelectionList) -> bool:
    """A leader of the same."""
    own = actor.agency
    return own is not None and actor.may(Permission.PLAN_DECIDE) and is_or_inherits(own, found.agency)


def may_draw_up(actor: Actor, project: Project, kind: str) -> bool:
    """Who writes a contract on it: where the plan is made with the unit, the unit with its beneficiaries."""
    if kind == Contract.Kind.UNIT:
        return selects(actor, project)
    return drafts(actor, project)


def prepares_contract(actor: Actor, contract: Contract) -> bool:
    """Who writes it, anybody of the side that does."""
    return may_draw_up(actor, contract.project, contract.kind)


def signs_contract(actor: Actor, contract: Contract) -> bool:
    """The head of that side, who records the number and day of what both have signed."""
    if contract.kind == Contract.Kind.UNIT:
        return approves(actor, contract.project)
    return actor.role is not None and actor.role.leader and drafts(actor, contract.project)


def hands_in_copy(actor: Actor, contract: Contract) -> bool:
    """Who hands the signed paper in: the side that writes it, whoever of it holds the paper in her hands."""
    return prepares_contract(actor, contract) or signs_contract(actor, contract)


def reports_progress(actor: Actor, report: ProgressReport) -> bool:
    """Who writes and sends a month's report: the unit that carries the project out."""
    return drafts(actor, report.project)


def sees_progress(actor: Actor, report: ProgressReport) -> bool:
    """Who looks at it, or says that none is wanted: the department that looks after the project."""
    return appraises(actor, report.project)


def may_propose_stop(actor: Actor, project: Project) -> bool:
    """Whoever makes the plan may put a stop forward: Điều 11 khoản 3, Thông tư 36/2013/TT-BCT."""
    return selects(actor, project)


def may_ask_change(actor: Actor, project: Project) -> bool:
    """The unit that carries it out; who makes the plan, for a stop."""
    return drafts(actor, project) or may_propose_stop(actor, project)


def writes_change(actor: Actor, request: ChangeRequest) -> bool:
    """Anybody of the agency that asks, or of the one that took it over."""
    own = actor.agency
    return own is not None and is_or_inherits(own, request.agency) and may_ask_change(actor, request.project)


def sends_to_confirm(actor: Actor, request: ChangeRequest) -> bool:
    """The same, where the department confirms first."""
    return request.confirmed and writes_change(actor, request)


def sends_without(actor: Actor, request: ChangeRequest) -> bool:
    """The same, where nobody confirms."""
    return not request.confirmed and writes_change(actor, request)


def confirms_change(actor: Actor, request: ChangeRequest) -> bool:
    """The department that looks after the project: Điều 21 khoản 2 điểm b, Thông tư 36/2013/TT-BCT."""
    return appraises(actor, request.project)


def of_deciding_body(actor: Actor, request: ChangeRequest) -> bool:
    """Whether her agency decides, or lays it before who does: the ministry's department, or the province's."""
    own = actor.agency
    if own is None or not request.level:
        return False
    if request.level in (changes.Level.MINISTRY, changes.Level.MINISTER):
        return own.kind == Agency.Kind.MINISTRY
    return is_or_inherits(own, request.project.department)


def weighs_change(actor: Actor, request: ChangeRequest) -> bool:
    """An officer of that body."""
    return actor.may(Permission.PLAN_PREPARE) and of_deciding_body(actor, request)


def decides_change(actor: Actor, request: ChangeRequest) -> bool:
    """A head of it, who records the number and day of what was signed."""
    return actor.may(Permission.PLAN_DECIDE) and of_deciding_body(actor, request)


def lets_contract_lapse(actor: Actor, contract: Contract) -> bool:
    """Who records the decision that stops its project: what was never signed ends with it."""
    return approves(actor, contract.project)


def sends_change_back(actor: Actor, request: ChangeRequest) -> bool:
    """Whoever has it before her."""
    if request.state == ChangeRequest.State.SUBMITTED:
        return confirms_change(actor, request)
    return weighs_change(actor, request)


def carries_out(actor: Actor, request: ChangeRequest) -> bool:
    """Who records the annex that a decided change waited for."""
    return approves(actor, request.project)


def lets_report_go(actor: Actor, report: ProgressReport) -> bool:
    """Who says that no report is wanted; a hold or stop says so too."""
    return sees_progress(actor, report) or approves(actor, report.project)


def follows_up(actor: Actor, follow_up: FollowUp) -> bool:
    """Who asks an owner after acceptance: the unit that carried the project out."""
    return drafts(actor, follow_up.project)


def takes_answer(actor: Actor, follow_up: FollowUp) -> bool:
    """The same, or the server in the name of whoever holds the link."""
    return follows_up(actor, follow_up) or actor.desk_code == "may-chu"


def may_raise(actor: Actor, project: Project) -> bool:
    """Who says that something stands in a project's way: the unit that carries it out."""
    return drafts(actor, project)


def raises(actor: Actor, obstacle: Obstacle) -> bool:
    """The same, of this obstacle: anybody of the unit, since officers change."""
    return may_raise(actor, obstacle.project)


def lets_obstacle_go(actor: Actor, obstacle: Obstacle) -> bool:
    """Who ends the project ends what stood in its way: whoever records its stop or its settlement."""
    return approves(actor, obstacle.project) or keeps_books(actor, obstacle.project)


def lets_change_lapse(actor: Actor, request: ChangeRequest) -> bool:
    """Who records the settlement of a project ends what was still asked of it."""
    return approves(actor, request.project) or keeps_books(actor, request.project)


def reminds(actor: Actor, obstacle: Obstacle) -> bool:
    """Who reminds a body outside of it: the department that looks after the project."""
    return obstacle.addressee_id is None and appraises(actor, obstacle.project)


def answers_obstacle(actor: Actor, obstacle: Obstacle) -> bool:
    """Anybody who works where it was asked, but never who raised it; for a body outside the department."""
    role, own = actor.role, actor.agency
    if own is None or role is None or role.independent or not reads(actor):
        return False
    if actor.user is not None and actor.user.pk == obstacle.author_id:
        return False
    if obstacle.addressee is None:
        return appraises(actor, obstacle.project)
    return is_or_inherits(own, obstacle.addressee)


def may_buy(actor: Actor, project: Project) -> bool:
    """Who writes down what was bought: the unit that carries the project out."""
    return drafts(actor, project)


def may_inspect(actor: Actor, project: Project) -> bool:
    """Who inspects on site: officers and heads of the department or the ministry, never who drafted it.

    Inspectors read everything and write nothing; who may go with them is named in the minutes.
    """
    own = actor.agency
    if own is None or (actor.user is not None and actor.user.pk == project.author_id):
        return False
    ministry = own.kind == Agency.Kind.MINISTRY and actor.may(Permission.PROJECT_APPRAISE)
    return ministry or appraises(actor, project)


def inspects(actor: Actor, inspection: Inspection) -> bool:
    """Who writes its minutes: anybody of the agency that planned it who may inspect."""
    own = actor.agency
    return own is not None and is_or_inherits(own, inspection.agency) and may_inspect(actor, inspection.project)


def records_inspection(actor: Actor, inspection: Inspection) -> bool:
    """A head of that agency."""
    own = actor.agency
    return own is not None and actor.may(Permission.PROJECT_DECIDE) and is_or_inherits(own, inspection.agency)


def mends(actor: Actor, fault: Fault) -> bool:
    """Anybody who works where it has to be put right."""
    role, own = actor.role, actor.agency
    if own is None or role is None or role.independent or not reads(actor):
        return False
    return is_or_inherits(own, fault.agency)


def looks_again(actor: Actor, fault: Fault) -> bool:
    """Who says that it was put right: who inspects."""
    return inspects(actor, fault.inspection)


def may_plan_places(actor: Actor, project: Project) -> bool:
    """Who draws the plan of a group project up: its unit, Điều 23 khoản 3, Thông tư 36/2013/TT-BCT."""
    return project.kind == Project.Kind.GROUP and drafts(actor, project)


def writes_group_plan(actor: Actor, plan: GroupPlan) -> bool:
    """The same, of this plan: anybody of the unit, since officers change."""
    return may_plan_places(actor, plan.project)


def appraises_group_plan(actor: Actor, plan: GroupPlan) -> bool:
    """Who appraises it: an officer or a head of the department that looks after the project."""
    return appraises(actor, plan.project)


def approves_group_plan(actor: Actor, plan: GroupPlan) -> bool:
    """A head of that department."""
    return decides(actor, plan.project)


def ends_group_plan(actor: Actor, plan: GroupPlan) -> bool:
    """Who recorded the decision that stopped its project."""
    return approves(actor, plan.project)
