"""A check of `manage.py check`: every column that could name somebody is in the register of personal data."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import models

from khuyencong.organisations.register import Table, is_installed, register
from khuyencong.rules.masking import MASKS

EDITOR = ("wagtailcore", "wagtailusers", "wagtaildocs", "wagtailimages")
"""Tables of the editor of news: who wrote, looked at, locked or approved what."""

LIBRARIES = ("sessions", "account", "mfa", "socialaccount", "usersessions", "django_tasks_database", *EDITOR)
"""Labels of the libraries whose tables may hold personal data; those not installed are passed over."""

TEXT_LIKE = (
    *(models.CharField, models.TextField, models.JSONField, models.FileField),
    *(models.GenericIPAddressField, models.BinaryField),
)
"""Columns that can hold a person's data; a number or a date alone tells nothing without one of them."""


def watched() -> "list[type[models.Model]]":
    """The models that must be declared: ours, and those of libraries that know people."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("khuyencong.") or model._meta.app_label in LIBRARIES
    ]


def must_be_declared(field: "models.Field[Any, Any]") -> bool:
    """Whether a column could name somebody: free text, a file, or a key of an account."""
    if field.is_relation:
        target: Any = field.related_model
        return (target if isinstance(target, str) else target._meta.label) == settings.AUTH_USER_MODEL
    return isinstance(field, TEXT_LIKE) and not field.choices


def undeclared(model: "type[models.Model]", tables: Iterable[Table]) -> list[str]:
    """The columns of a model that the register does not know."""
    known = {column for table in tables if table.model == model._meta.label for column in table.columns}
    return [
        field.name
        for field in model._meta.concrete_fields
        if must_be_declared(field) and field.name not in known
    ]


HOW = (
    "Thêm vào khuyencong/organisations/data/personal_data.toml: ở [[table]] của model = {label!r}, ghi cột "
    "vào `personal` (dữ liệu về một người; bảng khi đó cần title, person, purpose, ground, retention, erasure) "
    "hoặc vào `impersonal` (không phải dữ liệu cá nhân). Rồi chạy `python docs/draw.py`."
)


def problems(tables: Iterable[Table], found: "Iterable[type[models.Model]]") -> Iterator[checks.Warning]:
    """What is not declared, declared twice, or declared and not there."""
    tables = tuple(tables)
    for model in found:
        if names := undeclared(model, tables):
            label = model._meta.label
            yield checks.Warning(
                f"Chưa khai có phải dữ liệu cá nhân không: {label}, cột {', '.join(names)}",
                hint=HOW.format(label=label),
                obj=label,
                id="khuyencong.W901",
            )
    for table in tables:
        yield from _not_there(table)


def _not_there(table: Table) -> Iterator[checks.Warning]:
    """Columns and ways of masking that a declaration names and nobody has."""
    if not is_installed(table):
        if table.model.partition(".")[0] not in LIBRARIES:
            yield checks.Warning(f"Sổ khai bảng không có: {table.model}", obj=table.model, id="khuyencong.W902")
        return
    try:
        has = {field.name for field in apps.get_model(table.model)._meta.concrete_fields}
    except LookupError:
        yield checks.Warning(f"Sổ khai bảng không có: {table.model}", obj=table.model, id="khuyencong.W902")
        return
    named = {*table.columns, *table.exported, *table.masked, *table.replaced}
    named |= {purge.counted for purge in table.purges} | ({table.person} if table.person else set())
    wrong = sorted({name.partition("__")[0] for name in named} - has) + sorted(
        set(table.masked.values()) - set(MASKS)
    )
    if wrong:
        yield checks.Warning(
            f"Sổ khai cột hay cách che không có ở {table.model}: {', '.join(wrong)}",
            obj=table.model,
            id="khuyencong.W903",
        )


def check_register(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """The system check. A warning and not an error, so that makemigrations still runs on a model just written;
    `make check` and `khuyencong check` fail on warnings."""
    return list(problems(register(), watched()))
