"""Contracts on approved projects, and the annexes that change them; each a paper of its own, kept as signed."""

from django.db import models
from django.db.models import F, Q

from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.projects.models.projects import Beneficiary, OfProjects, Project
from khuyencong.rules.contracts import Terms


class ContractQuerySet(OfProjects["Contract"]):
    """Contracts, seen with their project."""


class Contract(models.Model):
    """What two sides agreed on about a project's money of one year; an annex is a paper that amends the first.

    Each paper holds the whole of the terms as they stand after it, so that the one signed last is in force.
    Signed ones are never changed: migration 0026 says so on both databases.
    """

    class Kind(models.TextChoices):
        """Between whom."""

        UNIT = "unit", "Với đơn vị thực hiện"
        BENEFICIARY = "owner", "Với đơn vị thụ hưởng"

    class State(models.TextChoices):
        """Where it is; projects.lifecycle.CONTRACT says how it gets there."""

        DRAFT = "draft", "Đang soạn"
        PROPOSED = "proposed", "Trình ký"
        SIGNED = "signed", "Đã ký"
        DROPPED = "dropped", "Đã bỏ"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="contracts", verbose_name="đề án"
    )
    kind = models.CharField("ký với", max_length=5, choices=Kind.choices, default=Kind.UNIT)
    year = models.PositiveSmallIntegerField("năm ngân sách")
    beneficiary = models.ForeignKey(
        Beneficiary,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contracts",
        verbose_name="đơn vị thụ hưởng",
    )
    amends = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="annexes", verbose_name="sửa đổi"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="bên giao")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn soạn")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người soạn")
    support = models.BigIntegerField("hỗ trợ (đồng)")
    counterpart = models.BigIntegerField("vốn đối ứng (đồng)")
    begins_on = models.DateField("bắt đầu")
    ends_on = models.DateField("kết thúc")
    number = models.CharField("số hợp đồng", max_length=60, blank=True)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    reason = models.CharField("lý do sửa đổi", max_length=500, blank=True)
    created_at = models.DateTimeField("lập lúc")
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=8, choices=State.choices, default=State.DRAFT)

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = "hợp đồng"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(support__gt=0, counterpart__gte=0), name="contract_promises_something"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="contract_ends_no_earlier_than_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | (~Q(number="") & Q(signed_on__isnull=False)),
                name="signed_contract_has_a_number_and_a_day",
            ),
            models.CheckConstraint(
                condition=Q(amends__isnull=True) | ~Q(reason=""), name="annex_gives_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(kind="unit", beneficiary__isnull=True) | Q(kind="owner", beneficiary__isnull=False),
                name="contract_names_its_other_side",
            ),
            models.UniqueConstraint(
                fields=["project", "year"],
                condition=Q(kind="unit", amends__isnull=True) & ~Q(state="dropped"),
                name="project_has_one_contract_a_year",
            ),
            models.UniqueConstraint(
                fields=["beneficiary", "year"],
                condition=Q(kind="owner", amends__isnull=True) & ~Q(state="dropped"),
                name="beneficiary_has_one_contract_a_year",
            ),
            models.UniqueConstraint(
                fields=["amends"], condition=Q(state__in=("draft", "proposed")), name="one_annex_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["agency", "number"], condition=Q(state="signed"), name="contract_number_is_used_once"
            ),
        ]

    def __str__(self) -> str:
        what = "Phụ lục" if self.amends_id else "Hợp đồng"
        return f"{what} {self.number}".strip()

    @property
    def first(self) -> "Contract":
        """The contract itself: what an annex amends, or this one."""
        return self.amends or self

    @property
    def terms(self) -> Terms:
        """What it says, as the rules judge it."""
        return Terms(
            support=self.support,
            counterpart=self.counterpart,
            begins_on=self.begins_on,
            ends_on=self.ends_on,
        )


class ContractCopyQuerySet(OfProjects["ContractCopy"]):
    """Signed copies, seen with their project."""

    project_path = "contract__project"


class ContractCopy(models.Model):
    """What both sides signed, as it was handed in; never changed, a better copy is another row."""

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="copies", verbose_name="hợp đồng"
    )
    name = models.CharField("tên tệp", max_length=255)
    media_type = models.CharField("kiểu tệp", max_length=100)
    sha256 = models.CharField("mã băm", max_length=64)
    content = models.BinaryField("bản đã ký")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người nộp")
    at = models.DateTimeField("nộp lúc")

    objects = ContractCopyQuerySet.as_manager()

    class Meta:
        verbose_name = "bản ký của hợp đồng"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "sha256"], name="contract_copy_is_kept_once"),
            models.CheckConstraint(condition=~Q(sha256=""), name="contract_copy_has_its_hash"),
        ]

    def __str__(self) -> str:
        return self.name
