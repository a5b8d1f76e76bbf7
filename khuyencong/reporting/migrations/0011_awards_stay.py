"""What was shown, declared, voted and decided about awards stays: both databases refuse to change it."""

from typing import Any

from django.db import migrations

KEPT = ("reporting_awardevidence", "reporting_awardinterest", "reporting_awardvote")
MEMBER = "reporting_awardmember"
OVER = {
    "reporting_awardround": "('decided', 'dropped')",
    "reporting_awardproposal": "('awarded', 'refused', 'dropped')",
}
BEGUN = "(SELECT state FROM reporting_awardround WHERE id = OLD.round_id) <> 'open'"
REFUSED = "BEGIN SELECT RAISE(ABORT, 'what was decided stays'); END"


def forwards(apps: Any, editor: Any) -> None:
    """Make the promises in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        for table in KEPT:
            for verb in ("UPDATE", "DELETE"):
                _sqlite(editor, table, verb, "1")
        for table, over in OVER.items():
            _sqlite(editor, table, "UPDATE", f"OLD.state IN {over}")
            _sqlite(editor, table, "DELETE", "1")
        _sqlite(editor, MEMBER, "UPDATE", "1")
        _sqlite(editor, MEMBER, "DELETE", BEGUN)
        return
    editor.execute(
        """CREATE FUNCTION reporting_awards_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'what was decided stays' USING ERRCODE = 'restrict_violation'; END $$""",
        params=None,
    )
    editor.execute(
        f"""CREATE FUNCTION reporting_award_members_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {BEGUN} THEN
        RAISE EXCEPTION 'what was decided stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$""",
        params=None,
    )
    for table in KEPT:
        _postgresql(editor, table, "stays", "UPDATE OR DELETE")
    for table, over in OVER.items():
        _postgresql(editor, table, "stays", "UPDATE", f"OLD.state IN {over}")
        _postgresql(editor, table, "is_never_removed", "DELETE")
    _postgresql(editor, MEMBER, "is_never_changed", "UPDATE")
    editor.execute(
        f"CREATE TRIGGER {MEMBER}_stays BEFORE DELETE ON {MEMBER} "
        "FOR EACH ROW EXECUTE FUNCTION reporting_award_members_stay()",
        params=None,
    )


def _sqlite(editor: Any, table: str, verb: str, when: str) -> None:
    editor.execute(
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} WHEN {when} {REFUSED}", params=None
    )


def _postgresql(editor: Any, table: str, name: str, verbs: str, when: str = "true") -> None:
    editor.execute(
        f"CREATE TRIGGER {table}_{name} BEFORE {verbs} ON {table} FOR EACH ROW WHEN ({when}) "
        "EXECUTE FUNCTION reporting_awards_stay()",
        params=None,
    )


def backwards(apps: Any, editor: Any) -> None:
    """Take them back."""
    if editor.connection.vendor == "sqlite":
        for table in (*KEPT, *OVER, MEMBER):
            for verb in ("update", "delete"):
                editor.execute(f"DROP TRIGGER {table}_{verb}", params=None)
        return
    editor.execute("DROP FUNCTION reporting_awards_stay CASCADE", params=None)
    editor.execute("DROP FUNCTION reporting_award_members_stay CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0010_awards")]
    operations = [migrations.RunPython(forwards, backwards)]
