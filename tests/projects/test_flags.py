"""Double funding and kin beside a project: found across years, purses and provinces, and who may open what."""

import pytest

from khuyencong.industry.actions import Place, add_holding, register
from khuyencong.industry.models import Establishment
from khuyencong.industry.models import Support as Received
from khuyencong.projects.models import Beneficiary, Project
from khuyencong.projects.queries.flags import flags_of
from tests.projects.conftest import commune_of

pytestmark = pytest.mark.django_db


def kinds(noted):
    return [(each.kind, each.project, each.establishment) for each in noted]


def sent(project):
    Project.objects.filter(pk=project.pk).update(state="submitted", submitted_at=project.created_at)
    return project


@pytest.fixture
def neighbours(dong_thap_officer, tay_ninh_officer, draft, workshop, now):
    """A project of Tây Ninh for a workshop with the phone of the one in Đồng Tháp."""
    Establishment.objects.filter(pk=workshop.pk).update(phone="0912345678", phone_key="912345678")
    said = {"name": "Cơ sở Ví Dụ", "legal_form": "ho", "source": "thử", "phone": "0912 345 678"}
    place = Place(unit=commune_of("Tây Ninh", "Tân Hội"), address="Ấp 9")
    kin = register(said, place, by=tay_ninh_officer, at=now, other=True)
    mine = draft()
    theirs, far = draft(), tay_ninh_officer.agency
    Beneficiary.objects.filter(project=theirs).update(establishment=kin, site=kin.sites.get())
    Project.objects.filter(pk=theirs.pk).update(agency=far, department=far, province=kin.sites.get().province)
    return mine, sent(theirs)


def test_one_owner_who_asks_the_same_item_twice_is_flagged_on_both(draft, dong_thap_officer):
    one, other = draft(), sent(draft())
    found = flags_of([one, other], dong_thap_officer)
    label, owner = "Có thể hỗ trợ trùng một khoản chi", one.beneficiaries.get().establishment_id
    assert kinds(found[one.pk]) == [(label, other.pk, owner)]
    assert kinds(found[other.pk]) == [(label, one.pk, owner)]


def test_a_draft_of_somebody_else_is_no_reason_to_look(draft, dong_thap_officer):
    one, _ = draft(), draft()
    assert flags_of([one], dong_thap_officer) == {one.pk: []}


def test_a_project_without_anything_in_common_has_no_flag(draft, dong_thap_officer):
    one = draft()
    assert flags_of([one], dong_thap_officer) == {one.pk: []}


def test_kin_in_another_province_are_told_to_a_department_without_their_names(
    neighbours, dong_thap_officer, ministry_officer
):
    mine, theirs = neighbours
    [told, *_] = flags_of([mine], dong_thap_officer)[mine.pk]
    [seen, *_] = flags_of([mine], ministry_officer)[mine.pk]
    assert (told.kind, told.project, told.establishment, told.other) == (
        "Các cơ sở có thể cùng một chủ",
        None,
        None,
        "một khoản hỗ trợ KCQG năm 2027, Tây Ninh",
    )
    assert "cùng số điện thoại" in told.words
    assert (seen.project, "Cơ sở Ví Dụ" in seen.other) == (theirs.pk, True)


def test_support_that_kin_had_before_is_a_reason_to_look(neighbours, tay_ninh_officer, ministry_officer, now):
    mine, theirs = neighbours
    kin = theirs.beneficiaries.get().establishment
    said = {"year": 2024, "purse": "KCDP", "content": "Máy xay", "amount": 1, "source": "Sổ"}
    add_holding(Received, kin, said, by=tay_ninh_officer, at=now)
    told = [each.other for each in flags_of([mine], ministry_officer)[mine.pk] if each.project is None]
    assert told == ["“Máy xay” của Cơ sở Ví Dụ, KCDP 2024"]


def test_flags_cost_as_many_selects_for_many_projects_as_for_one(
    draft, dong_thap_officer, django_assert_num_queries
):
    one = sent(draft())
    with django_assert_num_queries(13):
        flags_of([one], dong_thap_officer)
    many = [one, *(sent(draft()) for _ in range(4))]
    with django_assert_num_queries(13):
        found = flags_of(many, dong_thap_officer)
    assert [len(each) for each in found.values()] == [4] * 5


def test_an_empty_list_has_no_flags(dong_thap_officer):
    assert flags_of([], dong_thap_officer) == {}


def test_what_a_merged_row_had_is_seen_beside_the_row_it_was_merged_into_and_the_other_way(
    draft, workshop, dong_thap_officer, now
):
    said = {"name": "Tên cũ", "legal_form": "ho", "source": "thử"}
    place = Place(unit=commune_of("Đồng Tháp", "Tân Thuận"), address="Ấp 8")
    old = register(said, place, by=dong_thap_officer, at=now, other=True)
    one, other = sent(draft()), sent(draft())
    Beneficiary.objects.filter(project=other).update(establishment=old, site=old.sites.get())
    assert flags_of([one, other], dong_thap_officer) == {one.pk: [], other.pk: []}
    Establishment.objects.filter(pk=old.pk).update(state="merged", merged_into=workshop)
    label = "Có thể hỗ trợ trùng một khoản chi"
    assert kinds(flags_of([one], dong_thap_officer)[one.pk]) == [(label, other.pk, old.pk)]
    assert kinds(flags_of([other], dong_thap_officer)[other.pk]) == [(label, one.pk, workshop.pk)]
