"""What stands in a project's way (vướng mắc): raised by the unit, answered by whoever can remove it."""

from typing import Self

from django.db import models
from django.db.models import Q

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.permissions import reads
from khuyencong.organisations.scope import below
from khuyencong.projects.models.progress import ProgressReport
from khuyencong.projects.models.projects import OfProjects, Project


class ObstacleQuerySet(OfProjects["Obstacle"]):
    """Obstacles, seen with their project, and by whoever was asked to remove them."""

    def visible_to(self, actor: Actor) -> Self:
        """A commune that is asked reads what it is asked, not the project."""
        seen = Q(project__in=Project.objects.visible_to(actor).values("pk"))
        if actor.agency is not None and reads(actor):
            seen |= Q(addressee__in=below(actor.agency))
        return self.filter(seen)


class Obstacle(models.Model):
    """Something that holds a project back; `held` is the money it keeps from being spent, in đồng.

    Either an agency of ours is asked (`addressee`), or a body outside (`body`), which the department reminds.
    What was raised is never changed, a closed one not at all (migration obstacles_stay).
    """

    class State(models.TextChoices):
        """Where it is; projects.lifecycle.OBSTACLE says how it gets there."""

        OPEN = "open", "Chờ gỡ"
        ANSWERED = "answered", "Đã trả lời, đơn vị xem"
        CLOSED = "closed", "Đã gỡ"
        WITHDRAWN = "withdrawn", "Đã rút"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="obstacles", verbose_name="đề án"
    )
    report = models.ForeignKey(
        ProgressReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="obstacles",
        verbose_name="nêu trong báo cáo",
    )
    kind = models.SlugField("loại", max_length=40)
    title = models.CharField("vướng gì", max_length=200)
    told = models.TextField("cụ thể")
    wanted = models.TextField("cần làm gì")
    held = models.BigIntegerField("tiền đang bị giữ (đồng)", default=0)
    addressee = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="obstacles",
        verbose_name="cơ quan gỡ",
    )
    body = models.CharField("nơi gỡ ngoài hệ thống", max_length=200, blank=True)
    due = models.DateField("hạn trả lời")
    due_source = models.CharField("hạn theo", max_length=200)
    raised_on = models.DateField("nêu ngày")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị nêu")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn nêu")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người nêu")
    answer = models.TextField("trả lời", blank=True)
    answered_on = models.DateField("trả lời ngày", null=True, blank=True)
    reminded_on = models.DateField("nhắc lần cuối ngày", null=True, blank=True)
    closed_on = models.DateField("xong ngày", null=True, blank=True)
    created_at = models.DateTimeField("ghi lúc")
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=9, choices=State.choices, default=State.OPEN)

    objects = ObstacleQuerySet.as_manager()

    class Meta:
        verbose_name = "vướng mắc"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "project"], name="obstacles_that_are_open")]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(wanted=""), name="obstacle_says_what_is_wanted"),
            models.CheckConstraint(condition=Q(held__gte=0), name="obstacle_holds_no_negative_money"),
            models.CheckConstraint(
                condition=Q(addressee__isnull=False, body="") | (Q(addressee__isnull=True) & ~Q(body="")),
                name="obstacle_is_asked_of_one",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="answered_obstacle_has_words_and_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "answered"), closed_on__isnull=True)
                | Q(state__in=("closed", "withdrawn"), closed_on__isnull=False),
                name="obstacle_that_is_over_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title
