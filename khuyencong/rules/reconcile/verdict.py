"""What reconciling a set of claims has to say."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from khuyencong.rules.findings import Severity


class Code(StrEnum):
    """What can be said of a claim that does not hold."""

    TRUNCATED = "truncated"
    RATIO_AS_PERCENT = "ratio_as_percent"
    AMBIGUOUS_BASE = "ambiguous_base"
    INCONSISTENT = "inconsistent"

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        if self is Code.TRUNCATED:
            return Severity.NOTE
        return Severity.WARNING if self is Code.AMBIGUOUS_BASE else Severity.ERROR


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFinding:
    """One finding: the claims (ids) it speaks of, what is printed, what it should be, and the sentences.

    `printed` and `recomputed` are figures in the notation of the claims, without unit.
    """

    code: Code
    claims: tuple[str, ...]
    printed: str
    recomputed: str
    message: str

    @property
    def severity(self) -> Severity:
        """How grave it is; its code decides."""
        return self.code.severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One figure whose replacement by `value` makes all the rest consistent. Offered, never applied.

    `change` is the size of the change relative to the printed figure; None where that was 0.
    """

    claim: str
    printed: str
    value: str
    change: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """All findings; the corrections, smallest change first, where one figure alone can put things right."""

    findings: tuple[ClaimFinding, ...]
    corrections: tuple[Correction, ...] = ()

    @property
    def suggestion(self) -> Correction | None:
        """The smallest correction; None where nothing is inconsistent or no single figure would do."""
        return self.corrections[0] if self.corrections else None

    @property
    def has_errors(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.severity == Severity.ERROR for finding in self.findings)
