"""A purchase stays as it was entered and may be struck out once: both databases refuse anything else."""

from importlib import import_module
from typing import Any

from django.db import migrations

promises: Any = import_module("khuyencong.projects.migrations.0032_obstacles_stay")
ENTERED = (
    *("project_id", "line_id", "beneficiary_id", "kind", "name", "no_serial", "seller", "seller_code"),
    *("series", "number", '"on"', "invoice_key", "amount", "support", "file_name", "media_type", "sha256"),
    *("content", "agency_id", "author_id", "created_at"),
)


def forwards(apps: Any, editor: Any) -> None:
    """What was entered is not changed, what was struck out not at all, none is removed."""
    said = "a purchase stays as it was entered"
    over = "OLD.struck_at IS NOT NULL"
    promises.keep(editor, "projects_purchase", kept=ENTERED, over=over, said=said)
    promises.keep(editor, "projects_purchaseserial", over="1 = 1", said=said)


def backwards(apps: Any, editor: Any) -> None:
    """Take it back."""
    for table in ("projects_purchase", "projects_purchaseserial"):
        promises.let_go(editor, table)


class Migration(migrations.Migration):
    dependencies = [("projects", "0033_purchases")]
    operations = [migrations.RunPython(forwards, backwards)]
