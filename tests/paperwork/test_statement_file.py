"""Statements as files: encodings and separators that are read, and a corpus of what is refused."""

import io
import re
import unicodedata
from datetime import date

import openpyxl
import pytest

from khuyencong.paperwork.statement_file import check_statement_file

TODAY = date(2027, 12, 31)
TEXT = """Số tài khoản: 3713.0.1057231;;;;;
Ngày;Số CT;Nội dung giao dịch;Phát sinh nợ;Phát sinh có;Số dư
05/03/2027;UNC01;Tạm ứng kinh phí;;77.000.000;87.000.000
06/03/2027;PT;Phí chuyển tiền;22.000;;86.978.000
"""


def check(content, name="sao-ke.csv", account=""):
    return check_statement_file(name, content, year=2027, today=TODAY, account=account)


def old_windows(text):
    """As an old Vietnamese Windows writes it: letters with their tones behind them."""
    found = bytearray()
    for char in text:
        try:
            found += char.encode("cp1258")
        except UnicodeEncodeError:
            for part in _parted(unicodedata.normalize("NFD", char)):
                found += part.encode("cp1258")
    return bytes(found)


def _parted(marks):
    """The letter with its hat or horn, then its tone."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    letter = "".join(each for each in marks if each not in tones)
    return [unicodedata.normalize("NFC", letter), *(each for each in marks if each in tones)]


def xlsx(*rows):
    """A workbook of these rows."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


COMMAS = re.sub(r"\.(?=\d{3}\b)", ",", TEXT)
WAYS = {
    "utf-8": TEXT.encode(),
    "bom": TEXT.encode("utf-8-sig"),
    "utf-16": TEXT.encode("utf-16"),
    "windows-1258": old_windows(TEXT),
    "tabs": TEXT.replace(";", "\t").encode(),
    "bars": TEXT.replace(";", "|").encode(),
    "commas": TEXT.replace(";", ",").encode(),
    "sep": ("sep=;\n" + TEXT).encode(),
    "crlf": TEXT.replace("\n", "\r\n").encode(),
    "english": COMMAS.encode(),
    "quoted": "\n".join(
        ",".join(f'"{cell}"' for cell in line.split(";")) for line in COMMAS.splitlines()
    ).encode(),
}


@pytest.mark.parametrize("content", WAYS.values(), ids=WAYS)
def test_a_csv_is_read_alike_however_it_was_saved(content):
    found = check(content)
    assert [(each.code, each.place) for each in found.findings] == []
    assert [(row.on, row.number, row.content, row.net) for row in found.rows] == [
        (date(2027, 3, 5), "UNC01", "Tạm ứng kinh phí", 77_000_000),
        (date(2027, 3, 6), "PT", "Phí chuyển tiền", -22_000),
    ]
    assert (found.account, found.opening, found.closing) == ("371301057231", 10_000_000, 86_978_000)


def test_a_workbook_is_read_by_its_cells():
    head = ["Ngày", "Số CT", "Nội dung", "Nợ (VND)", "Có (VND)", "Số dư (VND)"]
    found = check(
        xlsx(
            ["Tài khoản", 3713010572],
            head,
            [date(2027, 3, 5), 17, "x", None, 500, 700],
            ["06/03/2027", "18", "y", 200, 0, 500],
        ),
        name="sao-ke.xlsx",
    )
    assert found.findings == ()
    assert [(row.number, row.net) for row in found.rows] == [("17", 500), ("18", -200)]
    assert (found.account, found.opening, found.closing) == ("3713010572", 200, 500)


HEAD = "Tài khoản: 12345678;;;;;\nNgày;Số CT;Nội dung;Nợ;Có;Số dư\n"
CORPUS = {
    "nothing": (b"", ["empty_file"]),
    "spaces": (b" \n\t ", ["empty_file"]),
    "pdf": (b"%PDF-1.4 x", ["not_a_workbook"]),
    "zip": (b"PK\x03\x04zzzz", ["truncated"]),
    "noise": (bytes(range(256)) * 4, ["encoding"]),
    "page": (b"<html><body><table><tr><td>Ngay</td></tr></table></body></html>", ["html_as_xls"]),
    "tcvn3": ("Sè d­;Ngµy;Néi dung;Nî;Cã\n1;2;3;4;5\n".encode("latin-1"), ["legacy_font"]),
    "no head": (b"a;b\n1;2\n", ["headings_missing"]),
    "head alone": (HEAD.encode(), ["no_rows"]),
    "torn quote": ((HEAD + '05/03/2027;1;"x;5;;5\n').encode(), ["csv_broken"]),
    "split number": (
        (HEAD.replace(";", ",") + "05/03/2027,1,x,,1,000,1,000\n").encode(),
        ["csv_columns"],
    ),
    "month first": ((HEAD + "03/25/2027;1;x;;5;5\n").encode(), ["month_first"]),
    "part of a đồng": ((HEAD + "05/03/2027;1;x;;5,55;5\n").encode(), ["not_an_amount"]),
    "gone line": ((HEAD + "05/03/2027;1;x;;5;5\n07/03/2027;3;x;;5;15\n").encode(), ["balance_gap"]),
    "wrong sum": ((HEAD + "05/03/2027;1;x;;5;5\n;;Cộng phát sinh;;6;\n").encode(), ["total_gap"]),
    "other year": ((HEAD + "05/03/2026;1;x;;5;5\n").encode(), ["other_year"]),
    "not yet": ((HEAD + "05/01/2028;1;x;;5;5\n").encode(), ["future"]),
}


@pytest.mark.parametrize(("content", "told"), CORPUS.values(), ids=CORPUS)
def test_a_bad_file_is_refused_whole_and_says_why(content, told):
    found = check(content)
    assert ([each.code for each in found.findings if each.severity == "error"], found.rows) == (told, ())
    assert all(each.message and each.fix for each in found.findings)
