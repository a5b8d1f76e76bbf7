"""The coverage matrix: what is empty, what has no basis that day and why, what repeats."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.coverage import (
    Axis,
    Dated,
    Entry,
    Matrix,
    empty_codes,
    findings,
    repeats,
    view,
    without_basis,
)
from khuyencong.rules.findings import Severity

BEGIN, CHANGE = date(2012, 7, 5), date(2025, 10, 15)
LAW = "Điều 5, Nghị định 45/2012/NĐ-CP"
CONTENTS = (
    Dated(code="1", name="Đào tạo nghề", since=BEGIN),
    Dated(code="3", name="Máy móc, mô hình", since=BEGIN),
)
SECTORS = (
    Dated(code="che-bien", name="Chế biến", since=BEGIN, law=LAW),
    Dated(code="cu", name="Ngành cũ", since=BEGIN, until=CHANGE, law=LAW),
    Dated(code="sach", name="Công nghệ sạch", since=CHANGE, law="NĐ 235/2025/NĐ-CP", verified=False),
)
LOCALITIES = (Dated(code="A", name="Xã A", since=BEGIN), Dated(code="B", name="Xã B", since=BEGIN))
RICE = Entry(
    project="1", title="Máy xay", content="3", sector="che-bien", locality="A", support=300, family="f1"
)


def matrix(*entries, on=date(2025, 6, 1)):
    lists = {Axis.CONTENT: CONTENTS, Axis.SECTOR: SECTORS, Axis.LOCALITY: LOCALITIES}
    return Matrix(on=on, lists=lists, entries=entries)


def test_what_no_project_touches_is_empty():
    one = matrix(RICE)
    assert [[each.code for each in empty_codes(one, axis)] for axis in Axis] == [["1"], ["cu"], ["B"]]


def test_a_project_within_the_lists_has_a_basis_and_only_notes_are_left():
    assert without_basis(matrix(RICE)) == []
    assert [each.severity for each in findings(matrix(RICE))] == [Severity.NOTE] * 3


@pytest.mark.parametrize(
    ("sector", "on", "why"),
    [
        ("sach", CHANGE - timedelta(days=1), "chỉ có hiệu lực từ 15/10/2025 (NĐ 235/2025/NĐ-CP, cần xác minh)"),
        ("cu", CHANGE, "đã hết hiệu lực từ 15/10/2025 (Điều 5, Nghị định 45/2012/NĐ-CP)"),
        ("la", CHANGE, "không có trong danh mục của chương trình"),
        ("", CHANGE, "chưa ghi"),
    ],
)
def test_a_sector_not_in_force_that_day_stops_the_request_and_says_which_and_why(sector, on, why):
    [found] = without_basis(matrix(replace(RICE, sector=sector), on=on))
    assert (found.code, found.severity, found.place) == (
        "sector_without_basis",
        Severity.ERROR,
        "Đề án “Máy xay”",
    )
    assert why in found.message


@pytest.mark.parametrize(("sector", "on"), [("sach", CHANGE), ("cu", CHANGE - timedelta(days=1))])
def test_the_day_of_the_change_decides(sector, on):
    assert without_basis(matrix(replace(RICE, sector=sector), on=on)) == []


def test_a_content_outside_the_programme_stops_too_and_both_are_said():
    found = without_basis(matrix(replace(RICE, content="99", sector="la")))
    assert [each.code for each in found] == ["content_without_basis", "sector_without_basis"]


def test_a_cell_opens_to_its_rows_and_a_red_row_stays_visible():
    other = replace(RICE, project="2", sector="la", support=50)
    lines = view(matrix(RICE, other), Axis.CONTENT, Axis.SECTOR)
    assert [(line.code, line.projects, line.support) for line in lines] == [("1", 0, 0), ("3", 2, 350)]
    machines = {cell.column: cell for cell in lines[1].cells}
    assert machines["che-bien"].entries == (RICE,)
    assert [code for code, cell in machines.items() if cell.without_basis] == ["la"]
    assert [code for code, cell in machines.items() if cell.empty] == ["cu"]


def test_one_beneficiary_twice_in_one_content_repeats_but_neighbours_do_not():
    again, neighbour = replace(RICE, project="2"), replace(RICE, project="3", family="f2")
    assert [each.code for each in repeats(matrix(RICE, again, neighbour))] == ["repeats"]
    assert repeats(matrix(RICE, neighbour)) == []
    assert repeats(matrix(RICE, RICE)) == []
    assert repeats(matrix(replace(RICE, family=""), replace(again, family=""))) == []


ENTRIES = st.lists(
    st.builds(
        Entry,
        project=st.sampled_from("12345"),
        title=st.just("t"),
        content=st.sampled_from(["1", "3", "9"]),
        sector=st.sampled_from(["che-bien", "cu", "sach", ""]),
        locality=st.sampled_from(["A", "B", "C"]),
        support=st.integers(0, 1000),
    ),
    max_size=12,
)


@given(ENTRIES, st.dates(date(2012, 1, 1), date(2030, 1, 1)), st.permutations(list(Axis)))
def test_every_entry_stands_in_exactly_one_cell_of_every_view(entries, on, sides):
    lines = view(matrix(*entries, on=on), sides[0], sides[1])
    standing = [each for line in lines for cell in line.cells for each in cell.entries]
    assert sorted(standing, key=repr) == sorted(entries, key=repr)
    assert sum(line.support for line in lines) == sum(each.support for each in entries)


@given(ENTRIES, st.dates(date(2012, 1, 1), date(2030, 1, 1)))
def test_a_red_cell_with_projects_is_what_stops_the_request_and_nothing_else_is(entries, on):
    one = matrix(*entries, on=on)
    red = {
        each.project
        for line in view(one, Axis.CONTENT, Axis.SECTOR)
        for cell in line.cells
        if cell.without_basis
        for each in cell.entries
    }
    outside = {
        each.project
        for each in entries
        if not one.holds(Axis.CONTENT, each.content) or not one.holds(Axis.SECTOR, each.sector)
    }
    assert red == outside
    assert bool(without_basis(one)) == bool(red)
