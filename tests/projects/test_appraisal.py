"""Appraisal: nothing passes without a complete sheet of several people; what was asked is answered."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from khuyencong.norms.models import SupportItem
from khuyencong.organisations.actors import PUBLIC
from khuyencong.projects import actions
from khuyencong.projects.actions.appraisal import Answered, answer, ask, declare, tick
from khuyencong.projects.lifecycle import APPRAISAL, PROJECT, open_sheet
from khuyencong.projects.models import Appraisal, Interest, Passage, Project, Supplement, Tick
from khuyencong.projects.queries import papers_for
from khuyencong.projects.queries.appraisal import sheets_seen_by, standing_of, to_appraise
from khuyencong.projects.queries.second_reading import changes_since
from khuyencong.projects.queries.sheets import sheet_of
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.projects.conftest import LONG, basics, machine
from tests.projects.sheets import answers, concluded, filled, passed, sent_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(draft, dong_thap_officer, now):
    """A project of Đồng Tháp that waits for appraisal at its department."""
    return PROJECT.perform("project.submit", draft(), Act(by=dong_thap_officer, at=now))


def codes(blocked):
    return [each.code for each in blocked.value.findings]


def test_the_rubric_is_the_five_items_of_the_circular_and_says_what_is_ours(sent, dong_thap_colleague, now):
    sheet = sheet_of(open_sheet(sent, Act(by=dong_thap_colleague, at=now)), now.date())
    assert [(each.law, each.verified) for each in sheet.items] == [
        (f"Điều 9 khoản {number}, 36/2013/TT-BCT", True) for number in range(1, 6)
    ]
    assert (sum(len(each.questions) for each in sheet.items), sheet.missing) == (15, 15)


@pytest.mark.parametrize(("outcome", "state"), [("pass", "appraised"), ("refuse", "refused")])
def test_a_complete_sheet_and_its_project_are_concluded_in_one(
    sent, dong_thap_colleague, dong_thap_leader, now, outcome, state
):
    sheet = filled(sent, dong_thap_colleague, now)
    done = concluded(sheet, outcome, dong_thap_leader, now, reason="Theo phiếu")
    sheet.refresh_from_db()
    assert (done.state, sheet.state, sheet.concluded_by) == (
        state,
        {"pass": "passed", "refuse": "refused"}[outcome],
        dong_thap_leader.account,
    )
    assert Task.objects.filter(dossier_kind="appraisal", state="open").count() == 0


def test_nothing_passes_without_a_sheet_or_with_a_gap_in_it(sent, dong_thap_colleague, dong_thap_leader, now):
    act = Act(by=dong_thap_leader, at=now, reason="x")
    with pytest.raises(BlockedError) as blocked:
        PROJECT.perform("project.appraise", sent, act)
    assert codes(blocked) == ["no_sheet"]
    sheet = open_sheet(sent, Act(by=dong_thap_colleague, at=now))
    tick(sheet, answers(sheet)[1:], by=dong_thap_colleague, at=now)
    with pytest.raises(BlockedError) as blocked:
        APPRAISAL.perform("appraisal.ready", sheet, Act(by=dong_thap_colleague, at=now))
    assert codes(blocked) == ["unticked"]
    with pytest.raises(BlockedError) as blocked:
        PROJECT.perform("project.appraise", sent, act)
    assert codes(blocked) == ["sheet_not_ready"]


def test_a_sheet_alone_cannot_be_concluded_past_its_project(sent, dong_thap_colleague, dong_thap_leader, now):
    sheet = filled(sent, dong_thap_colleague, now)
    with pytest.raises(BlockedError) as blocked:
        APPRAISAL.perform("appraisal.pass", sheet, Act(by=dong_thap_leader, at=now))
    assert codes(blocked) == ["concluded_with_project"]


def test_what_is_not_met_needs_words_and_passing_in_spite_of_it_a_reason(
    sent, dong_thap_colleague, dong_thap_leader, now
):
    sheet = open_sheet(sent, Act(by=dong_thap_colleague, at=now))
    with pytest.raises(BlockedError) as blocked:
        tick(sheet, answers(sheet, {"gia": ("fail", " ")}), by=dong_thap_colleague, at=now)
    assert codes(blocked) == ["words_missing"]
    assert Tick.objects.count() == 0
    tick(sheet, answers(sheet, {"gia": ("fail", "Giá cao hơn báo giá")}), by=dong_thap_colleague, at=now)
    sheet = APPRAISAL.perform("appraisal.ready", sheet, Act(by=dong_thap_colleague, at=now))
    with pytest.raises(BlockedError) as blocked:
        concluded(sheet, "pass", dong_thap_leader, now)
    assert codes(blocked) == ["against_ticks"]
    assert concluded(sheet, "pass", dong_thap_leader, now, reason="Giá đã giải trình").state == "appraised"


def test_who_ticked_everything_alone_does_not_conclude(sent, dong_thap_colleague, dong_thap_leader, now):
    sheet = filled(sent, dong_thap_leader, now)
    with pytest.raises(BlockedError) as blocked:
        concluded(sheet, "pass", dong_thap_leader, now)
    assert codes(blocked) == ["own_work"]
    APPRAISAL.perform("appraisal.reopen", sheet, Act(by=dong_thap_colleague, at=now))
    tick(sheet, answers(sheet)[:1], by=dong_thap_colleague, at=now)
    APPRAISAL.perform("appraisal.ready", sheet, Act(by=dong_thap_colleague, at=now))
    assert concluded(sheet, "pass", dong_thap_leader, now).state == "appraised"


def test_author_concerned_neighbour_and_stranger_tick_nothing(
    sent, dong_thap_officer, dong_thap_colleague, dong_thap_leader, tay_ninh_officer, ministry_officer, now
):
    sheet = open_sheet(sent, Act(by=dong_thap_leader, at=now))
    with pytest.raises(BlockedError) as blocked:
        tick(sheet, answers(sheet), by=dong_thap_officer, at=now)
    assert codes(blocked) == ["own_work"]
    tick(sheet, answers(sheet), by=dong_thap_colleague, at=now)
    declare(sheet, conflicted=True, words="Em ruột là chủ cơ sở", by=dong_thap_colleague, at=now)
    with pytest.raises(BlockedError) as blocked:
        tick(sheet, answers(sheet), by=dong_thap_colleague, at=now)
    assert codes(blocked) == ["conflicted"]
    assert len(standing_of(sheet).missing) == 15
    for other in (tay_ninh_officer, ministry_officer, PUBLIC):
        with pytest.raises(PermissionDenied):
            tick(sheet, answers(sheet), by=other, at=now)
    seen = [sheets_seen_by(each).count() for each in (dong_thap_officer, ministry_officer, tay_ninh_officer)]
    assert (seen, sheets_seen_by(PUBLIC).count()) == ([1, 1, 0], 0)


def test_each_officers_ticks_are_kept_and_her_last_stands(sent, dong_thap_colleague, dong_thap_leader, now):
    sheet = open_sheet(sent, Act(by=dong_thap_colleague, at=now))
    tick(sheet, [Answered(question="gia", answer="pass")], by=dong_thap_colleague, at=now)
    tick(sheet, [Answered(question="gia", answer="fail", words="Cao")], by=dong_thap_colleague, at=now)
    tick(sheet, [Answered(question="gia", answer="fail", words="Cao")], by=dong_thap_colleague, at=now)
    tick(sheet, [Answered(question="gia", answer="pass")], by=dong_thap_leader, at=now)
    stands = [(each.user_id, each.answer) for each in standing_of(sheet).ticks["gia"]]
    assert (Tick.objects.count(), stands) == (
        3,
        [(dong_thap_colleague.account.pk, "fail"), (dong_thap_leader.account.pk, "pass")],
    )


def test_the_database_lets_nobody_change_or_remove_a_tick_or_a_declaration(
    sent, dong_thap_colleague, dong_thap_leader, now
):
    sheet = filled(sent, dong_thap_colleague, now)
    declare(sheet, conflicted=False, by=dong_thap_colleague, at=now)
    for rows in (Tick.objects, Interest.objects):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(words="khác")
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all().delete()


def test_a_return_needs_a_question_and_coming_back_an_answer(
    sent, dong_thap_officer, dong_thap_colleague, tay_ninh_officer, now
):
    sheet = open_sheet(sent, Act(by=dong_thap_colleague, at=now))
    with pytest.raises(BlockedError) as blocked:
        concluded(sheet, "return", dong_thap_colleague, now, reason="Thiếu")
    assert codes(blocked) == ["no_question"]
    question = ask(sheet, "Báo giá thứ hai đâu?", step="giay-to", by=dong_thap_colleague, at=now)
    back = concluded(sheet, "return", dong_thap_colleague, now, reason="Thiếu")
    task = Task.objects.get(dossier_kind="appraisal_question", state="open")
    assert (back.state, task.desk, task.dossier_key) == (
        "returned",
        dong_thap_officer.desk_code,
        str(question.pk),
    )
    with pytest.raises(BlockedError) as blocked:
        PROJECT.perform("project.submit", back, Act(by=dong_thap_officer, at=now))
    assert codes(blocked) == ["unanswered"]
    with pytest.raises(PermissionDenied):
        answer(question, "x", by=tay_ninh_officer, at=now)
    answer(question, "Đã thêm", by=dong_thap_officer, at=now)
    assert Task.objects.filter(dossier_kind="appraisal_question", state="open").count() == 0
    assert PROJECT.perform("project.submit", back, Act(by=dong_thap_officer, at=now)).state == "submitted"


def test_the_second_reading_shows_question_answer_and_what_changed_since(
    sent, dong_thap_officer, dong_thap_colleague, now
):
    back, later = sent_back(sent, dong_thap_colleague, now), now + timedelta(hours=1)
    line = back.lines.get()
    actions.write(back, "muc-tieu", "Rõ hơn. " + LONG, based_on=1, by=dong_thap_officer, at=later)
    actions.drop_line(line, seen=line.edition, by=dong_thap_officer, at=later)
    actions.save_line(back, machine(600_000_000, 300_000_000), by=dong_thap_officer, at=later)
    answer(Supplement.objects.get(), "Đã sửa giá", by=dong_thap_officer, at=later)
    again = PROJECT.perform("project.submit", back, Act(by=dong_thap_officer, at=later))
    sheet = sheet_of(open_sheet(again, Act(by=dong_thap_colleague, at=later)), now.date())
    assert (sheet.round, [(each.words, each.answer) for each in sheet.asked_before]) == (
        2,
        [("Thiếu báo giá thứ hai", "Đã sửa giá")],
    )
    assert [(each.section, each.before, each.after) for each in sheet.since.sections] == [
        ("muc-tieu", LONG.strip(), ("Rõ hơn. " + LONG).strip())
    ]
    assert [each.title for each in sheet.since.rows] == [
        "Thêm dòng dự toán: Máy sấy",
        "Bỏ dòng dự toán: Máy sấy",
    ]
    assert Passage.objects.filter(section="muc-tieu").count() == 2


def test_the_second_reading_tells_names_and_amounts_not_keys(
    sent, workshop, dong_thap_officer, dong_thap_colleague, now
):
    back, later = sent_back(sent, dong_thap_colleague, now), now + timedelta(hours=1)
    paper = papers_for(["may-moc"], purse="KCQG", group=False, on=now.date())[0]
    other = SupportItem.objects.get(code="dao-tao-nghe")
    said = basics(
        items={SupportItem.objects.get(code="may-moc"): 2, other: 1},
        sector=None,
        last_year=2028,
        kind="model",
        purse="KCQG",
    )
    actions.change(back, said, seen=back.edition, by=dong_thap_officer, at=later)
    actions.drop_beneficiary(back.beneficiaries.get(), by=dong_thap_officer, at=later)
    actions.save_line(
        back, machine(690_000_000, 300_000_000), line=back.lines.get(), seen=1, by=dong_thap_officer, at=later
    )
    content = b"%PDF-1.7 new"
    actions.hand_in(
        back,
        paper.code,
        name="moi.pdf",
        media_type="application/pdf",
        content=content,
        by=dong_thap_officer,
        at=later,
    )
    told = {each.title: each.differences for each in changes_since(back, now).rows}
    machines = SupportItem.objects.get(code="may-moc").name
    assert {name: pair for name, *pair in told[f"Sửa đề án: {back.title}"]} == {
        "ngành, nghề": [str(back.sector), "–"],
        "khoản xin hỗ trợ": [machines, f"{other.name}; {machines} (2 suất)"],
        "năm kết thúc": ["2027", "2028"],
        "loại đề án": ["Đề án có địa chỉ cụ thể", "Đề án điểm"],
    }
    assert told[f"Bỏ cơ sở thụ hưởng: {workshop.name}"] == (("cơ sở", str(workshop), "–"),)
    assert {name: pair for name, *pair in told["Sửa dòng dự toán: Máy sấy"]} == {
        "đơn giá": ["680.000.000", "690.000.000"],
        "đóng góp của đơn vị thụ hưởng": ["380.000.000", "390.000.000"],
    }
    assert told["Nộp giấy tờ: moi.pdf"][:2] == (("giấy tờ", "–", paper.name), ("tên tệp", "–", "moi.pdf"))


def test_a_withdrawn_project_takes_its_sheet_with_it(sent, dong_thap_officer, dong_thap_colleague, now):
    sheet = open_sheet(sent, Act(by=dong_thap_colleague, at=now))
    PROJECT.perform("project.withdraw", sent, Act(by=dong_thap_officer, at=now, reason="Thôi"))
    sheet.refresh_from_db()
    assert (sheet.state, Task.objects.filter(state="open").count()) == ("dropped", 0)


def test_what_the_ministry_appraises_the_department_does_not_conclude(
    sent, dong_thap_officer, dong_thap_colleague, dong_thap_leader, ministry_officer, ministry_leader, now
):
    done = passed(sent, dong_thap_colleague, dong_thap_leader, now)
    registered = PROJECT.perform("project.register", done, Act(by=dong_thap_officer, at=now))
    assert [to_appraise(each).count() for each in (ministry_officer, dong_thap_colleague)] == [1, 0]
    with pytest.raises(PermissionDenied):
        open_sheet(registered, Act(by=dong_thap_colleague, at=now))
    sheet = filled(registered, ministry_officer, now)
    with pytest.raises(PermissionDenied):
        concluded(sheet, "pass", dong_thap_leader, now)
    assert (concluded(sheet, "pass", ministry_leader, now).state, sheets_seen_by(dong_thap_leader).count()) == (
        "passed",
        1,
    )


def test_reading_a_sheet_takes_as_many_selects_for_many_ticks_as_for_one(
    sent, dong_thap_colleague, dong_thap_leader, now
):
    sheet = open_sheet(sent, Act(by=dong_thap_colleague, at=now))

    def selects():
        found = sheets_seen_by(dong_thap_leader).get(pk=sheet.pk)
        with CaptureQueriesContext(connection) as counted:
            sheet_of(found, now.date())
        return len(counted)

    before = selects()
    for person in (dong_thap_colleague, dong_thap_leader):
        tick(sheet, answers(sheet, {"gia": ("fail", "Cao")}), by=person, at=now)
        for number in range(3):
            ask(sheet, f"Câu {number}", step="du-toan", by=person, at=now)
    assert selects() == before


@pytest.mark.usefixtures("committed_world")
def test_concluded_ten_times_at_once_a_sheet_ends_once(request, now):
    draft, officer = request.getfixturevalue("draft"), request.getfixturevalue("dong_thap_officer")
    head, colleague = (request.getfixturevalue(f"dong_thap_{each}") for each in ("leader", "colleague"))
    sent = PROJECT.perform("project.submit", draft(), Act(by=officer, at=now))
    sheet = filled(sent, colleague, now)
    together = threading.Barrier(10)

    def click(index):
        try:
            together.wait(timeout=30)
            outcome = "pass" if index % 2 else "refuse"
            return concluded(sheet, outcome, head, now, reason="x").state
        except BlockedError as blocked:
            return blocked.findings[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        told = sorted(pool.map(click, range(10)))
    assert told.count("wrong_state") == 9
    ends = {"appraised": "passed", "refused": "refused"}
    assert Appraisal.objects.get().state == ends[Project.objects.get().state]


@pytest.mark.parametrize("did", ["all of it", "beneficiary", "promise", "answer"])
def test_who_drafted_any_of_it_neither_ticks_nor_concludes(
    draft, workshop, did, dong_thap_officer, dong_thap_colleague, dong_thap_leader, ministry_officer, now
):
    project = draft(
        by=dong_thap_leader if did == "all of it" else dong_thap_officer, named=did != "beneficiary"
    )
    if did == "beneficiary":
        actions.add_beneficiary(project, workshop, None, by=dong_thap_leader, at=now)
    if did == "promise":
        actions.promise(project, full_counterpart=False, no_double_support=True, by=dong_thap_leader, at=now)
        actions.promise(project, full_counterpart=True, no_double_support=True, by=dong_thap_officer, at=now)
    sent = PROJECT.perform("project.submit", project, Act(by=dong_thap_officer, at=now))
    if did == "answer":
        back = sent_back(sent, dong_thap_colleague, now)
        answer(back.supplements.get(), "Đã thêm báo giá", by=dong_thap_leader, at=now)
        sent = PROJECT.perform("project.submit", back, Act(by=dong_thap_officer, at=now))
    sheet = open_sheet(sent, Act(by=dong_thap_colleague, at=now))
    with pytest.raises(BlockedError) as ticking:
        tick(sheet, answers(sheet), by=dong_thap_leader, at=now)
    tick(sheet, answers(sheet), by=dong_thap_colleague, at=now)
    ready = APPRAISAL.perform("appraisal.ready", sheet, Act(by=dong_thap_colleague, at=now))
    found = []
    for outcome in ("pass", "refuse"):
        with pytest.raises(BlockedError) as blocked:
            concluded(ready, outcome, dong_thap_leader, now, reason="Đã xem")
        found.append([each.code for each in blocked.value.findings])
    assert ([each.code for each in ticking.value.findings], found) == (["own_work"], [["own_work"]] * 2)
