"""Who gets into the editor, and that nobody lets out what she wrote last: by any door of it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import get_resolver, reverse
from django.utils.timezone import localdate, localtime
from wagtail.models import Page, Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from khuyencong.organisations.models import Seat
from khuyencong.portal.actions.shelves import close_left_shelves, lay_news, lay_shelf, open_shelf
from khuyencong.portal.actions.timetable import publish_due
from khuyencong.portal.models import Approval, Article, Section, Shelf, TwoPersonError
from khuyencong.portal.models.approvals import NOT_APPROVED, SAME, UNKNOWN
from khuyencong.portal.wagtail_hooks import ONE_BY_ONE
from khuyencong.post.models import Mail
from khuyencong.web.security import POLICY
from tests.conftest import officer_of
from tests.portal.conftest import draft, published, signed_in

pytestmark = pytest.mark.django_db
EDITOR = "/bien-tap/"
SAMPLE = (
    EDITOR,
    "/bien-tap/pages/",
    "/bien-tap/images/",
    "/bien-tap/documents/",
    "/bien-tap/snippets/portal/topic/",
)


def form_of(article, **changes):
    """The form of the editor, as a browser sends it."""
    given = {
        "title": article.title,
        "lead": article.lead,
        "section": article.section_id,
        "topics": [each.pk for each in article.topics.all()],
        "authors": inline_formset([{"name": "Nguyễn Minh Họa", "place": "Sở"}]),
        "cover": "",
        "cover_alt": "",
        "cover_caption": "",
        "body": streamfield([("paragraph", rich_text("<p>Chữ mới.</p>"))]),
        "source": "",
    }
    return nested_form_data(given | changes)


def edit(article):
    return reverse("wagtailadmin_pages:edit", args=[article.pk])


@pytest.mark.parametrize("role", ["department_officer", "accountant", "inspector", "administrator"])
@pytest.mark.parametrize("address", SAMPLE)
def test_a_desk_without_news_does_not_get_in(role, address, db):
    from tests.conftest import officer_of

    assert signed_in(officer_of("Đồng Tháp", "ai-do", role)).get(address).status_code == 403


@pytest.mark.parametrize("address", SAMPLE)
def test_who_is_not_signed_in_is_led_to_our_own_sign_in(reader, address):
    answer = reader.get(address)
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/dang-nhap/")


@pytest.mark.parametrize("address", [address for address in SAMPLE if "snippets" not in address])
def test_a_desk_that_writes_news_gets_in(writer, address):
    lay_shelf(writer.agency)
    assert signed_in(writer).get(address, follow=True).status_code == 200


def test_every_address_of_the_editor_asks_for_a_desk(writer, reader, db):
    """Whatever Wagtail adds: nothing under the editor's root opens for who has no desk there."""
    from tests.conftest import officer_of

    inside = [path for path in addresses(get_resolver().url_patterns) if path.startswith("bien-tap/")]
    assert len(inside) > 150
    nobody = signed_in(officer_of("Đồng Tháp", "khong-tin", "accountant"))
    for path in inside:
        for client, statuses in ((reader, {302}), (nobody, {403, 404})):
            assert client.get(f"/{path}").status_code in statuses, path


def addresses(patterns, before=""):
    """Every pattern that can be asked for with numbers and words put in."""
    import re

    for each in patterns:
        route = before + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from addresses(each.url_patterns, route)
        else:
            route = route.replace("^", "").replace("$", "").replace("\\Z", "")
            path = re.sub(r"<int:[^>]+>", "1", re.sub(r"<(str|slug):[^>]+>", "a", route))
            if re.fullmatch(r"[\w/.-]*", path):
                yield path


@pytest.mark.parametrize(
    "page",
    ["login/", "logout/x/", "password_reset/", "account/change_password/", "users/", "groups/", "sites/"],
)
def test_a_second_way_to_sign_in_or_to_look_after_people_is_not_there(second, page):
    assert signed_in(second).get(EDITOR + page).status_code == 404


def test_the_editors_links_to_ones_account_and_out_lead_to_our_pages(second):
    client = signed_in(second)
    assert [client.get(EDITOR + page).url for page in ("account/", "logout/")] == [
        reverse("mfa_index"),
        reverse("account_logout"),
    ]


def test_an_ended_seat_ends_the_editing_at_once(writer):
    client = signed_in(writer)
    assert client.get(EDITOR).status_code == 200
    Seat.objects.filter(user=writer.user).update(until=localdate())
    assert client.get(EDITOR).status_code == 403
    assert writer.user.groups.count() == 0


def test_the_night_takes_the_rights_of_who_never_came_again(writer, second):
    for each in (writer, second):
        signed_in(each).get(EDITOR)
    Seat.objects.filter(user=writer.user).update(until=localdate())
    assert close_left_shelves(localdate()) == 1
    assert (writer.user.groups.count(), second.user.groups.count()) == (0, 1)


def test_a_neighbour_sees_no_shelf_but_her_own(article, stranger):
    client = signed_in(stranger)
    client.get(EDITOR)
    assert client.get(edit(article)).status_code == 302
    assert client.post(reverse("news_publish", args=[article.pk])).status_code == 302
    own = Shelf.objects.get(agency=stranger.agency)
    assert client.get(reverse("wagtailadmin_explore", args=[own.pk])).status_code == 200


def test_the_writer_saves_and_hands_in_and_another_lets_it_out(writer, second):
    made = draft(writer)
    client = signed_in(writer)
    assert client.post(edit(made), form_of(made)).status_code == 302
    assert client.post(edit(made), form_of(made) | {"action-submit": "1"}).status_code == 302
    made.refresh_from_db()
    assert (made.live, made.workflow_in_progress) == (False, True)
    other = signed_in(second)
    page = other.get(reverse("news_publish", args=[made.pk]))
    assert "cho đăng" in page.content.decode()
    state = made.current_workflow_task_state
    moderate = reverse("wagtailadmin_pages:workflow_action", args=[made.pk, "approve", state.pk])
    assert other.post(moderate).status_code == 302
    made.refresh_from_db()
    given = Approval.objects.get(article=made.pk)
    assert (made.live, given.revision) == (True, made.live_revision_id)
    assert (given.written_by, given.approved_by) == (writer.user, second.user)


def test_who_wrote_last_is_refused_at_every_door_with_the_reason(second, writer):
    made = draft(second)
    client = signed_in(second)
    client.get(EDITOR)
    answer = client.post(edit(made), form_of(made) | {"action-publish": "1"})
    assert (answer.status_code, SAME in answer.content.decode()) == (403, True)
    made.refresh_from_db()
    revision = made.latest_revision
    answer = client.post(reverse("news_publish", args=[made.pk]), {"ban": revision.pk})
    assert (answer.status_code, SAME in answer.content.decode()) == (403, True)
    made.refresh_from_db()
    assert (made.live, Approval.objects.count()) == (False, 0)


def test_many_at_once_are_let_out_by_nobody(second, writer):
    """What stands there when the press arrives need not be what she read."""
    made = draft(writer)
    open_shelf(second.agency, second.user, publishes=True)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={made.pk}"
    answer = signed_in(second).post(address, {})
    assert (answer.status_code, ONE_BY_ONE in answer.content.decode()) == (422, True)
    assert (Article.objects.get(pk=made.pk).live, Approval.objects.count()) == (False, 0)


def test_who_changes_what_she_approves_has_written_it(writer, second):
    made = draft(writer)
    signed_in(writer).post(edit(made), form_of(made) | {"action-submit": "1"})
    made.refresh_from_db()
    sent = form_of(made, title="Sửa khi duyệt") | {
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
        "loaded_revision_id": made.latest_revision_id,
    }
    client = signed_in(second)
    client.post(edit(made), sent)
    made = Article.objects.get(pk=made.pk)
    assert (made.live, made.workflow_in_progress, made.latest_revision.user) == (False, True, second.user)
    # What she approved was the writer's; what she made of it waits for another, whatever she presses.
    answer = client.post(approving(made))
    assert (answer.status_code, SAME in answer.content.decode()) == (403, True)
    assert (Article.objects.get(pk=made.pk).live, Approval.objects.count()) == (False, 0)


def approving(made):
    """Where the lists of what waits send the press of *approve*."""
    state = made.current_workflow_task_state
    return reverse("wagtailadmin_pages:workflow_action", args=[made.pk, "approve", state.pk])


def handed_in(writer, client):
    made = draft(writer)
    client.post(edit(made), form_of(made) | {"action-submit": "1"})
    return Article.objects.get(pk=made.pk)


def pressing(made, loaded, **changes):
    """The form of an article as it is sent by *approve*, by somebody who loaded that revision."""
    return form_of(made, **changes) | {
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
        "loaded_revision_id": loaded,
    }


@pytest.fixture
def third(db):
    """Publishes at the writer's department, too: who wrote it may not save while it waits, she may."""
    return officer_of("Đồng Tháp", "nguoithuba", "department_leader")


def inserted(made, actor):
    """A line put in after it was handed in."""
    made.lead = "Chèn thêm sau khi trình"
    made.save_revision(user=actor.user)


CHANGED = "vừa được lưu lại sau bản bạn đã đọc"


@pytest.mark.parametrize("loaded", ["read", "none"])
def test_the_form_approves_only_what_it_had_loaded(writer, second, third, loaded):
    hers = signed_in(writer)
    made = handed_in(writer, hers)
    read = made.latest_revision_id if loaded == "read" else ""
    inserted(made, third)
    client = signed_in(second)
    answer = client.post(edit(made), pressing(made, read))
    assert (answer.status_code, CHANGED in answer.content.decode()) == (409, True)
    made = Article.objects.get(pk=made.pk)
    assert (made.live, made.latest_revision.user, Approval.objects.count()) == (False, third.user, 0)
    # The step was begun anew with what stands there now: read anew, one press is enough.
    assert client.post(approving(made)).status_code == 302
    made = Article.objects.get(pk=made.pk)
    assert (made.live, made.lead) == (True, "Chèn thêm sau khi trình")


def test_the_lists_approve_only_what_was_handed_in(writer, second, third):
    hers = signed_in(writer)
    made = handed_in(writer, hers)
    address = approving(made)
    inserted(made, third)
    client = signed_in(second)
    answer = client.post(address)
    assert (answer.status_code, CHANGED in answer.content.decode()) == (409, True)
    assert not Article.objects.get(pk=made.pk).live
    # The step of then is over; the one of what stands there now may be approved.
    assert client.post(address).status_code == 409
    assert client.post(approving(Article.objects.get(pk=made.pk))).status_code == 302
    assert Article.objects.get(pk=made.pk).live


def test_the_writer_has_no_right_to_publish_anything(article, writer, second):
    article.save_revision(user=second.user)
    client = signed_in(writer)
    client.get(EDITOR)
    assert client.post(reverse("news_publish", args=[article.pk]), {"ban": "1"}).status_code == 302
    assert Approval.objects.count() == 1


def test_what_was_saved_after_she_read_it_is_not_let_out(writer, second):
    made = draft(writer)
    read = made.latest_revision
    made.save_revision(user=writer.user)
    signed_in(second).post(reverse("news_publish", args=[made.pk]), {"ban": read.pk})
    assert not Article.objects.get(pk=made.pk).live


def test_scheduling_asks_for_a_second_person_and_the_timetable_lets_it_out(writer, second):
    at = localtime()
    made = draft(writer, go_live_at=at + timedelta(hours=1))
    open_shelf(second.agency, second.user, publishes=True)
    with pytest.raises(TwoPersonError, match=SAME):
        made.latest_revision.publish(user=writer.user)
    made.latest_revision.publish(user=second.user)
    made.refresh_from_db()
    assert made.live is False
    publish_due.call()
    assert not Article.objects.get(pk=made.pk).live
    soon = at - timedelta(minutes=1)
    row = type(made.latest_revision).objects.get(pk=made.latest_revision_id)
    row.approved_go_live_at = soon
    row.content["go_live_at"] = soon.isoformat()
    row.save()
    publish_due.call()
    assert Article.objects.get(pk=made.pk).live


def test_an_hour_set_behind_everybodys_back_lets_nothing_out(writer):
    made = draft(writer)
    type(made.latest_revision).objects.update(approved_go_live_at=localtime() - timedelta(minutes=1))
    with pytest.raises(TwoPersonError, match=NOT_APPROVED):
        call_command("publish_scheduled")


def test_one_that_is_refused_keeps_no_other_back_and_its_writer_is_told_once(writer, second):
    writer.user.email = "viet@example.org"
    writer.user.save()
    at = localtime()
    refused, other = draft(writer, "Không ai duyệt"), draft(writer, "Đã duyệt")
    open_shelf(second.agency, second.user, publishes=True)
    Approval.objects.give(other.latest_revision, second.user, at)
    for n, each in enumerate((refused, other)):
        hour = at - timedelta(minutes=2 - n)
        Revision.objects.filter(pk=each.latest_revision_id).update(approved_go_live_at=hour)
    assert [publish_due.call(), publish_due.call()] == [1, 0]
    assert [Article.objects.get(pk=each.pk).live for each in (refused, other)] == [False, True]
    letter = Mail.objects.get()
    assert (letter.to, "Không ai duyệt" in letter.subject, NOT_APPROVED in letter.text) == (
        "viet@example.org",
        True,
        True,
    )


def test_without_an_address_the_history_says_why_and_who_let_it_out_is_told(writer, second):
    second.user.email = "doc@example.org"
    second.user.save()
    at, made = localtime(), draft(writer)
    open_shelf(second.agency, second.user, publishes=True)
    writer.user.email = ""
    writer.user.save()
    Approval.objects.give(made.latest_revision, second.user, at)
    revision = Revision.objects.get(pk=made.latest_revision_id)
    revision.content |= {"section": None}
    revision.approved_go_live_at = at - timedelta(minutes=1)
    revision.save()
    assert publish_due.call() == 0
    assert list(Mail.objects.values_list("to", flat=True)) == ["doc@example.org"]
    page = signed_in(second).get(reverse("wagtailadmin_pages:history", args=[made.pk])).content.decode()
    assert "Chưa đăng được khi đến giờ hẹn:" in page


def test_what_nobody_wrote_goes_out_to_nobody(writer, second):
    made = draft(writer)
    made.save_revision()
    with pytest.raises(TwoPersonError, match=UNKNOWN):
        made.get_latest_revision().publish(user=second.user)


def test_neither_database_takes_a_live_article_of_one_person(writer, second):
    made = draft(writer)
    for change in (
        lambda: Page.objects.filter(pk=made.pk).update(live=True),
        lambda: Page.objects.filter(pk=made.pk).update(live=True, live_revision=made.latest_revision),
        lambda: Approval.objects.create(
            revision=1, article=1, written_by=writer.user, approved_by=writer.user, at=localtime()
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(TwoPersonError):
        Article(live=True).save()


def test_who_let_it_out_stays_told(article):
    for change in (
        lambda: Approval.objects.update(at=localtime()),
        lambda: Approval.objects.all().delete(),
    ):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            change()


def test_every_revision_stays_and_an_older_one_can_be_let_out_again(article, writer, second):
    first = article.live_revision
    article.title = "Tên khác"
    article.save_revision(user=writer.user).publish(user=second.user)
    first.publish(user=second.user)
    article.refresh_from_db()
    assert (article.title, article.revisions.count()) == ("Máy sấy về Tháp Mười", 2)


def test_an_article_stays_on_the_shelf_of_who_wrote_it(article, second):
    client = signed_in(second)
    client.get(EDITOR)
    shelf = article.get_parent()
    answer = client.post(reverse("wagtailadmin_pages:move_confirm", args=[article.pk, shelf.pk]))
    assert answer.status_code in (302, 403)
    article.refresh_from_db()
    assert article.get_parent() == shelf


def test_the_editors_pages_alone_have_the_wider_policy(article, writer, reader):
    client = signed_in(writer)
    inside = client.get(EDITOR).headers["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline'" in inside
    assert "unsafe-eval" not in inside
    assert "http" not in inside
    for address in ("/", "/tin-tuc/", article.url):
        assert client.get(address).headers["Content-Security-Policy"] == POLICY


def test_laying_twice_lays_once(writer):
    lay_shelf(writer.agency)
    lay_shelf(writer.agency)
    lay_news()
    assert (Shelf.objects.count(), Section.objects.count()) == (1, 6)


def test_an_address_keeps_the_letter_that_others_drop(writer, second):
    made = published(writer, second, "Đổi mới ở Đắk Lắk: đèn điện")
    assert made.url == f"/tin-tuc/{writer.agency.code}/doi-moi-o-dak-lak-den-dien/"
