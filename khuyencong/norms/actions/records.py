"""Recording a norm: rows are only added; the one that stood is superseded, never overwritten."""

from datetime import datetime
from typing import Any

from django.db.models import Max

from khuyencong.norms.models import Norm

CARRIED = (
    *(
        "code",
        "item",
        "purse",
        "province",
        "bound",
        "rate_bp",
        "cap",
        "multiplier_pct",
        "per",
        "since",
        "until",
    ),
    *("document", "clause", "source", "verified", "note", "from_file"),
)
"""The columns of a norm that another edition takes over unless told otherwise."""


def record_norm(*, at: datetime, instead_of: Norm | None = None, **values: Any) -> Norm:
    """A norm as it stands from now on, in the place of another edition where there is one.

    IntegrityError when another row binds on one of its days.
    """
    carried = {} if instead_of is None else {name: getattr(instead_of, name) for name in CARRIED}
    norm = Norm(**carried | values, recorded_at=at)
    if instead_of is not None:
        supersede(instead_of, at=at)
    rows = Norm.objects.filter(code=norm.code, since=norm.since)
    norm.edition = (rows.aggregate(last=Max("edition"))["last"] or 0) + 1
    norm.save(force_insert=True)
    return norm


def supersede(norm: Norm, *, at: datetime) -> None:
    """Say that from now on the register says otherwise; the row itself stays as it is."""
    Norm.objects.filter(pk=norm.pk, superseded_at__isnull=True).update(superseded_at=at)
    norm.superseded_at = at
