"""The lives of a round of outstanding products, of its entries, certificates and complaints."""

from khuyencong.industry.lifecycle.products.after import (
    PRODUCT_CERTIFICATE,
    PRODUCT_COMPLAINT,
    Answered,
    start_complaint,
)
from khuyencong.industry.lifecycle.products.entries import PRODUCT_ENTRY, start_entry
from khuyencong.industry.lifecycle.products.guards import Concluded, clashes_in, missing_sheets
from khuyencong.industry.lifecycle.products.rounds import PRODUCT_ROUND, start_product_round

__all__ = [
    "PRODUCT_CERTIFICATE",
    "PRODUCT_COMPLAINT",
    "PRODUCT_ENTRY",
    "PRODUCT_ROUND",
    "Answered",
    "Concluded",
    "clashes_in",
    "missing_sheets",
    "start_complaint",
    "start_entry",
    "start_product_round",
]
