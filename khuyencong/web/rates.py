"""How often one reader may ask for what is costly; beyond that 429, and when to come back."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from khuyencong.organisations.models import User
from khuyencong.web.requests import origin_of

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """`most` requests in each stretch of `seconds`, by account, or by network address for who is not signed in.

    A whole office shares one address, so a stranger's limit is `shared` times as high.
    """

    name: str
    most: int
    seconds: int
    methods: tuple[str, ...] = ("GET", "POST")
    shared: int = 4

    def key_of(self, request: HttpRequest, stretch: int) -> str:
        """Whom the count is kept for; an address that is nobody's is counted together."""
        who = f"a{request.user.pk}" if isinstance(request.user, User) else f"n{origin_of(request)}"
        return f"rate:{self.name}:{stretch}:{who}".replace(" ", "")

    def most_for(self, request: HttpRequest) -> int:
        """The limit of this reader."""
        return self.most if isinstance(request.user, User) else self.most * self.shared

    def wait(self, request: HttpRequest, at: float) -> int:
        """Count the request; the seconds until the next stretch where it is one too many, else 0."""
        stretch, gone = divmod(int(at), self.seconds)
        key = self.key_of(request, stretch)
        # `add` decides who begins the count; two that add one in the same instant may count as one.
        cache.add(key, 0, timeout=self.seconds)
        try:
            count = cache.incr(key)
        except ValueError:  # thrown out of a full cache in between
            count = 1
        return self.seconds - gone if count > self.most_for(request) else 0


SEARCH = Rate(name="search", most=120, seconds=60)
FILES = Rate(name="files", most=40, seconds=60)
UPLOADS = Rate(name="uploads", most=20, seconds=60, methods=("POST",))
OUTCOMES = Rate(name="outcomes", most=30, seconds=600)
EXPORTS = Rate(name="exports", most=20, seconds=3600, methods=("POST",))
OWN_DATA = Rate(name="own-data", most=10, seconds=3600, methods=("POST",))
TRACKING = Rate(name="tracking", most=15, seconds=600, methods=("POST",))
UNMASKING = Rate(name="unmasking", most=30, seconds=3600, methods=("POST",))


def at_most(rate: Rate) -> Callable[[View], View]:
    """Decorator of a view: refuse what comes too often, before anything is done."""

    def limit(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            wait = rate.wait(request, time.time()) if request.method in rate.methods else 0
            return too_often(request, wait) if wait else view(request, *args, **kwargs)

        return answer

    return limit


def too_often(request: HttpRequest, wait: int) -> HttpResponse:
    """The page that says when to come back."""
    minutes = -(-wait // 60)
    response = render(request, "too_often.html", {"seconds": wait, "minutes": minutes}, status=429)
    response.headers["Retry-After"] = str(wait)
    return response
