"""Surveys of what establishments need: rounds, how many are wanted of a commune, answers with all editions."""

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from khuyencong.industry.models.establishments import Establishment, places_of
from khuyencong.norms.models import Activity
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.permissions import is_ministry
from khuyencong.organisations.roles import Permission
from khuyencong.organisations.scope import ScopedQuerySet, below
from khuyencong.places.models import Lineage, Unit


def within(value: float, least: float, most: float) -> None:
    """A number between two; a comparison with "not a number" is never true."""
    if not least <= value <= most:
        raise ValidationError(f"Phải từ {least:n} đến {most:n}.")


def latitude(value: float) -> None:
    """Of a place on earth."""
    within(value, -90, 90)


def longitude(value: float) -> None:
    """Of a place on earth."""
    within(value, -180, 180)


def accuracy(value: float) -> None:
    """In metres, no more than half round the earth."""
    within(value, 0, 20_000_000)


def asked_places_of(actor: Actor) -> list[int]:
    """The units where she may ask: a collaborator, who reads nothing else, works in those of her agency too."""
    if actor.agency is None or not actor.may(Permission.SURVEY_ANSWER):
        return []
    agencies = Agency.objects.filter(pk__in=below(actor.agency), unit__isnull=False)
    return [key for key in agencies.values_list("unit", flat=True).distinct() if key is not None]


def communes_in(places: list[int], path: str = "commune") -> Q:
    """Rows whose commune is one of the places, lies in one, or went into one."""
    before = Lineage.objects.filter(descendant__in=places).values("ancestor")
    above = "parent" if path == "pk" else f"{path}__parent"
    inside = Q(pk__in=[])
    for up in (path, above, f"{above}__parent"):
        inside |= Q(**{f"{up}__in": places}) | Q(**{f"{up}__in": before})
    return inside


class SurveyRoundQuerySet(ScopedQuerySet["SurveyRound"]):
    """Rounds of her agency and of those below, and rounds that ask something of her places."""

    def visible_to(self, actor: Actor) -> Self:
        """Also the rounds with a target where she may ask."""
        if is_ministry(actor):
            return self
        own = super().visible_to(actor).values("pk")
        asked = SurveyTarget.objects.filter(communes_in(asked_places_of(actor))).values("round")
        return self.filter(Q(pk__in=own) | Q(pk__in=asked))


class SurveyRound(models.Model):
    """A survey of needs, for the plan of a year (đợt khảo sát)."""

    title = models.CharField("tên đợt", max_length=200)
    year = models.PositiveSmallIntegerField("cho kế hoạch năm")
    since = models.DateField("từ ngày")
    until = models.DateField("đến hết ngày")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người lập")
    created_at = models.DateTimeField("lập lúc")
    made_up = models.BooleanField("số liệu minh họa", default=False)

    objects = SurveyRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt khảo sát"
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="survey_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(title=""), name="survey_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title


class SurveyTargetQuerySet(ScopedQuerySet["SurveyTarget"]):
    """Targets: what an agency wants of others it sees whole, what is wanted of her places she sees."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the rounds of her agency and of those below; elsewhere those of her own places."""
        if is_ministry(actor):
            return self
        own = ScopedQuerySet.visible_to(SurveyRound.objects.all(), actor).values("pk")
        here = [*places_of(actor), *asked_places_of(actor)]
        rounds = SurveyRound.objects.visible_to(actor).values("pk")
        return self.filter(Q(round__in=own) | communes_in(here), round__in=rounds)


class SurveyTarget(models.Model):
    """How many answers a round wants of a commune."""

    round = models.ForeignKey(
        SurveyRound, on_delete=models.PROTECT, related_name="targets", verbose_name="đợt khảo sát"
    )
    commune = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="xã, phường")
    wanted = models.PositiveIntegerField("số cần hỏi")

    objects = SurveyTargetQuerySet.as_manager()

    class Meta:
        verbose_name = "số cần hỏi của xã"
        ordering = ["commune__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "commune"], name="survey_wants_once_of_a_commune"),
            models.CheckConstraint(condition=Q(wanted__gt=0), name="survey_wants_at_least_one"),
        ]

    def __str__(self) -> str:
        return f"{self.commune}: {self.wanted}"


class AnswerQuerySet(ScopedQuerySet["Answer"]):
    """Answers, by the agency that asks, by the commune, and by who brought them."""

    def visible_to(self, actor: Actor) -> Self:
        """The ministry all; readers those of their rounds and places; everybody what she brought herself."""
        if is_ministry(actor):
            return self
        seen = communes_in(places_of(actor))
        if actor.user is not None:
            seen |= Q(officer=actor.user)
        rounds = SurveyRound.objects.all()
        asked = ScopedQuerySet.visible_to(rounds, actor).values("pk")
        return self.filter(seen | Q(round__in=asked))


class Answer(models.Model):
    """What one establishment answered; `key` is made on the device, so that sending twice makes one row."""

    key = models.UUIDField("mã phiếu", unique=True)
    round = models.ForeignKey(
        SurveyRound, on_delete=models.PROTECT, related_name="answers", verbose_name="đợt khảo sát"
    )
    commune = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="xã, phường")
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người hỏi")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "phiếu khảo sát"
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.key)


class AnswerEditionQuerySet(ScopedQuerySet["AnswerEdition"]):
    """Editions, seen with their answer."""

    def visible_to(self, actor: Actor) -> Self:
        """With the answer."""
        return self.filter(answer__in=Answer.objects.visible_to(actor).values("pk"))


class AnswerEdition(models.Model):
    """One wording of an answer, never changed: `based_on` is the number the device had seen, 0 for none."""

    class Outlet(models.TextChoices):
        """Who buys what it will make; "" where nobody asked."""

        CONTRACT = "contract", "Có hợp đồng, đơn đặt hàng"
        REGULARS = "regulars", "Có khách quen"
        NONE = "none", "Chưa có"

    edition = models.UUIDField("mã lần ghi", unique=True)
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="editions", verbose_name="phiếu")
    number = models.PositiveIntegerField("lần thứ")
    based_on = models.PositiveIntegerField("sửa từ lần thứ")
    standing = models.BooleanField("đang dùng")
    establishment = models.ForeignKey(
        Establishment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cơ sở trong sổ",
    )
    name = models.CharField("tên cơ sở", max_length=200)
    wants = models.TextField("muốn làm gì")
    folded = models.TextField("để tìm không dấu", editable=False)
    activity = models.ForeignKey(
        Activity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="nội dung mong muốn",
    )
    machinery = models.CharField("máy móc mong muốn", max_length=300, blank=True)
    cost = models.BigIntegerField(
        "chi phí dự kiến (đồng)", null=True, blank=True, validators=[MinValueValidator(0)]
    )
    own_money = models.BigIntegerField(
        "vốn tự có sẵn sàng (đồng)", null=True, blank=True, validators=[MinValueValidator(0)]
    )
    outlet = models.CharField("đầu ra", max_length=8, choices=Outlet.choices, blank=True)
    begin_month = models.PositiveSmallIntegerField(
        "muốn bắt đầu từ tháng",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    labour = models.PositiveIntegerField("số lao động", null=True, blank=True)
    other = models.TextField("ý kiến khác", blank=True)
    taken_at = models.DateTimeField("hỏi lúc")
    received_at = models.DateTimeField("nhận lúc")
    latitude = models.FloatField("vĩ độ", null=True, blank=True, validators=[latitude])
    longitude = models.FloatField("kinh độ", null=True, blank=True, validators=[longitude])
    accuracy = models.FloatField("sai số (m)", null=True, blank=True, validators=[accuracy])
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người ghi")

    objects = AnswerEditionQuerySet.as_manager()

    class Meta:
        verbose_name = "lần ghi của phiếu khảo sát"
        ordering = ["answer", "number"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="edition_has_its_own_number"),
            models.UniqueConstraint(
                fields=["answer"], condition=Q(standing=True), name="one_edition_of_an_answer_stands"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="answer_names_the_establishment"),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0), name="answer_wants_no_negative_money"
            ),
            models.CheckConstraint(
                condition=Q(own_money__isnull=True) | Q(own_money__gte=0), name="answer_has_no_negative_money"
            ),
            models.CheckConstraint(
                condition=Q(begin_month__isnull=True) | Q(begin_month__range=(1, 12)),
                name="answer_begins_in_a_month",
            ),
            models.CheckConstraint(
                condition=Q(based_on__lt=F("number")), name="edition_follows_what_it_changes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, lần {self.number}"


class AnswerConflictQuerySet(ScopedQuerySet["AnswerConflict"]):
    """Conflicts, seen with their answer."""

    def visible_to(self, actor: Actor) -> Self:
        """With the answer."""
        return self.filter(answer__in=Answer.objects.visible_to(actor).values("pk"))


class AnswerConflict(models.Model):
    """An edition that was written without having seen the one that stood; a person decides, both are kept."""

    class State(models.TextChoices):
        """Where it is; industry.lifecycle.CONFLICT says how it gets there."""

        OPEN = "open", "Chờ chọn"
        KEPT = "kept", "Giữ bản đang dùng"
        TAKEN = "taken", "Dùng bản gửi sau"

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="conflicts", verbose_name="phiếu")
    arrived = models.OneToOneField(
        AnswerEdition, on_delete=models.PROTECT, related_name="conflict", verbose_name="bản gửi sau"
    )
    state = models.CharField("bước", max_length=5, choices=State.choices, default=State.OPEN)

    objects = AnswerConflictQuerySet.as_manager()

    class Meta:
        verbose_name = "hai bản khác nhau của một phiếu"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.arrived_id}"
