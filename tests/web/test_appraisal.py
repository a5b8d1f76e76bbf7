"""Appraisal on the pages: tick, ask, return, answer, conclude."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from khuyencong.projects.lifecycle import PROJECT
from khuyencong.projects.models import Appraisal, Project, Supplement, Tick
from khuyencong.projects.queries.rubric import rubric_on
from khuyencong.workflow.lifecycle import Act
from tests.projects.conftest import draft, law, workshop

__all__ = ["draft", "law", "workshop"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(draft, dong_thap_officer, now):
    """A project that waits for its department."""
    return PROJECT.perform("project.submit", draft(), Act(by=dong_thap_officer, at=now))


def opened(client, project):
    client.post(reverse("appraisal_open", args=[project.pk]))
    return reverse("appraisal", args=[Appraisal.objects.get(project=project, state="open").pk])


def all_met(now):
    return {f"a-{code}": "pass" for code in rubric_on("KCQG", now.date())}


def test_from_the_list_to_the_conclusion(sent, as_role, now):
    colleague = as_role("colleague")
    listed = colleague.get(reverse("appraisals")).content.decode()
    assert "1 đề án chờ thẩm định" in listed
    assert "300.000.000" in listed
    page = opened(colleague, sent)
    read = colleague.get(page).text
    assert ("áp dụng từ 11/05/2018" in read, "kcqg-may-moc@" in read) == (True, False)
    assert colleague.post(page, {"do": "ready"}).status_code == 422
    assert colleague.post(page, {"do": "tick", **all_met(now)}).status_code == 302
    assert colleague.post(page, {"do": "ready"}).status_code == 302
    assert colleague.post(page, {"do": "pass"}).status_code == 403
    assert as_role("head").post(page, {"do": "pass"}).status_code == 302
    assert (Project.objects.get().state, Tick.objects.count()) == ("appraised", 15)


def test_what_was_chosen_stays_on_the_page_when_words_are_missing(sent, as_role):
    colleague = as_role("colleague")
    page = opened(colleague, sent)
    answer = colleague.post(page, {"do": "tick", "a-gia": "fail", "w-gia": "", "a-dia-ban": "pass"})
    assert (answer.status_code, answer.context["mine"]) == (422, {"gia": ("fail", ""), "dia-ban": ("pass", "")})
    assert Tick.objects.count() == 0


def test_the_page_claims_nothing_about_the_state(sent, as_role):
    colleague = as_role("colleague")
    page = opened(colleague, sent)
    said = {"do": "pass", "state": "ready", "level": "plan", "note": "x"}
    assert as_role("head").post(page, said).status_code == 422
    assert (Project.objects.get().state, Appraisal.objects.get().state) == ("submitted", "open")


def test_a_question_goes_out_with_the_return_and_is_answered_by_who_drafts(sent, as_role):
    colleague = as_role("colleague")
    page = opened(colleague, sent)
    colleague.post(page, {"do": "ask", "words": "Báo giá thứ hai đâu?", "step": "giay-to", "section": ""})
    assert colleague.post(page, {"do": "return", "note": "Thiếu giấy tờ"}).status_code == 302
    question = reverse("appraisal_question", args=[Supplement.objects.get().pk])
    author = as_role("author")
    assert "Trả lời câu hỏi thẩm định" in author.get(reverse("tray")).content.decode()
    assert author.post(question, {"answer": " "}).status_code == 422
    before = author.get(reverse("project", args=[sent.pk])).text
    assert ("Còn 1 câu hỏi thẩm định chưa trả lời" in before, "Gửi đề án</button>" in before) == (True, False)
    assert author.post(question, {"answer": "Đã thêm"}).status_code == 302
    assert "Gửi đề án</button>" in author.get(reverse("project", args=[sent.pk])).text
    assert as_role("neighbour").get(question).status_code == 404
    assert Supplement.objects.get().answer == "Đã thêm"


def test_who_is_concerned_says_so_and_ticks_no_more(sent, as_role, now):
    colleague = as_role("colleague")
    page = opened(colleague, sent)
    assert colleague.post(page, {"do": "concerned", "concern": ""}).status_code == 422
    assert colleague.post(page, {"do": "concerned", "concern": "Em ruột"}).status_code == 302
    assert colleague.post(page, {"do": "tick", **all_met(now)}).status_code == 422
    shown = colleague.get(page)
    assert "có liên quan (Em ruột), không chấm" in shown.text
    assert (shown.context["may_ask"], shown.context["offered"]) == (False, set())
    for do in ({"do": "ask", "words": "Đâu?", "step": "chung"}, {"do": "return", "note": "Thiếu giấy tờ"}):
        assert colleague.post(page, do).status_code == 422
    assert Supplement.objects.count() == 0


def test_the_list_takes_as_many_selects_for_many_projects_as_for_one(
    sent, draft, as_role, dong_thap_officer, now
):
    colleague = as_role("colleague")

    def selects():
        with CaptureQueriesContext(connection) as counted:
            colleague.get(reverse("appraisals"))
        return len(counted)

    before = selects()
    for _ in range(4):
        PROJECT.perform("project.submit", draft(), Act(by=dong_thap_officer, at=now))
    assert selects() == before


def test_whichever_button_is_pressed_what_was_ticked_is_kept(sent, as_role, now):
    colleague = as_role("colleague")
    page = opened(colleague, sent)
    fourteen = dict(list(all_met(now).items())[:14])
    unfinished = colleague.post(page, {"do": "ready", **fourteen})
    assert (unfinished.status_code, Tick.objects.count()) == (422, 14)
    assert "Còn 1 câu chưa chấm" in unfinished.content.decode()
    asked = {"words": "Báo giá thứ hai đâu?", "step": "giay-to", "section": ""}
    assert colleague.post(page, {"do": "ask", **asked, **all_met(now)}).status_code == 302
    assert (Tick.objects.count(), Supplement.objects.count()) == (15, 1)
    assert (
        colleague.post(page, {"do": f"unask-{Supplement.objects.get().pk}", **all_met(now)}).status_code == 302
    )
    assert Supplement.objects.count() == 0
    assert colleague.post(page, {"do": "ready", **all_met(now)}).status_code == 302
    assert (Appraisal.objects.get().state, Tick.objects.count()) == ("ready", 15)


def test_what_another_button_did_not_keep_stays_typed_on_the_page(sent, as_role, now):
    colleague = as_role("colleague")
    page = opened(colleague, sent)
    typed = {
        "words": "Câu đang viết dở",
        "step": "du-toan",
        "section": "",
        "note": "Lời đang viết",
        "concern": "",
    }
    answer = colleague.post(page, {"do": "tick", **typed, **all_met(now)})
    # Led on, so that a second press of the same page finds where the first one led.
    assert (answer.status_code, Tick.objects.count(), Supplement.objects.count()) == (302, 15, 0)
    told = colleague.get(page).text
    assert "Câu đang viết dở" not in colleague.get(page).text
    assert [each in told for each in ("Câu đang viết dở", "Lời đang viết")] == [True, True]
    assert '<option value="du-toan" selected>' in told


def test_who_is_concerned_keeps_no_ticks_of_the_same_page(sent, as_role, now):
    colleague = as_role("colleague")
    page = opened(colleague, sent)
    assert colleague.post(page, {"do": "concerned", "concern": "Em ruột", **all_met(now)}).status_code == 302
    assert Tick.objects.count() == 0


def test_who_drafted_it_is_told_so_and_finds_nothing_to_fill_in(sent, as_role, now):
    author = as_role("author")
    listed = author.get(reverse("appraisals")).content.decode()
    assert ("Bạn tham gia soạn" in listed, reverse("appraisal_open", args=[sent.pk]) in listed) == (True, False)
    page = opened(as_role("colleague"), sent)
    told = as_role("author").get(page).content.decode()
    assert ("Người tham gia soạn đề án không chấm chính đề án ấy." in told, 'name="a-' in told) == (True, False)
    assert 'name="a-' in as_role("colleague").get(page).content.decode()
