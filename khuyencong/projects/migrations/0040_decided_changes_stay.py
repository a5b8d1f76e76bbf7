"""A decided or refused change says for ever what was decided on which papers: both databases refuse otherwise.

One that waits for its annex may only move on.
"""

from typing import Any

from django.db import migrations

KEPT = (
    *("project_id", "changes", "before", "after", "reason", "level", "decided_by", "law", "confirmed"),
    *("checked_on", "checked", "signed_by", "number", "signed_on", "agency_id", "author_id", "submitted_on"),
)
OVER = "('annex', 'decided', 'refused')"
CHILDREN = ("changepaper", "changesubstitute")
REQUEST = f"SELECT 1 FROM projects_changerequest r WHERE r.id = {{row}}.request_id AND r.state IN {OVER}"  # noqa: S608


def sqlite() -> list[str]:
    """The promises for SQLite."""
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in KEPT)
    moved = f"OLD.state IN ('decided', 'refused') OR NEW.state <> 'decided' OR {changed}"
    made = [
        "CREATE TRIGGER projects_changerequest_stays BEFORE UPDATE ON projects_changerequest "
        f"WHEN OLD.state IN {OVER} AND ({moved}) "
        "BEGIN SELECT RAISE(ABORT, 'a decided change stays'); END",
        "CREATE TRIGGER projects_changerequest_is_kept BEFORE DELETE ON projects_changerequest "
        f"WHEN OLD.state IN {OVER} BEGIN SELECT RAISE(ABORT, 'a decided change stays'); END",
    ]
    for table in CHILDREN:
        for verb, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            made.append(
                f"CREATE TRIGGER projects_{table}_{verb.lower()} BEFORE {verb} ON projects_{table} BEGIN "
                "SELECT RAISE(ABORT, 'a decided change keeps its papers') "
                f"WHERE EXISTS ({REQUEST.format(row=row)}); END"
            )
    return made


def postgresql() -> list[str]:
    """The same for PostgreSQL."""
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in KEPT)
    made = [
        f"""CREATE FUNCTION projects_changerequest_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'annex' AND NEW.state = 'decided' AND NOT ({changed}) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a decided change stays' USING ERRCODE = 'restrict_violation';
END $$""",
        "CREATE TRIGGER projects_changerequest_stays BEFORE UPDATE OR DELETE ON projects_changerequest "
        f"FOR EACH ROW WHEN (OLD.state IN {OVER}) EXECUTE FUNCTION projects_changerequest_stays()",
        f"""CREATE FUNCTION projects_change_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND EXISTS ({REQUEST.format(row="OLD")})
        OR TG_OP <> 'DELETE' AND EXISTS ({REQUEST.format(row="NEW")}) THEN
        RAISE EXCEPTION 'a decided change keeps its papers' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$""",
    ]
    return made + [
        f"CREATE TRIGGER projects_{table}_stays BEFORE INSERT OR UPDATE OR DELETE ON projects_{table} "
        "FOR EACH ROW EXECUTE FUNCTION projects_change_keeps()"
        for table in CHILDREN
    ]


def forwards(apps: Any, editor: Any) -> None:
    """Make the promises in the dialect of this database."""
    for statement in sqlite() if editor.connection.vendor == "sqlite" else postgresql():
        editor.execute(statement, params=None)


def backwards(apps: Any, editor: Any) -> None:
    """Take them back."""
    if editor.connection.vendor == "sqlite":
        for statement in sqlite():
            editor.execute(f"DROP TRIGGER {statement.split()[2]}", params=None)
        return
    for name in ("projects_changerequest_stays", "projects_change_keeps"):
        editor.execute(f"DROP FUNCTION {name} CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("projects", "0039_changes")]
    operations = [migrations.RunPython(forwards, backwards)]
