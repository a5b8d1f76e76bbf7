"""Correcting a figure: by who answers for it, with a reason, once, the old one kept."""

from datetime import date

import pytest
from django.urls import reverse

from khuyencong.reporting.models import Correction, Figure
from tests.conftest import practised

pytestmark = pytest.mark.django_db
GIVEN = {"printed": "1.234,5", "unit": "trieu", "reason": "Đối chiếu Kho bạc"}


@pytest.fixture
def correct(client, figure_handed_in):
    def correct(by, *, new=False, **changes):
        if by.learning and not new and not Correction.objects.filter(author=by.account).exists():
            practised(by)
        client.force_login(by.account)
        return client.post(reverse("figure_correct", args=[figure_handed_in.pk]), GIVEN | changes)

    return correct


def test_the_author_corrects_it_and_the_old_figure_is_kept(
    correct, client, dong_thap_officer, figure_handed_in
):
    response = correct(dong_thap_officer)
    new = Figure.objects.get(replaces=figure_handed_in)
    assert response.headers["Location"] == reverse("figure", args=[new.pk])
    assert (new.amount, new.printed, new.reason, new.entered_by) == (
        1_234_500_000,
        "1.234,5",
        "Đối chiếu Kho bạc",
        dong_thap_officer.account,
    )
    old = client.get(reverse("figure", args=[figure_handed_in.pk]))
    assert (old.context["replaced_by"], old.context["may_correct"]) == (new, False)


@pytest.mark.parametrize("who", ["dong_thap_colleague", "ministry_officer"])
def test_a_colleague_and_the_ministry_may_too(correct, request, who):
    assert correct(request.getfixturevalue(who)).status_code == 302


def test_a_neighbour_does_not_even_see_it(correct, tay_ninh_officer):
    assert correct(tay_ninh_officer).status_code == 404
    assert Figure.objects.filter(replaces__isnull=False).count() == 0


def test_a_published_figure_is_seen_by_a_province_but_corrected_by_the_ministry(
    client, published, dong_thap_officer, ministry_officer, ministry_leader
):
    address = reverse("figure_correct", args=[Figure.objects.filter(printed_total=True).first().pk])
    client.force_login(dong_thap_officer.account)
    assert client.post(address, GIVEN).status_code == 403
    client.force_login(ministry_officer.account)
    assert client.post(address, GIVEN).status_code == 302


@pytest.mark.parametrize(
    "changes",
    [
        {"printed": "1,234.5"},
        {"printed": "-1"},
        {"printed": ""},
        {"printed": "9" * 24, "unit": "ty"},
        {"printed": "10.000.000,000001"},
        {"reason": " "},
        {"reason": "x" * 301},
        {"unit": "usd"},
    ],
    ids=[
        "other notation",
        "negative",
        "nothing",
        "beyond the database",
        "one dong beyond ten thousand billion",
        "no reason",
        "reason too long",
        "unknown unit",
    ],
)
def test_a_bad_correction_is_explained_and_keeps_what_was_typed(correct, dong_thap_officer, changes):
    response = correct(dong_thap_officer, **changes)
    assert response.status_code == 422
    typed = {name: response.context["form"][name].value() for name in GIVEN}
    assert typed == GIVEN | changes
    assert Figure.objects.filter(replaces__isnull=False).count() == 0


def test_a_newcomers_correction_is_handed_to_her_head_who_finds_it_in_the_tray(
    correct, client, dong_thap_officer, dong_thap_leader, figure_handed_in
):
    client.force_login(dong_thap_officer.account)
    form = client.get(reverse("figure_correct", args=[figure_handed_in.pk]))
    assert form.context["second_look"] is True
    page = correct(dong_thap_officer, new=True).headers["Location"]
    assert client.post(page, {"do": "confirm"}).status_code == 403
    client.force_login(dong_thap_leader.account)
    assert [row.address for row in client.get(reverse("tray")).context["rows"]] == [page]
    assert client.post(page, {"do": "return", "note": " "}).status_code == 422
    assert client.post(page, {"do": "confirm"}).headers["Location"] == page
    assert Figure.objects.get(replaces=figure_handed_in).amount == 1_234_500_000
    assert client.post(page, {"do": "confirm"}).status_code == 422


def test_what_came_back_keeps_what_was_typed_wrong_and_is_handed_up_again(
    correct, client, dong_thap_officer, dong_thap_leader
):
    page = correct(dong_thap_officer, new=True).headers["Location"]
    client.force_login(dong_thap_leader.account)
    client.post(page, {"do": "return", "note": "Sai đơn vị"})
    client.force_login(dong_thap_officer.account)
    wrong = client.post(page, GIVEN | {"do": "propose", "printed": "1,5.5"})
    assert (wrong.status_code, wrong.context["blocked"][0].code) == (422, "unreadable_figure")
    assert wrong.context["form"]["printed"].value() == "1,5.5"
    assert client.post(page, GIVEN | {"do": "propose", "unit": "ty"}).status_code == 302
    assert Correction.objects.get().amount == 1_234_500_000_000


def test_a_neighbour_does_not_see_a_correction_on_its_way(
    correct, client, dong_thap_officer, dong_thap_leader, tay_ninh_officer
):
    page = correct(dong_thap_officer, new=True).headers["Location"]
    client.force_login(tay_ninh_officer.account)
    assert client.post(page, {"do": "confirm"}).status_code == 404


def test_the_second_click_changes_nothing_more(correct, dong_thap_officer):
    assert [correct(dong_thap_officer).status_code for _ in range(2)] == [302, 422]
    assert Figure.objects.filter(replaces__isnull=False).count() == 1


def test_a_stranger_is_asked_to_sign_in(client, figure_handed_in):
    address = reverse("figure_correct", args=[figure_handed_in.pk])
    assert client.post(address, GIVEN).headers["Location"] == f"/dang-nhap/?next={address}"


def test_a_reason_of_three_hundred_characters_is_kept_whole_a_line_break_counted_once(
    correct, dong_thap_officer
):
    assert correct(dong_thap_officer, reason="x" * 298 + "\r\ny").status_code == 302
    assert Figure.objects.get(replaces__isnull=False).reason == "x" * 298 + "\ny"


def test_the_browser_is_not_told_to_cut_what_is_pasted(client, dong_thap_officer, figure_handed_in):
    client.force_login(dong_thap_officer.account)
    page = client.get(reverse("figure_correct", args=[figure_handed_in.pk]))
    assert page.content.count(b"maxlength") == 0
    assert page.context["form"]["unit"].value() == figure_handed_in.printed_unit


def test_a_figure_replaced_twice_leads_to_the_newest_and_offers_no_form(
    correct, client, dong_thap_officer, figure_handed_in
):
    correct(dong_thap_officer)
    second = Figure.objects.get(replaces=figure_handed_in)
    client.post(reverse("figure_correct", args=[second.pk]), GIVEN | {"printed": "1.234,6"})
    newest = Figure.objects.get(replaces=second)
    shown = {}
    for name in ("figure", "figure_correct"):
        page = client.get(reverse(name, args=[figure_handed_in.pk]))
        link = f'href="{reverse("figure", args=[newest.pk])}"'
        shown[name] = (page.context["replaced_by"], link in page.text, 'name="reason"' in page.text)
    assert shown == dict.fromkeys(("figure", "figure_correct"), (newest, True, False))


def test_the_second_click_keeps_what_was_typed_and_names_the_figure_that_stands(correct, dong_thap_officer):
    correct(dong_thap_officer)
    again = correct(dong_thap_officer, printed="7,5", unit="ty", reason="Lần hai")
    new = Figure.objects.get(replaces__isnull=False)
    typed = {name: again.context["form"][name].value() for name in GIVEN}
    assert (again.status_code, again.context["replaced_by"]) == (422, new)
    assert typed == {"printed": "7,5", "unit": "ty", "reason": "Lần hai"}


def test_from_the_finding_of_a_region_the_ministry_walks_to_the_form(client, demo, ministry_officer):
    client.force_login(ministry_officer.account)
    region = client.get(reverse("region", args=["nam", 2018, date(2018, 7, 31)]))
    told = [each for each in region.context["report"].findings if each.code == "published_differs"]
    reached = set()
    for finding in told:
        address = reverse("source", args=[finding.source_id])
        source = client.get(address)
        row = next(each for each in source.context["page"] if each.printed == finding.printed)
        figure = client.get(reverse("figure", args=[row.pk]))
        steps = (
            (region, address),
            (source, reverse("figure", args=[row.pk])),
            (figure, reverse("figure_correct", args=[row.pk])),
        )
        reached.add(tuple(f'href="{to}"' in page.text for page, to in steps))
    assert reached == {(True, True, True)}


def test_a_reason_too_long_never_reaches_the_trail(correct, client, dong_thap_officer, dong_thap_leader):
    page = correct(dong_thap_officer, new=True).headers["Location"]
    client.force_login(dong_thap_leader.account)
    response = client.post(page, {"do": "return", "note": "x" * 501})
    assert (response.status_code, list(response.context["reason_form"].errors)) == (422, ["note"])
