"""What is public of projects as of a day: approved ones with their money and results, people masked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from khuyencong.ledger.models import Acceptance, AcceptedVolume, Book
from khuyencong.ledger.queries.positions import Moment, Question, groups_as_known
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import names_on
from khuyencong.places.models import Unit
from khuyencong.places.queries import province_successors
from khuyencong.projects.models import Contract, DecidedProject, Line, PlanDecision, Project
from khuyencong.projects.queries.outcomes import measures_on, promises_of
from khuyencong.reporting.queries.open_data.owners import Owners, owners_of
from khuyencong.rules.ledger import Position
from khuyencong.rules.open_data import masked_text
from khuyencong.rules.text import fold

Life = Project.State
PUBLIC = (
    *(Life.APPROVED, Life.CONTRACTED, Life.HELD, Life.ACCEPTED),
    *(Life.SETTLED, Life.STOPPED, Life.CLOSED),
)
"""From the approval on; drafts, requests, what was refused, withdrawn or waits for a decision are not."""

FIGURES = ("given", "committed", "disbursed", "accepted", "settled")
NOTHING = Position()


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One project as it goes out: the columns it is found by, and its content."""

    project: int
    province: int
    province_now: int
    content: Mapping[str, Any]

    @property
    def code(self) -> str:
        """How it is called."""
        return str(self.content["code"])

    @property
    def searched(self) -> str:
        """The words it is found by, without diacritics."""
        said = self.content
        owners = [
            text
            for each in said["beneficiaries"]
            for text in (each["name"], each["commune"], each["commune_now"], each["province"])
        ]
        names = (said["province"], said["province_now"], said["agency"], said["decision"])
        return fold(" ".join((said["code"], said["title"], said["activity_name"], *names, *owners)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """Everything read of all projects at once, by their keys."""

    names: Mapping[int, str]
    now: Mapping[int, int]
    provinces: Mapping[int, Unit]
    owners: Mapping[int, Owners]
    lines: Mapping[int, Sequence[Mapping[str, Any]]]
    sums: Mapping[int, Position]
    books: Mapping[int, Sequence[tuple[Book, Position]]]
    results: Mapping[int, Sequence[Mapping[str, str]]]
    terms: Mapping[int, tuple[date, date]]


def public_rows(by: Actor, *, cut: date, known_at: datetime) -> list[Published]:
    """Every public project in the order of its number; as many SELECTs for all as for one.

    Money is what counts by `cut` and was written by `known_at`; where a project is, is read now.
    """
    decided = PlanDecision.State.RECORDED
    named = DecidedProject.objects.filter(
        standing=True, decision__state=decided, decision__signed_on__lte=cut, project__state__in=PUBLIC
    )
    rows = list(
        named.select_related(
            "decision__agency", "project__province", "project__agency", "project__sector"
        ).order_by("project_id")
    )
    facts = _read(rows, by, Moment(on=cut, known=known_at))
    return [_published(each, facts) for each in rows]


def _read(rows: Sequence[DecidedProject], by: Actor, moment: Moment) -> _Facts:
    projects = [each.project for each in rows]
    keys = [each.pk for each in projects]
    now = province_successors()
    asked = Question(actor=by)
    homes = {now.get(each.province_id, each.province_id) for each in projects}
    by_book = {each.key: each.position for each in groups_as_known(asked, "book", moment)}
    books: dict[int, list[tuple[Book, Position]]] = defaultdict(list)
    for book in Book.objects.filter(pk__in=by_book).order_by("project_id", "purse", "year", "plan_year"):
        books[book.project_id].append((book, by_book[book.pk]))
    agencies = {each.project.agency for each in rows} | {each.decision.agency for each in rows}
    return _Facts(
        names=names_on(agencies, moment.on),
        now=now,
        provinces=Unit.objects.in_bulk(homes),
        owners=owners_of(keys, moment.on),
        lines=_lines(keys),
        sums={each.key: each.position for each in groups_as_known(asked, "project", moment)},
        books=books,
        results=_results(keys, moment),
        terms=_terms(keys, moment.on),
    )


def _lines(keys: Sequence[int]) -> dict[int, list[Mapping[str, Any]]]:
    """What support is asked for, line by line, with the content it is of; one SELECT."""
    found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    rows = Line.objects.filter(project__in=keys, item__isnull=False).order_by("position", "pk")
    columns = (
        *("project_id", "national", "local", "item__name"),
        *("item__activity__code", "item__activity__name"),
        *("item__activity__parent__code", "item__activity__parent__name"),
    )
    for row in rows.values(*columns):
        found[row["project_id"]].append(row)
    return found


def _results(keys: Sequence[int], moment: Moment) -> dict[int, list[Mapping[str, str]]]:
    """What each project promised and what of it was accepted, the words still as they were typed."""
    found: dict[int, list[Mapping[str, str]]] = defaultdict(list)
    measures = {each.code: each for each in measures_on(moment.on)}
    for (project, code), value in sorted(promises_of(keys).items()):
        measure = measures.get(code)
        if measure is not None:
            said = {"kind": "promised", "name": measure.name, "unit": measure.unit}
            found[project].append(said | {"value": f"{value.normalize():f}"})
    posted = {
        "acceptance__posting__effective_on__lte": moment.on,
        "acceptance__state": Acceptance.State.RECORDED,
    }
    rows = AcceptedVolume.objects.filter(
        acceptance__project__in=keys, acceptance__posting__reversed_by__isnull=True, **posted
    )
    sums: dict[tuple[int, int], dict[str, Any]] = {}
    columns = ("acceptance__project", "line", "line__name", "line__unit", "quantity")
    for project, line, name, unit, quantity in rows.order_by("line__position", "line", "pk").values_list(
        *columns
    ):
        row = sums.setdefault((project, line), {"name": name, "unit": unit, "value": 0})
        row["value"] += quantity
    for (project, _), row in sums.items():
        found[project].append(row | {"kind": "accepted", "value": f"{row['value'].normalize():f}"})
    return found


def _terms(keys: Sequence[int], on: date) -> dict[int, tuple[date, date]]:
    """From when to when each project runs by its contracts with the unit, as amended last; one SELECT."""
    last: dict[tuple[int, int], tuple[date, date]] = {}
    rows = Contract.objects.filter(
        project__in=keys, kind=Contract.Kind.UNIT, state=Contract.State.SIGNED, signed_on__lte=on
    ).order_by("signed_on", "pk")
    for project, year, begins, ends in rows.values_list("project", "year", "begins_on", "ends_on"):
        last[project, year] = begins, ends
    found: dict[int, tuple[date, date]] = {}
    for (project, _), (begins, ends) in last.items():
        first, latest = found.get(project, (begins, ends))
        found[project] = min(first, begins), max(latest, ends)
    return found


def _published(row: DecidedProject, facts: _Facts) -> Published:
    project, home = row.project, facts.now.get(row.project.province_id, row.project.province_id)
    owners = facts.owners.get(project.pk, Owners())
    money = facts.sums.get(project.pk, NOTHING)
    begins, ends = facts.terms.get(project.pk, (None, None))
    here, today = project.province, facts.provinces[home]
    content = {
        "code": project.code,
        "title": masked_text(project.title, owners.hidden, owners.shown),
        **_plain(project),
        **_contents(facts.lines.get(project.pk, ())),
        "province_code": here.code,
        "province": here.full_name,
        "province_now_code": today.code,
        "province_now": today.full_name,
        "agency_code": project.agency.code,
        "agency": facts.names[project.agency_id],
        "funder_code": row.decision.agency.code,
        "funder": facts.names[row.decision.agency_id],
        "decision": row.decision.number,
        "decided_on": _iso(row.decision.signed_on),
        "decided_by": row.decision.authority,
        "begins_on": _iso(begins),
        "ends_on": _iso(ends),
        "beneficiaries": list(owners.rows),
        **_figures(money),
        "money": [_of_book(book, position) for book, position in facts.books.get(project.pk, ())],
        "results": [
            {**each, "name": masked_text(each["name"], owners.hidden, owners.shown)}
            for each in facts.results.get(project.pk, ())
        ],
        "made_up": project.made_up or row.decision.made_up,
    }
    return Published(project=project.pk, province=project.province_id, province_now=home, content=content)


def _plain(project: Project) -> dict[str, Any]:
    return {
        "purse": project.purse,
        "kind": project.get_kind_display(),
        "year": project.year,
        "last_year": project.last_year,
        "state": project.state,
        "state_name": project.get_state_display(),
        "sector": project.sector.name if project.sector is not None else "",
        "accepted_on": _iso(project.accepted_on),
    }


def _contents(lines: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The programme's contents that support is asked for; the one most is asked for is the main one."""
    asked: dict[tuple[str, str], int] = {}
    items: dict[str, None] = {}
    for each in lines:
        code = each["item__activity__parent__code"] or each["item__activity__code"]
        name = each["item__activity__parent__name"] or each["item__activity__name"]
        asked[code, name] = asked.get((code, name), 0) + each["national"] + each["local"]
        items[each["item__name"]] = None
    order = sorted(asked.items(), key=lambda each: (-each[1], each[0]))
    main_code, main_name = order[0][0] if order else ("", "")
    return {
        "activity": main_code,
        "activity_name": main_name,
        "activities": [{"code": code, "name": name} for (code, name), _ in order],
        "items": list(items),
    }


def _figures(position: Position) -> dict[str, int]:
    return {name: getattr(position, name) for name in FIGURES}


def _of_book(book: Book, position: Position) -> dict[str, Any]:
    return {"purse": book.purse, "year": book.year, "plan_year": book.plan_year, **_figures(position)}


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on is not None else None
