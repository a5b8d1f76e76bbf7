"""The pages of clusters: rows written by form, what they add up to, what the public reads, statements."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from khuyencong.industry.actions import add_holding, save_cluster, write_cluster_row
from khuyencong.industry.lifecycle import CLUSTER_NOTICE, propose_notice
from khuyencong.industry.models import (
    ClusterCount,
    ClusterDecision,
    ClusterInvestor,
    ClusterLease,
    ClusterNotice,
    ClusterWork,
    Product,
    SupplyLink,
)
from khuyencong.workflow.lifecycle import Act
from tests.industry.conftest import enter, phu_an, phu_loc, tan_bien

pytestmark = pytest.mark.django_db
__all__ = ["enter", "phu_an", "phu_loc", "tan_bien"]


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def cluster(phu_loc, dong_thap_officer, now):
    """A cluster in Phú Lộc with land."""
    said = {"name": "Cụm công nghiệp Phú Lợi", "source": "Sổ", "latitude": "10.4", "longitude": "105.6"}
    row = save_cluster(said, phu_loc, by=dong_thap_officer, at=now)
    told = {"kind": "established", "number": "15/QĐ-UBND", "signed_on": date(2021, 1, 1), "area": 300_000}
    told |= {"industrial": 200_000, "source": "Bản chụp"}
    write_cluster_row(ClusterDecision, row, told, by=dong_thap_officer, at=now)
    return row


@pytest.fixture
def let(cluster, dong_thap_officer, now):
    """Let some of its land."""

    def write(tenant, area=50_000):
        said = {"establishment": tenant, "area": area, "since": date(2023, 1, 1), "source": "Hợp đồng"}
        return write_cluster_row(ClusterLease, cluster, said, by=dong_thap_officer, at=now)

    return write


@pytest.fixture
def public(cluster, dong_thap_officer, dong_thap_leader, now):
    """It is let out as it stands."""
    notice = propose_notice(cluster, act=Act(by=dong_thap_officer, at=now))
    return CLUSTER_NOTICE.perform("cluster_notice.publish", notice, Act(by=dong_thap_leader, at=now))


@pytest.mark.parametrize(
    ("kind", "said", "model", "kept"),
    [
        (
            "quyet-dinh",
            {"kind": "expanded", "number": "2/QĐ", "signed_on": "01/02/2024", "area": "5,5"},
            ClusterDecision,
            {"area": 55_000},
        ),
        ("chu-dau-tu", {"name": "Công ty Hạ tầng"}, ClusterInvestor, {"consent_on": None}),
        ("ha-tang", {"kind": "road", "state": "ready", "year": "2023"}, ClusterWork, {"year": 2023}),
        (
            "so-bao",
            {"measure": "foreign", "value": "2,5", "on": "14/06/2026"},
            ClusterCount,
            {"value": 2_500_000},
        ),
        ("so-bao", {"measure": "leased", "value": "4,2", "on": "14/06/2026"}, ClusterCount, {"value": 42_000}),
        ("so-bao", {"measure": "jobs", "value": "120", "on": "14/06/2026"}, ClusterCount, {"value": 120}),
    ],
)
def test_a_row_is_typed_in_the_units_of_paper_and_kept_exactly(as_role, cluster, kind, said, model, kept):
    client, address = as_role("author"), reverse("cluster_row_add", args=[cluster.pk, kind])
    assert client.post(address, said).status_code == 422
    assert client.post(address, said | {"source": "Bản chụp"}).status_code == 302
    row = model.objects.latest("pk")
    assert {name: getattr(row, name) for name in kept} == kept
    change = reverse("cluster_row_change", args=[cluster.pk, kind, row.pk])
    again = {
        name: "" if each is None else each for name, each in client.get(change).context["form"].initial.items()
    }
    days = {name: f"{each:%d/%m/%Y}" for name, each in again.items() if isinstance(each, date)}
    assert client.post(change, again | days).status_code == 302
    assert model.objects.latest("pk") == row


@pytest.mark.parametrize(
    ("kind", "said", "place", "told"),
    [
        ("quyet-dinh", {"kind": "established", "number": "1", "signed_on": "01/01/2099"}, "", "chưa đến"),
        ("so-bao", {"measure": "jobs", "value": "120", "on": "01/01/2099"}, "", "chưa đến"),
        (
            "quyet-dinh",
            {"kind": "established", "number": "1", "signed_on": "01/01/2021", "area": "9" * 17},
            "area",
            "Số này quá lớn",
        ),
    ],
)
def test_a_day_to_come_and_a_slip_of_the_hand_are_named_for_what_they_are(
    as_role, cluster, kind, said, place, told
):
    answer = as_role("author").post(
        reverse("cluster_row_add", args=[cluster.pk, kind]), said | {"source": "Bản chụp"}
    )
    shown = str(answer.context["form"].errors.get(place, "")) if place else text_of(answer)
    assert (answer.status_code, told in shown) == (422, True)


@pytest.mark.parametrize(
    ("north", "east", "place", "told"),
    [
        ("999", "105,6", "latitude", "từ 8 đến 24"),
        ("10,4", "99", "longitude", "từ 102 đến 118"),
        ("105,6", "10,4", "latitude", "đổi chỗ"),
        ("10,4", "", "longitude", "Đã ghi vĩ độ"),
    ],
)
def test_wrong_degrees_are_named_at_their_field(as_role, cluster, phu_loc, north, east, place, told):
    said = {"name": "Cụm B", "province": phu_loc.parent_id, "commune": phu_loc.full_name, "source": "Sổ"}
    page = reverse("cluster_new")
    answer = as_role("author").post(page, said | {"latitude": north, "longitude": east})
    errors = answer.context["form"].errors
    assert (answer.status_code, list(errors), told in str(errors[place])) == (422, [place], True)


def test_let_and_free_land_add_up_as_they_are_shown(as_role, cluster, enter, let):
    let(enter(name="Rèn Tân Thạnh"), 172_750)
    words = text_of(as_role("author").get(reverse("cluster", args=[cluster.pk])))
    assert ("17,275 ha" in words, "2,725 ha" in words, "20,00" in words) == (True, True, True)


def test_a_number_no_cluster_has_is_not_there(client, db):
    assert client.get("/cum-cong-nghiep/99999999999999999999999/").status_code == 404


def test_a_tenant_is_named_as_the_register_calls_her_and_occupancy_is_the_sum_of_the_rows(
    as_role, cluster, enter, let
):
    let(enter(name="Rèn Tân Thạnh"), 30_000)
    other, client = enter(name="Mộc Phú Lộc"), as_role("author")
    address = reverse("cluster_row_add", args=[cluster.pk, "cho-thue"])
    said = {"establishment": "Không có", "area": "20.000", "since": "01/01/2024", "source": "Hợp đồng"}
    assert client.post(address, said).status_code == 422
    assert client.post(address, said | {"establishment": "mộc phú lộc"}).status_code == 302
    page = client.get(reverse("cluster", args=[cluster.pk]))
    assert "Cụm công nghiệp Phú Lợi: lấp đầy 25,00 %, còn trống 15,00 ha" in text_of(page)
    assert [each.area for each in page.context["leases"]] == [30_000, 20_000]
    assert sum(each.area for each in page.context["leases"]) == page.context["land"].leased
    row = ClusterLease.objects.get(establishment=other)
    change = reverse("cluster_row_change", args=[cluster.pk, "cho-thue", row.pk])
    assert client.post(change, {"do": "back", "reason": ""}).status_code == 422
    assert client.post(change, {"do": "back", "reason": "Ghi nhầm cụm"}).status_code == 302
    assert client.get(change).status_code == 404
    page = client.get(reverse("cluster", args=[cluster.pk]))
    assert "lấp đầy 15,00 %" in text_of(page)
    assert "Ghi nhầm cụm" in text_of(page)
    assert client.get(reverse("cluster_row_add", args=[cluster.pk, "khong-co"])).status_code == 404


def test_the_public_reads_what_was_let_out_and_the_officer_is_told_of_what_changed(
    as_role, client, cluster, enter, let, dong_thap_leader
):
    listed, one = reverse("public_clusters"), reverse("public_cluster", args=[cluster.pk])
    let(enter(name="Rèn Tân Thạnh"), 30_000)
    author = as_role("author")
    led = author.post(reverse("cluster_propose", args=[cluster.pk])).headers["Location"]
    assert client.get(one).status_code == 404
    assert 'value="publish"' not in text_of(author.get(led))
    head = as_role("head")
    assert 'value="publish"' in text_of(head.get(led))
    notice = ClusterNotice.objects.get()
    assert as_role("neighbour").post(led, {"do": "publish"}).status_code == 404
    assert as_role("author").post(led, {"do": "publish"}).status_code == 403
    notice.refresh_from_db()
    assert notice.state == "proposed"
    CLUSTER_NOTICE.perform("cluster_notice.publish", notice, Act(by=dong_thap_leader, at=notice.created_at))
    client.logout()
    words = text_of(client.get(listed))
    assert "Còn trống 17,00 ha ở 1 cụm công nghiệp" in words
    assert "Rèn Tân Thạnh" not in words + text_of(client.get(one))
    let(enter(name="Mộc Phú Lộc"), 20_000)
    assert "Còn trống 17,00 ha" in text_of(client.get(one))
    assert "Sổ đã đổi từ ngày ấy" in text_of(as_role("author").get(reverse("cluster", args=[cluster.pk])))


def test_the_public_list_is_narrowed_and_taken_away(client, cluster, public):
    address = reverse("public_clusters")
    assert "Không có cụm nào khớp" in text_of(client.get(address, {"least": "21"}))
    assert client.get(address, {"least": "x"}).status_code == 422
    assert "Còn trống 20,00 ha" in text_of(
        client.get(address, {"q": "phu loi", "province": public.province_id})
    )
    lines = client.get(reverse("public_clusters_file")).content.decode("utf-8-sig").splitlines()
    assert (len(lines), "Cụm công nghiệp Phú Lợi" in lines[1], "20,00" in lines[1]) == (2, True, True)
    empty = client.get(reverse("public_clusters_file"), {"q": "khong co"}).content.decode("utf-8-sig")
    assert len(empty.splitlines()) == 1


def test_the_chain_tells_what_stays_inside_comes_in_goes_out_and_is_missing(
    as_role, cluster, enter, let, phu_an, dong_thap_officer, now
):
    one, other = enter(name="Xưởng gỗ"), enter(name="Xưởng mộc")
    forest, shop = enter(name="Rừng trồng", unit=phu_an), enter(name="Nội thất", unit=phu_an)
    for tenant in (one, other):
        let(tenant)
    add_holding(Product, one, {"name": "Ván ép"}, by=dong_thap_officer, at=now)
    for supplier, partner, product in (
        (one, other, "Gỗ xẻ"),
        (forest, one, "Gỗ tròn"),
        (forest, other, "Ván ép"),
        (other, shop, "Bàn ghế"),
    ):
        said = {"kind": "supplies", "partner": partner, "product": product, "source": "Chủ kể"}
        add_holding(SupplyLink, supplier, said, by=dong_thap_officer, at=now)
    page = as_role("author").get(reverse("cluster_chain", args=[cluster.pk]))
    chain, figure = page.context["chain"], page.context["figure"]
    assert [len(each) for each in (chain.inner, chain.coming, chain.going)] == [1, 2, 1]
    assert (chain.missing, len(figure.lines), len(figure.boxes)) == (["Gỗ tròn"], 4, 4)
    assert as_role("neighbour").get(reverse("cluster_chain", args=[cluster.pk])).status_code == 404


@pytest.mark.parametrize("name", ["cluster", "cluster_chain", "cluster_support"])
def test_a_page_of_a_cluster_asks_no_more_with_more_rows(
    as_role, cluster, enter, let, name, django_assert_max_num_queries
):
    client, address = as_role("author"), reverse(name, args=[cluster.pk])
    let(enter(name="Xưởng 0"), 1000)
    client.get(address)
    with django_assert_max_num_queries(60) as few:
        client.get(address)
    for number in range(1, 6):
        let(enter(name=f"Xưởng {number}"), 1000)
    with django_assert_max_num_queries(len(few)):
        client.get(address)


def test_the_lists_ask_no_more_with_more_clusters(
    as_role, client, cluster, public, phu_an, dong_thap_officer, now, django_assert_max_num_queries
):
    def count(client, address):
        client.get(address)
        with django_assert_max_num_queries(40) as asked:
            client.get(address)
        return len(asked)

    listed, open_list = reverse("clusters"), reverse("public_clusters")
    before = count(client, open_list), count(as_role("author"), listed)
    client.logout()
    for number in range(5):
        said = {"name": f"Cụm {number}", "source": "Sổ"}
        row = save_cluster(said, phu_an, by=dong_thap_officer, at=now)
        told = {"kind": "listed", "number": "1", "signed_on": localdate(now), "source": "Sổ"}
        write_cluster_row(ClusterDecision, row, told, by=dong_thap_officer, at=now)
    assert (count(client, open_list), count(as_role("author"), listed)) == before
