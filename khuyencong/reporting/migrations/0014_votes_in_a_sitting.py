"""A vote on an award counts while its council sits: none is added after the minutes, by whatever hand.

The tallies of the minutes are reckoned from the votes; one slipped in later would say something else than they.
"""

from typing import Any

from django.db import migrations

TABLE = "reporting_awardvote"
SITS = """EXISTS (
    SELECT 1 FROM reporting_awardproposal p JOIN reporting_awardround r ON r.id = p.round_id
    WHERE p.id = NEW.proposal_id AND p.state = 'sent' AND r.state = 'council' AND r.sitting = NEW.sitting
) AND NOT EXISTS (
    SELECT 1 FROM reporting_awardinterest i
    WHERE i.proposal_id = NEW.proposal_id AND i.user_id = NEW.user_id AND i.conflicted
)"""


def forwards(apps: Any, editor: Any) -> None:
    """Make the promise in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        editor.execute(
            f"CREATE TRIGGER {TABLE}_insert BEFORE INSERT ON {TABLE} WHEN NOT ({SITS}) "
            "BEGIN SELECT RAISE(ABORT, 'the council does not sit'); END",
            params=None,
        )
        return
    editor.execute(
        f"""CREATE FUNCTION {TABLE}_in_a_sitting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT ({SITS}) THEN
        RAISE EXCEPTION 'the council does not sit' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$""",
        params=None,
    )
    editor.execute(
        f"CREATE TRIGGER {TABLE}_in_a_sitting BEFORE INSERT ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_in_a_sitting()",
        params=None,
    )


def backwards(apps: Any, editor: Any) -> None:
    """Take it back."""
    if editor.connection.vendor == "sqlite":
        editor.execute(f"DROP TRIGGER {TABLE}_insert", params=None)
        return
    editor.execute(f"DROP FUNCTION {TABLE}_in_a_sitting CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0013_keep_approved")]
    operations = [migrations.RunPython(forwards, backwards)]
