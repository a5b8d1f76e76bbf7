"""Questions about the register."""

from khuyencong.industry.queries.doubles import Double, doubles_of, doubles_of_card, shared_keys
from khuyencong.industry.queries.lists import form_name, legal_forms, size_limits
from khuyencong.industry.queries.register import Sums, family_of, search, size_in, sums_of

__all__ = [
    "Double",
    "Sums",
    "doubles_of",
    "doubles_of_card",
    "family_of",
    "form_name",
    "legal_forms",
    "search",
    "shared_keys",
    "size_in",
    "size_limits",
    "sums_of",
]
