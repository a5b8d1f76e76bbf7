"""What the page of a key hands to its script."""

import json

from django import template

register = template.Library()


@register.filter
def as_json(options: object) -> str:
    """Options of a ceremony as text for a data attribute; the template escapes it."""
    return json.dumps(options)
