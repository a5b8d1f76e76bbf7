"""What a file may be called and may hold before it is kept."""

import pytest

from khuyencong.rules.uploads import belies, extension, objections, runs

KINDS = ("xlsx", "xls", "csv")


def told(name="bao-cao.xlsx", size=1000, head=b"PK\3\4"):
    return list(objections(name, size, head, kinds=KINDS, most=10 * 2**20))


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("Báo cáo (Đồng Tháp) 2018.XLSX", b"PK\3\4"),
        ("cu.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("so.csv", "Tỉnh;Kế hoạch".encode("utf-16")),
        ("khoa.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("quet.xlsx", b"%PDF-1.7"),
    ],
)
def test_an_honest_file_is_taken_in_whatever_its_reader_will_say(name, head):
    assert told(name=name, head=head) == []


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'>", "trang web hay ảnh SVG"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "trang web hay ảnh SVG"),
        (b"  <!DOCTYPE html><table>", "trang web hay ảnh SVG"),
        ("<html><script>".encode("utf-16"), "trang web hay ảnh SVG"),
        (b"GIF89a<script>", "trang web hay ảnh SVG"),
        (b"<?php system(1);", "trang web hay ảnh SVG"),
        (b"MZ\x90\0", "tệp chương trình"),
        (b"\x7fELF", "tệp chương trình"),
        (b"#!/bin/sh", "tệp chương trình"),
    ],
)
def test_what_would_run_is_refused_whatever_it_is_called(head, what):
    assert told(head=head) == [f"“bao-cao.xlsx” bên trong là {what} chứ không phải tài liệu; không được nhận."]


@pytest.mark.parametrize("head", [b"PK\3\4 <script>", b"", "Tỉnh,<b>".encode()])
def test_what_only_holds_letters_runs_nothing(head):
    assert runs(head) == ""


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("anh.svg", "“anh.svg” không phải tệp .xlsx, .xls, .csv."),
        ("khong-duoi", "“khong-duoi” không phải tệp .xlsx, .xls, .csv."),
        (".xlsx", "“.xlsx” không phải tệp .xlsx, .xls, .csv."),
        ("bao\u202excod.xlsx", "Tên tệp có ký tự không dùng được (U+202E); đổi tên rồi gửi lại."),
        ("a\nb.csv", "Tên tệp có ký tự không dùng được (U+000A); đổi tên rồi gửi lại."),
        ("a:b.csv", "Tên tệp có ký tự không dùng được (U+003A); đổi tên rồi gửi lại."),
        ("a" * 252 + ".csv", "Tên tệp dài 256 ký tự, quá 255; đặt tên ngắn hơn."),
    ],
)
def test_a_name_that_is_none_of_ours_or_hides_something_is_refused(name, sentence):
    assert told(name=name) == [sentence]


def test_a_file_as_large_as_it_may_be_is_taken_and_one_byte_more_is_not():
    assert [len(told(size=10 * 2**20 + more)) for more in (0, 1)] == [0, 1]


@pytest.mark.parametrize(("name", "last"), [("a.b.XLS", "xls"), ("a", ""), ("a.", ""), (".csv", "")])
def test_the_last_dot_decides(name, last):
    assert extension(name) == last


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("hop-dong.pdf", b"%PDF-1.7"),
        ("quet.PDF", b"\r\n rac cua may quet" + b"%PDF-1.4"),
        ("anh.jpg", b"\xff\xd8\xff\xe0"),
        ("anh.jpeg", b"\xff\xd8\xff\xdb"),
        ("anh.png", b"\x89PNG\r\n\x1a\n"),
        ("to-trinh.docx", b"PK\x03\x04"),
        ("du-toan.xlsx", b"PK\x03\x04"),
        ("so.csv", b"a;b"),
    ],
)
def test_a_paper_that_is_what_its_name_says_is_kept(name, head):
    assert list(belies(name, head)) == []


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("hop-dong.pdf", b"chi la chu"),
        ("hop-dong.pdf", b"x" * 1024 + b"%PDF-1.7"),
        ("anh.jpg", b"\x89PNG\r\n\x1a\n"),
        ("anh.png", b"\xff\xd8\xff"),
        ("to-trinh.docx", b"%PDF-1.7"),
        ("du-toan.xlsx", b"a;b"),
    ],
)
def test_a_paper_that_nobody_could_open_is_refused_with_what_to_do(name, head):
    kind = name.rpartition(".")[2]
    assert list(belies(name, head)) == [
        f"“{name}” bên trong không phải tệp .{kind}; mở thử trên máy rồi lưu lại đúng loại."
    ]
