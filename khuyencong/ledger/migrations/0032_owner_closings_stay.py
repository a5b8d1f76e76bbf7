"""What a liquidation says of contracts with establishments is theirs, and stays once it left the draft.

A contract of the same project and year that both signed and nobody said anything of holds the minutes up: both
databases refuse to record them.
"""

from typing import Any

from django.db import migrations

TABLE = "ledger_ownerclosing"
DRAFT = "EXISTS (SELECT 1 FROM ledger_liquidation l WHERE l.id = {row}.liquidation_id AND l.state = 'draft')"
ITS_OWN = """EXISTS (SELECT 1 FROM ledger_liquidation l
    JOIN projects_contract u ON u.id = l.contract_id
    JOIN projects_contract c ON c.project_id = u.project_id AND c.year = u.year
    WHERE l.id = NEW.liquidation_id AND c.id = NEW.contract_id
    AND c.kind = 'owner' AND c.amends_id IS NULL AND c.state = 'signed')"""
OPEN = """EXISTS (SELECT 1 FROM projects_contract u
    JOIN projects_contract c ON c.project_id = u.project_id AND c.year = u.year
    JOIN projects_beneficiary b ON b.id = c.beneficiary_id
    WHERE u.id = NEW.contract_id AND c.kind = 'owner' AND c.amends_id IS NULL AND c.state = 'signed'
    AND b.left_on IS NULL AND NOT EXISTS (
        SELECT 1 FROM ledger_ownerclosing o WHERE o.liquidation_id = NEW.id AND o.contract_id = c.id))"""
RECORDS = "NEW.state = 'recorded' AND OLD.state = 'proposed'"
MINE = f"({DRAFT.format(row='NEW')} AND {ITS_OWN})"
FINE = {
    "INSERT": MINE,
    "UPDATE": f"({DRAFT.format(row='OLD')} AND {MINE})",
    "DELETE": DRAFT.format(row="OLD"),
}
WORDS = "what minutes say of an establishment stays"
HELD = "a contract with an establishment is still open"
SAME = "id = NEW.id OR (liquidation_id = NEW.liquidation_id AND contract_id = NEW.contract_id)"


def sqlite() -> list[str]:
    """The promises as SQLite has them; its REPLACE takes a row's place without asking the trigger of DELETE."""
    return [
        *(
            f"CREATE TRIGGER {TABLE}_{verb.lower()} BEFORE {verb} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}') WHERE NOT {fine}; END"
            for verb, fine in FINE.items()
        ),
        f"CREATE TRIGGER {TABLE}_replace BEFORE INSERT ON {TABLE} "  # noqa: S608  our own words
        f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE {SAME}) BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
        f"CREATE TRIGGER ledger_liquidation_owners BEFORE UPDATE ON ledger_liquidation WHEN {RECORDS} "
        f"BEGIN SELECT RAISE(ABORT, '{HELD}') WHERE {OPEN}; END",
    ]


def postgresql() -> list[str]:
    """The same as PostgreSQL has them."""
    said = f"RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation'"
    asked = " ".join(
        f"IF TG_OP = '{verb}' THEN IF NOT {fine} THEN {said}; END IF; END IF;" for verb, fine in FINE.items()
    )
    return [
        f"""CREATE FUNCTION {TABLE}_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {asked} IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$""",
        f"CREATE TRIGGER {TABLE}_stays BEFORE INSERT OR UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_stays()",
        f"""CREATE FUNCTION ledger_liquidation_owners() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {OPEN} THEN RAISE EXCEPTION '{HELD}' USING ERRCODE = 'restrict_violation'; END IF;
    RETURN NEW;
END $$""",
        "CREATE TRIGGER ledger_liquidation_owners BEFORE UPDATE ON ledger_liquidation "
        f"FOR EACH ROW WHEN ({RECORDS}) EXECUTE FUNCTION ledger_liquidation_owners()",
    ]


def forwards(apps: Any, editor: Any) -> None:
    """Make the promises in the dialect of this database."""
    for statement in sqlite() if editor.connection.vendor == "sqlite" else postgresql():
        editor.execute(statement, params=None)


def backwards(apps: Any, editor: Any) -> None:
    """Take them back."""
    if editor.connection.vendor == "sqlite":
        for name in (*(f"{TABLE}_{each}" for each in ("insert", "update", "delete", "replace")),):
            editor.execute(f"DROP TRIGGER {name}", params=None)
        editor.execute("DROP TRIGGER ledger_liquidation_owners", params=None)
        return
    for name in (f"{TABLE}_stays", "ledger_liquidation_owners"):
        editor.execute(f"DROP FUNCTION {name} CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0031_ownerclosing")]
    operations = [migrations.RunPython(forwards, backwards)]
