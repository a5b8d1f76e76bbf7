"""A province writes rows of its own into the law's lists, for its local purse alone; what was read stands."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from khuyencong.norms.actions.lines import as_file, kind_named
from khuyencong.norms.lifecycle import LIST_CHANGE, propose_lines
from khuyencong.norms.models import AdvanceTier, Authority, ChangeRule, LegalDocument, ListChange
from khuyencong.norms.queries import LISTS, binding, places_with_rows, rows_on, seats_on
from khuyencong.organisations.models import Agency
from khuyencong.places.models import Unit
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.norms.conftest import TIER, law

pytestmark = pytest.mark.django_db
__all__ = ["law"]
MERGER = date(2025, 7, 1)


def said(by, at, *lines, kind="advance_tiers", document=None) -> ListChange:
    content = as_file(kind_named(kind), lines or [TIER])
    act = Act(by=by, at=at)
    return propose_lines(kind, content, reason="Quy chế của tỉnh", act=act, document=document)


def codes(refused):
    return [each.code for each in refused.value.findings]


def unit(code, year=2025):
    return Unit.objects.get(level="province", code=code, since__year=year)


def held(model, on, province=None, purse="KCDP"):
    return [each.name for each in rows_on(model, on, purse=purse, province=province.pk if province else None)]


def test_a_row_of_a_province_is_confirmed_at_home_and_binds_there_alone(
    law, dong_thap_officer, dong_thap_leader, tay_ninh_officer, ministry_leader, now
):
    change = said(dong_thap_officer, now)
    waits = Task.objects.get(dossier_kind="list_change", state="open")
    assert waits.desk == dong_thap_leader.desk.code
    for stranger in (tay_ninh_officer, ministry_leader, dong_thap_officer):
        with pytest.raises(PermissionDenied):
            LIST_CHANGE.perform("list_change.confirm", change, Act(by=stranger, at=now))
    assert not ListChange.objects.visible_to(tay_ninh_officer).exists()
    assert held(AdvanceTier, now.date(), unit("82")) == []
    LIST_CHANGE.perform("list_change.confirm", change, Act(by=dong_thap_leader, at=now))
    own, other = unit("82"), unit("80")
    assert [held(AdvanceTier, now.date(), each) for each in (own, other, None)] == [
        ["Máy móc, mức của tỉnh"],
        [],
        [],
    ]
    assert (
        places_with_rows(AdvanceTier, now.date()),
        [(each.percent, each.province) for each in AdvanceTier.objects.filter(province=own)],
    ) == ([("82-2025", own.name, 1)], [(40, own)])


def test_who_proposes_a_row_of_her_province_does_not_confirm_it(law, dong_thap_leader, now):
    change = said(dong_thap_leader, now)
    with pytest.raises(BlockedError) as refused:
        LIST_CHANGE.perform("list_change.confirm", change, Act(by=dong_thap_leader, at=now))
    assert codes(refused) == ["own_work"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"province": ""}, "not_yours"),
        ({"province": "80-2025"}, "not_yours"),
        ({"purse": "KCQG"}, "not_yours"),
        ({"purse": "KCQG", "province": ""}, "not_yours"),
        ({"purse": "all", "province": ""}, "not_yours"),
        ({"province": "82-1999"}, "not_yours"),
        ({"percent": "101"}, "law_file"),
    ],
)
def test_a_province_writes_of_its_own_local_purse_alone(law, dong_thap_officer, now, changed, code):
    with pytest.raises(BlockedError) as refused:
        said(dong_thap_officer, now, TIER | changed)
    assert (codes(refused), ListChange.objects.count(), AdvanceTier.objects.filter(percent=40).count()) == (
        [code],
        0,
        0,
    )


def test_lists_that_bind_every_province_take_no_row_of_one(law, dong_thap_officer, now):
    kind = kind_named("sectors")
    with pytest.raises(PermissionDenied):
        propose_lines("sectors", as_file(kind, []), reason="Thử", act=Act(by=dong_thap_officer, at=now))
    assert [kind_named(each).placed for each in ("sectors", "closing_checks", "evidence")] == [
        False,
        False,
        True,
    ]


def test_its_own_row_takes_the_place_of_a_convention_and_not_of_law_that_was_read(
    law, dong_thap_officer, dong_thap_leader, now
):
    on, own = now.date(), unit("82")
    rule = {
        "code": "kcdp-hold",
        "name": "Tạm dừng, theo quy chế của tỉnh",
        "purse": "KCDP",
        "province": "82-2025",
        "change": "hold",
        "decided_by": "Giám đốc Sở",
        "confirmed": "false",
        "since": "2026-01-01",
        "source": "Quy chế thử",
        "verified": "false",
    }
    level = ChangeRule.objects.get(code="kcdp-hold").authority
    change = said(dong_thap_officer, now, rule | {"authority": level}, kind="change_rules")
    LIST_CHANGE.perform("list_change.confirm", change, Act(by=dong_thap_leader, at=now))
    told = {
        where: [row.name for row in rows_on(ChangeRule, on, purse="KCDP", province=pk) if row.change == "hold"]
        for where, pk in (("own", own.pk), ("other", unit("80").pk), ("all", None))
    }
    assert told == {
        "own": ["Tạm dừng, theo quy chế của tỉnh"],
        "other": ["Tạm dừng"],
        "all": ["Tạm dừng"],
    }
    assert rows_on(ChangeRule, on, purse="KCDP", province=own.pk).count() == len(told["all"]) - 1 + len(
        held(ChangeRule, on)
    )
    chairman = {
        "code": "ke-hoach-kcdp",
        "name": "Phê duyệt kế hoạch",
        "purse": "KCDP",
        "province": "82-2025",
        "decided_by": "Giám đốc Sở",
        "since": "2026-01-01",
        "source": "Quy chế thử",
        "verified": "false",
    }
    with pytest.raises(BlockedError) as refused:
        said(dong_thap_officer, now, chairman, kind="authorities")
    assert (codes(refused), "45/2012/NĐ-CP" in refused.value.findings[0].message) == (["bound"], True)


def test_law_read_later_stands_above_what_a_province_wrote_before(law, now):
    own, kind = unit("82"), ChangeRule.objects.get(code="kcdp-hold")
    same = {
        "code": "kcdp-hold",
        "purse": "KCDP",
        "change": "hold",
        "decided_by": "Sở",
        "authority": kind.authority,
    }
    row = ChangeRule(**same, name="Của tỉnh", province=own, position=99, since=date(2026, 1, 1), source="Thử")
    row.save()
    before = [each.name for each in rows_on(ChangeRule, now.date(), province=own.pk).filter(change="hold")]
    ChangeRule.objects.filter(pk=kind.pk).update(verified=True, clause="Điều 1")
    after = rows_on(ChangeRule, now.date(), purse="KCDP", province=own.pk).filter(change="hold")
    assert (before[-1], [each.name for each in after]) == ("Của tỉnh", [kind.name])


def test_the_heir_writes_for_a_merged_province_and_its_rows_end_with_it(
    law, dong_thap_officer, dong_thap_leader, now
):
    old, heir = unit("82", Unit.objects.get(code="82", until=MERGER).since.year), unit("82")
    key = f"82-{old.since.year}"
    lines = (
        TIER | {"province": key, "name": "Của Tiền Giang", "since": "2018-01-01"},
        TIER | {"name": "Của Đồng Tháp mới"},
    )
    change = said(dong_thap_officer, now, *lines)
    LIST_CHANGE.perform("list_change.confirm", change, Act(by=dong_thap_leader, at=now))
    days = (date(2018, 6, 1), MERGER - timedelta(days=1), MERGER, date(2026, 6, 1))
    assert [held(AdvanceTier, on, old) for on in days] == [
        [name for name in held(AdvanceTier, days[0]) if name] + ["Của Tiền Giang"],
        ["Của Tiền Giang"],
        [],
        ["Của Đồng Tháp mới"],
    ]
    assert held(AdvanceTier, days[3], heir) == ["Của Đồng Tháp mới"]
    assert (seats_on({old.pk}, days[1]), seats_on({old.pk}, days[2])) == ({old.pk: old.pk}, {old.pk: heir.pk})


def test_one_question_and_many_questions_are_answered_alike(law, now):
    """The SELECT for one project and the pick out of rows read once for many agree everywhere."""
    own, other = unit("82"), unit("80")
    for position, (code, place) in enumerate(
        [("kcdp-hold", own), ("kcdp-stop", other), ("ke-hoach-kcdp", own), ("rieng", own), ("rieng", other)]
    ):
        for model in (ChangeRule, Authority):
            like = ChangeRule.objects.first()
            more = {"change": "hold", "authority": like.authority} if model is ChangeRule else {}
            model.objects.create(
                **more,
                code=code,
                name=f"{code} {place}",
                purse="KCDP",
                province=place,
                position=500 + position,
                since=date(2020, 1, 1) if place == other else date(2026, 1, 1),
                decided_by="Sở",
                source="Thử",
            )
    for model in LISTS.values():
        rows = list(model.objects.all())
        for on in (date(2015, 1, 1), date(2018, 6, 1), date(2025, 8, 1), now.date()):
            for province in (own, other, None):
                for purse in ("KCDP", "KCQG"):
                    seat = seats_on({province.pk}, on).get(province.pk) if province else None
                    asked = rows_on(model, on, purse=purse, province=province.pk if province else None)
                    picked = binding(rows, on, purse, seat if purse == "KCDP" else None)
                    own_only = [each.pk for each in asked if purse == "KCDP" or each.province_id is None]
                    assert sorted(each.pk for each in picked) == sorted(own_only)


def test_two_tiers_for_one_thing_on_one_day_are_refused(law, dong_thap_officer, dong_thap_leader, now):
    other = TIER | {"code": "tam-ung-khac", "name": "Mức khác"}
    with pytest.raises(BlockedError) as refused:
        said(dong_thap_officer, now, TIER, other)
    assert codes(refused) == ["two_tiers"]
    following = other | {"since": "2026-06-01"}
    change = said(dong_thap_officer, now, TIER | {"until": "2026-06-01"}, following)
    LIST_CHANGE.perform("list_change.confirm", change, Act(by=dong_thap_leader, at=now))
    assert held(AdvanceTier, now.date(), unit("82")) == ["Mức khác"]


def test_the_document_of_a_province_comes_with_its_rows(law, dong_thap_officer, dong_thap_leader, now):
    number = "12/2026/QĐ-UBND"
    line = TIER | {"document": number, "clause": "Điều 5", "verified": "true"}
    with pytest.raises(BlockedError) as refused:
        said(dong_thap_officer, now, line)
    assert codes(refused) == ["law_file"]
    document = {
        "number": number,
        "title": "Quy chế quản lý kinh phí",
        "issuer": "UBND tỉnh",
        "signed": date(2026, 1, 1),
    }
    change = said(dong_thap_officer, now, line, document=document)
    before = LegalDocument.objects.filter(number=number).count()
    LIST_CHANGE.perform("list_change.confirm", change, Act(by=dong_thap_leader, at=now))
    row = AdvanceTier.objects.get(province=unit("82"))
    assert (before, row.law, row.verified, row.document.verified) == (0, f"Điều 5, {number}", True, False)


def test_the_database_holds_one_row_a_day_for_each_province(law):
    own, other = unit("82"), unit("80")

    def made(province, since, purse="KCDP", code="rieng"):
        with transaction.atomic():
            AdvanceTier.objects.create(
                code=code,
                name="Thử",
                purse=purse,
                province=province,
                position=1,
                since=since,
                percent=30,
                papers="Hợp đồng",
                source="Thử",
            )

    for province in (own, other, None):
        made(province, date(2026, 1, 1))
    for province in (own, None):
        with pytest.raises(IntegrityError):
            made(province, date(2026, 5, 1))
        with pytest.raises(IntegrityError):
            made(province, date(2026, 1, 1))
    for purse in ("KCQG", "all"):
        with pytest.raises(IntegrityError):
            made(own, date(2026, 1, 1), purse, "khac")
    assert AdvanceTier.objects.filter(code="rieng").count() == 3


def test_a_province_that_inherits_nothing_writes_of_no_other(law, tay_ninh_officer, now):
    assert not Agency.objects.filter(successor=tay_ninh_officer.agency, unit=unit("82")).exists()
    with pytest.raises(BlockedError) as refused:
        said(tay_ninh_officer, now)
    assert codes(refused) == ["not_yours"]
