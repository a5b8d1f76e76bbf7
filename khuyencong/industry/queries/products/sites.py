"""Where the makers of many products work, in words."""

from collections.abc import Iterable

from khuyencong.industry.models import Site


def places_of_owners(establishments: Iterable[int]) -> dict[int, str]:
    """The first site of each by its key: commune and province. One SELECT."""
    rows = Site.objects.filter(establishment__in=list(establishments)).select_related("commune", "province")
    found: dict[int, str] = {}
    for each in rows.order_by("pk"):
        words = ", ".join(unit.full_name for unit in (each.commune, each.province) if unit is not None)
        found.setdefault(each.establishment_id, words)
    return found
