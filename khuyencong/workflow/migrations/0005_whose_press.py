from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflow", "0004_presses")]

    operations = [
        migrations.AddField(
            model_name="press",
            name="whose",
            field=models.CharField(
                blank=True, db_index=True, default="", max_length=64, verbose_name="dấu của người bấm"
            ),
        ),
    ]
