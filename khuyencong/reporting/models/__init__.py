"""Figures exactly as given, with their source; claims, issued reports; returns owed each period.

Figures, cells of returns, issued reports are append-only: triggers on both databases refuse UPDATE, DELETE.
"""

from khuyencong.reporting.models.awards import (
    AwardEvidence,
    AwardInterest,
    AwardMember,
    AwardProposal,
    AwardRound,
    AwardVote,
)
from khuyencong.reporting.models.capability import (
    CapabilityEdition,
    CapabilityEvent,
    CapabilityHearing,
    CapabilityLine,
    CapabilityRound,
    CapabilityScore,
    CapabilitySetAside,
)
from khuyencong.reporting.models.claims import Claim, ClaimSet
from khuyencong.reporting.models.corrections import Correction
from khuyencong.reporting.models.figures import (
    MONEY_UNITS,
    Figure,
    FigureQuerySet,
    ReceivedFile,
    Source,
    SourceQuerySet,
)
from khuyencong.reporting.models.open_data import OpenFile, OpenRelease, OpenRow, OpenRowQuerySet
from khuyencong.reporting.models.periodic import (
    EVERY,
    PURSES,
    SETTLED,
    WRITABLE,
    CheckWaiver,
    PeriodicReturn,
    PeriodicReturnQuerySet,
    ReturnCell,
    ReturnCellQuerySet,
    Urging,
)
from khuyencong.reporting.models.reports import ConferenceIssue, IssuedReport, ReportNumber, ReportRequest
from khuyencong.reporting.models.return_marks import ReturnMark, ReturnMarkQuerySet

__all__ = [
    "EVERY",
    "MONEY_UNITS",
    "PURSES",
    "SETTLED",
    "WRITABLE",
    "AwardEvidence",
    "AwardInterest",
    "AwardMember",
    "AwardProposal",
    "AwardRound",
    "AwardVote",
    "CapabilityEdition",
    "CapabilityEvent",
    "CapabilityHearing",
    "CapabilityLine",
    "CapabilityRound",
    "CapabilityScore",
    "CapabilitySetAside",
    "CheckWaiver",
    "Claim",
    "ClaimSet",
    "ConferenceIssue",
    "Correction",
    "Figure",
    "FigureQuerySet",
    "IssuedReport",
    "OpenFile",
    "OpenRelease",
    "OpenRow",
    "OpenRowQuerySet",
    "PeriodicReturn",
    "PeriodicReturnQuerySet",
    "ReceivedFile",
    "ReportNumber",
    "ReportRequest",
    "ReturnCell",
    "ReturnCellQuerySet",
    "ReturnMark",
    "ReturnMarkQuerySet",
    "Source",
    "SourceQuerySet",
    "Urging",
]
