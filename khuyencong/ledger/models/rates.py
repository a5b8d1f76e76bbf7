"""A rate of advance decided for one contract (mức tạm ứng riêng): Điều 16, Thông tư 36/2013/TT-BCT."""

from typing import Self

from django.db import models
from django.db.models import Q

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.projects.models import Contract, Project


class AdvanceRateQuerySet(ScopedQuerySet["AdvanceRate"]):
    """Rates, seen with their project."""

    def visible_to(self, actor: Actor) -> Self:
        """With the project."""
        return self.filter(project__in=Project.objects.visible_to(actor).values("pk"))


class AdvanceRate(models.Model):
    """The rate and the papers of the advances on one contract; ledger.lifecycle.ADVANCE_RATE says how it moves.

    `papers` is one a line. A decided one holds from the day of its signature until a newer one is signed;
    it is never changed: the migration that made the table says so. Another year's contract has its own or none.
    """

    class State(models.TextChoices):
        """Where it is."""

        DRAFT = "draft", "Đang soạn"
        PROPOSED = "proposed", "Đã trình, chờ quyết định"
        DECIDED = "decided", "Đã quyết định"
        DROPPED = "dropped", "Đã bỏ"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="advance_rates", verbose_name="đề án"
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="advance_rates", verbose_name="hợp đồng"
    )
    percent = models.PositiveSmallIntegerField("tỷ lệ tạm ứng (%)")
    papers = models.TextField("hồ sơ tạm ứng")
    reason = models.TextField("lý do")
    decided_by = models.CharField("ai quyết định", max_length=200, blank=True)
    law = models.CharField("căn cứ thẩm quyền", max_length=200, blank=True)
    number = models.CharField("số quyết định", max_length=60, blank=True)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    name = models.CharField("tên tệp quyết định", max_length=255, blank=True)
    media_type = models.CharField("kiểu tệp", max_length=100, blank=True)
    sha256 = models.CharField("mã băm", max_length=64, blank=True)
    content = models.BinaryField("quyết định đã ký", null=True, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn soạn")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người soạn")
    created_at = models.DateTimeField("lập lúc")
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=8, choices=State.choices, default=State.DRAFT)

    objects = AdvanceRateQuerySet.as_manager()

    class Meta:
        verbose_name = "mức tạm ứng riêng"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=100), name="advance_rate_is_a_share"
            ),
            models.CheckConstraint(
                condition=~Q(papers="") & ~Q(reason=""), name="advance_rate_names_papers_and_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="decided")
                | (~Q(number="") & ~Q(sha256="") & ~Q(decided_by="") & ~Q(law="") & Q(signed_on__isnull=False)),
                name="decided_advance_rate_is_whole",
            ),
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(state__in=("draft", "proposed")),
                name="one_advance_rate_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["contract", "signed_on"],
                condition=Q(state="decided"),
                name="advance_rate_of_a_day_is_one",
            ),
        ]

    def __str__(self) -> str:
        return f"Mức tạm ứng riêng {self.percent} %"

    @property
    def titles(self) -> tuple[str, ...]:
        """The papers it asks for, one a line as typed."""
        return tuple(line.strip() for line in self.papers.splitlines() if line.strip())
