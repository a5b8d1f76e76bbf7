"""The registered forms: which one on which day, and what a paper must say about its layout."""

from datetime import date, timedelta

import pytest

from khuyencong.paperwork.forms import Columns, NoFormError, form_on, forms

TODAY = date(2026, 11, 23)


def test_every_form_of_the_circular_has_its_title_and_where_the_law_names_it():
    registered = {form.number: form for form in forms() if form.number and form.until is None}

    numbers = [*range(1, 3), "3a", "3b", "4a", "4b", "5a", "5b", "5c", 6, 7, "8a", "8b", *range(9, 14)]
    assert set(registered) == {f"Mẫu số {number}" for number in numbers}
    assert {form.clause[:5] for form in registered.values()} == {"Điều "}


def test_only_what_was_read_counts_as_read():
    now = {form.code: form.columns for form in forms() if form.until is None}

    assert {code for code, columns in now.items() if columns == Columns.SOME} == {"mau-1", "mau-2"}
    assert {code for code, columns in now.items() if columns == Columns.ALL} == {"de-an", "dang-ky"}


@pytest.mark.parametrize(
    ("on", "until"), [(date(2018, 7, 9), date(2018, 7, 10)), (date(2018, 7, 10), None), (TODAY, None)]
)
def test_one_edition_of_a_form_holds_on_a_day(on, until):
    assert form_on("mau-1", on).until == until


def test_editions_of_a_form_meet_and_never_overlap():
    for code in {form.code for form in forms()}:
        found = (form for form in forms() if form.code == code)
        editions = sorted(found, key=lambda form: form.since or date.min)
        assert [form.until for form in editions[:-1]] == [form.since for form in editions[1:]]
        assert editions[-1].until is None


def test_before_the_circular_there_was_no_such_form():
    with pytest.raises(NoFormError):
        form_on("mau-1", date(2014, 2, 10) - timedelta(days=1))


@pytest.mark.parametrize(
    ("code", "note"),
    [
        (
            "mau-4a",
            "Bố cục của hệ thống, chưa đối chiếu mẫu gốc "
            "(Mẫu số 4a Phụ lục 1, Điều 10 khoản 2 điểm a Thông tư 36/2013/TT-BCT).",
        ),
        (
            "mau-1",
            "Các cột đã đọc được giữ theo mẫu (Mẫu số 1 Phụ lục 1, Điều 5 khoản 6 Thông tư 36/2013/TT-BCT); "
            "phần còn lại là bố cục của hệ thống, cần xác minh.",
        ),
        ("thong-bao-co-so", "Bố cục của hệ thống, chưa đối chiếu mẫu gốc."),
        (
            "de-an",
            "Nội dung theo văn bản đã đọc (Điều 5 Thông tư 36/2013/TT-BCT); hiệu lực cần xác minh.",
        ),
    ],
)
def test_the_paper_says_how_far_its_layout_was_compared(code, note):
    assert form_on(code, TODAY).layout_note == note
