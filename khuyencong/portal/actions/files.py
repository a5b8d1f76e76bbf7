"""What stands in a published article is not changed behind the second person's back: pictures, documents."""

from typing import Any

from wagtail.documents.models import Document

from khuyencong.portal.models import Picture, TwoPersonError
from khuyencong.portal.queries.articles import is_public, waits_for_its_hour

STANDS = "Ảnh/tệp đang ở bài đã đăng: tải lên tệp mới rồi đổi trong bài."
READ: dict[Any, tuple[str, ...]] = {
    Picture: ("title", "file", "description", "credit"),
    Document: ("title", "file"),
}
"""What of a picture or a document a reader of the article meets."""


def is_let_out(kind: Any, pk: int) -> bool:
    """Whether two persons let it out with an article: readers see it, or will at the hour that was set."""
    return is_public(kind, pk) or waits_for_its_hour(kind, pk)


def keep_published(sender: Any, instance: Any, **told: Any) -> None:
    """Before it is saved: TwoPersonError where readers would see something else than two persons let out."""
    stored = sender.objects.filter(pk=instance.pk).values(*READ[sender]).first() if instance.pk else None
    if stored is None:
        return
    uploaded = not getattr(instance.file, "_committed", True)
    changed = uploaded or any(str(getattr(instance, name)) != str(stored[name]) for name in stored)
    if changed and is_let_out(sender, instance.pk):
        raise TwoPersonError(STANDS)


def keep_in_place(sender: Any, instance: Any, **told: Any) -> None:
    """Before it is deleted: the same."""
    if is_let_out(sender, instance.pk):
        raise TwoPersonError(STANDS)
