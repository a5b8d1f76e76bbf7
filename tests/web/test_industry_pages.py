"""The pages of the register: who sees what, doubles before anything is saved, merging, cheap lists."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from khuyencong.industry.actions import add_holding
from khuyencong.industry.models import Cluster, Establishment, Merge, Product, Site, Support, YearFigures
from khuyencong.organisations.actions.registrations import wait_for_row
from khuyencong.organisations.models import Registration
from khuyencong.web.industry.files import millions
from khuyencong.workflow.models import Task
from tests.industry.conftest import enter, phu_an, phu_loc, propose, tan_bien
from tests.projects.conftest import draft, law, workshop

pytestmark = pytest.mark.django_db
__all__ = ["draft", "enter", "law", "phu_an", "phu_loc", "propose", "tan_bien", "workshop"]
M = 1_000_000


def address(name, *args):
    return reverse(f"industry_{name}" if name else "industry", args=args)


def text_of(response):
    return " ".join(response.content.decode().split())


def typed(place, **changes):
    said = {"name": "Xưởng rèn Tân Thạnh", "legal_form": "ho", "source": "Sổ xã", "province": str(place)}
    return said | {"commune": "phu loc", "address": "Ấp 3"} | changes


def test_an_establishment_is_entered_with_its_commune_found_without_marks(as_role, phu_loc):
    response = as_role("author").post(address("new"), typed(phu_loc.parent_id))
    row = Establishment.objects.get()
    assert (response.status_code, response.headers["Location"]) == (302, address("row", row.pk))
    assert (row.name, Site.objects.get().commune) == ("Xưởng rèn Tân Thạnh", phu_loc)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"commune": "Không Có"}, "commune"),
        ({"province": "999999"}, "province"),
        ({"legal_form": "x"}, "legal_form"),
        ({"email": "x"}, "email"),
        ({"since": "2018"}, "since"),
        ({"name": "a\u202eb"}, "name"),
    ],
)
def test_a_wrong_field_is_said_and_nothing_typed_is_lost(as_role, phu_loc, changes, field):
    response = as_role("author").post(address("new"), typed(phu_loc.parent_id, **changes))
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert ("Ấp 3" in text_of(response), Establishment.objects.count()) == (True, 0)


def test_a_wrong_tax_code_is_said_with_its_rule(as_role, phu_loc):
    response = as_role("author").post(address("new"), typed(phu_loc.parent_id, tax_code="0100233489"))
    assert (response.status_code, [each.code for each in response.context["blocked"]]) == (422, ["tax_code"])


def test_a_double_is_shown_first_and_saved_when_she_says_it_is_another(as_role, enter, phu_loc):
    first = enter(name="Xưởng rèn Tân Thạnh")
    client = as_role("author")
    response = client.post(address("new"), typed(phu_loc.parent_id))
    assert (response.status_code, Establishment.objects.count()) == (422, 1)
    assert f'class="button" href="{address("row", first.pk)}">Mở dòng đã có' in text_of(response)
    assert client.post(address("new"), typed(phu_loc.parent_id, other="yes")).status_code == 302
    assert Establishment.objects.count() == 2


def test_entered_for_a_draft_it_is_named_there_and_she_is_back_in_the_draft(as_role, draft, phu_loc):
    client, project = as_role("author"), draft(named=False, texts=False, papers=False)
    asked = address("new") + f"?de-an={project.pk}"
    step = reverse("project_step", args=[project.pk, "co-so"])
    assert client.get(f"{asked}&ten=Xưởng+rèn").context["form"].initial["name"] == "Xưởng rèn"

    response = client.post(asked, typed(phu_loc.parent_id))

    assert (response.status_code, response.headers["Location"]) == (302, step)
    assert [each.establishment.name for each in project.beneficiaries.all()] == ["Xưởng rèn Tân Thạnh"]
    again = text_of(client.post(asked, typed(phu_loc.parent_id)))
    assert f'formaction="{step}" name="co_so" value="{Establishment.objects.latest("pk").pk}"' in again
    assert as_role("neighbour").get(asked).status_code == 404


def test_another_provinces_commune_is_not_offered(as_role, tan_bien):
    response = as_role("author").post(address("new"), typed(tan_bien.parent_id, commune="Tân Biên"))
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["province"])


@pytest.mark.parametrize(
    ("role", "seen", "edited"),
    [("author", 200, 200), ("colleague", 200, 200), ("inspector", 200, 403), ("neighbour", 404, 404)],
)
def test_who_sees_a_row_and_who_may_edit_it(as_role, enter, role, seen, edited):
    row, client = enter(), as_role(role)
    assert client.get(address("row", row.pk)).status_code == seen
    assert client.get(address("edit", row.pk)).status_code == edited
    assert client.post(address("standing", row.pk), {"reason": "x"}).status_code == {200: 302}.get(
        edited, edited
    )


def test_a_reader_who_does_not_write_sees_persons_only_in_part(as_role, enter):
    row = enter(phone="0901234567", email="chu@khuyencong.example", representative="Người Minh Họa")
    shown = [text_of(as_role(role).get(address("row", row.pk))) for role in ("colleague", "inspector")]
    assert [["0901234567" in page, "chu@khuyencong" in page] for page in shown] == [
        [True, True],
        [False, False],
    ]


def test_editing_keeps_what_was_typed_and_tells_the_history(as_role, enter, cast):
    row = enter()
    said = {"name": "Cơ sở mộc Phú Lộc II", "legal_form": "ho", "source": "Sổ xã", "reason": "Đổi tên"}
    assert as_role("colleague").post(address("edit", row.pk), said).status_code == 302
    shown = text_of(as_role("author").get(address("row", row.pk)))
    assert ("Cơ sở mộc Phú Lộc II" in shown, "Lý do: Đổi tên" in shown) == (True, True)


@pytest.mark.parametrize(
    ("kind", "said", "model"),
    [
        ("san-pham", {"name": "Bàn"}, Product),
        ("so-lieu", {"year": "2025", "labour": "12", "revenue": "2.000,5"}, YearFigures),
        (
            "ho-tro",
            {"year": "2024", "purse": "KCQG", "content": "Máy", "amount": "127", "source": "Quyết định"},
            Support,
        ),
        ("dia-diem", {"commune": "phu loc", "address": "Ấp 4"}, Site),
        ("may-moc", {"name": "Máy cưa", "serial": "A-1", "value": "80"}, None),
        ("chung-nhan", {"product": "Bàn", "level": "province", "year": "2024"}, None),
    ],
)
def test_everything_an_establishment_has_is_added_and_changed(as_role, enter, phu_loc, kind, said, model):
    row, client = enter(), as_role("author")
    said = said | ({"province": str(phu_loc.parent_id)} if kind == "dia-diem" else {})
    assert client.get(address("add", row.pk, kind)).status_code == 200
    assert client.post(address("add", row.pk, kind), said).status_code == 302
    if model is not None:
        made = model.objects.filter(establishment=row).latest("pk")
        assert client.get(address("change", row.pk, kind, made.pk)).status_code == 200
        assert client.post(address("change", row.pk, kind, made.pk), said).status_code == 302


def test_money_is_typed_in_millions_and_a_wrong_number_is_said(as_role, enter):
    row, client = enter(), as_role("author")
    said = {"year": "2024", "purse": "KCQG", "content": "Máy", "amount": "127,5", "source": "Quyết định"}
    client.post(address("add", row.pk, "ho-tro"), said)
    assert Support.objects.get().amount == 127_500_000
    for wrong in ("nhiều", "-3", ""):
        response = client.post(address("add", row.pk, "ho-tro"), said | {"amount": wrong})
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["amount"])


def test_the_same_year_twice_is_refused_in_words(as_role, enter):
    row, client = enter(), as_role("author")
    client.post(address("add", row.pk, "so-lieu"), {"year": "2025", "labour": "3"})
    response = client.post(address("add", row.pk, "so-lieu"), {"year": "2025", "labour": "4"})
    assert (response.status_code, len(response.context["blocked"])) == (422, 1)


def test_a_sum_of_support_opens_to_rows_that_add_up_also_of_merged_ones(
    as_role, enter, propose, dong_thap_officer, dong_thap_leader, now
):
    one, other = enter(), enter(name="Mộc Phú Lộc", other=True)
    for row, amount in ((one, 60), (other, 40)):
        said = {"year": 2024, "purse": "KCDP", "content": "Máy", "amount": amount * M, "source": "Sổ"}
        add_holding(Support, row, said, by=dong_thap_officer, at=now)
    merge = propose(other, one)
    assert as_role("head").post(address("merge", merge.pk), {"do": "confirm"}).status_code == 302
    page = as_role("author").get(address("support", one.pk), {"purse": "KCDP"})
    assert (page.context["total"], sum(each.amount for each in page.context["page"])) == (100 * M, 100 * M)
    row = as_role("author").get(address("row", one.pk))
    assert [each.gone for each in row.context["came"]] == [other]


def test_two_rows_are_compared_proposed_and_decided_by_another(as_role, enter, cast):
    one, other = enter(), enter(name="Mộc Phú Lộc", other=True)
    page = address("propose", one.pk) + f"?voi={other.pk}"
    client = as_role("author")
    assert client.get(page).context["likeness"].score == 40
    assert client.post(page, {"kept": one.pk}).status_code == 422
    assert client.post(page, {"kept": one.pk, "reason": "Một chủ"}).status_code == 302
    merge = Merge.objects.get()
    assert (merge.gone, merge.kept) == (other, one)
    given = [
        as_role(role).post(address("merge", merge.pk), {"do": "confirm"}).status_code
        for role in ("author", "colleague", "neighbour", "head")
    ]
    assert given == [403, 403, 404, 302]


def test_not_merging_wants_a_reason(as_role, enter, propose, dong_thap_leader):
    merge = propose(enter(), enter(name="Mộc Phú Lộc", other=True))
    client = as_role("head")
    assert client.post(address("merge", merge.pk), {"do": "refuse"}).status_code == 422
    assert client.post(address("merge", merge.pk), {"do": "refuse", "note": "Hai chủ"}).status_code == 302
    merge.refresh_from_db()
    assert merge.state == "refused"


def test_a_row_that_is_none_of_hers_cannot_be_compared(as_role, enter, tan_bien, tay_ninh_officer, cast):
    mine = enter()
    theirs = enter(unit=tan_bien, by=tay_ninh_officer, name="Xưởng Tây Ninh")
    assert as_role("author").get(address("propose", mine.pk), {"voi": theirs.pk}).status_code == 404


def test_the_list_finds_without_marks_and_says_a_wrong_filter(as_role, enter, phu_loc):
    row = enter()
    client = as_role("author")
    assert [line.row for line in client.get(address(""), {"q": "moc PHU"}).context["lines"]] == [row]
    assert client.get(address(""), {"q": "khong co"}).context["lines"] == []
    assert client.get(address(""), {"province": "x"}).status_code == 422
    place = {"province": phu_loc.parent_id, "commune": "Xã phu loc"}
    assert [line.row for line in client.get(address(""), place).context["lines"]] == [row]


def test_the_box_of_every_page_finds_establishments_for_a_desk_that_sees_them(as_role, enter):
    row = enter()
    found = {
        role: [hit.url for hit in as_role(role).get(reverse("search"), {"q": "moc phu"}).context["hits"]]
        for role in ("author", "inspector", "neighbour", "administrator", "stranger")
    }
    here = [address("row", row.pk)]
    seen = {"author": here, "inspector": here}
    assert found == seen | {"neighbour": [], "administrator": [], "stranger": []}


@pytest.mark.parametrize("role", ["author", "head", "officer", "inspector"])
def test_a_longer_list_asks_no_more_and_never_more_than_twelve(
    as_role, enter, dong_thap_officer, now, django_assert_max_num_queries, role
):
    def add(numbers):
        for number in numbers:
            row = enter(name=f"Xưởng {number}", other=True)
            add_holding(YearFigures, row, {"year": 2025, "labour": number}, by=dong_thap_officer, at=now)

    add(range(2))
    client = as_role(role)
    client.get(address(""))
    with django_assert_max_num_queries(12) as few:
        assert len(client.get(address("")).context["lines"]) == 2
    add(range(2, 9))
    with django_assert_max_num_queries(len(few)):
        assert len(client.get(address(""), {"q": "xuong"}).context["lines"]) == 9


def test_the_page_of_one_asks_no_more_with_more_rows(
    as_role, enter, dong_thap_officer, now, django_assert_max_num_queries
):
    row, client = enter(), as_role("author")
    add_holding(Product, row, {"name": "Bàn"}, by=dong_thap_officer, at=now)
    client.get(address("row", row.pk))
    with django_assert_max_num_queries(35) as few:
        client.get(address("row", row.pk))
    for number in range(5):
        add_holding(Product, row, {"name": f"Ghế {number}"}, by=dong_thap_officer, at=now)
    with django_assert_max_num_queries(len(few)):
        client.get(address("row", row.pk))


def test_the_workbook_holds_the_rows_she_sees(as_role, enter, phu_loc):
    enter()
    response = as_role("author").get(address("workbook"))
    assert (response.status_code, response.content[:2]) == (200, b"PK")


def test_money_in_millions_is_exact_to_the_last_dong():
    assert [millions(each) for each in (None, 0, 9_007_199_254_740_993)] == [
        None,
        Decimal(0),
        Decimal("9007199254.740993"),
    ]


def test_an_owner_is_linked_to_her_row_and_reads_it(client, as_role, enter, phu_loc, now, django_user_model):
    row = enter()
    owner = django_user_model.objects.create(username="chu-co-so")
    registration = Registration.objects.create(
        email="chu@khuyencong.example",
        representative="Người minh họa",
        establishment="cơ sở Mộc phú lộc",
        unit=phu_loc,
        consented_at=now,
        purpose="…",
        digest="0" * 64,
        user=owner,
        confirmed_at=now,
    )
    wait_for_row(registration, now)
    given = {"registration": registration.pk}
    [task] = Task.objects.filter(dossier_kind="owner_account", state="open")
    page = address("owner", int(task.dossier_key))
    found = as_role("author").get(page)
    assert [each.pk for each in found.context["rows"]] == [row.pk]
    assert list(as_role("author").get(page, {"q": "rèn"}).context["rows"]) == []
    assert [as_role(each).get(page).status_code for each in ("neighbour", "inspector")] == [404, 403]
    assert as_role("neighbour").post(address("link", row.pk), given).status_code == 404

    response = as_role("author").post(address("link", row.pk), {"registration": registration.pk})
    assert response.status_code == 302
    task.refresh_from_db()
    assert (task.state, as_role("author").get(page).status_code) == ("done", 404)
    client.force_login(owner)
    assert client.get(address("row", row.pk)).status_code == 200
    assert "Cơ sở mộc Phú Lộc" in text_of(client.get(reverse("establishment")))
    given = [client.get(address(name, *args)).status_code for name, args in (("", ()), ("edit", (row.pk,)))]
    assert given == [403, 403]


def test_a_link_is_entered_by_tax_code_number_or_name_and_stands_on_both_pages(as_role, enter):
    one, other = enter(), enter(name="Nhà máy ván Phú An", tax_code="0100233488", other=True)
    client, page = as_role("author"), address("add", one.pk, "lien-ket")
    said = {"kind": "supplies", "product": "Gỗ xẻ", "source": "Hợp đồng"}
    for number, partner in enumerate(("0100233488", str(other.pk), "nhà máy ván phú an")):
        answer = client.post(page, said | {"partner": partner, "product": f"Gỗ {number}"})
        assert answer.status_code == 302, partner
    for partner in ("không ai", "0100233489", str(10**9), "9" * 30, str(one.pk)):
        assert client.post(page, said | {"partner": partner}).status_code == 422, partner
    asked = client.post(page, said | {"partner": "nha may van"})
    assert f"Có phải: “{other.name}” (mã trong sổ {other.pk})" in text_of(asked)
    plain = said | {"partner": "NHA MAY VAN PHU AN", "product": "Mùn cưa"}
    assert client.post(page, plain).status_code == 302
    shown = [text_of(client.get(address("row", row.pk))) for row in (one, other)]
    assert all("Gỗ 2" in text and one.name in text and other.name in text for text in shown)
    link = one.links_out.first()
    change = address("change", one.pk, "lien-ket", link.pk)
    assert f'value="{other.pk}"' in text_of(client.get(change))
    ended = said | {"partner": str(other.pk), "product": "Gỗ 0", "until": "01/11/2026"}
    assert client.post(change, ended).status_code == 302
    assert "đến trước 01/11/2026" in text_of(client.get(address("row", other.pk)))
    assert client.get(address("change", other.pk, "lien-ket", link.pk)).status_code == 404


def test_a_cluster_is_written_found_and_opens_to_its_establishments(as_role, enter, phu_loc, tan_bien):
    client, row = as_role("author"), enter()
    said = {"name": "CCN Phú Lợi", "province": str(phu_loc.parent_id), "commune": "phu loc", "source": "Sổ"}
    assert client.post(reverse("cluster_new"), said | {"source": ""}).status_code == 422
    assert client.post(reverse("cluster_new"), said | {"province": str(tan_bien.parent_id)}).status_code == 422
    made = client.post(reverse("cluster_new"), said).headers["Location"]
    assert client.post(reverse("cluster_new"), said).status_code == 422
    cluster = Cluster.objects.get()
    site = row.sites.get()
    place = {"province": str(phu_loc.parent_id), "commune": "phu loc", "cluster": str(cluster.pk)}
    assert client.post(address("change", row.pk, "dia-diem", site.pk), place).status_code == 302
    assert row.name in text_of(client.get(made))
    assert "CCN Phú Lợi" in text_of(client.get(reverse("clusters"), {"q": "phu loi"}))
    assert "Không có cụm nào khớp" in text_of(client.get(reverse("clusters"), {"q": "xyz"}))
    assert client.post(made, said | {"until": "01/01/2026"}).status_code == 302
    assert as_role("neighbour").post(made, said).status_code == 404
    assert as_role("inspector").post(made, said).status_code == 403


def test_a_certificate_shows_until_when_it_stands_and_the_list_finds_those_that_do(as_role, enter):
    one, other = enter(), enter(name="Rèn Tân Thạnh")
    client, this_year = as_role("author"), localdate().year
    for row, year in ((one, this_year), (other, this_year - 9)):
        said = {"product": "Bàn", "level": "province", "year": str(year)}
        assert client.post(address("add", row.pk, "chung-nhan"), said).status_code == 302
    assert f"Còn giá trị đến hết 31/12/{this_year + 3}" in text_of(client.get(address("row", one.pk)))
    assert "Đã hết giá trị" in text_of(client.get(address("row", other.pk)))
    found = client.get(address(""), {"certified": "on"})
    assert [each.row.pk for each in found.context["lines"]] == [one.pk]
