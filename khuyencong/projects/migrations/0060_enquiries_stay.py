"""What an owner asked stays as she asked it, and is never removed: both databases refuse otherwise."""

from typing import Any

from django.db import migrations

SAID = ("name", "commune_id", "owner_kind", "sector_id", "wish", "cost", "author_id", "created_at")
OVER = "OLD.state <> 'sent'"


def forwards(apps: Any, editor: Any) -> None:
    """Make the promises in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in SAID)
        for verb, when in (("UPDATE", f"{OVER} OR {changed}"), ("DELETE", "1")):
            editor.execute(
                f"CREATE TRIGGER projects_enquiry_{verb.lower()} BEFORE {verb} ON projects_enquiry WHEN {when} "
                "BEGIN SELECT RAISE(ABORT, 'what was asked stays'); END",
                params=None,
            )
        return
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in SAID)
    editor.execute(
        f"""CREATE FUNCTION projects_enquiry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NOT ({OVER} OR {changed}) THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'what was asked stays' USING ERRCODE = 'restrict_violation';
END $$""",
        params=None,
    )
    editor.execute(
        "CREATE TRIGGER projects_enquiry_stays BEFORE UPDATE OR DELETE ON projects_enquiry "
        "FOR EACH ROW EXECUTE FUNCTION projects_enquiry_stays()",
        params=None,
    )


def backwards(apps: Any, editor: Any) -> None:
    """Take them back."""
    if editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            editor.execute(f"DROP TRIGGER projects_enquiry_{verb}", params=None)
        return
    editor.execute("DROP FUNCTION projects_enquiry_stays CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("projects", "0059_enquiries")]
    operations = [migrations.RunPython(forwards, backwards)]
