"""Every column that could name somebody is declared; a new one without a declaration fails the check."""

import tomllib

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import models
from django.test.utils import isolate_apps

from khuyencong.organisations import checks
from khuyencong.organisations.checks import problems, undeclared, watched
from khuyencong.organisations.register import FILE, Erasure, about_people, read, register

GROUND = '[[ground]]\ncode = "duty"\ntitle = "t"\nnote = "n"\nverified = false\n'


def parsed(text):
    return read(tomllib.loads(text))


def told(text, *models_found):
    return [(each.id, each.obj, each.msg) for each in problems(parsed(text), models_found)]


@pytest.fixture
def newcomer():
    """A model that somebody has just written, in one of our apps."""
    with isolate_apps("khuyencong.organisations"):

        class Visitor(models.Model):
            """Made for the test."""

            name = models.CharField(max_length=10)
            level = models.CharField(max_length=1, choices=[("a", "A")])
            origin = models.GenericIPAddressField()
            notes = models.JSONField()
            picture = models.FileField()
            count = models.IntegerField()
            on = models.DateField()
            host = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)

            class Meta:
                app_label = "organisations"

        yield Visitor


def test_every_column_of_today_is_declared():
    assert list(problems(register(), watched())) == []


def test_a_new_model_without_a_declaration_is_told_with_its_columns(newcomer):
    assert undeclared(newcomer, register()) == ["name", "origin", "notes", "picture", "host"]
    [(code, label, text)] = told(FILE.read_text(encoding="utf-8"), newcomer)
    assert (code, label) == ("khuyencong.W901", "organisations.Visitor")
    assert text == (
        "Chưa khai có phải dữ liệu cá nhân không: organisations.Visitor, cột name, origin, notes, picture, host"
    )


def test_the_check_command_fails_on_it_and_says_how_to_declare(newcomer, monkeypatch):
    monkeypatch.setattr(checks, "watched", lambda: [newcomer])
    with pytest.raises(SystemCheckError) as failed:
        call_command("check", "--fail-level", "WARNING")
    assert "ở [[table]] của model = 'organisations.Visitor'" in str(failed.value)


def test_a_forgotten_column_of_a_declared_model_is_told():
    text = '[[table]]\nmodel = "organisations.Agency"\n'
    [(code, label, words)] = told(text, apps.get_model("organisations.Agency"))
    assert (code, label, words.rpartition(" ")[2]) == ("khuyencong.W901", "organisations.Agency", "code")


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ('model = "organisations.Nobody"', "khuyencong.W902"),
        ('model = "nowhere.Nobody"', "khuyencong.W902"),
        ('model = "organisations.Agency"\nimpersonal = ["code", "motto"]', "khuyencong.W903"),
        ('model = "organisations.Agency"\nmasked = { code = "fax" }', "khuyencong.W903"),
    ],
)
def test_a_declaration_of_what_is_not_there_is_told(table, code):
    assert [each[0] for each in told(f"[[table]]\n{table}\n")] == [code]


def test_a_library_that_is_not_installed_is_passed_over(monkeypatch):
    monkeypatch.setattr(checks, "LIBRARIES", ("telephone",))
    assert told('[[table]]\nmodel = "telephone.Number"\n') == []


def test_what_is_kept_about_people_says_why_how_long_and_what_erasing_does():
    unsaid = [
        (table.model, name)
        for table in about_people()
        for name in ("title", "purpose", "retention", "ground")
        if not getattr(table, name)
    ]
    assert unsaid == []
    assert [
        table.title for table in about_people() if table.erasure != Erasure.DELETE and not table.because
    ] == []


def test_no_ground_passes_for_read_that_was_not():
    grounds = {table.ground.code: table.ground.verified for table in about_people()}
    assert grounds == {"duty": False, "record": False, "consent": False}
    assert [table.ground.title for table in about_people() if "Điều " in table.ground.title] == []


def test_a_password_or_a_secret_is_never_exported():
    assert [table.model for table in about_people() if set(table.secret) & set(table.exported)] == []


def test_a_table_about_somebody_without_a_ground_cannot_be_read():
    with pytest.raises(KeyError):
        parsed(f'{GROUND}[[table]]\nmodel = "organisations.User"\nperson = "id"\nground = "because"\n')
