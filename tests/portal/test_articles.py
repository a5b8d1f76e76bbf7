"""What the public reads: an article and what stands beside it, lists, searching, feeds, voices and readings."""

import gzip
import re
from datetime import date, timedelta
from itertools import pairwise
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate
from wagtail.documents.models import Document

from khuyencong.organisations.actors import PUBLIC
from khuyencong.places.queries import region_on
from khuyencong.portal.actions.timetable import forget
from khuyencong.portal.actions.voting import NEW_VOICES, vote
from khuyencong.portal.models import (
    Article,
    DailySalt,
    Picture,
    Reading,
    Topic,
    UnfinishedError,
    Vote,
    VoteCount,
)
from khuyencong.portal.models.articles import slug_of
from khuyencong.portal.queries.body import body_of as blocks_of
from khuyencong.portal.queries.drawings import TITLES, by_place
from khuyencong.portal.views.articles import NOT_FROM_HERE
from khuyencong.reporting.models import IssuedReport, ReportNumber
from khuyencong.reporting.queries.conference.numbers import asked_of
from khuyencong.reporting.queries.regional import regional_report
from khuyencong.rules.consolidation import BOTH
from khuyencong.rules.money import percent, trieu
from tests.portal.conftest import body_of, draft, folder_of, picture, picture_file, published, signed_in

pytestmark = pytest.mark.django_db
PEOPLE = {"HTTP_USER_AGENT": "Mozilla/5.0", "HTTP_ORIGIN": "http://testserver"}
FROM_HERE = {"HTTP_ORIGIN": "http://testserver"}


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def titles(answer):
    return [each.title for each in answer.context["articles"]]


def test_an_article_says_all_that_it_has(writer, second, reader):
    shown = picture()
    made = published(
        writer,
        second,
        topics=["Máy móc"],
        source="Báo cáo của cơ sở",
        body=body_of(
            ("heading", "Cách làm"),
            ("paragraph", "<p>Chữ <b>đậm</b>.</p>"),
            ("picture", {"image": shown.pk, "alt": "Người thợ", "caption": "Xưởng mới"}),
            ("quote", {"text": "Đỡ củi", "who": "Chủ xưởng"}),
            ("link", {"label": "Văn bản", "url": "https://vanban.example/1", "document": None}),
        ),
    )
    page = text(reader.get(made.url))
    for said in (
        *("<h2>Cách làm</h2>", "Chữ <b>đậm</b>", 'alt="Người thợ"', "Xưởng mới", "Ảnh: Sở Công Thương"),
        *("<blockquote><p>Đỡ củi</p></blockquote>", "Chủ xưởng", 'href="https://vanban.example/1"'),
        *("Nguyễn Minh Họa", "Nguồn: Báo cáo của cơ sở", "Máy móc", "Gương cơ sở", 'property="og:title"'),
        *("Kém", "Bình thường", "Hứa hẹn", "Tốt", "Rất tốt"),
    ):
        assert said in page, said
    assert page.count("<h1") == 1


def test_what_stands_beside_it_is_chosen_by_topic_reading_section_and_day(writer, second, reader):
    made = published(writer, second, "Bài chính", topics=["Máy móc", "Lúa gạo"])
    same = published(writer, second, "Cùng chủ đề", topics=["Máy móc"], section="chinh-sach")
    second_topic = published(writer, second, "Chung một chủ đề", topics=["Lúa gạo"], section="chinh-sach")
    section = published(writer, second, "Cùng chuyên mục")
    other = published(writer, second, "Bài khác", section="chinh-sach")
    draft(writer, "Chưa đăng", topics=["Máy móc"])
    beside = reader.get(made.url).context["beside"]
    # "Lúa gạo" comes before "Máy móc": topics stand by name.
    assert [each.pk for each in beside.same_topic] == [second_topic.pk]
    assert [each.pk for each in beside.liked] == [same.pk]
    assert [each.pk for each in beside.same_section] == [section.pk]
    assert [each.pk for each in beside.latest] == [other.pk]


def test_a_topic_it_is_alone_in_gives_way_to_the_next(writer, second, reader):
    made = published(writer, second, "Bài chính", topics=["Lúa gạo", "Máy móc"])
    same = published(writer, second, "Cùng máy", topics=["Máy móc"])
    beside = reader.get(made.url).context["beside"]
    assert (beside.topic.name, [each.pk for each in beside.same_topic]) == ("Máy móc", [same.pk])


def test_a_draft_and_what_was_taken_off_are_nowhere(article, writer, reader):
    draft(writer, "Bản nháp")
    assert titles(reader.get("/tin-tuc/")) == [article.title]
    article.unpublish()
    assert titles(reader.get("/tin-tuc/")) == []
    assert reader.get(article.url).status_code == 404
    assert article.title not in text(reader.get("/tin-tuc/tin.rss"))
    assert article.url not in text(reader.get("/tin-tuc/so-do.xml"))


@pytest.mark.parametrize("words", ["máy sấy", "may say", "MÁY SẤY", "sấy đỡ củi", "say do cui"])
def test_an_article_is_found_with_diacritics_and_without(article, writer, second, reader, words):
    published(writer, second, "Chuyện khác", body=body_of(("paragraph", "<p>Không có gì.</p>")), lead="Khác.")
    assert titles(reader.get("/tin-tuc/", {"q": words})) == [article.title]


def test_a_word_that_is_not_there_finds_nothing(article, reader):
    assert titles(reader.get("/tin-tuc/", {"q": "may bay"})) == []


def test_the_word_that_fts_never_finds(writer, second, reader):
    made = published(writer, second, "Thúc đẩy đổi mới")
    assert titles(reader.get("/tin-tuc/", {"q": "thuc day"})) == [made.title]


def test_older_articles_are_a_plain_link_away(writer, second, reader):
    made = [published(writer, second, f"Bài {n:02d}") for n in range(14)]
    page = reader.get("/tin-tuc/muc/guong-tot/")
    assert (len(titles(page)), 'href="?trang=2"' in text(page)) == (12, True)
    rest = reader.get("/tin-tuc/muc/guong-tot/?trang=2")
    assert (titles(rest), "trang=3" in text(rest)) == ([made[1].title, made[0].title], False)


def test_the_number_of_selects_does_not_grow(writer, second, reader):
    """Neither with the articles beside it, nor with its pictures, authors, topics, voices and figures."""

    def selects(address):
        reader.get(address)
        caches["pages"].clear()
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert reader.get(address).status_code == 200
        return len(caught)

    one = published(writer, second, "Một", topics=["A"], body=body_of(*pictures(1)))
    published(writer, second, "Bên cạnh", topics=["A"])
    few = [selects(address) for address in (one.url, "/tin-tuc/")]
    for n in range(9):
        published(writer, second, f"Thêm {n}", topics=["A", "B"])
    many = published(writer, second, "Nhiều", topics=["A", "B", "C"], body=body_of(*pictures(4)))
    for n in range(7):
        vote(many, token=f"{n}", score=3, origin=f"{n}", on=localdate())
    grown = [selects(address) for address in (many.url, "/tin-tuc/")]
    assert grown == few


def pictures(count):
    return [
        ("picture", {"image": picture(f"Ảnh {n}").pk, "alt": "Xưởng", "caption": "Xưởng"}) for n in range(count)
    ]


def test_an_article_without_pictures_weighs_less_than_100_kb(article, reader):
    """Page, style, scripts, two fonts and the sprite of icons as they travel, compressed."""
    page = reader.get(article.url, HTTP_ACCEPT_ENCODING="gzip")
    addresses = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', text_of(page)))
    weight = len(page.content) + sum(travels(address) for address in addresses if "icon.svg" not in address)
    fonts = sum(travels(f"/static/{name}") for name in regular_fonts())
    assert weight - fonts > 0
    assert weight < 100_000, weight


def text_of(page):
    return (
        gzip.decompress(page.content) if page.headers.get("Content-Encoding") == "gzip" else page.content
    ).decode()


def regular_fonts():
    return [f"vendor/fonts/be-vietnam-pro-{part}-400-normal.woff2" for part in ("latin", "vietnamese")]


def travels(address):
    """Bytes of a file as a browser of today gets it: brotli where WhiteNoise made one."""
    name = address.removeprefix("/static/")
    for stored in (f"{name}.br", name):
        if staticfiles_storage.exists(stored):
            return staticfiles_storage.size(stored)
    found = finders.find(name)
    assert found, address
    with open(found, "rb") as file:  # noqa: PTH123
        return len(file.read())


def test_reading_leaves_no_cookie_and_asks_no_other_site(article, reader):
    for address in ("/tin-tuc/", article.url):
        page = reader.get(address)
        assert page.cookies == {}
        outside = re.findall(r'(?:src|href|action)="(https?://[^"]+)"', text(page))
        assert [each for each in outside if not each.startswith("http://127.0.0.1")] == []


# Readings


def test_a_reading_is_counted_by_day_and_channel_and_machines_are_not(article, reader):
    for asked in ("", "?tu=zalo", "?tu=zalo", "?tu=khong-co"):
        reader.get(article.url + asked, HTTP_USER_AGENT="Mozilla/5.0")
    reader.get(article.url, HTTP_USER_AGENT="Googlebot/2.1")
    reader.get(article.url, HTTP_SEC_PURPOSE="prefetch")
    reader.head(article.url)
    rows = Reading.objects.order_by("channel").values_list("on", "channel", "count")
    assert list(rows) == [(localdate(), "", 2), (localdate(), "zalo", 2)]
    assert "5 lượt đọc" in text(reader.get(article.url))


# The kept page


def answered(reader, article, **more):
    with CaptureQueriesContext(connection) as caught:
        answer = reader.get(article.url, HTTP_USER_AGENT="Mozilla/5.0", **more)
    return answer, len(caught)


def test_a_second_stranger_gets_the_kept_page_and_is_counted(article):
    first, _ = answered(Client(), article)
    second, asked = answered(Client(), article)
    assert (asked, "1 lượt đọc" in text(first), "2 lượt đọc" in text(second)) == (3, True, True)
    assert text(first).replace("1 lượt", "2 lượt") == text(second)
    assert Reading.objects.get().count == 2


def test_a_kept_page_holds_nothing_of_one_reader(article):
    answered(Client(), article)
    answer, _ = answered(Client(), article)
    assert (answer.cookies, "csrfmiddlewaretoken" in text(answer), "nonce" in text(answer)) == (
        {},
        False,
        False,
    )
    assert (answer.headers["Vary"], answer.headers["Cache-Control"]) == ("Cookie, Accept-Encoding", "no-cache")


def test_who_is_signed_in_neither_gets_a_kept_page_nor_leaves_one(article, second):
    hers = signed_in(second).get(article.url)
    assert (hers.headers["Cache-Control"], "Đăng xuất" in text(hers)) == ("private, no-store", True)
    strangers, _ = answered(Client(), article)
    assert "Đăng xuất" not in text(strangers)
    hers = signed_in(second).get(article.url)
    assert ("Đăng xuất" in text(hers), "ETag" in hers.headers) == (True, False)


def test_who_has_it_is_told_that_nothing_changed_and_is_counted(article):
    first, _ = answered(Client(), article)
    again, _ = answered(Client(), article, HTTP_IF_NONE_MATCH=first.headers["ETag"])
    assert (again.status_code, again.content, Reading.objects.get().count) == (304, b"", 2)


def changes(writer, second, article):
    """Everything after which the kept page must be another one at once."""

    def mend():
        article.title = "Tên đã sửa"
        revision = article.save_revision(user=writer.user)
        revision.publish(user=second.user)

    return {
        "mended": mend,
        "voted": lambda: vote(article, token="a", score=4, origin="1", on=localdate()),
        "voted otherwise": lambda: vote(article, token="a", score=1, origin="1", on=localdate()),
        "another published": lambda: published(writer, second, "Bài mới"),
        "another taken off": lambda: Article.objects.get(title="Bài mới").unpublish(),
    }


def test_the_kept_page_changes_with_what_it_tells(article, writer, second):
    told = [answered(Client(), article)[0].headers["ETag"]]
    for change in changes(writer, second, article).values():
        change()
        told.append(answered(Client(), article)[0].headers["ETag"])
    assert all(before != after for before, after in pairwise(told))


def test_an_article_taken_off_is_gone_at_once(article):
    first, _ = answered(Client(), article)
    article.unpublish()
    for more in ({}, {"HTTP_IF_NONE_MATCH": first.headers["ETag"]}):
        assert answered(Client(), article, **more)[0].status_code == 404


# Voices


def rate(client, article, score, **more):
    return client.post(f"{article.url}danh-gia/", {"bac": score}, **FROM_HERE | more)


def test_opening_the_address_of_voting_anew_leads_back_to_the_form(article, reader):
    answer = reader.get(f"{article.url}danh-gia/")
    assert (answer.status_code, answer.url) == (302, f"{article.url}#danh-gia")
    assert reader.get(f"{article.url}x/danh-gia/").status_code == 404
    assert reader.get(f"{article.url[:-1]}-khong-co/danh-gia/").status_code == 404
    assert reader.put(f"{article.url}danh-gia/").status_code == 405


def test_a_voice_from_elsewhere_is_refused_with_a_way_back(article, reader):
    answer = reader.post(f"{article.url}danh-gia/", {"bac": 5})
    page = answer.content.decode()
    assert (answer.status_code, NOT_FROM_HERE in page, f'href="{article.url}#danh-gia"' in page) == (
        403,
        True,
        True,
    )
    assert "bien-tap" not in page


def test_one_voice_a_reader_and_the_second_changes_the_first(article, reader):
    assert rate(reader, article, 5).status_code == 302
    assert rate(reader, article, 2).status_code == 302
    assert list(Vote.objects.values_list("score", flat=True)) == [2]
    assert rate(Client(), article, 4).status_code == 302
    page = reader.get(article.url)
    rating = page.context["rating"]
    assert (rating.count, rating.mean) == (2, 3.0)
    assert rating.steps == (
        (5, "Rất tốt", 0),
        (4, "Tốt", 1),
        (3, "Hứa hẹn", 0),
        (2, "Bình thường", 1),
        (1, "Kém", 0),
    )
    assert "Trung bình <strong>3,0</strong>/5 của 2 phiếu" in text(page)


def test_the_cookie_comes_with_the_voice_is_ours_alone_and_cannot_be_made_up(article, reader):
    answer = rate(reader, article, 5)
    cookie = answer.cookies["phieu"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/tin-tuc/")
    token = cookie.value.split(":")[0]
    assert token not in Vote.objects.get().reader
    forged = Client()
    forged.cookies["phieu"] = "tu-che:abc:def"
    rate(forged, article, 1)
    assert Vote.objects.count() == 2


def test_a_reader_is_another_at_the_next_article(article, writer, second, reader):
    other = published(writer, second, "Bài hai")
    rate(reader, article, 5)
    rate(reader, other, 5)
    assert len(set(Vote.objects.values_list("reader", flat=True))) == 2


def test_one_address_gives_no_more_new_voices_a_day_than_an_office(article):
    for n in range(NEW_VOICES):
        vote(article, token=f"{n}", score=5, origin="10.0.0.1", on=localdate())
    late = Client()
    assert rate(late, article, 1, REMOTE_ADDR="10.0.0.1").url.endswith("?danh-gia=qua-nhieu#danh-gia")
    assert Vote.objects.count() == NEW_VOICES
    # Who has a voice may still change it; another address may still speak; the next day begins anew.
    vote(article, token="0", score=1, origin="10.0.0.1", on=localdate())
    vote(article, token="x", score=1, origin="10.0.0.2", on=localdate())
    vote(article, token="y", score=1, origin="10.0.0.1", on=localdate() + timedelta(days=1))
    assert Vote.objects.count() == NEW_VOICES + 2


def test_a_voice_from_another_site_is_refused(article, reader):
    for told in (
        {"HTTP_ORIGIN": "https://khac.example"},
        {"HTTP_ORIGIN": "", "HTTP_SEC_FETCH_SITE": "cross-site"},
    ):
        assert rate(reader, article, 5, **told).status_code == 403
    assert Vote.objects.count() == 0


@pytest.mark.parametrize("score", ["", "0", "6", "x", "1.5", "９"])
def test_what_is_none_of_five_steps_is_no_voice(article, reader, score):
    assert rate(reader, article, score).url.endswith("?danh-gia=trong#danh-gia")
    assert Vote.objects.count() == 0


def test_neither_database_takes_a_second_voice_or_a_sixth_step(article):
    given = {"article": article, "reader": "a", "on": localdate()}
    Vote.objects.create(score=1, **given)
    for wrong in ({"score": 2}, {"score": 6, "reader": "b"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Vote.objects.create(**given | wrong)


def test_the_night_throws_away_by_what_an_address_could_be_found(article):
    yesterday = localdate() - timedelta(days=1)
    vote(article, token="a", score=5, origin="10.0.0.1", on=yesterday)
    vote(article, token="b", score=5, origin="10.0.0.1", on=localdate())
    assert "10.0.0.1" not in str(list(VoteCount.objects.values()))
    assert forget.func("") == 2
    assert (DailySalt.objects.count(), VoteCount.objects.count(), Vote.objects.count()) == (1, 1, 2)


# Figures


def issued(code="K3F7Q2M9TA", region="bac"):
    from django.utils.timezone import localtime

    from khuyencong.organisations.queries import operator

    report = IssuedReport.objects.create(
        region_id=region_on(region, date(2018, 7, 31)).id,
        year=2018,
        cut=date(2018, 7, 31),
        borders="then",
        known_at=localtime(),
        issued_by=operator().user,
        issued_at=localtime(),
        open_errors=0,
        xlsx=b"",
        docx=b"",
        digest="0",
    )
    return ReportNumber.objects.create(
        report=report,
        position=1,
        code=code,
        name="x",
        label="Thực hiện",
        kind="amount",
        value="1",
        text="19,6 tỷ",
        printed=True,
    )


def test_a_live_figure_shows_value_cut_source_and_where_it_opens(writer, second, reader, ground):
    number = issued()
    made = published(
        writer, second, body=body_of(("figure", {"code": "k3f7 q2m9-ta", "lead": "Đến tháng bảy:"}))
    )
    page = text(reader.get(made.url))
    for said in (
        "Đến tháng bảy:",
        "<strong>19,6 tỷ</strong> Thực hiện",
        "đến hết 31/07/2018",
        f"/s/{number.code}/",
    ):
        assert said in page, said
    assert 'href="/vung/' in page


def test_an_unknown_code_shows_words_and_no_number(writer, second, reader):
    """As articles have that were let out before the code was asked for."""
    made = published(writer, second)
    body = body_of(("figure", {"code": "XXXXXXXXXX", "lead": "Tất cả 99 tỷ:"}))
    Article.objects.filter(pk=made.pk).update(body=body)
    page = text(reader.get(made.url))
    assert "Mã “XXXXXXXXXX” không có trong báo cáo nào đã phát hành" in page
    assert "99 tỷ" not in page


def drawn(report, *shows):
    return body_of(*(("drawing", {"report": str(report), "shows": each, "lead": "Câu dẫn:"}) for each in shows))


def test_drawings_of_an_issued_report_show_its_figures_as_known_when_it_was_built(writer, second, reader, demo):
    number = issued(region="nam")
    made = published(writer, second, body=drawn(number.report_id, "nam", "tinh", "ban-do"))
    page = reader.get(made.url).content.decode()
    report = regional_report(asked_of(number.report), actor=PUBLIC)
    chart, places, tiles = figures = BeautifulSoup(page, "html.parser").css.select("figure.news-figure")
    names = [each["id"] for each in BeautifulSoup(page, "html.parser").css.select("[id]")]
    assert len(names) == len(set(names))
    assert [each.strong.text for each in figures] == list(TITLES.values())
    assert [len(each.css.select(".chart svg")) for each in figures] == [1, 1, 0]
    assert [
        each.text for each in places.css.select("svg text") if "triệu" not in each.text and "%" in each.text
    ] == [bar.told for bar in by_place(report, 1).bars]
    assert sorted(each["title"] for each in tiles.css.select("li.tile a")) == sorted(
        row.name for row in report.rows
    )
    for each in (places, tiles):
        assert [
            [" ".join(cell.text.split()) for cell in row.css.select("td")]
            for row in each.css.select("tbody tr")
        ] == [
            [trieu(cell.plan), trieu(cell.done), percent(cell.rate, 1)]
            for row in report.rows
            for cell in [row.cells[BOTH]]
        ]
    known = urlencode({"known": f"{localdate(number.report.known_at):%d/%m/%Y}"})
    for each in figures:
        assert "Số liệu đến hết 31/07/2018, 20 trên 20 địa phương có số" in " ".join(
            each.figcaption.text.split()
        )
        assert each.figcaption.a["href"].endswith(known)
        assert "số liệu minh họa" in each.text
    assert len(chart.css.select("tbody tr.group")) == len(report.years)


def test_drawings_of_one_report_ask_for_it_once(writer, second, demo):
    number = issued(region="nam")
    asked = []
    for title, shows in (("Một hình", ["tinh"]), ("Ba hình", ["tinh", "ban-do", "nam"])):
        made = published(writer, second, title, body=drawn(number.report_id, *shows))
        with CaptureQueriesContext(connection) as counted:
            drawings = blocks_of(made)
        assert {each.value.issued.says.query for each in drawings} == {asked_of(number.report)}
        asked.append(len(counted))
    assert asked[1] == asked[0] + 2, "two for the tiles of the map"


def test_a_drawing_of_nothing_says_so_and_a_report_that_is_none_is_refused(writer, second, reader, ground):
    number = issued()
    made = published(writer, second, body=drawn(number.report_id, *TITLES))
    said = text(reader.get(made.url))
    assert said.count("Báo cáo này không có số liệu để vẽ") == 3
    unknown = draft(writer, "Không có", body=drawn(number.report_id + 1, "tinh"))
    with pytest.raises(UnfinishedError) as refused:
        unknown.latest_revision.publish(user=second.user)
    assert "Báo cáo đã phát hành" in str(refused.value)


# Pictures and documents


def test_a_picture_without_words_is_taken_by_nobody():
    made = Picture(title="x", file=picture_file(), description="", credit="x")
    with pytest.raises(ValidationError):
        made.full_clean()
    with pytest.raises(DatabaseError), transaction.atomic():
        made.save()


def test_an_svg_is_no_picture(writer):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = signed_in(writer)
    client.get("/bien-tap/")
    file = SimpleUploadedFile(
        "x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "image/svg+xml"
    )
    sent = {"title": "x", "file": file, "description": "x", "credit": "x"}
    page = client.post(reverse("wagtailimages:add"), sent)
    assert (page.status_code, Picture.objects.count()) == (200, 0)


def test_a_picture_is_for_everybody_once_it_stands_in_a_published_article(writer, second, reader):
    shown = picture(collection=folder_of(writer))
    made = draft(
        writer,
        body=body_of(("picture", {"image": shown.pk, "alt": "Xưởng", "caption": "Xưởng"})),
    )
    cut = shown.get_rendition("width-480")
    assert reader.get(cut.url).status_code == 404
    assert signed_in(writer).get(cut.url).status_code == 200
    published_again = made.latest_revision
    from khuyencong.portal.actions.shelves import open_shelf

    open_shelf(second.agency, second.user, publishes=True)
    published_again.publish(user=second.user)
    answer = reader.get(cut.url)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert reader.get(reverse("news_picture", args=[shown.file.name])).status_code == 404


def test_a_document_is_kept_and_never_shown_in_the_page(writer, second, reader):
    from django.core.files.base import ContentFile

    file = Document.objects.create(title="Mẫu", file=ContentFile(b"%PDF-1.7", name="mau.pdf"))
    published(writer, second, body=body_of(("link", {"label": "Mẫu", "url": "", "document": file.pk})))
    answer = reader.get(file.url)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"%PDF-1.7")
    assert answer.headers["Content-Disposition"].startswith("attachment")


# Feeds and the map


def test_feeds_and_map_hold_what_is_published(article, reader):
    rss = ElementTree.fromstring(reader.get("/tin-tuc/tin.rss").content)
    assert [each.findtext("title") for each in rss.iter("item")] == [article.title]
    atom = ElementTree.fromstring(reader.get("/tin-tuc/tin.atom").content)
    assert [each.findtext("{*}title") for each in atom.iter("{http://www.w3.org/2005/Atom}entry")] == [
        article.title
    ]
    found = ElementTree.fromstring(reader.get("/tin-tuc/so-do.xml").content)
    assert (
        sum(
            each.text.endswith(article.url)
            for each in found.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
        )
        == 1
    )
    assert reader.get("/tin-tuc/tin.khac").status_code == 404


# Words


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Đổi mới", "doi-moi"), ("  Lúa & gạo 2026! ", "lua-gao-2026"), ("“…”", ""), ("a" * 200, "a" * 100)],
)
def test_a_title_as_an_address(title, slug):
    assert slug_of(title) == slug


def test_a_topic_typed_with_other_marks_is_the_same_topic(db):
    Topic.objects.create(name="Máy móc")
    with pytest.raises(ValidationError):
        Topic(name="may MOC").full_clean()
