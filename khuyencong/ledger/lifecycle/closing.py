"""The life of a year's closing: prepared, checked by another, decided by a head, written book by book.

From the decision on the databases take no posting of the year but its own; a job writes them, each book in a
transaction of its own, so that a run that was broken off goes on where it stopped.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.changing import close_when_done
from khuyencong.ledger.actions.closing import begin_closing, pin, write_line
from khuyencong.ledger.actions.ending import end_what_is_over
from khuyencong.ledger.models import CloseLine, YearClose
from khuyencong.ledger.queries.changing import given_up_years
from khuyencong.ledger.queries.closing import books_of, checklist, rows_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Desk, Seat
from khuyencong.organisations.queries import leader_desk, operator
from khuyencong.post.actions.jobs import job
from khuyencong.projects.lifecycle.changes import let_given_up_go
from khuyencong.projects.lifecycle.projects import OFFICERS
from khuyencong.projects.models import Project
from khuyencong.rules.closing import Choice, outcome
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.money import dong
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = YearClose.State
LOCKED = (Life.RUNNING, Life.FAILED, Life.CLOSED)
CHECKERS = (*sorted(OFFICERS), "accountant")


def told(close: YearClose) -> str:
    """The closing in one line."""
    return f"sổ {close.get_purse_display().lower()} năm {close.year}"


def at_its_desk(close: YearClose, on: date) -> Waits:
    """At the desk that prepares it."""
    return Waits(desk=close.desk.code, agency=close.desk.agency.code, title=f"Chuẩn bị khóa {told(close)}")


def to_correct(close: YearClose, on: date) -> Waits:
    """At the same desk, until what was wrong is put right."""
    return Waits(desk=close.desk.code, agency=close.desk.agency.code, title=f"Sửa rồi khóa lại {told(close)}")


def at_the_checker(close: YearClose, on: date) -> Waits | None:
    """At another desk than the one that prepared it: the accountant's first, else an officer's."""
    held = Seat.objects.on(on).filter(desk__agency=close.agency, desk__role__in=CHECKERS)
    seats = held.exclude(desk=close.desk).select_related("desk__agency").order_by("desk__since", "desk_id")
    desks = sorted((each.desk for each in seats), key=lambda desk: desk.role != "accountant")
    return _at(desks[0] if desks else None, f"Kiểm tra khóa {told(close)}")


def at_the_head(close: YearClose, on: date) -> Waits | None:
    """At the head of the agency that pays."""
    return _at(leader_desk(close.agency, on), f"Quyết định khóa {told(close)}")


def at_work(close: YearClose, on: date) -> Waits | None:
    """At the head while the server writes, so that a run that stops is seen."""
    return _at(leader_desk(close.agency, on), f"Theo dõi khóa {told(close)}: máy đang ghi")


def stopped(close: YearClose, on: date) -> Waits | None:
    """At the head, who lets the server go on."""
    return _at(
        leader_desk(close.agency, on), f"Khóa {told(close)} dừng giữa chừng: xem vì sao, rồi cho chạy tiếp"
    )


def _at(desk: Desk | None, title: str) -> Waits | None:
    return Waits(desk=desk.code, agency=desk.agency.code, title=title) if desk is not None else None


def ready(close: YearClose, act: Act) -> Sequence[Finding]:
    """Nothing of the checklist blocks, and the equation of the purse holds."""
    rows = rows_of(close)
    found = [
        error(
            "check_blocks",
            f"{each.check.name}: {len(each.found)}.",
            each.check.by_whom,
            "Việc trước khi khóa sổ",
        )
        for each in checklist(close, rows, act.on)
        if each.blocks
    ]
    if left := outcome(each.case for each in rows).left_over:
        found.append(error("unbalanced", f"Cân đối nguồn lệch {dong(left)}.", "Báo người vận hành.", "Kết quả"))
    return found


def into_an_open_year(close: YearClose, act: Act) -> Sequence[Finding]:
    """The year that its money is carried to still takes it."""
    return [
        error(
            "next_year_closed",
            f"Sổ năm {each.year}: {each.get_state_display().lower()}, không nhận tiền chuyển sang.",
            f"Mở lại sổ năm {each.year} trước.",
            "Năm sau",
        )
        for each in following(close)
        if each.state in LOCKED
    ]


def following(close: YearClose) -> list[YearClose]:
    """The closings of the year after over the same projects, locked: one is decided on after the other."""
    rows = YearClose.objects.filter(purse=close.purse, year=close.year + 1).exclude(state=Life.DROPPED)
    if close.purse == Project.Purse.LOCAL:
        same = YearClose.objects.filter(departments__in=close.departments.values("pk"))
        rows = rows.filter(pk__in=same.values("pk"))
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def never_closed(close: YearClose, act: Act) -> Sequence[Finding]:
    """Nothing was written under it yet: what was stays, and another closing could not tell its own from it."""
    if close.round == 1:
        return ()
    message = f"{told(close).capitalize()} đã khóa một lần rồi mở lại: không bỏ được, chỉ khóa lại."
    return [error("was_closed", message, "Sửa xong thì trình kiểm tra để khóa lại.")]


def decided(close: YearClose, act: Act) -> Sequence[Finding]:
    """The same, once nobody else can write into the books: they stay locked until this is decided."""
    list(books_of(close).select_for_update(of=("self",)).order_by("pk"))
    carries = close.lines.filter(round=close.round, choice=Choice.CARRY.value).exists()
    return [*(into_an_open_year(close, act) if carries else ()), *ready(close, act)]


def start(close: YearClose, act: Act) -> Mapping[str, object]:
    """Pin what will be written and let the server write it."""
    rows = rows_of(close)
    result = outcome(each.case for each in rows)
    books = pin(close, rows)
    write_closing.enqueue(close.pk)
    return {
        "books": books,
        "carried": result.following.given,
        "withdrawn": result.withdrawn,
        "given_before": result.before.given,
        "given_after": result.after.given,
    }


def go_on(close: YearClose, act: Act) -> Mapping[str, object]:
    """Let the server write what is left."""
    write_closing.enqueue(close.pk)
    return {"left": unwritten(close).count()}


def all_written(close: YearClose, act: Act) -> Sequence[Finding]:
    """Every book was written, and none has come in that nobody decided on."""
    left = unwritten(close).count()
    if left:
        return [error("unwritten", f"Còn {left} quyển chưa ghi.", "Chạy tiếp.", "Tiến độ")]
    loose = [each for each in rows_of(close) if each.case.movable]
    return [
        error(
            "unforeseen",
            f"Còn {dong(each.case.movable)} ngoài quyết định.",
            "Mở lại để xử lý.",
            each.case.title,
        )
        for each in loose
    ]


def unwritten(close: YearClose) -> QuerySet[CloseLine]:
    """The books that were decided on and not yet written, in their order."""
    return close.lines.filter(round=close.round, plan__isnull=False, written_at__isnull=True).order_by("pk")


def end(close: YearClose, act: Act) -> Mapping[str, object]:
    """Keep the day."""
    close.closed_on = act.on
    return {"closed_on": close.closed_on, "round": close.round}


def reopen(close: YearClose, act: Act) -> Mapping[str, object]:
    """Another round: what was written stays, what is put right is closed anew."""
    close.round, close.closed_on = close.round + 1, None
    return {"round": close.round}


YEAR_CLOSE = Lifecycle(
    kind="year_close",
    title="Khóa sổ năm",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang chuẩn bị", owner="Kế toán hoặc cán bộ", waits=at_its_desk),
        State(code=Life.RETURNED, label="Trả lại để xử lý tiếp", owner="Bàn lập", waits=at_its_desk),
        State(code=Life.PREPARED, label="Chờ kiểm tra", owner="Kế toán hoặc cán bộ khác", waits=at_the_checker),
        State(code=Life.CHECKED, label="Đã kiểm tra, chờ khóa", owner="Lãnh đạo", waits=at_the_head),
        State(code=Life.RUNNING, label="Đang ghi bút toán khóa sổ", owner="Máy chủ", waits=at_work),
        State(code=Life.FAILED, label="Ghi dở, phải chạy tiếp", owner="Lãnh đạo", waits=stopped),
        State(code=Life.REOPENED, label="Mở lại để sửa", owner="Bàn lập", waits=to_correct),
        State(code=Life.CLOSED, label="Đã khóa sổ", reopens=True),
        State(code=Life.DROPPED, label="Đã bỏ"),
    ),
    transitions=(
        Transition(
            name="year_close.prepare",
            title="Trình kiểm tra",
            sources=frozenset({Life.DRAFT, Life.RETURNED, Life.REOPENED}),
            target=Life.PREPARED,
            who=permissions.prepares_close,
            by="Kế toán hoặc cán bộ nơi cấp kinh phí",
            when=ready,
        ),
        Transition(
            name="year_close.check",
            title="Xác nhận đã kiểm tra",
            sources=frozenset({Life.PREPARED}),
            target=Life.CHECKED,
            who=permissions.prepares_close,
            by="Kế toán hoặc cán bộ khác",
            when=ready,
            unlike=frozenset({"year_close.prepare"}),
        ),
        Transition(
            name="year_close.return",
            title="Trả lại để xử lý tiếp",
            sources=frozenset({Life.PREPARED, Life.CHECKED}),
            target=Life.RETURNED,
            who=permissions.sends_close_back,
            by="Người đang giữ hồ sơ",
            needs_reason=True,
        ),
        Transition(
            name="year_close.close",
            title="Khóa sổ",
            sources=frozenset({Life.CHECKED}),
            target=Life.RUNNING,
            who=permissions.decides_close,
            by="Lãnh đạo nơi cấp kinh phí",
            when=decided,
            effect=start,
            unlike=frozenset({"year_close.prepare", "year_close.check"}),
            decision=True,
        ),
        Transition(
            name="year_close.fail",
            title="Dừng giữa chừng",
            sources=frozenset({Life.RUNNING}),
            target=Life.FAILED,
            who=permissions.runs_close,
            by="Máy chủ, khi không ghi tiếp được",
            needs_reason=True,
        ),
        Transition(
            name="year_close.resume",
            title="Cho chạy tiếp",
            sources=frozenset({Life.FAILED}),
            target=Life.RUNNING,
            who=permissions.decides_close,
            by="Lãnh đạo nơi cấp kinh phí",
            effect=go_on,
        ),
        Transition(
            name="year_close.finish",
            title="Ghi xong bút toán khóa sổ",
            sources=frozenset({Life.RUNNING}),
            target=Life.CLOSED,
            who=permissions.runs_close,
            by="Máy chủ, khi đã ghi hết",
            when=all_written,
            effect=end,
        ),
        Transition(
            name="year_close.reopen",
            title="Mở lại để sửa",
            sources=frozenset({Life.CLOSED, Life.RUNNING, Life.FAILED}),
            target=Life.REOPENED,
            who=permissions.decides_close,
            by="Lãnh đạo nơi cấp kinh phí",
            when=into_an_open_year,
            effect=reopen,
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="year_close.drop",
            title="Bỏ lần khóa này",
            sources=frozenset({Life.DRAFT, Life.RETURNED}),
            target=Life.DROPPED,
            who=permissions.prepares_close,
            by="Bàn lập",
            when=never_closed,
            needs_reason=True,
        ),
    ),
    title_of=told,
    agency_of=lambda close: close.agency.code,
)


@transaction.atomic
def begin_close(purse: str, year: int, act: Act, *, made_up: bool = False) -> YearClose:
    """Begin to close a year and let it wait at its desk. PermissionDenied or BlockedError."""
    close = begin_closing(purse, year, by=act.by, at=act.at, made_up=made_up)
    YEAR_CLOSE.begin(close, act)
    return close


def stop(key: int, *, why: str) -> None:
    """Say that the server could not go on; nothing where it is done or was stopped before."""
    row = YearClose.objects.get(pk=key)
    if row.state == Life.RUNNING:
        YEAR_CLOSE.perform("year_close.fail", row, Act(by=operator(), at=now(), reason=why))


@job(title="Khóa sổ năm", whole=False, given_up=stop)
def write_closing(key: int) -> str:
    """Write what was decided, book by book; run again it goes on where it was broken off.

    What the rules refuse will be refused again, so it stops at once; other trouble is tried again first.
    """
    try:
        return run_closing(YearClose.objects.get(pk=key), by=operator(), at=now())
    except BlockedError as blocked:
        why = "; ".join(
            f"{each.place}: {each.message}" if each.place else each.message for each in blocked.findings
        )
        stop(key, why=why)
        return f"Dừng: {why}"


def run_closing(close: YearClose, *, by: Actor, at: datetime) -> str:
    """The same in somebody's name: each book in its own transaction, then the year is closed. BlockedError."""
    close.refresh_from_db()
    if close.state == Life.FAILED:
        return "Đang dừng"
    written = 0
    for line in unwritten(close):
        with transaction.atomic():
            written += write_line(line, by=by, at=at)
            project = line.book.project
            let_given_up_go(project, given_up_years(project), Act(by=by, at=at, reason=str(close)))
    close.refresh_from_db()
    if close.state == Life.RUNNING:
        end_projects(close, Act(by=by, at=at, reason=str(close)))
        YEAR_CLOSE.perform("year_close.finish", close, Act(by=by, at=at))
    return f"{written} quyển"


def end_projects(close: YearClose, act: Act) -> None:
    """Projects of which it took the last that was to be done, or what a correction had put back, are over.

    Each in a transaction of its own that locks the project first, as all that moves its money does. A run that
    was broken off comes by here again, before it is finished.
    """
    books = close.lines.filter(round=close.round).values("book__project")
    open_ = (Project.State.CONTRACTED, Project.State.ACCEPTED, Project.State.STOPPED)
    for project in Project.objects.filter(pk__in=books, state__in=open_).order_by("pk"):
        with transaction.atomic():
            if not close_when_done(project, act):
                end_what_is_over(project, act)
