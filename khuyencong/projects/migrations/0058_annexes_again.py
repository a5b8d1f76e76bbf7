"""A decided change may wait for its annex again, where the closing that had made one needless was undone.

What it says still stays for ever: only the state goes there and back.
"""

from importlib import import_module
from typing import Any

from django.db import migrations

changes: Any = import_module("khuyencong.projects.migrations.0040_decided_changes_stay")
GOES_ON = " AND ".join(f"CAST(OLD.changes AS text) NOT LIKE '%\"{each}\"%'" for each in ("stop", "violation"))
"""A stop waits for no annex, neither before nor after."""
THERE_AND_BACK = (
    "(OLD.state = 'annex' AND NEW.state = 'decided' "
    f"OR OLD.state = 'decided' AND NEW.state = 'annex' AND {GOES_ON})"
)


def sqlite(moves: str) -> list[str]:
    """The promise for SQLite, with the moves that are none of what stays."""
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in changes.KEPT)
    return [
        "DROP TRIGGER projects_changerequest_stays",
        "CREATE TRIGGER projects_changerequest_stays BEFORE UPDATE ON projects_changerequest "
        f"WHEN OLD.state IN {changes.OVER} AND (NOT {moves} OR {changed}) "
        "BEGIN SELECT RAISE(ABORT, 'a decided change stays'); END",
    ]


def postgresql(moves: str) -> list[str]:
    """The same for PostgreSQL."""
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in changes.KEPT)
    return [
        f"""CREATE OR REPLACE FUNCTION projects_changerequest_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND {moves} AND NOT ({changed}) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a decided change stays' USING ERRCODE = 'restrict_violation';
END $$"""
    ]


def keep(editor: Any, moves: str) -> None:
    """Make the promise in the dialect of this database."""
    for statement in (sqlite if editor.connection.vendor == "sqlite" else postgresql)(moves):
        editor.execute(statement, params=None)


def forwards(apps: Any, editor: Any) -> None:
    """There and back."""
    keep(editor, THERE_AND_BACK)


def backwards(apps: Any, editor: Any) -> None:
    """There alone, as before."""
    keep(editor, "(OLD.state = 'annex' AND NEW.state = 'decided')")


class Migration(migrations.Migration):
    dependencies = [("projects", "0057_removed_lines")]
    operations = [migrations.RunPython(forwards, backwards)]
