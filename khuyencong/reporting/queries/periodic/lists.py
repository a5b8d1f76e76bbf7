"""Which returns a desk has to do with, how late one is, and why a locked one is locked and who opens it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.roles import Permission
from khuyencong.post.queries.working_days import working_days
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.periodic.places import parents_of, returns_seen_by
from khuyencong.rules.periods import Lateness, lateness

Life = PeriodicReturn.State
OWED = (Life.EXPECTED, Life.DRAFT, Life.SUBMITTED, Life.RETURNED, Life.REOPENED)
"""What lies with the agency that owes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A return with how late it is: when it was first sent, else today."""

    report: PeriodicReturn
    by: Lateness

    @property
    def is_owed(self) -> bool:
        """Whether it still lies with who owes it."""
        return self.report.state in OWED


def lately(report: PeriodicReturn, today: date) -> Late:
    """How late it is."""
    sent = localdate(report.first_sent_at) if report.first_sent_at is not None else today
    settled = report.state == Life.DROPPED
    days = Lateness(days=0, working_days=0) if settled else lateness(report.due_on, sent, working_days())
    return Late(report=report, by=days)


def owed_by(actor: Actor, today: date) -> QuerySet[PeriodicReturn]:
    """What her agency, and those it took over, have to return by now: what is late first."""
    if actor.agency is None:
        return PeriodicReturn.objects.none()
    mine = Q(agency=actor.agency) | Q(agency__successor=actor.agency)
    rows = returns_seen_by(actor).filter(mine, state__in=OWED, opens_on__lte=today)
    return rows.order_by("due_on", "form", "pk")


def waiting_for(actor: Actor) -> QuerySet[PeriodicReturn]:
    """What was sent to her agency and waits to be approved."""
    if actor.agency is None or not actor.may(Permission.PERIODIC_APPROVE):
        return PeriodicReturn.objects.none()
    to = Q(to=actor.agency) | Q(to__successor=actor.agency)
    return returns_seen_by(actor).filter(to, state=Life.SENT).order_by("sent_at", "pk")


def listed(actor: Actor, wanted: "Wanted", today: date) -> QuerySet[PeriodicReturn]:
    """Every return she sees that has opened, narrowed; the latest period first."""
    rows = returns_seen_by(actor).filter(opens_on__lte=today)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.form:
        rows = rows.filter(form=wanted.form)
    if wanted.year:
        rows = rows.filter(year=wanted.year)
    return rows.order_by("-ends", "form", "agency_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of all returns: "" or None narrows nothing."""

    state: str = ""
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
            return f"{above} đã ghi kỳ này không phải nộp."
        case _:
            return ""


def _approved_words(report: PeriodicReturn, above: str, today: date) -> str:
    parent = parents_of(report).filter(state=Life.APPROVED).select_related("agency", "to").first()
    words = f"Đã duyệt và khóa. Lãnh đạo {above} mở lại được, kèm lý do; số cũ vẫn được giữ."
    if parent is None:
        return words
    first = f"báo cáo cùng kỳ của {parent.agency.name_on(today)}"
    return f"{words} Trước đó {first} phải được {parent.to.name_on(today)} mở lại."
