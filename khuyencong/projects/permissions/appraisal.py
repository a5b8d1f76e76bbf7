"""Who may see, keep and conclude appraisals, sit on a council and settle interests."""

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.permissions import is_or_inherits
from khuyencong.organisations.roles import Permission
from khuyencong.projects.models import Appraisal, Council, Interest, Level, Project, Supplement
from khuyencong.projects.permissions.projects import appraises, asks_above, decides, drafts, passes


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
