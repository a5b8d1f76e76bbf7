from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Lease",
            fields=[
                ("task", models.UUIDField(primary_key=True, serialize=False, verbose_name="việc trong hàng")),
                ("worker", models.CharField(max_length=64, verbose_name="người làm")),
                ("beat_at", models.DateTimeField(verbose_name="còn sống lúc")),
            ],
            options={
                "verbose_name": "lượt giữ việc",
            },
        ),
        migrations.CreateModel(
            name="Mail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=200, unique=True, verbose_name="nguyên nhân")),
                ("to", models.EmailField(max_length=254, verbose_name="người nhận")),
                ("subject", models.CharField(max_length=200, verbose_name="tiêu đề")),
                ("text", models.TextField(verbose_name="nội dung")),
                ("html", models.TextField(blank=True, verbose_name="nội dung dạng HTML")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Chờ gửi"),
                            ("sent", "Đã giao cho máy chủ thư"),
                            ("refused", "Không gửi được"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="số lần thử")),
                ("next_try", models.DateTimeField(verbose_name="thử lại lúc")),
                ("written_at", models.DateTimeField(verbose_name="viết lúc")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="gửi lúc")),
                ("answer", models.TextField(blank=True, verbose_name="lời máy chủ thư")),
            ],
            options={
                "verbose_name": "thư gửi đi",
                "indexes": [models.Index(fields=["state", "next_try"], name="mail_due")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="mail_sent_has_its_instant",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Slot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("job", models.CharField(max_length=200, verbose_name="việc")),
                ("at", models.DateTimeField(verbose_name="lượt")),
                ("claimed_at", models.DateTimeField(verbose_name="xếp hàng lúc")),
            ],
            options={
                "verbose_name": "lượt chạy theo lịch",
                "constraints": [models.UniqueConstraint(fields=("job", "at"), name="slot_is_claimed_once")],
            },
        ),
    ]
