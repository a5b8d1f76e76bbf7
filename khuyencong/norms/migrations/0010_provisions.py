"""Rules that sentences cite the clause of: one row of a code binds a day, as in every list of the law."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

SQLITE_ONE_A_DAY = """
CREATE TRIGGER norms_provision_one_a_day_{verb} BEFORE {verb} ON norms_provision
WHEN EXISTS (
    SELECT 1 FROM norms_provision other
    WHERE other.code = NEW.code AND other.id IS NOT NEW.id AND other.province_id IS NEW.province_id
      AND (NEW.until IS NULL OR other.since < NEW.until)
      AND (other.until IS NULL OR NEW.since < other.until)
)
BEGIN SELECT RAISE(ABORT, 'norms_provision: two rows of one code on one day'); END;
"""
POSTGRESQL_ONE_A_DAY = """
ALTER TABLE norms_provision ADD CONSTRAINT norms_provision_one_a_day EXCLUDE USING gist (
    int8range(
        hashtextextended(code || '@' || coalesce(province_id, 0)::text, 0),
        hashtextextended(code || '@' || coalesce(province_id, 0)::text, 0),
        '[]'
    ) WITH &&,
    daterange(since, until) WITH &&
);
"""


def promise(apps: Any, editor: Any) -> None:
    """Make the promise."""
    if editor.connection.vendor == "sqlite":
        for verb in ("INSERT", "UPDATE"):
            editor.execute(SQLITE_ONE_A_DAY.format(verb=verb))
    else:
        editor.execute(POSTGRESQL_ONE_A_DAY)


def put_away(apps: Any, editor: Any) -> None:
    """Take it back."""
    if editor.connection.vendor == "sqlite":
        for verb in ("INSERT", "UPDATE"):
            editor.execute(f"DROP TRIGGER norms_provision_one_a_day_{verb}")
    else:
        editor.execute("ALTER TABLE norms_provision DROP CONSTRAINT norms_provision_one_a_day")


class Migration(migrations.Migration):
    dependencies = [
        ("norms", "0009_provinces_have_lists"),
        ("places", "0002_one_unit_per_code_and_day"),
    ]

    operations = [
        migrations.CreateModel(
            name="Provision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=60, verbose_name="mã")),
                ("name", models.TextField(verbose_name="nội dung")),
                (
                    "purse",
                    models.CharField(
                        choices=[
                            ("KCQG", "Khuyến công quốc gia"),
                            ("KCDP", "Khuyến công địa phương"),
                            ("all", "Cả hai nguồn"),
                        ],
                        default="all",
                        max_length=4,
                        verbose_name="nguồn kinh phí",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                ("since", models.DateField(verbose_name="từ ngày")),
                ("until", models.DateField(blank=True, null=True, verbose_name="đến trước ngày")),
                ("clause", models.CharField(blank=True, max_length=120, verbose_name="điều khoản")),
                ("source", models.CharField(max_length=300, verbose_name="nơi đã đọc")),
                ("verified", models.BooleanField(default=False, verbose_name="đã kiểm chứng")),
                ("note", models.TextField(blank=True, verbose_name="ghi chú")),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="norms.legaldocument",
                        verbose_name="văn bản",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.unit",
                        verbose_name="của tỉnh",
                    ),
                ),
            ],
            options={
                "verbose_name": "quy định được viện dẫn",
                "ordering": ["position", "since"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("province__isnull", True)),
                        fields=("code", "since"),
                        name="provision_is_a_code_from_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("province__isnull", False)),
                        fields=("code", "province", "since"),
                        name="provision_of_a_province_is_a_code_from_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("province__isnull", True), ("purse", "KCDP"), _connector="OR"),
                        name="provision_of_a_province_is_about_its_purse",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"
                        ),
                        name="provision_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verified", False),
                            models.Q(("document__isnull", False), models.Q(("clause", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="provision_verified_names_its_clause",
                    ),
                ],
            },
        ),
        migrations.RunPython(promise, put_away),
    ]
