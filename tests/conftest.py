"""Fixtures that stand for the world: places, agencies, officers, and the demonstration data."""

import gc
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as properties

from khuyencong.norms.actions import load_activities
from khuyencong.organisations.actions import add_officer, load_agencies
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import department_of, ministry_department, operator, seated
from khuyencong.places import actions as places_actions
from khuyencong.places.queries import find_province
from khuyencong.reporting.actions.demonstration import load_demonstration
from khuyencong.reporting.actions.published import load_claims, load_published
from khuyencong.reporting.models import Correction, Figure, Source
from tests.template import begin_from_dump, begin_from_kept, keep, keep_dump

NOW = datetime(2026, 11, 23, 10, 42, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
THEN = date(2018, 7, 31)
PASSWORD = "mat-khau-thu-nghiem"


properties.register_profile("rooms", deadline=None, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("rooms")


def pytest_configure() -> None:
    """Hash passwords quickly: every test seats people, and what makes a thief wait took half of the suite."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


def pytest_collection_finish() -> None:
    """Look through what all tests share (modules, models) for garbage once, not thousands of times."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """SQLite in a file, as in use: the in-memory one shares a cache whose locks know no waiting."""
    if connection.vendor == "sqlite":
        path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(path)
        return begin_from_kept(path)
    return begin_from_dump(connection.settings_dict, f"test_{connection.settings_dict['NAME']}")


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings):
    """Whether the database stands already; its ground then does, too."""
    return django_db_modify_db_settings


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_keepdb, django_db_blocker):
    """Provinces, regions, agencies and contents are the ground every test stands on: loaded once."""
    if django_db_keepdb:
        return
    with django_db_blocker.unblock():
        load_ground()
        if connection.vendor == "sqlite":
            keep(Path(connection.settings_dict["NAME"]))
        else:
            keep_dump(connection.settings_dict, connection.settings_dict["NAME"])


def load_ground() -> None:
    """What every test stands on."""
    places_actions.load(provinces_only=True)
    load_activities()
    load_agencies()


@pytest.fixture
def now() -> datetime:
    """A fixed instant, so that no test depends on the day it runs."""
    return NOW


def person(agency: Agency, username: str, role: str, name: str = "") -> Actor:
    """A person at a desk of her own, of this year."""
    user, _ = add_officer(
        username=username,
        full_name=name or username,
        agency=agency,
        role=role,
        since=max(agency.since, date(2026, 1, 1)),
        password=PASSWORD,
        email=f"{username}@khuyencong.example",
    )
    return seated(user, NOW.date())


def officer_of(province: str, username: str, role: str = "department_officer") -> Actor:
    """A person of the department that answers for the province now."""
    place = find_province(province, NOW.date()).place
    assert place is not None
    agency = department_of(place.id, NOW.date())
    return person(agency, username, role, province)


@pytest.fixture
def dong_thap_officer(db) -> Actor:
    """The author: an officer of Đồng Tháp, which inherited Tiền Giang."""
    return officer_of("Đồng Tháp", "dongthap")


@pytest.fixture
def dong_thap_colleague(db) -> Actor:
    """The colleague: the same department, another account."""
    return officer_of("Đồng Tháp", "dongthap2")


@pytest.fixture
def tay_ninh_officer(db) -> Actor:
    """The neighbour: an officer of another province."""
    return officer_of("Tây Ninh", "tayninh")


@pytest.fixture
def ministry_officer(db) -> Actor:
    """An officer of the ministry's department."""
    return person(ministry_department(), "canbo", "ministry_officer", "Cán bộ")


@pytest.fixture
def ministry_leader(db) -> Actor:
    """A leader of the ministry's department."""
    return person(ministry_department(), "lanhdao", "ministry_leader", "Lãnh đạo")


@pytest.fixture
def dong_thap_leader(db) -> Actor:
    """The head of the author's department."""
    return officer_of("Đồng Tháp", "lanhdaodongthap", "department_leader")


@pytest.fixture
def inspector(db) -> Actor:
    """An inspector of the ministry: reads all, writes nothing."""
    return person(ministry_department(), "thanhtra", "inspector")


@pytest.fixture
def administrator(db) -> Actor:
    """Manages accounts and sees no dossier."""
    return person(ministry_department(), "quantri", "administrator")


@pytest.fixture
def operator_account(db) -> Actor:
    """The technical account."""
    return operator()


@pytest.fixture
def published(db) -> None:
    """The published figures and claims."""
    load_published(by=operator(), at=datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC")))
    load_claims(at=datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC")))


@pytest.fixture
def demo(published) -> None:
    """Published figures, claims and the made split of 2017 and 2018."""
    load_demonstration(by=operator(), at=datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC")))


def practised(actor: Actor) -> Actor:
    """The same person, who has three standing corrections behind her: she is no newcomer to them any more."""
    rows = [
        Figure(
            source=Source.objects.get_or_create(kind="demonstration", title="Đã quen việc")[0],
            region_id=1,
            first_year=2009,
            year=2009,
            cut=date(2009, 12, 31),
            fund="all",
            stage="done",
            printed="0",
            printed_unit="dong",
            decimals=0,
            amount=0,
            printed_total=True,
            made=True,
            entered_by=actor.account,
            entered_at=NOW,
            key=f"{actor.person_key}-{number}",
        )
        for number in range(3)
    ]
    for figure in rows:
        figure.save()
        Correction.objects.create(
            figure=figure,
            made=figure,
            printed="0",
            printed_unit="dong",
            amount=0,
            reason="Đã quen việc",
            agency=actor.agency,
            desk=actor.desk,
            author=actor.account,
            created_at=NOW,
            state="standing",
        )
    return actor


@pytest.fixture
def db_vendor(db) -> str:
    """sqlite or postgresql."""
    return connection.vendor


@pytest.fixture
def committed_world(transactional_db):
    """For tests that commit (threads, a live server): the ground, and a database that can be emptied again.

    Django empties the tables after such a test with DELETE, which the append-only triggers of SQLite rightly
    refuse; so the triggers are put aside just before, and back before the next such test.
    """
    load_ground()
    yield
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("PRAGMA table_list")
        kinds = {row[1]: row[2] for row in cursor.fetchall() if row[0] == "main"}
        cursor.execute("PRAGMA foreign_keys = OFF")
        for table in connection.introspection.table_names():
            if table == "django_migrations" or kinds[table] == "shadow":
                continue  # emptied of what it knows of itself, a search index cannot be opened again
            cursor.execute(f'DELETE FROM "{table}"')
        cursor.execute("PRAGMA foreign_keys = ON")
        for _, sql in triggers:
            cursor.execute(sql)
