"""Every printed figure before the reconciliation engine: what cannot be so together never goes out unsaid."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from khuyencong.rules.conference.told import Told
from khuyencong.rules.reconcile import Claim, ClaimFinding, Code, Interval, Kind, reconcile
from khuyencong.rules.reconcile.wording import bounds, quoted
from khuyencong.rules.reconcile.wording import printed as as_printed

LONG = 6
"""A sum of more parts is added up here: the engine asks who of them all may be wrong, and would take hours."""


def with_operands(told: Iterable[Told]) -> dict[str, Told]:
    """The figures by name, and those they are worked out from or the sum of; each once, in their order."""
    found: dict[str, Told] = {}
    for each in told:
        if each.name not in found:
            found[each.name] = each
            for name, below in with_operands((*each.of, *each.parts)).items():
                found.setdefault(name, below)
    return found


def prints(told: Iterable[Told], printed: Mapping[str, str] | None = None) -> dict[str, str]:
    """What stands in the text for each figure; `printed` says what stands there instead of some of them."""
    return {each.name: each.figure for each in told} | dict(printed or {})


def claims_of(told: Iterable[Told], printed: Mapping[str, str] | None = None) -> list[Claim]:
    """What a text with these figures claims, apart from its long sums.

    A figure that is spoken of and stands nowhere binds nothing: its claim carries no print.
    """
    listed = list(told)
    shown, everything = prints(listed, printed), with_operands(listed)
    claims = []
    for each in everything.values():
        claims.append(each.claim(shown.get(each.name, "")))
        if each.parts and len(each.parts) <= LONG:
            of = (each.name, *(part.name for part in each.parts))
            claims.append(Claim(id=f"{each.name}.sum", label=f"{each.label} là tổng", kind=Kind.SUM, of=of))
    needed = {part.name for each in everything.values() if each.kind == Kind.POINTS for part in each.of}
    return [each for each in claims if each.value or each.kind in (Kind.AMOUNT, Kind.SUM) or each.id in needed]


def judged(told: Sequence[Told], printed: Mapping[str, str] | None = None) -> tuple[ClaimFinding, ...]:
    """What is wrong with a text of these figures; nothing on a consistent one."""
    return (*reconcile(claims_of(told, printed)).findings, *long_sums(told, prints(told, printed)))


def long_sums(told: Iterable[Told], shown: Mapping[str, str]) -> Iterator[ClaimFinding]:
    """Sums of many printed parts that no values behind the prints can make true."""
    for each in told:
        parts = [part for part in each.parts if part.name in shown]
        if len(each.parts) <= LONG or len(parts) < len(each.parts):
            continue
        total = each.claim(shown[each.name])
        given = [part.claim(shown[part.name]).interval for part in parts]
        low = sum(span.low for span in given if span.low is not None)
        high = sum(span.high for span in given if span.high is not None)
        added = Interval(low=low + 0 * each.value, high=high + 0 * each.value)
        if not added.meets(total.interval):
            yield ClaimFinding(
                code=Code.INCONSISTENT,
                claims=(each.name, *(part.name for part in parts)),
                printed=shown[each.name],
                recomputed="",
                message=(
                    f"{quoted(total)} in {as_printed(total)}, nhưng {len(parts)} số hợp thành cộng lại "
                    f"phải {bounds(total, added)}."
                ),
            )
