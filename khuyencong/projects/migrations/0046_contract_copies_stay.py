"""A signed copy of a contract stays as it was handed in: both databases refuse to change or remove it."""

from typing import Any

from django.db import migrations

SQLITE = """
CREATE TRIGGER projects_contractcopy_{verb} BEFORE {verb} ON projects_contractcopy
BEGIN SELECT RAISE(ABORT, 'projects_contractcopy is append-only'); END;
"""
POSTGRESQL = """
CREATE FUNCTION projects_contractcopy_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'projects_contractcopy is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER projects_contractcopy_stays BEFORE UPDATE OR DELETE ON projects_contractcopy
    FOR EACH ROW EXECUTE FUNCTION projects_contractcopy_stays();
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
            editor.execute(f"DROP TRIGGER projects_contractcopy_{verb}")
        return
    editor.execute("DROP FUNCTION projects_contractcopy_stays CASCADE")


class Migration(migrations.Migration):
    dependencies = [("projects", "0045_contract_copies")]
    operations = [migrations.RunPython(forwards, backwards)]
