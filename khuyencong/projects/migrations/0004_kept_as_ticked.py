"""What was ticked, declared and minuted stays as it was: both databases refuse to change or remove it."""

from typing import Any

from django.db import migrations

TABLES = ("tick", "interest", "minutes", "attendance", "minutesitem")
SQLITE = """
CREATE TRIGGER projects_{table}_{verb} BEFORE {verb} ON projects_{table}
BEGIN SELECT RAISE(ABORT, 'projects_{table} is append-only'); END;
"""
POSTGRESQL = """
CREATE FUNCTION projects_appraised_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""
POSTGRESQL_TABLE = """
CREATE TRIGGER projects_{table}_stays BEFORE UPDATE OR DELETE ON projects_{table}
    FOR EACH ROW EXECUTE FUNCTION projects_appraised_stays();
"""


def forwards(apps: Any, editor: Any) -> None:
    """Make the promise in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        for table in TABLES:
            for verb in ("UPDATE", "DELETE"):
                editor.execute(SQLITE.format(table=table, verb=verb))
        return
    editor.execute(POSTGRESQL, params=None)
    for table in TABLES:
        editor.execute(POSTGRESQL_TABLE.format(table=table))


def backwards(apps: Any, editor: Any) -> None:
    """Take it back."""
    if editor.connection.vendor == "sqlite":
        for table in TABLES:
            for verb in ("UPDATE", "DELETE"):
                editor.execute(f"DROP TRIGGER projects_{table}_{verb}")
        return
    editor.execute("DROP FUNCTION projects_appraised_stays CASCADE")


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_appraisal")]
    operations = [migrations.RunPython(forwards, backwards)]
