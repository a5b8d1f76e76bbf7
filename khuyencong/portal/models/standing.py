"""In which state a published article and its neighbours are: read at each opening of a kept page.

In SQL and therefore beside the tables it names: put together by the ORM it cost more than all else of a kept
page (decision 0048).
"""

from dataclasses import dataclass
from typing import Any, Self

from django.db import connection

STANDING = """
SELECT page.id, page.live_revision_id, page.last_published_at,
  (SELECT COUNT(*) FROM wagtailcore_page WHERE live AND depth = %s),
  (SELECT MAX(last_published_at) FROM wagtailcore_page WHERE live AND depth = %s),
  (SELECT COALESCE(SUM(count), 0) FROM portal_reading WHERE article_id = page.id)
FROM wagtailcore_page AS page WHERE page.live AND page.depth = %s AND page.url_path = %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A published article, how often it was opened, and in which state it and its neighbours are."""

    pk: int
    read: int
    state: tuple[Any, ...]
    """Another one where anything was published, changed or taken off, here or beside it."""

    @classmethod
    def of(cls, path: str, *, depth: int) -> Self | None:
        """That of the article at a path of the tree; `depth` is where articles stand in it."""
        with connection.cursor() as cursor:
            cursor.execute(STANDING, [depth, depth, depth, path])
            row = cursor.fetchone()
        return cls(pk=row[0], read=int(row[-1]), state=tuple(row[:-1])) if row is not None else None
