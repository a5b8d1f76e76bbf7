"""Questions about the register."""

from khuyencong.industry.queries.doubles import (
    Double,
    doubles_of,
    doubles_of_card,
    doubles_of_cards,
)
from khuyencong.industry.queries.lines import Line, lines_of, provinces_of
from khuyencong.industry.queries.lists import form_name, legal_forms, size_limits
from khuyencong.industry.queries.merges import compared
from khuyencong.industry.queries.owners import registrations_like, registrations_to_link
from khuyencong.industry.queries.register import Sums, family_of, of_family, search, size_in, sums_of

__all__ = [
    "Double",
    "Line",
    "Sums",
    "compared",
    "doubles_of",
    "doubles_of_card",
    "doubles_of_cards",
    "family_of",
    "form_name",
    "legal_forms",
    "lines_of",
    "of_family",
    "provinces_of",
    "registrations_like",
    "registrations_to_link",
    "search",
    "size_in",
    "size_limits",
    "sums_of",
]
