"""What was said of a cluster stays, and what the public read; both databases refuse to change or remove it.

SQLite made the table of clusters anew for its coordinates and dropped the promise of 0007: it is made again.
"""

from typing import Any

from django.db import migrations

KEPT = tuple(f"industry_cluster{each}" for each in ("count", "decision", "investor", "lease", "work"))
NOTICE, CLUSTER = "industry_clusternotice", "industry_cluster"
FROZEN = (
    *("cluster_id", "name", "name_key", "province_id", "place", "commune", "on", "industrial", "free"),
    *("ready", "facts", "latitude", "longitude", "made_up", "agency_id", "desk_id", "author_id", "created_at"),
)
OVER = "OLD.state IN ('refused', 'withdrawn', 'over')"


def promises(differs: str, kept: str) -> list[tuple[str, str, str]]:
    """Table, verb, and when it is refused."""
    changed = " OR ".join(f"{kept.format('NEW', each)} {differs} {kept.format('OLD', each)}" for each in FROZEN)
    return [
        *((table, verb, "1 = 1") for table in KEPT for verb in ("UPDATE", "DELETE")),
        (NOTICE, "DELETE", "1 = 1"),
        (NOTICE, "UPDATE", f"{OVER} OR {changed}"),
    ]


def forwards(apps: Any, editor: Any) -> None:
    """Make the promises in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        for table, verb, when in promises("IS NOT", '{}."{}"'):
            editor.execute(
                f"CREATE TRIGGER {table}_{verb.lower()}_stays BEFORE {verb} ON {table} WHEN {when} "
                "BEGIN SELECT RAISE(ABORT, 'what was said of a cluster stays'); END",
                params=None,
            )
        editor.execute(f"DROP TRIGGER IF EXISTS {CLUSTER}_delete", params=None)
        editor.execute(
            f"CREATE TRIGGER {CLUSTER}_delete BEFORE DELETE ON {CLUSTER} "
            f"BEGIN SELECT RAISE(ABORT, '{CLUSTER} is never deleted'); END",
            params=None,
        )
        return
    # A jsonb column has no text to compare; its text is canonical.
    for table, verb, when in promises("IS DISTINCT FROM", '{}."{}"::text'):
        name, row = f"{table}_{verb.lower()}_stays", "OLD" if verb == "DELETE" else "NEW"
        editor.execute(
            f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {when} THEN
        RAISE EXCEPTION 'what was said of a cluster stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN {row};
END $$""",
            params=None,
        )
        editor.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
            params=None,
        )


def backwards(apps: Any, editor: Any) -> None:
    """Take them back; that a cluster is never deleted is the promise of 0007."""
    for table, verb, _ in promises("IS NOT", '{}."{}"'):
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER {table}_{verb.lower()}_stays", params=None)
        else:
            editor.execute(f"DROP FUNCTION {table}_{verb.lower()}_stays CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("industry", "0012_cluster_rows")]
    operations = [migrations.RunPython(forwards, backwards)]
