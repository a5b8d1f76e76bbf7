"""No line of an estimate is taken out that recorded work or an invoice rests on, and none that is out comes back.

Both databases refuse it, whoever writes; neither a purchase nor recorded work is written on a line that is out.
"""

from typing import Any

from django.db import migrations

RESTS = (
    "EXISTS (SELECT 1 FROM ledger_acceptedvolume v JOIN ledger_acceptance a ON a.id = v.acceptance_id "
    "WHERE v.line_id = OLD.id AND v.quantity > 0 AND a.state = 'recorded') "
    "OR EXISTS (SELECT 1 FROM projects_purchase p WHERE p.line_id = OLD.id AND p.struck_at IS NULL)"
)
OUT = "EXISTS (SELECT 1 FROM projects_line l WHERE l.id = NEW.line_id AND l.removed_on IS NOT NULL)"
COUNTED = (
    "EXISTS (SELECT 1 FROM ledger_acceptedvolume v JOIN projects_line l ON l.id = v.line_id "
    "WHERE v.acceptance_id = NEW.id AND v.quantity > 0 AND l.removed_on IS NOT NULL)"
)
RECORDED = "EXISTS (SELECT 1 FROM ledger_acceptance a WHERE a.id = NEW.acceptance_id AND a.state = 'recorded')"
SQLITE = [
    "CREATE TRIGGER ledger_line_removed BEFORE UPDATE ON projects_line "
    f"WHEN OLD.removed_on IS NULL AND NEW.removed_on IS NOT NULL AND ({RESTS}) "
    "BEGIN SELECT RAISE(ABORT, 'work or an invoice rests on this line'); END",
    "CREATE TRIGGER ledger_line_stays_out BEFORE UPDATE ON projects_line WHEN OLD.removed_on IS NOT NULL "
    "BEGIN SELECT RAISE(ABORT, 'a line taken out stays out'); END",
    f"CREATE TRIGGER ledger_purchase_of_line BEFORE INSERT ON projects_purchase WHEN {OUT} "
    "BEGIN SELECT RAISE(ABORT, 'this line was taken out'); END",
    "CREATE TRIGGER ledger_acceptance_of_lines BEFORE UPDATE ON ledger_acceptance "
    f"WHEN OLD.state <> 'recorded' AND NEW.state = 'recorded' AND {COUNTED} "
    "BEGIN SELECT RAISE(ABORT, 'this line was taken out'); END",
    "CREATE TRIGGER ledger_volume_of_line BEFORE INSERT ON ledger_acceptedvolume "
    f"WHEN NEW.quantity > 0 AND {OUT} AND {RECORDED} "
    "BEGIN SELECT RAISE(ABORT, 'this line was taken out'); END",
]
POSTGRESQL = [
    f"""CREATE FUNCTION ledger_line_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.removed_on IS NOT NULL THEN
        RAISE EXCEPTION 'a line taken out stays out' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.removed_on IS NOT NULL AND ({RESTS}) THEN
        RAISE EXCEPTION 'work or an invoice rests on this line' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$""",
    "CREATE TRIGGER ledger_line_removed BEFORE UPDATE ON projects_line "
    "FOR EACH ROW EXECUTE FUNCTION ledger_line_removed()",
    f"""CREATE FUNCTION ledger_purchase_of_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {OUT} THEN
        RAISE EXCEPTION 'this line was taken out' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$""",
    "CREATE TRIGGER ledger_purchase_of_line BEFORE INSERT ON projects_purchase "
    "FOR EACH ROW EXECUTE FUNCTION ledger_purchase_of_line()",
    f"""CREATE FUNCTION ledger_acceptance_of_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {COUNTED} THEN
        RAISE EXCEPTION 'this line was taken out' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$""",
    "CREATE TRIGGER ledger_acceptance_of_lines BEFORE UPDATE ON ledger_acceptance FOR EACH ROW "
    "WHEN (OLD.state <> 'recorded' AND NEW.state = 'recorded') EXECUTE FUNCTION ledger_acceptance_of_lines()",
    f"""CREATE FUNCTION ledger_volume_of_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.quantity > 0 AND {OUT} AND {RECORDED} THEN
        RAISE EXCEPTION 'this line was taken out' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$""",
    "CREATE TRIGGER ledger_volume_of_line BEFORE INSERT ON ledger_acceptedvolume "
    "FOR EACH ROW EXECUTE FUNCTION ledger_volume_of_line()",
]
FUNCTIONS = (
    *("ledger_line_removed", "ledger_purchase_of_line"),
    *("ledger_acceptance_of_lines", "ledger_volume_of_line"),
)


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
    for name in FUNCTIONS:
        editor.execute(f"DROP FUNCTION {name}() CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0033_statement_removals"), ("projects", "0057_removed_lines")]
    operations = [migrations.RunPython(forwards, backwards)]
