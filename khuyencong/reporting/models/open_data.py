"""Releases of open data: what was published of projects, since which release until which, and the files.

Nothing of it is changed or removed on either database (migration open_data_stays); of a row only the release
that ended it is written, once.
"""

from django.db import models
from django.db.models import F, Q

from khuyencong.organisations.models import User
from khuyencong.places.models import Unit
from khuyencong.projects.models import Project


class OpenRelease(models.Model):
    """One release (bản phát hành): everything public as of `cut`, as it was known at `known_at`."""

    number = models.PositiveIntegerField("số", unique=True)
    cut = models.DateField("số liệu đến hết ngày")
    known_at = models.DateTimeField("số liệu biết đến lúc")
    schema = models.CharField("phiên bản cấu trúc", max_length=10)
    rows = models.PositiveIntegerField("số đề án")
    added = models.PositiveIntegerField("đề án thêm")
    changed = models.PositiveIntegerField("đề án đổi")
    removed = models.PositiveIntegerField("đề án bớt")
    made_up = models.PositiveIntegerField("đề án minh họa")
    licence = models.CharField("giấy phép", max_length=200, blank=True)
    licence_url = models.URLField("địa chỉ giấy phép", blank=True)
    publisher = models.CharField("cơ quan phát hành", max_length=200)
    issued_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người phát hành"
    )
    issued_at = models.DateTimeField("phát hành lúc")

    class Meta:
        verbose_name = "bản phát hành dữ liệu mở"
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gt=0), name="release_is_numbered_from_one"),
            models.CheckConstraint(
                condition=(Q(licence="") & Q(licence_url="")) | (~Q(licence="") & ~Q(licence_url="")),
                name="licence_of_a_release_has_its_address",
            ),
        ]

    def __str__(self) -> str:
        return f"Bản {self.number}, số liệu đến {self.cut:%d/%m/%Y}"


class OpenFile(models.Model):
    """A file of a release, byte for byte as it was published."""

    release = models.ForeignKey(
        OpenRelease, on_delete=models.PROTECT, related_name="files", verbose_name="bản phát hành"
    )
    name = models.CharField("tên tệp", max_length=80)
    title = models.CharField("nội dung", max_length=200)
    table = models.SlugField("bảng", max_length=20, blank=True)
    media_type = models.CharField("kiểu tệp", max_length=100)
    rows = models.PositiveIntegerField("số dòng")
    size = models.PositiveIntegerField("số byte")
    sha256 = models.CharField("mã băm", max_length=64)
    content = models.BinaryField("nội dung tệp")

    class Meta:
        verbose_name = "tệp dữ liệu mở"
        ordering = ["release", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["release", "name"], name="open_file_has_a_name_in_its_release"),
            models.CheckConstraint(condition=~Q(sha256=""), name="open_file_has_its_hash"),
        ]

    def __str__(self) -> str:
        return self.name


class OpenRowQuerySet(models.QuerySet["OpenRow"]):
    """Published projects by release."""

    def current(self) -> "OpenRowQuerySet":
        """What the latest release says."""
        return self.filter(until__isnull=True)

    def of(self, number: int) -> "OpenRowQuerySet":
        """What that release said."""
        return self.filter(Q(until__isnull=True) | Q(until__number__gt=number), since__number__lte=number)


class OpenRow(models.Model):
    """One published project as every release from `since` up to, but not, `until` tells of it, people masked.

    `content` is all that is published; the other columns are the same, to be found and summed by. A release
    that says nothing new of a project writes nothing. Public pages read here alone, never the project itself.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+", verbose_name="đề án")
    since = models.ForeignKey(
        OpenRelease, on_delete=models.PROTECT, related_name="rows_begun", verbose_name="từ bản"
    )
    until = models.ForeignKey(
        OpenRelease,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rows_ended",
        verbose_name="đến trước bản",
    )
    year = models.PositiveSmallIntegerField("năm kế hoạch")
    purse = models.CharField("nguồn kinh phí", max_length=4)
    state = models.CharField("bước", max_length=10)
    activity = models.CharField("nội dung chính", max_length=10, blank=True)
    province = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="tỉnh khi đó")
    province_now = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name="tỉnh hiện nay"
    )
    given = models.BigIntegerField("kinh phí giao (đồng)")
    committed = models.BigIntegerField("cam kết (đồng)")
    disbursed = models.BigIntegerField("giải ngân (đồng)")
    settled = models.BigIntegerField("quyết toán (đồng)")
    made_up = models.BooleanField("số liệu minh họa")
    searched = models.TextField("chữ để tìm, không dấu")
    content = models.JSONField("nội dung công bố")

    objects = OpenRowQuerySet.as_manager()

    class Meta:
        verbose_name = "đề án đã công bố"
        ordering = ["-year", "-project_id"]
        indexes = [
            models.Index(fields=["-year", "-project"], condition=Q(until__isnull=True), name="open_rows_now"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(until__isnull=True), name="project_is_published_once_at_a_time"
            ),
            models.UniqueConstraint(fields=["project", "since"], name="release_begins_a_row_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | ~Q(until=F("since")), name="row_stands_in_some_release"
            ),
            models.CheckConstraint(
                condition=Q(settled__gte=0)
                & Q(disbursed__gte=F("settled"))
                & Q(committed__gte=F("disbursed"))
                & Q(given__gte=F("committed")),
                name="published_sums_stand_in_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.content.get("title", self.project_id))

    @property
    def code(self) -> str:
        """How its project is called."""
        return f"ĐA-{self.project_id:05d}"

    @property
    def slug(self) -> str:
        """The same in an address."""
        return f"DA-{self.project_id:05d}"
