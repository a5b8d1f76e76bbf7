"""The money of a project as its rooms know it → its contracts, requests, reports and minutes on paper."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from khuyencong.ledger.models import Acceptance, Claim
from khuyencong.ledger.queries.printing import MoneyFile
from khuyencong.paperwork.bundle import Sheet
from khuyencong.paperwork.closing_papers import (
    liquidation_minutes,
    payment_proposal,
    settlement_detail,
    voucher_list,
)
from khuyencong.paperwork.dossier.agreement import (
    Agreement,
    Amendment,
    agreement_paper,
    amendment_paper,
)
from khuyencong.paperwork.dossier.request import Enclosed, MoneyRequest, request_paper
from khuyencong.paperwork.dossier.work import (
    AcceptanceMinutes,
    MonthReport,
    VolumeReport,
    acceptance_paper,
    month_paper,
    volume_paper,
)
from khuyencong.paperwork.group_plan_papers import group_plan_document
from khuyencong.paperwork.money_parts import Head, decided, figures, issued, sides_of
from khuyencong.paperwork.official import Paper
from khuyencong.projects.models import ChangeRequest, Contract, ProgressReport
from khuyencong.rules.norms import Purse


def contract_paper(file: MoneyFile, contract: Contract, at: datetime) -> Paper:
    """A contract, or an annex to one; a draft until both sides signed it."""
    on = contract.signed_on or file.on
    giver, taker = sides_of(file, contract, on)
    annex = contract.amends is not None
    head = Head(
        agency=giver.name,
        kind="PHỤ LỤC HỢP ĐỒNG" if annex else "HỢP ĐỒNG",
        symbol="PLHĐ" if annex else "HĐ",
        on=on,
        number=contract.number,
        draft=contract.state != Contract.State.SIGNED,
    )
    if annex:
        return amendment_paper(
            Amendment(
                letter=head.letter,
                giver=giver,
                taker=taker,
                project=file.project.title,
                contract=issued(file, contract),
                before=file.in_force(contract, before=contract).terms,
                after=contract.terms,
                reason=contract.reason,
                at=at,
                decided=[(named(request), rows) for request, rows in file.followed(contract)],
                made=contract.made_up,
            )
        )
    own = contract.kind == Contract.Kind.UNIT
    return agreement_paper(
        Agreement(
            letter=head.letter,
            giver=giver,
            taker=taker,
            project=file.project.title,
            purse=Purse(file.project.purse),
            year=contract.year,
            terms=contract.terms,
            decision=decided(file),
            lines=[each.rule for each in file.lines_of(contract.year)] if own else (),
            rules=file.laws,
            at=at,
            made=contract.made_up,
        )
    )


def named(request: ChangeRequest) -> str:
    """A decided change in a sentence."""
    return f"Quyết định số {request.number} ngày {request.signed_on:%d/%m/%Y}"


def claim_paper(file: MoneyFile, claim: Claim, at: datetime) -> Paper:
    """The request of an advance, of the rest, or to settle; a draft until it was sent."""
    on = claim.submitted_on or file.on
    unit, payer = file.name_of(file.project.agency_id, on), file.name_of(file.payer.pk, on)
    advance = claim.kind == Claim.Kind.ADVANCE
    position, told_on = file.asked_upon(claim)
    paid = f"Đã ghi sổ ngày {claim.paid_on:%d/%m/%Y}, chứng từ {claim.voucher}." if claim.paid_on else ""
    head = Head(
        agency=unit,
        kind="GIẤY ĐỀ NGHỊ",
        symbol="ĐN",
        on=on,
        draft=claim.submitted_on is None,
        recipients=("Như trên", f"Lưu: VT, {unit}"),
    )
    return request_paper(
        MoneyRequest(
            letter=head.letter,
            addressee=payer,
            asked=claim.get_kind_display(),
            unit=unit,
            project=file.project.title,
            contract=issued(file, claim.contract),
            amount=claim.amount,
            figures=figures(position),
            figures_on=told_on,
            most=claim.ceiling if claim.ceiling is not None else claim.amount,
            law=claim.ceiling_law,
            papers=[
                Enclosed(
                    title=each.title,
                    state=f"Không có: {each.absent}" if each.absent else each.get_state_display(),
                    law=each.law,
                )
                for each in claim.papers.all()
            ],
            at=at,
            done=claim.done if advance else None,
            paid=paid,
            made=claim.made_up,
        )
    )


def progress_paper(file: MoneyFile, report: ProgressReport, at: datetime) -> Paper:
    """A month's report (Mẫu 3a)."""
    on = report.sent_on or file.on
    unit = file.name_of(file.project.agency_id, on)
    signed = [each for each in file.contracts if each.kind == Contract.Kind.UNIT]
    contract = file.in_force(signed[0]) if signed else None
    return month_paper(
        MonthReport(
            letter=Head(
                agency=unit,
                kind="BÁO CÁO",
                symbol="BC",
                on=on,
                draft=report.state != ProgressReport.State.SEEN,
                recipients=("Như trên", f"Lưu: VT, {unit}"),
            ).letter,
            addressee=file.name_of(file.project.department_id, on),
            month=report.month,
            unit=unit,
            project=file.project.title,
            contract=issued(file, contract) if contract is not None else None,
            promised=contract.support if contract is not None else 0,
            done=report.done,
            support=report.support,
            counterpart=report.counterpart,
            told=report.told,
            ahead=report.ahead,
            at=at,
            made=report.made_up,
        )
    )


def work_paper(file: MoneyFile, contract: Contract, at: datetime) -> Paper:
    """Volume and money of a contract as they stand on the day (Mẫu 3b)."""
    unit = file.name_of(file.project.agency_id, file.on)
    return volume_paper(
        VolumeReport(
            letter=Head(
                agency=unit,
                kind="BÁO CÁO",
                symbol="BC",
                on=file.on,
                recipients=("Như trên", f"Lưu: VT, {unit}"),
            ).letter,
            addressee=file.name_of(file.payer.pk, file.on),
            unit=unit,
            project=file.project.title,
            contract=issued(file, contract),
            volumes=file.volumes(contract),
            figures=figures(file.position(contract.year)),
            at=at,
            made=contract.made_up,
        )
    )


def minutes_of(file: MoneyFile, acceptance: Acceptance, at: datetime) -> Paper:
    """The minutes of an acceptance (Mẫu 5a, 5b, 5c); a draft until it was recorded."""
    on = acceptance.held_on
    return acceptance_paper(
        AcceptanceMinutes(
            letter=Head(
                agency=file.name_of(acceptance.agency_id, on),
                kind="BIÊN BẢN",
                symbol="BB",
                on=on,
                draft=acceptance.state != Acceptance.State.RECORDED,
            ).letter,
            form=acceptance.form,
            held_on=on,
            place=acceptance.place,
            council=[line.strip() for line in acceptance.council.splitlines() if line.strip()],
            unit=file.name_of(file.project.agency_id, on),
            project=file.project.title,
            contract=issued(file, acceptance.contract),
            volumes=file.volumes(acceptance.contract, acceptance),
            amount=acceptance.amount,
            counterpart=acceptance.counterpart,
            final=acceptance.final,
            conclusion=acceptance.conclusion,
            at=at,
            made=acceptance.made_up,
        )
    )


def plans_of(file: MoneyFile, department: str, at: datetime) -> Iterator[Sheet]:
    """The plans of a group project, each version."""
    for plan in file.group_plans:
        make = partial(group_plan_document, file, plan, at)
        yield Sheet(title=f"{file.project.code} Mẫu 11 {plan}", recipient=department, make=make)


def sheets_of(file: MoneyFile, at: datetime) -> Iterator[Sheet]:
    """Every paper of a project's money, in the order of its life."""
    unit = file.name_of(file.project.agency_id, file.on)
    department, payer = (file.name_of(key, file.on) for key in (file.project.department_id, file.payer.pk))
    code = file.project.code
    yield from plans_of(file, department, at)
    for contract in file.contracts:
        to = contract.beneficiary.establishment.name if contract.beneficiary else unit
        make = partial(contract_paper, file, contract, at)
        yield Sheet(title=f"{code} {contract} {to}", recipient=to, make=make)
    for report in file.reports:
        make = partial(progress_paper, file, report, at)
        yield Sheet(title=f"{code} {report}", recipient=department, make=make)
    for acceptance in file.acceptances:
        make = partial(minutes_of, file, acceptance, at)
        yield Sheet(title=f"{code} {acceptance} Mẫu {acceptance.form}", recipient=unit, make=make)
    for claim in file.claims:
        yield Sheet(title=f"{code} {claim}", recipient=payer, make=partial(claim_paper, file, claim, at))
    for contract in file.contracts:
        if contract.kind == Contract.Kind.UNIT and contract.amends is None and contract.number:
            make = partial(work_paper, file, contract, at)
            yield Sheet(title=f"{code} Khối lượng, kinh phí {contract}", recipient=payer, make=make)
    for row in file.liquidations:
        make = partial(liquidation_minutes, file, row, at)
        yield Sheet(title=f"{code} {row} {row.contract}", recipient=unit, make=make)
    for claim in file.settlements:
        make = partial(settlement_detail, file, claim, at)
        yield Sheet(title=f"{code} Mẫu 7 {claim}", recipient=payer, make=make)
        yield Sheet(title=f"{code} Mẫu 8 {claim}", recipient=payer, make=partial(voucher_list, file, claim, at))
    for claim in file.payments:
        make = partial(payment_proposal, file, claim, at)
        yield Sheet(title=f"{code} Mẫu 9 {claim}", recipient=payer, make=make)
