"""Many small files as one zip, whose bytes depend on nothing but theirs."""

import io
import zipfile
from collections.abc import Iterable

DAY = (1980, 1, 1, 0, 0, 0)
"""A zip notes a time for each part: always the same one."""


def forms_zip(files: Iterable[tuple[str, bytes]]) -> bytes:
    """(name, content) in their order."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as target:
        for name, each in files:
            entry = zipfile.ZipInfo(name, DAY)
            entry.external_attr = 0o600 << 16
            target.writestr(entry, each)
    return content.getvalue()
