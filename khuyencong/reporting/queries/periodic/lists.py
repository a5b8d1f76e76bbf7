"""Which returns a desk has to do with, how late one is, and why a locked one is locked and who opens it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import inherited
from khuyencong.organisations.roles import Permission
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.periodic.known import let_in_since
from khuyencong.reporting.queries.periodic.places import parents_of, returns_seen_by
from khuyencong.rules.timeliness import days_late

Life = PeriodicReturn.State
OWED = (Life.EXPECTED, Life.DRAFT, Life.SUBMITTED, Life.RETURNED, Life.WITHDRAWN, Life.REOPENED)
"""What lies with the agency that owes it."""
NOT_HERE = (Life.EXPECTED, Life.DRAFT, Life.MISSING)
"""Where nothing is here though it was sent once: it was declared missing, and perhaps let in again since.

One that was let in and handed up, or sent back by its own head, looks like one the level above sent back: what
tells them apart is `let_in_since`.
"""
MINE, OTHERS = "minh", "khac"
"""Whose returns a list is narrowed to."""
OVERDUE = "qua-han"
"""What an address says instead of a state for what is due and never came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A return with how many days of the calendar it is late: when it was first sent, else today."""

    report: PeriodicReturn
    days: int
    came: bool
    """Whether the level above has had it, so that the days are those of its first sending."""

    @property
    def is_owed(self) -> bool:
        """Whether it still lies with who owes it."""
        return self.report.state in OWED

    @property
    def words(self) -> str:
        """That it is owed and late; "" otherwise."""
        late = self.days and self.is_owed and self.report.due_on is not None
        return f"{self.how.capitalize()} {self.days} ngày, hạn {self.report.due_on:%d/%m/%Y}" if late else ""

    @property
    def is_overdue(self) -> bool:
        """Whether it is late and nothing is here."""
        return self.days > 0 and not self.came

    @property
    def how(self) -> str:
        """What its days are called: what came, and was sent back or opened again since, is not overdue."""
        return "gửi lần đầu muộn" if self.came else "quá hạn"


def lately(report: PeriodicReturn, today: date) -> Late:
    """How late it is."""
    here = report.first_sent_at is not None and report.state not in NOT_HERE and not anew(report)
    sent = localdate(report.first_sent_at) if here else today
    days = 0 if report.state == Life.DROPPED else days_late(report.due_on, sent)
    return Late(report=report, days=days or 0, came=here)


def anew(report: PeriodicReturn) -> bool:
    """Whether it was let in again and not sent since; of a list annotated with it no SELECT."""
    if report.first_sent_at is None or report.state not in (Life.SUBMITTED, Life.RETURNED, Life.WITHDRAWN):
        return False
    told: bool | None = vars(report).get("let_in")
    if told is None:
        told = PeriodicReturn.objects.filter(let_in_since(), pk=report.pk).exists()
    return told


def owed_by(actor: Actor, today: date) -> QuerySet[PeriodicReturn]:
    """What her agency, and those it took over, have to return by now: what is late first."""
    return _hers(actor, *OWED).filter(opens_on__lte=today)


def declared_missing_of(actor: Actor) -> QuerySet[PeriodicReturn]:
    """What of hers was declared missing: nothing can be done before the level above lets it in."""
    return _hers(actor, Life.MISSING)


def _hers(actor: Actor, *states: Life) -> QuerySet[PeriodicReturn]:
    if actor.agency is None:
        return PeriodicReturn.objects.none()
    rows = returns_seen_by(actor).filter(agency__in=inherited(actor.agency), state__in=states)
    return rows.annotate(let_in=let_in_since()).order_by("due_on", "form", "pk")


def waiting_for(actor: Actor) -> QuerySet[PeriodicReturn]:
    """What was sent to her agency and waits to be approved."""
    if actor.agency is None or not actor.may(Permission.PERIODIC_APPROVE):
        return PeriodicReturn.objects.none()
    to = inherited(actor.agency)
    return returns_seen_by(actor).filter(to__in=to, state=Life.SENT).order_by("sent_at", "pk")


def overdue(rows: QuerySet[PeriodicReturn], today: date) -> QuerySet[PeriodicReturn]:
    """Of these what was due, of whatever year, and never came; what was put down as missing is that instead."""
    never = Q(first_sent_at__isnull=True) | Q(state__in=NOT_HERE) | Q(let_in_since())
    return rows.filter(never, state__in=OWED, due_on__lt=today)


def listed(actor: Actor, wanted: "Wanted", today: date) -> QuerySet[PeriodicReturn]:
    """Every return she sees that has opened, narrowed; the latest period first."""
    rows = returns_seen_by(actor).filter(opens_on__lte=today)
    if wanted.whose and actor.agency is not None:
        own = inherited(actor.agency)
        rows = rows.filter(agency__in=own) if wanted.whose == MINE else rows.exclude(agency__in=own)
    if wanted.state == OVERDUE:
        rows = overdue(rows, today)
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.form:
        rows = rows.filter(form=wanted.form)
    if wanted.year:
        rows = rows.filter(year=wanted.year)
    return rows.annotate(let_in=let_in_since()).order_by("-ends", "form", "agency_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of all returns: "" or None narrows nothing; `whose` is hers (with what she inherited) or others'."""

    state: str = ""
    whose: str = ""
    form: str = ""
    year: int | None = None


def lock_words(report: PeriodicReturn, today: date) -> str:
    """Why nothing can be written in it, and who opens it; "" where it is open."""
    above = report.to.name_on(today)
    match report.state:
        case Life.APPROVED:
            return _approved_words(report, above, today)
        case Life.SENT:
            return f"Đã gửi: số liệu khóa trong khi {above} xem. Muốn sửa, nhờ nơi ấy trả lại."
        case Life.SUBMITTED:
            return "Đã trình ký: số liệu khóa. Người lập rút lại được, hoặc lãnh đạo trả lại."
        case Life.MISSING:
            return f"Đã ghi nhận nợ báo cáo. Lãnh đạo {above} cho nộp muộn được, kèm lý do."
        case Life.DROPPED:
            return f"Đã ghi kỳ này không phải nộp. Lãnh đạo {above} ghi lại là phải nộp được, kèm lý do."
        case _:
            return ""


def _approved_words(report: PeriodicReturn, above: str, today: date) -> str:
    parent = parents_of(report).filter(state=Life.APPROVED).select_related("agency", "to").first()
    words = f"Đã duyệt và khóa. Lãnh đạo {above} mở lại được, kèm lý do; số cũ vẫn được giữ."
    if parent is None:
        return words
    first = f"báo cáo cùng kỳ của {parent.agency.name_on(today)}"
    return f"{words} Trước đó {first} phải được {parent.to.name_on(today)} mở lại."
