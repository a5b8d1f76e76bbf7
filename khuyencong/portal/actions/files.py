"""What stands in a published article is not changed behind the second person's back: pictures, documents."""

from typing import Any

from wagtail.documents.models import Document

from khuyencong.portal.models import Picture, TwoPersonError
from khuyencong.portal.queries.articles import is_public

STANDS = "Ảnh/tệp đang ở bài đã đăng: tải lên tệp mới rồi đổi trong bài."
READ: dict[Any, tuple[str, ...]] = {
    Picture: ("title", "file", "description", "credit"),
    Document: ("title", "file"),
}
"""What of a picture or a document a reader of the article meets."""


def keep_published(sender: Any, instance: Any, **told: Any) -> None:
    """Before it is saved: TwoPersonError where readers would see something else than two persons let out."""
    stored = sender.objects.filter(pk=instance.pk).values(*READ[sender]).first() if instance.pk else None
    if stored is None:
        return
    uploaded = not getattr(instance.file, "_committed", True)
    changed = uploaded or any(str(getattr(instance, name)) != str(stored[name]) for name in stored)
    if changed and is_public(sender, instance.pk):
        raise TwoPersonError(STANDS)


def keep_in_place(sender: Any, instance: Any, **told: Any) -> None:
    """Before it is deleted: the same."""
    if is_public(sender, instance.pk):
        raise TwoPersonError(STANDS)
