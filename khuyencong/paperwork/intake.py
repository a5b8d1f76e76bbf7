"""A province's return from bytes to stored figures: read, check, and hand to the action below."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from khuyencong.norms.queries import activities_on
from khuyencong.organisations.actors import Actor
from khuyencong.paperwork.return_workbook import read_return, template
from khuyencong.places.queries import Found, ProvinceFinder
from khuyencong.reporting.actions import ImportOutcome, store_return
from khuyencong.reporting.models import ReceivedFile
from khuyencong.reporting.queries.returns import ReturnDiff, compare, may_hand_in, scope_of
from khuyencong.rules.returns import ActivityLine, CheckedReturn, ResolvedProvince, check_return


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPreview:
    """What a file says and, for an officer who may hand it in, what it would change.

    `diff` is None when the file is refused, or `barred`: it would show what stands for another province.
    """

    checked: CheckedReturn
    diff: ReturnDiff | None = None
    barred: bool = False


@dataclass
class Intake:
    """Checks returns of one moment: the list of contents and the provinces of each date are asked for once."""

    today: date
    finders: dict[date, ProvinceFinder] = field(default_factory=dict)

    @cached_property
    def activities(self) -> Sequence[ActivityLine]:
        """The rows of the form."""
        return [
            ActivityLine(code=code, name=name, parent_code=parent)
            for code, name, parent in activities_on(self.today)
        ]

    def province(self, text: str, on: date) -> ResolvedProvince | list[str]:
        """The province that `text` means on that day, or the names it may have meant."""
        if on not in self.finders:
            self.finders[on] = ProvinceFinder(on)
        match = self.finders[on].find(text)
        if match.place is None:
            return [place.full_name for place in match.suggestions]
        note = "" if match.how == Found.EXACT else f"“{text.strip()}” được hiểu là {match.place.full_name}"
        return ResolvedProvince(code=match.place.code, name=match.place.name, note=note)

    def check(self, name: str, content: bytes) -> CheckedReturn:
        """A file's rows, or every reason why it is refused."""
        return check_return(
            read_return(name, content),
            activities=self.activities,
            resolve_province=self.province,
            today=self.today,
        )


def blank_return(*, today: date, province: str = "", year: int | None = None) -> bytes:
    """The form to fill in, as .xlsx."""
    return template(Intake(today=today).activities, province=province, year=year)


def preview_return(*, file: ReceivedFile, by: Actor, at: datetime) -> ReturnPreview:
    """What a received file would do in this officer's hands; writes nothing."""
    checked = Intake(today=at.date()).check(file.name, bytes(file.content))
    if checked.refused:
        return ReturnPreview(checked=checked)
    scope = scope_of(checked)
    if not may_hand_in(by, scope):
        return ReturnPreview(checked=checked, barred=True)
    return ReturnPreview(checked=checked, diff=compare(checked, scope))


def import_return(*, file: ReceivedFile, by: Actor, at: datetime, reason: str = "") -> ImportOutcome:
    """Check a received file again and enter it, all or nothing; raises as `store_return` does."""
    checked = Intake(today=at.date()).check(file.name, bytes(file.content))
    return store_return(checked=checked, file=file, by=by, at=at, reason=reason)
