"""Where and of what a program is told stands, what it was told and each attempt's end stay as they were written.

A hook may be paused and go on, be given a newer secret and be ended, once. An attempt is ended once.
"""

from typing import Any

from django.db import migrations

HOOK = ("id", "code", "key_id", "address", "events", "made_by_id", "made_at")
ATTEMPT = ("id", "message_id", "number", "step", "due")
SAYS = {
    "post_hook": "where programs are told is paused or ended, never changed or deleted",
    "post_hookmessage": "what programs were told is append-only",
    "post_hookattempt": "an attempt to tell is ended once, never changed or deleted",
}


def triggers(sqlite: bool) -> list[tuple[str, str, str]]:
    """Table, verb, and the condition under which it is refused ("" for always)."""
    differs = "IS NOT" if sqlite else "IS DISTINCT FROM"
    hook = [f"NEW.{name} {differs} OLD.{name}" for name in HOOK]
    attempt = [f"NEW.{name} {differs} OLD.{name}" for name in ATTEMPT]
    return [
        (
            "post_hook",
            "UPDATE",
            " OR ".join([*hook, "OLD.ended_at IS NOT NULL", "NEW.generation < OLD.generation"]),
        ),
        ("post_hook", "DELETE", ""),
        ("post_hookmessage", "UPDATE", ""),
        ("post_hookmessage", "DELETE", ""),
        ("post_hookattempt", "UPDATE", " OR ".join([*attempt, "OLD.ended_at IS NOT NULL"])),
        ("post_hookattempt", "DELETE", ""),
    ]


def forwards(apps: Any, editor: Any) -> None:
    """Make the promises in the dialect of this database."""
    sqlite = editor.connection.vendor == "sqlite"
    if not sqlite:
        editor.execute(
            "CREATE FUNCTION post_hooks_stay() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$",
            params=None,
        )
    for table, verb, condition in triggers(sqlite):
        name, when = f"{table}_{verb.lower()}", f" WHEN ({condition})" if condition else ""
        ending = (
            f"{when} BEGIN SELECT RAISE(ABORT, '{SAYS[table]}'); END"
            if sqlite
            else f" FOR EACH ROW{when} EXECUTE FUNCTION post_hooks_stay('{SAYS[table]}')"
        )
        editor.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table}{ending}")


def backwards(apps: Any, editor: Any) -> None:
    """Take them back."""
    if editor.connection.vendor == "sqlite":
        for table, verb, _ in triggers(sqlite=True):
            editor.execute(f"DROP TRIGGER {table}_{verb.lower()}")
        return
    editor.execute("DROP FUNCTION post_hooks_stay CASCADE")


class Migration(migrations.Migration):
    dependencies = [("post", "0006_hooks")]
    operations = [migrations.RunPython(forwards, backwards)]
