"""A form out of one return, or out of a consolidation."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from khuyencong.paperwork.regional_report.wording import clock
from khuyencong.paperwork.return_form.model import COLUMNS, FormLine, FormSheet, Mark, Matrix
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.consolidated.report import BOTH, Consolidated, Override, Waived
from khuyencong.reporting.queries.report import BORDERS
from khuyencong.rules.indicators import IndicatorLine
from khuyencong.rules.rebasing import ESTIMATED


def summed_form(found: Consolidated, *, agency: str) -> FormSheet:
    """The form of a region, the nation or a province, with what it is the sum of."""
    question = found.question
    columns = [each for each in found.purses if each != BOTH] or [BOTH]
    return FormSheet(
        title=found.form_name,
        number=found.form_number,
        subject=f"{found.area_name}, {question.period_words}",
        agency=agency,
        columns=columns,
        lines=[
            FormLine(
                line=row.line,
                values={purse: row.cells[purse].value for purse in columns},
                starred=frozenset(purse for purse in columns if row.cells[purse].overridden),
            )
            for row in found.rows
        ],
        at=question.known_at,
        notes=notes_of(found),
        overrides=[overridden(each) for each in found.overrides],
        waivers=[waived(each) for each in found.waived],
        matrix=matrix_of(found) if len(found.places) > 1 else None,
        made=found.made,
    )


def notes_of(found: Consolidated) -> list[str]:
    """What the figures rest on: who is in them, as known when, on which borders."""
    question, whole = found.question, found.completeness
    missing = f"; chưa có: {', '.join(whole.missing)}" if whole.missing else ""
    notes = [
        f"Cộng từ {question.counted.label} của {whole.reported}/{whole.expected} địa phương{missing}.",
        f"Số liệu đã biết lúc {clock(question.known_at)}; {BORDERS[question.borders]}.",
    ]
    return [*notes, ESTIMATED] if found.estimated else notes


def matrix_of(found: Consolidated) -> Matrix:
    """Provinces side by side, regions after them."""
    each_place = [*found.places, *found.regions]
    return Matrix(
        places=[each.name for each in each_place],
        values=[each.values for each in each_place],
        notes=[
            "; ".join(
                words
                for holds, words in (
                    (each.members > 1, f"cộng {each.members} tỉnh"),
                    (not each.reported, "chưa đủ báo cáo"),
                    (each.estimated, "ước tính"),
                )
                if holds
            )
            for each in each_place
        ],
    )


def filled_form(
    report: PeriodicReturn,
    lines: Iterable[IndicatorLine],
    values: Mapping[tuple[str, str], int | None],
    *,
    columns: Sequence[str],
    agency: str,
    at: datetime,
    overrides: Sequence[Override] = (),
    waivers: Sequence[Waived] = (),
    number: str = "",
    notes: Sequence[str] = (),
) -> FormSheet:
    """The form of one return; `values` by indicator and purse as they stood then."""
    starred: dict[str, set[str]] = {}
    for each in overrides:
        starred.setdefault(each.line.code, set()).add(each.purse)
    return FormSheet(
        title=report.title,
        number=number,
        subject=f"{report.period.label}, {agency}",
        agency=agency,
        columns=columns,
        lines=[
            FormLine(
                line=line,
                values={purse: values.get((line.code, purse)) for purse in columns},
                starred=frozenset(starred.get(line.code, ())),
            )
            for line in lines
        ],
        at=at,
        notes=[*notes, f"Bản {report.revision}, số liệu lúc {clock(at)}."],
        overrides=[overridden(each) for each in overrides],
        waivers=[waived(each) for each in waivers],
        made=report.made_up,
    )


def overridden(each: Override) -> Mark:
    """An overridden cell in words: what stands, what was counted."""
    purse = "" if each.purse == BOTH else f", {COLUMNS[each.purse]}"
    stands, counted = each.line.told(each.value), each.line.told(each.filled)
    return Mark(
        where=f"{each.place}, {each.period}",
        what=f"{each.line.title}{purse}: ghi {stands}, hệ thống tính {counted}",
        reason=each.reason,
        who=f"{each.by}, {clock(each.at)}",
    )


def waived(each: Waived) -> Mark:
    """A waiver in words."""
    return Mark(
        where=f"{each.place}, {each.period}",
        what=each.told,
        reason=each.reason,
        who=f"{each.by}, {clock(each.at)}",
    )
