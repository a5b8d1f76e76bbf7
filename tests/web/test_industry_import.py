"""Importing establishments: looked at first, doubles decided, all or nothing, told to the trail once."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from khuyencong.industry.actions import save_cluster
from khuyencong.industry.models import Establishment, Product, Site, YearFigures
from khuyencong.rules.establishments import COLUMNS
from khuyencong.workflow.models import Event
from tests.industry.conftest import enter, phu_an, phu_loc, tan_bien
from tests.paperwork.test_establishments_workbook import TAX, book, line

pytestmark = pytest.mark.django_db
__all__ = ["enter", "phu_an", "phu_loc", "tan_bien"]


def hand_in(client, *rows, name="co-so.xlsx", content=None):
    file = SimpleUploadedFile(name, content if content is not None else book(*rows))
    response = client.post(reverse("industry_upload"), {"workbook": file})
    return response.headers.get("Location", ""), response


def test_looking_writes_nothing_and_confirming_writes_all(as_role, phu_loc):
    client = as_role("author")
    rows = (line(products="Bàn; ghế", year=2025, labour=3), line(name="Rèn Tân Thạnh"))
    page, _ = hand_in(client, *rows)
    assert (client.get(page).context["rows"], Establishment.objects.count()) == (2, 0)
    assert client.post(page).status_code == 302
    counts = [model.objects.count() for model in (Establishment, Site, Product, YearFigures)]
    assert counts == [2, 2, 2, 1]
    event = Event.objects.get(name="establishment.import")
    assert (event.title, '"rows": 2' in event.after) == ("Nhập 2 cơ sở từ tệp co-so.xlsx", True)


def test_a_wrong_cell_stops_the_whole_file(as_role, phu_loc):
    client = as_role("author")
    page, _ = hand_in(client, line(), line(name="Rèn", tax_code="123"))
    shown = client.get(page)
    assert (shown.status_code, [each.place for each in shown.context["findings"]]) == (422, ["Cơ sở!C3"])
    assert (client.post(page).status_code, Establishment.objects.count()) == (422, 0)


def test_doubles_are_shown_and_decided_row_by_row(as_role, enter, phu_loc):
    first, client = enter(name="Mộc Phú Lộc"), as_role("author")
    page, _ = hand_in(client, line(), line(name="Rèn Tân Thạnh"))
    [asked] = client.get(page).context["asked"]
    assert [double.establishment for double in asked.doubles] == [first]
    assert (client.post(page).status_code, Establishment.objects.count()) == (422, 1)
    assert client.post(page, {asked.field: "skip"}).status_code == 302
    assert Establishment.objects.count() == 2


def test_a_double_said_to_be_another_is_entered_unless_its_tax_code_stands(as_role, enter, phu_loc):
    enter(name="Mộc Phú Lộc", tax_code=TAX)
    client = as_role("author")
    page, _ = hand_in(client, line(tax_code=TAX))
    [asked] = client.get(page).context["asked"]
    response = client.post(page, {asked.field: "other"})
    assert [each.code for each in response.context["blocked"]] == ["tax_code_taken"]
    page, _ = hand_in(client, line())
    assert client.post(page, {"row-1": "other"}).status_code == 302
    assert Establishment.objects.count() == 2


def test_a_place_that_is_not_hers_stops_the_whole_file(as_role, phu_loc, tan_bien):
    client = as_role("author")
    page, _ = hand_in(client, line(), line(name="Rèn", province="Tây Ninh", commune="Tân Biên"))
    response = client.post(page)
    assert (response.status_code, response.context["outside"], Establishment.objects.count()) == (422, True, 0)


def test_nobody_opens_the_file_of_another(as_role, phu_loc):
    page, _ = hand_in(as_role("author"), line())
    assert [as_role(role).get(page).status_code for role in ("colleague", "neighbour")] == [404, 404]


def test_what_is_no_workbook_is_said_at_once(as_role):
    _, response = hand_in(as_role("author"), name="x.exe", content=b"MZ")
    assert response.status_code == 422


def test_a_thousand_rows_ask_hardly_more_than_ten(as_role, phu_loc, django_assert_max_num_queries):
    client = as_role("author")
    few, _ = hand_in(client, *(line(name=f"Một {number}") for number in range(10)))
    many, _ = hand_in(client, *(line(name=f"Hai lần {number}") for number in range(1000)))
    with django_assert_max_num_queries(60) as asked:
        client.get(few)
    with django_assert_max_num_queries(len(asked) + 30):
        client.get(many)


def test_what_was_taken_away_can_be_handed_in_again_and_is_known(as_role, enter, phu_loc):
    enter(name="Mộc Phú Lộc", tax_code=TAX)
    client = as_role("author")
    taken = client.get(reverse("industry_workbook")).content
    page, _ = hand_in(client, content=taken)
    assert [len(client.get(page).context[name]) for name in ("findings", "asked")] == [0, 1]


def test_links_clusters_and_certificates_go_out_and_in_again(as_role, enter, phu_loc, dong_thap_officer, now):
    buyer = enter(name="Nhà máy ván", tax_code=TAX)
    save_cluster({"name": "CCN Phú Lợi", "source": "Sổ"}, phu_loc, by=dong_thap_officer, at=now)
    client = as_role("author")
    told = {
        "cluster": "CCN Phú Lợi",
        "supplies": f"{TAX}: Gỗ xẻ",
        "certificates": "Bàn gỗ (tỉnh, 2024); Tủ (khu vực, 2022)",
    }
    page, _ = hand_in(client, line(**told))
    assert client.post(page).status_code == 302
    made = Establishment.objects.exclude(pk=buyer.pk).get()
    [link] = made.links_out.all()
    assert (link.kind, link.partner, link.product, made.sites.get().cluster.name) == (
        "supplies",
        buyer,
        "Gỗ xẻ",
        "CCN Phú Lợi",
    )
    out = CalamineWorkbook.from_filelike(io.BytesIO(client.get(reverse("industry_workbook")).content))
    rows = out.get_sheet_by_index(0).to_python()
    head = next(row for row in rows if "Tên cơ sở" in row)
    [mine] = [dict(zip(head, row, strict=True)) for row in rows if row[0] == made.name]
    headings = {column.key: column.heading for column in COLUMNS}
    assert {key: mine[headings[key]] for key in told} == told


def test_a_link_to_a_household_without_a_tax_code_goes_out_and_in_by_its_number(as_role, enter, phu_loc):
    buyer, client = enter(name="Hộ bột gạo Sa Giang"), as_role("author")
    page, _ = hand_in(client, line(name="Rèn Tân Thạnh", supplies=f"#{buyer.pk}: Khuôn"))
    assert client.post(page).status_code == 302
    made = Establishment.objects.exclude(pk=buyer.pk).get()
    assert [(each.partner, each.product) for each in made.links_out.all()] == [(buyer, "Khuôn")]
    out = CalamineWorkbook.from_filelike(io.BytesIO(client.get(reverse("industry_workbook")).content))
    assert [
        f"#{buyer.pk}: Khuôn" in row for row in out.get_sheet_by_index(0).to_python() if row[0] == made.name
    ] == [True]
    page, _ = hand_in(client, line(name="Mộc Tân Thạnh", supplies=f"#{10**8}: Khuôn"))
    assert [each.code for each in client.post(page).context["blocked"]] == ["unknown_partner"]


@pytest.mark.parametrize("own", [True, False])
def test_a_partner_that_nobody_knows_or_the_row_itself_stops_the_file(own, as_role, phu_loc):
    client = as_role("author")
    page, _ = hand_in(client, line(supplies=f"{TAX}: Gỗ xẻ", tax_code=TAX if own else ""))
    refused = client.post(page)
    assert (refused.status_code, [each.code for each in refused.context["blocked"]]) == (
        422,
        ["unknown_partner"],
    )
    assert Establishment.objects.count() == 0
