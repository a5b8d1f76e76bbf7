"""Agencies as a tree with dated names, the desks in them, who sits at a desk and who is invited to one."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from khuyencong.organisations.roles import Role, role_choices, roles
from khuyencong.places.models import Unit, valid_on


class Agency(models.Model):
    """A body of the programme. Its name lives in AgencyName: one body has had several."""

    class Level(models.TextChoices):
        """The levels of the programme; districts until July 2025."""

        MINISTRY = "ministry", "Trung ương"
        PROVINCE = "province", "Tỉnh, thành phố"
        DISTRICT = "district", "Huyện, quận"
        COMMUNE = "commune", "Xã, phường, đặc khu"

    class Kind(models.TextChoices):
        """What a body is for; the offices of districts ended on 1 July 2025."""

        MINISTRY = "ministry", "Cục của Bộ"
        REGION_CENTRE = "region_centre", "Trung tâm khuyến công vùng"
        DEPARTMENT = "department", "Sở Công Thương"
        CENTRE = "centre", "Trung tâm khuyến công của tỉnh"
        DISTRICT_OFFICE = "district_office", "Phòng chuyên môn cấp huyện"
        COMMUNE_OFFICE = "commune_office", "Ủy ban nhân dân cấp xã"

    code = models.SlugField("mã", max_length=40, unique=True)
    level = models.CharField("cấp", max_length=10, choices=Level.choices)
    kind = models.CharField("loại", max_length=15, choices=Kind.choices)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="trực thuộc",
    )
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="kế thừa bởi",
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="agencies", verbose_name="địa bàn"
    )
    since = models.DateField("từ ngày")
    until = models.DateField("đến trước ngày", null=True, blank=True)

    class Meta:
        verbose_name = "cơ quan"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "since"], name="agency_is_one_of_its_kind_from_a_day_at_a_place"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="agency_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(level="ministry", unit__isnull=True)
                | (~Q(level="ministry") & Q(unit__isnull=False)),
                name="agency_has_a_place_below_the_ministry",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def name_on(self, on: date) -> str:
        """The official name on that day; the code where no name is known."""
        names = self.names.filter(since__lte=on).filter(Q(until__isnull=True) | Q(until__gt=on))
        return names.values_list("name", flat=True).first() or self.code

    def heirs(self) -> Iterator["Agency"]:
        """The agency, the one that took it over, and so on; one SELECT a merger, each when it is asked for."""
        seen: set[int] = set()
        heir: Agency | None = self
        while heir is not None and heir.pk not in seen:
            yield heir
            seen.add(heir.pk)
            heir = heir.successor


class AgencyName(models.Model):
    """What an agency was called from `since` up to, but not on, `until`."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="names", verbose_name="cơ quan")
    name = models.CharField("tên", max_length=200)
    since = models.DateField("từ ngày")
    until = models.DateField("đến trước ngày", null=True, blank=True)
    source = models.CharField("nguồn", max_length=300)
    verified = models.BooleanField("đã kiểm chứng", default=False)

    class Meta:
        verbose_name = "tên cơ quan"
        constraints = [
            models.UniqueConstraint(fields=["agency", "since"], name="agency_has_one_name_from_a_day"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="agency_name_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AgencyContact(models.Model):
    """How the public reaches an agency. Rows are added; the latest one counts, an empty one means none."""

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="contacts", verbose_name="cơ quan"
    )
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    address = models.CharField("địa chỉ", max_length=300, blank=True)
    hours = models.CharField("giờ tiếp", max_length=120, blank=True)
    told_at = models.DateTimeField("ghi lúc")
    told_by = models.ForeignKey("User", on_delete=models.PROTECT, related_name="+", verbose_name="người ghi")

    class Meta:
        verbose_name = "cách liên hệ"
        indexes = [models.Index(fields=["agency", "-id"], name="contact_latest")]

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.phone or self.email}"

    @property
    def dialled(self) -> str:
        """The number as a telephone dials it: digits only."""
        return "".join(filter(str.isdigit, self.phone))

    @property
    def told(self) -> bool:
        """Whether it says any way to reach the agency."""
        return bool(self.phone or self.email or self.address)


class User(AbstractUser):
    """A person with an account. What she may see and do follows from the desks she sits at (Seat)."""

    email = models.EmailField("thư điện tử", blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)

    class Meta:
        verbose_name = "người dùng"

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class DeskQuerySet(models.QuerySet["Desk"]):
    """Desks by date."""

    def on(self, on: date) -> Self:
        """The desks that exist on that day."""
        return self.filter(valid_on(on))


class Desk(models.Model):
    """A post of an agency (vị trí công tác): rights, open work, deadlines and drafts are its own.

    It keeps its code when its agency is merged into another: DeskMove says where it stood before.
    """

    code = models.SlugField("mã bàn", max_length=60, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="desks", verbose_name="cơ quan")
    title = models.CharField("tên bàn", max_length=120)
    role = models.CharField("vai trò", max_length=20, choices=role_choices)
    since = models.DateField("từ ngày")
    until = models.DateField("đến trước ngày", null=True, blank=True)

    objects = DeskQuerySet.as_manager()

    class Meta:
        verbose_name = "bàn làm việc"
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="desk_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind(self) -> Role:
        """Its role with permissions and meaning."""
        return roles()[self.role]


class DeskMove(models.Model):
    """That a desk moved with a merger: until the day before `on` it belonged to `left`."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="moves", verbose_name="bàn")
    left = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan cũ")
    entered = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan mới")
    on = models.DateField("từ ngày")
    source = models.CharField("căn cứ", max_length=300)

    class Meta:
        verbose_name = "lần chuyển bàn"
        constraints = [models.UniqueConstraint(fields=["desk", "on"], name="desk_moves_once_a_day")]

    def __str__(self) -> str:
        return f"{self.desk_id}: {self.left_id} → {self.entered_id}"


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats by date."""

    def on(self, on: date) -> Self:
        """The seats taken on that day, at desks that exist."""
        return self.filter(valid_on(on), valid_on(on, "desk__"))


class Seat(models.Model):
    """Who sits at a desk from `since` up to, but not on, `until`; a trigger keeps it to one at a time."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="seats", verbose_name="bàn")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="seats", verbose_name="người giữ")
    since = models.DateField("từ ngày")
    until = models.DateField("đến trước ngày", null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = "người giữ bàn"
        constraints = [
            # On the very day of a change the old seat may have lasted no day at all.
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="seat_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["desk"], condition=Q(until__isnull=True), name="desk_has_one_open_seat"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.desk_id}"


class Invitation(models.Model):
    """That somebody was asked by letter to take a desk. Of the secret in the letter only the hash is kept."""

    class State(models.TextChoices):
        """What became of it; one that is still sent after `expires_at` is as good as expired."""

        SENT = "sent", "Đang chờ trả lời"
        ACCEPTED = "accepted", "Đã nhận lời"
        WITHDRAWN = "withdrawn", "Đã rút"
        EXPIRED = "expired", "Hết hạn"

    email = models.EmailField("thư điện tử")
    full_name = models.CharField("họ và tên", max_length=150)
    desk = models.ForeignKey(
        Desk, on_delete=models.PROTECT, related_name="invitations", verbose_name="bàn mời giữ"
    )
    since = models.DateField("giữ bàn từ ngày")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người mời")
    sent_at = models.DateTimeField("gửi lúc")
    expires_at = models.DateTimeField("hết hạn lúc")
    digest = models.CharField("băm của mã bí mật", max_length=64, unique=True)
    state = models.CharField("trạng thái", max_length=9, choices=State.choices, default=State.SENT)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    accepted_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name="người nhận lời",
    )

    class Meta:
        verbose_name = "lời mời"
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "email"], condition=Q(state="sent"), name="invitation_is_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", ended_at__isnull=True)
                | (~Q(state="sent") & Q(ended_at__isnull=False)),
                name="invitation_ends_at_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", accepted_by__isnull=False)
                | (~Q(state="accepted") & Q(accepted_by__isnull=True)),
                name="invitation_accepted_has_its_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} @ {self.desk_id}"

    def standing(self, at: datetime) -> "Invitation.State":
        """Its state as it counts at that instant."""
        if self.state == self.State.SENT and self.expires_at <= at:
            return self.State.EXPIRED
        return self.State(self.state)


class Registration(models.Model):
    """That an establishment (cơ sở) asked for an account; with `confirmed_at` comes one without a desk.

    `expires_at` is of the link in the letter; it is empty once the link was used.
    """

    email = models.EmailField("thư điện tử")
    representative = models.CharField("người đại diện", max_length=150)
    establishment = models.CharField("tên cơ sở", max_length=200)
    tax_code = models.CharField("mã số thuế hoặc số đăng ký", max_length=20, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="địa bàn")
    consented_at = models.DateTimeField("đồng ý lúc")
    purpose = models.TextField("mục đích đã đồng ý")
    answers = models.CharField("năm câu đã trả lời", max_length=600, blank=True)
    expires_at = models.DateTimeField("hết hạn lúc", null=True, blank=True)
    digest = models.CharField("băm của mã bí mật", max_length=64, unique=True)
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True, blank=True)
    user = models.OneToOneField(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="registration",
        verbose_name="tài khoản",
    )

    class Meta:
        verbose_name = "đăng ký của cơ sở"
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, user__isnull=True, expires_at__isnull=False)
                | Q(confirmed_at__isnull=False, user__isnull=False, expires_at__isnull=True),
                name="registration_confirmed_has_its_account",
            ),
        ]

    def __str__(self) -> str:
        return self.establishment
