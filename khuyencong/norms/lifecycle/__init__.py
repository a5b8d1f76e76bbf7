"""How the register of the law changes: a norm by its columns, every other list by lines of its file."""

from khuyencong.norms.lifecycle.lists import LIST_CHANGE, propose_lines
from khuyencong.norms.lifecycle.norms import NORM_CHANGE, Proposal, considered, propose

__all__ = ["LIST_CHANGE", "NORM_CHANGE", "Proposal", "considered", "propose", "propose_lines"]
