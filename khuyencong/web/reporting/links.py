"""Addresses of region pages and of the rows behind a number, made from the question they answer."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from khuyencong.reporting.queries.report import THEN, Query


def region_address(region: str, cut: date, name: str = "region", *rest: str) -> str:
    """The bare address of a region page or of one of its downloads."""
    return reverse(name, args=[region, cut.year, cut, *rest])


def known_of(query: Query, since_when: str) -> dict[str, str]:
    """The `known` parameter, kept only when the reader asked for the knowledge of an earlier day."""
    return {"known": since_when} if since_when else {}


def region(query: Query, *, name: str = "region", known: str = "", **changes: Any) -> str:
    """The page (or download, by `name`) that answers `query` with `changes`; a cut brings its own year."""
    cut = changes.get("cut", query.cut)
    rest = [changes[each] for each in ("which", "figure") if each in changes]
    address = region_address(changes.get("region", query.region), cut, name, *rest)
    borders = changes.get("borders", query.borders)
    asked = ({"borders": borders} if borders != THEN else {}) | known_of(query, known)
    extra = {key: changes[key] for key in ("sort",) if changes.get(key)}
    return with_query(address, asked | extra)


def behind(query: Query, *, known: str = "", **line: Any) -> str:
    """The rows that make up a number of `query`: `fund`, `stage`, and `place` or `activity` narrow them."""
    asked: dict[str, Any] = {"region": query.region, "cut": f"{query.cut:%d/%m/%Y}"}
    if query.borders != THEN:
        asked["borders"] = query.borders
    asked |= {key: value for key, value in line.items() if value and value != "all"}
    return with_query(reverse("figures"), asked | known_of(query, known))


def with_query(address: str, asked: dict[str, Any]) -> str:
    """`address` with its query string, where there is one."""
    return f"{address}?{urlencode(asked)}" if asked else address
