"""Copy the front-end files that ship, from frontend/node_modules into the web room's ignored static folder.

Run at set-up, after `npm ci`. Only what pages use is copied: one script, two weights of one font, a sprite
of the icons named below, the document font, and the licence of each.
"""

import re
import shutil
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FRONTEND = Path(__file__).resolve().parent
MODULES = FRONTEND / "node_modules"
VENDOR = FRONTEND.parent / "khuyencong" / "web" / "static" / "vendor"

FONT = MODULES / "@fontsource" / "be-vietnam-pro"
WEIGHTS = (400, 600)
HINTED = (400,)
"""Running text keeps its hints, for coarse screens; headings and figures in bold are large enough without."""
FEATURES = ("ccmp", "kern", "liga", "lnum", "locl", "mark", "mkmk", "tnum")
# Ranges as @fontsource declares them (unicode.json); latin-ext is left out: Vietnamese needs none of it.
SUBSETS = {
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,"
    "U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
    "vietnamese": "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,"
    "U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB",
}
DOCUMENT_FONTS = (
    "400Regular/Tinos_400Regular.ttf",
    "400Regular_Italic/Tinos_400Regular_Italic.ttf",
    "700Bold/Tinos_700Bold.ttf",
    "700Bold_Italic/Tinos_700Bold_Italic.ttf",
)

PICTURE_FONTS = ("400Regular/BeVietnamPro_400Regular.ttf", "700Bold/BeVietnamPro_700Bold.ttf")
"""The page font once more: what draws pictures reads no .woff2."""

ICONS = (
    "alert-octagon",
    "alert-triangle",
    "arrow-down",
    "arrow-right",
    "building-factory-2",
    "calendar",
    "camera",
    "check",
    "chevron-right",
    "circle-check",
    "clipboard-list",
    "coin",
    "dots",
    "download",
    "file-spreadsheet",
    "file-text",
    "file-x",
    "files",
    "fingerprint",
    "flask",
    "help",
    "history",
    "inbox",
    "info-circle",
    "list-details",
    "login",
    "logout",
    "map-2",
    "map-pin",
    "news",
    "phone",
    "presentation",
    "printer",
    "rubber-stamp",
    "school",
    "send",
    "search",
    "upload",
    "user",
)
LICENCES = {
    "htmx.txt": MODULES / "htmx.org" / "LICENSE",
    "be-vietnam-pro.txt": FONT / "LICENSE",
    "tabler-icons.txt": MODULES / "@tabler" / "icons" / "LICENSE",
    "tinos.txt": MODULES / "@expo-google-fonts" / "tinos" / "LICENSE_FONT",
}


def copy_script() -> None:
    """htmx, as released."""
    shutil.copyfile(MODULES / "htmx.org" / "dist" / "htmx.min.js", VENDOR / "htmx.min.js")


def copy_fonts() -> None:
    """The page font with its own @font-face rules, the font of documents, and the page font for pictures."""
    faces = []
    for weight in WEIGHTS:
        for subset, characters in SUBSETS.items():
            name = f"be-vietnam-pro-{subset}-{weight}-normal.woff2"
            copy_light(FONT / "files" / name, VENDOR / "fonts" / name, hinted=weight in HINTED)
            faces.append(
                '@font-face{font-family:"Be Vietnam Pro";font-style:normal;font-display:swap;'
                f'font-weight:{weight};src:url("fonts/{name}") format("woff2");unicode-range:{characters}}}'
            )
    (VENDOR / "fonts.css").write_text("\n".join(faces) + "\n", encoding="utf-8")
    for package, paths in (("tinos", DOCUMENT_FONTS), ("be-vietnam-pro", PICTURE_FONTS)):
        for path in paths:
            source = MODULES / "@expo-google-fonts" / package / path
            shutil.copyfile(source, VENDOR / "fonts" / source.name)


def copy_light(source: Path, target: Path, *, hinted: bool) -> None:
    """A font with the same letters, without the features no page asks for; a third of its bytes and more."""
    options = Options(flavor="woff2", layout_features=list(FEATURES), hinting=hinted, notdef_outline=True)
    font = TTFont(source)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)


def collect_icons() -> None:
    """The icons in use as one sprite: <use href="icons.svg#name">."""
    symbols = []
    for name in ICONS:
        drawing = (MODULES / "@tabler" / "icons" / "icons" / "outline" / f"{name}.svg").read_text(
            encoding="utf-8"
        )
        shapes = "".join(re.findall(r"<(?:path|circle|line|polyline|rect)\b[^>]*/>", drawing)[1:])
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" '
            f'stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
        )
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>\n"
    (VENDOR / "icons.svg").write_text(sprite, encoding="utf-8")


def main() -> None:
    """Build the vendor folder anew, or say in one line what is missing."""
    if not (MODULES / "htmx.org").is_dir():
        sys.exit("frontend/node_modules chưa có: chạy `npm ci` trong frontend/ (make setup làm việc này)")
    shutil.rmtree(VENDOR, ignore_errors=True)
    (VENDOR / "fonts").mkdir(parents=True)
    (VENDOR / "LICENSES").mkdir()
    copy_script()
    copy_fonts()
    collect_icons()
    for name, source in LICENCES.items():
        shutil.copyfile(source, VENDOR / "LICENSES" / name)
    print(f"Đã chép {sum(path.is_file() for path in VENDOR.rglob('*'))} tệp giao diện vào {VENDOR.name}/")


if __name__ == "__main__":
    main()
