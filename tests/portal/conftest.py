"""Two people of a department's news desk and one of another, and articles of theirs."""

import io
import json

import pytest
from django.core.cache import cache, caches
from django.core.files.base import ContentFile
from django.test import Client
from django.utils.timezone import localtime
from PIL import Image
from wagtail.models import GroupCollectionPermission

from khuyencong.portal.actions.shelves import lay_shelf, open_shelf
from khuyencong.portal.models import Article, ArticleAuthor, Picture, Section, Topic
from tests.conftest import officer_of
from tests.web.conftest import SignedInClient

WORDS = "Máy sấy lúa mới chạy được một vụ, đỡ một nửa củi."


@pytest.fixture
def writer(db):
    return officer_of("Đồng Tháp", "truyenthong", "communicator")


@pytest.fixture
def second(db):
    return officer_of("Đồng Tháp", "lanhdaotin", "department_leader")


@pytest.fixture
def stranger(db):
    """Publishes at another department."""
    return officer_of("Tây Ninh", "lanhdaotaynihtin", "department_leader")


@pytest.fixture(autouse=True)
def rates_begin_anew(db):
    cache.clear()
    caches["pages"].clear()


@pytest.fixture
def reader():
    return Client()


def signed_in(actor):
    client = SignedInClient()
    client.force_login(actor.user)
    return client


def picture_file(name="xuong.jpg", size=(1600, 900)):
    content = io.BytesIO()
    Image.new("RGB", size, "#2f6f4f").save(content, "JPEG")
    return ContentFile(content.getvalue(), name=name)


def picture(title="Xưởng", description="Người thợ đứng cạnh máy sấy", **given):
    return Picture.objects.create(
        title=title, file=picture_file(), description=description, credit="Sở Công Thương", **given
    )


def picture_block(shown, alt="Xưởng", caption="Xưởng"):
    return ("picture", {"image": shown.pk, "alt": alt, "caption": caption})


def folder_of(actor):
    """Where the pictures and documents of her agency lie."""
    shelf = lay_shelf(actor.agency)
    return GroupCollectionPermission.objects.filter(group__page_permissions__page=shelf.page_ptr)[0].collection


def body_of(*blocks):
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])


def draft(actor, title="Máy sấy về Tháp Mười", *, topics=(), section="guong-tot", body=None, **given):
    """An article she wrote, saved once, not published."""
    shelf = lay_shelf(actor.agency)
    article = Article(
        title=title,
        lead=given.pop("lead", "Một hợp tác xã có máy sấy nhờ khuyến công."),
        section=Section.objects.get(code=section),
        body=body or body_of(("paragraph", f"<p>{WORDS}</p>"), ("heading", "Cách làm")),
        live=False,
        owner=actor.user,
        **given,
    )
    article.authors = [ArticleAuthor(name="Nguyễn Minh Họa", place="Sở Công Thương")]
    article.topics = [Topic.objects.get_or_create(name=name)[0] for name in topics]
    shelf.add_child(instance=article)
    article.save_revision(user=actor.user)
    article.refresh_from_db()
    return article


def published(writer, second, title="Máy sấy về Tháp Mười", **given):
    article = draft(writer, title, **given)
    open_shelf(second.agency, second.user, publishes=True)
    article.latest_revision.publish(user=second.user)
    return Article.objects.get(pk=article.pk)


@pytest.fixture
def article(writer, second):
    return published(writer, second, topics=["Máy móc", "Lúa gạo"])


@pytest.fixture
def at():
    return localtime()


@pytest.fixture
def ground(operator_account):
    return operator_account
