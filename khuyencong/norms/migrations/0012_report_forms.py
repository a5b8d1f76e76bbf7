"""Report forms, their lines, check rules and who reports: one row of a code binds a day, as in every list of the law."""

from typing import Any

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

TABLES = ("checkrule", "indicator", "reportduty", "returnform")
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
        ("norms", "0011_constraints_speak"),
        ("places", "0002_one_unit_per_code_and_day"),
    ]

    operations = [
        migrations.CreateModel(
            name="CheckRule",
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
                ("form", models.SlugField(max_length=60, verbose_name="biểu")),
                ("left", models.TextField(verbose_name="vế trái")),
                (
                    "operator",
                    models.CharField(
                        choices=[
                            ("<=", "không lớn hơn"),
                            ("=", "bằng"),
                            (">=", "không nhỏ hơn"),
                            ("~", "xấp xỉ"),
                            ("=>", "có thì phải có"),
                        ],
                        max_length=2,
                        verbose_name="so",
                    ),
                ),
                ("right", models.TextField(verbose_name="vế phải")),
                (
                    "tolerance",
                    models.CharField(blank=True, max_length=20, verbose_name="được chênh (“5%” hoặc số)"),
                ),
                (
                    "grade",
                    models.CharField(
                        choices=[("error", "Lỗi"), ("warning", "Cảnh báo"), ("note", "Ghi chú")],
                        max_length=7,
                        verbose_name="mức",
                    ),
                ),
                ("message", models.CharField(max_length=300, verbose_name="câu cho người lập")),
                ("fix", models.CharField(blank=True, max_length=300, verbose_name="cách sửa")),
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
                "verbose_name": "luật kiểm tra báo cáo",
                "ordering": ["position", "since"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("province__isnull", True)),
                        fields=("code", "since"),
                        name="checkrule_is_a_code_from_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("province__isnull", False)),
                        fields=("code", "province", "since"),
                        name="checkrule_of_a_province_is_a_code_from_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("province__isnull", True), ("purse", "KCDP"), _connector="OR"),
                        name="checkrule_of_a_province_is_about_its_purse",
                        violation_error_message="Dòng riêng của một tỉnh chỉ về nguồn KCĐP.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"
                        ),
                        name="checkrule_ends_after_it_begins",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verified", False),
                            models.Q(("document__isnull", False), models.Q(("clause", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="checkrule_verified_names_its_clause",
                        violation_error_message="Dòng đã kiểm chứng phải ghi văn bản và điều khoản.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
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
                ("form", models.SlugField(max_length=60, verbose_name="biểu")),
                ("number", models.CharField(blank=True, max_length=8, verbose_name="số dòng")),
                ("unit", models.CharField(max_length=40, verbose_name="đơn vị tính")),
                (
                    "money",
                    models.BooleanField(default=False, verbose_name="là tiền (ghi bằng đồng, hiện triệu đồng)"),
                ),
                (
                    "decimals",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(4)],
                        verbose_name="số chữ số sau dấu phẩy",
                    ),
                ),
                ("parent", models.SlugField(blank=True, max_length=60, verbose_name="thuộc dòng")),
                (
                    "polarity",
                    models.CharField(
                        choices=[
                            ("more", "Nhiều hơn là tốt"),
                            ("less", "Ít hơn là tốt"),
                            ("none", "Không xếp tốt xấu"),
                        ],
                        default="none",
                        max_length=4,
                        verbose_name="chiều tốt",
                    ),
                ),
                (
                    "tolerance",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="chênh với cùng kỳ phải giải trình (%)"
                    ),
                ),
                (
                    "small_base",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="cùng kỳ nhỏ hơn thì không tính %"
                    ),
                ),
                (
                    "aggregation",
                    models.CharField(
                        choices=[("sum", "Cộng các kỳ"), ("last", "Lấy kỳ cuối")],
                        default="sum",
                        max_length=4,
                        verbose_name="gộp các kỳ",
                    ),
                ),
                ("fill", models.SlugField(blank=True, max_length=40, verbose_name="tự điền từ")),
                ("activity", models.CharField(blank=True, max_length=10, verbose_name="thuộc nội dung")),
                ("line", models.CharField(blank=True, max_length=10, verbose_name="dòng chi của các đề án")),
                (
                    "group",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="nhóm nội dung của chương trình"
                    ),
                ),
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
                "verbose_name": "chỉ tiêu báo cáo",
                "ordering": ["position", "since"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("province__isnull", True)),
                        fields=("code", "since"),
                        name="indicator_is_a_code_from_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("province__isnull", False)),
                        fields=("code", "province", "since"),
                        name="indicator_of_a_province_is_a_code_from_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("province__isnull", True), ("purse", "KCDP"), _connector="OR"),
                        name="indicator_of_a_province_is_about_its_purse",
                        violation_error_message="Dòng riêng của một tỉnh chỉ về nguồn KCĐP.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"
                        ),
                        name="indicator_ends_after_it_begins",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verified", False),
                            models.Q(("document__isnull", False), models.Q(("clause", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="indicator_verified_names_its_clause",
                        violation_error_message="Dòng đã kiểm chứng phải ghi văn bản và điều khoản.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("group__isnull", True), ("group__range", (1, 7)), _connector="OR"),
                        name="indicator_is_of_a_known_group",
                        violation_error_message="Nhóm nội dung phải từ 1 đến 7.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decimals__lte", 4), models.Q(("money", False), ("decimals", 0), _connector="OR")
                        ),
                        name="indicator_has_few_decimals",
                        violation_error_message="Nhiều nhất 4 chữ số sau dấu phẩy; tiền ghi bằng đồng.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("small_base__isnull", True), ("small_base__gte", 0), _connector="OR"
                        ),
                        name="indicator_has_a_base_to_compare",
                        violation_error_message="Mức cùng kỳ tối thiểu phải từ 0 trở lên.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportDuty",
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
                ("form", models.SlugField(max_length=60, verbose_name="biểu")),
                (
                    "by",
                    models.CharField(
                        choices=[
                            ("ministry", "Cục của Bộ"),
                            ("region_centre", "Trung tâm khuyến công vùng"),
                            ("department", "Sở Công Thương"),
                            ("centre", "Trung tâm khuyến công của tỉnh"),
                            ("district_office", "Phòng chuyên môn cấp huyện"),
                            ("commune_office", "Ủy ban nhân dân cấp xã"),
                        ],
                        max_length=15,
                        verbose_name="ai lập",
                    ),
                ),
                (
                    "to",
                    models.CharField(
                        choices=[
                            ("ministry", "Cục của Bộ"),
                            ("region_centre", "Trung tâm khuyến công vùng"),
                            ("department", "Sở Công Thương"),
                            ("centre", "Trung tâm khuyến công của tỉnh"),
                            ("district_office", "Phòng chuyên môn cấp huyện"),
                            ("commune_office", "Ủy ban nhân dân cấp xã"),
                        ],
                        max_length=15,
                        verbose_name="gửi ai",
                    ),
                ),
                (
                    "every",
                    models.CharField(
                        choices=[
                            ("month", "Hằng tháng"),
                            ("quarter", "Hằng quý"),
                            ("half", "6 tháng"),
                            ("nine_months", "9 tháng"),
                            ("year", "Hằng năm"),
                        ],
                        max_length=11,
                        verbose_name="kỳ",
                    ),
                ),
                ("day", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="hạn: ngày")),
                (
                    "months_later",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="của tháng thứ mấy sau kỳ (0: tháng cuối kỳ)"
                    ),
                ),
                ("inclusive", models.BooleanField(default=False, verbose_name="kể cả ngày ấy")),
                (
                    "after_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="hoặc số ngày sau kỳ"),
                ),
                ("working_days", models.BooleanField(default=False, verbose_name="ngày làm việc")),
                (
                    "opens_days",
                    models.PositiveSmallIntegerField(default=0, verbose_name="mở trước khi hết kỳ (ngày)"),
                ),
                (
                    "remind_days",
                    models.CharField(blank=True, max_length=60, verbose_name="nhắc (“7 3 1; every 3”)"),
                ),
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
                "verbose_name": "kỳ báo cáo",
                "ordering": ["position", "since"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("province__isnull", True)),
                        fields=("code", "since"),
                        name="reportduty_is_a_code_from_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("province__isnull", False)),
                        fields=("code", "province", "since"),
                        name="reportduty_of_a_province_is_a_code_from_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("province__isnull", True), ("purse", "KCDP"), _connector="OR"),
                        name="reportduty_of_a_province_is_about_its_purse",
                        violation_error_message="Dòng riêng của một tỉnh chỉ về nguồn KCĐP.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"
                        ),
                        name="reportduty_ends_after_it_begins",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verified", False),
                            models.Q(("document__isnull", False), models.Q(("clause", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="reportduty_verified_names_its_clause",
                        violation_error_message="Dòng đã kiểm chứng phải ghi văn bản và điều khoản.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("day__isnull", True),
                            models.Q(("after_days__isnull", True), ("day__range", (1, 31))),
                            _connector="OR",
                        ),
                        name="reportduty_is_a_day_or_a_number_of_days",
                        violation_error_message="Ngày phải từ 1 đến 31; không ghi cùng số ngày sau kỳ.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("months_later__lte", 12)),
                        name="reportduty_is_due_within_a_year",
                        violation_error_message="Hạn phải trong mười hai tháng sau kỳ.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnForm",
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
                ("number", models.CharField(blank=True, max_length=40, verbose_name="số biểu chính thức")),
                ("by_purse", models.BooleanField(default=True, verbose_name="có cột KCQG và KCĐP")),
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
                "verbose_name": "biểu báo cáo",
                "ordering": ["position", "since"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("province__isnull", True)),
                        fields=("code", "since"),
                        name="returnform_is_a_code_from_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("province__isnull", False)),
                        fields=("code", "province", "since"),
                        name="returnform_of_a_province_is_a_code_from_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("province__isnull", True), ("purse", "KCDP"), _connector="OR"),
                        name="returnform_of_a_province_is_about_its_purse",
                        violation_error_message="Dòng riêng của một tỉnh chỉ về nguồn KCĐP.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"
                        ),
                        name="returnform_ends_after_it_begins",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verified", False),
                            models.Q(("document__isnull", False), models.Q(("clause", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="returnform_verified_names_its_clause",
                        violation_error_message="Dòng đã kiểm chứng phải ghi văn bản và điều khoản.",
                    ),
                ],
            },
        ),
        migrations.RunPython(promise, put_away),
    ]
