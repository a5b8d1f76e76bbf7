"""A return opened again by mistake is put back: one more kind of mark.

SQLite remakes the table for its constraint and drops the triggers with the old one: they are made anew after.
"""

from typing import Any

from django.db import migrations, models

TABLE = "reporting_returnmark"
VERBS = ("UPDATE", "DELETE")
OLD = ["sent", "returned", "approved", "reopened", "missing", "let_in", "dropped"]


def put_aside(apps: Any, editor: Any) -> None:
    """Nothing refuses while the table is remade."""
    if editor.connection.vendor != "sqlite":
        return
    for verb in VERBS:
        editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_{verb.lower()}", params=None)


def promise(apps: Any, editor: Any) -> None:
    """Marks stay as they were made, as before."""
    if editor.connection.vendor != "sqlite":
        return
    for verb in VERBS:
        editor.execute(
            f"CREATE TRIGGER {TABLE}_{verb.lower()} BEFORE {verb} ON {TABLE} "
            "BEGIN SELECT RAISE(ABORT, 'what was returned stays'); END",
            params=None,
        )


class Migration(migrations.Migration):
    dependencies = [("reporting", "0012_conference_reports")]
    operations = [
        migrations.RunPython(put_aside, promise),
        migrations.RemoveConstraint(model_name="returnmark", name="return_mark_is_of_a_known_kind"),
        migrations.AlterField(
            model_name="returnmark",
            name="kind",
            field=models.CharField(
                choices=[
                    ("sent", "Ký gửi lên cấp trên"),
                    ("returned", "Cấp trên trả lại"),
                    ("approved", "Cấp trên duyệt, khóa"),
                    ("reopened", "Mở lại để sửa số"),
                    ("kept", "Giữ bản đã duyệt"),
                    ("missing", "Ghi nhận nợ báo cáo"),
                    ("let_in", "Cho nộp muộn"),
                    ("dropped", "Không phải nộp"),
                ],
                max_length=8,
                verbose_name="mốc",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnmark",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", [*OLD[:4], "kept", *OLD[4:]])),
                name="return_mark_is_of_a_known_kind",
            ),
        ),
        migrations.RunPython(promise, put_aside),
    ]
