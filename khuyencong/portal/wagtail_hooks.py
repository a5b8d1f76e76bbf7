"""What our editor does otherwise than Wagtail's: two persons for a revision, one door to publish, no moving."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.bulk_action.registry import BulkActionRegistry, bulk_action_registry
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from khuyencong.portal.actions.timetable import NOT_LET_OUT
from khuyencong.portal.models import Article, RefusedError, Topic, TwoPersonError
from khuyencong.portal.models.approvals import SAME
from khuyencong.web.templatetags.khuyencong import instant

KEPT_AS_DRAFT = f"Bài đã được lưu làm bản nháp, chưa đăng. {SAME}"
ONE_BY_ONE = (
    "Mỗi bài được đăng riêng, đúng bản mà người thứ hai đã đọc: mở từng bài, đọc rồi đăng. Chưa đăng bài nào."
)
NOT_MOVED = "Bài ở lại nơi đăng của cơ quan đã viết nó."
ON_A_PHONE = (
    "@media (max-width: 40em) {"
    ".xdsoft_datetimepicker { left: 0 !important; max-width: 100vw; box-sizing: border-box; }"
    ".xdsoft_datetimepicker .xdsoft_datepicker { width: 74vw; min-width: 0; }"
    ".xdsoft_datetimepicker .xdsoft_calendar th, .xdsoft_datetimepicker .xdsoft_calendar td "
    "{ font-size: 0.7rem; padding: 0.3rem 0.1rem; }"
    "}"
)
NEVER_MANY = {"publish": ONE_BY_ONE, "move": NOT_MOVED}


def offered(app_label: str, model_name: str) -> list[Any]:
    """What may be done with many at once: without what is always refused. Wagtail has no hook for that."""
    found = BulkActionRegistry.get_bulk_actions_for_model(bulk_action_registry, app_label, model_name)
    return [each for each in found if model_name != "page" or each.action_type not in NEVER_MANY]


bulk_action_registry.get_bulk_actions_for_model = offered


class TopicViewSet(SnippetViewSet):
    """Topics, which editors add."""

    model = Topic
    icon = "tag"
    add_to_admin_menu = True
    menu_label = "Chủ đề"
    copy_view_enabled = False
    inspect_view_enabled = False


register_snippet(TopicViewSet)


@hooks.register("before_publish_page")
def refuse_own(request: HttpRequest, page: Any) -> None:
    """The button "publish" of the form saves first: who presses it is the last writer. Always refused."""
    if isinstance(page.specific, Article):
        raise TwoPersonError(KEPT_AS_DRAFT)


@hooks.register("before_bulk_action")
def refuse_many(request: HttpRequest, action_type: str, objects: Any, action: Any) -> None:
    """Many at once would let out what stands there when the press arrives, read by nobody."""
    if action_type in NEVER_MANY:
        raise RefusedError(NEVER_MANY[action_type])


@hooks.register("register_log_actions")
def log_refusals(actions: Any) -> None:
    """In the history of an article: why it did not go out at its hour."""

    @actions.register_action(NOT_LET_OUT)
    class Refused(LogFormatter):
        label = "Chưa đăng được khi đến giờ hẹn"

        def format_message(self, log_entry: Any) -> str:
            return f"{self.label}: {log_entry.data.get('reason', '')}"


@hooks.register("construct_page_action_menu")
def no_own_publishing(items: list[Any], request: HttpRequest, context: Any) -> None:
    """So that button is not there."""
    items[:] = [item for item in items if item.name not in ("action-publish",)]


@hooks.register("before_move_page")
def refuse_moving(request: HttpRequest, page: Any, destination: Any) -> HttpResponse | None:
    """The agency that answers for an article stays the one that wrote it."""
    raise TwoPersonError(NOT_MOVED)


@hooks.register("construct_main_menu")
def only_ours(request: HttpRequest, items: list[Any]) -> None:
    """Settings, help and reports of Wagtail are for who keeps a site of Wagtail."""
    items[:] = [item for item in items if item.name not in ("settings", "help", "reports")]


@hooks.register("insert_global_admin_css")
def hours_on_a_phone() -> SafeString:
    """The calendar beside a field of an hour stays on a narrow screen; Wagtail's hangs out on the left."""
    return mark_safe(f"<style>{ON_A_PHONE}</style>")  # noqa: S308 - a constant of ours


@hooks.register("register_admin_menu_item")
def campaigns_item() -> MenuItem:
    """To the campaigns, which are pages of ours."""
    return MenuItem("Chiến dịch", reverse("campaigns"), icon_name="view", order=400)


@hooks.register("register_page_header_buttons")
def publishing_button(page: Any, user: Any, view_name: str, next_url: Any = None) -> Iterable[Button]:
    """To the page on which a second person lets the article out."""
    if isinstance(page.specific, Article) and page.permissions_for_user(user).can_publish():
        yield Button("Đọc và đăng", reverse("news_publish", args=[page.pk]), icon_name="check", priority=10)


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """Addresses of ours inside the editor."""
    return [path("dang/<int:pk>/", publish, name="news_publish")]


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Let out what another wrote last: now, or at the hour it names."""
    article = get_object_or_404(Article, pk=pk)
    rights = article.permissions_for_user(request.user)
    if not rights.can_edit() or (request.method == "POST" and not rights.can_publish()):
        raise PermissionDenied
    revision = article.latest_revision
    if request.method == "POST":
        # What was read is what goes out: somebody may have saved again in between.
        if revision is None or request.POST.get("ban") != str(revision.pk):
            messages.error(request, "Bài vừa được lưu lại sau khi bạn mở trang này: đọc bản mới rồi đăng.")
            return redirect("news_publish", pk)
        revision.publish(user=request.user)
        messages.success(request, said_of(revision.as_object()))
        return redirect("wagtailadmin_explore", article.get_parent().pk)
    context = {
        "article": article,
        "revision": revision,
        "may": rights.can_publish(),
        "mine": revision and revision.user_id == request.user.pk,
        # The hours stand in what is let out; the article's own are those of what readers see now.
        "set": revision and revision.as_object(),
        "now": now(),
    }
    return render(request, "portal/editor/publish.html", context)


def said_of(let_out: Article) -> str:
    """What comes of an article that was just let out."""
    hour = let_out.go_live_at
    if hour is not None and hour > now():
        return f"Đã duyệt “{let_out.title}”: bài tự hiện lúc {instant(hour)}."
    return f"Đã duyệt “{let_out.title}”: bài đã hiện trên trang tin."
