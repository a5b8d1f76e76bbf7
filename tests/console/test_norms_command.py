"""`khuyencong norms`: what an operator sees and loads."""

import csv

import pytest

from khuyencong.console.main import main
from khuyencong.norms.actions.activities import DATA
from khuyencong.norms.models import Norm
from khuyencong.norms.queries import LISTS
from tests.norms.conftest import law

pytestmark = pytest.mark.django_db
__all__ = ["law"]


def run(capsys, *arguments):
    status = main(["norms", *map(str, arguments)])
    captured = capsys.readouterr()
    return status, captured.out.splitlines(), captured.err.splitlines()


def test_it_says_how_much_binds_today_and_how_much_nobody_has_read(law, capsys):
    status, out, err = run(capsys)
    assert (status, len(out), err) == (0, 1 + len(LISTS), [])
    [line] = [each for each in out if each.startswith("Thẩm quyền:")]
    assert line == "Thẩm quyền: 27 dòng hiệu lực, 19 cần xác minh."


def test_checking_our_own_files_finds_nothing_to_do(law, capsys):
    status, out, _ = run(capsys, "--check")
    assert (status, out[-1]) == (0, "Chỉ kiểm tra, chưa ghi gì.")
    assert {line.split("; ")[1] for line in out[:-1]} == {"0 dòng mới, 0 dòng đổi, 0 dòng giữ nguyên."}


def changed_machines(tmp_path, **changes):
    with (DATA / "support_norms.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    path = tmp_path / "moi.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerow(
            next(row for row in rows if (row["item"], row["since"]) == ("thuong-hieu", "2018-05-11")) | changes
        )
    return path


def test_a_file_with_a_reading_is_loaded(law, capsys, tmp_path):
    path = changed_machines(tmp_path, clause="Điều 8 khoản 9", verified="true")
    assert run(capsys, "--load", path) == (
        0,
        [
            "support_norms: 1 dòng trong tệp; 0 dòng mới, 1 dòng đổi, 0 dòng giữ nguyên.",
            "  ~ kcqg-thuong-hieu@2018-05-11",
        ],
        [],
    )
    assert Norm.objects.standing().get(code="kcqg-thuong-hieu", until=None).verified


def test_a_file_that_cannot_be_loaded_names_the_line_and_writes_nothing(law, capsys, tmp_path):
    status, out, err = run(capsys, "--load", changed_machines(tmp_path, cap="-5"))
    told = "moi.csv, dòng 2: Mức trần phải lớn hơn 0. Sửa dòng ấy rồi nạp lại; chưa có gì được ghi."
    assert (status, out, err) == (2, [], [f"khuyencong norms: {told}"])
    assert run(capsys, "--load", tmp_path / "khong-co.csv")[0] == 2
