"""What the treasury said stays, a match is only undone, and its sums are equal: both databases refuse otherwise.

Nothing is added or undone once a reconciliation has left the hands of who draws it up; it does not leave them
while a line stands alone or a match is uneven. What was confirmed is only signed, or opened again.
"""

from typing import Any

from django.db import migrations

OPEN = (
    "EXISTS (SELECT 1 FROM ledger_reconciliation r WHERE r.id = {row}.reconciliation_id AND r.state = 'draft')"
)
LINE = """COALESCE((SELECT CASE r.side WHEN 'unit' THEN l.credit - l.debit ELSE l.debit - l.credit END
    FROM ledger_statementline l JOIN ledger_reconciliation r ON r.id = l.reconciliation_id
    WHERE l.id = NEW.line_id AND l.reconciliation_id = NEW.reconciliation_id), 0)"""
POSTING = """COALESCE((SELECT SUM(CASE
    WHEN t.out_of = 'committed' AND t."into" = 'advanced' THEN t.amount
    WHEN t.out_of = 'accepted' AND t."into" = 'paid' THEN t.amount
    WHEN t.out_of = 'advanced' AND t."into" = 'committed' THEN -t.amount
    WHEN t.out_of = 'paid' AND t."into" = 'accepted' THEN -t.amount ELSE 0 END)
    FROM ledger_transfer t WHERE t.posting_id = NEW.posting_id), 0)"""
ALONE = """EXISTS (SELECT 1 FROM ledger_statementline l WHERE l.reconciliation_id = NEW.id AND NOT EXISTS (
    SELECT 1 FROM ledger_matchmember x WHERE x.line_id = l.id AND x.active))"""
UNEVEN = """EXISTS (SELECT 1 FROM ledger_match m
    WHERE m.reconciliation_id = NEW.id AND m.undone_at IS NULL AND m.cause = '' AND (
    SELECT COALESCE(SUM(CASE WHEN x.line_id IS NULL THEN -x.amount ELSE x.amount END), 0)
    FROM ledger_matchmember x WHERE x.match_id = m.id AND x.active) <> 0)"""
MATCH_OF = """EXISTS (SELECT 1 FROM ledger_match m WHERE m.id = {row}.match_id
    AND m.reconciliation_id = {row}.reconciliation_id AND m.undone_at IS {undone})"""


def same(*columns: str) -> str:
    """That these columns stay as they are."""
    return " AND ".join(f"COALESCE(NEW.{each}, 0) = COALESCE(OLD.{each}, 0)" for each in columns)


def same_text(*columns: str) -> str:
    """The same of columns of text."""
    return " AND ".join(f"NEW.{each} = OLD.{each}" for each in columns)


KEPT = same("id", "unit_id", "year", "author_id", "desk_id", "agency_id") + " AND " + same_text("purse", "side")
MAY_MOVE = """(OLD.state = NEW.state AND OLD.state IN ('draft', 'confirmed'))
    OR (OLD.state = 'draft' AND NEW.state IN ('proposed', 'dropped'))
    OR (OLD.state = 'proposed' AND NEW.state IN ('draft', 'confirmed'))
    OR (OLD.state = 'confirmed' AND NEW.state IN ('signed', 'draft'))
    OR (OLD.state = 'signed' AND NEW.state = 'draft')"""
UNDONE = (
    "OLD.undone_at IS NULL AND NEW.undone_at IS NOT NULL AND "
    + same("id", "reconciliation_id", "author_id")
    + " AND "
    + same_text("cause", "reason", "at")
    + " AND "
    + OPEN.format(row="NEW")
)
RELEASED = (
    "OLD.active AND NOT NEW.active AND "
    + same("id", "reconciliation_id", "match_id", "line_id", "posting_id", "amount")
    + " AND "
    + OPEN.format(row="NEW")
    + " AND "
    + MATCH_OF.format(row="NEW", undone="NOT NULL")
)
FITS = f"""{OPEN.format(row="NEW")} AND NEW.active AND {MATCH_OF.format(row="NEW", undone="NULL")}
    AND NEW.amount = CASE WHEN NEW.line_id IS NOT NULL THEN {LINE} ELSE {POSTING} END"""
OF_ITS_STATEMENT = """EXISTS (SELECT 1 FROM ledger_statement s
    WHERE s.id = NEW.statement_id AND s.reconciliation_id = NEW.reconciliation_id)"""
FULL = f"NOT (NEW.state IN ('proposed', 'confirmed') AND OLD.state <> NEW.state AND ({ALONE} OR {UNEVEN}))"
FIGURES = "(OLD.state <> 'confirmed' OR NEW.state = 'draft' OR NEW.figures = OLD.figures)"

PROMISES = (
    ("statement", "INSERT", OPEN.format(row="NEW"), "a reconciliation in other hands takes no statement"),
    ("statement", "UPDATE", "", "a statement stays as it was handed in"),
    ("statement", "DELETE", "", "a statement stays as it was handed in"),
    (
        "statementline",
        "INSERT",
        f"{OPEN.format(row='NEW')} AND {OF_ITS_STATEMENT}",
        "a reconciliation in other hands takes no line",
    ),
    ("statementline", "UPDATE", "", "a line stays as it was handed in"),
    ("statementline", "DELETE", "", "a line stays as it was handed in"),
    ("match", "INSERT", OPEN.format(row="NEW"), "a reconciliation in other hands takes no match"),
    ("match", "UPDATE", UNDONE, "a match is only undone"),
    ("match", "DELETE", "", "a match is only undone"),
    ("matchmember", "INSERT", FITS, "a match takes lines and postings of its own, for what they are"),
    ("matchmember", "UPDATE", RELEASED, "a match is only undone"),
    ("matchmember", "DELETE", "", "a match is only undone"),
    (
        "reconciliation",
        "UPDATE",
        f"{KEPT} AND ({MAY_MOVE}) AND {FULL} AND {FIGURES}",
        "a reconciliation is not even or stays",
    ),
    ("reconciliation", "DELETE", "", "a reconciliation stays"),
)
"""Table, what is done to a row, on which condition it is let be ("" never), and what is said otherwise."""


TAKEN = {
    "statement": "id = NEW.id OR (reconciliation_id = NEW.reconciliation_id AND sha256 = NEW.sha256)",
    "statementline": "id = NEW.id OR (reconciliation_id = NEW.reconciliation_id AND mark = NEW.mark)",
    "match": "id = NEW.id",
    "matchmember": "id = NEW.id OR (active AND reconciliation_id = NEW.reconciliation_id "
    "AND (line_id = NEW.line_id OR posting_id = NEW.posting_id))",
    "reconciliation": "id = NEW.id",
}
"""The rows whose place SQLite's REPLACE would take without asking the triggers of DELETE."""


def sqlite() -> list[str]:
    """The promises as SQLite has them."""
    return [
        *(
            f"CREATE TRIGGER ledger_{table}_replace BEFORE INSERT ON ledger_{table} "  # noqa: S608  our own words
            f"WHEN EXISTS (SELECT 1 FROM ledger_{table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, 'ledger_{table} is append-only'); END"
            for table, same in TAKEN.items()
        ),
        *_kept(),
    ]


def _kept() -> list[str]:
    return [
        f"CREATE TRIGGER ledger_{table}_{verb.lower()}_stays BEFORE {verb} ON ledger_{table} "
        f"BEGIN SELECT RAISE(ABORT, 'ledger: {told}'){f' WHERE NOT ({fine})' if fine else ''}; END"
        for table, verb, fine, told in PROMISES
    ]


def postgresql() -> list[str]:
    """The same as PostgreSQL has them."""
    found = []
    for table, verb, fine, told in PROMISES:
        name = f"ledger_{table}_{verb.lower()}_stays"
        back = "OLD" if verb == "DELETE" else "NEW"
        found.append(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NOT ({fine or 'FALSE'}) THEN RAISE EXCEPTION 'ledger: {told}' "
            f"USING ERRCODE = 'restrict_violation'; END IF; RETURN {back}; END $$"
        )
        found.append(
            f"CREATE TRIGGER {name} BEFORE {verb} ON ledger_{table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    return found


def forwards(apps: Any, editor: Any) -> None:
    """Make the promises in the dialect of this database."""
    for statement in sqlite() if editor.connection.vendor == "sqlite" else postgresql():
        editor.execute(statement, params=None)


def backwards(apps: Any, editor: Any) -> None:
    """Take them back."""
    if editor.connection.vendor == "sqlite":
        for table in TAKEN:
            editor.execute(f"DROP TRIGGER ledger_{table}_replace", params=None)
    for table, verb, _, _ in PROMISES:
        name = f"ledger_{table}_{verb.lower()}_stays"
        kind = "TRIGGER" if editor.connection.vendor == "sqlite" else "FUNCTION"
        cascade = "" if kind == "TRIGGER" else " CASCADE"
        editor.execute(f"DROP {kind} {name}{cascade}", params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0015_treasury")]
    operations = [migrations.RunPython(forwards, backwards)]
