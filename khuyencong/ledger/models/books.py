"""Books, postings and their moves: append-only; what stands where is kept by triggers on both databases.

Migrations hold what a column cannot say. 0002: nothing is changed or removed, a move changes two pots of its
book and is refused when it takes more than there is. 0011: it is refused when what was advanced of its plan
would exceed the ceiling, or the year is closed.
"""

from functools import reduce
from operator import or_
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import User
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.projects.models import Project
from khuyencong.rules.ledger import EITHER_WAY, Kind, Position, Pots, Stage, position_of

Row = TypeVar("Row", bound=models.Model)
STAGES = [(each.value, each.label) for each in Stage]
KINDS = [(each.value, each.label) for each in Kind]
FIRST_YEAR, LAST_YEAR = 2005, 2100


def lawful() -> Q:
    """The pairs of stages between which money may move, or move back."""
    return reduce(or_, (Q(out_of=out.value, into=into.value) for out, into in sorted(EITHER_WAY)))


class OfBooks(ScopedQuerySet[Row]):
    """Rows seen with the project whose money they are."""

    project_path: ClassVar[str] = "book__project"

    def visible_to(self, actor: Actor) -> Self:
        """With the project."""
        seen = Project.objects.visible_to(actor).values("pk")
        return self.filter(**{f"{self.project_path}__in": seen})


class BookQuerySet(OfBooks["Book"]):
    """Books, seen with their project."""

    project_path = "project"


class Book(models.Model):
    """One project's money of one purse and one year, given by the plan of `plan_year`.

    Money carried over stands in the next year's book of the same plan year, apart from what that year gives
    anew: a contract's money is the chain of books of its plan year.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="books", verbose_name="đề án")
    purse = models.CharField("nguồn kinh phí", max_length=4, choices=Project.Purse.choices)
    year = models.PositiveSmallIntegerField("năm ngân sách")
    plan_year = models.PositiveSmallIntegerField("năm kế hoạch đã giao")

    objects = BookQuerySet.as_manager()

    class Meta:
        verbose_name = "quyển sổ của một đề án, một nguồn, một năm"
        ordering = ["year", "purse", "plan_year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "purse", "year", "plan_year"], name="book_is_kept_once"),
            models.CheckConstraint(
                condition=Q(plan_year__lte=F("year")), name="book_is_of_its_plan_or_carried_over"
            ),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)), name="book_is_of_a_plausible_year"
            ),
            models.CheckConstraint(
                condition=Q(purse__in=Project.Purse.values), name="book_is_of_a_known_purse"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.purse} {self.year}"

    @property
    def carried_in(self) -> bool:
        """Whether it holds money of an earlier plan, carried over into its year."""
        return self.plan_year != self.year

    @property
    def pots(self) -> Pots:
        """What stands in each stage; one SELECT unless the balances were fetched along."""
        return {Stage(each.stage): each.amount for each in self.balances.all()}

    @property
    def position(self) -> Position:
        """What it adds up to."""
        return position_of(self.pots)


class PostingQuerySet(ScopedQuerySet["Posting"]):
    """Postings, seen with the projects whose money they move."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that move money of a project she sees."""
        seen = Transfer.objects.visible_to(actor).values("posting")
        return self.filter(pk__in=seen)


class Posting(models.Model):
    """What happened to money, and why; its transfers say how much. Never changed: a mistake is reversed.

    `effective_on` is the day it counts from, `recorded_at` the instant it was written down; `key` makes the
    same posting sent again the same row. `ceiling` is the most that may have been advanced in a book after it.
    """

    kind = models.CharField("loại bút toán", max_length=10, choices=KINDS)
    key = models.CharField("khóa chống ghi hai lần", max_length=120, unique=True)
    effective_on = models.DateField("ngày hiệu lực")
    recorded_at = models.DateTimeField("ghi lúc")
    author = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ghi"
    )
    document = models.CharField("chứng từ", max_length=200)
    reason = models.CharField("lý do", max_length=500, blank=True)
    ceiling = models.BigIntegerField("trần tạm ứng", null=True, blank=True)
    ceiling_law = models.CharField("căn cứ trần tạm ứng", max_length=300, blank=True)
    reverses = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        verbose_name="đảo bút toán",
    )
    made_up = models.BooleanField("số liệu minh họa", default=False)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = "bút toán"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["effective_on"], name="postings_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="reverse", reverses__isnull=False)
                | (~Q(kind="reverse") & Q(reverses__isnull=True)),
                name="reversal_names_what_it_reverses",
            ),
            models.CheckConstraint(
                condition=~Q(kind="reverse") | ~Q(reason=""), name="reversal_gives_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[each.value for each in Kind]), name="posting_is_of_a_known_kind"
            ),
            models.CheckConstraint(condition=~Q(key=""), name="posting_has_a_key"),
            models.CheckConstraint(
                condition=~Q(kind="advance") | Q(ceiling__isnull=False), name="advance_names_its_ceiling"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.effective_on:%d/%m/%Y}"


class TransferQuerySet(OfBooks["Transfer"]):
    """Transfers, seen with their book."""


class Transfer(models.Model):
    """An amount out of one stage of a book into another: what leaves the one is what the other gains."""

    posting = models.ForeignKey(
        Posting, on_delete=models.PROTECT, related_name="transfers", verbose_name="bút toán"
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="transfers", verbose_name="quyển sổ")
    out_of = models.CharField("lấy từ", max_length=9, choices=STAGES)
    into = models.CharField("đưa vào", max_length=9, choices=STAGES)
    amount = models.BigIntegerField("số tiền (đồng)")

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng bút toán"
        ordering = ["posting", "position"]
        constraints = [
            models.UniqueConstraint(fields=["posting", "position"], name="transfer_has_a_place"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="transfer_moves_something"),
            models.CheckConstraint(condition=lawful(), name="transfer_goes_where_money_may_go"),
        ]

    def __str__(self) -> str:
        return f"{self.out_of} → {self.into}: {self.amount}"


class BalanceQuerySet(OfBooks["Balance"]):
    """Balances, seen with their book."""


class Balance(models.Model):
    """What stands in one stage of a book: written by the triggers of Transfer alone, never below zero.

    The purse itself (SOURCE) has none: it is what all the others owe. `khuyencong verify-ledger` reckons every
    row anew from the transfers.
    """

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="balances", verbose_name="quyển sổ")
    stage = models.CharField("ở bước", max_length=9, choices=STAGES)
    amount = models.BigIntegerField("số tiền (đồng)")

    objects = BalanceQuerySet.as_manager()

    class Meta:
        verbose_name = "số dư"
        ordering = ["book", "stage"]
        constraints = [
            models.UniqueConstraint(fields=["book", "stage"], name="balance_is_kept_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="no_stage_stands_below_zero"),
            models.CheckConstraint(condition=~Q(stage="source"), name="the_purse_keeps_no_balance"),
        ]

    def __str__(self) -> str:
        return f"{self.stage}: {self.amount}"
