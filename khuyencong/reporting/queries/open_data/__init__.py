"""Open data: what is public of projects today, what each release said, and finding among the published."""

from khuyencong.reporting.queries.open_data.public import PUBLIC, Published, public_rows
from khuyencong.reporting.queries.open_data.releases import (
    Change,
    as_published,
    changes_to,
    difference_from_latest,
    file_named,
    latest_release,
    release_before,
    release_numbered,
    releases_with_files,
    row_of,
    told_over_time,
    touched_by,
)
from khuyencong.reporting.queries.open_data.search import (
    BY,
    Choices,
    Group,
    Sought,
    choices,
    grouped,
    sought,
    totals,
)

__all__ = [
    "BY",
    "PUBLIC",
    "Change",
    "Choices",
    "Group",
    "Published",
    "Sought",
    "as_published",
    "changes_to",
    "choices",
    "difference_from_latest",
    "file_named",
    "grouped",
    "latest_release",
    "public_rows",
    "release_before",
    "release_numbered",
    "releases_with_files",
    "row_of",
    "sought",
    "told_over_time",
    "totals",
    "touched_by",
]
