"""Recorded minutes of a liquidation may be doubted, set aside or kept; what they say stays through all of it."""

from typing import Any

from django.db import migrations

SAID = (
    *("project_id", "contract_id", "done", "remains", "number", "signed_on", "accepted", "paid", "returned"),
    *("owed", "unreturned", "name", "media_type", "sha256", "content", "agency_id", "author_id", "created_at"),
)
WORDS = "a recorded liquidation stays"
OVER = "OLD.state IN ('recorded', 'doubted', 'undone')"
STEPS = (
    "((OLD.state = 'recorded' AND NEW.state = 'doubted') "
    "OR (OLD.state = 'doubted' AND NEW.state IN ('recorded', 'undone')))"
)


def same(other: str) -> str:
    """Nothing of what was signed is different."""
    return "NOT (" + " OR ".join(f"NEW.{each} {other} OLD.{each}" for each in SAID) + ")"


def sqlite(loose: bool) -> list[str]:
    """The two triggers, with the steps or as they were."""
    let_go = f" AND NOT ({STEPS} AND {same('IS NOT')})" if loose else ""
    over = OVER if loose else "OLD.state = 'recorded'"
    return [
        "DROP TRIGGER ledger_liquidation_update",
        "DROP TRIGGER ledger_liquidation_delete",
        f"CREATE TRIGGER ledger_liquidation_update BEFORE UPDATE ON ledger_liquidation WHEN {over}{let_go} "
        f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
        f"CREATE TRIGGER ledger_liquidation_delete BEFORE DELETE ON ledger_liquidation WHEN {over} "
        f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
    ]


def postgresql(loose: bool) -> list[str]:
    """The same; a trigger of both verbs knows no NEW in its WHEN."""
    step = (
        f"IF TG_OP = 'UPDATE' THEN IF {STEPS} AND {same('IS DISTINCT FROM')} THEN RETURN NEW; END IF; END IF;"
        if loose
        else ""
    )
    over = OVER if loose else "OLD.state = 'recorded'"
    return [
        "DROP TRIGGER ledger_liquidation_stays ON ledger_liquidation",
        f"""CREATE OR REPLACE FUNCTION ledger_liquidation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {step} RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation'; END $$""",
        "CREATE TRIGGER ledger_liquidation_stays BEFORE UPDATE OR DELETE ON ledger_liquidation "
        f"FOR EACH ROW WHEN ({over}) EXECUTE FUNCTION ledger_liquidation_stays()",
    ]


def write(editor: Any, *, loose: bool) -> None:
    """Make the promises in the dialect of this database."""
    statements = sqlite(loose) if editor.connection.vendor == "sqlite" else postgresql(loose)
    for statement in statements:
        editor.execute(statement, params=None)


def forwards(apps: Any, editor: Any) -> None:
    """Let the two steps through."""
    write(editor, loose=True)


def backwards(apps: Any, editor: Any) -> None:
    """As it was."""
    write(editor, loose=False)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0026_liquidations_set_aside")]
    operations = [migrations.RunPython(forwards, backwards)]
