"""Surveys by ODK and KoboToolbox: a form that they read, answers that come back as they were typed, once."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuyencong.industry.actions.surveys import Said, Sent, open_round, said_by, want_many
from khuyencong.industry.lifecycle.survey_imports import edition_key, plan, receive_file
from khuyencong.industry.lifecycle.surveys import link, receive
from khuyencong.industry.models import Answer, AnswerConflict, AnswerEdition
from khuyencong.industry.queries import survey_forms
from khuyencong.industry.queries.survey_forms import offered_to
from khuyencong.norms.models import Activity
from khuyencong.paperwork.survey_answers import check_file
from khuyencong.paperwork.xlsforms import complaints, xlsform
from khuyencong.places.models import Unit
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.surveys import QUESTIONS, form_key
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.industry.survey_files import INSTANCE, answer, kobo_csv, kobo_xlsx, odk

pytestmark = pytest.mark.django_db
DAYS = {"since": date(2026, 11, 1), "until": date(2026, 11, 30)}
LABELS = {"99001": "Xã Phú Lộc", "chua_co_trong_so": "Chưa có trong sổ", "regulars": "Có khách quen"}


@pytest.fixture
def survey(dong_thap_officer, phu_loc, phu_an, now):
    """A round of Đồng Tháp in two communes."""
    made = open_round(title="Nhu cầu 2027", year=2027, **DAYS, by=dong_thap_officer, at=now)
    want_many(made, {phu_loc.pk: 2, phu_an.pk: 1}, by=dong_thap_officer, at=now)
    return made


@pytest.fixture
def one(survey):
    """What was typed, in the round's form."""

    def typed(number=1, **said):
        return answer(number, **({"ma_dot": form_key(survey.pk)} | said))

    return typed


@pytest.fixture
def check(survey, dong_thap_officer, now):
    """Judge a file."""

    def judged(content, name="submissions.csv", at=now, by=dong_thap_officer):
        return check_file(name, content, survey=survey, by=by, at=at)

    return judged


@pytest.fixture
def take(survey, check, dong_thap_officer, now):
    """Judge a file and keep it: the counts of what became of its rows, without those of none."""

    def taken(content, by=dong_thap_officer):
        checked = check(content)
        assert [each for each in checked.findings if each.severity == "error"] == []
        counts = receive_file(survey, checked.rows, Act(by=by, at=now), file="tep.csv", digest="0" * 64)
        return {outcome.value: count for outcome, count in counts.items() if count}

    return taken


def told(checked):
    return [(each.code, each.place) for each in checked.findings]


def sheet_rows(content, name):
    head, *rows = openpyxl.load_workbook(io.BytesIO(content))[name].iter_rows(values_only=True)
    return [{key: value for key, value in zip(head, row, strict=True) if value} for row in rows]


def test_the_form_of_a_round_is_one_that_pyxform_takes_without_a_word(survey, enter, dong_thap_officer, now):
    enter(name="Rèn Phú Lộc")
    content = xlsform(survey, offered_to(dong_thap_officer, survey, now.date()), at=now)
    assert complaints(content) == []
    [settings] = sheet_rows(content, "settings")
    assert (settings["form_id"], settings["version"]) == (f"khaosat-{survey.pk}", "202611231042")
    asked = [row for row in sheet_rows(content, "survey") if row.get("name") in QUESTIONS]
    assert [row["name"] for row in asked] == list(QUESTIONS)
    assert [row["name"] for row in asked if "label" not in row or "hint" not in row] == []
    assert [row["name"] for row in asked if "constraint" in row and "constraint_message" not in row] == []


def test_a_form_that_asks_what_is_not_there_is_complained_about(survey, dong_thap_officer, now):
    content = xlsform(survey, offered_to(dong_thap_officer, survey, now.date()), at=now)
    book = openpyxl.load_workbook(io.BytesIO(content))
    book["survey"].append(["select_one khong_co", "hoi_them", "Hỏi thêm"])
    out = io.BytesIO()
    book.save(out)
    assert len(complaints(out.getvalue())) == 1


def test_a_form_offers_the_rounds_communes_their_establishments_and_the_contents_of_the_day(
    survey, enter, phu_an, tan_bien, dong_thap_officer, tay_ninh_officer, now
):
    here, there = enter(name="Rèn"), enter(name="Mộc", unit=phu_an)
    enter(name="Của tỉnh khác", unit=tan_bien, by=tay_ninh_officer)
    content = xlsform(survey, offered_to(dong_thap_officer, survey, now.date()), at=now)
    rows = sheet_rows(content, "choices")
    listed = {
        name: [(row["name"], row.get("noi")) for row in rows if row["list_name"] == name]
        for name in ("xa", "co_so")
    }
    assert listed["xa"] == [("99002", None), ("99001", None)]
    assert listed["co_so"] == [
        ("chua_co_trong_so", None),
        (f"cs{here.pk}", "99001"),
        (f"cs{there.pk}", "99002"),
    ]
    codes = [row["name"] for row in rows if row["list_name"] == "noi_dung"]
    assert codes == list(Activity.objects.on(now.date()).values_list("code", flat=True))


def test_a_register_too_long_for_a_form_is_cut_and_the_form_says_so(
    survey, enter, dong_thap_officer, now, monkeypatch
):
    monkeypatch.setattr(survey_forms, "MOST_ESTABLISHMENTS", 1)
    enter(name="Rèn"), enter(name="Gốm sứ")
    offered = offered_to(dong_thap_officer, survey, now.date())
    content = xlsform(survey, offered, at=now)
    [row] = [row for row in sheet_rows(content, "survey") if row.get("name") == "co_so_trong_so"]
    assert (len(offered.establishments), row["hint"].endswith("Danh sách này có 1 trong 2 cơ sở của sổ.")) == (
        1,
        True,
    )


def kept():
    """What the standing editions say, without keys."""
    names = ("name", "wants", "activity__code", "machinery", "cost", "own_money", "outlet", "begin_month")
    more = ("labour", "other", "taken_at", "latitude", "longitude", "accuracy", "answer__commune__code")
    return list(AnswerEdition.objects.filter(standing=True).values_list(*names, *more))


def as_typed(source):
    """The answer of `survey_files.answer` as it must stand here."""
    return (
        *("Mộc Phú Lộc 1", "Mua máy cưa", "1", "Máy cưa đứng; 3 kW", 150_000_000, 50_000_000, "regulars", 3),
        *(8, f"Điện yếu, hay ngắt\nẢnh ở {source}: 1763600000000.jpg"),
        *(datetime(2026, 11, 20, 3, tzinfo=UTC), 10.4, 106.3, 4.5, "99001"),
    )


@pytest.mark.parametrize("groups", [True, False])
@pytest.mark.parametrize(
    ("write", "source"), [(odk, "ODK Central"), (kobo_csv, "KoboToolbox"), (kobo_xlsx, "KoboToolbox")]
)
def test_answers_come_back_as_they_were_typed(take, one, write, source, groups):
    assert take(write(one(), groups=groups)) == {"new": 1}
    assert kept() == [as_typed(source)]
    assert [str(each.key) for each in Answer.objects.all()] == [INSTANCE.format(1)]


def test_a_commune_that_went_before_under_the_same_code_and_name_does_not_stand_in_the_way(take, one, phu_loc):
    before = {"code": phu_loc.code, "since": date(2004, 1, 1), "until": phu_loc.since, "level": phu_loc.level}
    named = {"kind": "xã", "name": "Phú Lộc", "folded": "phu loc", "sort_key": phu_loc.sort_key}
    Unit.objects.create(**before, **named, parent=phu_loc.parent, source="thử nghiệm")
    assert take(odk(one(), one(2, xa="Xã Phú Lộc"))) == {"new": 2}
    assert [each.commune for each in Answer.objects.all()] == [phu_loc, phu_loc]


@pytest.mark.parametrize("write", [kobo_csv, kobo_xlsx])
def test_an_export_with_labels_says_the_same(take, one, write):
    content = write(one(), labels=LABELS | {"1": Activity.objects.get(code="1").name})
    assert take(content) == {"new": 1}
    assert kept() == [as_typed("KoboToolbox")]


def test_a_text_keeps_its_lines_its_quotes_and_its_semicolons(take, one):
    said = 'Mua máy:\n- cưa; bào\n= “rẻ”, "tốt"; +1'
    take(odk(one(muon_lam=said)))
    take(kobo_csv(one(2, muon_lam=said)))
    assert list(AnswerEdition.objects.values_list("wants", flat=True)) == [said, said]


def test_what_was_not_answered_stays_empty(take, one):
    blank = dict.fromkeys(
        ("lao_dong", "noi_dung", "may_moc", "chi_phi_trieu", "von_tu_co_trieu", "dau_ra", "thang_bat_dau"), ""
    )
    take(odk(one(**blank, y_kien="", anh="", place=("", "", "", ""))))
    said = ("Mộc Phú Lộc 1", "Mua máy cưa", None, "", None, None, "", None, None, "")
    assert [row[:10] for row in kept()] == [said]
    assert kept()[0][11:14] == (None, None, None)


def test_an_establishment_chosen_from_the_register_is_linked_and_named(take, check, one, enter):
    row = enter(name="Rèn Phú Lộc")
    take(odk(one(co_so_trong_so=f"cs{row.pk}", ten_co_so="")))
    edition = AnswerEdition.objects.get()
    assert (edition.establishment, edition.name) == (row, "Rèn Phú Lộc")
    by_label = check(kobo_csv(one(2, co_so_trong_so="Rèn Phú Lộc", ten_co_so=""), labels=LABELS | {"1": ""}))
    assert told(by_label) == [("by_label", "CSV!J2")]
    assert [(each.name, each.establishment) for each in by_label.rows] == [("Rèn Phú Lộc", None)]


def test_the_same_file_again_writes_nothing_whichever_tool_wrote_it(take, one):
    assert take(odk(one(), one(2))) == {"new": 2}
    before = Event.objects.count()
    assert take(odk(one(), one(2))) == {"known": 2}
    assert take(kobo_csv(one(), one(2))) == {"known": 2}
    assert (AnswerEdition.objects.count(), Event.objects.count()) == (2, before)
    event = Event.objects.get(name="survey.import")
    assert event.title == "Nhập 2 phiếu khảo sát từ tệp tep.csv"


def editions():
    return list(AnswerEdition.objects.order_by("number").values_list("number", "based_on", "wants", "standing"))


def second(number):
    """The key of a later wording."""
    return INSTANCE.format(100 + number)


def test_a_change_made_in_the_tool_is_the_next_edition(take, one):
    take(odk(one()))
    assert take(odk(one(instance=second(1), muon_lam="Mua máy bào"))) == {"changed": 1}
    assert take(odk(one(instance=second(2), muon_lam="Mua máy sấy"), one(2))) == {"new": 1, "changed": 1}
    assert editions()[:1] == [(1, 0, "Mua máy cưa", False)]
    assert [row for row in editions() if row[0] > 1] == [
        (2, 1, "Mua máy bào", False),
        (3, 2, "Mua máy sấy", True),
    ]


def test_kobotoolbox_tells_what_a_change_changes(take, one):
    take(kobo_csv(one()))
    old = one(instance=second(1), root="", deprecated=INSTANCE.format(1), muon_lam="Mua máy bào")
    assert take(kobo_csv(old)) == {"changed": 1}
    assert (Answer.objects.count(), editions()[-1]) == (1, (2, 1, "Mua máy bào", True))


def test_a_change_in_the_tool_that_has_not_seen_a_change_made_here_waits_for_a_person(
    take, one, survey, dong_thap_officer, now
):
    take(odk(one()))
    first = AnswerEdition.objects.get()
    place, said = first.answer.commune, replace(said_by(first), wants="Sửa ở đây")
    sent = Sent(key=first.answer.key, edition=uuid4(), survey=survey, commune=place, said=said, based_on=1)
    receive(sent, Act(by=dong_thap_officer, at=now))
    assert take(odk(one())) == {"known": 1}
    assert take(odk(one(instance=second(1), muon_lam="Mua máy bào"))) == {"conflict": 1}
    assert [(row[0], row[1], row[3]) for row in editions()] == [(1, 0, False), (2, 1, True), (3, 1, False)]
    assert (AnswerConflict.objects.count(), Task.objects.filter(dossier_kind="survey_conflict").count()) == (
        1,
        1,
    )


def test_a_change_in_the_tool_keeps_the_link_that_a_desk_made_meanwhile(
    take, one, enter, dong_thap_officer, now
):
    row = enter()
    take(odk(one()))
    link(Answer.objects.get(), row, Act(by=dong_thap_officer, at=now))
    assert take(odk(one(instance=second(1), muon_lam="Mua máy bào"))) == {"changed": 1}
    standing = AnswerEdition.objects.get(standing=True)
    assert (standing.number, standing.wants, standing.establishment) == (3, "Mua máy bào", row)
    assert take(odk(one(instance=second(2), muon_lam="Mua máy sấy"))) == {"changed": 1}
    standing = AnswerEdition.objects.get(standing=True)
    assert (standing.number, standing.wants, standing.establishment) == (4, "Mua máy sấy", row)


def test_an_answer_of_a_phone_is_not_overwritten_by_a_file(take, one, survey, phu_loc, dong_thap_officer, now):
    said = Said(name="Mộc", wants="Trên điện thoại", taken_at=now)
    key = UUID(INSTANCE.format(1))
    sent = Sent(key=key, edition=uuid4(), survey=survey, commune=phu_loc, said=said)
    receive(sent, Act(by=dong_thap_officer, at=now))
    assert take(odk(one())) == {"conflict": 1}
    assert [(row[0], row[2], row[3]) for row in editions()] == [
        (1, "Trên điện thoại", True),
        (2, "Mua máy cưa", False),
    ]


@pytest.mark.parametrize(
    ("said", "code", "cell"),
    [
        ({"ma_dot": "khaosat-999999"}, "other_round", "D2"),
        ({"ma_dot": ""}, "other_round", "D2"),
        ({"xa": "99003"}, "unknown_xa", "I2"),
        ({"xa": ""}, "required", "I2"),
        ({"co_so_trong_so": ""}, "required", "J2"),
        ({"co_so_trong_so": "cs999999"}, "unknown_establishment", "J2"),
        ({"ten_co_so": " "}, "required", "K2"),
        ({"ten_co_so": "x" * 201}, "too_long", "K2"),
        ({"lao_dong": "tám"}, "number", "L2"),
        ({"lao_dong": "-1"}, "number", "L2"),
        ({"muon_lam": ""}, "required", "M2"),
        ({"noi_dung": "K99"}, "unknown_noi_dung", "N2"),
        ({"chi_phi_trieu": "1.500"}, "number", "P2"),
        ({"chi_phi_trieu": "1.000"}, "number", "P2"),
        ({"chi_phi_trieu": "9" * 24}, "number", "P2"),
        ({"von_tu_co_trieu": "1,5"}, "number", "Q2"),
        ({"dau_ra": "maybe"}, "unknown_dau_ra", "R2"),
        ({"thang_bat_dau": "13"}, "number", "S2"),
        ({"place": ("91", "106", "", "")}, "place", "E2"),
        ({"place": ("10", "nan", "", "")}, "place", "F2"),
        ({"bat_dau": "20/11/2026 10:00"}, "instant", "B2"),
        ({"bat_dau": "9999-12-31T23:59:59Z"}, "instant", "B2"),
        ({"bat_dau": "0001-01-01T00:00:00+14:00"}, "instant", "B2"),
        ({"bat_dau": "2026-11-20T11:00:00.000+07:00"}, "days_turned", "B2"),
        ({"bat_dau": "2027-11-20T10:00:00.000+07:00", "ket_thuc": ""}, "future", "B2"),
        ({"instance": "", "root": ""}, "instance", "X2"),
        ({"instance": "abc"}, "instance", "V2"),
    ],
)
def test_a_wrong_cell_is_named_and_stops_the_whole_file(check, one, tan_bien, said, code, cell):
    checked = check(odk(one(**said)))
    assert (told(checked), checked.rows) == ([(code, f"CSV!{cell}")], ())
    assert [each.place for each in checked.findings if not (each.message and each.fix)] == []


def test_a_round_that_has_closed_takes_what_was_asked_in_time_and_no_more(check, one):
    later = datetime(2026, 12, 20, 3, tzinfo=UTC)
    assert told(check(odk(one()), at=later)) == []
    late = one(2, bat_dau="2026-12-05T10:00:00.000+07:00", ket_thuc="")
    assert told(check(odk(one(), late), at=later)) == [("closed", "CSV!B3")]


def test_one_answer_twice_in_a_file_is_refused(check, one):
    assert told(check(odk(one(), one()))) == [("instance_twice", "CSV!X3")]
    assert told(check(odk(one(), one(instance=second(1))))) == [("instance_twice", "CSV!X3")]


def test_two_rows_that_change_one_answer_under_marks_of_their_own_are_refused(take, one):
    take(kobo_csv(one()))
    rows = [
        one(instance=second(number), root="", deprecated=INSTANCE.format(1), muon_lam=f"Mua máy {number}")
        for number in (1, 2)
    ]
    with pytest.raises(BlockedError) as blocked:
        take(kobo_csv(*rows))
    assert [(each.code, each.message) for each in blocked.value.findings] == [
        ("answer_twice", "Dòng 3: phiếu này đã có ở dòng 2 của tệp, dưới mã khác.")
    ]
    assert AnswerEdition.objects.count() == 1


def bomb():
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as pack:
        pack.writestr("xl/workbook.xml", b"<a>" + b" " * 60_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (b"", ["empty_file"]),
        (b"a,b,c\n1,2,3\n", ["not_an_export"]),
        (b"x" * (20 * 2**20), ["too_large"]),
        (b"KEY,xa\nuuid:1,2\n", ["column_missing"] * 3),
        (b"%PDF-1.7", ["not_a_workbook"]),
    ],
    ids=["empty", "no-export", "20-MB", "columns", "pdf"],
)
def test_what_is_no_export_is_refused_in_words(check, content, codes):
    assert [each.code for each in check(content).findings] == codes


def test_a_zip_that_swells_is_not_inflated(check):
    checked = check(bomb(), name="kobo.xlsx")
    assert (checked.rows, len(checked.findings)) == ((), 1)


def test_an_export_without_answers_is_refused(check):
    assert [each.code for each in check(odk()).findings] == ["no_rows"]


def test_an_answer_does_not_move_to_another_commune_or_round(take, check, one, survey):
    take(odk(one()))
    moved = check(odk(one(instance=second(1), xa="99002")))
    with pytest.raises(BlockedError) as blocked:
        plan(survey, moved.rows)
    assert [each.code for each in blocked.value.findings] == ["moved"]


def test_who_does_not_prepare_the_round_imports_nothing(
    take, one, tay_ninh_officer, ministry_leader, inspector
):
    for other in (tay_ninh_officer, ministry_leader, inspector):
        with pytest.raises(PermissionDenied):
            take(odk(one()), by=other)
    assert Answer.objects.count() == 0


def test_a_row_of_a_commune_that_is_not_hers_stops_the_whole_file(
    check, one, survey, tan_bien, dong_thap_officer, now
):
    rows = check(odk(one(), one(2))).rows
    there = replace(rows[1], commune=tan_bien.pk)
    with pytest.raises(PermissionDenied):
        receive_file(survey, [rows[0], there], Act(by=dong_thap_officer, at=now), file="x", digest="0")
    assert Answer.objects.count() == 0


def test_what_the_database_would_refuse_is_said_and_nothing_is_kept(check, one, survey, dong_thap_officer, now):
    rows = check(odk(one(), one(2))).rows
    wrong = [rows[0], replace(rows[1], begin_month=13)]
    with pytest.raises(BlockedError) as blocked:
        receive_file(survey, wrong, Act(by=dong_thap_officer, at=now), file="x", digest="0")
    assert [each.code for each in blocked.value.findings] == ["answer_begin_month"]
    assert Answer.objects.count() == 0


def test_the_number_of_statements_grows_by_five_hundred_rows_and_not_by_rows(take, one):
    def statements(numbers):
        with CaptureQueriesContext(connection) as asked:
            assert take(odk(*(one(number) for number in numbers))) == {"new": len(numbers)}
        return len(asked)

    few = statements(range(1, 3))
    # SQLite takes fewer values in one statement than the rows of one have.
    assert statements(range(10, 210)) - few <= (0 if connection.vendor == "postgresql" else 6)


def test_an_edition_of_a_file_is_told_from_one_of_a_phone():
    made = edition_key(UUID(INSTANCE.format(1)))
    assert (made.version, made == edition_key(UUID(INSTANCE.format(1)))) == (5, True)
