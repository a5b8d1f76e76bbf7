"""A closed year takes no posting: both databases refuse it, unless the closing itself writes it or it was reopened.

What was paid may still be settled (Điều 18 khoản 3, Thông tư 36/2013/TT-BCT): that changes nothing of what was
given, committed or disbursed. Advances are held under their ceiling over all the books of one plan.

SQLite looks into every trigger when it makes a table anew. A later migration that changes the table of projects there
has to put ledger_transfer_closed aside first, as 0007 does with those of books.
"""

from importlib import import_module
from typing import Any

from django.db import migrations

promises: Any = import_module("khuyencong.ledger.migrations.0002_promises")
CLOSED = """
SELECT 1 FROM ledger_book b JOIN projects_project p ON p.id = b.project_id
JOIN ledger_yearclose c ON c.purse = b.purse AND c.year = b.year
WHERE b.id = NEW.book_id AND c.state IN ('running', 'closed')
AND (c.purse = 'KCQG' OR EXISTS (
    SELECT 1 FROM ledger_yearclose_departments d WHERE d.yearclose_id = c.id AND d.agency_id = p.department_id))
AND NOT (c.state = 'running' AND EXISTS (
    SELECT 1 FROM ledger_posting s WHERE s.id = NEW.posting_id
    AND s."key" LIKE 'close-' || c.purse || '-' || c.year || '-book-%'))
"""
OWN_BOOK = "t.book_id = NEW.book_id"
WHOLE_PLAN = """t.book_id IN (
    SELECT o.id FROM ledger_book o JOIN ledger_book b ON b.id = NEW.book_id
    WHERE o.project_id = b.project_id AND o.purse = b.purse AND o.plan_year = b.plan_year)"""


def moving(vendor: str, *, whole: bool) -> str:
    """What moves the balances, advances held over one book or over all of the plan."""
    name = "CREATE TRIGGER ledger_transfer_moves" if vendor == "sqlite" else "CREATE FUNCTION ledger_moves"
    every = promises.SQLITE if vendor == "sqlite" else promises.POSTGRESQL
    [statement] = [each for each in every if each.startswith(name)]
    if whole:
        statement = statement.replace(promises.ADVANCED, promises.ADVANCED.replace(OWN_BOOK, WHOLE_PLAN))
    return str(statement)


SQLITE = [
    f"""CREATE TRIGGER ledger_transfer_closed BEFORE INSERT ON ledger_transfer
WHEN NOT (NEW.out_of = 'paid' AND NEW."into" = 'settled') BEGIN
    SELECT RAISE(ABORT, 'ledger: the year of the book is closed') WHERE EXISTS ({CLOSED}); END""",
    "CREATE TRIGGER ledger_yearclose_delete BEFORE DELETE ON ledger_yearclose "
    "WHEN OLD.state IN ('running', 'closed', 'reopened') "
    "BEGIN SELECT RAISE(ABORT, 'a decided closing stays'); END",
    "CREATE TRIGGER ledger_yearclose_update BEFORE UPDATE ON ledger_yearclose "
    "WHEN OLD.state = 'closed' AND NEW.state <> 'reopened' "
    "BEGIN SELECT RAISE(ABORT, 'a closed year is only reopened'); END",
    *(
        f"CREATE TRIGGER ledger_closeline_{verb.lower()} BEFORE {verb} ON ledger_closeline "
        "WHEN OLD.written_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a written line stays'); END"
        for verb in ("UPDATE", "DELETE")
    ),
]
POSTGRESQL = [
    f"""CREATE FUNCTION ledger_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS ({CLOSED}) THEN
        RAISE EXCEPTION 'ledger: the year of the book is closed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$""",
    "CREATE TRIGGER ledger_transfer_closed BEFORE INSERT ON ledger_transfer FOR EACH ROW "
    "WHEN (NOT (NEW.out_of = 'paid' AND NEW.\"into\" = 'settled')) EXECUTE FUNCTION ledger_closed()",
    """CREATE FUNCTION ledger_closing_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% stays as it was closed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$""",
    "CREATE TRIGGER ledger_yearclose_delete BEFORE DELETE ON ledger_yearclose FOR EACH ROW "
    "WHEN (OLD.state IN ('running', 'closed', 'reopened')) EXECUTE FUNCTION ledger_closing_stays()",
    "CREATE TRIGGER ledger_yearclose_update BEFORE UPDATE ON ledger_yearclose FOR EACH ROW "
    "WHEN (OLD.state = 'closed' AND NEW.state <> 'reopened') EXECUTE FUNCTION ledger_closing_stays()",
    "CREATE TRIGGER ledger_closeline_stays BEFORE UPDATE OR DELETE ON ledger_closeline FOR EACH ROW "
    "WHEN (OLD.written_at IS NOT NULL) EXECUTE FUNCTION ledger_closing_stays()",
]


def anew(editor: Any, *, whole: bool) -> None:
    """What moves the balances, made again."""
    vendor = editor.connection.vendor
    statement = moving(vendor, whole=whole)
    if vendor == "sqlite":
        editor.execute("DROP TRIGGER ledger_transfer_moves", params=None)
    editor.execute(statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"), params=None)


def forwards(apps: Any, editor: Any) -> None:
    """Make the promises in the dialect of this database."""
    anew(editor, whole=True)
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement, params=None)


def backwards(apps: Any, editor: Any) -> None:
    """Take them back."""
    anew(editor, whole=False)
    if editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            editor.execute(f"DROP TRIGGER {statement.split()[2]}", params=None)
        return
    for name in ("ledger_closed", "ledger_closing_stays"):
        editor.execute(f"DROP FUNCTION {name} CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_closings"), ("projects", "0040_decided_changes_stay")]
    operations = [migrations.RunPython(forwards, backwards)]
