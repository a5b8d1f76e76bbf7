"""What is asked of a workshop: the same fields on the page, in the device's memory and in what it sends."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.timezone import localdate

from khuyencong.industry.actions.surveys import FIRST_YEAR, LAST_YEAR, Said, Sent
from khuyencong.industry.models import AnswerEdition, Establishment, SurveyRound
from khuyencong.industry.queries.asking import communes_to_ask, contents_on
from khuyencong.norms.models import Activity
from khuyencong.organisations.actors import Actor
from khuyencong.places.models import Unit
from khuyencong.web.forms import AskForm
from khuyencong.web.projects.forms import MoneyField
from khuyencong.web.reporting.forms import UncutField

MONTHS = [("", "Chưa rõ"), *((str(month), f"Tháng {month}") for month in range(1, 13))]
MOST_LABOUR = 100_000


class CommuneChoice(forms.ModelChoiceField[Unit]):
    """A commune with its province behind, where there are several of one name."""

    def label_from_instance(self, obj: Unit) -> str:
        """As people say it."""
        return f"{obj.full_name}, {obj.parent.name}" if obj.parent is not None else str(obj.full_name)


class AskingForm(AskForm):
    """One workshop's answer; what is not known stays empty."""

    commune = CommuneChoice(label="Xã, phường", queryset=Unit.objects.none(), empty_label="Chọn xã, phường")
    establishment = forms.ModelChoiceField(
        queryset=Establishment.objects.none(), required=False, widget=forms.HiddenInput
    )
    name = UncutField(
        label="Tên cơ sở",
        max_length=200,
        strip=True,
        widget=forms.TextInput(attrs={"list": "co-so"}),
        help_text="Như trên biển hiệu. Gõ vài chữ để chọn cơ sở đã có trong sổ.",
    )
    wants = UncutField(
        label="Cơ sở muốn làm gì?",
        max_length=2000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Bằng lời của chủ cơ sở. Được: “Mua máy sấy thay phơi nắng, mùa mưa không có hàng giao”. "
        "Không được: “Cần hỗ trợ”.",
    )
    activity = forms.ModelChoiceField(
        label="Thuộc nội dung nào",
        queryset=Activity.objects.none(),
        required=False,
        empty_label="Chưa rõ, để cán bộ Sở chọn",
    )
    machinery = UncutField(label="Máy móc, thiết bị muốn mua", max_length=300, strip=True, required=False)
    cost = MoneyField(label="Dự kiến hết bao nhiêu (đồng)")
    own_money = MoneyField(label="Đã có sẵn bao nhiêu vốn (đồng)")
    outlet = forms.ChoiceField(
        label="Đã có người mua chưa",
        choices=[("", "Không hỏi"), *AnswerEdition.Outlet.choices],
        required=False,
    )
    begin_month = forms.TypedChoiceField(
        label="Muốn bắt đầu từ tháng", choices=MONTHS, coerce=int, empty_value=None, required=False
    )
    labour = forms.IntegerField(label="Số lao động", min_value=0, max_value=MOST_LABOUR, required=False)
    other = UncutField(
        label="Ý kiến khác",
        max_length=2000,
        strip=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    taken_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    latitude = forms.FloatField(min_value=-90, max_value=90, required=False, widget=forms.HiddenInput)
    longitude = forms.FloatField(min_value=-180, max_value=180, required=False, widget=forms.HiddenInput)
    accuracy = forms.FloatField(min_value=0, max_value=20_000_000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, survey: SurveyRound, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.survey = survey
        choices = {
            "commune": communes_to_ask(actor, survey),
            "establishment": Establishment.objects.visible_to(actor),
            "activity": contents_on(localdate()),
        }
        for name, rows in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def clean_taken_at(self) -> Any:
        """When it was asked; a device whose clock is years off is not believed."""
        at = self.cleaned_data["taken_at"]
        return at if at is not None and FIRST_YEAR < at.year < LAST_YEAR else None

    def sent(
        self, *, key: UUID, edition: UUID, based_on: int, taken_at: Any, after: UUID | None = None
    ) -> Sent:
        """What was typed, as the lifecycle takes it; `taken_at` where the device said nothing of when."""
        given = dict(self.cleaned_data)
        commune = given.pop("commune")
        given["taken_at"] = given["taken_at"] or taken_at
        if given["latitude"] is None or given["longitude"] is None:
            given |= {"latitude": None, "longitude": None, "accuracy": None}
        return Sent(
            key=key,
            edition=edition,
            survey=self.survey,
            commune=commune,
            said=Said(**given),
            based_on=based_on,
            after=after,
        )


def fresh_keys() -> dict[str, str]:
    """Keys for an answer written without the script; kept in the page, so that two clicks are one answer."""
    return {"key": str(uuid4()), "edition": str(uuid4())}
