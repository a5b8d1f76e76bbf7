"""Money given back (hoàn trả tạm ứng): what the unit paid back, by which voucher, who has seen it."""

from typing import Self

from django.db import models
from django.db.models import Q

from khuyencong.ledger.models.books import Posting
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.projects.models import Contract, Project


class GiveBackQuerySet(ScopedQuerySet["GiveBack"]):
    """What came back, seen with its project."""

    def visible_to(self, actor: Actor) -> Self:
        """With the project."""
        return self.filter(project__in=Project.objects.visible_to(actor).values("pk"))


class GiveBack(models.Model):
    """An accountant writes what came back with its voucher, a head confirms; ledger.lifecycle.GIVE_BACK.

    One that nobody wrote yet waits with what is owed, so that it stands on a desk. `posting` is written with
    the confirmation. A confirmed one is never changed but by the reversal of its posting (its migration).
    """

    class State(models.TextChoices):
        """Where it is."""

        DRAFT = "draft", "Chờ đơn vị nộp, kế toán ghi"
        PROPOSED = "proposed", "Chờ người thứ hai xác nhận"
        CONFIRMED = "confirmed", "Đã ghi sổ"
        UNDONE = "undone", "Đã đính chính"
        DROPPED = "dropped", "Đã bỏ"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="give_backs", verbose_name="đề án"
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="give_backs", verbose_name="hợp đồng"
    )
    amount = models.BigIntegerField("số hoàn trả (đồng)")
    voucher = models.CharField("số chứng từ", max_length=60, blank=True)
    paid_on = models.DateField("ngày nộp", null=True, blank=True)
    name = models.CharField("tên tệp chứng từ", max_length=255, blank=True)
    media_type = models.CharField("kiểu tệp", max_length=100, blank=True)
    sha256 = models.CharField("mã băm", max_length=64, blank=True)
    content = models.BinaryField("chứng từ", null=True, blank=True)
    posting = models.OneToOneField(
        Posting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="give_back",
        verbose_name="bút toán",
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn ghi")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người lập")
    created_at = models.DateTimeField("lập lúc")
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=9, choices=State.choices, default=State.DRAFT)

    objects = GiveBackQuerySet.as_manager()

    class Meta:
        verbose_name = "hoàn trả tạm ứng"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="give_back_is_of_something"),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "dropped"))
                | (~Q(voucher="") & ~Q(sha256="") & Q(paid_on__isnull=False)),
                name="proposed_give_back_has_its_voucher",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("confirmed", "undone"), posting__isnull=False)
                | (~Q(state__in=("confirmed", "undone")) & Q(posting__isnull=True)),
                name="confirmed_give_back_has_its_posting",
            ),
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(state__in=("draft", "proposed")),
                name="contract_has_one_open_give_back",
            ),
        ]

    def __str__(self) -> str:
        return f"Hoàn trả tạm ứng, chứng từ {self.voucher}" if self.voucher else "Hoàn trả tạm ứng"
