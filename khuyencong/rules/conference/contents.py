"""Chapter II: where the money went by content of the programme, and which contents stayed empty."""

from khuyencong.rules.conference.chapters import Content, Row, Table
from khuyencong.rules.conference.facts import Ground, Line
from khuyencong.rules.conference.told import (
    Counter,
    Sentence,
    Told,
    Trace,
    amount,
    count,
    listed,
    phrase,
    say,
    share,
)
from khuyencong.rules.consolidation import BOTH, FUNDS, PURSES, Cell
from khuyencong.rules.purses import IN_SENTENCES

TOP = 3
STAGES = (("plan", "Kế hoạch"), ("done", "Thực hiện"))
HEADS = ("Kế hoạch", "Thực hiện", "Tỷ lệ")


def line_figure(ground: Ground, line: Line, kind: str, fund: str, stage: str) -> Told | None:
    """One cell of a province's or a content's line; both purses are the sum of the two."""
    value: int | None = getattr(line.cells.get(fund, Cell()), stage)
    if value is None:
        return None
    purses = [line_figure(ground, line, kind, purse, stage) for purse in PURSES] if fund == BOTH else []
    given = [each for each in purses if each is not None]
    words = dict(STAGES)[stage]
    return amount(
        f"{kind}.{line.code}.{fund}.{stage}",
        f"{line.name}: {words[:1].lower()}{words[1:]} {IN_SENTENCES[fund]}",
        value,
        parts=given if sum(each.value for each in given) == value else (),
        trace=Trace(
            how="summed",
            year=ground.year,
            cut=ground.cut,
            fund="" if fund == BOTH else fund,
            stage=stage,
            place=line.code if kind == "place" else "",
            activity=line.code if kind == "activity" else "",
        ),
    )


def line_rate(ground: Ground, line: Line, kind: str, fund: str = BOTH) -> Told | None:
    """The rate of a line; None without a plan above zero."""
    plan, done = (line_figure(ground, line, kind, fund, stage) for stage in ("plan", "done"))
    if plan is None or done is None or plan.value == 0:
        return None
    label = f"{line.name}: tỷ lệ thực hiện kế hoạch {IN_SENTENCES[fund]}"
    return share(f"{kind}.{line.code}.{fund}.rate", label, done, plan)


def total_of(lines: tuple[Line, ...], ground: Ground, kind: str, fund: str, stage: str) -> Told | None:
    """The sum of a column; None where nobody gave anything."""
    given = [line_figure(ground, line, kind, fund, stage) for line in lines]
    parts = [each for each in given if each is not None]
    if not parts:
        return None
    words = dict(STAGES)[stage]
    return amount(
        f"{kind}.total.{fund}.{stage}",
        f"Cộng {KINDS[kind]}: {words[:1].lower()}{words[1:]} {IN_SENTENCES[fund]}",
        sum(each.value for each in parts),
        parts=parts,
        trace=Trace(
            how="summed", year=ground.year, cut=ground.cut, fund="" if fund == BOTH else fund, stage=stage
        ),
    )


KINDS = {"place": "các địa phương", "activity": "các nội dung"}


def total_rate(lines: tuple[Line, ...], ground: Ground, kind: str, fund: str) -> Told | None:
    """The rate of a column's sum."""
    plan, done = (total_of(lines, ground, kind, fund, stage) for stage in ("plan", "done"))
    if plan is None or done is None or plan.value == 0:
        return None
    return share(f"{kind}.total.{fund}.rate", f"Cộng {KINDS[kind]}: tỷ lệ {IN_SENTENCES[fund]}", done, plan)


def empty(ground: Ground) -> tuple[Line, ...]:
    """Contents without any plan and anything done."""
    return tuple(line for line in ground.contents if line.of_law and not line.both.plan and not line.both.done)


def by_content(ground: Ground) -> tuple[Sentence, ...]:
    """The contents with most done, and those left empty by name."""
    active = [line for line in ground.contents if line.both.done]
    if not active:
        return (say(f"{ground.period}, chưa có số thực hiện theo nội dung hoạt động khuyến công."),)
    active.sort(key=lambda line: (-(line.both.done or 0), line.code))
    total = total_of(ground.contents, ground, "activity", BOTH, "done")
    number = count("contents.active", "Nội dung có số thực hiện", len(active), Counter.CONTENTS)
    said = [
        say("Kinh phí đã thực hiện ở ", number, "; tập trung ở: ", leading(ground, active[:TOP], total), ".")
    ]
    left = empty(ground)
    if left:
        none = count(
            "contents.empty", "Nội dung chưa có kế hoạch và chưa thực hiện", len(left), Counter.CONTENTS
        )
        names = "; ".join(named(line) for line in left)
        said.append(say("Còn ", none, f" chưa có kế hoạch và chưa thực hiện: {names}."))
    return tuple(said)


def leading(ground: Ground, lines: list[Line], total: Told | None) -> Sentence:
    """Contents with what was done and its share of the whole."""
    told = []
    for line in lines:
        done = line_figure(ground, line, "activity", BOTH, "done")
        assert done is not None
        part: tuple[str | Told, ...] = ()
        if total is not None and total.value:
            part = ("; ", share(f"activity.{line.code}.part", f"{line.name}: tỷ trọng", done, total))
        told.append(phrase(f"{named(line)} (", done, *part, ")"))
    return listed(told)


def named(line: Line) -> str:
    """A content in a sentence: its name with a small first letter."""
    return line.name[:1].lower() + line.name[1:]


def content_table(ground: Ground) -> Table:
    """Every content by fund, and the sum."""
    rows = [content_row(ground, line) for line in ground.contents]
    total: list[Content] = ["Cộng các nội dung"]
    for fund in FUNDS:
        total += [total_of(ground.contents, ground, "activity", fund, stage) for stage in ("plan", "done")]
    total.append(total_rate(ground.contents, ground, "activity", BOTH))
    return Table(
        name="contents",
        caption=f"Kế hoạch và thực hiện theo nội dung, {ground.period}",
        unit="Đơn vị: triệu đồng",
        names=(
            "Nội dung",
            *(f"{IN_SENTENCES[fund]}: {words}" for fund in FUNDS for words in ("KH", "TH")),
            "Tỷ lệ",
        ),
        words=frozenset({0}),
        rows=(*rows, Row(cells=tuple(total), bold=True)),
    )


def content_row(ground: Ground, line: Line) -> Row:
    """One content."""
    cells: list[Content] = [f"{line.code}. {line.name}"]
    for fund in FUNDS:
        cells += [line_figure(ground, line, "activity", fund, stage) for stage in ("plan", "done")]
    return Row(cells=(*cells, line_rate(ground, line, "activity")))
