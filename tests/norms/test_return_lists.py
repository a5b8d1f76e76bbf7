"""Forms, indicators and duties as dated lists: what is shipped, what a province adds, what cannot be loaded."""

import re
from collections import Counter
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from khuyencong.norms.actions import load_file
from khuyencong.norms.actions.lines import as_file, kind_named
from khuyencong.norms.lifecycle import LIST_CHANGE, propose_lines
from khuyencong.norms.models import Activity, CheckRule, Indicator, ReportDuty, ReturnForm
from khuyencong.norms.queries.lists import rows_on
from khuyencong.norms.queries.returns import (
    check_rules_of,
    duties_on,
    form_on,
    forms_on,
    indicators_of,
    with_names,
)
from khuyencong.organisations.queries import operator
from khuyencong.places.models import Unit
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.indicators import FILLS, children
from khuyencong.rules.return_checks import codes_in
from khuyencong.workflow.lifecycle import Act
from tests.norms.conftest import law

pytestmark = pytest.mark.django_db
__all__ = ["law"]
TODAY = date(2026, 11, 23)
FORMS = ["ket-qua", "kinh-phi", "tien-do", "binh-chon", "cum-cong-nghiep"]
OWN = {
    "code": "kq-tinh-82",
    "name": "Làng nghề được hỗ trợ",
    "purse": "KCDP",
    "province": "82-2025",
    "form": "ket-qua",
    "unit": "làng nghề",
    "money": "false",
    "decimals": "0",
    "polarity": "more",
    "aggregation": "sum",
    "since": "2026-01-01",
    "source": "Quy chế thử",
    "verified": "false",
}


def proposed(by, at, line=OWN, kind="indicators"):
    content = as_file(kind_named(kind), [line])
    return propose_lines(kind, content, reason="Chế độ báo cáo của tỉnh", act=Act(by=by, at=at))


def test_the_forms_of_the_programme_are_there_line_by_line(law):
    assert [each.code for each in forms_on(TODAY)] == FORMS
    assert Counter(each.form for each in indicators_of("", TODAY)) == {
        "ket-qua": 30,
        "kinh-phi": 25,
        "tien-do": 8,
        "binh-chon": 20,
        "cum-cong-nghiep": 11,
    }
    results = indicators_of("ket-qua", TODAY)
    assert [each.number for each in results if not each.parent] == [str(number) for number in range(1, 24)]
    parents = ("kq-01", "kq-06", "kq-07", "kq-09", "kq-10", "kq-13", "kq-22")
    assert children(results) == {each: (f"{each}a",) for each in parents}
    assert len(children(indicators_of("kinh-phi", TODAY))["kp-tong"]) == 24
    assert {each.number for each in forms_on(TODAY)} == {""}


def test_lines_of_results_and_money_name_the_content_their_report_line_belongs_to(law):
    under = dict(Activity.objects.on(TODAY).filter(parent__isnull=False).values_list("code", "parent__code"))
    said = {each.line: each.activity for each in indicators_of("", TODAY) if each.line and each.line != "K24"}
    assert said == {line: under[line] for line in said}
    assert len(said) == 23


def test_every_row_says_where_it_was_read_and_none_pretends_that_a_circular_was(law):
    for model in (ReturnForm, Indicator, CheckRule):
        assert list(model.objects.filter(verified=True)) == []
    for each in ReportDuty.objects.filter(document__isnull=True):
        assert "chưa có văn bản" in each.source or "bên thứ ba" in each.source, each.code
    assert {each.fill for each in indicators_of("", TODAY)} <= {"", *FILLS}


def test_one_agency_owes_one_return_of_a_form_and_period(law):
    owed = Counter((each.form, each.by, each.every) for each in duties_on(TODAY))
    assert set(owed.values()) == {1}


def test_a_province_adds_a_line_of_its_own_and_no_other_province_sees_it(
    law, dong_thap_officer, dong_thap_leader, now
):
    change = proposed(dong_thap_officer, now)
    LIST_CHANGE.perform("list_change.confirm", change, Act(by=dong_thap_leader, at=now))
    own, other = (Unit.objects.get(level="province", code=code, since__year=2025) for code in ("82", "80"))
    counts = [len(indicators_of("ket-qua", TODAY, each)) for each in (own.pk, other.pk, None)]
    last = indicators_of("ket-qua", TODAY, own.pk)[-1]
    assert (counts, last.code, last.province, last.purse) == ([31, 30, 30], "kq-tinh-82", own.pk, "KCDP")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"form": "khong-co"}, "không có biểu"),
        ({"parent": "khong-co"}, "không có chỉ tiêu"),
        ({"fill": "khong-co"}, "không có cách"),
        ({"activity": "99"}, "Cột activity"),
        ({"line": "K99"}, "Cột line"),
        ({"group": "8"}, "Nhóm nội dung"),
        ({"decimals": "5"}, "chữ số sau dấu phẩy"),
        ({"money": "true", "decimals": "1"}, "tiền ghi bằng đồng"),
        ({"small_base": "-1"}, "từ 0 trở lên"),
        ({"tolerance": "x"}, "không đọc được"),
    ],
)
def test_a_line_that_names_what_is_not_there_is_refused(law, dong_thap_officer, now, changed, says):
    with pytest.raises(BlockedError) as refused:
        proposed(dong_thap_officer, now, OWN | changed)
    assert says in refused.value.findings[0].message
    assert not Indicator.objects.filter(code="kq-tinh-82").exists()


DUTY = {
    "code": "rieng-82",
    "name": "Kết quả của cấp xã",
    "purse": "KCDP",
    "province": "82-2025",
    "form": "ket-qua",
    "by": "commune_office",
    "to": "department",
    "every": "quarter",
    "months_later": "0",
    "inclusive": "false",
    "after_days": "5",
    "working_days": "false",
    "opens_days": "5",
    "remind_days": "3 1; every 3",
    "since": "2026-01-01",
    "source": "Quy chế thử",
    "verified": "false",
}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"remind_days": "hằng tuần"}, "Cột remind_days"),
        ({"remind_days": "1" * 59 + "x"}, "Cột remind_days"),
        ({"by": "ministry"}, "Cột by: kỳ báo cáo riêng của tỉnh"),
        ({"by": "department", "to": "ministry"}, "Cột to: kỳ báo cáo riêng của tỉnh"),
    ],
)
def test_a_duty_of_a_province_can_be_read_and_stays_within_it(
    law, dong_thap_officer, dong_thap_leader, now, changed, says
):
    proposed(dong_thap_officer, now, DUTY, kind="report_duties")
    with pytest.raises(BlockedError) as refused:
        proposed(dong_thap_officer, now, DUTY | {"code": "rieng-83"} | changed, kind="report_duties")
    assert says in refused.value.findings[0].message


RULE = {
    "code": "kq-82-thu",
    "name": "Luật thử của tỉnh",
    "purse": "KCDP",
    "province": "82-2025",
    "form": "ket-qua",
    "left": "kq-03",
    "operator": "<=",
    "right": "kq-01 + kq-02",
    "grade": "error",
    "message": "Học viên khởi sự nhiều hơn lao động.",
    "since": "2026-01-01",
    "source": "Quy chế thử",
    "verified": "false",
}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"left": "kq 03"}, "Cột left"),
        ({"right": "kq-01 +"}, "Cột right"),
        ({"right": "kq-99"}, "Không có chỉ tiêu “kq-99”"),
        ({"left": "sau:kq-03"}, "Không có cách lấy số"),
        ({"tolerance": "nhiều"}, "Cột tolerance"),
        ({"operator": "<"}, "Cột operator"),
        ({"grade": "nặng"}, "Cột grade"),
        ({"message": ""}, "Cột message"),
        ({"form": "khong-co"}, "không có biểu"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused(law, dong_thap_officer, now, changed, says):
    with pytest.raises(BlockedError) as refused:
        proposed(dong_thap_officer, now, RULE | changed, kind="check_rules")
    assert says in refused.value.findings[0].message


DUTY = {
    "code": "rieng-82",
    "name": "Báo cáo riêng của tỉnh",
    "purse": "KCDP",
    "province": "82-2025",
    "form": "ket-qua",
    "by": "centre",
    "to": "department",
    "every": "month",
    "day": "25",
    "months_later": "0",
    "inclusive": "true",
    "working_days": "false",
    "opens_days": "5",
    "since": "2026-01-01",
    "source": "Quy chế thử",
    "verified": "false",
}


@pytest.mark.parametrize("said", ["mỗi tuần", "7 3 1 every", "1" * 59 + "x"])
def test_a_duty_whose_reminders_cannot_be_read_is_refused_with_its_line_and_column(
    law, dong_thap_officer, dong_thap_leader, now, tmp_path, said
):
    with pytest.raises(BlockedError) as refused:
        proposed(dong_thap_officer, now, DUTY | {"remind_days": said}, kind="report_duties")
    path = tmp_path / "duties.csv"
    path.write_text(
        as_file(kind_named("report_duties"), [DUTY, DUTY | {"remind_days": said}]), encoding="utf-8"
    )
    with pytest.raises(BlockedError) as loaded:
        load_file(path, by=operator(), at=now)
    told = f"Cột remind_days: không đọc được lịch nhắc “{said}”; ghi như “7 3 1; every 3”."
    assert told in refused.value.findings[0].message
    [finding] = loaded.value.findings
    assert told in finding.message
    assert "duties.csv" in finding.place
    assert "3" in finding.place
    assert not ReportDuty.objects.filter(code="rieng-82").exists()
    assert proposed(dong_thap_officer, now, DUTY | {"remind_days": "3 1; every 3"}, kind="report_duties").pk


def test_a_province_adds_a_rule_for_its_purse_beside_those_for_all(
    law, dong_thap_officer, dong_thap_leader, now, django_assert_num_queries
):
    change = proposed(dong_thap_officer, now, RULE, kind="check_rules")
    LIST_CHANGE.perform("list_change.confirm", change, Act(by=dong_thap_leader, at=now))
    own = Unit.objects.get(level="province", code="82", since__year=2025).pk
    with django_assert_num_queries(1):
        rules = check_rules_of("ket-qua", TODAY, own)
    shipped = check_rules_of("ket-qua", TODAY)
    assert (rules[:-1], rules[-1].code, rules[-1].purse) == (shipped, "kq-82-thu", "KCDP")


def test_every_shipped_rule_reads_and_is_about_lines_that_stand_with_it(law):
    for form in FORMS:
        for rule in check_rules_of(form, TODAY):
            standing = {each.code for each in indicators_of("", rule.since)}
            assert set(codes_in(rule.left, rule.right)) <= standing, rule.code


def test_a_province_does_not_reword_a_line_for_all(law, dong_thap_officer, now):
    with pytest.raises(BlockedError) as refused:
        proposed(dong_thap_officer, now, OWN | {"code": "kq-01"})
    assert [each.code for each in refused.value.findings] == ["bound"]


def test_a_retired_line_stands_until_its_day_and_a_new_one_from_then(law, now, tmp_path):
    kind = kind_named("indicators")
    row = dict.fromkeys(kind.columns, "") | OWN | {"province": "", "purse": "all"}
    old = row | {"code": "kq-24", "since": "2012-07-05", "until": "2026-01-01", "unit": "cái"}
    new = row | {"code": "kq-24", "unit": "bộ"}
    path = tmp_path / "indicators.csv"
    path.write_text(as_file(kind, [old, new]), encoding="utf-8")
    load_file(path, by=operator(), at=now)
    units = [
        [each.unit for each in indicators_of("ket-qua", on) if each.code == "kq-24"]
        for on in (date(2012, 7, 4), date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert units == [[], ["cái"], ["bộ"]]


@pytest.mark.parametrize("model", [ReturnForm, Indicator, CheckRule, ReportDuty])
def test_two_rows_of_a_code_never_stand_on_one_day(law, model):
    said = {"code": "thu", "name": "Thử", "position": 1, "source": "Thử", "form": "ket-qua"}
    said |= {
        Indicator: {"unit": "cái"},
        ReportDuty: {"by": "centre", "to": "department", "every": "month"},
    }.get(model, {})
    said |= {"left": "0", "operator": "=", "right": "0", "grade": "note"} if model is CheckRule else {}
    if model is ReturnForm:
        said.pop("form")
    model.objects.create(**said, since=date(2020, 1, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.create(**said, since=date(2021, 1, 1))


def test_a_form_is_known_by_its_code_on_a_day(law):
    found = form_on("ket-qua", TODAY)
    assert found is not None
    assert (found.by_purse, form_on("ket-qua", date(2012, 7, 4)), form_on("khong-co", TODAY)) == (
        True,
        None,
        None,
    )


def test_asking_for_lines_is_one_select_however_many(law, django_assert_num_queries):
    with django_assert_num_queries(1):
        indicators_of("", TODAY)
    with django_assert_num_queries(1):
        duties_on(TODAY)


def test_rules_are_listed_in_words_and_their_codes_beside(law, django_assert_num_queries):
    rows = rows_on(CheckRule, TODAY)
    with django_assert_num_queries(3):
        told = {each.code: each for each in with_names(rows, TODAY)}
    rule = told["kp-tong-dong"]
    codes = {each.code for each in indicators_of("", TODAY)}
    left = [each.code for each in told.values() if codes & set(re.findall(r"[a-z]+-[0-9a-z-]+", each.in_words))]
    assert left == []
    assert rule.as_written == "kp-tong = dong:kp-tong"
    assert rule.specifics.endswith(f"Phải có: {rule.in_words}.")
