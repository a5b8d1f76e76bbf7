"""Questions and answers of a day, what the law says where an answer leaves a place for it, and finding one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min

from khuyencong.norms.models import (
    Activity,
    AdvanceTier,
    Authority,
    ChangeRule,
    Deadline,
    LawRow,
    Norm,
    ProductMark,
    Question,
    ReportDuty,
    ReportMark,
)
from khuyencong.norms.queries.lists import LISTS, rows_on
from khuyencong.norms.queries.norms import norms_on
from khuyencong.rules.clauses import shared_clause
from khuyencong.rules.guidance import ALL, DONE, PAPERS, Entry, Figure, Reference, meant
from khuyencong.rules.money import number
from khuyencong.rules.validity import in_force

NORMS, CONTENTS = "dinh-muc", "noi-dung"
NAMED = frozenset({NORMS, CONTENTS, *LISTS}) - {"hoi-dap"}
"""The lists that an answer may name rows of."""
NATIONAL = Norm.Purse.NATIONAL.value


def questions_on(on: date) -> list[Question]:
    """The questions that have an answer on that day, by topic and in the order of the file; one SELECT."""
    order = {topic: place for place, topic in enumerate(Question.Topic.values)}
    rows: list[Question] = list(rows_on(Question, on))
    return sorted(rows, key=lambda each: (order[each.topic], each.position))


def first_day_after(on: date) -> date | None:
    """The first day after that one on which some question begins to have an answer; None where none does."""
    found: date | None = Question.objects.filter(since__gt=on).aggregate(first=Min("since"))["first"]
    return found


def sought(words: str, rows: Sequence[Question]) -> list[Question]:
    """Those of the rows that answer to plain words, the best first; no SELECT."""
    by_key = {each.pk: each for each in rows}
    entries = [Entry(key=each.pk, name=each.name, also=each.also, text=each.answer) for each in rows]
    return [by_key[key] for key in meant(words, entries)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question on a day: the row whose answer holds, or the nearest and that it does not, and the others."""

    row: Question
    holds: bool
    versions: Sequence[Question]
    instead: Question | None

    @property
    def ended(self) -> bool:
        """Whether the answer that is shown is one of the past and no other has come."""
        return not self.holds and self.instead is None and self.row.until is not None

    @property
    def following(self) -> Question | None:
        """The next answer to the same question, where there is one."""
        later = [each for each in self.versions if each.since > self.row.since]
        return min(later, key=lambda each: each.since, default=None)


def answered(code: str, on: date) -> Answered | None:
    """A question as it is answered on that day; None for one that was never asked. Two SELECTs at most."""
    rows: list[Any] = list(Question.objects.filter(code=code).select_related("document").order_by("-since"))
    if not rows:
        return None
    holding = next((each for each in rows if in_force(each.since, each.until, on)), None)
    before = next((each for each in rows if each.since <= on), rows[-1])
    shown = holding or before
    instead: Any = None
    if shown.instead:
        instead = Question.objects.filter(code=shown.instead).order_by("-since").first()
    return Answered(row=shown, holds=holding is not None, versions=rows, instead=instead)


def figures_on(wanted: Iterable[Reference], on: date) -> dict[Reference, Figure]:
    """What the law says that day of each; one SELECT a list that is named, however many rows of it."""
    by_list: dict[str, set[Reference]] = {}
    for each in wanted:
        by_list.setdefault(each.list, set()).add(each)
    found: dict[Reference, Figure] = {}
    for name, asked in by_list.items():
        found |= _figures(name, asked, on)
    return found


def _figures(name: str, asked: set[Reference], on: date) -> dict[Reference, Figure]:
    if name == NORMS:
        norms = {each.item.code: each for each in norms_on(on, purse=NATIONAL)}
        return {each: _norm(each, norms.get(each.code)) for each in asked}
    if name == CONTENTS:
        contents = [
            each for each in Activity.objects.on(on).filter(parent__isnull=True) if each.code.isdecimal()
        ]
        return {each: _contents(each, contents) for each in asked}
    rows = list(rows_on(LISTS[name], on))
    return {each: _of_list(each, rows) for each in asked}


def _norm(reference: Reference, norm: Norm | None) -> Figure:
    if norm is None:
        return Figure(reference=reference)
    return Figure(
        reference=reference,
        lines=(norm.rule.words,),
        law=", ".join(part for part in (norm.clause, norm.document.number if norm.document else "") if part),
        since=norm.since,
        verified=norm.verified,
    )


def _contents(reference: Reference, contents: Sequence[Activity]) -> Figure:
    chosen = [each for each in contents if reference.code in (ALL, each.code)]
    if not chosen:
        return Figure(reference=reference)
    return Figure(
        reference=reference,
        lines=tuple(each.name for each in chosen),
        law=shared_clause([each.source for each in chosen]),
        since=max(each.since for each in chosen),
        verified=all(each.verified for each in chosen),
    )


def _of_list(reference: Reference, rows: Sequence[LawRow]) -> Figure:
    chosen = [each for each in rows if reference.code in (ALL, each.code)]
    lines = tuple(line for each in chosen for line in _said(reference, each))
    if not lines:
        return Figure(reference=reference)
    return Figure(
        reference=reference,
        lines=lines,
        law="; ".join(dict.fromkeys(each.law or each.source for each in chosen)),
        since=max(each.since for each in chosen),
        verified=all(each.verified for each in chosen),
    )


def _said(reference: Reference, row: Any) -> tuple[str, ...]:
    """What a row says of itself, in the place that an answer leaves for it."""
    if reference.part == PAPERS:
        papers = getattr(row, "papers", "")
        return tuple(each.partition("|")[0].strip() for each in papers.splitlines() if each.strip())
    if reference.part == DONE:
        return (f"{row.done} %",) if isinstance(row, AdvanceTier) and row.done is not None else ()
    return (_short(row),)


def _short(row: LawRow) -> str:
    match row:
        case AdvanceTier():
            return f"{row.percent} %"
        case Deadline():
            return row.words
        case ReportDuty():
            return row.due_words
        case Authority() | ChangeRule():
            return row.decided_by
        case ReportMark():
            return f"{number(row.value, 0 if row.value == int(row.value) else 2)} {row.get_measure_display()}"
        case ProductMark() if row.value is not None:
            return number(row.value)
    return row.name


def codes_of(name: str) -> frozenset[str]:
    """Every code of a list on any day, as an answer may name it; one SELECT."""
    if name == NORMS:
        return frozenset(Norm.objects.filter(purse=NATIONAL).values_list("item__code", flat=True))
    if name == CONTENTS:
        return frozenset(Activity.objects.values_list("code", flat=True))
    rows: Any = LISTS[name]._default_manager
    return frozenset(rows.values_list("code", flat=True))
