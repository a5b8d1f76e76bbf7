"""Whether an agency's returns of two kinds of period that end on one day say the same of the year so far.

Quarters, half-year, nine months and year are each typed or filled by themselves. What of money is approved must
agree (chain.places_apart); here it is told line by line with both figures while it can still be mended.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from khuyencong.reporting.models import PeriodicReturn, ReturnCell
from khuyencong.reporting.queries.filling.dossiers import OTHER
from khuyencong.reporting.queries.periodic.chain import (
    MONEY_FORM,
    Chain,
    becomes_figures,
    chain_of,
    places_apart,
    said_so_far,
)
from khuyencong.reporting.queries.periodic.sheet import Form, Place, form_of, standing_of
from khuyencong.rules.findings import Finding, Severity
from khuyencong.rules.indicators import IndicatorLine
from khuyencong.rules.periods import Every
from khuyencong.rules.purses import of_column
from khuyencong.rules.returned_values import over_places, over_time

Life = PeriodicReturn.State
SAID = (Life.SUBMITTED, Life.SENT, Life.APPROVED)
"""A return that its agency has finished; a draft is nothing to be held to."""
Link = Sequence[PeriodicReturn]
Cells = Mapping[int, Mapping[Place, ReturnCell]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """One place where two returns disagree; `own` is the return itself or a later one of its kind.

    `final` says that all of it is approved but the return itself, so that it will not be approved so. `moved`
    are report lines that did not stand all the time: their money lies in other lines of one of the two.
    """

    own: PeriodicReturn
    other: PeriodicReturn
    line: IndicatorLine
    purse: str
    here: int
    there: int
    final: bool
    moved: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Line and column in words."""
        return f"Dòng {self.line.title}{of_column(self.purse)}"

    @property
    def finding(self) -> Finding:
        """The same with both figures, and what to do."""
        so_far = "" if self.own.number == 1 else " cộng các kỳ trước"
        message = (
            f"Từ đầu năm đến {self.own.ends:%d/%m/%Y}, {self.own.period.label}{so_far} là "
            f"{self.line.told(self.here)}, {self.other.period.label} "
            f"({self.other.get_state_display().lower()}) là {self.line.told(self.there)}."
        )
        fix = "Sửa số ở báo cáo sai"
        if self.other.state == Life.APPROVED:
            fix += f"; nếu sai ở {self.other.period.label} thì nhờ nơi đã duyệt mở lại trước"
        if self.moved:
            fix += f"; tiền của dòng {', '.join(self.moved)}, không có suốt thời gian này, ghi vào dòng khác"
        return Finding(
            code="periods_disagree",
            severity=Severity.ERROR if self.final else Severity.WARNING,
            message=message,
            place=self.place,
            fix=f"{fix}.",
        )


def apart_from(report: PeriodicReturn) -> list[Apart]:
    """Every place where it, or a later one of its kind with it, says something else than one of another kind.

    One SELECT where its agency has none of another kind for those days; else a fixed number for each.
    """
    others = others_of(report)
    if not others:
        return []
    chain = chain_of(
        report.agency, Every(report.every), report.year, form=report.form, counts=report, states=SAID
    )
    cells = standing_of([each for link in chain.links for each in link])
    form, found = form_of(report), []
    for number, link in enumerate(chain.links, start=1):
        own = next((each for each in link if each.agency_id == report.agency_id), None)
        if own is None or number < report.number or own.ends not in others:
            continue
        links = chain.links[:number]
        here = until(form, links, cells)
        settled = all(each.pk == report.pk or each.state == Life.APPROVED for one in links for each in one)
        for other in others[own.ends]:
            there, approved = said_by(other)
            final = becomes_figures(report) and settled and approved
            pair = [
                Apart(own=own, other=other, line=line, purse=purse, here=one, there=two, final=final)
                for (line, purse), one in here.items()
                if (two := there.get((line.code, purse))) is not None and one != two
            ]
            if report.form == MONEY_FORM and there:
                pair = in_money(pair, form, links, own=own, other=other, final=final)
            found += pair
    return found


def in_money(
    pair: Sequence[Apart],
    form: Form,
    links: Collection[Link],
    *,
    own: PeriodicReturn,
    other: PeriodicReturn,
    final: bool,
) -> list[Apart]:
    """Only those that no line which ended or began in the year explains: its money lies elsewhere.

    Where such a line's money lies nowhere in the other, no line of both tells it: it is told of the total.
    """
    theirs = chain_of(other.agency, Every(other.every), other.year, form=other.form, states=SAID)
    ours = Chain(links=tuple(tuple(each) for each in links))
    one, two = (
        next(each for each in said_so_far(own.agency, chain) if each.report.pk == pk)
        for chain, pk in ((ours, own.pk), (theirs, other.pk))
    )
    places = set(places_apart(one, two))
    found = [each for each in pair if (each.line.line or OTHER, each.purse) in places]
    total = next((form.by_code[code] for code in form.totals), None)
    for purse in sorted({purse for _, purse in places} - {each.purse for each in found}):
        here, there = (sum(v for (_, of), v in side.amounts.items() if of == purse) for side in (one, two))
        if total is not None:
            moved = tuple(sorted(code for code, of in places if of == purse))
            both = {"own": own, "other": other}
            found.append(
                Apart(**both, line=total, purse=purse, here=here, there=there, final=final, moved=moved)
            )
    return found


def others_of(report: PeriodicReturn) -> dict[object, list[PeriodicReturn]]:
    """What the agency said on the form for other kinds of period of the year, by their last day; one SELECT."""
    rows = PeriodicReturn.objects.filter(
        form=report.form,
        agency=report.agency_id,
        year=report.year,
        ends__gte=report.ends,
        state__in=SAID,
    ).exclude(every=report.every)
    found: dict[object, list[PeriodicReturn]] = defaultdict(list)
    for each in rows.select_related("agency__parent").order_by("ends", "pk"):
        found[each.ends].append(each)
    return dict(found)


def said_by(report: PeriodicReturn) -> tuple[Mapping[Place, int], bool]:
    """What it and the earlier ones of its kind say of the year so far, and whether all of them are approved."""
    chain = chain_of(report.agency, Every(report.every), report.year, form=report.form, states=SAID)
    links = chain.links[: report.number]
    if len(links) < report.number:
        return {}, False
    cells = standing_of([each for link in links for each in link])
    said = {(line.code, purse): value for (line, purse), value in until(form_of(report), links, cells).items()}
    return said, all(each.state == Life.APPROVED for link in links for each in link)


def until(form: Form, links: Collection[Link], cells: Cells) -> dict[tuple[IndicatorLine, str], int]:
    """The year so far by line and column, where every part of it is known; totals follow by themselves."""
    numbers = range(1, len(links) + 1)
    found = {}
    for line in form.lines:
        for purse in () if line.code in form.totals else form.purses_of(line):
            given: dict[int, int] = {}
            for number, link in zip(numbers, links, strict=True):
                said = [cells[each.pk].get((line.code, purse)) for each in link]
                values = [None if cell is None else cell.value for cell in said]
                if None not in values and (value := over_places(line, values)) is not None:
                    given[number] = value
            if len(given) == len(links) and (value := over_time(line, given, numbers)) is not None:
                found[line, purse] = value
    return found
