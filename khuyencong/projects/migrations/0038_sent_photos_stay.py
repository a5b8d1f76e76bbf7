"""A photograph is never changed; once its report was sent it is not removed either, in both databases."""

from importlib import import_module
from typing import Any

from django.db import migrations

promises: Any = import_module("khuyencong.projects.migrations.0032_obstacles_stay")
SENT = "EXISTS (SELECT 1 FROM projects_progressreport r WHERE r.id = OLD.report_id AND r.sent_on IS NOT NULL)"


def forwards(apps: Any, editor: Any) -> None:
    """Make the promise in the dialect of this database."""
    said = "a photograph of a report stays"
    promises.keep(editor, "projects_progressphoto", over="1 = 1", said=said, gone=SENT)


def backwards(apps: Any, editor: Any) -> None:
    """Take it back."""
    promises.let_go(editor, "projects_progressphoto")


class Migration(migrations.Migration):
    dependencies = [("projects", "0037_photos")]
    operations = [migrations.RunPython(forwards, backwards)]
