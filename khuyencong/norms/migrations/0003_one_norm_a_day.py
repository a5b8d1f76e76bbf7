"""One row binds a day, and a norm's row is never changed: promised by both databases.

PostgreSQL takes exclusion constraints, which hold between transactions too (the code enters as a one-point range of
its hash, so that no extension is needed); SQLite, with one writer at a time, takes triggers.
"""

from typing import Any

from django.db import migrations

LISTS = (
    *("sector", "priorityarea", "prioritytrade", "condition"),
    *("advancetier", "evidence", "deadline", "authority"),
)
NORM_COLUMNS = (
    *("id", "code", "edition", "item_id", "purse", "province_id", "bound", "rate_bp", "cap", "multiplier_pct"),
    *(
        "per",
        "since",
        "until",
        "document_id",
        "clause",
        "source",
        "verified",
        "note",
        "from_file",
        "recorded_at",
    ),
)

SQLITE_ONE_A_DAY = """
CREATE TRIGGER norms_{table}_one_a_day_{verb} BEFORE {verb} ON norms_{table}
WHEN {standing} EXISTS (
    SELECT 1 FROM norms_{table} other
    WHERE other.code = NEW.code AND other.id IS NOT NEW.id {other}
      AND (NEW.until IS NULL OR other.since < NEW.until)
      AND (other.until IS NULL OR NEW.since < other.until)
)
BEGIN SELECT RAISE(ABORT, 'norms_{table}: two rows of one code on one day'); END;
"""
SQLITE_NORM_STAYS = """
CREATE TRIGGER norms_norm_stays BEFORE UPDATE ON norms_norm
WHEN OLD.superseded_at IS NOT NULL OR {changed}
BEGIN SELECT RAISE(ABORT, 'norms_norm is append-only'); END;
"""
SQLITE_NORM_KEPT = """
CREATE TRIGGER norms_norm_kept BEFORE DELETE ON norms_norm
BEGIN SELECT RAISE(ABORT, 'norms_norm is append-only'); END;
"""
POSTGRESQL_ONE_A_DAY = """
ALTER TABLE norms_{table} ADD CONSTRAINT norms_{table}_one_a_day EXCLUDE USING gist (
    int8range(hashtextextended(code, 0), hashtextextended(code, 0), '[]') WITH &&,
    daterange(since, until) WITH &&
) {where};
"""
POSTGRESQL_NORM_STAYS = """
CREATE FUNCTION norms_norm_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.superseded_at IS NOT NULL
       OR to_jsonb(NEW) - 'superseded_at' <> to_jsonb(OLD) - 'superseded_at' THEN
        RAISE EXCEPTION 'norms_norm is append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER norms_norm_stays BEFORE UPDATE OR DELETE ON norms_norm
    FOR EACH ROW EXECUTE FUNCTION norms_norm_stays();
"""


def forwards(apps: Any, editor: Any) -> None:
    """Make the promises in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        for table in (*LISTS, "norm"):
            dated = {"standing": "NEW.superseded_at IS NULL AND", "other": "AND other.superseded_at IS NULL"}
            words = dated if table == "norm" else {"standing": "", "other": ""}
            for verb in ("INSERT", "UPDATE"):
                editor.execute(SQLITE_ONE_A_DAY.format(table=table, verb=verb, **words))
        changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in NORM_COLUMNS)
        editor.execute(SQLITE_NORM_STAYS.format(changed=changed))
        editor.execute(SQLITE_NORM_KEPT)
        return
    for table in (*LISTS, "norm"):
        where = "WHERE (superseded_at IS NULL)" if table == "norm" else ""
        editor.execute(POSTGRESQL_ONE_A_DAY.format(table=table, where=where))
    editor.execute(POSTGRESQL_NORM_STAYS, params=[])


def backwards(apps: Any, editor: Any) -> None:
    """Take them back."""
    if editor.connection.vendor == "sqlite":
        for table in (*LISTS, "norm"):
            for verb in ("INSERT", "UPDATE"):
                editor.execute(f"DROP TRIGGER norms_{table}_one_a_day_{verb}")
        for name in ("stays", "kept"):
            editor.execute(f"DROP TRIGGER norms_norm_{name}")
        return
    for table in (*LISTS, "norm"):
        editor.execute(f"ALTER TABLE norms_{table} DROP CONSTRAINT norms_{table}_one_a_day")
    editor.execute("DROP FUNCTION norms_norm_stays CASCADE")


class Migration(migrations.Migration):
    dependencies = [("norms", "0002_law_as_dated_rows")]
    operations = [migrations.RunPython(forwards, backwards)]
