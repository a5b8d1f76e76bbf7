"""Zips whose bytes depend on nothing but their files: no time of packing, no rights of a machine."""

import io
import zipfile
from collections.abc import Iterable

DAY = (1980, 1, 1, 0, 0, 0)
"""A zip notes a time for each part: always the same one."""


def add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """One file, pressed as the archive presses."""
    entry = zipfile.ZipInfo(name, DAY)
    entry.compress_type, entry.external_attr = archive.compression, 0o600 << 16
    archive.writestr(entry, content)


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Many small files, (name, content), in their order."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as target:
        for name, each in files:
            add(target, name, each)
    return content.getvalue()
