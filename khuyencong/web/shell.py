"""What every page shows around its own content: the places of the desk, and who is sitting at it."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor of the base template."""
    return {}
