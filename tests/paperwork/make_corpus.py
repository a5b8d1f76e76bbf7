"""Writes tests/paperwork/corpus anew: `python -m tests.paperwork.make_corpus`. The same bytes on every run.

Each case states what must come out of it, written by hand: rows and totals in đồng for what is accepted, and
every error and warning by code, sheet and cell.
"""

import json
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from tests.paperwork import corpus_writing as w
from tests.paperwork.corpus_writing import (
    Book,
    Formula,
    Shown,
    book,
    each_amount,
    each_text,
    flat,
    put,
    xls,
    xlsx,
)

CORPUS = Path(__file__).parent / "corpus"
KH, TH, TT = "Kế hoạch", "Thực hiện", "Thông tin"
USUAL = {"plan KCQG": 350_500_000, "plan KCDP": 130_000_000, "done KCQG": 160_250_000, "done KCDP": 52_500_000}
Place = tuple[str, str, str]


@dataclass(frozen=True)
class Case:
    """One file: its bytes, and (code, sheet, cell) of every error and warning; notes by code."""

    name: str
    data: bytes
    findings: tuple[Place, ...] = ()
    notes: tuple[str, ...] = ("missing_rows", "missing_rows")
    rows: int = 10
    totals: dict[str, int] | None = None

    def expected(self, *, passes: bool) -> dict[str, object]:
        result: dict[str, object] = {"findings": sorted(self.findings), "notes": sorted(self.notes)}
        if passes:
            result |= {"rows": self.rows, "totals": self.totals or USUAL}
        return result


def vi(value: float) -> str:
    return f"{value * 10:,.1f}".translate(str.maketrans(",.", ".,"))


def en(value: float) -> str:
    return f"{value * 10:,.1f}"


TENFOLD = {key: value * 10 for key, value in USUAL.items()}


def passing_sheets() -> list[Case]:
    """Whole workbooks laid out in the ways officers lay them out."""
    swapped = book()
    for name in (KH, TH):
        for row in swapped.sheets[name][1:]:
            row[2:4] = [*row[2:4], None, None][:2][::-1]
    two_lines = book()
    for name in (KH, TH):
        grid = two_lines.sheets[name]
        grid[1:2] = [
            ["TT", "Nội dung", "Kinh phí (triệu đồng)", None, "Ghi chú"],
            [None, None, "KCQG", "KCĐP", None],
            ["A", "B", 1, 2, 3],
        ]
    gaps = book()
    for name in (KH, TH):
        gaps.sheets[name][4:4] = [[], [None, "   ", "-", " "]]
        gaps.sheets[name][9:9] = [[], [], []]
    signed = book()
    for name in (KH, TH):
        signed.sheets[name] += [
            [],
            [None, None, None, "Đồng Tháp, ngày 01 tháng 8 năm 2018"],
            [None, "Người lập biểu", None, "GIÁM ĐỐC"],
            [None, "(Ký, ghi rõ họ tên)", "TRƯỞNG PHÒNG", None],
            [None, "Nguyễn Văn A", "Trần Thị B", "Lê Văn C"],
        ]
    last = book()
    for name in (KH, TH):
        last.sheets[name].append(last.sheets[name].pop(2))
    without = book()
    for name in (KH, TH):
        del without.sheets[name][2]
    numbered = book()
    for name in (KH, TH):
        for number, row in enumerate(numbered.sheets[name][3:], start=1):
            row[0] = number
        numbered.sheets[name][1][0] = "STT"
    plain = each_text(book(), lambda text: text)
    plain.sheets = dict(
        zip(
            ("Thuc hien 2018", "KE HOACH", "thong tin chung"),
            [plain.sheets[each] for each in (TH, KH, TT)],
            strict=True,
        )
    )
    merged = book()
    merged.merges = {KH: ["A1:E1", "A3:B3"], TH: ["A1:E1"]}
    put(merged, (KH, "A3", "Tổng cộng"), (KH, "B3", None))
    return [
        Case("co_ban.xlsx", xlsx(book())),
        Case("dao_cot.xlsx", xlsx(swapped)),
        Case("tieu_de_hai_dong.xlsx", xlsx(two_lines)),
        Case("dong_trong_xen_ke.xlsx", xlsx(gaps)),
        Case("chan_trang_chu_ky.xlsx", xlsx(signed)),
        Case("tong_cong_cuoi_bang.xlsx", xlsx(last)),
        Case(
            "khong_co_tong_cong.xlsx",
            xlsx(without),
            notes=("missing_rows", "missing_rows", "no_total", "no_total"),
        ),
        Case("stt_thay_ma.xlsx", xlsx(numbered)),
        Case("ten_sheet_khong_dau_doi_thu_tu.xlsx", xlsx(plain)),
        Case("o_tieu_de_gop.xlsx", xlsx(merged)),
        Case("nfd.xlsx", xlsx(each_text(book(), lambda text: unicodedata.normalize("NFD", text)))),
        Case("khong_dau.xlsx", xlsx(each_text(book(province="Dong Thap"), _plain))),
        Case(
            "sheet_thua.xlsx",
            xlsx(_extra()),
            notes=("missing_rows", "missing_rows", "extra_sheet", "extra_sheet"),
        ),
    ]


def _plain(text: str) -> str:
    marks = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(each for each in marks if not unicodedata.combining(each))


def _extra() -> Book:
    made = book()
    made.sheets["Danh sách"] = [["Cơ sở", "Vốn"], ["A", 12]]
    made.sheets["Sheet1"] = [[]]
    return made


def passing_numbers() -> list[Case]:
    """Amounts and units in every form that can be read without guessing."""
    notes = ("missing_rows", "missing_rows")
    thousands = {"unit": "nghìn đồng"}
    noise = put(
        book(), (TH, "C5", 60.000000000000007), (TH, "C4", 60.00000000000001), (TH, "C3", 160.25000000000003)
    )
    dashes = put(
        book(), (KH, "C6", "-"), (KH, "C9", "–"), (KH, "D8", "…"), (TH, "C6", "\u00a0"), (TH, "D8", "  ")
    )
    suffix = put(book(), (KH, "C5", " 100 tr.đ "), (KH, "D5", "80\u00a0triệu đồng"), (KH, "D9", "30 trđ"))
    spaced = put(each_amount(book(unit="đồng"), lambda v: f"{int(v * 10**6):,}".replace(",", " ")))
    wide = put(book(), (KH, "C5", "１００"), (KH, "C8", "２５０，５"))
    rounded = put(book(), (KH, "C3", 350.4), (TH, "C4", 60.1))
    over = put(book(), (TH, "C5", 100.5), (TH, "C4", 100.5), (TH, "C3", 200.75))
    elsewhere = put(
        each_amount(book(), lambda v: v),
        (KH, "C8", "250,5"),
        (KH, "D5", "1.080"),
        (KH, "D4", 1100),
        (KH, "D3", 1130),
    )
    mixed = put(book(), (KH, "C5", "100,0"), (KH, "C8", "250.5"))
    contents = put(
        book(), *((name, f"{column}{row}", None) for name in (KH, TH) for column in "CD" for row in (5, 6, 8))
    )
    only_plan = put(book(), *((TH, f"{column}{row}", None) for column in "CD" for row in range(3, 10)))
    formulas = put(
        book(),
        *((name, "C4", Formula("=SUM(C5:C6)", amount)) for name, amount in ((KH, 100), (TH, 60))),
        *((name, "C3", Formula("=C4+C7+C9", amount)) for name, amount in ((KH, 350.5), (TH, 160.25))),
        (KH, "E5", Formula("=1/0", "#DIV/0!")),
    )
    return [
        Case("don_vi_nghin.xlsx", xlsx(book(1000, **thousands)), notes=notes),
        Case("don_vi_dong.xlsx", xlsx(book(10**6, unit="Đồng"))),
        Case("don_vi_ty.xlsx", xlsx(each_amount(book(unit="tỷ đồng"), lambda v: v / 1000))),
        Case("don_vi_khong_dau.xlsx", xlsx(book(unit="ĐVT: trieu dong"))),
        Case("don_vi_viet_tat.xlsx", xlsx(book(unit="Tr.đ"))),
        Case("don_vi_sai_chinh_ta.xlsx", xlsx(book(unit="triệu đônng")), notes=(*notes, "unit_spelling")),
        Case("so_chu_kieu_viet.xlsx", xlsx(each_amount(book(), vi)), totals=TENFOLD),
        Case("so_chu_kieu_anh.xlsx", xlsx(each_amount(book(), en)), totals=TENFOLD),
        Case("so_chu_cach_nhom.xlsx", xlsx(spaced)),
        Case(
            "so_chu_dong_dau_cham.xlsx",
            xlsx(each_amount(book(unit="đồng"), lambda v: f"{int(v * 10**6):,}".replace(",", "."))),
        ),
        Case("so_toan_rong.xlsx", xlsx(wide)),
        Case("hau_to_don_vi.xlsx", xlsx(suffix)),
        Case("gach_ngang_la_trong.xlsx", xlsx(dashes)),
        Case("sai_so_nhi_phan.xlsx", xlsx(noise)),
        Case("lam_tron.xlsx", xlsx(rounded), (("total_rounded", KH, "C3"), ("sum_rounded", TH, "C4"))),
        Case(
            "vuot_ke_hoach.xlsx",
            xlsx(over),
            (("done_over_plan", TH, "C5"),),
            totals=USUAL | {"done KCQG": 200_750_000},
        ),
        Case(
            "kieu_so_theo_cot_khac.xlsx",
            xlsx(elsewhere),
            (("notation_from_elsewhere", KH, "D5"),),
            totals=USUAL | {"plan KCDP": 1_130_000_000},
        ),
        Case("hai_kieu_so_mot_cot.xlsx", xlsx(mixed), (("mixed_notation", KH, "C5"),)),
        Case("chi_co_noi_dung.xlsx", xlsx(contents), rows=8),
        Case(
            "chua_thuc_hien.xlsx",
            xlsx(only_plan),
            (("no_figures", TH, ""),),
            rows=5,
            totals={"plan KCQG": 350_500_000, "plan KCDP": 130_000_000},
        ),
        Case("cong_thuc.xlsx", xlsx(formulas)),
    ]


def passing_information() -> list[Case]:
    """The information sheet in its usual variants."""
    notes = ("missing_rows", "missing_rows")
    inline = book()
    inline.sheets[TT] = [
        ["Tỉnh: Đồng Tháp"],
        ["Năm báo cáo: 2018"],
        ["Số liệu đến hết ngày: 31/07/2018"],
        ["ĐVT: triệu đồng"],
    ]
    apart = book()
    apart.sheets[TT] = [[label, None, value] for label, value, *_ in apart.sheets[TT][2:]]
    return [
        Case("tinh_ten_khac.xlsx", xlsx(book(province="TP.HCM")), notes=(*notes, "province_alias")),
        Case("tinh_co_chu_tinh.xlsx", xlsx(book(province="Tỉnh Đồng Tháp "))),
        Case("ngay_dang_chu.xlsx", xlsx(book(cut="31/7/2018", year="2018"))),
        Case("ngay_day_du_chu.xlsx", xlsx(book(cut="Ngày 31 tháng 7 năm 2018", year="Năm 2018"))),
        Case("ngay_la_so_excel.xlsx", xlsx(book(cut=43312)), notes=(*notes, "serial_date")),
        Case("thong_tin_mot_o.xlsx", xlsx(inline)),
        Case("thong_tin_cach_cot.xlsx", xlsx(apart)),
    ]


def passing_files() -> list[Case]:
    """Hidden parts, other file kinds, other writers."""
    hidden = book()
    hidden.hidden_rows, hidden.hidden_columns = {KH: [5, 6]}, {TH: [3]}
    hidden.hidden_sheets = (TH,)
    marks = (("hidden_row", KH, "C5"), ("hidden_row", KH, "D6"))
    covered = (*marks, ("hidden_column", TH, "D2"), ("hidden_sheet", TH, ""))
    prefixed = {"xl/worksheets/": _prefixed}
    none = ("no_total", "no_total")
    return [
        Case("an_dong_cot_sheet.xlsx", xlsx(hidden), covered),
        Case("xls_an_dong_cot_sheet.xls", xls(hidden), covered),
        Case("xls_co_ban.xls", xls(book())),
        Case("xls_kieu_viet.xls", xls(each_amount(book(), vi)), totals=TENFOLD),
        Case("xls_mang_duoi_xlsx.xlsx", xls(book())),
        Case("xlsx_mang_duoi_xls.xls", xlsx(book())),
        Case(
            "co_macro.xlsm", w.with_part(xlsx(book()), "xl/vbaProject.bin", b"\0" * 64), (("macros", "", ""),)
        ),
        Case("chuoi_nam_trong_sheet.xlsx", xlsx(book(), constant_memory=True)),
        Case("xml_co_tien_to.xlsx", w.edit(xlsx(book()), prefixed)),
        Case("csv_cham_phay.csv", flat().encode("utf-8-sig"), notes=none),
        Case("csv_dau_phay.csv", flat(",", lambda v: f"{v:g}").encode(), notes=none),
        Case(
            "csv_dau_phay_trong_ngoac.csv",
            flat(",", lambda v: f"{v:.1f}".replace(".", ",")).encode(),
            totals=_cut(),
            notes=none,
        ),
        Case("csv_tab_utf16.csv", flat("\t").encode("utf-16"), notes=none),
        Case("csv_utf16_khong_bom.csv", flat().encode("utf-16-le"), notes=none),
        Case("csv_windows_1258.csv", _windows(flat()), notes=none),
        Case("csv_mang_duoi_xls.xls", flat().encode(), notes=none),
        Case("csv_sep.csv", ("sep=;\r\n" + flat()).encode(), notes=none),
    ]


def _cut() -> dict[str, int]:
    """The totals when every amount is written with one decimal (100,25 becomes 100,2)."""
    return USUAL | {"done KCQG": 160_200_000}


def _prefixed(xml: bytes) -> bytes:
    for tag in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"f"):
        xml = xml.replace(b"<" + tag + b" ", b"<x:" + tag + b" ").replace(
            b"<" + tag + b">", b"<x:" + tag + b">"
        )
        xml = xml.replace(b"</" + tag + b">", b"</x:" + tag + b">")
    return xml.replace(
        b'xmlns="', b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:x="', 1
    )


def _windows(text: str) -> bytes:
    """Windows-1258 keeps the letters with their hats and writes the tones behind them."""
    kept = set("ăâêôơưđĂÂÊÔƠƯĐàáèéìíòóùúÀÁÈÉÒÓÙÚ")
    out = ""
    for char in text:
        base = unicodedata.normalize("NFD", char)
        if char in kept or len(base) == 1:
            out += char
        else:
            hats = "".join(each for each in base[1:] if each in "\u0302\u0306\u031b")
            out += unicodedata.normalize("NFC", base[0] + hats) + "".join(
                each for each in base[1:] if each not in hats
            )
    return out.encode("cp1258")


def failing_containers() -> list[Case]:
    """Files that are not read at all."""
    good = xlsx(book())
    dtd = b'<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE sst [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    bomb = w.with_part(good, "xl/media/image1.bin", b"\0" * (30 * 2**20))
    liar = w.lying(
        w.edit(good, {"sheet2.xml": lambda xml: xml + b" " * 5_000_000}), "xl/worksheets/sheet2.xml", 9_000
    )
    far = w.edit(
        good,
        {
            "sheet2.xml": lambda xml: xml.replace(
                b"</row></sheetData>", b'<c r="XFD1048576"><v>1</v></c></row></sheetData>'
            )
        },
    )
    cases = {
        "pdf_doi_duoi.xlsx": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", "not_a_workbook"),
        "anh_doi_duoi.xlsx": (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "not_a_workbook"),
        "nhi_phan.xls": (bytes(range(32)) * 8, "not_a_workbook"),
        "rong.xlsx": (b"", "empty_file"),
        "toan_khoang_trang.csv": (b" \r\n\t\r\n", "empty_file"),
        "bom_zip.xlsx": (bomb, "zip_bomb"),
        "khai_gian_kich_thuoc.xlsx": (liar, "damaged"),
        "cat_cut.xlsx": (good[: len(good) // 2], "truncated"),
        "hong_ruot.xlsx": (good[:900] + bytes(64) + good[964:], "damaged"),
        "mat_khau.xlsx": (
            w.ole({"EncryptionInfo": b"\4" * 4096, "EncryptedPackage": b"\7" * 8192}),
            "encrypted",
        ),
        "word_cu.xls": (w.ole({"WordDocument": b"\xec\xa5" * 4096}), "word_document"),
        "excel_95.xls": (w.ole({"Book": b"\x09\x08\x08\x00\x00\x05" * 1024}), "old_excel"),
        "word_doi_duoi.xlsx": (w.archive({"word/document.xml": b"<w:document/>"}), "word_document"),
        "zip_doi_duoi.xlsx": (w.archive({"bao-cao.txt": b"2018"}), "zip_not_workbook"),
        "ods_doi_duoi.xlsx": (
            w.archive({"mimetype": b"application/vnd.oasis", "content.xml": b"<x/>"}),
            "other_format",
        ),
        "xlsb_doi_duoi.xlsx": (w.archive({"xl/workbook.bin": b"\x83\x01"}), "other_format"),
        "thuc_the_xml.xlsx": (
            w.edit(good, {"sharedStrings": lambda xml: dtd + xml[xml.index(b"<sst") :]}),
            "unsafe_xml",
        ),
        "utf16_ben_trong.xlsx": (
            w.edit(good, {"sheet2.xml": lambda xml: xml.decode().encode("utf-16")}),
            "unsafe_xml",
        ),
        "html_luu_duoi_xls.xls": (
            b"<html><body><table><tr><td>KCQG</td></tr></table></body></html>",
            "html_as_xls",
        ),
        "xml_2003.xls": (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "xml_spreadsheet",
        ),
        "o_qua_xa.xlsx": (far, "too_many_cells"),
        "csv_font_tcvn3.csv": ("TØnh;§ång Th¸p\r\nKÕ ho¹ch;1\r\n".encode("latin-1"), "legacy_font"),
        "csv_bang_ma_la.csv": ("Tỉnh;Đồng Tháp\r\n".encode()[:-4] + b"\xff\xfe\xfd;\r\n", "encoding"),
        "csv_ngoac_kep_le.csv": (flat().replace("Nội dung;KCQG", '"Nội dung;KCQG').encode(), "csv_broken"),
    }
    return [Case(name, data, ((code, "", ""),), notes=()) for name, (data, code) in cases.items()]


def failing_information() -> list[Case]:
    """Wrong information sheets."""
    missing = tuple((f"missing_{name}", TT, "") for name in ("province", "year", "cut", "unit"))
    blank = book(province="", year="", cut="", unit="")
    blanks = tuple(
        (f"missing_{name}", TT, cell)
        for name, cell in (("province", "B3"), ("year", "B4"), ("cut", "B5"), ("unit", "B6"))
    )
    gone = book()
    gone.sheets[TT] = [["Kính gửi"]]
    header = book()
    header.sheets[KH][1][2] = "KCQG (nghìn đồng)"
    above = book()
    above.sheets[TH][0] = ["KẾT QUẢ", None, None, "Đơn vị tính: đồng"]
    older = book()
    older.sheets[KH][0] = ["KẾ HOẠCH NĂM 2017"]
    one = {
        "thieu_don_vi.xlsx": (book(unit=""), ("missing_unit", TT, "B6")),
        "don_vi_la.xlsx": (book(unit="USD"), ("unknown_unit", TT, "B6")),
        "don_vi_mau_thuan_tieu_de.xlsx": (header, ("unit_contradiction", KH, "C2")),
        "don_vi_mau_thuan_tren_bang.xlsx": (above, ("unit_contradiction", TH, "D1")),
        "nam_khac_ngay_chot.xlsx": (book(cut=date(2017, 7, 31)), ("year_mismatch", TT, "B5")),
        "nam_khac_tieu_de.xlsx": (older, ("year_mismatch", KH, "A1")),
        "nam_khong_phai_so.xlsx": (book(year="hai nghìn"), ("bad_year", TT, "B4")),
        "ngay_tuong_lai.xlsx": (book(cut=date(2018, 12, 31)), ("future_cut", TT, "B5")),
        "ngay_khong_co_that.xlsx": (book(cut="31/02/2018"), ("bad_cut", TT, "B5")),
        "ngay_kieu_my.xlsx": (book(cut="07/31/2018"), ("bad_cut", TT, "B5")),
        "tinh_gan_dung.xlsx": (book(province="Đồng Thap1"), ("near_province", TT, "B3")),
        "tinh_khong_co.xlsx": (book(province="Atlantis"), ("unknown_province", TT, "B3")),
        "nam_loi_cong_thuc.xlsx": (book(year=Formula("=1/0", "#DIV/0!")), ("formula_error", TT, "B4")),
        "tinh_la_cong_thuc_chu.xlsx": (book(province="=cmd|' /C calc'!A0"), ("formula_text", TT, "B3")),
    }
    return [
        Case("thieu_het_thong_tin.xlsx", xlsx(gone), missing),
        Case("de_trong_thong_tin.xlsx", xlsx(blank), blanks),
        *(Case(name, xlsx(made), (place,)) for name, (made, place) in one.items()),
    ]


def failing_cells() -> list[Case]:
    """One bad cell each, at K01 of the plan's national fund unless said otherwise."""
    values = {
        "so_mo_ho.xlsx": ("1.234", "ambiguous_number"),
        "so_am.xlsx": (-5, "negative"),
        "so_am_trong_ngoac.xlsx": ("(12,5)", "negative"),
        "le_dong.xlsx": (100.1234567, "not_whole_dong"),
        "qua_lon.xlsx": (100_000_000, "amount_too_large"),
        "loi_ref.xlsx": (Formula("=#REF!+1", "#REF!"), "formula_error"),
        "phan_tram.xlsx": (Shown(0.5, "0.0%"), "percent"),
        "phan_tram_chu.xlsx": ("50%", "percent"),
        "ngay_trong_o_tien.xlsx": (date(2018, 5, 1), "date_as_amount"),
        "gio_trong_o_tien.xlsx": (Shown(datetime(2018, 5, 1, 7, 30), "hh:mm dd/mm/yyyy"), "date_as_amount"),
        "dung_sai.xlsx": (True, "not_a_number"),
        "dang_mu.xlsx": ("1E+09", "scientific"),
        "chu_trong_o_tien.xlsx": ("khoảng một trăm", "not_a_number"),
        "nhom_so_sai.xlsx": ("1.23.4", "not_a_number"),
        "chu_thich_mu.xlsx": ("100²", "not_a_number"),
        "don_vi_khac_trong_o.xlsx": ("0,1 tỷ", "unit_contradiction"),
        "cong_thuc_chu.xlsx": ("=cmd|' /C calc'!A0", "formula_text"),
        "chu_qua_dai.xlsx": ("1" * 5_000, "text_too_long"),
    }
    cases = [
        Case(name, xlsx(put(book(), (KH, "C5", value))), ((code, KH, "C5"),))
        for name, (value, code) in values.items()
    ]
    uncached = put(book(), (KH, "C5", Formula("=50+50", None)), (KH, "D5", Formula("=40+40", None)))
    merged = book()
    merged.merges = {KH: ["C5:D5"]}
    return [
        *cases,
        Case(
            "cong_thuc_chua_tinh.xlsx",
            w.without_results(xlsx(uncached)),
            (("formula_without_value", KH, "C5"),),
        ),
        Case(
            "o_tien_gop.xlsx",
            xlsx(put(merged, (KH, "D5", None))),
            (("merged_amount", KH, "C5"),),
        ),
        Case("xls_loi_ref.xls", xls(put(book(), (KH, "C5", "#REF!"))), (("formula_error", KH, "C5"),)),
        Case("xls_phan_tram.xls", xls(put(book(), (KH, "C5", Shown(0.5, "0%")))), (("percent", KH, "C5"),)),
        Case(
            "xls_cong_thuc_chua_tinh.xls",
            xls(put(book(), (KH, "C5", Formula("=50+50")))),
            (("formula_without_value", KH, "C5"),),
        ),
        Case("sai_tong_noi_dung.xlsx", xlsx(put(book(), (KH, "C4", 90))), (("sum_mismatch", KH, "C4"),)),
        Case("sai_tong_cong.xlsx", xlsx(put(book(), (TH, "D3", 62.5))), (("total_mismatch", TH, "D3"),)),
    ]


def failing_rows() -> list[Case]:
    """Labels, headers and sheets that are wrong."""
    twice = book()
    twice.sheets[KH].insert(6, ["K01", w.NAMES["K01"], 1, 1])
    unknown = put(book(), (KH, "B6", "Đào tạo phi công vũ trụ"), (KH, "A6", None))
    near = put(
        book(),
        (KH, "A8", ""),
        (KH, "B8", "Chuyển giao công nghệ, ứng dụng máy móc tiên tiên, tiến bộ kỹ thuật"),
    )
    crossed = put(book(), (KH, "A5", "K02"), (KH, "A6", "K01"))
    nameless = put(book(), (TH, "A6", None), (TH, "B6", None), (TH, "D6", 5))
    below = put(book(), (KH, "B11", "Người lập biểu"), (KH, "B12", "Nguyễn Văn A"), (KH, "D12", 99))
    two = book()
    two.sheets["Kế hoạch (2)"] = two.sheets["Kế hoạch năm"] = two.sheets.pop(KH)
    gone, empty, renamed = book(), book(), book()
    del gone.sheets[TH]
    empty.sheets[KH] = [["Không có gì"]]
    renamed.sheets = {"Sheet1": renamed.sheets[TT], "Sheet2": renamed.sheets[KH], "Sheet3": renamed.sheets[TH]}
    old_font = book()
    old_font.sheets[KH] = [["KÕ ho¹ch kinh phÝ"], ["TT", "Néi dung", "Quèc gia", "§Þa ph¬ng"]]
    vni = put(book(), (KH, "B6", "Ñaøo taïo naâng cao tay ngheà"), (KH, "A6", None))
    nothing = put(book(), *((name, f"{c}{r}", None) for name in (KH, TH) for c in "CD" for r in range(3, 10)))
    return [
        Case("lap_dong.xlsx", xlsx(twice), (("duplicate_row", KH, "B7"),)),
        Case("noi_dung_la.xlsx", xlsx(unknown), (("unknown_activity", KH, "B6"),)),
        Case("noi_dung_gan_dung.xlsx", xlsx(near), (("unknown_activity", KH, "B8"),)),
        Case(
            "ma_khong_khop_ten.xlsx",
            xlsx(crossed),
            (("activity_mismatch", KH, "B5"), ("activity_mismatch", KH, "B6")),
        ),
        Case("so_khong_co_nhan.xlsx", xlsx(nameless), (("unlabelled_amount", TH, "D6"),)),
        Case("so_duoi_chu_ky.xlsx", xlsx(below), (("unknown_activity", KH, "B12"),)),
        Case("hai_sheet_ke_hoach.xlsx", xlsx(two), (("doubled_sheet", "Kế hoạch năm", ""),), ("missing_rows",)),
        Case("thieu_sheet.xlsx", xlsx(gone), (("missing_sheet", TH, ""),), ("missing_rows",)),
        Case(
            "sheet_doi_ten_het.xlsx",
            xlsx(renamed),
            tuple(("missing_sheet", name, "") for name in (TT, KH, TH)),
            ("extra_sheet",) * 3,
        ),
        Case("thieu_tieu_de.xlsx", xlsx(empty), (("missing_header", KH, ""),), ("missing_rows",)),
        Case(
            "thieu_cot.xlsx",
            xlsx(put(book(), (KH, "D2", "Ghi chú khác"))),
            (("missing_column", KH, "A2"),),
            ("missing_rows",),
        ),
        Case(
            "lap_cot.xlsx",
            xlsx(put(book(), (KH, "E2", "KCQG"))),
            (("doubled_column", KH, "E2"),),
            ("missing_rows",),
        ),
        Case("font_tcvn3.xlsx", xlsx(old_font), (("legacy_font", KH, "A1"),), ("missing_rows",)),
        Case("font_vni.xlsx", xlsx(vni), (("legacy_font", KH, "B6"),)),
        Case("khong_co_so_nao.xlsx", xlsx(nothing), (("no_figures", KH, ""),)),
    ]


def failing_mixed() -> list[Case]:
    """Flat files, and everything wrong at once: all of it is said in one go."""
    lines = flat(",", lambda value: f"{value:g}").replace("250.5", "250,5")
    unknown = flat().replace("Kế hoạch;K02", "Dự kiến;K02")
    zero = flat().replace("100,25", "100\0,25")
    all_at_once = put(
        book(province="Đồng Thap1", cut="31/02/2018", unit="USD"),
        (KH, "C5", "một trăm"),
        (KH, "C8", -1),
        (KH, "C7", -1),
        (TH, "D5", Formula("=#REF!", "#REF!")),
        (TH, "B9", "Hợp tác ngoài hành tinh"),
        (TH, "A9", "Z9"),
    )
    found = (
        ("near_province", TT, "B3"),
        ("bad_cut", TT, "B5"),
        ("unknown_unit", TT, "B6"),
        ("not_a_number", KH, "C5"),
        ("negative", KH, "C7"),
        ("negative", KH, "C8"),
        ("formula_error", TH, "D5"),
        ("unknown_activity", TH, "B9"),
    )
    return [
        Case("csv_lech_cot.csv", lines.encode(), (("csv_columns", "CSV", "G9"),), notes=()),
        Case("csv_giai_doan_la.csv", unknown.encode(), (("unknown_stage", "CSV", "A8"),), notes=()),
        Case("csv_ky_tu_nul.csv", zero.encode(), (("bad_character", "CSV", "D13"),), notes=()),
        Case("nhieu_loi_cung_luc.xlsx", xlsx(all_at_once), found),
    ]


PASSING = (passing_sheets, passing_numbers, passing_information, passing_files)
FAILING = (failing_containers, failing_information, failing_cells, failing_rows, failing_mixed)


def main() -> None:
    """Write every file and expected.json."""
    expected: dict[str, dict[str, object]] = {}
    for folder, groups in (("should_pass", PASSING), ("should_fail", FAILING)):
        (CORPUS / folder).mkdir(parents=True, exist_ok=True)
        for old in (CORPUS / folder).iterdir():
            old.unlink()
        for case in (each for group in groups for each in group()):
            (CORPUS / folder / case.name).write_bytes(case.data)
            expected[f"{folder}/{case.name}"] = case.expected(passes=folder == "should_pass")
    listing = json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=True)
    (CORPUS / "expected.json").write_text(listing + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
