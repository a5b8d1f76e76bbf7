"""Keys of programs: which scopes there are, which key a secret opens, who sees which."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db.models import Q, QuerySet

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.administration import desks_managed_by
from khuyencong.organisations.models import Desk
from khuyencong.organisations.roles import MACHINE, Permission
from khuyencong.organisations.secrets import digest_of
from khuyencong.places.models import valid_on
from khuyencong.post.models import ApiKey
from khuyencong.post.queries.working_days import rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One thing that a key may be for; a writing one needs a desk whose role has the permission."""

    code: str
    name: str
    meaning: str
    writes: bool
    permission: Permission | None

    def fits(self, desk: Desk) -> bool:
        """Whether a key of that desk may have it."""
        return self.permission is None or self.permission in desk.kind.permissions


@cache
def scopes() -> dict[str, Scope]:
    """Every scope by its code, in the order of the file."""
    return {
        row["code"]: Scope(
            code=row["code"],
            name=row["name"],
            meaning=row["meaning"],
            writes=row["writes"] == "true",
            permission=Permission(row["permission"]) if row["permission"] else None,
        )
        for row in rows("api_scopes.csv")
    }


def may_hold_keys(desk: Desk, on: date) -> bool:
    """Whether a program may act for the desk: one that reads; what decides or pays is a person's alone."""
    role = desk.kind
    ended = desk.until is not None and desk.until <= on
    return role.reads_scope and not role.second_factor and role.code != MACHINE and not ended


def key_with(secret: str, at: datetime) -> ApiKey | None:
    """The key of that secret, if it opens at that instant: its desk must exist and still be of such a kind.

    One SELECT, whatever was sent.
    """
    return opening(Q(digest=digest_of(secret)), at)


def key_numbered(number: int, at: datetime) -> ApiKey | None:
    """The key of that number, if it opens at that instant; one SELECT."""
    return opening(Q(pk=number), at)


def opening(which: Q, at: datetime) -> ApiKey | None:
    """That key, if it stands at the instant and so does its desk, which may still have keys."""
    rows = ApiKey.objects.standing(at).filter(valid_on(at.date(), "desk__"))
    found = rows.select_related("account", "desk__agency").filter(which).first()
    return found if found is not None and may_hold_keys(found.desk, at.date()) else None


def may_see_keys(actor: Actor, on: date) -> bool:
    """Who holds a desk that may have keys, and who looks after the desks of others."""
    own = actor.desk is not None and may_hold_keys(actor.desk, on)
    return own or actor.may(Permission.ACCOUNTS_MANAGE)


def keys_seen_by(actor: Actor) -> QuerySet[ApiKey]:
    """The keys of her own desk and of the desks she looks after, the latest first."""
    keys = ApiKey.objects.filter(Q(desk__in=desks_managed_by(actor)) | Q(desk=actor.desk))
    return keys.select_related("desk__agency", "made_by", "revoked_by").order_by("-made_at", "-pk")
