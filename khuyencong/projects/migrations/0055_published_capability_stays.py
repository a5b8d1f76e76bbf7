"""What was published of a unit stays as it was published: both databases refuse to change or remove it."""

from typing import Any

from django.db import migrations

TABLE = "projects_publishedcapability"


def forwards(apps: Any, editor: Any) -> None:
    """Make the promise in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            editor.execute(
                f"CREATE TRIGGER {TABLE}_{verb.lower()} BEFORE {verb} ON {TABLE} "
                "BEGIN SELECT RAISE(ABORT, 'what was published stays'); END",
                params=None,
            )
        return
    editor.execute(
        """CREATE FUNCTION projects_published_capability_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'what was published stays' USING ERRCODE = 'restrict_violation'; END $$""",
        params=None,
    )
    editor.execute(
        f"CREATE TRIGGER {TABLE}_stays BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION projects_published_capability_stays()",
        params=None,
    )


def backwards(apps: Any, editor: Any) -> None:
    """Take it back."""
    if editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            editor.execute(f"DROP TRIGGER {TABLE}_{verb}", params=None)
        return
    editor.execute("DROP FUNCTION projects_published_capability_stays CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("projects", "0054_published_capability")]
    operations = [migrations.RunPython(forwards, backwards)]
