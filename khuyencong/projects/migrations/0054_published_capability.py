"""What was published of a unit's capability."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0004_invitations"),
        ("projects", "0053_group_plans_begin"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublishedCapability",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                (
                    "hundredths",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="điểm, phần trăm của một điểm"
                    ),
                ),
                ("round", models.CharField(max_length=60, verbose_name="đợt chấm")),
                ("at", models.DateTimeField(verbose_name="từ lúc")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.agency",
                        verbose_name="đơn vị",
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.agency",
                        verbose_name="nơi công bố",
                    ),
                ),
            ],
            options={
                "verbose_name": "điểm năng lực đã công bố",
                "ordering": ["at", "pk"],
                "indexes": [models.Index(fields=["agency", "at"], name="capability_of_a_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hundredths__isnull", True), ("hundredths__lte", 10000), _connector="OR"
                        ),
                        name="published_capability_is_out_of_a_hundred",
                    )
                ],
            },
        ),
    ]
