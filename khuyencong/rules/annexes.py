"""Whether the contracts with a unit say already what was decided, or an annex has to follow."""

from collections.abc import Iterable, Mapping
from datetime import date

from khuyencong.rules import contracts
from khuyencong.rules.change_terms import Terms


def binds(before: Terms, after: Terms, years: Iterable[int]) -> bool:
    """Whether it changes what contracts of these years say: their money or the last day."""
    return before.ends_on != after.ends_on or any(
        before.support_in(year) != after.support_in(year)
        or before.counterpart_in(year) != after.counterpart_in(year)
        for year in years
    )


def follows(
    papers: Mapping[int, contracts.Terms], before: Terms, after: Terms, *, now: Terms, ends_on: date | None
) -> bool:
    """Whether the papers in force, by year, went as far as this change wanted them to.

    A later decision has the last word: the estimate is read as it stands `now`, and `ends_on` is the last day
    that any waiting decision named. What the change itself left alone is not asked of the papers.
    """
    if before.ends_on != after.ends_on and all(paper.ends_on != ends_on for paper in papers.values()):
        return False
    return all(
        _as_far(paper.support, before.support_in(year), after.support_in(year), now.support_in(year))
        and _as_far(
            paper.counterpart, before.counterpart_in(year), after.counterpart_in(year), now.counterpart_in(year)
        )
        for year, paper in papers.items()
    )


def _as_far(said: int, before: int, after: int, now: int) -> bool:
    if after == before:
        return True
    return said >= now if after > before else said <= now
