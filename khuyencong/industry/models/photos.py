"""Photographs: what every one keeps, and those of survey answers; the rooms above have their own."""

from typing import Self

from django.db import models
from django.db.models import Q

from khuyencong.industry.models.surveys import Answer, accuracy, latitude, longitude
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import User
from khuyencong.organisations.scope import ScopedQuerySet


class AnswerPhotoQuerySet(ScopedQuerySet["AnswerPhoto"]):
    """Photographs, seen with their answer."""

    def visible_to(self, actor: Actor) -> Self:
        """With the answer."""
        return self.filter(answer__in=Answer.objects.visible_to(actor).values("pk"))


class Photograph(models.Model):
    """What every photograph keeps: where, by whom, and the picture without its secrets; its heirs say when."""

    received_at = models.DateTimeField("nhận lúc")
    latitude = models.FloatField("vĩ độ", null=True, blank=True, validators=[latitude])
    longitude = models.FloatField("kinh độ", null=True, blank=True, validators=[longitude])
    accuracy = models.FloatField("sai số (m)", null=True, blank=True, validators=[accuracy])
    media_type = models.CharField("kiểu tệp", max_length=20)
    size = models.PositiveIntegerField("cỡ")
    sha256 = models.CharField("mã băm", max_length=64)
    content = models.BinaryField("ảnh")
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người chụp")

    class Meta:
        abstract = True


class AnswerPhoto(Photograph):
    """A photograph of an answer; `key` is made on the device, so that sending twice makes one row."""

    key = models.UUIDField("mã ảnh", unique=True)
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="photos", verbose_name="phiếu")
    taken_at = models.DateTimeField("chụp lúc")

    objects = AnswerPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = "ảnh của phiếu khảo sát"
        ordering = ["taken_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="photo_is_not_empty")]

    def __str__(self) -> str:
        return str(self.key)
