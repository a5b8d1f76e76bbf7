"""Pictures and documents that are broken, too large, or not what their names say: said at the field."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.documents.models import Document

from khuyencong.portal.models import Picture
from khuyencong.portal.uploads import BROKEN_PICTURE, NO_OFFICE, PICTURE_HELP, TOO_MANY_PIXELS
from tests.portal.conftest import folder_of, picture_file, signed_in

pytestmark = pytest.mark.django_db


def png_of(width, height, data=b""):
    """A PNG of one bit a point whose rows nobody packed."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")
    )


def noise(kind, size=(400, 300)):
    content = io.BytesIO()
    Image.effect_noise(size, 90).save(content, kind)
    return content.getvalue()


def office(*parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as target:
        for each in parts:
            target.writestr(each, "x")
    return content.getvalue()


PICTURES = {
    "truncated.jpg": (noise("JPEG")[:-4000], BROKEN_PICTURE),
    "head only.jpg": (noise("JPEG")[:30], BROKEN_PICTURE),
    "truncated.png": (noise("PNG")[:-4000], BROKEN_PICTURE),
    "garbage.png": (b"\x89PNG\r\n\x1a\n" + b"rac" * 100, BROKEN_PICTURE),
    "text.png": (b"khong phai anh", BROKEN_PICTURE),
    "bomb.png": (png_of(20_000, 20_000), TOO_MANY_PIXELS),
    "large.png": (png_of(9_000, 9_000), TOO_MANY_PIXELS),
}
DOCUMENTS = {
    "a.pdf": (b"<script>alert(1)</script>", "bên trong là trang web hay ảnh SVG"),
    "b.docx": (b"MZ\x90\x00 chuong trinh", "bên trong là tệp chương trình"),
    "c.pdf": (b"chu thuong", "bên trong không phải tệp .pdf"),
    "d.xlsx": (b"%PDF-1.7", "bên trong không phải tệp .xlsx"),
    "e.docx": (office("anh.jpg"), NO_OFFICE),
    "f.docx": (office("[Content_Types].xml")[:40], NO_OFFICE),
}
PICTURE = {"title": "Xưởng", "description": "Máy sấy", "credit": "Sở"}


@pytest.fixture
def client(writer):
    client = signed_in(writer)
    client.get("/bien-tap/")
    return client


@pytest.fixture
def folder(writer):
    return folder_of(writer).pk


def answers(client, room, sent, name, content, prefix):
    """What the three doors say at the file: one, many at once, from within an article."""

    def file():
        return SimpleUploadedFile(name, content)

    alone = client.post(reverse(f"{room}:add"), sent | {"file": file()})
    many = client.post(
        reverse(f"{room}:add_multiple"), sent | {"files[]": file()}, HTTP_X_REQUESTED_WITH="XMLHttpRequest"
    )
    inside = {f"{prefix}-{key}": value for key, value in (sent | {"file": file()}).items()}
    chosen = client.post(reverse(f"{room}_chooser:create"), inside)
    assert [each.status_code for each in (alone, many, chosen)] == [200, 200, 200]
    return [alone.content.decode(), many.json().get("error_message"), "".join(map(str, chosen.json().values()))]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_that_cannot_be_drawn_is_said_at_the_field_at_each_door(client, folder, name):
    content, said = PICTURES[name]
    alone, many, chosen = answers(
        client, "wagtailimages", PICTURE | {"collection": folder}, name, content, "image-chooser-upload"
    )
    assert (said in alone, many, said in chosen) == (True, said, True)
    assert not Picture.objects.exists()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_whole_picture_is_taken_and_the_form_says_how_large_it_may_be(client, folder, kind):
    assert PICTURE_HELP in client.get(reverse("wagtailimages:add")).content.decode()
    file = SimpleUploadedFile(f"anh.{kind.lower()}", noise(kind))
    sent = PICTURE | {"collection": folder, "file": file}
    assert client.post(reverse("wagtailimages:add"), sent).status_code == 302
    assert Picture.objects.get().get_rendition("width-200").width == 200


def test_another_file_for_a_picture_is_asked_the_same(client, folder, writer):
    shown = Picture.objects.create(
        **PICTURE, file=picture_file(), collection_id=folder, uploaded_by_user=writer.user
    )
    address = reverse("wagtailimages:edit", args=[shown.pk])
    file = SimpleUploadedFile("anh.jpg", noise("JPEG")[:-4000])
    answer = client.post(address, PICTURE | {"collection": folder, "file": file})
    assert (answer.status_code, BROKEN_PICTURE in answer.content.decode()) == (200, True)
    # Its words alone are changed without a file.
    assert client.post(address, PICTURE | {"collection": folder, "title": "Khác"}).status_code == 302
    assert Picture.objects.get().title == "Khác"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_what_its_name_says_at_each_door(client, folder, name):
    content, said = DOCUMENTS[name]
    sent = {"title": "Mẫu", "collection": folder, "tags": ""}
    alone, many, chosen = answers(client, "wagtaildocs", sent, name, content, "document-chooser-upload")
    assert (said in alone, said in many, said in chosen) == (True, True, True)
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", b"%PDF-1.7\n"), ("b.docx", office("[Content_Types].xml", "word/document.xml"))],
)
def test_an_honest_document_is_taken_whole(client, folder, name, content):
    sent = {"title": "Mẫu", "collection": folder, "tags": "", "file": SimpleUploadedFile(name, content)}
    assert client.post(reverse("wagtaildocs:add"), sent).status_code == 302
    kept = Document.objects.get()
    assert kept.file.open().read() == content
    # Its words alone are changed without a file.
    again = {"title": "Khác", "collection": folder, "tags": ""}
    assert client.post(reverse("wagtaildocs:edit", args=[kept.pk]), again).status_code == 302
