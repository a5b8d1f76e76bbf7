"""The life of a year's opening: prepared by an officer, recorded by a head, written by the server."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.timezone import now

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.opening import begin_rest, begin_year, write_given, year_closed
from khuyencong.ledger.models import YearOpening
from khuyencong.ledger.queries.chains import closed_of
from khuyencong.ledger.queries.opening import going_on, unwritten
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import leader_desk, operator
from khuyencong.post.actions.jobs import job
from khuyencong.projects.lifecycle import Signed
from khuyencong.projects.models import DecidedProject
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = YearOpening.State


def told(opening: YearOpening) -> str:
    """The opening in one line."""
    return f"kinh phí {opening.get_purse_display().lower()} năm {opening.year} cho đề án nhiều năm"


def given_by(opening: YearOpening) -> int:
    """What it gives, in đồng."""
    return int(opening.lines.filter(left_out=False).aggregate(total=Sum("amount", default=0))["total"])


def at_its_desk(opening: YearOpening, on: date) -> Waits:
    """At the desk that prepares it."""
    title = f"Soạn quyết định giao {told(opening)}"
    return Waits(desk=opening.desk.code, agency=opening.desk.agency.code, title=title, stake=given_by(opening))


def at_the_head(opening: YearOpening, on: date) -> Waits | None:
    """At the head of the agency that makes the plan."""
    return _at_head(opening, on, "Trình ký và ghi quyết định giao")


def at_work(opening: YearOpening, on: date) -> Waits | None:
    """At the same while the server writes, so that a run that stops is seen."""
    return _at_head(opening, on, "Theo dõi máy ghi sổ:")


def stopped(opening: YearOpening, on: date) -> Waits | None:
    """At the same head, who lets the server go on."""
    return _at_head(opening, on, "Dừng giữa chừng, xem vì sao rồi cho chạy tiếp:")


def _at_head(opening: YearOpening, on: date, what: str) -> Waits | None:
    desk = leader_desk(opening.agency, on)
    if desk is None:
        return None
    title = f"{what} {told(opening)}"
    return Waits(desk=desk.code, agency=desk.agency.code, title=title, stake=given_by(opening))


def gives(opening: YearOpening, act: Act) -> Sequence[Finding]:
    """It gives something, and every project still waits for just that."""
    waiting = {each.pk: amount for each, amount in going_on(opening.agency, opening.purse, opening.year)}
    lines = list(opening.lines.filter(left_out=False).select_related("project"))
    if not lines:
        return [error("empty", "Chưa giao cho đề án nào.", "Bỏ đánh dấu ít nhất một đề án.", "Danh sách")]
    shut = closed_of([each.project for each in lines], opening.purse, opening.year)
    if shut:
        titles = [each.project.title for each in lines if each.project_id in shut]
        return [year_closed(opening.year, f"Đề án “{title}”") for title in titles]
    return [
        error(
            "changed",
            "Đề án không còn chờ đúng số này.",
            "Để lại lần sau, hoặc bỏ lần mở này rồi soạn lại.",
            f"Đề án “{each.project.title}”",
        )
        for each in lines
        if waiting.get(each.project_id) != each.amount
    ]


def signed_and_gives(opening: YearOpening, act: Act) -> Sequence[Finding]:
    """It has a number and a day that has come; the same of its projects."""
    given = act.given
    if not isinstance(given, Signed) or not given.number.strip():
        return [error("no_number", "Chưa ghi số quyết định.", "Ghi số như trên văn bản.", "Ô “Số”")]
    if given.on > act.on:
        message = f"Ngày ký {given.on:%d/%m/%Y} chưa đến."
        return [error("future", message, "Chỉ ghi khi đã ký.", "Ô “Ngày ký”")]
    if given.on < (least := planned_on(opening)):
        message = f"Ngày ký {given.on:%d/%m/%Y} trước ngày {least:%d/%m/%Y} của quyết định duyệt các đề án này."
        return [error("before_its_ground", message, "Xem lại ngày ký trên văn bản.", "Ô “Ngày ký”")]
    return gives(opening, act)


def planned_on(opening: YearOpening) -> date:
    """The day of the latest decision that approved one of its projects."""
    named = DecidedProject.objects.filter(
        project__in=opening.lines.filter(left_out=False).values("project"), standing=True
    )
    return named.aggregate(day=Max("decision__signed_on"))["day"] or date.min


def start(opening: YearOpening, act: Act) -> Mapping[str, object]:
    """Write number and day down and let the server write the books."""
    opening.number, opening.signed_on = act.given.number.strip(), act.given.on
    write_opening.enqueue(opening.pk)
    return {"number": opening.number, "signed_on": opening.signed_on, "given": given_by(opening)}


def go_on(opening: YearOpening, act: Act) -> Mapping[str, object]:
    """Let the server write what is left."""
    write_opening.enqueue(opening.pk)
    return {"left": unwritten(opening).count()}


def end(opening: YearOpening, act: Act) -> Mapping[str, object]:
    """Tell what was given, and to whom it was not."""
    left = opening.lines.exclude(why="").order_by("pk").values_list("project", flat=True)
    return {"given": given_by(opening), "not_given": list(left)}


def all_written(opening: YearOpening, act: Act) -> Sequence[Finding]:
    """Every project has its money."""
    left = unwritten(opening).count()
    return [error("unwritten", f"Còn {left} đề án chưa ghi.", "Chạy tiếp.", "Tiến độ")] if left else []


YEAR_OPENING = Lifecycle(
    kind="year_opening",
    title="Mở năm cho đề án nhiều năm",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang soạn", owner="Cán bộ nơi lập kế hoạch", waits=at_its_desk),
        State(code=Life.PROPOSED, label="Trình lãnh đạo", owner="Lãnh đạo", waits=at_the_head),
        State(code=Life.RUNNING, label="Đang ghi sổ", owner="Máy chủ", waits=at_work),
        State(code=Life.FAILED, label="Ghi dở, phải chạy tiếp", owner="Lãnh đạo", waits=stopped),
        State(code=Life.OPENED, label="Đã giao"),
        State(code=Life.DROPPED, label="Đã bỏ"),
    ),
    transitions=(
        Transition(
            name="year_opening.propose",
            title="Trình lãnh đạo",
            sources=frozenset({Life.DRAFT}),
            target=Life.PROPOSED,
            who=permissions.prepares_opening,
            by="Cán bộ nơi lập kế hoạch",
            when=gives,
        ),
        Transition(
            name="year_opening.return",
            title="Trả lại để sửa",
            sources=frozenset({Life.PROPOSED}),
            target=Life.DRAFT,
            who=permissions.decides_opening,
            by="Lãnh đạo nơi lập kế hoạch",
            needs_reason=True,
        ),
        Transition(
            name="year_opening.record",
            title="Ghi quyết định đã ký",
            sources=frozenset({Life.PROPOSED}),
            target=Life.RUNNING,
            who=permissions.decides_opening,
            by="Lãnh đạo nơi lập kế hoạch",
            when=signed_and_gives,
            effect=start,
            unlike=frozenset({"year_opening.propose"}),
            decision=True,
        ),
        Transition(
            name="year_opening.fail",
            title="Dừng giữa chừng",
            sources=frozenset({Life.RUNNING}),
            target=Life.FAILED,
            who=permissions.runs_opening,
            by="Máy chủ, khi không ghi tiếp được",
            needs_reason=True,
        ),
        Transition(
            name="year_opening.resume",
            title="Cho chạy tiếp",
            sources=frozenset({Life.FAILED}),
            target=Life.RUNNING,
            who=permissions.decides_opening,
            by="Lãnh đạo nơi lập kế hoạch",
            effect=go_on,
        ),
        Transition(
            name="year_opening.finish",
            title="Ghi xong kinh phí năm",
            sources=frozenset({Life.RUNNING}),
            target=Life.OPENED,
            who=permissions.runs_opening,
            by="Máy chủ, khi đã ghi hết",
            when=all_written,
            effect=end,
        ),
        Transition(
            name="year_opening.drop",
            title="Bỏ lần mở này",
            sources=frozenset({Life.DRAFT}),
            target=Life.DROPPED,
            who=permissions.prepares_opening,
            by="Cán bộ nơi lập kế hoạch",
            needs_reason=True,
        ),
    ),
    title_of=told,
    agency_of=lambda opening: opening.agency.code,
)


@transaction.atomic
def begin_opening(purse: str, year: int, act: Act, *, made_up: bool = False) -> YearOpening:
    """Begin to open a year and let it wait at its desk. PermissionDenied or BlockedError."""
    opening = begin_year(purse, year, by=act.by, at=act.at, made_up=made_up)
    YEAR_OPENING.begin(opening, act)
    return opening


def stop(key: int, *, why: str) -> None:
    """Say that the server could not go on; nothing where it is done or was stopped before."""
    row = YearOpening.objects.get(pk=key)
    if row.state == Life.RUNNING:
        YEAR_OPENING.perform("year_opening.fail", row, Act(by=operator(), at=now(), reason=why))


@job(title="Mở năm", whole=False, given_up=stop)
def write_opening(key: int) -> str:
    """Write what was decided, project by project; run again it goes on where it was broken off.

    What the rules refuse will be refused again, so it stops at once; other trouble is tried again first.
    """
    try:
        return run_opening(YearOpening.objects.get(pk=key), by=operator(), at=now())
    except BlockedError as blocked:
        why = "; ".join(
            f"{each.place}: {each.message}" if each.place else each.message for each in blocked.findings
        )
        stop(key, why=why)
        return f"Dừng: {why}"


def run_opening(opening: YearOpening, *, by: Actor, at: datetime) -> str:
    """The same in somebody's name: each project in its own transaction. BlockedError."""
    opening.refresh_from_db()
    if opening.state == Life.FAILED:
        return "Đang dừng"
    written = 0
    for line in unwritten(opening):
        written += write_given(line, by=by, at=at)
    opening.refresh_from_db()
    if opening.state == Life.RUNNING:
        finish(opening, Act(by=by, at=at))
    return f"{written} đề án"


@transaction.atomic
def finish(opening: YearOpening, act: Act) -> None:
    """Say that all is written; what a change has made another sum waits at the desk as another opening."""
    done = YEAR_OPENING.perform("year_opening.finish", opening, act)
    rest = begin_rest(done, by=act.by, at=act.at)
    if rest is not None:
        YEAR_OPENING.begin(rest, act)
