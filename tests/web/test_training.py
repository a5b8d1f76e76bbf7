"""Pages of blank forms and of training: who reads, who passes, who sees what of whom."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from khuyencong.handover.models import LearnedUnit
from khuyencong.norms.actions.training import answer
from khuyencong.norms.queries.training import unit_on, units_for
from khuyencong.organisations.models import Seat
from tests.norms.conftest import law
from tests.web.test_handover import give

pytestmark = pytest.mark.django_db
__all__ = ["give", "law"]
CODE = "dinh-muc-doi-ung"


def text_of(response):
    return " ".join(response.content.decode().split())


def page(code=CODE):
    return reverse("training_unit", args=[code])


def said(code=CODE, **others):
    """A form with every check answered right but the named."""
    unit = unit_on(code, localdate())
    return {"ban": unit.version} | {f"cau-{each.number}": sorted(each.right) for each in unit.checks} | others


def test_a_stranger_reads_the_figures_of_the_law_and_checks_herself_without_a_record(law, client):
    shown = text_of(client.get(page()))
    assert ">tối đa 50 % chi phí, không quá 300.000.000 đồng/cơ sở</a>" in shown
    assert "<b>400.000.000 đồng</b>" in shown
    assert "Không giữ bàn nào thì chỉ để tự kiểm tra" in shown
    answered = client.post(page(), said())
    assert (answered.status_code, LearnedUnit.objects.count()) == (200, 0)
    assert "Đúng cả 3 câu" in text_of(answered)


def test_an_officer_passes_and_is_led_to_the_next_unit_of_her_desk(law, as_role, cast):
    client = as_role("author")
    assert client.post(page(), said()).headers["Location"] == page()
    row = LearnedUnit.objects.get()
    assert (row.user, row.unit, row.version, row.made_up) == (cast["author"].account, CODE, 1, False)
    shown = text_of(client.get(page()))
    assert f"đã đạt {localdate():%d/%m/%Y}, bản 1" in shown
    assert "Bài tiếp theo của bàn: Đăng ký một đề án cho đúng" in shown
    assert "Đã đạt 1 trong 12 bài của bàn" in text_of(client.get(reverse("training")))


def test_a_wrong_answer_says_why_by_its_clause_and_is_kept_nowhere(law, as_role):
    client = as_role("author")
    refused = client.post(page(), said(**{"cau-1": ["a"]}))
    shown = text_of(refused)
    assert (refused.status_code, LearnedUnit.objects.count()) == (422, 0)
    assert "Đúng 2 trong 3 câu" in shown
    assert "Chưa đúng.</b> Qua tỷ lệ rồi còn số cao nhất:" in shown
    assert "Căn cứ: Điều 8 khoản 4, 28/2018/TT-BTC." in shown
    assert 'value="a" checked' in shown
    assert text_of(client.get(page())).count("Chưa đúng.") == 0


def test_a_question_left_out_is_named_and_nothing_is_marked(law, as_role):
    answers = said()
    del answers["cau-2"]
    refused = as_role("author").post(page(), answers)
    shown = text_of(refused)
    assert (refused.status_code, LearnedUnit.objects.count()) == (422, 0)
    assert 'Còn 1 câu chưa chọn</h2> <ul><li><a href="#cau-2">Câu 2</a>' in shown
    assert "Đúng.</b>" not in shown


def test_a_unit_of_a_day_before_it_was_written_is_not_there(law, client):
    assert client.get(page(), {"on": "01/01/2020"}).status_code == 404
    assert client.get(page("la")).status_code == 404


def test_the_head_sees_her_own_agency_and_no_answer_the_ministry_counts_and_others_nothing(law, as_role, cast):
    as_role("author").post(page(), said())
    as_role("neighbour").post(page(), said())
    shown = text_of(as_role("head").get(reverse("training_desks")))
    assert f"{localdate():%d/%m/%Y}, bản 1" in shown
    assert str(cast["neighbour"].account) not in shown
    content = as_role("head").get(reverse("training_desks_file")).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    done = [row for row in rows if row["Tình trạng"] != "chưa"]
    assert [(row["Người giữ"], row["Bài"], row["Bản đã đạt"]) for row in done] == [
        (str(cast["author"].account), "Định mức và phần cơ sở tự lo", "1")
    ]
    counted = as_role("officer").get(reverse("training_agencies"))
    names = {each.name: (each.people, each.passed) for each in counted.context["rows"]}
    assert names[cast["author"].agency.name_on(localdate())] == (3, 1)
    assert names[cast["neighbour"].agency.name_on(localdate())] == (1, 1)
    assert ("bản 1" in shown, "bản 1" in text_of(counted)) == (True, False)
    assert as_role("colleague").get(reverse("training_desks")).status_code == 403


def test_the_tray_of_a_newcomer_offers_the_next_unit(law, as_role, cast):
    client = as_role("author")
    assert "Mới giữ bàn này?" not in text_of(client.get(reverse("tray")))
    Seat.objects.filter(user=cast["author"].account).update(since=localdate() - timedelta(days=3))
    first = units_for("department_officer", localdate())[0]
    assert f'Mới giữ bàn này? Học 5 phút: <a href="{page(first.code)}">{first.title}</a>' in text_of(
        client.get(reverse("tray"))
    )


TITLE = "Định mức và phần cơ sở tự lo"


def lines_of(response):
    """What a page of a hand-over tells of that unit, each side; [] for nothing at all."""
    rows = response.context["learned"]
    assert sum(bool(each.giver or each.taker) for each in rows) <= 1
    return [(bool(each.giver), bool(each.taker)) for each in rows if each.title == TITLE]


def minute_of(client, address):
    """Every word of the minute."""
    response = client.get(f"{address}bien-ban.docx")
    assert response.status_code == 200
    document = docx.Document(io.BytesIO(response.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def test_a_hand_over_tells_what_its_giver_passed_and_of_its_taker_once_she_signed(law, as_role, give, cast):
    for role in ("author", "colleague"):
        as_role(role).post(page(), said())
    address = give().headers["Location"]
    told = f"{localdate():%d/%m/%Y}, bản 1"
    for role in ("author", "colleague", "head"):
        shown = as_role(role).get(address)
        assert (lines_of(shown), text_of(shown).count(told)) == ([(True, False)], 1), role
        assert minute_of(as_role(role), address).count(told) == 1, role
    assert as_role("neighbour").get(address).status_code == 404
    as_role("colleague").post(address, {"do": "take"})
    for role in ("author", "colleague", "head"):
        shown = as_role(role).get(address)
        assert (lines_of(shown), text_of(shown).count(told)) == ([(True, True)], 2), role
        assert minute_of(as_role(role), address).count(told) == 2, role


def test_a_cancelled_hand_over_tells_nothing_of_anybody(law, as_role, give, cast):
    for role in ("author", "colleague"):
        as_role(role).post(page(), said())
    address = give().headers["Location"]
    assert as_role("author").post(address, {"do": "cancel"}).status_code == 302
    for role in ("author", "colleague", "head"):
        shown = as_role(role).get(address)
        assert (lines_of(shown), "bản 1" in text_of(shown)) == ([], False), role
        words = minute_of(as_role(role), address)
        assert ("bản 1" in words, "Không ghi: cuộc bàn giao đã hủy." in words) == (False, True), role


def test_what_was_made_up_says_so_in_the_hand_over_its_minute_and_the_file_of_the_head(
    law, as_role, give, cast, now
):
    unit = unit_on(CODE, localdate())
    right = {each.number: sorted(each.right) for each in unit.checks}
    answer(unit, right, by=cast["author"], at=now, on=localdate(), made_up=True)
    address = give().headers["Location"]
    assert 'bản 1 <span class="muted small">số liệu minh họa</span>' in text_of(as_role("author").get(address))
    assert "bản 1, số liệu minh họa" in minute_of(as_role("author"), address)
    content = as_role("head").get(reverse("training_desks_file")).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert {(row["Tình trạng"], row["Ghi chú"]) for row in rows} == {
        ("đã đạt", "số liệu minh họa"),
        ("chưa", ""),
    }


def test_what_was_answered_of_another_version_is_not_marked(law, as_role, monkeypatch):
    client, unit = as_role("author"), unit_on(CODE, localdate())
    opened = client.get(page())
    assert f'<input type="hidden" name="ban" value="{unit.version}">' in text_of(opened)
    sent = said()
    later = replace(unit, version=unit.version + 1, since=localdate(), changed="Đổi ví dụ.")
    monkeypatch.setattr("khuyencong.norms.queries.training.units", lambda: (unit, later))
    for form in (sent, {name: value for name, value in sent.items() if name != "ban"}):
        refused = client.post(page(), form)
        assert (refused.status_code, LearnedUnit.objects.count()) == (422, 0)
        shown = text_of(refused)
        assert f"Bài đã có bản {later.version} từ {localdate():%d/%m/%Y}: chưa chấm, chưa ghi gì" in shown
        assert ("Đổi ở bản này: Đổi ví dụ." in shown, " checked" in shown) == (True, False)
    assert client.post(page(), said()).status_code == 302
    assert LearnedUnit.objects.get().version == later.version


def test_the_list_of_contents_is_told_by_its_clause(law, client):
    shown = text_of(client.get(page("noi-dung")))
    [line] = [each for each in shown.split("<li>") if "Đào tạo nghề, truyền nghề; " in each]
    assert ("Điều 4; áp dụng từ" in line, "quy ước của hệ thống" in line) == (True, False)


def test_a_form_asked_for_by_its_number_comes_alone_or_is_said_not_to_be_there(law, client):
    def found(words):
        return client.get(reverse("guidance"), {"q": words})

    codes = {
        words: [each.code for each in found(words).context["forms_found"]]
        for words in ("mẫu số 4a", "Mau 11", "mẫu 5", "mẫu số 5c", "mau so 05b")
    }
    assert codes == {
        "mẫu số 4a": ["phieu-tham-dinh"],
        "Mau 11": ["ke-hoach-nhom"],
        "mẫu 5": ["nghiem-thu-5a", "nghiem-thu-5b"],
        "mẫu số 5c": [],
        "mau so 05b": ["nghiem-thu-5b"],
    }
    assert "Chưa có biểu mẫu trống nào mang số 5c" in text_of(found("mẫu số 5c"))
    assert "Chưa có biểu mẫu trống" not in text_of(found("tạm ứng"))


def test_guidance_finds_a_form_and_an_answer_shows_those_that_belong_to_it(law, client):
    found = client.get(reverse("guidance"), {"q": "giay de nghi tam ung"})
    assert found.context["forms_found"][0].code == "de-nghi-tam-ung"
    answer = client.get(reverse("guidance_question", args=["bao-cao-thang"]))
    assert [each.code for each in answer.context["blank_forms"]] == ["bao-cao-3a", "bao-cao-3b", "bieu-tien-do"]
    hits = client.get(reverse("search"), {"q": "bang doi chieu kinh phi"})
    assert "/huong-dan/bieu-mau/#doi-chieu-10" in text_of(hits)


def test_forms_are_listed_with_whose_they_are_and_taken_away_as_of_a_day(law, client):
    listed = client.get(reverse("guidance_forms"))
    shown = text_of(listed)
    assert listed.context["count"] == 25
    assert "Bố cục của hệ thống, không phải mẫu của văn bản nào" in shown
    assert "trước ngày 25 hằng tháng" in shown
    assert "trước ngày 20 tháng cuối kỳ" in shown
    file = client.get(reverse("guidance_form_file", args=["bao-cao-3a"]), {"on": "05/05/2016"})
    assert (file.status_code, file.content[:2]) == (200, b"PK")
    assert 'filename="bao-cao-3a.docx"' in file.headers["Content-Disposition"]
    for code, asked in (("la", {}), ("bao-cao-3a", {"on": "01/01/2010"})):
        assert client.get(reverse("guidance_form_file", args=[code]), asked).status_code == 404
    assert client.get(reverse("guidance_forms"), {"on": "hôm qua"}).status_code == 422


def lists_of(unit):
    """What is read once for however many units: lists of the law, those of sums, the answers of guidance."""
    sums = {("sum", each.row.list) for each in unit.sums if each.row is not None}
    return {each.list for each in unit.law} | sums | ({"answers"} if unit.questions else set())


def test_the_selects_of_the_pages_do_not_grow_with_what_was_passed(law, as_role):
    client = as_role("author")

    def asked(address):
        with CaptureQueriesContext(connection) as told:
            assert client.get(address).status_code == 200
        return len(told)

    mine, seen, others = units_for("department_officer", localdate()), set(), []
    for each in mine:
        if lists_of(each) <= seen:
            others.append(each)
            continue
        seen |= lists_of(each)
        client.post(page(each.code), said(each.code))
    assert len(others) > 1
    few = asked(reverse("training")), asked(reverse("tray"))
    # One is left over both times: whether she is new is asked only of who has something left.
    for each in others[1:]:
        client.post(page(each.code), said(each.code))
    many = asked(reverse("training")), asked(reverse("tray"))
    assert many == few
