"""Loading the law: idempotent, never rewriting what was read; and what both databases promise."""

import csv
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, transaction

import khuyencong
from khuyencong.norms.actions import check_law, load_file, load_law, record_norm
from khuyencong.norms.actions.activities import DATA
from khuyencong.norms.actions.kinds import KINDS
from khuyencong.norms.models import Deadline, Evidence, LegalDocument, Norm, Sector
from khuyencong.norms.queries.lists import LISTS
from khuyencong.organisations.queries import operator
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.models import Event

pytestmark = pytest.mark.django_db
MACHINES = "kcqg-may-moc"
IN_PART = ("đọc một phần", "Chỉ đọc", "Trí nhớ", "suy ra")
take_back = import_module("khuyencong.norms.migrations.0005_read_in_part_is_not_verified").take_back


def rows_of(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(tmp_path, name, rows):
    path = tmp_path / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, next(kind.columns for kind in KINDS if kind.name == name))
        writer.writeheader()
        writer.writerows(rows)
    return path


def norm_row(code, first_day, **changes):
    rows = rows_of("support_norms")
    [found] = [
        each for each in rows if (each["purse"], each["item"], each["since"]) == ("KCQG", code, first_day)
    ]
    return found | changes


def machines():
    return Norm.objects.standing().get(code=MACHINES, until=None)


def test_every_row_of_our_files_is_there_and_a_second_run_changes_nothing(law, now):
    assert [each.listed for each in law] == [len(each.added) for each in law]
    again = load_law(by=operator(), at=now)
    assert [(each.added, each.changed, each.kept) for each in again] == [((), (), ())] * len(KINDS)


def test_what_was_recalled_or_never_read_is_not_verified_and_no_clause_is_named_for_it(law):
    recalled = Norm.objects.filter(source__startswith="Trí nhớ")
    unread = Norm.objects.filter(bound="unknown")
    assert (recalled.count(), unread.count()) == (6, 11)
    assert list((recalled | unread).filter(verified=True)) == []
    assert list(unread.exclude(clause="")) == []


@pytest.mark.parametrize("path", sorted(Path(khuyencong.__file__).parent.glob("*/data/*.csv")), ids=str)
def test_no_row_is_verified_by_what_was_read_in_part_or_only_by_its_title(path):
    with path.open(encoding="utf-8", newline="") as file:
        verified = [row for row in csv.DictReader(file) if row.get("verified") == "true"]
    doubted = [row for row in verified if any(word in row.get("source", "") for word in IN_PART)]
    assert doubted == []


@pytest.mark.parametrize("model", LISTS.values())
def test_what_the_unread_circular_of_2018_may_have_changed_is_read_law_until_its_day_only(law, model):
    day = date(2018, 7, 10)
    later = model.objects.on(day).filter(document__number="36/2013/TT-BCT")
    assert list(later.filter(verified=True).values_list("code", flat=True)) == []
    for each in later:
        before = model.objects.on(day - timedelta(days=1)).get(code=each.code)
        assert (before.clause, before.document) == (each.clause, each.document), each.code


def test_the_papers_of_a_claim_of_today_say_that_nobody_has_read_the_circular(law):
    row = Evidence.objects.on(date(2026, 11, 23)).get(code="ho-so-quyet-toan")
    assert row.told == "Điều 19 khoản 1, 2, 3, 36/2013/TT-BCT (cần xác minh)"
    row = Evidence.objects.on(date(2018, 7, 9)).get(code="ho-so-quyet-toan")
    assert row.told == "Điều 19 khoản 1, 2, 3, 36/2013/TT-BCT"


def test_a_database_that_took_such_rows_for_verified_gets_them_taken_back(law, now):
    decree = LegalDocument.objects.filter(number="235/2025/NĐ-CP")
    decree.update(verified=True)
    before = Norm.objects.standing().get(code="kcqg-thanh-lap-dn", until=None)
    before = record_norm(at=now, instead_of=before, verified=True)

    take_back(apps, None)
    take_back(apps, None)

    assert decree.get().verified is False
    after = Norm.objects.standing().get(code="kcqg-thanh-lap-dn", until=None)
    assert (after.edition, after.verified, after.cap) == (before.edition + 1, False, before.cap)
    again = load_law(by=operator(), at=after.recorded_at)
    assert [(each.added, each.changed, each.kept) for each in again] == [((), (), ())] * len(KINDS)


def test_the_change_of_may_2018_is_in_the_register(law):
    told = Norm.objects.standing().filter(code=MACHINES).order_by("since")
    assert [(each.since, each.until, each.cap, each.clause) for each in told] == [
        (date(2014, 4, 8), date(2018, 5, 11), 200_000_000, "Điều 6 khoản 2 điểm c"),
        (date(2018, 5, 11), None, 300_000_000, "Điều 8 khoản 4"),
    ]


def test_reading_the_original_of_an_unread_row_is_a_new_edition_told_to_the_trail(law, now, tmp_path):
    row = norm_row("tu-van", "2018-05-11", verified="true", clause="Điều 8 khoản 10", cap="40000000")
    outcome = load_file(written(tmp_path, "support_norms", [row]), by=operator(), at=now)
    assert (outcome.added, outcome.changed) == ((), ("kcqg-tu-van@2018-05-11",))
    editions = Norm.objects.filter(code="kcqg-tu-van", since=date(2018, 5, 11)).order_by("edition")
    assert [(each.edition, each.cap, each.superseded_at is None) for each in editions] == [
        (1, 35_000_000, False),
        (2, 40_000_000, True),
    ]
    assert Event.objects.get(name="law.change").dossier_key == "support_norms:kcqg-tu-van@2018-05-11"


def test_a_file_does_not_rewrite_what_somebody_has_read(law, now, tmp_path):
    path = written(tmp_path, "support_norms", [norm_row("may-moc", "2018-05-11", cap="400000000")])
    with pytest.raises(BlockedError) as refused:
        load_file(path, by=operator(), at=now)
    [finding] = refused.value.findings
    assert finding.place == "support_norms.csv, dòng 2"
    assert machines().cap == 300_000_000


def test_a_new_norm_closes_the_old_one_by_file(law, now, tmp_path):
    old = norm_row("may-moc", "2018-05-11", until="2027-01-01")
    new = norm_row("may-moc", "2018-05-11", since="2027-01-01", cap="500000000")
    outcome = load_file(written(tmp_path, "support_norms", [old, new]), by=operator(), at=now)
    assert (outcome.added, outcome.changed) == (
        ("kcqg-may-moc@2027-01-01",),
        ("kcqg-may-moc@2018-05-11",),
    )
    assert (machines().since, machines().cap) == (date(2027, 1, 1), 500_000_000)


def test_two_rows_on_one_day_are_refused_whole(law, now, tmp_path):
    new = norm_row("may-moc", "2018-05-11", since="2027-01-01")
    with pytest.raises(BlockedError):
        load_file(written(tmp_path, "support_norms", [new]), by=operator(), at=now)
    assert machines().since == date(2018, 5, 11)


@pytest.mark.parametrize(
    ("column", "text", "told"),
    [
        ("document", "99/9999/TT", "Cột document: không có “99/9999/TT”."),
        ("item", "khong-co", "Cột item: không có “khong-co”."),
        ("since", "11/05/2018", "Cột since: “11/05/2018” không đọc được."),
        ("rate", "nhiều", "Cột rate: “nhiều” không phải số (viết 30 hoặc 1.5)."),
        ("rate", "30.123", "Cột rate: “30.123” quá hai chữ số lẻ."),
        ("verified", "có", "Cột verified: ghi true hoặc false."),
        ("bound", "x", "Cột bound: không có “x”."),
        ("per", "x" * 61, "Cột per: dài quá 60 chữ."),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(law, now, tmp_path, column, text, told):
    path = written(tmp_path, "support_norms", [norm_row("may-moc", "2018-05-11", **{column: text})])
    with pytest.raises(BlockedError) as refused:
        load_file(path, by=operator(), at=now)
    assert [each.message for each in refused.value.findings] == [told]


def test_a_file_of_no_kind_is_refused(law, now, tmp_path):
    path = tmp_path / "la.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(BlockedError):
        load_file(path, by=operator(), at=now)


def test_checking_tells_what_loading_would_do_and_writes_nothing(law, now, tmp_path):
    row = rows_of("sectors")[-1] | {"note": "Đã đọc lại."}
    path = written(tmp_path, "sectors", [row])
    events = Event.objects.count()
    [outcome] = check_law(by=operator(), at=now, path=path)
    assert outcome.changed == ("cong-nghe-cao-sach@2025-10-15",)
    assert (Sector.objects.filter(note="Đã đọc lại.").count(), Event.objects.count()) == (0, events)


def test_documents_may_end_later_and_be_replaced_by_one_further_down(law, now, tmp_path):
    [old] = [row for row in rows_of("documents") if row["number"] == "28/2018/TT-BTC"]
    new = old | {"number": "1/2027/TT-BTC", "since": "2027-01-01", "signed": "", "until": ""}
    ended = old | {"until": "2027-01-01", "replaced_by": "1/2027/TT-BTC"}
    load_file(written(tmp_path, "documents", [new]), by=operator(), at=now)
    load_file(written(tmp_path, "documents", [ended]), by=operator(), at=now)
    assert LegalDocument.objects.get(number="28/2018/TT-BTC").replaced_by.number == "1/2027/TT-BTC"


def refused(write):
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        write()


def test_both_databases_refuse_two_norms_of_one_day_and_a_norm_rewritten_or_deleted(law, now):
    norm = machines()
    refused(lambda: record_norm(at=now, **fields(norm, since=norm.since + timedelta(days=1))))
    refused(lambda: Norm.objects.filter(pk=norm.pk).update(cap=1))
    refused(lambda: Norm.objects.filter(pk=norm.pk)._raw_delete(Norm.objects.db))
    Norm.objects.filter(pk=norm.pk).update(superseded_at=now)
    refused(lambda: Norm.objects.filter(pk=norm.pk).update(superseded_at=None))


def fields(norm, **changes):
    names = [each.name for each in Norm._meta.concrete_fields]
    left = {"id", "edition", "recorded_at", "superseded_at"}
    return {name: getattr(norm, name) for name in names if name not in left} | changes


def test_both_databases_refuse_two_rows_of_a_list_on_one_day(law):
    row = Deadline.objects.get(code="kcqg-dang-ky-cuc", until=None)
    row.pk, row.since = None, row.since + timedelta(days=30)
    refused(lambda: row.save(force_insert=True))
    refused(lambda: Deadline.objects.filter(code=row.code).update(since=date(2010, 1, 1), until=None))


def test_a_verified_row_names_its_clause(law, now):
    refused(lambda: Sector.objects.filter(code="tieu-thu-cong").update(clause=""))
