"""Nothing of a give-back changes under the hand that confirms it, and no step of its life is left out.

0024 named the figures alone: agency, desk and the copy of the voucher could still be put in another's place.
"""

from typing import Any

from django.db import migrations

TABLE = "ledger_giveback"
WORDS = "what was given back stays as it was written and confirmed"
POSTS = "a confirmed give-back names its own posting"
SAID = (
    *("contract_id", "project_id", "author_id", "agency_id", "desk_id", "created_at", "made_up"),
    *("amount", "voucher", "paid_on", "name", "media_type", "sha256", "content"),
)
BEFORE = ("contract_id", "project_id", "author_id", "amount", "voucher", "paid_on", "sha256")
REVERSED = "EXISTS (SELECT 1 FROM ledger_posting r WHERE r.reverses_id = OLD.posting_id)"
ANY = (
    "SELECT 1 FROM ledger_posting p JOIN ledger_transfer t ON t.posting_id = p.id "
    "WHERE p.id = NEW.posting_id AND p.kind = 'give_back' AND t.amount = NEW.amount"
)
# Of its own contract, and not only of the same amount; what says it was undone had such a one.
OWN = f"{ANY} AND p.key LIKE 'back-' || NEW.contract_id || '-%'"


def unposted(*, whole: bool) -> str:
    """A row that says it was posted and names no posting of its own."""
    said, own = ("IN ('confirmed', 'undone')", OWN) if whole else ("= 'confirmed'", ANY)
    return f"NEW.state {said} AND NOT EXISTS ({own})"


KEPT = "OLD.state = 'draft' AND NEW.contract_id = OLD.contract_id AND NEW.project_id = OLD.project_id"


def may(*, whole: bool, alike: str) -> str:
    """The changes that are let through; `alike` compares so that nothing equals nothing."""
    said = " AND ".join(f"NEW.{each} {alike} OLD.{each}" for each in (SAID if whole else BEFORE))
    undone = (
        f"OLD.state = 'confirmed' AND NEW.state = 'undone' AND NEW.posting_id = OLD.posting_id AND {REVERSED}"
    )
    if whole:
        opens = f"{KEPT} AND NEW.author_id = OLD.author_id AND NEW.state IN ('draft', 'proposed', 'dropped')"
        laid = "OLD.state = 'proposed' AND NEW.state IN ('draft', 'proposed', 'confirmed', 'dropped')"
        return f"(({opens}) OR ({laid} AND {said}) OR ({undone} AND {said}))"
    laid = f"OLD.state = 'proposed' AND (NEW.state = 'draft' OR ({said}))"
    return f"(({KEPT}) OR ({laid}) OR ({undone} AND {said}))"


def sqlite(*, whole: bool) -> list[str]:
    """The trigger of changes, with everything or as it was."""
    return [
        f"DROP TRIGGER {TABLE}_update",
        f"CREATE TRIGGER {TABLE}_update BEFORE UPDATE ON {TABLE} WHEN NOT {may(whole=whole, alike='IS')} "
        f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
        *(
            statement
            for verb in ("INSERT", "UPDATE")
            for statement in (
                f"DROP TRIGGER {TABLE}_posts_{verb.lower()}",
                f"CREATE TRIGGER {TABLE}_posts_{verb.lower()} BEFORE {verb} ON {TABLE} "
                f"WHEN {unposted(whole=whole)} BEGIN SELECT RAISE(ABORT, '{POSTS}'); END",
            )
        ),
    ]


def postgresql(*, whole: bool) -> list[str]:
    """The same."""
    return [
        f"""CREATE OR REPLACE FUNCTION ledger_give_back_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF NOT {may(whole=whole, alike="IS NOT DISTINCT FROM")} THEN
            RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF {unposted(whole=whole)} THEN
        RAISE EXCEPTION '{POSTS}' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$"""
    ]


def write(editor: Any, *, whole: bool) -> None:
    """Make the promise in the dialect of this database."""
    for statement in (sqlite if editor.connection.vendor == "sqlite" else postgresql)(whole=whole):
        editor.execute(statement, params=None)


def forwards(apps: Any, editor: Any) -> None:
    """Everything stays."""
    write(editor, whole=True)


def backwards(apps: Any, editor: Any) -> None:
    """As it was."""
    write(editor, whole=False)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0029_reconciliations_begin")]
    operations = [migrations.RunPython(forwards, backwards)]
