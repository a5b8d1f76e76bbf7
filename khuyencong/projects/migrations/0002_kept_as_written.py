"""What was judged stays as it was judged, and what was written stays as it was written: by both databases.

A verdict never changes. Of a passage only `settled` may, once: words kept aside were taken over or waived.
"""

from typing import Any

from django.db import migrations

SQLITE = (
    """
CREATE TRIGGER projects_verdict_stays BEFORE UPDATE ON projects_verdict
BEGIN SELECT RAISE(ABORT, 'projects_verdict is append-only'); END;
""",
    """
CREATE TRIGGER projects_passage_stays BEFORE UPDATE ON projects_passage
WHEN NEW.text <> OLD.text OR NEW.section <> OLD.section OR NEW.project_id <> OLD.project_id
    OR NEW.number IS NOT OLD.number OR NEW.author_id <> OLD.author_id OR (OLD.settled AND NOT NEW.settled)
BEGIN SELECT RAISE(ABORT, 'projects_passage is append-only'); END;
""",
)
POSTGRESQL = """
CREATE FUNCTION projects_verdict_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'projects_verdict is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER projects_verdict_stays BEFORE UPDATE ON projects_verdict
    FOR EACH ROW EXECUTE FUNCTION projects_verdict_stays();
CREATE FUNCTION projects_passage_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.text <> OLD.text OR NEW.section <> OLD.section OR NEW.project_id <> OLD.project_id
        OR NEW.number IS DISTINCT FROM OLD.number OR NEW.author_id <> OLD.author_id
        OR (OLD.settled AND NOT NEW.settled) THEN
        RAISE EXCEPTION 'projects_passage is append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER projects_passage_stays BEFORE UPDATE ON projects_passage
    FOR EACH ROW EXECUTE FUNCTION projects_passage_stays();
"""


def forwards(apps: Any, editor: Any) -> None:
    """Make the promise in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        for trigger in SQLITE:
            editor.execute(trigger)
        return
    editor.execute(POSTGRESQL, params=None)


def backwards(apps: Any, editor: Any) -> None:
    """Take it back."""
    for table in ("verdict", "passage"):
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER projects_{table}_stays")
        else:
            editor.execute(f"DROP FUNCTION projects_{table}_stays CASCADE")


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_projects")]
    operations = [migrations.RunPython(forwards, backwards)]
