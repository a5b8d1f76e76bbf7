"""Opening a year of one purse: what projects that go on into it are given, on a recorded decision."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from khuyencong.ledger.models.books import FIRST_YEAR, LAST_YEAR
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.projects.models import Project


class YearOpeningQuerySet(ScopedQuerySet["YearOpening"]):
    """Openings: of the agency that makes the plan."""


class YearOpening(models.Model):
    """The giving of a later year's money; ledger.lifecycle.YEAR_OPENING says how it moves.

    A project that was left out, or has come since, is given its money by another opening of the same year.
    """

    class State(models.TextChoices):
        """Where it is."""

        DRAFT = "draft", "Đang soạn"
        PROPOSED = "proposed", "Trình lãnh đạo"
        RUNNING = "running", "Đang ghi sổ"
        OPENED = "opened", "Đã giao"
        DROPPED = "dropped", "Đã bỏ"

    purse = models.CharField("nguồn kinh phí", max_length=4, choices=Project.Purse.choices)
    year = models.PositiveSmallIntegerField("năm ngân sách")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn soạn")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người soạn")
    authority = models.CharField("người có thẩm quyền, căn cứ", max_length=300, blank=True)
    number = models.CharField("số quyết định", max_length=60, blank=True)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    created_at = models.DateTimeField("lập lúc")
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=8, choices=State.choices, default=State.DRAFT)

    objects = YearOpeningQuerySet.as_manager()

    class Meta:
        verbose_name = "mở năm"
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["purse", "year", "agency"],
                condition=Q(state__in=("draft", "proposed", "running")),
                name="one_opening_of_a_year_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)), name="opening_is_of_a_plausible_year"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("running", "opened")) | (~Q(number="") & Q(signed_on__isnull=False)),
                name="decided_opening_has_a_number_and_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Mở năm {self.year} {self.purse}"


class OpenLineQuerySet(ScopedQuerySet["OpenLine"]):
    """Lines of openings, seen with them."""

    agency_path: ClassVar[str] = "opening__agency"


class OpenLine(models.Model):
    """What one project is given for the year, in đồng, as its estimate says; `left_out` ones get nothing.

    `why` is said of one that was decided on and left out when the books were written.
    """

    opening = models.ForeignKey(
        YearOpening, on_delete=models.CASCADE, related_name="lines", verbose_name="lần mở năm"
    )
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+", verbose_name="đề án")
    amount = models.BigIntegerField("số giao (đồng)")
    left_out = models.BooleanField("chưa giao lần này", default=False)
    why = models.CharField("vì sao máy không giao", max_length=200, blank=True)
    written_at = models.DateTimeField("đã ghi lúc", null=True, blank=True)

    objects = OpenLineQuerySet.as_manager()

    class Meta:
        verbose_name = "đề án trong lần mở năm"
        ordering = ["opening", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["opening", "project"], name="project_is_opened_once_a_time"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="open_line_gives_something"),
            models.CheckConstraint(
                condition=Q(left_out=False) | Q(written_at__isnull=True), name="line_left_out_is_not_written"
            ),
            models.CheckConstraint(
                condition=Q(why="") | Q(left_out=True), name="only_a_line_left_out_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opening_id}: {self.project_id}"
