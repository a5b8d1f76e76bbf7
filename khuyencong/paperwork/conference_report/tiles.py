"""The tile map of a region as plain SVG and in words."""

from html import escape

from khuyencong.paperwork.conference_report.bars import INK, PAPER
from khuyencong.paperwork.tile_map import MapTile, TileMap
from khuyencong.rules.consolidation import BOTH
from khuyencong.rules.money import number

SIDE, GAP = 58, 4
SHADES = {"none": "#ffffff", "0": "#eef5f3", "1": "#cfe6e1", "2": "#a4d0c8", "3": "#6db5a9", "4": "#2f8a7c"}
DARK = frozenset({"4"})


def rate_words(tile: MapTile) -> str:
    """The rate on a tile; a dash where there is none."""
    rate = tile.row.cells[BOTH].rate if tile.row is not None else None
    return "–" if rate is None else number(rate * 100, 1)


def map_svg(shown: TileMap, title: str) -> str:
    """The drawing; every tile carries its short name and its rate."""
    lines = max(tile.line for tile in shown.tiles)
    width, height = shown.columns * (SIDE + GAP) + GAP, lines * (SIDE + GAP) + GAP
    body = "".join(drawn(tile) for tile in shown.tiles)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="Tinos, Times New Roman, serif">'
        f"<title>{escape(title)}</title>"
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>{body}</svg>'
    )


def drawn(tile: MapTile) -> str:
    """One tile; an archipelago has a broken edge and no rate."""
    x, y = GAP + (tile.col - 1) * (SIDE + GAP), GAP + (tile.line - 1) * (SIDE + GAP)
    ink = PAPER if tile.step in DARK else INK
    edge = ' stroke-dasharray="4 3"' if tile.row is None else ""
    name = (
        f'<text x="{x + SIDE / 2}" y="{y + 22}" text-anchor="middle" font-size="13" fill="{ink}">'
        f"{escape(tile.tile.short)}</text>"
    )
    rate = (
        f'<text x="{x + SIDE / 2}" y="{y + 43}" text-anchor="middle" font-size="15" font-weight="bold" '
        f'fill="{ink}">{rate_words(tile)}</text>'
    )
    return (
        f'<rect x="{x}" y="{y}" width="{SIDE}" height="{SIDE}" rx="4" fill="{SHADES[tile.step]}" '
        f'stroke="{INK}" stroke-opacity=".5"{edge}/>{name}{rate if tile.row is not None else ""}'
    )


def map_words(shown: TileMap, title: str) -> str:
    """The map in words: each province with its rate, then the archipelagos."""
    land = [f"{tile.row.name} {rate_words(tile)} %" for tile in shown.tiles if tile.row is not None]
    sea = [f"quần đảo {tile.tile.part}" for tile in shown.tiles if tile.row is None]
    return f"{title}. {'; '.join([*land, *sea])}."
