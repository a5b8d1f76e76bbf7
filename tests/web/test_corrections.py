"""Correcting a figure: by who answers for it, with a reason, once, the old one kept."""

import pytest
from django.urls import reverse

from khuyencong.reporting.models import Figure

pytestmark = pytest.mark.django_db
GIVEN = {"printed": "1.234,5", "unit": "trieu", "reason": "Đối chiếu Kho bạc"}


@pytest.fixture
def correct(client, figure_handed_in):
    def correct(by, **changes):
        client.force_login(by)
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
        dong_thap_officer,
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
    client, published, dong_thap_officer, ministry_officer
):
    address = reverse("figure_correct", args=[Figure.objects.filter(printed_total=True).first().pk])
    client.force_login(dong_thap_officer)
    assert client.post(address, GIVEN).status_code == 403
    client.force_login(ministry_officer)
    assert client.post(address, GIVEN).status_code == 302


@pytest.mark.parametrize(
    "changes",
    [
        {"printed": "1,234.5"},
        {"printed": "-1"},
        {"printed": ""},
        {"reason": " "},
        {"reason": "x" * 301},
        {"unit": "usd"},
    ],
    ids=["other notation", "negative", "nothing", "no reason", "reason too long", "unknown unit"],
)
def test_a_bad_correction_is_explained_and_keeps_what_was_typed(correct, dong_thap_officer, changes):
    response = correct(dong_thap_officer, **changes)
    assert response.status_code == 422
    assert response.context["form"].data["printed"] == (GIVEN | changes)["printed"]
    assert Figure.objects.filter(replaces__isnull=False).count() == 0


def test_the_second_click_changes_nothing_more(correct, dong_thap_officer):
    assert [correct(dong_thap_officer).status_code for _ in range(2)] == [302, 422]
    assert Figure.objects.filter(replaces__isnull=False).count() == 1
