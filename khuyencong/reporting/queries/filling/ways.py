"""The ways an indicator fills itself (rules.indicators.FILLS): each gives the rows its number is the sum of."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from khuyencong.industry.queries.clusters import Facts
from khuyencong.reporting.queries.filling.dossiers import Dossiers, Held, Moved
from khuyencong.rules.clusters import LISTED, ares
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
ClusterWay = Callable[[Dossiers], list[Ground] | None]
USD = 10_000
"""A hundredth of a million US dollars: what the form counts them by."""


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
    if line.fill in CLUSTERS:
        return CLUSTERS[line.fill](dossiers)
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


def of_clusters(value: Callable[[Facts], int | None], told: Callable[[Facts], str]) -> ClusterWay:
    """A number of each cluster of the place; None where no cluster says anything, for that is not nought.

    One of which nothing is known stands in the list with nought and says so, for the officer to see.
    """

    def way(dossiers: Dossiers) -> list[Ground] | None:
        found = []
        for each in dossiers.clusters:
            facts = dossiers.cluster_facts[each.pk]
            amount = value(facts)
            found.append((each, amount, told(facts) if amount is not None else "Sổ chưa ghi"))
        if found and all(amount is None for _, amount, _ in found):
            return None
        return [
            Ground(kind="cluster", key=each.pk, title=each.name, amount=amount or 0, on=each.since, told=words)
            for each, amount, words in found
        ]

    return way


def land_of(name: str) -> ClusterWay:
    """Land of that kind in hundredths of a hectare: of each cluster once, half up."""

    def value(facts: Facts) -> int | None:
        area: int | None = getattr(facts.land, name)
        if area is not None:
            return ares(area)
        # With decisions written down, what none of them says has not been decided.
        undecided = facts.decisions if name in ("expanded", "detailed") else facts.standing == LISTED
        return 0 if undecided else None

    return of_clusters(value, founded)


def let_of(facts: Facts) -> int | None:
    """Let land in hundredths of a hectare; None where nobody ever wrote a lease down."""
    return ares(facts.land.leased) if facts.leases else None


def rows_let(facts: Facts) -> str:
    """How many rows it is the sum of."""
    return f"{len(facts.running)} dòng cho thuê"


def reported_of(measure: str, scale: int = 1) -> ClusterWay:
    """The latest total of that kind, in the unit of the form."""

    def value(facts: Facts) -> int | None:
        count = facts.count(measure)
        return None if count is None else count.value // scale

    def told(facts: Facts) -> str:
        count = facts.count(measure)
        return "" if count is None else f"Báo đến {count.on:%d/%m/%Y}: {count.source}"

    return of_clusters(value, told)


def founded(facts: Facts) -> str:
    """The last paper about it."""
    return facts.decisions[-1].number if facts.decisions else "Sổ chưa có quyết định"


CLUSTERS: Mapping[str, ClusterWay] = {
    "so-cum": of_clusters(
        lambda facts: 0 if facts.standing == LISTED else 1,
        lambda facts: "Mới có trong danh mục" if facts.standing == LISTED else founded(facts),
    ),
    "cum-co-thue": of_clusters(lambda facts: (1 if facts.running else 0) if facts.leases else None, rows_let),
    "cum-ha-thanh-lap": land_of("established"),
    "cum-ha-mo-rong": land_of("expanded"),
    "cum-ha-quy-hoach": land_of("detailed"),
    "cum-ha-cong-nghiep": land_of("industrial"),
    "cum-ha-cho-thue": of_clusters(let_of, rows_let),
    "cum-ben-thue": of_clusters(lambda facts: len(facts.tenants) if facts.leases else None, rows_let),
    "cum-von-trong-nuoc": reported_of("domestic"),
    "cum-von-nuoc-ngoai": reported_of("foreign", USD),
    "cum-lao-dong": reported_of("jobs"),
}
"""Ways that count what the register knows of clusters."""


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
    **PRODUCTS,
}
BY_PROJECT = frozenset(WAYS) - frozenset(PRODUCTS)
"""Ways that count projects, each of which one unit carries out."""
