"""A change of a running project: asked, confirmed, weighed, decided by nobody lower; what follows of it."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from khuyencong.industry.actions import Place, register
from khuyencong.ledger.actions import open_book
from khuyencong.ledger.actions.changing import stop_books
from khuyencong.ledger.lifecycle import CLAIM
from khuyencong.ledger.models import Book, Posting
from khuyencong.ledger.queries import Question, broken_promises, position
from khuyencong.ledger.queries.acceptances import lines_of
from khuyencong.ledger.queries.claims import annex_waits
from khuyencong.norms.models import ChangeRule
from khuyencong.projects.actions.changes import (
    Wanted,
    choose_substitutes,
    hand_in_change,
    judge_change_paper,
    rewrite_change,
)
from khuyencong.projects.lifecycle import (
    CHANGE,
    CONTRACT,
    Checked,
    SignedChange,
    begin_annex,
    begin_change,
    begin_contract,
    begin_report,
)
from khuyencong.projects.models import (
    Beneficiary,
    ChangePaper,
    ChangeRequest,
    ChangeSubstitute,
    Contract,
    Line,
    ProgressReport,
    Project,
    SelectionList,
    SelectionPosition,
)
from khuyencong.projects.queries.changes import needs_annex, reserve_of, terms_now
from khuyencong.rules.change_terms import Course
from khuyencong.rules.changes import Level
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Position, Stage
from khuyencong.rules.stopping import freed_of
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.ledger.backs import take_back
from tests.ledger.test_acceptances import accept, asked, held
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import TERMS, UNIT, approved, codes, contract, sign
from tests.projects.conftest import commune_of

__all__ = ["accept", "accountant", "approved", "asked", "claim", "contract", "hand_in", "held", "sign"]
__all__ += ["signed", "walk"]
pytestmark = pytest.mark.django_db
M = 1_000_000
MINISTER, CUC, SO = Level.MINISTER, Level.MINISTRY, Level.DEPARTMENT
WHY = "Cơ sở chưa đủ vốn đối ứng"


@pytest.fixture
def want(dong_thap_officer, now):
    """Begins a request for these terms, by the unit unless another is said."""

    def make(project, by=dong_thap_officer, substitutes=(), reason=WHY, **more):
        after = replace(terms_now(Project.objects.get(pk=project.pk)), **more)
        return begin_change(
            project, Wanted(after=after, reason=reason, substitutes=substitutes), Act(by=by, at=now)
        )

    return make


@pytest.fixture
def go(dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader, now):
    """Takes a request up to the state before, or to, `until`; the national purse's way."""

    def make(request, until="decided", number="77/QĐ-BCT", by=ministry_leader, signer=MINISTER, on=None):
        for each in request.papers.all():
            content = f"%PDF {each.position}".encode()
            hand_in_change(
                each, name="a.pdf", media_type="application/pdf", content=content, by=dong_thap_officer, at=now
            )
        request = CHANGE.perform("change.submit", request, Act(by=dong_thap_officer, at=now))
        if until == "submitted":
            return request
        for each in request.papers.all():
            judge_change_paper(each, fine=True, note="", by=dong_thap_leader, at=now)
        found = Checked(on=now.date(), found="Xưởng chưa có điện ba pha")
        request = CHANGE.perform("change.confirm", request, Act(by=dong_thap_leader, at=now, given=found))
        if until == "confirmed":
            return request
        request = CHANGE.perform("change.propose", request, Act(by=ministry_officer, at=now))
        if until == "proposed":
            return request
        return decided(request, by=by, signer=signer, number=number, at=now, on=on)

    return make


def decided(request, *, by, signer, at, number="77/QĐ-BCT", on=None, annex=None):
    """The last step."""
    given = SignedChange(number=number, on=on or at.date(), by=signer)
    follows = needs_annex(request) if annex is None else annex
    name = "change.decide_annex" if follows else "change.decide"
    return CHANGE.perform(name, request, Act(by=by, at=at, given=given))


def state_of(project):
    return Project.objects.get(pk=project.pk).state


@pytest.fixture
def figures(ministry_leader):
    """What the books of a year say, of one project or of the whole purse."""

    def of(project=None):
        return position(
            Question(actor=ministry_leader, project=project.pk if project else None, purse="KCQG", year=2027)
        )

    return of


@pytest.fixture
def reserve(draft):
    """Projects of the reserve list of the same plan."""

    def make(*supports):
        made = [draft(support=support, title=f"Dự phòng {support}") for support in supports]
        Project.objects.filter(pk__in=[each.pk for each in made]).update(
            state="reserve", submitted_at="2026-06-01T00:00:00Z"
        )
        return [Project.objects.get(pk=each.pk) for each in made]

    return make


def test_a_hold_goes_through_its_hands_and_nothing_is_paid_or_reported_until_it_goes_on(
    signed, want, go, claim, hand_in, held, accept, dong_thap_officer, ministry_officer, now
):
    hand_in(claim)
    report = begin_report(signed.project, Act(by=dong_thap_officer, at=now))
    until = date(2027, 5, 1)
    request = want(signed.project, course=Course.HELD, held_until=until)
    assert (request.changes, request.level, request.confirmed) == (["hold"], "ministry", True)
    assert request.law == "Điều 1 khoản 10, 11 (sửa Điều 11), 17/2018/TT-BCT (cần xác minh)"
    done = go(request, signer=CUC)
    assert (done.state, done.signed_by, state_of(signed.project)) == ("decided", "ministry", "held")
    task = Task.objects.get(dossier_kind="project", dossier_key=str(signed.project_id), state="open")
    assert (task.due, task.due_source) == (until, "quyết định tạm dừng")
    report.refresh_from_db()
    assert report.state == "dropped"
    annex = begin_annex(signed, TERMS, Act(by=ministry_officer, at=now, reason="Đổi ngày"))
    for life, name, dossier, by in (
        (CLAIM, "claim.submit", claim, dong_thap_officer),
        (CONTRACT, "contract.propose", annex, ministry_officer),
    ):
        with pytest.raises(BlockedError) as caught:
            life.perform(name, dossier, Act(by=by, at=now))
        assert codes(caught) == ["held" if life is CLAIM else "not_approved"]
    with pytest.raises(BlockedError) as caught:
        accept(signed, held)
    assert codes(caught) == ["held"]
    back = want(signed.project, course=Course.RUNNING, held_until=None)
    assert (back.changes, back.level) == (["resume"], "ministry")
    go(back, signer=CUC, number="78/QĐ-CTĐP")
    assert (state_of(signed.project), Project.objects.get(pk=signed.project_id).held_until) == (
        "contracted",
        None,
    )
    assert CLAIM.perform("claim.submit", claim, Act(by=dong_thap_officer, at=now)).state == "submitted"


def test_before_its_contract_a_held_project_goes_back_to_waiting_for_it(approved, want, go):
    go(want(approved, course=Course.HELD), signer=CUC)
    assert state_of(approved) == "held"
    go(want(approved, course=Course.RUNNING), signer=CUC)
    assert state_of(approved) == "approved"


@pytest.mark.parametrize(
    ("more", "level", "low"),
    [
        ({"partner": "Trường nghề Sa Đéc"}, CUC, SO),
        ({"last_year": 2028}, MINISTER, CUC),
        ({"partner": "Trường nghề", "last_year": 2028}, MINISTER, CUC),
    ],
)
def test_nobody_lower_than_the_law_names_decides(
    signed, want, go, dong_thap_leader, ministry_officer, ministry_leader, now, more, level, low
):
    request = go(want(signed.project, **more), until="proposed")
    assert request.level == level
    for by in (dong_thap_leader, ministry_officer):
        with pytest.raises(PermissionDenied):
            decided(request, by=by, signer=level, at=now)
    with pytest.raises(BlockedError) as caught:
        decided(request, by=ministry_leader, signer=low, at=now)
    assert codes(caught) == ["below_authority"]
    done = decided(request, by=ministry_leader, signer=MINISTER, at=now)
    assert (done.signed_by, Project.objects.get(pk=signed.project_id).last_year) == (
        "minister",
        more.get("last_year", 2027),
    )


def test_the_database_too_refuses_who_is_too_low(signed, want, go, now):
    request = go(want(signed.project, last_year=2028), until="proposed")
    row = ChangeRequest.objects.filter(pk=request.pk)
    said = {"state": "decided", "number": "1", "signed_on": now.date()}
    for level in ("ministry", "department", "chairman", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(signed_by=level, **said)
    assert row.update(signed_by="minister", **said) == 1


def test_a_groups_partner_is_decided_by_its_department_and_its_extension_by_the_minister(
    signed, want, go, dong_thap_colleague, dong_thap_leader, ministry_leader, now
):
    Project.objects.filter(pk=signed.project_id).update(kind="group")
    request = go(want(signed.project, partner="Trường nghề"), until="submitted")
    assert (request.level, request.decided_by) == ("department", "Sở Công Thương (gửi Cục theo dõi)")
    for each in request.papers.all():
        judge_change_paper(each, fine=True, note="", by=dong_thap_colleague, at=now)
    found = Checked(on=now.date(), found="Đúng như đề nghị")
    act = Act(by=dong_thap_colleague, at=now, given=found)
    request = CHANGE.perform("change.confirm", request, act)
    request = CHANGE.perform("change.propose", request, Act(by=dong_thap_colleague, at=now))
    with pytest.raises(PermissionDenied):
        decided(request, by=ministry_leader, signer=CUC, at=now)
    assert decided(request, by=dong_thap_leader, signer=SO, at=now).state == "decided"
    longer = want(signed.project, last_year=2028, partner="Trường khác")
    assert longer.level == "minister"


def test_where_the_law_says_nothing_nothing_is_sent_and_the_words_say_whom_to_ask(
    signed, want, dong_thap_officer, now
):
    ChangeRule.objects.filter(code="kcqg-partner").delete()
    request = want(signed.project, partner="Trường nghề")
    assert (request.level, list(request.papers.all())) == ("", [])
    with pytest.raises(BlockedError) as caught:
        CHANGE.perform("change.submit", request, Act(by=dong_thap_officer, at=now))
    assert codes(caught) == ["law_unclear"]


def test_papers_reason_and_the_site_are_looked_at_before_it_goes_on(
    signed, want, go, dong_thap_officer, dong_thap_leader, tay_ninh_officer, now
):
    act = Act(by=dong_thap_officer, at=now)
    with pytest.raises(BlockedError) as caught:
        want(signed.project, partner="Trường nghề", reason=" ")
    assert codes(caught) == ["reason_missing"]
    request = want(signed.project, partner="Trường nghề")
    assert list(request.papers.values_list("title", "law")) == [
        ("Văn bản đề nghị của đơn vị thực hiện, nêu rõ lý do", "Điều 11 khoản 1, 36/2013/TT-BCT (cần xác minh)")
    ]
    with pytest.raises(BlockedError) as caught:
        CHANGE.perform("change.submit", request, act)
    assert codes(caught) == ["paper_missing"]
    sent = go(request, until="submitted")
    with pytest.raises(PermissionDenied):
        CHANGE.perform("change.confirm", sent, Act(by=tay_ninh_officer, at=now))
    with pytest.raises(BlockedError) as caught:
        CHANGE.perform("change.confirm", sent, act)
    assert codes(caught) == ["own_work"]
    head = Act(by=dong_thap_leader, at=now)
    with pytest.raises(BlockedError) as caught:
        CHANGE.perform("change.confirm", sent, head)
    assert codes(caught) == ["not_checked"]
    later = Checked(on=now.date() + timedelta(days=1), found="x")
    with pytest.raises(BlockedError) as caught:
        CHANGE.perform("change.confirm", sent, replace(head, given=later))
    assert codes(caught) == ["future"]
    with pytest.raises(BlockedError) as caught:
        CHANGE.perform("change.confirm", sent, replace(head, given=replace(later, on=now.date())))
    assert codes(caught) == ["paper_not_fine"]
    back = CHANGE.perform("change.return", sent, replace(head, reason="Văn bản chưa có dấu"))
    assert back.state == "returned"
    with pytest.raises(PermissionDenied):
        judge_change_paper(back.papers.get(), fine=True, note="", by=dong_thap_leader, at=now)


def test_it_is_judged_by_what_the_project_says_when_it_is_decided(signed, want, go, ministry_leader, now):
    request = go(want(signed.project, partner="Trường nghề"), until="proposed")
    Project.objects.filter(pk=signed.project_id).update(title="Tên khác")
    with pytest.raises(BlockedError) as caught:
        decided(request, by=ministry_leader, signer=CUC, at=now)
    assert codes(caught) == ["outdated"]
    assert ChangeRequest.objects.get().state == "proposed"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"number": " "}, "no_number"),
        ({"on": date(2026, 11, 24)}, "future"),
        ({"on": date(2026, 11, 22)}, "before_asked"),
        ({"annex": True}, "contract_moved"),
    ],
)
def test_a_decision_is_recorded_as_it_was_signed(signed, want, go, ministry_leader, now, given, code):
    request = go(want(signed.project, partner="Trường nghề"), until="proposed")
    with pytest.raises(BlockedError) as caught:
        decided(request, by=ministry_leader, signer=CUC, at=now, **given)
    assert codes(caught) == [code]


def test_one_at_a_time_only_of_a_running_project_and_only_by_its_unit(
    signed, want, dong_thap_officer, dong_thap_colleague, tay_ninh_officer, ministry_officer, now
):
    request = want(signed.project, partner="Trường nghề")
    with pytest.raises(BlockedError) as caught:
        want(signed.project, partner="Trường khác", by=dong_thap_colleague)
    assert codes(caught) == ["change_open"]
    for by, error in ((tay_ninh_officer, PermissionDenied), (ministry_officer, BlockedError)):
        with pytest.raises(error):
            want(signed.project, partner="Trường khác", by=by)
    CHANGE.perform("change.drop", request, Act(by=dong_thap_colleague, at=now, reason="Nhầm"))
    with pytest.raises(BlockedError) as caught:
        want(signed.project, course=Course.STOPPED, violation=True)
    assert codes(caught) == ["not_hers"]
    Project.objects.filter(pk=signed.project_id).update(state="accepted")
    with pytest.raises(BlockedError) as caught:
        want(signed.project, partner="Trường khác")
    assert codes(caught) == ["not_running"]


def test_a_draft_is_rewritten_and_keeps_the_paper_that_is_still_wanted(
    signed, want, go, dong_thap_officer, now
):
    request = want(signed.project, partner="Trường nghề")
    paper = {"name": "a.pdf", "media_type": "application/pdf", "content": b"%PDF 1"}
    hand_in_change(request.papers.get(), **paper, by=dong_thap_officer, at=now)
    after = replace(terms_now(signed.project), last_year=2028)
    again = rewrite_change(request, Wanted(after=after, reason=WHY), by=dong_thap_officer, at=now)
    assert (again.changes, again.level) == (["extend"], "minister")
    assert [each.name for each in again.papers.all()] == ["a.pdf"]
    sent = go(again, until="submitted")
    with pytest.raises(BlockedError) as caught:
        rewrite_change(sent, Wanted(after=after, reason=WHY), by=dong_thap_officer, at=now)
    assert codes(caught) == ["not_draft"]


@pytest.mark.parametrize("until", ["approved", "contracted"])
def test_another_establishment_takes_the_place_and_who_had_a_contract_stays_readable(
    approved, want, go, sign, dong_thap_officer, dong_thap_leader, ministry_officer, now, until
):
    place = Place(unit=commune_of("Đồng Tháp", "Tân Hòa"), address="Ấp 1")
    said = {"name": "Dệt Lan", "legal_form": "ho", "source": "thử"}
    other = register(said, place, by=dong_thap_officer, at=now, other=True)
    owner = approved.beneficiaries.get()
    if until == "contracted":
        sign(begin_contract(approved, TERMS, other=UNIT, act=Act(by=ministry_officer, at=now)))
        promise = replace(UNIT, beneficiary=owner)
        begin_contract(approved, TERMS, other=promise, act=Act(by=dong_thap_officer, at=now))
    [holder] = terms_now(approved).holders
    site = other.sites.get()
    new = replace(holder, establishment=other.pk, site=site.pk, name=other.name, place="x")
    done = go(want(approved, holders=(new,)), signer=CUC)
    assert (done.changes, done.state) == (["location", "beneficiary"], "decided")
    assert [each.establishment.name for each in approved.beneficiaries.all()] == ["Dệt Lan"]
    kept = Beneficiary._base_manager.filter(project=approved, establishment=owner.establishment)
    assert [each.left_on for each in kept] == ([now.date()] if until == "contracted" else [])
    assert Contract.objects.filter(kind="owner").count() == len(kept)
    assert "det lan" in Project.objects.get(pk=approved.pk).searched


def cheaper(project, support):
    """The terms of the one machine with another support."""
    [cost] = terms_now(project).costs
    return {"costs": (replace(cost, support=support),)}


def test_less_support_goes_back_at_once_what_is_free_and_the_rest_with_the_annex(
    signed, want, go, sign, ministry_officer, figures, now
):
    request = go(want(signed.project, **cheaper(signed.project, 250 * M)), signer=CUC)
    assert (request.changes, request.state) == (["support_down"], "annex")
    assert figures(signed.project) == Position(given=300 * M, committed=300 * M)
    task = Task.objects.get(dossier_kind="change", state="open")
    assert (task.title.split(":")[0], task.desk) == (
        "Ký phụ lục hợp đồng theo quyết định",
        ministry_officer.desk.code,
    )
    terms = replace(TERMS, support=250 * M, counterpart=430 * M)
    sign(begin_annex(signed, terms, Act(by=ministry_officer, at=now, reason="Theo QĐ 77")), number="PL1")
    assert figures(signed.project) == Position(given=250 * M, committed=250 * M)
    request.refresh_from_db()
    assert request.state == "decided"
    assert not Task.objects.filter(dossier_kind="change", state="open").exists()
    assert list(Posting.objects.filter(kind="withdraw").values_list("document")) == [("Quyết định 77/QĐ-BCT",)]
    assert list(broken_promises()) == []


def test_less_support_before_the_contract_goes_back_whole_and_more_is_given(approved, want, go, figures):
    before = figures()
    done = go(want(approved, **cheaper(approved, 200 * M)), signer=CUC)
    assert (done.state, figures(approved)) == ("decided", Position(given=200 * M))
    assert figures().given == before.given - 100 * M
    more = want(approved, **cheaper(approved, 260 * M))
    assert (more.changes, more.level) == (["support_up"], "minister")
    go(more, number="78/QĐ-BCT")
    assert figures(approved) == Position(given=260 * M)


def test_a_cut_that_waits_for_its_annex_is_signed_before_the_last_acceptance(
    claim, walk, signed, held, accept, want, go, sign, ministry_officer, now
):
    walk(claim)
    assert go(want(signed.project, **cheaper(signed.project, 250 * M)), signer=CUC).state == "annex"
    with pytest.raises(BlockedError) as caught:
        accept(signed, replace(held, amount=250 * M))
    assert codes(caught) == ["annex_waits"]
    terms = replace(TERMS, support=250 * M, counterpart=430 * M)
    sign(begin_annex(signed, terms, Act(by=ministry_officer, at=now, reason="Theo QĐ 77")), number="PL1")
    assert annex_waits(signed) == []


def test_no_years_support_is_cut_below_what_has_gone_out(claim, walk, signed, want, go):
    walk(claim)
    with pytest.raises(BlockedError) as caught:
        go(want(signed.project, **cheaper(signed.project, 210 * M - 1)), signer=CUC)
    assert codes(caught) == ["less_than_paid"]


def test_a_years_support_may_be_cut_to_what_has_gone_out(claim, walk, signed, want, go):
    walk(claim)
    assert go(want(signed.project, **cheaper(signed.project, 210 * M)), signer=CUC).state == "annex"


def test_no_line_is_cut_below_what_was_accepted_of_it(claim, walk, signed, held, accept, want, go):
    walk(claim)
    [line] = lines_of(signed)
    accept(
        signed,
        replace(
            held, amount=150 * M, counterpart=190 * M, quantities={line.pk: line.quantity / 2}, final=False
        ),
    )
    [cost] = terms_now(signed.project).costs
    less = replace(cost, quantity=cost.quantity / 4, unit_price=cost.unit_price * 4)
    with pytest.raises(BlockedError) as caught:
        go(want(signed.project, costs=(less,)), signer=MINISTER)
    assert codes(caught) == ["below_accepted"]


def test_more_support_than_the_norm_allows_is_refused(approved, want, dong_thap_officer, now):
    request = want(approved, **cheaper(approved, 300 * M + 1))
    hand_in_change(
        request.papers.get(),
        name="a.pdf",
        media_type="application/pdf",
        content=b"%PDF",
        by=dong_thap_officer,
        at=now,
    )
    with pytest.raises(BlockedError) as caught:
        CHANGE.perform("change.submit", request, Act(by=dong_thap_officer, at=now))
    assert [each.severity.value for each in caught.value.findings] == ["error"]


def test_a_stop_gives_its_money_to_a_substitute_and_the_purse_is_the_same_to_the_dong(
    signed, want, go, reserve, figures, sign, ministry_officer, tay_ninh_officer, now
):
    [one, two, late] = reserve(180 * M, 120 * M, 90 * M)
    assert [each.project for each in reserve_of(signed.project, ministry_officer)] == [one, two, late]
    assert reserve_of(signed.project, tay_ninh_officer) == []
    before = figures()
    request = want(signed.project, course=Course.STOPPED, substitutes=[one, two])
    assert (request.changes, request.level) == (["add", "stop"], "minister")
    done = go(request)
    assert (done.state, figures()) == (
        "decided",
        replace(before, committed=before.committed - 300 * M),
    )
    assert [state_of(each) for each in (signed.project, one, two, late)] == [
        "closed",
        "approved",
        "approved",
        "reserve",
    ]
    assert [figures(each).given for each in (signed.project, one, two)] == [0, 180 * M, 120 * M]
    assert [each.kind for each in Posting.objects.order_by("-pk")[:2]] == ["substitute", "release"]
    assert list(broken_promises()) == []
    early = begin_contract(
        one, replace(TERMS, support=180 * M), other=UNIT, act=Act(by=ministry_officer, at=now)
    )
    with pytest.raises(BlockedError) as caught:
        sign(early, number="06", on=now.date() - timedelta(days=1))
    assert codes(caught) == ["before_its_ground"]


def test_substitutes_that_do_not_fit_are_refused_before_the_head_and_what_is_left_goes_back(
    signed, want, go, reserve, figures, dong_thap_officer, ministry_officer, now
):
    [big, one] = reserve(290 * M, 20 * M)
    before = figures()
    request = go(want(signed.project, course=Course.STOPPED, substitutes=[big, one]), until="confirmed")
    with pytest.raises(BlockedError) as caught:
        CHANGE.perform("change.propose", request, Act(by=ministry_officer, at=now))
    assert codes(caught) == ["does_not_fit"]
    back = CHANGE.perform("change.return", request, Act(by=ministry_officer, at=now, reason="Quá số"))
    after = replace(terms_now(signed.project), course=Course.STOPPED)
    wanted = Wanted(after=after, reason=WHY, substitutes=[big])
    go(rewrite_change(back, wanted, by=dong_thap_officer, at=now))
    assert figures().given == before.given - 10 * M
    assert (state_of(big), state_of(one)) == ("approved", "reserve")


def test_who_weighs_a_stop_chooses_what_comes_in_its_place(
    signed, want, go, reserve, figures, dong_thap_officer, ministry_officer, ministry_leader, now
):
    [one, two] = reserve(100 * M, 90 * M)
    request = go(want(signed.project, course=Course.STOPPED), until="confirmed")
    with pytest.raises(PermissionDenied):
        choose_substitutes(request, [one], by=dong_thap_officer, at=now)
    chosen = choose_substitutes(request, [one, two], by=ministry_officer, at=now)
    assert (chosen.changes, chosen.level) == (["add", "stop"], "minister")
    Project.objects.filter(pk=two.pk).update(state="refused")
    with pytest.raises(BlockedError) as caught:
        choose_substitutes(request, [one, two], by=ministry_officer, at=now)
    assert codes(caught) == ["not_reserve"]
    choose_substitutes(request, [one], by=ministry_officer, at=now)
    proposed = CHANGE.perform("change.propose", request, Act(by=ministry_officer, at=now))
    with pytest.raises(BlockedError) as caught:
        choose_substitutes(request, [], by=ministry_officer, at=now)
    assert codes(caught) == ["not_now"]
    decided(proposed, by=ministry_leader, signer=MINISTER, at=now)
    assert (figures(one).given, state_of(one)) == (100 * M, "approved")


@pytest.fixture
def numbered(reserve, ministry_officer, now):
    """Projects of the reserve with places in the adopted list."""

    def make(*supports):
        made = reserve(*supports)
        seat = {"agency": ministry_officer.agency, "desk": ministry_officer.desk}
        named = {"purse": "KCQG", "year": made[0].year, "ceiling": 1, "state": "adopted"}
        listed = SelectionList.objects.create(**seat, **named, author=ministry_officer.account, created_at=now)
        for place, each in enumerate(made, start=4):
            said = {"outcome": "reserve", "support": 1, "reason": "Hết mức"}
            SelectionPosition.objects.create(listed=listed, project=each, number=place, **said)
        return made

    return make


def test_who_is_passed_over_in_the_reserve_is_named_with_a_reason(
    signed, want, go, numbered, ministry_officer, now
):
    [first, second] = numbered(100 * M, 90 * M)
    request = go(want(signed.project, course=Course.STOPPED), until="confirmed")
    for silent in ("", "  "):
        with pytest.raises(BlockedError) as caught:
            choose_substitutes(request, [second], by=ministry_officer, at=now, reason=silent)
        assert codes(caught) == ["out_of_order"]
    assert f"thứ 4 “{first.title}” (100.000.000 đồng)" in caught.value.findings[0].message
    assert not ChangeSubstitute.objects.exists()
    told = choose_substitutes(request, [second], by=ministry_officer, at=now, reason="Cơ sở xin chậm lại")
    assert (told.passed_over, told.order_reason) == (
        f"thứ 4 “{first.title}” (100.000.000 đồng)",
        "Cơ sở xin chậm lại",
    )
    # In order nothing is said, and what was said before is taken back.
    told = choose_substitutes(request, [first], by=ministry_officer, at=now, reason="Cơ sở xin chậm lại")
    assert (told.passed_over, told.order_reason) == (None, None)
    told = choose_substitutes(request, [second], by=ministry_officer, at=now, reason="Cơ sở xin chậm lại")
    proposed = CHANGE.perform("change.propose", request, Act(by=ministry_officer, at=now))
    assert (proposed.state, proposed.order_reason) == ("proposed", "Cơ sở xin chậm lại")


def test_what_the_unit_asked_for_out_of_order_is_not_laid_before_the_head_without_a_reason(
    signed, want, go, numbered, ministry_officer, now
):
    [_, second] = numbered(100 * M, 90 * M)
    request = go(want(signed.project, course=Course.STOPPED, substitutes=[second]), until="confirmed")
    with pytest.raises(BlockedError) as caught:
        CHANGE.perform("change.propose", request, Act(by=ministry_officer, at=now))
    assert codes(caught) == ["out_of_order"]


def test_what_was_advanced_is_owed_comes_back_to_the_purse_and_then_it_is_closed(
    claim, walk, signed, want, go, figures, asked, hand_in, accountant, dong_thap_officer, now
):
    walk(claim)
    go(want(signed.project, course=Course.STOPPED))
    assert state_of(signed.project) == "stopped"
    assert figures(signed.project) == Position(
        given=210 * M, committed=210 * M, disbursed=210 * M, advanced=210 * M
    )
    with pytest.raises(BlockedError) as caught:
        asked("advance", 1)
    assert codes(caught) == ["stopped"]
    back = {"voucher": "BC-01", "on": now.date(), "by": accountant, "at": now}
    take_back(signed, amount=200 * M, **back)
    assert (figures(signed.project).given, state_of(signed.project)) == (10 * M, "stopped")
    take_back(signed, amount=10 * M, **back | {"voucher": "BC-02"})
    with pytest.raises(BlockedError) as caught:
        take_back(signed, amount=10 * M, **back | {"voucher": "bc-02"})
    assert codes(caught) == ["key_taken", "not_enough"]
    assert (figures(signed.project), state_of(signed.project)) == (Position(), "closed")
    assert list(broken_promises()) == []


def test_what_comes_back_while_a_stop_is_asked_goes_to_the_substitute_in_the_same_decision(
    claim, walk, signed, want, go, reserve, figures, accountant, ministry_officer, ministry_leader, now
):
    """An advance of 210 leaves 90 of 300: the substitute of 240 waited for a return nobody could write down."""
    walk(claim)
    [one] = reserve(240 * M)
    before = figures()
    back = {"on": now.date(), "by": accountant, "at": now}
    with pytest.raises(BlockedError) as caught:
        take_back(signed, amount=1 * M, voucher="BC-00", **back)
    assert codes(caught) == ["not_final"]
    request = want(signed.project, course=Course.STOPPED, substitutes=[one])
    with pytest.raises(BlockedError) as caught:
        take_back(signed, amount=1 * M, voucher="BC-00", **back)
    assert codes(caught) == ["not_final"]
    request = go(request, until="confirmed")
    with pytest.raises(BlockedError) as caught:
        CHANGE.perform("change.propose", request, Act(by=ministry_officer, at=now))
    assert codes(caught) == ["does_not_fit"]
    with pytest.raises(PermissionDenied):
        take_back(signed, amount=150 * M, voucher="BC-01", **back | {"by": ministry_officer})
    take_back(signed, amount=150 * M, voucher="BC-01", **back)
    with pytest.raises(BlockedError) as caught:
        take_back(signed, amount=1 * M, voucher="BC-01", **back)
    assert codes(caught) == ["key_taken"]
    assert figures(signed.project) == Position(
        given=300 * M, committed=300 * M, disbursed=60 * M, advanced=60 * M
    )
    request = CHANGE.perform("change.propose", request, Act(by=ministry_officer, at=now))
    decided(request, by=ministry_leader, signer=MINISTER, at=now)
    assert (figures(one).given, state_of(one)) == (240 * M, "approved")
    assert figures(signed.project) == Position(
        given=60 * M, committed=60 * M, disbursed=60 * M, advanced=60 * M
    )
    assert figures().given == before.given
    take_back(signed, amount=60 * M, voucher="BC-02", **back)
    assert (figures(signed.project), state_of(signed.project)) == (Position(), "closed")
    assert figures().given == before.given - 60 * M
    assert list(broken_promises()) == []


def test_what_came_back_stays_under_the_contract_when_the_stop_is_not_agreed_to(
    claim, walk, signed, want, go, figures, accountant, ministry_officer, now
):
    walk(claim)
    request = go(want(signed.project, course=Course.STOPPED), until="confirmed")
    take_back(signed, amount=210 * M, voucher="BC-01", on=now.date(), by=accountant, at=now)
    CHANGE.perform("change.return", request, Act(by=ministry_officer, at=now, reason="Thiếu giấy tờ"))
    assert figures(signed.project) == Position(given=300 * M, committed=300 * M)
    assert state_of(signed.project) == "contracted"
    assert list(broken_promises()) == []


def test_volume_that_was_done_before_the_stop_is_accepted_out_of_the_advance_and_settled(
    claim, walk, signed, held, accept, want, go, figures, asked, accountant, now
):
    walk(claim)
    go(want(signed.project, course=Course.STOPPED))
    with pytest.raises(BlockedError) as caught:
        accept(signed, held)
    assert (codes(caught), caught.value.findings[0].fix) == (["above_room"], "Ghi không quá 210.000.000 đồng.")
    signed.project.refresh_from_db()
    accept(signed, replace(held, amount=150 * M, counterpart=190 * M, final=False))
    assert figures(signed.project) == Position(
        given=210 * M, committed=210 * M, disbursed=210 * M, accepted=150 * M, advanced=60 * M
    )
    take_back(signed, amount=60 * M, voucher="BC", on=now.date(), by=accountant, at=now)
    assert walk(asked("settle", 150 * M), voucher="QT").state == "paid"
    assert (figures(signed.project).settled, state_of(signed.project)) == (150 * M, "closed")


def test_a_stop_waits_while_a_claim_is_in_somebodys_hands(claim, walk, signed, want, go, ministry_leader, now):
    walk(claim, until="approved")
    request = go(want(signed.project, course=Course.STOPPED), until="proposed")
    with pytest.raises(BlockedError) as caught:
        decided(request, by=ministry_leader, signer=MINISTER, at=now)
    assert codes(caught) == ["claim_open"]
    assert (state_of(signed.project), ChangeRequest.objects.get().state) == ("contracted", "proposed")


def test_a_violation_is_put_forward_by_the_ministry_and_the_minister_decides(
    signed, want, ministry_officer, ministry_leader, dong_thap_leader, now
):
    with pytest.raises(BlockedError) as caught:
        want(signed.project, by=ministry_officer, partner="Trường nghề")
    assert codes(caught) == ["not_hers"]
    request = want(signed.project, by=ministry_officer, course=Course.STOPPED, violation=True)
    assert (request.changes, request.level, request.confirmed) == (["violation"], "minister", False)
    paper = {"name": "a.pdf", "media_type": "application/pdf", "content": b"%PDF 1"}
    hand_in_change(request.papers.get(), **paper, by=ministry_officer, at=now)
    with pytest.raises(PermissionDenied):
        CHANGE.perform("change.submit", request, Act(by=ministry_officer, at=now))
    request = CHANGE.perform("change.submit_straight", request, Act(by=ministry_officer, at=now))
    judge_change_paper(request.papers.get(), fine=True, note="", by=ministry_leader, at=now)
    with pytest.raises(BlockedError) as caught:
        CHANGE.perform("change.propose", request, Act(by=ministry_officer, at=now))
    assert codes(caught) == ["own_work"]


def test_what_was_decided_stays_in_either_database(signed, want, go, reserve):
    [one] = reserve(100 * M)
    done = go(want(signed.project, course=Course.STOPPED, substitutes=[one]))
    rows, papers = ChangeRequest.objects.filter(pk=done.pk), ChangePaper.objects.filter(request=done)
    for attempt in (
        lambda: rows.update(reason="x"),
        lambda: rows.update(after={}),
        lambda: rows.update(state="annex"),
        lambda: rows._raw_delete("default"),
        lambda: papers.update(name="x"),
        lambda: papers.delete(),
        lambda: ChangePaper.objects.create(request=done, position=9, title="x"),
        lambda: ChangeSubstitute.objects.filter(request=done).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert (papers.count(), done.substitutes.count()) == (1, 1)


def test_one_that_waits_for_its_annex_may_only_move_on(signed, want, go):
    done = go(want(signed.project, **cheaper(signed.project, 250 * M)), signer=CUC)
    rows = ChangeRequest.objects.filter(pk=done.pk)
    for attempt in (lambda: rows.update(number="x"), lambda: rows.update(state="dropped")):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert rows.update(state="decided") == 1
    # Nor does what was decided change on the way back.
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(state="annex", number="x")
    assert rows.update(state="annex") == 1


SEED = 20271129


def test_random_books_stop_and_the_purse_is_what_it_was_less_what_went_back(
    book, move, reserve, ministry_leader, figures, now
):
    chance, spare = random.Random(SEED), reserve(1)
    for _ in range(12):
        one = book()
        given = chance.randint(1, 900) * M
        said = {"name": "Máy", "quantity": 1, "unit_price": given, "year": one.year, "national": given}
        Line.objects.create(project=one.project, position=1, **said)
        move(one, Stage.SOURCE, Stage.ALLOCATED, given)
        steps = (
            (Stage.ALLOCATED, Stage.COMMITTED),
            (Stage.COMMITTED, Stage.ADVANCED),
            (Stage.ADVANCED, Stage.PAID),
        )
        amount = given
        for out_of, into in steps[: chance.randint(0, 3)]:
            amount = chance.randint(1, amount)
            move(one, out_of, into, amount)
        free = freed_of(Book.objects.get(pk=one.pk).pots)
        take = chance.choice([0, free, chance.randint(0, free)])
        stop(one, take, spare[0], ministry_leader, now, figures)
    assert list(broken_promises()) == []


def stop(one, take, spare, by, at, figures):
    """Stop one book's project, giving `take` to the spare one; the purse before and after."""
    Project.objects.filter(pk=one.project_id).update(state="stopped", submitted_at=at)
    request = ChangeRequest.objects.create(
        project=Project.objects.get(pk=one.project_id),
        before={},
        after={},
        changes=["stop"],
        reason="Thử",
        number="1",
        signed_on=at.date(),
        agency=by.agency,
        desk=by.desk,
        author=by.account,
        created_at=at,
    )
    if take:
        ChangeSubstitute.objects.create(request=request, project=spare, position=1, support=take)
    before, free = figures(), freed_of(Book.objects.get(pk=one.pk).pots)
    had = open_book(spare, purse="KCQG", year=2027).position.given
    stop_books(request, Act(by=by, at=at))
    after = figures()
    assert after.given == before.given - (free - take)
    assert (after.disbursed, after.accepted, after.settled) == (
        before.disbursed,
        before.accepted,
        before.settled,
    )
    assert Book.objects.get(project=spare, year=2027).position.given == had + take
    left = Book.objects.get(pk=one.pk).position
    assert left.given == left.committed == left.disbursed
    ChangeRequest.objects.filter(pk=request.pk).update(state="dropped")


@pytest.mark.django_db(transaction=True)
def test_two_heads_who_decide_at_once_decide_once(
    committed_world, signed, want, go, figures, ministry_leader, now
):
    request = go(want(signed.project, course=Course.STOPPED), until="proposed")

    def attempt(number):
        try:
            decided(request, by=ministry_leader, signer=MINISTER, at=now, number=str(number), annex=False)
        except BlockedError as blocked:
            return blocked.findings[0].code
        finally:
            connection.close()
        return "decided"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, (1, 2))) == ["decided", "wrong_state"]
    assert Posting.objects.filter(kind="withdraw").count() == 1
    assert figures(signed.project) == Position()


@pytest.mark.django_db(transaction=True)
def test_two_projects_that_stop_at_once_do_not_both_bring_the_same_substitute(
    committed_world, signed, selected, want, go, reserve, ministry_leader, now
):
    other = Project.objects.exclude(pk=signed.project_id).get(state="approved")
    [one] = reserve(100 * M)
    requests = [
        go(want(each, course=Course.STOPPED, substitutes=[one]), until="proposed")
        for each in (signed.project, other)
    ]

    def attempt(request):
        try:
            decided(request, by=ministry_leader, signer=MINISTER, at=now, number=str(request.pk), annex=False)
        except BlockedError as blocked:
            return blocked.findings[0].code
        finally:
            connection.close()
        return "decided"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(attempt, requests))
    assert outcomes[0] == "decided"
    assert outcomes[1] in ("not_reserve", "wrong_state")
    assert open_book(one, purse="KCQG", year=2027).position.given == 100 * M
    assert ProgressReport.objects.count() == 0


def test_a_request_still_open_ends_with_the_settlement_of_its_project(
    signed, want, walk, asked, accept, held, claim, accountant, ministry_officer, now
):
    walk(claim)
    request = want(signed.project, course=Course.HELD, held_until=date(2027, 5, 1))
    accept(signed, held)
    walk(asked("payment", 90 * M), voucher="UNC-02")
    with pytest.raises(PermissionDenied):
        CHANGE.perform("change.lapse", request, Act(by=ministry_officer, at=now))
    with pytest.raises(BlockedError):
        CHANGE.perform("change.lapse", request, Act(by=accountant, at=now))
    walk(asked("settle", 300 * M), voucher="QT-01")
    request.refresh_from_db()
    assert (state_of(signed.project), request.state) == ("settled", "dropped")
    assert not Task.objects.filter(dossier_kind="change", state="open").exists()
