"""What the treasury or a bank says beside the books: statements and their lines, who matched what with what.

Migration 0016 holds what a column cannot say: statements and lines are only added, a match is only undone, its
sums are equal to the đồng, and nothing changes once the reconciliation left the hands of who draws it up.
"""

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

from khuyencong.ledger.models.books import FIRST_YEAR, LAST_YEAR, Posting
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.projects.models import Project
from khuyencong.rules.treasury.causes import CAUSES
from khuyencong.rules.treasury.model import Side

Row = TypeVar("Row", bound=models.Model)
SIDES = [(each.value, each.label) for each in Side]
REASONS = [(each.value, label) for each, label in CAUSES.items()]


class OfReconciliations(ScopedQuerySet[Row]):
    """Rows seen with the unit whose money is reconciled."""

    agency_path: ClassVar[str] = "reconciliation__unit"


class ReconciliationQuerySet(OfReconciliations["Reconciliation"]):
    """Reconciliations: of the unit."""

    agency_path = "unit"


class Reconciliation(models.Model):
    """A unit's money of one purse and year beside an account; ledger.lifecycle.RECONCILIATION moves it.

    `figures` is what the sheet said when it was confirmed; `name`, `sha256` and `signed_on` name the
    signed sheet that holds.
    """

    class State(models.TextChoices):
        """Where it is."""

        DRAFT = "draft", "Đang đối chiếu"
        PROPOSED = "proposed", "Chờ người khác xác nhận"
        CONFIRMED = "confirmed", "Đã xác nhận, chờ Kho bạc ký"
        SIGNED = "signed", "Kho bạc đã ký"
        DROPPED = "dropped", "Đã bỏ"

    unit = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị thực hiện"
    )
    purse = models.CharField("nguồn kinh phí", max_length=4, choices=Project.Purse.choices)
    year = models.PositiveSmallIntegerField("năm ngân sách")
    side = models.CharField("tài khoản của", max_length=5, choices=SIDES)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="nơi lập")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn lập")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người lập")
    figures = models.JSONField("số liệu khi xác nhận", null=True, blank=True)
    confirmed_on = models.DateField("xác nhận ngày", null=True, blank=True)
    signed_on = models.DateField("Kho bạc ký ngày", null=True, blank=True)
    name = models.CharField("tên tệp bản đã ký", max_length=255, blank=True)
    sha256 = models.CharField("mã băm", max_length=64, blank=True)
    created_at = models.DateTimeField("lập lúc")
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=9, choices=State.choices, default=State.DRAFT)

    objects = ReconciliationQuerySet.as_manager()

    class Meta:
        verbose_name = "đối chiếu với Kho bạc"
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "purse", "year", "side"],
                condition=~Q(state="dropped"),
                name="unit_is_reconciled_once_a_year",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)), name="reconciliation_is_of_a_plausible_year"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("confirmed", "signed"))
                | Q(figures__isnull=False, confirmed_on__isnull=False),
                name="confirmed_reconciliation_keeps_its_figures",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | (Q(signed_on__isnull=False) & ~Q(sha256="")),
                name="signed_reconciliation_has_its_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"Đối chiếu {self.purse} {self.year}"


class SignedSheetQuerySet(OfReconciliations["SignedSheet"]):
    """Signed sheets, seen with their reconciliation."""


class SignedSheet(models.Model):
    """What the treasury signed, as it was handed in, with its figures; never changed, a better one is a row."""

    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, related_name="sheets", verbose_name="lần đối chiếu"
    )
    figures = models.JSONField("số liệu đã ký")
    signed_on = models.DateField("Kho bạc ký ngày")
    name = models.CharField("tên tệp", max_length=255)
    media_type = models.CharField("kiểu tệp", max_length=100)
    sha256 = models.CharField("mã băm", max_length=64)
    content = models.BinaryField("bản đã ký")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người nộp")
    at = models.DateTimeField("nộp lúc")

    objects = SignedSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "bản đối chiếu Kho bạc đã ký"
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(sha256=""), name="signed_sheet_has_its_hash")]

    def __str__(self) -> str:
        return self.name


class StatementQuerySet(OfReconciliations["Statement"]):
    """Statements, seen with their reconciliation."""

    def standing(self) -> Self:
        """Those that count: not set aside."""
        return self.filter(set_aside_at__isnull=True)


class Statement(models.Model):
    """A file of the treasury or a bank, as it was handed in; `opening` and `closing` where it tells them.

    One set aside by two people (StatementRemoval) stays with its lines, and counts nowhere; the same file may
    be handed in again.
    """

    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, related_name="statements", verbose_name="lần đối chiếu"
    )
    account = models.CharField("tài khoản", max_length=40)
    since = models.DateField("từ ngày")
    until = models.DateField("đến ngày")
    opening = models.BigIntegerField("số dư đầu", null=True, blank=True)
    closing = models.BigIntegerField("số dư cuối", null=True, blank=True)
    count = models.PositiveIntegerField("số dòng trong tệp")
    name = models.CharField("tên tệp", max_length=255)
    media_type = models.CharField("kiểu tệp", max_length=100)
    sha256 = models.CharField("mã băm", max_length=64)
    content = models.BinaryField("nội dung")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người nhập")
    at = models.DateTimeField("nhập lúc")
    set_aside_at = models.DateTimeField("bỏ riêng lúc", null=True, blank=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = "sao kê"
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reconciliation", "sha256"],
                condition=Q(set_aside_at__isnull=True),
                name="statement_is_taken_once",
            ),
            models.CheckConstraint(
                condition=Q(since__lte=models.F("until")), name="statement_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}, {self.since:%d/%m/%Y} – {self.until:%d/%m/%Y}"


class StatementLineQuerySet(OfReconciliations["StatementLine"]):
    """Lines, seen with their reconciliation."""

    def standing(self) -> Self:
        """Those of statements that count."""
        return self.filter(stands=True)


class StatementLine(models.Model):
    """One line of a statement, once however many files have it.

    `mark` is of account, day, number, amount and balance, and of how many alike came before it in its file.
    """

    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, related_name="lines", verbose_name="lần đối chiếu"
    )
    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, related_name="lines", verbose_name="sao kê"
    )
    cell = models.CharField("ở ô", max_length=60)
    on = models.DateField("ngày")
    number = models.CharField("số chứng từ", max_length=100, blank=True)
    told = models.CharField("nội dung", max_length=1000, blank=True)
    debit = models.BigIntegerField("phát sinh Nợ (đồng)")
    credit = models.BigIntegerField("phát sinh Có (đồng)")
    balance = models.BigIntegerField("số dư sau dòng", null=True, blank=True)
    mark = models.CharField("dấu nhận dòng", max_length=64)
    stands = models.BooleanField("còn được tính", default=True)

    objects = StatementLineQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng sao kê"
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reconciliation", "mark"], condition=Q(stands=True), name="line_is_taken_once"
            ),
            models.CheckConstraint(
                condition=Q(debit__gte=0, credit__gte=0) & (Q(debit=0) ^ Q(credit=0)),
                name="line_moves_money_one_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y} {self.number}"


class MatchQuerySet(OfReconciliations["Match"]):
    """Matches, seen with their reconciliation."""


class Match(models.Model):
    """Lines and postings that somebody said are one payment; with a `cause`, a difference she explained.

    Undone it stays, with who undid it and why.
    """

    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, related_name="matches", verbose_name="lần đối chiếu"
    )
    cause = models.CharField("nguyên nhân chênh lệch", max_length=8, choices=REASONS, blank=True)
    reason = models.CharField("lý do", max_length=500)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người xác nhận")
    at = models.DateTimeField("xác nhận lúc")
    undone_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người bỏ"
    )
    undone_at = models.DateTimeField("bỏ lúc", null=True, blank=True)
    undone_why = models.CharField("vì sao bỏ", max_length=500, blank=True)

    objects = MatchQuerySet.as_manager()

    class Meta:
        verbose_name = "cặp đối chiếu"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="match_says_why"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True, undone_why="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_why="")),
                name="match_is_undone_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(cause__in=["", *(code for code, _ in REASONS)]), name="difference_has_a_known_cause"
            ),
        ]

    def __str__(self) -> str:
        return f"Cặp số {self.pk}"


class MatchMemberQuerySet(OfReconciliations["MatchMember"]):
    """Members of matches, seen with their reconciliation."""


class MatchMember(models.Model):
    """A line or a posting in a match; `amount` is what it took to the unit. Each is in one match at a time."""

    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, related_name="members", verbose_name="lần đối chiếu"
    )
    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="members", verbose_name="cặp")
    line = models.ForeignKey(
        StatementLine,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name="dòng sao kê",
    )
    posting = models.ForeignKey(
        Posting, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bút toán"
    )
    amount = models.BigIntegerField("số tiền đến đơn vị (đồng)")
    active = models.BooleanField("còn hiệu lực", default=True)

    objects = MatchMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng hoặc bút toán trong cặp"
        ordering = ["match", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reconciliation", "line"], condition=Q(active=True), name="line_is_matched_once"
            ),
            models.UniqueConstraint(
                fields=["reconciliation", "posting"], condition=Q(active=True), name="posting_is_matched_once"
            ),
            models.CheckConstraint(
                condition=Q(line__isnull=True) ^ Q(posting__isnull=True), name="member_is_a_line_or_a_posting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.match_id}: {self.amount}"
