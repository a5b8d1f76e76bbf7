"""Each sheet the treasury signed is a row of its own; what stood in the reconciliation is copied there."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def copied(apps: Any, editor: Any) -> None:
    """Copy; who handed one in and when stands in the trail alone, so its drafter and its day are taken."""
    sheets = apps.get_model("ledger", "SignedSheet")
    rows = apps.get_model("ledger", "Reconciliation")._base_manager.exclude(sha256="")
    for row in rows.filter(content__isnull=False, figures__isnull=False, signed_on__isnull=False):
        sheets._base_manager.create(
            reconciliation=row,
            figures=row.figures,
            signed_on=row.signed_on,
            name=row.name,
            media_type=row.media_type,
            sha256=row.sha256,
            content=row.content,
            author_id=row.author_id,
            at=datetime.combine(row.signed_on, time(), ZoneInfo("Asia/Ho_Chi_Minh")),
        )


def back(apps: Any, editor: Any) -> None:
    """Put the sheet that holds back into its reconciliation: the columns stand again by then, and are empty."""
    for sheet in apps.get_model("ledger", "SignedSheet")._base_manager.order_by("pk"):
        row = sheet.reconciliation
        if row.state == "confirmed" and row.sha256 == sheet.sha256:
            row.content, row.media_type = sheet.content, sheet.media_type
            row.save(update_fields=["content", "media_type"])


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0020_advance_rates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SignedSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("figures", models.JSONField(verbose_name="số liệu đã ký")),
                ("signed_on", models.DateField(verbose_name="Kho bạc ký ngày")),
                ("name", models.CharField(max_length=255, verbose_name="tên tệp")),
                ("media_type", models.CharField(max_length=100, verbose_name="kiểu tệp")),
                ("sha256", models.CharField(max_length=64, verbose_name="mã băm")),
                ("content", models.BinaryField(verbose_name="bản đã ký")),
                ("at", models.DateTimeField(verbose_name="nộp lúc")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người nộp",
                    ),
                ),
                (
                    "reconciliation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="ledger.reconciliation",
                        verbose_name="lần đối chiếu",
                    ),
                ),
            ],
            options={
                "verbose_name": "bản đối chiếu Kho bạc đã ký",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sha256", ""), _negated=True), name="signed_sheet_has_its_hash"
                    )
                ],
            },
        ),
        migrations.RunPython(copied, back),
    ]
