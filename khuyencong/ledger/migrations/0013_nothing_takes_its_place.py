"""SQLite's REPLACE takes a row away without asking the triggers of DELETE: here it is refused as an insertion.

Whose year is closed is told by the departments of the closing: they stay with it, on both databases.
"""

from typing import Any

from django.db import migrations

SAME = {
    "ledger_book": (
        "id = NEW.id OR (project_id = NEW.project_id AND purse = NEW.purse AND year = NEW.year "
        "AND plan_year = NEW.plan_year)"
    ),
    "ledger_posting": 'id = NEW.id OR "key" = NEW."key" OR reverses_id = NEW.reverses_id',
    "ledger_transfer": "id = NEW.id OR (posting_id = NEW.posting_id AND position = NEW.position)",
    "ledger_balance": "id = NEW.id",
}
"""The rows whose place another would take."""

DECIDED = "SELECT 1 FROM ledger_yearclose c WHERE c.id = OLD.yearclose_id AND c.state IN ('running', 'closed')"
SQLITE = [
    *(
        f"CREATE TRIGGER {table}_replace BEFORE INSERT ON {table} "  # noqa: S608  our own words
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table, same in SAME.items()
    ),
    *(
        f"CREATE TRIGGER ledger_yearclose_departments_{verb.lower()} BEFORE {verb} ON ledger_yearclose_departments "
        f"WHEN EXISTS ({DECIDED}) BEGIN SELECT RAISE(ABORT, 'whom a closing concerns stays'); END"
        for verb in ("UPDATE", "DELETE")
    ),
]
POSTGRESQL = [
    f"""CREATE FUNCTION ledger_concerned_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS ({DECIDED}) THEN
        RAISE EXCEPTION 'whom a closing concerns stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$""",
    "CREATE TRIGGER ledger_yearclose_departments_stay BEFORE UPDATE OR DELETE ON ledger_yearclose_departments "
    "FOR EACH ROW EXECUTE FUNCTION ledger_concerned_stay()",
]


def forwards(apps: Any, editor: Any) -> None:
    """Make the promises in the dialect of this database."""
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement, params=None)


def backwards(apps: Any, editor: Any) -> None:
    """Take them back."""
    if editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            editor.execute(f"DROP TRIGGER {statement.split()[2]}", params=None)
        return
    editor.execute("DROP FUNCTION ledger_concerned_stay CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0012_openings")]
    operations = [migrations.RunPython(forwards, backwards)]
