"""The pages of the law: read by everybody, changed by two, and cheap to show."""

from datetime import date

import pytest
from django.urls import reverse

from khuyencong.norms.models import Activity, Norm, NormChange
from khuyencong.norms.queries import LISTS
from tests.norms.conftest import law, propose_norm

pytestmark = pytest.mark.django_db
__all__ = ["law"]
M = 1_000_000


def page(client, name, *args, **asked):
    return client.get(reverse(name, args=args), asked)


def text_of(response):
    return " ".join(response.content.decode().split())


TYPED = {
    "since": "01/01/2027",
    "bound": "limit",
    "rate": "50",
    "cap": "500",
    "per": "cơ sở",
    "new_number": "1/2027/TT-BTC",
    "clause": "Điều 8 khoản 4",
    "source": "Công báo",
    "read_original": "on",
    "reason": "Thông tư mới",
}


def propose(client, code="kcqg-may-moc", query="", **changes):
    typed = {name: value for name, value in (TYPED | changes).items() if value is not None}
    return client.post(reverse("norm_propose", args=[code]) + query, typed)


def test_everybody_reads_which_norms_bind_and_which_nobody_has_read(law, client):
    shown = text_of(page(client, "norms", on="01/03/2025", purse="KCQG", content="3"))
    assert "định mức hiệu lực ngày 01/03/2025" in shown
    assert shown.index("cần xác minh</span>") < shown.index("đã kiểm chứng</span>")
    assert "Đã đọc bản gốc…" not in shown


def test_the_list_is_narrowed_and_a_wrong_day_is_said(law, client):
    found = page(client, "norms", on="01/03/2025", purse="KCDP", province="87-2008", content="3")
    assert [each.item.code for each in found.context["page"]] == [
        "mo-hinh-moi",
        "mo-hinh-hieu-qua",
        "may-moc",
        "day-chuyen",
        "sxsh-thi-diem",
    ]
    assert page(client, "norms", on="2025").status_code == 422


def test_only_rows_she_may_change_offer_the_way_to_change_them(law, as_role):
    nation = {"on": "01/03/2025", "purse": "KCQG", "unread": "on"}
    old = {"on": "01/03/2025", "purse": "KCDP", "unread": "on"}
    officer = as_role("author")
    assert "Đã đọc bản gốc…" not in text_of(page(officer, "norms", **nation))
    assert "Đã đọc bản gốc…" in text_of(page(officer, "norms", province="87-2008", **old))
    assert "Đã đọc bản gốc…" not in text_of(page(officer, "norms", province="93-2008", **old))
    assert "Đã đọc bản gốc…" in text_of(page(as_role("officer"), "norms", **nation))


def test_the_contents_to_choose_from_are_those_of_the_register(law, client):
    Activity.objects.filter(code="1").update(name="Truyền nghề")
    choices = page(client, "norms").context["form"].fields["content"].choices
    assert [key for key, _ in choices] == ["", *(str(number) for number in range(1, 10))]
    assert choices[1] == ("1", "1. Truyền nghề")
    assert max(len(words) for _, words in choices) <= 60


def test_what_a_proposal_would_do_is_looked_at_before_anybody_is_asked(law, as_role):
    officer = as_role("officer")
    seen = propose(officer, do="preview")
    assert (seen.status_code, NormChange.objects.count()) == (200, 0)
    shown = text_of(seen)
    assert "Chưa trình, chưa ghi gì vào sổ." in shown
    assert "Nếu được đồng ý, mức tối đa đổi như sau" in shown
    assert 'value="Điều 8 khoản 4"' in shown
    assert propose(officer, do="preview", since="01/01/2015").status_code == 422
    assert propose(officer, do="propose").status_code == 302
    assert NormChange.objects.count() == 1


def test_a_norm_is_shown_over_time_with_what_changed(law, client):
    shown = text_of(page(client, "norm", "kcqg-may-moc", on="10/05/2018"))
    assert (
        "Mức:</span> tối đa 50 % chi phí, không quá 200.000.000 đồng/cơ sở → tối đa 50 % chi phí, không quá"
        in shown
    )
    assert "Điều khoản:</span> Điều 6 khoản 2 điểm c → Điều 8 khoản 4" in shown


def test_a_cost_is_tried_step_by_step_with_the_clause(law, client):
    shown = text_of(page(client, "norm", "kcqg-may-moc", on="01/03/2025", cost="680"))
    assert "Tối đa 300.000.000 đồng" in shown
    assert "50 % của 680.000.000 đồng là 340.000.000 đồng." in shown
    assert "Căn cứ: Điều 8 khoản 4, 28/2018/TT-BTC." in shown


@pytest.mark.parametrize("cost", ["nhiều", "-5", "0,0000001", "9999999999999"])
def test_a_cost_that_is_none_is_refused_kindly(law, client, cost):
    assert page(client, "norm", "kcqg-may-moc", cost=cost).status_code == 422


def test_where_a_province_has_no_norm_the_page_says_the_gap(law, client):
    shown = page(client, "norm", "82-2025-may-moc", on="01/08/2025")
    assert "Ngày 01/08/2025 chưa có định mức khuyến công địa phương nào" in text_of(shown)


@pytest.mark.parametrize(
    "code", ["khong-co", "kcqg-khong-co", "82-1900-may-moc", "99-2025-may-moc", "82-x-may-moc"]
)
def test_a_code_that_names_nothing_is_not_found(law, client, code):
    assert page(client, "norm", code).status_code == 404


@pytest.mark.parametrize("kind", LISTS)
def test_every_list_of_the_law_is_readable(law, client, kind):
    shown = page(client, "norm_list", kind, on="01/03/2025")
    assert (shown.status_code, len(shown.context["rows"]) > 0) == (200, True)


def test_the_deadline_before_and_after_2018(law, client):
    told = [
        [each.words for each in page(client, "norm_list", "thoi-han", on=day).context["rows"]]
        for day in ("01/01/2018", "01/01/2019")
    ]
    assert ["trước ngày 15/6 hằng năm" in words for words in told] == [True, False]
    assert ["trước ngày 20/6 hằng năm" in words for words in told] == [False, True]


def test_a_list_that_is_none_and_documents(law, client):
    assert page(client, "norm_list", "khong-co").status_code == 404
    assert "Thông tư 28/2018/TT-BTC" in text_of(page(client, "norm_documents"))


@pytest.mark.parametrize(
    ("name", "args", "most"),
    [
        ("norms", (), 12),
        ("norm", ("kcqg-may-moc",), 9),
        ("norm_list", ("thoi-han",), 9),
        ("norm_documents", (), 7),
        ("norm_propose", ("kcqg-may-moc",), 9),
    ],
)
def test_a_full_register_asks_few_questions(law, as_role, django_assert_max_num_queries, name, args, most):
    client = as_role("officer")
    page(client, name, *args)
    with django_assert_max_num_queries(most):
        assert page(client, name, *args).status_code == 200


def test_an_officer_proposes_and_the_head_confirms(law, as_role):
    done = propose(as_role("officer"))
    [change] = NormChange.objects.all()
    assert (done.status_code, done.url) == (302, reverse("norm_change", args=[change.pk]))
    head = as_role("leader")
    shown = text_of(page(head, "norm_change", change.pk))
    assert "Đồng ý, ghi vào sổ" in shown
    assert "1.200,0" in shown
    assert head.post(reverse("norm_change", args=[change.pk]), {"do": "confirm"}).status_code == 302
    standing = Norm.objects.on(date(2027, 1, 1)).get(code="kcqg-may-moc")
    assert (standing.cap, standing.document.number) == (500 * M, "1/2027/TT-BTC")


def test_an_unread_row_is_confirmed_as_read_with_what_stands_there(law, as_role):
    row = Norm.objects.on(date(2025, 1, 1)).get(code="kcqg-tu-van")
    client, query = as_role("officer"), f"?viec=doc&dong={row.pk}"
    filled = client.get(reverse("norm_propose", args=["kcqg-tu-van"]) + query).context["form"].initial
    assert (filled["cap"], filled["rate"], filled["document"], filled["since"]) == (
        "35",
        "50",
        row.document,
        row.since,
    )
    propose(client, "kcqg-tu-van", query, since="11/05/2018", cap="35", clause="Điều 8 khoản 10")
    [change] = NormChange.objects.all()
    as_role("leader").post(reverse("norm_change", args=[change.pk]), {"do": "confirm"})
    assert Norm.objects.on(date(2025, 1, 1)).get(code="kcqg-tu-van").key == "kcqg-tu-van@2018-05-11#2"


@pytest.mark.parametrize(
    "changes",
    [
        {"cap": "0"},
        {"rate": "101"},
        {"rate": "12,345"},
        {"multiplier": "0,5"},
        {"clause": ""},
        {"new_number": ""},
        {"since": "32/01/2027"},
        {"since": "11/05/2018"},
        {"reason": ""},
        {"rate": "", "cap": ""},
        {"document": "999999"},
    ],
)
def test_what_cannot_be_proposed_is_said_and_nothing_is_written(law, as_role, changes):
    assert propose(as_role("officer"), **changes).status_code == 422
    assert NormChange.objects.count() == 0


def test_the_head_returns_with_a_reason_and_the_author_revises_or_withdraws(law, as_role, cast, now):
    change = propose_norm(cast["author"], now)
    address = reverse("norm_change", args=[change.pk])
    head = as_role("head")
    assert head.post(address, {"do": "return"}).status_code == 422
    assert head.post(address, {"do": "return", "note": "Sai mức"}).status_code == 302
    author = as_role("author")
    assert author.post(address, TYPED | {"do": "propose", "cap": "khong"}).status_code == 422
    assert author.post(address, TYPED | {"do": "propose", "cap": "240"}).status_code == 302
    change.refresh_from_db()
    assert (change.state, change.cap) == ("proposed", 240 * M)
    assert author.post(address, {"do": "confirm"}).status_code == 403
    assert author.post(address, {"do": "khac"}).status_code == 422
    assert author.post(address, {"do": "withdraw"}).status_code == 302


def test_a_province_begins_a_norm_it_never_had(law, as_role):
    client = as_role("author")
    asked = page(client, "norm_new", item="may-moc", province="82-2025")
    assert (asked.status_code, asked.url) == (302, reverse("norm_propose", args=["82-2025-may-moc"]))
    assert propose(client, "82-2025-may-moc").status_code == 302
    assert page(client, "norm_new", item="may-moc", province="66-2025").status_code == 422
    assert propose(client, "66-2025-may-moc").status_code == 403
