"""Lives of the room: merges, two versions of one survey answer, and outstanding products."""

from khuyencong.industry.lifecycle.merges import MERGE, propose_merge
from khuyencong.industry.lifecycle.products import (
    PRODUCT_CERTIFICATE,
    PRODUCT_COMPLAINT,
    PRODUCT_ENTRY,
    PRODUCT_ROUND,
)
from khuyencong.industry.lifecycle.surveys import CONFLICT

__all__ = [
    "CONFLICT",
    "MERGE",
    "PRODUCT_CERTIFICATE",
    "PRODUCT_COMPLAINT",
    "PRODUCT_ENTRY",
    "PRODUCT_ROUND",
    "propose_merge",
]
