"""What was told to the head."""

from django.db import models

from khuyencong.organisations.models import Desk
from khuyencong.workflow.models import Task


class Escalation(models.Model):
    """That a task was told to a head's desk, because it waited past our own limit: once for each task."""

    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="escalation", verbose_name="việc")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn được báo")
    told_at = models.DateTimeField("báo lúc")
    limit = models.CharField("giới hạn", max_length=40)
    source = models.CharField("theo", max_length=200)

    class Meta:
        verbose_name = "lần báo lên"

    def __str__(self) -> str:
        return f"{self.task_id} → {self.desk_id}"
