"""Opening a zip without trusting it: sizes are checked in its directory and again while inflating.

Written for this one purpose instead of using `zipfile`, whose every part costs more than the parts of a return
weigh: reading 34 returns is compared with what the spreadsheet reader alone needs.
"""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from khuyencong.paperwork.return_workbook import limits
from khuyencong.paperwork.return_workbook.refusal import RefusedFileError, damaged

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_LONGEST_COMMENT = 65_535
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 1


@dataclass(frozen=True, slots=True)
class Part:
    """An entry of the zip's directory; sizes in bytes."""

    flags: int
    method: int
    checksum: int
    packed: int
    size: int
    offset: int


class Archive:
    """The parts of a zip by lower-case name; a part is inflated only when asked for.

    Raises RefusedFileError for what is cut short, swollen beyond the limits, encrypted or not sound.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._parts = _directory(data)
        _refuse_bomb(self._parts.values())

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def read(self, name: str) -> bytes:
        """The part `name`, inflated to exactly the size and checksum its directory states, or refused."""
        part = self._parts.get(name.lower())
        if part is None or part.offset + _LOCAL.size > len(self._data):
            raise damaged()
        signature, *_, name_length, extra_length = _LOCAL.unpack_from(self._data, part.offset)
        start = part.offset + _LOCAL.size + name_length + extra_length
        packed = self._data[start : start + part.packed]
        if signature != b"PK\3\4" or len(packed) < part.packed:
            raise damaged()
        content = _inflated(packed, part.size) if part.method == _DEFLATED else packed
        if len(content) != part.size or zlib.crc32(content) != part.checksum:
            raise damaged()
        return content

    def checksum(self, name: str) -> int:
        """The checksum of a part, as verified by reading it."""
        return self._parts[name.lower()].checksum


def _directory(data: bytes) -> dict[str, Part]:
    end = data.rfind(b"PK\5\6", max(0, len(data) - _END.size - _LONGEST_COMMENT))
    if end < 0 or end + _END.size > len(data):
        raise _truncated()
    _, _, _, _, count, length, offset, _ = _END.unpack_from(data, end)
    if count > limits.PARTS:
        raise _bomb(0, count)
    if offset + length > end:
        raise _truncated()
    parts: dict[str, Part] = {}
    for _ in range(count):
        if offset + _CENTRAL.size > end:
            raise damaged()
        fields = _CENTRAL.unpack_from(data, offset)
        name_at = offset + _CENTRAL.size
        name = data[name_at : name_at + fields[10]].decode("utf-8", "replace").lower()
        if fields[0] != b"PK\1\2" or name in parts:
            raise damaged()
        parts[name] = Part(fields[3], fields[4], fields[7], fields[8], fields[9], fields[16])
        offset = name_at + fields[10] + fields[11] + fields[12]
    return parts


def _refuse_bomb(parts: Iterable[Part]) -> None:
    total = count = 0
    for part in parts:
        total += part.size
        count += 1
        if part.size > limits.RATIO_FROM and (
            part.size > limits.PART_BYTES or part.size > limits.RATIO * max(part.packed, 1)
        ):
            raise _bomb(part.size, count)
        if part.flags & _ENCRYPTED:
            raise RefusedFileError("encrypted", "Tệp nén có đặt mật khẩu.", "Bỏ mật khẩu rồi gửi lại.")
        if part.method not in (_STORED, _DEFLATED):
            raise damaged()
    if total > limits.INFLATED_BYTES:
        raise _bomb(total, count)


def _inflated(packed: bytes, size: int) -> bytes:
    """At most one byte more than `size`: enough to see that a part lied about its size, never more."""
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, size + 1)
    except zlib.error as broken:
        raise damaged() from broken


def _truncated() -> RefusedFileError:
    return RefusedFileError(
        "truncated", "Tệp bị cắt cụt hoặc hỏng khi gửi, không mở được.", "Gửi lại tệp gốc từ máy đã lập."
    )


def _bomb(size: int, count: int) -> RefusedFileError:
    return RefusedFileError(
        "zip_bomb",
        f"Tệp nén bất thường (bung ra {size // 2**20} MB, {count} phần); không được mở.",
        "Chép số liệu sang biểu mẫu mới (không kèm ảnh, sheet thừa) rồi gửi lại.",
    )


def stored(parts: Iterable[tuple[str, bytes, int]]) -> bytes:
    """A plain zip of (name, content, checksum), uncompressed: what was checked is then exactly what is read."""
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, content, checksum in parts:
        title = name.encode()
        sizes = (0, 0, checksum, len(content), len(content), len(title), 0)
        local = _LOCAL.pack(b"PK\3\4", 20, 0x800, 0, *sizes) + title
        directory.append(_CENTRAL.pack(b"PK\1\2", 20, 20, 0x800, 0, *sizes, 0, 0, 0, 0, offset) + title)
        body += (local, content)
        offset += len(local) + len(content)
    listing = b"".join(directory)
    end = _END.pack(b"PK\5\6", 0, 0, len(directory), len(directory), len(listing), offset, 0)
    return b"".join([*body, listing, end])
