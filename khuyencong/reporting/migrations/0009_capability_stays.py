"""What was computed, said and published of capability stays: both databases refuse to change or remove it."""

from typing import Any

from django.db import migrations

KEPT = (
    *("reporting_capabilityedition", "reporting_capabilityscore", "reporting_capabilityline"),
    *("reporting_capabilityevent", "reporting_capabilitysetaside"),
)
ROUND, HEARING = "reporting_capabilityround", "reporting_capabilityhearing"
FIXED = ("edition_id", "year", "cut", "agency_id", "published_at")
"""Of a published round only its step may change, when it is reopened."""
OVER = "('accepted', 'answered', 'ended')"


def forwards(apps: Any, editor: Any) -> None:
    """Make the promises in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        refused = "BEGIN SELECT RAISE(ABORT, 'what was scored stays'); END"
        differs = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in FIXED)
        for table in KEPT:
            for verb in ("UPDATE", "DELETE"):
                editor.execute(
                    f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} {refused}", params=None
                )
        for table in (ROUND, HEARING):
            editor.execute(f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} {refused}", params=None)
        for table, when in (
            (ROUND, f"OLD.state = 'published' AND ({differs})"),
            (HEARING, f"OLD.state IN {OVER}"),
        ):
            editor.execute(
                f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} WHEN {when} {refused}", params=None
            )
        return
    editor.execute(
        """CREATE FUNCTION reporting_capability_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'what was scored stays' USING ERRCODE = 'restrict_violation'; END $$""",
        params=None,
    )
    differs = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FIXED)
    for table in KEPT:
        editor.execute(_trigger(table, "stays", "UPDATE OR DELETE"), params=None)
    for table in (ROUND, HEARING):
        editor.execute(_trigger(table, "is_never_removed", "DELETE"), params=None)
    editor.execute(_trigger(ROUND, "stays", "UPDATE", f"OLD.state = 'published' AND ({differs})"), params=None)
    editor.execute(_trigger(HEARING, "stays", "UPDATE", f"OLD.state IN {OVER}"), params=None)


def _trigger(table: str, name: str, verbs: str, when: str = "true") -> str:
    return (
        f"CREATE TRIGGER {table}_{name} BEFORE {verbs} ON {table} FOR EACH ROW WHEN ({when}) "
        "EXECUTE FUNCTION reporting_capability_stays()"
    )


def backwards(apps: Any, editor: Any) -> None:
    """Take them back."""
    if editor.connection.vendor == "sqlite":
        for table in (*KEPT, ROUND, HEARING):
            for verb in ("update", "delete"):
                editor.execute(f"DROP TRIGGER {table}_{verb}", params=None)
        return
    editor.execute("DROP FUNCTION reporting_capability_stays CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0008_capability")]
    operations = [migrations.RunPython(forwards, backwards)]
