"""Approving in the editor: what was read is what is approved, or a sentence says why not."""

from typing import Any

from django.http import HttpRequest, QueryDict
from wagtail.models import TaskState

from khuyencong.portal.models import Article, ChangedError

APPROVE = "approve"
EDIT, ACTION = "wagtailadmin_pages:edit", "wagtailadmin_pages:workflow_action"


def hold_to_what_was_read(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    """ChangedError where an approval is of another revision than the one the article stands at now.

    Both doors of Wagtail approve whatever stands there when the press arrives: the form of the article, which
    says what it had loaded, and the lists of what waits, where the step belongs to the revision handed in.
    """
    name = request.resolver_match.view_name if request.resolver_match else ""
    if request.method != "POST" or not approves(name, kwargs, request.POST):
        return
    key = kwargs.get("page_id")
    article = Article.objects.filter(pk=key).first()
    state = article.current_workflow_task_state if article is not None else None
    if article is None or state is None:
        return
    stands = str(article.latest_revision_id)
    read = request.POST.get("loaded_revision_id", "") if name == EDIT else revision_of(kwargs, article)
    if state.revision_id != article.latest_revision_id:
        # Saved since it was handed in: the step begins anew with what stands there now.
        state.cancel(user=request.user)
    if read != stands:
        raise ChangedError(
            f"Bài “{article.title}” vừa được lưu lại sau bản bạn đã đọc, nên chưa duyệt. "
            "Mở bài, đọc bản mới rồi duyệt."
        )


def approves(name: str, kwargs: dict[str, Any], sent: QueryDict) -> bool:
    """Whether the press is one of *approve*."""
    if name == ACTION:
        return kwargs.get("action_name") == APPROVE
    pressed = bool(sent.get("action-workflow-action")) and sent.get("workflow-action-name") == APPROVE
    return name == EDIT and pressed


def revision_of(kwargs: dict[str, Any], article: Article) -> str:
    """The revision that was handed in with that step, "" where the step is another article's."""
    found = TaskState.objects.filter(
        pk=kwargs.get("task_state_id"), workflow_state__object_id=str(article.pk)
    ).values_list("revision", flat=True)
    return str(found.first() or "")
