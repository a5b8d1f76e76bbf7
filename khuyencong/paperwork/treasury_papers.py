"""A reconciliation as its room knows it → the sheet of Mẫu 10."""

from collections.abc import Mapping
from datetime import date, datetime

from khuyencong.ledger.models import Reconciliation
from khuyencong.ledger.queries.treasury import HELD, Whole
from khuyencong.paperwork.dossier.reconciliation import Reconciled
from khuyencong.paperwork.money_parts import Head


def reconciled(whole: Whole, names: Mapping[int, str], *, on: date, at: datetime) -> Reconciled:
    """The sheet as it stands now; a draft until another confirmed it."""
    row: Reconciliation = whole.row
    unit = names[row.unit_id]
    return Reconciled(
        letter=Head(
            agency=unit,
            kind="BẢNG ĐỐI CHIẾU KINH PHÍ",
            symbol="ĐC",
            on=row.confirmed_on or on,
            draft=row.state not in HELD,
        ).letter,
        unit=unit,
        purse=row.get_purse_display(),
        year=row.year,
        accounts=sorted(whole.periods),
        sheet=whole.sheet,
        entries=whole.entries,
        lines=whole.lines,
        at=at,
        made=row.made_up,
    )
