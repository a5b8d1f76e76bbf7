"""Which part of the trail?"""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import make_aware

from khuyencong.organisations.queries import person_named
from khuyencong.web.forms import AskForm
from khuyencong.web.reporting.forms import DayField
from khuyencong.web.trail.words import DOSSIERS, GROUPS

ANY = ("", "tất cả")


class TrailForm(AskForm):
    """The filters of the page; the same question is kept with an export."""

    name = forms.ChoiceField(label="Loại việc", choices=[ANY, *GROUPS.items()], required=False)
    kind = forms.ChoiceField(label="Loại hồ sơ", choices=[ANY, *DOSSIERS.items()], required=False)
    key = forms.CharField(label="Mã hồ sơ", max_length=60, required=False)
    person = forms.CharField(label="Người (tên đăng nhập)", max_length=150, required=False)
    desk = forms.CharField(label="Mã bàn", max_length=60, required=False)
    agency = forms.ChoiceField(label="Cơ quan", required=False)
    since = DayField(label="Từ ngày", required=False)
    until = DayField(label="Đến hết ngày", required=False)

    def __init__(self, *args: Any, agencies: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = self.fields["agency"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [ANY, *agencies]
        if not agencies:
            del self.fields["agency"]

    def clean(self) -> dict[str, Any]:
        """The days in order."""
        asked = super().clean() or {}
        if asked.get("since") and asked.get("until") and asked["until"] < asked["since"]:
            self.add_error("until", "Ngày cuối phải không trước ngày đầu.")
        return asked

    @property
    def condition(self) -> Q:
        """The question as a condition on events."""
        asked = self.cleaned_data
        found = Q()
        if asked["name"]:
            found &= Q(name__startswith=asked["name"])
        if asked["person"]:
            found &= Q(person_key=person_key(asked["person"]))
        if asked["since"]:
            found &= Q(at__gte=make_aware(datetime.combine(asked["since"], time())))
        if asked["until"]:
            found &= Q(at__lt=make_aware(datetime.combine(asked["until"] + timedelta(days=1), time())))
        exact = {"dossier_kind": "kind", "dossier_key": "key", "desk": "desk", "agency": "agency"}
        return found & Q(**{column: asked[name] for column, name in exact.items() if asked.get(name)})

    @property
    def words(self) -> str:
        """The question as the exported file says it; "" for everything."""
        asked = {name: self[name].value() for name in self.fields if self.cleaned_data.get(name)}
        return "; ".join(f"{self.fields[name].label}: {value}" for name, value in asked.items())


def person_key(typed: str) -> str:
    """The key of the account, typed by its name or taken from a link; one that is nobody's finds nothing."""
    user = person_named(typed)
    return str(user.pk) if user is not None else typed
