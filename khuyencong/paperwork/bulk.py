"""Bulk printing as background work: the zip of a bundle as the file of an export."""

import tempfile
from collections.abc import Iterable

from khuyencong.paperwork.bundle import Format, Sheet, write_bundle
from khuyencong.post.actions.exports import File, Progress

IN_MEMORY = 8 * 1024 * 1024
"""Bytes of a zip up to which no temporary file is written."""


def printed_file(
    sheets: Iterable[Sheet], progress: Progress, *, total: int, form: Format, title: str, name: str
) -> File:
    """The zip of all sheets, telling how far it is; a kind of export returns it. BundleTooLargeError."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as target:
        write_bundle(target, progress.over(sheets, total), form=form, title=title)
        target.seek(0)
        return File(name=f"{name}.zip", content_type="application/zip", content=target.read())
