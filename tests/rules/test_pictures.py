"""What a camera wrote is read, and nothing of it but which way is up is kept in the picture."""

import struct
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.pictures import Exif, bare, exif_of, kind_of

SECRET = b"Canon of Nguyen"
SCAN = b"\xff\xda\x00\x04\x01\x02pixels\xff\xd9"
JFIF = b"\xff\xe0\x00\x07JFIF\0"


def directory(entries, at, after=b""):
    """A directory at that offset of a big-endian TIFF, its long values behind it."""
    head, values = struct.pack(">H", len(entries)), b""
    start = at + 2 + 12 * len(entries) + 4
    for tag, kind, count, value in entries:
        head += struct.pack(">HHI", tag, kind, count)
        if len(value) <= 4:
            head += value.ljust(4, b"\0")
        else:
            head += struct.pack(">I", start + len(values))
            values += value
    return head + b"\0\0\0\0" + values


def tiff(*, taken=b"2027:03:05 08:30:00\0", offset=b"", orientation=6, south=False):
    """A camera's notes, with what it should not tell."""
    notes = [(0x9003, 2, len(taken), taken), *([(0x9011, 2, len(offset), offset)] if offset else [])]
    parts = struct.pack(">6I", 10, 1, 30, 1, 0, 1)
    place = [
        (1, 2, 2, b"S\0" if south else b"N\0"),
        (2, 5, 3, parts),
        (3, 2, 2, b"E\0"),
        (4, 5, 3, struct.pack(">6I", 105, 1, 45, 1, 36, 1)),
    ]
    first = 8
    size = len(directory([(0x010F, 2, len(SECRET), SECRET), *[(0x0112, 3, 1, b"\0\1")] * 3], first))
    at_notes = first + size
    at_place = at_notes + len(directory(notes, at_notes))
    base = [
        (0x010F, 2, len(SECRET), SECRET),
        (0x0112, 3, 1, struct.pack(">H", orientation)),
        (0x8769, 4, 1, struct.pack(">I", at_notes)),
        (0x8825, 4, 1, struct.pack(">I", at_place)),
    ]
    whole = b"MM\0*" + struct.pack(">I", first) + directory(base, first)
    return whole + directory(notes, at_notes) + directory(place, at_place)


def jpeg(**said):
    body = b"Exif\0\0" + tiff(**said)
    comment = b"\xff\xfe" + struct.pack(">H", 2 + len(SECRET)) + SECRET
    return b"\xff\xd8" + JFIF + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + comment + SCAN


def png():
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + b"crc!"

    parts = ((b"IHDR", b"x" * 13), (b"eXIf", tiff()), (b"tEXt", SECRET), (b"IDAT", b"pixels"), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*each) for each in parts)


def webp():
    def chunk(name, body):
        return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)

    parts = ((b"VP8X", b"\x0c" + b"\0" * 9), (b"VP8 ", b"pixels"), (b"EXIF", tiff()), (b"XMP ", SECRET))
    body = b"WEBP" + b"".join(chunk(*each) for each in parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize("content", [jpeg(), png(), webp()], ids=["jpeg", "png", "webp"])
def test_when_and_where_are_read_and_nothing_of_the_camera_stays(content):
    said = exif_of(content)
    assert (said.taken_at, said.latitude, said.longitude, said.orientation) == (
        datetime(2027, 3, 5, 8, 30),
        10.5,
        pytest.approx(105.76),
        6,
    )
    kept = bare(content)
    assert SECRET in content
    assert (SECRET in kept, b"pixels" in kept, kind_of(kept)) == (False, True, kind_of(content))
    assert exif_of(kept) == (Exif(orientation=6) if kind_of(content) == "image/jpeg" else Exif())
    assert bare(kept) == kept


def test_a_zone_is_kept_and_the_other_half_of_the_earth_is_below_nought():
    said = exif_of(jpeg(offset=b"+07:00\0", south=True))
    assert said.taken_at == datetime(2027, 3, 5, 8, 30, tzinfo=timezone(timedelta(hours=7)))
    assert said.latitude == -10.5


def test_what_says_nothing_says_nothing_and_stays_as_it_is():
    plain = b"\xff\xd8" + JFIF + SCAN
    assert (exif_of(plain), bare(plain)) == (Exif(), plain)
    assert exif_of(jpeg(taken=b"0000:00:00 00:00:00\0")) == Exif()
    assert bare(b"\xff\xd8\xff") == b"\xff\xd8\xff"


@given(st.binary(max_size=300), st.integers(0, 200))
def test_whatever_comes_in_nothing_breaks(noise, at):
    for whole in (jpeg(), png(), webp()):
        broken = whole[:at] + noise + whole[at:]
        assert isinstance(exif_of(broken), Exif)
        assert kind_of(bare(broken)) == kind_of(broken)
