"""A line that a decided change takes out of the estimate keeps its row with the day of the decision."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0056_outcomes_with_parts")]
    operations = [
        migrations.AddField(
            model_name="line",
            name="removed_on",
            field=models.DateField(blank=True, null=True, verbose_name="bỏ khỏi dự toán ngày"),
        ),
    ]
