"""Many documents in one zip: nothing is lost, nothing is held, the index tells what is there."""

import hashlib
import io
import zipfile

import openpyxl
import pytest

from khuyencong.paperwork import bundle
from khuyencong.paperwork.bundle import BundleTooLargeError, Sheet, write_bundle
from khuyencong.paperwork.dossier import notice_paper
from khuyencong.paperwork.forms import NoFormError
from khuyencong.paperwork.official import docx_of
from tests.paperwork import dossiers as made


def sheet(number=1, title=None, make=None):
    paper = notice_paper(made.notice(establishment=f"Cơ sở {number} (minh họa)"))
    title = title or f"Thông báo đến cơ sở số {number}"
    return Sheet(title=title, recipient=f"Cơ sở {number} (minh họa)", make=make or (lambda: paper))


def no_form():
    raise NoFormError("mau-1, 01/01/2010")


def zipped(sheets, form="docx"):
    target = io.BytesIO()
    write_bundle(target, sheets, form=form, title="In hàng loạt")
    return zipfile.ZipFile(target)


def index_of(archive):
    rows = list(
        openpyxl.load_workbook(io.BytesIO(archive.read("000-danh-muc.xlsx"))).active.iter_rows(values_only=True)
    )
    return [list(row) for row in rows[1:]]


def test_every_document_is_there_under_a_name_that_any_system_opens_and_in_the_index():
    archive = zipped([sheet(1), sheet(2, title="Đề án “Sấy/ép” nông sản: 50 %")])
    one = archive.read("001-thong-bao-den-co-so-so-1.docx")
    two = archive.read("002-de-an-say-ep-nong-san-50.docx")

    assert sorted(archive.namelist()) == [
        "000-danh-muc.xlsx",
        "001-thong-bao-den-co-so-so-1.docx",
        "002-de-an-say-ep-nong-san-50.docx",
    ]
    assert one == docx_of(sheet(1).make())
    assert index_of(archive) == [
        ["TT", "Tệp", "Văn bản", "Nơi nhận", "Kết quả", "Số byte", "SHA-256"],
        [
            *(
                1,
                "001-thong-bao-den-co-so-so-1.docx",
                "Thông báo đến cơ sở số 1",
                "Cơ sở 1 (minh họa)",
                "đã in",
            ),
            *(len(one), hashlib.sha256(one).hexdigest()),
        ],
        [
            *(
                2,
                "002-de-an-say-ep-nong-san-50.docx",
                "Đề án “Sấy/ép” nông sản: 50 %",
                "Cơ sở 2 (minh họa)",
                "đã in",
            ),
            *(len(two), hashlib.sha256(two).hexdigest()),
        ],
    ]


def test_a_document_that_has_no_form_is_told_in_the_index_and_the_others_are_printed():
    archive = zipped([sheet(1, make=no_form), sheet(2)], form="pdf")

    assert sorted(archive.namelist()) == ["000-danh-muc.xlsx", "002-thong-bao-den-co-so-so-2.pdf"]
    assert index_of(archive)[1][:5] == [
        *(1, None, "Thông báo đến cơ sở số 1", "Cơ sở 1 (minh họa)"),
        "Không in được: chưa có mẫu cho ngày này (mau-1, 01/01/2010)",
    ]


def test_a_document_is_written_before_the_next_is_made():
    target, seen = io.BytesIO(), []

    def making(number):
        def make():
            seen.append(target.tell())
            return sheet(number).make()

        return make

    write_bundle(target, (sheet(each, make=making(each)) for each in range(1, 5)), form="docx", title="")
    assert (len(seen), seen) == (4, sorted(set(seen)))


def test_the_same_sheets_give_the_same_bytes():
    one, two = io.BytesIO(), io.BytesIO()
    for target in (one, two):
        write_bundle(target, [sheet(1), sheet(2)], form="pdf", title="In hàng loạt")

    assert one.getvalue() == two.getvalue()


def test_nothing_to_print_is_an_index_without_lines():
    assert index_of(zipped([]))[1:] == []


def test_more_than_a_file_may_hold_is_refused_in_words(monkeypatch):
    monkeypatch.setattr(bundle, "LARGEST", 60_000)

    with pytest.raises(BundleTooLargeError, match=r"hãy in làm nhiều đợt\.$"):
        zipped([sheet(number) for number in range(1, 9)])
