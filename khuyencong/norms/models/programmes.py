"""National and local programmes, what they set out to do, and what was published of what came of it."""

from django.db import models
from django.db.models import F, Q

from khuyencong.norms.models.lists import LawRow
from khuyencong.rules.money import number

YEARS = Q(first_year__range=(2000, 2099), last_year__range=(2000, 2099), first_year__lte=F("last_year"))
WRONG_YEARS = "Năm phải từ 2000 đến 2099, năm đầu không sau năm cuối."


class Programme(LawRow):
    """A programme (chương trình khuyến công) and the years it is for."""

    first_year = models.PositiveSmallIntegerField("từ năm")
    last_year = models.PositiveSmallIntegerField("đến năm")

    class Meta(LawRow.Meta):
        verbose_name = "chương trình khuyến công"
        constraints = [
            *LawRow.Meta.constraints,
            models.CheckConstraint(
                condition=YEARS,
                name="%(class)s_is_for_years_in_order",
                violation_error_message=WRONG_YEARS,
            ),
        ]

    @property
    def specifics(self) -> str:
        """What it says, in a line."""
        return f"{self.first_year}–{self.last_year}"


class ProgrammeTarget(LawRow):
    """What a programme sets out to reach in some years, or what was published of it; None is unknown.

    `indicator` names the lines of report forms that count it, added up; "" where none does. Sources that
    contradict one another are rows of their own.
    """

    class Kind(models.TextChoices):
        """Whether it was set out or came of it."""

        TARGET = "target", "Mục tiêu"
        DONE = "done", "Kết quả đã công bố"

    programme = models.SlugField("chương trình", max_length=60)
    form_name = ""
    kind = models.CharField("loại", max_length=6, choices=Kind.choices, default=Kind.TARGET)
    indicator = models.CharField("chỉ tiêu của biểu", max_length=200, blank=True)
    first_year = models.PositiveSmallIntegerField("từ năm")
    last_year = models.PositiveSmallIntegerField("đến năm")
    value = models.BigIntegerField("giá trị", null=True, blank=True)
    about = models.BooleanField("khoảng", default=False)
    unit = models.CharField("đơn vị tính", max_length=40)
    money = models.BooleanField("là tiền (ghi bằng đồng)", default=False)

    class Meta(LawRow.Meta):
        verbose_name = "mục tiêu, kết quả của chương trình"
        constraints = [
            *LawRow.Meta.constraints,
            models.CheckConstraint(
                condition=YEARS,
                name="%(class)s_is_for_years_in_order",
                violation_error_message=WRONG_YEARS,
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0),
                name="%(class)s_is_not_negative",
                violation_error_message="Giá trị phải từ 0 trở lên; chưa biết thì bỏ trống.",
            ),
        ]

    @property
    def years(self) -> str:
        """The years it is about."""
        return (
            str(self.last_year) if self.first_year == self.last_year else f"{self.first_year}–{self.last_year}"
        )

    @property
    def specifics(self) -> str:
        """What it says, in a line."""
        about = "khoảng " if self.about else ""
        value = "chưa rõ" if self.value is None else f"{about}{number(self.value)} {self.unit}"
        return f"{self.form_name or self.programme}, {self.years}; {self.get_kind_display().lower()}: {value}"
