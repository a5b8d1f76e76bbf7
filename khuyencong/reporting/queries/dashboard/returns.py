"""Periodic returns at a glance: what should be here, of whatever year, and the latest year by kind."""

from datetime import date

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import inherited
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.completeness import Kept, Whole
from khuyencong.reporting.queries.dashboard.view import Said
from khuyencong.reporting.queries.periodic.lists import MINE, OTHERS, OVERDUE, overdue
from khuyencong.rules.charts import Bar, Chart, Tone

CODE = "bao-cao"
PAGE = "periodic"
"""The list of returns, narrowed to just those that a sentence counts."""
MISSING = PeriodicReturn.State.MISSING


def late_returns(actor: Actor, today: date) -> list[Said]:
    """Her own overdue ones (what she inherited is hers), others', then what is put down as missing."""
    rows = PeriodicReturn.objects.visible_to(actor)
    late = overdue(rows, today)
    own = late.filter(agency__in=inherited(actor.agency)).count() if actor.agency is not None else 0
    counted = (
        (own, "báo cáo", "cơ quan của anh/chị còn phải nộp, đã quá hạn", f"buoc={OVERDUE}&cua={MINE}"),
        (late.count() - own, "báo cáo", "của nơi khác đã quá hạn mà chưa có", f"buoc={OVERDUE}&cua={OTHERS}"),
        (
            rows.filter(state=MISSING, opens_on__lte=today).count(),
            "báo cáo nợ",
            "đã ghi nhận, chưa được nộp bù",
            f"buoc={MISSING.value}",
        ),
    )
    return [
        Said(title=f"{count} {what}", words=words, page=PAGE, query=query)
        for count, what, words, query in counted
        if count
    ]


def returns_chart(found: Whole, kinds: tuple[Kept, ...]) -> Chart:
    """A row a kind of return: in time, late, lacking."""
    named = {each.code: each.name for each in kinds}
    bars = [
        Bar(
            name=named.get(code, code),
            values=(each.in_time, each.received - each.in_time, each.owed - each.received),
            told=f"{each.received}/{each.owed}",
        )
        for code, each in found.by_kind.items()
        if each.owed
    ]
    order = {each.code: place for place, each in enumerate(kinds)}
    place_of = {named.get(code, code): order.get(code, len(order)) for code in found.by_kind}
    return Chart(
        code=CODE,
        title=f"Báo cáo các kỳ năm {found.year} đã đến hạn hoặc đã nộp",
        unit="báo cáo",
        series=("Nộp đúng hạn", "Nộp muộn", "Chưa có, hoặc bị trả lại chưa nộp lại"),
        tones=(Tone.GOOD, Tone.PART, Tone.BAD),
        made=found.made,
        bars=tuple(sorted(bars, key=lambda each: (place_of[each.name], each.name))),
    )
