"""An approved return on money becomes figures, so that the regional report needs nothing typed again.

A figure counts from 1 January to its cut, a return its period: the second quarter's figures are both quarters'
cells together. What changes is a correction with its reason; what was printed from the old stays as it was.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.utils.timezone import localtime

from khuyencong.organisations.actors import Actor
from khuyencong.reporting.actions.returns import LONGEST_REASON, write
from khuyencong.reporting.models import Figure, PeriodicReturn, Source
from khuyencong.reporting.queries.periodic.apart import apart_from
from khuyencong.reporting.queries.periodic.chain import (
    SoFar,
    becomes_figures,
    chain_of,
    places_apart,
    said_so_far,
    told_by_others,
)
from khuyencong.reporting.queries.periodic.sheet import Place
from khuyencong.reporting.queries.returns import ReturnDiff
from khuyencong.rules.figures import Entry
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.money import Unit
from khuyencong.rules.periods import Every
from khuyencong.workflow.queries import events_of

MOST = 5
"""How many lines a sentence names."""


def post_figures(report: PeriodicReturn, *, by: Actor, at: datetime, unsaid: bool = False) -> dict[str, int]:
    """Enter what a return that is being approved says, and what it changes in later ones of its year.

    How many figures are new, changed, withdrawn. A period whose earlier ones are not approved says nothing of
    the year so far. An heir's later periods count what was returned before it took over. With `unsaid` only
    that is said which waited for this one to be locked again: figures entered after the last approval stand.
    """
    counts = {"new": 0, "changed": 0, "withdrawn": 0}
    if not becomes_figures(report):
        return counts
    for agency in report.agency.heirs():
        chain = chain_of(agency, Every(report.every), report.year, counts=report)
        for said in said_so_far(agency, chain):
            if said.report.number >= report.number:
                for name, count in put(said, because_of=report, by=by, at=at, unsaid=unsaid).items():
                    counts[name] += count
    return counts


def put(
    said: SoFar, *, because_of: PeriodicReturn, by: Actor, at: datetime, unsaid: bool = False
) -> dict[str, int]:
    """The figures of the province at the period's end: new, or in the place of others with the reason."""
    report = said.report
    if below := [code for (code, _), amount in said.amounts.items() if amount < 0]:
        message = f"Lũy kế từ đầu năm của dòng {', '.join(below)} nhỏ hơn 0."
        raise BlockedError(error("negative_figure", message, "Trả lại để cơ quan nộp xem lại số của kỳ."))
    if lost := sorted({code for code, _ in said.amounts} - set(said.activities)):
        message = f"Danh mục nội dung của các kỳ này không có {', '.join(lost)}."
        raise BlockedError(error("no_activity", message, "Xem lại danh mục Chỉ tiêu, cột dòng chi."))
    others = told_by_others(said)
    for other in others:
        if apart := places_apart(said, other):
            raise BlockedError(*contradictions(said, other, apart))
    # Shorter periods can say a line that ended in the year; the longer one holds its money in another line.
    finest = max((said, *others), key=lambda each: each.report.number)
    diff, reason = compared(report, finest.activities, finest.amounts), reason_of(because_of, at)
    if unsaid:
        diff, reason = waited(diff, finest), reason_of(finest.latest, finest.latest.approved_at or at)
    counts = {"new": len(diff.new), "changed": len(diff.changed), "withdrawn": len(diff.gone)}
    if diff.is_empty:
        return counts
    source = Source.objects.create(
        kind=Source.Kind.DEMONSTRATION if report.made_up else Source.Kind.RETURN,
        title=f"{report}, bản {report.revision}"[:300],
        agency=report.agency,
    )
    write(diff, source=source, by=by, at=at, reason=reason)
    return counts


def waited(diff: ReturnDiff, said: SoFar) -> ReturnDiff:
    """Of a comparison what could not be said at the last approval: what was entered since then is newer."""
    last = said.latest.approved_at
    if last is None:
        return diff
    return replace(
        diff,
        changed=tuple(pair for pair in diff.changed if pair[0].entered_at < last),
        gone=tuple(each for each in diff.gone if each.entered_at < last),
    )


def contradictions(said: SoFar, beside: SoFar, places: list[Place]) -> list[Finding]:
    """That two returns say different things of the same months: else the one approved last would stand.

    Line by line with both figures, as its preparer was told; where a line ended or began in between in one
    sentence, for its money has to be looked for in others.
    """
    report, other = said.report, beside.report
    told = [each for each in apart_from(report) if (each.own.pk, each.other.pk) == (report.pk, other.pk)]
    if told:
        return [each.finding for each in told]
    codes = list(dict.fromkeys(code for code, _ in places))
    message = (
        f"Từ đầu năm đến {report.ends:%d/%m/%Y}, {report.period.label} và {other.period.label} (đã duyệt) "
        f"của {report.agency.name_on(report.ends)} nói khác nhau ở dòng chi {', '.join(codes[:MOST])}."
    )
    fix = f"Trả lại để sửa {report.period.label}, hoặc mở lại {other.period.label} trước rồi duyệt lại sau."
    if partial := [code for code in codes if code not in said.held & beside.held]:
        fix = (
            f"Dòng {', '.join(partial)} không có suốt thời gian này: ở biểu không còn dòng ấy, cộng số của nó "
            f"vào dòng thay thế hoặc dòng khác, sao cho tổng từng nguồn bằng nhau. {fix}"
        )
    return [error("periods_disagree", message, fix)]


def compared(report: PeriodicReturn, activities: Mapping[str, int], so_far: Mapping[Place, int]) -> ReturnDiff:
    """The cells beside the figures that stand at the cut; one SELECT."""
    unit = report.agency.unit_id or 0
    rows = (
        Figure.objects.standing()
        .summed()
        .filter(unit_id=unit, year=report.year, cut=report.ends, stage=Figure.Stage.DONE)
    )
    old = {(each.fund, each.activity_id): each for each in rows}
    new, changed, same = [], [], 0
    for (code, purse), amount in sorted(so_far.items()):
        entry = entry_of(report, activities[code], code, purse, amount)
        before = old.pop((purse, entry.activity), None)
        if before is None:
            new.append(entry)
        elif before.amount != amount:
            changed.append((before, entry))
        else:
            same += 1
    gone = tuple(each for each in old.values() if each.amount)
    return ReturnDiff(new=tuple(new), changed=tuple(changed), gone=gone, same=same)


def entry_of(report: PeriodicReturn, activity: int, code: str, purse: str, amount: int) -> Entry:
    """One figure, in triệu đồng as the return shows it."""
    whole, part = divmod(amount, Unit.TRIEU.scale)
    digits = f"{part:06d}".rstrip("0")
    return Entry(
        unit=report.agency.unit_id,
        year=report.year,
        cut=report.ends,
        fund=purse,
        stage=Figure.Stage.DONE,
        activity=activity,
        printed=f"{whole:,}".replace(",", ".") + (f",{digits}" if digits else ""),
        printed_unit=Unit.TRIEU.value,
        decimals=len(digits),
        amount=amount,
        location=f"dòng {code}, {purse}",
    )


def reason_of(report: PeriodicReturn, at: datetime) -> str:
    """Why figures change: the return that was approved, and why it had been opened again."""
    words = f"{report}, bản {report.revision}, duyệt ngày {localtime(at):%d/%m/%Y}"
    opened = events_of("periodic_return", str(report.pk)).filter(name="periodic.reopen").first()
    why = f": {opened.reason}" if opened is not None and report.revision > 1 else ""
    return f"{words}{why}"[:LONGEST_REASON]
