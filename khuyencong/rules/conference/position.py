"""Chapter I: where the region stands, by both purses and by each, against last year on one declared base."""

from collections.abc import Iterator
from datetime import date

from khuyencong.rules.comparison import pace
from khuyencong.rules.conference.facts import FUND_WORDS, Ground, Year, period
from khuyencong.rules.conference.told import (
    Counter,
    Sentence,
    Told,
    Trace,
    amount,
    count,
    growth,
    listed,
    phrase,
    points,
    say,
)
from khuyencong.rules.conference.told import share as share_of
from khuyencong.rules.consolidation import BOTH, FUNDS, PURSES, Cell
from khuyencong.rules.purses import IN_SENTENCES

STAGES = {"plan": "kế hoạch", "done": "thực hiện"}


class Figures:
    """The amounts of a ground told once: the same cell has the same name wherever it is spoken of."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground

    def of(self, at: Year, fund: str, stage: str, *, origin: str = "") -> Told | None:
        """A cell of a year on the basis of the report, or on another; None where nothing was given."""
        value: int | None = getattr(at.cells.get(fund, Cell()), stage)
        if value is None:
            return None
        how = origin or self.ground.origin
        until = date(at.year, 12, 31) if stage == "plan" else at.cut
        when = f"năm {at.year}" if stage == "plan" else period(at.year, at.cut)
        purses = [self.of(at, purse, stage, origin=origin) for purse in PURSES] if fund == BOTH else []
        return amount(
            f"{how}.{until:%Y%m%d}.{fund}.{stage}",
            f"{STAGES[stage].capitalize()} {IN_SENTENCES[fund]} {when}",
            value,
            parts=[each for each in purses if each is not None] if all(purses) else (),
            trace=Trace(how=how, year=at.year, cut=until, fund=fund, stage=stage),
        )

    def rate(self, at: Year, fund: str, *, origin: str = "") -> Told | None:
        """Done as a share of the plan; None without both."""
        plan, done = self.of(at, fund, "plan", origin=origin), self.of(at, fund, "done", origin=origin)
        if plan is None or done is None or plan.value == 0:
            return None
        name = done.name.removesuffix("done") + "rate"
        return share_of(name, f"Tỷ lệ {done.label[:1].lower()}{done.label[1:]} so với kế hoạch", done, plan)


def general(ground: Ground) -> tuple[Sentence, ...]:
    """Plan, done and rate of both purses, their changes, and the pace that is left."""
    figures = Figures(ground)
    return (*planned(ground, figures), *reached(ground, figures), *compared(ground, figures), *paced(ground))


def planned(ground: Ground, figures: Figures) -> Iterator[Sentence]:
    """The plan of the year, against last year's."""
    plan, old = figures.of(ground.now, BOTH, "plan"), figures.of(ground.before, BOTH, "plan")
    if plan is None:
        yield say(
            f"{ground.basis}, chưa có số kế hoạch kinh phí khuyến công năm {ground.year} của {ground.region}."
        )
        return
    head = say(f"{ground.basis}, kế hoạch kinh phí khuyến công năm {ground.year} của {ground.region} là ", plan)
    if old is None or old.value == 0:
        yield say(head, ".")
        return
    change = growth(
        "plan.growth", f"Thay đổi kế hoạch năm {ground.year} so với năm {ground.year - 1}", plan, old
    )
    yield say(head, ", ", change, f" so với kế hoạch năm {ground.year - 1} (", old, ").")


def reached(ground: Ground, figures: Figures) -> Iterator[Sentence]:
    """What was done by the cut, and which share of the plan that is; whose figures, while some are missing."""
    done, rate = figures.of(ground.now, BOTH, "done"), figures.rate(ground.now, BOTH)
    head = phrase(f"{ground.period}, ")
    if ground.origin == "summed" and ground.completeness.missing:
        head = phrase(head, "theo số liệu mới có của ", reported(ground), ", ")
    if done is None:
        yield say(f"{ground.period}, chưa có số thực hiện của {ground.region}.")
    elif rate is None:
        yield say(head, f"{ground.region} đã thực hiện ", done, ".")
    else:
        yield say(head, f"{ground.region} đã thực hiện ", done, ", bằng ", rate, " kế hoạch năm.")


def reported(ground: Ground) -> Told:
    """How many provinces have reported."""
    found = ground.completeness.reported
    return count("complete.reported", "Địa phương đã có số thực hiện", found, Counter.PLACES)


def compared(ground: Ground, figures: Figures) -> Iterator[Sentence]:
    """Against the same period of last year: the amount relatively, the rate in points, each said so."""
    done, old = figures.of(ground.now, BOTH, "done"), figures.of(ground.same, BOTH, "done")
    last = ground.year - 1
    if done is None or old is None or old.value == 0:
        yield say(
            f"Chưa có số thực hiện cùng kỳ năm {last} trên cùng một gốc nên chưa so sánh được với cùng kỳ."
        )
        return
    change = growth("done.growth", f"Thay đổi số thực hiện so với cùng kỳ năm {last}", done, old)
    yield say(f"So với cùng kỳ năm {last} (", old, "), số thực hiện ", change, ".")
    rate, before = figures.rate(ground.now, BOTH), figures.rate(ground.same, BOTH)
    if rate is not None and before is not None:
        moved = points("rate.points", f"Thay đổi tỷ lệ thực hiện so với cùng kỳ năm {last}", rate, before)
        yield say("Tỷ lệ thực hiện kế hoạch ", moved, f" so với cùng kỳ năm {last} (", before, ").")


def paced(ground: Ground) -> Iterator[Sentence]:
    """What is left, and how fast it must go: only of the year the cut lies in."""
    cell = ground.now.cells.get(BOTH, Cell())
    if cell.plan is None or cell.done is None or ground.cut.year != ground.year:
        return
    left = pace(cell.plan, cell.done, ground.cut)
    if left.left <= 0:
        yield say("Kế hoạch năm đã thực hiện hết.")
        return
    rest = amount("now.left", f"Kinh phí chưa thực hiện {ground.period}", left.left)
    if left.needed is None:
        yield say("Năm kế hoạch đã hết, còn ", rest, " chưa thực hiện.")
        return
    needed = amount("pace.needed", "Bình quân mỗi tháng còn lại để hết kế hoạch", left.needed)
    so_far = amount("pace.so_far", "Bình quân mỗi tháng từ đầu năm", left.so_far)
    yield say(
        *("Còn ", rest, " chưa thực hiện; để hoàn thành kế hoạch, mỗi tháng còn lại phải thực hiện bình quân "),
        *(needed, ", trong khi từ đầu năm bình quân mỗi tháng mới thực hiện ", so_far, "."),
    )


def last_year(ground: Ground) -> tuple[Sentence, ...]:
    """How the whole of last year ended, against the year before it."""
    figures, last = Figures(ground), ground.before
    done, rate = figures.of(last, BOTH, "done"), figures.rate(last, BOTH)
    if done is None:
        return (say(f"Chưa có số thực hiện cả năm {last.year}."),)
    head = say(f"Cả năm {last.year}, {ground.region} thực hiện ", done)
    if rate is not None:
        head = say(head, ", bằng ", rate, " kế hoạch")
    old = figures.of(ground.earlier, BOTH, "done") if ground.earlier is not None else None
    if old is not None and old.value:
        change = growth(
            "whole.growth", f"Thay đổi số thực hiện năm {last.year} so với năm {last.year - 1}", done, old
        )
        head = say(head, ", ", change, f" so với năm {last.year - 1} (", old, ")")
    return (say(head, "."),)


def purses(ground: Ground) -> tuple[Sentence, ...]:
    """Each purse: done, its rate, its share of both; then the provinces' sums where those are another basis."""
    figures = Figures(ground)
    total = figures.of(ground.now, BOTH, "done")
    said = []
    for fund, words in FUND_WORDS.items():
        plan, done = figures.of(ground.now, fund, "plan"), figures.of(ground.now, fund, "done")
        if done is None:
            tail = say(f": {ground.period} chưa có số thực hiện")
            said.append(say(words, tail, *((" (kế hoạch ", plan, ")") if plan else ()), "."))
            continue
        parts: list[str | Told] = [words, " thực hiện ", done]
        rate = figures.rate(ground.now, fund)
        if rate is not None and plan is not None:
            parts += [", bằng ", rate, " kế hoạch (", plan, ")"]
        if total is not None and total.value:
            part = share_of(
                f"now.{fund}.part", f"Tỷ trọng {IN_SENTENCES[fund]} trong số thực hiện", done, total
            )
            parts += [", chiếm ", part, " tổng số thực hiện"]
        said.append(say(*parts, "."))
    return (*said, *added(ground, figures))


def added(ground: Ground, figures: Figures) -> Iterator[Sentence]:
    """What the provinces' own figures add up to, beside printed totals and never mixed with them."""
    if ground.origin == "summed":
        return
    at = Year(year=ground.year, cut=ground.cut, cells=ground.summed)
    told = []
    for fund in FUNDS:
        done, rate = figures.of(at, fund, "done", origin="summed"), figures.rate(at, fund, origin="summed")
        if done is not None:
            tail = (", bằng ", rate, " kế hoạch") if rate is not None else ()
            told.append(phrase(f"{IN_SENTENCES[fund]} ", done, *tail))
    if told:
        yield say("Cộng riêng từ số liệu của các địa phương: ", listed(told, between="; ", last="; "), ".")


def complete(ground: Ground) -> Sentence:
    """Who has reported out of who should."""
    expected = count(
        "complete.expected", "Địa phương phải báo cáo", ground.completeness.expected, Counter.PLACES
    )
    head = say("Đã có số liệu thực hiện của ", reported(ground), " trong tổng số ", expected)
    missing = ground.completeness.missing
    return say(head, f"; chưa có số liệu của: {', '.join(missing)}." if missing else ".")
