"""The kinds of the law's files: what each is called, which rows it holds, and its columns."""

from dataclasses import dataclass

from django.db import models

from khuyencong.norms.models import (
    AdvanceTier,
    Authority,
    AwardForm,
    CapabilityCriterion,
    ChangeRule,
    CheckRule,
    ClosingCheck,
    ClusterMark,
    Condition,
    Deadline,
    Evidence,
    Indicator,
    LegalDocument,
    Norm,
    PriorityArea,
    PriorityTrade,
    ProductLevel,
    ProductMark,
    Programme,
    ProgrammeTarget,
    Provision,
    Question,
    ReportDuty,
    ReportMark,
    ReturnForm,
    Sector,
    SupportItem,
)

ATTESTED = frozenset({"source", "verified", "note", "position", "also", "looked"})
"""Columns that say who read the row where; the others say what the law is."""
CLOSING = frozenset({"until", "replaced_by", "instead"})
"""Columns that may still be filled in a row that was read: how it ended."""


ROW = ("code", "name", "purse")
PLACED = (*ROW, "province")
"""Of a list to which a province may write rows of its own."""
NAMED_IN_PLACE = ("code", "province", "since")
TAIL = ("since", "until", "document", "clause", "source", "verified", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of file: its name, the table, its columns, and those that together name a row."""

    name: str
    model: type[models.Model]
    columns: tuple[str, ...]
    named_by: tuple[str, ...] = ("code", "since")

    @property
    def placed(self) -> bool:
        """Whether a province may have rows of its own in it."""
        return self.named_by == NAMED_IN_PLACE


KINDS = (
    Kind(
        name="documents",
        model=LegalDocument,
        columns=(
            *("number", "kind", "title", "issuer", "signed", "since", "until", "replaced_by"),
            *("source", "verified", "note"),
        ),
        named_by=("number",),
    ),
    Kind(
        name="support_items",
        model=SupportItem,
        columns=("code", "activity", "name", "costs"),
        named_by=("code",),
    ),
    Kind(name="sectors", model=Sector, columns=(*ROW, *TAIL)),
    Kind(name="priority_areas", model=PriorityArea, columns=(*ROW, "rank", *TAIL)),
    Kind(name="priority_trades", model=PriorityTrade, columns=(*ROW, "rank", "test", *TAIL)),
    Kind(
        name="conditions", model=Condition, columns=(*PLACED, "about", "items", *TAIL), named_by=NAMED_IN_PLACE
    ),
    Kind(
        name="advance_tiers",
        model=AdvanceTier,
        columns=(*PLACED, "percent", "done", "papers", "items", *TAIL),
        named_by=NAMED_IN_PLACE,
    ),
    Kind(name="evidence", model=Evidence, columns=(*PLACED, "papers", "items", *TAIL), named_by=NAMED_IN_PLACE),
    Kind(
        name="deadlines",
        model=Deadline,
        named_by=NAMED_IN_PLACE,
        columns=(
            *PLACED,
            *("by_whom", "to_whom", "every", "month", "day", "inclusive", "after_days", "working_days"),
            *TAIL,
        ),
    ),
    Kind(name="report_marks", model=ReportMark, columns=(*ROW, "value", "measure", *TAIL)),
    Kind(name="closing_checks", model=ClosingCheck, columns=(*ROW, "by_whom", "blocks", *TAIL)),
    Kind(name="provisions", model=Provision, columns=(*PLACED, *TAIL), named_by=NAMED_IN_PLACE),
    Kind(name="authorities", model=Authority, columns=(*PLACED, "decided_by", *TAIL), named_by=NAMED_IN_PLACE),
    Kind(
        name="change_rules",
        model=ChangeRule,
        named_by=NAMED_IN_PLACE,
        columns=(*PLACED, "change", "kind", "decided_by", "authority", "confirmed", "papers", *TAIL),
    ),
    Kind(
        name="return_forms",
        model=ReturnForm,
        columns=(*PLACED, "number", "by_purse", *TAIL),
        named_by=NAMED_IN_PLACE,
    ),
    Kind(
        name="indicators",
        model=Indicator,
        named_by=NAMED_IN_PLACE,
        columns=(
            *PLACED,
            *("form", "number", "unit", "money", "decimals", "parent", "polarity", "tolerance", "small_base"),
            *("aggregation", "fill", "activity", "line", "group"),
            *TAIL,
        ),
    ),
    Kind(
        name="check_rules",
        model=CheckRule,
        named_by=NAMED_IN_PLACE,
        columns=(
            *(*PLACED, "form", "left", "operator", "right", "tolerance", "grade", "message", "fix"),
            *TAIL,
        ),
    ),
    Kind(
        name="report_duties",
        model=ReportDuty,
        named_by=NAMED_IN_PLACE,
        columns=(
            *(*PLACED, "form", "by", "to", "every", "day", "months_later", "inclusive", "after_days"),
            *("working_days", "opens_days", "remind_days"),
            *TAIL,
        ),
    ),
    Kind(
        name="programmes",
        model=Programme,
        columns=(*PLACED, "first_year", "last_year", *TAIL),
        named_by=NAMED_IN_PLACE,
    ),
    Kind(
        name="programme_targets",
        model=ProgrammeTarget,
        named_by=NAMED_IN_PLACE,
        columns=(
            *(*PLACED, "programme", "kind", "indicator", "first_year", "last_year", "value", "about", "unit"),
            *("money", *TAIL),
        ),
    ),
    Kind(
        name="capability_criteria",
        model=CapabilityCriterion,
        named_by=NAMED_IN_PLACE,
        columns=(
            *PLACED,
            *("about", "counts", "weight", "direction", "measured", "full_at", "none_at", "months", "least"),
            *TAIL,
        ),
    ),
    Kind(
        name="award_forms",
        model=AwardForm,
        named_by=NAMED_IN_PLACE,
        columns=(*PLACED, "level", "authority", "votes", *TAIL),
    ),
    Kind(
        name="product_levels",
        model=ProductLevel,
        columns=(*ROW, "level", "below", "authority", "sizes", "every", "years", "papers", *TAIL),
    ),
    Kind(name="product_marks", model=ProductMark, columns=(*ROW, "kind", "value", *TAIL)),
    Kind(name="cluster_marks", model=ClusterMark, columns=(*ROW, "asks", "bound", "value", "measure", *TAIL)),
    Kind(
        name="support_norms",
        model=Norm,
        columns=(
            *("item", "purse", "province", "bound", "rate", "cap", "multiplier", "per", "since", "until"),
            *("document", "clause", "source", "verified", "note"),
        ),
    ),
    Kind(
        name="questions",
        model=Question,
        columns=(*ROW, "topic", "answer", "also", "looked", "instead", *TAIL),
    ),
)
"""Every kind, in the order in which one needs the other."""
