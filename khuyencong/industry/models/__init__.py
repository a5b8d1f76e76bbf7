"""Establishments with what belongs to them, and merges."""

from khuyencong.industry.models.establishments import Establishment, Merge, Site
from khuyencong.industry.models.holdings import Certificate, Machine, Product, Support, YearFigures

__all__ = ["Certificate", "Establishment", "Machine", "Merge", "Product", "Site", "Support", "YearFigures"]
