"""Promising results, asking owners after acceptance by a secret link or by phone, keeping what they say."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.limits import end_of
from khuyencong.organisations.secrets import digest_of, new_secret
from khuyencong.post.actions.mail import write
from khuyencong.projects import permissions
from khuyencong.projects.models import Beneficiary, FollowUp, OutcomeAnswer, OutcomeFigure, Project, Promise
from khuyencong.projects.queries.outcomes import measures_on, promises_of
from khuyencong.rules.findings import BlockedError, error, stops
from khuyencong.rules.outcomes import Round, bare, check_figures, check_promises, written
from khuyencong.workflow.actions import Dossier, record

Figures = Mapping[str, Decimal | None]
TOO_LATE = (
    Project.State.ACCEPTED,
    Project.State.SETTLED,
    Project.State.STOPPED,
    Project.State.CLOSED,
    Project.State.REFUSED,
    Project.State.WITHDRAWN,
)
"""States in which nobody promises any more: the work is done, or never will be."""


@transaction.atomic
def promise(project: Project, figures: Figures, *, by: Actor, at: datetime) -> int:
    """Write down what the project promises, measure by measure; how many changed. An edition each."""
    row = Project.objects.select_for_update().select_related("agency").get(pk=project.pk)
    if not permissions.drafts(by, row):
        raise PermissionDenied
    if row.state in TOO_LATE:
        message = f"Đề án đang ở bước “{row.get_state_display().lower()}”, không hứa thêm được."
        raise BlockedError(error("too_late", message, "Kết quả đã hứa được giữ như lúc nghiệm thu."))
    if stops(found := list(check_promises(figures, measures_on(localdate(at))))):
        raise BlockedError(*found)
    before = promises_of([row.pk])
    editions = dict(
        Promise.objects.filter(project=row).order_by().values_list("measure").annotate(last=Max("edition"))
    )
    changed = {code: value for code, value in figures.items() if before.get((row.pk, code)) != value}
    Promise.objects.bulk_create(
        Promise(
            project=row,
            measure=code,
            edition=editions.get(code, 0) + 1,
            value=value,
            author=by.account,
            at=at,
        )
        for code, value in changed.items()
    )
    if changed:
        about = Dossier(kind="project", key=str(row.pk), agency=row.agency.code)
        old = told({code: before.get((row.pk, code)) for code in changed})
        title = f"Ghi kết quả sẽ đạt: {row.title}"
        record("project.promise", title, about=about, by=by, at=at, before=old, after=told(changed))
    return len(changed)


def told(figures: Figures) -> dict[str, int | str | None]:
    """Figures as the trail keeps them: as people write them where they have parts."""
    plain = {code: bare(value) for code, value in figures.items()}
    return {code: written(value) if isinstance(value, Decimal) else value for code, value in plain.items()}


def open_follow_up(owner: Beneficiary, round_: Round, due: date, until: date, *, at: datetime) -> FollowUp:
    """The question of one round to one owner, at the desk of the unit."""
    project = owner.project
    return FollowUp.objects.create(
        project=project,
        beneficiary=owner,
        months=round_.months,
        due_on=due,
        until=until,
        agency=project.agency,
        desk=project.desk,
        created_at=at,
        made_up=project.made_up,
    )


def locked(follow_up: FollowUp) -> FollowUp:
    """Its row until the transaction ends."""
    rows = FollowUp.objects.select_for_update(of=("self",))
    return rows.select_related("project__agency", "beneficiary__establishment", "agency").get(pk=follow_up.pk)


def about(follow_up: FollowUp) -> Dossier:
    """The question as the trail knows it."""
    return Dossier(kind="followup", key=str(follow_up.pk), agency=follow_up.agency.code)


@transaction.atomic
def give_link(follow_up: FollowUp, address: str, *, by: Actor, at: datetime) -> str:
    """A new secret, shown once; the one before opens no more. Sent as a letter where the owner has an address.

    `address` is where the form stands, with {} for the secret: only a door knows its own addresses.
    """
    row = locked(follow_up)
    if not permissions.follows_up(by, row):
        raise PermissionDenied
    if row.state == FollowUp.State.CLOSED:
        raise BlockedError(error("closed", "Lần hỏi này đã đóng.", "Không cần gửi đường dẫn nữa."))
    secret = new_secret()
    row.digest, row.ends_at = digest_of(secret), end_of("outcome", at)
    row.save(update_fields=["digest", "ends_at"])
    record("followup.link", f"Lập đường dẫn hỏi: {row}", about=about(row), by=by, at=at)
    if to := row.beneficiary.establishment.email:
        link = address.format(secret)
        write(
            key=f"followup:{row.pk}:{row.digest[:16]}",
            to=to,
            subject=f"Kết quả sau hỗ trợ khuyến công: {row.project.title}",
            text=letter(row, link),
            at=at,
        )
    return secret


def letter(row: FollowUp, link: str) -> str:
    """What the owner reads."""
    assert row.ends_at is not None
    return (
        f"Kính gửi {row.beneficiary.establishment.name},\n\n"
        f"Đề án “{row.project.title}” đã nghiệm thu được {row.months} tháng. Xin cho biết kết quả, "
        f"chừng hai phút, không cần đăng nhập:\n\n{link}\n\n"
        f"Đường dẫn dùng đến hết ngày {localdate(row.ends_at):%d/%m/%Y}. Số nào không biết thì để trống.\n"
    )


@transaction.atomic
def revoke_link(follow_up: FollowUp, *, by: Actor, at: datetime) -> None:
    """End the link; whoever has it reads that it is no longer used."""
    row = locked(follow_up)
    if not permissions.follows_up(by, row):
        raise PermissionDenied
    if row.digest:
        row.digest, row.ends_at = "", None
        row.save(update_fields=["digest", "ends_at"])
        record("followup.revoke", f"Thu hồi đường dẫn hỏi: {row}", about=about(row), by=by, at=at)


@transaction.atomic
def keep_answer(
    follow_up: FollowUp, figures: Figures, note: str, *, by: Actor, at: datetime, phone: bool
) -> OutcomeAnswer:
    """One edition of the answer. By phone an officer of the unit writes it; by link nobody is signed in.

    BlockedError for what cannot be; the door has made sure of the link.
    """
    row = locked(follow_up)
    if phone and not permissions.follows_up(by, row):
        raise PermissionDenied
    if row.state == FollowUp.State.CLOSED:
        raise BlockedError(error("closed", "Lần hỏi này đã đóng.", "Liên hệ đơn vị thực hiện."))
    measures = measures_on(row.due_on)
    if stops(found := list(check_figures(figures, measures))):
        raise BlockedError(*found)
    last = row.answers.aggregate(last=Max("edition", default=0))["last"]
    answer = OutcomeAnswer.objects.create(
        follow_up=row,
        edition=last + 1,
        via=OutcomeAnswer.Via.PHONE if phone else OutcomeAnswer.Via.LINK,
        note=note.strip(),
        author=by.account if phone else None,
        at=at,
    )
    OutcomeFigure.objects.bulk_create(
        OutcomeFigure(answer=answer, measure=each.code, value=figures.get(each.code)) for each in measures
    )
    title = f"{answer.get_via_display()}: {row}, lần {answer.edition}"
    record("followup.say", title, about=about(row), by=by, at=at, after=told(figures))
    return answer
