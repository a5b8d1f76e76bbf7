"""Rounds, sheets and certificates as their room knows them → papers; printed again they are the same bytes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from khuyencong.industry.models import ProductCertificate, ProductEntry, ProductRound, ProductSheet
from khuyencong.industry.queries.products.judging import points
from khuyencong.paperwork.award_papers import at_noon
from khuyencong.paperwork.dossier.product import (
    Granted,
    Line,
    Listed,
    ProductList,
    Sheet,
    certificate_paper,
    list_paper,
    minutes_paper,
    sheet_paper,
)
from khuyencong.paperwork.official import Paper, pdf_of
from khuyencong.paperwork.project_outline import NO_PLACE
from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.paperwork.zips import zipped
from khuyencong.rules.products import mean_words

NOT_JUDGED = "Chưa chấm"


def letter_of(agency: str, kind: str, symbol: str, on: date, *, numbered: str = "", signer: str = "") -> Letter:
    """Who issues what; the place and, where there is none, the number are left to the clerk."""
    title, _, name = signer.partition(",")
    return Letter(
        agency=agency,
        parent_agency="",
        place=NO_PLACE,
        on=on,
        number=numbered,
        signer_title=title.strip(),
        signer_name=name.strip(),
        recipients=(),
        draft=False,
        kind=kind,
        symbol=symbol,
    )


def granted_paper(paper: ProductCertificate, *, signer: str, where: str) -> Paper:
    """The certificate as the decision granted it; `where` tells how its code is looked up."""
    day = paper.granted_on
    letter = letter_of(
        paper.decided_by, "GIẤY CHỨNG NHẬN", "GCN", day, numbered=paper.register_number, signer=signer
    )
    return certificate_paper(
        Granted(
            letter=letter,
            level=paper.get_level_display(),
            giver=paper.decided_by,
            product=paper.name,
            group=paper.group_name,
            owner=paper.owner_name,
            place=paper.place,
            decision=paper.decision,
            granted_on=day,
            until=paper.last_day,
            term_law=paper.term_law,
            serial=paper.register_number,
            code=paper.code,
            where=where,
            at=at_noon(day),
            made=paper.made_up,
        )
    )


def certificates_zip(papers: Iterable[ProductCertificate], *, signer: str, where: Mapping[str, str]) -> bytes:
    """Every certificate of a round as PDF/A, in the order of the register; `where` is told by code."""
    return zipped(
        (
            f"giay-chung-nhan-{each.year}-{each.serial:03d}.pdf",
            pdf_of(granted_paper(each, signer=signer, where=where[each.code])),
        )
        for each in papers
    )


def judged_sheet(
    entry: ProductEntry, *, judge: str, agency: str, sheet: ProductSheet | None, on: date, at: datetime
) -> Paper:
    """A judge's sheet on a product: as handed in, or blank to be filled in by hand."""
    given = {each.criterion: points(each.tenths) for each in sheet.scores.all()} if sheet is not None else {}
    return sheet_paper(
        Sheet(
            letter=letter_of(agency, "PHIẾU CHẤM ĐIỂM", "PCĐ", on),
            round_name=str(entry.round),
            product=entry.name,
            group=entry.group_name,
            owner=entry.establishment.name,
            judge=judge,
            lines=[
                Line(name=each.name, most=each.most, given=given.get(each.code, ""))
                for each in entry.round.judged_by
            ],
            total=points(sheet.total_tenths) if sheet is not None else "",
            remarks=sheet.remarks if sheet is not None else "",
            at=at,
            made=entry.made_up,
        )
    )


def listed_of(entry: ProductEntry, place: str) -> Listed:
    """A product as the list and the minutes show it."""
    lower = f"{entry.lower.get_level_display()}, năm {entry.lower.year}" if entry.lower is not None else ""
    if not lower and entry.no_round_below:
        lower = "Cấp dưới không tổ chức bình chọn"
    mean = entry.mean
    return Listed(
        product=entry.name,
        group=entry.group_name,
        owner=entry.establishment.name,
        place=place,
        lower=lower,
        mean=mean_words(mean) if mean is not None else NOT_JUDGED,
        rank=str(entry.rank or ""),
        result=result_of(entry),
    )


def result_of(entry: ProductEntry) -> str:
    """What came of it, as far as it has come."""
    if entry.state in (ProductEntry.State.RECOGNISED, ProductEntry.State.REFUSED):
        return str(entry.get_state_display())
    if entry.advised is None:
        return str(entry.get_state_display())
    return "Trình công nhận" if entry.advised else "Không trình"


def round_paper(
    found: ProductRound,
    entries: Sequence[ProductEntry],
    places: Mapping[int, str],
    *,
    kind: str,
    agency: str,
    on: date,
    at: datetime,
) -> Paper:
    """The list (Phụ lục 5) or the minutes of a round, by `kind`."""
    rows = [listed_of(each, places.get(each.establishment_id, "")) for each in entries]
    made = found.made_up or any(each.made_up for each in entries)
    if kind == "danh-sach":
        return list_paper(
            ProductList(
                letter=letter_of(agency, "DANH SÁCH TRÍCH NGANG", "DS", on),
                round_name=str(found),
                rows=rows,
                opening=(f"Kế hoạch: {found.plan}.",),
                at=at,
                made=made,
            )
        )
    held = f"Họp ngày {found.held_on:%d/%m/%Y} tại {found.place}." if found.held_on else "Chưa họp."
    council = f"Hội đồng theo Quyết định {found.council_number}." if found.council_number else ""
    threshold = f"Điểm bình quân để công nhận: từ {found.threshold} ({found.threshold_law})."
    return minutes_paper(
        ProductList(
            letter=letter_of(agency, "BIÊN BẢN", "BB", on),
            round_name=f"Tổng hợp kết quả: {found}",
            rows=rows,
            opening=tuple(each for each in (council, held, threshold, found.minutes) if each),
            at=at,
            made=made,
        )
    )
