"""Entering figures. Nothing is ever changed: a correction is a new row that names the old one and why."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from khuyencong.organisations.actors import Actor
from khuyencong.reporting.actions.rows import as_rows, insert_rows
from khuyencong.reporting.models import Correction, Figure, Source
from khuyencong.rules.figures import Entry
from khuyencong.rules.findings import BlockedError, Finding, Severity
from khuyencong.rules.money import NotWholeDongError, Unit, to_dong
from khuyencong.rules.printed import Printed, UnreadableFigureError, read_printed
from khuyencong.rules.returns.numbers import LARGEST_AMOUNT


def record_figures(*, source: Source, entries: Sequence[Entry], by: Actor, at: datetime) -> list[Figure]:
    """Enter figures for cells that are still empty; BlockedError when one of them is filled already."""
    rows = as_rows(entries, source=source, by=by, at=at, replacing={}, reason="")
    try:
        with transaction.atomic():
            insert_rows(rows)
    except IntegrityError as error:
        raise BlockedError(already_entered()) from error
    return list(Figure.objects.filter(source=source, key__in=[row[-1] for row in rows]).order_by("pk"))


def already_entered() -> Finding:
    """What an officer reads when somebody filled the same cell before."""
    return Finding(
        code="already_entered",
        severity=Severity.ERROR,
        message="Ô số liệu này đã có số; số đã nhập không bị ghi đè.",
        fix="Mở lại trang để xem số hiện có, rồi sửa bằng một dòng mới có ghi lý do.",
    )


def read_amount(text: str, unit: Unit) -> tuple[Printed, int]:
    """A typed figure and its whole đồng; BlockedError with the officer's sentence when it is no figure."""
    try:
        printed = read_printed(text)
        if printed.value < 0:
            raise UnreadableFigureError(f"“{text}” là số âm; kinh phí không thể âm")
        amount = to_dong(printed.value, unit)
        if amount > LARGEST_AMOUNT:
            # Beyond this the database itself would refuse, or every sum the figure is part of.
            raise UnreadableFigureError(f"{text} {unit.label} lớn bất thường (trên 10.000 tỷ đồng)")
        return printed, amount
    except (UnreadableFigureError, NotWholeDongError) as error:
        raise BlockedError(
            Finding(
                code="unreadable_figure",
                severity=Severity.ERROR,
                message=f"{error}.",
                fix="Viết như 57.615,3: dấu chấm ngăn hàng nghìn, dấu phẩy trước phần lẻ; xem lại cả đơn vị.",
            )
        ) from error


def already_replaced() -> Finding:
    """What an officer reads who corrects a figure that another correction replaced before."""
    return Finding(
        code="already_replaced",
        severity=Severity.ERROR,
        message="Số này đã được một đính chính khác thay; một số chỉ được thay một lần.",
        fix="Mở số đang đứng, xem còn sai không, rồi đính chính số ấy.",
    )


def write_correction(correction: Correction, *, at: datetime) -> Figure:
    """The figure a correction becomes: the old one's cell, the new amount; BlockedError if replaced before."""
    row = Figure.objects.get(pk=correction.figure_id)
    row.pk = None
    row._state.adding = True
    row.printed, row.printed_unit = correction.printed, correction.printed_unit
    read, row.amount = read_amount(correction.printed, Unit(correction.printed_unit))
    row.qualifier, row.decimals = read.qualifier, read.decimals
    row.replaces_id, row.reason = correction.figure_id, correction.reason
    row.entered_by_id, row.entered_at = correction.author_id, at
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise BlockedError(already_replaced()) from error
    return row


def withdrawn(figure: Figure) -> Entry:
    """The entry that takes a figure back: zero, printed as nothing."""
    return Entry(
        unit=figure.unit_id,
        region=figure.region_id,
        activity=figure.activity_id,
        first_year=figure.first_year,
        year=figure.year,
        cut=figure.cut,
        fund=figure.fund,
        stage=figure.stage,
        printed="",
        printed_unit=figure.printed_unit,
        amount=0,
        note="Rút số: không còn trong bản nộp lại",
    )
