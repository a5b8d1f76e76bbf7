"""The desk pages of surveys: what is missing, targets, answers, conflicts, the register, what is wished for."""

import io
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from khuyencong.industry.lifecycle.surveys import link
from khuyencong.industry.models import AnswerConflict, AnswerEdition, Establishment, SurveyRound, SurveyTarget
from khuyencong.norms.models import Activity
from khuyencong.projects.models import Beneficiary
from khuyencong.workflow.lifecycle import Act
from tests.industry.conftest import enter, phu_an, phu_loc, tan_bien
from tests.industry.test_surveys import changed, collaborator, conflict, neighbour, send, sent, survey, uuid
from tests.projects.conftest import law
from tests.web.test_projects import basics

pytestmark = pytest.mark.django_db
__all__ = ["collaborator", "conflict", "enter", "neighbour", "phu_an", "phu_loc"]
__all__ += ["law", "send", "sent", "survey", "tan_bien"]
ROLES = ("author", "colleague", "head", "neighbour", "stranger")


def address(name, *args, **asked):
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return reverse(name, args=args) + (f"?{query}" if query else "")


def text_of(response):
    return " ".join(response.content.decode().split())


def cells_of(response):
    sheet = load_workbook(io.BytesIO(response.content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@pytest.fixture
def answer(send, sent):
    """The one answer of the round."""
    return send(sent).edition.answer


def statuses(as_role, url):
    return {role: as_role(role).get(url).status_code for role in ROLES}


def test_a_round_its_answers_and_its_conflict_open_to_its_department_and_to_no_neighbour(
    as_role, survey, conflict
):
    seen = {"author": 200, "colleague": 200, "head": 200, "neighbour": 404, "stranger": 302}
    for name, key in (
        ("survey", survey.pk),
        ("survey_workbook", survey.pk),
        ("survey_targets", survey.pk),
        ("survey_answer", conflict.answer_id),
        ("survey_conflict", conflict.pk),
    ):
        assert statuses(as_role, address(name, key)) == seen


def test_a_neighbour_finds_nothing_in_the_lists_and_writes_nothing(as_role, survey, conflict, enter):
    client = as_role("neighbour")
    for name in ("surveys", "survey_answers", "survey_needs"):
        assert "Mộc Phú Lộc" not in text_of(client.get(address(name)))
        assert "Nhu cầu 2027" not in text_of(client.get(address(name)))
    row = enter()
    for name, key, given in (
        ("survey_extend", survey.pk, {"until": "31/12/2026", "reason": "x"}),
        ("survey_targets", survey.pk, {"every": "1"}),
        ("survey_link", conflict.answer_id, {"co_so": row.pk}),
        ("survey_conflict", conflict.pk, {"do": "take"}),
    ):
        assert client.post(address(name, key), given).status_code == 404
    assert AnswerConflict.objects.get().state == "open"


def test_the_list_of_rounds_says_how_far_each_is_and_what_is_missing(as_role, survey, answer):
    page = text_of(as_role("author").get(address("surveys")))
    assert "1/3 phiếu" in page
    assert "Còn 1 xã chưa có phiếu nào" in page


def test_the_page_of_a_round_answers_first_and_shows_the_worst_first(as_role, survey, answer):
    response = as_role("author").get(address("survey", survey.pk))
    assert "<h1>Còn 1 xã chưa có phiếu nào</h1>" in text_of(response)
    assert [(each.commune.name, each.missing) for each in response.context["page"]] == [
        ("Phú An", 1),
        ("Phú Lộc", 1),
    ]
    rows = cells_of(as_role("author").get(address("survey_workbook", survey.pk)))
    assert rows[1:] == [
        ["Xã, phường", "Số cần hỏi", "Số phiếu đã có", "Còn thiếu"],
        ["Xã Phú An", 1, 0, 1],
        ["Xã Phú Lộc", 2, 1, 1],
    ]


def test_a_round_is_opened_and_leads_to_its_targets(as_role):
    given = {"title": "Nhu cầu", "year": "2027", "since": "24/11/2026", "until": "10/12/2026"}
    response = as_role("author").post(address("survey_new"), given)
    made = SurveyRound.objects.get()
    assert response.headers["Location"] == address("survey_targets", made.pk)
    assert (made.since, made.until, made.made_up) == (date(2026, 11, 24), date(2026, 12, 10), False)
    turned = as_role("author").post(address("survey_new"), given | {"until": "01/11/2026"})
    assert (turned.status_code, [each.code for each in turned.context["blocked"]]) == (422, ["days_turned"])


def numbers():
    return list(SurveyTarget.objects.values_list("commune__name", "wanted"))


def test_targets_are_typed_pasted_without_marks_and_filled_for_the_rest(as_role, survey, phu_loc, phu_an):
    client, url = as_role("author"), address("survey_targets", survey.pk)
    assert client.post(url, {f"xa-{phu_loc.pk}": "", f"xa-{phu_an.pk}": "4"}).status_code == 302
    assert numbers() == [("Phú An", 4)]
    assert client.post(url, {"every": "2"}).status_code == 302
    assert numbers() == [("Phú An", 4), ("Phú Lộc", 2)]
    assert client.post(url, {"pasted": "phu loc\t9\r\nXã Phú An 8\r\n"}).status_code == 302
    assert numbers() == [("Phú An", 8), ("Phú Lộc", 9)]


UNREADABLE = {
    "Tân Biên\t3": "Dòng 2: “Tân Biên” không có trong tỉnh.",
    "Phú Lộc": "Dòng 2: “Phú Lộc” không kết thúc bằng một số phiếu.",
    "Phú Lộc\t-1": "Dòng 2: “Phú Lộc;-1” không kết thúc bằng một số phiếu.",
    "Phú Lộc\tba": "Dòng 2: “Phú Lộc;ba” không kết thúc bằng một số phiếu.",
    "5": "Dòng 2: “” không có trong tỉnh.",
}


@pytest.mark.parametrize("line", UNREADABLE)
def test_a_line_that_cannot_be_read_is_told_with_its_number_and_nothing_is_saved(
    as_role, survey, tan_bien, line
):
    typed = f"Phú An\t7\n{line}"
    response = as_role("author").post(address("survey_targets", survey.pk), {"pasted": typed})
    assert (response.status_code, numbers()) == (422, [("Phú An", 1), ("Phú Lộc", 2)])
    assert response.context["form"].errors == {"pasted": [UNREADABLE[line]]}
    assert response.context["form"]["pasted"].value() == typed


def test_more_lines_than_are_read_at_once_are_refused_and_none_is_saved(as_role, survey):
    typed = "Phú An\t7\n" * 2_001
    response = as_role("author").post(address("survey_targets", survey.pk), {"pasted": typed})
    told = "Dán 2001 dòng, mỗi lần nhiều nhất 2000; chia làm nhiều lần."
    assert (response.status_code, numbers()) == (422, [("Phú An", 1), ("Phú Lộc", 2)])
    assert response.context["form"].errors == {"pasted": [told]}


def test_a_number_beyond_any_survey_is_refused_in_words(as_role, survey):
    response = as_role("author").post(address("survey_targets", survey.pk), {"pasted": "Phú An\t99999"})
    assert (response.status_code, [each.code for each in response.context["blocked"]]) == (422, ["target"])


def test_a_round_is_extended_on_its_page(as_role, survey):
    url = address("survey_extend", survey.pk)
    assert as_role("author").post(url, {"until": "01/11/2026", "reason": "Mưa"}).status_code == 422
    assert as_role("author").post(url, {"until": "15/12/2026", "reason": "Mưa"}).status_code == 302
    survey.refresh_from_db()
    assert survey.until == date(2026, 12, 15)


@pytest.fixture
def three(send, sent, answer, enter, dong_thap_officer, phu_an, now):
    """Three answers: plain; with a content; of an establishment, in another commune."""
    content = Activity.objects.order_by("pk").first()
    said = replace(sent.said, name="Rèn Tân Thạnh", wants="Đào tạo thợ", activity=content)
    send(replace(sent, key=uuid(2), edition=uuid(21), said=said))
    made = enter(name="Đan lát Cái Bè")
    said = replace(sent.said, name="Đan lát Cái Bè", wants="Hội chợ", establishment=made, cost=None)
    send(replace(sent, key=uuid(3), edition=uuid(31), commune=phu_an, said=said), by=dong_thap_officer)
    return content


def names(response):
    return [row.name for row in response.context["page"]]


def test_answers_are_found_without_marks_and_by_every_filter(as_role, survey, three, phu_an):
    client, url = as_role("author"), reverse("survey_answers")

    def found(**asked):
        return names(client.get(url, asked))

    everything = ["Đan lát Cái Bè", "Mộc Phú Lộc", "Rèn Tân Thạnh"]
    assert found() == found(dot=survey.pk) == found(nam=2027) == everything
    assert found(nam=2026) == found(hai_ban="on") == []
    assert found(q="dao tao tho") == found(noi_dung=three.pk) == ["Rèn Tân Thạnh"]
    assert found(xa=phu_an.pk) == found(gan="co") == ["Đan lát Cái Bè"]
    assert found(gan="khong") == ["Mộc Phú Lộc", "Rèn Tân Thạnh"]
    assert found(noi_dung=0) == ["Đan lát Cái Bè", "Mộc Phú Lộc"]
    assert found(nganh=0) == everything


def test_a_question_that_makes_no_sense_is_refused_in_words(as_role, survey):
    client = as_role("author")
    for asked in ({"dot": "999"}, {"xa": "x"}, {"nam": "nay"}, {"noi_dung": "-1"}):
        assert client.get(reverse("survey_answers"), asked).status_code == 422
    assert client.get(address("survey_needs", nam=1999)).status_code == 422


def test_answers_in_dispute_are_found_and_all_rows_go_into_the_workbook(as_role, conflict):
    client = as_role("author")
    assert names(client.get(address("survey_answers", hai_ban="on"))) == ["Mộc Phú Lộc"]
    rows = cells_of(client.get(reverse("survey_answers_workbook")))
    assert [[row[2], row[3], row[6], row[15]] for row in rows[2:]] == [
        ["Mộc Phú Lộc", "Mua máy bào", 60_000_000, "có"]
    ]


def test_every_edition_of_an_answer_can_be_read(as_role, conflict):
    shown = text_of(as_role("author").get(address("survey_answer", conflict.answer_id)))
    assert [wish in shown for wish in ("Mua máy cưa", "Mua máy bào", "Mua máy sấy")] == [True] * 3
    assert "3 lần ghi, không lần nào mất" in shown


def test_a_conflict_tells_the_differences_in_words(as_role, conflict):
    response = as_role("author").get(address("survey_conflict", conflict.pk))
    assert [(each.label, each.told) for each in response.context["differences"]] == [
        ("muốn làm gì", "bản đang dùng ghi “Mua máy bào”, bản gửi sau ghi “Mua máy sấy”")
    ]


@pytest.mark.parametrize(("do", "standing"), [("keep", 2), ("take", 3)])
def test_who_prepares_the_round_chooses_and_both_stay(as_role, conflict, do, standing):
    client, url = as_role("colleague"), address("survey_conflict", conflict.pk)
    assert client.post(url, {"do": "drop"}).status_code == 404
    assert client.post(url, {"do": do}).headers["Location"] == address("survey_answer", conflict.answer_id)
    assert list(AnswerEdition.objects.filter(standing=True).values_list("number", flat=True)) == [standing]
    assert AnswerEdition.objects.count() == 3
    again = client.post(url, {"do": do})
    assert (again.status_code, [each.code for each in again.context["blocked"]]) == (422, ["wrong_state"])
    assert client.get(url).context["offered"] == set()


def test_a_collaborator_reads_her_answer_and_chooses_and_links_nothing(client, collaborator, conflict, enter):
    client.force_login(collaborator.account)
    answer = address("survey_answer", conflict.answer_id)
    shown = client.get(answer)
    assert (shown.status_code, shown.context["links"], shown.context["doubles"]) == (200, False, [])
    assert client.post(address("survey_conflict", conflict.pk), {"do": "take"}).status_code == 403
    assert client.post(address("survey_link", conflict.answer_id), {"co_so": enter().pk}).status_code == 403
    assert client.get(address("survey_targets", conflict.answer.round_id)).status_code == 403


def test_a_commune_beside_it_sees_its_own_target_and_none_of_the_answers(client, neighbour, answer, survey):
    client.force_login(neighbour.account)
    page = client.get(address("survey", survey.pk))
    assert [(each.commune.name, each.wanted, each.done) for each in page.context["page"]] == [("Phú An", 1, 0)]
    assert client.get(address("survey_answer", answer.pk)).status_code == 404
    assert names(client.get(reverse("survey_answers"))) == []


def test_an_answer_shows_the_row_it_may_be_about_with_why_and_is_linked(as_role, answer, enter, phu_loc):
    row = enter(name="Cơ sở Mộc Phú Lộc")
    client, url = as_role("author"), address("survey_answer", answer.pk)
    doubles = client.get(url).context["doubles"]
    assert [(each.establishment, each.likeness.reasons) for each in doubles] == [
        (row, ("tên giống nhau khi bỏ dấu",))
    ]
    assert client.post(address("survey_link", answer.pk), {"co_so": row.pk}).status_code == 302
    assert AnswerEdition.objects.get(standing=True).establishment == row
    assert f"{reverse('project_new')}?co-so={row.pk}" in text_of(client.get(url))


def test_an_answer_is_not_linked_to_a_row_she_does_not_see(as_role, answer, enter, tan_bien, tay_ninh_officer):
    hidden = enter(unit=tan_bien, by=tay_ninh_officer)
    for key in (hidden.pk, "x", 0):
        assert as_role("author").post(address("survey_link", answer.pk), {"co_so": key}).status_code == 404


def test_a_new_row_of_the_register_begins_with_what_the_answer_says_and_is_linked(as_role, answer, phu_loc):
    client, url = as_role("author"), address("industry_new", phieu=answer.pk)
    form = client.get(url).context["form"]
    begun = {name: str(form[name].value()) for name in ("name", "province", "commune", "source")}
    assert begun == {
        "name": "Mộc Phú Lộc",
        "province": str(phu_loc.parent_id),
        "commune": "Xã Phú Lộc",
        "source": "Phiếu của “Nhu cầu 2027”, hỏi ngày 20/11/2026",
    }
    SurveyRound.objects.update(made_up=True)
    response = client.post(url, begun | {"legal_form": "ho"})
    row = Establishment.objects.get()
    assert row.made_up
    assert response.headers["Location"] == address("survey_answer", answer.pk)
    assert AnswerEdition.objects.get(standing=True).establishment == row


def test_a_neighbour_begins_no_row_from_an_answer_she_does_not_see(as_role, answer):
    for key in (answer.pk, 999):
        assert as_role("neighbour").get(address("industry_new", phieu=key)).status_code == 404


def test_a_draft_is_begun_for_the_establishment_of_an_answer(as_role, enter, law):
    row, url = enter(), reverse("project_new")
    assert as_role("neighbour").get(url, {"co-so": row.pk}).status_code == 404
    author = as_role("author")
    wishes = text_of(author.get(url, {"co-so": row.pk}))
    assert f"{url}?muon=mua-may&amp;co-so={row.pk}" in wishes
    begun = author.post(f"{url}?muon=mua-may&co-so={row.pk}", basics())
    assert (begun.status_code, [each.establishment for each in Beneficiary.objects.all()]) == (302, [row])


def test_needs_are_a_table_whose_numbers_open_the_answers(as_role, survey, three):
    client = as_role("author")
    response = client.get(reverse("survey_needs"))
    matrix = response.context["matrix"]
    assert [(line.wishes, line.cost) for line in matrix.lines] == [(1, 60_000_000), (2, 60_000_000)]
    assert (response.context["wishes"], response.context["cost"]) == (3, 120_000_000)
    for line in matrix.lines:
        opened = client.get(address("survey_answers", nam=2027, noi_dung=line.activity))
        assert len(names(opened)) == line.wishes
    rows = cells_of(client.get(address("survey_needs_workbook", nam=2027)))
    assert [(row[2], row[3], row[4]) for row in rows[2:]] == [
        ("Xã Phú Lộc", 1, 60_000_000),
        ("Xã Phú An", 1, None),
        ("Xã Phú Lộc", 1, 60_000_000),
    ]


def statements(client, url):
    with CaptureQueriesContext(connection) as told:
        assert client.get(url).status_code == 200
    return len(told)


def test_no_page_asks_more_for_more_rows(
    as_role, survey, answer, send, sent, enter, phu_an, dong_thap_officer, now
):
    client = as_role("author")
    urls = [
        *(reverse(name) for name in ("surveys", "survey_answers", "survey_answers_workbook", "survey_needs")),
        *(address(name, survey.pk) for name in ("survey", "survey_workbook", "survey_targets")),
        address("survey_answer", answer.pk),
    ]
    for url in urls:
        client.get(url)
    one = [statements(client, url) for url in urls]
    act = Act(by=dong_thap_officer, at=now)
    for number in range(2, 8):
        said = replace(sent.said, name=f"Xưởng {number}")
        made = send(replace(sent, key=uuid(number), edition=uuid(number * 10 + 1), said=said)).edition
        link(made.answer, enter(name=f"Xưởng {number}", other=True), act)
    for number in range(2, 5):
        send(changed(sent, 100 + number, f"Mua {number}", number - 1))
    many = [statements(client, url) for url in urls]
    assert many == one
