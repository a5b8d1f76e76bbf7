"""What was published stays: both databases refuse to change or remove it, and end a row only once."""

from typing import Any

from django.db import migrations

KEPT = ("reporting_openrelease", "reporting_openfile")
ROW = "reporting_openrow"
FIXED = (
    *("project_id", "since_id", "year", "purse", "state", "activity", "province_id", "province_now_id"),
    *("given", "committed", "disbursed", "settled", "made_up", "searched"),
)
"""Of a row only the release that ends it is written; its content is compared as text."""


def forwards(apps: Any, editor: Any) -> None:
    """Make the promises in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        refused = "BEGIN SELECT RAISE(ABORT, 'what was published stays'); END"
        for table in KEPT:
            editor.execute(f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} {refused}", params=None)
        for table in (*KEPT, ROW):
            editor.execute(f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} {refused}", params=None)
        differs = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in (*FIXED, "content"))
        when = f"OLD.until_id IS NOT NULL OR {differs}"
        editor.execute(f"CREATE TRIGGER {ROW}_update BEFORE UPDATE ON {ROW} WHEN {when} {refused}", params=None)
        return
    editor.execute(
        """CREATE FUNCTION reporting_open_data_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'what was published stays' USING ERRCODE = 'restrict_violation'; END $$""",
        params=None,
    )
    for table in KEPT:
        editor.execute(_trigger(table, "stays", "UPDATE OR DELETE"), params=None)
    differs = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FIXED)
    when = f"OLD.until_id IS NOT NULL OR {differs} OR NEW.content::text IS DISTINCT FROM OLD.content::text"
    editor.execute(_trigger(ROW, "stays", "UPDATE", when), params=None)
    editor.execute(_trigger(ROW, "is_never_removed", "DELETE"), params=None)


def _trigger(table: str, name: str, verbs: str, when: str = "true") -> str:
    return (
        f"CREATE TRIGGER {table}_{name} BEFORE {verbs} ON {table} FOR EACH ROW WHEN ({when}) "
        "EXECUTE FUNCTION reporting_open_data_stays()"
    )


def backwards(apps: Any, editor: Any) -> None:
    """Take them back."""
    if editor.connection.vendor == "sqlite":
        for table in (*KEPT, ROW):
            for verb in ("update", "delete"):
                editor.execute(f"DROP TRIGGER {table}_{verb}", params=None)
        return
    editor.execute("DROP FUNCTION reporting_open_data_stays CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0018_open_data")]
    operations = [migrations.RunPython(forwards, backwards)]
