"""Books know whose year's plan gave their money; those there are of their own year."""

from importlib import import_module
from typing import Any

from django.db import migrations, models
from django.db.models import F

promises: Any = import_module("khuyencong.ledger.migrations.0002_promises")


def kept_by(vendor: str) -> list[str]:
    """The triggers of books among the promises of migration 0002."""
    every = promises.SQLITE if vendor == "sqlite" else promises.POSTGRESQL
    return [each for each in every if "ON ledger_book " in each]


def let_go(apps: Any, editor: Any) -> None:
    """Put the triggers aside: the rows there are get their year, and SQLite makes the table anew."""
    for statement in kept_by(editor.connection.vendor):
        where = "" if editor.connection.vendor == "sqlite" else " ON ledger_book"
        editor.execute(f"DROP TRIGGER {statement.split()[2]}{where}", params=None)


def keep(apps: Any, editor: Any) -> None:
    """The same triggers again."""
    for statement in kept_by(editor.connection.vendor):
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_closed_contracts_stay")]
    operations = [
        migrations.RunPython(let_go, keep),
        migrations.AlterModelOptions(
            name="book",
            options={
                "ordering": ["year", "purse", "plan_year", "pk"],
                "verbose_name": "quyển sổ của một đề án, một nguồn, một năm",
            },
        ),
        migrations.AddField(
            "book",
            "plan_year",
            models.PositiveSmallIntegerField("năm kế hoạch đã giao", default=0),
            preserve_default=False,
        ),
        migrations.RunSQL("UPDATE ledger_book SET plan_year = year", migrations.RunSQL.noop),
        migrations.RemoveConstraint("book", "book_is_kept_once"),
        migrations.AddConstraint(
            "book",
            models.UniqueConstraint(fields=["project", "purse", "year", "plan_year"], name="book_is_kept_once"),
        ),
        migrations.AddConstraint(
            "book",
            models.CheckConstraint(
                condition=models.Q(plan_year__lte=F("year")), name="book_is_of_its_plan_or_carried_over"
            ),
        ),
        migrations.RunPython(keep, let_go),
    ]
