"""Lists of the law besides the norms of support: each row dated, with its document and clause."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from khuyencong.norms.models.documents import LegalDocument
from khuyencong.places.models import Unit, valid_on
from khuyencong.rules.advances import Tier
from khuyencong.rules.changes import Change, Level
from khuyencong.rules.clauses import quoted


class LawRowQuerySet(models.QuerySet["LawRow"]):
    """Rows by date."""

    def on(self, day: date) -> Self:
        """Those in force on that day."""
        return self.filter(valid_on(day))


class LawRow(models.Model):
    """What every dated row of the law has; a code names one rule over time, its rows never overlap.

    A row of a `province` is about the local purse there; under the code of a row for all it stands in its place
    (norms.queries.lists says where that is allowed).
    """

    class Purse(models.TextChoices):
        """Whose money the rule is about."""

        NATIONAL = "KCQG", "Khuyến công quốc gia"
        LOCAL = "KCDP", "Khuyến công địa phương"
        BOTH = "all", "Cả hai nguồn"

    code = models.SlugField("mã", max_length=60)
    name = models.TextField("nội dung")
    purse = models.CharField("nguồn kinh phí", max_length=4, choices=Purse.choices, default=Purse.BOTH)
    province = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="của tỉnh"
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    since = models.DateField("từ ngày")
    until = models.DateField("đến trước ngày", null=True, blank=True)
    document = models.ForeignKey(
        LegalDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="văn bản"
    )
    clause = models.CharField("điều khoản", max_length=120, blank=True)
    source = models.CharField("nơi đã đọc", max_length=300)
    verified = models.BooleanField("đã kiểm chứng", default=False)
    note = models.TextField("ghi chú", blank=True)

    objects = LawRowQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "since"],
                condition=Q(province__isnull=True),
                name="%(class)s_is_a_code_from_a_day",
            ),
            models.UniqueConstraint(
                fields=["code", "province", "since"],
                condition=Q(province__isnull=False),
                name="%(class)s_of_a_province_is_a_code_from_a_day",
            ),
            models.CheckConstraint(
                condition=Q(province__isnull=True) | Q(purse="KCDP"),
                name="%(class)s_of_a_province_is_about_its_purse",
                violation_error_message="Dòng riêng của một tỉnh chỉ về nguồn KCĐP.",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="%(class)s_ends_after_it_begins",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
            models.CheckConstraint(
                condition=Q(verified=False) | (Q(document__isnull=False) & ~Q(clause="")),
                name="%(class)s_verified_names_its_clause",
                violation_error_message="Dòng đã kiểm chứng phải ghi văn bản và điều khoản.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def law(self) -> str:
        """Clause and document in one breath; "" where neither is known. Read the document along with it."""
        number = self.document.number if self.document is not None else ""
        return ", ".join(part for part in (self.clause, number) if part)

    @property
    def told(self) -> str:
        """The same, or where it was read about, as it is quoted: marked where nobody has read it."""
        return quoted(self.law or self.source, verified=self.verified)


class Sector(LawRow):
    """An industry or trade that may be supported (ngành, nghề)."""

    class Meta(LawRow.Meta):
        verbose_name = "ngành, nghề được hưởng chính sách"


class PriorityArea(LawRow):
    """An area that comes first; rank 1 before rank 2."""

    rank = models.PositiveSmallIntegerField("thứ tự ưu tiên", null=True, blank=True)

    class Meta(LawRow.Meta):
        verbose_name = "địa bàn ưu tiên"


class PriorityTrade(LawRow):
    """An industry that comes first, and how to tell that an establishment belongs to it."""

    rank = models.PositiveSmallIntegerField("thứ tự ưu tiên", null=True, blank=True)
    test = models.TextField("cách xác định", blank=True)

    class Meta(LawRow.Meta):
        verbose_name = "ngành nghề ưu tiên"


class Condition(LawRow):
    """What a beneficiary, a site, a machine or a project must fulfil."""

    class About(models.TextChoices):
        """What the condition is about."""

        BENEFICIARY = "beneficiary", "Đối tượng"
        PLACE = "place", "Địa điểm"
        CONTENT = "content", "Nội dung"
        PROJECT = "project", "Đề án"

    about = models.CharField("về", max_length=12, choices=About.choices)
    items = models.ManyToManyField(
        "norms.SupportItem", related_name="conditions", verbose_name="khoản hỗ trợ", blank=True
    )

    class Meta(LawRow.Meta):
        verbose_name = "điều kiện hỗ trợ"


class AdvanceTier(LawRow):
    """How much may be advanced for which projects, and on what papers (one a line).

    `done` is the share of the work, in percent, that must be exceeded first. One without support items is the
    most that may be advanced for any.
    """

    percent = models.PositiveSmallIntegerField("tỷ lệ tạm ứng (%)")
    done = models.PositiveSmallIntegerField("khi khối lượng đã trên (%)", null=True, blank=True)
    papers = models.TextField("hồ sơ tạm ứng")
    items = models.ManyToManyField(
        "norms.SupportItem", related_name="advance_tiers", verbose_name="khoản hỗ trợ", blank=True
    )

    class Meta(LawRow.Meta):
        verbose_name = "mức tạm ứng"
        constraints = [
            *LawRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=100),
                name="%(class)s_is_a_share_of_the_whole",
                violation_error_message="Tỷ lệ tạm ứng phải từ 1 đến 100.",
            ),
            models.CheckConstraint(
                condition=Q(done__isnull=True) | Q(done__lt=100),
                name="%(class)s_asks_for_work_that_can_be_done",
                violation_error_message="Khối lượng phải vượt trước khi tạm ứng phải dưới 100.",
            ),
        ]

    @property
    def rule(self) -> Tier:
        """The same as the rules reckon with it."""
        return Tier(
            code=self.code,
            percent=self.percent,
            done=self.done,
            papers=tuple(line.strip() for line in self.papers.splitlines() if line.strip()),
            law=self.law or self.source,
            verified=self.verified,
        )


class Evidence(LawRow):
    """The papers that a finished project of a kind hands in (one a line)."""

    papers = models.TextField("tài liệu, chứng từ")
    items = models.ManyToManyField(
        "norms.SupportItem", related_name="evidence", verbose_name="khoản hỗ trợ", blank=True
    )

    class Meta(LawRow.Meta):
        verbose_name = "tài liệu, chứng từ theo dạng đề án"


class Deadline(LawRow):
    """Until when something must be done: a day of the year or month, or so many days after something."""

    class Every(models.TextChoices):
        """How often it comes."""

        YEAR = "year", "Hằng năm"
        QUARTER = "quarter", "Hằng quý"
        MONTH = "month", "Hằng tháng"
        ONCE = "once", "Mỗi lần"

    by_whom = models.CharField("ai làm", max_length=120)
    to_whom = models.CharField("gửi ai", max_length=120, blank=True)
    every = models.CharField("kỳ", max_length=8, choices=Every.choices)
    month = models.PositiveSmallIntegerField("tháng", null=True, blank=True)
    day = models.PositiveSmallIntegerField("ngày", null=True, blank=True)
    inclusive = models.BooleanField("kể cả ngày ấy", default=False)
    after_days = models.PositiveSmallIntegerField("số ngày sau sự việc", null=True, blank=True)
    working_days = models.BooleanField("ngày làm việc", default=False)

    class Meta(LawRow.Meta):
        verbose_name = "thời hạn"
        constraints = [
            *LawRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(month__isnull=True) | Q(month__range=(1, 12), day__isnull=False),
                name="%(class)s_names_a_day_of_its_month",
                violation_error_message="Tháng phải từ 1 đến 12 và có ngày.",
            ),
            models.CheckConstraint(
                condition=Q(day__isnull=True) | Q(day__range=(1, 31), after_days__isnull=True),
                name="%(class)s_is_a_day_or_a_number_of_days",
                violation_error_message="Ngày phải từ 1 đến 31; không ghi cùng số ngày sau sự việc.",
            ),
        ]

    @property
    def words(self) -> str:
        """The deadline as one would say it; says so when nobody has read the day."""
        if self.after_days is not None:
            kind = "ngày làm việc" if self.working_days else "ngày"
            return f"chậm nhất {self.after_days} {kind} sau đó"
        if self.day is None:
            return f"{self.get_every_display().lower()}, ngày chưa đọc được"
        when = "đến hết ngày" if self.inclusive else "trước ngày"
        every = self.get_every_display().lower()
        return f"{when} {self.day}{f'/{self.month}' if self.month else ''} {every}"


class ClosingCheck(LawRow):
    """What has to be looked at before a year is closed: who acts, and whether the year stays open until then.

    Conventions of our own until a document says more: their source says so.
    """

    by_whom = models.CharField("ai xử lý", max_length=120)
    blocks = models.BooleanField("chưa xong thì không khóa được", default=False)

    class Meta(LawRow.Meta):
        verbose_name = "việc trước khi khóa sổ"


class Provision(LawRow):
    """A rule that pages, forms and refusals name the clause of; what it says is in `name`, in our words.

    Here and not in the sentence itself, so that a new circular changes what is cited from its day on.
    """

    class Meta(LawRow.Meta):
        verbose_name = "quy định được viện dẫn"


class Authority(LawRow):
    """Who decides a matter."""

    decided_by = models.CharField("ai quyết định", max_length=200)

    class Meta(LawRow.Meta):
        verbose_name = "thẩm quyền"


class ChangeRule(LawRow):
    """Who decides one kind of change of a running project, and the papers it takes (one a line).

    A line of `papers` may name its own clause behind a bar. `kind` is the kind of project, "" for every one;
    `confirmed` says that the department confirms first.
    """

    change = models.CharField(
        "loại điều chỉnh", max_length=12, choices=[(each.value, each.label) for each in Change]
    )
    kind = models.CharField(
        "loại đề án", max_length=5, blank=True, choices=[("", "Mọi loại"), ("group", "Đề án nhóm")]
    )
    decided_by = models.CharField("ai quyết định", max_length=200)
    authority = models.CharField("cấp", max_length=10, choices=[(each.value, each.label) for each in Level])
    confirmed = models.BooleanField("Sở xác nhận trước", default=True)
    papers = models.TextField("hồ sơ", blank=True)

    class Meta(LawRow.Meta):
        verbose_name = "thẩm quyền điều chỉnh, ngừng đề án"
        constraints = [
            *LawRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(change__in=[each.value for each in Change])
                & Q(authority__in=[each.value for each in Level])
                & ~Q(purse="all"),
                name="%(class)s_is_about_a_known_change",
                violation_error_message="Loại điều chỉnh, cấp, nguồn phải là một trong những thứ đã có.",
            ),
        ]
