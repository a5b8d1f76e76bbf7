"""What a line of the lists about returns names besides its own columns: forms, indicators, contents."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from khuyencong.norms.models import CheckRule, Indicator, ReportDuty
from khuyencong.rules.indicators import FILLS
from khuyencong.rules.return_checks import UnreadableRuleError, codes_in, side, tolerance


def at_odds(
    model: type[models.Model],
    values: Mapping[str, Any],
    *,
    forms: frozenset[str],
    indicators: frozenset[str],
    contents: frozenset[str],
) -> str:
    """What the line names that is not there, in a sentence; "" where it names nothing of the kind."""
    if model not in (Indicator, CheckRule, ReportDuty):
        return ""
    if values["form"] not in forms:
        return f"Cột form: không có biểu “{values['form']}”."
    if model is CheckRule:
        return _unreadable(values, indicators)
    if model is ReportDuty:
        return ""
    for column in ("activity", "line"):
        if values[column] and values[column] not in contents:
            return f"Cột {column}: không có “{values[column]}”."
    if values["fill"] and values["fill"] not in FILLS:
        return f"Cột fill: không có cách “{values['fill']}”; có: {', '.join(FILLS)}."
    return ""


def without_parent(rows: Iterable[Any], indicators: frozenset[str]) -> Any | None:
    """The first line of a file of indicators that belongs to one neither in the file nor in the register."""
    rows = list(rows)
    codes = {"", *indicators, *(row.values["code"] for row in rows)}
    return next((row for row in rows if row.values["parent"] not in codes), None)


def _unreadable(values: Mapping[str, Any], indicators: frozenset[str]) -> str:
    """What of a check rule cannot be read, or is about a line that is not there."""
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
