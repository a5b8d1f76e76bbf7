"""What was declared stays, and nobody alone is concerned no more: both databases refuse such a row.

On SQLite the table was made anew by the migration before, without its triggers.
"""

from typing import Any

from django.db import migrations

STANDING = """
    NOT NEW.conflicted AND NOT NEW.waits AND NEW.confirmed_by_id IS NULL AND (
        SELECT conflicted FROM projects_interest
        WHERE project_id = NEW.project_id AND user_id = NEW.user_id AND NOT waits ORDER BY id DESC LIMIT 1
    )
"""
SQLITE_STAYS = """
CREATE TRIGGER IF NOT EXISTS projects_interest_{verb} BEFORE {verb} ON projects_interest
BEGIN SELECT RAISE(ABORT, 'projects_interest is append-only'); END;
"""
SQLITE = f"""
CREATE TRIGGER projects_interest_second BEFORE INSERT ON projects_interest WHEN {STANDING}
BEGIN SELECT RAISE(ABORT, 'an interest is taken back by two'); END;
"""
POSTGRESQL = f"""
CREATE FUNCTION projects_interest_second() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {STANDING} THEN
        RAISE EXCEPTION 'an interest is taken back by two' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER projects_interest_second BEFORE INSERT ON projects_interest
    FOR EACH ROW EXECUTE FUNCTION projects_interest_second();
"""


def forwards(apps: Any, editor: Any) -> None:
    """Make the promise in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            editor.execute(SQLITE_STAYS.format(verb=verb))
        editor.execute(SQLITE)
        return
    editor.execute(POSTGRESQL, params=None)


def backwards(apps: Any, editor: Any) -> None:
    """Take it back; what was declared stays."""
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TRIGGER projects_interest_second")
        return
    editor.execute("DROP FUNCTION projects_interest_second CASCADE")


class Migration(migrations.Migration):
    dependencies = [("projects", "0047_interests_taken_back")]
    operations = [migrations.RunPython(forwards, backwards)]
