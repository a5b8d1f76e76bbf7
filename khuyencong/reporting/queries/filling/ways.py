"""The ways an indicator fills itself (rules.indicators.FILLS): each gives the rows its number is the sum of."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from khuyencong.reporting.queries.filling.dossiers import Dossiers, Held, Moved
from khuyencong.rules.indicators import PRODUCT_COUNTS, PRODUCT_GROUPS, IndicatorLine
from khuyencong.rules.ledger import Stage
from khuyencong.rules.purses import WHOLE
from khuyencong.rules.returned_values import over_places

BOTH = WHOLE
GIVEN = frozenset(Stage) - {Stage.SOURCE, Stage.CARRIED}
ACCEPTED = frozenset({Stage.ACCEPTED, Stage.PAID, Stage.SETTLED})
ADVANCED = frozenset({Stage.ADVANCED})
DISBURSED = frozenset({Stage.ADVANCED, Stage.PAID, Stage.SETTLED})
SUMMED = "cong-dong"
"""The way of a total: the sum of other cells of the return, kept in step by what writes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One row that a number is the sum of: a project, cluster, product, another cell; `told` is its paper."""

    kind: str
    key: int
    title: str
    amount: int
    on: date | None = None
    told: str = ""


Way = Callable[[Dossiers, IndicatorLine, str], Iterable[Ground]]


def fill_of(
    dossiers: Dossiers, lines: Iterable[IndicatorLine], purses: Iterable[str]
) -> dict[tuple[str, str], int]:
    """What the system makes of every cell it can, totals apart: (indicator, purse) → value."""
    found: dict[tuple[str, str], int] = {}
    for line in lines:
        for purse in purses:
            grounds = grounds_of(dossiers, line, purse)
            if grounds is not None:
                found[line.code, purse] = sum(each.amount for each in grounds)
    return found


def grounds_of(dossiers: Dossiers, line: IndicatorLine, purse: str) -> list[Ground] | None:
    """The rows behind one cell; None where nothing fills it.

    A line that no dossier fills is filled by the approved returns below, where they say something that adds up.
    """
    if line.fill in WAYS:
        return list(WAYS[line.fill](dossiers, line, purse))
    if line.fill:
        return None
    below = [
        Ground(
            kind="cell",
            key=each.pk,
            title=each.periodic_return.agency.name_on(dossiers.ends),
            amount=each.value,
            told="Báo cáo cấp dưới đã duyệt",
        )
        for each in dossiers.below
        if (each.indicator, each.purse) == (line.code, purse) and each.value is not None
    ]
    return below if over_places(line, (each.amount for each in below)) is not None else None


def counted(dossiers: Dossiers, line: IndicatorLine, purse: str) -> list[Held]:
    """The projects of the line and the purse."""
    return [
        each
        for each in dossiers.projects.values()
        if purse in (BOTH, each.purse) and (not line.line or line.line == each.line)
    ]


def into(
    stages: frozenset[Stage], dossiers: Dossiers, line: IndicatorLine, purse: str, moves: Iterable[Moved]
) -> Iterable[Ground]:
    """What came into these stages less what went out of them again, move by move."""
    for move in moves:
        entered, left = move.into in stages, move.out_of in stages
        held = dossiers.projects[move.project]
        if entered == left or purse not in (BOTH, move.purse) or (line.line and line.line != held.line):
            continue
        yield Ground(
            kind="project",
            key=move.project,
            title=held.title,
            amount=move.amount if entered else -move.amount,
            on=move.on,
            told=move.document,
        )


def in_period(dossiers: Dossiers) -> list[Moved]:
    """The moves of the period by their day."""
    return [each for each in dossiers.moves if each.on >= dossiers.starts]


def in_year(dossiers: Dossiers) -> list[Moved]:
    """The moves in the books of the year up to the period's end."""
    return [each for each in dossiers.moves if each.year == dossiers.report.year]


def one(held: Held, on: date | None, amount: int = 1) -> Ground:
    """A project that counts."""
    return Ground(kind="project", key=held.key, title=held.title, amount=amount, on=on)


def finished(dossiers: Dossiers, line: IndicatorLine, purse: str, since: date) -> list[tuple[Held, date]]:
    """The projects of the line accepted to the end from that day on."""
    rows = ((each, dossiers.done.get(each.key)) for each in counted(dossiers, line, purse))
    return [(each, on) for each, on in rows if on is not None and since <= on <= dossiers.ends]


def money_accepted(dossiers: Dossiers, line: IndicatorLine, purse: str) -> Iterable[Ground]:
    """Kinh phí đã nghiệm thu trong kỳ."""
    return into(ACCEPTED, dossiers, line, purse, in_period(dossiers))


def projects_done(dossiers: Dossiers, line: IndicatorLine, purse: str) -> Iterable[Ground]:
    """Số đề án nghiệm thu lần cuối trong kỳ."""
    return [one(each, on) for each, on in finished(dossiers, line, purse, dossiers.starts)]


def establishments(dossiers: Dossiers, line: IndicatorLine, purse: str) -> Iterable[Ground]:
    """Số cơ sở thụ hưởng của các đề án ấy."""
    return [
        one(each, on, dossiers.beneficiaries.get(each.key, 0))
        for each, on in finished(dossiers, line, purse, dossiers.starts)
    ]


def counterpart(dossiers: Dossiers, line: IndicatorLine, purse: str) -> Iterable[Ground]:
    """Vốn đối ứng xác nhận khi nghiệm thu trong kỳ."""
    mine = {each.key: each for each in counted(dossiers, line, purse)}
    return [
        one(mine[each.project_id], each.held_on, each.counterpart)
        for each in dossiers.acceptances
        if each.project_id in mine and each.held_on >= dossiers.starts and each.counterpart
    ]


def projects_given(dossiers: Dossiers, line: IndicatorLine, purse: str) -> Iterable[Ground]:
    """Số đề án có tiền được giao trong năm."""
    given: dict[int, int] = {}
    for each in into(GIVEN, dossiers, line, purse, in_year(dossiers)):
        given[each.key] = given.get(each.key, 0) + each.amount
    return [one(dossiers.projects[key], None) for key, amount in given.items() if amount > 0]


def projects_running(dossiers: Dossiers, line: IndicatorLine, purse: str) -> Iterable[Ground]:
    """Số đề án có hợp đồng, chưa nghiệm thu lần cuối, chưa ngừng."""
    ends = dossiers.ends
    for each in counted(dossiers, line, purse):
        over = dossiers.done.get(each.key) or dossiers.stopped.get(each.key)
        if each.key in dossiers.contracted and (over is None or over > ends):
            yield one(each, dossiers.contracted[each.key])


def projects_done_in_year(dossiers: Dossiers, line: IndicatorLine, purse: str) -> Iterable[Ground]:
    """Số đề án nghiệm thu lần cuối trong năm."""
    return [one(each, on) for each, on in finished(dossiers, line, purse, date(dossiers.report.year, 1, 1))]


def projects_stopped(dossiers: Dossiers, line: IndicatorLine, purse: str) -> Iterable[Ground]:
    """Số đề án ngừng trong năm."""
    rows = ((each, dossiers.stopped.get(each.key)) for each in counted(dossiers, line, purse))
    since = date(dossiers.report.year, 1, 1)
    return [one(each, on) for each, on in rows if on is not None and since <= on <= dossiers.ends]


def money_of_year(stages: frozenset[Stage]) -> Way:
    """What stands in these stages of the year's books at the period's end."""

    def way(dossiers: Dossiers, line: IndicatorLine, purse: str) -> Iterable[Ground]:
        return into(stages, dossiers, line, purse, in_year(dossiers))

    return way


def clusters(dossiers: Dossiers, line: IndicatorLine, purse: str) -> Iterable[Ground]:
    """Số cụm công nghiệp trong sổ."""
    return [
        Ground(kind="cluster", key=each.pk, title=each.name, amount=1, on=each.since, told=each.decision)
        for each in dossiers.clusters
    ]


def products(levels: frozenset[str], group: str, *, certified: bool) -> Way:
    """Products of a group sent to rounds of these levels in the period, or certified in it."""

    def way(dossiers: Dossiers, line: IndicatorLine, purse: str) -> Iterable[Ground]:
        for each in dossiers.products:
            paper = getattr(each, "certificate", None) if certified else None
            on = (paper.granted_on if paper is not None else None) if certified else each.sent_on
            if each.round.level not in levels or each.group != group or on is None:
                continue
            if dossiers.starts <= on <= dossiers.ends:
                told = f"Giấy chứng nhận {paper.register_number}" if paper is not None else str(each.round)
                yield Ground(kind="product_entry", key=each.pk, title=each.name, amount=1, on=on, told=told)

    return way


PRODUCTS: Mapping[str, Way] = {
    f"sp-{level}-{what}-{group}": products(levels, group, certified=what == "cn")
    for level, levels in (("tinh", frozenset({"province"})), ("tw", frozenset({"region", "nation"})))
    for what in PRODUCT_COUNTS
    for group in PRODUCT_GROUPS
}
"""Of rounds of outstanding products; each is asked of the same rows, read once."""

WAYS: Mapping[str, Way] = {
    "tien-dong": money_accepted,
    "so-de-an": projects_done,
    "so-co-so": establishments,
    "doi-ung-dong": counterpart,
    "de-an-giao": projects_given,
    "de-an-dang-lam": projects_running,
    "de-an-nghiem-thu": projects_done_in_year,
    "de-an-ngung": projects_stopped,
    "tien-giao": money_of_year(GIVEN),
    "tien-tam-ung": money_of_year(ADVANCED),
    "tien-nghiem-thu": money_of_year(ACCEPTED),
    "tien-chi": money_of_year(DISBURSED),
    "so-cum": clusters,
    **PRODUCTS,
}
BY_PROJECT = frozenset(WAYS) - {"so-cum"} - frozenset(PRODUCTS)
"""Ways that count projects, each of which one unit carries out."""
