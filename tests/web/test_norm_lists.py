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
    # What was decided is read afterwards too: lines of a list have no number, documents no name.
    for role in ("officer", "leader"):
        decided = as_role(role).get(address)
        assert (decided.status_code, "Gửi báo cáo thử, từ 2027-01-01" in decided.text) == (200, True)
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
        ({"until": "01/01/2026"}, [], ["law_file"]),
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
    assert as_role("inspector").get(PAGE).status_code == 403
    assert as_role("author").get("/dinh-muc/danh-muc/khoa-so/de-xuat/").status_code == 403
    assert as_role("officer").get("/dinh-muc/danh-muc/khong-co/de-xuat/").status_code == 404
    assert as_role("officer").get("/dinh-muc/danh-muc/khong-co/tep.csv").status_code == 404
    shown = as_role("inspector").get("/dinh-muc/danh-muc/thoi-han/")
    assert shown.context["may_propose"] is False


TIERS = "/dinh-muc/danh-muc/tam-ung/"
TIER = {
    "do": "line",
    "code": "muc-may-moc",
    "name": "Mức của tỉnh",
    "purse": "KCDP",
    "province": "82-2025",
    "percent": "40",
    "papers": "Hợp đồng",
    "items": ["may-moc"],
    "since": "01/01/2026",
    "source": "Quyết định thử",
    "new_number": "12/2026/QĐ-UBND",
    "new_title": "Quy chế của tỉnh",
    "clause": "Điều 5",
    "reason": "Quy chế mới",
}


def test_a_department_writes_a_row_of_its_province_with_its_document_and_its_head_confirms(as_role, law):
    author = as_role("author")
    page = author.get(TIERS + "de-xuat/")
    form = page.context["form"]
    assert (page.status_code, [key for key, _ in form.fields["purse"].choices]) == (200, ["KCDP"])
    assert "82-2025" in [key for key, _ in form.fields["province"].choices]
    assert "80-2025" not in [key for key, _ in form.fields["province"].choices]
    made = author.post(TIERS + "de-xuat/", TIER)
    change = ListChange.objects.get()
    address = f"/dinh-muc/danh-muc/de-xuat/{change.pk}/"
    assert (made.status_code, made.headers["Location"]) == (302, address)
    assert "12/2026/QĐ-UBND" in author.get(address).content.decode()
    assert [as_role(each).get(address).status_code for each in ("neighbour", "leader")] == [404, 200]
    assert as_role("leader").post(address, {"do": "confirm"}).status_code == 403
    assert as_role("head").post(address, {"do": "confirm"}).status_code == 302
    row = AdvanceTier.objects.get(code="muc-may-moc")
    assert (row.percent, row.law) == (40, "Điều 5, 12/2026/QĐ-UBND")
    here = as_role("author").get(TIERS, {"on": "01/02/2026", "province": "82-2025"})
    assert "riêng" in here.content.decode()
    assert row.pk in [each.pk for each in here.context["rows"]]
    for query in ({"on": "01/02/2026"}, {"on": "01/02/2026", "province": "80-2025"}):
        shown = as_role("neighbour").get(TIERS, query)
        assert row.pk not in [each.pk for each in shown.context["rows"]]
        assert [key for key, *_ in shown.context["with_rows"]] == ["82-2025"]


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"province": "80-2025"}, ["province"]),
        ({"province": ""}, ["province"]),
        ({"purse": "KCQG"}, ["purse"]),
        ({"new_title": ""}, ["new_title"]),
        ({"document": "46/2012/TT-BCT"}, ["new_number"]),
    ],
)
def test_a_department_cannot_write_elsewhere_nor_half_a_document(as_role, law, changed, fields):
    page = as_role("author").post(TIERS + "de-xuat/", TIER | changed)
    assert (page.status_code, list(page.context["form"].errors)) == (422, fields)
    assert not ListChange.objects.exists()


def test_a_row_for_all_is_a_provinces_model_without_its_law(as_role, law):
    row = AdvanceTier.objects.order_by("-since").first()
    form = as_role("author").get(TIERS + "de-xuat/", {"dong": row.pk}).context["form"]
    assert (form["name"].value(), form["percent"].value()) == (row.name, str(row.percent))
    assert [form[name].value() for name in ("document", "clause", "since", "source")] == [None] * 4


def test_a_list_of_places_asks_no_more_with_more_provinces(as_role, law, django_assert_max_num_queries):
    client = as_role("author")
    client.get(TIERS)
    with django_assert_max_num_queries(16):
        client.get(TIERS, {"province": "82-2025"})
