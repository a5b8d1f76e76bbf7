"""Figures exactly as given, with their source; claims printed about them; reports issued from them.

Figures and issued reports are append-only: triggers on both databases refuse UPDATE and DELETE.
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
from khuyencong.reporting.models.reports import IssuedReport, ReportRequest

__all__ = [
    "MONEY_UNITS",
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
    "Claim",
    "ClaimSet",
    "Correction",
    "Figure",
    "FigureQuerySet",
    "IssuedReport",
    "ReceivedFile",
    "ReportRequest",
    "Source",
    "SourceQuerySet",
]
