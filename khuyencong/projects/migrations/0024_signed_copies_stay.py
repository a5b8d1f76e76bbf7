"""A signed copy stays as it was handed in: both databases refuse to change or remove it."""

from typing import Any

from django.db import migrations

SQLITE = """
CREATE TRIGGER projects_signedcopy_{verb} BEFORE {verb} ON projects_signedcopy
BEGIN SELECT RAISE(ABORT, 'projects_signedcopy is append-only'); END;
"""
POSTGRESQL = """
CREATE FUNCTION projects_signedcopy_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'projects_signedcopy is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER projects_signedcopy_stays BEFORE UPDATE OR DELETE ON projects_signedcopy
    FOR EACH ROW EXECUTE FUNCTION projects_signedcopy_stays();
"""


def forwards(apps: Any, editor: Any) -> None:
    """Make the promise in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            editor.execute(SQLITE.format(verb=verb))
        return
    editor.execute(POSTGRESQL, params=None)


def backwards(apps: Any, editor: Any) -> None:
    """Take it back."""
    if editor.connection.vendor == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            editor.execute(f"DROP TRIGGER projects_signedcopy_{verb}")
        return
    editor.execute("DROP FUNCTION projects_signedcopy_stays CASCADE")


class Migration(migrations.Migration):
    dependencies = [("projects", "0023_signed_copies")]
    operations = [migrations.RunPython(forwards, backwards)]
