"""Report forms, their lines, the rules that check them and who sends which: dated rows like all lists.

Indicators, forms and rules name one another by code and no key: a code lives on while its rows are dated anew.
"""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from khuyencong.norms.models.lists import LawRow
from khuyencong.organisations.models import Agency
from khuyencong.rules.findings import Severity
from khuyencong.rules.indicators import FILLS, Aggregation, Polarity
from khuyencong.rules.return_checks import Operator

MOST_DECIMALS = 4
GROUPS = 7
"""So many groups of contents the programmes since 2021 have."""


class OfAForm(LawRow):
    """A row about one form; who shows many of them gives each `form_name`, so that a page says no code."""

    form = models.SlugField("biểu", max_length=60)
    form_name = ""

    class Meta(LawRow.Meta):
        abstract = True

    @property
    def form_words(self) -> str:
        """The form as a page calls it."""
        return f"Biểu “{self.form_name or self.form}”"


class ReturnForm(LawRow):
    """A form (biểu) that is reported; `number` is its official one, "" as long as nobody has read it."""

    number = models.CharField("số biểu chính thức", max_length=40, blank=True)
    by_purse = models.BooleanField("có cột KCQG và KCĐP", default=True)

    class Meta(LawRow.Meta):
        verbose_name = "biểu báo cáo"

    @property
    def specifics(self) -> str:
        """What it says, in a line."""
        columns = "Cột KCQG, cột KCĐP" if self.by_purse else "Một cột"
        return f"{columns}; số biểu {self.number or 'chưa rõ'}"


class Indicator(OfAForm):
    """A line of a form (chỉ tiêu): what rules.indicators.IndicatorLine says."""

    number = models.CharField("số dòng", max_length=8, blank=True)
    unit = models.CharField("đơn vị tính", max_length=40)
    money = models.BooleanField("là tiền (ghi bằng đồng, hiện triệu đồng)", default=False)
    decimals = models.PositiveSmallIntegerField(
        "số chữ số sau dấu phẩy", default=0, validators=[MaxValueValidator(MOST_DECIMALS)]
    )
    parent = models.SlugField("thuộc dòng", max_length=60, blank=True)
    polarity = models.CharField(
        "chiều tốt", max_length=4, choices=[(each.value, each.label) for each in Polarity], default="none"
    )
    tolerance = models.PositiveSmallIntegerField("chênh với cùng kỳ phải giải trình (%)", null=True, blank=True)
    small_base = models.BigIntegerField("cùng kỳ nhỏ hơn thì không tính %", null=True, blank=True)
    aggregation = models.CharField(
        "gộp các kỳ", max_length=4, choices=[(each.value, each.label) for each in Aggregation], default="sum"
    )
    fill = models.SlugField("tự điền từ", max_length=40, blank=True)
    activity = models.CharField("thuộc nội dung", max_length=10, blank=True)
    line = models.CharField("dòng chi của các đề án", max_length=10, blank=True)
    group = models.PositiveSmallIntegerField("nhóm nội dung của chương trình", null=True, blank=True)

    class Meta(LawRow.Meta):
        verbose_name = "chỉ tiêu báo cáo"
        constraints = [
            *LawRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(group__isnull=True) | Q(group__range=(1, GROUPS)),
                name="%(class)s_is_of_a_known_group",
                violation_error_message=f"Nhóm nội dung phải từ 1 đến {GROUPS}.",
            ),
            models.CheckConstraint(
                condition=Q(decimals__lte=MOST_DECIMALS) & (Q(money=False) | Q(decimals=0)),
                name="%(class)s_has_few_decimals",
                violation_error_message=f"Nhiều nhất {MOST_DECIMALS} chữ số sau dấu phẩy; tiền ghi bằng đồng.",
            ),
            models.CheckConstraint(
                condition=Q(small_base__isnull=True) | Q(small_base__gte=0),
                name="%(class)s_has_a_base_to_compare",
                violation_error_message="Mức cùng kỳ tối thiểu phải từ 0 trở lên.",
            ),
        ]

    @property
    def specifics(self) -> str:
        """What it says, in a line."""
        parts = [f"{self.form_words}{f', dòng {self.number}' if self.number else ''}", self.unit]
        if self.tolerance is not None:
            parts.append(f"chênh cùng kỳ trên {self.tolerance} % phải giải trình")
        parts.append(FILLS.get(self.fill, "").lower() or "gõ tay")
        return "; ".join(parts)


class CheckRule(OfAForm):
    """A rule that a return is checked by: what rules.return_checks.Rule says."""

    left = models.TextField("vế trái")
    operator = models.CharField("so", max_length=2, choices=[(each.value, each.label) for each in Operator])
    right = models.TextField("vế phải")
    tolerance = models.CharField("được chênh (“5%” hoặc số)", max_length=20, blank=True)
    grade = models.CharField("mức", max_length=7, choices=[(each.value, each.label) for each in Severity])
    message = models.CharField("câu cho người lập", max_length=300)
    fix = models.CharField("cách sửa", max_length=300, blank=True)

    class Meta(LawRow.Meta):
        verbose_name = "luật kiểm tra báo cáo"

    in_words = ""
    """What has to hold, lines by their numbers; who shows rules gives it (queries.returns.with_names)."""

    @property
    def as_written(self) -> str:
        """What has to hold by codes, as the file of the list has it."""
        near = f" (được chênh {self.tolerance})" if self.tolerance else ""
        return f"{self.left} {self.operator} {self.right}{near}"

    @property
    def specifics(self) -> str:
        """What it says, in a line."""
        told = self.in_words or self.as_written
        return f"{self.form_words}; {self.get_grade_display().lower()}: {self.message} Phải có: {told}."


class ReportDuty(OfAForm):
    """Who sends which form to whom, how often and by when; a period opens `opens_days` before it ends.

    Due on a day of the month `months_later` after the period's last one, or so many days after its end.
    Reminders read "7 3 1; every 3": days before it is due, and how often after.
    """

    class Every(models.TextChoices):
        """How often it comes."""

        MONTH = "month", "Hằng tháng"
        QUARTER = "quarter", "Hằng quý"
        HALF = "half", "6 tháng"
        NINE_MONTHS = "nine_months", "9 tháng"
        YEAR = "year", "Hằng năm"

    by = models.CharField("ai lập", max_length=15, choices=Agency.Kind.choices)
    to = models.CharField("gửi ai", max_length=15, choices=Agency.Kind.choices)
    every = models.CharField("kỳ", max_length=11, choices=Every.choices)
    day = models.PositiveSmallIntegerField("hạn: ngày", null=True, blank=True)
    months_later = models.PositiveSmallIntegerField("của tháng thứ mấy sau kỳ (0: tháng cuối kỳ)", default=0)
    inclusive = models.BooleanField("kể cả ngày ấy", default=False)
    after_days = models.PositiveSmallIntegerField("hoặc số ngày sau kỳ", null=True, blank=True)
    working_days = models.BooleanField("ngày làm việc", default=False)
    opens_days = models.PositiveSmallIntegerField("mở trước khi hết kỳ (ngày)", default=0)
    remind_days = models.CharField("nhắc (“7 3 1; every 3”)", max_length=60, blank=True)

    class Meta(LawRow.Meta):
        verbose_name = "kỳ báo cáo"
        constraints = [
            *LawRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(day__isnull=True) | Q(day__range=(1, 31), after_days__isnull=True),
                name="%(class)s_is_a_day_or_a_number_of_days",
                violation_error_message="Ngày phải từ 1 đến 31; không ghi cùng số ngày sau kỳ.",
            ),
            models.CheckConstraint(
                condition=Q(months_later__lte=12),
                name="%(class)s_is_due_within_a_year",
                violation_error_message="Hạn phải trong mười hai tháng sau kỳ.",
            ),
        ]

    @property
    def due_words(self) -> str:
        """When it is due, as one would say it; says so when nobody has read the day."""
        if self.after_days is not None:
            return f"chậm nhất {self.after_days} ngày{' làm việc' if self.working_days else ''} sau kỳ"
        if self.day is None:
            return "ngày chưa đọc được"
        when = "đến hết ngày" if self.inclusive else "trước ngày"
        month = {0: "tháng cuối kỳ", 1: "tháng sau kỳ"}.get(self.months_later, f"{self.months_later} tháng sau")
        return f"{when} {self.day} {month}"

    @property
    def specifics(self) -> str:
        """What it says, in a line."""
        who = f"{self.get_by_display()} gửi {self.get_to_display()}"
        return f"{self.form_words}; {who}, {self.get_every_display().lower()}, {self.due_words}"
