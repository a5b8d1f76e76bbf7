"""Awards of a year: rounds, who is proposed on what evidence, a council's interests and votes, the decision."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from khuyencong.norms.models import AwardForm
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.permissions import is_ministry, reads
from khuyencong.organisations.scope import ScopedQuerySet, above, below
from khuyencong.projects.models.projects import FIRST_YEAR, LAST_YEAR
from khuyencong.reporting.models.capability import CapabilityScore


class AwardRoundQuerySet(ScopedQuerySet["AwardRound"]):
    """Rounds: the ministry's of everybody who reads, a province's of its own agencies and its council."""

    public_when = Q(state="decided")

    def visible_to(self, actor: Actor) -> Self:
        """Who may propose sees that proposals are taken; who sits on the council sees what lies before it."""
        seen = super().visible_to(actor)
        if is_ministry(actor) or actor.desk is None or actor.agency is None or actor.user is None:
            return seen
        mine = Q(pk__in=AwardMember.objects.filter(user=actor.user).values("round"))
        if reads(actor):
            mine |= Q(level=AwardForm.Level.MINISTRY) | Q(agency__in=above(actor.agency))
        return self.filter(Q(pk__in=seen.values("pk")) | mine)


class AwardRound(models.Model):
    """One form of award of one year by one agency; reporting.lifecycle.AWARD says how it moves.

    Form, authority and the share of votes are as the rows of the day it was begun said them.
    """

    class State(models.TextChoices):
        """Where it is."""

        OPEN = "open", "Nhận đề nghị"
        COUNCIL = "council", "Hội đồng xét"
        PROPOSED = "proposed", "Trình quyết định"
        DECIDED = "decided", "Đã quyết định"
        DROPPED = "dropped", "Đã bỏ"

    year = models.PositiveSmallIntegerField("năm")
    level = models.CharField("cấp", max_length=8, choices=AwardForm.Level.choices)
    form = models.SlugField("hình thức", max_length=60)
    form_name = models.TextField("tên hình thức")
    decided_by = models.CharField("thẩm quyền", max_length=200)
    law = models.CharField("căn cứ thẩm quyền", max_length=300)
    votes = models.PositiveSmallIntegerField("phiếu tán thành cần có (%)")
    until = models.DateField("nhận đề nghị đến hết ngày")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn lập")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người lập")
    created_at = models.DateTimeField("lập lúc")
    council_number = models.CharField("số quyết định lập hội đồng", max_length=60, blank=True)
    council_on = models.DateField("ngày quyết định lập hội đồng", null=True, blank=True)
    quorum = models.PositiveSmallIntegerField("số người tối thiểu bỏ phiếu", default=3)
    sitting = models.PositiveSmallIntegerField("lần họp", default=1)
    held_on = models.DateField("họp ngày", null=True, blank=True)
    place = models.CharField("nơi họp", max_length=200, blank=True)
    minutes = models.TextField("biên bản", blank=True)
    number = models.CharField("số quyết định", max_length=60, blank=True)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    signer = models.CharField("người ký", max_length=200, blank=True)
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=8, choices=State.choices, default=State.OPEN)

    objects = AwardRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt khen thưởng"
        ordering = ["-year", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR), quorum__gte=2, votes__range=(51, 100)),
                name="award_is_of_a_year_and_a_majority",
            ),
            models.UniqueConstraint(
                fields=["agency", "year", "form"],
                condition=~Q(state="dropped"),
                name="award_is_given_once_a_year",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "council", "dropped"))
                | (Q(held_on__isnull=False) & ~Q(place="") & ~Q(council_number="")),
                name="award_concluded_has_its_minutes",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided") | (~Q(number="") & Q(signed_on__isnull=False) & ~Q(signer="")),
                name="award_decided_has_number_day_and_signer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form_name} năm {self.year}"


class AwardProposalQuerySet(ScopedQuerySet["AwardProposal"]):
    """Proposals: of who proposes, of who runs the round, of its council; once awarded of everybody."""

    public_when = Q(state="awarded")

    def visible_to(self, actor: Actor) -> Self:
        """What was awarded is everybody's; what was not stays between those who dealt with it."""
        if is_ministry(actor):
            return self
        return self.filter(self.public_when | Q(pk__in=self.opened_to(actor).values("pk")))

    def opened_to(self, actor: Actor) -> Self:
        """Those whose evidence she may open."""
        if is_ministry(actor):
            return self
        if actor.desk is None or actor.agency is None or actor.user is None:
            return self.none()
        sits = AwardMember.objects.filter(user=actor.user).values("round")
        mine = Q(round__in=sits) & ~Q(state__in=("draft", "returned", "dropped"))
        if reads(actor):
            own = below(actor.agency)
            mine |= Q(agency__in=own) | Q(round__agency__in=own)
        return self.filter(mine)


class AwardProposal(models.Model):
    """Who is proposed and for what; AWARD_PROPOSAL says how it moves. An awarded one is never changed."""

    class Kind(models.TextChoices):
        """Who is proposed."""

        UNIT = "unit", "Đơn vị trong sổ cơ quan"
        COLLECTIVE = "collective", "Tập thể"
        PERSON = "person", "Cá nhân"

    class State(models.TextChoices):
        """Where it is."""

        DRAFT = "draft", "Đang soạn"
        SENT = "sent", "Đã gửi, chờ xét"
        RETURNED = "returned", "Trả lại để bổ sung"
        AWARDED = "awarded", "Được khen thưởng"
        REFUSED = "refused", "Không được khen thưởng"
        DROPPED = "dropped", "Đã rút"

    round = models.ForeignKey(
        AwardRound, on_delete=models.PROTECT, related_name="proposals", verbose_name="đợt"
    )
    kind = models.CharField("loại", max_length=10, choices=Kind.choices)
    nominee = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị"
    )
    name = models.CharField("tên người, tập thể", max_length=200)
    achievements = models.TextField("thành tích")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="nơi đề nghị")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name="bàn soạn")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người soạn")
    created_at = models.DateTimeField("lập lúc")
    votes_for = models.PositiveSmallIntegerField("tán thành", null=True, blank=True)
    votes_all = models.PositiveSmallIntegerField("phiếu", null=True, blank=True)
    advised = models.BooleanField("hội đồng đề nghị khen", null=True, blank=True)
    serial = models.PositiveIntegerField("số vào sổ", null=True, blank=True)
    made_up = models.BooleanField("số liệu minh họa", default=False)
    state = models.CharField("bước", max_length=8, choices=State.choices, default=State.DRAFT)

    objects = AwardProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị khen thưởng"
        ordering = ["round", "serial", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(achievements=""), name="proposal_says_who_and_what_for"
            ),
            models.CheckConstraint(
                condition=Q(kind="unit", nominee__isnull=False) | (~Q(kind="unit") & Q(nominee__isnull=True)),
                name="proposal_of_a_unit_names_it",
            ),
            models.UniqueConstraint(
                fields=["round", "nominee"],
                condition=Q(nominee__isnull=False) & ~Q(state="dropped"),
                name="unit_is_proposed_once_a_round",
            ),
            models.UniqueConstraint(fields=["round", "serial"], name="certificate_number_is_given_once"),
            models.CheckConstraint(
                condition=Q(state="awarded", serial__isnull=False, advised=True)
                | (~Q(state="awarded") & Q(serial__isnull=True)),
                name="only_who_is_awarded_has_a_certificate",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def register_number(self) -> str:
        """The number of its certificate as it is printed."""
        return f"{self.serial:02d}/{self.round.year}" if self.serial is not None else ""


class OfProposals(ScopedQuerySet[Any]):
    """Rows seen by who may open the proposal."""

    def visible_to(self, actor: Actor) -> Self:
        """With the proposal, never by everybody."""
        return self.filter(proposal__in=AwardProposal.objects.opened_to(actor).values("pk"))


class AwardEvidence(models.Model):
    """What a proposal rests on: a published score, a figure with its source, a file. Never changed."""

    class Kind(models.TextChoices):
        """What it is."""

        SCORE = "score", "Điểm năng lực đã công bố"
        FIGURE = "figure", "Số liệu"
        FILE = "file", "Tệp"

    proposal = models.ForeignKey(
        AwardProposal, on_delete=models.PROTECT, related_name="evidence", verbose_name="đề nghị"
    )
    kind = models.CharField("loại", max_length=6, choices=Kind.choices)
    words = models.CharField("nội dung", max_length=300)
    source = models.CharField("nguồn", max_length=300, blank=True)
    score = models.ForeignKey(
        CapabilityScore, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="điểm"
    )
    name = models.CharField("tên tệp", max_length=255, blank=True)
    media_type = models.CharField("kiểu tệp", max_length=100, blank=True)
    sha256 = models.CharField("mã băm", max_length=64, blank=True)
    content = models.BinaryField("tệp", null=True, blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người nộp")
    at = models.DateTimeField("nộp lúc")

    objects = OfProposals.as_manager()

    class Meta:
        verbose_name = "căn cứ đề nghị khen thưởng"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="score", score__isnull=False)
                | (Q(kind="figure") & ~Q(source=""))
                | (Q(kind="file") & ~Q(sha256="")),
                name="evidence_opens_to_something",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="evidence_says_what"),
        ]

    def __str__(self) -> str:
        return self.words


class OfAwardRounds(ScopedQuerySet[Any]):
    """Rows seen with their round."""

    def visible_to(self, actor: Actor) -> Self:
        """With the round."""
        return self.filter(round__in=AwardRound.objects.visible_to(actor).values("pk"))


class AwardMember(models.Model):
    """Somebody on the council of a round, by the decision that set it up."""

    class Role(models.TextChoices):
        """What she does there."""

        CHAIR = "chair", "Chủ tịch"
        SECRETARY = "secretary", "Thư ký"
        MEMBER = "member", "Ủy viên"

    round = models.ForeignKey(AwardRound, on_delete=models.PROTECT, related_name="members", verbose_name="đợt")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="thành viên")
    role = models.CharField("vai trò", max_length=9, choices=Role.choices, default=Role.MEMBER)

    objects = OfAwardRounds.as_manager()

    class Meta:
        verbose_name = "thành viên hội đồng khen thưởng"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "user"], name="award_member_sits_once"),
            models.UniqueConstraint(
                fields=["round", "role"],
                condition=Q(role__in=("chair", "secretary")),
                name="award_council_has_one_chair_and_one_secretary",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.user}"


class OfBallots(ScopedQuerySet[Any]):
    """What members declared and how they voted: of who runs the round, and everybody her own."""

    def visible_to(self, actor: Actor) -> Self:
        """Never of who proposed."""
        if is_ministry(actor):
            return self
        if actor.desk is None or actor.agency is None or actor.user is None:
            return self.none()
        mine = Q(user=actor.user)
        if reads(actor):
            mine |= Q(proposal__round__agency__in=below(actor.agency))
        return self.filter(mine)


class AwardInterest(models.Model):
    """What a member declared of her interest in a proposal before voting; never changed."""

    proposal = models.ForeignKey(
        AwardProposal, on_delete=models.PROTECT, related_name="interests", verbose_name="đề nghị"
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người khai")
    conflicted = models.BooleanField("có liên quan")
    words = models.CharField("liên quan thế nào", max_length=1000, blank=True)
    at = models.DateTimeField("khai lúc")

    objects = OfBallots.as_manager()

    class Meta:
        verbose_name = "khai liên quan khi xét khen thưởng"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "user"], name="interest_in_an_award_is_declared_once"),
            models.CheckConstraint(
                condition=Q(conflicted=False) | ~Q(words=""), name="interest_in_an_award_says_what_it_is"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} × {self.proposal_id}"


class AwardVote(models.Model):
    """How a member voted on a proposal at a sitting; never changed."""

    class Vote(models.TextChoices):
        """What she said."""

        FOR = "for", "Tán thành"
        AGAINST = "against", "Không tán thành"
        ABSTAIN = "abstain", "Không có ý kiến"

    proposal = models.ForeignKey(
        AwardProposal, on_delete=models.PROTECT, related_name="ballots", verbose_name="đề nghị"
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người bỏ phiếu")
    sitting = models.PositiveSmallIntegerField("lần họp")
    vote = models.CharField("phiếu", max_length=7, choices=Vote.choices)
    at = models.DateTimeField("lúc")

    objects = OfBallots.as_manager()

    class Meta:
        verbose_name = "phiếu xét khen thưởng"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "user", "sitting"], name="member_votes_once_a_sitting"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.vote}"
