"""Archives that swell: refused by their directory, or while they inflate, before they cost anything."""

import io
import struct
import time
import zipfile
import zlib

import pytest

from khuyencong.paperwork.return_workbook import limits, read_return
from khuyencong.paperwork.return_workbook.archive import Archive
from khuyencong.paperwork.return_workbook.refusal import RefusedFileError
from tests.web.workbooks import filled_return


def zipped(parts, compression=zipfile.ZIP_DEFLATED):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return content.getvalue()


def with_parts(*parts):
    """A sound return with more in it."""
    with zipfile.ZipFile(io.BytesIO(filled_return())) as archive:
        own = [(name, archive.read(name)) for name in archive.namelist()]
    replaced = {name for name, _ in parts}
    return zipped([*(each for each in own if each[0] not in replaced), *parts])


def code_of(data):
    return [finding.code for finding in read_return("a.xlsx", data).findings]


def lying(data, name, size):
    """The archive with another inflated size for the part in its directory."""
    at = data.index(b"PK\1\2")
    while data[at + 46 : at + 46 + struct.unpack_from("<H", data, at + 28)[0]] != name.encode():
        at = data.index(b"PK\1\2", at + 4)
    return data[: at + 24] + struct.pack("<I", size) + data[at + 28 :]


def test_a_part_that_swells_beyond_any_honest_ratio_is_refused():
    assert code_of(with_parts(("xl/media/a.bin", b"\0" * (2 * limits.RATIO_FROM)))) == ["zip_bomb"]


def test_too_many_parts_are_refused():
    assert code_of(with_parts(*((f"xl/{number}.xml", b"") for number in range(limits.PARTS)))) == ["zip_bomb"]


def test_many_parts_that_each_pass_are_too_much_together():
    noise = bytes(range(256)) * 4096 * 4
    block = b"".join(zlib.compress(noise, 0)[:1] + noise for _ in range(5))
    count = limits.INFLATED_BYTES // len(block) + 1
    parts = [(f"xl/media/{number}.bin", block) for number in range(count)]
    with pytest.raises(RefusedFileError) as refused:
        Archive(zipped(parts, zipfile.ZIP_STORED))
    assert refused.value.finding.code == "zip_bomb"


def test_an_archive_inside_an_archive_is_never_opened():
    bomb = zipped([("0", b"\0" * (30 * 2**20))])
    nested = with_parts(("xl/media/inner.zip", zipped([("inner.zip", bomb)])))
    began = time.perf_counter()
    assert [finding.code for finding in read_return("a.xlsx", nested).findings] == []
    assert time.perf_counter() - began < 5


def test_a_part_that_lies_about_its_size_is_read_no_further_than_it_says():
    honest = with_parts(("xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * 900_000))
    assert code_of(lying(honest, "xl/worksheets/sheet1.xml", 100)) == ["damaged"]


def test_entities_that_multiply_are_not_expanded():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    sheet = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><worksheet><sheetData><row r="1">'
    sheet += '<c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row></sheetData></worksheet>'
    began = time.perf_counter()
    read = read_return("a.xlsx", with_parts(("xl/worksheets/sheet1.xml", sheet.encode())))
    assert time.perf_counter() - began < 5
    assert "haha" not in str(read)
