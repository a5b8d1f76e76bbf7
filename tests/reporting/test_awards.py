"""Awards of a year: proposed on evidence, voted on by who has no interest, decided by number, kept."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from docx import Document

from khuyencong.organisations.actions.desks import next_code, open_desk, seat
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Seat
from khuyencong.paperwork.award_papers import certificate_of
from khuyencong.paperwork.official import docx_of, pdf_of
from khuyencong.reporting import permissions
from khuyencong.reporting.actions.awards import (
    BegunAward,
    Proposed,
    Setting,
    Shown,
    declare,
    rewrite,
    seat_member,
    set_up_council,
    show_evidence,
    show_score,
    unseat_member,
    vote,
)
from khuyencong.reporting.lifecycle import AWARD, AWARD_PROPOSAL, Meeting, Signed, start_award, start_proposal
from khuyencong.reporting.lifecycle.awards import last_number
from khuyencong.reporting.models import (
    AwardEvidence,
    AwardInterest,
    AwardMember,
    AwardProposal,
    AwardRound,
    AwardVote,
    CapabilityScore,
)
from khuyencong.reporting.queries.awards import Tally
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.conftest import person
from tests.norms.conftest import law
from tests.reporting.scored import computed

__all__ = ["law"]
pytestmark = pytest.mark.django_db
SAID = Proposed(kind="collective", nominee=None, name="Tổ khuyến công", achievements="12 đề án đúng hạn")


def codes(wrong) -> list[str]:
    return [each.code for each in wrong.value.findings]


def do(name, found, by, at, **more):
    life = AWARD_PROPOSAL if isinstance(found, AwardProposal) else AWARD
    return life.perform(name, found, Act(by=by, at=at, **more))


@pytest.fixture
def award(law, ministry_officer, now) -> AwardRound:
    """A round of the ministry that takes proposals for a month."""
    said = BegunAward(year=2026, form="khen-bo", until=now.date() + timedelta(days=30))
    return start_award(said, Act(by=ministry_officer, at=now))


@pytest.fixture
def proposal(award, dong_thap_officer, now) -> AwardProposal:
    """A department's proposal on one figure, sent."""
    made = start_proposal(award, SAID, Act(by=dong_thap_officer, at=now))
    show_evidence(made, Shown(words="12 đề án", source="Báo cáo năm"), by=dong_thap_officer, at=now)
    return do("award_proposal.send", made, dong_thap_officer, now)


@pytest.fixture
def council(award, proposal, ministry_officer, ministry_leader, now):
    """Three people of the ministry and one of the department that proposed, who sit over it."""
    agency = ministry_officer.agency
    third = person(agency, "uyvien", "ministry_officer", "Ủy viên")
    guest = person(proposal.agency, "khach", "department_officer", "Khách")
    people = [ministry_leader, ministry_officer, third, guest]
    set_up_council(award, Setting(number="9/QĐ", on=now.date(), quorum=3), by=ministry_officer, at=now)
    for each, role in zip(people, ("chair", "secretary", "member", "member"), strict=True):
        seat_member(award, each.account, role, by=ministry_officer, at=now)
    do("award.convene", award, ministry_officer, now)
    return people


def voted(proposal, people, said, now):
    for each in people:
        if not AwardInterest.objects.filter(proposal=proposal, user=each.account).exists():
            declare(proposal, conflicted=False, words="", by=each, at=now)
        vote(proposal, said, by=each, at=now)


MEETING = {"place": "Hà Nội", "words": "Xét 1 đề nghị"}


@pytest.fixture
def concluded(award, proposal, council, ministry_officer, now) -> AwardRound:
    """The council advised it, three for."""
    voted(proposal, council[:3], "for", now)
    return do("award.conclude", award, ministry_officer, now, given=Meeting(held_on=now.date(), **MEETING))


def decided(found, leader, now, **more):
    given = Signed(**{"number": "77/QĐ-BCT", "on": now.date(), "signer": "Bộ trưởng"} | more)
    return do("award.decide", found, leader, now, given=given)


def test_a_round_takes_form_authority_and_share_from_the_rows_of_the_day(award, law, dong_thap_officer, now):
    assert (award.decided_by, award.law, award.votes) == (
        "Bộ Công Thương",
        "Điều 17 khoản 1, 45/2012/NĐ-CP",
        70,
    )
    said = BegunAward(year=2026, form="khen-tinh", until=now.date())
    provincial = start_award(said, Act(by=dong_thap_officer, at=now))
    assert (provincial.decided_by, provincial.level) == ("Ủy ban nhân dân cấp tỉnh", "province")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"form": "khen-tinh"}, "no_form"),
        ({"until": date(2026, 1, 1)}, "wrong_days"),
        ({"year": 1999}, "wrong_days"),
        ({}, "already_begun"),
    ],
)
def test_a_round_that_cannot_be_is_refused(award, ministry_officer, now, change, code):
    said = replace(BegunAward(year=2026, form="khen-bo", until=now.date()), **change)
    with pytest.raises(BlockedError) as wrong:
        start_award(said, Act(by=ministry_officer, at=now))
    assert codes(wrong) == [code]


def test_who_sees_which_proposal(
    award, proposal, ministry_officer, dong_thap_colleague, tay_ninh_officer, inspector, administrator
):
    seen = {
        each.account.username: AwardProposal.objects.visible_to(each).count()
        for each in (ministry_officer, dong_thap_colleague, tay_ninh_officer, inspector, administrator)
    }
    assert list(seen.values()) == [1, 1, 0, 1, 0]
    assert AwardRound.objects.visible_to(tay_ninh_officer).count() == 1
    assert AwardRound.objects.visible_to(administrator).count() == 0
    assert AwardEvidence.objects.visible_to(tay_ninh_officer).count() == 0


def test_a_province_s_round_is_its_own(law, dong_thap_officer, tay_ninh_officer, now):
    said = BegunAward(year=2026, form="khen-tinh", until=now.date())
    found = start_award(said, Act(by=dong_thap_officer, at=now))
    assert AwardRound.objects.visible_to(tay_ninh_officer).count() == 0
    with pytest.raises(PermissionDenied):
        start_proposal(found, SAID, Act(by=tay_ninh_officer, at=now))


def test_a_proposal_without_evidence_or_after_the_day_is_not_sent(award, dong_thap_officer, now):
    made = start_proposal(award, SAID, Act(by=dong_thap_officer, at=now))
    with pytest.raises(BlockedError) as bare:
        do("award_proposal.send", made, dong_thap_officer, now)
    show_evidence(made, Shown(words="Ảnh", name="a.pdf", content=b"%PDF"), by=dong_thap_officer, at=now)
    with pytest.raises(BlockedError) as late:
        do("award_proposal.send", made, dong_thap_officer, now + timedelta(days=31))
    with pytest.raises(BlockedError) as nothing:
        show_evidence(made, Shown(words="Lời nói"), by=dong_thap_officer, at=now)
    assert (codes(bare), codes(late), codes(nothing)) == (["no_evidence"], ["closed"], ["no_source"])


def test_what_was_sent_is_written_no_more_until_it_comes_back(
    award, proposal, ministry_officer, dong_thap_officer, tay_ninh_officer, now
):
    with pytest.raises(BlockedError) as sent:
        rewrite(proposal, "Khác", by=dong_thap_officer, at=now)
    assert codes(sent) == ["sent"]
    do("award_proposal.return", proposal, ministry_officer, now, reason="Thiếu nguồn")
    with pytest.raises(PermissionDenied):
        rewrite(proposal, "Khác", by=tay_ninh_officer, at=now)
    assert rewrite(proposal, "Khác", by=dong_thap_officer, at=now).achievements == "Khác"


def test_only_a_published_score_of_the_unit_itself_is_evidence(award, dong_thap_officer, ministry_officer, now):
    unit = replace(SAID, kind="unit", nominee=dong_thap_officer.agency)
    made = start_proposal(award, unit, Act(by=dong_thap_officer, at=now))
    score = CapabilityScore.objects.filter(edition=computed(ministry_officer).edition).first()
    with pytest.raises(BlockedError) as draft:
        show_score(made, score, by=dong_thap_officer, at=now)
    assert codes(draft) == ["not_its_score"]
    with pytest.raises(BlockedError) as twice:
        start_proposal(award, unit, Act(by=dong_thap_officer, at=now))
    assert codes(twice) == ["twice"]


def test_a_council_meets_only_by_decision_with_chair_secretary_and_enough_people(
    award, proposal, ministry_officer, ministry_leader, now
):
    wrong = []
    for step in (
        lambda: None,
        lambda: set_up_council(
            award, Setting(number="9", on=now.date(), quorum=2), by=ministry_officer, at=now
        ),
        lambda: seat_member(award, ministry_leader.account, "chair", by=ministry_officer, at=now),
    ):
        step()
        with pytest.raises(BlockedError) as blocked:
            do("award.convene", award, ministry_officer, now)
        wrong += codes(blocked)
    assert wrong == ["no_council", "council_incomplete", "council_incomplete"]
    with pytest.raises(BlockedError) as twice:
        seat_member(award, ministry_officer.account, "chair", by=ministry_officer, at=now)
    assert codes(twice) == ["seated"]
    member = seat_member(award, ministry_officer.account, "secretary", by=ministry_officer, at=now)
    unseat_member(member, by=ministry_officer, at=now)
    assert AwardMember.objects.count() == 1


def test_nobody_votes_without_declaring_with_an_interest_twice_or_on_her_own(
    proposal, council, dong_thap_officer, now
):
    chair, secretary, third, guest = council
    wrong = []
    attempts = [
        (chair, "for"),
        (guest, "for"),
    ]
    for who, said in attempts:
        with pytest.raises(BlockedError) as blocked:
            vote(proposal, said, by=who, at=now)
        wrong += codes(blocked)
    declare(proposal, conflicted=True, words="Vợ làm ở đó", by=secretary, at=now)
    declare(proposal, conflicted=False, words="", by=third, at=now)
    with pytest.raises(BlockedError) as conflicted:
        vote(proposal, "for", by=secretary, at=now)
    with pytest.raises(BlockedError) as again:
        declare(proposal, conflicted=False, words="", by=secretary, at=now)
    vote(proposal, "for", by=third, at=now)
    with pytest.raises(BlockedError) as twice:
        vote(proposal, "against", by=third, at=now)
    assert wrong == ["not_declared", "own_proposal"]
    assert (codes(conflicted), codes(again), codes(twice)) == (["conflicted"], ["declared"], ["voted"])
    with pytest.raises(PermissionDenied):
        vote(proposal, "for", by=dong_thap_officer, at=now)
    with pytest.raises(BlockedError) as silent:
        declare(proposal, conflicted=True, words=" ", by=chair, at=now)
    assert codes(silent) == ["no_words"]


@pytest.mark.parametrize(
    ("cast", "agreed", "advised"),
    [(2, 2, False), (3, 3, True), (10, 7, True), (10, 6, False), (0, 0, False)],
)
def test_advised_is_enough_votes_and_the_share_wanted(cast, agreed, advised):
    assert Tally(cast=cast, tally_for=agreed, quorum=3, votes=70).advised is advised


def test_minutes_wait_for_every_vote_and_the_council_s_word_follows_from_the_votes(
    award, proposal, council, ministry_officer, now
):
    meeting = Meeting(held_on=now.date(), **MEETING)
    voted(proposal, council[:2], "for", now)
    with pytest.raises(BlockedError) as short:
        do("award.conclude", award, ministry_officer, now, given=meeting)
    voted(proposal, council[2:3], "against", now)
    with pytest.raises(BlockedError) as early:
        do("award.conclude", award, ministry_officer, now, given=replace(meeting, held_on=date(2026, 1, 1)))
    with pytest.raises(BlockedError) as bare:
        do("award.conclude", award, ministry_officer, now)
    assert (codes(short), codes(early), codes(bare)) == (["votes_missing"], ["wrong_day"], ["no_minutes"])
    do("award.conclude", award, ministry_officer, now, given=meeting)
    proposal.refresh_from_db()
    assert (proposal.votes_for, proposal.votes_all, proposal.advised) == (2, 3, False)


def test_a_decision_has_its_number_and_another_hand_and_gives_certificates(
    concluded, proposal, ministry_leader, ministry_officer, now
):
    with pytest.raises(PermissionDenied):
        decided(concluded, ministry_officer, now)
    with pytest.raises(BlockedError) as bare:
        decided(concluded, ministry_leader, now, number=" ")
    with pytest.raises(BlockedError) as early:
        decided(concluded, ministry_leader, now, on=now.date() - timedelta(days=1))
    assert (codes(bare), codes(early)) == (["no_number"], ["wrong_day"])
    found = decided(concluded, ministry_leader, now)
    proposal.refresh_from_db()
    assert (found.state, proposal.state, proposal.register_number) == ("decided", "awarded", "01/2026")
    paper = certificate_of(proposal)
    text = "\n".join(each.text for each in Document(io.BytesIO(docx_of(paper))).paragraphs)
    assert ["Tổ khuyến công" in text, "77/QĐ-BCT" in text, "01/2026" in text, "chưa đối chiếu" in text] == [
        True
    ] * 4
    assert pdf_of(certificate_of(proposal)) == pdf_of(paper)
    assert pdf_of(paper)[:5] == b"%PDF-"


def test_the_register_goes_on_through_the_forms_of_a_year(concluded, ministry_leader, now):
    found = decided(concluded, ministry_leader, now)
    years = (found.year, found.year + 1)
    assert [last_number(AwardRound(agency=found.agency, year=each, form="khac")) for each in years] == [1, 0]


def test_an_agency_proposes_a_person_once(award, dong_thap_officer, tay_ninh_officer, now):
    somebody = replace(SAID, kind="person", nominee=None, name="Nguyễn Văn An")
    start_proposal(award, somebody, Act(by=dong_thap_officer, at=now))
    with pytest.raises(BlockedError) as twice:
        start_proposal(award, replace(somebody, name="nguyễn văn  An"), Act(by=dong_thap_officer, at=now))
    assert codes(twice) == ["twice"]
    start_proposal(award, replace(somebody, name="Nguyễn Văn An (Cái Bè)"), Act(by=dong_thap_officer, at=now))
    start_proposal(award, somebody, Act(by=tay_ninh_officer, at=now))
    assert AwardProposal.objects.filter(round=award).count() == 3


def sent(award, said, by, now):
    made = start_proposal(award, said, Act(by=by, at=now))
    show_evidence(made, Shown(words="x", source="Báo cáo năm"), by=by, at=now)
    return do("award_proposal.send", made, by, now)


def told(wrong):
    return [(each.code, each.message) for each in wrong.value.findings]


@pytest.fixture
def members(award, ministry_officer, ministry_leader, now):
    """Three people of the ministry who may meet."""
    third = person(ministry_officer.agency, "uyvien", "ministry_officer", "Ủy viên")
    people = [ministry_leader, ministry_officer, third]
    set_up_council(award, Setting(number="9/QĐ", on=now.date(), quorum=3), by=ministry_officer, at=now)
    for each, role in zip(people, ("chair", "secretary", "member"), strict=True):
        seat_member(award, each.account, role, by=ministry_officer, at=now)
    return people


def test_a_person_whom_two_agencies_propose_comes_before_the_council_once(
    award, members, ministry_officer, dong_thap_officer, tay_ninh_officer, now
):
    somebody = replace(SAID, kind="person", nominee=None, name="Nguyễn Văn An")
    sent(award, somebody, dong_thap_officer, now)
    second = sent(award, replace(somebody, name="NGUYỄN VĂN  AN"), tay_ninh_officer, now)
    # A unit is told from another by its row in the register, whatever it is called.
    with pytest.raises(BlockedError) as twice:
        do("award.convene", award, ministry_officer, now)
    names = [each.agency.name_on(now.date()) for each in (dong_thap_officer, tay_ninh_officer)]
    assert told(twice) == [("named_twice", f"Nguyễn Văn An được 2 nơi cùng đề nghị: {', '.join(names)}.")]
    do("award_proposal.return", second, ministry_officer, now, reason="Trùng tên")
    second = rewrite(second, "Khác", name="Nguyễn Văn An (Tây Ninh)", by=tay_ninh_officer, at=now)
    do("award_proposal.send", second, tay_ninh_officer, now)
    assert do("award.convene", award, ministry_officer, now).state == "council"


def test_a_name_is_not_rewritten_into_one_its_agency_proposed_nor_that_of_a_unit(award, dong_thap_officer, now):
    start_proposal(award, SAID, Act(by=dong_thap_officer, at=now))
    other = start_proposal(award, replace(SAID, name="Tổ khác"), Act(by=dong_thap_officer, at=now))
    with pytest.raises(BlockedError) as twice:
        rewrite(other, "Khác", name="tổ khuyến công", by=dong_thap_officer, at=now)
    unit = replace(SAID, kind="unit", nominee=dong_thap_officer.agency)
    made = start_proposal(award, unit, Act(by=dong_thap_officer, at=now))
    kept = rewrite(made, "Khác", name="Tên tự đặt", by=dong_thap_officer, at=now)
    same = rewrite(other, "Mới", name="Tổ khác", by=dong_thap_officer, at=now)
    assert codes(twice) == ["twice"]
    assert (kept.name, same.name, same.achievements) == (made.name, "Tổ khác", "Mới")


def test_a_unit_that_has_ended_is_neither_proposed_nor_brought_to_a_council_nor_awarded(
    award, members, ministry_officer, ministry_leader, dong_thap_officer, now
):
    unit = Agency.objects.create(
        code="tt-cu",
        level="province",
        kind="centre",
        parent=dong_thap_officer.agency,
        unit=dong_thap_officer.agency.unit,
        since=date(2020, 1, 1),
    )
    heir = Agency.objects.get(kind="centre", until=None, unit=dong_thap_officer.agency.unit, since__year=2025)
    made = sent(award, replace(SAID, kind="unit", nominee=unit), dong_thap_officer, now)
    sent(award, SAID, dong_thap_officer, now)
    wrong = []

    def blocked(act):
        with pytest.raises(BlockedError) as refused:
            act()
        wrong.extend(told(refused))

    def again():
        unit.refresh_from_db()
        start_proposal(award, replace(SAID, kind="unit", nominee=unit), Act(by=dong_thap_officer, at=now))

    def ended(on):
        Agency.objects.filter(pk=unit.pk).update(until=on, successor=heir if on else None)

    today = now.date()
    ended(today)
    blocked(lambda: do("award.convene", award, ministry_officer, now))
    ended(None)
    found = do("award.convene", award, ministry_officer, now)
    for each in AwardProposal.objects.filter(round=award, state="sent"):
        voted(each, members, "for", now)
    ended(today)
    meeting = Meeting(held_on=today, **MEETING)
    blocked(lambda: do("award.conclude", found, ministry_officer, now, given=meeting))
    ended(today + timedelta(days=1))
    found = do("award.conclude", found, ministry_officer, now, given=meeting)
    ended(today)
    blocked(lambda: decided(found, ministry_leader, now))
    since = f"không còn hoạt động từ {today:%d/%m/%Y}, nhập vào {heir.name_on(today)}"
    sentence = f"{made.name} {since}: ngày {today:%d/%m/%Y} không khen được."
    assert wrong == [("unit_ended", sentence)] * 3
    # Sent back it is over with the decision, and the others are awarded.
    found = do("award.return", found, ministry_leader, now, reason="Đơn vị đã nhập")
    found = do("award.take_more", found, ministry_officer, now, reason="Đơn vị đã nhập")
    with pytest.raises(BlockedError) as gone:
        again()
    made.refresh_from_db()
    do("award_proposal.return", made, ministry_officer, now, reason="Đã nhập")
    found = do("award.convene", found, ministry_officer, now)
    for each in AwardProposal.objects.filter(round=award, state="sent"):
        voted(each, members, "for", now)
    found = decided(do("award.conclude", found, ministry_officer, now, given=meeting), ministry_leader, now)
    rows = AwardProposal.objects.filter(round=award).order_by("name").values_list("name", "state")
    assert codes(gone) == ["unit_ended"]
    assert sorted(rows) == sorted([(made.name, "dropped"), ("Tổ khuyến công", "awarded")])


def test_a_draft_nobody_sent_is_over_with_the_decision(
    award, proposal, council, ministry_officer, ministry_leader, dong_thap_officer, now
):
    back = do("award.take_more", award, ministry_officer, now, reason="Nhận thêm")
    late = start_proposal(back, replace(SAID, name="Tổ khác"), Act(by=dong_thap_officer, at=now))
    again = do("award.convene", back, ministry_officer, now)
    voted(proposal, council[:3], "for", now)
    found = do("award.conclude", again, ministry_officer, now, given=Meeting(held_on=now.date(), **MEETING))
    decided(found, ministry_leader, now)
    late.refresh_from_db()
    assert (late.state, found.sitting) == ("dropped", 2)


def test_only_what_was_awarded_has_a_certificate(concluded, proposal):
    with pytest.raises(ValueError, match="awarded"):
        certificate_of(proposal)


def test_when_the_council_advises_nobody_nothing_is_decided(
    award, proposal, council, ministry_officer, ministry_leader, now
):
    voted(proposal, council[:3], "abstain", now)
    found = do("award.conclude", award, ministry_officer, now, given=Meeting(held_on=now.date(), **MEETING))
    with pytest.raises(BlockedError) as nobody:
        decided(found, ministry_leader, now)
    assert codes(nobody) == ["nobody"]
    dropped = do("award.drop", found, ministry_leader, now, reason="Không ai đạt")
    proposal.refresh_from_db()
    assert (dropped.state, proposal.state) == ("dropped", "dropped")


def test_a_council_that_sits_again_votes_again_and_the_old_votes_stay(
    concluded, proposal, council, ministry_officer, ministry_leader, now
):
    back = do("award.return", concluded, ministry_leader, now, reason="Xem lại")
    proposal.refresh_from_db()
    assert (back.sitting, proposal.advised, AwardVote.objects.count()) == (2, None, 3)
    voted(proposal, council[:3], "against", now)
    found = do("award.conclude", back, ministry_officer, now, given=Meeting(held_on=now.date(), **MEETING))
    proposal.refresh_from_db()
    assert (found.state, proposal.advised, AwardVote.objects.count()) == ("proposed", False, 6)


def test_who_sent_a_proposal_does_not_decide_on_it(award, ministry_officer, ministry_leader, council, now):
    # The council sits already: the round takes no more proposals, so the leader's own came before.
    assert AWARD_PROPOSAL.transition("award_proposal.award").unlike == {"award_proposal.send"}
    assert AWARD.transition("award.decide").unlike == {"award.conclude"}


def test_how_somebody_voted_is_not_read_by_who_proposed(
    concluded, proposal, dong_thap_officer, ministry_officer
):
    assert AwardVote.objects.visible_to(dong_thap_officer).count() == 0
    assert AwardVote.objects.visible_to(ministry_officer).count() == 3


def test_after_the_decision_the_list_is_everybody_s_and_the_evidence_is_not(
    concluded, proposal, ministry_leader, tay_ninh_officer, now
):
    decided(concluded, ministry_leader, now)
    assert AwardProposal.objects.visible_to(tay_ninh_officer).count() == 1
    assert AwardEvidence.objects.visible_to(tay_ninh_officer).count() == 0


def test_what_was_shown_voted_and_decided_stays(concluded, proposal, ministry_leader, now):
    decided(concluded, ministry_leader, now)
    changes = [
        (AwardRound.objects.all(), {"number": "khác"}),
        (AwardProposal.objects.all(), {"name": "khác"}),
        (AwardEvidence.objects.all(), {"words": "khác"}),
        (AwardInterest.objects.all(), {"words": "khác"}),
        (AwardVote.objects.all(), {"vote": "against"}),
        (AwardMember.objects.all(), {"role": "member"}),
    ]
    for rows, change in changes:
        assert rows.exists()
        for act in (
            lambda rows=rows, change=change: rows.update(**change),
            lambda rows=rows: rows._raw_delete(rows.db),
        ):
            with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
                act()


def test_no_vote_is_added_after_the_minutes_nor_for_another_sitting(concluded, proposal, ministry_leader, now):
    one = AwardVote.objects.first()
    late = {"proposal": one.proposal, "user": ministry_leader.account, "vote": "against", "at": now}
    for sitting in (concluded.sitting, concluded.sitting + 1):
        refused = pytest.raises((DatabaseError, IntegrityError), match="the council does not sit")
        with refused, transaction.atomic():
            AwardVote.objects.create(sitting=sitting, **late)


def test_a_unit_proposed_by_its_own_people_is_not_voted_on_by_them(award, ministry_officer, now):
    centre = Agency.objects.filter(kind="region_centre").first()
    if centre is None:
        centre = Agency.objects.create(
            code="tt-thu", level="ministry", kind="region_centre", since=date(2020, 1, 1)
        )
    inside = person(centre, "trongnha", "centre_officer", "Trong nhà")
    made = start_proposal(award, replace(SAID, kind="unit", nominee=centre), Act(by=ministry_officer, at=now))
    assert permissions.is_party(inside.account, made, now.date()) is True
    assert permissions.is_party(ministry_officer.account, made, now.date()) is True


def test_a_member_invited_to_the_council_keeps_her_own_desk_and_has_no_vote_from_either(
    award, proposal, ministry_officer, ministry_leader, now
):
    """She sits where it was proposed, and at a desk for members of the council at the ministry."""
    own = person(proposal.agency, "khach", "department_leader", "Khách")
    desk = open_desk(
        code=next_code(ministry_officer.agency, "council_member"),
        agency=ministry_officer.agency,
        role="council_member",
        title="Thành viên hội đồng",
        since=now.date(),
    )
    seat(user=own.user, desk=desk, since=now.date())
    invited = Actor(user=own.user, desk=desk)
    set_up_council(award, Setting(number="9/QĐ", on=now.date(), quorum=2), by=ministry_officer, at=now)
    for each, role in ((ministry_leader, "chair"), (ministry_officer, "secretary"), (own, "member")):
        seat_member(award, each.account, role, by=ministry_officer, at=now)
    do("award.convene", award, ministry_officer, now)
    declare(proposal, conflicted=False, words="", by=invited, at=now)
    refused = []
    for each in (own, invited):
        with pytest.raises(BlockedError) as blocked:
            vote(proposal, "for", by=each, at=now)
        refused += codes(blocked)
    assert refused == ["own_proposal", "own_proposal"]
    waiting = Task.objects.filter(dossier_kind="award_ballot", state="open").order_by("desk")
    assert {each.desk for each in waiting} == {ministry_leader.desk.code, ministry_officer.desk.code}


def test_who_sent_it_for_the_author_does_not_vote_though_she_has_left(award, now, dong_thap_officer, law):
    made = start_proposal(award, SAID, Act(by=dong_thap_officer, at=now))
    show_evidence(made, Shown(words="12 đề án", source="Báo cáo năm"), by=dong_thap_officer, at=now)
    sender = person(made.agency, "nguoigui", "department_leader", "Người gửi")
    do("award_proposal.send", made, sender, now)
    Seat.objects.filter(user=sender.account).update(until=now.date() + timedelta(days=1))
    other = person(made.agency, "nguoikhac", "department_leader", "Người khác")
    Seat.objects.filter(user=other.account).update(until=now.date() + timedelta(days=1))
    later = now.date() + timedelta(days=2)
    assert permissions.is_party(sender.account, made, later) is True
    assert permissions.is_party(other.account, made, later) is False


def test_what_a_member_has_to_vote_on_waits_at_her_desk_until_her_last_word(
    award, proposal, council, ministry_officer, ministry_leader, now
):
    def waiting():
        rows = Task.objects.filter(dossier_kind="award_ballot", state="open")
        return set(rows.values_list("desk", flat=True))

    chair, secretary, third, guest = (each.desk.code for each in council)
    # The guest works where it was proposed: nothing waits for her.
    assert (waiting(), guest in waiting()) == ({chair, secretary, third}, False)
    declare(proposal, conflicted=True, words="Người nhà", by=council[2], at=now)
    assert waiting() == {chair, secretary}
    declare(proposal, conflicted=False, words="", by=council[0], at=now)
    assert waiting() == {chair, secretary}
    vote(proposal, "for", by=council[0], at=now)
    assert waiting() == {secretary}
    do("award.take_more", award, ministry_officer, now, reason="Nhận thêm")
    assert waiting() == set()


def test_a_council_sent_back_is_called_again(concluded, proposal, council, ministry_leader, now):
    rows = Task.objects.filter(dossier_kind="award_ballot", state="open")
    assert rows.count() == 0
    do("award.return", concluded, ministry_leader, now, reason="Xem lại")
    assert rows.count() == 3
