"""A plan of a group project begins as a draft and is approved from what was appraised, never entered as approved.

Both databases refuse a row that begins elsewhere, and a step to "approved" that leaves the appraisal out.
"""

from typing import Any

from django.db import migrations

TABLE = "projects_groupplan"
SAID = "a plan begins as a draft and is approved once appraised"
JUMPS = "NEW.state = 'approved' AND OLD.state NOT IN ('appraised', 'approved')"


def forwards(apps: Any, editor: Any) -> None:
    """Make the promises in the dialect of this database."""
    wrong = {"insert": "NEW.state <> 'draft'", "update": JUMPS}
    for verb, when in wrong.items():
        name = f"{TABLE}_begins_{verb}"
        if editor.connection.vendor == "sqlite":
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{SAID}') WHERE {when}; END",
                params=None,
            )
            continue
        editor.execute(
            f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {when} THEN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'restrict_violation'; END IF;
    RETURN NEW;
END $$""",
            params=None,
        )
        editor.execute(
            f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {name}()",
            params=None,
        )


def backwards(apps: Any, editor: Any) -> None:
    """Take them back."""
    for verb in ("insert", "update"):
        name = f"{TABLE}_begins_{verb}"
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER {name}", params=None)
        else:
            editor.execute(f"DROP FUNCTION {name} CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("projects", "0052_plans_wait_for_appraisal")]
    operations = [migrations.RunPython(forwards, backwards)]
