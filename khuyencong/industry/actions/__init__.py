"""Writing in the register; each write is told to the trail, personal data masked there."""

from khuyencong.industry.actions.cluster_rows import take_back_cluster_row, write_cluster_row
from khuyencong.industry.actions.clusters import save_cluster
from khuyencong.industry.actions.establishments import (
    Place,
    change,
    close,
    link_registration,
    register,
    reopen,
)
from khuyencong.industry.actions.holdings import add_holding, change_holding
from khuyencong.industry.actions.imports import card_of_row, register_many

__all__ = [
    "Place",
    "add_holding",
    "card_of_row",
    "change",
    "change_holding",
    "close",
    "link_registration",
    "register",
    "register_many",
    "reopen",
    "save_cluster",
    "take_back_cluster_row",
    "write_cluster_row",
]
