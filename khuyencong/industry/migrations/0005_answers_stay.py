"""Photographs and what editions say stay as they came: of an edition only `standing` may change."""

from typing import Any

from django.db import migrations

SAID = (
    *("edition", "answer_id", "number", "based_on", "establishment_id", "name", "wants", "activity_id"),
    *("machinery", "cost", "own_money", "outlet", "begin_month", "labour", "other", "taken_at", "received_at"),
    *("latitude", "longitude", "accuracy", "officer_id"),
)
EDITION, PHOTO = "industry_answeredition", "industry_answerphoto"


def sqlite() -> list[str]:
    """A trigger for each thing that must not happen."""
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in SAID)
    refuse = "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return [
        f"CREATE TRIGGER {EDITION}_update BEFORE UPDATE ON {EDITION} WHEN {changed} {refuse.format(table=EDITION)}",
        f"CREATE TRIGGER {EDITION}_delete BEFORE DELETE ON {EDITION} {refuse.format(table=EDITION)}",
        f"CREATE TRIGGER {PHOTO}_update BEFORE UPDATE ON {PHOTO} {refuse.format(table=PHOTO)}",
        f"CREATE TRIGGER {PHOTO}_delete BEFORE DELETE ON {PHOTO} {refuse.format(table=PHOTO)}",
    ]


def postgresql() -> str:
    """The same in two functions."""
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in SAID)
    return f"""
CREATE FUNCTION industry_answers_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER {EDITION}_update BEFORE UPDATE ON {EDITION} FOR EACH ROW WHEN ({changed})
    EXECUTE FUNCTION industry_answers_stay();
CREATE TRIGGER {EDITION}_delete BEFORE DELETE ON {EDITION} FOR EACH ROW
    EXECUTE FUNCTION industry_answers_stay();
CREATE TRIGGER {PHOTO}_stays BEFORE UPDATE OR DELETE ON {PHOTO} FOR EACH ROW
    EXECUTE FUNCTION industry_answers_stay();
"""


def forwards(apps: Any, editor: Any) -> None:
    """Make the promise in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        for trigger in sqlite():
            editor.execute(trigger)
        return
    editor.execute(postgresql(), params=None)


def backwards(apps: Any, editor: Any) -> None:
    """Take it back."""
    if editor.connection.vendor == "sqlite":
        for table in (EDITION, PHOTO):
            for verb in ("update", "delete"):
                editor.execute(f"DROP TRIGGER {table}_{verb}")
        return
    editor.execute("DROP FUNCTION industry_answers_stay CASCADE")


class Migration(migrations.Migration):
    dependencies = [("industry", "0004_photos")]
    operations = [migrations.RunPython(forwards, backwards)]
