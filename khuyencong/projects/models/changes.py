"""Requests to change, hold or stop a running project: what differs, who decides, on which papers."""

from functools import reduce
from operator import or_
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.projects.models.projects import OfProjects, Project
from khuyencong.rules.change_terms import Terms, terms_from
from khuyencong.rules.changes import LADDERS, Change, Level, suffices

Row = TypeVar("Row", bound=models.Model)
LEVELS = [(each.value, each.label) for each in Level]
OPEN = ("draft", "submitted", "confirmed", "proposed", "returned")
TAKEN = ("annex", "decided")


def high_enough() -> Q:
    """The pairs of who decides and who signed in which nobody lower signed."""
    pairs = {
        (needed.value, signer.value)
        for purse, ladder in LADDERS.items()
        for needed in ladder
        for signer in ladder
        if suffices(signer, needed, purse)
    }
    return reduce(or_, (Q(level=needed, signed_by=signer) for needed, signer in sorted(pairs)))


class ChangeRequestQuerySet(OfProjects["ChangeRequest"]):
    """Requests, seen with their project."""


class ChangeRequest(models.Model):
    """What is to be different in a project; projects.lifecycle.CHANGE says how it is decided.

    `before` and `after` are the whole of the terms as data. `changes`, `level` and `law` follow from them by
    the law of the day of asking, never from what the asker says. A decided one stays as it is, and keeps its
    papers: a migration says so on both databases.
    """

    class State(models.TextChoices):
        """Where it is."""

        DRAFT = "draft", "Đang soạn"
        SUBMITTED = "submitted", "Chờ Sở xác nhận"
        CONFIRMED = "confirmed", "Chờ xem xét"
        PROPOSED = "proposed", "Trình người có thẩm quyền"
        RETURNED = "returned", "Trả lại để bổ sung"
        ANNEX = "annex", "Đã quyết định, chờ phụ lục hợp đồng"
        DECIDED = "decided", "Đã quyết định"
        REFUSED = "refused", "Không đồng ý"
        DROPPED = "dropped", "Đã bỏ"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="changes", verbose_name="đề án")
    changes = models.JSONField("các điều chỉnh", default=list)
    before = models.JSONField("trước")
    after = models.JSONField("sau")
    reason = models.TextField("lý do")
    level = models.CharField("cấp quyết định", max_length=10, choices=LEVELS, blank=True)
    decided_by = models.CharField("ai quyết định", max_length=200, blank=True)
    law = models.CharField("căn cứ thẩm quyền", max_length=500, blank=True)
    confirmed = models.BooleanField("cần Sở xác nhận", default=True)
    checked_on = models.DateField("ngày kiểm tra tại cơ sở", null=True, blank=True)
    checked = models.TextField("kết quả kiểm tra", blank=True)
    signed_by = models.CharField("ai ký", max_length=10, choices=LEVELS, blank=True)
    number = models.CharField("số quyết định", max_length=60, blank=True)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan đề nghị"
    )
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn soạn")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người soạn")
    submitted_on = models.DateField("ngày gửi", null=True, blank=True)
    # Null, so that SQLite adds them to the table as it is: made anew it would lose the triggers that guard it.
    passed_over = models.TextField("bỏ qua trong danh sách dự phòng", null=True, blank=True)  # noqa: DJ001
    order_reason = models.TextField("vì sao không theo thứ tự", null=True, blank=True)  # noqa: DJ001
    created_at = models.DateTimeField("lập lúc")
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=9, choices=State.choices, default=State.DRAFT)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị điều chỉnh, tạm dừng, ngừng đề án"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="change_gives_a_reason"),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "returned", "dropped"))
                | (~Q(level="") & Q(submitted_on__isnull=False)),
                name="change_sent_names_who_decides",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=TAKEN) | (~Q(number="") & Q(signed_on__isnull=False)),
                name="decided_change_has_a_number_and_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=TAKEN) | high_enough(), name="nobody_lower_decides_a_change"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=TAKEN) | Q(confirmed=False) | Q(checked_on__isnull=False),
                name="decided_change_was_checked_at_the_site",
            ),
            models.UniqueConstraint(
                fields=["project"], condition=Q(state__in=OPEN), name="one_change_of_a_project_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Đề nghị điều chỉnh số {self.pk}"

    @property
    def kinds(self) -> list[Change]:
        """What it changes."""
        return [Change(each) for each in self.changes]

    @property
    def words(self) -> str:
        """The same in one line."""
        return ", ".join(each.label.lower() for each in self.kinds) or "chưa rõ điều chỉnh gì"

    @property
    def stops(self) -> bool:
        """Whether it ends the project."""
        return bool({Change.STOP, Change.VIOLATION} & set(self.kinds))

    @property
    def old(self) -> Terms:
        """The terms it began from."""
        return terms_from(self.before)

    @property
    def new(self) -> Terms:
        """The terms it asks for."""
        return terms_from(self.after)


class OfChanges(ScopedQuerySet[Row]):
    """Rows seen with the project that is to change."""

    project_path: ClassVar[str] = "request__project"

    def visible_to(self, actor: Actor) -> Self:
        """With the project."""
        return self.filter(**{f"{self.project_path}__in": Project.objects.visible_to(actor).values("pk")})


class ChangePaperQuerySet(OfChanges["ChangePaper"]):
    """Papers of requests, seen with their project."""


class ChangePaper(models.Model):
    """One paper a request needs: by which clause, the file handed in, who looked at it and what she said."""

    class State(models.TextChoices):
        """Where it is."""

        MISSING = "missing", "Chưa nộp"
        HANDED = "handed", "Đã nộp, chưa xem"
        FINE = "fine", "Đạt"
        REFUSED = "refused", "Chưa đạt"

    request = models.ForeignKey(
        ChangeRequest, on_delete=models.PROTECT, related_name="papers", verbose_name="đề nghị"
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    title = models.CharField("giấy tờ", max_length=300)
    law = models.CharField("căn cứ", max_length=200, blank=True)
    name = models.CharField("tên tệp", max_length=255, blank=True)
    media_type = models.CharField("kiểu tệp", max_length=100, blank=True)
    sha256 = models.CharField("mã băm", max_length=64, blank=True)
    content = models.BinaryField("nội dung", null=True, blank=True)
    author = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người nộp"
    )
    at = models.DateTimeField("nộp lúc", null=True, blank=True)
    checked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người xem"
    )
    checked_at = models.DateTimeField("xem lúc", null=True, blank=True)
    note = models.CharField("ý kiến", max_length=500, blank=True)
    state = models.CharField("tình trạng", max_length=7, choices=State.choices, default=State.MISSING)

    objects = ChangePaperQuerySet.as_manager()

    class Meta:
        verbose_name = "giấy tờ của đề nghị điều chỉnh"
        ordering = ["request", "position"]
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="change_paper_has_a_place"),
            models.CheckConstraint(
                condition=Q(state="missing") | ~Q(sha256=""), name="change_paper_handed_in_is_a_file"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("fine", "refused")) | Q(checked_by__isnull=False),
                name="change_paper_judged_names_who",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(note=""), name="change_paper_refused_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ChangeSubstituteQuerySet(OfChanges["ChangeSubstitute"]):
    """Substitutes, seen with the project they come for."""


class ChangeSubstitute(models.Model):
    """A project of the reserve list that comes for one that stops; `support` is what it asks for the year."""

    request = models.ForeignKey(
        ChangeRequest, on_delete=models.PROTECT, related_name="substitutes", verbose_name="đề nghị"
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="+", verbose_name="đề án dự phòng"
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    support = models.BigIntegerField("hỗ trợ (đồng)")

    objects = ChangeSubstituteQuerySet.as_manager()

    class Meta:
        verbose_name = "đề án thay thế"
        ordering = ["request", "position"]
        constraints = [
            models.UniqueConstraint(fields=["request", "project"], name="substitute_is_named_once"),
            models.CheckConstraint(condition=Q(support__gt=0), name="substitute_asks_for_something"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.project_id}"
