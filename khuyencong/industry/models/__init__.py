"""Establishments with what belongs to them, merges, and surveys of what they need."""

from khuyencong.industry.models.establishments import Establishment, Merge, Site
from khuyencong.industry.models.holdings import Certificate, Machine, Product, Support, YearFigures
from khuyencong.industry.models.links import Cluster, SupplyLink
from khuyencong.industry.models.photos import AnswerPhoto, Photograph
from khuyencong.industry.models.surveys import Answer, AnswerConflict, AnswerEdition, SurveyRound, SurveyTarget

__all__ = [
    "Answer",
    "AnswerConflict",
    "AnswerEdition",
    "AnswerPhoto",
    "Certificate",
    "Cluster",
    "Establishment",
    "Machine",
    "Merge",
    "Photograph",
    "Product",
    "Site",
    "SupplyLink",
    "Support",
    "SurveyRound",
    "SurveyTarget",
    "YearFigures",
]
