# The tables of appraisal: sheets, ticks, questions, declarations, councils, minutes.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0004_invitations"),
        ("projects", "0002_kept_as_written"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Council",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm kế hoạch")),
                (
                    "purse",
                    models.CharField(
                        choices=[("KCQG", "Khuyến công quốc gia"), ("KCDP", "Khuyến công địa phương")],
                        max_length=4,
                        verbose_name="nguồn kinh phí",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("base", "Cấp cơ sở"), ("plan", "Nơi lập kế hoạch")],
                        max_length=4,
                        verbose_name="cấp thẩm định",
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="số quyết định")),
                ("decided_on", models.DateField(verbose_name="ngày quyết định")),
                ("quorum", models.PositiveSmallIntegerField(verbose_name="số người tối thiểu để họp")),
                ("created_at", models.DateTimeField(verbose_name="lập lúc")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="councils",
                        to="organisations.agency",
                        verbose_name="cơ quan",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người lập",
                    ),
                ),
            ],
            options={
                "verbose_name": "hội đồng thẩm định",
                "ordering": ["-year", "-decided_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Appraisal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("base", "Cấp cơ sở"), ("plan", "Nơi lập kế hoạch")],
                        max_length=4,
                        verbose_name="cấp thẩm định",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(verbose_name="lần thẩm định")),
                ("opened_at", models.DateTimeField(verbose_name="mở lúc")),
                ("ready_at", models.DateTimeField(blank=True, null=True, verbose_name="chấm xong lúc")),
                ("concluded_at", models.DateTimeField(blank=True, null=True, verbose_name="kết luận lúc")),
                ("conclusion", models.TextField(blank=True, verbose_name="lời kết luận")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Đang chấm"),
                            ("ready", "Chấm xong, chờ kết luận"),
                            ("passed", "Kết luận đạt"),
                            ("refused", "Kết luận không đạt"),
                            ("returned", "Trả lại để bổ sung"),
                            ("dropped", "Thôi thẩm định, đề án đã rút"),
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
                        related_name="appraisals",
                        to="organisations.agency",
                        verbose_name="cơ quan thẩm định",
                    ),
                ),
                (
                    "concluded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người kết luận",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.desk",
                        verbose_name="bàn giữ phiếu",
                    ),
                ),
                (
                    "keeper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người mở phiếu",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appraisals",
                        to="projects.project",
                        verbose_name="đề án",
                    ),
                ),
                (
                    "council",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appraisals",
                        to="projects.council",
                        verbose_name="hội đồng",
                    ),
                ),
            ],
            options={
                "verbose_name": "phiếu thẩm định",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="CouncilMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("chair", "Chủ tịch"), ("secretary", "Thư ký"), ("member", "Ủy viên")],
                        default="member",
                        max_length=9,
                        verbose_name="vai trò",
                    ),
                ),
                ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="thôi lúc")),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="projects.council",
                        verbose_name="hội đồng",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="thành viên",
                    ),
                ),
            ],
            options={
                "verbose_name": "thành viên hội đồng",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.councilmember",
                        verbose_name="thành viên",
                    ),
                ),
            ],
            options={
                "verbose_name": "có mặt",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("conflicted", models.BooleanField(verbose_name="có liên quan")),
                ("words", models.CharField(blank=True, max_length=1000, verbose_name="liên quan thế nào")),
                ("at", models.DateTimeField(verbose_name="khai lúc")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.agency",
                        verbose_name="cơ quan thẩm định",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interests",
                        to="projects.project",
                        verbose_name="đề án",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người khai",
                    ),
                ),
            ],
            options={
                "verbose_name": "khai xung đột lợi ích",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Minutes",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("held_at", models.DateTimeField(verbose_name="họp lúc")),
                ("place", models.CharField(max_length=200, verbose_name="nơi họp")),
                ("words", models.TextField(blank=True, verbose_name="ý kiến chung")),
                ("kept_at", models.DateTimeField(verbose_name="ghi lúc")),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minutes",
                        to="projects.council",
                        verbose_name="hội đồng",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người ghi",
                    ),
                ),
                (
                    "present",
                    models.ManyToManyField(
                        related_name="+",
                        through="projects.Attendance",
                        to="projects.councilmember",
                        verbose_name="có mặt",
                    ),
                ),
            ],
            options={
                "verbose_name": "biên bản thẩm định",
                "verbose_name_plural": "biên bản thẩm định",
                "ordering": ["-held_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="attendance",
            name="minutes",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attendances",
                to="projects.minutes",
                verbose_name="biên bản",
            ),
        ),
        migrations.CreateModel(
            name="MinutesItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("pass", "Đạt"), ("refuse", "Không đạt"), ("return", "Trả lại để bổ sung")],
                        max_length=6,
                        verbose_name="kết luận",
                    ),
                ),
                ("votes_for", models.PositiveSmallIntegerField(verbose_name="tán thành")),
                ("votes_against", models.PositiveSmallIntegerField(verbose_name="không tán thành")),
                ("abstained", models.PositiveSmallIntegerField(verbose_name="không có ý kiến")),
                ("words", models.CharField(blank=True, max_length=1000, verbose_name="ý kiến")),
                (
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minutes_items",
                        to="projects.appraisal",
                        verbose_name="phiếu thẩm định",
                    ),
                ),
                (
                    "minutes",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="projects.minutes",
                        verbose_name="biên bản",
                    ),
                ),
            ],
            options={
                "verbose_name": "kết luận của hội đồng",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Supplement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("step", models.SlugField(max_length=20, verbose_name="bước của đề án")),
                ("section", models.SlugField(blank=True, max_length=40, verbose_name="mục thuyết minh")),
                ("words", models.CharField(max_length=1000, verbose_name="câu hỏi")),
                ("asked_at", models.DateTimeField(verbose_name="hỏi lúc")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="gửi lúc")),
                ("answer", models.CharField(blank=True, max_length=2000, verbose_name="trả lời")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="trả lời lúc")),
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
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplements",
                        to="projects.appraisal",
                        verbose_name="phiếu thẩm định",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người hỏi",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplements",
                        to="projects.project",
                        verbose_name="đề án",
                    ),
                ),
            ],
            options={
                "verbose_name": "câu hỏi bổ sung",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Tick",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.SlugField(max_length=40, verbose_name="câu hỏi")),
                (
                    "answer",
                    models.CharField(
                        choices=[("pass", "Đạt"), ("fail", "Chưa đạt"), ("na", "Không áp dụng")],
                        max_length=4,
                        verbose_name="trả lời",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=1000, verbose_name="nhận xét")),
                ("at", models.DateTimeField(verbose_name="lúc")),
                (
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ticks",
                        to="projects.appraisal",
                        verbose_name="phiếu thẩm định",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người chấm",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần chấm",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="council",
            constraint=models.UniqueConstraint(
                fields=("agency", "number", "decided_on"), name="council_is_of_one_decision"
            ),
        ),
        migrations.AddConstraint(
            model_name="council",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", ""), _negated=True), name="council_has_a_decision"
            ),
        ),
        migrations.AddConstraint(
            model_name="council",
            constraint=models.CheckConstraint(
                condition=models.Q(("quorum__gte", 2)), name="council_is_no_one_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="council",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__range", (2005, 2100))), name="council_is_of_a_plausible_year"
            ),
        ),
        migrations.AddIndex(
            model_name="appraisal",
            index=models.Index(fields=["state", "opened_at"], name="appraisals_under_way"),
        ),
        migrations.AddConstraint(
            model_name="appraisal",
            constraint=models.UniqueConstraint(
                fields=("project", "level", "round"), name="appraisal_is_one_a_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="appraisal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("open", "ready"))),
                fields=("project",),
                name="appraisal_is_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="appraisal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("concluded_at__isnull", True), ("state__in", ("open", "ready"))),
                    models.Q(
                        models.Q(("state__in", ("open", "ready")), _negated=True),
                        ("concluded_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="appraisal_is_concluded_at_an_instant",
            ),
        ),
        migrations.AddConstraint(
            model_name="councilmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_at__isnull", True)),
                fields=("council", "user"),
                name="member_sits_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="councilmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_at__isnull", True), ("role__in", ("chair", "secretary"))),
                fields=("council", "role"),
                name="council_has_one_chair_and_one_secretary",
            ),
        ),
        migrations.AddIndex(
            model_name="interest",
            index=models.Index(fields=["project", "user", "-id"], name="interests_of_a_project"),
        ),
        migrations.AddConstraint(
            model_name="interest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("conflicted", False), models.Q(("words", ""), _negated=True), _connector="OR"
                ),
                name="interest_says_what_it_is",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutes",
            constraint=models.CheckConstraint(
                condition=models.Q(("place", ""), _negated=True), name="minutes_say_where"
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(fields=("minutes", "member"), name="member_is_there_once"),
        ),
        migrations.AddConstraint(
            model_name="minutesitem",
            constraint=models.UniqueConstraint(
                fields=("minutes", "appraisal"), name="minutes_conclude_a_sheet_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="minutesitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome", "pass"), models.Q(("words", ""), _negated=True), _connector="OR"
                ),
                name="minutes_say_why_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplement",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="supplement_asks_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="supplement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at__isnull", True), ("answered_by__isnull", True)),
                    models.Q(
                        models.Q(("answer", ""), _negated=True),
                        ("answered_at__gte", models.F("sent_at")),
                        ("answered_by__isnull", False),
                        ("sent_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="supplement_is_answered_after_it_was_sent",
            ),
        ),
        migrations.AddIndex(
            model_name="tick",
            index=models.Index(fields=["appraisal", "question", "user", "-id"], name="ticks_of_a_sheet"),
        ),
        migrations.AddConstraint(
            model_name="tick",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "fail"), _negated=True),
                    models.Q(("words", ""), _negated=True),
                    _connector="OR",
                ),
                name="tick_says_what_is_not_met",
            ),
        ),
    ]
