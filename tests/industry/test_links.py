"""Clusters and links of supply: who writes them, what the books refuse, what a merge does to them."""

from datetime import date
from typing import get_args

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.db.models import UniqueConstraint

from khuyencong.industry.actions import add_holding, change_holding, save_cluster
from khuyencong.industry.actions.holdings import Holding
from khuyencong.industry.lifecycle.merges import MERGE
from khuyencong.industry.models import Cluster, Site, SupplyLink
from khuyencong.industry.queries.links import OUTSIDE, clusters_seen_by, links_of, names_for
from khuyencong.organisations.actors import PUBLIC
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event

pytestmark = pytest.mark.django_db
SAID = {"name": "Cụm công nghiệp Phú Lợi", "source": "Danh mục của tỉnh"}
TODAY = date(2026, 11, 23)


@pytest.fixture
def link(enter, dong_thap_officer, now):
    """Wood from one to the other, or as told."""

    def write(one, other, **more):
        said = {"kind": "supplies", "partner": other, "product": "Gỗ xẻ", "source": "Chủ cơ sở kể"}
        return add_holding(SupplyLink, one, said | more, by=dong_thap_officer, at=now)

    return write


@pytest.fixture
def cluster(phu_loc, dong_thap_officer, now):
    """A cluster in Phú Lộc."""
    return save_cluster(SAID, phu_loc, by=dong_thap_officer, at=now)


def refused(blocked) -> list[str]:
    return [each.code for each in blocked.value.findings]


def test_a_cluster_written_twice_or_ending_first_is_refused_in_words(cluster, phu_loc, dong_thap_officer, now):
    ends_first = SAID | {"name": "Cụm Phú Hòa", "since": TODAY, "until": date(2026, 1, 1)}
    told = []
    for said in (SAID, ends_first):
        with pytest.raises(BlockedError) as blocked:
            save_cluster(said, phu_loc, by=dong_thap_officer, at=now)
        told += [each.message for each in blocked.value.findings]
    assert told == [
        "Cụm này đã có trong sổ của tỉnh và đang hoạt động; sửa dòng ấy.",
        "Ngày thôi là cụm phải sau ngày thành lập.",
    ]


def test_two_links_of_one_pair_and_product_share_no_day(enter, link):
    one, other = enter(), enter(name="Nhà máy ván", other=True)
    link(one, other, since=date(2026, 1, 1), until=date(2027, 1, 1))
    for more in ({"since": date(2026, 6, 1)}, {"since": date(2026, 12, 31)}):
        with pytest.raises(BlockedError) as blocked:
            link(one, other, **more)
        assert refused(blocked) == ["holding_since"]
    link(one, other, since=date(2027, 1, 1))
    link(one, other, until=date(2026, 1, 1))
    link(one, other, kind="processes")
    assert SupplyLink.objects.count() == 4


@pytest.mark.parametrize("model", [*get_args(Holding), Cluster])
def test_every_constraint_that_a_page_may_meet_says_so_in_words(model):
    # Django itself words one of plain fields, and that in Vietnamese.
    own = [
        each
        for each in model._meta.constraints
        if not isinstance(each, UniqueConstraint) or each.condition is not None or each.expressions
    ]
    plain = [each.name for each in own if each.violation_error_message == each.default_violation_error_message]
    assert plain == []


def test_a_cluster_is_written_by_who_registers_there_and_seen_by_place(
    cluster, phu_loc, tan_bien, dong_thap_officer, dong_thap_colleague, tay_ninh_officer, ministry_officer, now
):
    seen = [dong_thap_colleague, ministry_officer, tay_ninh_officer, PUBLIC]
    assert [clusters_seen_by(each).count() for each in seen] == [1, 1, 0, 0]
    assert [clusters_seen_by(dong_thap_officer, words).count() for words in ("phu loi", "x")] == [1, 0]
    for by in (tay_ninh_officer, PUBLIC):
        with pytest.raises(PermissionDenied):
            save_cluster(SAID, phu_loc, by=by, at=now)
        with pytest.raises(PermissionDenied):
            save_cluster(SAID | {"name": "x"}, tan_bien, by=by, at=now, cluster=cluster)
    changed = save_cluster(
        SAID | {"until": date(2026, 1, 1)}, phu_loc, by=dong_thap_colleague, at=now, cluster=cluster
    )
    again = save_cluster(
        SAID | {"until": date(2026, 1, 1)}, phu_loc, by=dong_thap_colleague, at=now, cluster=cluster
    )
    events = Event.objects.filter(dossier_kind="cluster").order_by("sequence")
    told = list(events.values_list("name", flat=True))
    assert (changed.until, again.pk, told) == (date(2026, 1, 1), cluster.pk, ["cluster.add", "cluster.change"])


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"name": " "}, "holding_name"),
        ({"source": ""}, "holding_source"),
        ({"since": date(2026, 1, 2), "until": date(2026, 1, 1)}, "holding___all__"),
        ({"name": "CUM CONG NGHIEP phú lợi"}, "holding___all__"),
    ],
)
def test_a_cluster_that_cannot_be_is_refused(cluster, phu_loc, dong_thap_officer, now, said, code):
    with pytest.raises(BlockedError) as blocked:
        save_cluster(SAID | said, phu_loc, by=dong_thap_officer, at=now)
    assert (code in refused(blocked), Cluster.objects.count()) == (True, 1)


def test_a_site_lies_in_a_cluster_of_its_province_that_she_sees(
    cluster, enter, phu_an, tan_bien, dong_thap_officer, tay_ninh_officer, ministry_officer, now
):
    row = enter()
    add_holding(Site, row, {"unit": phu_an, "cluster": cluster}, by=dong_thap_officer, at=now)
    assert list(cluster.sites.values_list("establishment", flat=True)) == [row.pk]
    far = enter(unit=tan_bien, by=tay_ninh_officer, name="Rèn Tân Biên")
    with pytest.raises(PermissionDenied):
        add_holding(Site, far, {"unit": tan_bien, "cluster": cluster}, by=tay_ninh_officer, at=now)
    with pytest.raises(BlockedError) as blocked:
        add_holding(Site, far, {"unit": tan_bien, "cluster": cluster}, by=ministry_officer, at=now)
    assert refused(blocked) == ["holding_cluster"]


def test_a_link_is_of_two_she_sees_once_and_ended_not_deleted(
    enter, link, tan_bien, dong_thap_officer, tay_ninh_officer, now
):
    one, other = enter(), enter(name="Xưởng ghế Phú An", other=True)
    far = enter(unit=tan_bien, by=tay_ninh_officer, name="Rèn Tân Biên")
    made = link(one, other)
    for partner, more in ((one, {}), (other, {}), (other, {"product": " ", "kind": "processes"})):
        with pytest.raises(BlockedError):
            link(one, partner, **more)
    with pytest.raises(PermissionDenied):
        link(one, far)
    ended = change_holding(made, {"until": date(2026, 6, 1)}, by=dong_thap_officer, at=now)
    link(one, other)
    assert (ended.until, SupplyLink.objects.count()) == (date(2026, 6, 1), 2)
    for row in (made, Cluster.objects.none()):
        with pytest.raises(DatabaseError), transaction.atomic():
            SupplyLink.objects.filter(pk=made.pk)._raw_delete("default")
        assert row is not None
    assert SupplyLink.objects.count() == 2


def test_the_other_end_is_named_only_to_who_sees_it(
    enter, tan_bien, dong_thap_officer, tay_ninh_officer, ministry_officer, now
):
    one, far = enter(), enter(unit=tan_bien, by=tay_ninh_officer, name="Rèn Tân Biên")
    said = {"kind": "supplies", "partner": far, "product": "Gỗ", "source": "Kể"}
    made = add_holding(SupplyLink, one, said, by=ministry_officer, at=now)
    told = {
        by.person_name: names_for([made], by) for by in (dong_thap_officer, tay_ninh_officer, ministry_officer)
    }
    assert list(told.values()) == [
        {one.pk: one.name, far.pk: OUTSIDE},
        {one.pk: OUTSIDE, far.pk: far.name},
        {one.pk: one.name, far.pk: far.name},
    ]


def test_links_follow_a_merge_and_the_day(
    enter, link, propose, dong_thap_leader, dong_thap_officer, now, django_assert_num_queries
):
    one, other = enter(), enter(name="Xưởng ghế Phú An", other=True)
    third = enter(name="Nhà máy ván", other=True)
    link(one, other)
    link(other, third, since=date(2026, 1, 1), until=date(2026, 10, 1))
    with django_assert_num_queries(1):
        found = links_of([one.pk, third.pk], date(2026, 3, 1))
    assert {(each.supplier, each.partner) for each in found} == {(one.pk, other.pk), (other.pk, third.pk)}
    assert len(links_of([one.pk, third.pk], TODAY)) == 1
    merge = propose(other, third)
    MERGE.perform("establishment_merge.confirm", merge, Act(by=dong_thap_leader, at=now))
    told = {(each.supplier, each.partner) for each in links_of([third.pk], date(2026, 3, 1))}
    assert told == {(one.pk, third.pk)}, "a link between two rows that turned out to be one is none"
