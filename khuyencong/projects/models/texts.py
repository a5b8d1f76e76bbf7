"""The written parts of a project, every version kept, so that nobody's words are lost."""

from django.db import models
from django.db.models import Q

from khuyencong.organisations.models import User
from khuyencong.projects.models.projects import OfProjects, Project


class PassageQuerySet(OfProjects["Passage"]):
    """Passages, seen with their project."""


class Passage(models.Model):
    """One version of one section. The highest `number` stands; one without a number was overtaken and waits
    until somebody has taken over what it says or said that nothing is missing."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="passages", verbose_name="đề án"
    )
    section = models.SlugField("mục", max_length=40)
    number = models.PositiveIntegerField("lần lưu", null=True, blank=True)
    based_on = models.PositiveIntegerField("soạn trên lần lưu")
    text = models.TextField("nội dung", blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người viết")
    at = models.DateTimeField("lúc")
    settled = models.BooleanField("đã ghép", default=True)

    objects = PassageQuerySet.as_manager()

    class Meta:
        verbose_name = "đoạn thuyết minh"
        ordering = ["section", "-number", "-pk"]
        indexes = [models.Index(fields=["project", "section", "-number"], name="passages_of_a_section")]
        constraints = [
            models.UniqueConstraint(fields=["project", "section", "number"], name="passage_is_saved_once"),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(settled=True), name="passage_that_stands_is_settled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.number}"
