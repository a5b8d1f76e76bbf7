"""Handing a desk over on the pages: the giver, the taker, the head, the neighbour and the stranger."""

from io import BytesIO

import docx
import pytest
from django.urls import reverse

from khuyencong.handover.models import Handover
from khuyencong.workflow.actions import Dossier, Waits, open_task

pytestmark = pytest.mark.django_db
TOLD = {"promises": "Trả lời cơ sở A trước ngày 30/11", "contacts": "Chị B, Kho bạc", "notes": ""}


@pytest.fixture
def give(as_role, cast, now):
    """The author gives her desk, on which something waits, to the colleague."""
    about = Dossier(kind="correction", key="9", agency=cast["author"].agency_code)
    waits = Waits(desk=cast["author"].desk_code, agency=about.agency, title="Trả lời Sở Tài chính")
    open_task(about, waits, at=now)

    def give(role="author", desk="author", **more):
        form = TOLD | {"taker": cast["colleague"].account.pk} | more
        return as_role(role).post(reverse("handover_new", args=[cast[desk].desk_code]), form)

    return give


def test_the_giver_sees_what_waits_signs_and_the_taker_finds_it(give, as_role, cast):
    response = give()
    page = response.headers["Location"]
    taker = as_role("colleague")
    assert page in taker.get(reverse("tray")).text
    shown = taker.get(page)
    assert ([row.title for row, _ in shown.context["tasks"]], shown.context["offered"]) == (
        ["Trả lời Sở Tài chính"],
        {"take", "ask"},
    )
    taken = taker.post(page, {"do": "take"})
    assert taken.headers["Location"] == reverse("desk_tour", args=[cast["author"].desk_code])
    for step in "12345":
        tour = taker.get(taken.headers["Location"], {"buoc": step})
        assert (tour.status_code, tour.context["step"]) == (200, int(step))
    giver = as_role("author")
    assert giver.get(reverse("desk_tour", args=[cast["author"].desk_code])).status_code == 404
    assert giver.get(reverse("tray")).context["rows"] == []
    assert giver.get(page).context["offered"] == set()


def test_the_minute_names_both_the_work_and_the_promises(give, as_role):
    page = give().headers["Location"]
    minute = as_role("author").get(f"{page}bien-ban.docx")
    written = docx.Document(BytesIO(minute.content))
    cells = [cell.text for table in written.tables for row in table.rows for cell in row.cells]
    lines = [paragraph.text for paragraph in written.paragraphs]
    assert "Trả lời Sở Tài chính" in cells
    assert "- Trả lời cơ sở A trước ngày 30/11" in lines
    assert any("chưa ký" in cell for cell in cells)


def test_the_head_gives_for_the_absent_with_a_reason(give, as_role, cast):
    assert give("head", reason=" ").status_code == 422
    assert give("head", reason="Nghỉ ốm").status_code == 302
    handover = Handover.objects.get()
    assert (handover.ordered_by, handover.giver) == (cast["head"].account, cast["author"].account)


@pytest.mark.parametrize(
    ("role", "status"), [("colleague", 403), ("neighbour", 404), ("administrator", 403), ("stranger", 302)]
)
def test_nobody_else_begins_one(give, role, status):
    assert give(role).status_code == (404 if role == "administrator" else status)
    assert Handover.objects.count() == 0


@pytest.mark.parametrize(("role", "status"), [("head", 403), ("neighbour", 404), ("author", 403)])
def test_nobody_but_the_taker_takes(give, as_role, role, status):
    page = give().headers["Location"]
    assert as_role(role).post(page, {"do": "take"}).status_code == status


def test_a_taker_from_elsewhere_is_no_choice(give, cast):
    response = give(taker=cast["neighbour"].account.pk)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["taker"])


def test_a_button_that_is_none_changes_nothing(give, as_role):
    page = give().headers["Location"]
    assert as_role("colleague").post(page, {"do": "xoa"}).status_code == 422


def test_the_pages_ask_the_same_number_of_questions_however_much_waits(
    give, as_role, cast, now, django_assert_max_num_queries
):
    page = give().headers["Location"]
    for key in range(30):
        about = Dossier(kind="correction", key=f"x{key}", agency=cast["author"].agency_code)
        waits = Waits(desk=cast["author"].desk_code, agency=about.agency, title=f"Việc {key}")
        open_task(about, waits, at=now)
    client = as_role("author")
    for address, most in ((reverse("handovers"), 16), (page, 16)):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200
