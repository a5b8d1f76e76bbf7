"""An approved plan of a group project stays with its places; it may only make room for a later one.

Both databases refuse anything else, a line added to it too.
"""

from importlib import import_module
from typing import Any

from django.db import migrations

promises: Any = import_module("khuyencong.projects.migrations.0032_obstacles_stay")
PLAN, PLACE = "projects_groupplan", "projects_groupplace"
KEPT = (
    *("project_id", "year", "version", "organisation", "reason", "submitted_on", "appraised", "number"),
    *("signed_on", "agency_id", "desk_id", "author_id", "created_at"),
)
SAID = "an approved plan stays"
APPROVED = (
    "EXISTS (SELECT 1 FROM projects_groupplan p WHERE p.id = {row}.plan_id "
    "AND p.state IN ('approved', 'superseded'))"
)


def forwards(apps: Any, editor: Any) -> None:
    """Make the promises in the dialect of this database."""
    over = "OLD.state = 'superseded' OR (OLD.state = 'approved' AND NEW.state <> 'superseded')"
    held, gone = "OLD.state = 'approved'", "OLD.state IN ('approved', 'superseded')"
    promises.keep(editor, PLAN, kept=KEPT, over=over, said=SAID, held=held, gone=gone)
    old, new = APPROVED.format(row="OLD"), APPROVED.format(row="NEW")
    promises.keep(editor, PLACE, over=f"{old} OR {new}", said=SAID, gone=old)
    if editor.connection.vendor == "sqlite":
        editor.execute(
            f"CREATE TRIGGER {PLACE}_insert BEFORE INSERT ON {PLACE} "
            f"BEGIN SELECT RAISE(ABORT, '{SAID}') WHERE {new}; END",
            params=None,
        )
        return
    editor.execute(
        f"""CREATE FUNCTION {PLACE}_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {new} THEN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'restrict_violation'; END IF;
    RETURN NEW;
END $$""",
        params=None,
    )
    editor.execute(
        f"CREATE TRIGGER {PLACE}_insert BEFORE INSERT ON {PLACE} "
        f"FOR EACH ROW EXECUTE FUNCTION {PLACE}_is_open()",
        params=None,
    )


def backwards(apps: Any, editor: Any) -> None:
    """Take them back."""
    if editor.connection.vendor == "sqlite":
        editor.execute(f"DROP TRIGGER {PLACE}_insert", params=None)
    else:
        editor.execute(f"DROP FUNCTION {PLACE}_is_open CASCADE", params=None)
    for table in (PLAN, PLACE):
        promises.let_go(editor, table)


class Migration(migrations.Migration):
    dependencies = [("projects", "0043_group_plans")]
    operations = [migrations.RunPython(forwards, backwards)]
