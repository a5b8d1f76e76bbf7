"""What rows of the lists said before they were changed; append-only on both databases."""

from typing import Any

from django.db import migrations, models

TABLE = "norms_formerrow"
POSTGRESQL = f"""
CREATE FUNCTION {TABLE}_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'what a list said stays' USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER {TABLE}_stays BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION {TABLE}_stays();
"""


def promise(apps: Any, editor: Any) -> None:
    """Refuse changes in the dialect of this database."""
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRESQL, params=None)
        return
    for verb in ("UPDATE", "DELETE"):
        editor.execute(
            f"CREATE TRIGGER {TABLE}_{verb.lower()} BEFORE {verb} ON {TABLE} "
            "BEGIN SELECT RAISE(ABORT, 'what a list said stays'); END",
            params=None,
        )


def put_away(apps: Any, editor: Any) -> None:
    """Take it back."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP FUNCTION {TABLE}_stays CASCADE", params=None)
        return
    for verb in ("update", "delete"):
        editor.execute(f"DROP TRIGGER {TABLE}_{verb}", params=None)


class Migration(migrations.Migration):
    dependencies = [("norms", "0015_programmes")]

    operations = [
        migrations.CreateModel(
            name="FormerRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("table", models.CharField(max_length=40, verbose_name="danh mục")),
                ("row", models.BigIntegerField(verbose_name="dòng")),
                ("at", models.DateTimeField(verbose_name="đến lúc")),
                ("said", models.TextField(blank=True, verbose_name="trước đó ghi")),
            ],
            options={
                "verbose_name": "dòng danh mục trước khi sửa",
                "ordering": ["at", "pk"],
                "indexes": [models.Index(fields=["table", "at"], name="former_row_of_a_list")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("table", ""), _negated=True), name="former_row_names_its_list"
                    )
                ],
            },
        ),
        migrations.RunPython(promise, put_away),
    ]
