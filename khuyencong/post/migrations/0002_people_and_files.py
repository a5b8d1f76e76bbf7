import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_desks"),
        ("post", "0001_work_and_mail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MailChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("daily", models.BooleanField(default=True, verbose_name="thư tổng hợp mỗi ngày")),
                ("chosen_at", models.DateTimeField(verbose_name="chọn lúc")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mail_choice",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người dùng",
                    ),
                ),
            ],
            options={
                "verbose_name": "lựa chọn về thư",
            },
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=200, verbose_name="loại")),
                ("title", models.CharField(max_length=200, verbose_name="tên")),
                ("parameters", models.JSONField(verbose_name="câu hỏi")),
                ("asked_at", models.DateTimeField(verbose_name="yêu cầu lúc")),
                ("expires_at", models.DateTimeField(verbose_name="xóa sau lúc")),
                ("task", models.UUIDField(blank=True, null=True, verbose_name="việc trong hàng")),
                ("progress", models.PositiveSmallIntegerField(default=0, verbose_name="phần trăm")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="xong lúc")),
                ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="đã lấy lúc")),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="tên tệp")),
                ("content_type", models.CharField(blank=True, max_length=100, verbose_name="kiểu tệp")),
                ("content", models.BinaryField(blank=True, null=True, verbose_name="tệp")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người yêu cầu",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.desk",
                        verbose_name="bàn",
                    ),
                ),
            ],
            options={
                "verbose_name": "tệp xuất",
                "indexes": [models.Index(fields=["asked_by", "desk", "-asked_at"], name="export_of_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("progress__lte", 100)), name="export_progress_is_a_percentage"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at__isnull", True),
                            models.Q(("name", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="export_finished_has_its_file",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="băm của mã bí mật")),
                ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="thu hồi lúc")),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feeds",
                        to="organisations.desk",
                        verbose_name="bàn",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feeds",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người dùng",
                    ),
                ),
            ],
            options={
                "verbose_name": "địa chỉ lịch",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("user", "desk"),
                        name="feed_is_one_per_person_and_desk",
                    )
                ],
            },
        ),
    ]
