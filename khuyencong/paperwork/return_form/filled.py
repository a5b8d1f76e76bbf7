"""A form out of one return, or out of a consolidation."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from khuyencong.organisations.models import Agency
from khuyencong.paperwork.project_outline import NO_PLACE
from khuyencong.paperwork.regional_files import MINISTRY, SEAT
from khuyencong.paperwork.regional_report.wording import clock
from khuyencong.paperwork.return_form.model import FormLine, FormSheet, Head, Mark, Matrix
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.consolidated.report import Consolidated, Override, Waived
from khuyencong.reporting.queries.report import BORDERS
from khuyencong.rules.indicators import IndicatorLine
from khuyencong.rules.purses import of_column
from khuyencong.rules.rebasing import ESTIMATED

NOT_ADDED = "Tỷ lệ (%) của nhiều nơi không cộng: để trống ở dòng cộng, xem từng tỉnh."


def head_of(agency: Agency, on: date) -> Head:
    """An agency's head: over the ministry's department stands the ministry, and it sits in Hà Nội."""
    name = agency.name_on(on)
    if agency.kind == Agency.Kind.MINISTRY:
        return Head(agency=name, parent_agency=MINISTRY, place=SEAT)
    return Head(agency=name, parent_agency="", place=NO_PLACE)


def summed_form(found: Consolidated, *, head: Head) -> FormSheet:
    """The form of a region, the nation or a province, with what it is the sum of."""
    question = found.question
    columns = list(found.purses)
    return FormSheet(
        title=found.form_name,
        number=found.form_number,
        subject=f"{found.area_name}, {question.period_words}",
        head=head,
        columns=columns,
        lines=[
            FormLine(
                line=row.line,
                values={purse: row.cells[purse].value for purse in columns},
                starred=frozenset(purse for purse in columns if row.cells[purse].overridden),
                compared=row.whole.compared.words,
            )
            for row in found.rows
        ],
        at=question.known_at,
        notes=notes_of(found),
        overrides=[overridden(each) for each in found.overrides],
        waivers=[waived(each) for each in found.waived],
        matrix=matrix_of(found) if len(found.places) > 1 else None,
        made=found.made,
        against=question.against.label,
    )


def notes_of(found: Consolidated) -> list[str]:
    """What the figures rest on: who is in them, as known when, on which borders."""
    question, whole = found.question, found.completeness
    missing = f"; chưa có: {', '.join(whole.missing)}" if whole.missing else ""
    notes = [
        f"Cộng từ {question.counted.label} của {whole.reported}/{whole.expected} địa phương{missing}.",
        f"Số liệu đã biết lúc {clock(question.known_at)}; {BORDERS[question.borders]}{same_borders(found)}.",
        f"So với {question.base_words}{base_of(found)}.",
    ]
    if found.own:
        notes.append(
            f"Dòng riêng của tỉnh, biểu chung không có dòng: {'; '.join(each.words for each in found.own)}."
        )
    if any(row.is_rate and row.whole.value is None for row in found.rows):
        notes.append(NOT_ADDED)
    return [*notes, ESTIMATED] if found.estimated else notes


def same_borders(found: Consolidated) -> str:
    """That the borders of then are those of now, where either would give the same form."""
    return "" if found.borders_moved else ", trùng với địa giới kia vì từ kỳ này đến nay không tỉnh nào đổi"


def base_of(found: Consolidated) -> str:
    """How complete the base is."""
    base = found.base_completeness
    return f", gốc có số của {base.reported}/{base.expected} địa phương" if base.expected else ""


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
    head: Head,
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
        subject=f"{report.period.label}, {head.agency}",
        head=head,
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
    stands, counted = each.line.told(each.value), each.line.told(each.filled)
    return Mark(
        where=f"{each.place}, {each.period}",
        what=f"{each.line.title}{of_column(each.purse)}: ghi {stands}, hệ thống tính {counted}",
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
