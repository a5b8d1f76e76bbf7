"""The dashboard of one reader, out of what the rooms below already answer; a fixed number of SELECTs."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby, islice

from khuyencong.ledger.queries import Question
from khuyencong.ledger.queries.clock import Clock, HeldBy, clock_of, year_asked, years_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.permissions import is_ministry
from khuyencong.organisations.queries import names_on
from khuyencong.organisations.roles import Permission
from khuyencong.places.models import Unit
from khuyencong.post.queries.tray import DeskLoad, TrayItem, in_tray, loads_of
from khuyencong.projects.models import Project
from khuyencong.projects.permissions import may_see_projects
from khuyencong.projects.queries.obstacles import OPEN, hurting, obstacles_seen_by
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.completeness import kept_by, latest_whole
from khuyencong.reporting.queries.conference.sides import marks_on
from khuyencong.reporting.queries.dashboard.elsewhere import sent_on
from khuyencong.reporting.queries.dashboard.good import good_of
from khuyencong.reporting.queries.dashboard.returns import late_returns, returns_chart
from khuyencong.reporting.queries.dashboard.view import Dashboard, Said, Stuck
from khuyencong.rules.charts import Bar, Chart, Tone, longest_first
from khuyencong.rules.clock import CAUSES
from khuyencong.rules.money import half_up, trieu

FIRST = 5
"""So many things to do are named; the tray has them all."""
MOST_BARS = 14
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
    returned = latest_whole(actor, today)
    clock = clock_now(actor, today)
    open_now = (
        hurting(obstacles_seen_by(actor).filter(state__in=OPEN), today) if may_see_projects(actor) else []
    )
    waits, away = sent_on(actor, today)
    # What lies at her own desk is counted there, once.
    own = {each.dossier_key for each in items if each.dossier_kind == "obstacle"}
    late_obstacles = sum(each.urgency.is_late for each in open_now if str(each.obstacle.pk) not in own)
    stuck, more = desks_stuck(loads)
    good, short = good_of(returned, clock, items, kinds, marks_on(today))
    late = [
        *late_tasks(sum(each.urgency.is_late for each in items)),
        *late_returns(actor, today),
        *([obstacle_said(late_obstacles)] if late_obstacles else []),
    ]
    made = made_up_seen(actor)
    charts = [
        *([money_chart(clock, actor)] if clock is not None and clock.rows else []),
        *([cause_chart(clock)] if clock is not None and clock.causes else []),
        *([returns_chart(returned, kinds)] if returned.rates.owed else []),
        *([desk_chart(loads, made=made)] if loads else []),
    ]
    return Dashboard(
        role=ROLES.get(Agency.Kind(actor.agency.kind), "") if actor.agency is not None else "",
        year=today.year,
        items=tuple(first_of(items)),
        waiting=len(items),
        late=tuple(late),
        stuck=(*stuck, *causes_stuck(clock)),
        desks_more=more,
        sent_on=tuple(waits),
        away=away,
        good=tuple(good),
        short=tuple(short),
        charts=tuple(charts),
        made=made,
    )


def first_of(items: Sequence[TrayItem]) -> list[TrayItem]:
    """The first to do, of many of one kind with one day only one: five of them would say one thing."""
    runs = groupby(items, key=lambda each: (each.dossier_kind, each.urgency.ends))
    return [next(run) for _, run in islice(runs, FIRST)]


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
    return (
        [Said(title=f"{late} việc", words="quá hạn ở bàn của anh/chị", page="tray", query="xem=qua-han")]
        if late
        else []
    )


def obstacle_said(late: int) -> Said:
    """Obstacles others have not answered in time."""
    return Said(title=f"{late} vướng mắc", words="nơi khác đã quá hạn trả lời", page="obstacles")


def made_up_seen(actor: Actor) -> bool:
    """Whether any dossier or return she sees is made up; two SELECTs at most."""
    seen = (Project.objects.visible_to(actor), PeriodicReturn.objects.visible_to(actor))
    return any(rows.filter(made_up=True).exists() for rows in seen)


def desks_stuck(loads: Sequence[DeskLoad]) -> tuple[list[Stuck], int]:
    """Desks of her agency where something is late, the worst first; and how many more there are."""
    found = [
        Stuck(
            where=f"{load.desk.title}, {load.holder or 'chưa ai giữ bàn'}",
            count=len(load.items),
            late=load.late,
            longest=load.longest,
            page="tray_agency",
        )
        for load in loads
        if load.late
    ]
    return found[:FIRST], len(found[FIRST:])


def causes_stuck(clock: Clock | None) -> list[Stuck]:
    """What holds money back, every cause, the one with most money first."""
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
        for each in by_money(clock.causes)
    ]


def by_money(causes: Sequence[HeldBy]) -> list[HeldBy]:
    """The causes as a reader of amounts expects them."""
    return sorted(causes, key=lambda each: (-each.amount, -each.projects, CAUSES[each.cause]))


def is_made(clock: Clock) -> bool:
    """Whether any book of it is of a made-up project."""
    return any(each.book.project.made_up for each in clock.rows)


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
        tones=(Tone.GOOD, Tone.PART, Tone.NONE),
        made=is_made(clock),
        bars=longest_first(bars, MOST_BARS, "Các nơi khác"),
    )


def millions(amount: int) -> int:
    """Whole triệu đồng of a bar's length; its label tells the decimals."""
    return max(int(half_up(Fraction(amount, MILLION), 0)), 0)


def cause_chart(clock: Clock) -> Chart:
    """What holds the year's money back."""
    return Chart(
        code="vuong",
        title=f"Kinh phí năm {clock.year} chưa giải ngân, theo nguyên nhân",
        unit="triệu đồng",
        series=("Đang bị giữ",),
        tones=(Tone.BAD,),
        made=is_made(clock),
        bars=tuple(
            Bar(
                name=CAUSES[each.cause],
                values=(millions(each.amount),),
                told=f"{trieu(each.amount)}; {each.projects} đề án, lâu nhất {each.longest} ngày",
            )
            for each in by_money(clock.causes)
        ),
    )


def desk_chart(loads: Sequence[DeskLoad], *, made: bool) -> Chart:
    """Tasks by desk of her agency."""
    return Chart(
        code="ban",
        title="Việc đang chờ theo bàn",
        unit="việc",
        series=("Còn hạn hoặc không có hạn", "Quá hạn"),
        tones=(Tone.GOOD, Tone.BAD),
        made=made,
        bars=tuple(
            Bar(
                name=f"{load.desk.title}, {load.holder or 'chưa ai giữ bàn'}",
                values=(len(load.items) - load.late, load.late),
                told=f"{len(load.items)} việc, lâu nhất {load.longest} ngày",
            )
            for load in loads
        ),
    )
