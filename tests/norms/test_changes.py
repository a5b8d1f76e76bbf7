"""A change of a norm: proposed by one, confirmed by another, written as new rows; and its effect on drafts."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from khuyencong.norms.actions import load_law
from khuyencong.norms.lifecycle import NORM_CHANGE, Proposal, propose
from khuyencong.norms.models import LegalDocument, Norm, NormChange, SupportItem
from khuyencong.norms.queries import effect_of, norm_for, proposed
from khuyencong.norms.queries.norms import rules_of
from khuyencong.organisations.queries import operator
from khuyencong.places.models import Unit
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.norms import Purse
from khuyencong.rules.what_if import Draft, norms_after
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task

pytestmark = pytest.mark.django_db
M = 1_000_000
NEXT_YEAR = date(2027, 1, 1)


def said(**changes):
    return {
        "bound": "limit",
        "rate_bp": 5000,
        "cap": 500 * M,
        "multiplier_pct": None,
        "per": "cơ sở",
        "since": NEXT_YEAR,
        "document": None,
        "new_number": "1/2027/TT-BTC",
        "new_issuer": "Bộ Tài chính",
        "new_title": "Thay thế Thông tư 28/2018/TT-BTC",
        "clause": "Điều 8 khoản 4",
        "source": "Văn bản gốc",
        "read_original": True,
    } | changes


def standing(code="kcqg-may-moc", on=date(2026, 11, 23)):
    return Norm.objects.on(on).get(code=code)


def proposal(norm, *, kind="law", reason="Thông tư mới", **changes):
    return Proposal(
        kind=kind,
        norm=norm,
        item=norm.item,
        purse=norm.purse,
        province=norm.province,
        reason=reason,
        said=said(**changes),
    )


@pytest.fixture
def handed(law, ministry_officer, ministry_leader, now):
    return propose(proposal(standing()), act=Act(by=ministry_officer, at=now))


def perform(name, change, by, now, **given):
    return NORM_CHANGE.perform(f"norm_change.{name}", change, Act(by=by, at=now, **given))


def test_a_proposal_waits_at_the_head_and_changes_nothing_yet(handed, ministry_leader):
    assert (handed.state, standing().cap, standing().until) == ("proposed", 300 * M, None)
    assert Task.objects.get(dossier_kind="norm_change", state="open").desk == ministry_leader.desk_code


def test_confirmed_it_is_a_new_row_and_the_old_one_ends_the_day_before(handed, ministry_leader, now):
    done = perform("confirm", handed, ministry_leader, now)
    rows = Norm.objects.standing().filter(code="kcqg-may-moc").order_by("since")
    assert [(each.since, each.until, each.cap) for each in rows] == [
        (date(2014, 4, 8), date(2018, 5, 11), 200 * M),
        (date(2018, 5, 11), NEXT_YEAR, 300 * M),
        (NEXT_YEAR, None, 500 * M),
    ]
    assert (done.made.key, done.made.verified, done.made.document.number) == (
        "kcqg-may-moc@2027-01-01#1",
        True,
        "1/2027/TT-BTC",
    )
    assert Event.objects.get(name="norm_change.confirm").dossier_key == str(handed.pk)
    assert norm_for("may-moc", Purse.NATIONAL, date(2026, 12, 31)).cap == 300 * M


def test_what_is_written_is_what_the_what_if_said(handed, ministry_leader, now):
    before = [each for each in rules_of(handed.code) if each.superseded_at is None]
    foreseen = norms_after(before, proposed(handed))
    perform("confirm", handed, ministry_leader, now)
    after = [each for each in rules_of(handed.code) if each.superseded_at is None]
    told = {(each.since, each.until, each.cap, each.clause, each.document) for each in after}
    assert told == {(each.since, each.until, each.cap, each.clause, each.document) for each in foreseen}


def test_who_proposed_does_not_confirm_even_as_head(law, ministry_leader, now):
    own = propose(proposal(standing()), act=Act(by=ministry_leader, at=now))
    with pytest.raises(BlockedError) as blocked:
        perform("confirm", own, ministry_leader, now)
    assert [each.code for each in blocked.value.findings] == ["own_work"]


def test_reading_the_original_writes_another_edition_from_the_same_day(
    law, ministry_officer, ministry_leader, now
):
    unread = standing("kcqg-tu-van")
    asked = proposal(
        unread,
        kind="reading",
        reason="Đã đọc",
        since=unread.since,
        cap=35 * M,
        document=unread.document,
        new_number="",
        clause="Điều 8 khoản 10",
    )
    change = propose(asked, act=Act(by=ministry_officer, at=now))
    made = perform("confirm", change, ministry_leader, now).made
    assert (made.key, made.verified, made.until) == ("kcqg-tu-van@2018-05-11#2", True, None)
    assert standing("kcqg-tu-van") == made


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"since": date(2018, 5, 11)}, "later_exists"),
        ({"since": date(2016, 1, 1)}, "later_exists"),
        ({"clause": ""}, "no_clause"),
        ({"new_number": ""}, "no_document"),
        ({"rate_bp": None, "cap": None}, "no_limit"),
    ],
)
def test_what_the_register_could_not_take_is_named(law, ministry_officer, ministry_leader, now, changes, code):
    with pytest.raises(BlockedError) as blocked:
        propose(proposal(standing(), **changes), act=Act(by=ministry_officer, at=now))
    assert [each.code for each in blocked.value.findings] == [code]


def test_a_proposal_says_why(law, ministry_officer, ministry_leader, now):
    with pytest.raises(BlockedError) as blocked:
        propose(proposal(standing(), reason=" "), act=Act(by=ministry_officer, at=now))
    assert [each.code for each in blocked.value.findings] == ["reason_missing"]


def test_two_proposals_for_one_norm_do_not_wait_together(handed, ministry_officer, now):
    with pytest.raises(BlockedError) as blocked:
        propose(proposal(standing()), act=Act(by=ministry_officer, at=now))
    assert [each.code for each in blocked.value.findings] == ["under_way"]


def test_returned_it_is_revised_and_handed_up_again(handed, ministry_officer, ministry_leader, now):
    back = perform("return", handed, ministry_leader, now, reason="Sai mức")
    again = perform("propose", back, ministry_officer, now, given={"said": {"cap": 400 * M}, "reason": "Sửa"})
    assert (back.state, again.state, again.cap, again.reason) == ("returned", "proposed", 400 * M, "Sửa")


def test_withdrawn_it_leaves_the_register_alone(handed, ministry_officer, now):
    assert perform("withdraw", handed, ministry_officer, now).state == "withdrawn"
    assert standing().until is None


def local(code, since):
    return Proposal(
        kind="law",
        item=SupportItem.objects.get(code="may-moc"),
        purse="KCDP",
        province=Unit.objects.get(code=code, since=since),
        reason="Nghị quyết mới",
        said=said(new_number="1/2027/NQ-HĐND", cap=250 * M),
    )


@pytest.mark.parametrize(("code", "since"), [("82", date(2025, 7, 1)), ("87", date(2008, 8, 1))])
def test_a_province_writes_its_own_norm_and_those_of_provinces_it_took_over(
    law, dong_thap_officer, dong_thap_leader, now, code, since
):
    change = propose(local(code, since), act=Act(by=dong_thap_officer, at=now))
    made = perform("confirm", change, dong_thap_leader, now).made
    assert (made.code, made.cap) == (f"{code}-{since.year}-may-moc", 250 * M)


def test_a_province_writes_neither_the_nations_norm_nor_anothers(
    law, dong_thap_officer, tay_ninh_officer, inspector, now
):
    for by, asked in (
        (dong_thap_officer, proposal(standing())),
        (tay_ninh_officer, local("82", date(2025, 7, 1))),
        (inspector, proposal(standing())),
    ):
        with pytest.raises(PermissionDenied):
            propose(asked, act=Act(by=by, at=now))
    assert NormChange.objects.count() == 0


def test_a_neighbouring_head_does_not_confirm(law, dong_thap_officer, dong_thap_leader, ministry_leader, now):
    change = propose(local("82", date(2025, 7, 1)), act=Act(by=dong_thap_officer, at=now))
    with pytest.raises(PermissionDenied):
        perform("confirm", change, ministry_leader, now)


def test_what_a_circular_would_do_to_open_drafts_is_told_before_it_binds(handed):
    draft = Draft(
        key="1",
        title="Máy sấy",
        item="may-moc",
        purse=Purse.NATIONAL,
        on=date(2027, 3, 1),
        cost=1200 * M,
        requested=300 * M,
    )
    [shift] = effect_of(handed, [draft])
    assert (shift.before, shift.after, shift.difference) == (300 * M, 500 * M, 200 * M)


def test_files_do_not_undo_what_was_confirmed(handed, ministry_leader, now):
    perform("confirm", handed, ministry_leader, now)
    [norms] = [each for each in load_law(by=operator(), at=now) if each.name == "support_norms"]
    assert (norms.added, norms.changed, norms.kept) == ((), (), ("kcqg-may-moc@2018-05-11",))
    assert LegalDocument.objects.filter(number="1/2027/TT-BTC").count() == 1
