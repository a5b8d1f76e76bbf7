"""Made scores of capability, one round published and one being heard, and made awards at both ends."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from khuyencong.console.demo_plans import people
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import person_named, seated
from khuyencong.reporting.actions.awards import (
    BegunAward,
    Proposed,
    Setting,
    Shown,
    declare,
    seat_member,
    set_up_council,
    show_evidence,
    vote,
)
from khuyencong.reporting.actions.capability import Begun
from khuyencong.reporting.lifecycle import (
    AWARD,
    AWARD_PROPOSAL,
    CAPABILITY,
    CAPABILITY_HEARING,
    Meeting,
    Signed,
    start_award,
    start_proposal,
    start_round,
)
from khuyencong.reporting.models import AwardProposal, AwardRound, CapabilityHearing, CapabilityRound
from khuyencong.workflow.lifecycle import Act

REPLY = "Một báo cáo tháng gửi muộn vì mất điện do bão, có xác nhận của xã (minh họa)."
WORDS = "Hướng dẫn cơ sở lập hồ sơ đúng ngay lần đầu, báo cáo tháng đúng hạn cả năm (minh họa)."


def load_merit(at: datetime) -> int:
    """How many rounds were added; a second run adds none."""
    who = people(at)
    named = ("tayninh", "lanhdaotayninh", "trungtamtayninh", "trungtamvinhlong", "vinhlong")
    users = [person_named(name) for name in named]
    if who is None or None in users or CapabilityRound.objects.filter(made_up=True).exists():
        return 0
    officer, head, centre, other, third = (seated(user, localdate(at)) for user in users if user is not None)
    published(officer, head, centre, at)
    heard(who.officer, centre, other, at)
    given(who.officer, who.leader, third, at)
    taken(who.officer, who.author, at)
    return 4


def computed(by: Actor, at: datetime) -> CapabilityRound:
    """The year up to yesterday, computed and shown to who is scored."""
    cut = localdate(at) - timedelta(days=1)
    found = start_round(Begun(year=cut.year, cut=cut), Act(by=by, at=at))
    found = CAPABILITY.perform("capability.compute", found, Act(by=by, at=at))
    shown: CapabilityRound = CAPABILITY.perform("capability.share", found, Act(by=by, at=at))
    return shown


def hearing_of(found: CapabilityRound, body: Actor) -> CapabilityHearing:
    """The hearing of an agency as a unit."""
    return CapabilityHearing.objects.get(round=found, agency=body.agency, score__about="unit")


def published(officer: Actor, head: Actor, centre: Actor, at: datetime) -> None:
    """A province's round, published once its centre has said that it has nothing to say."""
    found = computed(officer, at)
    for hearing in found.hearings.all():
        CAPABILITY_HEARING.perform(
            "hearing.accept" if hearing.agency_id == getattr(centre.agency, "pk", None) else "hearing.end",
            hearing,
            Act(by=centre if hearing.agency == centre.agency else officer, at=at, reason="Minh họa"),
        )
    CAPABILITY.perform("capability.propose", found, Act(by=officer, at=at))
    CAPABILITY.perform("capability.publish", found, Act(by=head, at=at))


def heard(officer: Actor, centre: Actor, other: Actor, at: datetime) -> None:
    """The ministry's round: one centre has said something, another has nothing to say, the rest may still."""
    found = computed(officer, at)
    act = Act(by=centre, at=at, reason=REPLY)
    CAPABILITY_HEARING.perform("hearing.reply", hearing_of(found, centre), act)
    CAPABILITY_HEARING.perform("hearing.accept", hearing_of(found, other), Act(by=other, at=at))


def begun(by: Actor, year: int, until: datetime, at: datetime) -> AwardRound:
    """A made round of the ministry's award."""
    said = BegunAward(year=year, form="khen-bo", until=localdate(until), made_up=True)
    return start_award(said, Act(by=by, at=at))


def proposed(found: AwardRound, name: str, by: Actor, at: datetime) -> AwardProposal:
    """A made proposal that rests on a made figure."""
    said = Proposed(kind="collective", nominee=None, name=f"{name} (minh họa)", achievements=WORDS)
    made = start_proposal(found, said, Act(by=by, at=at))
    shown = Shown(words="12 báo cáo tháng đúng hạn", source="Số liệu minh họa")
    show_evidence(made, shown, by=by, at=at)
    sent: AwardProposal = AWARD_PROPOSAL.perform("award_proposal.send", made, Act(by=by, at=at))
    return sent


def given(officer: Actor, leader: Actor, author: Actor, at: datetime) -> None:
    """Last year's award, decided, with one certificate."""
    day = localdate(at)
    found = begun(officer, day.year - 1, at, at)
    one = proposed(found, "Tổ khuyến công Vĩnh Long", author, at)
    setting = Setting(number="000/QĐ-HĐ (minh họa)", on=day, quorum=2)
    set_up_council(found, setting, by=officer, at=at)
    for who, role in ((leader, "chair"), (officer, "secretary")):
        seat_member(found, who.account, role, by=officer, at=at)
    AWARD.perform("award.convene", found, Act(by=officer, at=at))
    for who in (leader, officer):
        declare(one, conflicted=False, words="", by=who, at=at)
        vote(one, "for", by=who, at=at)
    meeting = Meeting(held_on=day, place="Hà Nội (minh họa)", words="Xét một đề nghị (minh họa).")
    AWARD.perform("award.conclude", found, Act(by=officer, at=at, given=meeting))
    signed = Signed(number="000/QĐ-BCT (minh họa)", on=day, signer="Chức vụ người ký, họ tên (minh họa)")
    AWARD.perform("award.decide", found, Act(by=leader, at=at, given=signed))


def taken(officer: Actor, author: Actor, at: datetime) -> None:
    """This year's award, which takes proposals; one came."""
    found = begun(officer, localdate(at).year, at + timedelta(days=20), at)
    proposed(found, "Tổ khuyến công Đồng Tháp", author, at)
