"""A campaign as a result: what was read where in its time, what was printed and broadcast; one agency's own."""

import io
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils.timezone import localdate, localtime
from openpyxl import load_workbook

from khuyencong.portal.actions.campaigns import Said, begin, put_articles
from khuyencong.portal.models import Campaign, CampaignOutput, Reading, Vote
from tests.portal.conftest import published, signed_in

pytestmark = pytest.mark.django_db


def said(**given):
    on = localdate()
    return Said(
        **{"name": "Máy mới", "purpose": "Cho biết", "since": on - timedelta(days=2), "until": on} | given
    )


@pytest.fixture
def campaign(writer, article):
    made = begin(said(), by=writer, at=localtime())
    put_articles(made, [article.pk], by=writer)
    return made


def read(article, days, channel, count):
    on = localdate() - timedelta(days=days)
    Reading.objects.create(article=article, on=on, channel=channel, count=count)


def test_its_sums_are_the_sums_of_the_rows_of_its_time(campaign, article, writer):
    read(article, 0, "", 3)
    read(article, 2, "", 4)
    read(article, 1, "zalo", 5)
    read(article, 3, "zalo", 100)
    for n, score in enumerate((5, 4)):
        Vote.objects.create(article=article, reader=f"{n}", score=score, on=localdate())
    outcome = signed_in(writer).get(f"/truyen-thong/{campaign.pk}/").context["outcome"]
    assert [(row.article.pk, row.read, row.all_read, row.voices, row.mean) for row in outcome.rows] == [
        (article.pk, (7, 5, 0, 0, 0, 0), 12, 2, 4.5)
    ]
    assert (outcome.read, outcome.voices, [count for _, count in outcome.by_channel]) == (
        12,
        2,
        [7, 5, 0, 0, 0, 0],
    )


def test_what_was_printed_and_broadcast_adds_up_to_lines_17_and_18(campaign, writer):
    client = signed_in(writer)
    sent = {"do": "output", "title": "Tờ gấp", "on": f"{localdate():%d/%m/%Y}", "where": "20 xã"}
    for kind, count in (("kq-17", 500), ("kq-17", 20), ("kq-18", 4)):
        assert (
            client.post(f"/truyen-thong/{campaign.pk}/", sent | {"kind": kind, "count": count}).status_code
            == 302
        )
    outcome = client.get(f"/truyen-thong/{campaign.pk}/").context["outcome"]
    assert [(code, count) for code, _, count in outcome.by_indicator] == [("kq-17", 520), ("kq-18", 4)]
    last = CampaignOutput.objects.get(kind="kq-18")
    client.post(f"/truyen-thong/{campaign.pk}/", {"do": "take", "output": last.pk})
    assert CampaignOutput.objects.count() == 2


def test_the_file_has_the_rows_of_the_page(campaign, article, writer):
    read(article, 0, "qr", 6)
    client = signed_in(writer)
    sheet = load_workbook(io.BytesIO(client.get(f"/truyen-thong/{campaign.pk}/bang.xlsx").content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    row = next(each for each in rows if each[0] == article.title)
    assert row[1] == article.url
    assert row[3:] == [0, 0, 0, 0, 6, 0, 6, 0, 0]
    assert article.title in client.get(f"/truyen-thong/{campaign.pk}/bang.csv").content.decode("utf-8-sig")
    assert client.get(f"/truyen-thong/{campaign.pk}/bang.doc").status_code == 404


def test_it_is_begun_and_changed_through_its_pages(writer, article):
    client = signed_in(writer)
    on = f"{localdate():%d/%m/%Y}"
    asked = {"name": "Tuần lễ", "purpose": "Biết", "since": on, "until": on}
    assert client.post("/truyen-thong/moi/", asked | {"until": "01/01/2000"}).status_code == 422
    made = client.post("/truyen-thong/moi/", asked)
    assert made.status_code == 302
    assert client.post(made.url, {"do": "which", "articles": [article.pk]}).status_code == 302
    assert client.post(made.url, {"do": "about"} | asked | {"name": "Tuần khác"}).status_code == 302
    found = Campaign.objects.get()
    assert (found.name, list(found.articles.values_list("article", flat=True))) == ("Tuần khác", [article.pk])
    assert client.post(made.url, {"do": "which"}).status_code == 302
    assert found.articles.count() == 0


def test_a_neighbour_sees_none_and_changes_none(campaign, stranger, second, article):
    other = signed_in(stranger)
    assert other.get(f"/truyen-thong/{campaign.pk}/").status_code == 404
    assert other.post(f"/truyen-thong/{campaign.pk}/", {"do": "which"}).status_code == 404
    assert signed_in(second).get(f"/truyen-thong/{campaign.pk}/").status_code == 200


def test_another_agencys_article_is_not_put_in(campaign, writer, second, stranger):
    from tests.conftest import officer_of

    elsewhere = published(officer_of("Tây Ninh", "tintayninh", "communicator"), stranger, "Của tỉnh khác")
    answer = signed_in(writer).post(
        f"/truyen-thong/{campaign.pk}/", {"do": "which", "articles": [elsewhere.pk]}
    )
    assert (answer.status_code, campaign.articles.count()) == (422, 1)


def test_neither_database_takes_a_campaign_that_ends_before_it_begins(writer):
    with pytest.raises(DatabaseError), transaction.atomic():
        begin(said(until=localdate() - timedelta(days=9)), by=writer, at=localtime())


def test_the_number_of_selects_does_not_grow(campaign, writer, second, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(writer)

    def selects():
        client.get(f"/truyen-thong/{campaign.pk}/")
        with CaptureQueriesContext(connection) as caught:
            client.get(f"/truyen-thong/{campaign.pk}/")
        return len(caught)

    before = selects()
    more = [published(writer, second, f"Bài {n}") for n in range(5)]
    put_articles(campaign, [each.pk for each in more], by=writer)
    assert selects() == before
