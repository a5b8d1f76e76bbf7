"""A button pressed twice does its work once, and both presses land at the same place."""

import re
import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils.timezone import now as clock

from khuyencong.industry.models import Machine, Support
from khuyencong.ledger.models import Claim
from khuyencong.norms.actions import load_law
from khuyencong.organisations.queries import operator
from khuyencong.post.actions.cleaning import clean_up
from khuyencong.projects.actions import estimates
from khuyencong.projects.models import (
    Council,
    Inspection,
    Line,
    Obstacle,
    Project,
    Purchase,
    RegistrationDossier,
    SelectionList,
)
from khuyencong.web.once import Once
from khuyencong.workflow.models import Press
from tests.conftest import officer_of
from tests.industry.conftest import enter, phu_loc
from tests.ledger.test_claims import signed
from tests.ledger.test_contracts import approved, contract, sign
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected
from tests.projects.test_selection import three
from tests.web.conftest import SignedInClient
from tests.web.test_obstacles import TYPED as OBSTACLE
from tests.web.test_projects import basics, line
from tests.web.test_purchases import typed as purchase

__all__ = [
    "approved",
    "contract",
    "draft",
    "enter",
    "law",
    "phu_loc",
    "selected",
    "sign",
    "signed",
    "three",
    "workshop",
]
COUNCIL = {
    "year": "2027",
    "purse": "KCQG",
    "level": "base",
    "number": "12/QĐ-SCT",
    "decided_on": "01/10/2026",
    "quorum": "2",
}
MACHINE = {"name": "Máy cưa", "serial": "A-1"}
SUPPORT = {"year": "2024", "purse": "KCQG", "content": "Máy", "amount": "127", "source": "Quyết định"}


def token_of(client, page: str) -> str:
    """The token of a page as it is rendered, which every form on it carries."""
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(page).content.decode())
    assert found is not None, page
    return found[1]


def press(client, page: str, said: dict, times: int = 2) -> list[tuple[int, str]]:
    """Open a page once and press its button so often; every answer with where it leads."""
    token, answers = token_of(client, page), []
    for _ in range(times):
        for each in said.values():
            if hasattr(each, "seek"):
                each.seek(0)
        answer = client.post(page, said | {"csrfmiddlewaretoken": token})
        answers.append((answer.status_code, answer.headers.get("Location", "")))
    return answers


def twice(client, page: str, said: dict, model) -> None:
    """One row more, one landing."""
    before = model.objects.count()
    one, other = press(client, page, said)
    assert (one[0], one, model.objects.count()) == (302, other, before + 1)


@pytest.mark.django_db
def test_a_line_of_an_estimate_and_a_draft_are_made_once(draft, as_role):
    page = reverse("project_step", args=[draft().pk, "du-toan"])
    twice(as_role("author"), page, line(unit_price="1.000.000", support="0", other="0"), Line)
    twice(as_role("author"), reverse("project_new") + "?muon=mua-may", basics(), Project)


@pytest.mark.django_db
def test_a_list_is_reckoned_once_and_a_request_and_a_council_are_found_again(three, as_role):
    asked = {"purse": "KCQG", "year": "2027", "ceiling": "330.000.000", "set_aside": "0"}
    twice(as_role("officer"), "/ke-hoach/lua-chon/", asked, SelectionList)
    # Those two have a natural key: without this a second click would be told that the row is there already.
    twice(as_role("author"), reverse("plan_requests"), {"purse": "KCQG", "year": "2027"}, RegistrationDossier)
    twice(as_role("head"), reverse("councils"), COUNCIL, Council)


@pytest.mark.django_db
def test_what_an_establishment_has_is_added_once(enter, as_role):
    row, client = enter(), as_role("author")
    twice(client, reverse("industry_add", args=[row.pk, "may-moc"]), MACHINE, Machine)
    twice(client, reverse("industry_add", args=[row.pk, "ho-tro"]), SUPPORT, Support)


@pytest.mark.django_db
def test_what_happens_to_a_running_project_is_written_down_once(as_role, signed):
    unit, project = as_role("author"), signed.project
    twice(unit, f"/de-an/{project.pk}/vuong-mac/", OBSTACLE, Obstacle)
    twice(unit, f"/de-an/{project.pk}/mua-sam/", purchase(project), Purchase)
    twice(unit, f"/hop-dong/{signed.pk}/tam-ung/", {"amount": "210.000.000", "done": "75"}, Claim)
    visit = {"planned_on": "20/11/2026", "team": "Cán bộ Sở", "basis": "KH 12/KH-SCT"}
    twice(as_role("colleague"), f"/de-an/{project.pk}/kiem-tra/", visit, Inspection)


@pytest.mark.django_db
def test_what_was_taken_out_meanwhile_may_be_written_again_from_the_same_page(enter, as_role):
    row, client = enter(), as_role("author")
    page = reverse("industry_add", args=[row.pk, "may-moc"])
    said = MACHINE | {"csrfmiddlewaretoken": token_of(client, page)}
    assert [client.post(page, said).status_code for _ in range(2)] == [302, 302]
    assert Machine.objects.count() == 1
    twice(client, reverse("industry_add", args=[row.pk, "ho-tro"]), SUPPORT, Support)
    assert [client.post(page, said).status_code for _ in range(2)] == [302, 302]
    assert Machine.objects.count() == 2


@pytest.mark.django_db
def test_another_file_or_another_word_is_another_press(draft, as_role):
    client, page = as_role("author"), reverse("project_step", args=[draft().pk, "giay-to"])
    token = token_of(client, page)

    def send(content: bytes) -> None:
        file = SimpleUploadedFile("a.pdf", content, "application/pdf")
        client.post(page, {"csrfmiddlewaretoken": token, "file": file})

    send(b"%PDF-1.7 one")
    send(b"%PDF-1.7 two")
    assert Press.objects.values("key").distinct().count() == Press.objects.count()

    lines = reverse("project_step", args=[draft().pk, "du-toan"])
    token, before = token_of(client, lines), Line.objects.count()
    for name in ("Máy sấy", "Băng tải", "Băng tải", "Máy sấy"):
        said = line(name=name, unit_price="1.000.000", support="0", other="0")
        client.post(lines, said | {"csrfmiddlewaretoken": token})
    # The second belt is a twin; the second dryer, after something else, is meant.
    assert Line.objects.count() == before + 3


@pytest.mark.django_db
def test_what_was_refused_is_pressed_again_and_then_counts(draft, as_role, monkeypatch):
    client, project = as_role("author"), draft()
    page = reverse("project_step", args=[project.pk, "du-toan"])
    refused = press(client, page, line(unit_price="1.000.000", support="2.000.000", other="0"))
    assert ([status for status, _ in refused], Press.objects.count()) == ([422, 422], 0)
    said = line(unit_price="1.000.000", support="0", other="0") | {
        "csrfmiddlewaretoken": token_of(client, page)
    }
    with monkeypatch.context() as full:
        full.setattr(estimates, "MOST_LINES", 1)
        refused = client.post(page, said).status_code
    assert (refused, client.post(page, said).status_code) == (422, 302)


@pytest.mark.django_db
def test_her_press_is_no_one_elses_and_two_pages_are_two_presses(draft, as_role):
    page = reverse("project_step", args=[draft().pk, "du-toan"])
    said, before = line(unit_price="1.000.000", support="0", other="0"), Line.objects.count()
    tokens = [token_of(as_role("author"), page) for _ in range(2)]
    assert tokens[0] != tokens[1], "Django masks the token of every page anew; the whole rests on it"
    for role, token in (("author", tokens[0]), ("colleague", tokens[0]), ("author", tokens[1])):
        assert as_role(role).post(page, said | {"csrfmiddlewaretoken": token}).status_code == 302
    assert (Line.objects.count(), Press.objects.count()) == (before + 3, 3)


@pytest.mark.django_db
def test_who_must_confirm_first_is_not_led_round_in_a_circle(three, as_role, cast):
    """The detour to confirm is no landing: what she sent is done when she comes back, and once."""
    officer = as_role("officer")
    officer.post(
        "/ke-hoach/lua-chon/", {"purse": "KCQG", "year": "2027", "ceiling": "330.000.000", "set_aside": "0"}
    )
    page = reverse("plan_list", args=[SelectionList.objects.get().pk])
    officer.post(page, {"do": "propose"})
    leader = as_role("leader")
    token = token_of(leader, page)
    leader.confirmed(cast["leader"].account, at=clock().timestamp() - 601)
    said = {"do": "adopt", "csrfmiddlewaretoken": token}
    detours = {leader.post(page, said).headers["Location"] for _ in range(2)}
    assert (len(detours), "xac-nhan" in detours.pop(), Press.objects.count()) == (1, True, 0)
    leader.confirmed(cast["leader"].account, at=clock().timestamp())
    landings = [leader.post(page, said).headers["Location"] for _ in range(2)]
    assert (landings, SelectionList.objects.get().state) == ([page, page], "adopted")


@pytest.mark.django_db
def test_presses_are_thrown_away_after_some_days():
    for key, days in (("old", 4), ("new", 1)):
        Press.objects.create(key=key, address="/", at=clock() - timedelta(days=days))
    clean_up.call()
    assert [each.key for each in Press.objects.all()] == ["new"]


def test_two_clicks_at_once_make_one_draft_and_one_line(committed_world):
    load_law(by=operator(), at=clock())
    author = officer_of("Đồng Tháp", "dongthap")
    new = reverse("project_new") + "?muon=mua-may"
    [landing] = at_once(author.account, new, basics())
    project = Project.objects.get()
    assert landing == (302, reverse("project_step", args=[project.pk, "co-so"]))
    said = line(unit_price="1.000.000", support="0", other="0")
    [landing] = at_once(author.account, reverse("project_step", args=[project.pk, "du-toan"]), said)
    assert (landing[0], Line.objects.count()) == (302, 1)


def at_once(user, page: str, said: dict) -> set[tuple[int, str]]:
    """Press the button of one page four times at once; the different answers."""
    first = SignedInClient()
    first.force_login(user)
    token, together = token_of(first, page), threading.Barrier(4)
    answers: list[tuple[int, str]] = []

    def click() -> None:
        try:
            client = SignedInClient()
            client.cookies = first.cookies.copy()
            together.wait(timeout=20)
            answer = client.post(page, said | {"csrfmiddlewaretoken": token})
            answers.append((answer.status_code, answer.headers.get("Location", "")))
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(answers) == 4
    return set(answers)


class DeadlockError(Exception):
    """What the driver of PostgreSQL raises."""

    sqlstate = "40P01"


@pytest.mark.django_db
@pytest.mark.parametrize(("cause", "status"), [(DeadlockError(), 503), (ValueError(), 500)])
def test_who_loses_a_deadlock_reads_so_and_nothing_of_hers_is_kept(cause, status):
    """The innermost middleware around a view that has written when the database lets it go."""
    machines = Press.objects.count()

    def view(request):
        Press.objects.create(key="made-by-the-view", address="/x/", at=clock())
        error = OperationalError("deadlock detected")
        error.__cause__ = cause
        return once.process_exception(request, error) or HttpResponse(status=500)

    once = Once(view)
    request = RequestFactory().post("/x/", {"csrfmiddlewaretoken": "a" * 64})
    request.user = SimpleNamespace(is_authenticated=True, pk=1)
    answer = once(request)
    assert (answer.status_code, Press.objects.count()) == (status, machines)
    assert ("Hai người vừa ghi cùng lúc" in answer.content.decode()) == (status == 503)
