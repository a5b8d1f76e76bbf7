"""Reconciling claims: judge each figure alone, set aside what a slip explains, judge the rest together."""

from collections.abc import Iterator, Sequence

from khuyencong.rules.reconcile import explain
from khuyencong.rules.reconcile.base import ambiguous_base
from khuyencong.rules.reconcile.checking import check_claims
from khuyencong.rules.reconcile.claims import DERIVED, FACTORS, Claim, Kind
from khuyencong.rules.reconcile.conflicts import contradictions, minimal_clash
from khuyencong.rules.reconcile.readings import slip_of
from khuyencong.rules.reconcile.recompute import Book, own_span
from khuyencong.rules.reconcile.simplex import NO_REASONS, Reasons
from khuyencong.rules.reconcile.suggest import corrections
from khuyencong.rules.reconcile.system import System, components
from khuyencong.rules.reconcile.verdict import ClaimFinding, Code, Correction, Reconciliation

MOST_CONSEQUENCES = 2
"""So many further contradictions of one wrong figure are told along with the first."""

MOST_TOLD = 12
"""A contradiction among more claims than this has no consequences told, and is none: too long to follow."""

MOST_SUSPECTS = 6
"""Among more derived figures than this no slip is looked for: any could be it."""


def reconcile(claims: Sequence[Claim]) -> Reconciliation:
    """Everything that cannot be so in `claims`, and which single figure, replaced, would put it right.

    Silent on a consistent set. Raises ClaimsError for claims that cannot be judged at all.
    """
    check_claims(claims)
    book = {claim.id: claim for claim in claims}
    explained = list(_judge_alone(book))
    clashes: list[tuple[System, Reasons]] = []
    for group in components(book, [name for name in book if name not in _named(explained)]):
        system, slips, found = _judge_together(System(book, group), book)
        explained += slips
        clashes += [(system, clash) for clash in found]
    order = {name: place for place, name in enumerate(book)}
    explained.sort(key=lambda finding: order[finding.claims[0]])
    contradicted, repairs = _contradicted(clashes, book)
    return Reconciliation(findings=(*explained, *contradicted), corrections=tuple(repairs))


def _named(findings: Sequence[ClaimFinding]) -> Reasons:
    return NO_REASONS.union(*(finding.claims for finding in findings))


def _judge_alone(book: Book) -> Iterator[ClaimFinding]:
    """Findings on single figures, each against what it speaks of; points last: they speak of judged shares."""
    set_aside = NO_REASONS
    for claim in book.values():
        if not claim.has_stated_base:
            yield ambiguous_base(claim, book)
    for kinds in (FACTORS, {Kind.POINTS}):
        for claim in book.values():
            if claim.kind in kinds and claim.has_stated_base and (found := _slip_alone(claim, book, set_aside)):
                set_aside |= {claim.id}
                yield found


def _slip_alone(claim: Claim, book: Book, set_aside: Reasons) -> ClaimFinding | None:
    span = own_span(claim, book, set_aside)
    code = slip_of(claim, span)
    return explain.slip(claim, book, code, span) if code else None


def _judge_together(system: System, book: Book) -> tuple[System, list[ClaimFinding], list[Reasons]]:
    """The figures that contradict what several others imply and that a slip explains, then what is left."""
    slips: list[ClaimFinding] = []
    while clashes := contradictions(system, book):
        found = _joint_slip(system, book, clashes)
        if found is None:
            break
        slips.append(found)
        system = System(book, system.judged - _named([found]))
    return system, slips, clashes


def _joint_slip(system: System, book: Book, clashes: Sequence[Reasons]) -> ClaimFinding | None:
    """The first figure of `clashes` that a slip explains.

    The ratio taken for a percentage betrays itself by its size. A digit cut off is so small a fault that
    nearly any derived figure of a contradiction could have it: it is named only where no other figure
    could.
    """
    for clash in clashes:
        derived = [claim for name, claim in book.items() if name in clash and claim.kind in DERIVED]
        for claim in derived if len(derived) <= MOST_SUSPECTS else ():
            others = system.judged - {claim.id}
            span = system.span(claim.id, others if system.clash(others) is None else clash - {claim.id})
            code = slip_of(claim, span)
            if code is Code.RATIO_AS_PERCENT or (code is Code.TRUNCATED and len(derived) == 1):
                return explain.slip(claim, book, code, span)
    return None


def _contradicted(
    clashes: Sequence[tuple[System, Reasons]], book: Book
) -> tuple[list[ClaimFinding], list[Correction]]:
    """The contradictions as findings, and the single corrections if they come down to one wrong figure."""
    repairs: list[Correction] = []
    also: list[Reasons] = []
    if len(clashes) == 1:
        ((system, clash),) = clashes
        repairs = corrections(system, book, clash)
        also = _consequences(system, book, clash, repairs)
    way_out = explain.ways_out(book, repairs, len(clashes))
    return [explain.contradiction(system, book, clash, way_out, also) for system, clash in clashes], repairs


def _consequences(system: System, book: Book, clash: Reasons, repairs: Sequence[Correction]) -> list[Reasons]:
    """What else each of `repairs` mends: contradictions by other relations, told as consequences."""
    order = {name: place for place, name in enumerate(book)}
    told = {name for name in clash if book[name].kind != Kind.AMOUNT}
    found: list[Reasons] = []
    blameless = clash - {repair.claim for repair in repairs}
    for name in sorted(blameless, key=order.__getitem__) if repairs and len(clash) <= MOST_TOLD else ():
        other = minimal_clash(system, system.judged - {name}, order)
        if other is not None and len(other) <= MOST_TOLD and not other & told:
            found.append(other)
            told |= {name for name in other if book[name].kind != Kind.AMOUNT}
    return found[:MOST_CONSEQUENCES]
