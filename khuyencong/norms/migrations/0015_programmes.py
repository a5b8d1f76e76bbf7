"""Programmes and what they set out to reach: one row of a code binds a day, as in every list of the law."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

TABLES = ("programme", "programmetarget")
SQLITE_ONE_A_DAY = """
CREATE TRIGGER norms_{table}_one_a_day_{verb} BEFORE {verb} ON norms_{table}
WHEN EXISTS (
    SELECT 1 FROM norms_{table} other
    WHERE other.code = NEW.code AND other.id IS NOT NEW.id AND other.province_id IS NEW.province_id
      AND (NEW.until IS NULL OR other.since < NEW.until)
      AND (other.until IS NULL OR NEW.since < other.until)
)
BEGIN SELECT RAISE(ABORT, 'norms_{table}: two rows of one code on one day'); END;
"""
POSTGRESQL_ONE_A_DAY = """
ALTER TABLE norms_{table} ADD CONSTRAINT norms_{table}_one_a_day EXCLUDE USING gist (
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
    for table in TABLES:
        if editor.connection.vendor == "sqlite":
            for verb in ("INSERT", "UPDATE"):
                editor.execute(SQLITE_ONE_A_DAY.format(table=table, verb=verb))
        else:
            editor.execute(POSTGRESQL_ONE_A_DAY.format(table=table))


def put_away(apps: Any, editor: Any) -> None:
    """Take it back."""
    for table in TABLES:
        if editor.connection.vendor == "sqlite":
            for verb in ("INSERT", "UPDATE"):
                editor.execute(f"DROP TRIGGER norms_{table}_one_a_day_{verb}")
        else:
            editor.execute(f"ALTER TABLE norms_{table} DROP CONSTRAINT norms_{table}_one_a_day")


class Migration(migrations.Migration):
    dependencies = [
        ("norms", "0014_report_marks"),
        ("places", "0002_one_unit_per_code_and_day"),
    ]

    operations = [
        migrations.CreateModel(
            name="Programme",
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
                ("first_year", models.PositiveSmallIntegerField(verbose_name="từ năm")),
                ("last_year", models.PositiveSmallIntegerField(verbose_name="đến năm")),
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
                "verbose_name": "chương trình khuyến công",
                "ordering": ["position", "since"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("province__isnull", True)),
                        fields=("code", "since"),
                        name="programme_is_a_code_from_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("province__isnull", False)),
                        fields=("code", "province", "since"),
                        name="programme_of_a_province_is_a_code_from_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("province__isnull", True), ("purse", "KCDP"), _connector="OR"),
                        name="programme_of_a_province_is_about_its_purse",
                        violation_error_message="Dòng riêng của một tỉnh chỉ về nguồn KCĐP.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"
                        ),
                        name="programme_ends_after_it_begins",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verified", False),
                            models.Q(("document__isnull", False), models.Q(("clause", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="programme_verified_names_its_clause",
                        violation_error_message="Dòng đã kiểm chứng phải ghi văn bản và điều khoản.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_year__lte", models.F("last_year")),
                            ("first_year__range", (2000, 2099)),
                            ("last_year__range", (2000, 2099)),
                        ),
                        name="programme_is_for_years_in_order",
                        violation_error_message="Năm phải từ 2000 đến 2099, năm đầu không sau năm cuối.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeTarget",
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
                ("programme", models.SlugField(max_length=60, verbose_name="chương trình")),
                (
                    "kind",
                    models.CharField(
                        choices=[("target", "Mục tiêu"), ("done", "Kết quả đã công bố")],
                        default="target",
                        max_length=6,
                        verbose_name="loại",
                    ),
                ),
                ("indicator", models.CharField(blank=True, max_length=200, verbose_name="chỉ tiêu của biểu")),
                ("first_year", models.PositiveSmallIntegerField(verbose_name="từ năm")),
                ("last_year", models.PositiveSmallIntegerField(verbose_name="đến năm")),
                ("value", models.BigIntegerField(blank=True, null=True, verbose_name="giá trị")),
                ("about", models.BooleanField(default=False, verbose_name="khoảng")),
                ("unit", models.CharField(max_length=40, verbose_name="đơn vị tính")),
                ("money", models.BooleanField(default=False, verbose_name="là tiền (ghi bằng đồng)")),
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
                "verbose_name": "mục tiêu, kết quả của chương trình",
                "ordering": ["position", "since"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("province__isnull", True)),
                        fields=("code", "since"),
                        name="programmetarget_is_a_code_from_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("province__isnull", False)),
                        fields=("code", "province", "since"),
                        name="programmetarget_of_a_province_is_a_code_from_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("province__isnull", True), ("purse", "KCDP"), _connector="OR"),
                        name="programmetarget_of_a_province_is_about_its_purse",
                        violation_error_message="Dòng riêng của một tỉnh chỉ về nguồn KCĐP.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"
                        ),
                        name="programmetarget_ends_after_it_begins",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verified", False),
                            models.Q(("document__isnull", False), models.Q(("clause", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="programmetarget_verified_names_its_clause",
                        violation_error_message="Dòng đã kiểm chứng phải ghi văn bản và điều khoản.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_year__lte", models.F("last_year")),
                            ("first_year__range", (2000, 2099)),
                            ("last_year__range", (2000, 2099)),
                        ),
                        name="programmetarget_is_for_years_in_order",
                        violation_error_message="Năm phải từ 2000 đến 2099, năm đầu không sau năm cuối.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__isnull", True), ("value__gte", 0), _connector="OR"),
                        name="programmetarget_is_not_negative",
                        violation_error_message="Giá trị phải từ 0 trở lên; chưa biết thì bỏ trống.",
                    ),
                ],
            },
        ),
        migrations.RunPython(promise, put_away),
    ]
