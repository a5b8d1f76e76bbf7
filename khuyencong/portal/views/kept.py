"""The page of an article as every stranger gets it, kept for a minute by each process.

Only what is the same for everybody is kept: a browser that has a session gets a page of its own, and the page
of a stranger holds no token of a form. A page is found by the state of the article, of its voices and of what
is published beside it, so that publishing, mending, taking off and voting show at once; how often it was read
is written in at each answer. Names of topics and agencies, and a report issued anew, show within the minute.
"""

import hashlib
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.timezone import localdate

READ = f"doc-{secrets.token_hex(16)}"
"""Stands in a kept page where the number of readings is written; nobody can type it."""


def is_a_stranger(request: HttpRequest) -> bool:
    """Whether no session, and so no account and no word meant for one person, can be behind the request."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


def kept(
    request: HttpRequest, state: tuple[Any, ...], readings: str, draw: Callable[[str], HttpResponse]
) -> HttpResponse:
    """The page in that state; 304 to a browser that has it, although it was read again since."""
    key = hashlib.sha256(repr((state, localdate())).encode()).hexdigest()
    page: bytes | None = caches["pages"].get(key)
    if page is None:
        page = draw(READ).content
        caches["pages"].set(key, page)
    answer = HttpResponse(page.replace(READ.encode(), readings.encode()))
    # Asked again at each opening: a page kept elsewhere would be read uncounted, and stay when it is taken off.
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["ETag"] = f'W/"{hashlib.sha256(page.replace(READ.encode(), b"")).hexdigest()[:32]}"'
    patch_vary_headers(answer, ["Cookie"])
    return get_conditional_response(request, etag=answer.headers["ETag"], response=answer) or answer
