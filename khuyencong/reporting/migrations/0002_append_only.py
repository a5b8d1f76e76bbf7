"""Figures and issued reports cannot be changed or deleted, whoever asks: triggers on both databases."""

from typing import Any

from django.db import migrations

TABLES = ["reporting_figure", "reporting_issuedreport", "reporting_receivedfile"]

SQLITE = """
CREATE TRIGGER {table}_no_{lower} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""
SQLITE_SAME_CELL = """
CREATE TRIGGER reporting_figure_same_cell BEFORE INSERT ON reporting_figure
WHEN NEW.replaces_id IS NOT NULL AND NEW.key IS NOT (SELECT key FROM reporting_figure WHERE id = NEW.replaces_id)
BEGIN SELECT RAISE(ABORT, 'a correction fills another cell than the figure it replaces'); END;
"""
POSTGRESQL = """
CREATE FUNCTION reporting_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE FUNCTION reporting_figure_same_cell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.replaces_id IS NOT NULL
       AND NEW.key IS DISTINCT FROM (SELECT key FROM reporting_figure WHERE id = NEW.replaces_id) THEN
        RAISE EXCEPTION 'a correction fills another cell than the figure it replaces'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reporting_figure_same_cell BEFORE INSERT ON reporting_figure
    FOR EACH ROW EXECUTE FUNCTION reporting_figure_same_cell();
"""
POSTGRESQL_TABLE = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION reporting_append_only();
"""


def forwards(apps: Any, editor: Any) -> None:
    """Create the triggers in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        for table in TABLES:
            for verb in ("UPDATE", "DELETE"):
                editor.execute(SQLITE.format(table=table, verb=verb, lower=verb.lower()))
        editor.execute(SQLITE_SAME_CELL)
        return
    editor.execute(POSTGRESQL, params=[])
    for table in TABLES:
        editor.execute(POSTGRESQL_TABLE.format(table=table))


def backwards(apps: Any, editor: Any) -> None:
    """Drop them again."""
    if editor.connection.vendor == "sqlite":
        for table in TABLES:
            for verb in ("update", "delete"):
                editor.execute(f"DROP TRIGGER {table}_no_{verb}")
        editor.execute("DROP TRIGGER reporting_figure_same_cell")
        return
    editor.execute("DROP FUNCTION reporting_append_only CASCADE")
    editor.execute("DROP FUNCTION reporting_figure_same_cell CASCADE")


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
