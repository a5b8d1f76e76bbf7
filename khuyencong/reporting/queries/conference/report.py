"""What a conference report is, as a frozen dataclass: page, document and slides print the same one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC

from khuyencong.reporting.queries.report import Query, RegionalReport
from khuyencong.rules.conference import Ground, Told, code_of
from khuyencong.rules.conference.chapters import Chapter, Section


def asked(query: Query) -> tuple[str, ...]:
    """Everything that was asked, as the codes of its figures are drawn from it."""
    known = query.known_at.astimezone(UTC).isoformat(timespec="microseconds")
    return (
        query.region,
        str(query.year),
        query.cut.isoformat(),
        query.borders,
        query.target.isoformat(),
        known,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceReport:
    """The region's report with what its own sentences were found to contradict, and the chapters.

    `told` are all its figures by name, printed or only reckoned with; `codes` the short code of each.
    """

    regional: RegionalReport
    ground: Ground
    chapters: tuple[Chapter, ...]
    told: Mapping[str, Told]
    printed: frozenset[str]
    own_errors: int = 0
    """How many of its open errors stand in its own sentences: the region's page does not count them."""

    @property
    def query(self) -> Query:
        """What was asked."""
        return self.regional.query

    @property
    def sections(self) -> Iterator[Section]:
        """Its sections in their order."""
        return (section for chapter in self.chapters for section in chapter.sections)

    def code(self, name: str) -> str:
        """The short code of a figure."""
        return code_of(asked(self.query), name, self.told[name].value)

    def section(self, code: str) -> Section:
        """The section of that code."""
        return next(section for section in self.sections if section.code == code)
