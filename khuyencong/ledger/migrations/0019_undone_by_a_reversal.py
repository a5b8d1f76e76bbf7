"""A paid claim and a recorded acceptance are taken back by the reversal of their posting, and by nothing else.

A correction that is over stays as it was decided; a decided one names the mirror image of its own posting.
"""

from typing import Any

from django.db import migrations

REVERSED = "EXISTS (SELECT 1 FROM ledger_posting r WHERE r.reverses_id = OLD.posting_id)"
CLAIM = (
    f"NEW.state = 'approved' AND NEW.posting_id IS NULL AND NEW.amount = OLD.amount AND NEW.kind = OLD.kind "
    f"AND NEW.contract_id = OLD.contract_id AND NEW.project_id = OLD.project_id AND {REVERSED}"
)
ACCEPTANCE = (
    f"NEW.state = 'draft' AND NEW.posting_id IS NULL AND NEW.amount = OLD.amount AND NEW.sha256 = OLD.sha256 "
    f"AND NEW.contract_id = OLD.contract_id AND NEW.project_id = OLD.project_id AND {REVERSED}"
)
MIRRORS = "SELECT 1 FROM ledger_posting r WHERE r.id = NEW.reversal_id AND r.reverses_id = NEW.posting_id"
SAME = " AND ".join(
    f"NEW.{each} = OLD.{each}" for each in ("posting_id", "project_id", "author_id", "reason", "sha256")
)
TABLE = "ledger_postingcorrection"


def sqlite(loose: bool) -> list[str]:
    """The triggers of claims and acceptances, letting a reversed one go or not."""
    claim = f" AND NOT ({CLAIM})" if loose else ""
    acceptance = f" AND NOT ({ACCEPTANCE})" if loose else ""
    return [
        "DROP TRIGGER ledger_claim_update",
        f"CREATE TRIGGER ledger_claim_update BEFORE UPDATE ON ledger_claim WHEN OLD.state = 'paid'{claim} "
        "BEGIN SELECT RAISE(ABORT, 'a paid claim stays'); END",
        "DROP TRIGGER ledger_acceptance_update",
        "CREATE TRIGGER ledger_acceptance_update BEFORE UPDATE ON ledger_acceptance "
        f"WHEN OLD.state = 'recorded'{acceptance} BEGIN SELECT RAISE(ABORT, 'a recorded acceptance stays'); END",
    ]


def postgresql(loose: bool) -> list[str]:
    """The same as functions; PostgreSQL asks no other table in WHEN."""

    def stays(name: str, words: str, let_go: str) -> str:
        branch = f"IF TG_OP = 'UPDATE' THEN IF {let_go} THEN RETURN NEW; END IF; END IF;" if loose else ""
        return f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {branch} RAISE EXCEPTION '{words}' USING ERRCODE = 'restrict_violation'; END $$"""

    return [
        stays("ledger_claim_stays", "a paid claim stays", CLAIM),
        stays("ledger_acceptance_stays", "a recorded acceptance stays", ACCEPTANCE),
    ]


SQLITE = [
    f"CREATE TRIGGER {TABLE}_update BEFORE UPDATE ON {TABLE} WHEN OLD.state NOT IN ('draft', 'proposed') OR NOT ({SAME}) "
    "BEGIN SELECT RAISE(ABORT, 'a correction stays as it was asked and decided'); END",
    f"CREATE TRIGGER {TABLE}_delete BEFORE DELETE ON {TABLE} "
    "BEGIN SELECT RAISE(ABORT, 'a correction stays as it was asked and decided'); END",
    *(
        f"CREATE TRIGGER {TABLE}_mirrors_{verb.lower()} BEFORE {verb} ON {TABLE} "
        f"WHEN NEW.state = 'decided' AND NOT EXISTS ({MIRRORS}) "
        "BEGIN SELECT RAISE(ABORT, 'a decided correction names its own reversal'); END"
        for verb in ("INSERT", "UPDATE")
    ),
]
POSTGRESQL = [
    f"""CREATE FUNCTION ledger_correction_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a correction stays as it was asked and decided' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.state NOT IN ('draft', 'proposed') OR NOT ({SAME}) THEN
            RAISE EXCEPTION 'a correction stays as it was asked and decided' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF NEW.state = 'decided' AND NOT EXISTS ({MIRRORS}) THEN
        RAISE EXCEPTION 'a decided correction names its own reversal' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$""",
    f"CREATE TRIGGER {TABLE}_stays BEFORE INSERT OR UPDATE OR DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION ledger_correction_stays()",
]


def forwards(apps: Any, editor: Any) -> None:
    """Make the promises in the dialect of this database."""
    small = editor.connection.vendor == "sqlite"
    for statement in [*sqlite(loose=True), *SQLITE] if small else [*postgresql(loose=True), *POSTGRESQL]:
        editor.execute(statement, params=None)


def backwards(apps: Any, editor: Any) -> None:
    """Take them back."""
    if editor.connection.vendor == "sqlite":
        for statement in sqlite(loose=False):
            editor.execute(statement, params=None)
        for statement in SQLITE:
            editor.execute(f"DROP TRIGGER {statement.split()[2]}", params=None)
        return
    for statement in postgresql(loose=False):
        editor.execute(statement, params=None)
    editor.execute("DROP FUNCTION ledger_correction_stays CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0018_posting_corrections")]
    operations = [migrations.RunPython(forwards, backwards)]
