"""Chapter IV: results by indicator of the periodic returns, as far as they have come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from khuyencong.rules.conference.chapters import Content, Row, Table
from khuyencong.rules.conference.facts import Ground
from khuyencong.rules.conference.told import Counter, Sentence, Told, Trace, amount, count, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator summed over the returns of a time: in đồng where `money`, else in its own unit.

    `digits` of the whole number stand after the comma; `places` says how many provinces' returns are in it.
    """

    code: str
    number: str
    name: str
    unit: str
    money: bool
    value: int
    places: int
    digits: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The days one return is about; `key` names the return."""

    key: int
    starts: date
    ends: date


def covering(stretches: Iterable[Stretch], first: date, last: date) -> Sequence[Stretch]:
    """Returns that follow each other from the first day to the last without gap or overlap; none where none do.

    The longest are taken first: a half year as reported and not two quarters, for it may have been restated.
    """
    found: list[Stretch] = []
    listed = sorted(stretches, key=lambda each: (each.ends, each.key), reverse=True)
    begin = first
    while begin <= last:
        fitting = next((each for each in listed if each.starts == begin and each.ends <= last), None)
        if fitting is None:
            return ()
        found.append(fitting)
        begin = fitting.ends + timedelta(days=1)
    return tuple(found)


def by_indicator(ground: Ground, found: tuple[Indicator, ...]) -> tuple[Sentence, ...]:
    """How many provinces' returns there are, or that there is none yet."""
    if not found:
        return (say(f"{ground.period}: chưa có số liệu báo cáo định kỳ theo chỉ tiêu."),)
    most = max(each.places for each in found)
    places = count("indicators.places", "Địa phương có báo cáo định kỳ đã duyệt", most, Counter.PLACES)
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
        str(each.places),
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
