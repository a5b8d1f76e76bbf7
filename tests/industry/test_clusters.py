"""What is written of a cluster stays and is taken the place of; what the public reads two people let out."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils.timezone import localdate, localtime

from khuyencong.industry.actions import save_cluster, take_back_cluster_row, write_cluster_row
from khuyencong.industry.lifecycle import CLUSTER_NOTICE, propose_notice
from khuyencong.industry.models import (
    Cluster,
    ClusterCount,
    ClusterDecision,
    ClusterInvestor,
    ClusterLease,
    ClusterNotice,
    ClusterWork,
)
from khuyencong.industry.queries.clusters import facts_of, judged, places_today
from khuyencong.industry.queries.notices import choices, notices, provinces_of, sums_of
from khuyencong.norms.actions import load_file
from khuyencong.norms.actions.activities import DATA
from khuyencong.organisations.queries import operator
from khuyencong.places.models import Lineage, Unit
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task

pytestmark = pytest.mark.django_db
SAID = {"name": "Cụm công nghiệp Phú Lợi", "source": "Danh mục của tỉnh"}
FOUNDED = {"kind": "established", "number": "15/QĐ-UBND", "signed_on": date(2021, 1, 1), "area": 300_000}
DETAILED = FOUNDED | {"kind": "detailed", "signed_on": date(2022, 1, 1), "industrial": 200_000}


def load_lists() -> None:
    for name in ("documents", "cluster_marks"):
        load_file(DATA / f"{name}.csv", by=operator(), at=localtime())


@pytest.fixture
def cluster(phu_loc, dong_thap_officer, now):
    """A cluster in Phú Lộc."""
    return save_cluster(SAID, phu_loc, by=dong_thap_officer, at=now)


@pytest.fixture
def write(cluster, dong_thap_officer, now):
    """Write a row about it."""

    def row(model, /, by=dong_thap_officer, at=now, instead=None, **said):
        told = {"source": "Bản chụp"} | said
        return write_cluster_row(model, cluster, told, by=by, at=at, instead=instead)

    return row


@pytest.fixture
def whole(write, enter):
    """With its decisions, an investor, a road, a lease and a total."""
    write(ClusterDecision, **FOUNDED)
    write(ClusterDecision, **DETAILED)
    write(ClusterInvestor, name="Công ty Hạ tầng", phone="0277 000 000")
    write(ClusterWork, kind="road", state="ready", year=2023)
    write(ClusterLease, establishment=enter(), area=50_000, since=date(2023, 1, 1))
    write(ClusterCount, measure="jobs", value=120, on=date(2026, 6, 14))


def codes(blocked) -> list[str]:
    return [each.code for each in blocked.value.findings]


def test_a_row_takes_the_place_of_another_and_both_can_be_read_as_of_their_day(
    whole, write, cluster, dong_thap_officer, now
):
    lease = ClusterLease.objects.get()
    later = now + timedelta(days=1)
    ended = write(
        ClusterLease,
        establishment=lease.establishment,
        area=60_000,
        since=lease.since,
        instead=lease,
        at=later,
    )
    same = write(
        ClusterLease, establishment=lease.establishment, area=60_000, since=lease.since, instead=ended, at=later
    )
    today = localdate(now)
    assert same == ended
    assert facts_of([cluster.pk], today)[cluster.pk].land.leased == 60_000
    assert facts_of([cluster.pk], today, now)[cluster.pk].land.leased == 50_000
    with pytest.raises(BlockedError) as blocked:
        write(ClusterLease, establishment=lease.establishment, area=1, since=lease.since, instead=lease)
    assert codes(blocked) == ["moved_on"]
    take_back_cluster_row(ended, reason="Ghi nhầm cụm", by=dong_thap_officer, at=later)
    assert facts_of([cluster.pk], today)[cluster.pk].land.leased == 0
    told = Event.objects.filter(dossier_kind="cluster", name__startswith="cluster.clusterlease")
    assert sorted(told.values_list("name", flat=True)) == [
        "cluster.clusterlease",
        "cluster.clusterlease",
        "cluster.clusterlease_back",
    ]


def test_a_row_taken_back_wants_a_reason(whole, dong_thap_officer, now):
    with pytest.raises(BlockedError) as blocked:
        take_back_cluster_row(ClusterLease.objects.get(), reason=" ", by=dong_thap_officer, at=now)
    assert codes(blocked) == ["reason_missing"]


@pytest.mark.parametrize("model", [ClusterDecision, ClusterInvestor, ClusterWork, ClusterLease, ClusterCount])
def test_no_row_is_changed_or_removed_on_either_database(whole, model):
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(source="khác")
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all().delete()


def test_a_cluster_is_still_never_deleted(cluster):
    with pytest.raises(DatabaseError), transaction.atomic():
        Cluster.objects.filter(pk=cluster.pk).delete()


def test_who_may_write_about_it(write, enter, tan_bien, tay_ninh_officer, inspector, ministry_officer, now):
    for stranger in (tay_ninh_officer, inspector):
        with pytest.raises(PermissionDenied):
            write(ClusterDecision, by=stranger, **FOUNDED)
    far = enter(name="Rèn Tân Biên", unit=tan_bien, by=tay_ninh_officer)
    with pytest.raises(PermissionDenied):
        write(ClusterLease, establishment=far, area=5, since=date(2023, 1, 1))
    assert write(ClusterDecision, by=ministry_officer, **FOUNDED).cluster.since == date(2021, 1, 1)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (ClusterDecision, FOUNDED | {"industrial": 300_001}),
        (ClusterDecision, FOUNDED | {"area": 0}),
        (ClusterDecision, FOUNDED | {"number": ""}),
        (ClusterDecision, FOUNDED | {"source": ""}),
        (ClusterInvestor, {"name": "Công ty", "consent": "Công văn 1"}),
        (ClusterInvestor, {"name": "Công ty", "since": date(2021, 1, 1), "until": date(2020, 1, 1)}),
        (ClusterWork, {"kind": "road", "state": "ready", "year": 1900}),
        (ClusterCount, {"measure": "jobs", "value": -1, "on": date(2026, 6, 14)}),
    ],
)
def test_a_row_that_cannot_be_is_refused_in_words(write, kind, said):
    with pytest.raises(BlockedError) as blocked:
        write(kind, **said)
    assert all(each.message and each.fix for each in blocked.value.findings)


def test_coordinates_come_in_pairs_and_lie_in_the_country(phu_loc, dong_thap_officer, now):
    for more in ({"latitude": "10.4"}, {"latitude": "10.4", "longitude": "10"}):
        with pytest.raises(BlockedError):
            save_cluster(SAID | more, phu_loc, by=dong_thap_officer, at=now)
    row = save_cluster(SAID | {"latitude": "10.4", "longitude": "105.6"}, phu_loc, by=dong_thap_officer, at=now)
    assert (str(row.latitude), str(row.longitude)) == ("10.4", "105.6")


def test_conditions_are_dated_rows_and_say_that_nobody_read_them(whole, cluster, now):
    load_lists()
    facts = facts_of([cluster.pk], localdate(now))[cluster.pk]
    found = {each.mark.code: each for each in judged(facts, {})}
    assert {code: each.verdict.value for code, each in found.items()} == {
        "cum-dien-tich-toi-thieu": "enough",
        "cum-dien-tich-toi-da": "enough",
        "cum-mo-rong-lap-day": "short",
    }
    assert all("cần xác minh" in each.mark.law for each in found.values())
    early = facts_of([cluster.pk], date(2024, 4, 30))[cluster.pk]
    assert judged(early, {}) == []


def test_a_new_cluster_is_held_to_those_that_stand(whole, cluster, phu_an, dong_thap_officer, now):
    load_lists()
    new = save_cluster(SAID | {"name": "Cụm Phú Hòa"}, phu_an, by=dong_thap_officer, at=now)
    said = {"kind": "listed", "number": "1", "signed_on": date(2025, 1, 1), "source": "Sổ", "area": 90_000}
    write_cluster_row(ClusterDecision, new, said, by=dong_thap_officer, at=now)
    every = facts_of([new.pk, cluster.pk], localdate(now))
    found = {each.mark.code: (each.verdict.value, each.said) for each in judged(every.pop(new.pk), every)}
    assert found == {
        "cum-moi-trong-danh-muc": ("enough", "Có trong sổ"),
        "cum-moi-co-dat": ("unknown", "Sổ chưa ghi đủ để biết"),
        "cum-moi-co-chu-dau-tu": ("short", "Sổ chưa ghi"),
        "cum-dien-tich-toi-thieu": ("short", "9,00 ha"),
        "cum-dien-tich-toi-da": ("enough", "9,00 ha"),
        "cum-moi-lap-day-binh-quan": ("short", "25,00 %"),
        "cum-moi-dat-con-trong": ("enough", "15,00 ha"),
    }


def test_it_is_told_by_the_commune_of_today(cluster, phu_loc, phu_an):
    Unit.objects.filter(pk=phu_loc.pk).update(until=date(2026, 1, 1))
    Lineage.objects.create(ancestor=phu_loc, descendant=phu_an)
    row = Cluster.objects.select_related("commune", "province").get()
    commune, province = places_today([row], date(2026, 11, 30))[row.pk]
    assert (commune, province.code) == (phu_an, "82")


def test_it_is_made_public_by_a_second_person_and_frozen(
    whole, write, cluster, dong_thap_officer, dong_thap_leader, tay_ninh_officer, now
):
    notice = propose_notice(cluster, act=Act(by=dong_thap_officer, at=now))
    assert (notice.free, notice.ready, notices().count()) == (150_000, ["road"], 0)
    assert Task.objects.get(dossier_kind="cluster_notice", state="open").desk == dong_thap_leader.desk.code
    with pytest.raises(BlockedError) as blocked:
        propose_notice(cluster, act=Act(by=dong_thap_officer, at=now))
    assert codes(blocked) == ["under_way"]
    for stranger in (dong_thap_officer, tay_ninh_officer):
        with pytest.raises(PermissionDenied):
            CLUSTER_NOTICE.perform("cluster_notice.publish", notice, Act(by=stranger, at=now))
    out = CLUSTER_NOTICE.perform("cluster_notice.publish", notice, Act(by=dong_thap_leader, at=now))
    assert (out.decided_by, notices().get(), sums_of(notices())) == (
        dong_thap_leader.account,
        out,
        {"count": 1, "free": 150_000, "industrial": 200_000},
    )
    for changed in ({"free": 1}, {"facts": {}}, {"name": "khác"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ClusterNotice.objects.filter(pk=out.pk).update(**changed)
    with pytest.raises(DatabaseError), transaction.atomic():
        ClusterNotice.objects.filter(pk=out.pk).delete()


def test_who_proposed_does_not_make_public_even_as_a_leader(whole, cluster, dong_thap_leader, now):
    notice = propose_notice(cluster, act=Act(by=dong_thap_leader, at=now))
    with pytest.raises(BlockedError):
        CLUSTER_NOTICE.perform("cluster_notice.publish", notice, Act(by=dong_thap_leader, at=now))


def test_what_moved_meanwhile_is_not_let_out_and_the_new_one_takes_the_place_of_the_old(
    whole, write, enter, cluster, dong_thap_officer, dong_thap_leader, now
):
    act, head = Act(by=dong_thap_officer, at=now), Act(by=dong_thap_leader, at=now)
    first = propose_notice(cluster, act=act)
    CLUSTER_NOTICE.perform("cluster_notice.publish", first, head)
    second = propose_notice(cluster, act=act)
    other = enter(name="Rèn Tân Thạnh")
    write(ClusterLease, establishment=other, area=10_000, since=date(2024, 1, 1))
    with pytest.raises(BlockedError) as blocked:
        CLUSTER_NOTICE.perform("cluster_notice.publish", second, head)
    assert codes(blocked) == ["moved_on"]
    CLUSTER_NOTICE.perform("cluster_notice.withdraw", second, act)
    third = propose_notice(cluster, act=act)
    CLUSTER_NOTICE.perform("cluster_notice.publish", third, head)
    states = dict(ClusterNotice.objects.values_list("pk", "state"))
    assert states == {first.pk: "over", second.pk: "withdrawn", third.pk: "public"}
    ended = Act(by=dong_thap_leader, at=now, reason="Cụm ngừng nhận thuê")
    CLUSTER_NOTICE.perform("cluster_notice.end", third, ended)
    assert notices().count() == 0


def test_how_to_reach_an_investor_goes_out_by_its_consent_only(
    whole, write, cluster, dong_thap_officer, dong_thap_leader, now
):
    act = Act(by=dong_thap_officer, at=now)
    notice = propose_notice(cluster, act=act)
    assert (notice.facts["investor"], notice.facts["phone"]) == ("Công ty Hạ tầng", "")
    CLUSTER_NOTICE.perform("cluster_notice.withdraw", notice, act)
    said = {"name": "Công ty Hạ tầng", "phone": "0277 000 000"}
    agreed = {"consent": "Công văn 12/CV", "consent_on": date(2026, 11, 3)}
    write(ClusterInvestor, instead=ClusterInvestor.objects.get(), **said, **agreed)
    assert propose_notice(cluster, act=act).facts["phone"] == "0277 000 000"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "no_decision"),
        ([FOUNDED], "no_industrial_land"),
        ([FOUNDED, FOUNDED | {"kind": "ended", "signed_on": date(2023, 1, 1)}], "ended"),
    ],
)
def test_what_would_tell_an_investor_nothing_is_not_proposed(
    write, cluster, dong_thap_officer, now, rows, code
):
    for each in rows:
        write(ClusterDecision, **each)
    with pytest.raises(BlockedError) as blocked:
        propose_notice(cluster, act=Act(by=dong_thap_officer, at=now))
    assert codes(blocked) == [code]


def test_the_public_list_is_narrowed_by_words_place_land_and_works(
    whole, cluster, dong_thap_officer, dong_thap_leader, now
):
    notice = propose_notice(cluster, act=Act(by=dong_thap_officer, at=now))
    CLUSTER_NOTICE.perform("cluster_notice.publish", notice, Act(by=dong_thap_leader, at=now))
    province = notice.province_id
    for asked, count in (
        ({"words": "phu loi"}, 1),
        ({"words": "x"}, 0),
        ({"province": province}, 1),
        ({"province": province + 1}, 0),
        ({"commune": notice.commune}, 1),
        ({"least": 15}, 1),
        ({"least": 16}, 0),
        ({"ready": ["road"]}, 1),
        ({"ready": ["wastewater"]}, 0),
    ):
        assert notices(**asked).count() == count, asked
    assert [(each.pk, each.count, each.free) for each in provinces_of(notices())] == [(province, 1, 150_000)]
    assert choices()["commune"] == [(notice.commune, notice.commune)]
