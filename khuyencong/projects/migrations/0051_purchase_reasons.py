"""A purchase that may be right and looks odd says why; what it says stays as it was entered."""

from importlib import import_module
from typing import Any

from django.db import migrations, models

promises: Any = import_module("khuyencong.projects.migrations.0032_obstacles_stay")
before: Any = import_module("khuyencong.projects.migrations.0034_purchases_stay")
TABLE, SAID, OVER = "projects_purchase", "a purchase stays as it was entered", "OLD.struck_at IS NOT NULL"


def put_aside(apps: Any, editor: Any) -> None:
    """SQLite makes the table anew for a column, and its triggers would be lost without a word."""
    promises.let_go(editor, TABLE)


def as_before(apps: Any, editor: Any) -> None:
    """The promise without the column."""
    promises.keep(editor, TABLE, kept=before.ENTERED, over=OVER, said=SAID)


def with_reason(apps: Any, editor: Any) -> None:
    """The promise with it."""
    promises.keep(editor, TABLE, kept=(*before.ENTERED, "reason"), over=OVER, said=SAID)


class Migration(migrations.Migration):
    dependencies = [("projects", "0050_out_of_order")]

    operations = [
        migrations.RunPython(put_aside, as_before),
        migrations.AddField(
            model_name="purchase",
            name="reason",
            field=models.CharField(blank=True, max_length=500, verbose_name="giải trình"),
        ),
        migrations.RunPython(with_reason, put_aside),
    ]
