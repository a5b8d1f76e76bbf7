"""Merging two rows: one proposes, another agrees, and what was merged stays readable and leads on."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from khuyencong.industry.actions import add_holding, change, close
from khuyencong.industry.models import Establishment, Merge, Support
from khuyencong.industry.queries import family_of, lines_of, of_family, search
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.models import Event, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(enter, dong_thap_leader):
    """Two rows of one establishment."""
    return enter(tax_code=""), enter(name="Mộc Phú Lộc", tax_code="0100233488", other=True)


def codes(blocked):
    return [each.code for each in blocked.value.findings]


def test_a_proposal_waits_at_the_head_and_changes_no_row(pair, propose, dong_thap_leader):
    merge = propose(*pair)
    assert Task.objects.get(dossier_kind="establishment_merge", state="open").desk == dong_thap_leader.desk_code
    assert (merge.state, merge.reasons != "", {row.state for row in Establishment.objects.all()}) == (
        "proposed",
        True,
        {"active"},
    )


def test_a_second_person_agrees_and_the_one_row_leads_to_the_other(pair, propose, move, dong_thap_leader):
    gone, kept = pair
    done = move("confirm", propose(gone, kept), dong_thap_leader)
    gone.refresh_from_db()
    assert (done.state, gone.state, gone.merged_into, family_of(kept)) == (
        "done",
        "merged",
        kept,
        [kept.pk, gone.pk],
    )
    names = list(
        Event.objects.filter(dossier_kind="establishment_merge")
        .order_by("sequence")
        .values_list("name", flat=True)
    )
    assert names == ["establishment_merge.propose", "establishment_merge.confirm"]
    assert Task.objects.filter(state="open").count() == 0


def test_who_proposed_does_not_agree_even_as_head(pair, propose, move, dong_thap_leader):
    own = propose(*pair, by=dong_thap_leader)
    with pytest.raises(BlockedError) as blocked:
        move("confirm", own, dong_thap_leader)
    assert codes(blocked) == ["own_work"]


def test_neither_author_nor_colleague_nor_neighbour_nor_inspector_agrees(
    pair, propose, move, dong_thap_officer, dong_thap_colleague, tay_ninh_officer, inspector
):
    merge = propose(*pair)
    for by in (dong_thap_officer, dong_thap_colleague, tay_ninh_officer, inspector):
        with pytest.raises(PermissionDenied):
            move("confirm", merge, by)
    assert Merge.objects.get().state == "proposed"


def test_a_neighbour_proposes_nothing_about_rows_she_does_not_see(pair, propose, tay_ninh_officer):
    with pytest.raises(PermissionDenied):
        propose(*pair, by=tay_ninh_officer)


def test_the_same_row_twice_no_reason_or_a_second_proposal_is_refused(pair, propose):
    gone, kept = pair
    found = []
    for args, reason in (((gone, gone), "x"), ((gone, kept), " ")):
        with pytest.raises(BlockedError) as blocked:
            propose(*args, reason=reason)
        found += codes(blocked)
    propose(gone, kept)
    with pytest.raises(BlockedError) as blocked:
        propose(gone, kept)
    assert [*found, *codes(blocked)] == ["same", "reason_missing", "under_way"]


def test_refusing_wants_a_reason_and_leaves_both_rows(pair, propose, move, dong_thap_leader):
    merge = propose(*pair)
    with pytest.raises(BlockedError) as blocked:
        move("refuse", merge, dong_thap_leader)
    assert codes(blocked) == ["reason_missing"]
    refused = move("refuse", merge, dong_thap_leader, "Hai chủ khác nhau")
    assert (refused.state, Establishment.objects.standing().count()) == ("refused", 2)


def test_the_author_withdraws_and_may_propose_again(pair, propose, move, dong_thap_officer):
    assert move("withdraw", propose(*pair), dong_thap_officer).state == "withdrawn"
    assert propose(*pair).state == "proposed"


def test_rows_merged_earlier_are_led_along_so_that_no_chain_arises(
    pair, enter, propose, move, dong_thap_leader
):
    first, second = pair
    third = enter(name="Xưởng rèn Tân Thạnh")
    move("confirm", propose(first, second), dong_thap_leader)
    move("confirm", propose(second, third), dong_thap_leader)
    assert {row.merged_into_id for row in Establishment.objects.filter(state="merged")} == {third.pk}
    assert family_of(third) == [third.pk, first.pk, second.pk]


def test_of_two_crossing_proposals_the_later_one_is_refused(pair, propose, move, dong_thap_leader):
    gone, kept = pair
    one, other = propose(gone, kept), propose(kept, gone)
    move("confirm", one, dong_thap_leader)
    with pytest.raises(BlockedError) as blocked:
        move("confirm", other, dong_thap_leader)
    assert codes(blocked) == ["merged_already"]


def test_a_merged_row_is_not_written_any_more(pair, propose, move, dong_thap_leader, dong_thap_officer, now):
    gone, kept = pair
    move("confirm", propose(gone, kept), dong_thap_leader)
    with pytest.raises(PermissionDenied):
        change(gone, {"name": "Tên khác"}, by=dong_thap_officer, at=now)


def test_the_database_itself_refuses_a_circle(pair, propose, move, dong_thap_leader):
    gone, kept = pair
    move("confirm", propose(gone, kept), dong_thap_leader)
    with pytest.raises(IntegrityError), transaction.atomic():
        Establishment.objects.filter(pk=kept.pk).update(state="merged", merged_into=gone)


def test_a_closed_row_is_merged_like_any_other(pair, propose, move, dong_thap_leader, dong_thap_officer, now):
    gone, kept = pair
    close(gone, on=date(2026, 1, 1), reason="Nghỉ", by=dong_thap_officer, at=now)
    assert move("confirm", propose(gone, kept), dong_thap_leader).state == "done"


def test_a_row_that_works_is_not_merged_into_one_that_was_closed(
    pair, propose, move, dong_thap_leader, dong_thap_officer, now
):
    works, closed = pair
    waiting = propose(works, closed)
    close(closed, on=date(2026, 1, 1), reason="Nghỉ", by=dong_thap_officer, at=now)
    with pytest.raises(BlockedError) as late:
        move("confirm", waiting, dong_thap_leader)
    move("withdraw", waiting, dong_thap_officer)
    with pytest.raises(BlockedError) as early:
        propose(works, closed)
    assert (codes(late), codes(early)) == (["kept_closed"], ["kept_closed"])
    works.refresh_from_db()
    assert works.state == "active"


def test_support_of_a_merged_row_counts_for_the_row_it_leads_to(
    pair, propose, move, dong_thap_leader, dong_thap_officer, now
):
    gone, kept = pair
    for row, purse, amount in ((gone, "KCDP", 60), (gone, "KCQG", 5), (kept, "KCDP", 40)):
        said = {"year": 2024, "purse": purse, "content": "Máy", "amount": amount, "source": "Sổ"}
        add_holding(Support, row, said, by=dong_thap_officer, at=now)
    only = propose(gone, kept)
    Support.objects.filter(establishment=kept).delete()
    assert list(search(dong_thap_officer, supported=True)) == [gone]
    move("confirm", only, dong_thap_leader)
    gone.refresh_from_db()

    [line] = lines_of(list(search(dong_thap_officer, supported=True)))

    assert (line.row, line.sums.national, line.sums.local) == (kept, 5, 60)
    assert [each.sums.total for each in lines_of([gone])] == [65]
    assert Support.objects.filter(of_family([gone])).count() == 2
