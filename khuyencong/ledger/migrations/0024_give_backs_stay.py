"""What was given back stays as it was laid before the head and as it was confirmed; a reversal alone lets it go."""

from typing import Any

from django.db import migrations

TABLE = "ledger_giveback"
WORDS = "what was given back stays as it was written and confirmed"
POSTS = "a confirmed give-back names its own posting"
SAID = " AND ".join(
    f"NEW.{each} = OLD.{each}"
    for each in ("contract_id", "project_id", "author_id", "amount", "voucher", "paid_on", "sha256")
)
REVERSED = "EXISTS (SELECT 1 FROM ledger_posting r WHERE r.reverses_id = OLD.posting_id)"
LAID = f"OLD.state = 'proposed' AND (NEW.state = 'draft' OR ({SAID}))"
UNDONE = f"OLD.state = 'confirmed' AND NEW.state = 'undone' AND NEW.posting_id = OLD.posting_id AND {SAID} AND {REVERSED}"
OPEN = "OLD.state = 'draft' AND NEW.contract_id = OLD.contract_id AND NEW.project_id = OLD.project_id"
MAY = f"(({OPEN}) OR ({LAID}) OR ({UNDONE}))"
# A posting of its kind that moved just this amount: another's would say that money came which did not.
OWN = (
    "SELECT 1 FROM ledger_posting p JOIN ledger_transfer t ON t.posting_id = p.id "
    "WHERE p.id = NEW.posting_id AND p.kind = 'give_back' AND t.amount = NEW.amount"
)

SQLITE = [
    f"CREATE TRIGGER {TABLE}_update BEFORE UPDATE ON {TABLE} WHEN NOT {MAY} "
    f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
    f"CREATE TRIGGER {TABLE}_delete BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
    *(
        f"CREATE TRIGGER {TABLE}_posts_{verb.lower()} BEFORE {verb} ON {TABLE} "
        f"WHEN NEW.state = 'confirmed' AND NOT EXISTS ({OWN}) BEGIN SELECT RAISE(ABORT, '{POSTS}'); END"
        for verb in ("INSERT", "UPDATE")
    ),
]
POSTGRESQL = [
    f"""CREATE FUNCTION ledger_give_back_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF NOT {MAY} THEN
            RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF NEW.state = 'confirmed' AND NOT EXISTS ({OWN}) THEN
        RAISE EXCEPTION '{POSTS}' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$""",
    f"CREATE TRIGGER {TABLE}_stays BEFORE INSERT OR UPDATE OR DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION ledger_give_back_stays()",
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
    editor.execute("DROP FUNCTION ledger_give_back_stays CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0023_give_backs")]
    operations = [migrations.RunPython(forwards, backwards)]
