"""What the work of units is scored by, and the forms of the year's awards: lists of our own, none is law.

No document that was read prescribes a scale (QĐ 07/2008/QĐ-BCT held one and was repealed in 2013), so criteria
and weights are rows that the ministry, and each province for its own round, may replace from a day on.
"""

from django.db import models
from django.db.models import F, Q

from khuyencong.norms.models.lists import LawRow
from khuyencong.rules.capability import About, Counts, Criterion, Direction, Measured


class CapabilityCriterion(LawRow):
    """One thing that is scored: what is counted, of whom, over how many months, for how many points.

    A measure at `full_at` earns the whole weight, one at `none_at` nothing, in between in proportion. `purse`
    says whose round it is for: the ministry's (KCQG) or a province's (KCĐP).
    """

    about = models.CharField("chấm ai", max_length=10, choices=[(each.value, each.label) for each in About])
    counts = models.CharField("đếm gì", max_length=20, choices=[(each.value, each.label) for each in Counts])
    weight = models.PositiveSmallIntegerField("điểm tối đa")
    direction = models.CharField(
        "chiều", max_length=4, choices=[(each.value, each.label) for each in Direction]
    )
    measured = models.CharField(
        "tính bằng", max_length=7, choices=[(each.value, each.label) for each in Measured]
    )
    full_at = models.PositiveSmallIntegerField("đủ điểm khi bằng")
    none_at = models.PositiveSmallIntegerField("không điểm khi bằng")
    months = models.PositiveSmallIntegerField("nhìn lại (tháng)")
    least = models.PositiveSmallIntegerField("số việc tối thiểu")

    class Meta(LawRow.Meta):
        verbose_name = "tiêu chí năng lực"
        constraints = [
            *LawRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(weight__gte=1, months__range=(1, 120), least__gte=1),
                name="%(class)s_weighs_something",
                violation_error_message="Điểm tối đa, số tháng (không quá 120), số việc tối thiểu phải từ 1.",
            ),
            models.CheckConstraint(
                condition=Q(direction="more", full_at__gt=F("none_at"))
                | Q(direction="less", full_at__lt=F("none_at")),
                name="%(class)s_goes_one_way",
                violation_error_message="Mức đủ điểm và mức không điểm trái với chiều của tiêu chí.",
            ),
        ]

    @property
    def rule(self) -> Criterion:
        """The same as the rules know it."""
        return Criterion(
            code=self.code,
            name=self.name,
            about=About(self.about),
            counts=Counts(self.counts),
            weight=self.weight,
            measured=Measured(self.measured),
            full_at=self.full_at,
            none_at=self.none_at,
            months=self.months,
            least=self.least,
            told=self.told,
        )

    @property
    def specifics(self) -> str:
        """The rule in one line, for the page of the list."""
        unit = self.rule.unit
        return (
            f"{self.get_about_display()}: {self.get_counts_display().lower()}, {self.weight} điểm; "
            f"{self.get_direction_display().lower()}, đủ điểm khi {self.full_at} {unit}, không điểm khi "
            f"{self.none_at} {unit}; nhìn lại {self.months} tháng, cần ít nhất {self.least} việc"
        )


class AwardForm(LawRow):
    """A form of the year's award: at which level, by whose authority, with how much of the council's vote.

    `authority` is the code of the row of authorities that says who rewards; the share of the vote is our own.
    """

    class Level(models.TextChoices):
        """Who gives it."""

        MINISTRY = "ministry", "Cấp Bộ"
        PROVINCE = "province", "Cấp tỉnh"

    level = models.CharField("cấp", max_length=8, choices=Level.choices)
    authority = models.SlugField("mã thẩm quyền", max_length=60)
    votes = models.PositiveSmallIntegerField("phiếu tán thành cần có (%)")

    class Meta(LawRow.Meta):
        verbose_name = "hình thức khen thưởng"
        constraints = [
            *LawRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(votes__range=(51, 100), level__in=("ministry", "province")),
                name="%(class)s_needs_a_majority",
                violation_error_message="Phiếu tán thành cần có phải từ 51 đến 100 %.",
            ),
        ]

    @property
    def specifics(self) -> str:
        """The rule in one line, for the page of the list."""
        return f"{self.get_level_display()}; cần ít nhất {self.votes} % phiếu tán thành của hội đồng"
