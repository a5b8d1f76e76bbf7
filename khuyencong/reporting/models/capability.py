"""Capability rounds: computed scores frozen row by row, what units say of them, and what was published."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.permissions import is_ministry, reads
from khuyencong.organisations.scope import ScopedQuerySet, below
from khuyencong.places.models import Unit
from khuyencong.projects.models.projects import FIRST_YEAR, LAST_YEAR
from khuyencong.rules.capability import About

ABOUTS = [(each.value, each.label) for each in About]


class CapabilityRoundQuerySet(ScopedQuerySet["CapabilityRound"]):
    """Rounds: of the agency that scores, of whom it asked to say something, and once published of everybody."""

    public_when = Q(state="published")

    def visible_to(self, actor: Actor) -> Self:
        """Who was asked sees the round from the day she was asked."""
        seen = super().visible_to(actor)
        if is_ministry(actor) or not reads(actor) or actor.agency is None:
            return seen
        asked = CapabilityHearing.objects.filter(agency__in=below(actor.agency)).values("round")
        return self.filter(Q(pk__in=seen.values("pk")) | Q(pk__in=asked))


class CapabilityRound(models.Model):
    """One scoring of a year by the ministry or a province; reporting.lifecycle.CAPABILITY says how it moves."""

    class State(models.TextChoices):
        """Where it is."""

        DRAFT = "draft", "Đang tính"
        SHARED = "shared", "Đang lấy ý kiến"
        PROPOSED = "proposed", "Trình công bố"
        PUBLISHED = "published", "Đã công bố"
        DROPPED = "dropped", "Đã bỏ"

    year = models.PositiveSmallIntegerField("năm")
    cut = models.DateField("tính đến hết ngày")
    province = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="của tỉnh"
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan chấm điểm"
    )
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn lập")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người lập")
    created_at = models.DateTimeField("lập lúc")
    edition = models.ForeignKey(
        "CapabilityEdition",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="lần tính đang dùng",
    )
    reply_until = models.DateField("cho ý kiến đến hết ngày", null=True, blank=True)
    reply_source = models.CharField("hạn theo", max_length=300, blank=True)
    published_at = models.DateTimeField("công bố lúc", null=True, blank=True)
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=9, choices=State.choices, default=State.DRAFT)

    objects = CapabilityRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt chấm điểm năng lực"
        ordering = ["-year", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)), name="capability_is_of_a_plausible_year"
            ),
            models.UniqueConstraint(
                fields=["agency", "year"],
                condition=~Q(state="dropped"),
                name="year_is_scored_once_by_an_agency",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "dropped")) | Q(edition__isnull=False),
                name="capability_shown_was_computed",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="capability_is_published_at_an_instant",
            ),
        ]

    def __str__(self) -> str:
        where = self.province.name if self.province is not None else "cả nước"
        return f"Năng lực năm {self.year}, {where}"


class OfRounds(ScopedQuerySet["CapabilityEdition"]):
    """Computings: of the agency that scores alone; what others may see of them is told score by score."""

    agency_path = "round__agency"


class CapabilityEdition(models.Model):
    """One computing, never changed: as known when, by which criteria, and the digest of every row of it.

    Computed anew from the trail as it was known then, it gives the same rows (reporting.queries.capability).
    """

    round = models.ForeignKey(
        CapabilityRound, on_delete=models.PROTECT, related_name="editions", verbose_name="đợt"
    )
    number = models.PositiveSmallIntegerField("lần tính")
    known_at = models.DateTimeField("như đã biết lúc")
    criteria = models.JSONField("tiêu chí")
    aside = models.JSONField("việc không tính", default=list)
    needs = models.PositiveSmallIntegerField("phần điểm phải đo được (%)")
    digest = models.CharField("SHA-256 của mọi dòng", max_length=64)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người tính")
    at = models.DateTimeField("tính lúc")

    objects = OfRounds.as_manager()

    class Meta:
        verbose_name = "lần tính điểm năng lực"
        ordering = ["round", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="capability_is_computed_once_a_number"),
            models.CheckConstraint(condition=~Q(digest=""), name="capability_computed_has_a_digest"),
        ]

    def __str__(self) -> str:
        return f"Lần tính {self.number}"


class CapabilityScoreQuerySet(ScopedQuerySet["CapabilityScore"]):
    """Scores: of who scores; her own of who was asked; once published of everybody."""

    agency_path = "edition__round__agency"
    public_when = Q(edition__round__state="published", edition__round__edition=models.F("edition"))

    def visible_to(self, actor: Actor) -> Self:
        """A unit sees its own from the day it is asked, and nobody else's before they are published."""
        seen = super().visible_to(actor)
        if is_ministry(actor) or not reads(actor) or actor.agency is None:
            return seen
        return self.filter(Q(pk__in=seen.values("pk")) | Q(pk__in=self.heard_by(actor).values("pk")))

    def heard_by(self, actor: Actor) -> Self:
        """Her own agency's and those below it, of the computings about which it was asked.

        The one with its grounds is of the same instant; a computing anew is seen when it is shared.
        """
        if actor.agency is None:
            return self.none()
        asked = CapabilityHearing.objects.filter(
            agency__in=below(actor.agency),
            round=OuterRef("edition__round"),
            score__edition__known_at=OuterRef("edition__known_at"),
        )
        return self.filter(Exists(asked), agency__in=below(actor.agency))

    def opened_to(self, actor: Actor) -> Self:
        """Those whose events she may read too: never a stranger's, published or not."""
        if is_ministry(actor):
            return self
        if not reads(actor) or actor.agency is None:
            return self.none()
        runs = self.filter(edition__round__agency__in=below(actor.agency)).values("pk")
        return self.filter(Q(pk__in=runs) | Q(pk__in=self.heard_by(actor).values("pk")))


class CapabilityScore(models.Model):
    """What one body scored in one computing; numbers as exact fractions beside the one that is ranked by."""

    edition = models.ForeignKey(
        CapabilityEdition, on_delete=models.PROTECT, related_name="scores", verbose_name="lần tính"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="ai")
    about = models.CharField("chấm là", max_length=10, choices=ABOUTS)
    total = models.TextField("điểm, phân số", blank=True)
    hundredths = models.PositiveIntegerField("điểm, phần trăm của một điểm", null=True, blank=True)
    place = models.PositiveIntegerField("hạng", null=True, blank=True)
    words = models.TextField("vì sao")

    objects = CapabilityScoreQuerySet.as_manager()

    class Meta:
        verbose_name = "điểm năng lực"
        ordering = ["edition", "-about", models.F("place").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "agency", "about"], name="body_is_scored_once"),
            models.CheckConstraint(
                condition=Q(hundredths__isnull=True, place__isnull=True, total="")
                | (Q(hundredths__lte=10000, place__gte=1) & ~Q(total="")),
                name="score_and_place_are_given_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.about}: {self.total}"


class CapabilityLineQuerySet(ScopedQuerySet["CapabilityLine"]):
    """Lines, seen with their score."""

    def visible_to(self, actor: Actor) -> Self:
        """With the score."""
        return self.filter(score__in=CapabilityScore.objects.visible_to(actor).values("pk"))


class CapabilityLine(models.Model):
    """What one criterion gave: measure and points where there were enough events, and why in words."""

    score = models.ForeignKey(
        CapabilityScore, on_delete=models.PROTECT, related_name="lines", verbose_name="điểm của ai"
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    criterion = models.SlugField("tiêu chí", max_length=60)
    name = models.TextField("tên tiêu chí")
    weight = models.PositiveSmallIntegerField("điểm tối đa")
    counted = models.PositiveIntegerField("số việc tính")
    measure = models.TextField("đo được, phân số", blank=True)
    points = models.TextField("điểm, phân số", blank=True)
    words = models.TextField("vì sao")

    objects = CapabilityLineQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng điểm năng lực"
        ordering = ["score", "position"]
        constraints = [
            models.UniqueConstraint(fields=["score", "criterion"], name="criterion_is_scored_once"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"


class CapabilityEventQuerySet(ScopedQuerySet["CapabilityEvent"]):
    """Events: of who may open the score, not of everybody who sees it."""

    def visible_to(self, actor: Actor) -> Self:
        """Only who scores and who is scored."""
        return self.filter(line__score__in=CapabilityScore.objects.opened_to(actor).values("pk"))


class CapabilityEvent(models.Model):
    """One thing that a line rests on; one set aside is shown with its ground and does not count."""

    line = models.ForeignKey(
        CapabilityLine, on_delete=models.PROTECT, related_name="events", verbose_name="dòng"
    )
    key = models.CharField("mã việc", max_length=80)
    on = models.DateField("ngày")
    value = models.BigIntegerField("số đạt")
    of = models.BigIntegerField("trên")
    words = models.TextField("việc gì")
    set_aside = models.TextField("không tính vì", blank=True)

    objects = CapabilityEventQuerySet.as_manager()

    class Meta:
        verbose_name = "việc tính điểm năng lực"
        ordering = ["line", "on", "key"]
        constraints = [
            models.UniqueConstraint(fields=["line", "key"], name="event_counts_once_in_a_line"),
            models.CheckConstraint(condition=Q(of__gte=1, value__gte=0), name="event_is_a_part_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.value}/{self.of}"


class CapabilityHearingQuerySet(ScopedQuerySet["CapabilityHearing"]):
    """Hearings: of the body that is heard and of who scores."""

    def visible_to(self, actor: Actor) -> Self:
        """Hers, and those of the rounds her agency runs."""
        if is_ministry(actor):
            return self
        if not reads(actor) or actor.agency is None:
            return self.none()
        mine = below(actor.agency)
        return self.filter(Q(agency__in=mine) | Q(round__agency__in=mine))


class CapabilityHearing(models.Model):
    """The right of reply of one body before its score is published; CAPABILITY_HEARING says how it moves.

    What it says and what is answered are kept on the row and in the trail; an ended one is never changed.
    """

    class State(models.TextChoices):
        """Where it is."""

        OPEN = "open", "Chờ đơn vị xem"
        REPLIED = "replied", "Có ý kiến, chờ trả lời"
        ACCEPTED = "accepted", "Đã xem, không có ý kiến"
        ANSWERED = "answered", "Đã trả lời ý kiến"
        ENDED = "ended", "Hết hạn hoặc thôi lấy ý kiến"

    round = models.ForeignKey(
        CapabilityRound, on_delete=models.PROTECT, related_name="hearings", verbose_name="đợt"
    )
    score = models.OneToOneField(
        CapabilityScore, on_delete=models.PROTECT, related_name="hearing", verbose_name="điểm"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="ai được hỏi")
    until = models.DateField("đến hết ngày")
    reply = models.TextField("ý kiến", blank=True)
    replied_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người nêu"
    )
    answer = models.TextField("trả lời", blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người trả lời"
    )
    state = models.CharField("bước", max_length=8, choices=State.choices, default=State.OPEN)

    objects = CapabilityHearingQuerySet.as_manager()

    class Meta:
        verbose_name = "lấy ý kiến về điểm năng lực"
        ordering = ["round", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("replied", "answered")) | (~Q(reply="") & Q(replied_by__isnull=False)),
                name="hearing_replied_says_what",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | (~Q(answer="") & Q(answered_by__isnull=False)),
                name="hearing_answered_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"Ý kiến về điểm năng lực {self.pk}"


class SetAsideQuerySet(ScopedQuerySet["CapabilitySetAside"]):
    """Grounds, seen with the hearing in which they were found."""

    def visible_to(self, actor: Actor) -> Self:
        """With the hearing."""
        return self.filter(hearing__in=CapabilityHearing.objects.visible_to(actor).values("pk"))


class CapabilitySetAside(models.Model):
    """That an event of one body does not count in a round, and on what ground; never changed."""

    hearing = models.ForeignKey(
        CapabilityHearing, on_delete=models.PROTECT, related_name="set_aside", verbose_name="ý kiến"
    )
    key = models.CharField("mã việc", max_length=80)
    reason = models.TextField("vì sao không tính")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người trả lời")
    at = models.DateTimeField("lúc")

    objects = SetAsideQuerySet.as_manager()

    class Meta:
        verbose_name = "việc không tính"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["hearing", "key"], name="event_is_set_aside_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="event_set_aside_says_why"),
        ]

    def __str__(self) -> str:
        return self.key
