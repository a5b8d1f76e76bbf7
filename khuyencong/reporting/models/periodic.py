"""Periodic returns (báo cáo định kỳ): what an agency owes for a period, cell by cell, and who was asked for it.

Forms and indicators are named by code: they are dated rows (norms), looked up by the period's last day.
Cells, waivers and urgings are append-only, and a locked return takes no cell: triggers on both databases.
"""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.reporting.models.figures import ReceivedFile
from khuyencong.rules import purses
from khuyencong.rules.periods import Every, Period

EVERY = [(each.value, each.label) for each in Every]
PURSES = [*((each, purses.SHORT[each]) for each in purses.DIVIDED), (purses.WHOLE, "Không chia nguồn")]


class PeriodicReturnQuerySet(ScopedQuerySet["PeriodicReturn"]):
    """Returns: of the agency that owes them."""


class PeriodicReturn(models.Model):
    """One return that one agency owes to another for one period; made from register × duties, owed once.

    `title`, `due_on` and `due_source` are pinned as the duty said them when it was made. `revision` grows each
    time it is reopened. `sent_at` is the last signing, `first_sent_at` the one punctuality is judged by.
    """

    class State(models.TextChoices):
        """Where it is; reporting.lifecycle.PERIODIC_RETURN says how it gets there."""

        EXPECTED = "expected", "Phải nộp"
        DRAFT = "draft", "Đang lập"
        SUBMITTED = "submitted", "Đã trình lãnh đạo ký"
        SENT = "sent", "Đã gửi, chờ cấp trên duyệt"
        RETURNED = "returned", "Trả lại để sửa"
        WITHDRAWN = "withdrawn", "Rút lại để sửa"
        APPROVED = "approved", "Đã duyệt, đã khóa"
        MISSING = "missing", "Nợ báo cáo"
        REOPENED = "reopened", "Mở lại để sửa số"
        DROPPED = "dropped", "Không phải nộp"

    duty = models.SlugField("kỳ báo cáo", max_length=60, db_index=False)
    form = models.SlugField("biểu", max_length=60, db_index=False)
    title = models.CharField("tên báo cáo", max_length=300)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="periodic_returns", verbose_name="cơ quan nộp"
    )
    to = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="returns_due", verbose_name="cơ quan nhận"
    )
    every = models.CharField("kỳ", max_length=11, choices=EVERY)
    year = models.PositiveSmallIntegerField("năm")
    number = models.PositiveSmallIntegerField("số thứ tự kỳ")
    starts = models.DateField("từ ngày")
    ends = models.DateField("đến hết ngày")
    opens_on = models.DateField("mở từ ngày")
    due_on = models.DateField("hạn nộp", null=True, blank=True)
    due_source = models.CharField("hạn theo", max_length=300, blank=True)
    state = models.CharField("bước", max_length=9, choices=State.choices, default=State.EXPECTED)
    desk = models.ForeignKey(
        Desk, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bàn lập"
    )
    prepared_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người lập"
    )
    created_at = models.DateTimeField("ghi sổ lúc")
    opened_at = models.DateTimeField("vào hộp việc lúc", null=True, blank=True)
    first_sent_at = models.DateTimeField("gửi lần đầu lúc", null=True, blank=True)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    approved_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    revision = models.PositiveSmallIntegerField("bản", default=1)
    made_up = models.BooleanField("số liệu minh họa", default=False)

    objects = PeriodicReturnQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo định kỳ"
        ordering = ["-ends", "form", "agency_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "agency", "every", "year", "number"], name="return_is_owed_once_a_period"
            ),
            models.CheckConstraint(condition=Q(revision__gte=1), name="return_has_a_revision"),
            models.CheckConstraint(
                condition=Q(starts__lte=F("ends"))
                & (Q(due_on__isnull=True) | Q(opens_on__lte=F("due_on")))
                & Q(every__in=[each.value for each in Every]),
                name="return_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, first_sent_at__isnull=True)
                | Q(first_sent_at__lte=F("sent_at")),
                name="return_is_sent_after_its_first_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["expected", "missing", "dropped"])
                | Q(desk__isnull=False, prepared_by__isnull=False),
                name="return_begun_has_a_desk_and_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "approved", "reopened"]) | Q(sent_at__isnull=False),
                name="return_sent_at_an_instant",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "reopened"]) | Q(approved_at__isnull=False),
                name="return_approved_at_an_instant",
            ),
            models.CheckConstraint(condition=~Q(agency=F("to")), name="return_goes_to_another_agency"),
        ]
        indexes = [
            models.Index(fields=["to", "every", "year", "number"], name="return_to_an_agency"),
            models.Index(fields=["state", "opens_on"], name="return_in_a_state"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.period.label}"

    @property
    def period(self) -> Period:
        """The period it is for."""
        return Period(every=Every(self.every), year=self.year, number=self.number)

    @property
    def writable(self) -> bool:
        """Whether its cells may be written; the triggers say the same."""
        return self.state in WRITABLE


WRITABLE = (
    PeriodicReturn.State.DRAFT,
    PeriodicReturn.State.RETURNED,
    PeriodicReturn.State.WITHDRAWN,
    PeriodicReturn.State.REOPENED,
)
SETTLED = (PeriodicReturn.State.APPROVED, PeriodicReturn.State.MISSING, PeriodicReturn.State.DROPPED)
"""What the level above need not wait for."""


class ReturnCellQuerySet(ScopedQuerySet["ReturnCell"]):
    """Cells by who may see their return and by when they were known."""

    agency_path = "periodic_return__agency"

    def known_on(self, at: datetime) -> Self:
        """The cells that stood at that instant: written by then, and not yet replaced by then."""
        replaced = ReturnCell.objects.filter(replaces__isnull=False, at__lte=at).values("replaces_id")
        return self.filter(at__lte=at).exclude(pk__in=replaced)

    def standing(self) -> Self:
        """The cells nothing has replaced."""
        return self.filter(replaced_by__isnull=True)


class ReturnCell(models.Model):
    """One number of a return: indicator × purse; money in whole đồng. Never changed: a new one `replaces` it.

    `filled` is what the system made of dossiers and ledger, None where it can not. A `value` of None is a cell
    that was emptied again; blank is not nought.
    """

    class How(models.TextChoices):
        """Where the number is from: the mark a reader sees."""

        FILLED = "filled", "Hệ thống điền"
        CONFIRMED = "confirmed", "Đã xác nhận"
        OVERRIDDEN = "overridden", "Sửa tay, có lý do"
        TYPED = "typed", "Nhập tay"
        IMPORTED = "imported", "Nhập từ Excel"

    periodic_return = models.ForeignKey(
        PeriodicReturn, on_delete=models.PROTECT, related_name="cells", verbose_name="báo cáo"
    )
    indicator = models.SlugField("chỉ tiêu", max_length=60, db_index=False)
    purse = models.CharField("nguồn kinh phí", max_length=4, choices=PURSES)
    value = models.BigIntegerField("giá trị", null=True, blank=True)
    how = models.CharField("cách có", max_length=10, choices=How.choices)
    filled = models.BigIntegerField("hệ thống tính", null=True, blank=True)
    reason = models.CharField("lý do sửa", max_length=300, blank=True)
    explanation = models.CharField("giải trình", max_length=500, blank=True)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="người ghi"
    )
    at = models.DateTimeField("lúc")
    revision = models.PositiveSmallIntegerField("bản")
    file = models.ForeignKey(
        ReceivedFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tệp"
    )
    location = models.CharField("ô trong tệp", max_length=60, blank=True)
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name="thay cho",
    )

    objects = ReturnCellQuerySet.as_manager()

    class Meta:
        verbose_name = "ô báo cáo"
        constraints = [
            models.UniqueConstraint(
                fields=["periodic_return", "indicator", "purse"],
                condition=Q(replaces__isnull=True),
                name="return_cell_begins_once",
            ),
            models.CheckConstraint(
                condition=Q(how__in=["filled", "confirmed"], filled__isnull=False, value=F("filled"))
                | (Q(how="overridden", filled__isnull=False, value__isnull=False) & ~Q(reason=""))
                | Q(how__in=["typed", "imported"], filled__isnull=True),
                name="return_cell_says_how_it_came",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(replaces__isnull=False),
                name="return_cell_is_emptied_only_after_it_was_full",
            ),
            models.CheckConstraint(
                condition=Q(revision=1) | Q(replaces__isnull=True) | ~Q(reason=""),
                name="return_cell_restated_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(how="imported") | Q(file__isnull=False), name="return_cell_imported_has_its_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.purse}: {self.value}"

    @property
    def note(self) -> str:
        """What was written beside it: why it was changed, or what explains it."""
        return self.reason or self.explanation


class CheckWaiverQuerySet(ScopedQuerySet["CheckWaiver"]):
    """Waivers, seen with their return."""

    agency_path = "periodic_return__agency"


class CheckWaiver(models.Model):
    """That a finding of a check rule was let stand, by whom and why (miễn trừ): a row, never a tick in a box.

    `fingerprint` is of the rule with both its sides, so that it holds only for the numbers it was given for.
    """

    periodic_return = models.ForeignKey(
        PeriodicReturn, on_delete=models.PROTECT, related_name="waivers", verbose_name="báo cáo"
    )
    rule = models.SlugField("luật kiểm tra", max_length=60, db_index=False)
    fingerprint = models.CharField("dấu", max_length=64)
    told = models.CharField("điều được bỏ qua", max_length=500, blank=True)
    reason = models.CharField("lý do", max_length=300)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="người cho"
    )
    at = models.DateTimeField("lúc")
    revision = models.PositiveSmallIntegerField("bản")

    objects = CheckWaiverQuerySet.as_manager()

    class Meta:
        verbose_name = "miễn trừ kiểm tra"
        constraints = [
            models.UniqueConstraint(
                fields=["periodic_return", "fingerprint"], name="finding_of_a_return_is_waived_once"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(rule="") & ~Q(fingerprint=""), name="waiver_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.reason}"


class UrgingQuerySet(ScopedQuerySet["Urging"]):
    """Urgings, seen with their return."""

    agency_path = "periodic_return__agency"


class Urging(models.Model):
    """That somebody was asked or reminded of a return, or answered (đôn đốc, nhắc, trả lời)."""

    class Kind(models.TextChoices):
        """Who spoke: the level above, the server by the duty's own days, or the agency that owes it."""

        ASKED = "asked", "Đôn đốc"
        REMINDED = "reminded", "Nhắc tự động"
        ANSWERED = "answered", "Trả lời"

    periodic_return = models.ForeignKey(
        PeriodicReturn, on_delete=models.PROTECT, related_name="urgings", verbose_name="báo cáo"
    )
    kind = models.CharField("loại", max_length=8, choices=Kind.choices)
    on = models.DateField("ngày")
    words = models.CharField("nội dung", max_length=500)
    desk = models.ForeignKey(
        Desk, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bàn được nhắc"
    )
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="người nói"
    )
    at = models.DateTimeField("lúc")

    objects = UrgingQuerySet.as_manager()

    class Meta:
        verbose_name = "lần đôn đốc báo cáo"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["periodic_return", "on"],
                condition=Q(kind="reminded"),
                name="return_is_reminded_once_a_day",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="urging_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.words}"
