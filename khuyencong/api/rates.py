"""How often a key or an address may call: our own limits as dated rows, counted where every process counts."""

import time
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.core.cache import cache as counts
from django.http import HttpRequest
from django.utils.timezone import localdate

from khuyencong.api.callers import bearer, key_of, origin_of
from khuyencong.api.tokens import token_of
from khuyencong.organisations.dated import in_force, read

FILE = Path(__file__).parent / "data" / "rates.toml"
READS = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """At most so many calls in each stretch of seconds, in force from a day, and by whose word."""

    code: str
    most: int
    seconds: int
    since: date
    source: str
    meaning: str


@cache
def rates() -> tuple[Rate, ...]:
    """Every limit of every date, oldest first."""
    return read(FILE, "rate", Rate)


def rate_on(code: str, on: date) -> Rate:
    """The limit in force that day; StopIteration before there was one."""
    return in_force(rates(), code, on)


def wait_for(request: HttpRequest) -> int:
    """Count the call; the seconds until the next one where it is one too many, else 0."""
    at, address = time.time(), origin_of(request)
    if not bearer(request):
        return waiting("address", address, at)
    if wait := waiting("wrong", address, at, counted=0):
        return wait
    key = key_of(request)
    if key is None:
        # A token of ours that is merely outlived is no guess.
        return waiting("address" if token_of(bearer(request)) else "wrong", address, at)
    wait = waiting("key", str(key.pk), at)
    return wait or (waiting("write", str(key.pk), at) if request.method not in READS else 0)


def waiting(code: str, whose: str, at: float, counted: int = 1) -> int:
    """The seconds until the next stretch where that one called too often, else 0; counts the call along."""
    rate = rate_on(code, localdate())
    stretch, gone = divmod(int(at), rate.seconds)
    name = f"api:{code}:{stretch}:{whose}".replace(" ", "")
    if not counted:
        return rate.seconds - gone if counts.get(name, 0) >= rate.most else 0
    # `add` decides who begins the count; two that add one in the same instant may count as one.
    counts.add(name, 0, timeout=rate.seconds)
    try:
        count = counts.incr(name)
    except ValueError:  # thrown out of a full cache in between
        count = 1
    return rate.seconds - gone if count > rate.most else 0
