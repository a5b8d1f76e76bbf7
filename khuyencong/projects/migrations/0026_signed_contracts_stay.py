"""A signed contract says for ever what was signed: both databases refuse to change or remove it."""

from typing import Any

from django.db import migrations

KEPT = (
    *("project_id", "kind", "year", "beneficiary_id", "amends_id", "agency_id"),
    *("support", "counterpart", "begins_on", "ends_on", "number", "signed_on", "reason", "state"),
)
SQLITE = """
CREATE TRIGGER projects_contract_stays BEFORE UPDATE ON projects_contract
WHEN OLD.state = 'signed' AND ({changed})
BEGIN SELECT RAISE(ABORT, 'a signed contract is not changed'); END;
CREATE TRIGGER projects_contract_is_kept BEFORE DELETE ON projects_contract
WHEN OLD.state = 'signed'
BEGIN SELECT RAISE(ABORT, 'a signed contract is not removed'); END;
"""
POSTGRESQL = """
CREATE FUNCTION projects_contract_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a signed contract is not removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF {changed} THEN
        RAISE EXCEPTION 'a signed contract is not changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER projects_contract_stays BEFORE UPDATE OR DELETE ON projects_contract
    FOR EACH ROW WHEN (OLD.state = 'signed') EXECUTE FUNCTION projects_contract_stays();
"""


def forwards(apps: Any, editor: Any) -> None:
    """Make the promise in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in KEPT)
        for statement in SQLITE.format(changed=changed).split("END;")[:-1]:
            editor.execute(f"{statement}END;")
        return
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in KEPT)
    editor.execute(POSTGRESQL.format(changed=changed), params=None)


def backwards(apps: Any, editor: Any) -> None:
    """Take it back."""
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TRIGGER projects_contract_stays")
        editor.execute("DROP TRIGGER projects_contract_is_kept")
        return
    editor.execute("DROP FUNCTION projects_contract_stays CASCADE")


class Migration(migrations.Migration):
    dependencies = [("projects", "0025_contracts")]
    operations = [migrations.RunPython(forwards, backwards)]
