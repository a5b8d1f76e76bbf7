"""Where a dossier's page is, by its kind: each room's door registers its own when its addresses are read."""

from django.urls import reverse

PAGES: dict[str, str] = {}
"""Kind of a dossier → name of the address of its page, which takes the dossier's key."""


def register(kind: str, name: str) -> None:
    """Say that dossiers of the kind are opened at the address of that name."""
    PAGES[kind] = name


def address_of(kind: str, key: str) -> str:
    """The page of that dossier; "" for a kind that has none."""
    return reverse(PAGES[kind], args=[key]) if kind in PAGES else ""
