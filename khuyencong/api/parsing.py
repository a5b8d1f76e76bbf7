"""Bodies as they are read: JSON in UTF-8, without what a database would refuse."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

MOST = 2 * 2**20
"""Bytes of a body: a return of every line and purse is far below."""


def no_number(text: str) -> NoReturn:
    """NaN and Infinity are no JSON."""
    raise ValueError(text)


def clean(value: Any) -> None:
    """ValueError where a text in it holds a NUL or half a character."""
    if isinstance(value, str):
        value.encode()
        if "\0" in value:
            raise ValueError("NUL")
    elif isinstance(value, list):
        for each in value:
            clean(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            clean(name)
            clean(each)


class StrictParser(Parser):
    """PostgreSQL refuses a NUL, SQLite would keep it for ever: it is refused at the door."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body; ValueError, which is answered with 400."""
        if len(request.body) > MOST:
            raise ValueError("too large")
        read = json.loads(request.body, parse_constant=no_number)
        clean(read)
        return read
