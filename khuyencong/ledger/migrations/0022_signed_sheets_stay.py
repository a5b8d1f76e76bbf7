"""A signed sheet is only added, and only to what was confirmed: both databases refuse anything else."""

from typing import Any

from django.db import migrations

CONFIRMED = """EXISTS (SELECT 1 FROM ledger_reconciliation r
    WHERE r.id = NEW.reconciliation_id AND r.state = 'confirmed')"""
SQLITE = (
    f"""CREATE TRIGGER ledger_signedsheet_insert BEFORE INSERT ON ledger_signedsheet WHEN NOT {CONFIRMED}
    BEGIN SELECT RAISE(ABORT, 'ledger: a signed sheet is of what was confirmed'); END""",
    """CREATE TRIGGER ledger_signedsheet_replace BEFORE INSERT ON ledger_signedsheet
    WHEN EXISTS (SELECT 1 FROM ledger_signedsheet WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'ledger_signedsheet is append-only'); END""",
    """CREATE TRIGGER ledger_signedsheet_update BEFORE UPDATE ON ledger_signedsheet
    BEGIN SELECT RAISE(ABORT, 'ledger_signedsheet is append-only'); END""",
    """CREATE TRIGGER ledger_signedsheet_delete BEFORE DELETE ON ledger_signedsheet
    BEGIN SELECT RAISE(ABORT, 'ledger_signedsheet is append-only'); END""",
)
POSTGRESQL = (
    f"""CREATE FUNCTION ledger_signedsheet_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'ledger_signedsheet is append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT {CONFIRMED} THEN
        RAISE EXCEPTION 'ledger: a signed sheet is of what was confirmed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW; END $$""",
    """CREATE TRIGGER ledger_signedsheet_stays BEFORE INSERT OR UPDATE OR DELETE ON ledger_signedsheet
    FOR EACH ROW EXECUTE FUNCTION ledger_signedsheet_stays()""",
)


def forwards(apps: Any, editor: Any) -> None:
    """Make the promise in the dialect of this database."""
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement, params=None)


def backwards(apps: Any, editor: Any) -> None:
    """Take it back."""
    if editor.connection.vendor == "sqlite":
        for verb in ("insert", "replace", "update", "delete"):
            editor.execute(f"DROP TRIGGER ledger_signedsheet_{verb}", params=None)
        return
    editor.execute("DROP FUNCTION ledger_signedsheet_stays CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0021_signed_sheets")]
    operations = [
        migrations.RemoveField(model_name="reconciliation", name="content"),
        migrations.RemoveField(model_name="reconciliation", name="media_type"),
        migrations.RunPython(forwards, backwards),
    ]
