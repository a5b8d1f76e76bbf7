"""Where pictures and documents of articles lie: in the database, as every other file of officers.

A backup of the database then holds them, several application nodes see the same, and nothing is served by a web
server that asks nobody (docs/decisions/0042-portal.md).
"""

import hashlib
import mimetypes
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.urls import reverse
from django.utils.deconstruct import deconstructible

PICTURES = "images/"
"""Where Wagtail puts what it cut and encoded anew; what was uploaded lies elsewhere and is never shown."""


@deconstructible
class DatabaseStorage(Storage):
    """Files as rows of `StoredFile`."""

    def _row(self, name: str) -> Any:
        from khuyencong.portal.models import StoredFile

        return StoredFile.objects.filter(name=name)

    def _open(self, name: str, mode: str = "rb") -> ContentFile[bytes]:
        row = self._row(name).first()
        if row is None:
            raise FileNotFoundError(name)
        return ContentFile(bytes(row.content), name=name)

    def _save(self, name: str, content: Any) -> str:
        from khuyencong.portal.models import StoredFile

        content.seek(0)
        data = content.read()
        StoredFile.objects.create(
            name=name,
            media_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            content=data,
        )
        return name

    def delete(self, name: str) -> None:
        """Take the row away."""
        self._row(name).delete()

    def exists(self, name: str) -> bool:
        """Whether that name is taken."""
        return bool(self._row(name).exists())

    def size(self, name: str) -> int:
        """How many bytes it has."""
        found = self._row(name).values_list("size", flat=True).first()
        if found is None:
            raise FileNotFoundError(name)
        return int(found)

    def url(self, name: str | None) -> str:
        """The address of a picture as the public sees it; an original has none that opens."""
        return reverse("news_picture", args=[name or ""])
