"""What was paid and what was accepted stays as it was said: both databases refuse to change or remove it."""

from importlib import import_module
from typing import Any

from django.db import migrations

claims: Any = import_module("khuyencong.ledger.migrations.0004_paid_claims_stay")
RECORDED = "SELECT 1 FROM ledger_acceptance a WHERE a.id = OLD.acceptance_id AND a.state = 'recorded'"
SQLITE = [
    *(
        f"CREATE TRIGGER ledger_acceptance_{verb.lower()} BEFORE {verb} ON ledger_acceptance "
        "WHEN OLD.state = 'recorded' BEGIN SELECT RAISE(ABORT, 'a recorded acceptance stays'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    *(
        f"CREATE TRIGGER ledger_acceptedvolume_{verb.lower()} BEFORE {verb} ON ledger_acceptedvolume "
        f"BEGIN SELECT RAISE(ABORT, 'a recorded acceptance keeps its volumes') WHERE EXISTS ({RECORDED}); END"
        for verb in ("UPDATE", "DELETE")
    ),
]
POSTGRESQL = [
    """CREATE FUNCTION ledger_acceptance_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a recorded acceptance stays' USING ERRCODE = 'restrict_violation'; END $$""",
    "CREATE TRIGGER ledger_acceptance_stays BEFORE UPDATE OR DELETE ON ledger_acceptance "
    "FOR EACH ROW WHEN (OLD.state = 'recorded') EXECUTE FUNCTION ledger_acceptance_stays()",
    f"""CREATE FUNCTION ledger_acceptedvolume_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS ({RECORDED}) THEN
        RAISE EXCEPTION 'a recorded acceptance keeps its volumes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$""",
    "CREATE TRIGGER ledger_acceptedvolume_stays BEFORE UPDATE OR DELETE ON ledger_acceptedvolume "
    "FOR EACH ROW EXECUTE FUNCTION ledger_acceptedvolume_stays()",
]


def forwards(apps: Any, editor: Any) -> None:
    """Make the promises in the dialect of this database, those of migration 0004 anew."""
    claims.forwards(apps, editor)
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement, params=None)


def backwards(apps: Any, editor: Any) -> None:
    """Take them back."""
    claims.backwards(apps, editor)
    if editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            editor.execute(f"DROP TRIGGER {statement.split()[2]}", params=None)
        return
    for name in ("ledger_acceptance_stays", "ledger_acceptedvolume_stays"):
        editor.execute(f"DROP FUNCTION {name} CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_acceptances")]
    operations = [migrations.RunPython(forwards, backwards)]
