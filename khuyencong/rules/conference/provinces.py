"""Chapter III: provinces beside one another: rank, spread, and who holds most money back."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from khuyencong.rules.conference.chapters import Content, Row, Table
from khuyencong.rules.conference.contents import line_figure, line_rate, total_of, total_rate
from khuyencong.rules.conference.facts import Ground, Line
from khuyencong.rules.conference.told import (
    Sentence,
    Told,
    amount,
    listed,
    phrase,
    places,
    points,
    say,
    share,
)
from khuyencong.rules.consolidation import BOTH, FUNDS
from khuyencong.rules.purses import IN_SENTENCES

ENDS = 3
"""How many are named at each end of a rank."""


def rate_of(line: Line) -> Fraction:
    """The rate of a line that has one."""
    assert line.both.rate is not None
    return line.both.rate


def ranked(ground: Ground) -> list[Line]:
    """The provinces with a rate, the highest first; equal ones by name."""
    rated = [line for line in ground.rows if line.both.rate is not None]
    return sorted(rated, key=lambda line: (-rate_of(line), line.name))


def left_of(line: Line) -> int:
    """What a province has not done of its plan, in đồng; nothing where a figure is missing."""
    cell = line.both
    return max((cell.plan or 0) - (cell.done or 0), 0) if cell.plan is not None and line.reported else 0


def comparison(ground: Ground) -> tuple[Sentence, ...]:
    """Rank, spread, who is above the region, who holds most back."""
    found = ranked(ground)
    if not found:
        return (say(f"{ground.period}, chưa có địa phương nào có đủ số kế hoạch và thực hiện để so sánh."),)
    return (*ends(ground, found), *spread(ground, found), *holders(ground))


def ends(ground: Ground, found: list[Line]) -> Iterator[Sentence]:
    """The highest and the lowest rates by name, and how many are above the region's."""
    if len(found) <= 2 * ENDS:
        yield say("Tỷ lệ thực hiện kế hoạch: ", with_rates(ground, found), ".")
    else:
        yield say("Tỷ lệ thực hiện kế hoạch cao nhất: ", with_rates(ground, found[:ENDS]), ".")
        yield say("Tỷ lệ thực hiện kế hoạch thấp nhất: ", with_rates(ground, found[: -ENDS - 1 : -1]), ".")
    region = total_rate(ground.rows, ground, "place", BOTH)
    if region is not None:
        above = [line.name for line in found if rate_of(line) >= region.value]
        number = places("places.above", "Địa phương đạt từ mức chung trở lên", above)
        yield say("Có ", number, " đạt từ mức chung của các địa phương trong vùng (", region, ") trở lên.")


def with_rates(ground: Ground, lines: list[Line]) -> Sentence:
    """Provinces by name, each with its rate."""
    told = []
    for line in lines:
        rate = line_rate(ground, line, "place")
        assert rate is not None
        told.append(phrase(f"{line.name} (", rate, ")"))
    return listed(told)


def spread(ground: Ground, found: list[Line]) -> Iterator[Sentence]:
    """How far the highest is from the lowest, in points, and the province in the middle."""
    if len(found) < 2 or rate_of(found[0]) == rate_of(found[-1]):
        return
    high, low = (line_rate(ground, line, "place") for line in (found[0], found[-1]))
    assert high is not None
    assert low is not None
    apart = points("places.spread", "Khoảng cách giữa tỷ lệ cao nhất và thấp nhất", high, low)
    gap = say("Khoảng cách giữa địa phương cao nhất và thấp nhất là ", replace(apart, plain=True))
    middle = line_rate(ground, found[len(found) // 2], "place")
    assert middle is not None
    if len(found) % 2 and len(found) > 2:
        yield say(gap, "; địa phương đứng giữa đạt ", middle, ".")
    else:
        yield say(gap, ".")


def holders(ground: Ground) -> Iterator[Sentence]:
    """Who holds most of what is not done, and how much of all they hold together."""
    waiting = sorted(
        (line for line in ground.rows if left_of(line)), key=lambda line: (-left_of(line), line.name)
    )
    total = sum(map(left_of, waiting))
    if not total:
        return
    told = {line.code: left_told(line) for line in waiting}
    everything = amount("places.left", "Kinh phí các địa phương chưa thực hiện", total, parts=told.values())
    first = waiting[:ENDS]
    names = listed(phrase(f"{line.name} (", told[line.code], ")") for line in first)
    yield say(
        "Kinh phí chưa thực hiện của các địa phương đã báo cáo là ", everything, ", nhiều nhất ở ", names, "."
    )
    if len(waiting) > ENDS:
        together = amount(
            "places.left.first",
            f"Kinh phí chưa thực hiện của {ENDS} địa phương còn nhiều nhất",
            sum(map(left_of, first)),
            parts=[told[line.code] for line in first],
        )
        part = share("places.left.part", f"Tỷ trọng của {ENDS} địa phương còn nhiều nhất", together, everything)
        yield say("Các địa phương vừa nêu giữ ", together, ", bằng ", part, " tổng số chưa thực hiện.")


def left_told(line: Line) -> Told:
    """What a province has not done, as a figure."""
    return amount(f"place.{line.code}.left", f"{line.name}: kinh phí chưa thực hiện", left_of(line))


def place_table(ground: Ground) -> Table:
    """Every province by fund with its rank, which equal rates share, in the order of the register; the sum."""
    rated = ranked(ground)
    first = {rate_of(line): place for place, line in reversed(list(enumerate(rated, start=1)))}
    ranks = {line.code: str(first[rate_of(line)]) for line in rated}
    rows = [place_row(ground, line, ranks.get(line.code, "")) for line in ground.rows]
    total: list[Content] = ["Cộng các địa phương"]
    for fund in FUNDS:
        total += [total_of(ground.rows, ground, "place", fund, stage) for stage in ("plan", "done")]
        total.append(total_rate(ground.rows, ground, "place", fund))
    heads = [f"{IN_SENTENCES[fund]}: {words}" for fund in FUNDS for words in ("KH", "TH", "%")]
    return Table(
        name="places",
        caption=f"Kế hoạch và thực hiện theo địa phương, {ground.period}",
        unit="Đơn vị: triệu đồng; thứ hạng theo tỷ lệ hai nguồn",
        names=("Địa phương", *heads, "Hạng"),
        words=frozenset({0}),
        rows=(*rows, Row(cells=(*total, ""), bold=True)),
        wide=True,
    )


def place_row(ground: Ground, line: Line, rank: str) -> Row:
    """One province; a line that nobody reported is there, empty."""
    cells: list[Content] = [line.name if line.reported else f"{line.name} (chưa có số)"]
    for fund in FUNDS:
        cells += [line_figure(ground, line, "place", fund, stage) for stage in ("plan", "done")]
        cells.append(line_rate(ground, line, "place", fund))
    return Row(cells=(*cells, rank or None))
