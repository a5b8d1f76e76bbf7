"""What our schedule and retry add to the queue of django-tasks: who works at what, which run was claimed."""

from django.db import models


class Slot(models.Model):
    """That the run of a job at a slot of the timetable was put into the queue: by one worker, once."""

    job = models.CharField("việc", max_length=200)
    at = models.DateTimeField("lượt")
    claimed_at = models.DateTimeField("xếp hàng lúc")

    class Meta:
        verbose_name = "lượt chạy theo lịch"
        constraints = [models.UniqueConstraint(fields=["job", "at"], name="slot_is_claimed_once")]

    def __str__(self) -> str:
        return f"{self.job} {self.at:%Y-%m-%d %H:%M}"


class Lease(models.Model):
    """That a worker holds a task of the queue while it beats; no foreign key, for the queue is not ours."""

    task = models.UUIDField("việc trong hàng", primary_key=True)
    worker = models.CharField("người làm", max_length=64)
    beat_at = models.DateTimeField("còn sống lúc")

    class Meta:
        verbose_name = "lượt giữ việc"

    def __str__(self) -> str:
        return f"{self.task} {self.worker}"
