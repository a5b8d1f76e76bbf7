"""What a picture is by its first bytes, where and when it was taken, and the same without its secrets."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

_TAKEN, _OFFSET, _ORIENTATION, _EXIF, _GPS = 0x9003, 0x9011, 0x0112, 0x8769, 0x8825
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
_MOST_ENTRIES = 400
_KEPT_SEGMENTS = frozenset({0xE0, 0xE2, 0xEE})
"""JFIF, the colour profile, Adobe's transform: without them colours change. The others may tell who."""
_PNG_TELLS = (b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME")
_WEBP_TELLS = (b"EXIF", b"XMP ")
_WEBP_FLAGS = 0x08 | 0x04


def kind_of(content: bytes) -> str:
    """The media type of a JPEG, PNG or WebP; "" for anything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exif:
    """What a camera wrote: when (without a zone where it wrote none), where, and which way is up."""

    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    orientation: int = 1


def exif_of(content: bytes) -> Exif:
    """What a picture says of itself; nothing where it says nothing or what nobody can read."""
    tiff = next(_tiffs(content), b"")
    try:
        return _read(tiff) if tiff else Exif()
    except (struct.error, IndexError, ValueError, ZeroDivisionError, OverflowError):
        return Exif()


def bare(content: bytes) -> bytes:
    """The same picture without what its file tells besides (camera, owner, place); turned as before."""
    kind = kind_of(content)
    if kind == "image/jpeg":
        return _bare_jpeg(content)
    if kind == "image/png":
        return content[:8] + b"".join(chunk for name, chunk in _png_chunks(content) if name not in _PNG_TELLS)
    return _bare_webp(content) if kind == "image/webp" else content


def _tiffs(content: bytes) -> Iterator[bytes]:
    kind = kind_of(content)
    if kind == "image/jpeg":
        for marker, body in _segments(content)[0]:
            if marker == 0xE1 and body[4:10] == b"Exif\0\0":
                yield body[10:]
    elif kind == "image/png":
        yield from (chunk[8:-4] for name, chunk in _png_chunks(content) if name == b"eXIf")
    elif kind == "image/webp":
        yield from (chunk[8:] for name, chunk in _webp_chunks(content) if name == b"EXIF")


def _segments(content: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """The segments of a JPEG before its scan, each whole; and the rest from the scan on."""
    found, at = [], 2
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] not in (0xDA, 0xD9):
        if content[at + 1] == 0xFF:  # a fill byte
            at += 1
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        found.append((content[at + 1], content[at : at + 2 + length]))
        at += 2 + max(2, length)
    return found, content[at:]


def _bare_jpeg(content: bytes) -> bytes:
    segments, rest = _segments(content)
    kept = [body for marker, body in segments if not (0xE0 <= marker <= 0xEF or marker == 0xFE)]
    heads = [body for marker, body in segments if marker in _KEPT_SEGMENTS]
    return b"".join((b"\xff\xd8", *heads[:1], *_turned(exif_of(content).orientation), *heads[1:], *kept, rest))


def _turned(orientation: int) -> Iterator[bytes]:
    """The one thing of a camera's notes without which a picture lies on its side."""
    if not 2 <= orientation <= 8:
        return
    tiff = b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0) + b"\0\0\0\0"
    body = b"Exif\0\0" + tiff
    yield b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, at)
        yield content[at + 4 : at + 8], content[at : at + 12 + length]
        at += 12 + length
    yield b"", content[at:]


def _webp_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(content):
        (length,) = struct.unpack_from("<I", content, at + 4)
        yield content[at : at + 4], content[at : at + 8 + length + length % 2]
        at += 8 + length + length % 2
    yield b"", content[at:]


def _bare_webp(content: bytes) -> bytes:
    chunks = [list(pair) for pair in _webp_chunks(content) if pair[0] not in _WEBP_TELLS]
    for pair in chunks:
        if pair[0] == b"VP8X" and len(pair[1]) > 8:
            pair[1] = pair[1][:8] + bytes([pair[1][8] & ~_WEBP_FLAGS & 0xFF]) + pair[1][9:]
    body = b"WEBP" + b"".join(chunk for _, chunk in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _read(tiff: bytes) -> Exif:
    order = {b"II": "<", b"MM": ">"}[tiff[:2]] if tiff[:2] in (b"II", b"MM") else ""
    if not order:
        return Exif()
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    base = _entries(tiff, order, first)
    notes = _entries(tiff, order, _number(base.get(_EXIF), order))
    place = _entries(tiff, order, _number(base.get(_GPS), order))
    return Exif(
        taken_at=_instant(notes.get(_TAKEN, b""), notes.get(_OFFSET, b"")),
        latitude=_degrees(place.get(2, b""), place.get(1, b""), order, most=90),
        longitude=_degrees(place.get(4, b""), place.get(3, b""), order, most=180),
        orientation=struct.unpack(f"{order}H", base[_ORIENTATION][:2])[0] if _ORIENTATION in base else 1,
    )


def _entries(tiff: bytes, order: str, at: int) -> dict[int, bytes]:
    """The values of a directory by their tag, as bytes."""
    if not at:
        return {}
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    found = {}
    for number in range(min(count, _MOST_ENTRIES)):
        here = at + 2 + 12 * number
        tag, kind, length = struct.unpack_from(f"{order}HHI", tiff, here)
        size = _SIZES.get(kind, 0) * length
        start = here + 8 if size <= 4 else struct.unpack_from(f"{order}I", tiff, here + 8)[0]
        found[tag] = tiff[start : start + size]
    return found


def _number(value: bytes | None, order: str) -> int:
    return int(struct.unpack(f"{order}I", value[:4])[0]) if value and len(value) >= 4 else 0


def _instant(taken: bytes, offset: bytes) -> datetime | None:
    text = taken.rstrip(b"\0 ").decode("ascii", "replace")
    if not text:
        return None
    at = datetime.strptime(text, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - a camera often knows no zone
    zone = offset.rstrip(b"\0 ").decode("ascii", "replace")
    if len(zone) == 6 and zone[0] in "+-":
        away = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
        return at.replace(tzinfo=timezone(-away if zone[0] == "-" else away))
    return at


def _degrees(value: bytes, side: bytes, order: str, *, most: int) -> float | None:
    if len(value) < 24 or not side:
        return None
    parts = struct.unpack(f"{order}6I", value[:24])
    degrees, minutes, seconds = (parts[at] / parts[at + 1] for at in (0, 2, 4))
    found = float(degrees + minutes / 60 + seconds / 3600)
    if found > most:
        return None
    return -found if side[:1] in (b"S", b"W") else found
