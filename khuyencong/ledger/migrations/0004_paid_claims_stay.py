"""A paid claim says for ever what was paid: both databases refuse to change or remove it or its papers."""

from typing import Any

from django.db import migrations

PAID = "SELECT 1 FROM ledger_claim c WHERE c.id = OLD.claim_id AND c.state = 'paid'"
SQLITE = [
    *(
        f"CREATE TRIGGER ledger_claim_{verb.lower()} BEFORE {verb} ON ledger_claim WHEN OLD.state = 'paid' "
        "BEGIN SELECT RAISE(ABORT, 'a paid claim stays'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    *(
        f"CREATE TRIGGER ledger_claimpaper_{verb.lower()} BEFORE {verb} ON ledger_claimpaper "
        f"BEGIN SELECT RAISE(ABORT, 'a paid claim keeps its papers') WHERE EXISTS ({PAID}); END"
        for verb in ("UPDATE", "DELETE")
    ),
]
POSTGRESQL = [
    """CREATE FUNCTION ledger_claim_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a paid claim stays' USING ERRCODE = 'restrict_violation'; END $$""",
    "CREATE TRIGGER ledger_claim_stays BEFORE UPDATE OR DELETE ON ledger_claim "
    "FOR EACH ROW WHEN (OLD.state = 'paid') EXECUTE FUNCTION ledger_claim_stays()",
    f"""CREATE FUNCTION ledger_claimpaper_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS ({PAID}) THEN
        RAISE EXCEPTION 'a paid claim keeps its papers' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$""",
    "CREATE TRIGGER ledger_claimpaper_stays BEFORE UPDATE OR DELETE ON ledger_claimpaper "
    "FOR EACH ROW EXECUTE FUNCTION ledger_claimpaper_stays()",
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
    for name in ("ledger_claim_stays", "ledger_claimpaper_stays"):
        editor.execute(f"DROP FUNCTION {name} CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_claims")]
    operations = [migrations.RunPython(forwards, backwards)]
