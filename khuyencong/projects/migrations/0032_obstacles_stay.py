"""What was raised stays as it was said, what is closed stays at all: both databases refuse anything else.

The two functions that write such promises serve later migrations too.
"""

from collections.abc import Sequence
from typing import Any

from django.db import migrations

RAISED = (
    *("project_id", "report_id", "kind", "title", "told", "wanted", "held"),
    *("raised_on", "agency_id", "desk_id", "author_id", "created_at"),
)


def keep(
    editor: Any,
    table: str,
    *,
    kept: Sequence[str] = (),
    over: str,
    said: str,
    gone: str = "1 = 1",
    held: str = "1 = 1",
) -> None:
    """Of a row for which `held` holds the `kept` columns stay; one for which `over` holds stays as it is.

    One for which `gone` holds is not removed. The conditions speak of the row as OLD; without more no row goes.
    """
    sqlite = editor.connection.vendor == "sqlite"
    other = "IS NOT" if sqlite else "IS DISTINCT FROM"
    different = " OR ".join(f"NEW.{name} {other} OLD.{name}" for name in kept) or "1 = 0"
    changed = f"({over}) OR ({held} AND ({different}))"
    if sqlite:
        for verb, when in (("UPDATE", changed), ("DELETE", gone)):
            editor.execute(
                f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{said}') WHERE {when}; END",
                params=None,
            )
        return
    editor.execute(
        f"""CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF {gone} THEN RAISE EXCEPTION '{said}' USING ERRCODE = 'restrict_violation'; END IF;
        RETURN OLD;
    END IF;
    IF {changed} THEN RAISE EXCEPTION '{said}' USING ERRCODE = 'restrict_violation'; END IF;
    RETURN NEW;
END $$""",
        params=None,
    )
    editor.execute(
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_stays()",
        params=None,
    )


def let_go(editor: Any, table: str) -> None:
    """Take the promise back."""
    if editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            editor.execute(f"DROP TRIGGER {table}_{verb}", params=None)
        return
    editor.execute(f"DROP FUNCTION {table}_stays CASCADE", params=None)


def forwards(apps: Any, editor: Any) -> None:
    """What was raised is not changed, a closed one not at all, none is removed."""
    over = "OLD.state IN ('closed', 'withdrawn')"
    said = "an obstacle stays as it was raised"
    keep(editor, "projects_obstacle", kept=RAISED, over=over, said=said)


def backwards(apps: Any, editor: Any) -> None:
    """Take it back."""
    let_go(editor, "projects_obstacle")


class Migration(migrations.Migration):
    dependencies = [("projects", "0031_obstacles")]
    operations = [migrations.RunPython(forwards, backwards)]
