"""The command `khuyencong`: what scripts and operators rely on."""

import io
import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import time_machine
from django.db.models import Count, Sum
from django.utils.timezone import localdate

from khuyencong.console import main as console
from khuyencong.console.main import main
from khuyencong.ledger.models import (
    AdvanceRate,
    Claim,
    GiveBack,
    Liquidation,
    Posting,
    StatementRemoval,
    Transfer,
)
from khuyencong.norms.models import Activity
from khuyencong.organisations.models import Desk, User
from khuyencong.organisations.queries import operator, person_named, seated
from khuyencong.paperwork.intake import Intake, blank_return
from khuyencong.projects.models import Contract, GroupPlan, PlanDecision, Project, SelectionList
from khuyencong.reporting.actions import record_figures
from khuyencong.reporting.lifecycle import begin_return
from khuyencong.reporting.models import ConferenceIssue, Figure, PeriodicReturn, Source
from khuyencong.reporting.queries.dashboard import dashboard_of
from khuyencong.reporting.queries.periodic.sheet import cells_of
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.reporting.conftest import entry

pytestmark = pytest.mark.django_db


def filled(path, *, province="Đồng Tháp", done="12,5", cut=date(2026, 6, 30)):
    """The form as an officer fills it in: one line planned, one line done, in triệu đồng."""
    book = openpyxl.load_workbook(io.BytesIO(blank_return(today=date(2026, 11, 23))))
    answers = {"tỉnh": province, "năm": cut.year, "đến ngày": cut, "đơn vị tính": "triệu đồng"}
    for row in book["Thông tin"].iter_rows():
        for word, answer in answers.items():
            if word in str(row[0].value or "").lower():
                row[1].value = answer
                break
    for sheet, value in (("Kế hoạch", "20"), ("Thực hiện", done)):
        for row in book[sheet].iter_rows():
            if row[0].value == "K10":
                row[2].value, row[3].value = value, 4
    book.save(path)
    return path


def run(capsys, *arguments):
    """Exit status, stdout and stderr."""
    status = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.fixture
def consolidated(demo, capsysbinary):
    """The JSON answer of one consolidation."""

    def consolidated(*arguments):
        assert main(["consolidate", *arguments, "--format", "json"]) == 0
        return json.loads(capsysbinary.readouterr().out)

    return consolidated


def test_the_south_of_2018_as_json(consolidated):
    answer = consolidated("nam", "2018", "--cut", "2018-07-31")
    assert answer["unit"] == "dong"
    assert answer["completeness"] == {"reported": 20, "expected": 20, "missing": []}
    assert answer["total"] == {
        "summed": {
            "KCQG": {"plan": 22_756_200_000, "done": 7_029_400_000},
            "KCDP": {"plan": 51_024_800_000, "done": 12_594_300_000},
            "all": {"plan": 73_781_000_000, "done": 19_623_700_000},
        },
        "published": {
            "KCQG": {"plan": None, "done": 7_029_400_000},
            "KCDP": {"plan": None, "done": 12_594_300_000},
            "all": {"plan": 73_781_000_000, "done": 19_619_200_000},
        },
    }
    assert len(answer["rows"]) == 60
    assert {row["fund"] for row in answer["rows"]} == {"KCQG", "KCDP", "all"}
    for fund in ("KCQG", "KCDP", "all"):
        rows = [row for row in answer["rows"] if row["fund"] == fund]
        assert sum(row["done"] for row in rows) == answer["total"]["summed"][fund]["done"]


def test_rates_are_percentages_of_the_rows_own_figures(consolidated):
    for row in consolidated("nam", "2018", "--cut", "31/07/2018")["rows"]:
        assert row["rate"] == pytest.approx(100 * row["done"] / row["plan"], abs=0.0051)


def test_todays_borders_show_eight_provinces(consolidated):
    answer = consolidated("nam", "2018", "--cut", "2018-07-31", "--borders", "now")
    assert len(answer["rows"]) == 24
    assert answer["completeness"] == {"reported": 8, "expected": 8, "missing": []}
    assert answer["total"]["published"]["all"] == {"plan": None, "done": None}


@pytest.mark.parametrize(
    ("form", "magic"), [("xlsx", b"PK\x03\x04"), ("docx", b"PK\x03\x04"), ("text", "Khu vực".encode())]
)
def test_every_form_can_be_written_to_a_file(demo, tmp_path, form, magic, capsys):
    path = tmp_path / "bao-cao"
    status, out, _ = run(
        capsys, "consolidate", "nam", "2018", "--cut", "2018-07-31", "--format", form, "--output", path
    )
    assert (status, out) == (0, "")
    assert path.read_bytes().startswith(magic)


def test_a_region_before_its_time_is_one_clear_line(capsys):
    status, out, err = run(capsys, "consolidate", "nam", "2004", "--cut", "2004-12-31")
    assert (status, out) == (1, "")
    assert err == "khuyencong: lỗi: Không có vùng “nam” vào ngày 31/12/2004\n"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["consolidate", "dong", "2018", "--cut", "2018-07-31"], "không có lựa chọn"),
        (["consolidate", "nam", "hai", "--cut", "2018-07-31"], "không phải năm"),
        (["consolidate", "nam", "2018", "--cut", "31-31-2018"], "không phải ngày"),
        (["consolidate", "nam", "2018"], "thiếu tham số bắt buộc"),
        (["import-return"], "thiếu tham số bắt buộc"),
        ([], "thiếu tham số bắt buộc"),
        (["gì-đó"], "không có lựa chọn"),
    ],
)
def test_a_wrong_command_is_one_line_of_vietnamese(arguments, word, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    err = capsys.readouterr().err
    assert stopped.value.code == 2
    assert err.count("\n") == 1
    assert word in err


@pytest.mark.parametrize(
    "arguments", [["--help"], ["consolidate", "--help"], ["import-return", "-h"], ["reconcile", "-h"]]
)
def test_help_is_in_vietnamese(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    out = capsys.readouterr().out
    assert stopped.value.code == 0
    assert out.startswith("cách dùng: khuyencong")
    assert "usage" not in out
    assert "optional arguments" not in out


def test_a_return_is_imported_and_the_same_file_again_changes_nothing(tmp_path, capsys):
    path = filled(tmp_path / "dong-thap.xlsx")
    status, out, _ = run(capsys, "import-return", path, "--format", "json")
    [first] = json.loads(out)["files"]
    assert (status, first["status"], first["province"], first["new"]) == (0, "imported", "Đồng Tháp", 4)
    status, out, _ = run(capsys, "import-return", path, "--format", "json")
    [second] = json.loads(out)["files"]
    assert (status, second["status"], second["new"], second["same"]) == (0, "unchanged", 0, 4)
    assert Figure.objects.count() == 4
    assert set(Figure.objects.values_list("stage", "fund", "printed", "printed_unit", "amount")) == {
        ("plan", "KCQG", "20", "trieu", 20_000_000),
        ("plan", "KCDP", "4", "trieu", 4_000_000),
        ("done", "KCQG", "12,5", "trieu", 12_500_000),
        ("done", "KCDP", "4", "trieu", 4_000_000),
    }


def test_a_dry_run_writes_nothing(tmp_path, capsys):
    status, out, _ = run(capsys, "import-return", filled(tmp_path / "a.xlsx"), "--dry-run")
    assert status == 0
    assert "hợp lệ" in out
    assert Figure.objects.count() == 0


def test_a_changed_return_needs_a_reason_and_then_is_a_correction(tmp_path, capsys):
    run(capsys, "import-return", filled(tmp_path / "a.xlsx"))
    changed = filled(tmp_path / "b.xlsx", done="13")
    status, out, _ = run(capsys, "import-return", changed, "--format", "json")
    [refused] = json.loads(out)["files"]
    assert (status, refused["status"], [each["code"] for each in refused["findings"]][-1]) == (
        1,
        "refused",
        "reason_missing",
    )
    assert Figure.objects.count() == 4
    status, _, _ = run(capsys, "import-return", changed, "--reason", "Đối chiếu Kho bạc")
    [correction] = Figure.objects.filter(replaces__isnull=False)
    assert (status, correction.amount, correction.reason) == (0, 13_000_000, "Đối chiếu Kho bạc")


def test_a_bad_file_stops_nobody_else(tmp_path, capsys):
    good, bad, gone = filled(tmp_path / "tốt.xlsx"), tmp_path / "hỏng.xlsx", tmp_path / "không-có.xlsx"
    bad.write_bytes(b"%PDF-1.7 ...")
    status, out, err = run(capsys, "import-return", bad, gone, good, "--format", "json")
    files = json.loads(out)["files"]
    assert status == 2
    assert [each["status"] for each in files] == ["refused", "refused", "imported"]
    assert Figure.objects.count() == 4
    assert "Nạp" in err


IN_NOVEMBER = datetime(2026, 11, 30, 10, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
NEW_YEARS_NIGHT = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)
"""In Vietnam half an hour into 1 January 2027."""


def test_demo_twice_changes_nothing_on_new_years_night_either(capsys):
    with time_machine.travel(NEW_YEARS_NIGHT, tick=True):
        assert run(capsys, "demo")[0] == 0
        before = Figure.objects.count(), Project.objects.count(), Event.objects.count()
        status, out, _ = run(capsys, "demo")
    assert (status, Figure.objects.count(), Project.objects.count(), Event.objects.count()) == (0, *before)
    added = [line for line in out.splitlines() if ": thêm " in line]
    assert len(added) == 26
    assert [line for line in added if ": thêm 0 " not in line and ": thêm cho 0 " not in line] == []
    returns = PeriodicReturn.objects.filter(made_up=True, agency__kind="department")
    assert set(returns.values_list("state", flat=True)) == {
        *("approved", "draft", "expected", "missing", "returned", "sent"),
    }
    centres = PeriodicReturn.objects.filter(made_up=True, agency__kind="centre", first_sent_at__isnull=False)
    assert set(centres.values_list("state", flat=True)) == {"approved"}
    # A centre has a month's return that lies open and that nobody began.
    month = PeriodicReturn.objects.get(every="month")
    assert (month.state, month.form, month.agency.kind, month.opens_on <= date(2027, 1, 1)) == (
        *("expected", "tien-do", "centre"),
        True,
    )
    officer = seated(person_named("trungtamtayninh"), date(2027, 1, 1))
    assert Task.objects.filter(state="open", desk=officer.desk.code, dossier_key=str(month.pk)).count() == 1
    begun = begin_return(month, Act(by=officer, at=NEW_YEARS_NIGHT))
    assert any(each.value for each in cells_of(begun).values())
    assert ConferenceIssue.objects.count() == 1
    lived = Project.objects.filter(made_up=True, agency__kind="centre")
    assert set(lived.values_list("year", flat=True)) == {2026}
    assert Posting.objects.filter(effective_on__gt=date(2027, 1, 1)).count() == 0


def test_demo_refuses_production(settings, capsys):
    settings.PRODUCTION = True
    status, _, err = run(capsys, "demo")
    assert (status, err) == (1, "khuyencong: lỗi: không nạp số liệu minh họa khi KHUYENCONG_PRODUCTION=1\n")


def test_check_is_content_after_the_demo_which_holds_plans_at_every_step(capsys):
    with time_machine.travel(IN_NOVEMBER, tick=True):
        assert run(capsys, "demo")[0] == 0
        assert run(capsys, "check") == (0, "Cài đặt và dữ liệu đều ổn.\n", "")
    lists = SelectionList.objects.order_by("pk").values_list("purse", "state")
    assert list(lists) == [
        ("KCQG", "dropped"),
        ("KCQG", "adopted"),
        ("KCDP", "proposed"),
        ("KCQG", "adopted"),
        ("KCDP", "adopted"),
        ("KCQG", "adopted"),
        ("KCQG", "adopted"),
        ("KCDP", "adopted"),
        ("KCDP", "adopted"),
    ]
    assert list(PlanDecision.objects.values_list("state", "made_up")) == [("recorded", True)] * 7
    states = Counter(Project.objects.filter(purse="KCQG").values_list("state", flat=True))
    assert states == {
        "draft": 2,
        "submitted": 1,
        "approved": 5,
        "contracted": 7,
        "accepted": 1,
        "reserve": 2,
        "appraised": 1,
        "settled": 2,
        "stopped": 1,
    }
    assert list(GroupPlan.objects.order_by("pk").values_list("state", flat=True)) == ["approved", "submitted"]
    assert list(Contract.objects.order_by("pk").values_list("state", flat=True)) == [
        "signed",
        "signed",
        "draft",
        *["signed"] * 16,
    ]
    assert list(Claim.objects.order_by("pk").values_list("state", "made_up")) == [
        ("paid", True),
        ("draft", True),
        *[("paid", True)] * 7,
        ("approved", True),
        ("confirmed", True),
        *[("paid", True)] * 4,
        ("submitted", True),
    ]
    assert list(GiveBack.objects.order_by("pk").values_list("amount", "state", "made_up")) == [
        (45_000_000, "confirmed", True),
        (30_000_000, "proposed", True),
    ]
    assert list(AdvanceRate.objects.values_list("state", "made_up")) == [("proposed", True)]
    given_in_four_provinces()
    waiting_for_days()
    closing_and_setting_aside()
    a_commune_is_late()


def given_in_four_provinces():
    """What the plans of the year gave, in đồng, by purse and province."""
    given = Transfer.objects.filter(out_of="source", into="allocated", book__year=2026)
    places = given.values_list("book__purse", "book__project__province__name")
    assert set(places.annotate(amount=Sum("amount"))) == {
        ("KCQG", "Đồng Tháp", 790_000_000),
        ("KCQG", "Tây Ninh", 610_000_000),
        ("KCQG", "Vĩnh Long", 630_000_000),
        ("KCQG", "Cà Mau", 420_000_000),
        ("KCDP", "Đồng Tháp", 100_000_000),
        ("KCDP", "Tây Ninh", 180_000_000),
    }


def waiting_for_days():
    """Named desks have had something before them for days, each for days of its own."""
    lived = Task.objects.filter(state=Task.State.OPEN, since__lt=IN_NOVEMBER - timedelta(days=7))
    named = {
        "Duyệt đề nghị tạm ứng 210.000.000 đồng": ("cuc-ministry-leader-1", 17),
        "Xác nhận hoàn trả tạm ứng 30.000.000 đồng": ("cuc-ministry-leader-1", 11),
        "Ghi sổ đề nghị chi phần còn lại 90.000.000 đồng": ("cuc-accountant-1", 10),
        "Xem xét, soạn quyết định: đổi đơn vị phối hợp": ("cuc-ministry-officer-1", 17),
        "Xác nhận khối lượng: đề nghị chi phần còn lại": ("sct-80-2025-department-officer-1", 12),
        "Ghi nhận nghiệm thu 270.000.000 đồng": ("sct-96-2025-department-leader-1", 13),
        "Khắc phục “Gắn lại nhãn": ("ttkc-96-2025-centre-officer-1", 31),
        "Nhắc Điện lực khu vực (minh họa) gỡ vướng mắc “Trạm": ("sct-82-2025-department-officer-2", 38),
    }
    tasks = {title: lived.get(title__startswith=title) for title in named}
    assert {
        title: (task.desk, (IN_NOVEMBER.date() - localdate(task.since)).days) for title, task in tasks.items()
    } == named


def closing_and_setting_aside():
    """Contracts with establishments closed, before the head and still open; a wrong file of each kind."""
    rows = Liquidation.objects.order_by("pk")
    assert list(rows.annotate(told=Count("owners")).values_list("state", "told")) == [
        ("recorded", 0),
        ("recorded", 1),
        ("proposed", 1),
        ("draft", 0),
    ]
    removals = StatementRemoval.objects.order_by("pk")
    assert list(removals.values_list("state", "statement__name")) == [
        ("decided", "sao-ke-tai-khoan-chi-thuong-xuyen.csv"),
        ("proposed", "sao-ke-hoi-cho.csv"),
    ]


def a_commune_is_late():
    """One question past its day, one that is not, and a project of its own at the department."""
    found = dashboard_of(
        seated(User.objects.get(username="xadongthap"), IN_NOVEMBER.date()), IN_NOVEMBER.date()
    )
    assert [item.urgency.is_late for item in found.items] == [True, False]
    assert [(each.title, each.page) for each in found.late] == [("1 việc", "tray")]
    assert [(each.item.dossier_kind, each.item.urgency.waited) for each in found.sent_on] == [("project", 24)]


def test_check_names_figures_counted_twice(capsys, demo):
    source = Source.objects.get(kind="demonstration")
    record_figures(
        source=source, entries=[entry("Đồng Tháp", 5, activity="K10")], by=operator(), at=source.published_at
    )
    status, _, err = run(capsys, "check")
    assert status == 1
    assert "bị cộng hai lần" in err


def test_check_names_what_is_not_loaded(capsys, demo):
    Activity.objects.filter(code="K24").delete()
    status, _, err = run(capsys, "check")
    missing = "khuyencong check: danh mục nội dung khuyến công thiếu K24: chạy “khuyencong base”"
    assert (status, err.splitlines()) == (
        1,
        [
            "khuyencong check: ngày 30/06/2025 phải có 696 đơn vị cấp huyện, hiện có 0",
            "khuyencong check: ngày 30/06/2025 phải có 10035 đơn vị cấp xã, hiện có 0",
            "khuyencong check: ngày 01/07/2025 phải có 3321 đơn vị cấp xã, hiện có 0",
            missing,
        ],
    )


def test_a_failure_is_one_line_and_not_a_traceback(monkeypatch, capsys):
    def broken(args):
        raise RuntimeError("mất điện")

    monkeypatch.setattr(console, "run_check", broken)
    status, out, err = run(capsys, "check")
    assert (status, out) == (1, "")
    assert err == "khuyencong: lỗi: mất điện (đặt KHUYENCONG_TRACEBACK=1 để xem chi tiết)\n"


def test_an_officer_is_added_once_with_a_password_shown_once(capsys):
    arguments = (
        "add-officer",
        "moi",
        "--name",
        "Người mới",
        "--agency",
        "sct-82-2025",
        "--role",
        "department_officer",
    )
    status, out, _ = run(capsys, *arguments)
    password = out.split(": ")[-1].strip()
    user = User.objects.get(username="moi")
    desk = Desk.objects.get(seats__user=user)
    assert (status, desk.agency.code, desk.role, user.check_password(password)) == (
        0,
        "sct-82-2025",
        "department_officer",
        True,
    )
    assert run(capsys, *arguments)[1] == "Tài khoản moi đã có; không đổi gì.\n"


def test_an_officer_needs_an_agency_that_exists(capsys):
    status, _, err = run(
        capsys,
        "add-officer",
        "moi",
        "--name",
        "Người mới",
        "--agency",
        "so-nao-do",
        "--role",
        "department_officer",
    )
    assert (status, User.objects.filter(username="moi").count()) == (1, 0)
    assert err.startswith("khuyencong: lỗi: không có cơ quan mã “so-nao-do”")


def test_an_officer_needs_a_role_that_exists(capsys):
    arguments = ("add-officer", "moi", "--name", "Người mới", "--agency", "cuc", "--role", "trum")
    status, _, err = run(capsys, *arguments)
    assert (status, User.objects.filter(username="moi").count()) == (1, 0)
    assert err.startswith("khuyencong: lỗi: không có vai trò “trum”; các vai trò: ministry_officer, ")


def test_agencies_are_listed_with_their_codes_and_found_without_marks(capsys):
    assert run(capsys, "agencies", "so cong thuong tinh dong thap")[:2] == (
        0,
        "sct-82-2025\tSở Công Thương tỉnh Đồng Tháp\n",
    )


def test_a_fault_of_ours_stays_with_its_file(tmp_path, capsys, monkeypatch):
    good, cursed = filled(tmp_path / "tốt.xlsx"), filled(tmp_path / "lạ.xlsx", province="Cà Mau")
    check = Intake.check

    def sometimes(desk, name, content):
        if name == "lạ.xlsx":
            raise MemoryError
        return check(desk, name, content)

    monkeypatch.setattr(Intake, "check", sometimes)
    status, out, _ = run(capsys, "import-return", cursed, good, "--format", "json")
    files = json.loads(out)["files"]
    assert (status, [each["status"] for each in files]) == (1, ["refused", "imported"])
    assert files[0]["findings"][0]["code"] == "unforeseen"


def test_a_cut_of_another_year_is_a_wrong_command(capsys):
    status, out, err = run(capsys, "consolidate", "nam", "2018", "--cut", "2017-07-31")
    assert (status, out, err) == (2, "", "khuyencong: lỗi: --cut 31/07/2017 không thuộc năm 2018.\n")


def test_a_place_that_cannot_be_written_is_one_clear_line(demo, capsys, tmp_path):
    path = tmp_path / "không có" / "a.txt"
    status, _, err = run(capsys, "consolidate", "nam", "2018", "--cut", "2018-07-31", "--output", path)
    assert (status, err.count("\n"), "không ghi được" in err) == (1, 1, True)
