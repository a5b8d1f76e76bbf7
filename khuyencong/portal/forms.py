"""The form of an article: what it asks beyond Wagtail's."""

from typing import Any

from django import forms
from django.utils.timezone import now
from wagtail.admin.forms.pages import WagtailAdminPageForm

HOUR_IS_OVER = "Giờ này đã qua: chọn giờ sau lúc này, hoặc để trống để đăng ngay khi được duyệt."


class ArticleForm(WagtailAdminPageForm):
    """The form of an article, its hours among its other fields and not in a dialog of the status panel."""

    show_schedule_publishing_toggle = False

    def clean(self) -> Any:
        """An hour that is set anew lies ahead; one that passed while the article waited may stay as it is."""
        cleaned = super().clean()
        hour = self.cleaned_data.get("go_live_at")
        if hour is not None and "go_live_at" in self.changed_data and hour <= now():
            self.add_error("go_live_at", forms.ValidationError(HOUR_IS_OVER))
        return cleaned
