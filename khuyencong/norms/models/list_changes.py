"""A proposal to change a list of the law: lines of its file, which count when another has confirmed them."""

from django.db import models
from django.db.models import F, Q

from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.scope import ScopedQuerySet

PLACED = frozenset(
    {
        *("conditions", "advance_tiers", "evidence", "deadlines", "authorities", "change_rules", "provisions"),
        *("return_forms", "indicators", "check_rules", "report_duties"),
        *("programmes", "programme_targets"),
        *("capability_criteria", "award_forms"),
    }
)
"""The lists to which a province may write rows of its own, as their files have a column for it."""


class ListChangeQuerySet(ScopedQuerySet["ListChange"]):
    """Proposals: of the agency that wrote them."""


class ListChange(models.Model):
    """New or corrected lines of one list as its readable file holds them: the heading and the lines, as CSV."""

    class State(models.TextChoices):
        """Where it is; norms.lifecycle.LIST_CHANGE says how it gets there."""

        DRAFT = "draft", "Đang soạn"
        PROPOSED = "proposed", "Chờ người thứ hai"
        STANDING = "standing", "Đã ghi vào sổ"
        WITHDRAWN = "withdrawn", "Đã rút hoặc trả lại"

    kind = models.SlugField("danh mục", max_length=40)
    content = models.TextField("các dòng của tệp")
    new_number = models.CharField("số văn bản chưa có trong sổ", max_length=80, blank=True)
    new_issuer = models.CharField("cơ quan ban hành", max_length=120, blank=True)
    new_title = models.CharField("trích yếu", max_length=300, blank=True)
    new_signed = models.DateField("ngày ký", null=True, blank=True)
    reason = models.TextField("lý do")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn lập")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người lập")
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người đồng ý"
    )
    created_at = models.DateTimeField("lập lúc")
    state = models.CharField("bước", max_length=10, choices=State.choices, default=State.DRAFT)

    objects = ListChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "đề xuất danh mục của luật"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("author")),
                name="list_change_is_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="standing") | Q(confirmed_by__isnull=False),
                name="standing_list_change_was_confirmed",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="list_change_has_a_reason"),
            models.CheckConstraint(condition=~Q(content=""), name="list_change_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def placed(self) -> bool:
        """Whether its list takes rows of provinces, whatever its file looks like."""
        return self.kind in PLACED
