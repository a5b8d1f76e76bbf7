"""The liquidation of a contract (thanh lý): what was done, paid, returned, and what still remains."""

from typing import Self

from django.db import models
from django.db.models import Q

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.projects.models import Contract, Project

GONE = ("dropped", "undone")
"""The states of minutes beside which another may be drawn up."""


class LiquidationQuerySet(ScopedQuerySet["Liquidation"]):
    """Liquidations, seen with their project."""

    def standing(self) -> Self:
        """Those that count: neither dropped nor set aside."""
        return self.exclude(state__in=GONE)

    def visible_to(self, actor: Actor) -> Self:
        """With the project."""
        return self.filter(project__in=Project.objects.visible_to(actor).values("pk"))


class Liquidation(models.Model):
    """Both sides close a contract with the unit; ledger.lifecycle.LIQUIDATION says how it gets there.

    The amounts are what the books said when it was recorded, in đồng: accepted, paid out, given back, still
    to be paid, still to be given back. A recorded one is never changed: two people set it aside with a reason,
    it stays as it was signed, and another is drawn up (migrations 0008, 0026).
    """

    class State(models.TextChoices):
        """Where it is."""

        DRAFT = "draft", "Đang soạn"
        PROPOSED = "proposed", "Chờ lãnh đạo ghi nhận"
        RECORDED = "recorded", "Đã thanh lý"
        DOUBTED = "doubted", "Đề nghị bỏ biên bản đã ghi"
        UNDONE = "undone", "Đã bỏ vì sai"
        DROPPED = "dropped", "Đã bỏ"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="liquidations", verbose_name="đề án"
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="liquidations", verbose_name="hợp đồng"
    )
    done = models.TextField("đã thực hiện")
    remains = models.TextField("còn phải làm", blank=True)
    number = models.CharField("số biên bản", max_length=60, blank=True)
    signed_on = models.DateField("ngày hai bên ký", null=True, blank=True)
    accepted = models.BigIntegerField("đã nghiệm thu (đồng)", null=True, blank=True)
    paid = models.BigIntegerField("đã chi (đồng)", null=True, blank=True)
    returned = models.BigIntegerField("đã hoàn trả (đồng)", null=True, blank=True)
    owed = models.BigIntegerField("còn phải chi (đồng)", null=True, blank=True)
    unreturned = models.BigIntegerField("còn phải hoàn trả (đồng)", null=True, blank=True)
    name = models.CharField("tên tệp biên bản", max_length=255, blank=True)
    media_type = models.CharField("kiểu tệp", max_length=100, blank=True)
    sha256 = models.CharField("mã băm", max_length=64, blank=True)
    content = models.BinaryField("biên bản đã ký", null=True, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn soạn")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người soạn")
    created_at = models.DateTimeField("lập lúc")
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=8, choices=State.choices, default=State.DRAFT)

    objects = LiquidationQuerySet.as_manager()

    class Meta:
        verbose_name = "thanh lý hợp đồng"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="recorded")
                | (
                    ~Q(number="")
                    & ~Q(sha256="")
                    & Q(
                        signed_on__isnull=False,
                        accepted__gte=0,
                        paid__gte=0,
                        returned__gte=0,
                        owed__gte=0,
                        unreturned__gte=0,
                    )
                ),
                name="recorded_liquidation_is_whole",
            ),
            models.UniqueConstraint(
                fields=["contract"],
                condition=~Q(state__in=GONE),
                name="contract_is_liquidated_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Biên bản thanh lý {self.number}".strip()


class OwnerClosingQuerySet(ScopedQuerySet["OwnerClosing"]):
    """What was said of contracts with establishments, seen with the project."""

    def visible_to(self, actor: Actor) -> Self:
        """With the project."""
        return self.filter(liquidation__project__in=Project.objects.visible_to(actor).values("pk"))


class OwnerClosing(models.Model):
    """In the same minutes: what an establishment did and got by its contract with the unit, in đồng.

    Written while the minutes are a draft, never changed after (migration 0032).
    """

    liquidation = models.ForeignKey(
        Liquidation, on_delete=models.PROTECT, related_name="owners", verbose_name="thanh lý hợp đồng"
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="closings", verbose_name="hợp đồng với cơ sở"
    )
    done = models.BigIntegerField("đã thực hiện (đồng)")
    paid = models.BigIntegerField("đã nhận (đồng)")
    remains = models.CharField("còn phải làm", max_length=500, blank=True)

    objects = OwnerClosingQuerySet.as_manager()

    class Meta:
        verbose_name = "thanh lý với cơ sở thụ hưởng"
        ordering = ["liquidation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["liquidation", "contract"], name="owner_is_closed_once_in_a_liquidation"
            ),
            models.CheckConstraint(
                condition=Q(done__gte=0, paid__gte=0), name="owner_did_and_got_no_less_than_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract}: {self.done}"
