"""`khuyencong reconcile` as an officer and as a script meet it."""

import io
import json
from pathlib import Path

import pytest

from khuyencong.console.main import main
from khuyencong.console.reconcile import run

SOUTH_2018 = Path(__file__).parents[2] / "khuyencong/reporting/data/claims/south-2018.csv"
HEADER = "id,label,kind,value,unit,of,note\n"
RIGHT = HEADER + 'a,,amount,"57.615,3",trieu,,\nb,,amount,"68.495,1",trieu,,\nr,,share,"84,12",%,a b,\n'


def command(path, notation="vi", output_format="text"):
    out, err = io.StringIO(), io.StringIO()
    return run(path, notation, output_format, out, err), out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "số liệu.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_a_script_gets_exactly_the_agreed_json():
    status, out, err = command(SOUTH_2018, output_format="json")
    content = json.loads(out)
    assert (status, err, list(content)) == (1, "", ["findings", "suggestion"])
    assert content["suggestion"] == {"claim": "kcdp2018m7", "printed": "12.594,3", "value": "12.589,8"}
    assert [list(finding) for finding in content["findings"]] == [
        ["code", "severity", "claims", "printed", "recomputed", "message"]
    ] * 3
    assert [(finding["code"], finding["severity"], finding["claims"]) for finding in content["findings"]] == [
        ("ratio_as_percent", "error", ["growthplan2018"]),
        ("ambiguous_base", "warning", ["drop2018m7"]),
        ("inconsistent", "error", ["done2018m7", "kcqg2018m7", "kcdp2018m7", "sumdone2018m7"]),
    ]
    assert "Thực hiện" in out


@pytest.mark.parametrize(
    ("share", "status", "codes"),
    [
        ("84,12", 0, []),
        ("84,11", 0, ["truncated"]),
        ("84,21", 1, ["inconsistent"]),
        ("0,84", 1, ["ratio_as_percent"]),
    ],
)
def test_the_status_tells_errors_from_notes(file, share, status, codes):
    found, out, err = command(file(RIGHT.replace("84,12", share)), output_format="json")
    content = json.loads(out)
    assert (found, [finding["code"] for finding in content["findings"]], err) == (status, codes, "")
    assert (content["suggestion"] is None) == (codes != ["inconsistent"])


def test_a_warning_is_no_failure(file):
    status, out, _ = command(file(HEADER + "a,,amount,5,ty,,\ng,,growth,5,%,a,\n"), output_format="json")
    assert (status, [finding["severity"] for finding in json.loads(out)["findings"]]) == (0, ["warning"])


def test_an_officer_reads_findings_a_proposal_and_a_verdict():
    status, out, err = command(SOUTH_2018)
    lines = out.splitlines()
    assert (status, err) == (1, "")
    assert [line for line in lines if line and not line.startswith(" ")] == [
        "Lỗi [ratio_as_percent] growthplan2018",
        "Cảnh báo [ambiguous_base] drop2018m7",
        "Lỗi [inconsistent] done2018m7, kcqg2018m7, kcdp2018m7, sumdone2018m7",
        "Gợi ý sửa: “KCĐP” (kcdp2018m7) 12.594,3 thành 12.589,8.",
        "Đã đối chiếu 18 dòng: 2 lỗi, 1 cảnh báo.",
    ]


def test_an_officer_is_told_that_all_is_well(file):
    assert command(file(RIGHT)) == (0, "Đã đối chiếu 3 dòng: mọi số liệu khớp nhau.\n", "")


def test_the_other_notation_is_read_when_asked_for(file):
    path = file(HEADER + 'a,,amount,"57,615.3",trieu,,\nb,,amount,"68,495.1",trieu,,\nr,,share,85.12,%,a b,\n')
    status, out, _ = command(path, "en", "json")
    finding, suggestion = json.loads(out)["findings"][0], json.loads(out)["suggestion"]
    assert (status, finding["printed"], finding["recomputed"]) == (1, "85.12", "84.12")
    assert suggestion == {"claim": "r", "printed": "85.12", "value": "84.12"}
    assert command(path, "vi", "json")[0] == 2


def test_a_byte_order_mark_and_windows_line_ends_are_read(file):
    assert command(file(("\ufeff" + RIGHT.replace("\n", "\r\n")).encode()))[0] == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (RIGHT.encode("utf-16"), "không phải UTF-8 (byte thứ 1)"),
        (RIGHT.replace("84,12", "84,12 ").encode() + b"\xe1\n", "không phải UTF-8"),
        (b"", "sai định dạng ở 1 chỗ"),
        (b"\x00\x01\x02", "sai định dạng ở 7 chỗ"),
        (RIGHT.replace("a b", "a c"), "sai định dạng ở 1 chỗ"),
    ],
    ids=["utf-16", "broken", "empty", "binary", "malformed"],
)
@pytest.mark.parametrize("output_format", ["text", "json"])
def test_a_file_that_cannot_be_read_is_one_clear_line(file, content, words, output_format):
    status, out, err = command(file(content), output_format=output_format)
    assert (status, out) == (2, "")
    assert err.startswith("khuyencong reconcile: ")
    assert words in err.splitlines()[0]


def test_each_place_of_a_malformed_file_is_listed(file):
    _, _, err = command(file(HEADER + "a,,amount,5,triệu,,\nr,,share,x,%,a c,\n"))
    assert err.splitlines()[1:] == [
        "  dòng 2, cột unit: không có đơn vị “triệu” cho một số tiền, số lượng; viết là trieu [unknown_unit]",
        "  dòng 3, cột value: “x” không phải số viết theo kiểu 57.615,3; ghi đúng số như đã in, không kèm đơn "
        "vị; thêm --notation en nếu dấu phẩy ngăn hàng nghìn [unreadable_number]",
        "  dòng 3, cột of: không có mã “c”; ghi mã có trong cột id [unknown_reference]",
    ]


def test_no_file_and_a_folder_are_said_so(tmp_path):
    assert command(tmp_path / "khong-co.csv")[2].endswith("khong-co.csv: không có tệp này.\n")
    folder = f"khuyencong reconcile: không đọc được {tmp_path}: đây là thư mục, không phải tệp.\n"
    assert command(tmp_path) == (2, "", folder)


def test_the_command_line_reaches_it(capsys):
    assert main(["reconcile", str(SOUTH_2018), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["suggestion"]["value"] == "12.589,8"
