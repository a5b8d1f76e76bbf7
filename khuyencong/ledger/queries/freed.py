"""What a stop freed of money that a wrong give-back had put under its contract; what of it may be had again.

A stop lets go of all that is under contract, on to its substitutes and to the purse. Where part of that had
come by a give-back that was none, the purse gives it again before the give-back is undone: all stands as if it
never had been.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from khuyencong.ledger.models import Book, Posting, Transfer
from khuyencong.ledger.queries.chains import books_of_plan, pots_by_plan
from khuyencong.projects.models import ChangeRequest, ChangeSubstitute, Project
from khuyencong.projects.models.states import ENDED
from khuyencong.rules.ledger import Kind, Move, Pots, Stage
from khuyencong.rules.posting_corrections import AGAIN, AT_THE_END, Origin, WithOthers, origin_of

FREED = (Stage.ALLOCATED, Stage.COMMITTED)
"""Where a stop takes money."""
FREE_AGAIN = (Stage.ALLOCATED, Stage.COMMITTED, Stage.ADVANCED)
"""What a substitute has not used: a change, its stop or its own give-back brings it to the purse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What the purse gives again before an act is undone, and what of it substitutes hold instead."""

    moves: Sequence[Move]
    others: WithOthers


def freed_since(project: Project, mirrored: Sequence[Move], last: int) -> Again | None:
    """What a stop freed of it, where a stop alone took the money on; None where it stands or another took it.

    `mirrored` are the moves that would undo it, `last` is its latest posting.
    """
    stop = stop_of(project) if project.state in ENDED else None
    if stop is None:
        return None
    moves: list[Move] = []
    for book in Book.objects.filter(pk__in={each.book for each in mirrored}).order_by("pk"):
        lack = lacking(book.pots, [each for each in mirrored if each.book == book.pk])
        if lack is None or taken_by_others(book, lack, stop, last):
            return None
        moves += given_again(book.pk, lack)
    wanted = sum(each.amount for each in moves if each.out_of is Stage.SOURCE)
    return Again(moves=moves, others=with_others(project, stop, wanted)) if wanted else None


def given_again(book: int, lack: Mapping[Stage, int]) -> Iterator[Move]:
    """Out of the purse to where it is missing."""
    if whole := sum(lack.values()):
        yield Move(book=book, out_of=Stage.SOURCE, into=Stage.ALLOCATED, amount=whole)
    if under := lack.get(Stage.COMMITTED, 0):
        yield Move(book=book, out_of=Stage.ALLOCATED, into=Stage.COMMITTED, amount=under)


def stop_of(project: Project) -> ChangeRequest | None:
    """The recorded decision that stopped it; one SELECT."""
    decided = ChangeRequest.objects.filter(project=project, state=ChangeRequest.State.DECIDED).order_by("-pk")
    return next((each for each in decided if each.stops), None)


def lacking(pots: Pots, moves: Sequence[Move]) -> dict[Stage, int] | None:
    """What is missing for these moves where a stop takes money, in đồng; None where it is missing elsewhere."""
    now, lack = dict(pots), dict[Stage, int]()
    for move in moves:
        short = move.amount - now.get(move.out_of, 0)
        if short > 0 and move.out_of is not Stage.SOURCE:
            if move.out_of not in FREED:
                return None
            lack[move.out_of] = lack.get(move.out_of, 0) + short
            now[move.out_of] = move.amount
        now[move.out_of] = now.get(move.out_of, 0) - move.amount
        now[move.into] = now.get(move.into, 0) + move.amount
    return lack


def taken_by_others(book: Book, lack: Mapping[Stage, int], stop: ChangeRequest, last: int) -> bool:
    """Whether anything but that stop took money from there since; a give-back lets go of its own alone."""
    moved = Transfer.objects.filter(book=book, out_of__in=[each.value for each in lack]).values("posting")
    since = Posting.objects.filter(pk__in=moved, pk__gt=last, reversed_by__isnull=True)
    ours = Q(key__startswith=f"change-{stop.pk}-") | Q(key__startswith=f"{AT_THE_END}{book.project_id}-")
    others = since.exclude(kind=Kind.REVERSE.value).exclude(ours)
    return any(origin_of(each.kind, each.key) is not Origin.BACK for each in others)


def with_others(project: Project, stop: ChangeRequest, wanted: int) -> WithOthers:
    """What of it the purse has not, for substitutes have it, as far as they can give it up; who they are.

    What they have used is theirs: books that go on saying that it came back would only hide that it is gone.
    """
    rows = Transfer.objects.filter(book__project=project)
    withdrawn = rows.filter(posting__key__startswith=f"change-{stop.pk}-withdraw-")
    again = rows.filter(posting__kind=Kind.ALLOCATE.value, posting__key__startswith=AGAIN)
    there = sum_of(withdrawn) - sum_of(again)
    held: list[tuple[str, int]] = []
    for each in ChangeSubstitute.objects.filter(request=stop).select_related("project").order_by("position"):
        pots = pots_by_plan(books_of_plan(each.project, each.project.year)).get(each.project.year, {})
        stands = sum(amount for stage, amount in pots.items() if stage is not Stage.SOURCE)
        there += max(each.support - stands, 0)
        if usable := min(sum(pots.get(stage, 0) for stage in FREE_AGAIN), each.support):
            held.append((each.project.title, usable))
    missing = max(wanted - max(there, 0), 0)
    most = sum(amount for _, amount in held)
    return WithOthers(amount=min(missing, most), names=tuple(name for name, _ in held))


def sum_of(rows: QuerySet[Transfer]) -> int:
    """What they moved together, in đồng."""
    return int(rows.aggregate(total=Sum("amount", default=0))["total"])
