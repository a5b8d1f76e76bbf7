"""Other sites may ask from their own pages: these answers are for everybody and carry nobody's cookie."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

HEADERS = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


def for_every_site(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator of an operation: its answers, refusals too, may be read by a page of another site."""

    @wraps(view)
    def shared(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    return shared
