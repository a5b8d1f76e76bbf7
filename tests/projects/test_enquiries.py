"""An owner asks for help: it lies at the desk that drafts for her place until a draft or an answer."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from khuyencong.organisations.actors import PUBLIC, Actor
from khuyencong.organisations.models import Registration, User
from khuyencong.projects.lifecycle import ENQUIRY, send_enquiry, start
from khuyencong.projects.models import Enquiry
from khuyencong.projects.queries.entitlement import Asked, owner_named
from khuyencong.projects.queries.lists import wish_named
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.norms.conftest import law
from tests.projects.conftest import basics, commune_of

pytestmark = pytest.mark.django_db
__all__ = ["law"]


def owner_called(name, now) -> Actor:
    """An account without a desk that registered itself for an establishment."""
    user = User.objects.create(username=name, email=f"{name}@khuyencong.example", last_name="Chủ Cơ Sở")
    Registration.objects.create(
        email=user.email,
        representative="Chủ Cơ Sở",
        establishment="Tổ đan lát Phú Lợi",
        unit=commune_of("Đồng Tháp", "Phú Lợi").parent,
        consented_at=now,
        confirmed_at=now,
        purpose="Lập tài khoản",
        digest=name,
        user=user,
    )
    return Actor(user=user)


@pytest.fixture
def owner(law, now) -> Actor:
    return owner_called("chu-to-dan-lat", now)


def asked(**more) -> Asked:
    said = {
        "commune": commune_of("Đồng Tháp", "Phú Lợi"),
        "owner": owner_named("tht"),
        "sector": None,
        "wish": wish_named("mua-may"),
        "cost": 680_000_000,
    }
    return Asked(**said | more)


def codes(blocked) -> list[str]:
    return [each.code for each in blocked.value.findings]


def test_it_waits_where_the_nearest_desk_drafts_and_only_those_around_it_see_it(
    owner, dong_thap_officer, dong_thap_leader, tay_ninh_officer, ministry_officer, now
):
    made = send_enquiry(asked(), Act(by=owner, at=now))

    task = Task.objects.get(dossier_kind="enquiry", dossier_key=str(made.pk))
    assert (task.agency, task.stake) == (made.agency.code, 0)
    assert task.title == "Xem nhu cầu của cơ sở Tổ đan lát Phú Lợi: Mua máy mới cho xưởng"
    stranger = owner_called("chu-khac", now)
    seen = (owner, dong_thap_officer, dong_thap_leader, ministry_officer, tay_ninh_officer, stranger, PUBLIC)
    rows = [Enquiry.objects.visible_to(each).count() for each in seen]
    assert rows == [1, 1, 1, 1, 0, 0, 0]


def test_a_wish_waits_once_and_only_an_owner_sends_it(owner, dong_thap_officer, now):
    send_enquiry(asked(), Act(by=owner, at=now))
    with pytest.raises(BlockedError) as again:
        send_enquiry(asked(cost=1), Act(by=owner, at=now))
    assert codes(again) == ["sent_already"]
    assert send_enquiry(asked(wish=wish_named("tu-van")), Act(by=owner, at=now)).state == "sent"
    for other in (dong_thap_officer, PUBLIC):
        with pytest.raises(PermissionDenied):
            send_enquiry(asked(), Act(by=other, at=now))
    nobody = Actor(user=User.objects.create(username="khong-co-so", email="x@khuyencong.example"))
    with pytest.raises(BlockedError) as lacking:
        send_enquiry(asked(), Act(by=nobody, at=now))
    assert codes(lacking) == ["no_establishment"]


def test_a_draft_begun_for_it_ends_it_and_the_owner_finds_the_project(owner, dong_thap_officer, now):
    made = send_enquiry(asked(), Act(by=owner, at=now))
    act = Act(by=dong_thap_officer, at=now)
    with pytest.raises(BlockedError) as lacking:
        ENQUIRY.perform("enquiry.begin", made, act)
    assert codes(lacking) == ["no_project"]

    project = start(basics(), act=act)
    done = ENQUIRY.perform("enquiry.begin", made, replace(act, given=project))

    assert (done.state, done.project) == ("begun", project)
    assert not Task.objects.filter(dossier_kind="enquiry", state=Task.State.OPEN).exists()
    assert list(
        Event.objects.filter(dossier_kind="enquiry").order_by("sequence").values_list("name", flat=True)
    ) == ["enquiry.send", "enquiry.begin"]


def test_it_is_answered_in_words_by_who_drafts_there_and_withdrawn_by_its_owner(
    owner, dong_thap_officer, tay_ninh_officer, now
):
    made = send_enquiry(asked(), Act(by=owner, at=now))
    for other in (owner, tay_ninh_officer):
        with pytest.raises(PermissionDenied):
            ENQUIRY.perform("enquiry.answer", made, Act(by=other, at=now, reason="Không"))
    with pytest.raises(BlockedError) as wordless:
        ENQUIRY.perform("enquiry.answer", made, Act(by=dong_thap_officer, at=now))
    assert codes(wordless) == ["reason_missing"]
    said = ENQUIRY.perform("enquiry.answer", made, Act(by=dong_thap_officer, at=now, reason="Hỏi lại sau Tết"))
    assert (said.state, said.answer) == ("answered", "Hỏi lại sau Tết")

    other = send_enquiry(asked(), Act(by=owner, at=now))
    with pytest.raises(PermissionDenied):
        ENQUIRY.perform("enquiry.withdraw", other, Act(by=dong_thap_officer, at=now))
    assert ENQUIRY.perform("enquiry.withdraw", other, Act(by=owner, at=now)).state == "withdrawn"


@pytest.mark.parametrize("change", [{"cost": 1}, {"wish": "tu-van"}, {"name": "Khác"}])
def test_what_was_asked_stays_in_the_database(owner, dong_thap_officer, now, change):
    made = send_enquiry(asked(), Act(by=owner, at=now))
    with pytest.raises(DatabaseError), transaction.atomic():
        Enquiry.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Enquiry.objects.filter(pk=made.pk).delete()
    ENQUIRY.perform("enquiry.withdraw", made, Act(by=owner, at=now))
    with pytest.raises(DatabaseError), transaction.atomic():
        Enquiry.objects.filter(pk=made.pk).update(state="sent")
