"""Awards of a year: rounds, proposals, evidence, the council with its votes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0004_invitations"),
        ("reporting", "0009_capability_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AwardRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                (
                    "level",
                    models.CharField(
                        choices=[("ministry", "Cấp Bộ"), ("province", "Cấp tỉnh")],
                        max_length=8,
                        verbose_name="cấp",
                    ),
                ),
                ("form", models.SlugField(max_length=60, verbose_name="hình thức")),
                ("form_name", models.TextField(verbose_name="tên hình thức")),
                ("decided_by", models.CharField(max_length=200, verbose_name="thẩm quyền")),
                ("law", models.CharField(max_length=300, verbose_name="căn cứ thẩm quyền")),
                ("votes", models.PositiveSmallIntegerField(verbose_name="phiếu tán thành cần có (%)")),
                ("until", models.DateField(verbose_name="nhận đề nghị đến hết ngày")),
                ("created_at", models.DateTimeField(verbose_name="lập lúc")),
                (
                    "council_number",
                    models.CharField(blank=True, max_length=60, verbose_name="số quyết định lập hội đồng"),
                ),
                (
                    "council_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày quyết định lập hội đồng"),
                ),
                (
                    "quorum",
                    models.PositiveSmallIntegerField(default=3, verbose_name="số người tối thiểu bỏ phiếu"),
                ),
                ("sitting", models.PositiveSmallIntegerField(default=1, verbose_name="lần họp")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="họp ngày")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="nơi họp")),
                ("minutes", models.TextField(blank=True, verbose_name="biên bản")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="số quyết định")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="ngày ký")),
                ("signer", models.CharField(blank=True, max_length=200, verbose_name="người ký")),
                ("made_up", models.BooleanField(default=False, verbose_name="số liệu minh họa")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Nhận đề nghị"),
                            ("council", "Hội đồng xét"),
                            ("proposed", "Trình quyết định"),
                            ("decided", "Đã quyết định"),
                            ("dropped", "Đã bỏ"),
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
                        verbose_name="cơ quan",
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
            ],
            options={
                "verbose_name": "đợt khen thưởng",
                "ordering": ["-year", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="AwardProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("unit", "Đơn vị trong sổ cơ quan"),
                            ("collective", "Tập thể"),
                            ("person", "Cá nhân"),
                        ],
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="tên người, tập thể")),
                ("achievements", models.TextField(verbose_name="thành tích")),
                ("created_at", models.DateTimeField(verbose_name="lập lúc")),
                (
                    "votes_for",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="tán thành"),
                ),
                ("votes_all", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="phiếu")),
                ("advised", models.BooleanField(blank=True, null=True, verbose_name="hội đồng đề nghị khen")),
                ("serial", models.PositiveIntegerField(blank=True, null=True, verbose_name="số vào sổ")),
                ("made_up", models.BooleanField(default=False, verbose_name="số liệu minh họa")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang soạn"),
                            ("sent", "Đã gửi, chờ xét"),
                            ("returned", "Trả lại để bổ sung"),
                            ("awarded", "Được khen thưởng"),
                            ("refused", "Không được khen thưởng"),
                            ("dropped", "Đã rút"),
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
                        verbose_name="nơi đề nghị",
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
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.desk",
                        verbose_name="bàn soạn",
                    ),
                ),
                (
                    "nominee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.agency",
                        verbose_name="đơn vị",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="reporting.awardround",
                        verbose_name="đợt",
                    ),
                ),
            ],
            options={
                "verbose_name": "đề nghị khen thưởng",
                "ordering": ["round", "serial", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AwardMember",
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
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="thành viên",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="reporting.awardround",
                        verbose_name="đợt",
                    ),
                ),
            ],
            options={
                "verbose_name": "thành viên hội đồng khen thưởng",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="AwardVote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sitting", models.PositiveSmallIntegerField(verbose_name="lần họp")),
                (
                    "vote",
                    models.CharField(
                        choices=[
                            ("for", "Tán thành"),
                            ("against", "Không tán thành"),
                            ("abstain", "Không có ý kiến"),
                        ],
                        max_length=7,
                        verbose_name="phiếu",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="lúc")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ballots",
                        to="reporting.awardproposal",
                        verbose_name="đề nghị",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người bỏ phiếu",
                    ),
                ),
            ],
            options={
                "verbose_name": "phiếu xét khen thưởng",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="AwardInterest",
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người khai",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interests",
                        to="reporting.awardproposal",
                        verbose_name="đề nghị",
                    ),
                ),
            ],
            options={
                "verbose_name": "khai liên quan khi xét khen thưởng",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("proposal", "user"), name="interest_in_an_award_is_declared_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("conflicted", False), models.Q(("words", ""), _negated=True), _connector="OR"
                        ),
                        name="interest_in_an_award_says_what_it_is",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AwardEvidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("score", "Điểm năng lực đã công bố"), ("figure", "Số liệu"), ("file", "Tệp")],
                        max_length=6,
                        verbose_name="loại",
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="nội dung")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="nguồn")),
                ("name", models.CharField(blank=True, max_length=255, verbose_name="tên tệp")),
                ("media_type", models.CharField(blank=True, max_length=100, verbose_name="kiểu tệp")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="mã băm")),
                ("content", models.BinaryField(blank=True, null=True, verbose_name="tệp")),
                ("at", models.DateTimeField(verbose_name="nộp lúc")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người nộp",
                    ),
                ),
                (
                    "score",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reporting.capabilityscore",
                        verbose_name="điểm",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="reporting.awardproposal",
                        verbose_name="đề nghị",
                    ),
                ),
            ],
            options={
                "verbose_name": "căn cứ đề nghị khen thưởng",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "score"), ("score__isnull", False)),
                            models.Q(("kind", "figure"), models.Q(("source", ""), _negated=True)),
                            models.Q(("kind", "file"), models.Q(("sha256", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="evidence_opens_to_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="evidence_says_what"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="awardround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("quorum__gte", 2), ("votes__range", (51, 100)), ("year__range", (2005, 2100))
                ),
                name="award_is_of_a_year_and_a_majority",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardround",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "dropped"), _negated=True),
                fields=("agency", "year", "form"),
                name="award_is_given_once_a_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("open", "council", "dropped")),
                    models.Q(
                        ("held_on__isnull", False),
                        models.Q(("place", ""), _negated=True),
                        models.Q(("council_number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="award_concluded_has_its_minutes",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "decided"), _negated=True),
                    models.Q(
                        models.Q(("number", ""), _negated=True),
                        ("signed_on__isnull", False),
                        models.Q(("signer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="award_decided_has_number_day_and_signer",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name", ""), _negated=True), models.Q(("achievements", ""), _negated=True)
                ),
                name="proposal_says_who_and_what_for",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "unit"), ("nominee__isnull", False)),
                    models.Q(models.Q(("kind", "unit"), _negated=True), ("nominee__isnull", True)),
                    _connector="OR",
                ),
                name="proposal_of_a_unit_names_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardproposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("nominee__isnull", False), models.Q(("state", "dropped"), _negated=True)),
                fields=("round", "nominee"),
                name="unit_is_proposed_once_a_round",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardproposal",
            constraint=models.UniqueConstraint(
                fields=("round", "serial"), name="certificate_number_is_given_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="awardproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("advised", True), ("serial__isnull", False), ("state", "awarded")),
                    models.Q(models.Q(("state", "awarded"), _negated=True), ("serial__isnull", True)),
                    _connector="OR",
                ),
                name="only_who_is_awarded_has_a_certificate",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardmember",
            constraint=models.UniqueConstraint(fields=("round", "user"), name="award_member_sits_once"),
        ),
        migrations.AddConstraint(
            model_name="awardmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("role__in", ("chair", "secretary"))),
                fields=("round", "role"),
                name="award_council_has_one_chair_and_one_secretary",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardvote",
            constraint=models.UniqueConstraint(
                fields=("proposal", "user", "sitting"), name="member_votes_once_a_sitting"
            ),
        ),
    ]
