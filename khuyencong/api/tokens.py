"""Short-lived tokens: what a program sends instead of its key. Signed, kept nowhere, dead with the key.

A token names the key and the scopes it was narrowed to; whether the key, its desk and its kind of desk still
stand is asked anew each time it is sent.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.core.signing import BadSignature, Signer
from django.utils.timezone import localdate

from khuyencong.organisations.dated import in_force, read
from khuyencong.post.models import ApiKey

FILE = Path(__file__).parent / "data" / "lives.toml"
PREFIX = "kt_"
SALT = "khuyencong.api.token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """How many seconds something is good for, in force from a day, and by whose word."""

    code: str
    seconds: int
    since: date
    source: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What a token of ours says: which key, for which scopes, until when in seconds of the clock."""

    key: int
    scopes: frozenset[str]
    until: int


@cache
def lives() -> tuple[Life, ...]:
    """Every life of every date, oldest first."""
    return read(FILE, "life", Life)


def life_of_tokens(on: date) -> Life:
    """How long a token issued that day is good for."""
    return in_force(lives(), "token", on)


def signer() -> Signer:
    """A replaced key of the server still reads what it signed (SECRET_KEY_FALLBACKS)."""
    return Signer(salt=SALT, sep=".")


def issued(key: ApiKey, scopes: frozenset[str], at: datetime) -> str:
    """A token for that key, narrowed to those scopes."""
    until = int(at.timestamp()) + life_of_tokens(localdate(at)).seconds
    said = {"key": key.pk, "scopes": sorted(scopes), "until": until}
    return PREFIX + signer().sign_object(said)


def token_of(sent: str) -> Token | None:
    """What a token says that was signed here, outlived or not; None for anything else."""
    if not sent.startswith(PREFIX):
        return None
    try:
        said = signer().unsign_object(sent.removeprefix(PREFIX))
    except (BadSignature, ValueError):
        return None
    return Token(key=said["key"], scopes=frozenset(said["scopes"]), until=said["until"])
