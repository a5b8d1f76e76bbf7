"""Establishments, the sites where they make things, and merges of two rows that are one establishment."""

from typing import ClassVar, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from khuyencong.norms.models import Sector
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, Registration, User
from khuyencong.organisations.permissions import is_ministry, reads
from khuyencong.organisations.scope import ScopedQuerySet, below
from khuyencong.places.models import Lineage, Unit

Row = TypeVar("Row", bound=models.Model)


def places_of(actor: Actor) -> list[int]:
    """The units of her agency, of those below it and of those it took over."""
    return [key for key in units_of(actor).distinct() if key is not None]


def units_of(actor: Actor) -> models.QuerySet[Agency, int | None]:
    """The same as a subquery, for questions that need no good plan."""
    if not reads(actor) or actor.agency is None:
        return Agency.objects.none().values_list("unit", flat=True)
    agencies = Agency.objects.filter(pk__in=below(actor.agency), unit__isnull=False)
    return agencies.values_list("unit", flat=True)


def sites_of(actor: Actor) -> Q:
    """Sites in the places of her agency, then or today.

    A site keeps the commune of its own day, so what became of that commune counts as well. Places inside a
    province that is hers are left out: asked by one indexed column, a planner does not walk every site.
    """
    mine = units_of(actor)
    before = Lineage.objects.filter(descendant__in=mine).values("ancestor")
    units = Unit.objects.filter(Q(pk__in=mine) | Q(pk__in=before))
    rows = list(units.values_list("pk", "level", "parent", "parent__parent"))
    whole = {key for key, level, _, _ in rows if level == Unit.Level.PROVINCE}
    asked = Q(province__in=whole)
    for level in (Unit.Level.DISTRICT, Unit.Level.COMMUNE):
        inside = {key for key, own, *above in rows if own == level and whole.isdisjoint(above)}
        if inside:
            asked |= Q(**{f"{level.value}__in": inside})
    return asked


class SiteQuerySet(ScopedQuerySet["Site"]):
    """Sites by where they lie."""

    def visible_to(self, actor: Actor) -> Self:
        """The ministry sees all, an agency those in its places, an owner her own."""
        if is_ministry(actor):
            return self
        if reads(actor) and actor.agency is not None:
            return self.filter(sites_of(actor))
        return self.filter(establishment__owner=actor.user) if actor.user is not None else self.none()


class EstablishmentQuerySet(ScopedQuerySet["Establishment"]):
    """Establishments by where their sites lie: the site decides eligibility and who looks after it."""

    def visible_to(self, actor: Actor) -> Self:
        """The ministry sees all, a desk that reads those with a site in its places, an owner her own."""
        if is_ministry(actor):
            return self
        if reads(actor) and actor.agency is not None:
            # Not “or her own” as well: that alternative makes a planner walk the whole register.
            return self.filter(pk__in=Site.objects.filter(sites_of(actor)).values("establishment"))
        return self.filter(owner=actor.user) if actor.user is not None else self.none()

    def standing(self) -> Self:
        """Those that were not merged into another."""
        return self.exclude(state=Establishment.State.MERGED)


class OfEstablishments(ScopedQuerySet[Row]):
    """Rows that belong to an establishment and are seen with it; heirs name the path to it."""

    establishment_path: ClassVar[str] = "establishment"

    def visible_to(self, actor: Actor) -> Self:
        """With the establishment."""
        if is_ministry(actor):
            return self
        seen = Establishment.objects.visible_to(actor).values("pk")
        return self.filter(**{f"{self.establishment_path}__in": seen})


class Establishment(models.Model):
    """A rural industrial establishment (cơ sở công nghiệp nông thôn).

    The columns ending in `key` are made by rules/duplicates, `searched` by actions: folded, never typed.
    """

    class State(models.TextChoices):
        """Whether it works; a merged row stays readable and leads to the other."""

        ACTIVE = "active", "Đang hoạt động"
        CLOSED = "closed", "Đã ngừng"
        MERGED = "merged", "Đã gộp vào cơ sở khác"

    name = models.CharField("tên cơ sở", max_length=200)
    legal_form = models.SlugField("loại hình", max_length=20)
    tax_code = models.CharField("mã số thuế", max_length=14, blank=True)
    registration_number = models.CharField("số đăng ký kinh doanh", max_length=40, blank=True)
    representative = models.CharField("người đại diện", max_length=150, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    since = models.DateField("thành lập ngày", null=True, blank=True)
    sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ngành, nghề"
    )
    vsic = models.CharField("mã ngành VSIC", max_length=5, blank=True)
    state = models.CharField("trạng thái", max_length=6, choices=State.choices, default=State.ACTIVE)
    closed_on = models.DateField("ngừng từ ngày", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_here",
        verbose_name="đã gộp vào",
    )
    owner = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="establishments",
        verbose_name="tài khoản của chủ cơ sở",
    )
    registration = models.OneToOneField(
        Registration,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="register_row",
        verbose_name="lần tự đăng ký",
    )
    made_up = models.BooleanField("số liệu minh họa", default=False)
    source = models.CharField("nguồn", max_length=300)
    searched = models.TextField("chữ để tìm, không dấu", editable=False)
    tax_key = models.CharField("khóa mã số thuế", max_length=10, db_index=True, editable=False)
    phone_key = models.CharField("khóa điện thoại", max_length=9, db_index=True, editable=False)
    name_key = models.CharField("khóa tên", max_length=120, db_index=True, editable=False)
    person_key = models.CharField("khóa người đại diện", max_length=120, db_index=True, editable=False)
    place_key = models.CharField("khóa địa chỉ", max_length=160, db_index=True, editable=False)
    sort_key = models.CharField("khóa sắp xếp", max_length=400, editable=False)

    objects = EstablishmentQuerySet.as_manager()

    class Meta:
        verbose_name = "cơ sở công nghiệp nông thôn"
        ordering = ["sort_key", "pk"]
        indexes = [models.Index(fields=["sort_key", "id"], name="establishments_in_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["tax_code"],
                condition=Q(state="active") & ~Q(tax_code=""),
                name="one_active_establishment_a_tax_code",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="merged_establishment_has_a_target",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="establishment_is_not_merged_into_itself",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="establishment_has_a_name"),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_on__isnull=False), name="closed_establishment_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kept_key(self) -> int:
        """The row of the register that stands for it today: itself, or what it was merged into."""
        return self.merged_into_id or self.pk


class Site(models.Model):
    """A place where an establishment makes things, with the commune of the day on which it was written."""

    establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="sites", verbose_name="cơ sở"
    )
    address = models.CharField("địa chỉ", max_length=250, blank=True)
    commune = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="xã, phường"
    )
    district = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="huyện (cũ)"
    )
    province = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name="tỉnh, thành phố"
    )
    cluster = models.ForeignKey(
        "industry.Cluster",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sites",
        verbose_name="cụm công nghiệp",
    )
    since = models.DateField("từ ngày", null=True, blank=True)
    until = models.DateField("đến trước ngày", null=True, blank=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = "địa điểm sản xuất"
        ordering = ["establishment", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gt=F("since")),
                name="site_ends_after_it_begins",
                violation_error_message="Ngày thôi ở địa điểm phải sau ngày bắt đầu.",
            ),
        ]

    def __str__(self) -> str:
        return self.address or str(self.commune or self.province)

    def clean(self) -> None:
        """A site lies in a cluster of its own province, or of what that became or was."""
        if self.cluster is None or self.cluster.province_id == self.province_id:
            return
        pair = (self.cluster.province_id, self.province_id)
        if not Lineage.objects.filter(ancestor__in=pair, descendant__in=pair).exists():
            raise ValidationError({"cluster": f"Cụm “{self.cluster.name}” ở tỉnh khác với địa điểm này."})


class MergeQuerySet(ScopedQuerySet["Merge"]):
    """Merges, by the agency that proposed them."""


class Merge(models.Model):
    """A proposal that two rows are one establishment; done only when a second person agrees. Never deleted."""

    class State(models.TextChoices):
        """Where it is; industry.lifecycle.MERGE says how it gets there."""

        DRAFT = "draft", "Đang soạn"
        PROPOSED = "proposed", "Chờ người thứ hai"
        DONE = "done", "Đã gộp"
        REFUSED = "refused", "Không gộp"
        WITHDRAWN = "withdrawn", "Đã rút"

    gone = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="merges_away", verbose_name="cơ sở bị gộp"
    )
    kept = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="merges_in", verbose_name="cơ sở được giữ"
    )
    reason = models.TextField("lý do")
    score = models.PositiveSmallIntegerField("điểm giống nhau")
    reasons = models.TextField("điểm giống, bằng lời", blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người đề xuất")
    created_at = models.DateTimeField("lập lúc")
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người đồng ý"
    )
    done_at = models.DateTimeField("gộp lúc", null=True, blank=True)
    state = models.CharField("bước", max_length=9, choices=State.choices, default=State.DRAFT)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = "gộp cơ sở trùng"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(gone=F("kept")), name="merge_is_of_two"),
            models.UniqueConstraint(
                fields=["gone"],
                condition=Q(state__in=["draft", "proposed"]),
                name="establishment_is_merged_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(confirmed_by__isnull=False, done_at__isnull=False),
                name="merge_is_done_when_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("author")),
                name="merge_is_not_confirmed_by_its_author",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"
