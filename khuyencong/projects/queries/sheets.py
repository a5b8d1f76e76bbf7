"""An appraisal sheet whole, as its page shows and its paper prints it: plain values, constant SELECTs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from khuyencong.industry.models import Support
from khuyencong.industry.queries import of_family
from khuyencong.norms.queries.norms import NamedNorm, norms_named
from khuyencong.organisations.queries import names_on
from khuyencong.projects.models import Appraisal, Interest, MinutesItem, Supplement, Tick, Verdict
from khuyencong.projects.queries.appraisal import (
    Standing,
    interests_in,
    minuted,
    opened_on,
    standing_of,
    supplements_of,
    waiting_in,
)
from khuyencong.projects.queries.drafts import Draft, draft_of, gaps_of
from khuyencong.projects.queries.lists import all_sections
from khuyencong.projects.queries.rubric import RubricItem, items_of
from khuyencong.projects.queries.second_reading import Since, changes_since, last_return
from khuyencong.rules.drafting import Gap, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What one person ticked last."""

    user: int
    name: str
    answer: str
    label: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRow:
    """A question with the ticks that stand, and those of the reading before."""

    code: str
    words: str
    step: str
    where: str
    marks: tuple[Mark, ...]
    earlier: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """An item of the law with its questions."""

    code: str
    name: str
    words: str
    law: str
    verified: bool
    questions: tuple[QuestionRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question for supplement and what was answered."""

    key: int
    words: str
    where: str
    asked_by: str
    asked_at: datetime
    sent: bool
    answer: str
    answered_by: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What somebody declared of her interests; `second` agreed to, or refused, that it be taken back."""

    key: int
    user: int
    name: str
    conflicted: bool
    words: str
    second: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the norms said when the project was handed in."""

    item: str
    purse: str
    norm: NamedNorm | None
    norm_key: str
    cost: int
    asked: int
    allowed: int | None
    within: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Support that a beneficiary had before."""

    establishment: str
    year: int
    purse: str
    content: str
    amount: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the system knows without asking anybody, shown beside the rubric; it decides nothing."""

    judged: tuple[Judged, ...]
    gaps: tuple[Gap, ...]
    received: tuple[Received, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a council's minutes say of the project."""

    minutes: int
    held_at: datetime
    outcome: str
    label: str
    votes_for: int
    votes_against: int
    abstained: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything of one sheet."""

    key: int
    project: int
    code: str
    title: str
    purse: str
    year: int
    province: str
    applicant: str
    beneficiaries: tuple[str, ...]
    cost: int
    asked: int
    made_up: bool
    level: str
    level_name: str
    round: int
    agency: str
    keeper: str
    opened_at: datetime
    ready_at: datetime | None
    state: str
    state_name: str
    concluded_by: str
    concluded_at: datetime | None
    conclusion: str
    council: str
    items: tuple[ItemRow, ...]
    declared: tuple[Declared, ...]
    waiting: tuple[Declared, ...]
    asked_now: tuple[Asked, ...]
    asked_before: tuple[Asked, ...]
    since: Since | None
    facts: Facts
    said: Said | None
    missing: int
    failed: int


def sheet_of(appraisal: Appraisal, on: date) -> Sheet:
    """Read a sheet whole; as many SELECTs for fifty ticks as for none."""
    project, stands = appraisal.project, standing_of(appraisal)
    draft, before = draft_of(project, on), last_return(appraisal)
    names = names_on([project.agency, appraisal.agency], on)
    whole = draft.sums
    return Sheet(
        key=appraisal.pk,
        project=project.pk,
        code=project.code,
        title=project.title,
        purse=project.purse,
        year=project.year,
        province=project.province.full_name,
        applicant=names[project.agency.pk],
        beneficiaries=tuple(each.establishment.name for each in draft.beneficiaries),
        cost=whole.total,
        asked=draft.asked,
        made_up=project.made_up,
        level=appraisal.level,
        level_name=appraisal.get_level_display(),
        round=appraisal.round,
        agency=names[appraisal.agency.pk],
        keeper=str(appraisal.keeper),
        opened_at=appraisal.opened_at,
        ready_at=appraisal.ready_at,
        state=appraisal.state,
        state_name=appraisal.get_state_display(),
        concluded_by=str(appraisal.concluded_by) if appraisal.concluded_by is not None else "",
        concluded_at=appraisal.concluded_at,
        conclusion=appraisal.conclusion,
        council=str(appraisal.council) if appraisal.council is not None else "",
        items=item_rows(appraisal, stands, before),
        declared=declarations(interests_in(appraisal.project)),
        waiting=declarations(waiting_in(appraisal.project)),
        asked_now=tuple(
            asked(each) for each in appraisal.supplements.select_related("asked_by", "answered_by")
        ),
        asked_before=tuple(
            asked(each) for each in supplements_of(project) if each.appraisal_id != appraisal.pk
        ),
        since=changes_since(project, before.concluded_at) if before and before.concluded_at else None,
        facts=facts_beside(draft),
        said=said_of(minuted(appraisal)) if appraisal.council_id is not None else None,
        missing=len(stands.missing),
        failed=len(stands.failed),
    )


def item_rows(appraisal: Appraisal, stands: Standing, before: Appraisal | None) -> tuple[ItemRow, ...]:
    """The rubric with what was ticked in this reading and in the one before."""
    earlier: Mapping[str, Sequence[Tick]] = standing_of(before).ticks if before is not None else {}
    return tuple(
        ItemRow(
            code=item.code,
            name=item.name,
            words=item.words,
            law=item.law,
            verified=item.verified,
            questions=question_rows(item, stands, earlier),
        )
        for item in items_of(appraisal.project.purse, opened_on(appraisal))
    )


def question_rows(
    item: RubricItem, stands: Standing, earlier: Mapping[str, Sequence[Tick]]
) -> tuple[QuestionRow, ...]:
    """The questions below an item."""
    return tuple(
        QuestionRow(
            code=code,
            words=each.words,
            step=each.step,
            where=where(each.step, each.section),
            marks=tuple(mark(tick) for tick in stands.ticks[code]),
            earlier=tuple(mark(tick) for tick in earlier.get(code, ())),
        )
        for code, each in stands.rubric.items()
        if each.item == item.code
    )


def mark(tick: Tick) -> Mark:
    """A tick in plain values."""
    return Mark(
        user=tick.user_id,
        name=str(tick.user),
        answer=tick.answer,
        label=tick.get_answer_display(),
        words=tick.words,
        at=tick.at,
    )


def where(step: str, section: str) -> str:
    """Which step and section of a draft are meant, in words."""
    names = {each.code: each.name for each in all_sections()}
    return f"{Step(step).label}: {names[section]}" if section in names else Step(step).label


def asked(row: Supplement) -> Asked:
    """A question in plain values."""
    return Asked(
        key=row.pk,
        words=row.words,
        where=where(row.step, row.section),
        asked_by=str(row.asked_by),
        asked_at=row.asked_at,
        sent=row.sent_at is not None,
        answer=row.answer,
        answered_by=str(row.answered_by) if row.answered_by is not None else "",
        answered_at=row.answered_at,
    )


def declarations(rows: Mapping[int, Interest]) -> tuple[Declared, ...]:
    """What people declared, as the page shows it."""
    return tuple(
        Declared(
            key=each.pk,
            user=user,
            name=str(each.user),
            conflicted=each.conflicted,
            words=each.words,
            second=str(each.confirmed_by) if each.confirmed_by is not None else "",
            at=each.at,
        )
        for user, each in rows.items()
    )


def facts_beside(draft: Draft) -> Facts:
    """Verdicts of the last handing-in, what a draft would be told today, support received before."""
    rows = list(Verdict.objects.filter(project=draft.project).select_related("item"))
    last = max((row.round for row in rows), default=0)
    norms = norms_named(row.norm for row in rows)
    received = Support.objects.filter(of_family(each.establishment for each in draft.beneficiaries))
    return Facts(
        judged=tuple(
            Judged(
                item=row.item.name,
                purse=row.purse,
                norm=norms.get(row.norm),
                norm_key=row.norm,
                cost=row.cost,
                asked=row.asked,
                allowed=row.allowed,
                within=row.allowed is None or row.asked <= row.allowed,
            )
            for row in rows
            if row.round == last
        ),
        gaps=tuple(gaps_of(draft)),
        received=tuple(
            Received(
                establishment=each.establishment.name,
                year=each.year,
                purse=each.purse,
                content=each.content,
                amount=each.amount,
                source=each.source,
            )
            for each in received.select_related("establishment")
        ),
    )


def said_of(item: MinutesItem | None) -> Said | None:
    """What the minutes say, in plain values."""
    if item is None:
        return None
    return Said(
        minutes=item.minutes_id,
        held_at=item.minutes.held_at,
        outcome=item.outcome,
        label=item.get_outcome_display(),
        votes_for=item.votes_for,
        votes_against=item.votes_against,
        abstained=item.abstained,
        words=item.words,
    )
