"""Choosing outstanding products: rounds with council and jury, entries, sheets, certificates, complaints."""

from khuyencong.industry.models.products.certificates import ProductCertificate, ProductComplaint
from khuyencong.industry.models.products.entries import ProductConsent, ProductEntry, ProductPhoto
from khuyencong.industry.models.products.judging import ProductInterest, ProductScore, ProductSheet
from khuyencong.industry.models.products.rounds import ProductMember, ProductRound

__all__ = [
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
]
