"""Papers that go with a project: files as they were handed in."""

from django.db import models
from django.db.models import Q

from khuyencong.organisations.models import User
from khuyencong.projects.models.projects import OfProjects, Project


class PaperQuerySet(OfProjects["Paper"]):
    """Papers, seen with their project."""


class Paper(models.Model):
    """A file for one entry of the checklist; a later one takes its place, the older stays."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="papers", verbose_name="đề án")
    kind = models.SlugField("loại giấy tờ", max_length=40)
    name = models.CharField("tên tệp", max_length=255)
    media_type = models.CharField("kiểu tệp", max_length=100)
    size = models.PositiveIntegerField("cỡ")
    sha256 = models.CharField("mã băm", max_length=64)
    content = models.BinaryField("nội dung")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người nộp")
    at = models.DateTimeField("nộp lúc")
    replaced_at = models.DateTimeField("thay lúc", null=True, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = "giấy tờ kèm đề án"
        ordering = ["kind", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind"], condition=Q(replaced_at__isnull=True), name="paper_stands_once"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="paper_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name
