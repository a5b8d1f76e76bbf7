"""The form of an acceptance: what a council found, line by line."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from khuyencong.ledger.actions.acceptances import PLAIN, Held
from khuyencong.ledger.models import Acceptance
from khuyencong.projects.models import Line
from khuyencong.rules.acceptances import plain
from khuyencong.rules.money import number
from khuyencong.web.forms import AskForm
from khuyencong.web.norms.forms import FigureField
from khuyencong.web.projects.forms import MoneyField
from khuyencong.web.reporting.forms import DayField, UncutField


class AcceptanceForm(AskForm):
    """What a council found done; a quantity for each line of the estimate."""

    held_on = DayField(label="Ngày nghiệm thu")
    place = UncutField(label="Nơi nghiệm thu", max_length=200, strip=True)
    council = UncutField(
        label="Thành phần",
        max_length=2000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mỗi dòng một bên: ai đại diện, chức vụ.",
    )
    form = forms.ChoiceField(label="Mẫu biên bản", choices=Acceptance.Form.choices, initial=Acceptance.Form.A)
    amount = MoneyField(
        label="Giá trị nghiệm thu của phần hỗ trợ (đồng)",
        help_text="Để trống: tính theo khối lượng ở trên, đến đồng.",
    )
    counterpart = MoneyField(
        label="Đối ứng xác nhận lần này (đồng)",
        help_text="Chỉ lần này, không cộng dồn; theo chứng từ của đơn vị thụ hưởng, không có thì ghi 0.",
    )
    final = forms.BooleanField(label="Đây là lần nghiệm thu cuối của hợp đồng", required=False)
    conclusion = UncutField(
        label="Kết luận",
        max_length=4000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Đúng đối tượng, đúng mục đích, đúng quy định chưa; còn thiếu gì.",
    )

    def __init__(self, *args: Any, lines: Sequence[Line], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["counterpart"].required = True
        self.lines = list(lines)
        for each in self.lines:
            label = f"Nghiệm thu lần này ({each.unit})" if each.unit else "Nghiệm thu lần này"
            self.fields[f"line_{each.pk}"] = FigureField(label=label)

    @classmethod
    def showing(cls, row: Acceptance, lines: Sequence[Line]) -> "AcceptanceForm":
        """With what an acceptance says now."""
        initial: dict[str, Any] = {name: getattr(row, name) for name in PLAIN}
        initial["held_on"] = f"{row.held_on:%d/%m/%Y}"
        initial |= {name: number(initial[name]) for name in ("amount", "counterpart")}
        for key, quantity in row.volumes.values_list("line", "quantity"):
            initial[f"line_{key}"] = plain(quantity)
        return cls(initial=initial, lines=lines)

    @property
    def fields_before(self) -> list[Any]:
        """What is asked before the quantities."""
        return [self[name] for name in ("held_on", "place", "council", "form")]

    @property
    def fields_after(self) -> list[Any]:
        """What is asked after them; whether it is the last time is drawn by itself."""
        return [self[name] for name in ("amount", "counterpart", "conclusion")]

    @property
    def quantity_fields(self) -> dict[int, Any]:
        """The field of each line by its key."""
        return {each.pk: self[f"line_{each.pk}"] for each in self.lines}

    @property
    def quantities(self) -> Mapping[int, Decimal]:
        """What was typed of each line; nothing is 0."""
        return {each.pk: self.cleaned_data[f"line_{each.pk}"] or Decimal(0) for each in self.lines}

    def held(self, amount: int) -> Held:
        """What was typed, worth `amount` where no sum was."""
        said = {name: self.cleaned_data[name] for name in PLAIN}
        if said["amount"] is None:
            said["amount"] = amount
        return Held(**said, quantities=self.quantities)
