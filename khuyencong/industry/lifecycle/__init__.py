"""Lives of the room: clusters made public, merges, two versions of one survey answer, outstanding products."""

from khuyencong.industry.lifecycle.clusters import CLUSTER_NOTICE, propose_notice
from khuyencong.industry.lifecycle.merges import MERGE, propose_merge
from khuyencong.industry.lifecycle.products import (
    PRODUCT_CERTIFICATE,
    PRODUCT_COMPLAINT,
    PRODUCT_ENTRY,
    PRODUCT_ROUND,
)
from khuyencong.industry.lifecycle.surveys import CONFLICT

__all__ = [
    "CLUSTER_NOTICE",
    "CONFLICT",
    "MERGE",
    "PRODUCT_CERTIFICATE",
    "PRODUCT_COMPLAINT",
    "PRODUCT_ENTRY",
    "PRODUCT_ROUND",
    "propose_merge",
    "propose_notice",
]
