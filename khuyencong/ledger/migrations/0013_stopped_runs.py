"""A run that stopped says so, and its year takes no posting of anybody's until it goes on.

The trigger of 0011 is made anew with that state in it; what only one state may do stays as it was.
"""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import migrations, models

closed: Any = import_module("khuyencong.ledger.migrations.0011_closed_years_stay")
NAMES = ("ledger_transfer_closed", "ledger_yearclose_delete")


def with_stopped(statement: str) -> str:
    """A statement of 0011 that knows of runs that stopped, too."""
    return statement.replace("IN ('running', ", "IN ('running', 'failed', ")


def anew(editor: Any, statements: list[str]) -> None:
    """Make the two triggers again, on PostgreSQL with the function of the first."""
    sqlite = editor.connection.vendor == "sqlite"
    for name in NAMES:
        table = name.removesuffix("_closed").removesuffix("_delete")
        editor.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON {table}", params=None)
    for statement in statements:
        if any(f"TRIGGER {name} " in statement for name in NAMES) or "FUNCTION ledger_closed" in statement:
            made = statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
            editor.execute(made, params=None)


def forwards(apps: Any, editor: Any) -> None:
    """With runs that stopped."""
    statements = closed.SQLITE if editor.connection.vendor == "sqlite" else closed.POSTGRESQL
    anew(editor, [with_stopped(each) for each in statements])


def backwards(apps: Any, editor: Any) -> None:
    """As 0011 had them."""
    anew(editor, closed.SQLITE if editor.connection.vendor == "sqlite" else closed.POSTGRESQL)


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0012_openings"),
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
