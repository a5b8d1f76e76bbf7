"""What an owner asks for help with (nhu cầu): her five answers, sent to whoever drafts for her place."""

from typing import Self

from django.db import models
from django.db.models import Q

from khuyencong.norms.models import Sector
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, User
from khuyencong.organisations.permissions import is_ministry, reads
from khuyencong.organisations.scope import ScopedQuerySet, below
from khuyencong.places.models import Unit
from khuyencong.projects.models.projects import Project


class EnquiryQuerySet(ScopedQuerySet["Enquiry"]):
    """Enquiries, seen by the agency where they lie and those above it, and by whoever sent them."""

    def visible_to(self, actor: Actor) -> Self:
        """The ministry sees all, a desk that reads those of its agency and below, an owner her own."""
        if is_ministry(actor):
            return self
        if reads(actor) and actor.agency is not None:
            return self.filter(agency__in=below(actor.agency))
        return self.filter(author=actor.user) if actor.user is not None else self.none()


class Enquiry(models.Model):
    """Her answers as she gave them, and what became of them: a project begun, or an answer in words.

    `cost` is in đồng. Answers are never changed once they are sent (migration enquiries_stay).
    """

    class State(models.TextChoices):
        """Where it is; projects.lifecycle.ENQUIRY says how it gets there."""

        SENT = "sent", "Chờ cán bộ xem"
        BEGUN = "begun", "Đã lập bản nháp"
        ANSWERED = "answered", "Đã trả lời"
        WITHDRAWN = "withdrawn", "Đã rút"

    name = models.CharField("tên cơ sở", max_length=200)
    commune = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name="nơi làm ra sản phẩm"
    )
    owner_kind = models.SlugField("là ai", max_length=20)
    sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ngành, nghề"
    )
    wish = models.SlugField("muốn làm gì", max_length=40)
    cost = models.BigIntegerField("dự định chi (đồng)")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="enquiries", verbose_name="nơi soạn giúp"
    )
    author = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="enquiries", verbose_name="chủ cơ sở"
    )
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="enquiries",
        verbose_name="đề án được lập",
    )
    answer = models.TextField("trả lời", blank=True)
    created_at = models.DateTimeField("gửi lúc")
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=9, choices=State.choices, default=State.SENT)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = "nhu cầu của cơ sở"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(cost__gt=0), name="enquiry_costs_something"),
            models.CheckConstraint(
                condition=Q(state="begun", project__isnull=False)
                | (~Q(state="begun") & Q(project__isnull=True)),
                name="enquiry_that_is_begun_has_its_project",
            ),
            models.CheckConstraint(
                condition=Q(state="answered") & ~Q(answer="") | ~Q(state="answered") & Q(answer=""),
                name="enquiry_that_is_answered_has_words",
            ),
            models.UniqueConstraint(
                fields=["author", "wish"],
                condition=Q(state="sent"),
                name="enquiry_waits_once_for_a_wish",
            ),
        ]

    def __str__(self) -> str:
        return f"Nhu cầu của {self.name}"
