"""What must hold after any step: the promises of the books, a task for all that waits, sums that agree."""

from collections import Counter, defaultdict

from khuyencong.ledger.models import Acceptance, Book, Claim, GiveBack, Posting
from khuyencong.ledger.queries import broken_promises
from khuyencong.ledger.queries.changing import year_of
from khuyencong.ledger.queries.claims import is_final
from khuyencong.ledger.queries.opening import opened_of
from khuyencong.organisations.models import Desk, Seat
from khuyencong.projects.lifecycle import PROJECT
from khuyencong.projects.models import ChangeRequest, Project
from khuyencong.projects.queries.changes import terms_now
from khuyencong.rules.ledger import Stage
from khuyencong.workflow.lifecycle import Lifecycle
from khuyencong.workflow.models import Task
from tests.ledger.walk.scene import M
from tests.ledger.walk.walk import IN_LIFE, LIVES, Row, Walk, shown

SIGNED = (Stage.COMMITTED, Stage.ADVANCED, Stage.ACCEPTED, Stage.PAID, Stage.SETTLED)
OPEN = {
    "closed": (Stage.ALLOCATED, Stage.COMMITTED, Stage.ADVANCED, Stage.ACCEPTED, Stage.PAID),
    "settled": (Stage.COMMITTED, Stage.ADVANCED, Stage.ACCEPTED, Stage.PAID),
}
"""What a project that is over holds nothing of."""


def check(walk: Walk) -> None:
    """All of it."""
    if broken := list(broken_promises()):
        walk.find("PROMISE", str(broken)[:400])
    check_tasks(walk)
    for project in walk.projects():
        check_sums(walk, project)
        check_years(walk, project)


def check_tasks(walk: Walk) -> None:
    """What waits has one task, at a desk that somebody holds, who can go on there; what does not, none."""
    held = set(Seat.objects.on(walk.at.date()).values_list("desk__code", flat=True))
    desks = set(Desk.objects.values_list("code", flat=True))
    tasks = defaultdict(list)
    for each in Task.objects.filter(state="open").order_by("pk"):
        tasks[each.dossier_kind, each.dossier_key].append(each)
        if each.desk not in desks & held:
            walk.find("DESK", f"{each.dossier_kind} {each.dossier_key} at {each.desk}: {each.title}")
    for life, model in (*LIVES, (PROJECT, Project)):
        for row in model.objects.order_by("pk"):
            if model is not Project or row.state in IN_LIFE:
                check_task(walk, life, row, tasks[life.kind, str(row.pk)])


def check_task(walk: Walk, life: Lifecycle, row: Row, own: list[Task]) -> None:
    """Its one task, and that its desk has a step to take."""
    where = f"{life.kind} {row.pk} {row.state}"
    if len(own) != int(life.state(row.state).waits is not None):
        walk.find("TASK", f"{where}: tasks {[each.title for each in own]}")
    # A project goes on by its contracts, a change by its annexes, a job by itself.
    if not own or life is PROJECT or row.state in ("annex", "running"):
        return
    holder = {each.desk_code: each for each in walk.people.values()}.get(own[0].desk)
    if holder is None or not life.within_reach(row, holder):
        who = holder.person_name if holder else own[0].desk
        walk.find("IDLE", f"{where} at {who}: nothing within reach")


def pots_in(books: list[Book]) -> Counter[Stage]:
    """What stands in these books together."""
    pots: Counter[Stage] = Counter()
    for book in books:
        pots.update(book.pots)
    return pots


def check_sums(walk: Walk, project: Project) -> None:
    """The books say what the dossiers say, and nothing open stands in those of a project that is over."""
    pots = pots_in(list(Book.objects.filter(project=project).prefetch_related("balances")))
    claims = Claim.objects.filter(project=project, state="paid")
    out = sum(each.amount for each in claims if each.kind in ("advance", "payment"))
    back = sum(each.amount for each in GiveBack.objects.filter(project=project, state="confirmed"))
    accepted = sum(each.amount for each in Acceptance.objects.filter(project=project, state="recorded"))
    settled = sum(each.amount for each in claims if each.kind == "settle")
    said = {
        "out": (out - back, (Stage.ADVANCED, Stage.PAID, Stage.SETTLED)),
        "accepted": (accepted, (Stage.ACCEPTED, Stage.PAID, Stage.SETTLED)),
        "settled": (settled, (Stage.SETTLED,)),
    }
    for name, (amount, stages) in said.items():
        if sum(pots[each] for each in stages) != amount:
            walk.find("MONEY", f"project {project.pk}: {name} {amount / M}, books {shown(pots)}")
    if any(pots[each] for each in OPEN.get(project.state, ())):
        walk.find("MONEY", f"{project.state} project {project.pk} holds {shown(pots)}")


def check_years(walk: Walk, project: Project) -> None:
    """Each year of its plan has what was decided, and under contract what was signed."""
    books = list(Book.objects.filter(project=project).prefetch_related("balances"))
    waits = ChangeRequest.objects.filter(project=project, state="annex").exists()
    given_up = Posting.objects.filter(
        transfers__book__project=project, key__startswith="close-", kind="withdraw", reversed_by=None
    ).exists()
    if project.state in ("stopped", "closed"):
        return
    for year in sorted({each.plan_year for each in books}):
        pots = pots_in([each for each in books if each.plan_year == year])
        given = sum(amount for stage, amount in pots.items() if stage not in (Stage.CARRIED, Stage.SOURCE))
        asked = terms_now(project).support_in(year)
        where = f"project {project.pk} {project.state} {year} {shown(pots)}"
        if given > asked and not waits:
            walk.find("OVERGIVEN", f"{where}: given {given / M}, asked {asked / M}")
        if given_up or any(is_final(each) for each in walk.contracts(project) if each.year == year):
            continue
        opened = opened_of(walk.purse).filter(book__project=project, book__plan_year=year).exists()
        if given < asked and opened and not waits:
            walk.find("UNDERGIVEN", f"{where}: given {given / M}, asked {asked / M}")
        found = year_of(project, year)
        # A decision that left the year nothing ended its contract.
        said = 0 if found.dropped else found.said
        if said != sum(pots[each] for each in SIGNED):
            walk.find("UNCOMMITTED", f"{where}: signed {said / M}")
