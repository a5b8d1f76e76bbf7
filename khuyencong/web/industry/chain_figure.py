"""The chain of a cluster drawn: those outside who supply, those inside, those outside who are supplied."""

from dataclasses import dataclass

from khuyencong.industry.queries.cluster_chain import Chain, Step

ROW, TOP, MOST, LETTERS = 34, 46, 14, 26
COLUMNS = (8, 258, 508)
WIDTH = 224
"""Room of one box; a figure of more boxes than MOST in a column is no picture any more, the lists have all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """An establishment in the figure; `label` fits the box, `name` is the whole."""

    x: int
    y: int
    name: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An arrow from one box to another."""

    x1: int
    y1: int
    x2: int
    y2: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Boxes and arrows."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    height: int
    left_out: bool


def drawn(chain: Chain) -> Figure | None:
    """The figure; None where there is no link. Ends that the reader does not see share one box a side."""
    if chain.empty:
        return None
    places: dict[tuple[int, str], tuple[int, int]] = {}
    counts, cut = [0, 0, 0], False
    lines = []
    for step, columns in (
        *((each, (1, 1)) for each in chain.inner),
        *((each, (0, 1)) for each in chain.coming),
        *((each, (1, 2)) for each in chain.going),
    ):
        ends = ((columns[0], step.supplier_name), (columns[1], step.partner_name))
        for column, name in ends:
            if (column, name) not in places and counts[column] < MOST:
                places[column, name] = (COLUMNS[column], TOP + counts[column] * ROW)
                counts[column] += 1
        if all(end in places for end in ends):
            lines.append(arrow(places[ends[0]], places[ends[1]], step))
        else:
            cut = True
    return Figure(
        boxes=tuple(
            Box(x=x, y=y, name=name, label=name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…")
            for (_, name), (x, y) in places.items()
        ),
        lines=tuple(lines),
        height=TOP + max(counts) * ROW + 8,
        left_out=cut,
    )


def arrow(one: tuple[int, int], other: tuple[int, int], step: Step) -> Line:
    """From the right edge of the one to the left edge of the other; within a column along its right side."""
    words = f"{step.supplier_name} {step.kind} {step.partner_name}: {step.product}"
    same = one[0] == other[0]
    return Line(
        x1=one[0] + WIDTH,
        y1=one[1] + 12,
        x2=other[0] + (WIDTH if same else 0),
        y2=other[1] + (16 if same else 12),
        words=words,
    )
