"""A cluster and a link are ended, never deleted: what was reckoned with them must stay explainable."""

from typing import Any

from django.db import migrations

TABLES = ("industry_cluster", "industry_supplylink")


def forwards(apps: Any, editor: Any) -> None:
    """Make the promise in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        for table in TABLES:
            editor.execute(
                f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is never deleted'); END"
            )
        return
    body = "BEGIN RAISE EXCEPTION '% is never deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END"
    editor.execute(
        f"CREATE FUNCTION industry_links_stay() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$", params=None
    )
    for table in TABLES:
        editor.execute(
            f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} FOR EACH ROW "
            "EXECUTE FUNCTION industry_links_stay()"
        )


def backwards(apps: Any, editor: Any) -> None:
    """Take it back."""
    if editor.connection.vendor == "sqlite":
        for table in TABLES:
            editor.execute(f"DROP TRIGGER {table}_delete")
        return
    editor.execute("DROP FUNCTION industry_links_stay CASCADE")


class Migration(migrations.Migration):
    dependencies = [("industry", "0006_clusters_and_links")]
    operations = [migrations.RunPython(forwards, backwards)]
