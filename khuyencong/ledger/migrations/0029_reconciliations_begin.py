"""A reconciliation begins as a draft and is never entered as confirmed or signed: both databases refuse it."""

from typing import Any

from django.db import migrations

NAME = "ledger_reconciliation_begins"
SAID = "ledger: a reconciliation begins as a draft"


def forwards(apps: Any, editor: Any) -> None:
    """Make the promise in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        editor.execute(
            f"CREATE TRIGGER {NAME} BEFORE INSERT ON ledger_reconciliation WHEN NEW.state <> 'draft' "
            f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END",
            params=None,
        )
        return
    editor.execute(
        f"""CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'draft' THEN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'restrict_violation'; END IF;
    RETURN NEW;
END $$""",
        params=None,
    )
    editor.execute(
        f"CREATE TRIGGER {NAME} BEFORE INSERT ON ledger_reconciliation FOR EACH ROW EXECUTE FUNCTION {NAME}()",
        params=None,
    )


def backwards(apps: Any, editor: Any) -> None:
    """Take it back."""
    if editor.connection.vendor == "sqlite":
        editor.execute(f"DROP TRIGGER {NAME}", params=None)
        return
    editor.execute(f"DROP FUNCTION {NAME} CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0028_late_units_settle")]
    operations = [migrations.RunPython(forwards, backwards)]
