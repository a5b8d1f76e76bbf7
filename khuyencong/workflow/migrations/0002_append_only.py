"""The trail only grows, link by link, whoever writes: triggers on both databases."""

from typing import Any

from django.db import migrations

SQLITE = """
CREATE TRIGGER workflow_event_no_{lower} BEFORE {verb} ON workflow_event
BEGIN SELECT RAISE(ABORT, 'workflow_event is append-only'); END;
"""
SQLITE_LINK = """
CREATE TRIGGER workflow_event_links BEFORE INSERT ON workflow_event
WHEN NEW.sequence <> COALESCE((SELECT MAX(sequence) FROM workflow_event), 0) + 1
  OR NEW.previous <> COALESCE((SELECT hash FROM workflow_event ORDER BY sequence DESC LIMIT 1), '')
BEGIN SELECT RAISE(ABORT, 'an event follows the last one'); END;
"""
POSTGRESQL = """
CREATE FUNCTION workflow_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER workflow_event_append_only BEFORE UPDATE OR DELETE ON workflow_event
    FOR EACH ROW EXECUTE FUNCTION workflow_append_only();
CREATE FUNCTION workflow_event_links() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.sequence <> COALESCE((SELECT MAX(sequence) FROM workflow_event), 0) + 1
       OR NEW.previous <> COALESCE((SELECT hash FROM workflow_event ORDER BY sequence DESC LIMIT 1), '') THEN
        RAISE EXCEPTION 'an event follows the last one' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER workflow_event_links BEFORE INSERT ON workflow_event
    FOR EACH ROW EXECUTE FUNCTION workflow_event_links();
"""


def forwards(apps: Any, editor: Any) -> None:
    """Create the triggers in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            editor.execute(SQLITE.format(verb=verb, lower=verb.lower()))
        editor.execute(SQLITE_LINK)
        return
    editor.execute(POSTGRESQL, params=[])


def backwards(apps: Any, editor: Any) -> None:
    """Drop them again."""
    if editor.connection.vendor == "sqlite":
        for name in ("no_update", "no_delete", "links"):
            editor.execute(f"DROP TRIGGER workflow_event_{name}")
        return
    editor.execute("DROP FUNCTION workflow_append_only CASCADE")
    editor.execute("DROP FUNCTION workflow_event_links CASCADE")


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
