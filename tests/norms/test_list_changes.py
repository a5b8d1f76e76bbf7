"""A list of the law changes by lines of its file: proposed by one, confirmed by another, verified rows kept."""

import csv
import io
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import CheckConstraint

from khuyencong.norms.actions.kinds import KINDS
from khuyencong.norms.actions.lines import (
    all_lines,
    as_file,
    cells_of,
    changes_in,
    kind_for,
    kind_named,
    lines_in,
)
from khuyencong.norms.lifecycle import LIST_CHANGE, propose_lines
from khuyencong.norms.models import (
    AdvanceTier,
    CheckRule,
    Deadline,
    Indicator,
    LegalDocument,
    ListChange,
    SupportItem,
)
from khuyencong.norms.models.list_changes import PLACED
from khuyencong.norms.queries import LISTS
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.norms.conftest import LINE, TIER, law, propose_deadline

pytestmark = pytest.mark.django_db
__all__ = ["law"]


def codes(refused):
    return [each.code for each in refused.value.findings]


def of_file(model):
    """Every line of a list as its file holds it."""
    kind = kind_for(model)
    return kind, as_file(kind, all_lines(kind))


@pytest.mark.parametrize("model", LISTS.values(), ids=list(LISTS))
def test_a_list_taken_away_and_brought_back_changes_nothing(law, ministry_officer, now, model):
    kind, content = of_file(model)
    assert [each.cells for each in changes_in(kind, content)] == [[]] * model.objects.count()
    with pytest.raises(BlockedError) as refused:
        propose_lines(kind.name, content, reason="Thử", act=Act(by=ministry_officer, at=now))
    assert (codes(refused), ListChange.objects.count()) == (["nothing_new"], 0)


@pytest.mark.parametrize("model", [*LISTS.values(), LegalDocument], ids=[*LISTS, "van-ban"])
def test_taking_a_list_away_asks_no_more_with_more_rows(law, django_assert_num_queries, model):
    kind, rows = kind_for(model), model.objects.count()
    with django_assert_num_queries(2 if "items" in kind.columns else 1):
        assert len(all_lines(kind)) == rows


def test_a_line_binds_once_another_person_has_confirmed_it(law, ministry_officer, ministry_leader, now):
    change = propose_deadline(ministry_officer, now)
    before = Deadline.objects.filter(code="thoi-han-thu").count()
    waits = Task.objects.get(dossier_kind="list_change", state="open")
    LIST_CHANGE.perform("list_change.confirm", change, Act(by=ministry_leader, at=now))
    row = Deadline.objects.get(code="thoi-han-thu")
    assert (before, waits.desk, row.words) == (0, ministry_leader.desk.code, "trước ngày 20/6 hằng năm")
    change.refresh_from_db()
    assert (change.state, change.confirmed_by) == ("standing", ministry_leader.account)
    told = Event.objects.filter(name__startswith="list_change.").order_by("sequence")
    assert list(told.values_list("name", flat=True)) == [
        "list_change.propose",
        "list_change.confirm",
    ]


def test_who_proposed_does_not_confirm_and_a_province_proposes_no_row_for_all(
    law, ministry_leader, dong_thap_leader, now
):
    own = propose_deadline(ministry_leader, now)
    with pytest.raises(BlockedError) as refused:
        LIST_CHANGE.perform("list_change.confirm", own, Act(by=ministry_leader, at=now))
    assert codes(refused) == ["own_work"]
    with pytest.raises(BlockedError) as refused:
        propose_deadline(dong_thap_leader, now)
    assert codes(refused) == ["not_yours"]
    with pytest.raises(PermissionDenied):
        LIST_CHANGE.perform("list_change.confirm", own, Act(by=dong_thap_leader, at=now))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"since": "01/01/2027"}, "law_file"),
        ({"month": "13"}, "law_file"),
        ({"month": "2", "day": "29"}, "law_file"),
        ({"month": "6", "day": "31"}, "law_file"),
        ({"every": "month", "month": "", "day": "31"}, "law_file"),
        ({"name": "a\rb"}, "law_file"),
        ({"name": "a\0b"}, "law_file"),
        ({"source": "x" * 140_000}, "law_file"),
        ({"month": "", "day": "", "after_days": "40000"}, "law_file"),
        ({"month": "", "day": "", "after_days": "9" * 30}, "law_file"),
        ({"every": "decade"}, "law_file"),
        ({"document": "0/0000/TT"}, "law_file"),
        ({"verified": "true"}, "law_file"),
        ({"code": "ho-so-quyet-toan", "since": "2014-02-10"}, "law_file"),
    ],
)
def test_what_the_register_cannot_hold_is_refused_before_anybody_looks(
    law, ministry_officer, now, changes, code
):
    with pytest.raises(BlockedError) as refused:
        propose_deadline(ministry_officer, now, **changes)
    assert (codes(refused), ListChange.objects.count()) == ([code], 0)
    assert all(each.message and each.fix for each in refused.value.findings)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"until": "2025-12-31"}, "Ngày kết thúc phải sau ngày bắt đầu."),
        ({"percent": "0"}, "Tỷ lệ tạm ứng phải từ 1 đến 100."),
        ({"percent": "101"}, "Tỷ lệ tạm ứng phải từ 1 đến 100."),
        ({"done": "100"}, "Khối lượng phải vượt trước khi tạm ứng phải dưới 100."),
        ({"percent": "40000"}, "Cột percent: “40000” quá lớn hoặc quá nhỏ."),
        ({"verified": "true", "clause": ""}, "Dòng đã kiểm chứng phải ghi văn bản và điều khoản."),
    ],
)
def test_a_line_the_database_refuses_is_named_in_words(law, ministry_officer, now, changes, message):
    line = TIER | changes
    with pytest.raises(BlockedError) as refused:
        propose_lines(
            "advance_tiers",
            as_file(kind_named("advance_tiers"), [TIER | {"code": "dung"}, line]),
            reason="Thử",
            act=Act(by=ministry_officer, at=now),
        )
    assert [(each.message, each.place) for each in refused.value.findings] == [
        (message, "advance_tiers.csv, dòng 3")
    ]


@pytest.mark.parametrize("written", ["quoted", "semicolons"])
def test_a_file_as_a_spreadsheet_writes_it_is_answered_to_a_province_too(
    law, dong_thap_officer, dong_thap_leader, now, written
):
    kind, text = kind_named("advance_tiers"), io.StringIO()
    if written == "quoted":
        out = csv.DictWriter(text, kind.columns, quoting=csv.QUOTE_ALL)
    else:
        out = csv.DictWriter(text, kind.columns, delimiter=";")
    out.writeheader()
    out.writerow(TIER)
    act = Act(by=dong_thap_officer, at=now)
    if written == "quoted":
        assert propose_lines("advance_tiers", text.getvalue(), reason="Thử", act=act).state == "proposed"
        return
    with pytest.raises(BlockedError) as refused:
        propose_lines("advance_tiers", text.getvalue(), reason="Thử", act=act)
    assert codes(refused) == ["law_file"]


def test_the_lists_of_provinces_are_those_whose_files_have_the_column():
    assert {kind.name for kind in KINDS if kind.placed} == PLACED


def test_what_a_line_changes_is_said_to_people_in_their_words(law, django_assert_num_queries):
    kind = kind_named("advance_tiers")
    content = as_file(kind, [TIER | {"verified": "false"}])
    with django_assert_num_queries(4):
        [told] = changes_in(kind, content, worded=True)
    after = {label: text for label, _, text in told.cells}
    labels = {
        name: str(AdvanceTier._meta.get_field(name).verbose_name) for name in ("province", "purse", "since")
    }
    assert {name: after[label] for name, label in labels.items()} == {
        "province": "Tỉnh Đồng Tháp",
        "purse": AdvanceTier(purse="KCDP").get_purse_display(),
        "since": "01/01/2026",
    }
    assert "Không" in [text for _, _, text in told.cells]
    assert SupportItem.objects.get(code="may-moc").name in [text for _, _, text in told.cells]


def test_two_lines_of_one_day_and_one_that_meets_a_standing_row_are_named(law, ministry_officer, now):
    kind = kind_named("deadlines")
    standing = Deadline.objects.filter(province=None, until=None).first()
    twin = LINE | {"since": "2027-06-01"}
    meets = LINE | {"code": standing.code, "since": "2027-01-01"}
    told = []
    for lines in ([LINE, twin], [LINE, meets]):
        with pytest.raises(BlockedError) as refused:
            propose_lines("deadlines", as_file(kind, lines), reason="Thử", act=Act(by=ministry_officer, at=now))
        told += [(each.message, each.place) for each in refused.value.findings]
    same = "Cùng mã và cùng hiệu lực trong một ngày với"
    assert told == [
        (f"{same} dòng 2.", "deadlines.csv, dòng 3"),
        (f"{same} dòng đang đứng từ {standing.since:%d/%m/%Y}.", "deadlines.csv, dòng 3"),
    ]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_constraint_of_a_list_says_in_words_what_it_refuses(kind):
    checks = [each for each in kind.model._meta.constraints if isinstance(each, CheckConstraint)]
    plain = [
        each.name for each in checks if each.violation_error_message == each.default_violation_error_message
    ]
    assert plain == []


def test_a_file_of_another_list_and_a_proposal_without_a_reason_are_refused(law, ministry_officer, now):
    _, tiers = of_file(AdvanceTier)
    act = Act(by=ministry_officer, at=now)
    with pytest.raises(BlockedError) as refused:
        propose_lines("deadlines", tiers, reason="Nhầm", act=act)
    assert codes(refused) == ["other_list"]
    with pytest.raises(BlockedError) as refused:
        propose_lines("deadlines", as_file(kind_named("deadlines"), [LINE]), reason=" ", act=act)
    assert codes(refused) == ["reason_missing"]


def test_a_line_that_a_rule_goes_on_naming_is_not_ended(law, ministry_officer, ministry_leader, now):
    kind, row = kind_for(Indicator), Indicator._default_manager.get(code="kq-05")
    content = as_file(kind, [cells_of(kind, row) | {"until": "2026-07-01"}])
    act = Act(by=ministry_officer, at=now)
    with pytest.raises(BlockedError) as refused:
        propose_lines(kind.name, content, reason="Biểu mới", act=act)
    told = [each.message for each in refused.value.findings]
    assert (set(codes(refused)), ["(kq-05-co-kp)" in each for each in told].count(True)) == (
        {"still_named"},
        1,
    )
    named = [
        each for each in CheckRule._default_manager.all() if "kq-05" in f"{each.left} {each.right}".split()
    ]
    CheckRule._default_manager.filter(pk__in=[each.pk for each in named]).update(until=date(2026, 7, 1))
    assert propose_lines(kind.name, content, reason="Biểu mới", act=act).state == "proposed"


def test_a_row_nobody_had_read_is_confirmed_by_its_original_and_the_page_says_what_changes(
    law, ministry_officer, ministry_leader, now
):
    kind, row = kind_named("deadlines"), Deadline.objects.get(code="ccn-nam")
    line = cells_of(kind, row) | {"clause": "Điều 9", "verified": "true"}
    content = as_file(kind, [line])
    [told] = changes_in(kind, content)
    assert (told.new, [(label, before, after) for label, before, after in told.cells]) == (
        False,
        [("điều khoản", "", "Điều 9"), ("đã kiểm chứng", "false", "true")],
    )
    change = propose_lines("deadlines", content, reason="Đã đọc", act=Act(by=ministry_officer, at=now))
    LIST_CHANGE.perform("list_change.confirm", change, Act(by=ministry_leader, at=now))
    row.refresh_from_db()
    assert (row.clause, row.verified, row.since) == ("Điều 9", True, date(2024, 10, 1))


def test_what_was_returned_is_not_in_the_register_and_can_be_written_again(
    law, ministry_officer, ministry_leader, now
):
    change = propose_deadline(ministry_officer, now)
    back = Act(by=ministry_leader, at=now, reason="Sai ngày")
    LIST_CHANGE.perform("list_change.return", change, back)
    assert not Deadline.objects.filter(code="thoi-han-thu").exists()
    [line] = lines_in(ListChange.objects.get().content)
    assert line["name"] == "Gửi báo cáo thử"
    assert propose_deadline(ministry_officer, now, day="25").state == "proposed"
