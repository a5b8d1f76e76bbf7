"""Hand-overs of desks, the tasks that were on the list when it was signed, and units of training passed."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, Seat, User
from khuyencong.organisations.roles import Permission
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


class LearnedUnitQuerySet(ScopedQuerySet["LearnedUnit"]):
    """Units passed: her own, and for a head those of the people who sit at her very agency today.

    What was learned follows the person: the head of her next agency sees what she brought along, the head of
    her former one no more. Neither a colleague nor the ministry reads who learned what.
    """

    def visible_to(self, actor: Actor) -> Self:
        """Her own rows wherever she sat; a head also those of who sits at her agency, at none below it."""
        own = Q(user=actor.user) if actor.user is not None else Q(pk__in=[])
        if not actor.may(Permission.OVERVIEW_SEE) or actor.agency is None:
            return self.filter(own)
        sitting = Seat.objects.on(localdate()).filter(desk__agency=actor.agency)
        return self.filter(own | Q(user__in=sitting.values("user")))


class LearnedUnit(models.Model):
    """That somebody passed the check of a unit of training. What was not passed leaves no row at all.

    `law` is what the law said then in each place of the unit, by "list:code:part"; what differs from it later
    is what she is asked to look at again. Only she reads `answers`. Both databases refuse to change a row.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="learned", verbose_name="người học")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn lúc ấy")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan lúc ấy"
    )
    unit = models.SlugField("bài", max_length=60)
    version = models.PositiveSmallIntegerField("bản của bài")
    passed_at = models.DateTimeField("đạt lúc")
    answers = models.JSONField("đã chọn")
    law = models.JSONField("quy định lúc ấy")
    made_up = models.BooleanField("số liệu minh họa", default=False)

    objects = LearnedUnitQuerySet.as_manager()

    class Meta:
        verbose_name = "bài học đã đạt"
        ordering = ["-passed_at", "-pk"]
        indexes = [models.Index(fields=["user", "unit"], name="learned_by_person_and_unit")]
        constraints = [
            models.CheckConstraint(condition=Q(version__gte=1), name="learned_unit_is_of_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.version}"
