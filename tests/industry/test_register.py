"""Entering, changing, closing and linking an establishment: who may, what is refused, what the trail keeps."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuyencong.industry.actions import change, close, link_registration, register, reopen
from khuyencong.industry.models import Establishment, Site
from khuyencong.industry.permissions import may_register_at_all
from khuyencong.organisations.actors import PUBLIC
from khuyencong.organisations.models import Registration, User
from khuyencong.places.models import Unit
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.models import Event
from tests.industry.conftest import SAID

pytestmark = pytest.mark.django_db
TAX, OTHER_TAX = "0100233488", "0100686209"


def codes(blocked):
    return [each.code for each in blocked.value.findings]


def told():
    events = Event.objects.filter(dossier_kind="establishment").order_by("sequence")
    return list(events.values_list("name", flat=True))


def test_the_author_enters_it_and_it_is_kept_with_its_commune_and_province(enter, phu_loc):
    row = enter(address="Ấp 3", tax_code=TAX)
    site = Site.objects.get(establishment=row)
    assert (site.commune, site.province.code, site.address) == (phu_loc, "82", "Ấp 3")
    assert (row.tax_code, row.searched, told()) == (
        TAX,
        f"co so moc phu loc {TAX}",
        ["establishment.register"],
    )


def test_who_is_not_of_the_place_or_of_no_place_enters_nothing(
    enter, tay_ninh_officer, administrator, inspector
):
    for by in (tay_ninh_officer, administrator, inspector, PUBLIC):
        with pytest.raises(PermissionDenied):
            enter(by=by)
    assert (Establishment.objects.count(), told()) == (0, [])


def test_the_province_of_before_the_merger_is_still_hers_to_write_in(dong_thap_officer, now):
    tien_giang = Unit.objects.get(code="82", since=date(2008, 8, 1))
    from khuyencong.industry.actions import Place

    row = register(SAID, Place(unit=tien_giang), by=dong_thap_officer, at=now)
    assert list(Establishment.objects.visible_to(dong_thap_officer)) == [row]


def test_a_neighbour_and_a_stranger_do_not_see_it_and_the_ministry_does(
    enter, dong_thap_colleague, tay_ninh_officer, ministry_officer, inspector, administrator
):
    row = enter()
    seen = [
        list(Establishment.objects.visible_to(actor))
        for actor in (dong_thap_colleague, ministry_officer, inspector, tay_ninh_officer, administrator, PUBLIC)
    ]
    assert seen == [[row], [row], [row], [], [], []]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"name": " "}, ["name_missing"]),
        ({"source": ""}, ["source_missing"]),
        ({"legal_form": "khong-co"}, ["legal_form"]),
        ({"tax_code": "0100233489"}, ["tax_code"]),
        ({"tax_code": "0100233488-9"}, ["tax_code"]),
        ({"email": "khong-phai-thu"}, ["refused_email"]),
        ({"vsic": "16a"}, ["vsic"]),
        ({"phone": "0" * 21}, ["refused_phone"]),
        ({"name": "", "source": "", "vsic": "x"}, ["name_missing", "source_missing", "vsic"]),
    ],
)
def test_what_cannot_be_is_refused_with_every_reason_at_once(enter, said, found):
    with pytest.raises(BlockedError) as blocked:
        enter(**said)
    assert (codes(blocked), Establishment.objects.count()) == (found, 0)


def test_a_tax_code_stands_once_among_those_that_work_and_again_once_one_closed(enter, dong_thap_officer, now):
    first = enter(tax_code=TAX)
    with pytest.raises(BlockedError) as blocked:
        enter(name="Xưởng khác hẳn", tax_code=TAX, other=True)
    assert codes(blocked) == ["tax_code_taken"]
    close(first, on=date(2026, 1, 1), reason="Nghỉ", by=dong_thap_officer, at=now)
    assert enter(name="Xưởng khác hẳn", tax_code=TAX, other=True).tax_code == TAX


def test_a_double_is_shown_before_anything_is_written_and_written_when_it_is_another_one(enter):
    first = enter(phone="0901 234 567")
    with pytest.raises(BlockedError) as blocked:
        enter(name="CO SO MOC PHU LOC", phone="+84901234567")
    assert [(each.code, each.place) for each in blocked.value.findings] == [("double", str(first.pk))]
    assert Establishment.objects.count() == 1
    enter(name="CO SO MOC PHU LOC", phone="+84901234567", other=True)
    assert Establishment.objects.count() == 2


def test_a_change_is_told_with_what_was_before_and_nothing_is_told_of_no_change(
    enter, dong_thap_colleague, now
):
    row = enter(phone="0901234567")
    change(row, {"name": "Cơ sở mộc  Phú Lộc"}, by=dong_thap_colleague, at=now)
    assert told() == ["establishment.register"]
    changed = change(row, {"phone": "0907654321"}, by=dong_thap_colleague, at=now, reason="Gọi lại")
    event = Event.objects.get(name="establishment.change")
    assert (changed.phone_key, event.reason) == ("907654321", "Gọi lại")
    assert "0901234567" not in f"{event.before}{event.after}"
    assert "0907654321" not in f"{event.before}{event.after}"


def test_neither_a_neighbour_nor_a_stranger_changes_it(enter, tay_ninh_officer, inspector, now):
    row = enter()
    for by in (tay_ninh_officer, inspector, PUBLIC):
        with pytest.raises(PermissionDenied):
            change(row, {"name": "Khác"}, by=by, at=now)
    assert Establishment.objects.get().name == SAID["name"]


def test_closing_wants_a_reason_happens_once_and_can_be_taken_back(enter, dong_thap_officer, now):
    row, day = enter(), date(2026, 1, 1)
    with pytest.raises(BlockedError) as blocked:
        close(row, on=day, reason=" ", by=dong_thap_officer, at=now)
    assert codes(blocked) == ["reason_missing"]
    close(row, on=day, reason="Nghỉ", by=dong_thap_officer, at=now)
    with pytest.raises(BlockedError) as blocked:
        close(row, on=day, reason="Nghỉ", by=dong_thap_officer, at=now)
    assert codes(blocked) == ["closed"]
    again = reopen(row, reason="Ghi nhầm", by=dong_thap_officer, at=now)
    assert (again.state, again.closed_on) == ("active", None)
    assert sorted(told()) == ["establishment.close", "establishment.register", "establishment.reopen"]


def test_reopening_waits_while_another_one_that_works_has_the_tax_code(enter, dong_thap_officer, now):
    row = enter(tax_code=TAX)
    close(row, on=date(2026, 1, 1), reason="Nghỉ", by=dong_thap_officer, at=now)
    enter(name="Xưởng khác hẳn", tax_code=TAX, other=True)
    with pytest.raises(BlockedError) as blocked:
        reopen(row, reason="Ghi nhầm", by=dong_thap_officer, at=now)
    assert codes(blocked) == ["tax_code_taken"]


@pytest.fixture
def registered(phu_loc, now):
    """An owner with an account that registered itself, and one whose letter still waits."""

    def make(number, user):
        left = {"expires_at": now} if user is None else {"confirmed_at": now}
        return Registration.objects.create(
            email=f"chu{number}@khuyencong.example",
            representative="Người minh họa",
            establishment=SAID["name"],
            unit=phu_loc,
            consented_at=now,
            purpose="…",
            digest=f"{number:064}",
            user=user,
            **left,
        )

    return make


def test_an_owner_sees_her_own_row_alone_and_changes_nothing(enter, registered, dong_thap_officer, now):
    from khuyencong.organisations.actors import Actor

    mine, _ = enter(), enter(name="Xưởng rèn Tân Thạnh")
    owner = User.objects.create(username="chu-co-so")
    link_registration(mine, registered(1, owner), by=dong_thap_officer, at=now)
    asking = Actor(user=owner)
    assert list(Establishment.objects.visible_to(asking)) == [mine]
    with pytest.raises(PermissionDenied):
        change(mine, {"name": "Tên khác"}, by=asking, at=now)


def test_a_row_is_linked_to_one_confirmed_account_only(enter, registered, dong_thap_officer, now):
    one, other = enter(), enter(name="Xưởng rèn Tân Thạnh")
    with pytest.raises(BlockedError) as blocked:
        link_registration(one, registered(1, None), by=dong_thap_officer, at=now)
    assert codes(blocked) == ["unconfirmed"]
    account = registered(2, User.objects.create(username="chu-co-so"))
    link_registration(one, account, by=dong_thap_officer, at=now)
    with pytest.raises(BlockedError) as blocked:
        link_registration(other, account, by=dong_thap_officer, at=now)
    assert codes(blocked) == ["taken"]


def test_as_many_places_are_hers_to_write_in_with_as_many_selects_as_one(
    phu_loc, phu_an, tan_bien, dong_thap_officer, django_assert_num_queries
):
    found = Unit.objects.filter(pk__in=[phu_loc.pk, phu_an.pk, tan_bien.pk])
    units = {each.pk: each for each in found.select_related("parent__parent")}
    hers = [units[phu_loc.pk], units[phu_an.pk]]
    with CaptureQueriesContext(connection) as one:
        assert may_register_at_all(dong_thap_officer, hers[:1])
    with django_assert_num_queries(len(one)):
        assert may_register_at_all(dong_thap_officer, hers)
    assert not may_register_at_all(dong_thap_officer, list(units.values()))
