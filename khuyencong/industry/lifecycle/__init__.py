"""Lives of the room: merges of two establishments, and two versions of one survey answer."""

from khuyencong.industry.lifecycle.merges import MERGE, propose_merge
from khuyencong.industry.lifecycle.surveys import CONFLICT

__all__ = ["CONFLICT", "MERGE", "propose_merge"]
