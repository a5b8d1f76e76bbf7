"""The form out, and files in: whatever the bytes, a workbook or one reason comes back."""

import io
import zlib
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from khuyencong.paperwork.return_workbook import limits, read_return, template
from khuyencong.paperwork.return_workbook.archive import Archive, stored
from tests.paperwork.corpus_writing import book, edit, put, xls, xlsx
from tests.paperwork.returns_form import FORM, checked_file

GOOD = {"xlsx": xlsx(book()), "xls": xls(book())}


def codes(result):
    return [finding.code for finding in result.findings]


def filled(amounts):
    """The template as an officer fills it, by code; sums worked out as Excel would."""
    file = openpyxl.load_workbook(io.BytesIO(template(FORM, province="Đồng Tháp", year=2018)))
    file["Thông tin"]["B5"] = date(2018, 7, 31)
    del file["Kế hoạch"]["A2"], file["Thực hiện"]["A2"]
    for name in ("Kế hoạch", "Thực hiện"):
        for cells in file[name].iter_rows(min_row=5):
            code = cells[0].value or "total"
            lines = [line.code for line in FORM if line.parent_code == code]
            for cell in cells[2:4]:
                if code == "total":
                    cell.value = sum(amounts.values())
                elif lines:
                    cell.value = sum(amounts[line] for line in lines)
                else:
                    cell.value = amounts[code]
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def test_the_empty_form_asks_for_all_it_needs_and_nothing_else():
    assert codes(checked_file("mau.xlsx", template(FORM))) == [
        "missing_province",
        "missing_year",
        "missing_cut",
        "no_figures",
    ]


def test_the_form_filled_in_full_is_accepted_without_a_word():
    leaves = [line.code for line in FORM if line.code not in {each.parent_code for each in FORM}]
    result = checked_file(
        "mau.xlsx", filled({code: number * 1.5 for number, code in enumerate(leaves, start=1)})
    )
    total = sum(range(1, len(leaves) + 1)) * 1_500_000
    assert (codes(result), len(result.rows), sum(row.amount for row in result.rows)) == ([], 100, 4 * total)


def test_the_form_offers_the_units_freezes_its_head_and_adds_up():
    file = openpyxl.load_workbook(io.BytesIO(template(FORM, province="Đồng Tháp", year=2018)))
    info, plan = file["Thông tin"], file["Kế hoạch"]
    lists = [each.formula1 for each in info.data_validations.dataValidation if each.type == "list"]
    assert file.sheetnames == ["Thông tin", "Kế hoạch", "Thực hiện"]
    assert (info["B3"].value, info["B4"].value, lists) == (
        "Đồng Tháp",
        2018,
        ['"đồng,nghìn đồng,triệu đồng,tỷ đồng"'],
    )
    assert (plan.freeze_panes, plan["C5"].value[:5], plan["C6"].value) == ("C5", "=SUM(", "=SUM(C7,C8)")


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_values_are_those_the_spreadsheet_reader_gives(kind):
    reader = CalamineWorkbook.from_filelike(io.BytesIO(GOOD[kind]))
    read = read_return("a", GOOD[kind])
    expected = {
        name: reader.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in reader.sheet_names
    }

    def plain(rows):
        return [[each.date() if hasattr(each, "date") else each for each in row] for row in rows]

    assert {sheet.name: plain(sheet.rows) for sheet in read.sheets} == {
        k: plain(v) for k, v in expected.items()
    }


@given(
    flips=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=4),
    cut=st.floats(0.5, 1),
)
@pytest.mark.parametrize("kind", ["xlsx", "xls"])
@settings(max_examples=60, deadline=None)
def test_no_damage_to_a_file_raises_or_kills(kind, flips, cut):
    data = bytearray(GOOD[kind])
    for where, value in flips:
        data[int(where * len(data))] = value
    result = checked_file("a", bytes(data[: int(cut * len(data)) + 1]))
    assert result.refused == (result.rows == ())


@given(
    data=st.binary(max_size=300),
    start=st.sampled_from([b"", b"PK\3\4", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"KCQG;"]),
)
@settings(max_examples=150, deadline=None)
def test_bytes_of_any_kind_give_one_reason_or_a_checked_file(data, start):
    assert checked_file("a", start + data).refused


def test_a_file_over_ten_megabytes_is_not_looked_into():
    assert codes(read_return("a.xlsx", b"PK\3\4" + bytes(limits.FILE_BYTES))) == ["too_large"]


def test_a_count_of_shared_strings_nobody_could_hold_is_not_believed():
    claims = edit(GOOD["xlsx"], {"sharedStrings": lambda xml: xml.replace(b' count="', b' count="99999999999')})
    assert codes(checked_file("a", claims)) == ["missing_rows", "missing_rows"]


@pytest.mark.parametrize("reference", [b"A99999999999", b"XFD1048576", b"A1048576", b"A1048577"])
def test_a_cell_at_the_end_of_the_world_is_refused_before_room_is_made_for_it(reference):
    cell = b'<c r="' + reference + b'"><v>1</v></c></row></sheetData>'
    far = edit(GOOD["xlsx"], {"sheet2.xml": lambda xml: xml.replace(b"</row></sheetData>", cell)})
    assert codes(read_return("a", far)) == ["too_many_cells"]


@pytest.mark.parametrize(
    "spelling",
    [
        b"<c r='XFD1048576'><v>1</v></c>",
        b'<c\nr="XFD1048576"><v>1</v></c>',
        b'<c r = "XFD1048576"><v>1</v></c>',
    ],
)
def test_no_spelling_of_a_far_cell_slips_by(spelling):
    far = edit(
        GOOD["xlsx"],
        {"sheet2.xml": lambda xml: xml.replace(b"</row></sheetData>", spelling + b"</row></sheetData>")},
    )
    assert codes(read_return("a", far)) == ["too_many_cells"]


def test_many_cells_without_an_address_are_counted_too():
    wide = b"<row>" + b"<c><v>1</v></c>" * 4_000 + b"</row>" + b"<row><c><v>1</v></c></row>" * 4_000
    data = edit(GOOD["xlsx"], {"sheet2.xml": lambda xml: xml.replace(b"</sheetData>", wide + b"</sheetData>")})
    assert codes(read_return("a", data)) == ["too_many_cells"]


def test_a_long_text_repeated_in_every_cell_is_refused():
    made = put(book(), *(("Kế hoạch", f"E{row}", "dài " * 8_000) for row in range(3, 10)))
    cells = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(20, 8_000)
    )
    data = edit(xlsx(made), {"sheet2.xml": lambda xml: xml.replace(b"</sheetData>", cells + b"</sheetData>")})
    assert codes(read_return("a", data)) == ["too_many_cells"]


@given(
    parts=st.dictionaries(
        st.text("abc/", min_size=1, max_size=9), st.binary(max_size=200), min_size=1, max_size=5
    )
)
def test_what_is_packed_is_what_is_read_back(parts):
    packed = Archive(stored([(name, content, zlib.crc32(content)) for name, content in parts.items()]))
    assert {name: packed.read(name) for name in parts} == parts
