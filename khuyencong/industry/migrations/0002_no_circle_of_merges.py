"""A merged establishment leads to one that stands, in one step: promised by both databases.

Who is merged into may not be merged itself, and who is merged may have nobody merged into it: no chain, so no circle.
On PostgreSQL the target's row is locked for sharing, so that two merges at once cannot close a circle between them.
"""

from typing import Any

from django.db import migrations

SQLITE = """
CREATE TRIGGER industry_merge_leads_on_{verb} BEFORE {verb} ON industry_establishment
WHEN NEW.merged_into_id IS NOT NULL AND (
    EXISTS (SELECT 1 FROM industry_establishment WHERE id = NEW.merged_into_id AND merged_into_id IS NOT NULL)
    OR EXISTS (SELECT 1 FROM industry_establishment WHERE merged_into_id = NEW.id)
)
BEGIN SELECT RAISE(ABORT, 'industry_establishment: merged into a merged one'); END;
"""
POSTGRESQL = """
CREATE FUNCTION industry_merge_leads_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    onward bigint;
BEGIN
    IF NEW.merged_into_id IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT merged_into_id INTO onward FROM industry_establishment WHERE id = NEW.merged_into_id FOR SHARE;
    IF onward IS NOT NULL OR EXISTS (SELECT 1 FROM industry_establishment WHERE merged_into_id = NEW.id) THEN
        RAISE EXCEPTION 'industry_establishment: merged into a merged one' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER industry_merge_leads_on BEFORE INSERT OR UPDATE ON industry_establishment
    FOR EACH ROW EXECUTE FUNCTION industry_merge_leads_on();
"""


def forwards(apps: Any, editor: Any) -> None:
    """Make the promise in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        for verb in ("INSERT", "UPDATE"):
            editor.execute(SQLITE.format(verb=verb))
        return
    editor.execute(POSTGRESQL, params=None)


def backwards(apps: Any, editor: Any) -> None:
    """Take it back."""
    if editor.connection.vendor == "sqlite":
        for verb in ("INSERT", "UPDATE"):
            editor.execute(f"DROP TRIGGER industry_merge_leads_on_{verb}")
        return
    editor.execute("DROP FUNCTION industry_merge_leads_on CASCADE")


class Migration(migrations.Migration):
    dependencies = [("industry", "0001_register")]
    operations = [migrations.RunPython(forwards, backwards)]
