"""Councils of appraisal: who sits there, what they may judge, and minutes that stay."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from khuyencong.organisations.actors import PUBLIC
from khuyencong.organisations.models import Seat
from khuyencong.organisations.queries import seated
from khuyencong.projects.actions.appraisal import ask, declare, tick
from khuyencong.projects.actions.councils import Setting, add_member, drop_member, put_before, set_up
from khuyencong.projects.actions.interests import settle_taken_back
from khuyencong.projects.actions.minutes import Concluded, keep_minutes
from khuyencong.projects.lifecycle import APPRAISAL, PROJECT, open_sheet
from khuyencong.projects.models import Council, CouncilMember, Interest, Minutes, MinutesItem
from khuyencong.projects.queries.appraisal import concerned_since, minuted, standing_of
from khuyencong.projects.queries.councils import minutes_of, sitting_of
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.conftest import person
from tests.projects.sheets import answers, concluded

pytestmark = pytest.mark.django_db
SETTING = Setting(
    year=2027, purse="KCQG", level="base", number="12/QĐ-SCT", decided_on=date(2026, 10, 1), quorum=2
)


@pytest.fixture
def council(dong_thap_leader, dong_thap_colleague, now):
    """The head chairs, the colleague is secretary."""
    made = set_up(SETTING, by=dong_thap_leader, at=now)
    for actor, role in ((dong_thap_leader, "chair"), (dong_thap_colleague, "secretary")):
        add_member(made, actor.account, role, by=dong_thap_leader, at=now)
    return made


@pytest.fixture
def sheet(draft, dong_thap_officer, dong_thap_colleague, now):
    """A sheet that the colleague opened for a project of the officer's."""
    sent = PROJECT.perform("project.submit", draft(), Act(by=dong_thap_officer, at=now))
    return open_sheet(sent, Act(by=dong_thap_colleague, at=now))


@pytest.fixture
def before(council, sheet, dong_thap_leader, now):
    """The sheet before the council."""
    return put_before(council, sheet, by=dong_thap_leader, at=now)


def keys(council):
    return list(council.members.filter(left_at=None).values_list("pk", flat=True))


def said(sheet, outcome="pass", votes=2, **more):
    return Concluded(sheet=sheet, outcome=outcome, votes_for=votes, **more)


def declared_by_all(council, concluded, at):
    """Whoever said nothing yet is not concerned."""
    for each in concluded:
        silent = council.members.exclude(user__in=each.sheet.project.interests.values("user"))
        for member in silent.filter(left_at=None):
            given = {"project": each.sheet.project, "agency": each.sheet.agency, "user": member.user}
            Interest.objects.create(**given, conflicted=False, at=at)


def meet(council, concluded, by, at, *, declared=True, **more):
    given = {"held_at": at, "place": "Phòng họp 2", "present": keys(council)}
    if declared:
        declared_by_all(council, concluded, at)
    return keep_minutes(council, concluded, **(given | more), by=by, at=at)


def codes(blocked):
    return [each.code for each in blocked.value.findings]


def judged(sheet, people, at):
    for each in people:
        declare(sheet, conflicted=False, words="", by=each, at=at)
        tick(sheet, answers(sheet), by=each, at=at)


def test_only_the_head_sets_a_council_up_and_one_decision_makes_one(
    dong_thap_leader, dong_thap_officer, tay_ninh_officer, inspector, now
):
    for other in (dong_thap_officer, tay_ninh_officer, inspector, PUBLIC):
        with pytest.raises(PermissionDenied):
            set_up(SETTING, by=other, at=now)
    set_up(SETTING, by=dong_thap_leader, at=now)
    with pytest.raises(BlockedError) as again:
        set_up(SETTING, by=dong_thap_leader, at=now)
    assert (codes(again), Council.objects.count()) == (["decided_already"], 1)


def test_a_stranger_cannot_sit_and_a_chair_sits_alone(
    council, dong_thap_leader, dong_thap_officer, tay_ninh_officer, now
):
    with pytest.raises(BlockedError) as strange:
        add_member(council, tay_ninh_officer.account, "member", by=dong_thap_leader, at=now)
    with pytest.raises(BlockedError) as second:
        add_member(council, dong_thap_officer.account, "chair", by=dong_thap_leader, at=now)
    with pytest.raises(PermissionDenied):
        add_member(council, dong_thap_officer.account, "member", by=dong_thap_officer, at=now)
    assert (codes(strange), codes(second)) == (["no_desk"], ["role_taken"])


def test_who_left_may_be_followed_by_another_chair_and_leaving_twice_is_one_leaving(
    council, dong_thap_leader, dong_thap_officer, now
):
    chair = council.members.get(role="chair")
    for _ in range(2):
        drop_member(chair, by=dong_thap_leader, at=now)
    add_member(council, dong_thap_officer.account, "chair", by=dong_thap_leader, at=now)
    sitting = sitting_of(council)
    assert ([each.role for each in sitting.members], len(sitting.left)) == (["secretary", "chair"], 1)


def test_a_sheet_lies_before_a_complete_council_of_its_own_plan_only(
    council, sheet, dong_thap_leader, dong_thap_colleague, now
):
    other = set_up(Setting(**{**vars_of(SETTING), "number": "13", "year": 2028}), by=dong_thap_leader, at=now)
    with pytest.raises(BlockedError) as wrong:
        put_before(other, sheet, by=dong_thap_leader, at=now)
    drop_member(council.members.get(role="secretary"), by=dong_thap_leader, at=now)
    with pytest.raises(BlockedError) as short:
        put_before(council, sheet, by=dong_thap_leader, at=now)
    assert (codes(wrong), codes(short)) == (["other_council"], ["council_incomplete"])
    assert sitting_of(council).lacks == ("thư ký", "ít nhất 1 người nữa")


def vars_of(setting):
    return {name: getattr(setting, name) for name in Setting.__dataclass_fields__}


def test_every_member_finds_the_sheet_at_her_desk(before, council, dong_thap_leader, dong_thap_colleague):
    waiting = Task.objects.filter(dossier_kind="appraisal", dossier_key=str(before.pk), state="open")
    assert sorted(waiting.values_list("desk", flat=True)) == sorted(
        [dong_thap_leader.desk_code, dong_thap_colleague.desk_code]
    )


def test_a_member_declares_before_she_ticks_and_who_is_concerned_ticks_nothing(
    before, dong_thap_colleague, dong_thap_leader, now
):
    with pytest.raises(BlockedError) as silent:
        tick(before, answers(before), by=dong_thap_colleague, at=now)
    declare(before, conflicted=True, words="Em của chủ cơ sở", by=dong_thap_leader, at=now)
    with pytest.raises(BlockedError) as concerned:
        tick(before, answers(before), by=dong_thap_leader, at=now)
    assert (codes(silent), codes(concerned)) == (["not_declared"], ["conflicted"])


def test_a_council_concludes_by_minutes_and_another_conclusion_needs_a_reason(
    before, council, dong_thap_leader, dong_thap_colleague, now
):
    people = [dong_thap_leader, dong_thap_colleague]
    judged(before, people, now)
    ready = APPRAISAL.perform("appraisal.ready", before, Act(by=dong_thap_colleague, at=now))
    with pytest.raises(BlockedError) as unmet:
        concluded(ready, "pass", dong_thap_leader, now)
    meet(council, [said(ready, "refuse", words="Trùng đề án năm trước")], dong_thap_colleague, now)
    with pytest.raises(BlockedError) as against:
        concluded(ready, "pass", dong_thap_leader, now)
    project = concluded(ready, "pass", dong_thap_leader, now, reason="Đã có giải trình")
    assert (codes(unmet), codes(against), project.state) == (["no_minutes"], ["against_minutes"], "appraised")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"votes": 3}, "votes_do_not_add_up"),
        ({"votes": 1}, "votes_do_not_add_up"),
        ({"votes": 1, "votes_against": 1}, "no_majority"),
        ({"votes": 2, "outcome": "refuse"}, "words_missing"),
        ({"votes": 2, "outcome": "maybe"}, "no_outcome"),
    ],
)
def test_votes_add_up_and_more_than_half_agree(before, council, dong_thap_colleague, now, more, code):
    with pytest.raises(BlockedError) as blocked:
        meet(council, [said(before, **more)], dong_thap_colleague, now)
    assert (codes(blocked), Minutes.objects.count()) == ([code], 0)


@pytest.fixture
def third(council, dong_thap_leader, now):
    """One more member, who neither presides nor keeps the minutes."""
    made = person(dong_thap_leader.agency, "uy-vien", "department_officer")
    add_member(council, made.account, "member", by=dong_thap_leader, at=now)
    return made


def test_who_is_concerned_is_there_and_has_no_vote(before, council, third, dong_thap_colleague, now):
    declare(before, conflicted=True, words="Em của chủ cơ sở", by=third, at=now)
    with pytest.raises(BlockedError) as blocked:
        meet(council, [said(before, votes=3)], dong_thap_colleague, now)
    made = meet(council, [said(before, votes=2)], dong_thap_colleague, now)
    told = minutes_of(made, now.date())
    assert codes(blocked) == ["votes_do_not_add_up"]
    assert ([each.concerned for each in told.concluded], told.present) == ([(str(third.account),)], 3)


def test_who_is_concerned_does_not_preside_and_the_quorum_is_of_those_who_vote(
    before, council, dong_thap_leader, dong_thap_colleague, now
):
    declare(before, conflicted=True, words="Em của chủ cơ sở", by=dong_thap_colleague, at=now)
    with pytest.raises(BlockedError) as few:
        meet(council, [said(before, votes=1)], dong_thap_colleague, now)
    declare(before, conflicted=True, words="Góp vốn", by=dong_thap_leader, at=now)
    with pytest.raises(BlockedError) as chair:
        meet(council, [said(before, votes=0)], dong_thap_colleague, now)
    assert (codes(few), codes(chair)) == (["no_free_quorum"], ["chair_concerned"])
    assert Minutes.objects.count() == 0


def test_who_drafted_it_neither_presides_nor_votes(
    council, third, draft, dong_thap_officer, dong_thap_leader, dong_thap_colleague, now
):
    sent = PROJECT.perform("project.submit", draft(by=dong_thap_leader), Act(by=dong_thap_officer, at=now))
    hers = put_before(
        council, open_sheet(sent, Act(by=dong_thap_colleague, at=now)), by=dong_thap_leader, at=now
    )
    assert sitting_of(council).voteless == [(sent.title, (str(dong_thap_leader.account),))]
    with pytest.raises(BlockedError) as chairs:
        meet(council, [said(hers, votes=2)], dong_thap_colleague, now)
    drop_member(council.members.get(role="chair"), by=dong_thap_leader, at=now)
    drop_member(council.members.get(user=third.account), by=dong_thap_leader, at=now)
    for actor, role in ((third, "chair"), (dong_thap_leader, "member")):
        add_member(council, actor.account, role, by=dong_thap_leader, at=now)
    with pytest.raises(BlockedError) as votes:
        meet(council, [said(hers, votes=3)], dong_thap_colleague, now)
    made = meet(council, [said(hers, votes=2)], dong_thap_colleague, now)
    assert (codes(chairs), codes(votes)) == (["chair_concerned"], ["votes_do_not_add_up"])
    assert minutes_of(made, now.date()).concluded[0].concerned == (str(dong_thap_leader.account),)


def test_a_meeting_is_held_neither_before_the_council_nor_before_the_sheet(
    before, council, dong_thap_colleague, now
):
    for day in (date(2026, 9, 30), date(2026, 11, 22)):
        early = now.replace(year=day.year, month=day.month, day=day.day)
        with pytest.raises(BlockedError) as blocked:
            meet(council, [said(before)], dong_thap_colleague, now, held_at=early)
        assert set(codes(blocked)) == {"held_too_early"}
    assert Minutes.objects.count() == 0


def test_a_vote_of_who_says_afterwards_that_she_is_concerned_decides_nothing(
    before, council, third, dong_thap_leader, dong_thap_colleague, now
):
    people = [dong_thap_leader, dong_thap_colleague, third]
    judged(before, people, now)
    meet(council, [said(before, votes=2, votes_against=1)], dong_thap_colleague, now)
    later = now + timedelta(hours=1)
    declare(before, conflicted=True, words="Em ruột", by=third, at=later)
    with pytest.raises(BlockedError) as hers:
        APPRAISAL.perform("appraisal.ready", before, Act(by=third, at=later))
    ready = APPRAISAL.perform("appraisal.ready", before, Act(by=dong_thap_colleague, at=later))
    with pytest.raises(BlockedError) as blocked:
        concluded(ready, "pass", dong_thap_leader, later, reason="Vẫn đạt")
    assert (codes(hers), codes(blocked)) == (["conflicted"], ["minutes_with_concerned"])
    assert str(third.account) in blocked.value.findings[0].message
    again = later + timedelta(hours=1)
    meet(council, [said(before, votes=2)], dong_thap_colleague, again)
    assert concluded(ready, "pass", dong_thap_leader, again).state == "appraised"


def taken_back(sheet, actor, at) -> Interest:
    """She declared, and wishes to take it back."""
    declare(sheet, conflicted=True, words="Em ruột", by=actor, at=at)
    return declare(sheet, conflicted=False, words="Nhầm tên, không phải họ hàng", by=actor, at=at)


def test_to_take_back_that_she_is_concerned_needs_words_and_waits(before, dong_thap_colleague, now):
    declare(before, conflicted=True, words="Em ruột", by=dong_thap_colleague, at=now)
    with pytest.raises(BlockedError) as silent:
        declare(before, conflicted=False, by=dong_thap_colleague, at=now)
    told = declare(before, conflicted=False, words="Nhầm tên", by=dong_thap_colleague, at=now)
    with pytest.raises(BlockedError) as again:
        declare(before, conflicted=False, words="Nhầm tên", by=dong_thap_colleague, at=now)
    assert (codes(silent), told.words, told.waits) == (["words_missing"], "Nhầm tên", True)
    assert codes(again) == ["waits_already"]


def test_until_a_second_person_agrees_she_ticks_nothing_and_votes_on_nothing(
    before, council, third, dong_thap_colleague, dong_thap_leader, now
):
    judged(before, [dong_thap_leader, dong_thap_colleague, third], now)
    asked = taken_back(before, third, now)
    user = third.account.pk
    assert (user in standing_of(before).conflicted, len(standing_of(before).ticks["gia"])) == (True, 2)
    with pytest.raises(BlockedError) as barred:
        tick(before, answers(before), by=third, at=now)
    with pytest.raises(BlockedError) as voted:
        meet(council, [said(before, votes=3)], dong_thap_colleague, now)
    assert (codes(barred), codes(voted)) == (["conflicted"], ["votes_do_not_add_up"])
    made = settle_taken_back(before, asked, agreed=True, by=dong_thap_leader, at=now)
    assert (made.confirmed_by, made.words) == (dong_thap_leader.account, "Nhầm tên, không phải họ hàng")
    assert (user in standing_of(before).conflicted, len(standing_of(before).ticks["gia"])) == (False, 3)
    meet(council, [said(before, votes=3)], dong_thap_colleague, now)
    told = Event.objects.filter(name__in=("appraisal.declare", "appraisal.settle_interest"))
    assert list(told.order_by("sequence").values_list("title", flat=True))[-2:] == [
        f"Xin rút khai liên quan: {before.project.title}",
        f"Đồng ý cho rút khai liên quan: {before.project.title}",
    ]


def test_who_may_agree_once_and_who_may_not(
    before, council, third, dong_thap_colleague, dong_thap_officer, dong_thap_leader, tay_ninh_officer, now
):
    asked = taken_back(before, third, now)
    for other in (third, dong_thap_colleague, tay_ninh_officer, PUBLIC):
        with pytest.raises(PermissionDenied):
            settle_taken_back(before, asked, agreed=True, by=other, at=now)
    with pytest.raises(BlockedError) as silent:
        settle_taken_back(before, asked, agreed=False, by=dong_thap_leader, at=now)
    kept = settle_taken_back(before, asked, agreed=False, words="Đúng là em", by=dong_thap_leader, at=now)
    with pytest.raises(BlockedError) as late:
        settle_taken_back(before, asked, agreed=True, by=dong_thap_leader, at=now)
    assert (codes(silent), codes(late)) == (["words_missing"], ["not_waiting"])
    assert kept.words == "Em ruột (không cho rút: Đúng là em)"
    assert (kept.conflicted, third.account.pk in standing_of(before).conflicted) == (True, True)
    again = declare(before, conflicted=False, words="Đã hỏi lại", by=third, at=now)
    declare(before, conflicted=True, words="Góp vốn", by=dong_thap_leader, at=now)
    with pytest.raises(BlockedError) as concerned_too:
        settle_taken_back(before, again, agreed=True, by=dong_thap_leader, at=now)
    declare(before, conflicted=True, words="Thôi", by=third, at=now)
    with pytest.raises(BlockedError) as overtaken:
        settle_taken_back(before, again, agreed=True, by=dong_thap_leader, at=now)
    assert (codes(concerned_too), codes(overtaken)) == (["conflicted"], ["not_waiting"])


def test_the_chair_does_not_free_herself_but_the_head_may_where_she_is_another(
    before, council, dong_thap_leader, dong_thap_officer, dong_thap_colleague, now
):
    """The chair's own is for another head; the colleague chairs no council."""
    asked = taken_back(before, dong_thap_leader, now)
    for other in (dong_thap_leader, dong_thap_colleague):
        with pytest.raises(PermissionDenied):
            settle_taken_back(before, asked, agreed=True, by=other, at=now)
    drop_member(council.members.get(role="chair"), by=dong_thap_leader, at=now)
    drop_member(council.members.get(role="secretary"), by=dong_thap_leader, at=now)
    add_member(council, dong_thap_colleague.account, "chair", by=dong_thap_leader, at=now)
    settle_taken_back(before, asked, agreed=True, by=dong_thap_colleague, at=now)
    assert dong_thap_leader.account.pk not in standing_of(before).conflicted


def test_nobody_is_freed_by_one_row_of_her_own_in_either_database(before, third, dong_thap_leader, now):
    asked = taken_back(before, third, now)
    given = {"project": before.project, "agency": before.agency, "user": third.account, "at": now}
    for wrong in (
        {"conflicted": False},
        {"conflicted": False, "confirmed_by": third.account},
        {"conflicted": True, "words": "x", "waits": True},
        {"conflicted": False, "waits": True},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Interest.objects.create(**given | wrong)
    for attempt in (lambda: Interest.objects.update(waits=False), lambda: asked.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert Interest.objects.filter(user=third.account).count() == 2


def test_minutes_want_a_declaration_of_everybody_who_was_there_and_tell_it(
    before, council, third, dong_thap_leader, dong_thap_colleague, now
):
    judged(before, [dong_thap_leader], now)
    with pytest.raises(BlockedError) as blocked:
        meet(council, [said(before, votes=3)], dong_thap_colleague, now, declared=False)
    [finding] = blocked.value.findings
    silent = f"{dong_thap_colleague.account}, {third.account}"
    told = f"Người dự họp chưa khai có liên quan hay không: {silent}."
    assert (finding.code, finding.message, Minutes.objects.count()) == ("not_declared", told, 0)
    declare(before, conflicted=False, by=dong_thap_colleague, at=now)
    absent = [key for key in keys(council) if key != council.members.get(user=third.account).pk]
    made = meet(council, [said(before, votes=2)], dong_thap_colleague, now, present=absent, declared=False)
    [told] = minutes_of(made, now.date()).concluded
    assert (sorted(told.free), told.silent) == (
        sorted([str(dong_thap_leader.account), str(dong_thap_colleague.account)]),
        (),
    )
    declare(before, conflicted=True, words="Em ruột", by=third, at=now + timedelta(hours=1))
    assert minutes_of(made, now.date()).concluded[0].free == told.free


def test_minutes_judge_the_sheet_as_it_stands_not_as_it_was_read(
    before, council, dong_thap_leader, dong_thap_colleague, now
):
    judged(before, [dong_thap_leader, dong_thap_colleague], now)
    meet(council, [said(before)], dong_thap_colleague, now)
    ready = APPRAISAL.perform("appraisal.ready", before, Act(by=dong_thap_colleague, at=now))
    concluded(ready, "pass", dong_thap_leader, now)
    assert before.state == "open"
    with pytest.raises(BlockedError) as blocked:
        meet(council, [said(before)], dong_thap_colleague, now)
    assert (codes(blocked), Minutes.objects.count()) == (["sheet_closed"], 1)


@pytest.mark.parametrize(
    ("more", "codes_told"),
    [
        ({"place": "  "}, ["no_place"]),
        ({"present": []}, ["no_quorum", "no_chair", "votes_do_not_add_up"]),
        ({"held_at": 1}, ["not_held_yet"]),
    ],
)
def test_a_meeting_that_was_none_is_refused_whole(before, council, dong_thap_colleague, now, more, codes_told):
    given = dict(more)
    if "held_at" in given:
        given["held_at"] = now + timedelta(hours=given["held_at"])
    with pytest.raises(BlockedError) as blocked:
        meet(council, [said(before)], dong_thap_colleague, now, **given)
    assert (codes(blocked), Minutes.objects.count()) == (codes_told, 0)


def test_neither_a_mere_member_nor_a_neighbour_keeps_minutes(
    before, council, dong_thap_officer, dong_thap_leader, tay_ninh_officer, inspector, now
):
    add_member(council, dong_thap_officer.account, "member", by=dong_thap_leader, at=now)
    for other in (dong_thap_officer, tay_ninh_officer, inspector, PUBLIC):
        with pytest.raises(PermissionDenied):
            meet(council, [said(before, votes=3)], other, now)
    assert Minutes.objects.count() == 0


def test_minutes_stay_as_they_were_kept_in_the_database(before, council, dong_thap_colleague, now):
    meet(council, [said(before)], dong_thap_colleague, now)
    for rows, change in ((Minutes, {"place": "Nơi khác"}), (MinutesItem, {"outcome": "return"})):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.objects.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.objects.get().delete()
    assert (Minutes.objects.get().place, MinutesItem.objects.get().outcome) == ("Phòng họp 2", "pass")


def test_an_expert_from_elsewhere_sees_what_lies_before_her_council_and_nothing_else(
    before, council, tay_ninh_officer, dong_thap_leader, now
):
    assert Council.objects.visible_to(tay_ninh_officer).count() == 0
    CouncilMember.objects.create(council=council, user=tay_ninh_officer.account)
    expert = seated(tay_ninh_officer.account, now.date())
    assert Seat.objects.filter(user=expert.account).exists()
    assert [
        Council.objects.visible_to(expert).count(),
        type(before).objects.visible_to(expert).count(),
        type(before.project).objects.visible_to(expert).count(),
    ] == [1, 1, 0]


def test_the_page_of_a_council_costs_as_many_selects_with_many_sheets_as_with_one(
    before,
    council,
    draft,
    dong_thap_officer,
    dong_thap_colleague,
    dong_thap_leader,
    now,
    django_assert_num_queries,
):
    with django_assert_num_queries(5):
        sitting_of(council)
    for _ in range(3):
        sent = PROJECT.perform("project.submit", draft(), Act(by=dong_thap_officer, at=now))
        other = open_sheet(sent, Act(by=dong_thap_colleague, at=now))
        put_before(council, other, by=dong_thap_leader, at=now)
    with django_assert_num_queries(5):
        assert len(sitting_of(council).unsaid) == 4


def test_what_is_taken_back_waits_at_the_second_persons_desk(
    before, council, third, dong_thap_leader, dong_thap_officer, now
):
    declare(before, conflicted=True, words="Em ruột chủ cơ sở", by=third, at=now)
    waiting = Task.objects.filter(dossier_kind="appraisal_interest", dossier_key=str(before.pk), state="open")
    assert not waiting.exists()
    asked = declare(before, conflicted=False, words="Nhầm người", by=third, at=now)
    task = waiting.get()
    assert (task.desk, str(third.account) in task.title) == (dong_thap_leader.desk_code, True)
    settle_taken_back(before, asked, agreed=True, by=dong_thap_leader, at=now)
    assert not waiting.exists()


def test_a_sheet_that_ends_leaves_no_wish_waiting(before, council, third, dong_thap_officer, now):
    declare(before, conflicted=True, words="Em ruột chủ cơ sở", by=third, at=now)
    declare(before, conflicted=False, words="Nhầm người", by=third, at=now)
    PROJECT.perform("project.withdraw", before.project, Act(by=dong_thap_officer, at=now, reason="Thôi"))
    assert not Task.objects.filter(dossier_kind="appraisal_interest", state="open").exists()


def test_who_is_concerned_neither_asks_nor_returns(sheet, dong_thap_colleague, dong_thap_leader, now):
    ask(sheet, "Máy mua ở đâu?", step="chung", by=dong_thap_leader, at=now)
    declare(sheet, conflicted=True, words="Vợ góp vốn", by=dong_thap_colleague, at=now)
    with pytest.raises(BlockedError) as blocked:
        ask(sheet, "Bao giờ xong?", step="chung", by=dong_thap_colleague, at=now)
    assert codes(blocked) == ["conflicted"]
    act = Act(by=dong_thap_colleague, at=now, reason="Thiếu giấy")
    with pytest.raises(BlockedError) as blocked:
        PROJECT.perform("project.return", sheet.project, act)
    assert codes(blocked) == ["conflicted"]
    sheet.project.refresh_from_db()
    assert sheet.project.state == "submitted"


def test_the_same_question_and_the_same_declaration_are_kept_once(sheet, dong_thap_colleague, now):
    act = {"by": dong_thap_colleague, "at": now}
    for _ in range(2):
        ask(sheet, "Máy mua ở đâu?", step="chung", **act)
    for _ in range(2):
        declare(sheet, conflicted=True, words="Vợ góp vốn", **act)
    assert (sheet.supplements.count(), sheet.project.interests.count()) == (1, 1)


@pytest.fixture
def concluded_without_third(before, council, third, dong_thap_leader, dong_thap_colleague, now):
    """Minutes of two votes; the third was concerned, said so before and had none."""
    declare(before, conflicted=True, words="Em ruột chủ cơ sở", by=third, at=now)
    declare(before, conflicted=False, by=dong_thap_leader, at=now)
    declare(before, conflicted=False, by=dong_thap_colleague, at=now)
    meet(council, [said(before, votes=2)], dong_thap_colleague, now)
    found = minuted(before)
    assert found is not None
    return found


def test_minutes_stay_good_when_a_wish_to_take_back_is_refused(
    concluded_without_third, before, third, dong_thap_leader, now
):
    later = now + timedelta(hours=1)
    asked = declare(before, conflicted=False, words="Nhầm người", by=third, at=later)
    settle_taken_back(before, asked, agreed=False, words="Không nhầm", by=dong_thap_leader, at=later)
    assert concerned_since(concluded_without_third) == []


def test_minutes_stay_good_when_who_had_no_vote_says_again_why(concluded_without_third, before, third, now):
    later = now + timedelta(hours=1)
    declare(before, conflicted=True, words="Em ruột chủ cơ sở, nói rõ hơn", by=third, at=later)
    assert concerned_since(concluded_without_third) == []


def test_who_is_let_off_after_the_meeting_had_no_vote_in_it(
    before, council, third, dong_thap_leader, dong_thap_colleague, now
):
    met, later = now + timedelta(hours=1), now + timedelta(hours=2)
    declare(before, conflicted=True, words="Em ruột chủ cơ sở", by=third, at=now)
    declare(before, conflicted=False, by=dong_thap_leader, at=now)
    declare(before, conflicted=False, by=dong_thap_colleague, at=now)
    asked = declare(before, conflicted=False, words="Nhầm người", by=third, at=later)
    settle_taken_back(before, asked, agreed=True, by=dong_thap_leader, at=later)
    with pytest.raises(BlockedError) as refused:
        meet(council, [said(before, votes=3)], dong_thap_colleague, now + timedelta(hours=3), held_at=met)
    assert codes(refused) == ["votes_do_not_add_up"]
    meet(council, [said(before, votes=2)], dong_thap_colleague, now + timedelta(hours=3), held_at=met)


def test_who_joined_after_the_meeting_was_not_there(
    before, council, dong_thap_leader, dong_thap_colleague, now
):
    met, later = now + timedelta(hours=1), now + timedelta(hours=5)
    declare(before, conflicted=False, by=dong_thap_leader, at=now)
    declare(before, conflicted=False, by=dong_thap_colleague, at=now)
    newcomer = person(dong_thap_leader.agency, "uy-vien-moi", "department_officer")
    add_member(council, newcomer.account, "member", by=dong_thap_leader, at=later)
    declare(before, conflicted=False, by=newcomer, at=later)
    with pytest.raises(BlockedError) as refused:
        meet(council, [said(before, votes=3)], dong_thap_colleague, later, held_at=met)
    assert codes(refused) == ["joined_later"]
