"""What is known of a cluster, row by row: decisions, its investor, works, leases, totals somebody typed.

No row is ever changed or removed: another takes its place and names it. So whatever was reckoned from them on a
day can be reckoned again. Areas are whole square metres; pages show hectares.
"""

from datetime import datetime
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import F, Q

from khuyencong.industry.models.establishments import Establishment
from khuyencong.industry.models.links import Cluster
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.permissions import is_ministry
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.places.models import Unit

Row = TypeVar("Row", bound=models.Model)
MOST_AREA = 10**9
"""A hundred thousand hectares: no cluster is as large, so it was typed in another unit."""
FIRST_YEAR, LAST_YEAR = 1990, 2100


class WithCluster(ScopedQuerySet[Row]):
    """What belongs to a cluster and is seen with it."""

    def visible_to(self, actor: Actor) -> Self:
        """With the cluster."""
        if is_ministry(actor):
            return self
        return self.filter(cluster__in=Cluster.objects.visible_to(actor).values("pk"))


class OfClusters(WithCluster[Row]):
    """Rows of which another may take the place."""

    def standing(self, known: datetime | None = None) -> Self:
        """Those that no other took the place of, now or as far as was known then."""
        if known is None:
            return self.filter(void=False, replaced_by__isnull=True)
        later = Q(replaced_by__isnull=True) | Q(replaced_by__at__gt=known)
        return self.filter(later, void=False, at__lte=known)


class ClusterRow(models.Model):
    """What every such row has: the cluster, known from where, who wrote it when, whose place it takes."""

    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, related_name="%(class)s_rows", verbose_name="cụm công nghiệp"
    )
    source = models.CharField("biết từ đâu", max_length=300)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người ghi")
    at = models.DateTimeField("ghi lúc")
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name="thay dòng",
    )
    void = models.BooleanField("bỏ dòng ghi nhầm", default=False)

    class Meta:
        abstract = True
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(source=""),
                name="%(class)s_says_whence",
                violation_error_message="Phải ghi biết từ đâu.",
            ),
            models.CheckConstraint(
                condition=Q(void=False) | Q(replaces__isnull=False),
                name="%(class)s_takes_back_a_row",
                violation_error_message="Bỏ dòng nào thì phải nêu dòng ấy.",
            ),
        ]


class ClusterDecisionQuerySet(OfClusters["ClusterDecision"]):
    """Decisions, seen with their cluster."""


class ClusterDecision(ClusterRow):
    """A paper that says what the cluster is in law, and the areas it says."""

    class Kind(models.TextChoices):
        """What was decided."""

        LISTED = "listed", "Đưa vào danh mục, phương án phát triển cụm"
        ESTABLISHED = "established", "Thành lập"
        EXPANDED = "expanded", "Mở rộng"
        DETAILED = "detailed", "Duyệt quy hoạch chi tiết"
        ENDED = "ended", "Bãi bỏ, rút khỏi danh mục"

    kind = models.CharField("nội dung quyết định", max_length=11, choices=Kind.choices)
    number = models.CharField("số quyết định", max_length=120)
    signed_on = models.DateField("ngày ký")
    decided_by = models.CharField("cơ quan ký", max_length=200, blank=True)
    area = models.BigIntegerField("diện tích (m²)", null=True, blank=True)
    industrial = models.BigIntegerField("đất công nghiệp (m²)", null=True, blank=True)

    objects = ClusterDecisionQuerySet.as_manager()

    class Meta(ClusterRow.Meta):
        verbose_name = "quyết định về cụm"
        ordering = ["signed_on", "pk"]
        constraints = [
            *ClusterRow.Meta.constraints,
            models.CheckConstraint(
                condition=(Q(area__isnull=True) | Q(area__range=(1, MOST_AREA)))
                & (Q(industrial__isnull=True) | Q(industrial__range=(1, MOST_AREA))),
                name="clusterdecision_says_a_possible_area",
                violation_error_message="Diện tích phải lớn hơn 0; xem lại đơn vị (ha).",
            ),
            models.CheckConstraint(
                condition=Q(area__isnull=True) | Q(industrial__isnull=True) | Q(industrial__lte=F("area")),
                name="clusterdecision_holds_its_industrial_land",
                violation_error_message="Đất công nghiệp không thể lớn hơn diện tích của quyết định.",
            ),
            models.CheckConstraint(
                condition=~Q(number=""),
                name="clusterdecision_has_a_number",
                violation_error_message="Phải ghi số quyết định.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.number} ngày {self.signed_on:%d/%m/%Y}"


class ClusterInvestorQuerySet(OfClusters["ClusterInvestor"]):
    """Investors, seen with their cluster."""


class ClusterInvestor(ClusterRow):
    """Who builds and runs the infrastructure; how to reach the organisation is public only by its consent."""

    name = models.CharField("tên chủ đầu tư hạ tầng", max_length=200)
    tax_code = models.CharField("mã số thuế", max_length=14, blank=True)
    since = models.DateField("từ ngày", null=True, blank=True)
    until = models.DateField("đến trước ngày", null=True, blank=True)
    phone = models.CharField("điện thoại của tổ chức", max_length=40, blank=True)
    email = models.EmailField("thư điện tử của tổ chức", blank=True)
    website = models.URLField("trang mạng", blank=True)
    consent = models.CharField("ai đồng ý công khai, bằng cách nào", max_length=300, blank=True)
    consent_on = models.DateField("đồng ý ngày", null=True, blank=True)

    objects = ClusterInvestorQuerySet.as_manager()

    class Meta(ClusterRow.Meta):
        verbose_name = "chủ đầu tư hạ tầng"
        constraints = [
            *ClusterRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gt=F("since")),
                name="clusterinvestor_ends_after_it_begins",
                violation_error_message="Ngày thôi làm chủ đầu tư phải sau ngày bắt đầu.",
            ),
            models.CheckConstraint(
                condition=Q(consent="", consent_on__isnull=True)
                | (~Q(consent="") & Q(consent_on__isnull=False)),
                name="clusterinvestor_agreed_on_a_day",
                violation_error_message="Ghi cả ai đồng ý, bằng cách nào và ngày nào; hoặc để trống cả hai.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="clusterinvestor_has_a_name",
                violation_error_message="Phải ghi tên tổ chức.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ClusterWorkQuerySet(OfClusters["ClusterWork"]):
    """Works, seen with their cluster."""


class ClusterWork(ClusterRow):
    """A piece of infrastructure and how far it is; of one kind the latest row that stands counts."""

    class Kind(models.TextChoices):
        """Which."""

        ROAD = "road", "Đường nội bộ"
        POWER = "power", "Cấp điện"
        WATER = "water", "Cấp nước"
        DRAINAGE = "drainage", "Thoát nước mưa"
        WASTEWATER = "wastewater", "Xử lý nước thải tập trung"
        LEVELLING = "levelling", "San nền"

    class State(models.TextChoices):
        """How far."""

        NONE = "none", "Chưa có"
        PLANNED = "planned", "Đã duyệt, chưa làm"
        BUILDING = "building", "Đang xây"
        PARTLY = "partly", "Xong một phần"
        READY = "ready", "Xong, đang dùng"

    kind = models.CharField("hạng mục", max_length=10, choices=Kind.choices)
    state = models.CharField("hiện trạng", max_length=8, choices=State.choices)
    year = models.PositiveSmallIntegerField("năm", null=True, blank=True)
    note = models.CharField("ghi thêm", max_length=300, blank=True)

    objects = ClusterWorkQuerySet.as_manager()

    class Meta(ClusterRow.Meta):
        verbose_name = "hạ tầng của cụm"
        constraints = [
            *ClusterRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                name="clusterwork_is_of_a_plausible_year",
                violation_error_message=f"Năm phải từ {FIRST_YEAR} đến {LAST_YEAR}.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_state_display().lower()}"


class ClusterLeaseQuerySet(OfClusters["ClusterLease"]):
    """Leases, seen with their cluster."""


class ClusterLease(ClusterRow):
    """Land of the cluster let to an establishment of the register, from a day and perhaps until one."""

    establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="leases", verbose_name="bên thuê"
    )
    lot = models.CharField("lô đất", max_length=60, blank=True)
    area = models.BigIntegerField("diện tích (m²)")
    since = models.DateField("thuê từ ngày")
    until = models.DateField("hết thuê từ ngày", null=True, blank=True)
    contract = models.CharField("hợp đồng thuê", max_length=120, blank=True)

    objects = ClusterLeaseQuerySet.as_manager()

    class Meta(ClusterRow.Meta):
        verbose_name = "cho thuê đất trong cụm"
        constraints = [
            *ClusterRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(area__range=(1, MOST_AREA)),
                name="clusterlease_is_of_a_possible_area",
                violation_error_message="Diện tích phải lớn hơn 0; xem lại đơn vị (m²).",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="clusterlease_ends_after_it_begins",
                violation_error_message="Ngày hết thuê phải sau ngày bắt đầu.",
            ),
        ]

    def __str__(self) -> str:
        lot = f", lô {self.lot}" if self.lot else ""
        return f"{self.establishment}{lot}: {self.area} m² từ {self.since:%d/%m/%Y}"


class ClusterCountQuerySet(OfClusters["ClusterCount"]):
    """Typed totals, seen with their cluster."""


class ClusterCount(ClusterRow):
    """A total as somebody reported it, on a day; shown beside what the rows add up to."""

    class Measure(models.TextChoices):
        """What was counted."""

        LEASED = "leased", "Đất đã cho thuê (m²)"
        PROJECTS = "projects", "Dự án đầu tư"
        JOBS = "jobs", "Lao động"
        DOMESTIC = "domestic", "Vốn đầu tư trong nước đăng ký (đồng)"
        FOREIGN = "foreign", "Vốn đầu tư nước ngoài đăng ký (USD)"

    measure = models.CharField("số liệu", max_length=8, choices=Measure.choices)
    value = models.BigIntegerField("số")
    on = models.DateField("tính đến ngày")

    objects = ClusterCountQuerySet.as_manager()

    class Meta(ClusterRow.Meta):
        verbose_name = "số tổng được báo"
        ordering = ["on", "pk"]
        constraints = [
            *ClusterRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="clustercount_is_not_negative",
                violation_error_message="Số không được âm.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_measure_display()} đến {self.on:%d/%m/%Y}: {self.value}"


class ClusterNoticeQuerySet(WithCluster["ClusterNotice"]):
    """Notices, seen with their cluster by officers; what stands is everybody's."""

    def public(self) -> Self:
        """Those that the public reads today."""
        return self.filter(state=ClusterNotice.State.PUBLIC)


class ClusterNotice(models.Model):
    """What the public may read of a cluster: frozen as it was proposed, made public by a second person.

    The public reads these rows alone and never the register, so nothing goes out that nobody looked at.
    """

    class State(models.TextChoices):
        """Where it is; industry.lifecycle.CLUSTER_NOTICE says how it gets there."""

        DRAFT = "draft", "Đang soạn"
        PROPOSED = "proposed", "Chờ người thứ hai"
        PUBLIC = "public", "Đang công khai"
        REFUSED = "refused", "Không công khai"
        WITHDRAWN = "withdrawn", "Đã rút"
        OVER = "over", "Thôi công khai"

    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, related_name="notices", verbose_name="cụm công nghiệp"
    )
    name = models.CharField("tên cụm", max_length=200)
    name_key = models.CharField("tên, không dấu", max_length=200, editable=False)
    province = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name="tỉnh, thành phố"
    )
    place = models.CharField("địa bàn hôm nay", max_length=250)
    commune = models.CharField("xã, phường hôm nay", max_length=120, blank=True)
    on = models.DateField("số liệu đến ngày")
    industrial = models.BigIntegerField("đất công nghiệp (m²)", null=True, blank=True)
    free = models.BigIntegerField("đất còn trống (m²)", null=True, blank=True)
    ready: Any = models.JSONField("hạ tầng đã xong", default=list, blank=True)
    facts: Any = models.JSONField("điều công khai", default=dict, blank=True)
    latitude = models.DecimalField("vĩ độ", max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField("kinh độ", max_digits=8, decimal_places=5, null=True, blank=True)
    made_up = models.BooleanField("số liệu minh họa", default=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người trình")
    created_at = models.DateTimeField("trình lúc")
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người công khai"
    )
    public_at = models.DateTimeField("công khai lúc", null=True, blank=True)
    over_at = models.DateTimeField("thôi công khai lúc", null=True, blank=True)
    state = models.CharField("bước", max_length=9, choices=State.choices, default=State.DRAFT)

    objects = ClusterNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "điều công khai về cụm"
        ordering = ["name_key", "pk"]
        indexes = [models.Index(fields=["state", "name_key", "id"], name="cluster_notices_in_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster"], condition=Q(state="public"), name="clusternotice_is_public_once"
            ),
            models.UniqueConstraint(
                fields=["cluster"],
                condition=Q(state__in=["draft", "proposed"]),
                name="clusternotice_is_under_way_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["public", "over"])
                | Q(decided_by__isnull=False, public_at__isnull=False),
                name="clusternotice_is_public_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("author")),
                name="clusternotice_is_not_made_public_by_its_author",
            ),
        ]

    def __str__(self) -> str:
        return self.name
