"""Monthly reports of the implementing unit on how far a project is (báo cáo tiến độ, Mẫu 3a)."""

from django.db import models
from django.db.models import Q

from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.projects.models.projects import OfProjects, Project
from khuyencong.rules.progress import Said


class ProgressReportQuerySet(OfProjects["ProgressReport"]):
    """Reports, seen with their project."""


class ProgressReport(models.Model):
    """How far a project was in a month (`month` is its first day); work and money since the beginning."""

    class State(models.TextChoices):
        """Where it is; projects.lifecycle.PROGRESS says how it gets there."""

        DRAFT = "draft", "Phải báo cáo"
        SENT = "sent", "Đã gửi, Sở xem"
        RETURNED = "returned", "Trả lại để bổ sung"
        SEEN = "seen", "Sở đã xem"
        DROPPED = "dropped", "Không phải báo cáo"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="progress", verbose_name="đề án"
    )
    month = models.DateField("tháng")
    done = models.PositiveSmallIntegerField("khối lượng đã làm (%)", default=0)
    support = models.BigIntegerField("kinh phí hỗ trợ đã chi (đồng)", default=0)
    counterpart = models.BigIntegerField("đối ứng đã chi (đồng)", default=0)
    told = models.TextField("đã làm", blank=True)
    ahead = models.TextField("sẽ làm, vướng mắc", blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn viết")
    author = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người viết"
    )
    sent_on = models.DateField("ngày gửi", null=True, blank=True)
    created_at = models.DateTimeField("mở lúc")
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=8, choices=State.choices, default=State.DRAFT)

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo tiến độ"
        ordering = ["-month", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "month"], name="project_reports_once_a_month"),
            models.CheckConstraint(condition=Q(done__lte=100), name="progress_is_at_most_the_whole"),
            models.CheckConstraint(
                condition=Q(support__gte=0, counterpart__gte=0), name="progress_spends_no_negative_money"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "dropped")) | Q(sent_on__isnull=False, author__isnull=False),
                name="sent_progress_has_a_day_and_an_author",
            ),
        ]

    def __str__(self) -> str:
        return f"Tiến độ tháng {self.month:%m/%Y}"

    @property
    def said(self) -> Said:
        """What it says, as the rules judge it."""
        return Said(
            done=self.done,
            support=self.support,
            counterpart=self.counterpart,
            told=self.told,
            ahead=self.ahead,
        )
