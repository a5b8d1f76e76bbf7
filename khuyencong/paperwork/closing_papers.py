"""The end of a project's money as its rooms know it → liquidation and settlement on paper."""

from datetime import datetime

from khuyencong.ledger.models import Claim, ClaimGround, Liquidation
from khuyencong.ledger.queries.printing import MoneyFile
from khuyencong.ledger.queries.vouchers import listed_as
from khuyencong.paperwork.dossier.closing import LiquidationMinutes, liquidation_paper
from khuyencong.paperwork.dossier.settlement import (
    Handed,
    Spent,
    detail_paper,
    proposal_paper,
    vouchers_paper,
)
from khuyencong.paperwork.money_parts import Head, issued, sides_of
from khuyencong.paperwork.official import Paper
from khuyencong.rules.norms import Purse
from khuyencong.rules.vouchers import STATE, split


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
                draft=row.accepted is None,
            ).letter,
            giver=giver,
            taker=taker,
            project=file.project.title,
            contract=issued(file, row.contract),
            closing=file.closing(row),
            owners=tuple(file.owners(row)),
            done=row.done,
            remains=row.remains,
            at=at,
            made=row.made_up,
        )
    )


def handed(file: MoneyFile, claim: Claim, at: datetime, symbol: str) -> Handed:
    """What the papers of a claim say alike; a draft until it was sent."""
    on = claim.submitted_on or file.on
    unit = file.name_of(file.project.agency_id, on)
    ground = ground_of(claim)
    return Handed(
        letter=Head(
            agency=unit,
            kind="BIỂU",
            symbol=symbol,
            on=on,
            draft=claim.submitted_on is None,
            recipients=(file.name_of(file.payer.pk, on), f"Lưu: VT, {unit}"),
        ).letter,
        unit=unit,
        project=file.project.title,
        contract=issued(file, claim.contract),
        amount=claim.amount,
        at=at,
        ground=f"{ground.get_kind_display()}. {ground.told}" if ground is not None else "",
        made=claim.made_up,
    )


def ground_of(claim: Claim) -> ClaimGround | None:
    """Why a claim goes another way; None for the usual one."""
    return getattr(claim, "ground", None)


def settlement_detail(file: MoneyFile, claim: Claim, at: datetime) -> Paper:
    """Mẫu 7: the settled amount over the lines of the estimate, by what of each was accepted."""
    volumes = file.volumes(claim.contract)
    settled = split(claim.amount, [each.asked * each.share for each in volumes])
    lines = [
        Spent(name=each.name, asked=each.asked, settled=amount)
        for each, amount in zip(volumes, settled, strict=True)
    ]
    return detail_paper(handed(file, claim, at, "QT"), lines)


def voucher_list(file: MoneyFile, claim: Claim, at: datetime) -> Paper:
    """Mẫu 8a or 8b, by the norms of the day."""
    rows = [listed_as(each) for each in sorted(claim.vouchers.all(), key=lambda each: each.position)]
    state = STATE[Purse(file.project.purse)]
    shown = rows if file.voucher_form == "8b" else [each for each in rows if each.source == state]
    return vouchers_paper(handed(file, claim, at, "BK"), shown, file.voucher_form)


def payment_proposal(file: MoneyFile, claim: Claim, at: datetime) -> Paper:
    """Mẫu 9: what the books said when it was sent, and what was asked for then."""
    position, on = file.asked_upon(claim)
    rows = [
        ("Kinh phí hỗ trợ theo hợp đồng", file.in_force(claim.contract).support),
        (f"Đã nghiệm thu đến ngày {on:%d/%m/%Y}", position.accepted),
        (f"Đã giải ngân đến ngày {on:%d/%m/%Y}", position.disbursed),
        ("Đề nghị thanh toán", claim.amount),
    ]
    return proposal_paper(handed(file, claim, at, "TT"), rows)
