"""The end of a project's money as its rooms know it → liquidation and settlement on paper."""

from datetime import datetime

from khuyencong.ledger.models import Liquidation
from khuyencong.ledger.queries.printing import MoneyFile
from khuyencong.paperwork.dossier.closing import LiquidationMinutes, liquidation_paper
from khuyencong.paperwork.money_parts import Head, issued, sides_of
from khuyencong.paperwork.official import Paper


def liquidation_minutes(file: MoneyFile, row: Liquidation, at: datetime) -> Paper:
    """The minutes of a liquidation (Mẫu 6); a draft until both signed ones were recorded."""
    on = row.signed_on or file.on
    giver, taker = sides_of(file, row.contract, on)
    return liquidation_paper(
        LiquidationMinutes(
            letter=Head(
                agency=giver.name,
                kind="BIÊN BẢN",
                symbol="BBTL",
                on=on,
                number=row.number,
                draft=row.state != Liquidation.State.RECORDED,
            ).letter,
            giver=giver,
            taker=taker,
            project=file.project.title,
            contract=issued(file, row.contract),
            closing=file.closing(row),
            done=row.done,
            remains=row.remains,
            at=at,
            made=row.made_up,
        )
    )
