"""What a column cannot say, in the dialect of each database.

Books, postings and transfers are never changed or removed. A transfer takes from one balance and adds to another;
taking more than there is breaks the balance's own check. A balance agrees with its transfers, whoever writes it:
on SQLite at once, on PostgreSQL when the transaction ends, since one statement may write many rows there. Money
advanced in a book, less what was given back, never exceeds the ceiling that the posting names.
"""

from typing import Any

from django.db import migrations

APPEND_ONLY = ("ledger_book", "ledger_posting", "ledger_transfer")
STOOD = "SELECT 1 FROM ledger_balance WHERE book_id = NEW.book_id AND stage = NEW.out_of"
ADVANCED = """
SELECT COALESCE(SUM(CASE WHEN t.out_of = 'committed' THEN t.amount ELSE -t.amount END), 0)
FROM ledger_transfer t WHERE t.book_id = NEW.book_id AND (
    (t.out_of = 'committed' AND t."into" = 'advanced') OR (t.out_of = 'advanced' AND t."into" = 'committed'))
"""
SUMMED = """
SELECT COALESCE(SUM(CASE WHEN t."into" = NEW.stage THEN t.amount ELSE -t.amount END), 0)
FROM ledger_transfer t WHERE t.book_id = NEW.book_id AND (t."into" = NEW.stage OR t.out_of = NEW.stage)
"""
SQLITE = [
    *(
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    ),
    "CREATE TRIGGER ledger_balance_delete BEFORE DELETE ON ledger_balance "
    "BEGIN SELECT RAISE(ABORT, 'ledger_balance stays'); END",
    f"""CREATE TRIGGER ledger_transfer_moves AFTER INSERT ON ledger_transfer BEGIN
    SELECT RAISE(ABORT, 'ledger: nothing stands there') WHERE NEW.out_of <> 'source' AND NOT EXISTS ({STOOD});
    UPDATE ledger_balance SET amount = amount - NEW.amount
        WHERE book_id = NEW.book_id AND stage = NEW.out_of;
    INSERT INTO ledger_balance (book_id, stage, amount)
        SELECT NEW.book_id, NEW."into", NEW.amount WHERE NEW."into" <> 'source'
        ON CONFLICT (book_id, stage) DO UPDATE SET amount = amount + excluded.amount;
    SELECT RAISE(ABORT, 'ledger: above the ceiling of advances')
        WHERE NEW.out_of = 'committed' AND NEW."into" = 'advanced' AND NOT EXISTS (
            SELECT 1 FROM ledger_posting p WHERE p.id = NEW.posting_id
            AND (p.reverses_id IS NOT NULL OR p.ceiling >= ({ADVANCED})));
    END""",  # noqa: S608  our own words
    *(
        f"""CREATE TRIGGER ledger_balance_agrees_{verb.lower()} AFTER {verb} ON ledger_balance BEGIN
    SELECT RAISE(ABORT, 'ledger: a balance disagrees with its transfers') WHERE NEW.amount <> ({SUMMED});
    END"""
        for verb in ("INSERT", "UPDATE")
    ),
]
POSTGRESQL = [
    """CREATE FUNCTION ledger_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$""",
    *(
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION ledger_stays()"
        for table in APPEND_ONLY
    ),
    "CREATE TRIGGER ledger_balance_stays BEFORE DELETE ON ledger_balance "
    "FOR EACH ROW EXECUTE FUNCTION ledger_stays()",
    f"""CREATE FUNCTION ledger_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.out_of <> 'source' THEN
        UPDATE ledger_balance SET amount = amount - NEW.amount
            WHERE book_id = NEW.book_id AND stage = NEW.out_of;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'ledger: nothing stands there' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF NEW."into" <> 'source' THEN
        INSERT INTO ledger_balance (book_id, stage, amount) VALUES (NEW.book_id, NEW."into", NEW.amount)
            ON CONFLICT (book_id, stage) DO UPDATE SET amount = ledger_balance.amount + excluded.amount;
    END IF;
    IF NEW.out_of = 'committed' AND NEW."into" = 'advanced' AND NOT EXISTS (
        SELECT 1 FROM ledger_posting p WHERE p.id = NEW.posting_id
        AND (p.reverses_id IS NOT NULL OR p.ceiling >= ({ADVANCED}))
    ) THEN
        RAISE EXCEPTION 'ledger: above the ceiling of advances' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$""",  # noqa: S608  our own words
    "CREATE TRIGGER ledger_transfer_moves AFTER INSERT ON ledger_transfer "
    "FOR EACH ROW EXECUTE FUNCTION ledger_moves()",
    f"""CREATE FUNCTION ledger_agrees() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE stands bigint;
BEGIN
    SELECT amount INTO stands FROM ledger_balance WHERE id = NEW.id;
    IF stands IS DISTINCT FROM ({SUMMED}) THEN
        RAISE EXCEPTION 'ledger: a balance disagrees with its transfers' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$""",  # noqa: S608  our own words
    "CREATE CONSTRAINT TRIGGER ledger_balance_agrees AFTER INSERT OR UPDATE ON ledger_balance "
    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_agrees()",
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
    for name in ("ledger_stays", "ledger_moves", "ledger_agrees"):
        editor.execute(f"DROP FUNCTION {name} CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
