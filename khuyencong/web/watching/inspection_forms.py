"""Forms about inspections: the plan, the minutes with their questions, what has to be put right, its proof."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from khuyencong.organisations.models import Agency
from khuyencong.projects.actions.inspections import Plan, Seen, Wanted
from khuyencong.projects.models import Fault, Inspection, InspectionAnswer
from khuyencong.projects.queries.inspections import InspectionQuestion
from khuyencong.rules.inspections import Answer, Minutes, Said
from khuyencong.web.forms import AskForm
from khuyencong.web.projects.forms import PAPER_BYTES, PAPERS
from khuyencong.web.reporting.forms import DayField, UncutField
from khuyencong.web.uploads import OneFileField


class PlanInspectionForm(AskForm):
    """When, who, on what ground."""

    planned_on = DayField(label="Ngày kiểm tra")
    team = UncutField(
        label="Ai đi",
        max_length=1000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mỗi dòng một người: tên, chức vụ; cả người của thanh tra, xã nếu cùng đi.",
    )
    basis = UncutField(
        label="Căn cứ",
        max_length=300,
        strip=True,
        required=False,
        help_text="Số quyết định hay kế hoạch kiểm tra, nếu có.",
    )

    @property
    def plan(self) -> Plan:
        """What was typed, once it is valid."""
        return Plan(**self.cleaned_data)


class MinutesForm(AskForm):
    """What was found, question by question."""

    held_on = DayField(label="Ngày kiểm tra")
    place = UncutField(label="Nơi kiểm tra", max_length=200, strip=True)
    attendants = UncutField(
        label="Thành phần",
        max_length=2000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Mỗi dòng một người: đoàn kiểm tra, đơn vị thực hiện, cơ sở.",
    )
    conclusion = UncutField(
        label="Kết luận",
        max_length=4000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Đúng đối tượng, đúng mục đích, đúng quy định chưa; còn thiếu gì.",
    )

    def __init__(self, *args: Any, questions: Sequence[InspectionQuestion], **options: Any) -> None:
        super().__init__(*args, **options)
        self.questions = list(questions)
        for number, each in enumerate(self.questions, start=1):
            self.fields[f"a_{each.code}"] = forms.ChoiceField(
                label=f"{number}. {each.words}",
                choices=[("", "Chưa trả lời"), *InspectionAnswer.Answer.choices],
                required=False,
            )
            self.fields[f"w_{each.code}"] = UncutField(
                label="Thấy gì", max_length=1000, strip=True, required=False
            )

    @classmethod
    def showing(
        cls, inspection: Inspection, said: Minutes, questions: Sequence[InspectionQuestion]
    ) -> "MinutesForm":
        """With what the minutes say now."""
        initial: dict[str, Any] = {
            "held_on": f"{said.held_on:%d/%m/%Y}",
            "place": said.place,
            "attendants": said.attendants or inspection.team,
            "conclusion": said.conclusion,
        }
        for code, each in said.answers.items():
            initial[f"a_{code}"], initial[f"w_{code}"] = each.answer.value, each.words
        return cls(initial=initial, questions=questions)

    @property
    def plain(self) -> list[Any]:
        """What is asked before the questions."""
        return [self[name] for name in ("held_on", "place", "attendants")]

    @property
    def rows(self) -> list[tuple[InspectionQuestion, Any, Any]]:
        """Each question with its two fields."""
        return [(each, self[f"a_{each.code}"], self[f"w_{each.code}"]) for each in self.questions]

    @property
    def answers(self) -> Mapping[str, Said]:
        """What was answered, once it is valid; questions left open are left out."""
        given = self.cleaned_data
        return {
            each.code: Said(answer=Answer(given[f"a_{each.code}"]), words=given[f"w_{each.code}"])
            for each in self.questions
            if given[f"a_{each.code}"]
        }

    @property
    def seen(self) -> Seen:
        """What was typed, once it is valid."""
        plain = {name: self.cleaned_data[name] for name in ("held_on", "place", "attendants", "conclusion")}
        return Seen(**plain, answers=self.answers)


class FaultForm(AskForm):
    """Something that has to be put right."""

    words = UncutField(label="Thấy gì", max_length=1000, strip=True)
    wanted = UncutField(
        label="Phải làm gì",
        max_length=1000,
        strip=True,
        help_text="Được: “Gắn lại nhãn máy, chụp ảnh số máy”. Không được: “Rút kinh nghiệm”.",
    )
    grade = forms.ChoiceField(label="Mức độ", choices=Fault.Grade.choices, initial=Fault.Grade.SERIOUS)
    agency = forms.ChoiceField(label="Ai khắc phục")
    due = DayField(label="Hạn")

    def __init__(self, *args: Any, agencies: Sequence[tuple[Agency, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.by_key = {str(each.pk): each for each, _ in agencies}
        field = self.fields["agency"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(each.pk), name) for each, name in agencies]

    @property
    def fault(self) -> Wanted:
        """What was typed, once it is valid."""
        plain = {name: self.cleaned_data[name] for name in ("words", "wanted", "grade", "due")}
        return Wanted(**plain, agency=self.by_key[self.cleaned_data["agency"]])


class ProofForm(AskForm):
    """What was done, with a file that shows it."""

    note = UncutField(label="Đã làm gì", max_length=2000, strip=True, widget=forms.Textarea(attrs={"rows": 3}))
    file = OneFileField(label="Chứng cứ (ảnh, PDF, Word, Excel; tối đa 10 MB)", kinds=PAPERS, most=PAPER_BYTES)
