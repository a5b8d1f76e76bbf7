"""Making and revoking keys of programs, noting that one was used, and answering the same write once."""

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from khuyencong.organisations.actions.people import in_the_way, locked, of_desk, refuse_stranger
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.limits import end_of
from khuyencong.organisations.models import Desk, User
from khuyencong.organisations.scope import KEY_ACCOUNTS
from khuyencong.organisations.secrets import digest_of, new_secret
from khuyencong.post.models import ApiAnswer, ApiKey
from khuyencong.post.queries.api_keys import may_hold_keys, scopes
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.workflow.actions import record


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedKey:
    """What a key is to be: which program, for which scopes, for how many days."""

    name: str
    scopes: Collection[str]
    days: int


@transaction.atomic
def make_key(desk: Desk, wanted: WantedKey, *, by: Actor, at: datetime) -> tuple[ApiKey, str]:
    """A new key of her own desk and its secret, known nowhere else. PermissionDenied or BlockedError.

    Who holds the desk makes it, not who administers accounts: a key shows what the desk sees, and an
    administrator is promised to see none of it.
    """
    desk = locked(desk)
    if by.desk != desk:
        raise PermissionDenied
    if found := refusals(desk, wanted, at):
        raise BlockedError(*found)
    prefix = secrets.token_hex(4)
    secret = f"kc_{prefix}_{new_secret()}"
    key = ApiKey.objects.create(
        name=" ".join(wanted.name.split()),
        desk=desk,
        account=account_of(prefix, wanted.name),
        prefix=prefix,
        digest=digest_of(secret),
        scopes=" ".join(each for each in scopes() if each in wanted.scopes),
        made_by=by.account,
        made_at=at,
        expires_at=at + timedelta(days=wanted.days),
    )
    title = f"Lập khóa API cho bàn “{desk.title}”: {key}"
    after = {"key": key.pk, "scopes": key.scopes, "expires_at": key.expires_at}
    record("api_key.make", title, about=of_desk(desk), by=by, at=at, after=after)
    return key, secret


def refusals(desk: Desk, wanted: WantedKey, at: datetime) -> list[Finding]:
    """Why the desk may not have such a key."""
    found = []
    if not may_hold_keys(desk, at.date()):
        message = f"Bàn “{desk.title}” không có khóa được: đã thôi, không đọc hồ sơ, hay quyết định, chi tiền."
        found.append(
            error("no_keys", message, "Chọn bàn chuyên viên của cơ quan; việc ký là của người.", "Bàn")
        )
    if not " ".join(wanted.name.split()):
        found.append(error("name_missing", "Chưa ghi phần mềm nào dùng khóa.", "Ghi tên phần mềm.", "Phần mềm"))
    if not wanted.scopes:
        found.append(error("scopes_missing", "Chưa chọn phạm vi nào.", "Chọn ít nhất một phạm vi.", "Phạm vi"))
    for code in wanted.scopes:
        scope = scopes().get(code)
        if scope is None or not scope.fits(desk):
            message = f"Vai trò “{desk.kind.name}” không làm được “{scope.name if scope else code}”."
            found.append(error("scope", message, "Bỏ phạm vi này hoặc chọn bàn khác.", "Phạm vi"))
    most = (end_of("api_key", at) - at).days
    if not 1 <= wanted.days <= most:
        found.append(error("days", f"Khóa dùng được từ 1 đến {most} ngày.", "Ghi lại số ngày.", "Dùng trong"))
    return found


def account_of(prefix: str, name: str) -> User:
    """The account in whose name the key writes: closed, without a password, so that nobody signs in with it."""
    return User.objects.create(
        username=f"{KEY_ACCOUNTS}{prefix}",
        last_name=f"{' '.join(name.split())} (API)",
        password=make_password(None),
        is_active=False,
    )


@transaction.atomic
def revoke_key(key: ApiKey, *, by: Actor, at: datetime) -> ApiKey:
    """End a key at once, at its desk or by who looks after it. PermissionDenied; BlockedError once ended."""
    row = ApiKey.objects.select_for_update(of=("self",)).select_related("desk__agency").get(pk=key.pk)
    if by.desk != row.desk:
        refuse_stranger(by, row.desk)
    if row.revoked_at is not None:
        raise in_the_way("revoked", "Khóa này đã thu hồi rồi.", "Tải lại trang.")
    row.revoked_at, row.revoked_by = at, by.account
    row.save(update_fields=["revoked_at", "revoked_by"])
    title = f"Thu hồi khóa API của bàn “{row.desk.title}”: {row}"
    record("api_key.revoke", title, about=of_desk(row.desk), by=by, at=at, after={"key": row.pk})
    return row


def used(key: ApiKey, *, on: date) -> None:
    """Note the day on which it was last used; an UPDATE a day."""
    if key.last_used_on != on:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=on)


class OtherWordsError(Exception):
    """The same Idempotency-Key came with another request before."""


def answer_once(
    key: ApiKey, name: str, sent: str, make: Callable[[], tuple[int, str]], *, at: datetime
) -> ApiAnswer:
    """What a write is answered: what `make` does now, or what it was answered before. OtherWordsError.

    What is refused is not kept: mended, it may come under the same name. A twin that comes at the same time
    waits here, at the unique constraint, until the first one's transaction ends.
    """
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = ApiAnswer.objects.create(key=key, name=name, sent=sent, at=at)
        except IntegrityError:
            row = ApiAnswer.objects.get(key=key, name=name)
            if row.sent != sent:
                raise OtherWordsError from None
            return row
        row.status, row.body = make()
        row.save(update_fields=["status", "body"])
        return row


def forget_answers(before: datetime) -> int:
    """Throw away what is too old to be sent again; how many."""
    return ApiAnswer.objects.filter(at__lt=before).delete()[0]
