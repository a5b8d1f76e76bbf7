"""Results are kept to the last digit behind the comma; what was said stays while its column is widened.

SQLite makes a table anew without its triggers, so what 0042 promises of both is put aside and made again.
"""

from importlib import import_module
from typing import Any

from django.db import migrations, models

stay: Any = import_module("khuyencong.projects.migrations.0042_outcomes_stay")


class Migration(migrations.Migration):
    dependencies = [("projects", "0055_published_capability_stays")]
    operations = [
        migrations.RunPython(stay.backwards, stay.forwards),
        migrations.AlterField(
            model_name="outcomefigure",
            name="value",
            field=models.DecimalField(
                blank=True, decimal_places=3, max_digits=19, null=True, verbose_name="số đạt"
            ),
        ),
        migrations.AlterField(
            model_name="promise",
            name="value",
            field=models.DecimalField(
                blank=True, decimal_places=3, max_digits=19, null=True, verbose_name="số hứa"
            ),
        ),
        migrations.RunPython(stay.forwards, stay.backwards),
    ]
