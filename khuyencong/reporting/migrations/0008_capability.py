"""Rounds of scores, what they rest on, and what is said of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0004_invitations"),
        ("places", "0002_one_unit_per_code_and_day"),
        ("reporting", "0007_return_marks_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CapabilityEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="lần tính")),
                ("known_at", models.DateTimeField(verbose_name="như đã biết lúc")),
                ("criteria", models.JSONField(verbose_name="tiêu chí")),
                ("aside", models.JSONField(default=list, verbose_name="việc không tính")),
                ("needs", models.PositiveSmallIntegerField(verbose_name="phần điểm phải đo được (%)")),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256 của mọi dòng")),
                ("at", models.DateTimeField(verbose_name="tính lúc")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người tính",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần tính điểm năng lực",
                "ordering": ["round", "-number"],
            },
        ),
        migrations.CreateModel(
            name="CapabilityRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                ("cut", models.DateField(verbose_name="tính đến hết ngày")),
                ("created_at", models.DateTimeField(verbose_name="lập lúc")),
                (
                    "reply_until",
                    models.DateField(blank=True, null=True, verbose_name="cho ý kiến đến hết ngày"),
                ),
                ("reply_source", models.CharField(blank=True, max_length=300, verbose_name="hạn theo")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="công bố lúc")),
                ("made_up", models.BooleanField(default=False, verbose_name="số liệu minh họa")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang tính"),
                            ("shared", "Đang lấy ý kiến"),
                            ("proposed", "Trình công bố"),
                            ("published", "Đã công bố"),
                            ("dropped", "Đã bỏ"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="bước",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.agency",
                        verbose_name="cơ quan chấm điểm",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người lập",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.desk",
                        verbose_name="bàn lập",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reporting.capabilityedition",
                        verbose_name="lần tính đang dùng",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.unit",
                        verbose_name="của tỉnh",
                    ),
                ),
            ],
            options={
                "verbose_name": "đợt chấm điểm năng lực",
                "ordering": ["-year", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="capabilityedition",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="editions",
                to="reporting.capabilityround",
                verbose_name="đợt",
            ),
        ),
        migrations.CreateModel(
            name="CapabilityScore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[("unit", "Đơn vị thực hiện"), ("department", "Sở Công Thương")],
                        max_length=10,
                        verbose_name="chấm là",
                    ),
                ),
                ("total", models.TextField(blank=True, verbose_name="điểm, phân số")),
                (
                    "hundredths",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="điểm, phần trăm của một điểm"
                    ),
                ),
                ("place", models.PositiveIntegerField(blank=True, null=True, verbose_name="hạng")),
                ("words", models.TextField(verbose_name="vì sao")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.agency",
                        verbose_name="ai",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="reporting.capabilityedition",
                        verbose_name="lần tính",
                    ),
                ),
            ],
            options={
                "verbose_name": "điểm năng lực",
                "ordering": ["edition", "-about", models.OrderBy(models.F("place"), nulls_last=True), "pk"],
            },
        ),
        migrations.CreateModel(
            name="CapabilityLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                ("criterion", models.SlugField(max_length=60, verbose_name="tiêu chí")),
                ("name", models.TextField(verbose_name="tên tiêu chí")),
                ("weight", models.PositiveSmallIntegerField(verbose_name="điểm tối đa")),
                ("counted", models.PositiveIntegerField(verbose_name="số việc tính")),
                ("measure", models.TextField(blank=True, verbose_name="đo được, phân số")),
                ("points", models.TextField(blank=True, verbose_name="điểm, phân số")),
                ("words", models.TextField(verbose_name="vì sao")),
                (
                    "score",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="reporting.capabilityscore",
                        verbose_name="điểm của ai",
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng điểm năng lực",
                "ordering": ["score", "position"],
            },
        ),
        migrations.CreateModel(
            name="CapabilityHearing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateField(verbose_name="đến hết ngày")),
                ("reply", models.TextField(blank=True, verbose_name="ý kiến")),
                ("answer", models.TextField(blank=True, verbose_name="trả lời")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Chờ đơn vị xem"),
                            ("replied", "Có ý kiến, chờ trả lời"),
                            ("accepted", "Đã xem, không có ý kiến"),
                            ("answered", "Đã trả lời ý kiến"),
                            ("ended", "Hết hạn hoặc thôi lấy ý kiến"),
                        ],
                        default="open",
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
                        verbose_name="ai được hỏi",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người trả lời",
                    ),
                ),
                (
                    "replied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người nêu",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearings",
                        to="reporting.capabilityround",
                        verbose_name="đợt",
                    ),
                ),
                (
                    "score",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearing",
                        to="reporting.capabilityscore",
                        verbose_name="điểm",
                    ),
                ),
            ],
            options={
                "verbose_name": "lấy ý kiến về điểm năng lực",
                "ordering": ["round", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CapabilitySetAside",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=80, verbose_name="mã việc")),
                ("reason", models.TextField(verbose_name="vì sao không tính")),
                ("at", models.DateTimeField(verbose_name="lúc")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người trả lời",
                    ),
                ),
                (
                    "hearing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="set_aside",
                        to="reporting.capabilityhearing",
                        verbose_name="ý kiến",
                    ),
                ),
            ],
            options={
                "verbose_name": "việc không tính",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="CapabilityEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=80, verbose_name="mã việc")),
                ("on", models.DateField(verbose_name="ngày")),
                ("value", models.BigIntegerField(verbose_name="số đạt")),
                ("of", models.BigIntegerField(verbose_name="trên")),
                ("words", models.TextField(verbose_name="việc gì")),
                ("set_aside", models.TextField(blank=True, verbose_name="không tính vì")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="reporting.capabilityline",
                        verbose_name="dòng",
                    ),
                ),
            ],
            options={
                "verbose_name": "việc tính điểm năng lực",
                "ordering": ["line", "on", "key"],
                "constraints": [
                    models.UniqueConstraint(fields=("line", "key"), name="event_counts_once_in_a_line"),
                    models.CheckConstraint(
                        condition=models.Q(("of__gte", 1), ("value__gte", 0)),
                        name="event_is_a_part_of_something",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="capabilityround",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__range", (2005, 2100))), name="capability_is_of_a_plausible_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="capabilityround",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "dropped"), _negated=True),
                fields=("agency", "year"),
                name="year_is_scored_once_by_an_agency",
            ),
        ),
        migrations.AddConstraint(
            model_name="capabilityround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("draft", "dropped")), ("edition__isnull", False), _connector="OR"
                ),
                name="capability_shown_was_computed",
            ),
        ),
        migrations.AddConstraint(
            model_name="capabilityround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True),
                    ("published_at__isnull", False),
                    _connector="OR",
                ),
                name="capability_is_published_at_an_instant",
            ),
        ),
        migrations.AddConstraint(
            model_name="capabilityedition",
            constraint=models.UniqueConstraint(
                fields=("round", "number"), name="capability_is_computed_once_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="capabilityedition",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest", ""), _negated=True), name="capability_computed_has_a_digest"
            ),
        ),
        migrations.AddConstraint(
            model_name="capabilityscore",
            constraint=models.UniqueConstraint(
                fields=("edition", "agency", "about"), name="body_is_scored_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="capabilityscore",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hundredths__isnull", True), ("place__isnull", True), ("total", "")),
                    models.Q(
                        ("hundredths__lte", 10000), ("place__gte", 1), models.Q(("total", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="score_and_place_are_given_together",
            ),
        ),
        migrations.AddConstraint(
            model_name="capabilityline",
            constraint=models.UniqueConstraint(fields=("score", "criterion"), name="criterion_is_scored_once"),
        ),
        migrations.AddConstraint(
            model_name="capabilityhearing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("replied", "answered")), _negated=True),
                    models.Q(models.Q(("reply", ""), _negated=True), ("replied_by__isnull", False)),
                    _connector="OR",
                ),
                name="hearing_replied_says_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="capabilityhearing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "answered"), _negated=True),
                    models.Q(models.Q(("answer", ""), _negated=True), ("answered_by__isnull", False)),
                    _connector="OR",
                ),
                name="hearing_answered_says_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="capabilitysetaside",
            constraint=models.UniqueConstraint(fields=("hearing", "key"), name="event_is_set_aside_once"),
        ),
        migrations.AddConstraint(
            model_name="capabilitysetaside",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="event_set_aside_says_why"
            ),
        ),
    ]
