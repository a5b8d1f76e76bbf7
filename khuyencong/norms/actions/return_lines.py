"""What a line of the lists about returns and programmes names besides its own columns: it must be there."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from django.db import models

from khuyencong.norms.models import CheckRule, Indicator, ProgrammeTarget, ReportDuty
from khuyencong.organisations.models import Agency
from khuyencong.rules.indicators import FILLS
from khuyencong.rules.periods import reminders
from khuyencong.rules.return_checks import Term, UnreadableRuleError, codes_in, side, tolerance

ABOVE = (Agency.Kind.MINISTRY, Agency.Kind.REGION_CENTRE)
"""Kinds of agencies that are of no province."""


class Named(Protocol):
    """What cells may name by code."""

    forms: frozenset[str]
    indicators: frozenset[str]
    programmes: frozenset[str]
    activities: dict[str, Any]


def at_odds(model: type[models.Model], values: Mapping[str, Any], known: Named) -> str:
    """What the line names that is not there, or what of it cannot be read, in a sentence; "" for nothing."""
    if model is ProgrammeTarget:
        return _target(values, known)
    if model not in (Indicator, CheckRule, ReportDuty):
        return ""
    if values["form"] not in known.forms:
        return f"Cột form: không có biểu “{values['form']}”."
    if model is CheckRule:
        return _rule(values, known.indicators)
    return _indicator(values, known) if model is Indicator else _duty(values)


def _duty(values: Mapping[str, Any]) -> str:
    """A province may ask its own agencies for returns, and none above them."""
    try:
        reminders(values["remind_days"])
    except ValueError as error:
        return f"Cột remind_days: {error}."
    for column in ("by", "to") if values["province"] is not None else ():
        if values[column] in ABOVE:
            return f"Cột {column}: kỳ báo cáo riêng của tỉnh chỉ giữa các cơ quan của tỉnh."
    return ""


def _indicator(values: Mapping[str, Any], known: Named) -> str:
    for column in ("activity", "line"):
        if values[column] and values[column] not in known.activities:
            return f"Cột {column}: không có “{values[column]}”."
    if values["fill"] and values["fill"] not in FILLS:
        return f"Cột fill: không có cách “{values['fill']}”; có: {', '.join(FILLS)}."
    return ""


def _rule(values: Mapping[str, Any], indicators: frozenset[str]) -> str:
    for column, read in (("left", side), ("right", side), ("tolerance", tolerance)):
        try:
            read(values[column])
        except UnreadableRuleError as error:
            return f"Cột {column}: {error}"
    lost = [code for code in codes_in(values["left"], values["right"]) if code not in indicators]
    if lost:
        return f"Không có chỉ tiêu “{lost[0]}”."
    if not values["message"]:
        return "Cột message: ghi câu cho người lập báo cáo."
    return ""


def _target(values: Mapping[str, Any], known: Named) -> str:
    if values["programme"] not in known.programmes:
        return f"Cột programme: không có chương trình “{values['programme']}”."
    if not values["indicator"]:
        return ""
    try:
        terms = side(values["indicator"])
    except UnreadableRuleError as error:
        return f"Cột indicator: {error}"
    if any(term != Term(code=term.code) for term in terms):
        return "Cột indicator: chỉ ghi mã chỉ tiêu, cộng bằng dấu +."
    lost = [term.code for term in terms if term.code not in known.indicators]
    return f"Cột indicator: không có chỉ tiêu “{lost[0]}”." if lost else ""


def without_parent(rows: Iterable[Any], indicators: frozenset[str]) -> Any | None:
    """The first line of a file of indicators that belongs to one neither in the file nor in the register."""
    rows = list(rows)
    codes = {"", *indicators, *(row.values["code"] for row in rows)}
    return next((row for row in rows if row.values["parent"] not in codes), None)
