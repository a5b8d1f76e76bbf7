"""Acceptances at the base (nghiệm thu cơ sở): what a council found done of a contract, and what it is worth."""

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

from khuyencong.ledger.models.books import Posting
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.projects.models import Contract, Line, Project

Row = TypeVar("Row", bound=models.Model)


class OfAcceptances(ScopedQuerySet[Row]):
    """Rows seen with the project that was accepted."""

    project_path: ClassVar[str] = "acceptance__project"

    def visible_to(self, actor: Actor) -> Self:
        """With the project."""
        seen = Project.objects.visible_to(actor).values("pk")
        return self.filter(**{f"{self.project_path}__in": seen})


class AcceptanceQuerySet(OfAcceptances["Acceptance"]):
    """Acceptances, seen with their project."""

    project_path = "project"


class Acceptance(models.Model):
    """One acceptance of a contract; `amount` is what the accepted volume is worth of the support, in đồng.

    The signed minutes are kept as they were handed in. A recorded one is never changed (migration 0006).
    """

    class State(models.TextChoices):
        """Where it is; ledger.lifecycle.ACCEPTANCE says how it gets there."""

        DRAFT = "draft", "Đang ghi"
        PROPOSED = "proposed", "Chờ lãnh đạo ghi nhận"
        RECORDED = "recorded", "Đã nghiệm thu"
        DROPPED = "dropped", "Đã bỏ"

    class Form(models.TextChoices):
        """On which form of Phụ lục 1, Thông tư 36/2013/TT-BCT, the minutes were written."""

        A = "5a", "Mẫu 5a (đơn vị không xuất hóa đơn cho nơi giao)"
        B = "5b", "Mẫu 5b (đơn vị xuất hóa đơn cho nơi giao)"
        C = "5c", "Mẫu 5c (nhiệm vụ của Cục)"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="acceptances", verbose_name="đề án"
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="acceptances", verbose_name="hợp đồng"
    )
    form = models.CharField("mẫu biên bản", max_length=2, choices=Form.choices, default=Form.A)
    held_on = models.DateField("ngày nghiệm thu")
    place = models.CharField("nơi nghiệm thu", max_length=200)
    council = models.TextField("thành phần nghiệm thu")
    amount = models.BigIntegerField("giá trị nghiệm thu (đồng)")
    counterpart = models.BigIntegerField("đối ứng đã xác nhận (đồng)")
    final = models.BooleanField("lần cuối", default=False)
    conclusion = models.TextField("kết luận")
    name = models.CharField("tên tệp biên bản", max_length=255, blank=True)
    media_type = models.CharField("kiểu tệp", max_length=100, blank=True)
    sha256 = models.CharField("mã băm", max_length=64, blank=True)
    content = models.BinaryField("biên bản đã ký", null=True, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn ghi")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người ghi")
    posting = models.OneToOneField(
        Posting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="acceptance",
        verbose_name="bút toán",
    )
    created_at = models.DateTimeField("lập lúc")
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=8, choices=State.choices, default=State.DRAFT)

    objects = AcceptanceQuerySet.as_manager()

    class Meta:
        verbose_name = "nghiệm thu cơ sở"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, counterpart__gte=0), name="acceptance_is_worth_something"
            ),
            models.CheckConstraint(
                condition=~Q(state="recorded") | (Q(posting__isnull=False) & ~Q(sha256="")),
                name="recorded_acceptance_has_minutes_and_posting",
            ),
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(state__in=("draft", "proposed")),
                name="one_acceptance_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(state="recorded", final=True),
                name="contract_is_accepted_to_the_end_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Nghiệm thu ngày {self.held_on:%d/%m/%Y}"


class AcceptedVolumeQuerySet(OfAcceptances["AcceptedVolume"]):
    """Volumes, seen with their project."""


class AcceptedVolume(models.Model):
    """How much of a line of the estimate one acceptance found done."""

    acceptance = models.ForeignKey(
        Acceptance, on_delete=models.CASCADE, related_name="volumes", verbose_name="nghiệm thu"
    )
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="accepted", verbose_name="dòng chi")
    quantity = models.DecimalField("số lượng nghiệm thu", max_digits=12, decimal_places=3)

    objects = AcceptedVolumeQuerySet.as_manager()

    class Meta:
        verbose_name = "khối lượng nghiệm thu"
        ordering = ["acceptance", "line__position"]
        constraints = [
            models.UniqueConstraint(fields=["acceptance", "line"], name="line_is_accepted_once_at_a_time"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="accepted_volume_is_something"),
        ]

    def __str__(self) -> str:
        return f"{self.acceptance_id}: {self.line_id}"
