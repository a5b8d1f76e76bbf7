"""Questions about the programme's lists."""

from datetime import date

from khuyencong.norms.models import Activity


def activities_on(day: date) -> list[tuple[str, str, str | None]]:
    """(code, name, parent's code) of every content and report line of that day, in the order of the form."""
    return list(Activity.objects.on(day).values_list("code", "name", "parent__code"))
