"""A project (đề án) and the establishments it is for."""

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q

from khuyencong.industry.models import Establishment, Site
from khuyencong.norms.models import PriorityArea, PriorityTrade, Sector
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.permissions import is_ministry
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.places.models import Unit

Row = TypeVar("Row", bound=models.Model)
FIRST_YEAR, LAST_YEAR = 2005, 2100


class ProjectQuerySet(ScopedQuerySet["Project"]):
    """Projects: of the agency that drafts them, and of the department that looks after them."""

    def visible_to(self, actor: Actor) -> Self:
        """The ministry sees all once they leave the draft; an agency its own and those below it."""
        seen = super().visible_to(actor)
        if not is_ministry(actor) or actor.agency is None:
            return seen
        return seen.exclude(~Q(agency=actor.agency) & Q(state=Project.State.DRAFT))

    def open(self) -> Self:
        """Those still being drafted or supplemented, whom a change of the law concerns."""
        return self.filter(state__in=(Project.State.DRAFT, Project.State.RETURNED))


class Project(models.Model):
    """A project from the first idea to the approved plan; projects.lifecycle.PROJECT says how it moves."""

    class Purse(models.TextChoices):
        """Whose money is asked for."""

        NATIONAL = "KCQG", "Khuyến công quốc gia"
        LOCAL = "KCDP", "Khuyến công địa phương"

    class Kind(models.TextChoices):
        """How definite it is when the plan is approved."""

        NAMED = "named", "Đề án có địa chỉ cụ thể"
        GROUP = "group", "Đề án nhóm"
        MODEL = "model", "Đề án điểm"

    class State(models.TextChoices):
        """Where it is."""

        DRAFT = "draft", "Đang soạn"
        SUBMITTED = "submitted", "Chờ thẩm định cấp cơ sở"
        RETURNED = "returned", "Trả lại để bổ sung"
        APPRAISED = "appraised", "Đạt thẩm định cấp cơ sở"
        REGISTERED = "registered", "Đã đăng ký kế hoạch"
        PASSED = "passed", "Đạt thẩm định, chờ lựa chọn"
        SELECTED = "selected", "Đề nghị phê duyệt"
        RESERVE = "reserve", "Dự phòng"
        APPROVED = "approved", "Đã phê duyệt, chờ hợp đồng"
        CONTRACTED = "contracted", "Đã ký hợp đồng, đang thực hiện"
        HELD = "held", "Tạm dừng"
        ACCEPTED = "accepted", "Đã nghiệm thu, chờ quyết toán"
        SETTLED = "settled", "Đã quyết toán"
        STOPPED = "stopped", "Đã ngừng, chờ tất toán"
        CLOSED = "closed", "Đã ngừng"
        REFUSED = "refused", "Không đạt hoặc không được chọn"
        WITHDRAWN = "withdrawn", "Đã rút"

    title = models.CharField("tên đề án", max_length=300)
    purse = models.CharField("nguồn kinh phí", max_length=4, choices=Purse.choices)
    kind = models.CharField("loại đề án", max_length=5, choices=Kind.choices, default=Kind.NAMED)
    wish = models.SlugField("điều cơ sở muốn làm", max_length=40, blank=True)
    year = models.PositiveSmallIntegerField("năm kế hoạch")
    last_year = models.PositiveSmallIntegerField("năm kết thúc")
    sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ngành, nghề"
    )
    area = models.ForeignKey(
        PriorityArea,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="địa bàn ưu tiên",
    )
    trade = models.ForeignKey(
        PriorityTrade,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ngành nghề ưu tiên",
    )
    priority_basis = models.CharField("căn cứ được ưu tiên", max_length=300, blank=True)
    province = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name="tỉnh, thành phố"
    )
    provinces = models.ManyToManyField(
        Unit, blank=True, related_name="+", verbose_name="các tỉnh cùng thực hiện"
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="projects", verbose_name="đơn vị thực hiện"
    )
    department = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="projects_to_appraise", verbose_name="Sở thẩm định"
    )
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn soạn")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người lập")
    full_counterpart = models.BooleanField("cam kết đủ vốn đối ứng", default=False)
    no_double_support = models.BooleanField("cam kết không trùng hỗ trợ", default=False)
    made_up = models.BooleanField("số liệu minh họa", default=False)
    created_at = models.DateTimeField("lập lúc")
    submitted_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    edition = models.PositiveIntegerField("lần lưu", default=0)
    searched = models.TextField("chữ để tìm, không dấu", editable=False)
    accepted_on = models.DateField("nghiệm thu lần cuối ngày", null=True, blank=True)
    partner = models.CharField("đơn vị phối hợp", max_length=200, blank=True)
    held_until = models.DateField("tạm dừng đến ngày", null=True, blank=True)
    state = models.CharField("bước", max_length=10, choices=State.choices, default=State.DRAFT)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "đề án"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["year", "purse", "state"], name="projects_of_a_plan"),
            models.Index(fields=["agency", "state"], name="projects_of_an_agency"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="project_has_a_title"),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR), last_year__gte=F("year"))
                & Q(last_year__lte=LAST_YEAR),
                name="project_ends_no_earlier_than_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn")) | Q(submitted_at__isnull=False),
                name="project_past_its_draft_was_submitted",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """How people call it while it has no number of a decision."""
        return f"ĐA-{self.pk:05d}"

    @property
    def years(self) -> range:
        """The years it runs."""
        return range(self.year, self.last_year + 1)

    @property
    def priority(self) -> bool:
        """Whether it claims what raises the norms: a priority area or trade, and says why."""
        return bool(self.priority_basis) and (self.area_id is not None or self.trade_id is not None)


class OfProjects(ScopedQuerySet[Row]):
    """Rows that belong to a project and are seen with it."""

    project_path: ClassVar[str] = "project"

    def visible_to(self, actor: Actor) -> Self:
        """With the project."""
        return self.filter(**{f"{self.project_path}__in": Project.objects.visible_to(actor).values("pk")})


class BeneficiaryQuerySet(OfProjects["Beneficiary"]):
    """Beneficiaries, seen with their project."""


class StandingBeneficiaries(models.Manager["Beneficiary"]):
    """Those that still benefit: a replaced one is kept for the contract with her, and found by nothing else."""

    _queryset_class = BeneficiaryQuerySet

    def get_queryset(self) -> BeneficiaryQuerySet:
        """Whoever was not replaced."""
        return BeneficiaryQuerySet(self.model, using=self._db).filter(left_on__isnull=True)

    def visible_to(self, actor: Actor) -> BeneficiaryQuerySet:
        """With the project."""
        return self.get_queryset().visible_to(actor)


class Beneficiary(models.Model):
    """An establishment the project is for (đơn vị thụ hưởng), at the site on which eligibility is decided."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="beneficiaries", verbose_name="đề án"
    )
    establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="projects", verbose_name="cơ sở"
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", verbose_name="địa điểm sản xuất")
    left_on = models.DateField("được thay từ ngày", null=True, blank=True)

    objects = StandingBeneficiaries()

    class Meta:
        verbose_name = "đơn vị thụ hưởng"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "establishment"],
                condition=Q(left_on__isnull=True),
                name="beneficiary_is_named_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.establishment)
