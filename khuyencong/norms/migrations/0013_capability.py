"""What the work of units is scored by, and the forms of the award: lists of our own, by date."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

TABLES = ("norms_capabilitycriterion", "norms_awardform")
SQLITE_ONE_A_DAY = """
CREATE TRIGGER {table}_one_a_day_{verb} BEFORE {verb} ON {table}
WHEN EXISTS (
    SELECT 1 FROM {table} other
    WHERE other.code = NEW.code AND other.id IS NOT NEW.id AND other.province_id IS NEW.province_id
      AND (NEW.until IS NULL OR other.since < NEW.until)
      AND (other.until IS NULL OR NEW.since < other.until)
)
BEGIN SELECT RAISE(ABORT, '{table}: two rows of one code on one day'); END;
"""
POSTGRESQL_ONE_A_DAY = """
ALTER TABLE {table} ADD CONSTRAINT {table}_one_a_day EXCLUDE USING gist (
    int8range(
        hashtextextended(code || '@' || coalesce(province_id, 0)::text, 0),
        hashtextextended(code || '@' || coalesce(province_id, 0)::text, 0),
        '[]'
    ) WITH &&,
    daterange(since, until) WITH &&
);
"""


def promise(apps: Any, editor: Any) -> None:
    """Make the promise: one row of a code binds a day, as in every list."""
    for table in TABLES:
        if editor.connection.vendor == "sqlite":
            for verb in ("INSERT", "UPDATE"):
                editor.execute(SQLITE_ONE_A_DAY.format(table=table, verb=verb), params=None)
        else:
            editor.execute(POSTGRESQL_ONE_A_DAY.format(table=table), params=None)


def put_away(apps: Any, editor: Any) -> None:
    """Take it back."""
    for table in TABLES:
        if editor.connection.vendor == "sqlite":
            for verb in ("INSERT", "UPDATE"):
                editor.execute(f"DROP TRIGGER {table}_one_a_day_{verb}", params=None)
        else:
            editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_one_a_day", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("norms", "0012_report_forms"),
        ("places", "0002_one_unit_per_code_and_day"),
    ]

    operations = [
        migrations.CreateModel(
            name="AwardForm",
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
                    "level",
                    models.CharField(
                        choices=[("ministry", "Cấp Bộ"), ("province", "Cấp tỉnh")],
                        max_length=8,
                        verbose_name="cấp",
                    ),
                ),
                ("authority", models.SlugField(max_length=60, verbose_name="mã thẩm quyền")),
                ("votes", models.PositiveSmallIntegerField(verbose_name="phiếu tán thành cần có (%)")),
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
                "verbose_name": "hình thức khen thưởng",
                "ordering": ["position", "since"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("province__isnull", True)),
                        fields=("code", "since"),
                        name="awardform_is_a_code_from_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("province__isnull", False)),
                        fields=("code", "province", "since"),
                        name="awardform_of_a_province_is_a_code_from_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("province__isnull", True), ("purse", "KCDP"), _connector="OR"),
                        name="awardform_of_a_province_is_about_its_purse",
                        violation_error_message="Dòng riêng của một tỉnh chỉ về nguồn KCĐP.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"
                        ),
                        name="awardform_ends_after_it_begins",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verified", False),
                            models.Q(("document__isnull", False), models.Q(("clause", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="awardform_verified_names_its_clause",
                        violation_error_message="Dòng đã kiểm chứng phải ghi văn bản và điều khoản.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level__in", ("ministry", "province")), ("votes__range", (51, 100))
                        ),
                        name="awardform_needs_a_majority",
                        violation_error_message="Phiếu tán thành cần có phải từ 51 đến 100 %.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CapabilityCriterion",
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
                    "about",
                    models.CharField(
                        choices=[("unit", "Đơn vị thực hiện"), ("department", "Sở Công Thương")],
                        max_length=10,
                        verbose_name="chấm ai",
                    ),
                ),
                (
                    "counts",
                    models.CharField(
                        choices=[
                            ("monthly", "Báo cáo tiến độ tháng gửi đúng hạn"),
                            ("returns", "Báo cáo định kỳ gửi đúng hạn"),
                            ("right_first", "Hồ sơ đúng ngay lần đầu"),
                            ("requests", "Hồ sơ đăng ký kế hoạch được tiếp nhận ngay lần đầu, đúng hạn"),
                            ("days_to_settle", "Số ngày từ nghiệm thu đến quyết toán"),
                            ("days_to_judge", "Số ngày từ khi nhận đến khi kết luận thẩm định"),
                            ("stopped", "Đề án ngừng giữa chừng"),
                            ("spent", "Kinh phí được giao đã giải ngân"),
                            ("outcome", "Kết quả sau 12 tháng so với đã hứa"),
                            ("faults", "Việc phải khắc phục mỗi cuộc kiểm tra"),
                            ("mended", "Khắc phục sau kiểm tra đúng hạn"),
                        ],
                        max_length=20,
                        verbose_name="đếm gì",
                    ),
                ),
                ("weight", models.PositiveSmallIntegerField(verbose_name="điểm tối đa")),
                (
                    "direction",
                    models.CharField(
                        choices=[("more", "Càng nhiều càng tốt"), ("less", "Càng ít càng tốt")],
                        max_length=4,
                        verbose_name="chiều",
                    ),
                ),
                (
                    "measured",
                    models.CharField(
                        choices=[
                            ("share", "Phần trăm của tổng"),
                            ("mean", "Phần trăm, trung bình từng việc"),
                            ("average", "Trung bình mỗi việc"),
                        ],
                        max_length=7,
                        verbose_name="tính bằng",
                    ),
                ),
                ("full_at", models.PositiveSmallIntegerField(verbose_name="đủ điểm khi bằng")),
                ("none_at", models.PositiveSmallIntegerField(verbose_name="không điểm khi bằng")),
                ("months", models.PositiveSmallIntegerField(verbose_name="nhìn lại (tháng)")),
                ("least", models.PositiveSmallIntegerField(verbose_name="số việc tối thiểu")),
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
                "verbose_name": "tiêu chí năng lực",
                "ordering": ["position", "since"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("province__isnull", True)),
                        fields=("code", "since"),
                        name="capabilitycriterion_is_a_code_from_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("province__isnull", False)),
                        fields=("code", "province", "since"),
                        name="capabilitycriterion_of_a_province_is_a_code_from_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("province__isnull", True), ("purse", "KCDP"), _connector="OR"),
                        name="capabilitycriterion_of_a_province_is_about_its_purse",
                        violation_error_message="Dòng riêng của một tỉnh chỉ về nguồn KCĐP.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"
                        ),
                        name="capabilitycriterion_ends_after_it_begins",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verified", False),
                            models.Q(("document__isnull", False), models.Q(("clause", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="capabilitycriterion_verified_names_its_clause",
                        violation_error_message="Dòng đã kiểm chứng phải ghi văn bản và điều khoản.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("least__gte", 1), ("months__range", (1, 120)), ("weight__gte", 1)),
                        name="capabilitycriterion_weighs_something",
                        violation_error_message="Điểm tối đa, số tháng (không quá 120), số việc tối thiểu phải từ 1.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("direction", "more"), ("full_at__gt", models.F("none_at"))),
                            models.Q(("direction", "less"), ("full_at__lt", models.F("none_at"))),
                            _connector="OR",
                        ),
                        name="capabilitycriterion_goes_one_way",
                        violation_error_message="Mức đủ điểm và mức không điểm trái với chiều của tiêu chí.",
                    ),
                ],
            },
        ),
        migrations.RunPython(promise, put_away),
    ]
