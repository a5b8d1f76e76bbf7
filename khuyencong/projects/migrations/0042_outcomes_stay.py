"""What was promised and what owners said stays as it was said: both databases refuse to change or remove it."""

from typing import Any

from django.db import migrations

TABLES = ("projects_promise", "projects_outcomeanswer", "projects_outcomefigure")


def forwards(apps: Any, editor: Any) -> None:
    """Make the promises in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        for table in TABLES:
            for verb in ("UPDATE", "DELETE"):
                editor.execute(
                    f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'what was said stays'); END",
                    params=None,
                )
        return
    editor.execute(
        """CREATE FUNCTION projects_outcomes_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'what was said stays' USING ERRCODE = 'restrict_violation'; END $$""",
        params=None,
    )
    for table in TABLES:
        editor.execute(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION projects_outcomes_stay()",
            params=None,
        )


def backwards(apps: Any, editor: Any) -> None:
    """Take them back."""
    if editor.connection.vendor == "sqlite":
        for table in TABLES:
            for verb in ("update", "delete"):
                editor.execute(f"DROP TRIGGER {table}_{verb}", params=None)
        return
    editor.execute("DROP FUNCTION projects_outcomes_stay CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("projects", "0041_outcomes")]
    operations = [migrations.RunPython(forwards, backwards)]
