"""Units of training that somebody passed; a row stays as it was written, on both databases."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLE, SAID = "handover_learnedunit", "a unit that was passed stays passed"


def forwards(apps: Any, editor: Any) -> None:
    """Refuse to change or remove a row, in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            editor.execute(
                f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END",
                params=None,
            )
        return
    editor.execute(
        f"""CREATE FUNCTION {TABLE}_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER {TABLE}_stays BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION {TABLE}_stays();""",
        params=None,
    )


def backwards(apps: Any, editor: Any) -> None:
    """Take the promise back."""
    if editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            editor.execute(f"DROP TRIGGER {TABLE}_no_{verb}", params=None)
        return
    editor.execute(f"DROP FUNCTION {TABLE}_stays CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("handover", "0001_initial"),
        ("organisations", "0006_contacts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LearnedUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit", models.SlugField(max_length=60, verbose_name="bài")),
                ("version", models.PositiveSmallIntegerField(verbose_name="bản của bài")),
                ("passed_at", models.DateTimeField(verbose_name="đạt lúc")),
                ("answers", models.JSONField(verbose_name="đã chọn")),
                ("law", models.JSONField(verbose_name="quy định lúc ấy")),
                ("made_up", models.BooleanField(default=False, verbose_name="số liệu minh họa")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.agency",
                        verbose_name="cơ quan lúc ấy",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.desk",
                        verbose_name="bàn lúc ấy",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="learned",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người học",
                    ),
                ),
            ],
            options={
                "verbose_name": "bài học đã đạt",
                "ordering": ["-passed_at", "-pk"],
                "indexes": [models.Index(fields=["user", "unit"], name="learned_by_person_and_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="learned_unit_is_of_a_version"
                    )
                ],
            },
        ),
        migrations.RunPython(forwards, backwards),
    ]
