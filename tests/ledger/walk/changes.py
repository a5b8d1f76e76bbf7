"""Changes of an approved project: of its sums, its time, its course, its beneficiary."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from khuyencong.industry.models import Site
from khuyencong.organisations.actors import Actor
from khuyencong.projects.actions.changes import Wanted, hand_in_change, judge_change_paper
from khuyencong.projects.lifecycle import CHANGE, Checked, SignedChange, begin_change
from khuyencong.projects.models import ChangeRequest, Project
from khuyencong.projects.queries.changes import needs_annex, terms_now
from khuyencong.rules.change_terms import Course, Terms
from khuyencong.rules.changes import Level
from tests.ledger.walk.contracts import sign_annexes
from tests.ledger.walk.scene import M
from tests.ledger.walk.walk import NothingError, Row, Walk


def go_on(walk: Walk, row: ChangeRequest) -> ChangeRequest:
    """Its papers and handed in; confirmed; proposed; decided; its annexes."""
    if row.state in ("draft", "returned"):
        names = ["officer"] if row.author_id == walk.people["officer"].account.pk else []
        for paper in row.papers.filter(state__in=("missing", "refused")).order_by("pk"):
            walk.anybody(partial(handed_in, walk, paper), *names)
        return walk.perform(CHANGE, "change.submit" if row.confirmed else "change.submit_straight", row)
    if row.state == "submitted":
        judge(walk, row)
        return walk.perform(CHANGE, "change.confirm", row, Checked(on=walk.at.date(), found="Đã xem"))
    if row.state == "confirmed":
        judge(walk, row)
        return walk.perform(CHANGE, "change.propose", row)
    if row.state == "proposed":
        given = SignedChange(number=walk.number(), on=walk.day(), by=Level(row.level))
        return walk.perform(CHANGE, "change.decide_annex" if needs_annex(row) else "change.decide", row, given)
    sign_annexes(walk, row.project)
    return row


def judge(walk: Walk, row: ChangeRequest) -> None:
    """Its papers are looked through."""
    for paper in row.papers.exclude(state="fine").order_by("pk"):
        walk.anybody(partial(found_fine, walk, paper), *walk.but_officer())


def handed_in(walk: Walk, paper: Row, by: Actor) -> Row:
    """A paper of a change that she hands in."""
    return hand_in_change(paper, **walk.pdf(), by=by, at=walk.at)


def found_fine(walk: Walk, paper: Row, by: Actor) -> Row:
    """A paper of a change that she looked through."""
    return judge_change_paper(paper, fine=True, note="", by=by, at=walk.at)


def begin(walk: Walk, project: Project, after: Terms, subs: tuple[Project, ...] = ()) -> ChangeRequest:
    """A change to these terms, and who takes the place of what stops."""
    wanted = Wanted(after=after, reason="Vì thế", substitutes=subs)
    return walk.anybody(lambda by: begin_change(project, wanted, walk.act(by)), "officer")


def some_change(walk: Walk) -> ChangeRequest:
    """Any that people ask for; a held project is mostly asked to go on."""
    project = walk.target("approved", "contracted", "held")
    terms = terms_now(project)
    kind = walk.chance.choice(ASKED)
    if terms.course is Course.HELD and walk.chance.random() < 0.6:
        kind = "resume"
    after, subs = CHANGES[kind](walk, terms, project), ()
    if kind == "stop":
        reserve = Project.objects.filter(purse=walk.purse, state="reserve").order_by("pk")
        subs = tuple(reserve[: walk.chance.choice([0, 1, 1, 2])])
    row = begin(walk, project, after, subs)
    walk.say(
        f"    change #{row.pk} {kind} {row.changes} of {project.pk}:"
        f" {terms.support // M} → {after.support // M}, substitutes {[each.pk for each in subs]}"
    )
    return row


def one_line(alter: Callable[[Walk, "Row"], "Row"]) -> Callable[[Walk, Terms, Project], Terms]:
    """One line of the estimate otherwise."""

    def altered(walk: Walk, terms: Terms, project: Project) -> Terms:
        costs = list(terms.costs)
        at = walk.chance.randrange(len(costs))
        costs[at] = alter(walk, costs[at])
        return replace(terms, costs=tuple(costs))

    return altered


def cut(walk: Walk, cost: Row) -> Row:
    """Less support, sometimes none."""
    return replace(cost, support=max(cost.support - walk.chance.choice([10, 20, 30, 60, 90]) * M, 0))


def raised(walk: Walk, cost: Row) -> Row:
    """More support."""
    return replace(cost, support=cost.support + walk.chance.choice([10, 20, 30]) * M)


def zero(walk: Walk, cost: Row) -> Row:
    """No support."""
    return replace(cost, support=0)


def quantity(walk: Walk, cost: Row) -> Row:
    """Other volumes of about the same worth."""
    wanted = cost.quantity * walk.chance.choice([Decimal("0.5"), Decimal(2), Decimal("0.75")])
    return replace(cost, quantity=wanted.normalize() + 0, unit_price=int(cost.total / wanted))


def counterpart(walk: Walk, cost: Row) -> Row:
    """Another price, which the beneficiary bears."""
    return replace(cost, unit_price=cost.unit_price + walk.chance.choice([-10, 10]) * M)


def moved(walk: Walk, terms: Terms, project: Project) -> Terms:
    """Support of one line goes to the next; where there is one line only, one with less."""
    costs = list(terms.costs)
    if len(costs) < 2:
        raise NothingError
    out_of = walk.chance.randrange(len(costs))
    into = (out_of + 1) % len(costs)
    amount = min(costs[out_of].support, walk.chance.choice([10, 20, 60]) * M)
    costs[out_of] = replace(costs[out_of], support=costs[out_of].support - amount)
    costs[into] = replace(costs[into], support=costs[into].support + amount)
    return replace(terms, costs=tuple(costs))


def with_a_line(walk: Walk, terms: Terms, project: Project) -> Terms:
    """A line more of any year: borne by the beneficiary, with new support, or with some of another line's."""
    costs = list(terms.costs)
    at = walk.chance.randrange(len(costs))
    how, support = walk.chance.choice(["own", "own", "more", "shared"]), 0
    if how != "own":
        support = walk.chance.choice([10, 20, 30]) * M
    if how == "shared":
        support = min(costs[at].support, support)
        costs[at] = replace(costs[at], support=costs[at].support - support)
    year = walk.chance.choice([costs[at].year, *range(project.year, terms.last_year + 1)])
    number, price = walk.chance.randrange(1000), walk.chance.choice([40, 80, 120]) * M
    plain = {
        "name": f"Dòng thêm {number}",
        "unit": "lần",
        "quantity": Decimal(1),
        "unit_price": price,
        "rest": 0,
    }
    added = replace(costs[at], key=-1, year=year, support=support, **plain)
    return replace(terms, costs=(*costs, added if support else replace(added, item="")))


def without_a_line(walk: Walk, terms: Terms, project: Project) -> Terms:
    """A line less; the support of it goes with it, or to another line of its year."""
    if len(terms.costs) < 2:
        raise NothingError
    costs = list(terms.costs)
    gone = costs.pop(walk.chance.randrange(len(costs)))
    near = [at for at, each in enumerate(costs) if each.year == gone.year]
    if near and gone.support and walk.chance.random() < 0.5:
        at = walk.chance.choice(near)
        costs[at] = replace(
            costs[at],
            support=costs[at].support + gone.support,
            unit_price=costs[at].unit_price + int(gone.support / costs[at].quantity),
        )
    return replace(terms, costs=tuple(costs))


def another_line(walk: Walk, terms: Terms, project: Project) -> Terms:
    """One line taken out and another put in its place for the same money."""
    costs = list(terms.costs)
    at = walk.chance.randrange(len(costs))
    costs[at] = replace(costs[at], key=-1, name=f"Thay dòng {walk.chance.randrange(1000)}")
    return replace(terms, costs=tuple(costs))


def earlier(walk: Walk, terms: Terms, project: Project) -> Terms:
    """The contract ends a month sooner."""
    if not terms.ends_on:
        raise NothingError
    return replace(terms, ends_on=terms.ends_on - timedelta(days=30))


def extended(walk: Walk, terms: Terms, project: Project) -> Terms:
    """A year more, with or without another last day of the contract."""
    after = replace(terms, last_year=terms.last_year + 1)
    if terms.ends_on and walk.chance.random() < 0.5:
        return replace(after, ends_on=date(after.last_year, 6, 30))
    return after


def shortened(walk: Walk, terms: Terms, project: Project) -> Terms:
    """A year less, the sums as they are."""
    return replace(terms, last_year=terms.last_year - 1)


def without_last_year(walk: Walk, terms: Terms, project: Project) -> Terms:
    """Its last year is dropped with all of its support."""
    last = terms.last_year
    if not any(each.year == last > project.year for each in terms.costs):
        raise NothingError
    costs = tuple(replace(each, support=0) if each.year == last else each for each in terms.costs)
    after = replace(terms, costs=costs, last_year=last - 1)
    if terms.ends_on and terms.ends_on.year > after.last_year:
        return replace(after, ends_on=date(after.last_year, 11, 30))
    return after


def other_holder(walk: Walk, terms: Terms, project: Project) -> Terms:
    """Another establishment takes over from the first beneficiary."""
    known = [each.establishment for each in terms.holders]
    site = Site.objects.exclude(establishment__in=known).order_by("pk").first()
    if site is None or not terms.holders:
        raise NothingError
    place, name = {"establishment": site.establishment_id, "site": site.pk}, site.establishment.name
    return replace(
        terms, holders=(replace(terms.holders[0], **place, name=name, place="x"), *terms.holders[1:])
    )


def held(walk: Walk, terms: Terms, project: Project) -> Terms:
    """It rests for two months."""
    return replace(terms, course=Course.HELD, held_until=walk.at.date() + timedelta(days=60))


def resumed(walk: Walk, terms: Terms, project: Project) -> Terms:
    """It goes on."""
    return replace(terms, course=Course.RUNNING, held_until=None)


def stopped(walk: Walk, terms: Terms, project: Project) -> Terms:
    """It ends here."""
    return replace(terms, course=Course.STOPPED, held_until=None)


CHANGES: dict[str, Callable[[Walk, Terms, Project], Terms]] = {
    "cut": one_line(cut),
    "raise": one_line(raised),
    "move": moved,
    "quantity": one_line(quantity),
    "counterpart": one_line(counterpart),
    "time": earlier,
    "extend": extended,
    "hold": held,
    "resume": resumed,
    "stop": stopped,
    "shorten": shortened,
    "zero": one_line(zero),
    "drop_year": without_last_year,
    "holder": other_holder,
    "add_line": with_a_line,
    "take_out": without_a_line,
    "put_in": another_line,
}
ASKED = [*CHANGES, "cut", "cut", "raise", "stop", "add_line", "take_out"]
"""How often each is asked for."""
