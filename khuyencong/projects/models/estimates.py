"""What a project asks support for, its estimate line by line, and what the norms said when it was handed in."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from khuyencong.norms.models import SupportItem
from khuyencong.projects.models.projects import OfProjects, Project
from khuyencong.rules import estimate as rules


class ProjectItemQuerySet(OfProjects["ProjectItem"]):
    """Items, seen with their project."""


class ProjectItem(models.Model):
    """Something the project asks support for; the cap stands for each of `count` (establishments, models…)."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="items", verbose_name="đề án")
    item = models.ForeignKey(
        SupportItem, on_delete=models.PROTECT, related_name="+", verbose_name="khoản hỗ trợ"
    )
    count = models.PositiveIntegerField("số suất", default=1)

    objects = ProjectItemQuerySet.as_manager()

    class Meta:
        verbose_name = "khoản xin hỗ trợ"
        ordering = ["item__position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "item"], name="item_is_asked_for_once"),
            models.CheckConstraint(condition=Q(count__gte=1), name="item_is_for_at_least_one"),
        ]

    def __str__(self) -> str:
        return str(self.item)


class LineQuerySet(OfProjects["Line"]):
    """Lines, seen with their project."""


class LineManager(models.Manager.from_queryset(LineQuerySet)):  # type: ignore[misc]
    """The lines of estimates as they stand: what a decided change took out is none of them."""

    def get_queryset(self) -> LineQuerySet:
        """Those that stand."""
        standing: LineQuerySet = super().get_queryset().filter(removed_on=None)
        return standing


class Line(models.Model):
    """One line of the estimate (Mẫu 1): quantity × unit price, and who pays which part, in đồng.

    One that a decided change took out keeps its row, for drafts and struck papers name it: `removed_on` is the
    day of the decision, and nothing but `every` finds it.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="lines", verbose_name="đề án")
    position = models.PositiveSmallIntegerField("thứ tự")
    item = models.ForeignKey(
        SupportItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="khoản hỗ trợ",
    )
    name = models.CharField("nội dung chi", max_length=300)
    unit = models.CharField("đơn vị tính", max_length=40, blank=True)
    quantity = models.DecimalField("số lượng", max_digits=12, decimal_places=3)
    unit_price = models.BigIntegerField("đơn giá")
    year = models.PositiveSmallIntegerField("năm")
    national = models.BigIntegerField("kinh phí KCQG", default=0)
    local = models.BigIntegerField("kinh phí KCĐP", default=0)
    counterpart = models.BigIntegerField("đóng góp của đơn vị thụ hưởng", default=0)
    other = models.BigIntegerField("nguồn khác", default=0)
    edition = models.PositiveIntegerField("lần lưu", default=1)
    removed_on = models.DateField("bỏ khỏi dự toán ngày", null=True, blank=True)

    objects = LineManager()
    every = LineQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng dự toán"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit_price__gte=0, national__gte=0, local__gte=0, counterpart__gte=0, other__gte=0),
                name="line_holds_no_negative_money",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="line_is_about_something"),
            models.CheckConstraint(condition=~Q(name=""), name="line_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rule(self) -> rules.Line:
        """The same as the rules reckon with it."""
        return rules.Line(
            name=self.name,
            item=self.item.code if self.item is not None else "",
            unit=self.unit,
            quantity=Decimal(self.quantity),
            unit_price=self.unit_price,
            year=self.year,
            national=self.national,
            local=self.local,
            counterpart=self.counterpart,
            other=self.other,
        )


class VerdictQuerySet(OfProjects["Verdict"]):
    """Judgements, seen with their project."""


class Verdict(models.Model):
    """What was asked of one purse for one item, and which edition of which norm allowed how much.

    Never changed. Each handing-in writes its own `round`, so that what was judged first can still be read.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="verdicts", verbose_name="đề án"
    )
    round = models.PositiveSmallIntegerField("lần gửi")
    item = models.ForeignKey(
        SupportItem, on_delete=models.PROTECT, related_name="+", verbose_name="khoản hỗ trợ"
    )
    purse = models.CharField("nguồn kinh phí", max_length=4, choices=Project.Purse.choices)
    norm = models.CharField("định mức đã xét", max_length=100)
    on = models.DateField("xét theo ngày")
    cost = models.BigIntegerField("chi phí")
    asked = models.BigIntegerField("đề nghị")
    priority = models.BooleanField("ưu tiên")
    count = models.PositiveIntegerField("số suất")
    allowed = models.BigIntegerField("mức cho phép", null=True, blank=True)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        verbose_name = "kết quả xét định mức"
        ordering = ["project", "-round", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "round", "item", "purse"], name="verdict_is_given_once_a_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.norm}"
