"""The editor speaks Vietnamese: no sentence of Wagtail's own catalogue where one writes and lets out."""

import ast
import re
from functools import cache
from pathlib import Path

import django
import pytest
import wagtail
from bs4 import BeautifulSoup, Comment
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents.models import Document

from khuyencong.portal.models import Picture
from tests.portal.conftest import draft, folder_of, picture, picture_file, published, signed_in
from tests.portal.test_editing import edit, form_of

pytestmark = pytest.mark.django_db
ROOMS = ("", "admin", "images", "documents", "snippets", "search")
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|<[^>]*>|\n")
SHORT = ("Tags", "Exploring", "New:", " ago", "across entire site")
"""Words of one, or so, that a tester met; a longer one is a sentence and found by the catalogue."""


def msgids(path):
    """Every msgid and msgid_plural of a catalogue."""
    kept = None
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        begins = re.match(r'(msgid|msgid_plural) "(.*)"$', line)
        if begins:
            kept = ast.literal_eval(f'"{begins[2]}"')
        elif kept is not None and line.startswith('"'):
            kept += ast.literal_eval(line)
        elif kept is not None:
            yield kept
            kept = None
        if begins is None and not line.startswith('"'):
            kept = None


@cache
def english():
    """Pieces of three words or more of Wagtail's English sentences, with what is put in cut out."""
    root = Path(wagtail.__file__).parent
    paths = [root / room / "locale/en/LC_MESSAGES/django.po" for room in ROOMS]
    paths.append(Path(django.__file__).parent / "conf/locale/en/LC_MESSAGES/django.po")
    pieces = {
        re.sub(r"\s+", " ", piece).strip(" .:,;'\"()")
        for path in paths
        for each in msgids(path)
        for piece in PLACES.split(each)
    }
    return {each for each in pieces if len(each.split()) >= 3 and re.search("[a-z]", each)}


def said_on(answer):
    """What a page says, words for readers of screens and without scripts among it."""
    assert answer.status_code in (200, 403, 422), answer.status_code
    soup = BeautifulSoup(answer.content.decode(), "html.parser")
    for script in soup(["script", "style"]):
        script.extract()
    words = [str(text) for text in soup.find_all(string=True) if not isinstance(text, Comment)]
    words += [
        tag[name]
        for name in ("aria-label", "title", "placeholder")
        for tag in soup.find_all(attrs={name: True})
    ]
    return re.sub(r"\s+", " ", " ".join(words))


def left_english(answer):
    said = said_on(answer)
    return sorted(each for each in (*english(), *SHORT) if each in said)


def test_the_catalogue_is_read():
    assert {"Multi-word tags with spaces will automatically be enclosed in double quotes"} <= english()
    assert len(english()) > 700


def test_no_page_of_the_editor_speaks_english(writer, second):
    made = draft(writer)
    out = published(writer, second, "Bài đã đăng")
    shelf = made.get_parent()
    folder = folder_of(writer)
    shown = picture(collection=folder, uploaded_by_user=writer.user)
    file = Document.objects.create(
        title="Mẫu",
        file=SimpleUploadedFile("m.pdf", b"%PDF-1.7"),
        collection=folder,
        uploaded_by_user=writer.user,
    )
    at = reverse
    both = [
        at("wagtailadmin_home"),
        at("wagtailadmin_explore", args=[shelf.pk]),
        at("wagtailadmin_explore", args=[shelf.pk]) + "?q=may",
        at("wagtailadmin_pages:search") + "?q=may",
        at("wagtailadmin_pages:add", args=["portal", "article", shelf.pk]),
        edit(made),
        edit(out),
        at("wagtailadmin_pages:history", args=[out.pk]),
        at("wagtailadmin_pages:usage", args=[out.pk]),
        at("wagtailadmin_pages:delete", args=[made.pk]),
        at("news_publish", args=[made.pk]),
        at("wagtailimages:index"),
        at("wagtailimages:add"),
        at("wagtailimages:add_multiple"),
        at("wagtailimages:edit", args=[shown.pk]),
        at("wagtailimages:delete", args=[shown.pk]),
        at("wagtaildocs:index"),
        at("wagtaildocs:add"),
        at("wagtaildocs:add_multiple"),
        at("wagtaildocs:edit", args=[file.pk]),
        at("wagtaildocs:delete", args=[file.pk]),
        at("wagtailsnippets_portal_topic:list"),
        at("wagtailsnippets_portal_topic:add"),
        at("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + f"?id={made.pk}",
        at("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"]) + f"?id={out.pk}",
    ]
    more = [
        at("wagtailadmin_pages:delete", args=[out.pk]),
        at("wagtailadmin_pages:unpublish", args=[out.pk]),
        at("wagtailadmin_pages:copy", args=[out.pk]),
    ]
    found = {}
    for actor, addresses in ((writer, both), (second, [*both, *more])):
        client = signed_in(actor)
        client.get("/bien-tap/")
        for address in addresses:
            if left := left_english(client.get(address, follow=True)):
                found[address] = left
    assert found == {}


def test_no_press_of_the_editor_is_answered_in_english(writer, second):
    made = draft(writer)
    shelf = made.get_parent()
    folder = folder_of(writer).pk
    client = signed_in(writer)
    client.get("/bien-tap/")
    picture_of = {"title": "Xưởng", "description": "Máy", "credit": "Sở", "collection": folder}
    image = SimpleUploadedFile("a.jpg", picture_file().read())
    paper = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
    new = reverse("wagtailadmin_pages:add", args=["portal", "article", shelf.pk])
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    out = published(writer, second, "Bài đã đăng")
    presses = [
        (client, new, form_of(made, title="Bài mới")),
        (client, new, form_of(made, title="")),
        (client, edit(made), form_of(made, title="Sửa")),
        (client, edit(made), form_of(made, title="")),
        (client, edit(made), form_of(made) | {"authors-TOTAL_FORMS": "2000"}),
        (client, edit(made), form_of(made) | {"action-submit": "1"}),
        (client, reverse("wagtailimages:add"), picture_of | {"file": image}),
        (client, reverse("wagtailimages:add"), picture_of),
        (client, reverse("wagtaildocs:add"), {"title": "Mẫu", "tags": "", "collection": folder, "file": paper}),
        (client, reverse("wagtaildocs:add"), {"title": "Mẫu", "tags": "", "collection": folder}),
        (signed_in(second), f"{bulk}?id={out.pk}&next=/bien-tap/", {}),
    ]
    found = {}
    for who, address, sent in presses:
        if left := left_english(who.post(address, sent, follow=True)):
            found.setdefault(address, []).extend(left)
    assert found == {}
    assert (Picture.objects.count(), Document.objects.count()) == (1, 1)
