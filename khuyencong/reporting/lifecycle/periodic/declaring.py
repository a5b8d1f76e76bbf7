"""Putting down many returns as missing at once: one decision for each, by the lifecycle's own rules."""

from collections.abc import Sequence

from khuyencong.reporting.lifecycle.periodic.life import PERIODIC_RETURN
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.rules.findings import BlockedError, Finding
from khuyencong.workflow.lifecycle import Act


def declare_missing(reports: Sequence[PeriodicReturn], act: Act) -> tuple[int, list[Finding]]:
    """How many were put down, and once each what stood in the way of the others; PermissionDenied."""
    done, found = 0, list[Finding]()
    for report in reports:
        try:
            PERIODIC_RETURN.perform("periodic.miss", report, act)
        except BlockedError as refused:
            found.extend(each for each in refused.findings if each not in found)
        else:
            done += 1
    return done, found
