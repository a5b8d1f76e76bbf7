"""What a rule has to say to an officer: a sentence, how grave it is, and where it points."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How grave a finding is: an error stops, a warning asks for a look, a note only explains."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def label(self) -> str:
        """The word an officer reads."""
        return {"error": "Lỗi", "warning": "Cảnh báo", "note": "Ghi chú"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding: `place` says where (sheet and cell, or the figure), `fix` what to do about it."""

    code: str
    severity: Severity
    message: str
    place: str = ""
    fix: str = ""


def stops(findings: Iterable[Finding]) -> bool:
    """Whether any of them is an error."""
    return any(each.severity is Severity.ERROR for each in findings)


def error(code: str, message: str, fix: str, place: str = "") -> Finding:
    """What stops, in the order in which it is read: what is wrong, what to do about it, where."""
    return Finding(code=code, severity=Severity.ERROR, message=message, fix=fix, place=place)


def warning(code: str, message: str, fix: str, place: str = "") -> Finding:
    """What asks for a look and does not stop, in the same order."""
    return Finding(code=code, severity=Severity.WARNING, message=message, fix=fix, place=place)


class BlockedError(Exception):
    """Not now; each of `args` is a Finding that stands in the way. Doors answer it with 422."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What stands in the way."""
        return self.args
