"""Many documents in one .zip with a list of what is in it; each is made only when it is its turn."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable

from khuyencong.rules.text import fold

MADE = (1980, 1, 1, 0, 0, 0)
"""The same documents give the same bytes, whatever the day."""


def bundle(files: Iterable[tuple[str, Callable[[], bytes]]]) -> bytes:
    """`files` are (name, what makes its bytes); a name that comes again gets a number. The list comes last."""
    content, taken, told = io.BytesIO(), set[str](), []
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, make in files:
            own = free(name, taken)
            archive.writestr(zipfile.ZipInfo(own, MADE), make())
            told.append(own)
        listed = "\n".join(f"{number}. {name}" for number, name in enumerate(told, start=1))
        archive.writestr(zipfile.ZipInfo("danh-sach.txt", MADE), f"{listed}\n")
    return content.getvalue()


def free(name: str, taken: set[str]) -> str:
    """The name as any system can write it, unlike all before it."""
    stem, dot, kind = name.rpartition(".")
    plain = re.sub(r"[^a-z0-9]+", "-", fold(stem)).strip("-")[:80] or "tep"
    number, own = 1, f"{plain}{dot}{kind}"
    while own in taken:
        number += 1
        own = f"{plain}-{number}{dot}{kind}"
    taken.add(own)
    return own
