"""Two rows said they were verified though their own source says the text was read in part; they warn from now on.

The norm gets another edition, as every row that was read wrongly: what was judged by the first stays judged by it.
"""

from datetime import date

from django.db import migrations
from django.utils import timezone

DECREE, DECREE_SOURCE = "235/2025/NĐ-CP", "Các bài giới thiệu (đọc một phần)"
NORM, NORM_SOURCE = "kcqg-thanh-lap-dn", "english.luatvietnam.vn 163904 (đọc một phần)"


def take_back(apps, schema_editor):
    documents = apps.get_model("norms", "LegalDocument").objects
    documents.filter(number=DECREE, source=DECREE_SOURCE, verified=True).update(verified=False)
    norms = apps.get_model("norms", "Norm").objects
    standing = norms.filter(
        code=NORM,
        since=date(2018, 5, 11),
        source=NORM_SOURCE,
        verified=True,
        from_file=True,
        superseded_at__isnull=True,
    ).first()
    if standing is None:
        return
    now = timezone.now()
    norms.filter(pk=standing.pk).update(superseded_at=now)
    last = norms.filter(code=NORM, since=standing.since).order_by("-edition").first()
    standing.pk = None
    standing._state.adding = True
    standing.edition = last.edition + 1
    standing.verified = False
    standing.recorded_at = now
    standing.superseded_at = None
    standing.save(force_insert=True)


class Migration(migrations.Migration):
    dependencies = [("norms", "0004_work_before_the_advance")]
    operations = [migrations.RunPython(take_back, migrations.RunPython.noop)]
