"""The short English face: dated rows with English words, and Vietnamese where no words fit them any more."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime

from khuyencong.norms.actions import load_activities, load_law
from khuyencong.norms.models import Activity, Condition, Norm, SupportItem
from khuyencong.organisations.models import AgencyContact
from khuyencong.organisations.queries import operator
from khuyencong.portal.queries.english import Said, face_of, said, words
from khuyencong.portal.views.english import PAGES

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


@pytest.fixture
def law(db):
    load_activities()
    load_law(by=operator(), at=localtime())


def test_levels_are_the_rows_of_the_day(law):
    level = {each.code: each for each in face_of(DAY).levels}["kcqg-may-moc"]
    assert (level.percent, level.millions, level.per.text) == ("50%", "300", "establishment")
    assert (level.item.text, level.item.language) == (
        "Machinery, technology transfer, technical progress",
        "en",
    )
    before = {each.code: each for each in face_of(date(2016, 1, 1)).levels}["kcqg-may-moc"]
    assert before.millions == "200"


def test_what_nobody_read_in_the_original_says_so(law):
    told = {each.code: each.item.verified for each in face_of(DAY).levels}
    rows = Norm.objects.binding(DAY).filter(purse="KCQG", bound="limit").values_list("code", "verified")
    assert told == dict(rows)


def test_a_row_of_another_day_loses_its_english_words():
    assert said("beneficiary", "co-so-cnnt", "2025-10-15", "cơ sở").language == "en"
    assert said("beneficiary", "co-so-cnnt", "2030-01-01", "cơ sở") == Said(text="cơ sở", language="vi")


def test_no_english_words_are_left_without_their_row(law):
    """A row that was taken away, or whose day was changed, takes its words along."""
    dated = {"content": Activity, "beneficiary": Condition, "place": Condition, "project": Condition}
    for kind, code, since in words():
        if kind in dated:
            assert dated[kind].objects.filter(code=code, since=since).exists(), (kind, code, since)
        elif kind == "item":
            assert SupportItem.objects.filter(code=code).exists(), code
        else:
            assert Norm.objects.filter(per=code).exists(), code


def test_the_page_is_english_and_says_what_is_not(law, reader):
    page = reader.get("/en/").content.decode()
    assert (page.count('<html lang="en">'), page.count("<h1")) == (1, 1)
    assert 'hreflang="vi" href="http://127.0.0.1:8000/tin-tuc/"' in page
    for name, title, _ in PAGES:
        assert f'href="{reverse(name)}" hreflang="vi">{title}<' in page, name
    plain = re.sub(r"<(\w+)[^>]*lang=\"vi\"[^>]*>.*?</\1>", "", page.partition("<main")[2])
    assert (
        re.findall(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", plain.replace("đồng", "")) == []
    )


def test_the_front_of_the_news_leads_there_and_back(reader):
    page = reader.get("/tin-tuc/").content.decode()
    assert 'hreflang="en" href="http://127.0.0.1:8000/en/"' in page
    assert '<a href="/en/" lang="en" hreflang="en">English</a>' in page
    assert 'rel="alternate" hreflang' not in reader.get("/tin-tuc/?q=may").content.decode()


def test_a_department_is_reached_where_it_told_how(law, second, reader):
    assert "has not told this site" in reader.get("/en/").content.decode()
    AgencyContact.objects.create(
        agency=second.agency, phone="0277 385 1234", told_at=localtime(), told_by=second.user
    )
    assert 'href="tel:02773851234">0277 385 1234</a>' in reader.get("/en/").content.decode()


def test_the_number_of_selects_does_not_grow(law, reader):
    def selects():
        with CaptureQueriesContext(connection) as caught:
            reader.get("/en/")
        return len(caught)

    selects()
    assert selects() == 7
