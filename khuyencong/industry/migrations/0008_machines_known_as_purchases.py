"""Serials and invoices of machines are known as those of purchases: SN-00123 is sn 123, 1C26TAA 0000045 is 45."""

import re
import unicodedata
from typing import Any

from django.db import migrations

AT_ONCE = 2_000


def folded(text: str) -> str:
    """As rules.text.fold said when this was written."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def number_key(text: str) -> str:
    """As rules.purchases.number_key said when this was written."""
    return " ".join(run.lstrip("0") or "0" for run in re.findall(r"\d+|[^\W\d_]+", folded(text)))


def plain_number(text: str) -> str:
    """As rules.purchases.plain_number said when this was written."""
    runs = re.findall(r"\d+", folded(text))
    return runs[-1].lstrip("0") or "0" if runs else number_key(text)


def forwards(apps: Any, editor: Any) -> None:
    """Reckon the keys anew; nothing that was typed changes."""
    machines = apps.get_model("industry", "Machine")
    rows = machines.objects.using(editor.connection.alias).exclude(serial="", invoice="").order_by("pk")
    last, some = 0, list(rows[:AT_ONCE])
    while some:
        for row in some:
            row.serial_key = number_key(row.serial)[:60]
            row.invoice_key = plain_number(row.invoice)[:60]
        machines.objects.using(editor.connection.alias).bulk_update(some, ["serial_key", "invoice_key"])
        last = some[-1].pk
        some = list(rows.filter(pk__gt=last)[:AT_ONCE])


class Migration(migrations.Migration):
    dependencies = [("industry", "0007_links_stay")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
