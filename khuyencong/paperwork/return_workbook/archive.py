"""Opening a zip without trusting it: sizes are checked in its directory and again while inflating."""

import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from khuyencong.paperwork.return_workbook import limits
from khuyencong.paperwork.return_workbook.refusal import RefusedFileError, damaged

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")


class Archive:
    """The parts of a zip by lower-case name; a part is inflated only when asked for."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = ZipFile(BytesIO(data))
        except (
            BadZipFile,
            ValueError,
            NotImplementedError,
            struct.error,
            UnicodeDecodeError,
            EOFError,
        ) as broken:
            raise RefusedFileError(
                "truncated", "Tệp bị cắt cụt hoặc hỏng khi gửi, không mở được.", "Gửi lại tệp gốc."
            ) from broken
        infos = self._zip.infolist()
        self._parts = {info.filename.lower(): info for info in infos}
        if len(self._parts) < len(infos):
            raise damaged()
        _refuse_bomb(infos)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    @property
    def names(self) -> list[str]:
        """The parts' names in lower case."""
        return list(self._parts)

    def read(self, name: str) -> bytes:
        """The part `name`, at most as long as the directory says (the zip module stops there and checks the sum)."""
        info = self._parts.get(name.lower())
        if info is None:
            raise damaged()
        try:
            return self._zip.read(info)
        except (
            BadZipFile,
            ZlibError,
            RuntimeError,
            NotImplementedError,
            EOFError,
            OSError,
            struct.error,
        ) as broken:
            raise damaged() from broken

    def checksum(self, name: str) -> int:
        """The checksum of a part, as verified by reading it."""
        return self._parts[name.lower()].CRC


def _refuse_bomb(infos: list[ZipInfo]) -> None:
    total = sum(info.file_size for info in infos)
    swollen = any(
        info.file_size > limits.PART_BYTES
        or (info.file_size > limits.RATIO_FROM and info.file_size > limits.RATIO * max(info.compress_size, 1))
        for info in infos
    )
    if swollen or total > limits.INFLATED_BYTES or len(infos) > limits.PARTS:
        raise RefusedFileError(
            "zip_bomb",
            f"Tệp nén bất thường: bung ra {total // 2**20} MB trong {len(infos)} phần; không được mở.",
            "Chép số liệu sang biểu mẫu mới (không kèm ảnh, sheet thừa) rồi gửi lại.",
        )
    if any(info.flag_bits & 1 for info in infos):
        raise RefusedFileError("encrypted", "Tệp nén có đặt mật khẩu.", "Bỏ mật khẩu rồi gửi lại.")
    if any(info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for info in infos):
        raise damaged()


def stored(parts: list[tuple[str, bytes, int]]) -> bytes:
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
    end = _END.pack(b"PK\5\6", 0, 0, len(parts), len(parts), len(listing), offset, 0)
    return b"".join([*body, listing, end])
