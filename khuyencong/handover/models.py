"""Hand-overs of desks, and the tasks that were on the list when it was signed."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.scope import ScopedQuerySet


class HandoverQuerySet(ScopedQuerySet["Handover"]):
    """Hand-overs: of the agency, and always of the two who sign, wherever they sit."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of agencies in her scope, and those she gives or takes herself."""
        seen = super().visible_to(actor)
        return seen if actor.user is None else seen | self.filter(Q(giver=actor.user) | Q(taker=actor.user))


class Handover(models.Model):
    """One desk from one person to another. What waits at the desk stays there; only who sits there changes."""

    class State(models.TextChoices):
        """Where it is; handover.lifecycle.HANDOVER says how it gets there."""

        DRAFT = "draft", "Đang soạn"
        GIVEN = "given", "Bên giao đã ký, chờ bên nhận"
        DONE = "done", "Đã bàn giao"
        CANCELLED = "cancelled", "Đã hủy"

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="handovers", verbose_name="bàn")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan")
    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="given", verbose_name="bên giao")
    taker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="taken", verbose_name="bên nhận")
    ordered_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người giao thay bên giao vắng mặt",
    )
    promises = models.TextField("việc đã hứa", blank=True)
    contacts = models.TextField("đầu mối liên hệ", blank=True)
    notes = models.TextField("điều cần lưu ý", blank=True)
    started_at = models.DateTimeField("lập lúc")
    given_at = models.DateTimeField("bên giao ký lúc", null=True, blank=True)
    taken_at = models.DateTimeField("bên nhận ký lúc", null=True, blank=True)
    state = models.CharField("bước", max_length=10, choices=State.choices, default=State.DRAFT)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = "bàn giao"
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="handover_is_between_two"),
            models.CheckConstraint(
                condition=Q(ordered_by__isnull=True) | ~Q(ordered_by=F("taker")),
                name="handover_is_not_ordered_by_who_takes",
            ),
            models.UniqueConstraint(
                fields=["desk"],
                condition=Q(state__in=["draft", "given"]),
                name="desk_is_handed_over_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(given_at__isnull=False, taken_at__isnull=False),
                name="handover_is_done_when_both_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desk}: {self.giver} → {self.taker}"


class HandedTask(models.Model):
    """One line of the list: a task that waited when the giver signed, or that came before the taker did."""

    handover = models.ForeignKey(
        Handover, on_delete=models.CASCADE, related_name="tasks", verbose_name="bàn giao"
    )
    task = models.BigIntegerField("mã việc")
    dossier_kind = models.CharField("loại hồ sơ", max_length=40)
    dossier_key = models.CharField("mã hồ sơ", max_length=60)
    title = models.CharField("việc", max_length=300)
    since = models.DateTimeField("chờ từ")
    due = models.DateField("hạn", null=True, blank=True)
    due_source = models.CharField("hạn theo", max_length=300, blank=True)
    stake = models.BigIntegerField("số tiền đang giữ", default=0)
    came_after = models.BooleanField("đến sau khi bên giao ký", default=False)
    done_before = models.BooleanField("xong trước khi bên nhận ký", default=False)

    class Meta:
        verbose_name = "việc được bàn giao"
        ordering = ["handover", "due", "since", "task"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "task"], name="task_is_handed_over_once"),
            models.CheckConstraint(condition=Q(stake__gte=0), name="handed_task_holds_no_negative_money"),
        ]

    def __str__(self) -> str:
        return self.title
