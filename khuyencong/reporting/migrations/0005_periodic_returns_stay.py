"""What was returned stays as it was written, a locked return takes no cell, and what is owed stays owed.

Cells, waivers and urgings are append-only. A cell is written only while its return is open, under its present
revision, and replaces a cell of its own place. A return is never deleted, stays the return of its agency and
period, and while it is approved nothing of it changes: both databases refuse, whoever asks.
"""

from typing import Any

from django.db import migrations

TABLES = ("reporting_returncell", "reporting_checkwaiver", "reporting_urging")
SAME = ("form", "agency_id", "every", "year", "number", "starts", "ends", "created_at")
CLOSED = (
    "(SELECT 1 FROM reporting_periodicreturn WHERE id = NEW.periodic_return_id "
    "AND state IN ('draft', 'returned', 'reopened') AND revision = NEW.revision)"
)
OTHER_PLACE = (
    "(SELECT 1 FROM reporting_returncell WHERE id = NEW.replaces_id "
    "AND periodic_return_id = NEW.periodic_return_id AND indicator = NEW.indicator AND purse = NEW.purse)"
)
MOVED = (
    "(OLD.state = 'approved' AND NEW.state <> 'reopened') "
    "OR (NEW.state = 'expected' AND OLD.state NOT IN ('expected', 'missing'))"
)


def sqlite() -> list[str]:
    """The promises as SQLite makes them."""
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in SAME)
    stay = [
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'what was returned stays'); END"
        for table in TABLES
        for verb in ("UPDATE", "DELETE")
    ]
    return [
        *stay,
        "CREATE TRIGGER reporting_returncell_open BEFORE INSERT ON reporting_returncell "
        f"WHEN NOT EXISTS {CLOSED} BEGIN SELECT RAISE(ABORT, 'the return is locked'); END",
        "CREATE TRIGGER reporting_returncell_place BEFORE INSERT ON reporting_returncell "
        f"WHEN NEW.replaces_id IS NOT NULL AND NOT EXISTS {OTHER_PLACE} "
        "BEGIN SELECT RAISE(ABORT, 'a cell replaces one of its own place'); END",
        "CREATE TRIGGER reporting_periodicreturn_delete BEFORE DELETE ON reporting_periodicreturn "
        "BEGIN SELECT RAISE(ABORT, 'what is owed stays owed'); END",
        "CREATE TRIGGER reporting_periodicreturn_update BEFORE UPDATE ON reporting_periodicreturn "
        f"WHEN {changed} OR {MOVED} BEGIN SELECT RAISE(ABORT, 'the return is locked'); END",
    ]


POSTGRESQL = """
CREATE FUNCTION reporting_returned_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'what was returned stays' USING ERRCODE = 'restrict_violation'; END $$;
CREATE FUNCTION reporting_returncell_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS {closed} THEN
        RAISE EXCEPTION 'the return is locked' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.replaces_id IS NOT NULL AND NOT EXISTS {place} THEN
        RAISE EXCEPTION 'a cell replaces one of its own place' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION reporting_periodicreturn_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'what is owed stays owed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF {changed} OR {moved} THEN
        RAISE EXCEPTION 'the return is locked' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reporting_returncell_open BEFORE INSERT ON reporting_returncell
    FOR EACH ROW EXECUTE FUNCTION reporting_returncell_open();
CREATE TRIGGER reporting_periodicreturn_stays BEFORE UPDATE OR DELETE ON reporting_periodicreturn
    FOR EACH ROW EXECUTE FUNCTION reporting_periodicreturn_stays();
"""


def forwards(apps: Any, editor: Any) -> None:
    """Make the promises in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        for each in sqlite():
            editor.execute(each, params=None)
        return
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in SAME)
    text = POSTGRESQL.format(closed=CLOSED, place=OTHER_PLACE, changed=changed, moved=MOVED)
    editor.execute(text, params=None)
    for table in TABLES:
        editor.execute(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION reporting_returned_stays()",
            params=None,
        )


def backwards(apps: Any, editor: Any) -> None:
    """Take them back."""
    if editor.connection.vendor == "sqlite":
        names = [f"{table}_{verb}" for table in TABLES for verb in ("update", "delete")]
        names += ["reporting_returncell_open", "reporting_returncell_place"]
        names += ["reporting_periodicreturn_delete", "reporting_periodicreturn_update"]
        for name in names:
            editor.execute(f"DROP TRIGGER {name}", params=None)
        return
    for name in ("returned_stays", "returncell_open", "periodicreturn_stays"):
        editor.execute(f"DROP FUNCTION reporting_{name} CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0004_periodic_returns")]
    operations = [migrations.RunPython(forwards, backwards)]
