"""Chapter IV: results by indicator of the periodic returns, as far as they have come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from khuyencong.rules.chains import farthest
from khuyencong.rules.conference.chapters import Content, Row, Table
from khuyencong.rules.conference.facts import Ground
from khuyencong.rules.conference.told import Counter, Sentence, Told, Trace, amount, count, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator summed over the returns of a time: in đồng where `money`, else in its own unit.

    `digits` of the whole number stand after the comma; `places` are the keys of the provinces it is of.
    """

    code: str
    number: str
    name: str
    unit: str
    money: bool
    value: int
    places: frozenset[int]
    digits: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The days a return is about."""

    starts: date
    ends: date


def covering(stretches: Iterable[Stretch], first: date, last: date) -> Sequence[Stretch]:
    """Returns that follow each other from the first day to the last without gap or overlap; none where none do.

    The fewest of them: a half year as reported and not two quarters, for it may have been restated.
    """
    within = {(each.starts.toordinal(), each.ends.toordinal()): each for each in stretches if each.ends <= last}
    chain = farthest(within, first.toordinal())
    if not chain or chain[-1][1] != last.toordinal():
        return ()
    return tuple(within[span] for span in chain)


def by_indicator(ground: Ground, found: tuple[Indicator, ...]) -> tuple[Sentence, ...]:
    """How many provinces' returns there are, or that there is none yet."""
    if not found:
        return (say(f"{ground.period}: chưa có số liệu báo cáo định kỳ theo chỉ tiêu."),)
    heard = len(frozenset[int]().union(*(each.places for each in found)))
    trace = Trace(how="returns", year=ground.year, cut=ground.cut)
    places = count("indicators.places", "Địa phương có báo cáo định kỳ đã duyệt", heard, Counter.PLACES, trace)
    return (
        say(
            f"Kết quả {ground.period} theo chỉ tiêu, cộng từ báo cáo định kỳ đã duyệt của ",
            places,
            ", như sau.",
        ),
    )


def indicator_table(ground: Ground, found: tuple[Indicator, ...]) -> Table | None:
    """Each indicator with its unit and value."""
    if not found:
        return None
    return Table(
        name="indicators",
        caption=f"Kết quả theo chỉ tiêu, {ground.period}",
        unit="",
        names=("Số", "Chỉ tiêu", "Đơn vị", "Kết quả", "Số địa phương"),
        words=frozenset({0, 1, 2}),
        rows=tuple(row(ground, each) for each in found),
    )


def row(ground: Ground, each: Indicator) -> Row:
    """One indicator."""
    cells: tuple[Content, ...] = (
        each.number,
        each.name,
        "triệu đồng" if each.money else each.unit,
        value_of(ground, each),
        str(len(each.places)),
    )
    return Row(cells=cells)


def value_of(ground: Ground, each: Indicator) -> Told:
    """The value as a figure."""
    trace = Trace(how="returns", year=ground.year, cut=ground.cut, activity=each.code)
    name = f"indicator.{each.code}"
    if each.money:
        return amount(name, each.name, each.value, trace=trace)
    value = Fraction(each.value, 10**each.digits)
    return count(name, each.name, value, each.unit, trace, digits=each.digits)
