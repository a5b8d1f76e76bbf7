"""A rate of advance decided for one contract, and the rate that a claim was sent under.

A decided rate stays as it was signed: both databases refuse otherwise. SQLite's REPLACE takes a row away without
asking the triggers of DELETE, so it is refused as an insertion.
"""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SAME = """SELECT 1 FROM ledger_advancerate r WHERE r.state = 'decided'
    AND (r.id = NEW.id OR (r.contract_id = NEW.contract_id AND r.signed_on = NEW.signed_on AND NEW.state = 'decided'))"""
SQLITE = [
    *(
        f"CREATE TRIGGER ledger_advancerate_{verb.lower()} BEFORE {verb} ON ledger_advancerate "
        "WHEN OLD.state = 'decided' BEGIN SELECT RAISE(ABORT, 'a decided rate stays'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    f"CREATE TRIGGER ledger_advancerate_replace BEFORE INSERT ON ledger_advancerate WHEN EXISTS ({SAME}) "
    "BEGIN SELECT RAISE(ABORT, 'a decided rate stays'); END",
]
POSTGRESQL = [
    """CREATE FUNCTION ledger_advancerate_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a decided rate stays' USING ERRCODE = 'restrict_violation'; END $$""",
    "CREATE TRIGGER ledger_advancerate_stays BEFORE UPDATE OR DELETE ON ledger_advancerate "
    "FOR EACH ROW WHEN (OLD.state = 'decided') EXECUTE FUNCTION ledger_advancerate_stays()",
]


def forwards(apps: Any, editor: Any) -> None:
    """Make the promises in the dialect of this database."""
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement, params=None)


def backwards(apps: Any, editor: Any) -> None:
    """Take them back."""
    if editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            editor.execute(f"DROP TRIGGER {statement.split()[2]}", params=None)
        return
    editor.execute("DROP FUNCTION ledger_advancerate_stays CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0019_undone_by_a_reversal"),
        ("organisations", "0004_invitations"),
        ("projects", "0046_contract_copies_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AdvanceRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField(verbose_name="tỷ lệ tạm ứng (%)")),
                ("papers", models.TextField(verbose_name="hồ sơ tạm ứng")),
                ("reason", models.TextField(verbose_name="lý do")),
                ("decided_by", models.CharField(blank=True, max_length=200, verbose_name="ai quyết định")),
                ("law", models.CharField(blank=True, max_length=200, verbose_name="căn cứ thẩm quyền")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="số quyết định")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="ngày ký")),
                ("name", models.CharField(blank=True, max_length=255, verbose_name="tên tệp quyết định")),
                ("media_type", models.CharField(blank=True, max_length=100, verbose_name="kiểu tệp")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="mã băm")),
                ("content", models.BinaryField(blank=True, null=True, verbose_name="quyết định đã ký")),
                ("created_at", models.DateTimeField(verbose_name="lập lúc")),
                ("made_up", models.BooleanField(default=False, verbose_name="số liệu minh họa")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang soạn"),
                            ("proposed", "Đã trình, chờ quyết định"),
                            ("decided", "Đã quyết định"),
                            ("dropped", "Đã bỏ"),
                        ],
                        default="draft",
                        max_length=8,
                        verbose_name="bước",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.agency",
                        verbose_name="cơ quan",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người soạn",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="advance_rates",
                        to="projects.contract",
                        verbose_name="hợp đồng",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.desk",
                        verbose_name="bàn soạn",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="advance_rates",
                        to="projects.project",
                        verbose_name="đề án",
                    ),
                ),
            ],
            options={
                "verbose_name": "mức tạm ứng riêng",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="claim",
            name="rate",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claims",
                to="ledger.advancerate",
                verbose_name="mức tạm ứng riêng khi gửi",
            ),
        ),
        migrations.AddConstraint(
            model_name="advancerate",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__gte", 1), ("percent__lte", 100)), name="advance_rate_is_a_share"
            ),
        ),
        migrations.AddConstraint(
            model_name="advancerate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("papers", ""), _negated=True), models.Q(("reason", ""), _negated=True)
                ),
                name="advance_rate_names_papers_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="advancerate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "decided"), _negated=True),
                    models.Q(
                        models.Q(("number", ""), _negated=True),
                        models.Q(("sha256", ""), _negated=True),
                        models.Q(("decided_by", ""), _negated=True),
                        models.Q(("law", ""), _negated=True),
                        ("signed_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="decided_advance_rate_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="advancerate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("draft", "proposed"))),
                fields=("contract",),
                name="one_advance_rate_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="advancerate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "decided")),
                fields=("contract", "signed_on"),
                name="advance_rate_of_a_day_is_one",
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
