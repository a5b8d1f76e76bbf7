"""The pages on which a list of the law is taken away, changed by two people, and shown as it waits."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from khuyencong.norms.models import AdvanceTier, Deadline, ListChange
from tests.norms.conftest import law

pytestmark = pytest.mark.django_db
__all__ = ["law"]
TYPED = {
    "do": "line",
    "code": "thoi-han-thu",
    "name": "Gửi báo cáo thử",
    "purse": "all",
    "by_whom": "Sở Công Thương",
    "to_whom": "Cục",
    "every": "year",
    "month": "6",
    "day": "20",
    "after_days": "",
    "since": "01/01/2027",
    "source": "Văn bản thử",
    "reason": "Thông tư mới",
}
PAGE = "/dinh-muc/danh-muc/thoi-han/de-xuat/"


def test_a_line_typed_by_one_is_confirmed_by_another_and_then_on_the_list(as_role, law):
    officer = as_role("officer")
    assert officer.get(PAGE).status_code == 200
    made = officer.post(PAGE, TYPED)
    change = ListChange.objects.get()
    address = f"/dinh-muc/danh-muc/de-xuat/{change.pk}/"
    assert (made.status_code, made.headers["Location"]) == (302, address)
    waiting = officer.get("/dinh-muc/danh-muc/thoi-han/", {"on": "01/02/2027"})
    assert ([each.pk for each in waiting.context["waiting"]], waiting.context["may_propose"]) == (
        [change.pk],
        True,
    )
    assert officer.post(address, {"do": "confirm"}).status_code == 403
    leader = as_role("leader")
    [line] = leader.get(address).context["lines"]
    assert (line.new, line.name) == (True, "Gửi báo cáo thử")
    assert leader.post(address, {"do": "confirm"}).status_code == 302
    assert Deadline.objects.get(code="thoi-han-thu").day == 20
    assert as_role("neighbour").get(address).status_code == 404


@pytest.mark.parametrize(
    ("changed", "fields", "codes"),
    [
        ({"since": "32/01/2027"}, ["since"], None),
        ({"name": ""}, ["name"], None),
        ({"month": "6.5"}, ["month"], None),
        ({"reason": ""}, ["reason"], None),
        ({"verified": "on"}, [], ["law_file"]),
        ({"month": "13"}, [], ["law_file"]),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_what_was_typed(as_role, law, changed, fields, codes):
    page = as_role("officer").post(PAGE, TYPED | changed)
    found = page.context.get("blocked")
    assert (page.status_code, list(page.context["form"].errors)) == (422, fields)
    assert (None if found is None else [each.code for each in found]) == codes
    assert (page.context["form"]["by_whom"].value(), ListChange.objects.count()) == ("Sở Công Thương", 0)


def test_the_file_is_taken_away_changed_and_proposed(as_role, law):
    officer = as_role("officer")
    file = officer.get("/dinh-muc/danh-muc/tam-ung/tep.csv")
    text = b"".join(file) if file.streaming else file.content
    assert (file.headers["Content-Type"], text[:3]) == ("text/csv; charset=utf-8", b"\xef\xbb\xbf")
    address = "/dinh-muc/danh-muc/tam-ung/de-xuat/"

    def sent(content, name="tam-ung.csv"):
        upload = SimpleUploadedFile(name, content, content_type="text/csv")
        return officer.post(address, {"do": "file", "file": upload, "reason": "Đọc lại"})

    same = sent(text)
    assert (same.status_code, [each.code for each in same.context["blocked"]]) == (422, ["nothing_new"])
    for bad in (b"", b"PK\x03\x04", b"\xff\xfea\x00", b"a,b\n1,2\n", text.replace(b",70,", b",170,", 1)):
        assert sent(bad).status_code == 422
    changed = text.replace("Phần này không thấy trong đoạn đã đọc".encode(), "Đã đọc đoạn này".encode(), 1)
    assert sent(changed).status_code == 302
    before = AdvanceTier.objects.filter(note__contains="Đã đọc đoạn này").count()
    as_role("leader").post(f"/dinh-muc/danh-muc/de-xuat/{ListChange.objects.get().pk}/", {"do": "confirm"})
    assert (before, AdvanceTier.objects.filter(note__contains="Đã đọc đoạn này").count()) == (0, 1)


def test_who_may_not_propose_is_told_so_and_a_list_nobody_knows_is_not_found(as_role, law):
    assert as_role("author").get(PAGE).status_code == 403
    assert as_role("officer").get("/dinh-muc/danh-muc/khong-co/de-xuat/").status_code == 404
    assert as_role("officer").get("/dinh-muc/danh-muc/khong-co/tep.csv").status_code == 404
    shown = as_role("author").get("/dinh-muc/danh-muc/thoi-han/")
    assert shown.context["may_propose"] is False
