import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_desks"),
        ("post", "0002_people_and_files"),
        ("workflow", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Escalation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("told_at", models.DateTimeField(verbose_name="báo lúc")),
                ("limit", models.CharField(max_length=40, verbose_name="giới hạn")),
                ("source", models.CharField(max_length=200, verbose_name="theo")),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.desk",
                        verbose_name="bàn được báo",
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="escalation",
                        to="workflow.task",
                        verbose_name="việc",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần báo lên",
            },
        ),
    ]
