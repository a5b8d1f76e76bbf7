"""A recorded liquidation and what a paid claim rests on stay as they were: both databases refuse otherwise."""

from typing import Any

from django.db import migrations

PAID = "SELECT 1 FROM ledger_claim c WHERE c.id = {row}.claim_id AND c.state = 'paid'"
KEPT = ("ledger_voucher", "ledger_claimground")
SQLITE = [
    *(
        f"CREATE TRIGGER ledger_liquidation_{verb.lower()} BEFORE {verb} ON ledger_liquidation "
        "WHEN OLD.state = 'recorded' BEGIN SELECT RAISE(ABORT, 'a recorded liquidation stays'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    *(
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} BEGIN "
        f"SELECT RAISE(ABORT, 'a paid claim keeps its vouchers') WHERE EXISTS ({PAID.format(row=row)}); END"
        for table in KEPT
        for verb, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
    ),
]
POSTGRESQL = [
    """CREATE FUNCTION ledger_liquidation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a recorded liquidation stays' USING ERRCODE = 'restrict_violation'; END $$""",
    "CREATE TRIGGER ledger_liquidation_stays BEFORE UPDATE OR DELETE ON ledger_liquidation "
    "FOR EACH ROW WHEN (OLD.state = 'recorded') EXECUTE FUNCTION ledger_liquidation_stays()",
    f"""CREATE FUNCTION ledger_voucher_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF EXISTS ({PAID.format(row="NEW")}) THEN
            RAISE EXCEPTION 'a paid claim keeps its vouchers' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF EXISTS ({PAID.format(row="OLD")}) THEN
        RAISE EXCEPTION 'a paid claim keeps its vouchers' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$""",
    *(
        f"CREATE TRIGGER {table}_stays BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION ledger_voucher_stays()"
        for table in KEPT
    ),
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
    for name in ("ledger_liquidation_stays", "ledger_voucher_stays"):
        editor.execute(f"DROP FUNCTION {name} CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_closing")]
    operations = [migrations.RunPython(forwards, backwards)]
