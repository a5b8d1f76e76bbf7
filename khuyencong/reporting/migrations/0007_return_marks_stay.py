"""Marks of periodic returns stay as they were made: what counted at an instant is asked again later."""

from typing import Any

from django.db import migrations

TABLE = "reporting_returnmark"
POSTGRESQL = f"""
CREATE TRIGGER {TABLE}_stays BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION reporting_returned_stays();
"""


def forwards(apps: Any, editor: Any) -> None:
    """Refuse changes in the dialect of this database."""
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRESQL, params=None)
        return
    for verb in ("UPDATE", "DELETE"):
        editor.execute(
            f"CREATE TRIGGER {TABLE}_{verb.lower()} BEFORE {verb} ON {TABLE} "
            "BEGIN SELECT RAISE(ABORT, 'what was returned stays'); END",
            params=None,
        )


def backwards(apps: Any, editor: Any) -> None:
    """Take it back."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER {TABLE}_stays ON {TABLE}", params=None)
        return
    for verb in ("update", "delete"):
        editor.execute(f"DROP TRIGGER {TABLE}_{verb}", params=None)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0006_return_marks")]
    operations = [migrations.RunPython(forwards, backwards)]
