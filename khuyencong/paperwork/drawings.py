"""Our own SVG drawings as PNG, for programs that do not draw them."""

from collections.abc import Sequence
from pathlib import Path

import resvg_py

FAMILY, ZOOM = "Tinos", 2.5
"""The family of pictures inside documents: Times' metrics, with every Vietnamese letter."""


def png_of(svg: str, fonts: Sequence[Path | str], *, family: str = FAMILY) -> bytes:
    """The drawing on white; without `fonts` in the machine's own, and then the same bytes only there.

    `fonts` are the files that set-up collects, of which `family` is one.
    """
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        background="#ffffff",
        zoom=ZOOM,
        font_files=[str(each) for each in fonts],
        skip_system_fonts=bool(fonts),
        font_family=family if fonts else "serif",
    )
