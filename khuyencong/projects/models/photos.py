"""Photographs of a month's report on progress."""

from django.db import models
from django.db.models import Q

from khuyencong.industry.models import Photograph
from khuyencong.projects.models.progress import ProgressReport
from khuyencong.projects.models.projects import OfProjects


class ProgressPhotoQuerySet(OfProjects["ProgressPhoto"]):
    """Photographs, seen with their project."""

    project_path = "report__project"


class ProgressPhoto(Photograph):
    """A photograph of a month's report; time and place as the camera wrote them, nothing where it wrote none.

    Never changed; once its report was sent not removed either (migration sent_photos_stay).
    """

    report = models.ForeignKey(
        ProgressReport, on_delete=models.PROTECT, related_name="photos", verbose_name="báo cáo"
    )
    taken_at = models.DateTimeField("chụp lúc", null=True, blank=True)
    words = models.CharField("ảnh gì", max_length=200, blank=True)

    objects = ProgressPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = "ảnh của báo cáo tiến độ"
        ordering = ["taken_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="progress_photo_is_not_empty"),
            models.UniqueConstraint(fields=["report", "sha256"], name="report_shows_a_picture_once"),
        ]

    def __str__(self) -> str:
        return self.words or str(self.pk)
