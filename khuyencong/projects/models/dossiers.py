"""A province's yearly plan request for one purse: its report, its priorities, the projects it registers."""

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

from khuyencong.norms.models import Sector
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.permissions import is_ministry
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.places.models import Unit
from khuyencong.projects.models.projects import FIRST_YEAR, LAST_YEAR, Project

Row = TypeVar("Row", bound=models.Model)


class RegistrationDossierQuerySet(ScopedQuerySet["RegistrationDossier"]):
    """Requests: of the department that makes them, and of the ministry once they were sent."""

    def visible_to(self, actor: Actor) -> Self:
        """The ministry sees no request that was never sent, but its own."""
        seen = super().visible_to(actor)
        if not is_ministry(actor) or actor.agency is None:
            return seen
        return seen.exclude(~Q(agency=actor.agency) & Q(sent_at__isnull=True))


class RegistrationDossier(models.Model):
    """One a province, plan year and purse, then supplements; projects.lifecycle.REGISTRATION says how it moves.

    `number` 1 is the yearly request itself, what is above it a supplement to one received before.
    `due_on` and `due_law` are kept at sending, so that lateness is told by the deadline of that day.
    """

    class State(models.TextChoices):
        """Where it is."""

        DRAFT = "draft", "Đang soạn"
        SENT = "sent", "Đã gửi, chờ tiếp nhận"
        RETURNED = "returned", "Trả lại để bổ sung"
        RECEIVED = "received", "Đã tiếp nhận"

    purse = models.CharField("nguồn kinh phí", max_length=4, choices=Project.Purse.choices)
    year = models.PositiveSmallIntegerField("năm kế hoạch")
    number = models.PositiveSmallIntegerField("lần đăng ký", default=1)
    province = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name="tỉnh, thành phố"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn soạn")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người soạn")
    results = models.TextField("kết quả năm trước", blank=True)
    progress = models.TextField("tiến độ năm nay", blank=True)
    targets = models.TextField("mục tiêu năm kế hoạch", blank=True)
    created_at = models.DateTimeField("lập lúc")
    sent_at = models.DateTimeField("gửi lần đầu lúc", null=True, blank=True)
    due_on = models.DateField("hạn", null=True, blank=True)
    due_law = models.CharField("căn cứ của hạn", max_length=300, blank=True)
    late_days = models.PositiveSmallIntegerField("số ngày muộn", default=0)
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=8, choices=State.choices, default=State.DRAFT)

    objects = RegistrationDossierQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ đăng ký kế hoạch"
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "year", "purse", "number"], name="request_is_made_once"
            ),
            models.UniqueConstraint(
                fields=["province", "year", "purse"],
                condition=Q(state__in=("draft", "sent", "returned")),
                name="request_is_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)), name="request_is_of_a_plausible_year"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(sent_at__isnull=False), name="request_past_its_draft_was_sent"
            ),
        ]

    def __str__(self) -> str:
        more = f", bổ sung lần {self.number - 1}" if self.supplement else ""
        return f"{self.get_purse_display()} {self.year}, {self.province.name}{more}"

    @property
    def supplement(self) -> bool:
        """Whether it adds to a request that was received already."""
        return self.number > 1

    @property
    def open(self) -> bool:
        """Whether it can still be written in."""
        return self.state in (self.State.DRAFT, self.State.RETURNED)


NOT_APPRAISED = frozenset(
    {Project.State.DRAFT, Project.State.SUBMITTED, Project.State.RETURNED, Project.State.WITHDRAWN}
)
"""Where a project stands that has not passed at the base, or no longer wants anything."""


class OfRequests(ScopedQuerySet[Row]):
    """Rows that belong to a request and are seen with it."""

    path: ClassVar[str] = "dossier"

    def visible_to(self, actor: Actor) -> Self:
        """With the request."""
        return self.filter(**{f"{self.path}__in": RegistrationDossier.objects.visible_to(actor).values("pk")})


class LocalPriorityQuerySet(OfRequests["LocalPriority"]):
    """Priorities, seen with their request."""


class LocalPriority(models.Model):
    """A trade or product on which the locality says it concentrates."""

    class Kind(models.TextChoices):
        """What it is."""

        TRADE = "trade", "Ngành, nghề"
        PRODUCT = "product", "Sản phẩm"

    dossier = models.ForeignKey(
        RegistrationDossier, on_delete=models.CASCADE, related_name="priorities", verbose_name="hồ sơ"
    )
    kind = models.CharField("loại", max_length=7, choices=Kind.choices)
    name = models.CharField("tên", max_length=200)
    sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="thuộc ngành"
    )
    reason = models.CharField("căn cứ", max_length=300, blank=True)

    objects = LocalPriorityQuerySet.as_manager()

    class Meta:
        verbose_name = "ưu tiên của địa phương"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "kind", "name"], name="priority_is_named_once"),
            models.CheckConstraint(condition=~Q(name=""), name="priority_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class RegisteredProjectQuerySet(OfRequests["RegisteredProject"]):
    """Projects of requests, seen with their request."""


class RegisteredProject(models.Model):
    """A project that a request registers; it stands in one request only."""

    dossier = models.ForeignKey(
        RegistrationDossier, on_delete=models.CASCADE, related_name="rows", verbose_name="hồ sơ"
    )
    project = models.OneToOneField(
        Project, on_delete=models.PROTECT, related_name="registered_in", verbose_name="đề án"
    )

    objects = RegisteredProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "đề án đăng ký"
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.project_id)

    @property
    def may_leave(self) -> bool:
        """Whether it can be taken out again: not once it was registered by sending."""
        return self.project.state in (*NOT_APPRAISED, Project.State.APPRAISED)
