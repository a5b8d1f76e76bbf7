"""Who hands a return up may take it back: that is not to be sent back, and its cells are written again."""

from typing import Any

from django.db import migrations, models

TRIGGER = "reporting_returncell_open"
OPEN = (
    "(SELECT 1 FROM reporting_periodicreturn WHERE id = NEW.periodic_return_id "
    "AND state IN ({states}) AND revision = NEW.revision)"
)
OTHER_PLACE = (
    "(SELECT 1 FROM reporting_returncell WHERE id = NEW.replaces_id "
    "AND periodic_return_id = NEW.periodic_return_id AND indicator = NEW.indicator AND purse = NEW.purse)"
)
BEFORE = "'draft', 'returned', 'reopened'"
NOW = f"{BEFORE}, 'withdrawn'"
POSTGRESQL = """
CREATE OR REPLACE FUNCTION reporting_returncell_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS {open} THEN
        RAISE EXCEPTION 'the return is locked' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.replaces_id IS NOT NULL AND NOT EXISTS {place} THEN
        RAISE EXCEPTION 'a cell replaces one of its own place' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""


def promise(editor: Any, states: str) -> None:
    """Make the promise anew in which states of a return its cells are written."""
    opened = OPEN.format(states=states)
    if editor.connection.vendor == "sqlite":
        editor.execute(f"DROP TRIGGER {TRIGGER}", params=None)
        editor.execute(
            f"CREATE TRIGGER {TRIGGER} BEFORE INSERT ON reporting_returncell "
            f"WHEN NOT EXISTS {opened} BEGIN SELECT RAISE(ABORT, 'the return is locked'); END",
            params=None,
        )
        return
    editor.execute(POSTGRESQL.format(open=opened, place=OTHER_PLACE), params=None)


def forwards(apps: Any, editor: Any) -> None:
    """One that was withdrawn is written in again."""
    promise(editor, NOW)


def backwards(apps: Any, editor: Any) -> None:
    """As it was: what was withdrawn is called sent back again."""
    apps.get_model("reporting", "PeriodicReturn").objects.filter(state="withdrawn").update(state="returned")
    promise(editor, BEFORE)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0016_waivers_at_marks")]
    operations = [
        migrations.AlterField(
            model_name="periodicreturn",
            name="state",
            field=models.CharField(
                choices=[
                    ("expected", "Phải nộp"),
                    ("draft", "Đang lập"),
                    ("submitted", "Đã trình lãnh đạo ký"),
                    ("sent", "Đã gửi, chờ cấp trên duyệt"),
                    ("returned", "Trả lại để sửa"),
                    ("withdrawn", "Rút lại để sửa"),
                    ("approved", "Đã duyệt, đã khóa"),
                    ("missing", "Nợ báo cáo"),
                    ("reopened", "Mở lại để sửa số"),
                    ("dropped", "Không phải nộp"),
                ],
                default="expected",
                max_length=9,
                verbose_name="bước",
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
