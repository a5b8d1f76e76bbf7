"""Closing a year of one purse: the dossier, and what was chosen for each book; migration 0011 closes them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from khuyencong.ledger.models.books import FIRST_YEAR, LAST_YEAR, Book
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.projects.models import Project
from khuyencong.rules.closing import Choice, Ground


class YearCloseQuerySet(ScopedQuerySet["YearClose"]):
    """Closings: of the agency that pays."""


class YearClose(models.Model):
    """The closing of a purse's year by the agency that pays it; ledger.lifecycle.YEAR_CLOSE says how it moves.

    `departments` are those whose projects it closes, the agency and what it took over; the national purse needs
    none. `round` counts closings: after a correction in a reopened year it is closed again.
    """

    class State(models.TextChoices):
        """Where it is."""

        DRAFT = "draft", "Đang chuẩn bị"
        PREPARED = "prepared", "Chờ kiểm tra"
        CHECKED = "checked", "Đã kiểm tra, chờ khóa"
        RETURNED = "returned", "Trả lại để xử lý tiếp"
        RUNNING = "running", "Đang ghi bút toán khóa sổ"
        FAILED = "failed", "Ghi dở, phải chạy tiếp"
        CLOSED = "closed", "Đã khóa sổ"
        REOPENED = "reopened", "Mở lại để sửa"
        DROPPED = "dropped", "Đã bỏ"

    purse = models.CharField("nguồn kinh phí", max_length=4, choices=Project.Purse.choices)
    year = models.PositiveSmallIntegerField("năm ngân sách")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name="nơi cấp kinh phí"
    )
    departments = models.ManyToManyField(Agency, related_name="+", verbose_name="Sở có đề án", blank=True)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn lập")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người lập")
    round = models.PositiveSmallIntegerField("lần khóa", default=1)
    closed_on = models.DateField("khóa ngày", null=True, blank=True)
    created_at = models.DateTimeField("lập lúc")
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=8, choices=State.choices, default=State.DRAFT)

    objects = YearCloseQuerySet.as_manager()

    class Meta:
        verbose_name = "khóa sổ năm"
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["purse", "year", "agency"], condition=~Q(state="dropped"), name="year_is_closed_once"
            ),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR - 1)), name="closing_is_of_a_plausible_year"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_on__isnull=False), name="closed_year_names_its_day"
            ),
        ]

    def __str__(self) -> str:
        return f"Khóa sổ {self.purse} năm {self.year}"


class CloseLineQuerySet(ScopedQuerySet["CloseLine"]):
    """What was chosen, seen with its closing."""

    agency_path: ClassVar[str] = "close__agency"


class CloseLine(models.Model):
    """What becomes of a book's money, and the decision on it; `plan` is what its postings move, as decided.

    `written_at` is when they were written; such a line is never changed again.
    """

    close = models.ForeignKey(
        YearClose, on_delete=models.PROTECT, related_name="lines", verbose_name="lần khóa sổ"
    )
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="closings", verbose_name="quyển sổ")
    round = models.PositiveSmallIntegerField("lần khóa", default=1)
    choice = models.CharField(
        "xử lý", max_length=7, choices=[(each.value, each.label) for each in Choice], blank=True
    )
    number = models.CharField("số quyết định", max_length=60, blank=True)
    signed_on = models.DateField("ngày quyết định", null=True, blank=True)
    authority = models.CharField("ai quyết định, căn cứ", max_length=300, blank=True)
    plan = models.JSONField("bút toán sẽ ghi", null=True, blank=True)
    written_at = models.DateTimeField("đã ghi lúc", null=True, blank=True)

    objects = CloseLineQuerySet.as_manager()

    class Meta:
        verbose_name = "quyển sổ trong lần khóa"
        ordering = ["close", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["close", "round", "book"], name="book_is_closed_once_a_round"),
            models.CheckConstraint(
                condition=Q(written_at__isnull=True) | Q(plan__isnull=False), name="written_line_was_planned"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.close_id}: {self.book_id}"

    @property
    def chosen(self) -> Choice | None:
        """What was chosen; None before."""
        return Choice(self.choice) if self.choice else None

    @property
    def ground(self) -> Ground:
        """The decision on it."""
        return Ground(number=self.number, on=self.signed_on, authority=self.authority)
