"""The pages of guidance: found by plain words, as of a day, every figure a link to its row."""

from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from khuyencong.norms.models import Question
from tests.norms.conftest import law

pytestmark = pytest.mark.django_db
__all__ = ["law"]


def page(client, name, *args, **asked):
    return client.get(reverse(name, args=args), asked)


def text_of(response):
    return " ".join(response.content.decode().split())


def test_a_stranger_finds_an_answer_without_diacritics_and_reads_its_clause(law, client):
    found = page(client, "guidance", q="mua may bao nhieu")
    assert found.context["found"][0].code == "mua-may-bao-nhieu"
    shown = text_of(page(client, "guidance_question", "mua-may-bao-nhieu", on="30/11/2026"))
    assert ">tối đa 50 % chi phí, không quá 300.000.000 đồng/cơ sở</a>" in shown
    assert 'href="/dinh-muc/kcqg-may-moc/?on=30/11/2026"' in shown
    assert "Điều 8 khoản 4, 28/2018/TT-BTC" in shown
    assert "Đề xuất sửa câu này" not in shown


def test_the_same_question_is_answered_by_the_law_of_another_day(law, client):
    shown = text_of(page(client, "guidance_question", "mua-may-bao-nhieu", on="01/01/2017"))
    assert ("không quá 200.000.000 đồng/cơ sở" in shown, "300.000.000" in shown) == (True, False)
    listed = page(client, "guidance", on="01/01/2017", q="cap huyen")
    assert listed.context["found"][0].code == "binh-chon-cap-huyen"


def test_an_answer_of_the_past_says_so_and_what_replaced_it(law, client):
    shown = text_of(page(client, "guidance_question", "binh-chon-cap-huyen", on="30/11/2026"))
    assert "Câu trả lời này đã hết hiệu lực từ 01/07/2025" in shown
    assert '<a href="/huong-dan/binh-chon-cap-xa/">' in shown
    early = text_of(page(client, "guidance_question", "binh-chon-cap-xa", on="01/01/2020"))
    assert "Ngày 01/01/2020 chưa có câu trả lời" in early


def test_what_nobody_has_read_says_so_on_the_page_and_in_the_list(law, client):
    shown = text_of(page(client, "guidance_question", "cum-bao-cao", on="30/11/2026"))
    assert "cần xác minh</span>" in shown
    assert "14/2024/TT-BCT, cần xác minh" in text_of(page(client, "guidance", on="30/11/2026"))


def test_an_answer_older_than_its_law_says_that_it_must_be_looked_at(law, client):
    Question.objects.filter(code="may-cu").update(looked=date(2012, 1, 1))
    assert "Câu trả lời này cần xem lại" in text_of(page(client, "guidance_question", "may-cu"))


def test_a_wrong_day_and_an_unknown_question(law, client):
    assert page(client, "guidance", on="2025").status_code == 422
    assert page(client, "guidance_question", "khong-co").status_code == 404


def test_the_officer_proposes_a_change_and_a_search_elsewhere_finds_the_answer(law, as_role, client):
    assert "Đề xuất sửa câu này" in text_of(page(as_role("officer"), "guidance_question", "may-cu"))
    assert "/huong-dan/may-cu/" in text_of(page(client, "search", q="may cu"))
    assert "/huong-dan/may-cu/" in text_of(page(client, "news", q="may cu"))


def test_the_pages_ask_no_more_with_more_questions(law, client):
    def asked(name, *args):
        with CaptureQueriesContext(connection) as asked:
            page(client, name, *args, q="may")
        return len(asked)

    asked("guidance")
    many = (asked("guidance"), asked("guidance_question", "may-cu"))
    Question.objects.exclude(code="may-cu").delete()
    assert (asked("guidance"), asked("guidance_question", "may-cu")) == many


def test_a_day_before_every_answer_leads_to_the_first_day_that_has_one(law, client):
    first = Question.objects.order_by("since").values_list("since", flat=True)[0]
    page = client.get("/huong-dan/", {"on": f"{first - timedelta(days=1):%d/%m/%Y}"})
    assert (page.context["count"], page.context["first"]) == (0, first)
    way = f"?on={quote(f'{first:%d/%m/%Y}')}"
    assert f'href="{way}"' in page.content.decode()
    assert client.get(f"/huong-dan/{way}").context["count"] > 0
