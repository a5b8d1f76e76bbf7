"""The dashboard of one reader, out of what the rooms below already answer; a fixed number of SELECTs."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from khuyencong.ledger.queries import Question
from khuyencong.ledger.queries.clock import Clock, clock_of, year_asked, years_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.permissions import is_ministry
from khuyencong.organisations.queries import names_on
from khuyencong.organisations.roles import Permission
from khuyencong.places.models import Unit
from khuyencong.post.queries.tray import DeskLoad, in_tray, loads_of
from khuyencong.projects.permissions import may_see_projects
from khuyencong.projects.queries.obstacles import OPEN, hurting, obstacles_seen_by
from khuyencong.reporting.queries.completeness import kept_by
from khuyencong.reporting.queries.dashboard.returns import MOST_NAMED, ReturnsNow, returns_chart, returns_now
from khuyencong.reporting.queries.dashboard.view import Dashboard, Said, Stuck
from khuyencong.rules.charts import Bar, Chart, longest_first
from khuyencong.rules.clock import CAUSES
from khuyencong.rules.money import percent, trieu

FIRST = 5
"""So many things to do are named; the tray has them all."""
MOST_BARS = 14
MOSTLY = Fraction(4, 5)
"""From this share in time on a year's returns are told as good: a convention of our own."""
MILLION = 10**6
ROLES = {
    Agency.Kind.MINISTRY: "Cả nước",
    Agency.Kind.REGION_CENTRE: "Trung tâm vùng",
    Agency.Kind.DEPARTMENT: "Sở Công Thương",
    Agency.Kind.CENTRE: "Trung tâm khuyến công",
    Agency.Kind.COMMUNE_OFFICE: "Cấp xã",
}


def dashboard_of(actor: Actor, today: date) -> Dashboard:
    """Everything she sees of, as it stands today."""
    items = in_tray([actor.desk.code], today) if actor.desk is not None else []
    loads = loads_of(actor.agency, today) if oversees(actor) and actor.agency is not None else []
    kinds = kept_by(actor)
    returned = returns_now(actor, today.year, today)
    clock = clock_now(actor, today)
    open_now = (
        hurting(obstacles_seen_by(actor).filter(state__in=OPEN), today) if may_see_projects(actor) else []
    )
    late_obstacles = sum(each.urgency.is_late for each in open_now)
    late = [
        *late_tasks(sum(each.urgency.is_late for each in items)),
        *late_returns(returned, actor, today.year),
        *([obstacle_said(late_obstacles)] if late_obstacles else []),
    ]
    charts = [
        *([money_chart(clock, actor)] if clock is not None and clock.rows else []),
        *([cause_chart(clock)] if clock is not None and clock.causes else []),
        *([returns_chart(returned, kinds, today.year)] if returned.whole.owed else []),
        *([desk_chart(loads)] if loads else []),
    ]
    return Dashboard(
        role=ROLES.get(Agency.Kind(actor.agency.kind), "") if actor.agency is not None else "",
        year=today.year,
        items=tuple(items[:FIRST]),
        waiting=len(items),
        late=tuple(late),
        stuck=(*desks_stuck(loads), *causes_stuck(clock)),
        good=tuple(good_of(returned, clock)),
        charts=tuple(charts),
    )


def chart_of(actor: Actor, code: str, today: date) -> Chart | None:
    """One of the charts she sees."""
    return next((each for each in dashboard_of(actor, today).charts if each.code == code), None)


def oversees(actor: Actor) -> bool:
    """Whether she is shown what lies at whose desk in her agency."""
    return actor.may(Permission.OVERVIEW_SEE)


def clock_now(actor: Actor, today: date) -> Clock | None:
    """The books of the year that is under way; None for whom sees no money."""
    if not may_see_projects(actor):
        return None
    question = Question(actor=actor)
    year = year_asked(years_of(question), today)
    return clock_of(Question(actor=actor, year=year), today)


def late_tasks(late: int) -> list[Said]:
    """What is past its day at her own desk."""
    return [Said(title=f"{late} việc quá hạn", words="ở bàn của anh/chị", page="tray")] if late else []


def late_returns(found: ReturnsNow, actor: Actor, year: int) -> list[Said]:
    """Returns that should be here: her own first, then those of others in her sight."""
    said = []
    own = found.mine.owed - found.mine.received
    others = found.whole.owed - found.whole.received - own
    if own:
        said.append(
            Said(
                title=f"{own} báo cáo",
                words="cơ quan của anh/chị còn phải nộp, đã quá hạn",
                page="completeness",
            )
        )
    if others:
        words = f"của nơi khác đã đến hạn năm {year} mà chưa có"
        said.append(Said(title=f"{others} báo cáo", words=words, page="completeness"))
    return said


def obstacle_said(late: int) -> Said:
    """Obstacles nobody has answered in time."""
    return Said(title=f"{late} vướng mắc", words="đã quá hạn trả lời", page="obstacles")


def desks_stuck(loads: Sequence[DeskLoad]) -> list[Stuck]:
    """Desks of her agency where something is late, the worst first."""
    return [
        Stuck(
            where=f"{load.desk.title}{f', {load.holder}' if load.holder else ' (chưa ai giữ bàn)'}",
            count=len(load.items),
            late=load.late,
            longest=load.longest,
            page="tray_agency",
        )
        for load in loads
        if load.late
    ][:FIRST]


def causes_stuck(clock: Clock | None) -> list[Stuck]:
    """What holds money back, the heaviest first."""
    if clock is None:
        return []
    return [
        Stuck(
            where=f"{CAUSES[each.cause]}: {trieu(each.amount)} triệu đồng",
            count=each.projects,
            late=0,
            longest=each.longest,
            page="money_clock",
        )
        for each in clock.causes[:FIRST]
    ]


def good_of(found: ReturnsNow, clock: Clock | None) -> list[Said]:
    """What goes well; nothing is called good that has not begun."""
    said = []
    share = found.whole.in_time_share
    if share is not None and share >= MOSTLY:
        words = f"{found.whole.in_time}/{found.whole.owed} báo cáo đến hạn đã nộp đúng hạn"
        said.append(Said(title=percent(share, 0), words=words, page="completeness"))
    if perfect := found.perfect:
        named = ", ".join(perfect[:MOST_NAMED])
        more = f" và {len(perfect) - MOST_NAMED} nơi nữa" if len(perfect) > MOST_NAMED else ""
        said.append(
            Said(title=f"{len(perfect)} nơi", words=f"nộp đủ, đúng hạn: {named}{more}", page="completeness")
        )
    rate = clock.position.rate if clock is not None else None
    if clock is not None and rate and rate >= gone_of(clock.year, clock.on):
        words = f"kinh phí năm {clock.year} đã giải ngân, không chậm hơn thời gian đã qua của năm"
        said.append(Said(title=percent(rate, 1), words=words, page="money"))
    return said


def gone_of(year: int, on: date) -> Fraction:
    """The share of the year that is behind us."""
    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return min(Fraction(max((on - date(year, 1, 1)).days + 1, 0), days), Fraction(1))


def money_chart(clock: Clock, actor: Actor) -> Chart:
    """Money of the year by province at the ministry, by unit elsewhere: out, promised, free."""
    by = "province" if is_ministry(actor) else "agency"
    groups = clock.by(by)
    keys = [each.key for each in groups]
    if by == "province":
        names = dict(Unit.objects.filter(pk__in=keys).values_list("pk", "name"))
    else:
        names = names_on(Agency.objects.filter(pk__in=keys), clock.on)
    bars = [
        Bar(
            name=names.get(each.key, str(each.key)),
            values=(
                millions(each.position.disbursed),
                millions(each.position.committed - each.position.disbursed),
                millions(each.position.given - each.position.committed),
            ),
            told=f"{trieu(each.position.disbursed)}/{trieu(each.position.given)}",
        )
        for each in groups
    ]
    return Chart(
        code="kinh-phi",
        title=f"Kinh phí năm {clock.year} theo {'tỉnh' if by == 'province' else 'đơn vị thực hiện'}",
        unit="triệu đồng",
        series=("Đã giải ngân", "Đã cam kết, chưa giải ngân", "Chưa cam kết"),
        bars=longest_first(bars, MOST_BARS, "Các nơi khác"),
    )


def millions(amount: int) -> int:
    """Whole triệu đồng of a bar's length; its label tells the decimals."""
    return max(round(amount / MILLION), 0)


def cause_chart(clock: Clock) -> Chart:
    """What holds the year's money back."""
    return Chart(
        code="vuong",
        title=f"Kinh phí năm {clock.year} chưa giải ngân, theo nguyên nhân",
        unit="triệu đồng",
        series=("Đang bị giữ",),
        bars=tuple(
            Bar(
                name=CAUSES[each.cause],
                values=(millions(each.amount),),
                told=f"{trieu(each.amount)}; {each.projects} đề án, lâu nhất {each.longest} ngày",
            )
            for each in clock.causes
        ),
    )


def desk_chart(loads: Sequence[DeskLoad]) -> Chart:
    """Tasks by desk of her agency."""
    return Chart(
        code="ban",
        title="Việc đang chờ theo bàn",
        unit="việc",
        series=("Quá hạn", "Còn hạn hoặc không có hạn"),
        bars=tuple(
            Bar(
                name=load.desk.title,
                values=(load.late, len(load.items) - load.late),
                told=f"{len(load.items)} việc, lâu nhất {load.longest} ngày",
            )
            for load in loads
        ),
    )
