"""What was bought: kept with its invoice, struck out instead of changed, flagged wherever it stood before."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from khuyencong.industry.actions import add_holding
from khuyencong.industry.models import Establishment, Machine
from khuyencong.projects.actions.purchases import Invoice, Paid, enter_purchase, strike
from khuyencong.projects.models import Project, Purchase, PurchaseSerial
from khuyencong.projects.queries.flags import flags_of
from khuyencong.projects.queries.purchases import bought_in_all
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.models import Event
from tests.industry.conftest import enter, phu_loc
from tests.ledger.test_contracts import approved, codes, contract, sign
from tests.projects.test_flags import neighbours

__all__ = ["approved", "contract", "enter", "neighbours", "phu_loc", "sign"]
pytestmark = pytest.mark.django_db
M = 1_000_000
PDF = Invoice(name="hoa-don.pdf", media_type="application/pdf", content=b"%PDF-1.7 45")


def paid(project, **change) -> Paid:
    said = Paid(
        line=project.lines.get(),
        kind="machine",
        name="Máy  sấy",
        seller="Công ty Cơ khí",
        seller_code="0100233488",
        number="0000045",
        on=date(2026, 11, 20),
        amount=100 * M,
        support=50 * M,
        serials=("SN-00123",),
        beneficiary=project.beneficiaries.get(),
    )
    return replace(said, **change)


@pytest.fixture
def buy(dong_thap_officer, now):
    def make(project, by=dong_thap_officer, **change):
        return enter_purchase(project, paid(project, **change), PDF, by=by, at=now)

    return make


def test_a_purchase_is_kept_with_its_invoice_and_told_to_the_trail(approved, buy):
    made, odd = buy(approved)
    assert (made.name, made.invoice_key, bytes(made.content), odd) == (
        "Máy sấy",
        "0100233488/45/2026",
        PDF.content,
        [],
    )
    assert list(made.serials.values_list("serial", "key")) == [("SN-00123", "sn 123")]
    assert Event.objects.get(name="purchase.enter").dossier_key == str(approved.pk)
    total = bought_in_all(approved)
    assert (total.count, total.amount, total.support, total.counterpart) == (1, 100 * M, 50 * M, 50 * M)


def test_more_support_than_its_line_asks_is_kept_with_the_reason_only(approved, buy):
    """340 million on a line that asks 300 of the purse stood there as the purse's without a word."""
    over = {"amount": 680 * M, "support": 340 * M}
    with pytest.raises(BlockedError) as caught:
        buy(approved, **over, reason=" ")
    assert codes(caught) == ["above_support", "no_reason"]
    made, odd = buy(approved, **over, reason="Giá máy tăng,  Sở đã đồng ý")
    assert ([each.code for each in odd], made.reason) == (["above_support"], "Giá máy tăng, Sở đã đồng ý")
    assert Event.objects.get(name="purchase.enter").reason == made.reason
    with pytest.raises(DatabaseError), transaction.atomic():
        Purchase.objects.filter(pk=made.pk).update(reason="Khác")
    with pytest.raises(DatabaseError), transaction.atomic():
        Purchase.objects.filter(pk=made.pk).delete()


def test_entered_twice_it_is_one_and_another_machine_on_the_same_invoice_is_another(approved, buy):
    buy(approved)
    with pytest.raises(BlockedError) as caught:
        buy(approved)
    assert codes(caught) == ["entered"]
    _, odd = buy(approved, name="Máy đóng gói", serials=("sn 123",))
    assert ([each.code for each in odd], Purchase.objects.count()) == (["repeated"], 2)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"seller_code": "0100233489"}, "tax_code"),
        ({"seller_code": ""}, "no_seller"),
        ({"seller": " "}, "no_seller"),
        ({"serials": ()}, "no_serial"),
        ({"on": date(2026, 11, 24)}, "future"),
        ({"support": 100 * M + 1}, "amounts"),
    ],
)
def test_what_cannot_be_is_not_kept(approved, buy, change, code):
    with pytest.raises(BlockedError) as caught:
        buy(approved, **change)
    assert (codes(caught), Purchase.objects.count()) == ([code], 0)


def test_only_the_unit_writes_and_only_lines_and_owners_of_the_project(
    approved, selected, buy, tay_ninh_officer, ministry_officer
):
    for stranger in (tay_ninh_officer, ministry_officer):
        with pytest.raises(PermissionDenied):
            buy(approved, by=stranger)
    with pytest.raises(BlockedError) as caught:
        buy(approved, line=selected[1].lines.get())
    assert codes(caught) == ["elsewhere"]
    with pytest.raises(BlockedError) as caught:
        buy(approved, beneficiary=selected[1].beneficiaries.get())
    assert codes(caught) == ["elsewhere"]


def test_a_mistake_is_struck_out_once_with_a_reason_and_stays_readable(
    approved, buy, dong_thap_colleague, tay_ninh_officer, now
):
    made, _ = buy(approved)
    with pytest.raises(PermissionDenied):
        strike(made, "Nhầm", by=tay_ninh_officer, at=now)
    with pytest.raises(BlockedError) as caught:
        strike(made, " ", by=dong_thap_colleague, at=now)
    assert codes(caught) == ["reason_missing"]
    strike(made, "Ghi nhầm dòng", by=dong_thap_colleague, at=now)
    with pytest.raises(BlockedError) as caught:
        strike(made, "Nữa", by=dong_thap_colleague, at=now)
    assert (codes(caught), bought_in_all(approved).count) == (["struck"], 0)
    buy(approved)
    assert bought_in_all(approved).count == 1


def test_neither_database_changes_or_removes_a_purchase(approved, buy, dong_thap_officer, now):
    made, _ = buy(approved)
    rows, serials = Purchase.objects.filter(pk=made.pk), PurchaseSerial.objects.filter(purchase=made)
    for attempt in (
        lambda: rows.update(amount=1),
        lambda: rows.update(on=date(2026, 1, 1)),
        lambda: rows.update(content=b""),
        lambda: rows._raw_delete("default"),
        lambda: serials.update(key="x"),
        lambda: serials._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    strike(made, "Nhầm", by=dong_thap_officer, at=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(struck_at=None, struck_by=None, struck_because="")
    made.refresh_from_db()
    assert (made.amount, made.struck_because) == (100 * M, "Nhầm")


def test_the_same_serial_in_another_province_is_flagged_on_both_and_named_only_to_who_may_see(
    neighbours, buy, dong_thap_officer, tay_ninh_officer, ministry_officer, now
):
    ours, theirs = neighbours
    Project.objects.filter(pk__in=[ours.pk, theirs.pk]).update(state="contracted", submitted_at=now)
    ours.refresh_from_db()
    theirs.refresh_from_db()
    before = [each.words for each in flags_of([ours], dong_thap_officer)[ours.pk]]
    assert not any("cùng số máy" in each for each in before)
    buy(ours, beneficiary=ours.beneficiaries.first(), line=ours.lines.first())
    seller = {"seller_code": "0300588569", "number": "9"}
    enter_purchase(
        theirs,
        paid(
            ours,
            line=theirs.lines.first(),
            beneficiary=theirs.beneficiaries.first(),
            serials=("sn123",),
            **seller,
        ),
        PDF,
        by=tay_ninh_officer,
        at=now,
    )
    for project, actor, named in (
        (ours, dong_thap_officer, False),
        (theirs, tay_ninh_officer, False),
        (ours, ministry_officer, True),
    ):
        [flag] = [each for each in flags_of([project], actor)[project.pk] if "cùng số máy" in each.words]
        assert ((flag.project is not None), flag.other.startswith("một khoản hỗ trợ")) == (named, not named)


def words_of(project, actor) -> list[tuple[str, str]]:
    return [(each.words, each.other) for each in flags_of([project], actor)[project.pk]]


def test_a_machine_of_the_register_in_another_province_is_flagged_and_named_only_to_who_may_see(
    neighbours, buy, dong_thap_officer, tay_ninh_officer, ministry_officer, now
):
    ours, theirs = neighbours
    Project.objects.filter(pk=ours.pk).update(state="contracted", submitted_at=now)
    ours.refresh_from_db()
    owner = theirs.beneficiaries.get().establishment
    Establishment.objects.filter(pk=owner.pk).update(phone="", phone_key="")
    buy(ours, beneficiary=ours.beneficiaries.first(), line=ours.lines.first())
    assert not any("cùng số máy" in words for words, _ in words_of(ours, ministry_officer))
    machine = {"name": "Máy sấy cũ", "serial": "sn 123", "year": 2021}
    add_holding(Machine, owner, machine, by=tay_ninh_officer, at=now)
    [(words, other)] = [each for each in words_of(ours, dong_thap_officer) if "cùng số máy" in each[0]]
    assert ("(90/100)" in words, other) == (True, "một máy trong sổ cơ sở mua năm 2021, Tây Ninh")
    [(_, named)] = [each for each in words_of(ours, ministry_officer) if "cùng số máy" in each[0]]
    assert named == "“Máy sấy cũ” của Cơ sở Ví Dụ trong sổ cơ sở, mua năm 2021"
    assert not any("cùng một chủ" in each for each, _ in words_of(ours, ministry_officer))


@pytest.mark.parametrize(
    ("machine", "flagged"),
    [
        ({"serial": "SN-00123", "year": 2021}, True),
        ({"serial": "SN-00123", "year": 2026}, False),
        ({"serial": "SN-00123"}, False),
        ({"serial": "SN-00124", "year": 2021}, False),
    ],
)
def test_what_the_owner_had_before_is_flagged_and_what_was_just_bought_for_her_is_not(
    approved, buy, dong_thap_officer, now, machine, flagged
):
    buy(approved)
    owner = approved.beneficiaries.get().establishment
    add_holding(Machine, owner, {"name": "Máy sấy"} | machine, by=dong_thap_officer, at=now)
    assert any("cùng số máy" in words for words, _ in words_of(approved, dong_thap_officer)) == flagged


@pytest.mark.parametrize(
    ("number", "year", "flagged"),
    [("1C26TAA 0012345", 2026, True), ("0012345", 2025, False), ("45", 2026, False)],
)
def test_an_invoice_that_the_register_names_without_its_seller(
    approved, buy, enter, dong_thap_officer, now, number, year, flagged
):
    """Between strangers only a long number of the same year is a sign."""
    buy(approved, number="0012345" if "12345" in number else "45")
    other = enter(name="Cơ sở khác", other=True)
    machine = {"name": "Máy", "invoice": number, "year": year}
    add_holding(Machine, other, machine, by=dong_thap_officer, at=now)
    assert any("cùng số hóa đơn" in words for words, _ in words_of(approved, dong_thap_officer)) == flagged


def test_an_invoice_of_two_projects_without_beneficiary_is_flagged_until_one_is_struck(
    approved, selected, buy, dong_thap_officer, now
):
    other = selected[1]
    Project.objects.filter(pk=other.pk).update(state="contracted")
    other.refresh_from_db()
    service = {"kind": "service", "serials": (), "beneficiary": None}
    buy(approved, **service)
    made, _ = buy(other, **service | {"number": "45"})
    found = flags_of([approved, other], dong_thap_officer)
    told = {key: [each.words for each in rows if "cùng hóa đơn" in each.words] for key, rows in found.items()}
    assert [len(told[approved.pk]), len(told[other.pk])] == [1, 1]
    strike(made, "Nhầm", by=dong_thap_officer, at=now)
    found = flags_of([approved, other], dong_thap_officer)
    assert not any("cùng hóa đơn" in each.words for rows in found.values() for each in rows)


def test_flags_cost_as_many_statements_for_many_purchases_as_for_one(approved, buy, dong_thap_officer):
    counts = []
    for number in range(2):
        for each in range(1 + 5 * number):
            buy(approved, name=f"Máy {number} {each}", serials=(f"A{number}{each}99",), reason="Thử")
        with CaptureQueriesContext(connection) as caught:
            flags_of([approved], dong_thap_officer)
        counts.append(len(caught))
    assert counts[0] == counts[1]
