"""Pictures of articles, what is cut from them, and the bytes of both."""

from django.db import models
from django.db.models import Q
from wagtail.images.models import AbstractImage, AbstractRendition


class StoredFile(models.Model):
    """The bytes of a picture or a document, under the name by which the storage knows it."""

    name = models.CharField("tên", max_length=200, unique=True)
    media_type = models.CharField("loại", max_length=100)
    size = models.PositiveIntegerField("số byte")
    sha256 = models.CharField("băm", max_length=64)
    content = models.BinaryField("nội dung")

    class Meta:
        verbose_name = "tệp của bài viết"

    def __str__(self) -> str:
        return self.name


class Picture(AbstractImage):
    """An uploaded picture. What it shows is said in words, or it is not taken."""

    description = models.CharField(
        "lời thay ảnh",
        max_length=255,
        help_text="Nói điều thấy trong ảnh cho người không nhìn được ảnh.",
    )
    credit = models.CharField("người chụp, nguồn ảnh", max_length=150)

    admin_form_fields = ("title", "file", "description", "credit", "collection")

    class Meta(AbstractImage.Meta):
        verbose_name = "ảnh"
        verbose_name_plural = "ảnh"
        constraints = [
            models.CheckConstraint(condition=~Q(description=""), name="picture_is_said_in_words"),
        ]


class PictureRendition(AbstractRendition):
    """A picture cut and encoded anew for a page; only these leave the server."""

    image = models.ForeignKey(
        Picture, on_delete=models.CASCADE, related_name="renditions", verbose_name="ảnh gốc"
    )

    class Meta:
        verbose_name = "ảnh đã cắt"
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="rendition_is_made_once"
            ),
        ]
