"""A run that stopped says so, and its year takes no posting of anybody's until it goes on.

The triggers of 0011 and 0013 are made anew with that state in them; what only one state may do stays as it was.
"""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import migrations, models

closed: Any = import_module("khuyencong.ledger.migrations.0011_closed_years_stay")
concerned: Any = import_module("khuyencong.ledger.migrations.0013_nothing_takes_its_place")
NAMES = ("ledger_transfer_closed", "ledger_yearclose_delete")
WHOM = tuple(f"ledger_yearclose_departments_{verb}" for verb in ("update", "delete"))
"""Triggers of 0013 with the same states in them; on PostgreSQL the states stand in their function."""


def statements_of(vendor: str) -> list[str]:
    """What 0011 and 0013 said of closings that are being written."""
    each = "SQLITE" if vendor == "sqlite" else "POSTGRESQL"
    return [*getattr(closed, each), *getattr(concerned, each)]


def with_stopped(statement: str) -> str:
    """A statement of 0011 that knows of runs that stopped, too."""
    return statement.replace("IN ('running', ", "IN ('running', 'failed', ")


def anew(editor: Any, statements: list[str]) -> None:
    """Make the two triggers again, on PostgreSQL with the function of the first."""
    sqlite = editor.connection.vendor == "sqlite"
    for name in (*NAMES, *(WHOM if sqlite else ())):
        table = name.removesuffix("_closed").removesuffix("_delete")
        editor.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON {table}", params=None)
    for statement in statements:
        made_here = (*NAMES, *(WHOM if sqlite else ()))
        functions = ("CREATE FUNCTION ledger_closed()", "CREATE FUNCTION ledger_concerned_stay()")
        if any(f"TRIGGER {name} " in statement for name in made_here) or statement.startswith(functions):
            made = statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
            editor.execute(made, params=None)


def forwards(apps: Any, editor: Any) -> None:
    """With runs that stopped."""
    anew(editor, [with_stopped(each) for each in statements_of(editor.connection.vendor)])


def backwards(apps: Any, editor: Any) -> None:
    """As they were."""
    anew(editor, statements_of(editor.connection.vendor))


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0016_reconciliations_stay"),
        ("organisations", "0004_invitations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="yearopening",
            name="one_opening_of_a_year_at_a_time",
        ),
        migrations.RemoveConstraint(
            model_name="yearopening",
            name="decided_opening_has_a_number_and_a_day",
        ),
        migrations.AlterField(
            model_name="yearclose",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Đang chuẩn bị"),
                    ("prepared", "Chờ kiểm tra"),
                    ("checked", "Đã kiểm tra, chờ khóa"),
                    ("returned", "Trả lại để xử lý tiếp"),
                    ("running", "Đang ghi bút toán khóa sổ"),
                    ("failed", "Ghi dở, phải chạy tiếp"),
                    ("closed", "Đã khóa sổ"),
                    ("reopened", "Mở lại để sửa"),
                    ("dropped", "Đã bỏ"),
                ],
                default="draft",
                max_length=8,
                verbose_name="bước",
            ),
        ),
        migrations.AlterField(
            model_name="yearopening",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Đang soạn"),
                    ("proposed", "Trình lãnh đạo"),
                    ("running", "Đang ghi sổ"),
                    ("failed", "Ghi dở, phải chạy tiếp"),
                    ("opened", "Đã giao"),
                    ("dropped", "Đã bỏ"),
                ],
                default="draft",
                max_length=8,
                verbose_name="bước",
            ),
        ),
        migrations.AddConstraint(
            model_name="yearopening",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("draft", "proposed", "running", "failed"))),
                fields=("purse", "year", "agency"),
                name="one_opening_of_a_year_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="yearopening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("running", "failed", "opened")), _negated=True),
                    models.Q(models.Q(("number", ""), _negated=True), ("signed_on__isnull", False)),
                    _connector="OR",
                ),
                name="decided_opening_has_a_number_and_a_day",
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
