"""Lists of selection: who is chosen under a ceiling, who waits, and why each stands where it stands."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.projects.models.projects import FIRST_YEAR, LAST_YEAR, Project


class SelectionListQuerySet(ScopedQuerySet["SelectionList"]):
    """Lists: of the agency that makes the plan."""


class SelectionList(models.Model):
    """One candidate list of a purse and year; several may be made and compared, one is adopted."""

    class State(models.TextChoices):
        """Where it is; projects.lifecycle.SELECTION says how it gets there."""

        DRAFT = "draft", "Đang soạn"
        PROPOSED = "proposed", "Trình lãnh đạo"
        ADOPTED = "adopted", "Đã thông qua"
        DROPPED = "dropped", "Đã bỏ"

    purse = models.CharField("nguồn kinh phí", max_length=4, choices=Project.Purse.choices)
    year = models.PositiveSmallIntegerField("năm kế hoạch")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn soạn")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người soạn")
    ceiling = models.BigIntegerField("mức kinh phí")
    set_aside = models.BigIntegerField("dành cho sản xuất sạch hơn", default=0)
    taken = models.BigIntegerField("đã chọn bằng danh sách trước", default=0)
    taken_outside = models.BigIntegerField("trong đó cho sản xuất sạch hơn", default=0)
    created_at = models.DateTimeField("lập lúc")
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=8, choices=State.choices, default=State.DRAFT)

    objects = SelectionListQuerySet.as_manager()

    class Meta:
        verbose_name = "danh sách lựa chọn"
        ordering = ["-year", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(set_aside__gte=0, set_aside__lte=F("ceiling")), name="list_has_a_ceiling"
            ),
            models.CheckConstraint(
                condition=Q(taken_outside__gte=0, taken_outside__lte=F("taken")),
                name="list_knows_what_is_taken",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)), name="list_is_of_a_plausible_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purse_display()} {self.year}, danh sách {self.pk}"


class SelectionPositionQuerySet(ScopedQuerySet["SelectionPosition"]):
    """Positions, seen with their list."""

    def visible_to(self, actor: Actor) -> Self:
        """With the list."""
        return self.filter(listed__in=SelectionList.objects.visible_to(actor).values("pk"))


class SelectionPosition(models.Model):
    """A place in a list as it was reckoned; its reason is never written anew."""

    class Outcome(models.TextChoices):
        """What becomes of the project."""

        CHOSEN = "chosen", "Chọn"
        RESERVE = "reserve", "Dự phòng"

    listed = models.ForeignKey(
        SelectionList, on_delete=models.CASCADE, related_name="positions", verbose_name="danh sách"
    )
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+", verbose_name="đề án")
    number = models.PositiveIntegerField("thứ hạng")
    outcome = models.CharField("kết quả", max_length=7, choices=Outcome.choices)
    support = models.BigIntegerField("hỗ trợ")
    reason = models.TextField("vì sao")

    objects = SelectionPositionQuerySet.as_manager()

    class Meta:
        verbose_name = "vị trí trong danh sách"
        ordering = ["listed", "number"]
        constraints = [
            models.UniqueConstraint(fields=["listed", "project"], name="project_stands_once_in_a_list"),
            models.UniqueConstraint(fields=["listed", "number"], name="place_is_given_once_in_a_list"),
            models.CheckConstraint(condition=~Q(reason=""), name="position_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.project_id}"
