"""The law's lists and its documents, for pages and for the rooms above."""

from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from khuyencong.norms.models import (
    AdvanceTier,
    Authority,
    ChangeRule,
    ClosingCheck,
    Condition,
    Deadline,
    Evidence,
    LawRow,
    LegalDocument,
    PriorityArea,
    PriorityTrade,
    Sector,
)

LISTS: dict[str, type[LawRow]] = {
    "nganh-nghe": Sector,
    "dia-ban": PriorityArea,
    "nganh-uu-tien": PriorityTrade,
    "dieu-kien": Condition,
    "tam-ung": AdvanceTier,
    "chung-tu": Evidence,
    "thoi-han": Deadline,
    "khoa-so": ClosingCheck,
    "tham-quyen": Authority,
    "tham-quyen-dieu-chinh": ChangeRule,
}
"""What a list is called in an address → its rows."""


def rows_on(model: type[LawRow], on: date, *, purse: str = "", item: str = "") -> QuerySet[Any]:
    """The rows of a list in force on that day, in the order of the law; those about all purses always."""
    rows: Any = model._default_manager
    found: QuerySet[Any] = rows.on(on).select_related("document")
    if purse:
        found = found.filter(purse__in=[purse, LawRow.Purse.BOTH])
    if item:
        found = found.filter(items__code=item)
    return found.order_by("position")


def documents() -> QuerySet[LegalDocument]:
    """Every document, those nobody has read first, then the latest."""
    return LegalDocument.objects.select_related("replaced_by").order_by(
        "verified", F("signed").desc(nulls_last=True), "number"
    )
