"""The container of an .xls (and of encrypted or old Word files): a small file system inside one file.

Only what is needed to reach one stream, with every chain bounded by the size of the file.
"""

import struct
from dataclasses import dataclass

from khuyencong.paperwork.return_workbook.refusal import damaged

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_SECTOR = 0xFFFFFFFA
"""Sector numbers from here on are marks (end of chain, free), not sectors."""

_ENTRY = 128
_STREAM, _ROOT = 2, 5


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream of the directory: where its chain starts and how many bytes it has."""

    kind: int
    start: int
    size: int


class Container:
    """The streams of an OLE file by name; raises RefusedFileError for a broken or circular chain."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512:
            raise damaged()
        self._data = data
        self._sector = 1 << struct.unpack_from("<H", data, 30)[0]
        directory, cutoff, mini = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
        if self._sector not in (512, 4096):
            raise damaged()
        self._cutoff: int = cutoff
        self._table = self._allocation()
        self._streams = self._listed(self._chain(directory))
        self._mini = self._words(self._chain(mini)) if mini < _NO_SECTOR else ()

    def __contains__(self, name: str) -> bool:
        return name in self._streams

    def read(self, name: str) -> bytes:
        """The bytes of a stream; short streams live inside the root's stream, in pieces of 64 bytes."""
        stream = self._streams.get(name)
        if stream is None or stream.size > len(self._data):
            raise damaged()
        if stream.size >= self._cutoff:
            return self._chain(stream.start)[: stream.size]
        root = next((each for each in self._streams.values() if each.kind == _ROOT), None)
        short = self._chain(root.start) if root else b""
        pieces: list[bytes] = []
        at = stream.start
        while at < _NO_SECTOR and len(pieces) <= stream.size // 64:
            if at >= len(self._mini):
                raise damaged()
            pieces.append(short[at * 64 : at * 64 + 64])
            at = self._mini[at]
        return b"".join(pieces)[: stream.size]

    def _allocation(self) -> tuple[int, ...]:
        """For every sector the next one of its chain."""
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        more, count = struct.unpack_from("<2I", self._data, 68)
        while more < _NO_SECTOR and count > 0:
            words = self._words(self._one(more))
            sectors += words[:-1]
            more, count = words[-1], count - 1
            if len(sectors) > len(self._data) // 128:
                raise damaged()
        return self._words(b"".join(self._one(each) for each in sectors if each < _NO_SECTOR))

    def _one(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        sector = self._data[start : start + self._sector]
        if not sector:
            raise damaged()
        return sector.ljust(self._sector, b"\0")

    def _chain(self, start: int) -> bytes:
        sectors: list[bytes] = []
        at = start
        while at < _NO_SECTOR:
            if at >= len(self._table) or len(sectors) > len(self._table):
                raise damaged()
            sectors.append(self._one(at))
            at = self._table[at]
        return b"".join(sectors)

    @staticmethod
    def _words(data: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])

    @staticmethod
    def _listed(directory: bytes) -> dict[str, Stream]:
        streams: dict[str, Stream] = {}
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            start, size = struct.unpack_from("<2I", directory, at + 116)
            if kind in (_STREAM, _ROOT):
                name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                streams.setdefault(name, Stream(kind, start, size))
        return streams
