"""Establishments with what belongs to them, merges, surveys of what they need, outstanding products."""

from khuyencong.industry.models.clusters import (
    ClusterCount,
    ClusterDecision,
    ClusterInvestor,
    ClusterLease,
    ClusterNotice,
    ClusterWork,
)
from khuyencong.industry.models.establishments import Establishment, Merge, Site
from khuyencong.industry.models.holdings import Certificate, Machine, Product, Support, YearFigures
from khuyencong.industry.models.links import Cluster, SupplyLink
from khuyencong.industry.models.photos import AnswerPhoto, Photograph
from khuyencong.industry.models.products import (
    ProductCertificate,
    ProductComplaint,
    ProductConsent,
    ProductEntry,
    ProductInterest,
    ProductMember,
    ProductPhoto,
    ProductRound,
    ProductScore,
    ProductSheet,
)
from khuyencong.industry.models.surveys import Answer, AnswerConflict, AnswerEdition, SurveyRound, SurveyTarget

__all__ = [
    "Answer",
    "AnswerConflict",
    "AnswerEdition",
    "AnswerPhoto",
    "Certificate",
    "Cluster",
    "ClusterCount",
    "ClusterDecision",
    "ClusterInvestor",
    "ClusterLease",
    "ClusterNotice",
    "ClusterWork",
    "Establishment",
    "Machine",
    "Merge",
    "Photograph",
    "Product",
    "ProductCertificate",
    "ProductComplaint",
    "ProductConsent",
    "ProductEntry",
    "ProductInterest",
    "ProductMember",
    "ProductPhoto",
    "ProductRound",
    "ProductScore",
    "ProductSheet",
    "Site",
    "SupplyLink",
    "Support",
    "SurveyRound",
    "SurveyTarget",
    "YearFigures",
]
