"""Checks of returns by rules that are data: sums, last period, a year before, the ledger, forms, levels."""

from khuyencong.rules.return_checks.model import Operator, Rule

__all__ = ["Operator", "Rule"]
