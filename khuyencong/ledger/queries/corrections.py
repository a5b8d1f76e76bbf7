"""What stands on a posting that somebody wants undone, what belongs to the same act, and who has asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet

from khuyencong.ledger.models import (
    Acceptance,
    Book,
    Claim,
    CloseLine,
    GiveBack,
    Liquidation,
    MatchMember,
    Posting,
    PostingCorrection,
    Reconciliation,
    Transfer,
    YearClose,
)
from khuyencong.ledger.queries.chains import carried_out_of, chain_of
from khuyencong.ledger.queries.claims import OPEN_CLAIM, advanced_in, is_final
from khuyencong.ledger.queries.freed import Again, freed_since
from khuyencong.ledger.queries.give_backs import OPEN, beginning_of
from khuyencong.ledger.queries.liquidations import liquidation_of
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Contract, Project
from khuyencong.projects.models.states import ENDED
from khuyencong.rules.ledger import Kind, Move, Stage, bears
from khuyencong.rules.money import dong
from khuyencong.rules.posting_corrections import (
    PARTS,
    Ground,
    Origin,
    WithOthers,
    head_key,
    keys_of,
    origin_of,
)
from khuyencong.workflow.queries import events_of

OPEN_ACCEPTANCE = (Acceptance.State.DRAFT, Acceptance.State.PROPOSED)
SHUT = (YearClose.State.RUNNING, YearClose.State.FAILED, YearClose.State.CLOSED)
IN_WRITING = (YearClose.State.DRAFT, YearClose.State.RETURNED, YearClose.State.REOPENED)
ASKED = (PostingCorrection.State.DRAFT, PostingCorrection.State.PROPOSED)
MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A posting that somebody wants undone, with all that goes with it and the dossier that wrote it."""

    head: Posting
    act: Sequence[Posting]
    origin: Origin
    project: Project
    claim: Claim | None = None
    acceptance: Acceptance | None = None
    give_back: GiveBack | None = None
    contract: Contract | None = None

    @property
    def amount(self) -> int:
        """What the head posting moved, in đồng."""
        return sum(each.amount for each in self.head.transfers.all())

    @property
    def words(self) -> str:
        """The posting in one line."""
        return called(self.head)


def corrections_seen_by(actor: Actor) -> QuerySet[PostingCorrection]:
    """The corrections in her scope with all a page shows, without the papers themselves."""
    rows = PostingCorrection.objects.visible_to(actor).defer("content")
    return rows.select_related(
        "project__agency", "project__department", "posting__author", "reversal", "agency", "desk", "author"
    )


def corrections_of(actor: Actor, project: Project) -> QuerySet[PostingCorrection]:
    """Those of a project, the latest first, dropped ones left out."""
    rows = corrections_seen_by(actor).filter(project=project).exclude(state=PostingCorrection.State.DROPPED)
    return rows.order_by("-pk")


def posting_of(project: Project, key: int) -> Posting | None:
    """The posting of that number in the project's books; one SELECT."""
    moved = Transfer.objects.filter(book__project=project).values("posting")
    return Posting.objects.filter(pk=key, pk__in=moved).first()


def wrong_of(posting: Posting) -> Wrong:
    """The posting with the others of its act, the latest first, and whose they are; a few SELECTs.

    Asked for a part of an act, the whole act answers: half of it undone would be nobody's dossier.
    """
    head = posting
    if (key := head_key(posting.kind, posting.key)) != posting.key:
        head = Posting.objects.filter(key=key).first() or posting
    origin = origin_of(head.kind, head.key)
    act = Posting.objects.filter(key__in=keys_of(origin, head.key)).exclude(reversed_by__isnull=False)
    project = Book.objects.filter(transfers__posting=head).select_related("project").order_by("pk")[0].project
    claim = Claim.objects.filter(posting=head).first() if origin is Origin.CLAIM else None
    acceptance = None
    if origin is Origin.ACCEPTANCE:
        acceptance = Acceptance.objects.filter(posting=head).defer("content").first()
    return Wrong(
        head=head,
        act=without_what_was_swept(list(act.order_by("-pk")), head, project, acceptance),
        origin=origin,
        project=project,
        claim=claim,
        acceptance=acceptance,
        give_back=GiveBack.objects.filter(posting=head).defer("content").first()
        if origin is Origin.BACK
        else None,
        contract=contract_of(head, origin, claim, acceptance),
    )


def without_what_was_swept(
    act: list[Posting], head: Posting, project: Project, acceptance: Acceptance | None
) -> list[Posting]:
    """Of a last acceptance of a stopped project only the work, where the rest it let go has gone to the purse.

    What was done less than promised is not wanted back: the work is written anew within what it was worth.
    """
    alone = [each for each in act if each.pk == head.pk]
    if acceptance is None or project.state not in ENDED or len(alone) == len(act):
        return act
    rest = [each for each in act if each.pk != head.pk]
    return act if still_there(rest) else alone


def contract_of(
    head: Posting, origin: Origin, claim: Claim | None, acceptance: Acceptance | None
) -> Contract | None:
    """The contract whose money it is, where one is behind it."""
    if claim is not None:
        return claim.contract.first
    if acceptance is not None:
        return acceptance.contract.first
    if origin is Origin.BACK:
        return Contract.objects.filter(pk=int(head.key.split("-")[1])).first()
    return None


def ground_of(found: Wrong, but: PostingCorrection | None = None) -> Ground:
    """What is to be known before it is undone; `but` is the request that asks. A few SELECTs."""
    books = Book.objects.filter(transfers__posting__in=found.act or [found.head]).distinct()
    asked = PostingCorrection.objects.filter(posting=found.head, state__in=ASKED)
    if not found.origin.has_a_door or not found.act:
        return Ground(origin=found.origin, reversed=not found.act)
    after, act = accepted_after(found), [*let_go_after(found), *found.act]
    again = None if after else freed_of(found)
    stands = not after and (again is not None or still_there(act))
    rest = () if stands else after or later_than(act, books)
    return Ground(
        origin=found.origin,
        reversed=Posting.objects.filter(reverses=found.head).exists(),
        asked=any(each != but for each in asked.defer("content")),
        closed=closed_years(books),
        reopened=is_reopened(found),
        stands=stands,
        later=tuple(called(each) for each in rest[:MOST_NAMED]),
        last=origin_of(rest[0].kind, rest[0].key) if rest else None,
        ended_project=found.project.state in ENDED,
        others=again.others if again is not None else WithOthers(),
        ended=is_ended(found),
        over=is_advance(found) and found.project.state in ENDED,
        liquidated=liquidated_with(found),
        another=another_open(found),
        settling=is_being_settled(found),
        above=above_ceiling(found),
        matched=is_matched(found.act),
        settled=found.origin is Origin.CLOSING and found.project.state == Project.State.SETTLED,
        carried=() if found.origin is Origin.CLOSING or stays_in_its_year(found) else carried_on(books),
    )


def accepted_after(found: Wrong) -> tuple[Posting, ...]:
    """The later acceptances of its contract, the last first: they covered what this one left of an advance.

    What was given back was no advance to them either: their volume is owed where it should have been covered.
    """
    if found.contract is None or (found.acceptance is None and found.give_back is None):
        return ()
    rows = Acceptance.objects.filter(
        contract=found.contract, state=Acceptance.State.RECORDED, posting__gt=found.head.pk
    )
    if found.give_back is not None:
        owed = Transfer.objects.filter(out_of=Stage.COMMITTED.value, into=Stage.ACCEPTED.value)
        rows = rows.filter(posting__in=owed.values("posting"))
    rows = rows.defer("content").select_related("posting").order_by("-posting")
    return tuple(each.posting for each in rows if each.posting is not None)


def freed_of(found: Wrong) -> Again | None:
    """What the purse gives again before a give-back or a carry-over is undone, where a stop took that money on.

    Without the second nothing would lead back over both: to a give-back of the year before, or to its work.
    """
    if found.give_back is None and found.head.kind != Kind.CARRY:
        return None
    return freed_since(found.project, mirrored(found.act), max(each.pk for each in found.act))


def let_go_after(found: Wrong) -> list[Posting]:
    """What give-backs of the contract let go because this was its last acceptance, the last first."""
    last = found.acceptance
    if last is None or not last.final or found.project.state in ENDED:
        return []
    rest = PARTS[Origin.BACK, Kind.RELEASE]
    rows = Posting.objects.filter(
        key__startswith=beginning_of(last.contract_id), kind=Kind.RELEASE.value, pk__gt=found.head.pk
    )
    return [each for each in rows.filter(reversed_by__isnull=True).order_by("-pk") if each.key.endswith(rest)]


def is_matched(act: Sequence[Posting]) -> bool:
    """Whether any of it stands beside a line of the treasury, in a reconciliation that was not dropped."""
    pairs = MatchMember.objects.filter(posting__in=act, active=True)
    return pairs.exclude(reconciliation__state=Reconciliation.State.DROPPED).exists()


def carried_on(books: QuerySet[Book]) -> tuple[int, ...]:
    """The years of these books whose money was carried on and still is."""
    years = carried_out_of(books).order_by("book__year").values_list("book__year", flat=True)
    return tuple(years.distinct())


def mirrored(act: Sequence[Posting]) -> list[Move]:
    """The moves that undo an act, the last first."""
    rows = Transfer.objects.filter(posting__in=act).order_by("-posting_id", "-position")
    return [
        Move(book=each.book_id, out_of=Stage(each.into), into=Stage(each.out_of), amount=each.amount)
        for each in rows
    ]


def still_there(act: Sequence[Posting]) -> bool:
    """Whether the money stands where the act has put it."""
    moves = mirrored(act)
    books = Book.objects.filter(pk__in={each.book for each in moves}).order_by("pk")
    return all(bears(book.pots, [each for each in moves if each.book == book.pk]) for book in books)


def later_than(act: Sequence[Posting], books: QuerySet[Book]) -> tuple[Posting, ...]:
    """The later postings of these books that took the money on, the last first."""
    taken = {each.out_of.value for each in mirrored(act)}
    moved = Transfer.objects.filter(book__in=books.values("pk"), out_of__in=taken).values("posting")
    last = max(each.pk for each in act)
    rows = Posting.objects.filter(pk__in=moved, pk__gt=last, reversed_by__isnull=True).exclude(
        kind=Kind.REVERSE
    )
    return tuple(rows.order_by("-pk")[:MOST_NAMED])


def called(posting: Posting) -> str:
    """A posting as it is named to somebody who looks for it."""
    return f"{posting.get_kind_display().lower()} số {posting.pk} ngày {posting.effective_on:%d/%m/%Y}"


def closed_years(books: QuerySet[Book]) -> tuple[int, ...]:
    """The years of these books that take no posting any more."""
    found = set()
    for book in books.select_related("project"):
        closes = YearClose.objects.filter(purse=book.purse, year=book.year, state__in=SHUT)
        if book.purse == Project.Purse.LOCAL:
            closes = closes.filter(departments=book.project.department_id)
        if closes.exists():
            found.add(book.year)
    return tuple(sorted(found))


def is_reopened(found: Wrong) -> bool:
    """Whether the closing that wrote it lies open to be put right; of anything else yes."""
    if found.origin is not Origin.CLOSING:
        return True
    book = int(found.head.key.split("-")[4])
    line = CloseLine.objects.filter(book=book).select_related("close").order_by("-pk").first()
    return line is not None and line.close.state in IN_WRITING


def is_settlement(found: Wrong) -> bool:
    """Whether it is a settlement: its money stays in the book of each year, so it is done anew in the same."""
    return found.claim is not None and found.claim.kind == Claim.Kind.SETTLEMENT


def stays_in_its_year(found: Wrong) -> bool:
    """Whether it is done anew in the book it stands in, so that a carry-over of the rest may stand.

    A payment and a settlement always are; of a stopped project, whose carry-over may stay for it, work too that
    covered no advance: an advance put back there would be given back out of the later book.
    """
    if found.acceptance is not None:
        covered = Transfer.objects.filter(posting=found.head, out_of=Stage.ADVANCED.value)
        return found.project.state in ENDED and not covered.exists()
    return found.claim is not None and found.claim.kind != Claim.Kind.ADVANCE


def is_advance(found: Wrong) -> bool:
    """Whether it is an advance that was paid."""
    return found.claim is not None and found.claim.kind == Claim.Kind.ADVANCE


def is_ended(found: Wrong) -> bool:
    """Whether another acceptance has ended the contract, so that this one could not be written again."""
    if found.contract is None or not is_final(found.contract):
        return False
    partial = found.acceptance is not None and not found.acceptance.final
    return partial or is_advance(found)


def liquidated_with(found: Wrong) -> str:
    """The recorded minutes of liquidation whose figures count the posting; "" where there are none."""
    if found.contract is None or is_settlement(found):
        return ""
    row = liquidation_of(found.contract)
    if row is None or row.state not in (Liquidation.State.RECORDED, Liquidation.State.DOUBTED):
        return ""
    signed = events_of("liquidation", str(row.pk)).filter(name="liquidation.record").first()
    return str(row) if signed is None or signed.at >= found.head.recorded_at else ""


def another_open(found: Wrong) -> str:
    """What is open on the contract that the dossier, once it is open again, would stand beside."""
    if found.claim is not None:
        rows = Claim.objects.filter(contract=found.claim.contract_id, state__in=OPEN_CLAIM)
        return "một đề nghị chi chưa xong" if rows.exclude(pk=found.claim.pk).exists() else ""
    if found.acceptance is not None:
        contract = found.acceptance.contract_id
        if Acceptance.objects.filter(contract=contract, state__in=OPEN_ACCEPTANCE).exists():
            return "một lần nghiệm thu chưa ghi xong"
        # What came in truth is confirmed first: after the correction nothing is owed to write it on.
        back = GiveBack.objects.filter(contract=contract, state__in=OPEN).exclude(voucher="")
        return "một khoản hoàn trả đã có chứng từ, chưa xác nhận" if back.exists() else ""
    return ""


def is_being_settled(found: Wrong) -> bool:
    """Whether what is open beside a payment is the settlement, which would take its money on."""
    if found.claim is None:
        return False
    rows = Claim.objects.filter(contract=found.claim.contract_id, kind=Claim.Kind.SETTLEMENT)
    return rows.filter(state__in=OPEN_CLAIM).exclude(pk=found.claim.pk).exists()


def above_ceiling(found: Wrong) -> int:
    """By how much advances would pass their ceiling once money given back counts as advanced again, in đồng.

    The trigger holds no reversal to the ceiling: one that takes an advance back must never be refused by it.
    """
    if found.origin is not Origin.BACK or found.contract is None:
        return 0
    chain = chain_of(found.contract)
    standing = Posting.objects.filter(Q(transfers__book__in=chain.values("pk")), kind=Kind.ADVANCE.value)
    most = standing.filter(reversed_by__isnull=True).aggregate(most=Max("ceiling"))["most"]
    return max(advanced_in(found.contract) + found.amount - int(most or 0), 0)


def sentence_of(found: Wrong) -> str:
    """The posting as the trail and the tray tell it."""
    return f"{found.head.get_kind_display().lower()} {dong(found.amount)} đề án “{found.project.title}”"


def heads_among(postings: Sequence[Posting]) -> dict[int, bool]:
    """The postings that stand for an act and are not undone; whether a reversal is what puts them right."""
    keys = {each.key for each in postings}
    return {
        each.pk: origin_of(each.kind, each.key).has_a_door
        for each in postings
        if each.kind != Kind.REVERSE
        and (head_key(each.kind, each.key) == each.key or head_key(each.kind, each.key) not in keys)
        and not hasattr(each, "reversed_by")
    }
