"""The signed copies of a decision, and what the newest is worth."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from khuyencong.paperwork.signatures import NotSignableError, Signed, roots_in, signatures_in
from khuyencong.projects.models import PlanDecision, SignedCopy


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """All copies, the newest first, and every signature of the newest; the older open by their link."""

    rows: Sequence[SignedCopy]
    found: Sequence[Signed]


def copies_of(decision: PlanDecision) -> Copies:
    """Two SELECTs: the list without its files, and the newest file, which is read."""
    rows = list(decision.copies.defer("content").select_related("author"))
    if not rows:
        return Copies(rows=(), found=())
    newest = decision.copies.values_list("content", flat=True).first()
    try:
        return Copies(
            rows=rows, found=signatures_in(bytes(newest or b""), roots=roots_in(settings.SIGNATURE_ROOTS))
        )
    except NotSignableError:
        return Copies(rows=rows, found=())
