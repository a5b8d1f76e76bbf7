"""Asking for a return, answering, and the reminders that the duty's own days send: rows, and a letter each."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localdate, now

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Desk, User
from khuyencong.organisations.queries import operator
from khuyencong.organisations.roles import Permission
from khuyencong.post.actions.jobs import job
from khuyencong.post.actions.mail import write
from khuyencong.post.actions.reminders import site
from khuyencong.post.models import Slot
from khuyencong.post.queries.tray import holders_of
from khuyencong.reporting import permissions
from khuyencong.reporting.models import PeriodicReturn, Urging
from khuyencong.reporting.queries.periodic import desk_that, duties
from khuyencong.reporting.queries.periodic.lists import NOT_HERE, OWED
from khuyencong.rules import letters
from khuyencong.rules.findings import BlockedError, error
from khuyencong.rules.periods import Reminders
from khuyencong.workflow.actions import Dossier, record

Life = PeriodicReturn.State
TOLD = {Urging.Kind.ASKED: "periodic.urge", Urging.Kind.ANSWERED: "periodic.answer"}
"""What the trail calls it."""
LONGEST = Urging._meta.get_field("words").max_length or 0


@transaction.atomic
def ask(report: PeriodicReturn, words: str, *, by: Actor, at: datetime) -> Urging:
    """The level above asks for it (đôn đốc). PermissionDenied or BlockedError."""
    row = (
        PeriodicReturn.objects.select_for_update(of=("self",)).select_related("agency", "to").get(pk=report.pk)
    )
    if not permissions.approves_return(by, row):
        raise PermissionDenied
    if row.state not in OWED:
        message = f"Báo cáo đang ở bước “{row.get_state_display().lower()}”, không nằm ở cơ quan nộp."
        raise BlockedError(error("not_owed", message, "Tải lại trang để xem như hiện nay."))
    if row.opens_on > localdate(at):
        message = f"Báo cáo {row.period.label} chưa mở: cơ quan nộp lập được từ ngày {row.opens_on:%d/%m/%Y}."
        raise BlockedError(error("not_open_yet", message, "Đôn đốc từ ngày ấy."))
    desk = desk_of(row, localdate(at))
    said = say(row, Urging.Kind.ASKED, words, desk, by=by, at=at)
    holder = holders_of([desk.pk], localdate(at)).get(desk.pk) if desk is not None else None
    if holder is not None:
        tell(holder, [(row, said.words)], at=at, key=f"urging/{said.pk}")
    return said


@transaction.atomic
def urge(reports: Sequence[PeriodicReturn], *, words: str, by: Actor, at: datetime) -> int:
    """Ask each of them in the same words, all or none; how many. PermissionDenied or BlockedError."""
    for each in reports:
        ask(each, words, by=by, at=at)
    return len(reports)


@transaction.atomic
def answer(report: PeriodicReturn, words: str, *, by: Actor, at: datetime) -> Urging:
    """The agency says why it is late and by when it comes. PermissionDenied or BlockedError."""
    row = (
        PeriodicReturn.objects.select_for_update(of=("self",)).select_related("agency", "to").get(pk=report.pk)
    )
    if not (permissions.prepares_return(by, row) or permissions.signs_return(by, row)):
        raise PermissionDenied
    return say(row, Urging.Kind.ANSWERED, words, None, by=by, at=at)


def say(
    report: PeriodicReturn, kind: Urging.Kind, words: str, desk: Desk | None, *, by: Actor, at: datetime
) -> Urging:
    """Put down what was said, and tell the trail."""
    said = " ".join(words.split())
    if not said or len(said) > LONGEST:
        message = f"Ghi điều muốn nói, không quá {LONGEST} ký tự."
        raise BlockedError(error("no_words", message, "Viết một hai câu.", "Ô “Nội dung”"))
    urging = Urging.objects.create(
        periodic_return=report, kind=kind, on=localdate(at), words=said, desk=desk, by=by.account, at=at
    )
    record(
        TOLD[kind],
        f"{kind.label}: {report}",
        about=Dossier(kind="periodic_return", key=str(report.pk), agency=report.agency.code),
        by=by,
        at=at,
        after={"words": said},
    )
    return urging


@job(title="Nhắc báo cáo định kỳ")
def remind_of_returns(slot: str) -> int:
    """Remind of every return that is owed on the days its duty names; how many. Each at most once a day.

    Where nobody sits there is nobody to remind. What fell on days when no run was made is made up for once.
    """
    today = localdate(datetime.fromisoformat(slot))
    before = last_run(datetime.fromisoformat(slot)) or today - timedelta(days=1)
    asked = {each.code: each.reminders for each in duties()}
    owed = PeriodicReturn.objects.filter(state__in=OWED, due_on__isnull=False, opens_on__lte=today)
    found: dict[User, list[tuple[PeriodicReturn, str]]] = defaultdict(list)
    count = 0
    for report in owed.select_related("agency", "desk__agency").order_by("due_on", "pk"):
        reminders = asked.get(report.duty) or Reminders()
        if report.due_on is None or not reminders.missed(before, today, report.due_on):
            continue
        words, desk = words_of(report, today), desk_of(report, today)
        if desk is not None and remind(report, words, desk, today):
            count += 1
            holder = holders_of([desk.pk], today).get(desk.pk)
            if holder is not None:
                found[holder].append((report, words))
    for holder, lines in found.items():
        tell(holder, lines, at=now(), key=f"returns/{today.isoformat()}/{holder.pk}")
    return count


def last_run(slot: datetime) -> date | None:
    """The day of the run before this one."""
    runs = Slot.objects.filter(job=remind_of_returns.module_path, at__lt=slot).order_by("-at")
    at = runs.values_list("at", flat=True).first()
    return localdate(at) if at is not None else None


def remind(report: PeriodicReturn, words: str, desk: Desk, today: date) -> bool:
    """Put down that it was reminded of today; False where it was already."""
    try:
        with transaction.atomic():
            Urging.objects.create(
                periodic_return=report,
                kind=Urging.Kind.REMINDED,
                on=today,
                words=words,
                desk=desk,
                by=operator().account,
                at=now(),
            )
    except IntegrityError:
        return False
    return True


def words_of(report: PeriodicReturn, today: date) -> str:
    """How near or how late it is; what came once is not late because it is put right."""
    assert report.due_on is not None
    if report.approved_at is not None:
        return "Đã mở lại để sửa số, chưa gửi lại."
    if report.first_sent_at is not None and report.state not in NOT_HERE:
        return "Bị trả lại, chưa gửi lại."
    left = (report.due_on - today).days
    if left > 0:
        return f"Còn {left} ngày đến hạn nộp {report.due_on:%d/%m/%Y}."
    return f"Quá hạn nộp {-left} ngày." if left else "Hôm nay là hạn nộp."


def desk_of(report: PeriodicReturn, on: date) -> Desk | None:
    """Whose desk it lies at: the leader's once it was handed up."""
    signing = report.state == Life.SUBMITTED
    permission = Permission.PERIODIC_SIGN if signing else Permission.PERIODIC_PREPARE
    return desk_that(permission, report.agency, on, but=report.desk)


def tell(holder: User, lines: list[tuple[PeriodicReturn, str]], *, at: datetime, key: str) -> None:
    """One letter about all of them, to who has an address."""
    if not holder.email:
        return
    told = [f"{report}: {words}" for report, words in lines]
    letter = letters.returns_due(str(holder), told, address=site(reverse("periodic")))
    write(key=key, to=holder.email, subject=letter.subject, text=letter.text, at=at)
