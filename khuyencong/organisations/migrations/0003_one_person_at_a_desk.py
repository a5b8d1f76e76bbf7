"""A desk has one holder at a time, whoever writes: triggers on both databases."""

from typing import Any

from django.db import migrations

OVERLAP = """
EXISTS (
    SELECT 1 FROM organisations_seat AS other
    WHERE other.desk_id = NEW.desk_id AND other.id <> NEW.id
      AND other.since < COALESCE(NEW.until, {forever}) AND COALESCE(other.until, {forever}) > NEW.since
      AND other.since < COALESCE(other.until, {forever}) AND NEW.since < COALESCE(NEW.until, {forever})
)
"""
SAYS = "a desk has one holder at a time"
SQLITE = """
CREATE TRIGGER organisations_seat_one_holder_{lower} BEFORE {verb} ON organisations_seat
WHEN {overlap}
BEGIN SELECT RAISE(ABORT, '{says}'); END;
"""
POSTGRESQL = """
CREATE FUNCTION organisations_seat_one_holder() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM organisations_desk WHERE id = NEW.desk_id FOR UPDATE;
    IF {overlap} THEN
        RAISE EXCEPTION '{says}' USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER organisations_seat_one_holder BEFORE INSERT OR UPDATE ON organisations_seat
    FOR EACH ROW EXECUTE FUNCTION organisations_seat_one_holder();
"""


def forwards(apps: Any, editor: Any) -> None:
    """Create the trigger in the dialect of this database; on PostgreSQL it first queues at the desk's row."""
    if editor.connection.vendor == "sqlite":
        overlap = OVERLAP.format(forever="'9999-12-31'")
        for verb in ("INSERT", "UPDATE"):
            # In a BEFORE INSERT trigger the new row has no key yet; nothing equals it then, as it should be.
            condition = overlap if verb == "UPDATE" else overlap.replace("AND other.id <> NEW.id", "")
            editor.execute(SQLITE.format(verb=verb, lower=verb.lower(), overlap=condition, says=SAYS))
        return
    editor.execute(POSTGRESQL.format(overlap=OVERLAP.format(forever="'infinity'::date"), says=SAYS), params=[])


def backwards(apps: Any, editor: Any) -> None:
    """Drop it again."""
    if editor.connection.vendor == "sqlite":
        for verb in ("insert", "update"):
            editor.execute(f"DROP TRIGGER organisations_seat_one_holder_{verb}")
        return
    editor.execute("DROP FUNCTION organisations_seat_one_holder CASCADE")


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_desks")]
    operations = [migrations.RunPython(forwards, backwards)]
