"""What is behind one cell: the rows its number is the sum of, as known when it was filled."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.timezone import localtime

from khuyencong.reporting.models import PeriodicReturn, ReturnCell
from khuyencong.reporting.queries.filling import Dossiers, Ground, grounds_of
from khuyencong.reporting.queries.periodic.sheet import Form, Place
from khuyencong.rules.indicators import FILLS


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """The rows behind a cell and what they come to; `way` says in words what is counted, "" where nothing is.

    `filled` is what the return holds: another sum now means that a dossier was put right since.
    """

    way: str
    grounds: tuple[Ground, ...]
    total: int | None
    filled: int | None

    @property
    def moved(self) -> bool:
        """Whether the rows no longer come to what was filled."""
        return self.filled is not None and self.total is not None and self.filled != self.total


def behind_of(report: PeriodicReturn, form: Form, cells: Mapping[Place, ReturnCell], place: Place) -> Behind:
    """What is behind that cell."""
    line, cell = form.by_code[place[0]], cells.get(place)
    filled = cell.filled if cell is not None else None
    if line.code in form.totals:
        parts = [cells[part, place[1]] for part in form.totals[line.code] if (part, place[1]) in cells]
        grounds = [
            Ground(kind="line", key=each.pk, title=form.by_code[each.indicator].title, amount=each.value or 0)
            for each in parts
        ]
    else:
        known = cell.at if cell is not None and filled is not None else localtime()
        made = grounds_of(Dossiers(report, known), line, place[1])
        if made is None:
            return Behind(way=FILLS.get(line.fill, ""), grounds=(), total=None, filled=filled)
        grounds = made
    return Behind(
        way=FILLS.get(line.fill, "Cộng báo cáo cấp dưới đã duyệt"),
        grounds=tuple(grounds),
        total=sum(each.amount for each in grounds),
        filled=filled,
    )
