"""No two units bear one code on one day: guarded by triggers, since PostgreSQL is used without extensions.

SQLite drops a table's triggers when a migration rebuilds the table: such a migration must run these again.
"""

from django.db import migrations

TABLES = ("places_unit", "places_region")

SQLITE = """
CREATE TRIGGER {table}_overlap_{event} BEFORE {moment} ON {table}
WHEN EXISTS (
    SELECT 1 FROM {table} AS other
    WHERE other.code = NEW.code AND other.id <> COALESCE(NEW.id, -1)
      AND (other.until IS NULL OR NEW.since < other.until)
      AND (NEW.until IS NULL OR other.since < NEW.until)
)
BEGIN
    SELECT RAISE(ABORT, '{table}: two rows of one code on one day');
END
"""

# One lock for the whole table: two transactions that each add half of an overlap must see each other.
POSTGRESQL = """
CREATE FUNCTION {table}_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('{table}'));
    IF EXISTS (
        SELECT 1 FROM {table} AS other
        WHERE other.code = NEW.code AND other.id <> NEW.id
          AND (other.until IS NULL OR NEW.since < other.until)
          AND (NEW.until IS NULL OR other.since < NEW.until)
    ) THEN
        RAISE EXCEPTION '{table}: two rows of one code on one day' USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {table}_overlap BEFORE INSERT OR UPDATE OF code, since, until ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_overlap()
"""

EVENTS = {"insert": "INSERT", "update": "UPDATE OF code, since, until"}


def guard(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL.format(table=table), params=None)
            continue
        for event, moment in EVENTS.items():
            schema_editor.execute(SQLITE.format(table=table, event=event, moment=moment), params=None)


def unguard(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"DROP TRIGGER {table}_overlap ON {table}; DROP FUNCTION {table}_overlap()", params=None
            )
            continue
        for event in EVENTS:
            schema_editor.execute(f"DROP TRIGGER {table}_overlap_{event}", params=None)


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
