"""The questions and answers we ship: each names law that is there, on every day on which it holds."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from khuyencong.norms.actions.lines import as_file, cells_of, kind_named
from khuyencong.norms.lifecycle import propose_lines
from khuyencong.norms.models import Norm, Question
from khuyencong.norms.queries.guidance import answered, figures_on, questions_on, sought
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.guidance import Reference, references, to_look_at
from khuyencong.workflow.lifecycle import Act
from tests.norms.conftest import law

pytestmark = pytest.mark.django_db
__all__ = ["law"]
TODAY = date(2026, 11, 30)


def days_of(row):
    last = TODAY if row.until is None else row.until - timedelta(days=1)
    return (row.since, max(row.since, last))


def named(*codes):
    return {Reference(*each) for each in codes}


def test_every_answer_finds_its_law_on_its_first_and_last_day_and_says_where_it_was_read(law):
    rows = list(Question.objects.select_related("document"))
    gaps = [
        (row.code, day, figure.reference)
        for row in rows
        for day in days_of(row)
        for figure in figures_on(references(row.answer), day).values()
        if not figure.lines
    ]
    assert gaps == []
    assert [each.code for each in rows if not each.source or not each.law or not each.looked] == []
    assert len(questions_on(TODAY)) == 41
    assert {each.instead for each in rows} - {""} <= {each.code for each in rows}


def test_answers_of_one_question_follow_each_other_without_a_gap(law):
    by_code = {}
    for row in Question.objects.order_by("since"):
        by_code.setdefault(row.code, []).append(row)
    broken = [
        code
        for code, rows in by_code.items()
        for before, after in pairwise(rows)
        if before.until != after.since
    ]
    assert broken == []
    assert [code for code, rows in by_code.items() if rows[-1].until is not None] == ["binh-chon-cap-huyen"]


def test_nothing_shipped_waits_to_be_looked_at(law):
    rows = questions_on(TODAY)
    figures = figures_on({each for row in rows for each in references(row.answer)}, TODAY)
    waiting = [
        row.code for row in rows if to_look_at([figures[each] for each in references(row.answer)], row.looked)
    ]
    assert waiting == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("mua may bao nhieu", "mua-may-bao-nhieu"),
        ("tôi muốn mua máy cũ", "may-cu"),
        ("ung tien truoc", "tam-ung"),
        ("bao lut", "bat-kha-khang"),
        ("dang ky logo", "nhan-hieu-tu-van"),
        ("ho kinh doanh", "ho-kinh-doanh"),
        ("doi dia diem", "dieu-chinh"),
        ("khong dong y ket qua", "binh-chon-khieu-nai"),
        ("so dien thoai cua toi", "du-lieu-ca-nhan"),
        ("nop ho so o dau", "nop-o-dau"),
    ],
)
def test_the_first_answer_is_the_one_that_was_meant(law, words, code):
    assert sought(words, questions_on(TODAY))[0].code == code


def test_a_changed_norm_changes_the_answer_and_asks_to_look_at_it(law, now):
    row = answered("mua-may-bao-nhieu", TODAY).row
    machines = named(("dinh-muc", "may-moc"))
    assert (
        figures_on(machines, TODAY)[min(machines)].words
        == "tối đa 50 % chi phí, không quá 300.000.000 đồng/cơ sở"
    )
    standing = Norm.objects.standing().get(code="kcqg-may-moc", until=None)
    later = date(2026, 12, 15)
    Norm.objects.filter(pk=standing.pk).update(superseded_at=now)
    said = {
        field.attname: getattr(standing, field.attname)
        for field in Norm._meta.concrete_fields
        if field.attname != "id"
    }
    Norm.objects.create(**said | {"edition": 2, "until": later, "recorded_at": now})
    Norm.objects.create(**said | {"since": later, "cap": 400_000_000, "recorded_at": now})
    after = figures_on(machines, later)
    assert after[min(machines)].words == "tối đa 50 % chi phí, không quá 400.000.000 đồng/cơ sở"
    assert to_look_at(after.values(), row.looked) == tuple(after.values())


def test_an_old_answer_stands_on_its_days_and_names_what_came_in_its_place(law):
    then = answered("binh-chon-cap-huyen", date(2020, 1, 1))
    now = answered("binh-chon-cap-huyen", TODAY)
    before = answered("binh-chon-cap-xa", date(2020, 1, 1))
    assert (then.holds, now.holds, now.instead.code) == (True, False, "binh-chon-cap-xa")
    assert (before.holds, before.row.since, answered("khong-co", TODAY)) == (False, date(2025, 7, 1), None)
    codes = [each.code for each in questions_on(date(2020, 1, 1))]
    assert ("binh-chon-cap-huyen" in codes, "binh-chon-cap-xa" in codes) == (True, False)


def test_the_selects_of_figures_are_one_a_list_whatever_is_named(law, django_assert_num_queries):
    few = named(("dinh-muc", "may-moc"), ("tam-ung", "tam-ung-may-moc"))
    many = few | named(("dinh-muc", "tu-van"), ("dinh-muc", "hoi-cho"), ("tam-ung", "tam-ung-ccn"))
    for asked in (few, many):
        with django_assert_num_queries(2):
            figures_on(asked, TODAY)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("Mức: {dinh-muc:khong-co}.", "danh mục “dinh-muc” không có mã “khong-co”"),
        ("Mức: {la:may-moc}.", "không có danh mục “la”"),
        ("Mức: {dinh-muc:may-moc", "dấu ngoặc nhọn không đóng"),
    ],
)
def test_an_answer_that_names_no_law_is_not_taken(law, ministry_officer, now, answer, said):
    kind = kind_named("questions")
    row = Question.objects.get(code="may-cu")
    line = cells_of(kind, row) | {"code": "cau-thu", "answer": answer, "verified": "false"}
    with pytest.raises(BlockedError) as refused:
        propose_lines("questions", as_file(kind, [line]), reason="Thử", act=Act(by=ministry_officer, at=now))
    assert said in refused.value.findings[0].message


def test_neither_database_keeps_a_question_without_an_answer_or_replaced_while_it_holds(law):
    for changes in ({"answer": ""}, {"source": ""}, {"instead": "cau-khac"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Question.objects.filter(code="may-cu").update(**changes)
