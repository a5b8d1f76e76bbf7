"""Outstanding products: entered with their papers, judged by who has no interest, certified, kept."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from khuyencong.industry.actions.products.certificates import Complained, Signed, register_row_of
from khuyencong.industry.actions.products.entries import (
    ConsentSaid,
    drop_product_photo,
    keep_product_photo,
    note_consent,
    rewrite_entry,
)
from khuyencong.industry.actions.products.judging import declare_interest, hand_in_sheet
from khuyencong.industry.actions.products.rounds import (
    BegunRound,
    MemberSaid,
    seat_member,
    unseat_member,
    unusual,
)
from khuyencong.industry.lifecycle.products import Answered, start_complaint, start_product_round
from khuyencong.industry.models import (
    Certificate,
    ProductCertificate,
    ProductComplaint,
    ProductConsent,
    ProductEntry,
    ProductInterest,
    ProductMember,
    ProductPhoto,
    ProductRound,
    ProductScore,
    ProductSheet,
)
from khuyencong.industry.queries.products.catalogue import (
    catalogue,
    certificate_coded,
    how_stands,
    shown_of,
)
from khuyencong.industry.queries.products.judging import tallies_of
from khuyencong.industry.queries.products.law import levels_on
from khuyencong.industry.queries.products.rounds import regions_to_choose
from khuyencong.norms.models import Deadline, ProductMark
from khuyencong.organisations.actors import PUBLIC
from khuyencong.organisations.models import Agency
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.conftest import person
from tests.industry.chosen import (
    FULL,
    JPEG,
    SAID,
    accepted,
    announced,
    begun,
    concluded,
    decided,
    do,
    entered,
    last_complaint,
    scored,
    seated,
)
from tests.norms.conftest import law

__all__ = ["law"]
pytestmark = pytest.mark.django_db


def codes(wrong) -> list[str]:
    return [each.code for each in wrong.value.findings]


def refused(write) -> str:
    """The kind of error with which the database refuses what the code would never ask."""
    with pytest.raises(DatabaseError) as wrong, transaction.atomic():
        write()
    return type(wrong.value).__name__


@pytest.fixture
def judges(dong_thap_leader):
    """Three of the department who sit on the jury."""
    agency = dong_thap_leader.agency
    return [person(agency, f"giamkhao{n}", "department_officer", f"Giám khảo {n}") for n in range(3)]


@pytest.fixture
def opened(law, dong_thap_officer, now) -> ProductRound:
    """A provincial round that takes products."""
    return begun(dong_thap_officer, now)


@pytest.fixture
def commune_officer(dong_thap_officer, phu_loc):
    """Of a commune of Đồng Tháp."""
    office = Agency.objects.create(
        code="xa-phu-loc",
        level="commune",
        kind="commune_office",
        unit=phu_loc,
        parent=dong_thap_officer.agency,
        since=date(2025, 7, 1),
    )
    return person(office, "xaphuloc", "commune_officer")


@pytest.fixture
def table(opened, enter, commune_officer, dong_thap_officer, now) -> ProductEntry:
    """A product of the commune's, found in order."""
    return accepted(opened, enter(), commune_officer, dong_thap_officer, now)


@pytest.fixture
def judged(opened, table, judges, dong_thap_officer, now) -> ProductRound:
    """The jury has scored it at eighty."""
    seated(opened, judges, dong_thap_officer, now)
    found = do("product_round.convene", opened, dong_thap_officer, now)
    scored(table, judges, now)
    return found


@pytest.fixture
def certified(judged, table, dong_thap_officer, dong_thap_leader, now) -> ProductCertificate:
    """Recognised, made known, in the catalogue."""
    concluded(judged, dong_thap_officer, now, [table])
    decided(judged, dong_thap_leader, now)
    announced(judged, dong_thap_officer, now)
    return ProductCertificate.objects.get(entry=table)


def test_a_round_takes_everything_from_the_rows_of_its_day(opened):
    assert (opened.level, opened.below, opened.sizes, opened.decided_by) == (
        "province",
        "commune",
        "7 9",
        "UBND cấp tỉnh",
    )
    assert (opened.threshold, opened.threshold_law, opened.photos) == (
        70,
        "Điều 17 khoản 1, 26/2014/TT-BCT",
        3,
    )
    assert [(each.code, each.most) for each in opened.judged_by] == [
        ("tc-thi-truong", 40),
        ("tc-kinh-te", 40),
        ("tc-van-hoa", 10),
        ("tc-khac", 10),
    ]
    assert opened.judged_by[0].told.endswith("(cần xác minh)")
    assert opened.law.endswith("(cần xác minh)")
    assert Task.objects.filter(dossier_kind="product_round", state="open").count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"level": "commune"}, "no_level"),
        ({"level": "region"}, "no_level"),
        ({"until": date(2026, 1, 1)}, "wrong_days"),
        ({"plan": " "}, "no_plan"),
        ({}, "already_begun"),
    ],
)
def test_a_round_that_cannot_be_is_refused(opened, dong_thap_officer, now, change, code):
    with pytest.raises(BlockedError) as wrong:
        begun(dong_thap_officer, now, **change)
    assert codes(wrong) == [code]


def test_without_marks_of_the_law_no_round_is_opened(law, dong_thap_officer, now):
    ProductMark.objects.filter(kind="threshold").update(until=date(2026, 1, 1))
    with pytest.raises(BlockedError) as wrong:
        begun(dong_thap_officer, now)
    assert codes(wrong) == ["no_marks"]


def test_an_owner_and_a_centre_open_no_round(law, dong_thap_officer, inspector, now):
    centre = person(dong_thap_officer.agency, "trungtam", "centre_officer")
    for each in (centre, inspector, PUBLIC):
        with pytest.raises(PermissionDenied):
            begun(each, now)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"own": False}, "not_own"),
        ({"original": False}, "copied"),
        ({"serial_made": False}, "single_piece"),
        ({"description": ""}, "not_described"),
        ({"no_round_below": False}, "no_lower"),
        ({"letter_number": "", "letter_on": None}, "no_letter"),
    ],
)
def test_a_product_that_may_not_take_part_is_not_sent(opened, enter, dong_thap_officer, now, change, code):
    entry = entered(opened, enter(), dong_thap_officer, now, **change)
    with pytest.raises(BlockedError) as wrong:
        do("product_entry.send", entry, dong_thap_officer, now)
    assert codes(wrong) == [code]


def test_photographs_from_every_angle_are_wanted_and_one_from_each_is_kept(
    opened, enter, dong_thap_officer, now
):
    by = dong_thap_officer
    entry = entered(opened, enter(), by, now, photos=False)
    first = keep_product_photo(entry, JPEG, "front", "Bàn gỗ, chính diện", by=by, at=now)
    for content, angle, alt, code in (
        (JPEG, "front", "Lại", "angle_taken"),
        (JPEG, "side", " ", "no_alt"),
        (JPEG, "below", "Bàn", "no_alt"),
        (b"%PDF", "side", "Bàn", "photo_kind"),
        (JPEG + b"0" * 3 * 2**20, "side", "Bàn", "photo_size"),
    ):
        with pytest.raises(BlockedError) as wrong:
            keep_product_photo(entry, content, angle, alt, by=by, at=now)
        assert codes(wrong) == [code]
    with pytest.raises(BlockedError) as wrong:
        do("product_entry.send", entry, by, now)
    assert codes(wrong) == ["photos_missing"]
    drop_product_photo(first, by=by, at=now)
    assert entry.photos.count() == 0


def test_a_higher_level_wants_a_certificate_of_the_level_below_that_stands(
    opened, enter, dong_thap_officer, now
):
    owner, other = enter(), enter(name="Rèn", other=True)
    given = {"product": "Bàn gỗ mít", "level": "commune"}
    ours, old, wrong_level, theirs = (
        Certificate.objects.create(establishment=whose, **given | more)
        for whose, more in (
            (owner, {"year": 2026}),
            (owner, {"year": 2015}),
            (owner, {"year": 2026, "level": "district"}),
            (other, {"year": 2026}),
        )
    )
    for row, code in ((old, "lower_ended"), (wrong_level, "wrong_lower"), (theirs, "wrong_lower")):
        entry = entered(
            opened, owner, dong_thap_officer, now, name=f"Bàn {row.pk}", lower=row, no_round_below=False
        )
        with pytest.raises(BlockedError) as wrong:
            do("product_entry.send", entry, dong_thap_officer, now)
        assert codes(wrong) == [code]
    entry = entered(opened, owner, dong_thap_officer, now, lower=ours, no_round_below=False)
    assert do("product_entry.send", entry, dong_thap_officer, now).state == "sent"


def test_a_product_made_elsewhere_and_one_entered_twice_are_refused(
    opened, enter, tan_bien, ministry_officer, dong_thap_officer, now
):
    away = enter(unit=tan_bien, by=ministry_officer, name="Mộc Tân Biên")
    with pytest.raises(PermissionDenied):
        entered(opened, away, dong_thap_officer, now)
    entry = entered(opened, away, ministry_officer, now)
    with pytest.raises(BlockedError) as wrong:
        do("product_entry.send", entry, ministry_officer, now)
    assert codes(wrong) == ["other_place"]
    owner = enter()
    first = entered(opened, owner, dong_thap_officer, now)
    with pytest.raises(BlockedError) as wrong:
        entered(opened, owner, dong_thap_officer, now)
    assert codes(wrong) == ["twice"]
    do("product_entry.drop", first, dong_thap_officer, now, reason="Thôi")
    assert entered(opened, owner, dong_thap_officer, now).state == "draft"


def test_what_is_sent_back_is_mended_and_what_is_sent_is_not_touched(
    opened, enter, commune_officer, dong_thap_officer, now
):
    entry = do("product_entry.send", entered(opened, enter(), commune_officer, now), commune_officer, now)
    with pytest.raises(BlockedError) as wrong:
        rewrite_entry(entry, SAID, by=commune_officer, at=now)
    assert codes(wrong) == ["sent"]
    with pytest.raises(BlockedError) as wrong:
        do("product_entry.return", entry, dong_thap_officer, now)
    assert codes(wrong) == ["reason_missing"]
    do("product_entry.return", entry, dong_thap_officer, now, reason="Ảnh mờ")
    said = replace(SAID, name="Bàn gỗ mít ghép", standard="Độ ẩm dưới 10 %")
    assert rewrite_entry(entry, said, by=commune_officer, at=now).name == "Bàn gỗ mít ghép"
    with pytest.raises(PermissionDenied):
        do("product_entry.accept", entry, commune_officer, now)


def test_who_sees_which_entry(
    table, commune_officer, dong_thap_colleague, tay_ninh_officer, ministry_officer, inspector, administrator
):
    seen = [
        ProductEntry.objects.visible_to(each).count()
        for each in (
            commune_officer,
            dong_thap_colleague,
            ministry_officer,
            inspector,
            tay_ninh_officer,
            administrator,
            PUBLIC,
        )
    ]
    assert seen == [1, 1, 1, 1, 0, 0, 0]


@pytest.mark.parametrize(
    ("council", "jury", "code"),
    [(6, 3, "council_size"), (7, 2, "jury_even"), (7, 0, "jury_even"), (8, 3, "council_size")],
)
def test_council_and_jury_are_as_many_as_the_law_asks(
    opened, table, judges, dong_thap_officer, now, council, jury, code
):
    seated(opened, judges[:jury], dong_thap_officer, now, council=council)
    with pytest.raises(BlockedError) as wrong:
        do("product_round.convene", opened, dong_thap_officer, now)
    assert codes(wrong) == [code]


def test_a_judge_has_an_account_and_sits_once(opened, judges, dong_thap_officer, now):
    by = dong_thap_officer
    nobody = MemberSaid(user=None, name="Chuyên gia", post="", role="none", jury="judge")
    with pytest.raises(BlockedError) as wrong:
        seat_member(opened, nobody, by=by, at=now)
    assert codes(wrong) == ["no_account"]
    said = MemberSaid(user=judges[0].account, name="", post="", role="none", jury="head")
    seat_member(opened, said, by=by, at=now)
    with pytest.raises(BlockedError) as wrong:
        seat_member(opened, said, by=by, at=now)
    assert codes(wrong) == ["seated"]
    unseat_member(opened.members.get(), by=by, at=now)
    assert opened.members.count() == 0


def test_papers_nobody_checked_stop_the_jury(
    opened, table, enter, judges, commune_officer, dong_thap_officer, now
):
    other = entered(opened, enter(name="Đan"), commune_officer, now, name="Giỏ")
    do("product_entry.send", other, commune_officer, now)
    seated(opened, judges, dong_thap_officer, now)
    with pytest.raises(BlockedError) as wrong:
        do("product_round.convene", opened, dong_thap_officer, now)
    assert codes(wrong) == ["unchecked"]


def test_nobody_scores_her_own_undeclared_or_twice(
    opened, table, judges, commune_officer, dong_thap_officer, now
):
    panel = [*judges[:2], commune_officer]
    seated(opened, panel, dong_thap_officer, now)
    found = do("product_round.convene", opened, dong_thap_officer, now)
    assert sorted(
        Task.objects.filter(dossier_kind="product_ballot", state="open").values_list("desk", flat=True)
    ) == (sorted(each.desk_code for each in judges[:2]))
    first, second = judges[0], judges[1]
    for who, code in ((commune_officer, "own_product"), (first, "not_declared")):
        with pytest.raises(BlockedError) as wrong:
            hand_in_sheet(table, FULL, "", by=who, at=now)
        assert codes(wrong) == [code]
    declare_interest(table, conflicted=True, words="Anh rể là chủ cơ sở", by=first, at=now)
    with pytest.raises(BlockedError) as wrong:
        hand_in_sheet(table, FULL, "", by=first, at=now)
    assert codes(wrong) == ["conflicted"]
    scored(table, [second], now)
    for act in (
        lambda: hand_in_sheet(table, FULL, "", by=second, at=now),
        lambda: declare_interest(table, conflicted=False, words="", by=second, at=now),
    ):
        with pytest.raises(BlockedError) as wrong:
            act()
        assert codes(wrong) in (["scored"], ["declared"])
    with pytest.raises(PermissionDenied):
        declare_interest(table, conflicted=False, words="", by=dong_thap_officer, at=now)
    # One of three could score: fewer than half of the jury decide nothing.
    with pytest.raises(BlockedError) as wrong:
        concluded(found, dong_thap_officer, now, [table])
    assert codes(wrong) == ["too_few_sheets"]
    assert Task.objects.filter(dossier_kind="product_ballot", state="open").count() == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"tc-khac": None}, "not_scored"),
        ({"tc-khac": 101}, "out_of_range"),
        ({"tc-khac": -1}, "out_of_range"),
        ({"tc-la": 1}, "unknown_criterion"),
    ],
)
def test_a_sheet_with_wrong_points_is_not_taken(opened, table, judges, dong_thap_officer, now, change, code):
    seated(opened, judges, dong_thap_officer, now)
    do("product_round.convene", opened, dong_thap_officer, now)
    declare_interest(table, conflicted=False, words="", by=judges[0], at=now)
    with pytest.raises(BlockedError) as wrong:
        hand_in_sheet(table, FULL | change, "", by=judges[0], at=now)
    assert (codes(wrong), ProductSheet.objects.count()) == ([code], 0)


def test_one_missing_sheet_and_a_product_below_the_threshold_stop_the_minutes(
    opened, table, enter, judges, commune_officer, dong_thap_officer, now
):
    low = accepted(opened, enter(name="Đan"), commune_officer, dong_thap_officer, now, name="Giỏ")
    seated(opened, judges, dong_thap_officer, now)
    found = do("product_round.convene", opened, dong_thap_officer, now)
    scored(table, judges, now)
    scored(low, judges[:2], now, {"tc-thi-truong": 300, "tc-kinh-te": 299, "tc-van-hoa": 50, "tc-khac": 50})
    with pytest.raises(BlockedError) as wrong:
        concluded(found, dong_thap_officer, now, [table])
    assert codes(wrong) == ["sheets_missing"]
    scored(low, judges[2:], now, {"tc-thi-truong": 301, "tc-kinh-te": 300, "tc-van-hoa": 50, "tc-khac": 50})
    # 69,9 + 69,9 + 70,1 = 209,9 over 3 rounds to 70,0 and is below it.
    assert round(float(tallies_of(found, [low], now.date())[low.pk].mean), 1) == 70.0
    with pytest.raises(BlockedError) as wrong:
        concluded(found, dong_thap_officer, now, [table, low])
    assert codes(wrong) == ["below_threshold"]
    concluded(found, dong_thap_officer, now, [table])
    rows = ProductEntry.objects.order_by("rank").values_list("name", "rank", "advised")
    assert list(rows) == [("Bàn gỗ mít", 1, True), ("Giỏ", 2, False)]


def test_another_person_records_the_decision_and_each_product_gets_a_number(
    judged, table, dong_thap_officer, dong_thap_leader, dong_thap_colleague, now
):
    with pytest.raises(PermissionDenied):
        decided(judged, dong_thap_colleague, now)
    concluded(judged, dong_thap_leader, now, [table])
    with pytest.raises(BlockedError) as wrong:
        decided(judged, dong_thap_leader, now)
    assert codes(wrong) == ["own_work"]
    second = person(dong_thap_leader.agency, "pho", "department_leader")
    decided(judged, second, now)
    paper = ProductCertificate.objects.get()
    assert (paper.register_number, paper.decision, paper.last_day, paper.published) == (
        "01/2026",
        "77/QĐ-UBND",
        date(2029, 12, 31),
        False,
    )
    assert paper.term_law.endswith("(cần xác minh)")
    assert len(paper.code) == 10
    row = Certificate.objects.get()
    assert (row.establishment, row.product, row.level, row.year, row.decision) == (
        table.establishment,
        "Bàn gỗ mít",
        "province",
        2026,
        "77/QĐ-UBND",
    )


def test_a_product_that_the_register_names_already_is_decided_all_the_same(
    judged, table, dong_thap_officer, dong_thap_leader, now
):
    """Two rounds of one level, at two of her places, may recognise one product in a year."""
    concluded(judged, dong_thap_officer, now, [table])
    Certificate.objects.create(
        establishment=table.establishment,
        product=table.name,
        level="province",
        year=2026,
        decision="1/QĐ-UBND",
        withdrawn_on=now.date(),
    )
    decided(judged, dong_thap_leader, now)
    paper = ProductCertificate.objects.get()
    assert (paper.register_row, Certificate.objects.get().decision) == (None, "1/QĐ-UBND")


def test_one_row_of_the_register_is_one_certificates(certified, table):
    assert register_row_of(table, 2026) is None
    assert register_row_of(table, 2027).year == 2027


def test_a_leader_sends_the_result_back_and_the_jury_scores_anew(
    judged, table, judges, dong_thap_officer, dong_thap_leader, now
):
    concluded(judged, dong_thap_officer, now, [table])
    do("product_round.return", judged, dong_thap_leader, now, reason="Chấm lại tiêu chí bốn")
    table.refresh_from_db()
    assert (table.total_tenths, table.rank, table.advised) == (None, None, None)
    assert Task.objects.filter(dossier_kind="product_ballot", state="open").count() == 3
    with pytest.raises(BlockedError) as wrong:
        concluded(judged, dong_thap_officer, now, [table])
    assert codes(wrong) == ["sheets_missing"]
    table.round.refresh_from_db()
    for judge in judges:
        hand_in_sheet(table, FULL, "", by=judge, at=now)
    concluded(judged, dong_thap_officer, now, [table])
    assert (ProductSheet.objects.count(), ProductEntry.objects.get().sheets_counted) == (6, 3)


def test_what_the_council_does_not_propose_is_refused_and_drafts_lapse(
    judged, table, enter, dong_thap_officer, dong_thap_leader, now
):
    concluded(judged, dong_thap_officer, now, [])
    decided(judged, dong_thap_leader, now)
    table.refresh_from_db()
    assert (table.state, ProductCertificate.objects.count(), Task.objects.filter(state="open").count()) == (
        "refused",
        0,
        1,
    )


def test_a_dropped_round_lets_all_go(judged, table, dong_thap_leader, now):
    do("product_round.drop", judged, dong_thap_leader, now, reason="Hết kinh phí")
    table.refresh_from_db()
    assert (table.state, Task.objects.filter(state="open").count()) == ("dropped", 0)


def test_the_catalogue_shows_what_was_made_known_and_how_it_stands(certified, now):
    on = now.date()
    assert [each.name for each in catalogue(on, words="ban go PHU loc")] == ["Bàn gỗ mít"]
    assert list(catalogue(on, words="giường")) == []
    province = certified.province_id
    for narrowed, count in (
        ({"province": province}, 1),
        ({"province": province + 1}, 0),
        ({"group": "nhom-tcmn"}, 1),
        ({"level": "nation"}, 0),
        ({"year": 2026}, 1),
        ({"standing": "valid"}, 1),
        ({"standing": "expired"}, 0),
        ({"standing": "withdrawn"}, 0),
    ):
        assert catalogue(on, **narrowed).count() == count, narrowed
    later = date(2030, 1, 1)
    assert [how_stands(certified, day) for day in (date(2029, 12, 31), later)] == ["valid", "expired"]
    assert catalogue(later, standing="expired").count() == 1
    assert [len(each.photos) for each in shown_of([certified], on)] == [3]
    assert [len(each.photos) for each in shown_of([certified], later)] == [0]


def test_before_the_notice_nothing_is_in_the_catalogue(judged, table, dong_thap_officer, dong_thap_leader, now):
    concluded(judged, dong_thap_officer, now, [table])
    decided(judged, dong_thap_leader, now)
    assert catalogue(now.date()).count() == 0
    assert certificate_coded(ProductCertificate.objects.get().code.lower()) is not None


def test_the_makers_contact_is_shown_while_she_agrees_and_the_certificate_stands(
    certified, table, commune_officer, tay_ninh_officer, now
):
    owner = table.establishment
    owner.phone = "0900000000"
    owner.save()
    assert [each.phone for each in shown_of([certified], now.date())] == [""]
    agreed = ConsentSaid(agreed=True, said_by="Chủ cơ sở", how="Phiếu đăng ký có chữ ký", on=now.date())
    with pytest.raises(PermissionDenied):
        note_consent(table, agreed, by=tay_ninh_officer, at=now)
    note_consent(table, agreed, by=commune_officer, at=now)
    assert [each.phone for each in shown_of([certified], now.date())] == ["0900000000"]
    assert [each.phone for each in shown_of([certified], date(2030, 1, 1))] == [""]
    note_consent(table, replace(agreed, agreed=False, how="Gọi điện"), by=commune_officer, at=now)
    assert [each.phone for each in shown_of([certified], now.date())] == [""]
    assert list(ProductConsent.objects.order_by("pk").values_list("agreed", flat=True)) == [True, False]


def test_a_withdrawn_certificate_says_why_and_proves_no_priority(
    certified, dong_thap_officer, dong_thap_leader, now
):
    signed = Signed(number="88/QĐ-UBND", on=now.date(), signer="Chủ tịch, Nguyễn Văn Thử")
    with pytest.raises(BlockedError) as wrong:
        do("product_certificate.doubt", certified, dong_thap_officer, now)
    assert codes(wrong) == ["reason_missing"]
    do("product_certificate.doubt", certified, dong_thap_leader, now, reason="Sao chép mẫu")
    with pytest.raises(BlockedError) as wrong:
        do("product_certificate.withdraw", certified, dong_thap_leader, now, reason="Sao chép", given=signed)
    assert codes(wrong) == ["own_work"]
    do("product_certificate.keep", certified, dong_thap_leader, now, reason="Chưa đủ chứng cứ")
    do("product_certificate.doubt", certified, dong_thap_officer, now, reason="Sao chép mẫu")
    do("product_certificate.withdraw", certified, dong_thap_leader, now, reason="Sao chép mẫu", given=signed)
    certified.refresh_from_db()
    assert (how_stands(certified, now.date()), certified.withdrawal_reason) == ("withdrawn", "Sao chép mẫu")
    assert [each.photos for each in shown_of([certified], now.date())] == [()]
    assert Certificate.objects.of_years([2026]).count() == 0


def test_a_complaint_has_its_term_its_clock_and_an_answer(
    certified, table, commune_officer, dong_thap_officer, tay_ninh_officer, now
):
    found = table.round
    found.refresh_from_db()
    # Fifteen working days after Monday the 23rd of November 2026; the 24th is a holiday since that year.
    assert (found.complaints_until, found.complaints_law) == (
        date(2026, 12, 15),
        "Điều 20 khoản 1, 26/2014/TT-BCT",
    )
    table = ProductEntry.objects.get(pk=table.pk)
    said = Complained(words="Điểm tiêu chí hai thấp", on=now.date())
    with pytest.raises(PermissionDenied):
        start_complaint(table, said, Act(by=tay_ninh_officer, at=now))
    late = now + timedelta(days=25)
    with pytest.raises(BlockedError) as wrong:
        start_complaint(table, replace(said, on=date(2026, 12, 16)), Act(by=commune_officer, at=late))
    assert codes(wrong) == ["too_late"]
    made = start_complaint(table, said, Act(by=commune_officer, at=now))
    task = Task.objects.get(dossier_kind="product_complaint", state="open")
    assert (made.due, task.due, task.due_source) == (
        date(2026, 12, 8),
        date(2026, 12, 8),
        "Điều 20 khoản 2, 26/2014/TT-BCT",
    )
    answer = Answered(outcome="kept", words="Đã xem lại phiếu, giữ nguyên", on=now.date())
    with pytest.raises(PermissionDenied):
        do("product_complaint.answer", made, commune_officer, now, given=answer)
    for wrong_answer, code in (
        (replace(answer, words=" "), "no_answer"),
        (replace(answer, outcome="x"), "no_answer"),
        (replace(answer, on=now.date() - timedelta(days=1)), "wrong_day"),
    ):
        with pytest.raises(BlockedError) as wrong:
            do("product_complaint.answer", made, dong_thap_officer, now, given=wrong_answer)
        assert codes(wrong) == [code]
    do("product_complaint.answer", made, dong_thap_officer, now, given=answer)
    assert (last_complaint().state, Task.objects.filter(state="open").count()) == ("answered", 0)


def test_a_neighbour_and_a_stranger_see_nothing_of_a_round_but_what_is_in_the_catalogue(
    certified, table, commune_officer, dong_thap_officer, tay_ninh_officer, administrator, now
):
    table = ProductEntry.objects.get(pk=table.pk)
    start_complaint(table, Complained(words="x", on=now.date()), Act(by=dong_thap_officer, at=now))
    said = ConsentSaid(agreed=False, said_by="Chủ", how="Gọi điện", on=now.date())
    note_consent(table, said, by=commune_officer, at=now)
    of_the_round = (ProductRound, ProductMember)
    of_the_entry = (ProductEntry, ProductPhoto, ProductConsent, ProductCertificate, ProductComplaint)
    of_the_jury = (ProductInterest, ProductSheet, ProductScore)
    for model in (*of_the_round, *of_the_entry, *of_the_jury):
        rows = model._default_manager
        assert rows.visible_to(dong_thap_officer).count() == rows.count() > 0, model
        # Who registered a product reads no sheet on it.
        own = 0 if model in of_the_jury else rows.count()
        assert rows.visible_to(commune_officer).count() == own, model
        for stranger in (tay_ninh_officer, administrator, PUBLIC):
            assert rows.visible_to(stranger).count() == 0, model
    assert catalogue(now.date()).count() == 1


def test_without_a_dated_number_of_days_no_clock_is_made_up(
    judged, table, dong_thap_officer, dong_thap_leader, now
):
    Deadline.objects.filter(code="binh-chon-khieu-nai").update(until=date(2026, 1, 1))
    concluded(judged, dong_thap_officer, now, [table])
    decided(judged, dong_thap_leader, now)
    with pytest.raises(BlockedError) as wrong:
        announced(judged, dong_thap_officer, now)
    assert codes(wrong) == ["no_deadline"]


def test_both_databases_keep_what_was_judged(certified, table, judges, now):
    sheet, score = ProductSheet.objects.first(), ProductScore.objects.first()
    interest, paper = ProductInterest.objects.first(), ProductCertificate.objects.get()
    for act in (
        lambda: ProductSheet.objects.filter(pk=sheet.pk).update(total_tenths=1),
        lambda: ProductSheet.objects.filter(pk=sheet.pk)._raw_delete("default"),
        lambda: ProductScore.objects.filter(pk=score.pk).update(tenths=1),
        lambda: ProductInterest.objects.filter(pk=interest.pk).update(conflicted=True, words="x"),
        lambda: ProductEntry.objects.filter(pk=table.pk).update(name="Khác"),
        lambda: ProductEntry.objects.filter(pk=table.pk)._raw_delete("default"),
        lambda: ProductRound.objects.all()._raw_delete("default"),
        lambda: ProductCertificate.objects.all()._raw_delete("default"),
        lambda: ProductCertificate.objects.filter(pk=paper.pk).update(serial=9),
        lambda: ProductCertificate.objects.filter(pk=paper.pk).update(last_day=date(2099, 1, 1)),
        lambda: ProductRound.objects.update(place="Khác"),
        lambda: ProductRound.objects.update(threshold=1),
        lambda: ProductMember.objects.all()._raw_delete("default"),
        lambda: table.photos.all()._raw_delete("default"),
        lambda: ProductSheet.objects.create(
            entry=table, user=judges[0].account, sitting=2, total_tenths=1, at=now
        ),
        lambda: ProductScore.objects.create(sheet=sheet, criterion="khac", most=1, tenths=1),
    ):
        assert refused(act) in ("IntegrityError", "OperationalError", "InternalError", "DatabaseError")
    ProductEntry.objects.filter(pk=table.pk).update(contact_public=True)


def test_both_databases_refuse_a_sheet_of_who_is_concerned_and_points_above_the_most(
    opened, table, judges, dong_thap_officer, now
):
    seated(opened, judges, dong_thap_officer, now)
    do("product_round.convene", opened, dong_thap_officer, now)
    first, second = judges[0], judges[1]
    declare_interest(table, conflicted=True, words="Người nhà", by=first, at=now)
    declare_interest(table, conflicted=False, words="", by=second, at=now)
    given = {"entry": table, "sitting": 1, "total_tenths": 1, "at": now}
    for user in (first.account, judges[2].account, dong_thap_officer.account):
        assert refused(lambda user=user: ProductSheet.objects.create(user=user, **given))
    sheet = ProductSheet.objects.create(user=second.account, **given)
    assert refused(lambda: ProductSheet.objects.create(user=second.account, **given)) == "IntegrityError"
    for tenths in (101, -1):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProductScore.objects.create(sheet=sheet, criterion="tc-khac", most=10, tenths=tenths)


def test_a_certificate_number_is_given_once(certified, opened, enter, dong_thap_officer, now):
    other = ProductEntry.objects.get()
    fields = {
        each.attname: getattr(certified, each.attname)
        for each in ProductCertificate._meta.concrete_fields
        if each.name not in ("id", "code", "register_row")
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        ProductCertificate.objects.create(**fields, code="0000000000")
    assert other.certificate == certified


def test_complaints_answered_and_certificates_withdrawn_never_change(
    certified, table, dong_thap_officer, dong_thap_leader, now
):
    table = ProductEntry.objects.get(pk=table.pk)
    made = start_complaint(table, Complained(words="x", on=now.date()), Act(by=dong_thap_officer, at=now))
    do("product_complaint.take_back", made, dong_thap_officer, now, reason="Rút")
    assert refused(lambda: ProductComplaint.objects.update(words="y"))
    signed = Signed(number="88", on=now.date(), signer="A")
    do("product_certificate.doubt", certified, dong_thap_officer, now, reason="Sao chép")
    do("product_certificate.withdraw", certified, dong_thap_leader, now, reason="Sao chép", given=signed)
    assert refused(lambda: ProductCertificate.objects.update(withdrawal_reason="khác"))


@pytest.mark.parametrize(
    ("on", "levels"),
    [
        (date(2014, 10, 20), []),
        (date(2018, 8, 15), [("cap-huyen", "odd", True)]),
        (date(2025, 6, 30), [("cap-huyen", "any", False)]),
        (date(2025, 7, 1), [("cap-xa", "any", False)]),
    ],
)
def test_districts_held_rounds_until_july_2025_and_communes_since(law, on, levels):
    found = levels_on(on, ("district", "commune"))
    assert [(each.code, each.years, each.verified) for each in found] == levels


def test_a_commune_runs_its_round_with_two_people_and_a_council_of_names(
    law, enter, commune_officer, dong_thap_officer, now
):
    said = BegunRound(year=2026, level="commune", until=now.date(), plan="KH xã")
    found = start_product_round(said, Act(by=commune_officer, at=now))
    assert (found.decided_by, found.sizes, found.below) == ("UBND cấp xã", "5 7", "")
    second = person(commune_officer.agency, "xahai", "commune_officer")
    jury = [person(commune_officer.agency, f"giamkhaoxa{n}", "council_member") for n in range(3)]
    entry = accepted(found, enter(), second, commune_officer, now, letter_number="", letter_on=None)
    seated(found, jury, commune_officer, now, council=5)
    found = do("product_round.convene", found, commune_officer, now)
    assert [ProductEntry.objects.visible_to(each).count() for each in jury] == [1, 1, 1]
    scored(entry, jury, now)
    concluded(found, commune_officer, now, [entry])
    with pytest.raises(BlockedError) as wrong:
        decided(found, commune_officer, now)
    assert codes(wrong) == ["own_work"]
    third = person(commune_officer.agency, "xaba", "commune_officer")
    decided(found, third, now)
    row = Certificate.objects.get()
    assert (row.level, row.of_no_district, ProductCertificate.objects.get().level) == (
        "commune",
        False,
        "commune",
    )


def test_every_department_sees_a_round_of_its_region_and_enters_what_its_province_certified(
    law, enter, ministry_officer, dong_thap_officer, tay_ninh_officer, tan_bien, now
):
    south = next(each for each in regions_to_choose(now.date()) if each.code == "nam")
    found = begun(ministry_officer, now, level="region", region=south)
    assert str(found) == "Bình chọn sản phẩm cấp khu vực năm 2026, phía Nam"
    assert [
        each.count()
        for each in (
            ProductRound.objects.visible_to(dong_thap_officer),
            ProductRound.objects.visible_to(tay_ninh_officer),
            ProductRound.objects.visible_to(PUBLIC),
        )
    ] == [1, 1, 0]
    owner = enter()
    row = Certificate.objects.create(establishment=owner, product="Bàn", level="province", year=2026)
    entry = entered(found, owner, dong_thap_officer, now, lower=row, no_round_below=False)
    assert do("product_entry.send", entry, dong_thap_officer, now).state == "sent"
    assert ProductEntry.objects.visible_to(tay_ninh_officer).count() == 0
    bare = entered(found, owner, dong_thap_officer, now, name="Ghế", no_round_below=True)
    with pytest.raises(BlockedError) as wrong:
        do("product_entry.send", bare, dong_thap_officer, now)
    assert codes(wrong) == ["no_lower"]


def test_what_is_unusual_about_a_year_is_told_beside_the_rounds_before(law, opened, dong_thap_officer, now):
    row = levels_on(now.date(), ("province",))[0]
    said = BegunRound(year=2027, level="province", until=now.date(), plan="KH")
    assert [each.code for each in unusual(said, row, dong_thap_officer)] == ["too_soon"]
    assert [each.code for each in unusual(replace(said, year=2028), row, dong_thap_officer)] == []
    assert [each.code for each in unusual(said, row, dong_thap_officer, but=opened.pk)] == []
