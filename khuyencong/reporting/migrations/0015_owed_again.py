"""What was said not to be owed may be owed again: the promise let only a missing return come back."""

from typing import Any

from django.db import migrations

TRIGGER = "reporting_periodicreturn_update"
SAME = ("form", "agency_id", "every", "year", "number", "starts", "ends", "created_at")
MOVED = (
    "(OLD.state = 'approved' AND NEW.state <> 'reopened') "
    "OR (NEW.state = 'expected' AND OLD.state NOT IN ({back}))"
)
BEFORE, NOW = "'expected', 'missing'", "'expected', 'missing', 'dropped'"
POSTGRESQL = """
CREATE OR REPLACE FUNCTION reporting_periodicreturn_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'what is owed stays owed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF {changed} OR {moved} THEN
        RAISE EXCEPTION 'the return is locked' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""


def promise(editor: Any, back: str) -> None:
    """Make the promise about moves anew: from where a return may come back to be expected."""
    moved = MOVED.format(back=back)
    if editor.connection.vendor == "sqlite":
        changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in SAME)
        editor.execute(f"DROP TRIGGER {TRIGGER}", params=None)
        editor.execute(
            f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON reporting_periodicreturn "
            f"WHEN {changed} OR {moved} BEGIN SELECT RAISE(ABORT, 'the return is locked'); END",
            params=None,
        )
        return
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in SAME)
    editor.execute(POSTGRESQL.format(changed=changed, moved=moved), params=None)


def forwards(apps: Any, editor: Any) -> None:
    """What was dropped may be owed again."""
    promise(editor, NOW)


def backwards(apps: Any, editor: Any) -> None:
    """As it was."""
    promise(editor, BEFORE)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0014_votes_in_a_sitting")]
    operations = [migrations.RunPython(forwards, backwards)]
