"""Councils on the pages: set up, filled, a sheet put before it, minutes looked at and kept, printed."""

import time
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from khuyencong.projects.actions.appraisal import declare
from khuyencong.projects.actions.councils import add_member, put_before, set_up
from khuyencong.projects.lifecycle import PROJECT, open_sheet
from khuyencong.projects.models import Council, Interest, Minutes
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event
from tests.projects.conftest import draft, law, workshop
from tests.projects.test_councils import SETTING

__all__ = ["draft", "law", "workshop"]
pytestmark = pytest.mark.django_db
TYPED = {
    "number": "12/QĐ-SCT",
    "decided_on": "01/10/2026",
    "purse": "KCQG",
    "year": "2027",
    "level": "base",
    "quorum": "2",
}


@pytest.fixture
def sheet(draft, dong_thap_officer, dong_thap_colleague, now):
    """A sheet that the colleague opened for a project of the officer's."""
    sent = PROJECT.perform("project.submit", draft(), Act(by=dong_thap_officer, at=now))
    return open_sheet(sent, Act(by=dong_thap_colleague, at=now))


@pytest.fixture
def council(sheet, dong_thap_leader, dong_thap_colleague, now):
    """A council of two with the sheet before it."""
    made = set_up(SETTING, by=dong_thap_leader, at=now)
    for actor, role in ((dong_thap_leader, "chair"), (dong_thap_colleague, "secretary")):
        add_member(made, actor.account, role, by=dong_thap_leader, at=now)
    put_before(made, sheet, by=dong_thap_leader, at=now)
    for actor in (dong_thap_leader, dong_thap_colleague):
        declare(sheet, conflicted=False, by=actor, at=now)
    return made


def meeting(council, sheet, **more):
    present = [str(key) for key in council.members.values_list("pk", flat=True)]
    said = {"day": "23/11/2026", "hour": "11:30", "place": "Phòng họp 2", "present": present}
    said |= {f"outcome_{sheet.pk}": "pass", f"for_{sheet.pk}": "2"}
    return said | more


def test_the_head_sets_a_council_up_fills_it_and_puts_a_sheet_before_it(
    sheet, as_role, dong_thap_leader, dong_thap_colleague
):
    head = as_role("head")
    head.post(reverse("councils"), TYPED)
    page = reverse("council", args=[Council.objects.get().pk])
    assert "Còn thiếu chủ tịch, thư ký, ít nhất 2 người nữa" in head.get(page).content.decode()
    early = head.post(page, {"do": "put", "row": sheet.pk})
    for actor, role in ((dong_thap_leader, "chair"), (dong_thap_colleague, "secretary")):
        head.post(page, {"do": "add", "user": actor.account.pk, "role": role})
    late = head.post(page, {"do": "put", "row": sheet.pk})
    assert ([each.code for each in early.context["blocked"]], late.status_code) == (["council_incomplete"], 302)
    assert "1 phiếu chờ họp" in head.get(page).content.decode()


def test_minutes_are_looked_at_before_they_are_kept_and_kept_once(council, sheet, as_role):
    secretary, page = as_role("colleague"), reverse("council_meeting", args=[council.pk])
    seen = secretary.post(page, meeting(council, sheet, do="look"))
    assert (seen.status_code, len(seen.context["seen"]["concluded"]), Minutes.objects.count()) == (200, 1, 0)
    kept = secretary.post(page, meeting(council, sheet, do="keep"))
    made = Minutes.objects.get()
    assert kept.headers["Location"] == reverse("minutes", args=[made.pk])
    again = secretary.post(page, meeting(council, sheet, do="keep"))
    assert (again.status_code, Minutes.objects.count()) == (422, 1)
    assert Event.objects.filter(name="council.minutes").count() == 1


def test_what_is_wrong_with_a_meeting_stays_on_the_page_with_what_was_typed(council, sheet, as_role):
    secretary, page = as_role("colleague"), reverse("council_meeting", args=[council.pk])
    typed = meeting(council, sheet, do="keep", **{f"for_{sheet.pk}": "5"})
    answer = secretary.post(page, typed)
    assert (answer.status_code, [each.code for each in answer.context["blocked"]]) == (
        422,
        ["votes_do_not_add_up"],
    )
    assert answer.context["form"]["place"].value() == "Phòng họp 2"
    odd = secretary.post(page, meeting(council, sheet, day="31/02/2026", hour="25:00", present=["x"]))
    assert (odd.status_code, sorted(odd.context["form"].errors)) == (422, ["day", "hour", "present"])


def test_minutes_and_sheets_are_printed(council, sheet, as_role):
    secretary = as_role("colleague")
    secretary.post(reverse("council_meeting", args=[council.pk]), meeting(council, sheet, do="keep"))
    made = Minutes.objects.get()
    printed = secretary.get(reverse("minutes_paper", args=[made.pk, "docx"])).content
    words = "\n".join(each.text for each in Document(BytesIO(printed)).paragraphs)
    assert "Biểu quyết: 2 tán thành, 0 không tán thành." in words
    sheet_docx = secretary.get(reverse("appraisal_paper", args=[sheet.pk, "docx"])).content
    tables = Document(BytesIO(sheet_docx)).tables
    cells = {cell.text for table in tables for row in table.rows for cell in row.cells}
    assert {"Khả năng kết hợp, lồng ghép với các dự án, chương trình mục tiêu khác"} <= cells
    for name, key in (("minutes_paper", made.pk), ("appraisal_paper", sheet.pk)):
        assert secretary.get(reverse(name, args=[key, "pdf"])).content[:5] == b"%PDF-"
        assert secretary.get(reverse(name, args=[key, "exe"])).status_code == 404


def test_who_may_do_what_with_a_council(council, sheet, as_role):
    page, meet = (reverse(name, args=[council.pk]) for name in ("council", "council_meeting"))
    statuses = {
        role: (
            as_role(role).get(page).status_code,
            as_role(role).post(page, {"do": "drop", "row": council.members.first().pk}).status_code,
            as_role(role).get(meet).status_code,
        )
        for role in ("author", "neighbour", "inspector", "officer")
    }
    assert statuses == {
        "author": (200, 403, 403),
        "neighbour": (404, 404, 404),
        "inspector": (200, 403, 403),
        "officer": (200, 403, 403),
    }
    assert council.members.filter(left_at=None).count() == 2


def test_nobody_who_cannot_set_a_council_up_does_so_by_posting(as_role):
    statuses = [as_role(role).post(reverse("councils"), TYPED).status_code for role in ("author", "inspector")]
    assert (statuses, Council.objects.count()) == ([403, 403], 0)


def test_two_clicks_on_put_before_put_it_once(council, sheet, as_role):
    again = as_role("head").post(reverse("council", args=[council.pk]), {"do": "put", "row": sheet.pk})
    assert [each.code for each in again.context["blocked"]] == ["sheet_closed"]
    assert Event.objects.filter(name="appraisal.put_before").count() == 1


def test_the_pages_of_councils_cost_as_many_selects_with_many_sheets_as_with_one(
    council,
    sheet,
    as_role,
    draft,
    dong_thap_officer,
    dong_thap_colleague,
    dong_thap_leader,
    now,
    django_assert_max_num_queries,
):
    for _ in range(3):
        sent = PROJECT.perform("project.submit", draft(), Act(by=dong_thap_officer, at=now))
        other = open_sheet(sent, Act(by=dong_thap_colleague, at=now))
        put_before(council, other, by=dong_thap_leader, at=now)
    head = as_role("head")
    for name, args in (("councils", ()), ("council", (council.pk,)), ("council_meeting", (council.pk,))):
        with django_assert_max_num_queries(20):
            assert head.get(reverse(name, args=args)).status_code == 200


def test_one_asks_to_take_her_interest_back_and_the_head_agrees_on_the_page(
    council, sheet, as_role, cast, dong_thap_colleague, now
):
    page = reverse("appraisal", args=[sheet.pk])
    member, head = as_role("colleague"), None
    member.post(page, {"do": "concerned", "concern": "Em ruột"})
    member.post(page, {"do": "clear", "concern": "Nhầm tên"})
    asked = Interest.objects.get(waits=True)
    shown = member.get(page).content.decode()
    assert ("xin rút lời khai" in shown, f"free-{asked.pk}" in shown) == (True, False)
    assert member.post(page, {"do": f"free-{asked.pk}"}).status_code == 403
    head = as_role("head")
    assert f"free-{asked.pk}" in head.get(page).content.decode()
    assert head.post(page, {"do": f"hold-{asked.pk}"}).status_code == 422
    assert head.post(page, {"do": "free-x"}).status_code == 404
    head.confirmed(cast["head"].account, at=time.time() - 601)
    assert "xac-nhan" in head.post(page, {"do": f"free-{asked.pk}"}).headers["Location"]
    head.confirmed(cast["head"].account, at=time.time())
    assert head.post(page, {"do": f"free-{asked.pk}"}).status_code == 302
    told = head.get(page).content.decode()
    assert ("xin rút lời khai" in told, "không có liên quan (khai lại: Nhầm tên)" in told) == (False, True)


def test_minutes_name_who_declared_nothing_and_the_page_says_who_was_free(
    council, sheet, as_role, dong_thap_officer, dong_thap_leader, now
):
    secretary, page = as_role("colleague"), reverse("council_meeting", args=[council.pk])
    made = secretary.post(page, meeting(council, sheet, do="keep")).headers["Location"]
    assert "Đã khai không liên quan trước khi lập biên bản" in secretary.get(made).content.decode()
