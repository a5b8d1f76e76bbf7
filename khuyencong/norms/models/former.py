"""What rows of the lists said before they were changed, so that an earlier instant is told again alike."""

from django.db import models
from django.db.models import Q


class FormerRow(models.Model):
    """What a row of a list said until `at` (dòng danh mục trước khi sửa); "" of one that was not there before.

    Append-only by trigger. Of what stood in a list when it was first loaded there is none: it was always known.
    The row is named by its table and key, for every list of the law has one of its own.
    """

    table = models.CharField("danh mục", max_length=40)
    row = models.BigIntegerField("dòng")
    at = models.DateTimeField("đến lúc")
    # Text and not a JSON column: nothing asks inside it, and both databases keep it letter for letter.
    said = models.TextField("trước đó ghi", blank=True)

    class Meta:
        verbose_name = "dòng danh mục trước khi sửa"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["table", "at"], name="former_row_of_a_list")]
        constraints = [models.CheckConstraint(condition=~Q(table=""), name="former_row_names_its_list")]

    def __str__(self) -> str:
        return f"{self.table} {self.row}"
