"""A mark says which waivers held for the numbers of then; of marks of before nobody asked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0015_owed_again")]
    operations = [
        migrations.AddField(
            model_name="returnmark",
            name="waived",
            field=models.JSONField(blank=True, null=True, verbose_name="miễn trừ còn giữ"),
        )
    ]
